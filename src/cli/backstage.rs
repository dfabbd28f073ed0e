//! An existing Backstage instance as a source: the folder of its `app-config.yaml`, and the variables that the file names.
//!
//! `catalog` reads what the file says; here is only what needs the operator's disk and environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::source::{Backstage, Crawl};

/// The repository around `file`.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read(file: &Path, precedence: usize) -> anyhow::Result<Crawl> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("the Backstage configuration `{shown}` could not be read"))?;
    let root = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = fs::canonicalize(root).with_context(|| format!("the folder of `{shown}` could not be opened"))?;
    let name = file.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
    let environment = variables(&text).filter_map(|it| Some((it.to_owned(), std::env::var(it).ok()?)));
    let backstage = Backstage { file: name, environment: environment.collect::<BTreeMap<_, _>>() };
    Ok(Crawl { root, precedence, backstage: Some(backstage), ..Crawl::default() })
}

/// The names in `${NAME}` and `${NAME:-else}`.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.split("${").skip(1).filter_map(|it| it.split_once('}'));
    inside.map(|(it, _)| it.split(":-").next().unwrap_or(it).trim()).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_the_variables_that_the_file_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("app-config.yaml");
        fs::write(&file, "a: ${PATH}\nb: '${ IDP_DOCS_NO_SUCH :- x }'\n").expect("a file");
        let backstage = read(&file, 2).expect("read").backstage.expect("named");
        assert_eq!(backstage.file, "app-config.yaml");
        assert_eq!(backstage.environment.keys().collect::<Vec<_>>(), ["PATH"]);
        assert_eq!(variables("${A} ${B:-c} ${").collect::<Vec<_>>(), ["A", "B"]);
    }
}
