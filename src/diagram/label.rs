//! Words in a drawing: what a source writes into its labels, as lines of plain text, and how wide they are.

/// Characters of a label that are kept.
const LENGTH: usize = 2000;
/// Lines of a label that are kept.
const LINES: usize = 40;
/// Height of a line.
pub(super) const LINE: f64 = 20.0;
/// Size of the letters.
const SIZE: f64 = 14.0;
/// A line is broken where it gets wider.
const WIDEST: f64 = 220.0;

/// A label as lines: breaks followed, marks of Markdown and HTML and icons taken out, entities read, long lines broken.
pub(super) fn lines(text: &str) -> Vec<String> {
    wrapped(text, WIDEST)
}

/// As [`lines`], broken at another width.
pub(super) fn wrapped(text: &str, widest: f64) -> Vec<String> {
    let text = text.trim().trim_matches('"').trim();
    let text = text.strip_prefix('`').and_then(|it| it.strip_suffix('`')).map_or_else(|| text.to_owned(), without_marks);
    let text: String = without_tags(&text).chars().take(LENGTH).collect();
    let text = entities(&text.replace("\\n", "\n"));
    text.split('\n').flat_map(|it| broken(it, widest)).take(LINES).collect()
}

/// A label as one line.
pub(super) fn line(text: &str) -> String {
    wrapped(text, f64::INFINITY).join(" ")
}

/// Markdown's emphasis.
fn without_marks(text: &str) -> String {
    text.replace("**", "").replace("__", "").replace(['*', '`'], "")
}

/// Line breaks as line breaks; other tags, and names of icons, as nothing.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let name: String = after.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match after.split_once('>') {
            Some((_, below)) if name.eq_ignore_ascii_case("br") => {
                plain.push('\n');
                rest = below;
            }
            Some((_, below)) if !name.is_empty() => rest = below,
            _ => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    let is_icon = |it: &str| ["fa:", "fas:", "fab:", "far:", "fal:", "mdi:"].iter().any(|prefix| it.starts_with(prefix));
    if plain.split([' ', '\n']).any(is_icon) {
        let lines = plain.split('\n').map(|it| it.split(' ').filter(|it| !is_icon(it)).collect::<Vec<_>>().join(" "));
        return lines.collect::<Vec<_>>().join("\n");
    }
    plain
}

/// Mermaid's `#quot;` and `#9829;`, and HTML's `&amp;`.
fn entities(text: &str) -> String {
    if !text.contains(['#', '&']) || !text.contains(';') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['#', '&']) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(before);
        let name: String = after.chars().skip(1).take(10).take_while(|it| it.is_ascii_alphanumeric() || *it == '#').collect();
        let ends = after.chars().nth(1 + name.chars().count()) == Some(';');
        match entity(name.trim_start_matches('#')).filter(|_| ends) {
            Some(letter) => {
                plain.push(letter);
                rest = after.get(name.len() + 2..).unwrap_or_default();
            }
            None => {
                plain.extend(after.chars().next());
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "quot" => '"',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "semi" => ';',
        "colon" => ':',
        "num" => '#',
        number => number.parse().ok().and_then(char::from_u32).filter(|it| !it.is_control())?,
    })
}

fn broken(line: &str, widest: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in line.split_whitespace() {
        if !current.is_empty() && width(&current) + width(word) + 4.0 > widest {
            lines.push(std::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

/// How wide a line is, on the safe side: the reader's font is not known.
pub(super) fn width(line: &str) -> f64 {
    line.chars().map(letter).sum::<f64>() * SIZE
}

/// The width of the widest line.
pub(super) fn widest(lines: &[String]) -> f64 {
    lines.iter().map(|it| width(it)).fold(0.0, f64::max)
}

/// The height of some lines.
pub(super) fn height(lines: &[String]) -> f64 {
    lines.len() as f64 * LINE
}

/// A letter's width as a part of its height, between those of the usual interface fonts.
fn letter(it: char) -> f64 {
    match it {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 0.29,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '{' | '}' | '/' | '\\' | '-' | '"' | ' ' | '`' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '\u{2014}' => 0.92,
        'A'..='Z' | '&' | '#' | '+' | '=' | '<' | '>' | '~' => 0.68,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' => 1.05,
        it if it as u32 > 0x1_f000 => 1.3,
        _ => 0.58,
    }
}
