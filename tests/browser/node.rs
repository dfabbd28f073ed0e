//! Judges of pages that come from npm: axe-core, which runs in the page, and html-validate, which reads files. `npm ci` in
//! this folder installs them at the versions of its lock file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// This folder, where the lock file is.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// What is installed at a path of `node_modules`. Without it a test says so and passes, unless `IDP_DOCS_REQUIRE_NODE` is set.
fn installed(path: &str) -> Option<PathBuf> {
    let file = home().join("node_modules").join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(std::env::var_os("IDP_DOCS_REQUIRE_NODE").is_none(), "{path} is missing: run `npm ci` in tests/browser");
    println!("  skipped: {path} is not installed (run `npm ci` in tests/browser)");
    None
}

/// The text of axe-core, to be evaluated in a page.
pub fn axe() -> Option<String> {
    installed("axe-core/axe.min.js").map(|it| fs::read_to_string(it).expect("axe-core's text"))
}

/// What html-validate finds in the pages of a folder; `None` where it is not installed.
pub fn html_problems(site: &Path) -> Option<String> {
    let program = installed("html-validate/bin/html-validate.mjs")?;
    let output = Command::new("node")
        .arg(program)
        .args(["--config", "html-validate.mjs", "--formatter", "text"])
        .arg(format!("{}/**/*.html", site.display()))
        .current_dir(home())
        .output()
        .expect("node runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() || text.contains(" error "), "html-validate itself failed: {text}");
    Some(text)
}
