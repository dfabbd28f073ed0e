//! Definitions drawn through the built-in theme.

use std::sync::LazyLock;

use super::*;
use crate::api::read;
use crate::config::Config;
use crate::render::view::SiteFrame;
use crate::theme::Theme;

const PETS: &str = r##"
openapi: 3.0.3
info: { title: "Pets <b>", version: "1", description: "All *pets*", contact: { url: "javascript:alert(1)" } }
servers: [{ url: "https://pets.example" }]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      summary: One pet
      tags: [pets]
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        "200": { description: Here, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } }, text/yaml: { schema: { $ref: '#/components/schemas/Pet' } } } }
        "404": { description: "Not <script>here</script>" }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, maxLength: 9, description: "Its </script><img src=x onerror=alert(1)>" }
        mother: { $ref: '#/components/schemas/Pet' }
        toy: { $ref: '#/components/schemas/Toy' }
    Toy: { type: object, properties: { colour: { type: string, enum: [red, blue] } } }
"##;

fn place() -> ApiPlace {
    ApiPlace { base: "catalog/default/api/pets/".to_owned() }
}

/// The page's own content; the frame around it has scripts and links of its own.
fn html(view: ApiView) -> String {
    static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::load(None).expect("the built-in theme"));
    let frame = SiteFrame::new(&Config::default(), &[], None, None).page("catalog/default/api/pets/", "apis", &["Pets"]);
    let page = ApiPageView { title: "Pets".to_owned(), api: view };
    let html = THEME.render("api.html", &serde_json::json!({ "frame": frame, "page": page })).expect("the template fits");
    let (_, main) = html.split_once("<main").expect("a main element");
    main.split_once("</main>").expect("its end").0.to_owned()
}

fn only_page(text: &str) -> ApiView {
    let (api, _) = read(text, "");
    let pages = plan(&api);
    assert_eq!(pages.pages.len(), 1);
    page(&api, &pages, 0, &plain_html).expect("the first page")
}

#[test]
fn a_small_api_is_one_page() {
    let html = html(only_page(PETS));
    assert!(html.contains("id=\"op-getPet\""), "{html}");
    assert!(html.contains("<span class=\"verb verb-get\">GET</span> <code>/pets/{id}</code>"), "{html}");
    assert!(html.contains("href=\"#type-Pet\""), "{html}");
    assert!(html.contains("application/json, text/yaml"), "the same content is shown once: {html}");
    assert!(html.contains("href=\"definition.yaml\" download"), "{html}");
    assert!(html.contains("at most 9 characters"));
}

#[test]
fn nothing_of_a_definition_is_live() {
    let html = html(only_page(PETS));
    for live in ["<script", "<img", "=\"javascript:", "<b>"] {
        assert!(!html.contains(live), "{live}: {html}");
    }
}

#[test]
fn types_are_entered_once_and_then_linked() {
    let view = only_page(PETS);
    let response = &view.groups[0].operations[0].parts[0].messages[0];
    let pet = response.contents[0].schema.as_ref().expect("a schema");
    assert_eq!(pet.fields.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["name", "mother", "toy"]);
    let mother = &pet.fields[1].schema;
    assert_eq!((mother.type_href.as_deref(), mother.fields.len()), (Some("#type-Pet"), 0));
    assert_eq!(pet.fields[2].schema.fields[0].schema.values.len(), 2);
    assert!(response.contents[0].is_sample);
    assert!(response.contents[0].examples[0].text.contains("\"colour\": \"red\""));
    let toy = &view.types[0].schema.fields[2].schema;
    assert_eq!((toy.type_href.as_deref(), toy.fields.len()), (Some("#type-Toy"), 0), "types are described once");
}

/// Operations in `groups` groups, all of which use the same types, which use each other.
fn large(groups: usize, operations: usize, types: usize) -> String {
    let mut text = "openapi: 3.0.0\ninfo: { title: Large, version: '1' }\npaths:\n".to_owned();
    for group in 0..groups {
        for operation in 0..operations {
            text.push_str(&format!(
                "  /g{group}/o{operation}:\n    get:\n      tags: [group {group}]\n      summary: Does a thing\n      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/T{}' }} }} }} }} }}\n",
                (group + operation) % types
            ));
        }
    }
    text.push_str("components:\n  schemas:\n");
    for it in 0..types {
        text.push_str(&format!("    T{it}:\n      type: object\n      properties:\n"));
        for field in 0..20 {
            text.push_str(&format!("        f{field}: {{ $ref: '#/components/schemas/T{}' }}\n", (it + field * 7 + 1) % types));
        }
    }
    text
}

#[test]
fn a_large_api_takes_pages_of_bounded_weight() {
    let (api, problems) = read(&large(8, 40, 60), "openapi");
    assert_eq!(problems, []);
    let pages = plan(&api);
    assert!(pages.pages.len() > 3);
    let mut seen = 0;
    let mut ids = std::collections::BTreeSet::new();
    for number in 0..pages.pages.len() {
        let view = page(&api, &pages, number, &plain_html).expect("a planned page");
        seen += view.groups.iter().map(|it| it.operations.len()).sum::<usize>();
        let html = html(view);
        assert!(html.len() < 300_000, "{} bytes on {}", html.len(), pages.pages[number].address);
        assert!(ids.insert(pages.pages[number].address.clone()), "addresses are distinct");
    }
    assert_eq!(seen, 320);
}

#[test]
fn links_lead_to_the_page_that_has_their_target() {
    let (api, _) = read(&large(4, 40, 30), "openapi");
    let pages = plan(&api);
    let mut targets = std::collections::BTreeSet::new();
    let mut links = Vec::new();
    for number in 0..pages.pages.len() {
        let address = format!("{}{}", place().base, pages.pages[number].address);
        let html = html(page(&api, &pages, number, &plain_html).expect("a planned page"));
        for id in html.split(" id=\"").skip(1).filter_map(|it| it.split('"').next()) {
            targets.insert(format!("{address}#{id}"));
        }
        for href in html.split(" href=\"").skip(1).filter_map(|it| it.split('"').next()) {
            links.push((address.clone(), href.to_owned()));
        }
    }
    for (from, href) in links.iter().filter(|(_, href)| href.contains('#')) {
        let (path, id) = href.split_once('#').expect("filtered");
        let path = crate::repo_path::join(from, path).expect("inside the portal");
        assert!(targets.contains(&format!("{path}/#{id}")), "{from} links to {href}");
    }
    let found: std::collections::BTreeSet<_> =
        search_documents(&api, &pages, &place(), &ApiOwner::default()).into_iter().map(|it| it.url).collect();
    assert_eq!(found.len(), 190);
    assert!(found.is_subset(&targets));
}

#[test]
fn a_text_is_shown_as_it_is() {
    let (api, _) = read("export const router = <T>() => 1;", "trpc");
    let pages = plan(&api);
    let view = page(&api, &pages, 0, &plain_html).expect("the first page");
    assert!(html(view).contains("export const router = &lt;T&gt;() =&gt; 1;"));
    assert_eq!(ApiPlace::raw_name(&api), "definition.txt");
}

#[test]
fn types_that_thousands_of_operations_share_do_not_multiply() {
    let fields: String = (0..200).map(|it| format!("f{it}: {{type: string, description: {}}}, ", "x".repeat(40))).collect();
    let paths: String = (0..300)
        .map(|it| {
            let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Wide'}}}";
            format!("  /p{it}: {{post: {{requestBody: {{{content}}}, responses: {{'200': {{description: x, {content}}}}}}}}}\n")
        })
        .collect();
    let text = format!("openapi: 3.0.3\npaths:\n{paths}components: {{schemas: {{Wide: {{properties: {{{fields}}}}}}}}}\n");
    let (api, problems) = read(&text, "openapi");
    assert!(problems.is_empty(), "{problems:?}");
    let pages = plan(&api);
    assert_eq!(pages.entered, 0);
    let bytes: usize = (0..pages.pages.len())
        .filter_map(|it| serde_json::to_string(&page(&api, &pages, it, &plain_html)?).ok())
        .map(|it| it.len())
        .sum();
    assert!(bytes < 20 * text.len() + 1_000_000, "{} bytes became {bytes} on {} pages", text.len(), pages.pages.len());
}
