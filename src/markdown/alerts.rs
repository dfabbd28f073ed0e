//! GitHub's alerts: a block quote whose first line is `[!NOTE]`.
//!
//! GitLab's titles after the bracket are read too, and the further kinds of Obsidian where they stand alone in the bracket.

use super::container::{Admonition, capitalised};

/// An alert that starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alert {
    /// The quote marks before it.
    pub(super) quote: String,
    pub(super) admonition: Admonition,
    /// A title of the author's.
    pub(super) title: Option<String>,
}

const KINDS: &[&str] = &[
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "info",
    "success",
    "danger",
    "question",
    "bug",
    "example",
    "quote",
    "abstract",
    "failure",
    "todo",
];

/// Reads a line of a quote that starts an alert. TechDocs shows GitHub's two stronger kinds in the colours that Material
/// has for them, under their own names.
pub(super) fn recognise(content: &str, techdocs: bool) -> Option<Alert> {
    if !content.starts_with('>') {
        return None;
    }
    let bare = content.trim_start_matches(['>', ' ']);
    let quote = content.get(..content.len() - bare.len())?;
    let (kind, rest) = bare.strip_prefix("[!")?.split_once(']')?;
    let kind = kind.trim().to_ascii_lowercase();
    let kind = KINDS.iter().find(|it| **it == kind)?;
    let title = rest.trim_start_matches(['+', '-']).trim();
    let class = match *kind {
        "caution" if techdocs => "danger",
        "important" if techdocs => "warning",
        other => other,
    };
    let admonition = Admonition { classes: vec![class.to_owned()], collapsible: None, fallback: capitalised(kind) };
    let title = Some(title.to_owned()).filter(|it| !it.is_empty());
    Some(Alert { quote: quote.to_owned(), admonition, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_alerts() {
        let it = recognise("> [!WARNING]  ", false).expect("an alert");
        assert_eq!((it.quote.as_str(), it.admonition.fallback.as_str(), it.title), ("> ", "Warning", None));
        assert_eq!(recognise(">[!note] Mind this", false).and_then(|it| it.title).as_deref(), Some("Mind this"));
        let it = recognise("> [!IMPORTANT]", true).expect("an alert");
        assert_eq!((it.admonition.classes, it.admonition.fallback), (vec!["warning".to_owned()], "Important".to_owned()));
        for text in ["> [!OTHER]", "> text [!NOTE]", "[!NOTE]"] {
            assert_eq!(recognise(text, false), None, "{text}");
        }
    }
}
