//! Random organisations: every query equals an implementation that is too simple to be wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::source::Source;

/// How many there are of each kind.
const COUNT: usize = 6;
const NODES: [&str; 5] = ["group", "user", "domain", "system", "component"];

/// For each kind and number, its owner and its parent, by number; parents are groups, domains or systems.
type Links = Vec<Vec<(Option<usize>, Option<usize>)>>;

fn links() -> impl Strategy<Value = Links> {
    vec(vec((of(0..COUNT), of(0..COUNT + 1)), COUNT), NODES.len())
}

fn id(kind: usize, number: usize) -> EntityRef {
    EntityRef::new(NODES[kind], "default", &format!("{}{number}", NODES[kind]))
}

/// What the parent of each kind is, and how it is named.
fn parent_of(kind: usize) -> (usize, Relation) {
    match kind {
        0 => (0, Relation::ChildOf),
        1 => (0, Relation::MemberOf),
        2 => (2, Relation::PartOf),
        3 => (2, Relation::PartOf),
        _ => (3, Relation::PartOf),
    }
}

fn organisation(links: &Links, needs: &[(usize, usize)]) -> Graph {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: x}\nspec: {type: t, children: []}\n";
    let (catalog, _) = crate::catalog::read(&Source::in_memory(&[("r", "catalog-info.yaml", text)]), &Config::default());
    let sample = catalog.entities[0].clone();
    let mut entities: Vec<Arc<Entity>> = Vec::new();
    for (kind, all) in links.iter().enumerate() {
        for (number, (owner, parent)) in all.iter().enumerate() {
            let (above, relation) = parent_of(kind);
            let mut relations: Vec<_> = parent.iter().map(|it| (relation, id(above, *it), None)).collect();
            if kind >= 2 {
                relations.extend(owner.map(|it| (Relation::OwnedBy, id(0, it), None)));
            }
            if kind == 4 {
                let needed = needs.iter().filter(|it| it.0 == number);
                relations.extend(needed.map(|it| (Relation::DependsOn, id(4, it.1), None)));
            }
            entities.push(Arc::new(Entity { id: id(kind, number), relations, ..(*sample).clone() }));
        }
    }
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    link(Catalog { entities, ..Catalog::default() }).0
}

/// Own, else the system's, else that of the nearest domain above.
fn naive_owner(links: &Links, kind: usize, number: usize) -> Option<usize> {
    let mut at = (kind, number);
    for _ in 0..=COUNT * 2 {
        let (owner, parent) = *links.get(at.0)?.get(at.1)?;
        if owner.is_some() {
            return owner;
        }
        at = (parent_of(at.0).0, parent?);
    }
    None
}

/// A group and every group whose parents lead to it.
fn naive_below(links: &Links, group: usize) -> BTreeSet<usize> {
    let leads = |mut at: usize| {
        for _ in 0..=COUNT {
            if at == group {
                return true;
            }
            match links[0].get(at).and_then(|it| it.1) {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    };
    (0..COUNT).filter(|it| leads(*it)).collect()
}

/// Steps from one component to another along `needs`, found by relaxing every edge until nothing changes.
fn naive_distance(needs: &[(usize, usize)], from: usize) -> Vec<Option<usize>> {
    let mut distance = vec![None; COUNT];
    distance[from] = Some(0);
    for _ in 0..COUNT {
        for (a, b) in needs {
            if let Some(next) = distance[*a].map(|it: usize| it + 1).filter(|it| distance[*b].is_none_or(|known| known > *it)) {
                distance[*b] = Some(next);
            }
        }
    }
    distance
}

proptest! {
    #[test]
    fn ownership_equals_a_naive_walk(links in links()) {
        let graph = organisation(&links, &[]);
        let mut unowned = Vec::new();
        for kind in 2..NODES.len() {
            for number in 0..COUNT {
                let expected = naive_owner(&links, kind, number).map(|it| id(0, it));
                prop_assert_eq!(&graph.owner(&id(kind, number)).id, &expected);
                unowned.extend(expected.is_none().then(|| id(kind, number)));
            }
        }
        unowned.sort();
        prop_assert_eq!(graph.unowned(), unowned);
        for group in 0..COUNT {
            let below = naive_below(&links, group);
            let owns = |it: &(usize, usize)| naive_owner(&links, it.0, it.1).is_some_and(|it| below.contains(&it));
            let all = (2..NODES.len()).flat_map(|kind| (0..COUNT).map(move |it| (kind, it)));
            let mut expected: Vec<EntityRef> = all.filter(owns).map(|it| id(it.0, it.1)).collect();
            expected.sort();
            prop_assert_eq!(graph.owned(&id(0, group), true), expected);
            let descendants: BTreeSet<EntityRef> = graph.descendants(&id(0, group)).into_iter().collect();
            prop_assert_eq!(descendants, below.iter().filter(|it| **it != group).map(|it| id(0, *it)).collect());
        }
    }

    #[test]
    fn people_and_trees_equal_a_naive_walk(links in links()) {
        let graph = organisation(&links, &[]);
        let alone: Vec<EntityRef> = (0..COUNT).filter(|it| links[1][*it].1.is_none_or(|it| it >= COUNT)).map(|it| id(1, it)).collect();
        prop_assert_eq!(graph.people_without_team(), alone);
        let roots = graph.group_tree_roots();
        let reached: BTreeSet<EntityRef> =
            roots.iter().flat_map(|it| graph.descendants(it).into_iter().chain([it.clone()])).collect();
        prop_assert_eq!(reached.len(), COUNT, "every group hangs below a root");
    }

    #[test]
    fn relations_have_two_ends(links in links(), needs in vec((0..COUNT, 0..COUNT), 0..20)) {
        let graph = organisation(&links, &needs);
        for (from, targets) in &graph.edges {
            prop_assert!(targets.is_sorted() && targets.windows(2).all(|it| it[0] != it[1]));
            for (relation, target) in targets {
                prop_assert!(graph.relations(target).contains(&(relation.inverse(), from.clone())));
            }
        }
    }

    #[test]
    fn impact_has_a_shortest_path(needs in vec((0..COUNT, 0..COUNT), 0..20)) {
        let graph = organisation(&vec![vec![(None, None); COUNT]; NODES.len()], &needs);
        let backwards: Vec<(usize, usize)> = needs.iter().map(|(a, b)| (*b, *a)).collect();
        for from in 0..COUNT {
            for (found, edges) in [(graph.dependencies(&id(4, from)), &needs), (graph.dependents(&id(4, from)), &backwards)] {
                let expected = naive_distance(edges, from);
                let reached = expected.iter().enumerate().filter(|(at, it)| *at != from && it.is_some());
                prop_assert_eq!(found.len(), reached.count());
                for it in found {
                    let numbers: Vec<usize> = it.path.iter().map(|it| it.name.trim_start_matches("component").parse().expect("a number")).collect();
                    prop_assert_eq!(numbers.first(), Some(&from));
                    let last = *numbers.last().expect("it is not empty");
                    prop_assert_eq!((id(4, last), Some(numbers.len() - 1)), (it.id, expected[last]));
                    prop_assert!(numbers.windows(2).all(|it| edges.contains(&(it[0], it[1]))));
                }
            }
        }
    }

    #[test]
    fn a_cycle_is_one_and_none_is_missed(needs in vec((0..COUNT, 0..COUNT), 0..14)) {
        let graph = organisation(&vec![vec![(None, None); COUNT]; NODES.len()], &needs);
        let reach: Vec<Vec<Option<usize>>> = (0..COUNT).map(|it| naive_distance(&needs, it)).collect();
        let on_loop: BTreeSet<usize> =
            (0..COUNT).filter(|it| needs.iter().any(|(a, b)| b == it && reach[*it][*a].is_some())).collect();
        let cycles = graph.cycles();
        let mut covered = BTreeSet::new();
        for cycle in &cycles {
            let numbers: Vec<usize> = cycle.path.iter().map(|it| it.name.trim_start_matches("component").parse().expect("a number")).collect();
            let next = numbers.iter().cycle().skip(1);
            prop_assert!(numbers.iter().zip(next).all(|(a, b)| needs.contains(&(*a, *b))), "{:?}", numbers);
            let knot = (0..COUNT).filter(|it| reach[numbers[0]][*it].is_some() && reach[*it][numbers[0]].is_some());
            covered.extend(knot);
        }
        prop_assert_eq!(covered, on_loop);
    }
}
