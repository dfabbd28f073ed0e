//! idp-docs turns an organisation's repositories into its developer portal.
//!
//! The modules stand in the order in which data flows; a module uses only modules above it.

pub mod hidden;
pub mod diagnostic;
pub mod repo_path;
pub mod spool;
pub mod cache;
pub mod site;
pub mod yaml;
pub mod config;
pub mod source;
pub mod catalog;
pub mod graph;
pub mod diagram;
pub mod markdown;
pub mod svg;
pub mod memo;
pub mod docs;
pub mod search;
pub mod api;
pub mod integrations;
pub mod golden_path;
pub mod scorecard;
pub mod observer;
pub mod portal;
pub mod report;
pub mod theme;
pub mod render;
pub mod offline;
pub mod publish;
pub mod output;
pub mod serve;
pub mod external;
pub mod cli;
