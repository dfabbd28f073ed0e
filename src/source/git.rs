//! Reads a checkout's remote and branch from git's own files. Never runs git: a repository's configuration can name
//! programs to run (THREATS.md h16).

use cap_std::fs::Dir;

use super::{Forge, read_confined};

/// Bytes of git's files that are read.
const LIMIT: u64 = 1_000_000;

/// What a checkout says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Checkout {
    /// The web address of its `origin`.
    pub(super) url: Option<String>,
    /// The branch that is checked out.
    pub(super) branch: Option<String>,
}

/// Reads `.git/config` and `.git/HEAD`, where `.git` is a folder of the repository itself.
pub(super) fn checkout(dir: &Dir) -> Checkout {
    let read = |path: &str| read_confined(dir, path, LIMIT).ok().map(|it| String::from_utf8_lossy(&it).into_owned());
    Checkout {
        url: read(".git/config").and_then(|it| web_url(&origin(&it)?)),
        branch: read(".git/HEAD").and_then(|it| Some(it.trim().strip_prefix("ref: refs/heads/")?.to_owned())),
    }
}

/// The `url` of `[remote "origin"]`, or of the first remote.
fn origin(config: &str) -> Option<String> {
    let mut section = String::new();
    let mut first = None;
    for line in config.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']').replace(['"', ' ', '\t'], "");
        } else if let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("url")
            && section.starts_with("remote")
        {
            let value = value.trim().trim_matches('"').to_owned();
            if section == "remoteorigin" {
                return Some(value);
            }
            first.get_or_insert(value);
        }
    }
    first
}

/// The address a browser understands for a remote: https, without user info, `.git` or a closing slash.
/// `None` for local paths and unknown schemes.
pub(super) fn web_url(remote: &str) -> Option<String> {
    let (host, path) = if let Some((scheme, rest)) = remote.split_once("://") {
        if !matches!(scheme, "http" | "https" | "ssh" | "git" | "git+ssh") {
            return None;
        }
        let (authority, path) = rest.split_once('/')?;
        let host = authority.rsplit('@').next()?;
        // Only web addresses keep their port: ssh's is not the web server's.
        let host = if scheme.starts_with("http") { host } else { host.split(':').next()? };
        let scheme = if scheme == "http" { "http" } else { "https" };
        (format!("{scheme}://{host}"), path)
    } else {
        // `user@host:path`, scp's form.
        let (authority, path) = remote.split_once(':')?;
        if authority.contains('/') || !authority.contains('@') && !authority.contains('.') {
            return None;
        }
        (format!("https://{}", authority.rsplit('@').next()?), path)
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let clean = |it: &str| it.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/:%+@".contains(c));
    (!path.is_empty() && clean(&host) && clean(path)).then(|| format!("{host}/{path}"))
}

/// A guess from the host's name.
pub(super) fn forge_of(url: &str) -> Forge {
    let host = url.split("://").nth(1).and_then(|it| it.split('/').next()).unwrap_or_default().to_lowercase();
    if host.contains("gitlab") {
        Forge::GitLab
    } else if host.contains("bitbucket") {
        Forge::Bitbucket
    } else if host.contains("dev.azure") || host.contains("visualstudio") {
        Forge::Azure
    } else if ["gitea", "forgejo", "codeberg"].iter().any(|it| host.contains(it)) {
        Forge::Gitea
    } else {
        Forge::GitHub
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_web_addresses_without_secrets() {
        let cases = [
            ("git@github.com:acme/shop.git", Some("https://github.com/acme/shop")),
            ("https://ci-bot:s3cret@gitlab.acme.example:8443/a/b.git/", Some("https://gitlab.acme.example:8443/a/b.git")),
            ("https://token@github.com/acme/shop.git", Some("https://github.com/acme/shop")),
            ("ssh://git@git.acme.example:2222/acme/shop.git", Some("https://git.acme.example/acme/shop")),
            ("/srv/git/shop.git", None),
            ("file:///srv/git/shop.git", None),
            ("C:\\repos\\shop", None),
            ("javascript:alert(1)//x", None),
        ];
        for (remote, expected) in cases {
            let expected = expected.map(|it| it.trim_end_matches(".git"));
            assert_eq!(web_url(remote).as_deref().map(|it| it.trim_end_matches(".git")), expected, "{remote}");
        }
    }

    #[test]
    fn origin_comes_before_other_remotes() {
        let config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = a@b.c:x/y\n[remote \"origin\"]\n\turl = git@github.com:acme/shop.git\n";
        assert_eq!(origin(config).as_deref(), Some("git@github.com:acme/shop.git"));
    }
}
