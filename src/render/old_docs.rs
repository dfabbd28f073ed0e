//! Docs that nobody has changed for a long time, as insights and teams show them.

use std::collections::BTreeSet;

use super::home::RecentPage;
use super::refs::Cut;
use crate::catalog::EntityRef;

/// The docs pages of the portal that are old.
#[derive(Clone, Debug, Default)]
pub struct OldDocs {
    /// Pages whose last change is known.
    pub known: usize,
    /// Those of them that are old, the oldest first, and the entities that they belong to.
    pub pages: Vec<(EntityRef, RecentPage)>,
}

impl OldDocs {
    /// The oldest, at most `limit` of them.
    pub(super) fn oldest(&self, limit: usize) -> Cut<RecentPage> {
        Cut::new(self.pages.iter().map(|it| it.1.clone()), self.pages.len(), limit)
    }

    /// The same of these entities alone.
    pub(super) fn oldest_of(&self, entities: &[EntityRef], limit: usize) -> Cut<RecentPage> {
        if self.pages.is_empty() {
            return Cut::default();
        }
        let entities: BTreeSet<&EntityRef> = entities.iter().collect();
        let own: Vec<_> = self.pages.iter().filter(|it| entities.contains(&it.0)).collect();
        Cut::new(own.iter().map(|it| it.1.clone()), own.len(), limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_sees_its_own() {
        let entity = |name: &str| EntityRef { kind: "component".into(), namespace: "default".into(), name: name.into() };
        let page =
            |title: &str| RecentPage { title: title.into(), href: String::new(), site: String::new(), updated: String::new() };
        let pages = [("a", "1"), ("b", "2"), ("a", "3"), ("a", "4")].map(|(of, title)| (entity(of), page(title)));
        let old = OldDocs { known: 9, pages: pages.to_vec() };
        let cut = old.oldest_of(&[entity("a"), entity("c")], 2);
        let titles: Vec<&str> = cut.items.iter().map(|it| it.title.as_str()).collect();
        assert_eq!((titles, cut.total, cut.more), (vec!["1", "3"], 3, 1));
        assert_eq!(old.oldest(10).total, 4);
    }
}
