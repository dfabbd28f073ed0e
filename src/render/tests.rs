//! The pages of this folder, drawn from made-up models with the built-in theme: nothing undefined, nothing unescaped.
#![expect(clippy::disallowed_methods, reason = "a test lays out a theme folder")]

use minijinja::Value;

use super::testing::site;
use super::*;
use crate::catalog::EntityRef;
use crate::config::{Config, FooterLink, SourceConfig};
use crate::docs::{Drawn, NavItem};
use crate::graph::Graph;
use crate::theme::Theme;

fn frame() -> SiteFrame {
    let mut config = Config { title: Some("Acme <portal>".to_owned()), ..Config::default() };
    config.base_url = Some("https://docs.acme.example/portal".to_owned());
    config.branding.footer = vec![
        FooterLink { title: "Status".to_owned(), url: "https://status.acme.example".to_owned() },
        FooterLink { title: "Bad".to_owned(), url: "javascript:alert(1)".to_owned() },
    ];
    config.sources = vec![SourceConfig { allow_iframes_from: vec!["video.example".to_owned()], ..SourceConfig::default() }];
    SiteFrame::new(&config, &NavLink::of(|_| true), None, None)
}

fn theme() -> Theme {
    Theme::load(None).expect("the built-in theme")
}

fn entity() -> EntityRef {
    EntityRef { kind: "component".into(), namespace: "default".into(), name: "x".into() }
}

#[test]
fn a_docs_page_holds_its_article_and_links_relative_to_itself() {
    let items = vec![
        NavItem::Page { title: "First".to_owned(), page: 0 },
        NavItem::Section {
            title: "More <i>".to_owned(),
            page: Some(1),
            items: vec![NavItem::Page { title: "Third".to_owned(), page: 2 }],
        },
        NavItem::Link { title: "Away".to_owned(), href: "https://a.example/?a&b".to_owned() },
    ];
    let site = site(3, items);
    let view = DocsSiteView::new(&site, DocsOwner::unknown(&entity()), &[]);
    let drawn = Drawn { article: "<p>Hello</p>".to_owned(), ..Drawn::default() };
    let facts = PageFacts {
        updated: Some(("2026-11-21".to_owned(), Some("Ada".to_owned()))),
        markdown_twin: true,
        ..PageFacts::default()
    };
    let html = docs_page(&theme(), &frame(), &view, 2, &drawn, &facts).expect("a page");
    assert!(html.contains("<article class=\"prose\"><p>Hello</p></article>"), "{html}");
    assert!(html.contains("<title>Page 2 &amp; more · X &lt;docs&gt; · Acme &lt;portal&gt;</title>"), "{html}");
    assert!(html.contains("<h1 class=\"docs-title\">Page 2 &amp; more</h1>"), "{html}");
    assert!(html.contains("href=\"../../../../../docs/default/component/x/p2/\" aria-current=\"page\""), "{html}");
    assert!(html.contains("<summary>") && html.contains("More &lt;i&gt;"), "{html}");
    assert!(html.contains("href=\"#a\">A &lt;b&gt;</a>"), "{html}");
    assert!(
        html.contains("<link rel=\"canonical\" href=\"https://docs.acme.example/portal/docs/default/component/x/p2/\">"),
        "{html}"
    );
    assert!(html.contains("frame-src https://video.example;"), "{html}");
    assert!(!html.contains("javascript:"), "{html}");
    assert_eq!(html.matches("<h1").count(), 1);
}

#[test]
fn the_policy_stands_before_the_first_script_and_style() {
    let html = not_found(&theme(), &frame()).expect("a page");
    let policy = html.find("Content-Security-Policy").expect("a policy");
    assert!(html.find("<script").is_some_and(|it| it > policy) && html.find("stylesheet").is_some_and(|it| it > policy));
    assert!(html.contains("href=\"/portal/catalog/\""), "links of 404 start at the base path: {html}");
}

#[test]
fn every_kind_of_page_is_drawn_even_when_empty() {
    let (theme, frame) = (theme(), frame());
    let site = site(2, Vec::new());
    let view = DocsSiteView::new(&site, DocsOwner::unknown(&entity()), &[&site]);
    let home = home(&theme, &frame, &Graph::default(), &HomeFacts::default()).expect("home");
    assert!(home.contains("<title>Acme &lt;portal&gt;</title>"), "{home}");
    let empty = docs_index(&theme, &frame, &[]).expect("a list");
    assert!(empty.first().is_some_and(|(path, html)| path == "docs/" && html.contains("backstage.io/techdocs-ref")));
    let cards = vec![SiteCard::new(&site, DocsOwner::unknown(&entity())); 101];
    let paths: Vec<String> = docs_index(&theme, &frame, &cards).expect("a list").into_iter().map(|it| it.0).collect();
    assert_eq!(paths, ["docs/", "docs/_/page-2/"]);
    let all = docs_contents(&theme, &frame, &view).expect("contents");
    assert!(all.first().is_some_and(|(_, html)| html.contains("Page 1 &amp; more")));
    let moved = redirect(&theme, &frame, "old/page/", "docs/").expect("a redirect");
    assert!(moved.contains("content=\"0; url=../../docs/\""), "{moved}");
}

#[test]
fn the_index_has_a_page_for_each_letter() {
    let entry = |title: &str| IndexEntry {
        title: title.to_owned(),
        href: "docs/".to_owned(),
        kind: KindView::of("component"),
        hint: None,
    };
    let pages =
        search_pages(&theme(), &frame(), vec![entry("beta"), entry("Alpha"), entry("7th"), entry("日本")]).expect("pages");
    let paths: Vec<&str> = pages.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(paths, ["search/", "search/a-z/0-9/", "search/a-z/a/", "search/a-z/b/", "search/a-z/other/"]);
}

/// Macros are drawn too, also those that no page of this folder uses.
#[test]
fn every_macro_can_be_drawn() {
    let theme = theme();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("templates")).expect("a folder");
    let text = r#"{% import "macros.html" as ui %}
        {{ ui.badge("ok", "success") }}{{ ui.lifecycle("deprecated") }}{{ ui.kind_tag(e.kind) }}{{ ui.tags("./", ["a b"]) }}
        {% call ui.table("T") %}<tbody></tbody>{% endcall %}{% call ui.empty_state("book", "None") %}x{% endcall %}
        {% call ui.card("C", "c", count=2) %}x{% endcall %}{{ ui.stat("./", 1, "one", "a/") }}{{ ui.external_link("https://a.example", "A") }}
        {{ ui.star_button(e.ref, e.title, e.href) }}{{ ui.entity_link("./", e) }}"#;
    std::fs::write(folder.path().join("templates/try.html"), text).expect("a file");
    let with_try = Theme::load(Some(folder.path())).expect("a theme");
    let link = EntityLink {
        id: "api:default/x".to_owned(),
        href: Some("a/".to_owned()),
        title: "X".to_owned(),
        kind: KindView::of("api"),
    };
    let html =
        with_try.render("try.html", &std::collections::BTreeMap::from([("e", Value::from(minijinja::value::Serde(&link)))]));
    let html = html.expect("all macros");
    assert!(html.contains("filters[tags]=a%20b"), "{html}");
    assert!(theme.render("try.html", &()).is_err());
}
