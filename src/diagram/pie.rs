//! Mermaid's pie charts.

use super::scan::Source;
use super::svg::{document, number, words};
use super::{NotDrawn, label};

/// Slices that are drawn.
const SLICES: usize = 12;
const RADIUS: f64 = 110.0;

/// The chart as SVG.
pub(super) fn svg(source: &Source<'_>) -> Result<String, NotDrawn> {
    let (_, header) = source.header().unwrap_or_default();
    let title_of = |text: &str| text.split_once("title").map(|(_, it)| it.trim().to_owned()).filter(|it| !it.is_empty());
    let mut title = title_of(header).or_else(|| source.title.clone());
    let mut slices: Vec<(String, f64)> = Vec::new();
    for (line, text) in source.body() {
        if text.starts_with("title") {
            title = title_of(text).or(title);
            continue;
        }
        if text == "showData" {
            continue;
        }
        let slice =
            text.rsplit_once(':').and_then(|(words, value)| Some((label::line(words), value.trim().parse::<f64>().ok()?)));
        let Some(slice) = slice.filter(|(_, it)| it.is_finite() && *it >= 0.0) else {
            return Err(NotDrawn::new(line, "a slice must be words in quotes, a colon and a number"));
        };
        slices.push(slice);
        if slices.len() > SLICES {
            return Err(NotDrawn::new(line, format!("it has more than {SLICES} slices")));
        }
    }
    let total: f64 = slices.iter().map(|it| it.1).sum();
    if !total.is_finite() || total <= 0.0 {
        return Err(NotDrawn::new(1, "there is nothing in it to draw"));
    }
    Ok(drawn(title.as_deref(), &slices, total))
}

fn drawn(title: Option<&str>, slices: &[(String, f64)], total: f64) -> String {
    let heading: Vec<String> = title.map(label::lines).unwrap_or_default();
    let top = label::height(&heading) + if heading.is_empty() { 0.0 } else { 10.0 };
    let mut content = words(&heading, (RADIUS, (top - 10.0) / 2.0), "d-text d-strong");
    let at = |turn: f64| {
        let angle = (turn - 0.25) * std::f64::consts::TAU;
        (RADIUS + RADIUS * angle.cos(), top + RADIUS + RADIUS * angle.sin())
    };
    let (mut turn, mut widest) = (0.0, 0.0_f64);
    for (index, (text, value)) in slices.iter().enumerate() {
        let class = format!("d-slice d-slice-{}", index % 6 + 1);
        let part = value / total;
        if part > 0.999 {
            content.push_str(&format!(
                "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                number(RADIUS),
                number(top + RADIUS),
                number(RADIUS)
            ));
        } else {
            let ((x, y), (to_x, to_y)) = (at(turn), at(turn + part));
            let large = u8::from(part > 0.5);
            let radius = number(RADIUS);
            let centre = format!("M{} {}", number(RADIUS), number(top + RADIUS));
            content.push_str(&format!(
                "<path class=\"{class}\" d=\"{centre}L{} {}A{radius} {radius} 0 {large} 1 {} {}z\"/>",
                number(x),
                number(y),
                number(to_x),
                number(to_y)
            ));
        }
        turn += part;
        let y = top + 16.0 + index as f64 * 26.0;
        let legend = format!("{text} ({}%)", number(part * 100.0));
        content.push_str(&format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"16\" height=\"16\" rx=\"3\"/>",
            number(2.0 * RADIUS + 28.0),
            number(y - 8.0)
        ));
        widest = widest.max(label::width(&legend));
        content.push_str(&words(&[legend], (2.0 * RADIUS + 52.0, y), "d-text d-left"));
    }
    let height = (top + 2.0 * RADIUS).max(top + slices.len() as f64 * 26.0 + 16.0);
    document(title, "Pie chart", 2.0 * RADIUS + 56.0 + widest, height, &content)
}
