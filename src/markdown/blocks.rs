//! The layer of containers: a pass over lines, before pulldown-cmark.
//!
//! Admonitions, tabs, hints and the rest are no Markdown, but they nest with lists and quotes, and footnotes and link
//! definitions inside them count for the whole page. So the page is parsed once, whole: this pass takes the containers' own
//! lines out, moves their bodies to the left where indentation marks them, and leaves marker lines (see `nodes`) that
//! pulldown-cmark passes through as comments. It follows fences, comments and list items just far enough to know what is
//! a container and what is code; each line is looked at once.

mod columns;
mod construct;
mod fence;
mod html_region;
mod lists;
mod python;
mod quotes;

use super::attributes::Attributes;
use super::container::Container;
use super::nodes::{self, MARK};
use super::source_map::{Mapped, Origin};
use super::{Note, Options, alerts, docusaurus, gitbook, inline_source, jekyll};
use crate::config::DialectName;
use crate::diagnostic::{Code, Span};
use columns::{indentation, spaces, without_tabs};
pub(super) use construct::{Construct, End, Opening};
use fence::Fence;
use html_region::HtmlRegion;
use lists::{Around, Items, Place, Rule};
use quotes::AlertBody;

/// A page's text with its containers taken out.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Markdown with marker lines.
    pub(super) text: Mapped,
    /// What the markers stand for.
    pub(super) containers: Vec<Container>,
    /// The attribute lists that stood on lines of their own.
    pub(super) lists: Vec<Attributes>,
    /// Abbreviations and what they stand for.
    pub(super) abbreviations: Vec<(String, String)>,
    /// What was wrong.
    pub(super) notes: Vec<Note>,
}

/// Takes the containers out of a page.
pub(super) fn scan(text: &Mapped, options: &Options) -> Blocks {
    let lines: Vec<(&str, Origin)> = text.lines().collect();
    let techdocs = options.dialect == DialectName::Techdocs;
    let mut scanner = Scanner {
        options,
        techdocs,
        references: if techdocs { python::References::of(&lines) } else { python::References::default() },
        last_comment_end: text.text.rfind("-->").unwrap_or(0),
        last_closing_line: lines.iter().rposition(|(line, _)| construct::closes_comment(line, options.dialect)),
        lines,
        out: Blocks::default(),
        open: Vec::new(),
        items: Items::default(),
        fence: None,
        region: HtmlRegion::default(),
        blank: true,
        code: false,
        alert_body: AlertBody::None,
        in_table: false,
        numbered: python::Numbered::default(),
        offset: 0,
        at: 0,
    };
    scanner.run();
    scanner.out
}

/// A container that is open.
#[derive(Debug)]
struct Open {
    id: usize,
    end: End,
    /// Columns that lines in it are moved to the left, all containers around it included.
    cut: usize,
    /// Column of its first line, as written and as given out.
    column: usize,
    out: usize,
    /// List items around it.
    items: usize,
    /// Column at which its body may begin until a blank line, where that is less than it should be.
    short_body: Option<usize>,
    line: Origin,
}

struct Scanner<'a> {
    options: &'a Options,
    techdocs: bool,
    /// Where the last comment of the page ends: a comment that starts after it never does.
    last_comment_end: usize,
    /// The last line that closes a comment of the dialect.
    last_closing_line: Option<usize>,
    lines: Vec<(&'a str, Origin)>,
    out: Blocks,
    open: Vec<Open>,
    items: Items,
    fence: Option<Fence>,
    region: HtmlRegion,
    /// The line before is blank, or a marker.
    blank: bool,
    /// The line before is indented code.
    code: bool,
    /// Text that goes on an alert after its quote has ended.
    alert_body: AlertBody,
    /// The lines before this one are a table.
    in_table: bool,
    /// What was found out about a run of lines that start with `1)`.
    numbered: python::Numbered,
    /// Labels that the page defines links for, where Python-Markdown reads it.
    references: python::References,
    /// Bytes of the text before this line.
    offset: usize,
    at: usize,
}

/// Containers nested deeper than this are text.
const MAX_OPEN: usize = 50;

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        while let Some((line, origin)) = self.lines.get(self.at).copied() {
            self.at += 1;
            self.line(line, origin);
            self.offset += line.len() + 1;
        }
        if let Some(fence) = self.fence.take() {
            let help = fence.help();
            self.unclosed("the code fence is never closed, so the rest of the page is code", help, fence.line);
        }
        self.close_to(0);
    }

    fn note(&mut self, code: Code, message: &str, at: Origin) {
        self.out.notes.push(Note::new(code, message, Some(Span::point(at.line, 1))));
    }

    /// Notes what is never closed or never opened, and says what to write.
    fn unclosed(&mut self, message: &str, help: String, at: Origin) {
        let note = Note::new(Code::UnclosedBlock, message, Some(Span::point(at.line, 1)));
        self.out.notes.push(Note { help: Some(help), ..note });
    }

    fn cut(&self) -> usize {
        self.open.last().map_or(0, |it| it.cut)
    }

    /// Writes a line at a column.
    fn emit(&mut self, column: usize, text: &str, origin: Origin) {
        self.out.text.push_parts(&[&spaces(column), text], origin);
    }

    /// Writes a line of the author's at a column, its origin adjusted.
    fn emit_moved(&mut self, column: usize, text: &str, raw: &str, origin: Origin) {
        let written = raw.chars().take_while(|it| it.is_whitespace()).count();
        let shift = i32::try_from(written).unwrap_or(0) - i32::try_from(column).unwrap_or(0);
        self.emit(column, text, Origin { shift: origin.shift.saturating_add(shift), ..origin });
    }

    fn line(&mut self, raw: &'a str, origin: Origin) {
        let (column, content) = indentation(raw);
        if self.alert_goes_on(column, raw, content, origin) {
            return;
        }
        if content.is_empty() {
            self.end_short_bodies();
            self.out.text.push("", origin);
            self.blank = true;
            return;
        }
        self.end_indented(column, content);
        self.end_fence_of_item(column);
        if self.fence.is_some() {
            self.fenced_line(column, raw, content, origin);
            return;
        }
        if self.region.is_opaque() {
            self.region.opaque_line(content);
            self.emit_moved(column.saturating_sub(self.cut()), content, raw, origin);
            self.blank = false;
            return;
        }
        if self.techdocs && self.numbered_text(column, raw, content, origin) {
            return;
        }
        let Place { mut out, mut over } = self.place(column, content);
        if over >= 4 && self.techdocs && self.region.is_open() && (content.starts_with('<') || !(self.blank || self.code)) {
            // What is inside an element is no code, however far it is indented.
            (out, over) = (out - over, 0);
        }
        // What is indented like code after a blank line is code; after text, it is more text.
        self.code = over >= 4 && (self.blank || self.code);
        if over >= 4 && !self.code && !self.techdocs {
            // More of the paragraph before it, whatever it starts with.
            self.emit_moved(out, content, raw, origin);
            self.blank = false;
            return;
        }
        // Up to three columns mean nothing: a marker stands in line with its item.
        let base = out - over.min(out);
        let taken = over < 4 && (self.construct(column, base, content, origin) || self.in_item(column, base, content, origin));
        if !taken {
            self.text_line(out, raw, content, origin);
        }
    }

    /// Ends the containers that the indentation of a line ends.
    fn end_indented(&mut self, column: usize, content: &str) {
        while let Some(last) = self.open.last() {
            let keep = match last.end {
                End::Indent => column >= last.short_body.unwrap_or(last.column + 4),
                End::Tabs => column >= last.column + 4 || (column == last.column && continues_tabs(content)),
                End::Colons(_) | End::Slashes(_) | End::Tag(_) => true,
            };
            if keep {
                return;
            }
            if let Some(fence) = self.fence.take() {
                self.emit(fence.out, &fence.closing(), fence.line);
                let help = fence.help();
                self.unclosed("the code fence is never closed before the block around it ends", help, fence.line);
            }
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.items.truncate(open.items);
        self.emit(open.out, &nodes::close_marker(open.id), open.line);
        self.blank = true;
        self.code = false;
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(open) = self.open.last() {
                let (line, end) = (open.line, open.end);
                if let Some(closing) = end.closing() {
                    let help = format!("write {closing} on a line of its own where the block ends");
                    self.unclosed("the block that starts here is never closed", help, line);
                }
            }
            self.close_last();
        }
    }

    /// Follows list items, and gives the column at which the line is written.
    fn place(&mut self, column: usize, content: &str) -> Place {
        let column = column.saturating_sub(self.cut());
        let around = self.open.last().map(|it| Around { items: it.items, column: it.out }).unwrap_or_default();
        let rule = match self.options.dialect {
            DialectName::Techdocs => Rule::TrulySane,
            DialectName::Docusaurus => Rule::Mdx,
            _ => Rule::CommonMark,
        };
        // A line after indented code goes on with no paragraph either.
        self.items.enter(column, content, self.blank || self.code, around, rule)
    }

    /// Is CommonMark the whole truth?
    fn is_plain(&self) -> bool {
        self.options.dialect == DialectName::Github
    }

    /// On GitHub a fence ends with the list item that it stands in. Elsewhere authors who close it at another column mean
    /// the same code, and the rest of their page must not become code.
    fn end_fence_of_item(&mut self, column: usize) {
        let Some(item) = self.items.column().map(|it| it + self.cut()).filter(|_| self.is_plain()) else { return };
        if let Some(fence) = self.fence.take_if(|it| column < item && it.column >= item) {
            self.unclosed("the code fence is never closed before its list item ends", fence.help(), fence.line);
        }
    }

    fn fenced_line(&mut self, column: usize, raw: &str, content: &str, origin: Origin) {
        let Some(fence) = &self.fence else { return };
        let (from, to) = (fence.column, fence.out);
        // Four columns are too many: behind the fence, or to CommonMark behind its list item.
        let base = if self.is_plain() { self.items.column().map_or(0, |it| it + self.cut()).min(from) } else { from };
        let closes = fence.is_closed_by(content) && column < base + 4;
        if closes {
            self.fence = None;
            self.emit_moved(to, content, raw, origin);
        } else {
            // Code keeps its indentation against its fence.
            let out = (column + to).saturating_sub(from);
            let text = if out + from == column + to { content } else { content.trim_start() };
            match self.techdocs && text.contains('\t') {
                true => self.emit_moved(out, &without_tabs(text, column), raw, origin),
                false => self.emit_moved(out, text, raw, origin),
            }
        }
        self.blank = false;
    }

    /// Takes a line that belongs to a container. `false`: it is Markdown.
    fn construct(&mut self, column: usize, out: usize, content: &'a str, origin: Origin) -> bool {
        let Some(construct) = construct::recognise(content, self.ahead(), self.options) else {
            return match alerts::recognise(content, self.techdocs) {
                Some(alert) => self.alert(out, &alert, origin),
                None => self.listing_in_quote(out, content, origin) || self.list_in_quote(out, content, origin),
            };
        };
        match construct {
            Construct::Open(opening) => {
                if self.open.len() >= MAX_OPEN {
                    return false;
                }
                self.at += opening.more_lines;
                self.open_container(column, out, opening, origin);
            }
            Construct::Close(end) => {
                if !self.close_matching(end) {
                    let help = "take the line out, or write the line that opens the block before it".to_owned();
                    self.unclosed("nothing is open that this line could close", help, origin);
                }
            }
            Construct::List(list) => {
                let after = !self.blank;
                self.out.lists.push(list);
                self.emit(out, &nodes::list_marker(self.out.lists.len() - 1, after), origin);
                self.blank = true;
            }
            Construct::Abbreviation(short, long) => self.out.abbreviations.push((short, long)),
            Construct::Text(lines, more_lines) => {
                self.at += more_lines;
                for line in lines {
                    self.emit(out, &line, origin);
                }
                self.note(Code::UnknownConstruct, "the documentation of code is not generated here; its name is shown", origin);
                self.blank = true;
            }
            Construct::Lines(lines) => {
                for line in lines {
                    self.emit(out, &line, origin);
                }
                self.blank = false;
            }
            Construct::Nothing(more_lines) => {
                self.at += more_lines;
                self.blank = true;
            }
        }
        true
    }

    fn open_container(&mut self, column: usize, out: usize, opening: Opening, origin: Origin) {
        let is_tab = opening.container == Container::Tab;
        let implied_set = is_tab && matches!(opening.end, End::Indent | End::Slashes(_));
        let in_set = self.open.last().is_some_and(|it| it.end == End::Tabs && it.column == column);
        if implied_set {
            if in_set && opening.new_set {
                self.close_last();
            }
            if !in_set || opening.new_set {
                self.push_container(Container::TabSet { selected: 0 }, End::Tabs, column, out, origin);
            }
            if let (true, Some(id)) = (opening.selected, self.open.last().map(|it| it.id)) {
                self.select_tab(id);
            }
        }
        self.push_container(opening.container, opening.end, column, out, origin);
        if let Some(title) = opening.title {
            self.emit(out, &nodes::title_line(title.trim()), origin);
            self.emit(out, &nodes::body_marker(), origin);
        }
        for line in opening.first_lines {
            self.emit(out, &line, origin);
        }
        self.blank = true;
    }

    /// The tab that comes next is the one that shows first.
    fn select_tab(&mut self, set: usize) {
        let before = self.out.containers.iter().skip(set + 1).filter(|it| **it == Container::Tab).count();
        if let Some(Container::TabSet { selected }) = self.out.containers.get_mut(set) {
            *selected = before;
        }
    }

    fn push_container(&mut self, container: Container, end: End, column: usize, out: usize, origin: Origin) {
        let id = self.out.containers.len();
        self.out.containers.push(container);
        self.emit(out, &nodes::open_marker(id), origin);
        // Lines of the body move from where they are written to the column of the container.
        let cut = if end == End::Indent { (column + 4).saturating_sub(out) } else { column.saturating_sub(out) };
        self.open.push(Open { id, end, cut, column, out, items: self.items.len(), short_body: None, line: origin });
    }

    /// Closes the innermost container that `end` ends, and what is open in it.
    fn close_matching(&mut self, end: End) -> bool {
        let matching = self.open.iter().rposition(|it| match (it.end, end) {
            (End::Colons(open), End::Colons(close)) | (End::Slashes(open), End::Slashes(close)) => close >= open,
            (open, close) => open == close,
        });
        let Some(depth) = matching else { return false };
        self.close_to(depth + 1);
        self.close_last();
        true
    }

    /// Writes a line of Markdown, noting fences, comments and HTML that start in it.
    fn text_line(&mut self, out: usize, raw: &str, content: &str, origin: Origin) {
        if content.trim_end() == "|" && !self.blank && !self.code {
            // A row of a table that is not filled in yet; pulldown-cmark would end the table.
            return self.emit(out, "| |", origin);
        }
        if let Some(row) = inline_source::delimiter_row(content).filter(|_| !self.blank && !self.code) {
            return self.emit_moved(out, &row, raw, origin);
        }
        if self.techdocs && !self.code && self.python_text(out, content, origin) {
            return;
        }
        let inner = lists::after_markers(content);
        if !self.code {
            if let Some((letter, length)) = fence::start(inner) {
                if self.techdocs && self.region.is_open() && !self.blank {
                    self.emit(0, "", origin); // To CommonMark the block of HTML would go on.
                }
                let (column, extra) = (indentation(raw).0, content.chars().count() - inner.chars().count());
                self.fence = Some(Fence { letter, length, column: column + extra, out: out + extra, line: origin });
                if self.techdocs && self.code_behind_fence(inner, out, content, origin) {
                    return;
                }
            } else if inner.starts_with('<') {
                if self.html_line(out, raw, content, origin) {
                    return;
                }
            } else {
                self.region.count(content);
            }
        }
        if self.techdocs && !self.code && self.fence.is_none() {
            let mut line = self.referring(inline_source::techdocs_line(content, self.blank));
            if self.is_row(content) {
                line = inline_source::without_pipes_in_code(line);
            }
            self.emit_moved(out, &line, raw, origin);
        } else if self.options.dialect == DialectName::Docusaurus && self.fence.is_none() {
            self.emit_moved(out, &docusaurus::mdx_line(content), raw, origin);
        } else if self.options.dialect == DialectName::Jekyll && self.fence.is_none() && !self.code {
            self.emit_moved(out, &jekyll::without_marks(content), raw, origin);
        } else if self.options.dialect == DialectName::Gitbook && self.fence.is_none() {
            self.emit_moved(out, &gitbook::without_tags(content), raw, origin);
        } else {
            self.emit_moved(out, content, raw, origin);
        }
        // A list below a heading starts below no paragraph.
        self.blank = self.techdocs && !self.code && content.starts_with('#');
    }

    /// Whether the line is a row of a table: its head, or below one.
    fn is_row(&mut self, content: &str) -> bool {
        let heads = || self.lines.get(self.at).is_some_and(|it| inline_source::is_delimiter_row(it.0));
        self.in_table = content.contains('|') && ((self.in_table && !self.blank) || heads());
        self.in_table
    }

    /// Writes a line that starts with a tag. `false`: it is written like any other.
    fn html_line(&mut self, out: usize, raw: &str, content: &str, origin: Origin) -> bool {
        if content.starts_with("<!--") && self.offset >= self.last_comment_end {
            self.emit_moved(out, &format!("\\{content}"), raw, origin);
            self.note(Code::UnclosedMarkup, "the HTML comment is never closed, so it is shown as text", origin);
            self.blank = false;
            return true;
        }
        if self.techdocs && self.comment_as_term(out, content, origin) {
            return true;
        }
        let python_or_ruby = self.techdocs || self.options.dialect == DialectName::Jekyll;
        let closing = python_or_ruby && content.starts_with("</") && content.trim_end().ends_with('>');
        let Some(lines) =
            self.region.line(content, python_or_ruby, self.techdocs).or_else(|| closing.then(|| vec![content.to_owned()]))
        else {
            return false;
        };
        for line in lines {
            // A sign that is not the author's stands before the line.
            let shift = origin.shift - i32::from(line.starts_with(MARK));
            self.emit_moved(out, &line, raw, Origin { shift, ..origin });
        }
        let next = self.lines.get(self.at).map_or("", |it| it.0.trim_start());
        if closing && !next.is_empty() && !next.starts_with('<') {
            // Markdown goes on right after an end tag, for CommonMark only after a blank line.
            self.emit(0, "", origin);
        }
        self.blank = false;
        true
    }
}

/// Whether the line goes on with the tab set before it.
fn continues_tabs(content: &str) -> bool {
    (content.starts_with("=== \"") || content.starts_with("===+ \"") || content.starts_with("=== '"))
        || content.strip_prefix("///").is_some_and(|it| it.trim_start_matches('/').trim_start().starts_with("tab"))
}
