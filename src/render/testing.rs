//! Made-up models for the tests of this folder.

use std::sync::Arc;

use crate::cache::Key;
use crate::catalog::EntityRef;
use crate::config::DialectName;
use crate::docs::{DocsSite, NavItem, Page};
use crate::markdown::{Heading, Outline};
use crate::source::Source;

/// A site of that many pages at `docs/default/component/x/p0/`, `…/p1/`, …, with that navigation.
pub(crate) fn site(pages: usize, nav: Vec<NavItem>) -> DocsSite {
    let entity = EntityRef { kind: "component".into(), namespace: "default".into(), name: "x".into() };
    let source = Source::in_memory(&[("x", "docs/index.md", "# X")]);
    let mut site = DocsSite::without_pages(entity, Arc::clone(source.repos.first().expect("one repository")));
    site.title = "X <docs>".to_owned();
    site.pages = (0..pages).map(|it| page(&site.base, it)).collect();
    site.nav = nav;
    site
}

fn page(base: &str, number: usize) -> Page {
    let heading = |level, id: &str, text: &str| Heading { level, id: id.into(), alias: None, text: text.into(), no_toc: false };
    Page {
        path: format!("docs/p{number}.md").into(),
        url: format!("{base}p{number}/"),
        title: format!("Page {number} & more"),
        description: None,
        breadcrumbs: vec!["Guide".to_owned()],
        outline: Arc::new(Outline { headings: vec![heading(2, "a", "A <b>"), heading(3, "b", "B")], ..Outline::default() }),
        outline_key: Key::default(),
        unlisted: false,
        folder: 0,
        dialect: DialectName::Techdocs,
    }
}
