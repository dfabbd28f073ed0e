//! Made-up models for the tests of this folder.

use std::sync::Arc;

use crate::catalog::EntityRef;
use crate::config::DialectName;
use crate::docs::{DocsSite, NavItem, Page};
use crate::markdown::{Heading, Outline};
use crate::source::Source;

/// A site of that many pages at `docs/default/component/x/p0/`, `…/p1/`, …
pub(crate) fn site(pages: usize, nav: Vec<NavItem>) -> DocsSite {
    let entity = EntityRef { kind: "component".into(), namespace: "default".into(), name: "x".into() };
    let base = "docs/default/component/x/".to_owned();
    let source = Source::in_memory(&[("x", "docs/index.md", "# X")]);
    DocsSite {
        entity,
        title: "X <docs>".to_owned(),
        description: None,
        repo: Arc::clone(source.repos.first().expect("one repository")),
        root: "docs".to_owned(),
        dialect: DialectName::Techdocs,
        pages: (0..pages).map(|it| page(&base, it)).collect(),
        base,
        nav,
        assets: Vec::new(),
        redirects: Vec::new(),
        version: None,
        adrs: Vec::new(),
        folders: Vec::new(),
        map: Default::default(),
    }
}

fn page(base: &str, number: usize) -> Page {
    let heading = |level, id: &str, text: &str| Heading { level, id: id.into(), alias: None, text: text.into(), no_toc: false };
    Page {
        path: format!("docs/p{number}.md").into(),
        url: format!("{base}p{number}/"),
        title: format!("Page {number} & more"),
        description: None,
        breadcrumbs: vec!["Guide".to_owned()],
        outline: Outline { headings: vec![heading(2, "a", "A <b>"), heading(3, "b", "B")], ..Outline::default() },
        unlisted: false,
        folder: 0,
        dialect: DialectName::Techdocs,
    }
}
