//! Code blocks: what the info string of a fence says, and the block's HTML.

use super::attributes::{self, Attributes};
use super::{allowed, escape, highlight};

/// What a fence says of its code, whichever tool it was written for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// The language, in lower case; empty where none is named.
    pub(super) language: String,
    /// The caption.
    pub(super) title: Option<String>,
    /// Number of the first line, where lines are numbered.
    pub(super) first_line: Option<u32>,
    /// Lines to point out, counted from 1, as ranges.
    pub(super) marked: Vec<(u32, u32)>,
    /// They are written as `{1,3-4}`.
    pub(super) marked_in_braces: bool,
    /// The id that its author gave it.
    pub(super) id: Option<String>,
    /// mdBook's and Docusaurus' further words: `ignore`, `live`, …
    pub(super) words: Vec<String>,
}

impl Info {
    /// Reads an info string: `py title="x" hl_lines="1 3-5"`, `{.py .cls linenums="1"}`, `rust,ignore`, `js {1,3-4} showLineNumbers`.
    pub(super) fn read(info: &str) -> Self {
        let info = info.trim();
        let (first, rest) = match info.find(|it: char| it.is_whitespace() || it == '{') {
            Some(at) => info.split_at(at),
            None => (info, ""),
        };
        let mut names = first.split(',');
        let language = names.next().unwrap_or_default().trim_start_matches('.').to_lowercase();
        let mut it = Self { language, words: names.map(str::to_owned).collect(), ..Self::default() };
        let (braces, bare) = braces(rest);
        it.list(&attributes::parse(bare.trim_start_matches([',', ' '])));
        if let Some(inner) = braces {
            if inner.trim_start().starts_with(|it: char| it.is_ascii_digit()) {
                it.marked.extend(ranges(inner));
                it.marked_in_braces = true;
            } else {
                it.list(&attributes::parse(inner));
            }
        }
        it
    }

    fn list(&mut self, list: &Attributes) {
        let mut classes = list.classes.iter();
        if self.language.is_empty() {
            self.language = classes.next().map(|it| it.to_lowercase()).unwrap_or_default();
        }
        self.id = list.id.clone().or(self.id.take());
        self.title = list.get("title").map(str::to_owned).filter(|it| !it.is_empty()).or(self.title.take());
        if let Some(start) = list.get("linenums").or(list.get("showlinenumbers")).or(list.get("start")) {
            self.first_line = if start == "false" {
                None
            } else {
                Some(start.trim().split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(1))
            };
        }
        for key in ["hl_lines", "hl", "highlight"] {
            self.marked.extend(list.get(key).map(ranges).unwrap_or_default());
        }
        for word in &list.words {
            if matches!(word.as_str(), "showLineNumbers" | "linenums" | "numberLines") {
                self.first_line.get_or_insert(1);
            }
        }
        self.words.extend(list.words.iter().cloned());
    }

    fn marks(&self, line: u32) -> bool {
        self.marked.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }
}

/// What stands in the first braces of an info string, and the rest of it.
fn braces(info: &str) -> (Option<&str>, String) {
    let found = info.find('{').and_then(|open| {
        let end = open + info.get(open..)?.find('}')?;
        let bare = format!("{} {}", info.get(..open)?, info.get(end + 1..)?);
        Some((info.get(open + 1..end), bare))
    });
    found.unwrap_or_else(|| (None, info.to_owned()))
}

/// More ranges than this are not read.
const MAX_RANGES: usize = 100;

/// `1 3-5,8` as ranges.
fn ranges(list: &str) -> Vec<(u32, u32)> {
    let parts = list.split([',', ' ']).filter(|it| !it.is_empty()).take(MAX_RANGES);
    let range = |it: &str| match it.split_once('-') {
        Some((from, to)) => Some((from.trim().parse().ok()?, to.trim().parse().ok()?)),
        None => it.trim().parse().ok().map(|line| (line, line)),
    };
    parts.filter_map(range).collect()
}

/// Docusaurus' comments that mark the lines around them.
const MARKING_COMMENTS: &[&str] = &["highlight-next-line", "highlight-start", "highlight-end"];

/// Takes the comments that mark lines out of the code and into the info.
pub(super) fn take_marking_comments(info: &mut Info, code: &str) -> String {
    if !code.contains("highlight-") {
        return code.to_owned();
    }
    let mut kept = String::with_capacity(code.len());
    let (mut line, mut from, mut next) = (0_u32, None, false);
    for text in code.split_inclusive('\n') {
        let bare = text.trim().trim_start_matches(['/', '#', '*', '<', '!', '-', '{', ' ', ';']);
        let bare = bare.trim_end_matches(['*', '/', '-', '>', '}', ' ']);
        match MARKING_COMMENTS.iter().position(|it| *it == bare) {
            Some(0) => next = true,
            Some(1) => from = Some(line + 1),
            Some(_) => info.marked.extend(from.take().map(|it| (it, line))),
            None => {
                line += 1;
                kept.push_str(text);
                if std::mem::take(&mut next) {
                    info.marked.push((line, line));
                }
            }
        }
    }
    kept
}

/// A code block as finished HTML.
pub(super) fn html(info: &Info, code: &str) -> String {
    let code = code.strip_suffix('\n').unwrap_or(code);
    let painted = highlight::highlight(&info.language, code).unwrap_or_else(|| escape::text(code));
    let mut html = String::with_capacity(painted.len() + 160);
    html.push_str("<div class=\"highlight\"");
    if let Some(id) = &info.id {
        escape::attribute(&mut html, "id", id);
    }
    html.push('>');
    if let Some(title) = &info.title {
        html.push_str("<span class=\"filename\">");
        escape::push(&mut html, title);
        html.push_str("</span>");
    }
    html.push_str("<pre tabindex=\"0\">");
    if let Some(first) = info.first_line {
        line_numbers(&mut html, first, code);
    }
    html.push_str("<code");
    if !info.language.is_empty() {
        escape::attribute(&mut html, "class", &format!("language-{}", allowed::safe_class(&info.language)));
    }
    html.push('>');
    if info.marked.is_empty() {
        html.push_str(&painted);
    } else {
        mark_lines(&mut html, info, &painted);
    }
    html.push_str("\n</code></pre></div>");
    html
}

/// The numbers stand beside the code, not in it: copying the code leaves them out.
fn line_numbers(html: &mut String, first: u32, code: &str) {
    html.push_str("<span class=\"linenos\" aria-hidden=\"true\">");
    for (number, _) in (first..).zip(code.split('\n')) {
        html.push_str(&number.to_string());
        html.push('\n');
    }
    html.push_str("</span>");
}

fn mark_lines(html: &mut String, info: &Info, painted: &str) {
    for (number, line) in (1..).zip(painted.split('\n')) {
        if number > 1 {
            html.push('\n');
        }
        let marked = info.marks(number);
        if marked {
            html.push_str("<span class=\"hll\">");
        }
        html.push_str(line);
        if marked {
            html.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_each_tool_writes() {
        let it = Info::read("py title=\"a b.py\" linenums=\"3\" hl_lines=\"1 3-5\"");
        assert_eq!((it.language.as_str(), it.title.as_deref(), it.first_line), ("py", Some("a b.py"), Some(3)));
        assert_eq!(it.marked, [(1, 1), (3, 5)]);
        assert_eq!(Info::read("{ .yaml .annotate title=\"x\" }").language, "yaml");
        assert_eq!(Info::read("rust,ignore").words, ["ignore"]);
        let it = Info::read("js {1,4-6} showLineNumbers title=\"x.js\"");
        assert_eq!((it.marked.len(), it.first_line, it.title.as_deref()), (2, Some(1), Some("x.js")));
    }

    #[test]
    fn takes_marking_comments_out() {
        let mut info = Info::default();
        let code = take_marking_comments(&mut info, "a\n// highlight-next-line\nb\n# highlight-start\nc\nd\n# highlight-end\n");
        assert_eq!(code, "a\nb\nc\nd\n");
        assert_eq!(info.marked, [(2, 2), (3, 4)]);
    }

    #[test]
    fn marks_lines_without_breaking_colours() {
        let info = Info { language: "python".into(), marked: vec![(2, 2)], ..Info::default() };
        let html = html(&info, "x = '''\na\n'''\n");
        assert!(html.contains("<span class=\"hll\"><span class=\"hl-string\">a</span></span>"), "{html}");
    }
}
