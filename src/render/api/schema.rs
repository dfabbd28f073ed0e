//! Schemas as nested rows. Named types are entered a few levels deep, so that a reader sees what to send without
//! leaving the operation; below that, and wherever a type stands inside itself, they are links.
//!
//! Every operation and every type has a budget of rows and of characters: however types refer to each other, a page
//! grows with what it shows and no further.

use serde::Serialize;

use super::operation::{self, DeprecationView};
use super::{Describe, Hrefs};
use crate::api::{EnumValue, Field, How, Schema};

/// Named types entered inside each other in an operation.
pub(super) const ENTERED: usize = 3;
/// The same in a definition that takes several pages: there the same types would be repeated hundreds of times.
pub(super) const ENTERED_OF_LARGE: usize = 1;
/// Levels of rows.
const MAX_LEVELS: usize = 10;
/// Rows of an operation or a type.
const MAX_ROWS: usize = 300;
/// Characters of descriptions of an operation or a type.
const MAX_PROSE: usize = 40_000;
/// Allowed values shown of one schema.
const MAX_VALUES: usize = 60;

/// What a value looks like.
#[derive(Debug, Default, Serialize)]
pub struct SchemaView {
    /// `array of Pet`.
    pub type_text: String,
    /// Where the type that the text names is described.
    pub type_href: Option<String>,
    /// `null` is allowed.
    pub nullable: bool,
    /// HTML.
    pub description: String,
    /// Limits, in words.
    pub constraints: Vec<String>,
    /// As JSON.
    pub default: Option<String>,
    /// As JSON.
    pub example: Option<String>,
    /// The values that are allowed.
    pub values: Vec<ValueView>,
    /// How many more are.
    pub values_more: usize,
    /// Of an object, or of the objects in an array or a map.
    pub fields: Vec<FieldView>,
    /// How many more there are.
    pub fields_more: usize,
    /// `One of`, `Any of`.
    pub choice: &'static str,
    /// The alternatives.
    pub alternatives: Vec<SchemaView>,
    /// Types whose fields it has as well, where they are not among `fields`.
    pub extends: Vec<TypeLink>,
    /// More was there, left out because of its depth or amount.
    pub cut: bool,
}

/// A named place for a value.
#[derive(Debug, Default, Serialize)]
pub struct FieldView {
    /// Its name.
    pub name: String,
    /// `path`, `query`, …; empty for properties.
    pub location: String,
    /// Has to be there.
    pub required: bool,
    /// Set when it should no longer be used.
    pub deprecated: Option<DeprecationView>,
    /// Arguments that select what it holds.
    pub arguments: Vec<FieldView>,
    /// Its value.
    pub schema: SchemaView,
}

/// A value that is allowed.
#[derive(Debug, Default, Serialize)]
pub struct ValueView {
    /// As written.
    pub text: String,
    /// HTML.
    pub description: String,
    /// Set when it should no longer be used.
    pub deprecated: Option<DeprecationView>,
}

/// A link to a type.
#[derive(Clone, Debug, Serialize)]
pub struct TypeLink {
    /// Its name.
    pub name: String,
    /// Where it is described, relative to the page.
    pub href: String,
}

/// Makes the rows of one operation or type, within one budget.
pub(super) struct Builder<'a> {
    hrefs: &'a Hrefs<'a>,
    describe: Describe<'a>,
    rows: usize,
    prose: usize,
    /// Types that are being entered: a type inside itself is a link.
    inside: Vec<usize>,
    entered: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(hrefs: &'a Hrefs<'a>, describe: Describe<'a>) -> Self {
        Self { hrefs, describe, rows: MAX_ROWS, prose: MAX_PROSE, inside: Vec::new(), entered: hrefs.entered }
    }

    /// The rows of a named type itself: the types that it names are links, as they are described beside it.
    pub(super) fn of_type(mut self, index: usize, schema: &Schema) -> SchemaView {
        self.entered = 0;
        self.inside.push(index);
        self.schema(schema, 0)
    }

    /// Whether anything named is entered, so that a sample of a value may be, too.
    pub(super) fn enters(&self) -> bool {
        self.entered > 0
    }

    /// The rows of a schema.
    pub(super) fn schema(&mut self, schema: &Schema, level: usize) -> SchemaView {
        let mut view = self.line(schema);
        let inner = schema.innermost();
        if let Some(index) = inner.reference {
            self.enter(&mut view, index, level);
        } else {
            self.children(&mut view, inner, level);
        }
        view
    }

    /// The rows of fields, as far as the budget goes; and how many are left out.
    pub(super) fn fields(&mut self, fields: &[Field], level: usize) -> (Vec<FieldView>, usize) {
        let mut views = Vec::new();
        for field in fields {
            if self.rows == 0 || level > MAX_LEVELS {
                break;
            }
            self.rows -= 1;
            let (arguments, _) = self.fields(&field.arguments, level + 1);
            views.push(FieldView {
                name: field.name.clone(),
                location: field.location.clone(),
                required: field.required,
                deprecated: field.deprecated.as_ref().map(|it| operation::deprecation(it, self.describe)),
                arguments,
                schema: self.schema(&field.schema, level + 1),
            });
        }
        let more = fields.len() - views.len();
        (views, more)
    }

    /// HTML of a description, as far as the budget goes.
    pub(super) fn html(&mut self, text: Option<&str>) -> String {
        let Some(text) = text.filter(|it| !it.trim().is_empty()) else { return String::new() };
        match self.prose.checked_sub(text.len()) {
            Some(rest) => {
                self.prose = rest;
                (self.describe)(text)
            }
            None => String::new(),
        }
    }

    /// What stands in the row itself.
    fn line(&mut self, schema: &Schema) -> SchemaView {
        let inner = schema.innermost();
        let example = schema.example.as_ref().filter(|it| !it.is_object() && !it.is_array());
        SchemaView {
            type_text: schema.type_text.clone(),
            type_href: inner.reference.and_then(|it| self.hrefs.type_link(it)).map(|it| it.href),
            nullable: schema.nullable,
            description: self.html(schema.description.as_deref()),
            constraints: schema
                .constraints
                .iter()
                .chain(if std::ptr::eq(inner, schema) { &[] } else { inner.constraints.as_slice() })
                .cloned()
                .collect(),
            default: schema.default.clone(),
            example: example.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned).chars().take(200).collect()),
            cut: schema.cut,
            ..SchemaView::default()
        }
    }

    /// What a named type holds, where it is entered.
    fn enter(&mut self, view: &mut SchemaView, index: usize, level: usize) {
        let Some(named) = self.hrefs.api.types.get(index) else { return };
        if self.inside.contains(&index) || self.inside.len() >= self.entered || level > MAX_LEVELS || self.rows == 0 {
            // Few allowed values are said in place: nobody wants to follow a link for two words.
            if named.schema.values.len() <= 12 {
                self.values(view, &named.schema.values);
            }
            return;
        }
        self.inside.push(index);
        if view.description.is_empty() && level == 0 {
            view.description = self.html(named.schema.description.as_deref());
        }
        view.constraints.extend(named.schema.constraints.iter().cloned());
        let inner = named.schema.innermost();
        match inner.reference {
            Some(next) => self.enter(view, next, level + 1),
            None => self.children(view, inner, level),
        }
        self.inside.pop();
    }

    fn children(&mut self, view: &mut SchemaView, schema: &Schema, level: usize) {
        self.values(view, &schema.values);
        for index in &schema.extends {
            self.extend(view, *index, level);
        }
        let (fields, more) = self.fields(&schema.fields, level + 1);
        // A field that is defined again counts as it is defined here.
        if !view.fields.is_empty() {
            view.fields.retain(|known| !fields.iter().any(|it| it.name == known.name));
        }
        view.fields.extend(fields);
        view.fields_more += more;
        view.cut |= schema.cut;
        if let Some(alternatives) = &schema.alternatives {
            view.choice = match alternatives.how {
                How::OneOf => "One of",
                How::AnyOf => "Any of",
            };
            for choice in &alternatives.of {
                if self.rows == 0 || level > MAX_LEVELS {
                    view.cut = true;
                    break;
                }
                self.rows -= 1;
                view.alternatives.push(self.schema(choice, level + 1));
            }
        }
    }

    /// The fields of a type that this one extends; a link where it is not entered.
    fn extend(&mut self, view: &mut SchemaView, index: usize, level: usize) {
        let Some(named) = self.hrefs.api.types.get(index) else { return };
        let link = self.hrefs.type_link(index);
        if link.as_ref().is_some_and(|it| view.extends.iter().any(|known| known.href == it.href)) {
            return;
        }
        view.extends.extend(link);
        if self.inside.contains(&index) || self.inside.len() > ENTERED || level > MAX_LEVELS || self.rows == 0 {
            return;
        }
        self.rows -= 1;
        self.inside.push(index);
        self.children(view, &named.schema, level);
        self.inside.pop();
    }

    fn values(&mut self, view: &mut SchemaView, values: &[EnumValue]) {
        for value in values.iter().take(MAX_VALUES) {
            view.values.push(ValueView {
                text: value.text.clone(),
                description: self.html(value.description.as_deref()),
                deprecated: value.deprecated.as_ref().map(|it| operation::deprecation(it, self.describe)),
            });
        }
        view.values_more += values.len().saturating_sub(MAX_VALUES);
    }
}
