//! What search can find of a definition: every operation and every type, each at its own place on its page.

use super::operation::summary;
use super::{ApiPages, ApiPlace};
use crate::api::{ApiDefinition, Field, Group, Operation, Schema, TypeDef};
use crate::search::Document;

/// Characters of prose of one document.
const MAX_BODY: usize = 4_000;
/// Characters of names of one document.
const MAX_CODE: usize = 3_000;

/// Whose API it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiOwner {
    /// Canonical reference of the API entity.
    pub reference: String,
    /// Its display name.
    pub title: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its facets: `type`, `owner`, `system`, `lifecycle`.
    pub facets: Vec<(String, String)>,
}

/// One document for each operation and each type.
#[must_use]
pub fn search_documents(api: &ApiDefinition, pages: &ApiPages, place: &ApiPlace, owner: &ApiOwner) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut index = 0;
    for group in &api.groups {
        for it in &group.operations {
            let url = pages.address(pages.of_operation(index), place, &it.id);
            documents.push(of_operation(owner, group, it, url));
            index += 1;
        }
    }
    for (index, it) in api.types.iter().enumerate() {
        documents.push(of_type(owner, it, pages.address(pages.of_type(index), place, &it.id)));
    }
    documents
}

fn of_operation(owner: &ApiOwner, group: &Group, operation: &Operation, url: String) -> Document {
    let mut body = Words::new(MAX_BODY);
    let mut code = Words::new(MAX_CODE);
    body.add(operation.description.as_deref());
    body.add(operation.deprecated.as_ref().map(|_| "deprecated"));
    code.add(Some(&operation.path));
    code.add(operation.name.as_deref());
    code.fields(&operation.parameters, 1);
    for message in operation.parts.iter().flat_map(|it| &it.messages) {
        code.add(Some(&message.name));
        body.add(message.description.as_deref());
        for schema in message.contents.iter().filter_map(|it| it.schema.as_ref()) {
            code.schema(schema, 2);
        }
    }
    Document {
        url,
        title: format!("{} {}", operation.kind, operation.path),
        breadcrumbs: vec![owner.title.clone(), group.name.clone()],
        kind: "operation".to_owned(),
        name: operation.name.clone().unwrap_or_else(|| operation.path.clone()),
        description: summary(operation).unwrap_or_default(),
        body: body.text,
        code: code.text,
        tags: owner.tags.clone(),
        entity: owner.reference.clone(),
        facets: owner.facets.clone(),
        ..Document::default()
    }
}

fn of_type(owner: &ApiOwner, definition: &TypeDef, url: String) -> Document {
    let mut code = Words::new(MAX_CODE);
    code.schema(&definition.schema, 3);
    let mut body = Words::new(MAX_BODY);
    body.add(definition.schema.description.as_deref());
    for it in &definition.schema.fields {
        body.add(it.schema.description.as_deref());
    }
    let description = definition.schema.description.as_deref().map(|it| crate::render::text::summary(it, 160));
    Document {
        url,
        title: definition.name.clone(),
        breadcrumbs: vec![owner.title.clone(), "Types".to_owned()],
        kind: "type".to_owned(),
        name: definition.name.clone(),
        description: description.unwrap_or_default(),
        body: body.text,
        code: code.text,
        tags: owner.tags.clone(),
        entity: owner.reference.clone(),
        facets: owner.facets.clone(),
        ..Document::default()
    }
}

/// Words up to a limit.
struct Words {
    text: String,
    limit: usize,
}

impl Words {
    fn new(limit: usize) -> Self {
        Self { text: String::new(), limit }
    }

    fn add(&mut self, words: Option<&str>) {
        let Some(words) = words.filter(|it| !it.is_empty()) else { return };
        let room = self.limit.saturating_sub(self.text.len());
        if room > 0 {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.extend(words.chars().take(room));
        }
    }

    /// Names of fields and values, so many levels deep.
    fn schema(&mut self, schema: &Schema, levels: usize) {
        if levels == 0 || self.text.len() >= self.limit {
            return;
        }
        self.add(Some(&schema.type_text));
        let inner = schema.innermost();
        for value in &inner.values {
            self.add(Some(&value.text));
        }
        self.fields(&inner.fields, levels - 1);
        for choice in inner.alternatives.iter().flat_map(|it| &it.of) {
            self.schema(choice, levels - 1);
        }
    }

    fn fields(&mut self, fields: &[Field], levels: usize) {
        for field in fields {
            if self.text.len() >= self.limit {
                return;
            }
            self.add(Some(&field.name));
            self.schema(&field.schema, levels);
        }
    }
}
