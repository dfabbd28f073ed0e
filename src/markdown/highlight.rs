//! Colours for code, as class names, at build time.
//!
//! One seam, [`highlight`]: a language as people write it and code in, HTML out; or nothing, and the caller shows plain
//! text. The grammars are arborium's (tree-sitter). Compiled grammars are kept for the process and a parser per thread,
//! both functions of the embedded grammars alone; no state of one block reaches another.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use arborium::tree_sitter::{ParseOptions, Parser};
use arborium::{Config, GrammarStore, Highlighter};

use super::escape;

/// Larger blocks are shown plain.
const MAX_BYTES: usize = 256 * 1024;
/// Blocks with a longer line are shown plain.
const MAX_LINE: usize = 8 * 1024;
/// Blocks up to this many bytes are short enough whatever they hold.
const SHORT: usize = 512;
/// Steps of a hundred operations that a parser may take for each byte, as a fraction: code takes a tenth of it.
const BYTES_PER_STEP: usize = 4;

static GRAMMARS: LazyLock<Arc<GrammarStore>> = LazyLock::new(|| Arc::new(GrammarStore::new()));

thread_local! {
    static HIGHLIGHTER: RefCell<Highlighter> = RefCell::new(Highlighter::with_store_and_config(
        Arc::clone(&GRAMMARS),
        Config { max_injection_depth: 1, ..Config::default() },
    ));
}

/// Code as HTML with a `<span class="hl-…">` around each word that has a colour. `None`: the language is not known, or the
/// code is too large; show it plain.
pub(super) fn highlight(language: &str, code: &str) -> Option<String> {
    let grammar = grammar(language)?;
    if code.len() > MAX_BYTES || code.split('\n').any(|it| it.len() > MAX_LINE) {
        return None;
    }
    if code.len() > SHORT && !is_parsed_in_proportion(grammar, code) {
        return None;
    }
    let spans = HIGHLIGHTER.with_borrow_mut(|it| it.highlight_spans(grammar, code)).ok()?;
    Some(paint(code, &flatten(spans, code.len())))
}

/// Does the parser get through the code with work that grows as the code does? Recovering from one mistake after the other
/// takes it hours for a few pages. Steps are counted, never time: what is published depends on the code alone.
fn is_parsed_in_proportion(grammar: &str, code: &str) -> bool {
    let Some(grammar) = GRAMMARS.get(grammar) else { return false };
    let mut parser = Parser::new();
    if parser.set_language(grammar.language()).is_err() {
        return false;
    }
    let mut left = code.len() / BYTES_PER_STEP + SHORT;
    let mut count = |_: &_| {
        left = left.saturating_sub(1);
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut read = |at: usize, _| code.as_bytes().get(at..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(ParseOptions::new().progress_callback(&mut count))).is_some()
}

/// The grammar for a language as people write it.
fn grammar(language: &str) -> Option<&'static str> {
    let lower = language.to_ascii_lowercase();
    LANGUAGES.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(grammar, _)| *grammar)
}

/// Grammars and the names that people give them.
const LANGUAGES: &[(&str, &[&str])] = &[
    (
        "bash",
        &[
            "bash",
            "sh",
            "shell",
            "zsh",
            "ksh",
            "console",
            "shell-session",
            "shellsession",
            "terminal",
            "shellscript",
            "env",
            "dotenv",
        ],
    ),
    ("yaml", &["yaml", "yml", "openapi", "k8s", "docker-compose"]),
    ("json", &["json", "jsonc", "json5", "jsonl", "ndjson", "geojson", "webmanifest"]),
    ("python", &["python", "py", "py3", "python3", "pycon", "starlark", "bzl", "tilt"]),
    ("javascript", &["javascript", "js", "mjs", "cjs", "jsx", "node", "ecmascript"]),
    ("typescript", &["typescript", "ts", "mts", "cts"]),
    ("tsx", &["tsx"]),
    ("rust", &["rust", "rs"]),
    ("go", &["go", "golang"]),
    ("java", &["java"]),
    ("kotlin", &["kotlin", "kt", "kts"]),
    ("html", &["html", "htm", "xhtml", "vue", "svelte"]),
    ("css", &["css", "scss", "less"]),
    ("sql", &["sql", "mysql", "postgresql", "postgres", "pgsql", "plsql", "tsql", "sqlite", "ppl"]),
    ("dockerfile", &["dockerfile", "docker", "containerfile"]),
    ("hcl", &["hcl", "terraform", "tf", "tfvars", "nomad", "packer"]),
    ("toml", &["toml", "cargo-toml"]),
    ("c", &["c", "h"]),
    ("cpp", &["cpp", "c++", "cxx", "cc", "hpp", "arduino"]),
    ("c-sharp", &["c-sharp", "csharp", "cs", "c#", "dotnet"]),
    ("ruby", &["ruby", "rb", "gemfile", "rakefile"]),
    ("php", &["php", "php3", "php8"]),
    ("xml", &["xml", "xsd", "xslt", "svg", "pom", "plist", "rss"]),
    ("diff", &["diff", "patch", "udiff"]),
    ("ini", &["ini", "cfg", "conf", "properties", "editorconfig", "gitconfig", "systemd", "desktop"]),
    ("graphql", &["graphql", "gql"]),
    ("lua", &["lua"]),
    ("powershell", &["powershell", "pwsh", "ps1", "posh"]),
    ("groovy", &["groovy", "gradle", "jenkinsfile", "jenkins"]),
    ("make", &["make", "makefile", "mk", "gnumake"]),
    ("markdown", &["markdown", "md", "mdx"]),
];

/// A stretch of code with one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    start: usize,
    end: usize,
    class: &'static str,
}

/// The class for what a grammar calls a capture: `keyword.function` is a `keyword`.
fn class(capture: &str) -> Option<&'static str> {
    let mut parts = capture.split('.');
    let (first, second) = (parts.next()?, parts.next().unwrap_or_default());
    Some(match (first, second) {
        ("comment", _) => "hl-comment",
        ("string", "special" | "escape" | "regex" | "regexp") | ("escape", _) => "hl-special",
        ("string" | "character" | "char", _) => "hl-string",
        ("number" | "float", _) => "hl-number",
        ("boolean" | "constant", _) => "hl-constant",
        ("function" | "method" | "constructor", _) => "hl-function",
        ("type" | "namespace" | "module" | "storageclass" | "structure", _) => "hl-type",
        ("keyword" | "conditional" | "repeat" | "include" | "exception" | "preproc" | "define" | "macro" | "label", _) => {
            "hl-keyword"
        }
        ("property" | "field" | "attribute" | "parameter", _) | ("variable", "parameter" | "member") => "hl-property",
        ("tag", "attribute") => "hl-property",
        ("tag", "delimiter") => return None,
        ("tag", _) => "hl-tag",
        ("variable", "builtin") => "hl-constant",
        ("diff", "plus" | "add" | "addition") | ("text", "diff_add") => "hl-inserted",
        ("diff", "minus" | "delete" | "deletion") | ("text", "diff_delete") => "hl-deleted",
        ("text" | "markup", "title" | "heading") => "hl-keyword",
        ("text" | "markup", "literal" | "raw" | "uri" | "link" | "reference") => "hl-string",
        _ => return None,
    })
}

/// Nested and overlapping spans as stretches in order, the innermost colour winning.
fn flatten(spans: Vec<arborium::advanced::Span>, length: usize) -> Vec<Stretch> {
    let mut spans: Vec<(usize, usize, u32, Option<&'static str>)> = spans
        .into_iter()
        .map(|it| (it.start as usize, it.end as usize, it.pattern_index, class(&it.capture)))
        .filter(|it| it.0 < it.1 && it.1 <= length)
        .collect();
    // Outer before inner; of equal ranges the later pattern wins, so it comes last.
    spans.sort_unstable_by(|a, b| (a.0, b.1, a.2).cmp(&(b.0, a.1, b.2)));
    let mut out = Vec::with_capacity(spans.len());
    let mut open: Vec<(usize, Option<&'static str>)> = Vec::new();
    let mut at = 0;
    for (start, end, _, class) in spans {
        settle(&mut out, &mut open, &mut at, start);
        open.push((end, class));
    }
    settle(&mut out, &mut open, &mut at, length);
    out
}

/// Writes out the colours up to `until`.
fn settle(out: &mut Vec<Stretch>, open: &mut Vec<(usize, Option<&'static str>)>, at: &mut usize, until: usize) {
    while let Some((end, class)) = open.last().copied() {
        let stop = end.min(until);
        if stop > *at {
            if let Some(class) = class {
                match out.last_mut() {
                    Some(last) if last.end == *at && last.class == class => last.end = stop,
                    _ => out.push(Stretch { start: *at, end: stop, class }),
                }
            }
            *at = stop;
        }
        if end > until {
            return;
        }
        open.pop();
    }
    *at = (*at).max(until);
}

fn paint(code: &str, stretches: &[Stretch]) -> String {
    let mut html = String::with_capacity(code.len() * 3);
    let mut at = 0;
    for stretch in stretches {
        escape::push(&mut html, code.get(at..stretch.start).unwrap_or_default());
        paint_stretch(&mut html, code.get(stretch.start..stretch.end).unwrap_or_default(), stretch.class);
        at = stretch.end;
    }
    escape::push(&mut html, code.get(at..).unwrap_or_default());
    html
}

/// Colours never cross a line end, so that lines can be marked.
fn paint_stretch(html: &mut String, text: &str, class: &str) {
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix('\n').unwrap_or(line);
        if !words.is_empty() {
            html.push_str("<span class=\"");
            html.push_str(class);
            html.push_str("\">");
            escape::push(html, words);
            html.push_str("</span>");
        }
        if words.len() < line.len() {
            html.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_without_end_are_shown_plain() {
        let code = format!("{}main(){{let a = 1;\n", ">-\n".repeat(4_000));
        let begun = std::time::Instant::now();
        assert_eq!(highlight("rust", &code), None);
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[test]
    fn long_code_keeps_its_colours() {
        for (language, line) in [
            ("rust", "fn f(a: u8) -> u8 { a + 1 }\n"),
            ("yaml", "- a: [1, 2]\n"),
            ("json", "[1, {\"a\": 2}],\n"),
            ("bash", "echo \"$a\" | cat > b\n"),
        ] {
            assert!(highlight(language, &line.repeat(4_000)).is_some(), "{language}");
        }
    }

    #[test]
    fn paints_words() {
        let html = highlight("py", "def f():\n    return \"<x>\"\n").expect("Python is known");
        assert!(html.contains("<span class=\"hl-keyword\">def</span>"), "{html}");
        assert!(html.contains("&lt;x&gt;"), "{html}");
    }

    #[test]
    fn every_listed_grammar_is_compiled_in() {
        for (grammar, names) in LANGUAGES {
            assert!(highlight(names.first().unwrap_or(&""), "x = 1\n").is_some(), "{grammar}");
        }
    }

    #[test]
    fn leaves_the_rest_plain() {
        assert_eq!(highlight("no-such-language", "x"), None);
        assert_eq!(highlight("json", &"1".repeat(MAX_LINE + 1)), None);
    }

    #[test]
    fn keeps_every_character() {
        for code in ["a: [1, {b: \"c\"}] # d\n", "{{- if .x }}\nk: v\n", "", "\n\n", "é: ü"] {
            let html = highlight("yaml", code).expect("YAML is known");
            let mut text = String::new();
            let mut inside = false;
            for letter in html.chars() {
                match letter {
                    '<' => inside = true,
                    '>' => inside = false,
                    _ if !inside => text.push(letter),
                    _ => {}
                }
            }
            assert_eq!(text.replace("&quot;", "\"").replace("&lt;", "<"), code);
        }
    }
}
