//! What raw HTML a page may hold.
//!
//! Two gates. [`Gate`] reads each stretch of raw HTML on its own, drops what is active, escapes what is unfinished, and
//! writes every tag out again with attributes from a list: links become slots, ids stay unique. Then the whole fragment,
//! ours and theirs, passes ammonia once ([`clean`]), which is the gate that security rests on: its list holds no svg, no math,
//! no style and no element whose text is raw, so nothing can change its meaning when a browser parses it again.

use std::collections::{HashMap, HashSet};

use super::allowed::{ADDRESSES, ATTRIBUTES, DROPPED_WHOLE, ELEMENTS, RAW_TEXT, allowed_class, closes_itself, is_html, safe_id};
use super::attributes::Attributes;
use super::headings::Ids;
use super::html::{self, HtmlTag, Token};
use super::sink::Sink;
use super::{LinkRole, LinkSlot, Note, Options, escape, url};
use crate::config::DialectName;
use crate::diagnostic::{Code, Span};

/// Whether a stretch of raw HTML needs the sanitiser: anything but comments and line breaks.
pub(super) fn needs_cleaning(stretch: &str) -> bool {
    html::tokens(stretch).iter().any(|it| match it {
        Token::Tag(tag) => tag.closing || !matches!(tag.name.as_str(), "br" | "wbr"),
        Token::Text(_) | Token::Comment | Token::Unfinished(_) => false,
    })
}

/// Elements that are left open at most: deeper nesting is flattened, for sanitising is quadratic in it.
const MAX_DEPTH: usize = 200;

/// The names with a hyphen that have an end tag somewhere in a page.
fn ended_custom_elements(text: &str) -> HashSet<String> {
    let name = |it: &str| it.split(|it: char| !it.is_ascii_alphanumeric() && it != '-').next().map(str::to_ascii_lowercase);
    text.split("</").skip(1).filter_map(name).filter(|it| it.contains('-')).collect()
}

/// Reads raw HTML, stretch by stretch.
#[derive(Debug, Default)]
pub(super) struct Gate {
    depth: usize,
    frame_hosts: Vec<String>,
    /// Tags of no known element are words that the author put into angle brackets.
    shows_placeholders: bool,
    /// Line breaks count inside `<pre>`: none is added there.
    in_pre: bool,
    /// Names with a hyphen that are ended somewhere: custom elements, not words.
    custom: HashSet<String>,
    /// What was wrong.
    pub(super) notes: Vec<Note>,
    /// Ids written so far.
    pub(super) ids: Ids,
}

impl Gate {
    /// For a page of this text whose headings have `ids`.
    pub(super) fn new(options: &Options, ids: Ids, text: &str) -> Self {
        // Elsewhere, unknown tags are components.
        let shows_placeholders = matches!(options.dialect, DialectName::Techdocs | DialectName::Github | DialectName::Jekyll);
        let custom = if shows_placeholders { ended_custom_elements(text) } else { HashSet::new() };
        Self { frame_hosts: options.iframe_hosts.clone(), shows_placeholders, custom, ids, ..Self::default() }
    }

    /// Writes out what may pass of a stretch of raw HTML that stands at `span`.
    pub(super) fn write(&mut self, stretch: &str, span: Option<Span>, sink: &mut Sink) {
        let tokens = html::tokens(stretch);
        let last_ends = last_ends(&tokens);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                Token::Comment => {}
                Token::Text(text) => Self::raw_text(text, sink),
                Token::Unfinished(text) => {
                    sink.text(text);
                    self.note(Code::UnclosedMarkup, "markup is never finished, so it is shown as text".to_owned(), span);
                }
                Token::Tag(tag) => {
                    // Looked for only where there is one, so that the search is linear.
                    let ends = !tag.closing && last_ends.get(tag.name.as_str()).is_some_and(|it| *it >= at);
                    let rest = tokens.get(at..).filter(|_| ends).unwrap_or_default();
                    at += self.tag(tag, rest, span, sink);
                }
            }
        }
    }

    /// Text between tags: its entities stand as they are.
    fn raw_text(text: &str, sink: &mut Sink) {
        match text.contains(super::nodes::MARK) {
            true => sink.push(&text.replace(super::nodes::MARK, "")),
            false => sink.push(text),
        }
    }

    fn note(&mut self, code: Code, message: String, span: Option<Span>) {
        self.notes.push(Note::new(code, message, span));
    }

    /// Writes a tag, and gives how many of the tokens after it it takes with it. `rest` is empty where nothing ends it.
    fn tag(&mut self, tag: &HtmlTag<'_>, rest: &[Token<'_>], span: Option<Span>, sink: &mut Sink) -> usize {
        let name = tag.name.as_str();
        let end = || rest.iter().position(|it| matches!(it, Token::Tag(end) if end.closing && end.name == name));
        if name == "iframe" && !tag.closing {
            self.frame(tag, span, sink);
            return end().map_or(0, |it| it + 1);
        }
        if DROPPED_WHOLE.contains(&name) {
            return if tag.closing || tag.self_closing { 0 } else { end().map_or(0, |it| it + 1) };
        }
        if RAW_TEXT.contains(&name) {
            if !tag.closing && rest.is_empty() {
                sink.text(tag.raw);
                self.note(Code::UnclosedMarkup, format!("`<{name}>` is never closed, so it is shown as text"), span);
            }
            return 0;
        }
        if ELEMENTS.contains(&name) {
            self.element(tag, span, sink);
        } else if self.shows_placeholders && self.is_placeholder(tag) {
            sink.text(tag.raw);
        }
        0
    }

    /// Whether `<namespace>` or `<tenant-name>` is a word of the author's, not an element.
    fn is_placeholder(&self, tag: &HtmlTag<'_>) -> bool {
        let name = tag.name.as_str();
        let plain = !tag.closing && !tag.self_closing && tag.attributes.is_empty();
        !is_html(name) && (!name.contains('-') || (plain && !self.custom.contains(name)))
    }

    fn element(&mut self, tag: &HtmlTag<'_>, span: Option<Span>, sink: &mut Sink) {
        let counted = !html::is_void(&tag.name) && !closes_itself(&tag.name);
        if tag.name == "pre" {
            self.in_pre = !tag.closing;
        }
        if tag.closing {
            if counted {
                self.depth = self.depth.saturating_sub(1);
            }
            sink.push("</");
            sink.push(&tag.name);
            sink.push(">");
            return;
        }
        if counted {
            if self.depth >= MAX_DEPTH {
                return;
            }
            self.depth += 1;
        }
        sink.push("<");
        sink.push(&tag.name);
        self.attributes(tag, span, sink);
        sink.push(">");
        if tag.name == "br" && !self.in_pre {
            sink.push("\n");
        }
        if tag.self_closing && counted && tag.name == "a" {
            // `<a id="x"/>` does not close itself in HTML, but that is what its author meant.
            self.depth -= 1;
            sink.push("</a>");
        }
    }

    fn attributes(&mut self, tag: &HtmlTag<'_>, span: Option<Span>, sink: &mut Sink) {
        let name = tag.name.as_str();
        let id = tag.get("id").or_else(|| if name == "a" { tag.get("name") } else { None });
        // GitBook and others mark a place with a link to itself, mostly an empty one: a place, not a link.
        let marks_itself =
            name == "a" && tag.get("href").zip(id.as_ref()).is_some_and(|(href, id)| href.strip_prefix('#') == Some(id));
        if let Some(id) = id.map(|it| safe_id(&it)).filter(|it| !it.is_empty() && self.ids.reserve(it)) {
            sink.attribute("id", &id);
        }
        for (attribute, value) in &tag.attributes {
            if marks_itself && attribute == "href" {
                continue;
            }
            if let Some((_, _, role)) = ADDRESSES.iter().find(|it| it.0 == attribute && it.1.contains(&name)) {
                self.address(attribute, &html::decode(value), *role, span, sink);
            } else if attribute == "srcset" {
                srcset(&html::decode(value), span, sink);
            } else if ATTRIBUTES.iter().any(|it| it.0 == attribute && (it.1.contains(&"*") || it.1.contains(&name))) {
                sink.attribute(attribute, &html::decode(value));
            }
        }
        let written = tag.get("class").unwrap_or_default();
        let classes: Vec<&str> = written.split_whitespace().filter(|it| allowed_class(it)).collect();
        if !classes.is_empty() {
            sink.attribute("class", &classes.join(" "));
        }
        if name == "img" && tag.get("loading").is_none() {
            sink.push(" loading=\"lazy\"");
        }
        if name == "a" && tag.get("href").is_some_and(|it| url::is_external(&url::normalise(&it))) {
            sink.push(" rel=\"noopener noreferrer\"");
        }
    }

    fn address(&mut self, name: &str, value: &str, role: LinkRole, span: Option<Span>, sink: &mut Sink) {
        let target = url::normalise(value);
        let allowed = if role == LinkRole::RawLink { url::allowed_link(&target) } else { url::allowed_source(&target) };
        if allowed {
            sink.link(name, LinkSlot { target, role, span });
        } else {
            self.note(Code::UnsafeAddress, format!("the address `{}` is not of an allowed scheme", shortened(&target)), span);
        }
    }

    /// A frame: embedded from allowed hosts, else a link to what it would have shown.
    fn frame(&mut self, tag: &HtmlTag<'_>, span: Option<Span>, sink: &mut Sink) {
        let target = url::normalise(&tag.get("src").unwrap_or_default());
        if !matches!(url::scheme(&target).as_deref(), Some("http" | "https")) {
            return;
        }
        let title = tag.get("title").unwrap_or_else(|| target.clone());
        let mut html = String::new();
        if host(&target).is_some_and(|it| self.frame_hosts.contains(&it)) {
            html.push_str("<iframe");
            escape::attribute(&mut html, "src", &target);
            escape::attribute(&mut html, "title", &title);
            for size in ["width", "height"] {
                let value = tag.get(size).filter(|it| it.trim_end_matches('%').bytes().all(|it| it.is_ascii_digit()));
                value.into_iter().for_each(|it| escape::attribute(&mut html, size, &it));
            }
            html.push_str(" loading=\"lazy\" referrerpolicy=\"strict-origin-when-cross-origin\" allowfullscreen></iframe>");
        } else {
            html.push_str("<a class=\"frame-link\" rel=\"noopener noreferrer\"");
            escape::attribute(&mut html, "href", &target);
            html.push('>');
            escape::push(&mut html, &title);
            html.push_str("</a>");
            let message =
                format!("a frame from `{}` is not allowed here, so it is shown as a link", host(&target).unwrap_or_default());
            self.note(Code::FrameNotAllowed, message, span);
        }
        sink.trusted(html);
    }

    /// The attributes that an attribute list adds to an element of ours: never an address, never a handler.
    pub(super) fn list(&mut self, attributes: &Attributes, element: &str, sink: &mut Sink) {
        for (name, value) in &attributes.pairs {
            if ATTRIBUTES.iter().any(|it| it.0 == name && it.0 != "alt" && (it.1.contains(&"*") || it.1.contains(&element))) {
                sink.attribute(name, value);
            }
        }
    }
}

/// For each name, where its last end tag stands.
fn last_ends<'t>(tokens: &'t [Token<'_>]) -> HashMap<&'t str, usize> {
    let ends = tokens.iter().enumerate().filter_map(|(at, it)| match it {
        Token::Tag(tag) if tag.closing => Some((tag.name.as_str(), at)),
        _ => None,
    });
    ends.collect()
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The host of an http(s) address, with its port.
fn host(address: &str) -> Option<String> {
    let url = ::url::Url::parse(address).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Candidates of a `srcset`: each address a slot.
fn srcset(value: &str, span: Option<Span>, sink: &mut Sink) {
    let candidates: Vec<(String, &str)> = value
        .split(", ")
        .filter_map(|it| {
            let mut words = it.trim().splitn(2, char::is_whitespace);
            let target = url::normalise(words.next()?.trim_end_matches(','));
            (!target.is_empty() && url::allowed_source(&target)).then(|| (target, words.next().unwrap_or_default().trim()))
        })
        .collect();
    if candidates.is_empty() {
        return;
    }
    sink.push(" srcset=\"");
    for (index, (target, size)) in candidates.into_iter().enumerate() {
        if index > 0 {
            sink.push(", ");
        }
        sink.slot(LinkSlot { target, role: LinkRole::RawImage, span });
        if !size.is_empty() {
            sink.push(" ");
            sink.text(size);
        }
    }
    sink.push("\"");
}

/// Sanitises a whole fragment.
pub(super) fn clean(fragment: &str) -> String {
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut everywhere: HashSet<&str> = ["id", "class", "role", "aria-label", "aria-hidden", "tabindex"].into();
    for (attribute, elements) in ATTRIBUTES {
        for element in *elements {
            if *element == "*" {
                everywhere.insert(attribute);
            } else {
                attributes.entry(element).or_default().insert(attribute);
            }
        }
    }
    for (attribute, elements, _) in ADDRESSES {
        for element in *elements {
            attributes.entry(element).or_default().insert(attribute);
        }
    }
    for (element, attribute) in [("a", "rel"), ("img", "srcset"), ("source", "srcset"), ("label", "for")] {
        attributes.entry(element).or_default().insert(attribute);
    }
    ammonia::Builder::new()
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes(attributes)
        .generic_attributes(everywhere)
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None)
        .clean(fragment)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(html: &str) -> String {
        let mut gate = Gate::default();
        let mut sink = Sink::guarded(html);
        gate.write(html, None, &mut sink);
        sink.finish()
            .iter()
            .map(|it| match it {
                super::super::Piece::Html(html) => html.as_str(),
                super::super::Piece::Link(slot) => slot.target.as_str(),
                super::super::Piece::Title(words) => words.as_str(),
            })
            .collect()
    }

    #[test]
    fn keeps_what_dresses_text() {
        let html = "<details open=\"\"><summary>S</summary><img src=\"a.png\" width=\"3\" loading=\"lazy\"></details>";
        assert_eq!(through(html), html);
        assert_eq!(through("<a name=x></a>"), "<a id=\"x\"></a>");
        assert_eq!(through("<a href=\"#x\" id=\"x\"></a>"), "<a id=\"x\"></a>");
    }

    #[test]
    fn drops_what_is_active() {
        for html in [
            "<script>alert(1)</script>",
            "<svg><script>x</script></svg>",
            "<style>*{}</style>",
            "<math><mtext></mtext></math>",
            "<object data=x></object>",
        ] {
            assert_eq!(through(html), "", "{html}");
        }
        assert_eq!(through("<b onclick=x() style=\"a:b\">t</b>"), "<b>t</b>");
        assert_eq!(through("<a href=\"java&#115;cript:x()\">t</a>"), "<a>t</a>");
    }

    #[test]
    fn words_in_angle_brackets_are_shown_and_custom_elements_are_not() {
        let text = "<tenant-name> <x-card>a</x-card> <y-card z=1> <b-r/> <ns>";
        let options = Options::plain(DialectName::Techdocs);
        let mut sink = Sink::guarded(text);
        Gate::new(&options, Ids::default(), text).write(text, None, &mut sink);
        let shown: String =
            sink.finish().iter().map(|it| if let super::super::Piece::Html(html) = it { html.as_str() } else { "" }).collect();
        assert_eq!(shown, "&lt;tenant-name&gt; a   &lt;ns&gt;");
    }

    #[test]
    fn line_breaks_in_pre_stand_for_themselves() {
        assert_eq!(through("<pre>a<br>b</pre>c<br>d"), "<pre>a<br>b</pre>c<br>\nd");
    }

    #[test]
    fn what_would_swallow_the_page_is_text() {
        assert_eq!(through("<textarea>a<b>c</b>"), "&lt;textarea&gt;a<b>c</b>");
        assert_eq!(through("<!-- a"), "&lt;!-- a");
        assert_eq!(through("<div title=\"x <b>y</b>"), "&lt;div title=\"x <b>y</b>");
    }

    #[test]
    fn ids_are_written_once_and_never_the_portals() {
        assert_eq!(through("<b id=x>1</b><b id=x>2</b>"), "<b id=\"x\">1</b><b>2</b>");
        assert_eq!(through("<b id=idp-search>1</b>"), "<b id=\"user-content-idp-search\">1</b>");
    }
}
