//! idp-docs turns an organisation's repositories into its developer portal.
//!
//! The modules stand in the order in which data flows; a module uses only modules above it.

pub mod api;
pub mod catalog;
pub mod config;
pub mod diagnostic;
pub mod docs;
pub mod graph;
pub mod integrations;
pub mod markdown;
pub mod render;
pub mod repo_path;
pub mod search;
pub mod source;
pub mod theme;
