//! The portal's values to pages, through the view structs that are all templates see.
//!
//! One file per kind of page. Every function here is pure: it takes the theme, the frame and the model, and returns
//! HTML. Addresses in views are below the portal's root; templates put the page's own way to the root before them, so
//! that pages work under any base path and opened as files.

pub mod view;

pub use view::{Crumb, EntityLink, Frame, KindView, NavLink, SiteFrame};
