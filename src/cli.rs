//! EDGE: arguments, the commands, printing, exit codes.
//!
//! stdout carries results only; progress, diagnostics and the summary go to stderr. Exit codes: 0 done and nothing was left
//! out, 1 problems found, 2 it could not do its work. A closed pipe is success.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the command line's edge: it reads the environment and the operator's files"
)]

mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use workspace::{SourceArgs, Workspace};

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, and nothing was left out.
    Done,
    /// Problems found, or nothing found.
    Problems,
}

/// Turns an organisation's repositories into its developer portal: catalog, docs and search as one fast static site.
#[derive(Debug, Parser)]
#[command(name = "idp-docs", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match cli.command {}
}
