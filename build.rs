//! Gives this build of idp-docs a name that changes with its sources, so that what one build cached is never read by another.
#![expect(clippy::disallowed_methods, reason = "a build script: it reads our own sources and nothing else")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for root in ["Cargo.toml", "Cargo.lock", "src", "theme"] {
        println!("cargo::rerun-if-changed={root}");
        add(Path::new(root), &mut hasher);
    }
    for name in ["TARGET", "PROFILE"] {
        std::env::var(name).unwrap_or_default().hash(&mut hasher);
    }
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo::rustc-env=IDP_DOCS_BUILD={version}-{:016x}", hasher.finish());
}

/// Folders are read in order, so that the same sources have the same name everywhere.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).into_iter().flatten().filter_map(Result::ok).map(|it| it.path()).collect();
        entries.sort();
        entries.iter().for_each(|it| add(it, hasher));
    } else {
        path.to_string_lossy().hash(hasher);
        fs::read(path).unwrap_or_default().hash(hasher);
    }
}
