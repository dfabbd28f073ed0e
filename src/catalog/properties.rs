//! Any input: catalogs, CODEOWNERS and configurations never make the reader panic, and what it says points into the file.

use proptest::prelude::*;

use super::*;
use crate::source::Repo;
use crate::source::{Backstage, Provenance};

/// Lines that make interesting mistakes when they stand in any order.
const LINES: [&str; 34] = [
    "apiVersion: backstage.io/v1alpha1",
    "kind: Component",
    "kind: API",
    "kind: Location",
    "kind: Template",
    "kind: Group",
    "metadata:",
    "metadata: {name: a, tags: [x, 1], links: [{url: ''}], annotations: null}",
    "  name: a",
    "  name: 007",
    "  namespace: ''",
    "  annotations: {a/b/c: yes, backstage.io/techdocs-ref: dir:.}",
    "  description: >-",
    "    folded é \u{202e}",
    "spec:",
    "spec: {type: t, lifecycle: l, owner: o, definition: {$text: ./catalog-info.yaml}}",
    "  type: t",
    "  lifecycle: &x production",
    "  owner: *x",
    "  owner: a:b/c:d/e",
    "  definition: |2-",
    "   openapi: 3.0.0",
    "  definition: {$openapi: ../x}",
    "  targets: ['*.yaml', /, ../.., 'https://x.y/[']",
    "  type: file",
    "  children: [a, {}, [b]]",
    "  dependsOn: [db, ':', component:]",
    "  steps: [{action: x, if: {}}]",
    "---",
    "...",
    "%YAML 1.1",
    "<<: *x",
    "\t- tab: \"",
    "\u{feff}? [a",
];

fn read_text(text: &str, owners: &str, app_config: Option<&str>) -> Vec<Diagnostic> {
    let mut files = vec![("catalog-info.yaml", text), ("CODEOWNERS", owners)];
    files.extend(app_config.map(|it| ("app-config.yaml", it)));
    let files = files.into_iter().map(|(path, text)| (Arc::from(path), text.as_bytes().to_vec())).collect();
    let mut repo = Repo::in_memory("r", files, Provenance::default());
    repo.backstage = app_config.map(|_| Backstage { file: "app-config.yaml".into(), ..Backstage::default() });
    let (_, found) = read(&Source { repos: vec![Arc::new(repo)] }, &Config::default());
    found
}

proptest! {
    #[test]
    fn shuffled_lines(lines in proptest::collection::vec(proptest::sample::select(&LINES[..]), 0..24), crlf: bool) {
        let text = lines.join(if crlf { "\r\n" } else { "\n" });
        for it in read_text(&text, "* @acme/crew", None) {
            if let Some(span) = it.place.as_ref().and_then(|it| it.span).filter(|_| it.place.as_ref().is_some_and(|it| &*it.path == "catalog-info.yaml")) {
                prop_assert!(span.line >= 1 && span.column >= 1, "{it:?}");
                prop_assert!(span.line as usize <= lines.len() + 1, "{it:?} in {text:?}");
                prop_assert!((span.line, span.column) <= (span.end_line, span.end_column), "{it:?} in {text:?}");
            }
        }
    }

    #[test]
    fn any_text(text in "\\PC{0,200}", owners in "[ -~\n]{0,80}", config in "[a-z:{}\\[\\]$ \n-]{0,80}") {
        read_text(&text, &owners, None);
        read_text(&text, &owners, Some(&format!("catalog:\n  locations:\n    - {{type: file, target: '{}'}}\n", config.replace(['\'', '\n'], ""))));
        read_text(&text, &owners, Some(&config));
    }

    #[test]
    fn any_pattern_of_codeowners(pattern in "[ab*?/!\\[\\]{}\\\\ #@-]{0,20}", owner in "[@a-z/. ]{0,12}") {
        read_text("kind: Component\nmetadata: {name: a}\nspec: {type: t, lifecycle: l}\napiVersion: backstage.io/v1alpha1\n", &format!("{pattern} {owner}\n"), None);
    }
}
