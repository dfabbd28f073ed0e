//! Block quotes that are more than quotes: alerts, and attribute lists inside them.

use super::super::attributes;
use super::super::container::Container;
use super::super::source_map::Origin;
use super::super::{alerts, nodes};
use super::{DialectName, Scanner, indentation};

/// Where the scanner is in an alert that goes on after its quote.
///
/// TechDocs turns `> [!NOTE]` into `!!! note` before it reads Markdown. Text that follows the quote and is indented by four
/// columns is then more of the note, and people who came from `!!!` write it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AlertBody {
    None,
    /// In the quote.
    Quote,
    /// In the indented text after it.
    Indented,
}

/// An alert is looked through for what follows it up to this length.
const MAX_ALERT_LINES: usize = 300;

impl Scanner<'_> {
    fn previous_is_quote(&self) -> bool {
        let line = self.at.checked_sub(2).and_then(|it| self.lines.get(it));
        line.is_some_and(|it| it.0.trim_start().starts_with('>'))
    }

    /// `> [!NOTE]`: the quote becomes an admonition.
    pub(super) fn alert(&mut self, out: usize, alert: &alerts::Alert, origin: Origin) -> bool {
        if self.previous_is_quote() {
            // One alert after another: each is a quote of its own.
            self.emit(0, "", origin);
        }
        let id = self.out.containers.len();
        self.out.containers.push(Container::Admonition(alert.admonition.clone()));
        self.emit(out, &format!("{}{}", alert.quote, nodes::quote_marker(id)), origin);
        if let Some(title) = &alert.title {
            self.emit(out, &format!("{}{}", alert.quote, nodes::title_line(title)), origin);
            self.emit(out, &format!("{}{}", alert.quote, nodes::body_marker()), origin);
        }
        self.blank = false;
        if self.techdocs && out == 0 && alert.quote.matches('>').count() == 1 && self.indented_text_follows() {
            self.alert_body = AlertBody::Quote;
        }
        true
    }

    /// Whether the quote is followed by text that is indented by four columns.
    fn indented_text_follows(&self) -> bool {
        let next = self.lines.get(self.at..).unwrap_or_default().iter().take(MAX_ALERT_LINES).map(|it| indentation(it.0));
        let after = next.skip_while(|it| it.1.starts_with('>')).find(|it| !it.1.is_empty());
        after.is_some_and(|it| it.0 >= 4)
    }

    /// Takes a line that goes on an alert whose quote has ended.
    pub(super) fn alert_goes_on(&mut self, column: usize, raw: &str, content: &str, origin: Origin) -> bool {
        match self.alert_body {
            AlertBody::None => return false,
            AlertBody::Quote if content.starts_with('>') => return false,
            AlertBody::Quote | AlertBody::Indented if content.is_empty() => self.emit(0, ">", origin),
            AlertBody::Quote | AlertBody::Indented if column >= 4 => {
                self.alert_body = AlertBody::Indented;
                self.emit_moved(0, &format!("> {}{content}", " ".repeat(column - 4)), raw, origin);
            }
            AlertBody::Quote | AlertBody::Indented => {
                self.alert_body = AlertBody::None;
                self.emit(0, "", origin);
                return false;
            }
        }
        self.blank = true;
        true
    }

    /// `> <Listing …>`: a tag of the Rust book in a quote, which is left out.
    pub(super) fn listing_in_quote(&mut self, out: usize, content: &str, origin: Origin) -> bool {
        let bare = content.trim_start_matches(['>', ' ']);
        if self.options.dialect != DialectName::Mdbook || !content.starts_with('>') || !is_listing(bare) {
            return false;
        }
        let quote = content.get(..content.len() - bare.len()).unwrap_or_default();
        self.emit(out, quote.trim_end(), origin);
        true
    }

    /// `> {: .note }`: an attribute list in a quote belongs to what follows it there.
    pub(super) fn list_in_quote(&mut self, out: usize, content: &str, origin: Origin) -> bool {
        if self.options.dialect != DialectName::Jekyll || !content.starts_with('>') {
            return false;
        }
        let bare = content.trim_start_matches(['>', ' ']);
        let Some((list, length)) = attributes::at_start(bare, true) else { return false };
        if !bare.get(length..).is_some_and(|it| it.trim().is_empty()) {
            return false;
        }
        let quote = content.get(..content.len() - bare.len()).unwrap_or_default();
        self.out.lists.push(list);
        self.emit(out, &format!("{quote}{}", nodes::list_marker(self.out.lists.len() - 1, false)), origin);
        true
    }
}

/// Whether a line is nothing but the tag of a listing.
fn is_listing(line: &str) -> bool {
    let name = line.strip_prefix("</").or_else(|| line.strip_prefix('<'));
    name.is_some_and(|it| it.starts_with("Listing")) && line.trim_end().ends_with('>')
}
