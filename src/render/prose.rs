//! Markdown of catalog files (descriptions) as HTML inside a page of the portal.
//!
//! It goes through the same rendering and sanitising as docs do. Then its headings step below those of the page, and its
//! ids go: they could be those of the page's own parts.

use crate::config::DialectName;
use crate::markdown::{self, LinkRole, NoIncludes, Options, Piece};
use crate::repo_path;
use crate::source::Repo;

/// Levels that headings step down.
const STEP: u32 = 2;

/// The text as HTML. Relative links and images lead to the files they name on the forge of `repo`, as seen from `folder`.
#[must_use]
pub fn html(text: &str, repo: Option<&Repo>, folder: &str) -> String {
    let options = Options::plain(DialectName::Github);
    let mut html = String::new();
    for piece in markdown::render(text, &options, &NoIncludes).pieces {
        match piece {
            Piece::Html(part) => html.push_str(&part),
            Piece::Title(words) => html.push_str(&escaped(&words)),
            Piece::Link(slot) => {
                let image = matches!(slot.role, LinkRole::Image | LinkRole::RawImage);
                html.push_str(&escaped(&address(&slot.target, image, repo, folder)));
            }
        }
    }
    settled(&html)
}

/// Where a link of a description leads: elsewhere as it is, into the repository by its forge, nowhere as a fragment.
fn address(target: &str, image: bool, repo: Option<&Repo>, folder: &str) -> String {
    if let Some(url) = super::url::safe_url(target).filter(|it| it.contains(':')) {
        return url.to_owned();
    }
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let path = repo_path::join(folder, path).ok().filter(|it| !it.is_empty());
    let url = path.and_then(|it| {
        let view = repo?.provenance.view_url(&it, None)?;
        Some(if image { view.replacen("/blob/", "/raw/", 1) } else { view })
    });
    url.unwrap_or_else(|| "#".to_owned())
}

fn escaped(address: &str) -> String {
    address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The same HTML with headings two levels down and without ids.
fn settled(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(text);
        let (tag, after) = from.split_at_checked(tag_length(from)).unwrap_or((from, ""));
        out.push_str(&settled_tag(tag));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Bytes of the tag at the start, its closing bracket included; a bracket inside quotes closes nothing.
fn tag_length(from: &str) -> usize {
    let mut quoted = false;
    for (at, char) in from.char_indices() {
        match char {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    from.len()
}

fn settled_tag(tag: &str) -> String {
    let tag = without_id(tag);
    for opening in ["<h", "</h"] {
        let level = tag.strip_prefix(opening).and_then(|it| it.chars().next()).and_then(|it| it.to_digit(10));
        if let (Some(level), Some(rest)) = (level, tag.get(opening.len() + 1..)) {
            return format!("{opening}{}{rest}", (level + STEP).min(6));
        }
    }
    tag
}

/// The tag without its `id`. Attributes are parted at spaces outside quotes: what a value says is left alone.
fn without_id(tag: &str) -> String {
    let mut quoted = false;
    let parts = tag.split(|char: char| {
        quoted ^= char == '"';
        char == ' ' && !quoted
    });
    let mut kept = String::with_capacity(tag.len());
    for part in parts {
        if part.starts_with("id=") {
            kept.push_str(if part.ends_with('>') { ">" } else { "" });
            continue;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(part);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_step_down_and_ids_go() {
        let html = settled(
            "<h1 class=\"a\" id=\"relations\">A &gt; <em title=\"x > id=\">b</em></h1>\n<hr><p id=\"a b\" lang=\"en\">1 < 2",
        );
        assert_eq!(html, "<h3 class=\"a\">A &gt; <em title=\"x > id=\">b</em></h3>\n<hr><p lang=\"en\">1 < 2");
    }

    #[test]
    fn relative_links_lead_to_the_forge_or_nowhere() {
        assert_eq!(address("https://a.example/?b&c", false, None, ""), "https://a.example/?b&c");
        assert_eq!(address("docs/x.md", false, None, "svc"), "#");
        assert!(html("[a](javascript:alert(1)) <b onclick=x>b</b>", None, "").find("javascript:").is_none());
    }
}
