//! Where a repository comes from, and the addresses of its files on its forge. Never asks a forge anything.

/// Which forge a repository lives on; decides the shape of links into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forge {
    /// github.com and GitHub Enterprise; also the guess for unknown hosts.
    #[default]
    GitHub,
    /// GitLab.
    GitLab,
    /// bitbucket.org.
    Bitbucket,
    /// dev.azure.com.
    Azure,
    /// Gitea, Forgejo, Codeberg.
    Gitea,
}

/// Where a repository comes from: enough to link into its forge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The repository's web address, without user info, `.git` or a closing slash.
    pub url: Option<String>,
    /// The branch that edit links use.
    pub branch: Option<String>,
    /// The shape of its links.
    pub forge: Forge,
}

impl Provenance {
    /// Where a file is shown. `line` counts from 1.
    #[must_use]
    pub fn view_url(&self, path: &str, line: Option<u32>) -> Option<String> {
        let fragment = match (line, self.forge) {
            (None, _) => String::new(),
            (Some(line), Forge::Bitbucket) => format!("#lines-{line}"),
            (Some(line), Forge::Azure) => format!("&line={line}"),
            (Some(line), _) => format!("#L{line}"),
        };
        Some(format!("{}{fragment}", self.forge_url("view", path)?))
    }

    /// Where a file is edited in the browser.
    #[must_use]
    pub fn edit_url(&self, path: &str) -> Option<String> {
        self.forge_url("edit", path)
    }

    /// Where a folder is listed.
    #[must_use]
    pub fn tree_url(&self, path: &str) -> Option<String> {
        self.forge_url("tree", path)
    }

    fn forge_url(&self, action: &str, path: &str) -> Option<String> {
        let url = self.url.as_deref()?;
        let branch = self.branch.as_deref().unwrap_or("HEAD");
        let path = encode_path(path);
        let branch_part = encode_path(branch);
        Some(match (self.forge, action) {
            (Forge::GitHub, "view") => format!("{url}/blob/{branch_part}/{path}"),
            (Forge::GitHub, action) => format!("{url}/{action}/{branch_part}/{path}"),
            (Forge::GitLab, "view") => format!("{url}/-/blob/{branch_part}/{path}"),
            (Forge::GitLab, action) => format!("{url}/-/{action}/{branch_part}/{path}"),
            (Forge::Bitbucket, "edit") => format!("{url}/src/{branch_part}/{path}?mode=edit&at={branch_part}"),
            (Forge::Bitbucket, _) => format!("{url}/src/{branch_part}/{path}"),
            (Forge::Azure, _) => format!("{url}?path=/{path}&version=GB{branch_part}"),
            (Forge::Gitea, "edit") => format!("{url}/_edit/{branch_part}/{path}"),
            (Forge::Gitea, _) => format!("{url}/src/branch/{branch_part}/{path}"),
        })
    }

    /// The path inside this repository that `address` shows, edits or lists, whatever the branch; the empty string is its root.
    /// `None` when the address does not point into this repository.
    #[must_use]
    pub fn path_of_url(&self, address: &str) -> Option<String> {
        let url = self.url.as_deref()?;
        let address = address.split(['#', '?']).next().unwrap_or_default();
        let rest = address.get(..url.len()).filter(|it| it.eq_ignore_ascii_case(url)).and_then(|_| address.get(url.len()..))?;
        let rest = if rest.is_empty() { "" } else { rest.strip_prefix('/')? };
        let mut parts = rest.trim_end_matches('/').split('/').filter(|it| !it.is_empty() && *it != "-").peekable();
        if parts.peek().is_none() {
            return Some(String::new());
        }
        if !matches!(parts.next(), Some("blob" | "tree" | "edit" | "raw" | "src" | "_edit" | "blame")) {
            return None;
        }
        let tail = parts.collect::<Vec<_>>().join("/");
        let tail = tail.strip_prefix("branch/").filter(|_| self.forge == Forge::Gitea).unwrap_or(&tail);
        let after_branch = self
            .branch
            .as_deref()
            .and_then(|branch| crate::repo_path::strip_folder(tail, branch).or_else(|| (tail == branch).then_some("")))
            .or_else(|| tail.split_once('/').map(|(_, path)| path).or(Some("")))?;
        Some(percent_encoding::percent_decode_str(after_branch).decode_utf8_lossy().into_owned())
    }
}

/// Percent-encodes a path, part by part, leaving `/` alone.
#[must_use]
pub fn encode_path(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b'@').remove(b'+').remove(b',');
    utf8_percent_encode(path, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_path_behind_an_address() {
        let github = Provenance {
            url: Some("https://github.com/acme/shop".into()),
            branch: Some("release/1".into()),
            forge: Forge::GitHub,
        };
        let path = |address: &str| github.path_of_url(address);
        assert_eq!(path("https://github.com/acme/shop"), Some(String::new()));
        assert_eq!(path("https://github.com/acme/shop/tree/release/1/docs/"), Some("docs".into()));
        assert_eq!(path("https://github.com/acme/shop/blob/main/docs/a%20b.md#L3"), Some("docs/a b.md".into()));
        assert_eq!(path("https://github.com/acme/shopping/tree/main/docs"), None);
        assert_eq!(path("https://github.com/acme/shop/issues"), None);
    }
}
