//! What a line can be, besides Markdown; each dialect's module reads its own.

use super::super::attributes::Attributes;
use super::super::container::Container;
use super::super::source_map::Origin;
use super::super::{Options, alerts, docusaurus, gitbook, jekyll, mdbook, techdocs};
use super::{Scanner, indentation, lists};
use crate::config::DialectName;

/// What ends a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum End {
    /// A line that is indented less than its body.
    Indent,
    /// A line that is no further tab.
    Tabs,
    /// A line of at least so many colons.
    Colons(usize),
    /// A line of at least so many slashes.
    Slashes(usize),
    /// The end tag of this name: `{% endhint %}`, `</TabItem>`.
    Tag(&'static str),
}

impl End {
    /// The line that an author has to write to end the container; `None` where indentation ends it.
    pub(super) fn closing(self) -> Option<String> {
        match self {
            Self::Indent | Self::Tabs => None,
            Self::Colons(count) => Some(format!("`{}`", ":".repeat(count))),
            Self::Slashes(count) => Some(format!("`{}`", "/".repeat(count))),
            Self::Tag(name) if name.starts_with(|it: char| it.is_ascii_uppercase()) => Some(format!("`</{name}>`")),
            Self::Tag(name) => Some(format!("`{{% end{name} %}}`")),
        }
    }
}

/// A container that starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Opening {
    pub(in super::super) container: Container,
    /// Its title, as Markdown; `None` for none or the container's own.
    pub(in super::super) title: Option<String>,
    pub(in super::super) end: End,
    /// For a tab: it starts a new set; it is the one that shows first.
    pub(in super::super) new_set: bool,
    pub(in super::super) selected: bool,
    /// Lines of its body that are already known.
    pub(in super::super) first_lines: Vec<String>,
    /// Further lines that its start takes up.
    pub(in super::super) more_lines: usize,
}

impl Opening {
    /// A container without a title.
    pub(in super::super) fn of(container: Container, end: End) -> Self {
        Self { container, title: None, end, new_set: false, selected: false, first_lines: Vec::new(), more_lines: 0 }
    }

    /// With a title, if there is one.
    #[must_use]
    pub(in super::super) fn titled(mut self, title: Option<String>) -> Self {
        self.title = title.filter(|it| !it.trim().is_empty());
        self
    }
}

/// A line that is no Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Construct {
    Open(Opening),
    Close(End),
    /// An attribute list for the block beside it.
    List(Attributes),
    /// `*[HTML]: HyperText …`
    Abbreviation(String, String),
    /// These lines stand for it.
    Lines(Vec<String>),
    /// These lines stand for it and for so many lines after it.
    Text(Vec<String>, usize),
    /// A reader sees nothing of it, nor of so many lines after it.
    Nothing(usize),
}

/// The lines after one.
#[derive(Clone, Copy)]
pub(super) struct Ahead<'a> {
    pub(super) lines: &'a [(&'a str, Origin)],
    /// The same where one of them closes a comment of the dialect, else none: what is never closed is not looked for again
    /// and again.
    pub(super) closing: &'a [(&'a str, Origin)],
}

/// Whether comments of the dialect, other than those of HTML, end on a line.
pub(super) fn closes_comment(line: &str, dialect: DialectName) -> bool {
    match dialect {
        DialectName::Docusaurus => line.contains("*/}"),
        DialectName::Jekyll => line.contains("{:/"),
        _ => false,
    }
}

/// Reads a line, which is not blank and has no indentation, as a dialect would.
pub(super) fn recognise(content: &str, ahead: Ahead<'_>, options: &Options) -> Option<Construct> {
    let (dialect, next) = (options.dialect, ahead.lines);
    match content.bytes().next()? {
        b'!' | b'?' | b'=' => techdocs::indented(content),
        b'/' => techdocs::slashes(content, next),
        b':' => docusaurus::colons(content, next),
        b'*' => techdocs::abbreviation(content, dialect),
        b'{' if content.starts_with("{%") => gitbook::tag(content, next, dialect),
        b'{' if dialect == DialectName::Docusaurus => docusaurus::expression(content, ahead.closing),
        b'{' => jekyll::line(content, ahead.closing, dialect),
        b'<' if dialect == DialectName::Docusaurus => docusaurus::element(content, next),
        b'<' if dialect == DialectName::Mdbook => mdbook::element(content),
        b'i' | b'e' if dialect == DialectName::Docusaurus => docusaurus::statement(content, next),
        b'[' => techdocs::toc(content, dialect),
        _ => None,
    }
}

impl<'a> Scanner<'a> {
    /// The lines after this one.
    pub(super) fn ahead(&self) -> Ahead<'_> {
        let lines = self.lines.get(self.at..).unwrap_or_default();
        let closing = if self.last_closing_line >= Some(self.at) { lines } else { &[] };
        Ahead { lines, closing }
    }

    /// `- !!! note`: a container right behind list markers, which get a line of their own. `false`: there is none.
    pub(super) fn in_item(&mut self, column: usize, out: usize, content: &'a str, origin: Origin) -> bool {
        let rest = lists::after_markers(content);
        let Some(markers) = content.strip_suffix(rest).filter(|it| !it.is_empty()) else { return false };
        let opening = match recognise(rest, self.ahead(), self.options) {
            Some(Construct::Open(opening)) => Some(opening.container),
            _ => None,
        };
        if opening.is_none() && alerts::recognise(rest, self.techdocs).is_none() {
            return false;
        }
        let width = markers.chars().count();
        let alone = markers.trim_end();
        self.emit(out, alone, origin);
        // A marker that stands alone has its content one column behind it, however far off the author's is.
        let taken = self.construct(column + width, out + alone.chars().count() + 1, rest, origin);
        if matches!(opening, Some(Container::Admonition(_) | Container::Tab)) && !alone.contains(' ') {
            self.begin_short_body(column + 4);
        }
        taken
    }

    /// `- !!! note`, and right below it text that is indented against the marker, not against the `!!!`. To Python-Markdown
    /// that is the body, down to the first blank line.
    fn begin_short_body(&mut self, from: usize) {
        let Some((next, _)) = self.lines.get(self.at) else { return };
        let (column, content) = indentation(next);
        let Some(open) = self.open.last_mut().filter(|it| it.end == End::Indent) else { return };
        if !content.is_empty() && (from..open.column + 4).contains(&column) {
            open.short_body = Some(from);
            open.cut = from.saturating_sub(open.out);
        }
    }

    /// A blank line, where it is not code, ends what is indented too little.
    pub(super) fn end_short_bodies(&mut self) {
        let is_code = self.fence.is_some();
        for open in self.open.iter_mut().filter(|it| it.short_body.is_some() && !is_code) {
            open.short_body = None;
            open.cut = (open.column + 4).saturating_sub(open.out);
        }
    }
}
