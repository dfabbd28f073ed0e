//! The navigation of a docs site, prepared once, from which each page takes its own branch.
//!
//! A page shows the way down to itself and the neighbours on that way, never the whole tree: its weight does not grow
//! with the site. Long levels are cut to a window around the current page, with a link to the page that lists everything.

use serde::Serialize;

use crate::docs::{DocsSite, NavItem, Page};

/// Items of one level that a page shows before it cuts.
const WINDOW: usize = 60;
/// Levels that a page shows open, the nearest ones.
const DEPTH: usize = 8;

/// A site's navigation with parents, so that a branch is found from its leaf.
#[derive(Debug, Default)]
pub(super) struct Nav {
    nodes: Vec<Node>,
    top: Vec<usize>,
    /// Node of each page, by index in [`DocsSite::pages`]; the first where a page stands twice.
    of_page: Vec<Option<usize>>,
    contents: String,
}

#[derive(Debug)]
struct Node {
    title: String,
    /// Its own page, or the first one in it; below the portal's root unless `external`.
    href: Option<String>,
    external: bool,
    /// Index of its own page.
    page: Option<usize>,
    parent: Option<usize>,
    children: Vec<usize>,
    /// Its position among its siblings.
    position: usize,
}

/// One line of the navigation, as the template draws it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct NavView {
    /// The words.
    pub(super) title: String,
    /// Address below the portal's root, or absolute when `external`; `None` for words alone.
    pub(super) href: Option<String>,
    /// The address leads out of the portal.
    pub(super) external: bool,
    /// This is the page shown.
    pub(super) current: bool,
    /// A section, whether open or not.
    pub(super) section: bool,
    /// The address is the item's own page, not the first page below it.
    pub(super) own: bool,
    /// What is in it, when the current page is below; empty otherwise.
    pub(super) children: Vec<NavView>,
    /// Stands for items left out.
    pub(super) more: bool,
}

impl Nav {
    /// Prepares a site's navigation. `contents` is the address of the page that lists every page of the site.
    #[must_use]
    pub(super) fn new(site: &DocsSite, contents: String) -> Self {
        let mut nav = Self { contents, of_page: vec![None; site.pages.len()], ..Self::default() };
        // Breadth first: parents stand before their children, so deep trees need no deep stack.
        let mut waiting: Vec<(&[NavItem], Option<usize>)> = vec![(&site.nav, None)];
        while let Some((items, parent)) = waiting.pop() {
            for (position, item) in items.iter().enumerate() {
                let index = nav.nodes.len();
                nav.nodes.push(Node::new(item, site, parent, position));
                match parent.and_then(|it| nav.nodes.get_mut(it)) {
                    Some(above) => above.children.push(index),
                    None => nav.top.push(index),
                }
                let page = nav.nodes.get(index).and_then(|it| it.page);
                if let Some(slot) = page.and_then(|it| nav.of_page.get_mut(it)) {
                    slot.get_or_insert(index);
                }
                if let NavItem::Section { items, .. } = item {
                    waiting.push((items, Some(index)));
                }
            }
        }
        nav.lead_sections_to_their_first_page();
        nav
    }

    /// Sections without a page of their own lead to the first page in them. Children stand after their parents.
    fn lead_sections_to_their_first_page(&mut self) {
        for index in (0..self.nodes.len()).rev() {
            let first = self.nodes.get(index).filter(|it| it.href.is_none()).and_then(|node| {
                node.children.iter().filter_map(|it| self.nodes.get(*it)).find(|it| !it.external && it.href.is_some())
            });
            let href = first.and_then(|it| it.href.clone());
            if let Some((node, href)) = self.nodes.get_mut(index).zip(href) {
                node.href = Some(href);
            }
        }
    }

    /// The navigation of one page: its own branch open.
    #[must_use]
    pub(super) fn branch(&self, page: usize) -> Vec<NavView> {
        let node = self.of_page.get(page).copied().flatten();
        let mut way = Vec::new();
        let mut at = node;
        while let Some(index) = at {
            way.push(index);
            at = self.nodes.get(index).and_then(|it| it.parent);
        }
        // A section that is its own page is open too: its children are what the reader wants next.
        let mut shown: Vec<NavView> = Vec::new();
        for (height, &index) in way.iter().enumerate().take(DEPTH) {
            let Some(node) = self.nodes.get(index) else { continue };
            if height == 0 && !node.children.is_empty() {
                shown = self.level(&node.children, None, Vec::new(), page);
            }
            let siblings = node.parent.and_then(|it| self.nodes.get(it)).map_or(&self.top, |it| &it.children);
            shown = self.level(siblings, Some(index), shown, page);
        }
        if way.is_empty() { self.level(&self.top, None, Vec::new(), page) } else { shown }
    }

    /// One level, cut to a window around `open`, whose items are `inside`.
    fn level(&self, siblings: &[usize], open: Option<usize>, inside: Vec<NavView>, page: usize) -> Vec<NavView> {
        let at = open.and_then(|it| self.nodes.get(it)).map_or(0, |it| it.position);
        let start = at.saturating_sub(WINDOW / 2).min(siblings.len().saturating_sub(WINDOW));
        let end = (start + WINDOW).min(siblings.len());
        let mut inside = Some(inside);
        let mut views = Vec::new();
        if start > 0 {
            views.push(self.more(start));
        }
        for &index in siblings.get(start..end).unwrap_or_default() {
            let Some(node) = self.nodes.get(index) else { continue };
            let items = if Some(index) == open { inside.take().unwrap_or_default() } else { Vec::new() };
            views.push(node.view(items, node.page == Some(page)));
        }
        if end < siblings.len() {
            views.push(self.more(siblings.len() - end));
        }
        views
    }

    fn more(&self, count: usize) -> NavView {
        NavView { title: format!("{count} more"), href: Some(self.contents.clone()), more: true, ..NavView::default() }
    }

    /// The whole navigation, flat, each line with its depth: for the page that lists every page.
    #[must_use]
    pub(super) fn all(&self) -> Vec<(usize, NavView)> {
        let mut lines = Vec::with_capacity(self.nodes.len());
        let mut waiting: Vec<(usize, usize)> = self.top.iter().rev().map(|it| (0, *it)).collect();
        while let Some((depth, index)) = waiting.pop() {
            let Some(node) = self.nodes.get(index) else { continue };
            let mut view = node.view(Vec::new(), false);
            if node.page.is_none() && !node.external {
                view.href = None;
            }
            lines.push((depth, view));
            waiting.extend(node.children.iter().rev().map(|it| (depth + 1, *it)));
        }
        lines
    }

    /// Whether the navigation leads to the page.
    #[must_use]
    pub(super) fn holds(&self, page: usize) -> bool {
        self.of_page.get(page).is_some_and(Option::is_some)
    }
}

impl Node {
    fn new(item: &NavItem, site: &DocsSite, parent: Option<usize>, position: usize) -> Self {
        let (title, page) = match item {
            NavItem::Page { title, page } => (title, Some(*page)),
            NavItem::Section { title, page, .. } => (title, *page),
            NavItem::Link { title, .. } => (title, None),
        };
        let href = match item {
            NavItem::Link { href, .. } => Some(href.clone()),
            _ => page.and_then(|it| site.pages.get(it)).map(Page::href),
        };
        let external = matches!(item, NavItem::Link { .. });
        Self { title: title.clone(), href, external, page, parent, children: Vec::new(), position }
    }

    fn view(&self, items: Vec<NavView>, current: bool) -> NavView {
        NavView {
            title: self.title.clone(),
            href: self.href.clone(),
            external: self.external,
            current,
            section: !self.children.is_empty(),
            own: self.page.is_some(),
            children: items,
            more: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::site;

    fn page(title: &str, page: usize) -> NavItem {
        NavItem::Page { title: title.to_owned(), page }
    }

    /// One line per item, two spaces per level, `*` for the current page.
    fn drawn(items: &[NavView], depth: usize) -> String {
        items.iter().fold(String::new(), |out, it| {
            let mark = if it.current { "*" } else { "" };
            format!("{out}{}{}{mark}\n{}", "  ".repeat(depth), it.title, drawn(&it.children, depth + 1))
        })
    }

    #[test]
    fn a_page_sees_its_own_branch_only() {
        let inner = NavItem::Section { title: "Inner".to_owned(), page: None, items: vec![page("Deep", 2), page("Deeper", 3)] };
        let guide = NavItem::Section { title: "Guide".to_owned(), page: Some(1), items: vec![inner] };
        let other = NavItem::Section { title: "Other".to_owned(), page: None, items: vec![page("Hidden", 4)] };
        let nav = Nav::new(&site(5, vec![page("Home", 0), guide, other]), "all/".to_owned());
        assert_eq!(drawn(&nav.branch(2), 0), "Home\nGuide\n  Inner\n    Deep*\n    Deeper\nOther\n");
        assert_eq!(drawn(&nav.branch(1), 0), "Home\nGuide*\n  Inner\nOther\n");
        assert_eq!(nav.branch(0).get(2).and_then(|it| it.href.clone()).as_deref(), Some("docs/default/component/x/p4/"));
    }

    #[test]
    fn a_long_level_is_cut_around_the_page() {
        let nav = Nav::new(&site(1000, (0..1000).map(|it| page(&format!("P{it}"), it)).collect()), "all/".to_owned());
        let shown = nav.branch(500);
        assert_eq!(shown.len(), WINDOW + 2);
        assert_eq!(shown.first().map(|it| it.title.as_str()), Some("470 more"));
        assert!(shown.iter().any(|it| it.current && it.title == "P500"));
        assert_eq!(nav.branch(0).first().map(|it| it.current), Some(true));
        assert_eq!(nav.all().len(), 1000);
    }

    #[test]
    fn a_page_outside_the_navigation_sees_its_top_level() {
        let nav = Nav::new(&site(2, vec![page("Home", 0)]), "all/".to_owned());
        assert!(!nav.holds(1));
        assert_eq!(drawn(&nav.branch(1), 0), "Home\n");
    }
}
