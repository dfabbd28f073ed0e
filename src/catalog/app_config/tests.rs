use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::read;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::source::{Backstage, Provenance, Repo, Source};

fn entity(kind: &str, name: &str) -> String {
    let spec = if kind == "User" { "memberOf: []" } else { "type: service, lifecycle: x, owner: o" };
    format!("apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {{ {spec} }}\n")
}

/// The names of the entities accepted, and what was reported.
fn names(config: &str, files: &[(&str, String)]) -> (Vec<String>, Vec<Diagnostic>) {
    let bytes = |files: &[(&str, String)]| -> BTreeMap<Arc<str>, Vec<u8>> {
        files.iter().map(|(path, text)| (Arc::from(*path), text.as_bytes().to_vec())).collect()
    };
    let all = [files, &[("app-config.yaml", config.to_owned())]].concat();
    let mut home = Repo::in_memory("home", bytes(&all), Provenance::default());
    let environment = BTreeMap::from([("ORG".to_owned(), "acme".to_owned())]);
    home.backstage = Some(Backstage { file: "app-config.yaml".into(), environment });
    let other = vec![("all.yaml", entity("Component", "elsewhere")), ("catalog-info.yaml", entity("Component", "unregistered"))];
    let provenance = Provenance { url: Some("https://github.com/acme/shop".into()), ..Provenance::default() };
    let mut shop = Repo::in_memory("shop", bytes(&other), provenance);
    shop.catalog = vec!["none.yaml".into()];
    let (catalog, found) = read(&Source { repos: vec![Arc::new(home), Arc::new(shop)] }, &Config::default());
    (catalog.entities.iter().map(|it| it.name.clone()).collect(), found)
}

fn lines(found: &[Diagnostic]) -> Vec<String> {
    let line = |it: &Diagnostic| it.place.as_ref().and_then(|it| it.span).map_or(0, |it| it.line);
    found.iter().map(|it| format!("{} {}", it.code.name(), line(it))).collect()
}

#[test]
fn reads_files_and_addresses_of_the_build() {
    let config = "catalog:\n  locations:\n    - type: file\n      target: ../../examples/*.yaml\n    - {type: url, target: 'https://github.com/${ORG}/shop/blob/main/all.yaml'}\n";
    let files = [
        ("examples/a.yaml", entity("Component", "a")),
        ("packages/backend/x", String::new()),
        ("catalog-info.yaml", entity("Component", "not-registered")),
    ];
    assert_eq!(names(config, &files), (vec!["a".into(), "elsewhere".into()], Vec::new()));
}

#[test]
fn rules_hold_for_their_location() {
    let config = "catalog:\n  rules:\n    - allow: [Component]\n      locations: [{type: file, pattern: './A*'}]\n  locations:\n    - {type: file, target: ./a.yaml}\n    - {type: file, target: ./b.yaml}\n    - {type: file, target: ./c.yaml, rules: [{allow: [{kind: user}]}]}\n    - {type: file, target: ./d.yaml, rules: [{allow: [{kind: Component, spec.type: website}]}]}\n";
    let files = [
        ("a.yaml", entity("Component", "a")),
        ("b.yaml", entity("Component", "b")),
        ("c.yaml", entity("User", "c")),
        ("d.yaml", entity("Component", "d")),
    ];
    let (names, found) = names(config, &files);
    assert_eq!(names, ["a", "c"]);
    assert_eq!(lines(&found), ["entity-not-allowed 3", "entity-not-allowed 3"]);
}

#[test]
fn says_what_is_not_read() {
    let config = "catalog:\n  providers: {github: {}}\n  locations:\n    - $include: more.yaml\n    - {type: url, target: 'https://${TOKEN}@x.y/z'}\n    - {type: url, target: 'https://github.com/other/x/blob/main/a.yaml'}\n    - {type: url, target: 'https://github.com/acme/shop/blob/main/no.yaml'}\n    - {type: file, target: ../../../up.yaml}\n    - {type: file, target: ./none.yaml}\n    - {type: file, target: '${NONE:-a}.yaml'}\n";
    let (names, found) = names(config, &[("a.yaml", entity("Component", "a"))]);
    assert_eq!(names, ["a"]);
    let mut lines = lines(&found);
    lines.sort();
    assert_eq!(
        lines,
        [
            "backstage-config 2",
            "backstage-config 4",
            "backstage-config 4",
            "backstage-config 5",
            "location-leaves 8",
            "location-missing 7",
            "location-missing 9",
            "location-not-fetched 6",
        ]
    );
}
