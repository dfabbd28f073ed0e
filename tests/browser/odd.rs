//! Content that is legal but odd, in a portal of its own: references that lead nowhere, other scripts, long words.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::chromium::{Chromium, Page};
use super::host;
use super::readers::Test;

/// Every test, by name.
pub const TESTS: &[(&str, Test)] = &[
    ("tables_with_and_without_scripts_say_the_same", tables_with_and_without_scripts_say_the_same),
    ("words_of_a_table_are_not_broken", words_of_a_table_are_not_broken),
    ("icons_without_a_direction_are_not_mirrored", icons_without_a_direction_are_not_mirrored),
    ("right_to_left_text_reads_so_in_an_english_portal", right_to_left_text_reads_so_in_an_english_portal),
];

const CATALOG: &str = "\
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: lost}, spec: {type: service, lifecycle: production, owner: platfrom, system: gone}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: pay, namespace: pay, title: الخدمة الأولى, annotations: {backstage.io/techdocs-ref: 'dir:.'}}, spec: {type: service, lifecycle: production, owner: default/engineering, system: default/consignments}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: engineering, title: Engineering}, spec: {type: team, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: System, metadata: {name: consignments, title: Consignments}, spec: {owner: engineering}}
";

/// Builds and serves a portal of this content.
fn portal(folder: &Path, config: &str) -> String {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("repos/odd/catalog-info.yaml", CATALOG);
    write("repos/bare/README.md", "# Bare\n");
    write("repos/odd/mkdocs.yml", "site_name: Pay\ntheme: {name: material, language: ar, direction: rtl}\n");
    write("repos/odd/docs/index.md", "# الخدمة\n\nنص عربي with words.\n");
    write("repos/bare/docs/index.md", "# Mixed\n\nنص عربي في صفحة.\n");
    write("idp-docs.yaml", &format!("{config}sources:\n  - path: repos/odd\n  - path: repos/bare\n"));
    let out = folder.join("portal");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_idp-docs"))
        .args(["build", "--no-cache", "--fail-on", "never", "--config"])
        .args([folder.join("idp-docs.yaml").as_os_str(), "--out".as_ref(), out.as_os_str()])
        .stderr(std::process::Stdio::null())
        .status()
        .expect("idp-docs runs");
    assert!(status.success(), "the portal is published");
    host::serve(out)
}

fn scripts(page: &mut Page<'_>, on: bool) {
    page.call("Emulation.setScriptExecutionDisabled", &json!({ "value": !on }));
}

/// Words and links of the rows, without white space.
const CELLS: &str = "[...document.querySelectorAll('[data-table] tbody tr')].map(row => row.textContent.replace(/\\s+/g, '') + [...row.querySelectorAll('a')].map(a => a.href).join())";
/// The rows as words.
const WORDS: &str = "document.querySelector('[data-table] tbody').textContent.replace(/\\s+/g, ' ')";

fn tables_with_and_without_scripts_say_the_same(browser: &mut Chromium, _: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = portal(folder.path(), "");
    let mut page = browser.page(1280, 900, "light");
    scripts(&mut page, false);
    page.open(&format!("{portal}catalog/"));
    scripts(&mut page, true);
    let plain = page.eval(CELLS).to_string();
    assert!(!plain.contains("platfrom/"), "a reference that leads nowhere is no link: {plain}");
    page.open(&format!("{portal}catalog/"));
    page.wait("document.querySelector('.facet') !== null");
    assert_eq!(page.eval(CELLS).to_string(), plain);
    assert_eq!(page.eval("document.querySelectorAll('[data-table] .entity-missing').length"), json!(2));
    let words = page.eval(WORDS).to_string();
    for said in ["bare inferred", "الخدمة الأولى pay", "group:default/platfrom"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Cells of all kinds are wide enough for the longest words of the demo.
fn words_of_a_table_are_not_broken(browser: &mut Chromium, _: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = portal(folder.path(), "");
    for width in [1280, 390] {
        let mut page = browser.page(width, 900, "light");
        page.open(&format!("{portal}catalog/?filters[kind]=all"));
        page.wait("document.querySelector('.facet') !== null");
        let lines = "bdi => { const range = document.createRange(); range.selectNodeContents(bdi); return range.getClientRects().length }";
        for word in ["Consignments", "Engineering"] {
            let broken = format!(
                "[...document.querySelectorAll('.entities td bdi')].filter(it => it.textContent === '{word}').map({lines})"
            );
            assert_eq!(page.eval(&format!("Math.max(...{broken})")), json!(1), "{word} at {width}");
        }
    }
}

/// From right to left an arrow points the other way, but a book or a shield is the same book and shield.
fn icons_without_a_direction_are_not_mirrored(browser: &mut Chromium, _: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = portal(folder.path(), "language: ar\n");
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/default/component/lost/"));
    let mirrored = "[...document.querySelectorAll('.icon')].filter(it => getComputedStyle(it).scale.startsWith('-'))";
    assert_eq!(
        page.eval(&format!("{mirrored}.filter(it => it.closest('.kind-icon, .node-icon, .star-button')).length")),
        json!(0)
    );
    page.open(&portal);
    assert_ne!(page.eval(&format!("{mirrored}.length")), json!(0), "arrows still follow the reading direction");
}

/// A paragraph goes the way of its first letter; a site says its own language and direction.
fn right_to_left_text_reads_so_in_an_english_portal(browser: &mut Chromium, _: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = portal(folder.path(), "");
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}docs/pay/component/pay/"));
    assert_eq!(page.eval("document.documentElement.dir"), json!("ltr"));
    assert_eq!(page.eval("['lang', 'dir'].map(it => document.querySelector('article').getAttribute(it))"), json!(["ar", "rtl"]));
    page.open(&format!("{portal}docs/default/component/bare/"));
    let first = "(() => { const text = document.querySelector('article p').firstChild, range = document.createRange(); range.setStart(text, 0); range.setEnd(text, 1); return range.getBoundingClientRect().right > innerWidth / 2 })()";
    assert_eq!(page.eval(first), json!(true), "the paragraph starts at the right");
}
