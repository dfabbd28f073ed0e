//! What breaks if an entity goes, for every entity of the catalog: the same answer as [`Graph::dependents`] without the
//! paths, at a cost that allows asking it once for each page.

use std::collections::{BTreeMap, HashSet};

use crate::catalog::{EntityRef, Relation};
use crate::graph::Graph;

/// More dependents than this are not counted: the page says that there are so many or more.
pub const MOST: usize = 1_000;

/// The edges along which a fate is shared, by number.
pub struct Reach<'a> {
    ids: Vec<&'a EntityRef>,
    numbers: BTreeMap<&'a EntityRef, u32>,
    next: Vec<Vec<u32>>,
}

impl<'a> Reach<'a> {
    /// Numbers the entities and the ends that no file defines.
    #[must_use]
    pub fn new(graph: &'a Graph) -> Self {
        let mut reach = Self { ids: Vec::new(), numbers: BTreeMap::new(), next: Vec::new() };
        let mut open: Vec<&EntityRef> = graph.entities().map(|it| &it.id).collect();
        while let Some(id) = open.pop() {
            let from = reach.number(id);
            if reach.next.get(from as usize).is_some_and(|it| !it.is_empty()) {
                continue;
            }
            let targets = graph.relations(id).iter().filter(|(relation, _)| carries(*relation)).map(|(_, it)| it);
            let mut next = Vec::new();
            for target in targets {
                if graph.entity(target).is_none() && !reach.numbers.contains_key(target) {
                    open.push(target);
                }
                next.push(reach.number(target));
            }
            if let Some(place) = reach.next.get_mut(from as usize) {
                *place = next;
            }
        }
        reach
    }

    fn number(&mut self, id: &'a EntityRef) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.numbers.insert(id, number);
        self.ids.push(id);
        self.next.push(Vec::new());
        number
    }

    /// Everything that breaks without the entity, with the number of steps to it: nearest first, then by reference. At most
    /// [`MOST`] are looked for, so that all entities together cost no more than in proportion to their number.
    #[must_use]
    pub fn dependents(&self, id: &EntityRef) -> Vec<(&'a EntityRef, usize)> {
        let Some(start) = self.numbers.get(id).copied() else { return Vec::new() };
        let mut seen = HashSet::from([start]);
        let mut found = vec![(start, 0)];
        let mut at = 0;
        while let Some((number, steps)) = found.get(at).copied().filter(|_| found.len() <= MOST) {
            let next = self.next.get(number as usize).map_or(&[][..], Vec::as_slice);
            found.extend(next.iter().filter(|it| seen.insert(**it)).map(|it| (*it, steps + 1)));
            at += 1;
        }
        found.truncate(MOST + 1);
        let mut found: Vec<_> =
            found.iter().skip(1).filter_map(|(number, steps)| Some((*self.ids.get(*number as usize)?, *steps))).collect();
        found.sort_unstable_by_key(|(id, steps)| (*steps, *id));
        found
    }
}

/// Does the target of this relation go down with its source? (As in `graph::impact`.)
fn carries(relation: Relation) -> bool {
    matches!(relation, Relation::DependencyOf | Relation::ProvidesApi | Relation::ApiConsumedBy | Relation::HasPart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::Source;

    #[test]
    fn gives_what_the_graph_gives() {
        let component = |name: &str, more: &str| {
            format!(
                "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: t, {more}}}\n"
            )
        };
        let text = [
            component("a", "providesApis: [x], dependsOn: ['component:gone']"),
            component("b", "consumesApis: [x], subcomponentOf: a"),
            component("c", "dependsOn: ['component:b', 'component:d']"),
            component("d", "dependsOn: ['component:c']"),
        ]
        .join("---\n");
        let source = Source::in_memory(&[("shop", "catalog-info.yaml", &text)]);
        let (catalog, _) = crate::catalog::read(&source, &Config::default());
        let (graph, _) = crate::graph::link(catalog);
        let reach = Reach::new(&graph);
        let mut found = 0;
        for entity in graph.entities() {
            let expected: Vec<(EntityRef, usize)> =
                graph.dependents(&entity.id).into_iter().map(|it| (it.id, it.path.len() - 1)).collect();
            let given: Vec<(EntityRef, usize)> =
                reach.dependents(&entity.id).into_iter().map(|(id, steps)| (id.clone(), steps)).collect();
            assert_eq!(given, expected, "{}", entity.id);
            found += given.len();
        }
        assert!(found > 4, "{found}");
    }
}
