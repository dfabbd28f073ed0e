//! Lines of Markdown that Python-Markdown reads and CommonMark does not, rewritten so that both do.

use std::borrow::Cow;

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
    if line.contains("](") { address_with_blanks(line) } else { Cow::Borrowed(line) }
}

/// `[a](b c.md)` as `[a](<b c.md>)`.
fn address_with_blanks(line: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    let mut ticks = 0;
    let mut at = 0;
    while let Some(found) = line.get(at..).and_then(|it| it.find("](")).map(|it| it + at) {
        ticks += line.get(at..found).unwrap_or_default().matches('`').count();
        let start = found + 2;
        at = start;
        let Some(address) = line.get(start..).and_then(|it| it.split_once(')')).map(|it| it.0) else { break };
        let plain = !address.contains(['<', '>', '"', '\'', '(', '`', '[']) && address.trim() == address;
        if plain && address.contains(' ') && ticks % 2 == 0 {
            out.push_str(line.get(done..start).unwrap_or_default());
            out.push('<');
            out.push_str(address);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_what_only_python_markdown_reads() {
        assert_eq!(techdocs_line("##Title", true), "## Title");
        assert_eq!(techdocs_line("see [a](b c.md) and [d](e.md \"t\")", true), "see [a](<b c.md>) and [d](e.md \"t\")");
        assert_eq!(techdocs_line("#123 is no heading inside a paragraph", false), "#123 is no heading inside a paragraph");
        for same in ["# Title", "#", "`[a](b c.md)`", "[a](b.md)", "[a](b c"] {
            assert_eq!(techdocs_line(same, true), same);
        }
    }
}
