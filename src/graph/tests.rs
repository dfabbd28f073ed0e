use super::*;
use crate::config::Config;
use crate::source::Source;
use proptest::prelude::*;
use std::collections::{BTreeSet, VecDeque};

/// A catalog from lines such as `component:a owner=group:x dependsOn=component:b,component:c`.
fn graph(lines: &str) -> (Graph, Vec<Diagnostic>) {
    let mut text = String::new();
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let mut words = line.split_whitespace();
        let (kind, name) = words.next().and_then(|it| it.split_once(':')).expect("kind:name");
        let defaults = match kind {
            "Component" => "type: service, lifecycle: production, owner: crew",
            "API" => "type: openapi, lifecycle: production, owner: crew, definition: x",
            "Resource" => "type: database, owner: crew",
            "System" | "Domain" => "owner: crew",
            "Group" => "type: team, children: []",
            _ => "memberOf: []",
        };
        let mut spec: BTreeMap<String, String> = defaults
            .split(", ")
            .filter_map(|it| it.split_once(": "))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        for word in words {
            let (key, value) = word.split_once('=').expect("key=value");
            if value.is_empty() {
                spec.remove(key);
            } else {
                spec.insert(key.to_owned(), value.to_owned());
            }
        }
        let spec: Vec<String> = spec.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        text += &format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{}}}\n",
            spec.join(", ")
        );
    }
    let source = Source::in_memory(&[("r", "catalog-info.yaml", &text)]);
    let (catalog, problems) = crate::catalog::read(&source, &Config::default());
    assert!(problems.is_empty(), "{problems:?}");
    link(catalog)
}

fn id(written: &str) -> EntityRef {
    EntityRef::parse(written, Some("component"), "default").expect("a reference")
}

fn names(ids: &[EntityRef]) -> String {
    ids.iter().map(|it| &*it.name).collect::<Vec<_>>().join(" ")
}

#[test]
fn owners_are_inherited_and_rolled_up() {
    let (graph, _) = graph(
        "Group:crew parent=dept
         Group:dept
         Group:dept2 parent=dept
         User:jane memberOf=[crew]
         Component:a
         Component:b owner=dept2
         Component:c owner=user:jane",
    );
    assert_eq!(graph.owner(&id("a")).id, Some(id("group:crew")));
    assert_eq!(graph.owner(&id("a")).via, OwnerVia::Spec);
    assert_eq!(graph.owner(&id("a")).place.and_then(|it| it.span).map(|it| it.line), Some(25));
    assert_eq!(names(&graph.owned(&id("group:dept"), false)), "");
    assert_eq!(names(&graph.owned(&id("group:dept"), true)), "a b");
    assert_eq!(names(&graph.owned(&id("user:jane"), true)), "a c");
    assert_eq!(names(&graph.group_tree_roots()), "dept");
    assert_eq!(names(&graph.descendants(&id("group:dept"))), "crew dept2");
    assert!(graph.unowned().is_empty() && graph.people_without_team().is_empty());
}

#[test]
fn loops_end_everywhere() {
    let (graph, found) = graph(
        "Group:a parent=b
         Group:b parent=c
         Group:c parent=a
         Group:crew members=[group:crew]
         Component:x dependsOn=[component:y]
         Component:y dependsOn=[component:x]
         Component:z dependsOn=[component:z]",
    );
    let loops: Vec<String> = graph.cycles().iter().map(|it| format!("{}: {}", it.relation.name(), names(&it.path))).collect();
    assert_eq!(loops, ["childOf: a b c", "dependsOn: x y", "dependsOn: z"]);
    assert_eq!(names(&graph.group_tree_roots()), "a crew");
    assert_eq!(names(&graph.descendants(&id("group:a"))), "c b");
    assert_eq!(graph.dependents(&id("x")).len(), 1);
    let message = found.iter().find(|it| it.code == crate::diagnostic::Code::RelationCycle).map(|it| it.message.as_str());
    assert_eq!(
        message,
        Some("`group:default/a` is its own ancestor (group:default/a → group:default/b → group:default/c → group:default/a)")
    );
}

#[test]
fn impact_has_a_path() {
    let (graph, _) = graph(
        "Group:crew
         Component:db-user dependsOn=[resource:db] providesApis=[orders]
         Resource:db
         API:orders
         Component:shop consumesApis=[orders] system=store
         System:store",
    );
    let dependents = graph.dependents(&id("resource:db"));
    let paths: Vec<String> = dependents.iter().map(|it| names(&it.path)).collect();
    assert_eq!(paths, ["db db-user", "db db-user orders", "db db-user orders shop"]);
    let dependencies = graph.dependencies(&id("shop"));
    assert_eq!(dependencies.iter().map(|it| &*it.id.name).collect::<Vec<_>>(), ["orders", "db-user", "db"]);
}

#[test]
fn suggests_what_was_meant() {
    let (_, found) = graph("Group:payments\nGroup:crew members=[jane]\nComponent:a owner=paymnts\nUser:jane memberOf=[crew]");
    let message = found.iter().find(|it| it.code == crate::diagnostic::Code::OwnerUnresolved).expect("reported");
    assert_eq!(message.help, "did you mean `group:default/payments`?");
    assert_eq!(message.place.as_ref().and_then(|it| it.span).map(|it| it.line), Some(15));
}

#[test]
fn looks_names_up() {
    let (graph, _) = graph("Group:crew\nComponent:a\nAPI:a\nComponent:only");
    let found = |written: &str, kind| graph.lookup(written, kind, "default").map(|it| it.id.to_string());
    assert_eq!(found("A", Some("API")).as_deref(), Some("api:default/a"));
    assert_eq!(found("only", None).as_deref(), Some("component:default/only"));
    assert_eq!(found("a", None), None);
}

#[test]
fn exports_escape_and_select() {
    let (graph, _) = graph("Group:crew\nComponent:a dependsOn=[resource:db,'component:\"x']");
    let near = Selection { focus: Some(id("a")), depth: 1, kinds: vec!["Resource".into()], relations: Vec::new() };
    assert_eq!(names(&graph.select(&near).nodes), "a db");
    let all = Selection::default();
    assert!(export::dot(&graph, &all).contains("\"component:default/a\" -> \"component:default/\\\"x\" [label=\"dependsOn\"]"));
    assert!(export::graphml(&graph, &all).contains("target=\"component:default/&quot;x\""));
    assert!(export::mermaid(&graph, &all).contains("[\"#34;x<br/>component\"]"));
    assert!(export::csv(&graph, &all).lines().count() == 3);
    let json: serde_json::Value = serde_json::from_str(&export::json(&graph, &near)).expect("JSON");
    assert_eq!(
        json["relations"],
        serde_json::json!([
            ["component:default/a", "dependsOn", "resource:default/db"],
            ["resource:default/db", "dependencyOf", "component:default/a"]
        ])
    );
}

/// Reachable along `dependsOn`, computed the slow way.
fn naive(edges: &[(u8, u8)], start: u8) -> BTreeSet<u8> {
    let mut reached = BTreeSet::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for (_, to) in edges.iter().filter(|(from, to)| *from == at && *to != start) {
            if reached.insert(*to) {
                queue.push_back(*to);
            }
        }
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn queries_equal_a_naive_walk(edges in proptest::collection::vec((0u8..8, 0u8..8), 0..24)) {
        let mut lines = String::from("Group:crew members=[jane]\n");
        for node in 0u8..8 {
            let targets: Vec<String> = edges.iter().filter(|it| it.0 == node).map(|it| format!("component:n{}", it.1)).collect();
            lines += &format!("Component:n{node} dependsOn=[{}]\n", targets.join(","));
        }
        let (graph, _) = graph(&lines);
        for node in 0u8..8 {
            let from = id(&format!("n{node}"));
            let forth: BTreeSet<EntityRef> = graph.dependencies(&from).into_iter().map(|it| it.id).collect();
            prop_assert_eq!(&forth, &naive(&edges, node).iter().map(|it| id(&format!("n{it}"))).collect());
            for other in &forth {
                prop_assert!(graph.dependents(other).iter().any(|it| it.id == from && it.path.first() == Some(other)));
            }
            for (relation, target) in graph.relations(&from) {
                prop_assert!(graph.relations(target).contains(&(relation.inverse(), from.clone())));
            }
        }
        let on_loop = (0u8..8).any(|it| edges.iter().any(|(from, to)| *to == it && (*from == it || naive(&edges, it).contains(from))));
        prop_assert_eq!(on_loop, !graph.cycles().is_empty());
    }
}
