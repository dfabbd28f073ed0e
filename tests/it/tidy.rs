//! Rules about the source tree itself: the layering, what every module says first, the size of files.
#![expect(clippy::disallowed_methods, reason = "this test reads the source tree")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines after which a module should have grown into a folder; tests at its end do not count.
const LONGEST_FILE: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources").map(|it| it.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|it| it == "rs") {
                let name = entry.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&entry).expect("UTF-8")));
            }
        }
    }
    files.sort();
    files
}

fn code_before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

/// Without comments, which may name anything.
fn code_alone(text: &str) -> String {
    code_before_tests(text).lines().filter(|it| !it.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// A file of tests, beside the module that it tests.
fn is_test(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.ends_with("/testing.rs")
}

/// `lib.rs` lists the modules in the order in which data flows; that order is the layering.
#[test]
fn a_module_uses_only_modules_above_it() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8");
    let order: BTreeMap<&str, usize> = lib
        .lines()
        .filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';'))
        .enumerate()
        .map(|(at, name)| (name, at))
        .collect();
    assert!(order.len() > 5, "the list of modules in lib.rs was not understood: {order:?}");
    let mut wrong = Vec::new();
    for (file, text) in rust_files().into_iter().filter(|it| !is_test(&it.0)) {
        let module = file.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let Some(own) = order.get(module) else { continue };
        assert!(!code_alone(&text).contains("crate::{"), "{file}: write `use crate::module` lines, which this test reads");
        for used in code_alone(&text).split("crate::").skip(1) {
            let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            if order.get(used).is_some_and(|it| it > own) {
                wrong.push(format!("{file} uses crate::{used}, which stands below {module} in lib.rs"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_first_why_it_exists() {
    let silent: Vec<_> =
        rust_files().into_iter().filter(|(file, text)| !text.starts_with("//! ") && !is_test(file)).map(|it| it.0).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn files_stay_readable() {
    let long: Vec<_> = rust_files()
        .into_iter()
        .filter(|it| !is_test(&it.0))
        .map(|(file, text)| (file, code_before_tests(&text).lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// Every rule teaches: its page says what it means, why it matters and how to fix it.
#[test]
fn every_diagnostic_has_its_page_in_the_guide() {
    let folder = root().join("content/idp-docs/docs/diagnostics");
    let has_page = |name: &str| {
        let text = fs::read_to_string(folder.join(format!("{name}.md"))).unwrap_or_default();
        ["## What it means", "## Why it matters", "## How to fix"].iter().all(|it| text.contains(it))
    };
    let missing: Vec<_> = idp_docs::diagnostic::Code::ALL.iter().map(|it| it.name()).filter(|it| !has_page(it)).collect();
    assert!(missing.is_empty(), "no complete page below {} for {missing:#?}", folder.display());
}

/// Every rule says what to do, in the voice of the others.
#[test]
fn every_diagnostic_says_what_to_do() {
    let speaks = |it: &str| it.len() > 5 && it.starts_with(char::is_lowercase) && !it.ends_with('.');
    let silent: Vec<_> = idp_docs::diagnostic::Code::ALL.iter().filter(|it| !speaks(it.help())).map(|it| it.name()).collect();
    assert!(silent.is_empty(), "no advice in src/diagnostic/code.rs for {silent:#?}");
}

/// The schema that editors complete from is the one that the types give.
#[test]
fn the_published_schema_is_current() {
    let path: &Path = &root().join("schema/idp-docs.schema.json");
    let current = idp_docs::config::schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &current).expect("written");
    }
    assert_eq!(fs::read_to_string(path).unwrap_or_default(), current, "run UPDATE_SCHEMA=1 cargo test schema");
}
