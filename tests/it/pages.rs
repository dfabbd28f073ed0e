//! What the catalog's pages say of content that is legal but odd: a world is published, and its files are read.

use std::collections::BTreeMap;

use idp_docs::config::Config;
use idp_docs::memo::Memo;
use idp_docs::observer::Unobserved;
use idp_docs::site::Memory;
use idp_docs::source::Source;
use idp_docs::theme::Theme;
use idp_docs::{portal, publish};

/// Every file of the portal of a repository `x` with these files.
fn published(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let files: Vec<(&str, &str, &str)> = files.iter().map(|(path, text)| ("x", *path, *text)).collect();
    let theme = Theme::load(None).expect("the built-in theme loads");
    let portal = portal::analyze(Source::in_memory(&files), Config::default(), &Unobserved);
    let site = Memory::default();
    publish::publish(&portal, &theme, &Memo::forgetful(), &site, &Unobserved).expect("published");
    site.into_files().into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// The page of an entity of the default namespace.
fn page<'a>(files: &'a BTreeMap<String, String>, path: &str) -> &'a str {
    files.get(&format!("{path}index.html")).expect("the page")
}

/// A document of a catalog file.
fn document(kind: &str, name: &str, spec: &str) -> String {
    format!("apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n{spec}---\n")
}

#[test]
fn the_tables_data_says_which_references_lead_nowhere() {
    let spec = "  type: service\n  lifecycle: production\n  owner: platfrom\n  system: sys-x\n";
    let files = published(&[("catalog-info.yaml", &document("Component", "a", spec))]);
    let shard = files.iter().find(|it| it.0.starts_with("_idp/catalog/component-")).expect("the components").1;
    assert!(shard.contains(r#""labels":{"group:default/platfrom":false,"system:default/sys-x":false}"#), "{shard}");
}

const API: &str = "  type: openapi
  lifecycle: production
  owner: team
  definition: |
    openapi: 3.0.0
    info: {title: Pay, version: '1'}
    components:
      securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
      schemas: {Code: {type: object, properties: {code: {type: string, pattern: '^[a-z]+$'}}}}
    paths:
      /p0: {get: {responses: {}}, post: {responses: {}}}
      /p1: {get: {responses: {}}, post: {responses: {}}}
      /p2: {get: {responses: {}}, post: {responses: {}}}
      /p3: {get: {responses: {}}, post: {responses: {}}}
";

#[test]
fn those_who_provide_or_consume_an_api_show_its_operations() {
    let spec = |relation: &str| format!("  type: service\n  lifecycle: production\n  owner: team\n  {relation}: [pay]\n");
    let catalog = [
        document("API", "pay", API),
        document("Component", "provider", &spec("providesApis")),
        document("Component", "consumer", &spec("consumesApis")),
        document("Component", "dependent", "  type: service\n  lifecycle: production\n  owner: team\n  dependsOn: ['api:pay']\n"),
    ];
    let files = published(&[("catalog-info.yaml", &catalog.concat())]);
    for name in ["provider", "consumer"] {
        let html = page(&files, &format!("catalog/default/component/{name}/"));
        assert!(html.contains("8 operations") && html.contains("+2 more</a>"), "{html}");
        assert_eq!(html.matches("class=\"api-line\"").count(), 7, "six and the rest: {html}");
        let (_, link) = html.split_once("class=\"api-line\" href=\"../../../../").expect("a link");
        let (address, fragment) = link.split('"').next().and_then(|it| it.split_once('#')).expect("a fragment");
        assert!(page(&files, address).contains(&format!("id=\"{fragment}\"")), "{address} has no {fragment}");
    }
    assert!(!page(&files, "catalog/default/component/dependent/").contains("api-line"));
}

#[test]
fn an_api_without_a_definition_leads_to_its_servers() {
    let remotes = "  remotes:\n    - {type: streamable-http, url: 'https://mcp.acme.example/<b>'}\n";
    let spec = |kind: &str| format!("  type: {kind}\n  lifecycle: production\n  owner: team\n{remotes}");
    let catalog = [document("API", "tools", &spec("mcp-server")), document("API", "pay", API)].concat();
    let files = published(&[("catalog-info.yaml", &catalog)]);
    let html = page(&files, "catalog/default/api/tools/");
    assert!(!html.contains("\"#definition\""), "an action without a place: {html}");
    assert!(
        html.contains("<code>https://mcp.acme.example/&lt;b&gt;</code> <span class=\"badge\">streamable-http</span>"),
        "{html}"
    );
    let other = page(&files, "catalog/default/api/pay/");
    assert!(other.contains("href=\"#definition\"") && other.contains("id=\"definition\"") && !other.contains("id=\"remotes\""));
}

#[test]
fn names_in_backquotes_are_code() {
    let path = "  type: service
  owner: team
  parameters:
    - properties:
        kind: {type: string, enum: [api, job], 'ui:options': {inputFormat: short}}
        name: {type: string, 'ui:field': Special}
      dependencies:
        kind: {oneOf: [{properties: {kind: {enum: [api]}, port: {type: integer}}}]}
  steps: [{id: a, action: fetch:template}]
";
    let catalog = [
        document("API", "pay", API),
        document("Template", "start", path).replace("backstage.io/v1alpha1", "scaffolder.backstage.io/v1beta3"),
    ];
    let catalog = catalog.concat();
    let files = published(&[("catalog-info.yaml", &catalog)]);
    let api = page(&files, "catalog/default/api/pay/").split("entity-definition").next().unwrap_or_default();
    assert!(api.contains("API key in the header <code>X-Key</code>") && api.contains("matches <code>^[a-z]+$</code>"), "{api}");
    let path = page(&files, "catalog/default/template/start/").split("entity-definition").next().unwrap_or_default();
    assert!(path.contains("custom field <code>Special</code>"), "{path}");
    assert!(path.contains("only if <code>kind</code> is <code>api</code>"), "{path}");
    assert!(!api.contains('`') && !path.contains('`'), "{path}");
}

#[test]
fn the_home_page_shows_plain_words() {
    let domain = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: net, description: 'A *domain* of `rails`'}\nspec: {owner: team}\n";
    let files = published(&[("catalog-info.yaml", domain)]);
    assert!(page(&files, "").contains("<p>A domain of rails</p>"), "{}", page(&files, ""));
}

#[test]
fn kinds_of_their_own_keep_their_capitals() {
    let files = published(&[("catalog-info.yaml", &document("AWSEnvironment", "prod", "  owner: team\n"))]);
    for path in ["catalog/default/awsenvironment/prod/", "catalog/"] {
        let html = page(&files, path);
        assert!(html.contains("AWSEnvironment") && !html.contains("Awsenvironment"), "{html}");
    }
}

/// Many teams and many domains, each with long names.
#[test]
fn the_insights_of_many_teams_stay_light() {
    let long = "a-name-that-is-as-long-as-names-are-when-they-say-what-is-meant";
    let mut catalog = String::new();
    for at in 0..200 {
        catalog.push_str(&document("Group", &format!("{long}-{at}"), "  type: team\n  children: []\n"));
        catalog.push_str(&document("Domain", &format!("{long}-d{at}"), &format!("  owner: {long}-{at}\n")));
    }
    let files = published(&[("catalog-info.yaml", &catalog)]);
    let size = page(&files, "insights/").len();
    assert!(size < 300_000, "{size} bytes");
}

/// What a site says of its language ends in attributes, so only what is well formed does.
#[test]
fn docs_say_their_own_language_and_direction() {
    let article = |theme: &str| {
        let mkdocs = format!("site_name: A\ntheme: {theme}\n");
        let spec = "  type: service\n  lifecycle: production\n  owner: team\n";
        let catalog =
            document("Component", "a", spec).replace("name: a", "name: a\n  annotations: {backstage.io/techdocs-ref: 'dir:.'}");
        let files = published(&[("catalog-info.yaml", &catalog), ("mkdocs.yml", &mkdocs), ("docs/index.md", "# A\n")]);
        let html = page(&files, "docs/default/component/a/");
        html.split_once("<article class=\"prose\"").and_then(|it| it.1.split('>').next()).expect("an article").to_owned()
    };
    assert_eq!(article("{language: ar}"), " lang=\"ar\" dir=\"rtl\"");
    assert_eq!(article("{language: pt-BR, direction: ltr}"), " lang=\"pt-BR\"");
    assert_eq!(article("{language: en, direction: rtl}"), " dir=\"rtl\"");
    assert_eq!(article("{language: 'ar\" onclick=\"x', direction: 'rtl\" x'}"), "");
    assert_eq!(article("material"), "");
}

#[test]
fn kinds_without_a_page_of_their_own_show_what_their_spec_says() {
    let rule = "  type: rule\n  lifecycle: production\n  owner: team\n  category: security\n  rationale: 'Because <b>'\n  disciplines: [web, ops]\n";
    let own = "  owner: team\n  region: eu-1\n  size: 3\n  nested: {a: 1}\n";
    let catalog = [document("AiResource", "r", rule), document("AWSEnvironment", "prod", own), document("Component", "c", rule)];
    let files = published(&[("catalog-info.yaml", &catalog.concat())]);
    let html = page(&files, "catalog/default/airesource/r/");
    assert!(html.contains("<dt>rationale</dt><dd><bdi>Because &lt;b&gt;</bdi></dd>"), "{html}");
    assert!(
        html.contains("<dt>disciplines</dt><dd><bdi>web</bdi>, <bdi>ops</bdi></dd>") && !html.contains("<dt>owner</dt>"),
        "{html}"
    );
    let html = page(&files, "catalog/default/awsenvironment/prod/");
    assert!(html.contains("<dt>region</dt><dd><bdi>eu-1</bdi></dd>") && html.contains("<dt>size</dt>"), "{html}");
    assert!(!html.contains("<dt>nested</dt>") && !page(&files, "catalog/default/component/c/").contains("id=\"specification\""));
}

#[test]
fn an_owner_that_no_file_defines_owns_nothing() {
    let spec = |owner: &str| format!("  type: service\n  lifecycle: production\n  owner: {owner}\n");
    let catalog = [
        document("Group", "team", "  type: team\n  children: []\n"),
        document("Component", "a", &spec("team")),
        document("Component", "b", &spec("gone")),
    ];
    let files = published(&[("catalog-info.yaml", &catalog.concat())]);
    assert!(
        files.get("insights/coverage.csv").expect("the table").contains("all,,2,1,"),
        "{:?}",
        files.get("insights/coverage.csv")
    );
    let home = page(&files, "");
    let (before, _) = home.split_once("without an owner").expect("the number");
    assert!(before.rsplit("stat-value\">").next().is_some_and(|it| it.starts_with("1<")), "{home}");
}
