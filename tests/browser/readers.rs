//! The tests: each a reader with a question.

use std::collections::{BTreeSet, VecDeque};

use serde_json::json;

use super::chromium::Chromium;

/// A test: a browser of its own, and the portal's address.
pub type Test = fn(&mut Chromium, &str);

/// Every test, by name.
pub const TESTS: &[(&str, Test)] = &[
    ("every_page_opens_without_complaints", every_page_opens_without_complaints),
    ("search_by_keyboard", search_by_keyboard),
    ("search_page_is_shareable", search_page_is_shareable),
    ("a_portal_opened_as_files_works", a_portal_opened_as_files_works),
    ("the_theme_is_remembered", the_theme_is_remembered),
    ("hostile_content_does_nothing", super::hostile::hostile_content_does_nothing),
    ("nothing_overflows_on_a_phone", nothing_overflows_on_a_phone),
    ("everything_can_be_reached_without_scripts", everything_can_be_reached_without_scripts),
];

/// Follows every link of the portal and listens to the console.
fn every_page_opens_without_complaints(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    let mut seen = BTreeSet::from([portal.to_owned()]);
    let mut todo = VecDeque::from([portal.to_owned()]);
    let mut problems = Vec::new();
    while let Some(url) = todo.pop_front() {
        page.open(&url);
        problems.extend(page.complaints().into_iter().map(|it| format!("{url}: {it}")));
        let origin = url.split("/portal/").next().unwrap_or_default().to_owned();
        problems.extend(
            page.requests()
                .into_iter()
                .filter(|it| !it.starts_with(&origin) && !it.starts_with("data:"))
                .map(|it| format!("{url} asks {it}")),
        );
        let links = page.eval("[...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href.split('#')[0])");
        for link in links.as_array().into_iter().flatten().filter_map(|it| it.as_str()) {
            let is_page = link.starts_with(portal) && (link.split('?').next().unwrap_or_default().ends_with('/'));
            let bare = link.split('?').next().unwrap_or_default().to_owned();
            if is_page && seen.insert(bare.clone()) {
                todo.push_back(bare);
            }
        }
    }
    assert!(seen.len() > 60, "only {} pages were reached", seen.len());
    assert!(problems.is_empty(), "{} problems, such as {:#?}", problems.len(), problems.iter().take(10).collect::<Vec<_>>());
}

/// `/` opens the dialog, typing finds, Enter goes there.
fn search_by_keyboard(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(portal);
    page.key("/", 0);
    page.wait("document.querySelector('dialog[open] input') === document.activeElement");
    page.type_text("quick start");
    page.wait("document.querySelector('dialog[open] [role=option]') !== null");
    let first = page.eval("document.querySelector('dialog[open] [role=option]').innerText");
    assert!(first.as_str().unwrap_or_default().to_lowercase().contains("quick start"), "{first}");
    page.key("Enter", 0);
    page.wait("location.pathname.includes('/docs/')");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// A search is an address: opening it shows the same results.
fn search_page_is_shareable(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(390, 844, "dark");
    page.open(&format!("{portal}search/?q=configuration"));
    page.wait("document.querySelector('main a[href*=\"/docs/\"]') !== null");
    assert_eq!(page.eval("document.querySelector('main input[name=q]').value"), json!("configuration"));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// `build --offline`: no server at all.
fn a_portal_opened_as_files_works(browser: &mut Chromium, _: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    crate::build(&folder.path().join("portal"), &["--offline"]);
    let portal = format!("file://{}/portal/", folder.path().display());
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}index.html"));
    page.key("/", 0);
    page.wait("document.querySelector('dialog[open] input') === document.activeElement");
    page.type_text("quick start");
    page.wait("document.querySelector('dialog[open] [role=option]') !== null");
    page.key("Enter", 0);
    page.wait("location.pathname.includes('/docs/') && location.pathname.endsWith('/index.html')");
    page.open(&format!("{portal}search/index.html?q=booking"));
    page.wait("document.querySelector('.facet input') !== null");
    page.open(&format!("{portal}catalog/index.html"));
    page.wait("document.querySelector('main table tbody tr') !== null");
    page.open(&format!("{portal}docs/index.html"));
    page.eval("document.querySelector('main a[href]').click()");
    page.wait("location.pathname.endsWith('/index.html') && document.querySelector('article') !== null");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// The switch turns the page dark; the next page is dark from the start.
fn the_theme_is_remembered(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    let background = "getComputedStyle(document.body).backgroundColor";
    page.open(portal);
    let light = page.eval(background);
    page.eval("document.querySelector('header button[aria-label*=theme i], header button[class*=theme]').click()");
    page.wait(&format!("{background} !== '{}'", light.as_str().unwrap_or_default()));
    let dark = page.eval(background);
    page.open(&format!("{portal}catalog/"));
    assert_eq!(page.eval(background), dark);
}

/// At 320 px, which is also 1280 px at 400 %, a page scrolls one way only.
fn nothing_overflows_on_a_phone(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(320, 700, "dark");
    for path in [
        "",
        "catalog/",
        "docs/",
        "search/?q=booking",
        "teams/",
        "catalog/default/component/booking-api/",
        "docs/default/component/idp-docs/",
    ] {
        page.open(&format!("{portal}{path}"));
        let over = page.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(over, json!(0), "{path} is wider than the screen");
    }
}

/// Without scripts, links alone lead to entities, docs and an index of everything.
fn everything_can_be_reached_without_scripts(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    for (path, link) in [
        ("", "catalog/"),
        ("catalog/", "catalog/default/component/"),
        ("docs/", "docs/default/component/"),
        ("search/", "search/a-z/"),
    ] {
        page.open(&format!("{portal}{path}"));
        let found = page.call("DOM.getDocument", &json!({}));
        let query = json!({ "nodeId": found["root"]["nodeId"], "selector": format!("a[href*='{link}']") });
        let node = page.call("DOM.querySelector", &query);
        assert_ne!(node["nodeId"], json!(0), "{path} has no link to {link}");
    }
    // The table has the room of the filters, which need scripts.
    page.open(&format!("{portal}catalog/"));
    page.call("Emulation.setScriptExecutionDisabled", &json!({ "value": false }));
    let width = page.eval("document.querySelector('.entities').getBoundingClientRect().width");
    assert!(width.as_f64().unwrap_or_default() > 1000.0, "{width} px");
}
