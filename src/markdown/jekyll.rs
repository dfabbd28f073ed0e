//! Constructs of kramdown: attribute lists on lines of their own, `{::…}` extensions, callouts.

use super::attributes;
use super::blocks::Construct;
use super::source_map::Origin;
use crate::config::DialectName;

/// A line that starts with `{`.
pub(super) fn line(content: &str, next: &[(&str, Origin)], dialect: DialectName) -> Option<Construct> {
    if !matches!(dialect, DialectName::Jekyll | DialectName::Techdocs) {
        return None;
    }
    if dialect == DialectName::Jekyll && (content.starts_with("{::") || content.starts_with("{:/")) {
        return extension(content, next);
    }
    let (list, length) = attributes::at_start(content, false)?;
    content.get(length..)?.trim().is_empty().then_some(Construct::List(list))
}

/// `{::options …/}`, `{::comment}…{:/}`, `{::nomarkdown}…{:/}`.
fn extension(content: &str, next: &[(&str, Origin)]) -> Option<Construct> {
    if let Some((_, rest)) = content.strip_prefix("{:/").and_then(|it| it.split_once('}')) {
        return Some(if rest.trim().is_empty() { Construct::Nothing(0) } else { Construct::Lines(vec![rest.to_owned()]) });
    }
    let (head, rest) = content.strip_prefix("{::")?.split_once('}')?;
    if head.trim_end().ends_with('/') {
        return Some(Construct::Nothing(0));
    }
    if head.trim() == "comment" {
        if rest.contains("{:/") {
            return Some(Construct::Nothing(0));
        }
        let end = next.iter().position(|it| it.0.contains("{:/")).map_or(0, |it| it + 1);
        return Some(Construct::Nothing(end));
    }
    let inner = rest.split("{:/").next().unwrap_or_default();
    Some(if inner.trim().is_empty() { Construct::Nothing(0) } else { Construct::Lines(vec![inner.to_owned()]) })
}

/// A line without the marks around HTML inside it: `{::nomarkdown}<img …>{:/}`.
pub(super) fn without_marks(line: &str) -> std::borrow::Cow<'_, str> {
    if !line.contains("{::nomarkdown}") {
        return line.into();
    }
    line.replace("{::nomarkdown}", "").replace("{:/nomarkdown}", "").replace("{:/}", "").into()
}

/// Classes that make a callout of a block, without configuration.
const CALLOUTS: &[&str] = &["note", "warning", "important", "tip", "highlight", "new", "caution", "info", "danger"];

/// A callout that a class asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Callout {
    /// Its kind.
    pub(super) kind: String,
    /// Its title, where configured.
    pub(super) title: Option<String>,
    /// The first line of the block is its title: `.note-title`.
    pub(super) titled: bool,
}

/// The callout that a class stands for. Configured ones come as features `callout:NAME=TITLE`.
pub(super) fn callout(class: &str, features: &[String]) -> Option<Callout> {
    let (name, titled) = class.strip_suffix("-title").map_or((class, false), |it| (it, true));
    let configured = features.iter().find_map(|it| {
        let (key, title) = it.strip_prefix("callout:")?.split_once('=').unwrap_or((it.strip_prefix("callout:")?, ""));
        (key == name).then(|| title.to_owned())
    });
    let title = configured.clone().filter(|it| !it.is_empty());
    (configured.is_some() || CALLOUTS.contains(&name)).then(|| Callout { kind: name.to_owned(), title, titled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_on_their_own_line() {
        assert!(matches!(line("{: .note }", &[], DialectName::Jekyll), Some(Construct::List(_))));
        assert_eq!(line("{: .note } text", &[], DialectName::Jekyll), None);
        assert_eq!(line("{{ x }}", &[], DialectName::Techdocs), None);
        assert_eq!(line("{::options parse_block_html=\"true\" /}", &[], DialectName::Jekyll), Some(Construct::Nothing(0)));
    }

    #[test]
    fn takes_marks_out_of_a_line() {
        assert_eq!(without_marks("a ({::nomarkdown}<img src=\"x\">{:/}) b"), "a (<img src=\"x\">) b");
        assert_eq!(without_marks("a {:/} b"), "a {:/} b");
    }

    #[test]
    fn knows_callouts() {
        let features = ["callout:new=New".to_owned(), "callout:beta".to_owned()];
        assert_eq!(callout("new", &features).and_then(|it| it.title).as_deref(), Some("New"));
        assert!(callout("beta", &features).is_some());
        assert!(callout("note-title", &[]).is_some_and(|it| it.titled));
        assert_eq!(callout("label", &[]), None);
    }
}
