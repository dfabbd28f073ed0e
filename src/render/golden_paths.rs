//! The gallery of golden paths: every Template, by what it makes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lookup::Lookup;
use super::refs::{self, Cut, OwnerView, RefView};
use super::text;
use crate::catalog::Entity;

/// Cards of a category that are shown.
const CARDS: usize = 100;

/// The gallery.
#[derive(Debug, Serialize)]
pub struct GalleryPage {
    /// What templates make (`spec.type`), each with its templates.
    pub categories: Vec<Category>,
    /// How many templates there are.
    pub total: usize,
}

/// The templates that make one kind of thing.
#[derive(Debug, Serialize)]
pub struct Category {
    /// `spec.type`, in the words of the files.
    pub name: String,
    /// Its templates.
    pub cards: Cut<Card>,
}

/// A template.
#[derive(Debug, Serialize)]
pub struct Card {
    /// The template.
    pub template: RefView,
    /// The first sentence about it.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: OwnerView,
    /// Its first tags.
    pub tags: Cut<String>,
    /// How many forms it asks to be filled in.
    pub forms: usize,
    /// How many steps it takes.
    pub steps: usize,
}

/// The gallery.
#[must_use]
pub fn page(lookup: &Lookup<'_>) -> GalleryPage {
    let templates = lookup.of_kind("template");
    let mut categories: BTreeMap<&str, Vec<&Entity>> = BTreeMap::new();
    for template in templates {
        categories.entry(template.spec_type.as_deref().unwrap_or("other")).or_default().push(template);
    }
    let category = |(name, templates): (&str, Vec<&Entity>)| Category {
        name: text::clip(name, 60),
        cards: Cut::new(templates.iter().map(|it| card(lookup, it)), templates.len(), CARDS),
    };
    GalleryPage { categories: categories.into_iter().take(40).map(category).collect(), total: templates.len() }
}

fn card(lookup: &Lookup<'_>, entity: &Entity) -> Card {
    let parameters = entity.spec.get("parameters");
    let forms = parameters.map_or(0, |it| it.as_array().map_or(1, Vec::len));
    let steps = entity.spec.get("steps").and_then(|it| it.as_array()).map_or(0, Vec::len);
    Card {
        template: refs::entity_ref_view(entity),
        description: entity.description.as_deref().map(|it| text::summary(it, 200)),
        owner: refs::owner_view(lookup, &entity.id),
        tags: Cut::new(entity.tags.iter().map(|it| text::clip(it, 40)), entity.tags.len(), 5),
        forms,
        steps,
    }
}
