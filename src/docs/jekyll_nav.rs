//! just-the-docs: the tree that `parent`, `grand_parent`, `ancestor` and `nav_order` of the front matter describe.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use super::nav::Entry;
use super::site::Draft;
use crate::repo_path;

/// The tree may be this deep; what is deeper is left out.
const MAX_DEPTH: usize = 16;
/// Pages of one title that are compared when a child has to choose its parent.
const NAMESAKES: usize = 50;

/// The navigation of some pages, which are indices into `drafts`. Pages without a title of their own stay out of it.
pub(crate) fn entries(pages: &[usize], drafts: &[Draft]) -> Vec<Entry> {
    let shown = |it: &Draft| flag(it, "nav_exclude") != Some(true) && it.outline.front_matter.contains_key("title");
    let mut listed: Vec<(usize, &Draft)> =
        pages.iter().filter_map(|it| Some((*it, drafts.get(*it)?))).filter(|(_, it)| shown(it)).collect();
    listed.sort_by(|a, b| compare(a.1, b.1));
    let mut titled: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, (_, draft)) in listed.iter().enumerate() {
        titled.entry(&draft.title).or_default().push(place);
    }
    let mut tree = Tree { listed: &listed, children: vec![Vec::new(); listed.len()] };
    let mut top = Vec::new();
    let mut orphans: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, (_, draft)) in listed.iter().enumerate() {
        let Some(wanted) = text(draft, "parent") else {
            top.push(place);
            continue;
        };
        let namesakes = titled.get(wanted).map(Vec::as_slice).unwrap_or_default();
        match parent_of(place, draft, namesakes, &listed) {
            Some(parent) => tree.children.get_mut(parent).into_iter().for_each(|it| it.push(place)),
            None => orphans.entry(wanted).or_default().push(place),
        }
    }
    let mut entries: Vec<Entry> = top.into_iter().filter_map(|it| tree.entry(it, 0)).collect();
    // Pages whose parent is not there keep a section of its name.
    entries.extend(orphans.into_iter().map(|(title, places)| Entry::Section {
        title: title.to_owned(),
        page: None,
        items: places.into_iter().filter_map(|it| tree.entry(it, 1)).collect(),
    }));
    entries
}

/// Which of the pages of a title is meant by `parent`: the one that the other keys fit, then the one nearest by folder,
/// then one at the top.
fn parent_of(place: usize, child: &Draft, namesakes: &[usize], listed: &[(usize, &Draft)]) -> Option<usize> {
    let candidates = namesakes.iter().filter(|it| **it != place).take(NAMESAKES);
    let fits = |it: &Draft| {
        let grand_parent = text(child, "grand_parent").is_none_or(|wanted| text(it, "parent") == Some(wanted));
        let ancestor = text(child, "ancestor").is_none_or(|wanted| {
            it.title == wanted || ["parent", "grand_parent", "ancestor"].iter().any(|key| text(it, key) == Some(wanted))
        });
        grand_parent && ancestor
    };
    let shared = |it: &Draft| {
        let (own, other) = (repo_path::parent(&child.path), repo_path::parent(&it.path));
        own.split('/').zip(other.split('/')).take_while(|(a, b)| a == b).count()
    };
    candidates
        .filter_map(|it| Some((*it, listed.get(*it)?.1)))
        .filter(|(_, it)| fits(it))
        .max_by_key(|(place, it)| (shared(it), text(it, "parent").is_none(), std::cmp::Reverse(*place)))
        .map(|(place, _)| place)
}

struct Tree<'a> {
    listed: &'a [(usize, &'a Draft)],
    children: Vec<Vec<usize>>,
}

impl Tree<'_> {
    /// A page and what is below it. The depth ends circles, too.
    fn entry(&self, place: usize, depth: usize) -> Option<Entry> {
        let (page, draft) = self.listed.get(place)?;
        let children = self.children.get(place).filter(|_| depth < MAX_DEPTH);
        let items: Vec<Entry> = children.into_iter().flatten().filter_map(|it| self.entry(*it, depth + 1)).collect();
        Some(if items.is_empty() {
            Entry::Page { title: None, page: *page }
        } else {
            Entry::Section { title: draft.title.clone(), page: Some(*page), items }
        })
    }
}

fn text<'a>(page: &'a Draft, key: &str) -> Option<&'a str> {
    page.outline.front_matter.get(key).and_then(|it| it.as_str())
}

fn flag(page: &Draft, key: &str) -> Option<bool> {
    page.outline.front_matter.get(key).and_then(serde_json::Value::as_bool)
}

/// Where a page stands among its siblings: numbers first, then words, then pages without an order; then by title.
fn compare(a: &Draft, b: &Draft) -> Ordering {
    let order = |it: &Draft| it.outline.front_matter.get("nav_order").cloned().unwrap_or_default();
    let (left, right) = (order(a), order(b));
    let rank = |it: &serde_json::Value| if it.is_number() { 0 } else { 1 + usize::from(!it.is_string()) };
    let by_order = match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        _ => rank(&left).cmp(&rank(&right)).then_with(|| left.as_str().cmp(&right.as_str())),
    };
    by_order.then_with(|| a.title.to_lowercase().cmp(&b.title.to_lowercase())).then_with(|| a.path.cmp(&b.path))
}
