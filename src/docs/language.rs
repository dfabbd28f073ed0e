//! The language that a page is written in, as the page, its place or its site says it. What its text tells is not asked here.

use super::{DocsSite, Page};
use crate::repo_path;

/// Languages that a name of two or three letters is taken for: `language: go` names no language of people.
const CODES: &str = "ar bg bn ca cs da de el en es et eu fa fi fr gl he hi hr hu id it ja ko lt lv ms nb nl nn no pl pt ro ru sk sl \
    sr sv ta th tr uk ur vi zh";

/// The tag of the page's own language: from its front matter (`lang`, `language`), from a folder `i18n/de/`, or from an
/// ending such as `.de.md`.
#[must_use]
pub fn of_page(page: &Page) -> Option<String> {
    let front_matter = |key: &str| page.outline.front_matter.get(key).and_then(|it| it.as_str()).and_then(tag);
    front_matter("lang").or_else(|| front_matter("language")).or_else(|| of_path(&page.path))
}

/// The tag of the language that the configuration of the page's docs folder names.
#[must_use]
pub fn of_site(site: &DocsSite, page: &Page) -> Option<String> {
    site.folders.get(page.folder)?.settings.language.as_deref().and_then(tag)
}

fn of_path(path: &str) -> Option<String> {
    let mut folders = path.split('/').skip_while(|it| *it != "i18n");
    let folder = folders.nth(1).filter(|_| folders.next().is_some());
    let ending = || repo_path::file_name(path).rsplit('.').nth(1).filter(|it| it.len() < 8);
    folder.and_then(tag).or_else(|| ending().and_then(tag).filter(|_| repo_path::file_name(path).matches('.').count() > 1))
}

/// A language tag such as `de` or `pt-BR`, as written; nothing else.
pub(super) fn tag(written: &str) -> Option<String> {
    let written = written.trim();
    let (primary, region) = written.split_once(['-', '_']).unwrap_or((written, "xx"));
    let is_region = (2..=8).contains(&region.len()) && region.bytes().all(|it| it.is_ascii_alphanumeric());
    let known = CODES.split_whitespace().any(|it| it.eq_ignore_ascii_case(primary));
    (known && is_region).then(|| written.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_languages_of_people_are_languages() {
        assert_eq!(tag("pt_BR").as_deref(), Some("pt-BR"));
        assert_eq!(tag("de").as_deref(), Some("de"));
        for other in ["go", "python", "", "de-\"x", "en-", "xx"] {
            assert_eq!(tag(other), None, "{other}");
        }
    }

    #[test]
    fn places_name_languages() {
        assert_eq!(of_path("website/i18n/fr/docs/current/a.md").as_deref(), Some("fr"));
        assert_eq!(of_path("docs/a.de.md").as_deref(), Some("de"));
        assert_eq!(of_path("docs/i18n/de.md"), None);
        for other in ["docs/it/a.md", "docs/de.md", "docs/v1.2.md", "docs/a.min.md"] {
            assert_eq!(of_path(other), None, "{other}");
        }
    }
}
