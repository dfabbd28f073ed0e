//! Style inside a drawing: it may colour and place, and may not load anything.

/// Addresses that hold a picture of pixels themselves.
pub(super) const PIXELS: [&str; 5] = ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp"];
/// Addresses that hold a font themselves.
const FONTS: [&str; 3] = ["data:font/", "data:application/font", "data:application/x-font"];

/// The text of a `<style>`, without `@import`; empty if something else in it would load a file. And what went.
pub(super) fn sheet(css: &str) -> (String, Option<&'static str>) {
    let removed = Some("styles that load files");
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    let mut imported = false;
    while let Some((before, after)) = split_import(rest) {
        kept.push_str(before);
        imported = true;
        rest = after;
    }
    kept.push_str(rest);
    match is_inert(&kept) {
        true if imported => (kept, removed),
        true => (kept, None),
        false => (String::new(), removed),
    }
}

/// What stands before the next `@import` and what after its semicolon, which may also stand in its address.
fn split_import(css: &str) -> Option<(&str, &str)> {
    let at = css.as_bytes().windows(7).position(|it| it.eq_ignore_ascii_case(b"@import"))?;
    let (before, rule) = css.split_at_checked(at)?;
    let mut quote = None;
    for (at, it) in rule.char_indices() {
        match (quote, it) {
            (None, '"' | '\'') => quote = Some(it),
            (None, '(') => quote = Some(')'),
            (None, ';') => return Some((before, rule.get(at + 1..).unwrap_or_default())),
            (Some(end), _) if it == end => quote = None,
            _ => {}
        }
    }
    Some((before, ""))
}

/// May declarations or a sheet stay as they are? Escapes could spell anything, so there are none; `data:image/svg+xml` is a drawing of
/// its own that nobody looked at.
pub(super) fn is_inert(css: &str) -> bool {
    let lower = css.to_ascii_lowercase();
    !css.contains('\\')
        && !["@import", "expression(", "behavior", "-moz-binding", "image-set(", "javascript:", "src("]
            .iter()
            .any(|it| lower.contains(it))
        && loads_nothing(&lower)
}

/// May the value of a presentation attribute stay as it is?
pub(super) fn is_inert_value(value: &str) -> bool {
    // Cheap first: nearly every value is a number or a path.
    !value.contains('(') || loads_nothing(&value.to_ascii_lowercase())
}

fn loads_nothing(lower: &str) -> bool {
    // A comment between the name and its bracket is no call to CSS; between bracket and address it is part of the address.
    lower.match_indices("url(").all(|(at, call)| {
        let address = lower.get(at + call.len()..).unwrap_or_default();
        let address = address.trim_start().trim_start_matches(['"', '\'']).trim_start();
        address.starts_with('#') || PIXELS.iter().chain(&FONTS).any(|it| address.starts_with(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_loads_go() {
        assert!(is_inert("fill: url(#a); stroke: rgb(1, 2, 3)") && is_inert("src: url('data:font/woff2;base64,AA')"));
        for css in ["fill: url(//e.example)", "a:URL( 'http://e.example')", "b\\65havior: x", "url(data:image/svg+xml,x)"] {
            assert!(!is_inert(css), "{css}");
        }
    }

    #[test]
    fn an_import_ends_at_its_own_semicolon() {
        let css = "@import url(https://fonts.example/css?family=A;B); @IMPORT 'x;y'; a { fill: red }";
        assert_eq!(sheet(css).0.trim(), "a { fill: red }");
        assert_eq!(sheet("a { fill: red } @import 'x").0, "a { fill: red } ");
        assert_eq!(sheet("a { fill: url(x.svg) }"), (String::new(), Some("styles that load files")));
    }
}
