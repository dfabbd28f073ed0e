//! Raw HTML in the layer of containers: where Markdown is off, and where an author turned it on.

use super::super::html::{self, Token};

/// What is known of the raw HTML around a line.
#[derive(Debug, Default)]
pub(super) struct HtmlRegion {
    /// The text that ends a stretch in which nothing is Markdown: `-->`, `</pre>`.
    opaque_until: Option<&'static str>,
    /// The element that is open, and how often.
    open: Option<(String, usize)>,
    /// Its content is Markdown (md_in_html).
    markdown: bool,
}

/// Elements whose content is never Markdown, and what ends them.
const OPAQUE: &[(&str, &str)] =
    &[("<pre", "</pre>"), ("<script", "</script>"), ("<style", "</style>"), ("<textarea", "</textarea>")];

/// Elements that start a block of raw HTML for Python-Markdown. Any other tag at the start of a line starts a paragraph.
const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "table",
    "ul",
    "canvas",
    "colgroup",
    "dd",
    "body",
    "dt",
    "html",
    "iframe",
    "li",
    "legend",
    "math",
    "map",
    "noscript",
    "output",
    "object",
    "option",
    "progress",
    "script",
    "style",
    "summary",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "video",
    "center",
];

impl HtmlRegion {
    /// Whether nothing is Markdown here.
    pub(super) fn is_opaque(&self) -> bool {
        self.opaque_until.is_some()
    }

    /// Whether an element is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Follows a line in which nothing is Markdown.
    pub(super) fn opaque_line(&mut self, content: &str) {
        if self.opaque_until.is_some_and(|end| contains(content, end)) {
            self.opaque_until = None;
        }
    }

    /// Follows a line that starts with `<`. Gives the lines to write in its place, if not itself.
    pub(super) fn line(&mut self, content: &str, markdown_inside: bool, python: bool) -> Option<Vec<String>> {
        if let Some(inner) = content.strip_prefix("<!--") {
            self.opaque_until = (!inner.contains("-->")).then_some("-->");
            return None;
        }
        for (start, end) in OPAQUE {
            if content.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start)) {
                self.opaque_until = (!contains(content, end)).then_some(*end);
                self.count(content);
                return None;
            }
        }
        let tokens = html::tokens(content);
        let Some(Token::Tag(tag)) = tokens.first() else {
            self.count(content);
            return None;
        };
        let block = BLOCK_ELEMENTS.contains(&tag.name.as_str());
        if markdown_inside && !block && self.open.is_none() && content.starts_with('<') {
            // Two columns of nothing keep pulldown-cmark from taking the line for a block of HTML.
            return Some(vec![format!("{}{content}", super::MARK)]);
        }
        if markdown_inside && !tag.closing && tag.attributes.iter().any(|(name, _)| name == "markdown") {
            return Some(self.markdown_element(tag, content));
        }
        let closes = self.count(content);
        if self.markdown || closes {
            // Markdown goes on right after a line of tags.
            let whole = matches!(tokens.last(), Some(Token::Tag(_)));
            return whole.then(|| vec![content.to_owned(), String::new()]);
        }
        if self.open.is_none() && block && !tag.closing && !tag.self_closing && python {
            self.open = Some((tag.name.clone(), 0));
            self.count(content);
        }
        None
    }

    /// `<div markdown>`: the tag, then Markdown.
    fn markdown_element(&mut self, tag: &html::HtmlTag<'_>, content: &str) -> Vec<String> {
        let mut open = format!("<{}", tag.name);
        for (name, value) in tag.attributes.iter().filter(|it| it.0 != "markdown") {
            let quote = if value.contains('"') { '\'' } else { '"' };
            open.push_str(&format!(" {name}={quote}{value}{quote}"));
        }
        open.push('>');
        let rest = content.get(tag.raw.len()..).unwrap_or_default();
        let mut lines = vec![open, String::new()];
        let end = format!("</{}>", tag.name);
        if self.open.is_none() {
            self.open = Some((tag.name.clone(), 0));
            self.markdown = true;
        }
        self.count(content);
        if let Some(inner) = rest.trim_end().strip_suffix(end.as_str()) {
            lines.extend([inner.to_owned(), String::new(), end, String::new()]);
        } else if !rest.trim().is_empty() {
            lines.push(rest.to_owned());
        }
        lines
    }

    /// Counts the tags of the open element in a line. `true`: it ends here.
    pub(super) fn count(&mut self, content: &str) -> bool {
        let Some((name, depth)) = &mut self.open else { return false };
        for token in html::tokens(content) {
            match token {
                Token::Tag(tag) if tag.name == *name && tag.closing => *depth = depth.saturating_sub(1),
                Token::Tag(tag) if tag.name == *name && !tag.self_closing => *depth += 1,
                _ => {}
            }
        }
        let ends = *depth == 0;
        if ends {
            self.open = None;
            self.markdown = false;
        }
        ends
    }
}

/// Whether the text contains the ASCII `needle`, in any case.
fn contains(text: &str, needle: &str) -> bool {
    text.contains(needle) || text.to_ascii_lowercase().contains(needle)
}
