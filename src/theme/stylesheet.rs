//! One style sheet for the whole portal: the theme's files joined, made compact, the portal's brand at the end.

use std::collections::BTreeMap;

use crate::config::Branding;

use super::colour::{self, Oklch};
use super::compact::compact;

/// The file that declares the order of the cascade layers; it comes first, and the order of the others does not matter.
const FIRST: &str = "layers.css";

/// Joins the theme's style sheets, then adds the accent colour and the operator's own style sheets.
pub(super) fn join(sheets: &BTreeMap<String, String>, branding: &Branding, extra: &[String]) -> String {
    let first = sheets.get(FIRST).into_iter();
    let rest = sheets.iter().filter(|(name, _)| *name != FIRST).map(|(_, text)| text);
    let mut style: String = first.chain(rest).map(|it| compact(it)).collect();
    if let Some(accent) = branding.accent.as_deref().and_then(Oklch::from_hex) {
        style.push_str(&accent_rule(accent));
    }
    for text in extra {
        style.push_str(text);
        style.push('\n');
    }
    style
}

/// The accent as tokens: the operator's hue, with the lightness that each theme needs to be legible.
fn accent_rule(accent: Oklch) -> String {
    let light = colour::legible_on(accent, colour::WHITE);
    let dark = colour::legible_on(accent, colour::DARK_PAGE);
    format!("@layer brand{{:root{{--accent:light-dark({},{});}}}}\n", light.css(), dark.css())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layer_order_comes_first_and_the_brand_last() {
        let sheets = BTreeMap::from([
            ("a.css".to_owned(), "/* why */\n.a {\n  color: red;\n}\n".to_owned()),
            ("layers.css".to_owned(), "@layer x, y;\n".to_owned()),
        ]);
        let branding = Branding { accent: Some("#0a7d55".to_owned()), ..Branding::default() };
        let style = join(&sheets, &branding, &[".own {}".to_owned()]);
        assert!(style.starts_with("@layer x,y;.a{color:red}@layer brand"), "{style}");
        assert!(style.ends_with(".own {}\n"), "{style}");
    }
}
