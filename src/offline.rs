//! A portal that works when its pages are opened as files: `build --offline`.
//!
//! A browser that reads `file://` fetches nothing and runs no modules, and opens a folder as a list of files. So every
//! address names its `index.html`, and whatever scripts fetch or import gets a classic script beside it, `<file>.js`, that
//! hands the same contents over; `theme/offline.js` is the other end. The files of the usual site all stay, so the same
//! folder works on a web server, too. This module never looks into text: what is a link was decided when it was drawn.

mod pages;
mod scripts;

use crate::site::{Sink, SinkError};
use crate::spool::Slab;

/// The script that loads the others.
const LOADER: &str = include_str!("../theme/offline.js");

/// Passes a site on to another sink, made fit for `file://`.
pub struct Offline<'a> {
    sink: &'a dyn Sink,
    /// Path of the loader, which its content names.
    loader: String,
}

impl<'a> Offline<'a> {
    /// Puts the loader into the sink and takes the rest from [`Sink::put`].
    ///
    /// # Errors
    /// When the loader cannot be kept.
    pub fn over(sink: &'a dyn Sink) -> Result<Self, SinkError> {
        let hash = blake3::hash(LOADER.as_bytes()).to_hex();
        let loader = format!("_idp/offline.{}.js", hash.get(..12).unwrap_or_default());
        sink.put(&loader, LOADER.as_bytes().to_vec())?;
        Ok(Self { sink, loader })
    }
}

impl Sink for Offline<'_> {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        if path.ends_with(".html") {
            let page = String::from_utf8_lossy(&bytes);
            return self.sink.put(path, pages::for_files(&page, &self.loader).into_bytes());
        }
        if let Some(twin) = twin(path, &bytes) {
            self.sink.put(&format!("{path}.js"), twin.into_bytes())?;
        }
        self.sink.put(path, bytes)
    }

    fn set_aside(&self, slab: Slab) -> Slab {
        self.sink.set_aside(slab)
    }
}

/// The classic script that stands beside a file which scripts ask for. (There are no workers where pages are files.)
fn twin(path: &str, bytes: &[u8]) -> Option<String> {
    let inside = path.strip_prefix("_idp/");
    let is_module =
        inside.is_some_and(|name| name.ends_with(".js") && !name.starts_with("theme.") && !name.starts_with("search-worker."));
    if is_module {
        return Some(scripts::classic(path, &String::from_utf8_lossy(bytes)));
    }
    let is_data = path == "catalog.json"
        || inside.is_some_and(|name| {
            name.starts_with("search/") && name.ends_with(".txt")
                || name.ends_with(".json") && name != "search/engine.json"
                || name.starts_with("icons.")
        });
    is_data.then(|| scripts::data(path, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Memory;

    #[test]
    fn what_scripts_ask_for_gets_a_script_beside_it() {
        let site = Memory::default();
        let offline = Offline::over(&site).unwrap();
        for path in
            ["_idp/search/w0123456789.txt", "_idp/portal.0123.js", "_idp/theme.0123.js", "_idp/search/engine.json", "llms.txt"]
        {
            offline.put(path, b"x".to_vec()).unwrap();
        }
        let loader = offline.loader.clone();
        let files: Vec<String> = site.into_files().into_keys().filter(|it| it.ends_with(".js") && *it != loader).collect();
        assert_eq!(
            files,
            ["_idp/portal.0123.js", "_idp/portal.0123.js.js", "_idp/search/w0123456789.txt.js", "_idp/theme.0123.js"]
        );
    }
}
