//! Formulas: TeX to MathML, at build time.

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::escape;

/// Longer formulas are shown as their source.
const MAX_BYTES: usize = 16 * 1024;

/// A formula as finished HTML; where it cannot be typeset, its source, and why.
pub(super) fn html(tex: &str, display: bool) -> (String, Option<String>) {
    let class = if display { "math math-display" } else { "math" };
    match mathml(tex, display) {
        Ok(mathml) => (format!("<span class=\"{class}\">{mathml}</span>"), None),
        Err(reason) => {
            let mut html = format!("<code class=\"{class} math-source\">");
            escape::push(&mut html, tex.trim());
            html.push_str("</code>");
            (html, Some(reason))
        }
    }
}

fn mathml(tex: &str, display: bool) -> Result<String, String> {
    if tex.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(tex, &storage).collect();
    let events = events.map_err(|error| error.to_string().lines().next().unwrap_or("it is not TeX").to_owned())?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, annotation: None, ..RenderConfig::default() };
    let mut out = String::new();
    push_mathml(&mut out, events.into_iter().map(Ok::<_, std::convert::Infallible>), config).map_err(|it| it.to_string())?;
    if out.contains("href") || out.contains("<script") || out.contains(" on") {
        return Err("it holds a link or a handler".to_owned());
    }
    Ok(with_whole_scripts(&out))
}

/// A part of MathML that is open.
struct Open<'a> {
    name: &'a str,
    children: usize,
    /// Where its first child starts, if that is a space.
    space: Option<usize>,
    /// Where its second child ends.
    second_end: usize,
}

/// The formula with each script on its function: of `x \sin^2 y`, pulldown-latex would have the two stand on the space
/// before the sine, which are one row here.
fn with_whole_scripts(mathml: &str) -> String {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut added: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = next_tag(mathml, at) {
        at = end;
        let tag = mathml.get(start + 1..end - 1).unwrap_or_default();
        let name = tag.split([' ', '/']).find(|it| !it.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            let Some(closed) = open.pop() else { break };
            let wanted = match closed.name {
                "msub" | "msup" | "munder" | "mover" => Some(2),
                "msubsup" | "munderover" => Some(3),
                _ => None,
            };
            if let Some(space) = closed.space.filter(|_| wanted.is_some_and(|it| closed.children == it + 1)) {
                added.extend([(space, "<mrow>"), (closed.second_end, "</mrow>")]);
            }
        } else if let Some(around) = open.last_mut() {
            around.children += 1;
            around.space = around.space.or((around.children == 1 && name == "mspace").then_some(start));
        }
        if !tag.starts_with('/') && !tag.ends_with('/') {
            open.push(Open { name, children: 0, space: None, second_end: 0 });
        } else if let Some(around) = open.last_mut().filter(|it| it.children == 2) {
            around.second_end = end;
        }
    }
    added.sort_by_key(|it| it.0);
    let (mut out, mut done) = (String::with_capacity(mathml.len()), 0);
    for (place, tag) in added {
        out.push_str(mathml.get(done..place).unwrap_or_default());
        out.push_str(tag);
        done = place;
    }
    out.push_str(mathml.get(done..).unwrap_or_default());
    out
}

/// Where the next tag from `at` on starts and ends.
fn next_tag(mathml: &str, at: usize) -> Option<(usize, usize)> {
    let start = at + mathml.get(at..)?.find('<')?;
    Some((start, start + mathml.get(start..)?.find('>')? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typesets() {
        let (html, problem) = html("x^2 + \\frac{1}{2}", true);
        assert!(html.contains("<msup>") && html.contains("<mfrac>"), "{html}");
        assert_eq!(problem, None);
    }

    #[test]
    fn scripts_stand_on_their_function() {
        let (html, _) = html("\\cos x \\sin^2 y", true);
        assert!(html.contains("<mi>sin</mi></mrow><mn>2</mn></msup>"), "{html}");
        let space = "<math><msup><mspace /><mn>2</mn></msup><mi>x</mi></math>";
        assert_eq!(with_whole_scripts(space), space, "a script on a space is the author's");
        let nested = "<msub><msup><mspace /><mi>a</mi><mn>1</mn></msup><mn>2</mn></msub>";
        let whole = "<msub><msup><mrow><mspace /><mi>a</mi></mrow><mn>1</mn></msup><mn>2</mn></msub>";
        assert_eq!(with_whole_scripts(nested), whole);
        for broken in ["", "<", "</a>", "<msup><mspace /><a", "<a></b></c>"] {
            assert_eq!(with_whole_scripts(broken), broken);
        }
    }

    #[test]
    fn shows_the_source_of_what_it_cannot() {
        let (html, problem) = html("\\nosuchcommand{<b>}", false);
        assert!(html.contains("&lt;b&gt;"), "{html}");
        assert!(problem.is_some());
    }
}
