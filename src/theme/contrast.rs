//! Tests: every pair of tokens that text or a control is drawn with reads well enough, in both themes (WCAG 2.2 AA).

use std::collections::BTreeMap;

use super::colour::{Oklch, TEXT, contrast};

const TOKENS: &str = include_str!("../../theme/static/css/tokens.css");
/// What the edges of controls and meaningful icons need.
const CONTROL: f64 = 3.0;

/// The colours of each token: light, dark.
fn tokens() -> BTreeMap<&'static str, [Oklch; 2]> {
    let mut found = BTreeMap::new();
    for line in TOKENS.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|it| it.split_once(": light-dark(")) else { continue };
        let Some((light, dark)) = value.trim_end_matches(';').split_once("), ") else { continue };
        let pair = Oklch::from_css(&format!("{light})")).zip(dark.strip_suffix(')').and_then(Oklch::from_css));
        found.extend(pair.map(|(light, dark)| (name, [light, dark])));
    }
    found
}

/// Names of the pairs below `wanted`, with their contrast.
fn too_weak(texts: &[&str], surfaces: &[&str], wanted: f64) -> Vec<String> {
    let tokens = tokens();
    let token = |name: &str| *tokens.get(name).unwrap_or_else(|| panic!("no token {name}"));
    let mut weak = Vec::new();
    for text in texts {
        for surface in surfaces {
            for (theme, (front, back)) in ["light", "dark"].iter().zip(token(text).into_iter().zip(token(surface))) {
                let found = contrast(front, back);
                if found < wanted {
                    weak.push(format!("{text} on {surface} ({theme}): {found:.2}"));
                }
            }
        }
    }
    weak
}

#[test]
fn text_reads_on_every_surface() {
    let texts = ["text", "text-strong", "text-muted", "accent"];
    assert_eq!(too_weak(&texts, &["page", "surface", "surface-2", "raised"], TEXT), Vec::<String>::new());
    assert_eq!(too_weak(&["on-accent"], &["accent"], TEXT), Vec::<String>::new());
    assert_eq!(too_weak(&["text", "text-strong"], &["mark", "code-line"], TEXT), Vec::<String>::new());
}

#[test]
fn tones_and_kinds_read_on_the_page_and_on_their_own_tint() {
    let names = tokens();
    let tones: Vec<&str> = names.keys().copied().filter(|it| it.starts_with("kind-")).collect();
    assert_eq!(tones.len(), 10);
    let all: Vec<&str> = tones.into_iter().chain(["info", "success", "warning", "danger", "quiet"]).collect();
    assert_eq!(too_weak(&all, &["page", "surface"], TEXT), Vec::<String>::new());
    // Badges and tiles stand on a tint of at most 11 % of their own tone.
    for name in &all {
        for (tone, page) in names.get(name).into_iter().flatten().zip(names.get("page").into_iter().flatten()) {
            let share = 0.11;
            let tint = tone.luminance() * share + page.luminance() * (1.0 - share);
            let (high, low) = (tint.max(tone.luminance()), tint.min(tone.luminance()));
            assert!((high + 0.05) / (low + 0.05) >= TEXT, "{name} on its tint: {:.2}", (high + 0.05) / (low + 0.05));
        }
    }
}

#[test]
fn code_reads_on_its_background_and_on_marked_lines() {
    let names = tokens();
    let code: Vec<&str> =
        names.keys().copied().filter(|it| it.starts_with("code-") && !matches!(*it, "code-bg" | "code-line")).collect();
    assert!(code.len() >= 8, "{code:?}");
    assert_eq!(too_weak(&code, &["code-bg", "code-line"], TEXT), Vec::<String>::new());
}

#[test]
fn edges_of_controls_can_be_seen() {
    assert_eq!(too_weak(&["line-control"], &["page", "surface", "raised"], CONTROL), Vec::<String>::new());
}
