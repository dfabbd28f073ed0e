//! Emoji and icons that are written as `:name:`.

/// What a shortcode stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortcode {
    Emoji(&'static str),
    /// A picture that only its theme has: a reader misses nothing without it.
    Icon,
}

/// Sets of icons that Material for MkDocs knows.
const ICON_SETS: &[&str] = &["material-", "fontawesome-", "octicons-", "simple-"];

/// Longest name.
const MAX_NAME: usize = 80;

/// The shortcode at the start of a text, and its length.
pub(super) fn shortcode(text: &str) -> Option<(Shortcode, usize)> {
    let inner = text.strip_prefix(':')?;
    let end = inner.bytes().take(MAX_NAME).position(|it| !(it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'+')))?;
    let name = inner.get(..end).filter(|it| !it.is_empty() && inner.get(end..).is_some_and(|it| it.starts_with(':')))?;
    let code = if let Some(icon) = ICON_SETS.iter().find_map(|it| name.strip_prefix(it)) {
        sign(icon).map_or(Shortcode::Icon, Shortcode::Emoji)
    } else {
        Shortcode::Emoji(emojis::get_by_shortcode(name).map(emojis::Emoji::as_str).or_else(|| other_name(name))?)
    };
    Some((code, end + 2))
}

/// The sign for an icon that says something by itself: a table of ticks and crosses would be empty without.
fn sign(icon: &str) -> Option<&'static str> {
    let name = ["solid-", "regular-"].iter().find_map(|it| icon.strip_prefix(it)).unwrap_or(icon);
    let name = ["-16", "-24", "-outline"].iter().find_map(|it| name.strip_suffix(it)).unwrap_or(name);
    Some(match name {
        "check" | "check-all" | "check-bold" | "check-circle" | "circle-check" | "check-circle-fill" => "✓",
        "close" | "close-thick" | "close-circle" | "x" | "xmark" | "times" | "circle-xmark" | "x-circle" => "✗",
        "alert" | "alert-circle" | "triangle-exclamation" | "exclamation-triangle" => "⚠",
        "information" | "info" | "circle-info" => "ℹ",
        "arrow-right" | "arrow-right-bold" | "arrow-right-circle" | "chevron-right" => "→",
        "arrow-left" | "arrow-left-bold" | "chevron-left" => "←",
        "arrow-up" | "arrow-up-bold" => "↑",
        "arrow-down" | "arrow-down-bold" => "↓",
        "star" => "★",
        "heart" => "♥",
        "minus" => "−",
        "plus" => "+",
        _ => return None,
    })
}

/// Names that Material's set has and GitHub's has not.
fn other_name(name: &str) -> Option<&'static str> {
    let github = match name {
        "thumbsup" => "+1",
        "slight_smile" => "slightly_smiling_face",
        "white_check_mark" => "white_check_mark",
        "warning_sign" => "warning",
        "light_bulb" => "bulb",
        "flag_us" => "us",
        _ => return None,
    };
    emojis::get_by_shortcode(github).map(emojis::Emoji::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_shortcodes() {
        assert_eq!(shortcode(":smile: x"), Some((Shortcode::Emoji("😄"), 7)));
        assert_eq!(shortcode(":material-account-circle:"), Some((Shortcode::Icon, 25)));
        assert_eq!(shortcode(":octicons-arrow-right-24:"), Some((Shortcode::Emoji("→"), 25)));
        assert_eq!(shortcode(":fontawesome-solid-check: x"), Some((Shortcode::Emoji("✓"), 25)));
        for text in [":30:00", "::", ": a:", ":no_such_emoji_at_all:"] {
            assert_eq!(shortcode(text), None, "{text}");
        }
    }
}
