//! The portal's values to pages, through the view structs that are all templates see.
//!
//! One file per kind of page. Every function here is pure: it takes the theme, the frame and the model, and returns
//! HTML. Addresses in views are below the portal's root; templates put the page's own way to the root before them, so
//! that pages work under any base path and opened as files.

pub mod docs;
mod docs_nav;
pub mod home;
mod pager;
mod plain;
pub mod search;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod view;

pub use docs::{DocsOwner, DocsSiteView, PageFacts, SiteCard, docs_contents, docs_index, docs_page};
pub use home::{HomeFacts, RecentPage, home};
pub use pager::{Pager, paged};
pub use plain::{not_found, redirect};
pub use search::{IndexEntry, search_pages};
pub use view::{Crumb, EntityLink, Frame, KindView, NavLink, SiteFrame};
