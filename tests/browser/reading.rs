//! Reading docs: tabs, copying, the menu of small screens, keys, pictures, reports.

use serde_json::json;

use super::chromium::Chromium;
use super::readers::Test;

/// Every test, by name.
pub const TESTS: &[(&str, Test)] = &[
    ("tabs_answer_to_arrows_and_are_remembered", tabs_answer_to_arrows_and_are_remembered),
    ("code_is_copied", code_is_copied),
    ("the_menu_of_a_phone_keeps_the_focus", the_menu_of_a_phone_keeps_the_focus),
    ("keys_turn_pages_and_can_be_switched_off", keys_turn_pages_and_can_be_switched_off),
    ("a_report_takes_the_selected_words", a_report_takes_the_selected_words),
    ("the_contents_mark_what_is_read", the_contents_mark_what_is_read),
    ("focus_is_never_under_the_header", focus_is_never_under_the_header),
    ("tabs_and_details_show_their_text_without_scripts", tabs_and_details_show_their_text_without_scripts),
];

const GUIDE: &str = "docs/default/component/booking-api/getting-started/";

fn tabs_answer_to_arrows_and_are_remembered(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}{GUIDE}"));
    page.wait("document.querySelector('[role=tab]') !== null");
    page.eval("document.querySelector('[role=tab][aria-selected=true]').focus()");
    page.key("ArrowRight", 0);
    let chosen =
        page.wait("document.activeElement.matches('[role=tab][aria-selected=true]') && document.activeElement.textContent");
    let shown = page.eval("document.getElementById(document.activeElement.getAttribute('aria-controls')).checkVisibility()");
    assert_eq!(shown, json!(true));
    page.open(&format!("{portal}{GUIDE}"));
    page.wait(&format!("document.querySelector('[role=tab][aria-selected=true]').textContent === {chosen}"));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

fn code_is_copied(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}{GUIDE}"));
    page.eval("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async it => { window.copied = it; } } })");
    let code = page.wait(
        "[...document.querySelectorAll('.code-frame')].find(it => it.checkVisibility()).querySelector('code').textContent.trim()",
    );
    page.eval("[...document.querySelectorAll('.code-frame')].find(it => it.checkVisibility()).querySelector('button').click()");
    let copied = page.wait("window.copied");
    assert!(
        code.as_str().unwrap_or_default().contains(copied.as_str().unwrap_or("?").lines().next_back().unwrap_or("?")),
        "{copied}"
    );
    page.wait("[...document.querySelectorAll('[role=status], [aria-live]')].some(it => it.textContent.includes('copied'))");
}

/// Escape closes it, and the focus goes back to the button.
fn the_menu_of_a_phone_keeps_the_focus(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(390, 844, "light");
    page.open(&format!("{portal}{GUIDE}"));
    page.eval("document.querySelector('.drawer-open').focus()");
    page.key("Enter", 0);
    page.wait("document.querySelector('dialog.drawer:modal') !== null");
    for _ in 0..40 {
        page.key("Tab", 0);
        let inside = page.eval("document.activeElement === document.body || document.activeElement.closest('.drawer') !== null");
        assert_eq!(inside, json!(true));
    }
    assert_eq!(page.eval("document.querySelector('.drawer .docs-nav [aria-current=page]') !== null"), json!(true));
    page.key("Escape", 0);
    page.wait("document.querySelector('dialog.drawer[open]') === null");
    assert_eq!(page.eval("document.activeElement.className.includes('drawer-open')"), json!(true));
}

fn keys_turn_pages_and_can_be_switched_off(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}docs/default/component/booking-api/"));
    page.key("n", 0);
    page.wait(&format!("location.pathname.endsWith('{GUIDE}') && document.readyState === 'complete'"));
    page.key("p", 0);
    page.wait("location.pathname.endsWith('/docs/default/component/booking-api/') && document.readyState === 'complete'");
    page.eval("document.querySelector('.keys-switch').click()");
    page.key("n", 0);
    page.key("/", 0);
    page.eval("new Promise(done => setTimeout(done, 200))");
    assert_eq!(
        page.eval("location.pathname.endsWith('/component/booking-api/') && !document.querySelector('dialog[open]')"),
        json!(true)
    );
    page.eval("document.querySelector('.keys-switch').click()");
}

fn a_report_takes_the_selected_words(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}{GUIDE}"));
    page.eval("getSelection().selectAllChildren(document.querySelector('article p'))");
    page.eval("document.querySelector('.report-issue').focus()");
    let body = page.eval("new URL(document.querySelector('.report-issue').href).searchParams.get('body')");
    let words = page.eval("document.querySelector('article p').innerText.slice(0, 30)");
    let body = body.as_str().unwrap_or_default();
    assert!(body.contains(words.as_str().unwrap_or("?")) && body.contains(GUIDE), "{body}");
}

fn the_contents_mark_what_is_read(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 900, "light");
    page.open(&format!("{portal}docs/default/component/idp-docs/configuration/"));
    page.eval("scrollTo(0, document.querySelectorAll('article h2')[2].offsetTop)");
    let id = page.eval("document.querySelectorAll('article h2')[2].id");
    page.wait(&format!("document.querySelector('.page-toc [aria-current]')?.hash === '#' + {id}"));
}

/// Walking through a page with Tab, what has the focus is never covered by the sticky header (WCAG 2.4.11).
fn focus_is_never_under_the_header(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(1280, 500, "light");
    page.open(&format!("{portal}{GUIDE}"));
    page.eval("scrollTo(0, document.body.scrollHeight); document.querySelector('.report-issue').focus()");
    for _ in 0..25 {
        page.key_with_shift("Tab");
        let hidden = page.eval(
            "(() => { const it = document.activeElement; const box = it.getBoundingClientRect();
               return Boolean(it.closest('article')) && box.bottom <= document.querySelector('.site-header').getBoundingClientRect().bottom; })()",
        );
        assert_eq!(hidden, json!(false));
    }
}

/// Every panel of a tab set can be chosen, and a menu and a search field are there.
fn tabs_and_details_show_their_text_without_scripts(browser: &mut Chromium, portal: &str) {
    let mut page = browser.page(390, 844, "light");
    page.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    page.open(&format!("{portal}{GUIDE}"));
    page.call("Emulation.setScriptExecutionDisabled", &json!({ "value": false }));
    // Evaluating is possible again; the page's own scripts never ran.
    assert_eq!(page.eval("document.documentElement.classList.contains('js')"), json!(false));
    for selector in
        [".site-nav a", ".search-form input", ".search-form button", ".docs-nav a", ".tabbed-labels label", ".steps a"]
    {
        let seen = page.eval(&format!("document.querySelector('{selector}')?.checkVisibility() ?? false"));
        assert_eq!(seen, json!(true), "{selector}");
    }
    for selector in [".theme-switch", ".search-open", ".drawer-open"] {
        let seen = page.eval(&format!("document.querySelector('{selector}').checkVisibility()"));
        assert_eq!(seen, json!(false), "{selector} does nothing without scripts");
    }
    let second = "document.querySelectorAll('.tabbed-content > .tabbed-block')[1].checkVisibility()";
    assert_eq!(page.eval(second), json!(false));
    page.eval("document.querySelectorAll('.tabbed-labels label')[1].click()");
    assert_eq!(page.eval(second), json!(true));
}
