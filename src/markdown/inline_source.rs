//! Lines of Markdown that Python-Markdown reads and CommonMark does not, rewritten so that both do.

use std::borrow::Cow;

use super::attributes;
use super::nodes::MARK;

/// `#Title` without a blank is a heading where a block starts, and a link's address may hold blanks.
pub(super) fn techdocs_line(line: &str, starts_block: bool) -> Cow<'_, str> {
    let hashes = line.bytes().take_while(|it| *it == b'#').count();
    if starts_block
        && (1..=6).contains(&hashes)
        && !line.get(hashes..).is_none_or(|it| it.is_empty() || it.starts_with([' ', '\t']))
    {
        let (marks, title) = line.split_at(hashes);
        return Cow::Owned(format!("{marks} {}", techdocs_line(title, false)));
    }
    if let Some((marks, name)) = line.split_once("# ::: ").filter(|it| it.0.trim_start_matches(['>', ' ', '#']).is_empty()) {
        // A heading for the documentation of code, which is not generated here: its name stays.
        return Cow::Owned(format!("{marks}# {}", name.trim()));
    }
    let line = if line.contains("](") { address(line) } else { Cow::Borrowed(line) };
    let line = if line.contains('{') && line.contains('_') { quiet_lists(line) } else { line };
    if starts_definition_by_mistake(&line) { Cow::Owned(format!("{MARK}{line}")) } else { line }
}

/// `:icon: text` starts a line of text: a definition has a blank after its colon.
fn starts_definition_by_mistake(line: &str) -> bool {
    line.strip_prefix(':').is_some_and(|it| !it.starts_with([' ', '\t', ':']) && !it.is_empty())
}

/// `[^x]:` whose text starts on the next line.
pub(super) fn is_footnote_without_text(line: &str) -> bool {
    let name = line.strip_prefix("[^").and_then(|it| it.trim_end().strip_suffix("]:"));
    name.is_some_and(|it| !it.is_empty() && !it.contains([']', '[']))
}

/// `[label]: address "title"`, which ends a paragraph for Python-Markdown.
pub(super) fn is_definition(line: &str) -> bool {
    let Some((label, rest)) = line.strip_prefix('[').and_then(|it| it.split_once("]:")) else { return false };
    let (address, title) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let title = title.trim();
    let quoted = ["\"\"", "''", "()"].iter().any(|it| {
        title.len() > 1
            && it.starts_with(title.get(..1).unwrap_or(" "))
            && it.ends_with(title.get(title.len() - 1..).unwrap_or(" "))
    });
    let name = !label.is_empty() && !label.starts_with('^') && !label.contains([']', '[']);
    name && rest.starts_with(' ') && !address.is_empty() && (title.is_empty() || quoted)
}

/// The line under a table's head, its tabs as blanks.
pub(super) fn delimiter_row(line: &str) -> Option<String> {
    let row =
        line.contains('\t') && line.contains("--") && line.bytes().all(|it| matches!(it, b'|' | b'-' | b':' | b' ' | b'\t'));
    row.then(|| line.replace('\t', " "))
}

/// Whether a line is the one under a table's head.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|it| matches!(it, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// A row of a table with the pipes in its code escaped: for Python-Markdown they end no cell.
pub(super) fn without_pipes_in_code(line: Cow<'_, str>) -> Cow<'_, str> {
    if !line.contains('`') {
        return line;
    }
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest: &str = &line;
    while let Some(open) = rest.find('`') {
        let (before, code) = rest.split_at(open);
        let ticks = code.bytes().take_while(|it| *it == b'`').count();
        let (mark, inner) = code.split_at(ticks);
        out.push_str(before);
        out.push_str(mark);
        rest = inner;
        // Code that never ends is looked for once: what follows is copied.
        let Some(end) = code_end(inner, ticks) else { break };
        let (inner, after) = inner.split_at(end);
        let mut escaped = false;
        for letter in inner.chars() {
            if letter == '|' && !escaped {
                out.push('\\');
            }
            escaped = letter == '\\';
            out.push(letter);
        }
        let (mark, after) = after.split_at_checked(ticks).unwrap_or((after, ""));
        out.push_str(mark);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the run of so many ticks starts that ends code.
fn code_end(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find('`') {
        let run = text.get(at + found..)?.bytes().take_while(|it| *it == b'`').count();
        if run == ticks {
            return Some(at + found);
        }
        at += found + run;
    }
    None
}

/// Attribute lists with their underlines escaped: `{target="_blank"}` starts no emphasis.
fn quiet_lists(line: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut done, mut ticks, mut at) = (0, 0, 0);
    while let Some(open) = line.get(at..).and_then(|it| it.find('{')).map(|it| it + at) {
        ticks += line.get(at..open).unwrap_or_default().matches('`').count();
        at = open + 1;
        let list = line.get(open..).and_then(|it| Some((it, attributes::at_start(it, false)?.1)));
        let list = list.and_then(|(it, length)| it.get(..length)).filter(|it| it.contains('_') && ticks % 2 == 0);
        if let Some(list) = list {
            out.push_str(line.get(done..open).unwrap_or_default());
            out.push_str(&list.replace("\\_", "_").replace('_', "\\_"));
            done = open + list.len();
            at = done;
        }
    }
    if done == 0 {
        return line;
    }
    out.push_str(line.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Addresses as only Python-Markdown reads them: `[a](b c.md)` as `[a](<b c.md>)`, and `[a]({{ x }})`, which leads nowhere
/// once nothing fills it in, as `a`.
fn address(line: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut done, mut ticks, mut at) = (0, 0, 0);
    while let Some(found) = line.get(at..).and_then(|it| it.find("](")).map(|it| it + at) {
        ticks += line.get(at..found).unwrap_or_default().matches('`').count();
        let start = found + 2;
        at = start;
        let rest = line.get(start..).unwrap_or_default();
        if let Some(length) = template(rest).filter(|_| ticks % 2 == 0) {
            let before = line.get(done..found).unwrap_or_default();
            if let Some(open) = before.rfind('[').filter(|it| !before.get(*it..).unwrap_or_default().contains(']')) {
                out.push_str(before.get(..open).unwrap_or_default());
                out.push_str(before.get(open + 1..).unwrap_or_default());
                done = start + length;
                at = done;
            }
            continue;
        }
        let Some((address, _)) = rest.split_once(')') else { break };
        let plain = !address.contains(['<', '>', '"', '\'', '(', '`', '[']) && !address.trim().is_empty();
        if plain && address.contains(' ') && ticks % 2 == 0 {
            out.push_str(line.get(done..start).unwrap_or_default());
            out.push('<');
            out.push_str(address.trim());
            out.push('>');
            done = start + address.len();
        }
    }
    if done == 0 {
        return Cow::Borrowed(line);
    }
    out.push_str(line.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The length of `{{ … }})` and of the attribute list after it.
fn template(rest: &str) -> Option<usize> {
    let length = rest.strip_prefix("{{")?.find("}})")? + 5;
    let list = rest.get(length..).and_then(|it| attributes::at_start(it, false)).map_or(0, |it| it.1);
    Some(length + list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_what_only_python_markdown_reads() {
        assert_eq!(techdocs_line("##Title", true), "## Title");
        assert_eq!(techdocs_line("see [a](b c.md) and [d](e.md \"t\")", true), "see [a](<b c.md>) and [d](e.md \"t\")");
        assert_eq!(techdocs_line("[a]( b.md )", true), "[a](b.md)".replace("(b.md)", "(<b.md>)"));
        assert_eq!(techdocs_line("_a [b](c){target=_blank}_ `{.a_b}`", true), "_a [b](c){target=\\_blank}_ `{.a_b}`");
        assert_eq!(techdocs_line("see [a b]({{ f(x=\"y\") }}){target=_blank}.", true), "see a b.");
        assert_eq!(techdocs_line(":smile: x", false), format!("{MARK}:smile: x"));
        assert_eq!(delimiter_row("|--\t|--|").as_deref(), Some("|-- |--|"));
        assert!(is_delimiter_row("|:--|--|") && !is_delimiter_row("---") && !is_delimiter_row("| a |"));
        let row = |it: &'static str| without_pipes_in_code(Cow::Borrowed(it)).into_owned();
        assert_eq!(row("| `a|b` | ``c`|`d`` | e\\|f |"), "| `a\\|b` | ``c`\\|`d`` | e\\|f |");
        assert_eq!(row("| `a\\|b` | `c | d |"), "| `a\\|b` | `c | d |");
        assert!(is_footnote_without_text("[^a b]: ") && !is_footnote_without_text("[^1]: x"));
        assert!(is_definition("[a]: b 'c d'") && !is_definition("[a]: text that goes on"));
        assert!(is_definition("[//]: # (x)") && !is_definition("[^1]: x") && !is_definition("[a]:b"));
        assert_eq!(techdocs_line("#123 is no heading inside a paragraph", false), "#123 is no heading inside a paragraph");
        for same in [":   definition", "# Title", "#", "`[a](b c.md)`", "[a](b.md)", "[a](b c"] {
            assert_eq!(techdocs_line(same, true), same);
        }
    }
}
