//! The catalog and the graph: filters, sorting, export, moving through the drawing.

use serde_json::json;

use super::chromium::Chromium;
use super::readers::Test;

/// Every test, by name.
pub const TESTS: &[(&str, Test)] = &[
    ("catalog_filters_are_addresses", catalog_filters_are_addresses),
    ("choosing_a_filter_changes_the_address_and_back", choosing_a_filter_changes_the_address_and_back),
    ("the_table_sorts_by_keyboard", the_table_sorts_by_keyboard),
    ("a_selection_can_be_taken_away", a_selection_can_be_taken_away),
    ("an_empty_selection_says_what_to_drop", an_empty_selection_says_what_to_drop),
    ("typing_shows_every_row_in_the_end", typing_shows_every_row_in_the_end),
    ("all_kinds_are_one_table", all_kinds_are_one_table),
    ("facets_of_the_search_say_titles", facets_of_the_search_say_titles),
    ("stars_are_kept_and_filter", stars_are_kept_and_filter),
    ("the_graph_of_an_entity_can_be_walked", the_graph_of_an_entity_can_be_walked),
    ("the_explorer_goes_where_one_points", the_explorer_goes_where_one_points),
];

const ROWS: &str = "document.querySelectorAll('[data-table] tbody tr').length";

/// Backstage's own deep links select the same entities here.
fn catalog_filters_are_addresses(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/?filters[kind]=api&filters[lifecycles]=production"));
    page.wait("document.querySelector('main table tbody tr') !== null");
    page.wait("[...document.querySelectorAll('main table tbody tr')].every(row => row.textContent.includes('production'))");
    let links = page.eval("[...document.querySelectorAll('main table tbody a')].map(a => a.getAttribute('href')).filter(it => it.includes('/api/')).length");
    assert!(links.as_u64().unwrap_or_default() > 1, "{links}");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

fn choosing_a_filter_changes_the_address_and_back(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/"));
    let all = page.wait(ROWS);
    page.wait("document.querySelector('.facet') !== null");
    page.eval("[...document.querySelectorAll('.facet label')].find(it => it.textContent.startsWith('Customer Experience')).querySelector('input').click()");
    page.wait("location.search.includes('filters[owners]=group:default/customer-experience')");
    page.wait(&format!("{ROWS} === 2"));
    assert_eq!(page.eval("document.querySelector('.chip').textContent.includes('Customer Experience')"), json!(true));
    page.eval("document.querySelector('[data-tools] input').focus()");
    page.type_text("graph");
    page.wait(&format!("{ROWS} === 1"));
    page.wait("location.search.includes('filters[text]=graph')");
    page.eval("history.back()");
    page.wait(&format!("{ROWS} === {all}"));
    page.eval("document.querySelector('.kind-choice[data-kind=group]').click()");
    page.wait("document.querySelector('h1').textContent === 'Groups'");
    page.wait("location.search.includes('filters[kind]=group')");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// At a key only the rows that can be seen are drawn; the rest of them follows, and none stays from before.
fn typing_shows_every_row_in_the_end(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/?filters[kind]=all"));
    page.wait("document.querySelector('.facet') !== null");
    page.eval("document.querySelector('[data-tools] input').focus()");
    page.type_text("train");
    page.wait("location.search.includes('filters[text]=train')");
    page.wait(&format!("`1–${{{ROWS}}} of ${{{ROWS}}}` === document.querySelector('.pages-shown').textContent && {ROWS} > 12"));
    let all = page.eval("fetch('../catalog.json').then(it => it.json()).then(it => it.entities)");
    assert!(page.eval(ROWS).as_u64() < all.as_u64().map(|it| it.min(50)), "fewer than without the word");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// The choice of all kinds is a link like those of each kind, and says so above the table.
fn all_kinds_are_one_table(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/"));
    page.wait("document.querySelector('.facet') !== null");
    page.eval("document.querySelector('.kind-choice[data-kind=all]').click()");
    page.wait("location.search.includes('filters[kind]=all') && document.querySelector('h1').textContent === 'All kinds'");
    page.wait("document.querySelector('[data-sort=kind]') !== null");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Owners and systems are called by their titles there, too, and the rest of a long facet unfolds.
fn facets_of_the_search_say_titles(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}search/?q=booking"));
    page.wait("document.querySelector('.search-facets .more') !== null");
    let labels = "[...document.querySelectorAll('.search-facets label bdi')].map(it => it.textContent)";
    assert_eq!(page.eval(&format!("{labels}.includes('Customer Experience')")), json!(true));
    assert_eq!(page.eval(&format!("{labels}.includes('customer-experience')")), json!(false));
    let before = page.eval(&format!("{labels}.length"));
    page.eval("document.querySelector('.search-facets .more').click()");
    let more = page.eval(&format!("{labels}.length"));
    assert!(more.as_u64() > before.as_u64(), "{before} {more}");
    assert_eq!(page.eval("document.activeElement.getAttribute('aria-expanded')"), json!("true"));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Headings are buttons that say how the table is sorted, and keep the focus.
fn the_table_sorts_by_keyboard(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/"));
    page.wait("document.querySelector('[data-sort=lifecycle]') !== null");
    page.eval("document.querySelector('[data-sort=lifecycle]').focus()");
    for wanted in ["ascending", "descending"] {
        page.key("Enter", 0);
        page.wait(&format!("document.querySelector('th[data-column=lifecycle]').ariaSort === '{wanted}'"));
        assert_eq!(page.eval("document.activeElement.dataset.sort"), json!("lifecycle"));
    }
    let first = page.eval("document.querySelector('[data-table] tbody .cell-lifecycle').textContent");
    assert_eq!(first, json!("unknown"));
    assert_eq!(page.eval("location.search.includes('sort=-lifecycle')"), json!(true));
}

/// CSV and JSON hold what is selected, not what is on the page.
fn a_selection_can_be_taken_away(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/?filters[kind]=all&filters[lifecycles]=deprecated"));
    page.wait("document.querySelector('.chip') !== null");
    page.eval("window.kept = []; URL.createObjectURL = it => { kept.push(it.text()); return 'blob:none'; }; HTMLAnchorElement.prototype.click = () => {}");
    page.eval("[...document.querySelectorAll('[data-tools] button')].filter(it => ['CSV', 'JSON'].includes(it.textContent)).forEach(it => it.click())");
    let csv = page.eval("kept[0]");
    let csv = csv.as_str().unwrap_or_default();
    assert!(csv.starts_with("ref,kind,namespace,name,"), "{csv}");
    assert!(csv.contains("component:default/edi-gateway") && !csv.contains("default/booking-api"), "{csv}");
    let count = page.eval("kept[1].then(it => JSON.parse(it).length)");
    assert_eq!(count, json!(csv.trim_end().split("\r\n").count() - 1));
}

fn an_empty_selection_says_what_to_drop(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(390, 844, "dark");
    page.open(&format!("{portal}catalog/?filters[kind]=component&filters[lifecycles]=deprecated&filters[text]=quote"));
    page.wait("document.querySelector('.empty-state button') !== null");
    page.eval("[...document.querySelectorAll('.empty-state button')].find(it => it.textContent.includes('quote')).click()");
    page.wait(&format!("{ROWS} === 1"));
}

fn stars_are_kept_and_filter(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/default/component/axle/"));
    page.eval("document.querySelector('.star-button').click()");
    assert_eq!(page.eval("document.querySelector('.star-button').ariaPressed"), json!("true"));
    page.open(portal);
    page.wait("document.querySelector('[data-mine=starred] a[href$=\"component/axle/\"]') !== null");
    page.wait("document.querySelector('[data-mine=recent] a[href$=\"component/axle/\"]') !== null");
    page.open(&format!("{portal}catalog/?filters[kind]=component&filters[user]=starred"));
    page.wait(&format!("{ROWS} === 1"));
}

/// The drawing on an entity's page: links in the order of the eye, each with a name.
fn the_graph_of_an_entity_can_be_walked(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog/default/component/booking-api/"));
    let names =
        page.eval("[...document.querySelectorAll('.diagram a')].map(it => it.getAttribute('aria-label')).filter(Boolean).length");
    assert!(names.as_u64().unwrap_or_default() > 6, "{names}");
    page.eval(
        "[...document.querySelectorAll('.diagram a')].find(it => it.getAttribute('aria-label').includes('Timetable')).focus()",
    );
    page.key("Enter", 0);
    page.wait("location.pathname.endsWith('/catalog/default/api/timetable/')");
}

fn the_explorer_goes_where_one_points(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}catalog-graph/?rootEntityRefs[]=component:default/booking-api&maxDepth=1"));
    page.wait("document.querySelectorAll('.explorer-stage a').length > 5");
    let near = page.eval("document.querySelectorAll('.explorer-stage a').length");
    page.eval(
        "const depth = document.getElementById('graph-depth'); depth.value = '2'; depth.dispatchEvent(new Event('change'))",
    );
    page.wait(&format!("document.querySelectorAll('.explorer-stage a').length > {near}"));
    assert_eq!(page.eval("location.search.includes('maxDepth=2')"), json!(true));
    let said = page.eval("document.querySelector('.explorer-note').textContent");
    assert!(said.as_str().unwrap_or_default().contains("are drawn"), "{said}");
    let rows = page.eval("document.querySelectorAll('.explorer details tbody tr').length");
    assert!(rows.as_u64() > near.as_u64(), "the table says the same: {rows}");
    page.eval("[...document.querySelectorAll('.explorer-stage a')].find(it => decodeURIComponent(it.getAttribute('href')).includes('api:default/timetable')).focus()");
    page.key("Enter", 0);
    page.wait("location.search.includes('api:default/timetable')");
    assert_eq!(page.complaints(), Vec::<String>::new());
}
