//! YAML to entities, by Backstage's rules.
//!
//! [`read`] finds the catalog files of every repository, follows Locations, validates every document and returns what
//! was accepted, what became of every file, and what was wrong. It draws no conclusions across entities: that is `graph`.

mod app_config;
mod bundle;
mod claims;
mod codeowners;
mod definition;
mod discovery;
mod document;
mod envelope;
mod formats;
mod inferred;
mod kinds;
mod locate;
mod locations;
mod placeholders;
mod problems;
mod reference;
mod relations;
mod remarks;
mod skeleton;
mod validate;

pub use definition::DefinitionPlace;
pub use reference::{DEFAULT_NAMESPACE, RefError};

use std::fmt;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Source;

/// Reads the catalog files of every repository, follows their Locations, and settles who declares what.
#[must_use]
pub fn read(source: &Source, config: &Config) -> (Catalog, Vec<Diagnostic>) {
    discovery::read(source, config)
}

/// A canonical entity reference: lower case, complete. Equal references are equal entities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef {
    /// Kind, lower case.
    pub kind: Arc<str>,
    /// Namespace, lower case.
    pub namespace: Arc<str>,
    /// Name, lower case.
    pub name: Arc<str>,
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}", self.kind, self.namespace, self.name)
    }
}

impl EntityRef {
    /// Address of the entity's page below the portal's root: `catalog/default/component/petstore/`.
    #[must_use]
    pub fn page(&self) -> String {
        format!("catalog/{}/", self.folder())
    }

    /// The folder of what belongs to the entity: namespace, kind and name, fit for every file system. A name that is taken (a
    /// device on Windows, `index.html`) gets a `_` before it, with which no name begins. `theme/static/js/parts/catalog-index.js` does the same.
    #[must_use]
    pub fn folder(&self) -> String {
        [&self.namespace, &self.kind, &self.name].map(|it| if is_taken(it) { format!("_{it}") } else { it.to_string() }).join("/")
    }
}

/// Whether a name, in lower case, is one that Windows keeps for a device, or that of the file in every folder.
fn is_taken(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered =
        |port: &str| stem.strip_prefix(port).is_some_and(|it| it.len() == 1 && it.bytes().all(|it| it.is_ascii_digit()));
    name == "index.html" || matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// One accepted entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its identity.
    pub id: EntityRef,
    /// Kind as written: `Component`, `API`.
    pub kind: String,
    /// Namespace as written, `default` where absent.
    pub namespace: String,
    /// Name as written.
    pub name: String,
    /// As written.
    pub api_version: String,
    /// `spec.profile.displayName`, else `metadata.title`.
    pub title: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// In the file's order.
    pub tags: Vec<String>,
    /// In the file's order, with what the file does not say filled in (source-location, view-url, …).
    pub annotations: Vec<(String, String)>,
    /// In the file's order.
    pub labels: Vec<(String, String)>,
    /// In the file's order; addresses are as written, not yet checked for their scheme.
    pub links: Vec<EntityLink>,
    /// `spec.type`.
    pub spec_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// `spec`, placeholders resolved; `Null` where absent.
    pub spec: serde_json::Value,
    /// `metadata`, as published.
    pub metadata: serde_json::Value,
    /// Relations that this entity declares, in the direction declared (`ownedBy`, `partOf`, …).
    pub relations: Vec<(Relation, EntityRef, Option<crate::diagnostic::Span>)>,
    /// Owner that the file does not name but CODEOWNERS does; the relation is in `relations` too.
    pub derived_owner: Option<(EntityRef, Place)>,
    /// The YAML text of its document, for the definition view; empty for inferred entities.
    pub yaml: String,
    /// The document: file, and span of its first value.
    pub place: Place,
    /// Where the text of `spec.definition` stands.
    pub definition_place: Option<DefinitionPlace>,
    /// Where the value of `metadata.name` stands.
    pub name_place: Place,
    /// Where the value of `spec.lifecycle` stands.
    pub lifecycle_place: Option<Place>,
    /// Where the value of `spec.type` stands.
    pub type_place: Option<Place>,
    /// Made up from a repository without a catalog file.
    pub inferred: bool,
}

/// `metadata.links[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Backstage's own field names")]
pub struct EntityLink {
    pub url: String,
    pub title: Option<String>,
    pub icon: Option<String>,
    pub link_type: Option<String>,
}

impl Entity {
    /// Display name: title, else name.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// The value of an annotation.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.iter().find(|(it, _)| it == key).map(|(_, value)| value.as_str())
    }
}

/// The types of relation, in Backstage's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "Backstage's own names")]
pub enum Relation {
    ApiConsumedBy,
    ApiProvidedBy,
    ChildOf,
    ConsumesApi,
    DependencyOf,
    DependsOn,
    HasMember,
    HasPart,
    MemberOf,
    OwnedBy,
    OwnerOf,
    ParentOf,
    PartOf,
    ProvidesApi,
}

impl Relation {
    /// Every relation, by name.
    pub const ALL: [Self; 14] = [
        Self::ApiConsumedBy,
        Self::ApiProvidedBy,
        Self::ChildOf,
        Self::ConsumesApi,
        Self::DependencyOf,
        Self::DependsOn,
        Self::HasMember,
        Self::HasPart,
        Self::MemberOf,
        Self::OwnedBy,
        Self::OwnerOf,
        Self::ParentOf,
        Self::PartOf,
        Self::ProvidesApi,
    ];

    /// Backstage's name: `ownedBy`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiConsumedBy => "apiConsumedBy",
            Self::ApiProvidedBy => "apiProvidedBy",
            Self::ChildOf => "childOf",
            Self::ConsumesApi => "consumesApi",
            Self::DependencyOf => "dependencyOf",
            Self::DependsOn => "dependsOn",
            Self::HasMember => "hasMember",
            Self::HasPart => "hasPart",
            Self::MemberOf => "memberOf",
            Self::OwnedBy => "ownedBy",
            Self::OwnerOf => "ownerOf",
            Self::ParentOf => "parentOf",
            Self::PartOf => "partOf",
            Self::ProvidesApi => "providesApi",
        }
    }

    /// The same edge seen from its other end.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::ApiConsumedBy => Self::ConsumesApi,
            Self::ApiProvidedBy => Self::ProvidesApi,
            Self::ChildOf => Self::ParentOf,
            Self::ConsumesApi => Self::ApiConsumedBy,
            Self::DependencyOf => Self::DependsOn,
            Self::DependsOn => Self::DependencyOf,
            Self::HasMember => Self::MemberOf,
            Self::HasPart => Self::PartOf,
            Self::MemberOf => Self::HasMember,
            Self::OwnedBy => Self::OwnerOf,
            Self::OwnerOf => Self::OwnedBy,
            Self::ParentOf => Self::ChildOf,
            Self::PartOf => Self::HasPart,
            Self::ProvidesApi => Self::ApiProvidedBy,
        }
    }
}

/// Everything the catalog files declare.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Accepted entities, sorted by id, each id once.
    pub entities: Vec<Arc<Entity>>,
    /// Every discovered file and what became of it, sorted by place.
    pub files: Vec<CatalogFile>,
    /// Ids claimed more than once: every claim, the winner first.
    pub conflicts: Vec<(EntityRef, Vec<Claimed>)>,
    /// Documents that name an entity and were rejected, sorted by place.
    pub left_out: Vec<Claimed>,
}

/// What a document says of itself, whether it counts or not: so that nobody's claim vanishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The reference that it claims, as written.
    pub reference: String,
    /// Where its name stands.
    pub place: Place,
    /// Its title.
    pub title: Option<String>,
    /// Its description, as Markdown.
    pub description: Option<String>,
    /// `spec.owner`, as written.
    pub owner: Option<String>,
}

/// A discovered catalog file and what became of it: the rows of the catalog health page.
#[derive(Clone, Debug)]
pub struct CatalogFile {
    /// The file.
    pub place: Place,
    /// What led to it: `discovered`, or the Location that names it.
    pub found_by: String,
    /// Documents in it.
    pub documents: usize,
    /// Documents accepted.
    pub accepted: usize,
    /// Documents of a scaffolder skeleton, skipped.
    pub skipped: usize,
    /// Documents rejected.
    pub rejected: usize,
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod properties;
