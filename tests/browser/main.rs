//! What readers do, in a real browser, on the demo portal served by a plain static host under a sub-path.
//!
//! Runs where a Chromium is found (`CHROMIUM` names another) and says so where none is. `IDP_DOCS_REQUIRE_BROWSER=1` makes
//! a missing browser a failure. Arguments filter the tests by name, as with `cargo test`.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test program: it runs processes, prints results, and fails by panicking"
)]

mod catalog;
mod chromium;
mod host;
mod hostile;
mod judges;
mod node;
mod odd;
mod reading;
mod readers;

use std::path::Path;
use std::process::{Command, ExitCode};

use chromium::Chromium;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str()));
    let all = [readers::TESTS, catalog::TESTS, reading::TESTS, odd::TESTS, judges::TESTS].concat();
    let tests: Vec<_> = all.into_iter().filter(|it| is_wanted(it.0)).collect();
    let file_tests: Vec<_> = judges::FILE_TESTS.iter().filter(|it| is_wanted(it.0)).collect();
    let Some(binary) = chromium::find() else {
        println!("browser tests: no Chromium was found, so they were skipped (set CHROMIUM to name one)");
        println!("test result: ok. 0 passed; 0 failed; {} ignored; 0 measured; 0 filtered out", tests.len());
        return if std::env::var_os("IDP_DOCS_REQUIRE_BROWSER").is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    let (site, portal) = if tests.is_empty() && file_tests.is_empty() { (None, String::new()) } else { demo() };
    let mut failed = 0;
    for (name, test) in &tests {
        failed += usize::from(!passes(name, || test(&mut Chromium::start(&binary), &portal)));
    }
    for (name, test) in &file_tests {
        let folder = site.as_ref().expect("the demo").path().join("portal");
        failed += usize::from(!passes(name, || test(&folder)));
    }
    drop(site);
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {verdict}. {} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out",
        tests.len() + file_tests.len() - failed
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs a test, and says what came of it.
fn passes(name: &str, test: impl FnOnce() + std::panic::UnwindSafe) -> bool {
    let ok = std::panic::catch_unwind(test).is_ok();
    println!("test {name} ... {}", if ok { "ok" } else { "FAILED" });
    ok
}

/// Builds the demo portal as a user would and serves it.
fn demo() -> (Option<tempfile::TempDir>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("portal");
    build(&out, &["--base-url", "http://127.0.0.1/portal/"]);
    let portal = host::serve(out);
    (Some(folder), portal)
}

/// Builds the demo portal into a folder.
fn build(out: &Path, flags: &[&str]) {
    let root = env!("CARGO_MANIFEST_DIR");
    let status = Command::new(env!("CARGO_BIN_EXE_idp-docs"))
        .args(["build", "--no-cache", "--config", &format!("{root}/content/idp-docs.yaml"), "--out"])
        .arg(out)
        .args(flags)
        .status()
        .expect("idp-docs runs");
    assert!(status.success(), "the demo portal builds without problems");
}
