//! Tables for spreadsheets: RFC 4180, with what spreadsheets would take for a formula made harmless.

/// A line of headings and a line for each row.
#[must_use]
pub fn table<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = line(headings.map(str::to_owned));
    rows.for_each(|it| text.push_str(&line(it)));
    text
}

fn line<const N: usize>(cells: [String; N]) -> String {
    format!("{}\r\n", cells.map(|it| cell(&it)).join(","))
}

/// One that a spreadsheet would take for a formula gets a leading apostrophe.
fn cell(value: &str) -> String {
    let value: String = value.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let formula = value.trim_start().starts_with(['=', '+', '-', '@']);
    let guarded = if formula { format!("'{value}") } else { value };
    if guarded.contains([',', '"']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("\t=1\n::error::x\u{1b}[2J"), "' =1 ::error::x [2J");
        assert_eq!(table(["a", "b"], std::iter::once(["plain".to_owned(), String::new()])), "a,b\r\nplain,\r\n");
    }
}
