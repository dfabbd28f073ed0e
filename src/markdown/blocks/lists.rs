//! List items, followed just far enough to know at which column a line belongs.
//!
//! TechDocs nests lists by two columns wherever the marker is (truly sane lists), CommonMark by the width of the marker.
//! Lines are moved to where CommonMark puts them, so that both readings give the list its author meant.

/// A list item that is open.
#[derive(Clone, Copy, Debug)]
struct Item {
    /// Column of its marker, as read.
    marker: usize,
    /// Column of its text, as read.
    content: usize,
    /// Column of its text, as given out.
    out: usize,
    /// Python-Markdown sees it, too: its list does not start right below a paragraph.
    sane: bool,
}

/// How lines find their item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// By the width of the marker; four columns more are code.
    CommonMark,
    /// Two columns behind the marker are enough, and fences and containers may be indented further.
    TrulySane,
    /// As CommonMark, but nothing is indented code.
    Mdx,
}

/// Where a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The column at which it is written.
    pub(super) out: usize,
    /// How far that is behind the column of the item or container around it.
    pub(super) over: usize,
}

/// The container around a line: how many list items are around it, and its column.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub(super) items: usize,
    pub(super) column: usize,
}

/// The list items that are open.
#[derive(Debug, Default)]
pub(super) struct Items {
    items: Vec<Item>,
}

impl Items {
    /// How many.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Column of the text of the innermost, as read.
    pub(super) fn column(&self) -> Option<usize> {
        self.items.last().map(|it| it.content)
    }

    /// Forgets all but the outer `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.items.truncate(length);
    }

    /// Finds the item of a line, of those inside the container around it, and opens the items that the line starts.
    pub(super) fn enter(&mut self, column: usize, content: &str, blank: bool, around: Around, rule: Rule) -> Place {
        let (floor, base) = (around.items, around.column);
        let marker = marker(content);
        // To CommonMark a row below text is more of that text, too: no table begins in the middle of a paragraph.
        let is_text = is_prose(content) || rule == Rule::CommonMark && content.starts_with('|');
        if !blank && marker.is_none() && is_text {
            // More text of a paragraph: its column does not matter.
            return Place { out: column, over: 0 };
        }
        // A fence right below an item's text is the item's, wherever it stands: superfences takes it out of the paragraph.
        let lazy_fence = rule == Rule::TrulySane && !blank && is_fence(content);
        let mut sane = blank;
        while self.items.len() > floor {
            let Some(last) = self.items.last() else { break };
            sane |= last.sane;
            if lazy_fence && last.sane && column >= last.marker {
                return Place { out: last.out, over: 0 };
            }
            let least = if rule == Rule::TrulySane { last.marker + 2 } else { last.content };
            if column >= least {
                break;
            }
            self.items.pop();
        }
        let inner = self.items.last().filter(|_| self.items.len() > floor).copied();
        let place = match inner {
            Some(item) => {
                let over = column.saturating_sub(item.content);
                let moved = match rule {
                    Rule::CommonMark => false,
                    // After a blank line it is code, whatever it starts with.
                    Rule::TrulySane => (marker.is_some() && !blank) || starts_block(content),
                    Rule::Mdx => true,
                };
                let over = if over >= 4 && moved { 0 } else { over };
                Place { out: item.out + over, over }
            }
            None if rule == Rule::Mdx && column >= base + 4 => Place { out: base, over: 0 },
            None => Place { out: column, over: column.saturating_sub(base) },
        };
        if place.over < 4 {
            self.open(column, place.out, content, sane);
        }
        place
    }

    /// Opens the items that a line starts: `- 1. text` starts two.
    fn open(&mut self, column: usize, out: usize, content: &str, sane: bool) {
        let (mut column, mut out, mut rest) = (column, out, content);
        // Deeper nesting than this is flattened anyway.
        while let Some((width, after)) = marker(rest).filter(|_| self.items.len() < 200) {
            self.items.push(Item { marker: column, content: column + width, out: out + width, sane });
            (column, out, rest) = (column + width, out + width, after);
        }
    }
}

/// Whether a line that follows text is more of it, rather than the start of a block.
pub(super) fn is_prose(content: &str) -> bool {
    let blocks = ["```", "~~~", "!!!", "???", "===", "///", ":::", ": ", ":\t"];
    !content.starts_with(['#', '<', '{', '>', '|']) && !blocks.iter().any(|it| content.starts_with(it))
}

fn is_fence(content: &str) -> bool {
    content.starts_with("```") || content.starts_with("~~~")
}

/// Whether a line starts a fence or a container, which no indentation makes code.
fn starts_block(content: &str) -> bool {
    ["```", "~~~", "!!! ", "??? ", "???+", "=== \""].iter().any(|it| content.starts_with(it))
}

/// The width of the list marker that a line starts with, blanks included, and what follows it.
fn marker(content: &str) -> Option<(usize, &str)> {
    if content.starts_with("[^") {
        // A footnote's text is indented by four columns, wherever it starts.
        return content.find("]:").filter(|it| *it < 100).map(|_| (4, ""));
    }
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let letters = match (digits, content.as_bytes().get(digits)?) {
        (0, b'-' | b'*' | b'+') if !is_rule(content) => 1,
        (1..=9, b'.' | b')') => digits + 1,
        _ => return None,
    };
    let after = content.get(letters..)?;
    let blanks = after.bytes().take_while(|it| *it == b' ').count();
    let rest = after.get(blanks..)?;
    match (blanks, rest.is_empty()) {
        (_, true) => Some((letters + 1, "")),
        (0, _) => after.strip_prefix('\t').map(|rest| (letters + 1, rest)),
        (1..=4, _) => Some((letters + blanks, rest)),
        _ => Some((letters + 1, after.get(1..)?)),
    }
}

/// What follows the list markers at the start of a line.
pub(super) fn after_markers(content: &str) -> &str {
    let mut rest = content;
    while let Some((_, after)) = marker(rest) {
        rest = after;
    }
    rest
}

/// `* * *`, `---`.
fn is_rule(content: &str) -> bool {
    let letter = content.chars().next().unwrap_or(' ');
    let mut count = 0;
    // A bound, for `* * * …` asks this of every marker in turn.
    for it in content.chars().take(300) {
        match it {
            _ if it == letter => count += 1,
            ' ' | '\t' => {}
            _ => return false,
        }
    }
    count >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(rule: Rule, lines: &[(usize, &str)]) -> Vec<usize> {
        let mut items = Items::default();
        lines.iter().map(|(column, content)| items.enter(*column, content, true, Around::default(), rule).out).collect()
    }

    #[test]
    fn commonmark_lines_stay_where_they_are() {
        let lines = [(0, "1. a"), (2, "- b"), (3, "text"), (8, "code"), (0, "- c"), (2, "text")];
        assert_eq!(columns(Rule::CommonMark, &lines), lines.map(|it| it.0));
    }

    #[test]
    fn two_columns_nest_in_techdocs() {
        assert_eq!(columns(Rule::TrulySane, &[(0, "1. a"), (2, "- b"), (4, "text"), (4, "- c"), (0, "2. d")]), [0, 3, 5, 5, 0]);
        assert_eq!(columns(Rule::TrulySane, &[(0, "- a"), (8, "```")]), [0, 2]);
    }

    #[test]
    fn rules_are_no_items() {
        assert_eq!(after_markers("* * *"), "* * *");
        assert_eq!(after_markers("- 1. x"), "x");
    }
}
