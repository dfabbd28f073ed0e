//! `idp-docs init`: a starting configuration that says what each line is for, or a copy of the theme to change.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Outcome, say};
use crate::theme::{TO_READ, Theme};

/// Write a starting configuration, or a starter theme.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write into.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Write a `theme/` folder: a small theme to begin with, and the built-in one to read.
    #[arg(long)]
    theme: bool,
}

const CONFIG: &str = include_str!("init/idp-docs.yaml");

/// The starter theme: one changed template, one style sheet, and what to do with them.
const STARTER: [(&str, &str); 3] = [
    ("README.md", include_str!("init/theme/README.md")),
    ("templates/home.html", include_str!("init/theme/templates/home.html")),
    ("static/css/own.css", include_str!("init/theme/static/css/own.css")),
];

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    fs::create_dir_all(&args.dir).with_context(|| format!("the folder `{}` could not be made", args.dir.display()))?;
    if args.theme {
        let folder = args.dir.join("theme");
        if folder.exists() {
            bail!("`{}` is there already; remove or rename it first", folder.display());
        }
        for (path, text) in STARTER {
            write_new(&folder.join(path), text.as_bytes())?;
        }
        let theme = Theme::load(None)?;
        for (path, bytes) in theme.files() {
            write_new(&folder.join(TO_READ).join(path), bytes)?;
        }
        say(&format!(
            "wrote {}; begin with its README.md. `{TO_READ}` below it is a copy of the built-in theme to read: nothing in it is used",
            folder.display()
        ));
        return Ok(Outcome::Done);
    }
    let file = args.dir.join(super::workspace::CONFIG_FILE);
    write_new(&file, CONFIG.as_bytes())?;
    say(&format!("wrote {}; set its title and sources, then run `idp-docs serve`", file.display()));
    Ok(Outcome::Done)
}

/// Writes a file that is not there yet; what is there is somebody's work.
fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.exists() {
        bail!("`{}` is there already; it is left as it is", path.display());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("the folder `{}` could not be made", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("`{}` could not be written", path.display()))
}
