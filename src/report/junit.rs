//! JUnit XML, which most CI systems read: one suite for each file, one case for each diagnostic. Errors are failures;
//! warnings and notes are passed cases with output.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Paths, Summary, Surroundings, xml};
use crate::diagnostic::{Diagnostic, Severity};

/// Every diagnostic; without any, one case that passed.
#[must_use]
pub fn junit(diagnostics: &[Diagnostic], around: &Surroundings) -> String {
    let paths = Paths::of(diagnostics, around);
    let mut suites: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
    for it in diagnostics {
        suites.entry(it.place.as_ref().map_or_else(|| "idp-docs".into(), |it| paths.path(it))).or_default().push(it);
    }
    let failures = Summary::of(diagnostics).errors;
    let tests = diagnostics.len().max(1);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"idp-docs check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    if suites.is_empty() {
        out.push_str("  <testsuite name=\"idp-docs\" tests=\"1\" failures=\"0\" errors=\"0\">\n");
        out.push_str("    <testcase name=\"no problems\" classname=\"idp-docs\"/>\n  </testsuite>\n");
    }
    for (file, found) in suites {
        let failures = found.iter().filter(|it| it.severity == Severity::Error).count();
        let file = xml(&file);
        let _ = writeln!(out, "  <testsuite name=\"{file}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\">", found.len());
        found.iter().for_each(|it| case(it, &file, &mut out));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(it: &Diagnostic, file: &str, out: &mut String) {
    let line = it.place.as_ref().and_then(|it| it.span).map_or(String::new(), |it| format!(":{}:{}", it.line, it.column));
    let body = xml(&format!("{}\nhelp: {}", it.message, it.help));
    let message = xml(&it.message);
    let code = it.code.name();
    let _ = writeln!(out, "    <testcase name=\"{code}{line}\" classname=\"{file}\">");
    let _ = match it.severity {
        Severity::Error => writeln!(out, "      <failure type=\"{code}\" message=\"{message}\">{file}{line}: {body}</failure>"),
        _ => writeln!(out, "      <system-out>{file}{line}: {body}</system-out>"),
    };
    out.push_str("    </testcase>\n");
}
