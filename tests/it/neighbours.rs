//! One faulty repository costs itself alone: the bytes of every other repository's pages stay what they were.

use std::collections::BTreeMap;

use idp_docs::config::Config;
use idp_docs::memo::Memo;
use idp_docs::observer::Unobserved;
use idp_docs::source::Source;
use idp_docs::{portal, publish, site, theme};

/// Repositories of the portal.
const REPOSITORIES: usize = 100;
/// The one that is replaced.
const REPLACED: &str = "svc-050";

type Files = Vec<(&'static str, String)>;

fn catalog(name: &str, more: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  annotations:\n    \
         backstage.io/techdocs-ref: dir:.\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n{more}"
    )
}

fn sound(name: &str) -> Files {
    vec![
        ("catalog-info.yaml", catalog(name, "")),
        ("mkdocs.yml", format!("site_name: {name}\n")),
        ("docs/index.md", format!("# {name}\n\nSee [the guide](guide.md#part).\n")),
        ("docs/guide.md", "# Guide\n\n## Part\n\n```rust\nfn f() {}\n```\n".to_owned()),
    ]
}

/// Repositories that something is wrong with.
fn faulty() -> Vec<(&'static str, Files)> {
    let docs = |text: String| vec![("catalog-info.yaml", catalog(REPLACED, "")), ("docs/index.md", text)];
    let bombs: String = (1..12).map(|it| format!("a{it}: &a{it} [{}]\n", vec![format!("*a{}", it - 1); 9].join(", "))).collect();
    vec![
        ("nothing", Vec::new()),
        ("no YAML", vec![("catalog-info.yaml", "kind: [\n".to_owned()), ("mkdocs.yml", "nav: {\n".to_owned())]),
        ("aliases that multiply", vec![("catalog-info.yaml", format!("a0: &a0 [x]\n{bombs}"))]),
        ("nesting", vec![("catalog-info.yaml", "- ".repeat(20_000)), ("docs/index.md", "> ".repeat(20_000))]),
        ("active markup", docs("</article></main><script>x</script><style>*{display:none}</style><base href=//x>\n".repeat(50))),
        ("markup that is not closed", docs("<textarea><!-- <plaintext><title>\n\n# A\n".to_owned())),
        ("headings", docs("# Same\n\n".repeat(3_000))),
        ("links", docs("[a](../../svc-007/docs/guide.md) [b](nowhere.md#x) ![c](/etc/passwd)\n\n".repeat(300))),
        ("growth", docs(format!("*[x]: {}\n\n{}\n", "y".repeat(3_000), "x ".repeat(3_000)))),
        ("front matter", docs(format!("---\ntitle: {}\n---\n# A\n", "[".repeat(5_000)))),
        (
            "faulty documents",
            vec![
                ("catalog-info.yaml", "---\nkind: Component\nmetadata: {name: '<b>'}\n".repeat(500)),
                ("README.md", "\0".into()),
            ],
        ),
        (
            "a definition",
            vec![("catalog-info.yaml", format!("{}---\n{}", catalog(REPLACED, ""), api("api", &"{a: ".repeat(2_000))))],
        ),
    ]
}

fn api(name: &str, definition: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\nspec:\n  type: openapi\n  \
         lifecycle: x\n  owner: team-z\n  definition: |\n    {definition}\n"
    )
}

/// The site with one repository of the given content, as far as it is about the others.
fn others(replaced: &Files) -> BTreeMap<String, Vec<u8>> {
    let mut files: Vec<(String, &str, String)> = Vec::new();
    for number in 0..REPOSITORIES {
        let name = format!("svc-{number:03}");
        let mut content = if name == REPLACED { replaced.clone() } else { sound(&name) };
        if number == 0 {
            // The portal's own navigation depends on whether there is an API at all.
            content.push(("apis/catalog-info.yaml", api("sound", "openapi: 3.0.0")));
        }
        files.extend(content.into_iter().map(|(path, text)| (name.clone(), path, text)));
    }
    let listed: Vec<(&str, &str, &str)> = files.iter().map(|(repo, path, text)| (repo.as_str(), *path, text.as_str())).collect();
    let portal = portal::analyze(Source::in_memory(&listed), Config::default(), &Unobserved);
    let sink = site::Memory::default();
    let theme = theme::Theme::load(None).expect("the built-in theme");
    publish::publish(&portal, &theme, &Memo::forgetful(), &sink, &Unobserved).expect("published");
    let about_another = |path: &str| {
        let name = path.strip_prefix("docs/default/component/").or_else(|| path.strip_prefix("catalog/default/component/"));
        name.is_some_and(|it| it.starts_with("svc-") && !it.starts_with(REPLACED))
    };
    sink.into_files().into_iter().filter(|(path, _)| about_another(path)).collect()
}

#[test]
fn one_faulty_repository_of_a_hundred_changes_no_page_of_another() {
    let before = others(&sound(REPLACED));
    assert!(before.len() >= 3 * (REPOSITORIES - 1), "only {} files", before.len());
    for (fault, files) in faulty() {
        let after = others(&files);
        let differing: Vec<_> = before.keys().chain(after.keys()).filter(|it| before.get(*it) != after.get(*it)).collect();
        assert!(differing.is_empty(), "{fault}: {differing:?}");
    }
}
