//! What machines judge better than readers: accessibility rules, valid HTML, weight, things that jump.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::chromium::Chromium;
use super::node;
use super::readers::Test;

/// Tests in a browser.
pub const TESTS: &[(&str, Test)] = &[
    ("axe_finds_nothing_in_the_light", axe_finds_nothing_in_the_light),
    ("axe_finds_nothing_in_the_dark", axe_finds_nothing_in_the_dark),
    ("axe_finds_nothing_on_a_phone", axe_finds_nothing_on_a_phone),
    ("nothing_jumps_while_a_page_loads", nothing_jumps_while_a_page_loads),
    ("a_docs_page_asks_for_little", a_docs_page_asks_for_little),
    ("a_new_theme_never_flashes", a_new_theme_never_flashes),
];

/// A test of the folder of a portal.
pub type FileTest = fn(&Path);

/// Tests of the files.
pub const FILE_TESTS: &[(&str, FileTest)] =
    &[("every_page_is_valid_html", every_page_is_valid_html), ("pages_are_light", pages_are_light)];

/// One page of every type.
const PAGES: [&str; 38] = [
    "",
    "404.html",
    "catalog/",
    "catalog/?filters[kind]=all",
    "catalog/?filters[kind]=api&filters[text]=nothing-is-called-this",
    "catalog/default/component/booking-api/",
    "catalog/default/component/wagon-scales/",
    "catalog/default/api/booking/",
    "catalog/default/api/booking-events/",
    "catalog/default/api/customer-graph/",
    "catalog/default/api/timetable/",
    "catalog/default/resource/event-backbone/",
    "catalog/default/system/consignments/",
    "catalog/default/domain/network/",
    "catalog/default/group/booking/",
    "catalog/default/group/engineering/",
    "catalog/default/user/yuki.mori/",
    "catalog/default/template/rust-service/",
    "catalog/default/location/organisation/",
    "catalog/default/airesource/write-a-runbook/",
    "catalog-graph/",
    "catalog-graph/?rootEntityRefs[]=component:default/booking-api",
    "api-docs/",
    "create/",
    "teams/",
    "insights/",
    "audit/",
    "health/",
    "health/booking-api/",
    "search/?q=booking",
    "search/a-z/b/",
    "docs/",
    "docs/default/component/booking-api/",
    "docs/default/component/booking-api/getting-started/",
    "docs/default/component/booking-api/kitchen-sink/",
    "docs/default/component/handbook/kitchen-sink/",
    "docs/default/component/timetable/kitchen-sink/",
    "docs/default/component/idp-docs/configuration/",
];

/// Runs axe with every rule of WCAG 2.0 to 2.2, levels A and AA.
const AXE: &str = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
    .then(found => found.violations.map(it => `${it.id}: ${it.nodes.map(node => node.target.join(' ')).slice(0, 5).join(', ')}`))";

fn axe_finds_nothing(browser: &mut Chromium, portal: &str, width: u32, scheme: &str) {
    let Some(axe) = node::axe() else { return };
    let mut page = browser.page(width, 900, scheme);
    let mut found = Vec::new();
    for path in PAGES {
        page.open(&format!("{portal}{path}"));
        if path.contains("catalog/?") {
            page.wait("document.querySelector('.facet') !== null || document.querySelector('[data-facets]:empty') !== null");
        }
        page.eval(&format!("{axe}; true"));
        let violations = page.eval(AXE);
        found.extend(violations.as_array().into_iter().flatten().map(|it| format!("{path} ({scheme}, {width} px): {it}")));
    }
    assert_eq!(found, Vec::<String>::new());
}

fn axe_finds_nothing_in_the_light(browser: &mut Chromium, portal: &str) {
    axe_finds_nothing(browser, portal, 1280, "light");
}

fn axe_finds_nothing_in_the_dark(browser: &mut Chromium, portal: &str) {
    axe_finds_nothing(browser, portal, 1280, "dark");
}

/// 320 px is also what 1280 px are at 400 %.
fn axe_finds_nothing_on_a_phone(browser: &mut Chromium, portal: &str) {
    axe_finds_nothing(browser, portal, 320, "light");
}

/// Cumulative layout shift is nothing, also where scripts add to a page.
fn nothing_jumps_while_a_page_loads(browser: &mut Chromium, portal: &str) {
    for width in [1280, 390] {
        let mut page = browser.page(width, 844, "light");
        for path in PAGES.iter().filter(|it| !it.contains("nothing-is-called")) {
            page.open(&format!("{portal}{path}"));
            page.eval("new Promise(done => setTimeout(done, 120))");
            let shift = page.eval(
                "new Promise(done => new PerformanceObserver(list => done(list.getEntries().filter(it => !it.hadRecentInput)
                    .reduce((sum, it) => sum + it.value, 0))).observe({ type: 'layout-shift', buffered: true }) ?? setTimeout(() => done(0), 60))",
            );
            let shift = shift.as_f64().unwrap_or_default();
            assert!(shift < 0.001, "{path} jumps by {shift} at {width} px");
        }
    }
}

/// A page, one style sheet, two scripts and images: no other host, and nothing of search.
fn a_docs_page_asks_for_little(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}docs/default/component/booking-api/getting-started/"));
    page.eval("new Promise(done => setTimeout(done, 300))");
    let requests: Vec<_> = page.requests().into_iter().filter(|it| !it.starts_with("data:")).collect();
    let code: Vec<_> = requests.iter().filter(|it| it.ends_with(".js") || it.ends_with(".css")).collect();
    assert_eq!(code.len(), 3, "{code:?}");
    let origin = portal.trim_end_matches("portal/");
    assert!(requests.iter().all(|it| it.starts_with(origin)), "{requests:?}");
    assert!(!requests.iter().any(|it| it.contains("search") || it.ends_with(".json")), "{requests:?}");
}

/// A remembered theme is there before anything is painted.
fn a_new_theme_never_flashes(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(portal);
    page.eval("localStorage.setItem('idp-theme', 'dark')");
    let watch =
        "document.addEventListener('readystatechange', () => { window.early ??= document.documentElement.dataset.theme; })";
    page.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": watch }));
    page.open(&format!("{portal}docs/"));
    assert_eq!(page.eval("window.early"), json!("dark"));
}

fn every_page_is_valid_html(site: &Path) {
    if let Some(problems) = node::html_problems(site) {
        let count = problems.matches(" error ").count();
        assert!(count == 0, "{count} problems, such as\n{}", problems.lines().take(20).collect::<Vec<_>>().join("\n"));
    }
}

/// The budgets of a page, in bytes as they travel (gzip).
fn pages_are_light(site: &Path) {
    let (mut style, mut scripts) = (0, 0);
    for entry in fs::read_dir(site.join("_idp")).expect("assets").map(|it| it.expect("an entry").path()) {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let size = || gzip(&fs::read(&entry).expect("an asset"));
        if name.starts_with("style.") {
            style = size();
        } else if name.starts_with("portal.") || name.starts_with("theme.") {
            scripts += size();
        }
    }
    let mut frames = Vec::new();
    for file in pages(&site.join("docs")) {
        let html = fs::read_to_string(&file).expect("UTF-8");
        if let Some((before, rest)) = html.split_once("<article") {
            let after = rest.split_once("</article>").map_or("", |it| it.1);
            frames.push((gzip(format!("{before}{after}").as_bytes()), file));
        }
    }
    frames.sort();
    let heaviest = frames.last().expect("docs pages");
    println!("  style {style}, scripts {scripts}, frame of a docs page at most {} bytes", heaviest.0);
    assert!((1000..=15_000).contains(&style), "the style sheet has {style} bytes");
    assert!((1000..=10_000).contains(&scripts), "the scripts have {scripts} bytes");
    assert!(heaviest.0 <= 14_000, "{} has {} bytes around its article", heaviest.1.display(), heaviest.0);
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory").len()
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "html") {
                found.push(path);
            }
        }
    }
    found
}
