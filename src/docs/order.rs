//! Reading order: pages as the navigation lists them, then the rest by path, each with its place, title and sections above.

use std::sync::Arc;

use super::nav::Entry;
use super::settings::NavSource;
use super::site::{Draft, Part};
use super::{NavItem, Page, titles};
use crate::config::DialectName;

/// The drafts in reading order.
pub(super) struct Ordered<'a> {
    pub(super) drafts: Vec<Draft>,
    /// Draft to place in reading order.
    place: Vec<usize>,
    /// Place in reading order to draft.
    order: Vec<usize>,
    /// By draft: the title that the navigation gives, and the sections above.
    named: Vec<Option<(Option<String>, Vec<String>)>>,
    parts: &'a [Part],
}

impl<'a> Ordered<'a> {
    pub(super) fn of(entries: &[Entry], drafts: Vec<Draft>, parts: &'a [Part]) -> Self {
        let mut made = Self { named: vec![None; drafts.len()], place: Vec::new(), order: Vec::new(), drafts, parts };
        made.walk(entries, &mut Vec::new());
        let rest = (0..made.drafts.len()).filter(|it| made.named.get(*it).is_some_and(Option::is_none));
        let rest: Vec<usize> = rest.collect();
        made.order.extend(rest);
        made.place = vec![0; made.drafts.len()];
        for (place, draft) in made.order.iter().enumerate() {
            if let Some(slot) = made.place.get_mut(*draft) {
                *slot = place;
            }
        }
        made
    }

    fn walk(&mut self, entries: &[Entry], above: &mut Vec<String>) {
        for entry in entries {
            match entry {
                Entry::Page { title, page } => self.meet(*page, title.clone(), above),
                Entry::Section { title, page, items } => {
                    if let Some(page) = page {
                        self.meet(*page, Some(title.clone()), above);
                    }
                    above.push(title.clone());
                    self.walk(items, above);
                    above.pop();
                }
                Entry::Link { .. } => {}
            }
        }
    }

    /// A page listed twice keeps its first place and title.
    fn meet(&mut self, page: usize, title: Option<String>, above: &[String]) {
        if let Some(slot @ None) = self.named.get_mut(page) {
            *slot = Some((title, above.to_vec()));
            self.order.push(page);
        }
    }

    /// The title of a page: MkDocs' and mdBook's navigation has the last word on it.
    pub(super) fn title(&self, draft: usize) -> String {
        let given = self.named.get(draft).and_then(Option::as_ref).and_then(|(title, _)| title.clone());
        let page = self.drafts.get(draft);
        let part = page.and_then(|it| self.parts.get(it.part));
        let by_nav = part.is_some_and(|it| {
            it.settings.dialect == DialectName::Mdbook
                || it.settings.dialect == DialectName::Techdocs && matches!(it.settings.nav, NavSource::Mkdocs(_))
        });
        given.filter(|_| by_nav).or_else(|| page.map(|it| it.title.clone())).unwrap_or_default()
    }

    pub(super) fn pages(&self, base: &str) -> Vec<Page> {
        let page = |index: &usize| {
            let draft = self.drafts.get(*index)?;
            let breadcrumbs = self.named.get(*index).and_then(Option::as_ref).map(|(_, above)| above.clone()).unwrap_or_default();
            Some(Page {
                path: Arc::clone(&draft.path),
                url: format!("{base}{}", draft.address),
                title: self.title(*index),
                description: titles::description(&draft.outline),
                breadcrumbs,
                outline: Arc::clone(&draft.outline),
                outline_key: draft.outline_key,
                unlisted: draft.unlisted,
                folder: draft.part,
                dialect: draft.dialect,
            })
        };
        self.order.iter().filter_map(page).collect()
    }

    /// Routes of pages as their tool would have them, by place in reading order, where links may name them so.
    pub(super) fn routes(&self) -> Vec<(usize, String)> {
        let routed = self.order.iter().enumerate().filter_map(|(place, index)| Some((place, self.drafts.get(*index)?)));
        routed.map(|(place, draft)| (place, draft.route.clone())).collect()
    }

    pub(super) fn items(&self, entries: &[Entry]) -> Vec<NavItem> {
        let place = |draft: usize| self.place.get(draft).copied().unwrap_or_default();
        entries
            .iter()
            .map(|it| match it {
                Entry::Page { title, page } => {
                    let title = title.clone().or_else(|| self.drafts.get(*page).map(|it| it.title.clone())).unwrap_or_default();
                    NavItem::Page { title, page: place(*page) }
                }
                Entry::Section { title, page, items } => {
                    NavItem::Section { title: title.clone(), page: page.map(place), items: self.items(items) }
                }
                Entry::Link { title, href } => NavItem::Link { title: title.clone(), href: href.clone() },
            })
            .collect()
    }
}
