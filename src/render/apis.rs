//! The list of APIs: what each speaks, who provides it and who uses it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lookup::Lookup;
use super::paged::{self, Pages};
use super::refs::{self, Cut, LifecycleView, OwnerView, RefView};
use super::text;
use crate::catalog::{Entity, Relation};

/// Rows of a page.
pub const ROWS: usize = 100;

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct ApisPage {
    /// The APIs.
    pub rows: Vec<ApiRow>,
    /// Where this page stands.
    pub pages: Pages,
    /// How many there are of each type, most first.
    pub types: Vec<(String, usize)>,
    /// How many nobody provides.
    pub unprovided: usize,
}

/// An API.
#[derive(Debug, Serialize)]
pub struct ApiRow {
    /// The API.
    pub api: RefView,
    /// `spec.type`: `openapi`, `grpc`, ….
    pub spec_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<LifecycleView>,
    /// Who owns it.
    pub owner: OwnerView,
    /// The system it belongs to.
    pub system: Option<RefView>,
    /// Who provides it.
    pub providers: Cut<RefView>,
    /// How many operations its definition has; `None` where it could not be read.
    pub operations: Option<usize>,
    /// How many use it.
    pub consumers: usize,
    /// The first sentence about it.
    pub description: Option<String>,
}

/// One page of the list.
#[must_use]
pub fn page(lookup: &Lookup<'_>, number: usize) -> ApisPage {
    let apis = lookup.of_kind("api");
    let (shown, pages) = paged::page(apis, number, ROWS, |it| paged::numbered("api-docs", it));
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for kind in apis.iter().filter_map(|it| it.spec_type.as_deref()) {
        *types.entry(text::clip(kind, 40)).or_default() += 1;
    }
    let mut types: Vec<_> = types.into_iter().collect();
    types.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.clone()));
    types.truncate(12);
    let provided = |it: &&&std::sync::Arc<Entity>| lookup.first(&it.id, Relation::ApiProvidedBy).is_some();
    ApisPage {
        rows: shown.iter().map(|it| row(lookup, it)).collect(),
        pages,
        types,
        unprovided: apis.len() - apis.iter().filter(provided).count(),
    }
}

fn row(lookup: &Lookup<'_>, entity: &Entity) -> ApiRow {
    let id = &entity.id;
    let providers: Vec<_> = lookup.graph.targets(id, Relation::ApiProvidedBy).collect();
    ApiRow {
        api: refs::entity_ref_view(entity),
        spec_type: entity.spec_type.as_deref().map(|it| text::clip(it, 40)),
        lifecycle: entity.lifecycle.as_deref().map(refs::lifecycle_view),
        owner: refs::owner_view(lookup, id),
        system: lookup.system(id).map(|it| refs::ref_view(lookup, it)),
        providers: Cut::new(providers.iter().map(|it| refs::ref_view(lookup, it)), providers.len(), 2),
        operations: lookup.apis.get(id).map(|it| it.operations().count()).filter(|it| *it > 0),
        consumers: lookup.graph.targets(id, Relation::ApiConsumedBy).count(),
        description: entity.description.as_deref().map(|it| text::summary(it, 140)),
    }
}
