//! For each way in which a catalog file can be wrong, the place that is reported is the place of the value at fault.
//!
//! A case of `tests/rejected.txt` is a catalog file with the value between `⟦` and `⟧`; further files of its world follow
//! `>>> repository/path` lines.

use std::collections::BTreeSet;

use idp_docs::catalog;
use idp_docs::config::Config;
use idp_docs::diagnostic::{Code, Diagnostic, Severity};
use idp_docs::source::Source;

const CASES: &str = include_str!("../rejected.txt");

/// Errors that no catalog file alone can bring about; the tests of their own modules hold them.
const ELSEWHERE: &[Code] =
    &[Code::FileUnreadable, Code::YamlLimit, Code::EntityNotAllowed, Code::DocsDirLeavesRepository, Code::PageNotDrawn];

struct Case<'a> {
    title: &'a str,
    code: Code,
    /// Repository, path and text of each file, the marks removed.
    files: Vec<(&'a str, &'a str, String)>,
    /// The file, line and column of the mark.
    at: (String, u32, u32),
}

fn parse(block: &str) -> Case<'_> {
    let (title, text) = block.split_once('\n').expect("a title and a file");
    let code = title.split(':').next().and_then(Code::from_name).expect("the title begins with a rule");
    let mut files: Vec<(&str, &str, String)> = vec![("r", "catalog-info.yaml", String::new())];
    let mut at = None;
    for line in text.lines() {
        if let Some((repo, path)) = line.strip_prefix(">>> ").and_then(|it| it.split_once('/')) {
            files.push((repo, path, String::new()));
            continue;
        }
        let (_, path, file) = files.last_mut().expect("a file");
        if let Some(column) = line.chars().position(|it| it == '⟦') {
            at = Some(((*path).to_owned(), file.matches('\n').count() as u32 + 1, column as u32 + 1));
        }
        file.push_str(&line.replace(['⟦', '⟧'], ""));
        file.push('\n');
    }
    Case { title, code, files, at: at.expect("a mark") }
}

fn errors(case: &Case<'_>) -> Vec<Diagnostic> {
    let files: Vec<_> = case.files.iter().map(|(repo, path, text)| (*repo, *path, text.as_str())).collect();
    let (_, found) = catalog::read(&Source::in_memory(&files), &Config::default());
    found.into_iter().filter(|it| it.severity == Severity::Error).collect()
}

/// What is wrong with what is reported; `None` where all of it stands at the mark.
fn astray(case: &Case<'_>) -> Option<String> {
    let found = errors(case);
    let place = |it: &Diagnostic| {
        let place = it.place.as_ref()?;
        Some((place.path.to_string(), place.span?.line, place.span?.column))
    };
    let right = found.iter().all(|it| place(it).as_ref() == Some(&case.at)) && found.iter().any(|it| it.code == case.code);
    let said = || found.iter().map(|it| format!("{} {:?} {}", it.code.name(), place(it), it.message)).collect::<Vec<_>>();
    (!right).then(|| format!("{} should stand at {:?}: {:#?}", case.title, case.at, said()))
}

#[test]
fn every_error_stands_at_the_value_at_fault() {
    let cases: Vec<_> = CASES.split("=== ").filter(|it| !it.is_empty()).map(parse).collect();
    let wrong: Vec<_> = cases.iter().filter_map(astray).collect();
    assert!(wrong.is_empty(), "{} of {} cases: {}", wrong.len(), cases.len(), wrong.join("\n"));
    let held: BTreeSet<Code> = cases.iter().map(|it| it.code).chain(ELSEWHERE.iter().copied()).collect();
    let without: Vec<_> = Code::ALL.iter().filter(|it| it.severity() == Severity::Error && !held.contains(it)).collect();
    assert!(without.is_empty(), "no case in tests/rejected.txt for {without:?}");
}
