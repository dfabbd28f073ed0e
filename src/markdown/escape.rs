//! Text into HTML.

/// Appends text, escaped for element content and quoted attributes alike.
pub(super) fn push(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|it| matches!(it, b'&' | b'<' | b'>' | b'"' | 0..=8 | 11..=31)) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        match after.as_bytes().first() {
            Some(b'&') => out.push_str("&amp;"),
            Some(b'<') => out.push_str("&lt;"),
            Some(b'>') => out.push_str("&gt;"),
            Some(b'"') => out.push_str("&quot;"),
            Some(b'\r') => out.push('\n'),
            // The inline mark that keeps a tag from opening a block (see `blocks`) is no text.
            Some(2) => {}
            _ => out.push('\u{fffd}'),
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Text, escaped.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push(&mut out, text);
    out
}

/// Appends ` name="value"`.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push(out, value);
    out.push('"');
}
