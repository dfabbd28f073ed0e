//! GitBook's cards: a table whose columns say what they are, written on one line.

use super::super::escape;
use super::super::html::{self, HtmlTag, Token};

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Shown,
    /// Where the card leads.
    Target,
    /// Its picture.
    Cover,
    Hidden,
}

/// More columns than this are no cards.
const MAX_COLUMNS: usize = 50;

/// A cell: its HTML, and the first address in it.
#[derive(Default)]
struct Cell {
    html: String,
    address: Option<String>,
}

/// The cards as a list, if the line is such a table. Their pictures come first, then their texts, the first one as the link.
pub(super) fn of_table(line: &str) -> Option<String> {
    if !line.starts_with("<table") || !line.contains("data-view=\"cards\"") || !line.trim_end().ends_with("</table>") {
        return None;
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut row: Vec<Cell> = Vec::new();
    let mut out = String::from("<div class=\"grid cards\"><ul>");
    let mut in_cell = false;
    for token in html::tokens(line) {
        match &token {
            Token::Tag(tag) if tag.name == "th" && !tag.closing => columns.push(column(tag)),
            Token::Tag(tag) if tag.name == "td" => {
                in_cell = !tag.closing;
                if in_cell {
                    row.push(Cell::default());
                }
            }
            Token::Tag(tag) if tag.name == "tr" && tag.closing => card(&columns, &std::mem::take(&mut row), &mut out),
            Token::Tag(tag) if in_cell => {
                let Some(cell) = row.last_mut() else { continue };
                let address = tag.get("href").or_else(|| tag.get("src")).filter(|_| !tag.closing);
                cell.address = cell.address.take().or(address);
                cell.html.push_str(tag.raw);
            }
            Token::Text(text) if in_cell => {
                if let Some(cell) = row.last_mut() {
                    cell.html.push_str(text);
                }
            }
            _ => {}
        }
        if columns.len() > MAX_COLUMNS || row.len() > MAX_COLUMNS {
            return None;
        }
    }
    out.push_str("</ul></div>");
    Some(out)
}

fn column(tag: &HtmlTag<'_>) -> Column {
    let has = |name: &str| tag.attributes.iter().any(|it| it.0 == name);
    match () {
        () if has("data-card-target") => Column::Target,
        () if has("data-card-cover") => Column::Cover,
        () if has("data-hidden") || has("data-card-cover-dark") => Column::Hidden,
        () => Column::Shown,
    }
}

fn card(columns: &[Column], row: &[Cell], out: &mut String) {
    let of = |wanted: Column| row.iter().zip(columns).filter(move |it| *it.1 == wanted).map(|it| it.0);
    let target = of(Column::Target).find_map(|it| it.address.as_deref());
    let shown: Vec<&Cell> = of(Column::Shown).filter(|it| !it.html.trim().is_empty()).collect();
    let cover = of(Column::Cover).find_map(|it| it.address.as_deref());
    if shown.is_empty() && target.is_none() && cover.is_none() {
        return;
    }
    out.push_str("<li>");
    if let Some(address) = cover {
        out.push_str("<p><img");
        escape::attribute(out, "src", address);
        out.push_str(" alt=\"\"></p>");
    }
    for (index, cell) in shown.iter().enumerate() {
        match target.filter(|_| index == 0 && cell.address.is_none()) {
            Some(address) => {
                out.push_str("<p><a");
                escape::attribute(out, "href", address);
                out.push_str(&format!(">{}</a></p>", cell.html));
            }
            None => out.push_str(&format!("<p>{}</p>", cell.html)),
        }
    }
    if let Some(address) = target.filter(|_| shown.first().is_none_or(|it| it.address.is_some())) {
        out.push_str("<p><a");
        escape::attribute(out, "href", address);
        out.push_str(&format!(">{}</a></p>", escape::text(address.rsplit('/').find(|it| !it.is_empty()).unwrap_or(address))));
    }
    out.push_str("</li>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_cards_is_a_list() {
        let head = "<table data-view=\"cards\"><thead><tr><th></th><th></th><th data-hidden data-card-target></th>\
                    <th data-hidden data-card-cover></th></tr></thead><tbody>";
        let row =
            "<tr><td><strong>A</strong></td><td>b</td><td><a href=\"c.md\">c.md</a></td><td><a href=\"d.png\">d</a></td></tr>";
        let cards = of_table(&format!("{head}{row}</tbody></table>")).expect("cards");
        let card = "<li><p><img src=\"d.png\" alt=\"\"></p><p><a href=\"c.md\"><strong>A</strong></a></p><p>b</p></li>";
        assert_eq!(cards, format!("<div class=\"grid cards\"><ul>{card}</ul></div>"));
        assert_eq!(of_table("<table><tr><td>x</td></tr></table>"), None);
    }
}
