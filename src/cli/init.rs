//! `idp-docs init`: a starting configuration that says what each line is for, or a copy of the theme to change.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Outcome, say};
use crate::theme::Theme;

/// Write a starting configuration, or a starter theme.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write into.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Write a `theme/` folder with the built-in templates, styles and scripts, to be changed file by file.
    #[arg(long)]
    theme: bool,
}

const CONFIG: &str = include_str!("init/idp-docs.yaml");

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    fs::create_dir_all(&args.dir).with_context(|| format!("the folder `{}` could not be made", args.dir.display()))?;
    if args.theme {
        let folder = args.dir.join("theme");
        if folder.exists() {
            bail!("`{}` is there already; remove or rename it first", folder.display());
        }
        let theme = Theme::load(None)?;
        let mut count = 0;
        for (path, bytes) in theme.files() {
            write_new(&folder.join(path), bytes)?;
            count += 1;
        }
        say(&format!(
            "wrote {count} files below {}; delete those you do not change, so that you keep getting updates to them",
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
