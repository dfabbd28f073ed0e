//! What each dialect turns on.

use pulldown_cmark::Options;

use super::code::{self, Info};
use crate::config::DialectName;

/// pulldown-cmark's options for a dialect. Never its metadata blocks (quadratic on hostile text) nor its heading
/// attributes (they let any attribute through): both are read by hand.
pub(super) fn parser_options(dialect: DialectName, math: bool) -> Options {
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    match dialect {
        DialectName::Techdocs => options |= Options::ENABLE_DEFINITION_LIST | Options::ENABLE_SUBSCRIPT,
        DialectName::Github | DialectName::Docusaurus | DialectName::Gitbook => {}
        DialectName::Mdbook | DialectName::Jekyll => {
            options |= Options::ENABLE_DEFINITION_LIST | Options::ENABLE_SMART_PUNCTUATION;
        }
    }
    if math {
        options |= Options::ENABLE_MATH;
    }
    options
}

/// The code that is shown of a block: without the lines and comments that only its tool reads.
pub(super) fn displayed_code(dialect: DialectName, info: &mut Info, code: &str) -> String {
    match dialect {
        DialectName::Mdbook if info.language == "rust" => without_hidden_lines(code),
        DialectName::Docusaurus => code::take_marking_comments(info, code),
        // `{1,2}` after the language is Docusaurus': MkDocs does not point lines out for it.
        DialectName::Techdocs if info.marked_in_braces => {
            info.marked.clear();
            code.to_owned()
        }
        _ => code.to_owned(),
    }
}

/// Rust code without the lines that rustdoc hides: `# use …`. `##` stands for a line that starts with `#`.
fn without_hidden_lines(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for line in code.split_inclusive('\n') {
        let bare = line.trim_start();
        if bare.trim_end() == "#" || bare.starts_with("# ") {
            continue;
        }
        match bare.strip_prefix("##") {
            Some(rest) => {
                out.push_str(line.strip_suffix(bare).unwrap_or_default());
                out.push('#');
                out.push_str(rest);
            }
            None => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_what_rustdoc_hides() {
        assert_eq!(without_hidden_lines("# use x;\nfn f() {}\n#\n  ## y\n#[test]\n"), "fn f() {}\n  # y\n#[test]\n");
    }
}
