//! Where a path or an address written in a catalog file leads: into a file of a repository of this build, or nowhere we go.

use crate::repo_path;
use crate::source::{Repo, Source};

/// Where a target leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Into the repository of that index, at this path (which need not exist, and may be a glob).
    Path(usize, String),
    /// Out of its repository.
    Leaves,
    /// To an address that belongs to no repository of this build: nothing is fetched.
    Remote,
}

/// Resolves `written` as Backstage resolves targets: an address as it is, `/x` from the repository's root, anything else
/// from the folder of the file in which it stands.
pub(super) fn lead(written: &str, here: usize, file: &str, source: &Source) -> Lead {
    let written = written.trim_matches(|it: char| it <= ' ');
    if is_address(written) {
        let found = source.repos.iter().enumerate().find_map(|(at, it)| Some((at, it.provenance.path_of_url(written)?)));
        return found.map_or(Lead::Remote, |(at, path)| Lead::Path(at, path));
    }
    let addressed = source.repos.get(here).is_some_and(|it| it.addressed);
    let path = if addressed { relative_address(written) } else { written.to_owned() };
    repo_path::join(repo_path::parent(file), &path).map_or(Lead::Leaves, |path| Lead::Path(here, path))
}

/// The path of a relative address: a `?` begins its query, so it is no wildcard, and `\` is `/`, as in every browser.
fn relative_address(written: &str) -> String {
    written.split('?').next().unwrap_or_default().replace('\\', "/")
}

/// Is it an absolute address, to JavaScript's `new URL`?
fn is_address(written: &str) -> bool {
    url::Url::parse(written).is_ok()
}

/// The listed spelling of a file: as written, else with percent-encoding undone.
pub(super) fn spelled(repo: &Repo, path: &str) -> Option<String> {
    if repo.contains(path) {
        return Some(path.to_owned());
    }
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    repo.contains(&decoded).then(|| decoded.into_owned())
}
