//! Kubernetes CustomResourceDefinitions to the model: what a cluster's own API offers, a type for each version.

use serde_json::Value;

use super::document::Document;
use super::value::{elements, flag, get, members, text, texts};
use super::{ApiDefinition, Deprecation, Fact, Format, Problem};

/// Reads a definition.
pub(super) fn read(root: &Value, raw: &str, problems: Vec<Problem>) -> (ApiDefinition, Vec<Problem>) {
    let mut document = Document::new(root, raw, problems);
    let spec = get(root, "spec");
    let names = get(spec, "names");
    let kind = text(names, "kind").unwrap_or_else(|| "Resource".to_owned());
    let mut versions = Vec::new();
    for (index, version) in elements(spec, "versions").enumerate() {
        let name = text(version, "name").unwrap_or_default();
        let pointer = format!("/spec/versions/{index}/schema/openAPIV3Schema");
        if let Some(schema) = root.pointer(&pointer) {
            let type_index = document.name_type(pointer, &format!("{kind} {name}"), schema);
            versions
                .extend(type_index.filter(|_| flag(version, "deprecated")).map(|it| (it, text(version, "deprecationWarning"))));
        }
    }
    // Before v1 all versions shared one schema.
    if let Some(schema) = root.pointer("/spec/validation/openAPIV3Schema") {
        document.name_type("/spec/validation/openAPIV3Schema".to_owned(), &kind, schema);
    }
    document.convert_types();
    for (index, reason) in versions {
        if let Some(definition) = document.type_mut(index) {
            definition.deprecated = Some(Deprecation { reason });
        }
    }
    let (types, problems) = document.finish();
    let served = elements(spec, "versions").filter(|it| get(it, "served").as_bool() != Some(false));
    let api = ApiDefinition {
        format: Format::CustomResource,
        format_version: text(root, "apiVersion"),
        title: Some(kind),
        version: served.filter_map(|it| text(it, "name")).last(),
        description: types.last().and_then(|it| it.schema.description.clone()),
        facts: facts(spec, names),
        types,
        ..ApiDefinition::default()
    };
    (api, problems)
}

/// Group, scope and the names to call it by.
fn facts(spec: &Value, names: &Value) -> Vec<Fact> {
    let mut called = texts(names, "shortNames");
    called.extend(text(names, "plural"));
    let categories = texts(names, "categories");
    let served = elements(spec, "versions").filter_map(|it| text(it, "name")).collect::<Vec<_>>();
    let known = members(spec, "names").next().is_some();
    [
        ("Group", text(spec, "group")),
        ("Scope", text(spec, "scope")),
        ("Names", Some(called.join(", ")).filter(|it| known && !it.is_empty())),
        ("Categories", Some(categories.join(", ")).filter(|it| !it.is_empty())),
        ("Versions", Some(served.join(", ")).filter(|it| !it.is_empty())),
    ]
    .into_iter()
    .filter_map(|(label, text)| Some(Fact { label, text: text?, url: None }))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Format, read};

    #[test]
    fn a_type_for_each_version() {
        let text = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: boats.harbour.example }
spec:
  group: harbour.example
  scope: Namespaced
  names: { kind: Boat, plural: boats, shortNames: [bt] }
  versions:
    - name: v1alpha1
      served: false
      deprecated: true
      schema: { openAPIV3Schema: { type: object } }
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          description: A boat in the harbour.
          properties: { spec: { type: object, required: [length], properties: { length: { type: integer, minimum: 1 } } } }
";
        let (api, problems) = read(text, "crd");
        assert_eq!(problems, []);
        assert_eq!(api.format, Format::CustomResource);
        assert_eq!((api.title.as_deref(), api.version.as_deref()), (Some("Boat"), Some("v1")));
        assert_eq!(
            api.types.iter().map(|it| (it.name.as_str(), it.deprecated.is_some())).collect::<Vec<_>>(),
            [("Boat v1alpha1", true), ("Boat v1", false)]
        );
        assert_eq!(api.types[1].schema.fields[0].schema.fields[0].name, "length");
        assert_eq!(api.facts[2].text, "bt, boats");
    }
}
