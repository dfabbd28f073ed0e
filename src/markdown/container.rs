//! Containers: the blocks around blocks that plain Markdown does not have.
//!
//! All dialects' admonitions, tabs and so on become these few; the writer knows no dialect.

use super::attributes::Attributes;

/// A block around blocks. Its title, where it has one, is written in the page as its first paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A note, tip, warning, …
    Admonition(Admonition),
    /// Several tabs of which one shows.
    TabSet {
        /// Index of the tab that shows first.
        selected: usize,
    },
    /// One tab of a set; its title is its label.
    Tab,
    /// An element that its author asked for: a figure, a grid of cards, steps.
    Element {
        /// `div`, `figure`, `figcaption`, `section`, `ol`, `li`.
        name: &'static str,
        /// What it carries.
        attributes: Attributes,
    },
    /// Code with a caption written around it.
    Code {
        /// The caption.
        title: Option<String>,
        /// Lines are numbered.
        numbered: bool,
    },
    /// The page's table of contents.
    Contents,
}

/// A note, tip, warning, …
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Admonition {
    /// Its kind first, then further classes.
    pub(super) classes: Vec<String>,
    /// It opens and closes: whether it starts open.
    pub(super) collapsible: Option<bool>,
    /// Shown where no title is written in the page; empty for none at all.
    pub(super) fallback: String,
}

impl Admonition {
    /// One of a kind, titled by the kind's name.
    pub(super) fn of(kind: &str) -> Self {
        Self { classes: vec![kind.to_lowercase()], collapsible: None, fallback: capitalised(kind) }
    }
}

/// A word with a capital first letter and small ones after it.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}
