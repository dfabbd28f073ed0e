//! Values to pages: the view structs that templates see, and the pure functions that make them.

pub mod apis;
pub mod audit;
pub mod catalog;
pub mod catalog_data;
pub mod entity;
pub mod explorer;
pub mod golden_paths;
pub mod health;
pub mod insights;
pub mod lookup;
pub mod paged;
pub mod plan;
pub mod refs;
pub mod relations_graph;
pub mod team;
pub mod teams;
pub mod text;
pub mod url;
pub mod view;

pub use view::{Crumb, EntityLink, Frame, KindView, NavLink, SiteFrame};
