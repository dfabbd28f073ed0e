//! Paths inside a repository: `/`-separated, relative, without `.` or `..`, as plain strings.
//!
//! A path here is a name to look up in a [`crate::source::Repo`], never something handed to the operating system, so a path that leaves the
//! repository is simply not a path.

/// A path that would leave its repository.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` leaves the repository")]
pub struct Leaves(pub String);

/// Joins `relative` to the folder `base` and normalises it. A leading `/` starts from the repository's root.
///
/// # Errors
/// When `..` climbs above the root.
pub fn join(base: &str, relative: &str) -> Result<String, Leaves> {
    let mut parts: Vec<&str> =
        if relative.starts_with('/') { Vec::new() } else { base.split('/').filter(|it| !it.is_empty() && *it != ".").collect() };
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(|| Leaves(relative.to_owned()))?;
            }
            _ => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The folder a file lies in; the empty string for the root.
#[must_use]
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The file name's ending in lower case, without the dot; empty where there is none.
#[must_use]
pub fn extension(path: &str) -> String {
    file_name(path)
        .rsplit_once('.')
        .filter(|(stem, _)| !stem.is_empty())
        .map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

/// Is a part of the path hidden, by the convention of a dot before its name? `..\x` is an odd name and no hidden one.
#[must_use]
pub fn is_hidden(path: &str) -> bool {
    path.split('/').any(|it| it.starts_with('.') && !it.starts_with(".."))
}

/// The path as seen from `folder`, if it lies below it. Every path lies below the empty folder.
#[must_use]
pub fn strip_folder<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_and_confines() {
        assert_eq!(join("docs/a", "../b.md").as_deref(), Ok("docs/b.md"));
        assert_eq!(join("docs", "./x//y").as_deref(), Ok("docs/x/y"));
        assert_eq!(join("docs", "/LICENSE").as_deref(), Ok("LICENSE"));
        assert_eq!(join("docs", ".."), Ok(String::new()));
        assert_eq!(join("docs", "../.."), Err(Leaves("../..".into())));
    }

    #[test]
    fn takes_paths_apart() {
        assert_eq!(parent("a/b.md"), "a");
        assert_eq!(parent("b.md"), "");
        assert_eq!(extension("a/B.MD"), "md");
        assert_eq!(extension(".pages"), "");
        assert_eq!(strip_folder("docs/a.md", "docs"), Some("a.md"));
        assert_eq!(strip_folder("docsy/a.md", "docs"), None);
    }
}
