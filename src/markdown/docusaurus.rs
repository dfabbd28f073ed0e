//! Constructs of Docusaurus: `:::note`, tabs and other components, imports, MDX comments.

use std::borrow::Cow;

use super::FrontMatter;
use super::attributes::{self, Attributes};
use super::blocks::{Construct, End, Opening};
use super::container::{Admonition, Container};
use super::source_map::{Mapped, Origin, start_of};

/// `:::note`, `:::tip[Title]`, `:::tip Title`, and the `:::` that ends it.
pub(super) fn colons(content: &str, next: &[(&str, Origin)]) -> Option<Construct> {
    let count = content.bytes().take_while(|it| *it == b':').count();
    let rest = content.get(count..).filter(|_| count >= 3)?.trim();
    if rest.is_empty() {
        return Some(Construct::Close(End::Colons(count)));
    }
    let has_options = next.first().is_some_and(|it| it.0.starts_with("    :"));
    if count == 3 && content.starts_with("::: ") && (rest.contains('.') || has_options) && !rest.contains([' ', '/']) {
        return Some(api_reference(rest, next));
    }
    let rest = rest.strip_prefix('{').map_or(rest, |it| it.trim_start_matches('.'));
    let length = rest.find(|it: char| !(it.is_alphanumeric() || matches!(it, '-' | '_'))).unwrap_or(rest.len());
    let (kind, rest) = rest.split_at(length);
    if kind.is_empty() || !kind.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return None;
    }
    let rest = rest.trim_start_matches('}').trim();
    let (title, list) = match rest.strip_prefix('[').and_then(|it| it.rsplit_once(']')) {
        Some((title, list)) => (title.to_owned(), list),
        None => match rest.find('{') {
            Some(at) => (rest.get(..at).unwrap_or_default().to_owned(), rest.get(at..).unwrap_or_default()),
            None => (rest.to_owned(), ""),
        },
    };
    let list = attributes::at_start(list.trim(), false).map(|it| it.0).unwrap_or_default();
    let title = list.get("title").map_or(title, str::to_owned);
    let mut admonition = Admonition::of(kind);
    if kind == "details" {
        admonition = Admonition { classes: Vec::new(), collapsible: Some(false), fallback: "Details".to_owned() };
    }
    Some(Construct::Open(Opening::of(Container::Admonition(admonition), End::Colons(count)).titled(Some(title))))
}

/// `::: package.module.Class` and its indented options: mkdocstrings would put the documentation of the code here (and
/// `::: mkdocs-click`, with options like `:module:`, that of a command). The name stays, so that a reader knows what is meant.
fn api_reference(name: &str, next: &[(&str, Origin)]) -> Construct {
    let options = next.iter().take_while(|it| it.0.starts_with("    ")).count();
    let name: String = name.chars().filter(|it| *it != '`').collect();
    Construct::Text(vec![format!("`{name}`"), String::new()], options)
}

/// A tag as JSX writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct JsxTag {
    name: String,
    closing: bool,
    self_closing: bool,
    /// Attributes with a plain text value; `{…}` is code and is dropped, but for a quoted text in it.
    attributes: Vec<(String, String)>,
    /// Bytes that it takes.
    length: usize,
}

impl JsxTag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// Longest tag that is read.
const MAX_TAG: usize = 8192;
/// The same within a line of text.
const MAX_TAG_IN_LINE: usize = 2048;

/// The tag at the start of a text.
fn jsx_tag(text: &str) -> Option<JsxTag> {
    let mut tag = JsxTag::default();
    let text = start_of(text, MAX_TAG);
    let mut rest = text.strip_prefix('<')?;
    if let Some(after) = rest.strip_prefix('/') {
        (tag.closing, rest) = (true, after);
    }
    let end = rest.find(|it: char| !(it.is_alphanumeric() || matches!(it, '.' | '-' | '_')))?;
    let (name, mut rest) = rest.split_at(end);
    if !name.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return None;
    }
    name.clone_into(&mut tag.name);
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            (tag.self_closing, tag.length) = (true, text.len() - after.len());
            return Some(tag);
        }
        if let Some(after) = rest.strip_prefix('>') {
            tag.length = text.len() - after.len();
            return Some(tag);
        }
        if rest.starts_with('{') {
            rest = rest.get(braces(rest)?..)?;
            continue;
        }
        let end = rest.find(|it: char| it.is_whitespace() || matches!(it, '=' | '>' | '/' | '<' | '{' | '"'))?;
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            return None;
        }
        let Some(value) = after.strip_prefix('=') else {
            tag.attributes.push((key.to_owned(), String::new()));
            rest = after;
            continue;
        };
        let (value, after) = jsx_value(value)?;
        tag.attributes.extend(value.map(|it| (key.to_owned(), it)));
        rest = after;
    }
}

/// The value at the start of a text, if it is plain text, and what follows it.
fn jsx_value(text: &str) -> Option<(Option<String>, &str)> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let (value, after) = inner.split_once(quote)?;
            return Some((Some(value.to_owned()), after));
        }
    }
    if text.starts_with('{') {
        let end = braces(text)?;
        let inner = text.get(1..end - 1)?.trim();
        // `require('./x.png').default` is how pictures are named to webpack.
        let file = inner.strip_prefix("require(").and_then(|it| it.trim_end_matches(".default").strip_suffix(')'));
        let inner = file.unwrap_or(inner).trim();
        let plain =
            ['"', '\'', '`'].iter().find_map(|it| inner.strip_prefix(*it)?.strip_suffix(*it)).filter(|it| !it.contains("${"));
        return Some((plain.map(str::to_owned), text.get(end..)?));
    }
    let end = text.find(|it: char| it.is_whitespace() || it == '>')?;
    let (value, after) = text.split_at(end);
    Some((Some(value.to_owned()), after))
}

/// Where the braces that open a text close.
fn braces(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(MAX_TAG) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Longest number of lines that one tag may take.
const MAX_LINES: usize = 40;

/// The tag that a line starts with, which may go on over the next lines: it, what follows it, and the lines it takes.
fn tag_at(content: &str, next: &[(&str, Origin)]) -> Option<(JsxTag, String, usize)> {
    let mut text = content.to_owned();
    let mut lines = next.iter().take(MAX_LINES).take_while(|it| !it.0.trim().is_empty());
    let mut more = 0;
    loop {
        if let Some(tag) = jsx_tag(&text) {
            let rest = text.get(tag.length..).unwrap_or_default().trim().to_owned();
            return Some((tag, rest, more));
        }
        text.push('\n');
        text.push_str(lines.next()?.0);
        more += 1;
    }
}

/// A line that starts with a tag.
pub(super) fn element(content: &str, next: &[(&str, Origin)]) -> Option<Construct> {
    if content.starts_with("<!--") || (content.contains('>') && !content.contains('{') && !is_component(content)) {
        return None;
    }
    let (tag, rest, more_lines) = tag_at(content, next)?;
    if tag.closing && rest.is_empty() {
        return match tag.name.as_str() {
            "Tabs" => Some(Construct::Close(End::Tag("Tabs"))),
            "TabItem" => Some(Construct::Close(End::Tag("TabItem"))),
            "Admonition" => Some(Construct::Close(End::Tag("Admonition"))),
            "Details" => Some(Construct::Close(End::Tag("Details"))),
            _ if is_component(content) => Some(Construct::Nothing(more_lines)),
            _ => None,
        };
    }
    if let Some(opening) = container(&tag) {
        let mut opening = Opening { more_lines, ..opening };
        if let End::Tag(name) = opening.end {
            return Some(Construct::Open(with_rest(&mut opening, &rest, name)));
        }
    }
    if is_component(content) {
        let end = format!("</{}>", tag.name);
        let inner = rest.strip_suffix(end.as_str()).unwrap_or(&rest);
        return Some(if inner.is_empty() { Construct::Nothing(more_lines) } else { Construct::Lines(vec![inner.to_owned()]) });
    }
    Some(Construct::Lines(vec![format!("{}{rest}", plain_tag(&tag))])).filter(|_| more_lines == 0)
}

/// A container with what its first line already holds.
fn with_rest(opening: &mut Opening, rest: &str, name: &str) -> Opening {
    let end = format!("</{name}>");
    if !rest.is_empty() && rest != end {
        let inner = rest.strip_suffix(end.as_str()).unwrap_or(rest);
        opening.first_lines.push(inner.to_owned());
    }
    if rest.ends_with(end.as_str()) {
        // It ends on its first line: what indentation ends, the next line ends.
        opening.end = End::Indent;
    }
    opening.clone()
}

fn is_component(content: &str) -> bool {
    content.trim_start_matches(['<', '/']).starts_with(|it: char| it.is_ascii_uppercase())
}

/// The container that a component is.
fn container(tag: &JsxTag) -> Option<Opening> {
    if tag.closing || tag.self_closing {
        return None;
    }
    Some(match tag.name.as_str() {
        "Tabs" => Opening::of(Container::TabSet { selected: 0 }, End::Tag("Tabs")),
        "TabItem" => {
            let label = tag.get("label").or(tag.get("value")).unwrap_or_default();
            let opening = Opening::of(Container::Tab, End::Tag("TabItem"));
            Opening { title: Some(label.to_owned()), selected: tag.get("default").is_some(), ..opening }
        }
        "Admonition" => {
            let container = Container::Admonition(Admonition::of(tag.get("type").unwrap_or("note")));
            Opening::of(container, End::Tag("Admonition")).titled(tag.get("title").map(str::to_owned))
        }
        "Details" => {
            let admonition = Admonition { classes: Vec::new(), collapsible: Some(false), fallback: "Details".to_owned() };
            Opening::of(Container::Admonition(admonition), End::Tag("Details")).titled(tag.get("summary").map(str::to_owned))
        }
        "CodeBlock" => Opening::of(Container::Element { name: "div", attributes: Attributes::default() }, End::Tag("CodeBlock")),
        _ => return None,
    })
}

/// A tag of HTML without what only JSX knows.
fn plain_tag(tag: &JsxTag) -> String {
    let mut out = format!("<{}{}", if tag.closing { "/" } else { "" }, tag.name);
    for (name, value) in &tag.attributes {
        let name = if name == "className" { "class" } else { name };
        super::escape::attribute(&mut out, name, value);
    }
    out.push_str(if tag.self_closing { "/>" } else { ">" });
    out
}

/// `href={"x"}` on a line of its own, in a tag that goes over lines: the attribute with its text, and what follows it.
fn lone_attribute(line: &str) -> Option<String> {
    let (name, value) = line.split_once("={")?;
    let named = name.starts_with(|it: char| it.is_ascii_alphabetic());
    if !named || !name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-') {
        return None;
    }
    let (value, rest) = value.trim_end().rsplit_once('}')?;
    let text = ['"', '\'', '`'].iter().find_map(|it| value.strip_prefix(*it)?.strip_suffix(*it));
    let text = text.filter(|it| !it.contains(['"', '$']));
    matches!(rest.trim(), "" | ">" | "/>").then(|| match text {
        Some(text) => format!("{name}=\"{text}\"{rest}"),
        // A blank line would end the block of HTML, so the attribute stays, empty and under a name that shows nothing.
        None => format!("data-expression=\"\"{rest}"),
    })
}

/// Longest expression in braces that is read.
const MAX_EXPRESSION: usize = 1024;

/// `{'text'}` as its text; `{props.name}`, which only code could fill in, as nothing. With the bytes that it takes.
fn expression_at(rest: &str) -> Option<(&str, usize)> {
    let (inner, _) = start_of(rest, MAX_EXPRESSION).strip_prefix('{')?.split_once('}')?;
    let length = inner.len() + 2;
    let bare = inner.trim();
    let text = ['"', '\'', '`'].iter().find_map(|it| bare.strip_prefix(*it)?.strip_suffix(*it));
    if let Some(text) = text.filter(|it| !it.contains(['"', '\'', '`', '$', '\n'])) {
        return Some((text, length));
    }
    let known = ["props.", "frontMatter.", "metadata.", "siteConfig.", "toc."];
    let path = bare.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_'));
    (path && known.iter().any(|it| bare.starts_with(it))).then_some(("", length))
}

/// The text with the page's own values for `{frontMatter.title}` and the like. What is not there stays for [`mdx_line`].
pub(super) fn with_front_matter(text: Mapped, front_matter: &FrontMatter) -> Mapped {
    if !text.text.contains("{frontMatter.") {
        return text;
    }
    let mut out = Mapped::default();
    let mut fence: Option<&str> = None;
    let mut left = MAX_FILLED;
    for (line, origin) in text.lines() {
        let bare = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|it| bare.starts_with(it));
        fence = match (fence, marker) {
            (None, marker) => marker,
            (Some(open), Some(marker)) if open == marker => None,
            (open, _) => open,
        };
        let filled = if fence.is_some() || marker.is_some() { line.into() } else { filled(line, front_matter, &mut left) };
        out.push(&filled, origin);
    }
    out
}

/// Longest name of a value that is looked for.
const MAX_NAME: usize = 100;
/// Longest value that is filled in, in bytes.
const MAX_VALUE: usize = 1_000;
/// What all values may add to a page, in bytes.
const MAX_FILLED: usize = 256 * 1024;

fn filled<'a>(line: &'a str, front_matter: &FrontMatter, left: &mut usize) -> Cow<'a, str> {
    let (mut out, mut rest, mut in_code) = (String::new(), line, false);
    while let Some((before, after)) = rest.split_once("{frontMatter.") {
        out.push_str(before);
        in_code ^= before.bytes().filter(|it| *it == b'`').count() % 2 == 1;
        let end = after.bytes().take(MAX_NAME).position(|it| it == b'}').and_then(|it| after.split_at_checked(it));
        let value = end.and_then(|(name, after)| Some((value_of(name.trim(), front_matter)?, after.get(1..)?)));
        rest = match value.filter(|_| !in_code && !out.ends_with(['=', '\\'])) {
            Some((value, after)) if value.len() <= *left => {
                *left -= value.len();
                out.push_str(&value);
                after
            }
            _ => {
                out.push_str("{frontMatter.");
                after
            }
        };
    }
    if out.is_empty() { line.into() } else { (out + rest).into() }
}

/// A value of the front matter as Markdown that shows it as it is.
fn value_of(name: &str, front_matter: &FrontMatter) -> Option<String> {
    let mut parts = name.split('.');
    let first = front_matter.get(parts.next()?)?;
    let value = parts.try_fold(first, |it, part| it.get(part))?;
    let text = match value {
        serde_json::Value::String(it) if it.len() <= MAX_VALUE => it.clone(),
        serde_json::Value::Number(it) => it.to_string(),
        _ => return None,
    };
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            _ => {
                // By its number it is a letter in text and in the attributes of HTML, and markup in neither.
                match letter.is_ascii_punctuation() {
                    true => escaped.push_str(&format!("&#{};", u32::from(letter))),
                    false => escaped.push(letter),
                }
            }
        }
    }
    Some(escaped)
}

/// A line of Markdown without MDX comments, and with JSX attributes made plain.
pub(super) fn mdx_line(line: &str) -> Cow<'_, str> {
    if let Some(attribute) = lone_attribute(line) {
        return attribute.into();
    }
    if !line.contains('{') {
        return line.into();
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut code = false;
    let last_comment_end = line.rfind("*/}").unwrap_or(0);
    while let Some(at) = rest.find(['`', '{', '<']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let closed = line.len() - after.len() < last_comment_end;
        let comment = after.strip_prefix("{/*").filter(|_| closed && !code).and_then(|it| it.split_once("*/}"));
        let tag = if code || !after.starts_with('<') {
            None
        } else {
            jsx_tag(start_of(after, MAX_TAG_IN_LINE)).filter(|it| after.get(..it.length).is_some_and(|it| it.contains("={")))
        };
        let expression = if code || out.ends_with('\\') { None } else { expression_at(after) };
        rest = match (comment, tag) {
            (Some((_, after)), _) => after,
            (None, None) if expression.is_some() => {
                let (text, length) = expression.unwrap_or_default();
                out.push_str(&super::escape::text(text));
                after.get(length..).unwrap_or_default()
            }
            (None, Some(tag)) => {
                out.push_str(&plain_tag(&tag));
                after.get(tag.length..).unwrap_or_default()
            }
            (None, None) => {
                code ^= after.starts_with('`');
                let (one, after) = after.split_at(1);
                out.push_str(one);
                after
            }
        };
    }
    out.push_str(rest);
    out.into()
}

/// `import …` and `export …` at the start of a block, to the next blank line.
pub(super) fn statement(content: &str, next: &[(&str, Origin)]) -> Option<Construct> {
    let import = content
        .strip_prefix("import ")
        .is_some_and(|it| it.starts_with(['{', '"', '\'', '*']) || (it.contains(" from ") && it.contains(['"', '\''])));
    let export = content.strip_prefix("export ").is_some_and(|it| {
        ["const ", "default ", "function ", "let ", "async ", "{", "class ", "*"].iter().any(|word| it.starts_with(word))
    });
    (import || export).then(|| {
        let more = next.iter().take_while(|it| !it.0.trim().is_empty());
        // Imports in a row are lines of their own; a statement goes on while its lines are indented or close it.
        let goes_on = |line: &str| line.starts_with([' ', '\t', '}', ')', ']']);
        Construct::Nothing(more.take_while(|it| goes_on(it.0)).count())
    })
}

/// `{/* comment */}`, which may go on over lines.
pub(super) fn expression(content: &str, next: &[(&str, Origin)]) -> Option<Construct> {
    let inner = content.strip_prefix("{/*")?;
    if let Some((_, after)) = inner.split_once("*/}") {
        let after = after.trim();
        return Some(if after.is_empty() { Construct::Nothing(0) } else { Construct::Lines(vec![after.to_owned()]) });
    }
    let more = next.iter().position(|it| it.0.contains("*/}"))?;
    Some(Construct::Nothing(more + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DialectName;

    #[test]
    fn attributes_on_lines_of_their_own_are_plain() {
        assert_eq!(mdx_line("href={\"https://a.example\"}"), "href=\"https://a.example\"");
        assert_eq!(mdx_line("style={{\"a\":\"b\"}}>"), "data-expression=\"\">");
        assert_eq!(mdx_line("a = b={c} d"), "a = b={c} d");
        assert_eq!(mdx_line("a{' '}{'<'} `{'x'}` {props.name}\\{'y'}"), "a &lt; `{'x'}` \\{'y'}");
        assert_eq!(mdx_line("<img src={require('./a.png').default} />"), "<img src=\"./a.png\"/>");
    }

    #[test]
    fn what_never_ends_is_looked_for_once() {
        for piece in ["{", "{/*", "{'", "<a=", "<a {", "<A b={"] {
            let line = piece.repeat(200_000 / piece.len());
            let begun = std::time::Instant::now();
            mdx_line(&line);
            assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{piece}: {:?}", begun.elapsed());
        }
        for (piece, dialect) in [("{/* >\n\n", DialectName::Docusaurus), ("{::comment}\n", DialectName::Jekyll)] {
            let begun = std::time::Instant::now();
            let options = crate::markdown::Options::plain(dialect);
            let _ = crate::markdown::render(&piece.repeat(20_000), &options, &crate::markdown::NoIncludes);
            assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{piece}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn reads_admonitions() {
        let Some(Construct::Open(it)) = colons(":::tip[My *title*]", &[]) else { panic!("no container") };
        assert_eq!((it.title.as_deref(), it.end), (Some("My *title*"), End::Colons(3)));
        let Some(Construct::Open(it)) = colons("::::note My title", &[]) else { panic!("no container") };
        assert_eq!((it.title.as_deref(), it.end), (Some("My title"), End::Colons(4)));
        assert_eq!(colons("::: ", &[]), Some(Construct::Close(End::Colons(3))));
    }

    #[test]
    fn reads_tags_over_lines() {
        let next = [("  value=\"a\"", Origin { line: 2, shift: 0 }), ("  label={'A b'}>", Origin { line: 3, shift: 0 })];
        let Some(Construct::Open(it)) = element("<TabItem", &next) else { panic!("no container") };
        assert_eq!((it.title.as_deref(), it.more_lines), (Some("A b"), 2));
        assert_eq!(element("<Foo a={{b: '}'}} />", &[]), None.or(Some(Construct::Nothing(0))));
    }

    #[test]
    fn makes_tags_plain() {
        assert_eq!(mdx_line("a <b style={{color: 'red'}} className=\"x\">c</b>{/* d */}"), "a <b class=\"x\">c</b>");
        assert_eq!(mdx_line("`<b x={y}>` {/* z"), "`<b x={y}>` {/* z");
    }
}
