//! Files included in a page, and the variables in it: what each tool does before it reads Markdown.
//!
//! An included line points at the line that included it. Includes nest to a depth and to a size; what cannot be read is
//! noted, and a reader sees nothing in its place.

use std::borrow::Cow;

use super::included::{Included, Part, Shelf, line_ranges};
use super::source_map::{Mapped, Origin, start_of};
use super::{FrontMatter, IncludeSyntax, Includes, Note, Options, docusaurus, liquid};
use crate::config::DialectName;
use crate::diagnostic::{Code, Span};

/// Includes in included files, and in theirs, down to this depth.
const MAX_DEPTH: usize = 8;
/// A page is expanded to this many bytes.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Longest name of a variable.
const MAX_NAME: usize = 200;

/// What includes need to know.
pub(super) struct Context<'a> {
    pub(super) options: &'a Options,
    pub(super) includes: &'a dyn Includes,
    pub(super) front_matter: &'a FrontMatter,
}

/// Puts the included files into a page.
pub(super) fn expand(text: Mapped, context: &Context<'_>) -> (Mapped, Vec<Note>) {
    let dialect = context.options.dialect;
    let macros = context.options.features.iter().any(|it| it == "macros");
    let has = |it: &str| text.text.contains(it);
    let templates = dialect == DialectName::Jekyll || (macros && dialect == DialectName::Techdocs);
    let (text, mut notes) =
        if templates && (has("{%") || has("{{")) { liquid::expand(&text, context) } else { (text, Vec::new()) };
    let text = match dialect {
        DialectName::Docusaurus => docusaurus::with_front_matter(text, context.front_matter),
        _ => text,
    };
    let has = |it: &str| text.text.contains(it);
    let any = match dialect {
        DialectName::Techdocs => has("8<") || has("{!") || has("{%") || has("{*") || has("{{"),
        DialectName::Mdbook => has("{{#"),
        DialectName::Docusaurus => has("import "),
        DialectName::Gitbook => has("{% include"),
        DialectName::Github | DialectName::Jekyll => false,
    };
    if !any {
        return (text, notes);
    }
    let mut expander = Expander {
        context,
        shelf: Shelf::of(context.includes),
        out: Mapped::default(),
        notes: Vec::new(),
        partials: Vec::new(),
        sources: Vec::new(),
        bytes: 0,
        is_full: false,
    };
    expander.lines(text.lines().map(|(line, origin)| (Cow::Borrowed(line), origin)), 0);
    notes.append(&mut expander.notes);
    (expander.out, notes)
}

struct Expander<'a> {
    context: &'a Context<'a>,
    shelf: Shelf<'a>,
    out: Mapped,
    notes: Vec<Note>,
    /// Docusaurus: names of components and the files that they are.
    partials: Vec<(String, String)>,
    /// Docusaurus: names and files that are imported as text.
    sources: Vec<(String, String)>,
    bytes: usize,
    /// It has as many bytes as it may have, and that is said.
    is_full: bool,
}

/// What to do about files that include files that include files.
const INCLUDE_LESS: &str = "include the innermost file directly; perhaps one of them includes itself";

impl Expander<'_> {
    fn lines<'t>(&mut self, lines: impl Iterator<Item = (Cow<'t, str>, Origin)>, depth: usize) {
        let mut lines = lines;
        while let Some((line, origin)) = lines.next() {
            if !self.has_room(line.len(), origin) {
                return;
            }
            let taken = match self.context.options.dialect {
                DialectName::Techdocs => self.techdocs(&line, origin, &mut lines, depth),
                DialectName::Mdbook => self.mdbook(&line, origin, depth),
                DialectName::Docusaurus => self.partial(&line, origin, depth),
                DialectName::Gitbook => self.gitbook(&line, origin, depth),
                DialectName::Github | DialectName::Jekyll => false,
            };
            if !taken {
                self.out.push(&line, origin);
            }
        }
    }

    /// Counts a line that the page gets; whether there is room for it.
    fn has_room(&mut self, length: usize, origin: Origin) -> bool {
        self.bytes += length + 1;
        if self.bytes > MAX_BYTES && !std::mem::replace(&mut self.is_full, true) {
            let message = "the page is larger than its limit with what it includes; the rest is left out";
            self.note(Code::PageTooLarge, message, origin);
        }
        self.bytes <= MAX_BYTES
    }

    fn note(&mut self, code: Code, message: &str, at: Origin) {
        self.notes.push(Note::new(code, message, Some(Span::point(at.line, 1))));
    }

    /// Includes a file, each line after `indent`.
    fn include(&mut self, syntax: IncludeSyntax, name: &str, indent: &str, origin: Origin, depth: usize) {
        if depth >= MAX_DEPTH {
            let note =
                Note::new(Code::IncludeMissing, format!("`{name}` is included too deeply"), Some(Span::point(origin.line, 1)));
            return self.notes.push(Note { help: Some(INCLUDE_LESS.to_owned()), ..note });
        }
        if self.is_full {
            return;
        }
        let (path, part) = Part::split(name, syntax);
        match self.shelf.file(syntax, path) {
            Err(reason) => {
                let message = format!("`{path}` cannot be included: {reason}");
                let note = Note::new(Code::IncludeMissing, message, Some(Span::point(origin.line, 1)));
                self.notes.push(Note { help: Some(starts_from(syntax).to_owned()), ..note });
            }
            Ok(file) => self.part(&file, &part, indent, origin, depth + 1),
        }
    }

    fn part(&mut self, file: &Included, part: &Part, indent: &str, origin: Origin, depth: usize) {
        let lines = file.part(part).map(|line| match line.is_empty() || indent.is_empty() {
            true => (Cow::Borrowed(line), origin),
            false => (Cow::Owned(format!("{indent}{line}")), origin),
        });
        self.lines(lines, depth);
    }

    fn techdocs<'t>(
        &mut self,
        line: &str,
        origin: Origin,
        next: &mut impl Iterator<Item = (Cow<'t, str>, Origin)>,
        depth: usize,
    ) -> bool {
        let bare = line.trim();
        let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
        if let Some(rest) = scissors(bare) {
            match rest.trim() {
                "" => {
                    for (name, origin) in next.by_ref() {
                        if scissors(name.trim()).is_some_and(|it| it.trim().is_empty()) {
                            break;
                        }
                        if !name.trim().is_empty() && !name.trim().starts_with(';') {
                            self.include(IncludeSyntax::Snippet, name.trim(), indent, origin, depth);
                        }
                    }
                    return true;
                }
                name if name.starts_with("[start:") || name.starts_with("[end:") => return true,
                name => {
                    let Some(name) = quoted(name) else { return false };
                    if !name.starts_with(';') {
                        self.include(IncludeSyntax::Snippet, name, indent, origin, depth);
                    }
                    return true;
                }
            }
        }
        if let Some(escaped) = bare.strip_prefix(';').filter(|it| scissors(it).is_some()) {
            self.out.push_parts(&[indent, escaped], origin);
            return true;
        }
        self.extension(bare, indent, origin, depth) || self.variables(line, origin)
    }

    /// The includes of extensions that TechDocs does not have: read where the docs' configuration lists them.
    fn extension(&mut self, bare: &str, indent: &str, origin: Origin, depth: usize) -> bool {
        let has = |name: &str| self.context.options.features.iter().any(|it| it == name);
        if let Some(name) = bare.strip_prefix("{!").and_then(|it| it.strip_suffix("!}")).filter(|_| has("markdown_include")) {
            self.include(IncludeSyntax::Snippet, name.trim(), indent, origin, depth);
            return true;
        }
        if let Some(list) = bare.strip_prefix("{*").and_then(|it| it.strip_suffix("*}")) {
            return self.code_of_file(list.trim(), indent, origin);
        }
        let tag = bare.strip_prefix("{%").and_then(|it| it.strip_suffix("%}")).map(|it| it.trim_matches(['-', ' ']));
        let tag = tag.filter(|_| has("include-markdown"));
        if let Some(name) = tag.and_then(|it| it.strip_prefix("include-markdown").or_else(|| it.strip_prefix("include_markdown")))
        {
            let name = name.trim().split_inclusive(['"', '\'']).take(2).collect::<String>();
            if let Some(name) = quoted(&name) {
                self.include(IncludeSyntax::RelativeToPage, name, indent, origin, depth);
                return true;
            }
        }
        false
    }

    /// FastAPI's `{* path.py ln[1:9,12] hl[2:4] *}`: some lines of a file as a code block, some of them marked; both count
    /// the lines of the file.
    fn code_of_file(&mut self, list: &str, indent: &str, origin: Origin) -> bool {
        let (path, rest) = list.split_once(char::is_whitespace).unwrap_or((list, ""));
        let Ok(file) = self.shelf.file(IncludeSyntax::RelativeToPage, path) else { return false };
        let (shown, marked) = (line_ranges(rest, "ln["), line_ranges(rest, "hl["));
        let is_marked = |line: usize| {
            let at = marked.partition_point(|it| it.1 < line);
            marked.get(at).is_some_and(|it| it.0 <= line)
        };
        let mut lines: Vec<(usize, &str)> = Vec::new();
        for (number, line) in file.lines_in(&shown) {
            if !self.has_room(indent.len() + line.len(), origin) {
                break;
            }
            if lines.last().is_some_and(|last| number > last.0 + 1) {
                // A blank line stands for what is left out between two stretches.
                lines.push((0, ""));
            }
            lines.push((number, line));
        }
        let marks: Vec<String> =
            (1_usize..).zip(&lines).filter(|(_, line)| is_marked(line.0)).map(|(at, _)| at.to_string()).collect();
        let marks = if marks.is_empty() { String::new() } else { format!(" hl_lines=\"{}\"", marks.join(" ")) };
        self.out.push(&format!("{indent}```{}{marks}", crate::repo_path::extension(path)), origin);
        for (_, line) in lines {
            self.out.push_parts(&[indent, line], origin);
        }
        self.out.push(&format!("{indent}```"), origin);
        true
    }

    /// `{{ name }}` of a variable that is given; anything else in braces is the author's text.
    fn variables(&mut self, line: &str, origin: Origin) -> bool {
        if !line.contains("{{") || self.context.options.variables.is_empty() {
            return false;
        }
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, inner)) = rest.split_once("{{") {
            out.push_str(before);
            let name = start_of(inner, MAX_NAME).split_once("}}").filter(|_| self.bytes + out.len() <= MAX_BYTES);
            let value = name.and_then(|(name, _)| {
                let value = self.context.options.variables.get(name.trim())?;
                Some((value, inner.get(name.len() + 2..)?))
            });
            match value {
                Some((value, after)) => {
                    out.push_str(value);
                    rest = after;
                }
                None => {
                    out.push_str("{{");
                    rest = inner;
                }
            }
        }
        out.push_str(rest);
        self.bytes += out.len();
        self.out.push(out.lines().next().unwrap_or_default(), origin);
        true
    }

    /// `{{#include path}}` and its kin, alone on a line or inside one.
    fn mdbook(&mut self, line: &str, origin: Origin, depth: usize) -> bool {
        let Some(at) = line.find("{{#") else { return false };
        let Some(inner) = line.get(at + 3..).and_then(|it| it.split_once("}}")) else { return false };
        let before = line.get(..at).unwrap_or_default();
        if let Some(before) = before.strip_suffix('\\') {
            self.out.push_parts(&[before, "{{#", inner.0, "}}", inner.1], origin);
            return true;
        }
        let (name, argument) = inner.0.trim().split_once(char::is_whitespace).unwrap_or((inner.0.trim(), ""));
        let alone = before.trim().is_empty() && inner.1.trim().is_empty();
        match name {
            "include" | "rustdoc_include" if alone => self.include(IncludeSyntax::MdBook, argument.trim(), before, origin, depth),
            "playground" | "playpen" if alone => {
                self.out.push_parts(&[before, "```rust"], origin);
                let path = argument.split_whitespace().next().unwrap_or_default();
                self.include(IncludeSyntax::MdBook, path, before, origin, depth);
                self.out.push_parts(&[before, "```"], origin);
            }
            "include" | "rustdoc_include" => {
                let (path, part) = Part::split(argument.trim(), IncludeSyntax::MdBook);
                let file = self.shelf.file(IncludeSyntax::MdBook, path).ok();
                let lines = file.iter().flat_map(|it| it.part(&part));
                let mut text = String::new();
                for (number, line) in lines.enumerate() {
                    if !self.has_room(line.len(), origin) {
                        break;
                    }
                    text.push_str(if number > 0 { " " } else { "" });
                    text.push_str(line);
                }
                self.out.push_parts(&[before, &text, inner.1], origin);
            }
            "title" => {
                if !alone {
                    self.out.push_parts(&[before, inner.1], origin);
                }
            }
            _ => return false,
        }
        true
    }

    /// Docusaurus: `import P from './_p.mdx'`, and `<P />` where the file belongs.
    fn partial(&mut self, line: &str, origin: Origin, depth: usize) -> bool {
        if let Some((name, rest)) = line.strip_prefix("import ").and_then(|it| it.split_once(" from ")) {
            let path = rest.trim().trim_end_matches(';').trim_matches(['"', '\'']);
            if let Some((_, file)) = path.rsplit_once("raw-loader!") {
                self.sources.push((name.trim().to_owned(), file.to_owned()));
                return true;
            }
            if path.ends_with(".mdx") || path.ends_with(".md") {
                self.partials.push((name.trim().to_owned(), path.to_owned()));
                return true;
            }
        }
        let bare = line.trim();
        if self.code_block(bare, origin, depth) {
            return true;
        }
        if self.partials.is_empty() || !bare.starts_with('<') || !bare.ends_with("/>") {
            return false;
        }
        let name: String = bare.chars().skip(1).take_while(|it| it.is_alphanumeric() || *it == '_').collect();
        let Some((_, path)) = self.partials.iter().find(|it| it.0 == name).cloned() else { return false };
        let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
        self.out.push("", origin);
        self.include(IncludeSyntax::Partial, &path, indent, origin, depth);
        self.out.push("", origin);
        true
    }

    /// Docusaurus: `<CodeBlock language="js">{Source}</CodeBlock>` of a file that is imported as text.
    fn code_block(&mut self, bare: &str, origin: Origin, depth: usize) -> bool {
        let inner = bare.strip_prefix("<CodeBlock").and_then(|it| it.strip_suffix("}</CodeBlock>"));
        let Some((attributes, name)) = inner.and_then(|it| it.split_once(">{")) else { return false };
        let Some((_, path)) = self.sources.iter().find(|it| it.0 == name.trim()).cloned() else { return false };
        let list = super::attributes::parse(attributes);
        let title = list.get("title").map(|it| format!(" title=\"{it}\"")).unwrap_or_default();
        let language = list.get("language").map_or_else(|| crate::repo_path::extension(&path), str::to_owned);
        self.out.push(&format!("````{language}{title}"), origin);
        self.include(IncludeSyntax::Partial, &path, "", origin, depth);
        self.out.push("````", origin);
        true
    }

    /// GitBook's `{% include "../.gitbook/includes/x.md" %}`.
    fn gitbook(&mut self, line: &str, origin: Origin, depth: usize) -> bool {
        let name =
            line.trim().strip_prefix("{%").and_then(|it| it.strip_suffix("%}")).and_then(|it| it.trim().strip_prefix("include "));
        let Some(name) = name.and_then(|it| quoted(it.trim())) else { return false };
        self.include(IncludeSyntax::RelativeToPage, name, "", origin, depth);
        true
    }
}

/// Where the paths of a syntax start, for an author whose path leads nowhere.
fn starts_from(syntax: IncludeSyntax) -> &'static str {
    match syntax {
        IncludeSyntax::Snippet => "paths of snippets start at the folder of mkdocs.yml",
        IncludeSyntax::Jekyll => "includes are files in the folder `_includes`",
        IncludeSyntax::RelativeToPage | IncludeSyntax::MdBook | IncludeSyntax::Partial => "the path starts at the page's folder",
    }
}

/// What follows the scissors `--8<--` at the start of a line.
fn scissors(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('-');
    let after = rest.strip_prefix("8<")?;
    let tail = after.trim_start_matches('-');
    (rest.len() < line.len() && tail.len() < after.len()).then_some(tail)
}

fn quoted(text: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|it| text.strip_prefix(*it)?.strip_suffix(*it))
}

#[cfg(test)]
mod tests {
    use super::super::Variables;
    use super::*;

    struct Files;

    impl Includes for Files {
        fn find(&self, _: IncludeSyntax, path: &str) -> Result<String, String> {
            Ok(path.to_owned())
        }

        fn read(&self, file: &str) -> Result<String, String> {
            match file {
                "a.md" => Ok("one\n# --8<-- [start:x]\n  two\n# --8<-- [end:x]\nthree\n".to_owned()),
                "x.py" | "./x.py" => Ok("a\nb\nc\nd\n".to_owned()),
                "big.md" => Ok("0123456789\n".repeat(20_000)),
                "loop.md" => Ok("--8<-- \"loop.md\"\n".to_owned()),
                _ => Err("it does not exist".to_owned()),
            }
        }
    }

    #[test]
    fn variables_do_not_multiply_a_page_without_end() {
        let variables = Variables::of([("x".to_owned(), "y".repeat(50_000))]);
        let options = Options { variables, ..Options::plain(DialectName::Techdocs) };
        let context = Context { options: &options, includes: &Files, front_matter: &FrontMatter::new() };
        for text in ["{{ x }}\n".repeat(8_000), "{{ x }}".repeat(8_000), "{{".repeat(200_000)] {
            let begun = std::time::Instant::now();
            let (expanded, _) = expand(Mapped::of(&text, 1), &context);
            assert!(expanded.text.len() < 10_000_000, "{} bytes", expanded.text.len());
            assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
        }
    }

    fn expanded(text: &str, dialect: DialectName) -> (String, usize) {
        let variables = Variables::of([("name".to_owned(), "value".to_owned())]);
        let options = Options { variables, ..Options::plain(dialect) };
        let context = Context { options: &options, includes: &Files, front_matter: &FrontMatter::new() };
        let (text, notes) = expand(Mapped::of(text, 1), &context);
        (text.text, notes.len())
    }

    #[test]
    fn includes_snippets() {
        let techdocs = |text| expanded(text, DialectName::Techdocs);
        assert_eq!(techdocs("  --8<-- \"a.md\"\n").0, "  one\n    two\n  three\n");
        assert_eq!(techdocs("--8<-- \"a.md:x\"\n").0, "two\n");
        assert_eq!(techdocs("--8<-- \"a.md:1:1\"\n").0, "one\n");
        assert_eq!(techdocs("--8<--\na.md:x\n--8<--\n").0, "two\n");
        assert_eq!(techdocs(";--8<-- \"a.md\"\n").0, "--8<-- \"a.md\"\n");
        assert_eq!(techdocs("--8<-- \"no.md\"\nx\n"), ("x\n".to_owned(), 1));
        assert_eq!(techdocs("--8<-- \"loop.md\"\n"), (String::new(), 1));
    }

    #[test]
    fn fills_in_given_variables_only() {
        assert_eq!(expanded("a {{ name }} {{ other }}\n", DialectName::Techdocs).0, "a value {{ other }}\n");
    }

    #[test]
    fn includes_code_as_fastapi() {
        let techdocs = |text| expanded(text, DialectName::Techdocs).0;
        assert_eq!(techdocs("{* x.py *}\n"), "```py\na\nb\nc\nd\n```\n");
        assert_eq!(techdocs("  {* x.py ln[2,4:9] hl[4] *}\n"), "  ```py hl_lines=\"3\"\n  b\n  \n  d\n  ```\n");
        assert_eq!(techdocs("{* no.py *}\n"), "{* no.py *}\n");
    }

    #[test]
    fn code_and_lines_of_files_count_as_the_page() {
        for (text, dialect) in [("{* big.md *}\n", DialectName::Techdocs), ("a {{#include big.md}}\n", DialectName::Mdbook)] {
            let (text, notes) = expanded(&text.repeat(100), dialect);
            assert!((1_000_000..10_000_000).contains(&text.len()) && notes == 1, "{} bytes, {notes} notes", text.len());
        }
    }

    #[test]
    fn includes_code_as_docusaurus() {
        let text = "import S from '!!raw-loader!./x.py';\n\n<CodeBlock language=\"py\" title=\"t\">{S}</CodeBlock>\n";
        assert_eq!(expanded(text, DialectName::Docusaurus).0, "\n````py title=\"t\"\na\nb\nc\nd\n````\n");
    }

    #[test]
    fn includes_as_mdbook() {
        assert_eq!(expanded("```\n{{#include a.md:3}}\n```\n", DialectName::Mdbook).0, "```\n  two\n```\n");
        assert_eq!(expanded("\\{{#include a.md}}\n", DialectName::Mdbook).0, "{{#include a.md}}\n");
    }
}
