//! Raw HTML in a page, cut into tags.
//!
//! A browser reads a page's raw HTML in the context of everything before it, so a tag that is never finished would eat
//! what follows. Here a stretch of raw HTML is read on its own: what is complete is a tag, what is not is text. Every
//! attribute is then written out again by us, so the sanitiser reads exactly what was read here.

/// A piece of a stretch of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags, entities and all.
    Text(&'a str),
    /// A complete tag.
    Tag(HtmlTag<'a>),
    /// A complete comment, declaration or processing instruction.
    Comment,
    /// The start of something that is never finished.
    Unfinished(&'a str),
}

/// A complete tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HtmlTag<'a> {
    /// Name in lower case.
    pub(super) name: String,
    /// `</name>`.
    pub(super) closing: bool,
    /// `<name/>`.
    pub(super) self_closing: bool,
    /// Names in lower case and values with entities, without quotes.
    pub(super) attributes: Vec<(String, &'a str)>,
    /// As written.
    pub(super) raw: &'a str,
}

impl HtmlTag<'_> {
    /// The value of an attribute, entities decoded.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| decode(value))
    }
}

/// More attributes than this are dropped: sanitising is quadratic in them.
const MAX_ATTRIBUTES: usize = 64;

/// How often a stretch of HTML is looked through, all in all, for the ends of tags that have none.
const PATIENCE: usize = 32;

/// Cuts a stretch of raw HTML into tokens.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = html;
    let mut search = Search { no_comment_end: false, left: PATIENCE * html.len() };
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        if !text.is_empty() {
            tokens.push(Token::Text(text));
        }
        let (token, length) = token(markup, &mut search);
        tokens.push(token);
        rest = markup.get(length..).unwrap_or_default();
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(rest));
    }
    tokens
}

/// What keeps unfinished markup linear.
struct Search {
    /// The end of a comment was not found once, and is not looked for again.
    no_comment_end: bool,
    /// Bytes that may still be looked through in vain.
    left: usize,
}

/// The token at the start of `markup`, which starts with `<`, and its length.
fn token<'a>(markup: &'a str, search: &mut Search) -> (Token<'a>, usize) {
    let unfinished = (Token::Unfinished("<"), 1);
    if let Some(inner) = markup.strip_prefix("<!--") {
        if search.no_comment_end {
            return unfinished;
        }
        // `<!-->` and `<!--->` are whole comments.
        let end = if inner.starts_with('>') { Some(5) } else { markup.get(2..).and_then(|it| it.find("-->")).map(|it| it + 5) };
        search.no_comment_end = end.is_none();
        return end.map_or(unfinished, |it| (Token::Comment, it));
    }
    if search.left == 0 {
        return unfinished;
    }
    let found = if markup.starts_with("<!") || markup.starts_with("<?") {
        markup.find('>').map(|it| (Token::Comment, it + 1)).ok_or(markup.len())
    } else {
        tag(markup).map(|it| {
            let length = it.raw.len();
            (Token::Tag(it), length)
        })
    };
    found.unwrap_or_else(|in_vain| {
        search.left = search.left.saturating_sub(in_vain);
        unfinished
    })
}

/// The tag at the start of a text; else how many bytes were looked through in vain.
fn tag(markup: &str) -> Result<HtmlTag<'_>, usize> {
    let mut rest = markup.strip_prefix('<').ok_or(0_usize)?;
    let closing = rest.starts_with('/');
    rest = rest.strip_prefix('/').unwrap_or(rest);
    if !rest.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return Err(1);
    }
    let end = rest.find(|it: char| it.is_ascii_whitespace() || matches!(it, '/' | '>' | '<' | '"' | '\''));
    let (name, mut rest) = rest.split_at(end.ok_or(markup.len())?);
    let mut attributes = Vec::new();
    let mut self_closing = false;
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace());
        let looked_through = markup.len() - rest.len();
        if rest.starts_with('>') {
            let raw = markup.get(..=looked_through).ok_or(looked_through)?;
            return Ok(HtmlTag { name: name.to_ascii_lowercase(), closing, self_closing, attributes, raw });
        }
        if let Some(after) = rest.strip_prefix('/') {
            self_closing = true;
            rest = after;
            continue;
        }
        // A stray quote or `<` inside a tag means that the tag was never finished.
        if rest.starts_with(['"', '\'', '<', '=']) {
            return Err(looked_through);
        }
        self_closing = false;
        let (attribute, after) = attribute(rest).ok_or(markup.len())?;
        if attributes.len() < MAX_ATTRIBUTES && !attributes.iter().any(|(it, _)| *it == attribute.0) {
            attributes.push(attribute);
        }
        rest = after;
    }
}

/// The attribute at the start of a text, and what follows it.
fn attribute(text: &str) -> Option<((String, &str), &str)> {
    let end = text.find(|it: char| it.is_ascii_whitespace() || matches!(it, '=' | '>' | '/' | '"' | '\'' | '<'))?;
    let (name, rest) = text.split_at(end);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start_matches(|it: char| it.is_ascii_whitespace()).strip_prefix('=') else {
        return Some(((name, ""), rest));
    };
    let value = value.trim_start_matches(|it: char| it.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let (value, after) = inner.split_once(quote)?;
            return Some(((name, value), after));
        }
    }
    let end = value.find(|it: char| it.is_ascii_whitespace() || it == '>')?;
    let (value, after) = value.split_at(end);
    Some(((name, value), after))
}

/// Decodes the entities that matter in addresses and names: numeric ones, and the named ones that hide a scheme.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.push_str(before);
        let (letter, length) = decode_one(entity).unwrap_or(('&', 1));
        out.push(letter);
        rest = entity.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("colon", ':'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("sol", '/'),
    ("num", '#'),
    ("quest", '?'),
    ("equals", '='),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("period", '.'),
    ("hyphen", '\u{2010}'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("copy", '©'),
];

fn decode_one(entity: &str) -> Option<(char, usize)> {
    if let Some(digits) = entity.strip_prefix("&#") {
        let (digits, radix, lead) = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (digits, 10, 2),
        };
        let length = digits.bytes().take_while(|it| char::from(*it).is_digit(radix)).count();
        let value = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
        let semicolon = usize::from(digits.get(length..).is_some_and(|it| it.starts_with(';')));
        return Some((char::from_u32(value).unwrap_or('\u{fffd}'), lead + length + semicolon));
    }
    let name = entity.strip_prefix('&')?;
    NAMED.iter().find_map(|(it, letter)| name.strip_prefix(it)?.starts_with(';').then_some((*letter, it.len() + 2)))
}

/// Whether the element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_without_an_end_take_time_in_proportion() {
        for text in ["<a href=".repeat(100_000), format!("{}x='>", "<a ".repeat(100_000))] {
            assert_eq!(tokens(&text).iter().filter(|it| matches!(it, Token::Tag(_))).count(), 0);
        }
    }

    #[test]
    fn what_is_soon_seen_to_be_no_tag_costs_later_tags_nothing() {
        let text = format!("{}<b>", "Map<String, List<X> <y \" 3 <5 ".repeat(1_000));
        assert!(matches!(tokens(&text).last(), Some(Token::Tag(it)) if it.name == "b"));
    }

    #[test]
    fn cuts_html_into_tokens() {
        let html = "a<b class='x y' data-x=1>c</b ><!-- d --><br/>";
        let tokens = tokens(html);
        assert_eq!(tokens.len(), 6, "{tokens:?}");
        let Some(Token::Tag(tag)) = tokens.get(1) else { panic!("{tokens:?}") };
        assert_eq!((tag.name.as_str(), tag.get("class").as_deref()), ("b", Some("x y")));
    }

    #[test]
    fn calls_unfinished_what_would_swallow_the_rest() {
        for html in ["<!-- x", "<div title=\"x", "<div", "<a href='x", "<!DOCTYPE", "<p \"x>", "</"] {
            assert!(matches!(tokens(html).first(), Some(Token::Unfinished(_))), "{html}");
        }
    }

    #[test]
    fn decodes_hidden_schemes() {
        assert_eq!(decode("java&#115cript&colon;x&#x3A;&amp;&unknown;"), "javascript:x:&&unknown;");
    }
}
