//! The portal's values to pages, through the view structs that are all templates see.
//!
//! One file per kind of page. Every function here is pure: it takes the theme, the frame and the model, and returns
//! HTML. Addresses in views are below the portal's root; templates put the page's own way to the root before them, so
//! that pages work under any base path and opened as files. [`Plan`] lists the pages of the catalog's side.

pub mod api;
pub mod apis;
pub mod audit;
pub mod catalog;
pub mod catalog_data;
pub mod csv;
pub mod docs;
mod docs_nav;
pub mod entity;
pub mod explorer;
pub mod golden_paths;
pub mod health;
pub mod home;
pub mod insights;
pub mod lookup;
mod old_docs;
pub mod paged;
mod pager;
mod plain;
pub mod plan;
pub mod prose;
pub mod reach;
pub mod refs;
pub mod relations_graph;
pub mod search;
pub mod team;
pub mod teams;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod text;
pub mod url;
pub mod view;

pub use docs::{DocsOwner, DocsSiteView, PageFacts, SiteCard, docs_contents, docs_index, docs_page, docs_page_key};
pub use home::{HomeFacts, RecentPage, home};
pub use lookup::Lookup;
pub use old_docs::OldDocs;
pub use pager::{Pager, paged};
pub use plain::{not_found, redirect};
pub use plan::{Plan, Planned};
pub use search::{IndexEntry, search_pages};
pub use view::{Crumb, EntityLink, Frame, KindView, Logo, NavLink, SiteFrame, direction};
