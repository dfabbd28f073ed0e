//! idp-docs turns an organisation's repositories into its developer portal.
//!
//! The modules stand in the order in which data flows; a module uses only modules above it.

pub mod api;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod docs;
pub mod graph;
pub mod markdown;
pub mod output;
pub mod repo_path;
pub mod report;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
pub mod yaml;
