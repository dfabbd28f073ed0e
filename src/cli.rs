//! EDGE: arguments, the commands, printing, exit codes.
//!
//! stdout carries results only; progress, diagnostics and the summary go to stderr. Exit codes: 0 done and nothing was left
//! out, 1 problems found, 2 it could not do its work. A closed pipe is success.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the command line's edge: it reads the environment and the operator's files"
)]

mod backstage;
mod build;
mod cache;
mod check;
mod graph;
mod init;
mod pipeline;
mod progress;
mod search;
mod serve;
mod summary;
mod workspace;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, and nothing was left out.
    Done,
    /// Problems found, or nothing found.
    Problems,
}

/// Turns an organisation's repositories into its developer portal: catalog, docs and search as one fast static site.
#[derive(Debug, Parser)]
#[command(name = "idp-docs", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 done, nothing left out; 1 problems found; 2 it could not do its work.\nStart with `idp-docs init`, then `idp-docs serve`."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the portal into a folder, ready for any static host
    Build(build::Args),
    /// Build the portal, preview it in the browser, and rebuild at every change
    Serve(serve::Args),
    /// Report every problem in catalogs and docs, without writing a site
    Check(check::Args),
    /// Print the ownership graph, whole or around one entity
    Graph(graph::Args),
    /// Search the portal from the command line
    Search(search::Args),
    /// Write a starting configuration, or a starter theme
    Init(init::Args),
}

/// Threads have room for the deepest nesting that the limits allow.
const STACK_BYTES: usize = 16 << 20;

/// Runs the command line on a thread whose stack we chose.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    // A second call in one process (tests) finds the pool made.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build_global();
    let run = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || run(cli.command));
    match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        _ => {
            say(
                "idp-docs: this is a bug in idp-docs: it stopped at something that it should have reported; please report it with the lines above",
            );
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Build(args) => build::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Graph(args) => graph::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Init(args) => init::run(&args),
    };
    match done {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            say(&format!("idp-docs: {}", chain.join(": ")));
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|it| it.downcast_ref::<io::Error>()).any(|it| it.kind() == io::ErrorKind::BrokenPipe)
}

/// One message for people, on stderr. A closed stderr is nobody's problem.
fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A result, on stdout, with colour where stdout shows it.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
