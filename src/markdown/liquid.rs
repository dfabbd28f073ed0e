//! As much of Liquid as Jekyll pages need: variables, filters, `if`, `capture`, `include`, `raw`.
//!
//! Only the author's own page, its front matter and the configured `site.*` values can be read; there is no loop over data,
//! so a page costs what it holds. What is not known gives nothing, as in Jekyll, and is noted.

mod expression;

use std::collections::BTreeMap;

use super::includes::Context;
use super::source_map::{Mapped, Origin};
use super::{IncludeSyntax, Note};
use crate::config::DialectName;
use crate::diagnostic::{Code, Span};

/// Includes in included files down to this depth, and blocks in blocks.
const MAX_DEPTH: usize = 40;
/// What a page may expand to.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'t> {
    Text(&'t str, Origin),
    /// `{{ … }}`
    Output(&'t str, Origin),
    /// `{% … %}`
    Tag(&'t str, Origin),
}

/// Runs the templates of a page.
pub(super) fn expand(text: &Mapped, context: &Context<'_>) -> (Mapped, Vec<Note>) {
    let tokens = tokens(text);
    let mut variables = BTreeMap::new();
    for (name, value) in &context.options.variables {
        variables.insert(name.clone(), value.clone());
    }
    for (name, value) in context.front_matter {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        variables.insert(format!("page.{name}"), value);
    }
    let strict = context.options.dialect != DialectName::Jekyll;
    let mut run = Run { context, variables, notes: Vec::new(), bytes: 0, strict };
    let mut out = Assembler::default();
    run.block(&tokens, &mut out, 0);
    (out.finish(), run.notes)
}

/// Cuts a page into pieces.
fn tokens(text: &Mapped) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let whole = &text.text;
    let mut origins = text.lines().map(|it| it.1);
    let mut origin = origins.next().unwrap_or(Origin { line: 1, shift: 0 });
    let mut at = 0;
    let mut raw = false;
    let mut start = 0;
    while let Some(open) = whole.get(at..).and_then(|it| it.find('{')).map(|it| it + at) {
        let rest = whole.get(open..).unwrap_or_default();
        let (end, output) = if rest.starts_with("{%") { ("%}", false) } else { ("}}", rest.starts_with("{{")) };
        if !output && end == "}}" || (raw && output) {
            at = open + 1;
            continue;
        }
        let Some(length) = rest.get(2..).and_then(|it| it.find(end)) else {
            // Never closed: everything of its kind from here on is text.
            at = open + 2;
            if !whole.get(at..).is_some_and(|it| it.contains("%}") || it.contains("}}")) {
                break;
            }
            continue;
        };
        let inner = rest.get(2..2 + length).unwrap_or_default();
        let name = inner.trim_matches(['-', ' ', '\t', '\n']);
        if raw && name != "endraw" {
            at = open + 2;
            continue;
        }
        raw = !output && name == "raw";
        push_text(&mut tokens, whole.get(start..open).unwrap_or_default(), &mut origin, &mut origins);
        let inner = inner.trim_matches(['-', ' ', '\t', '\n']);
        tokens.push(if output { Token::Output(inner, origin) } else { Token::Tag(inner, origin) });
        for _ in 0..rest.get(..length + 4).unwrap_or_default().matches('\n').count() {
            origin = origins.next().unwrap_or(origin);
        }
        at = open + length + 4;
        start = at;
    }
    push_text(&mut tokens, whole.get(start..).unwrap_or_default(), &mut origin, &mut origins);
    tokens
}

fn push_text<'t>(tokens: &mut Vec<Token<'t>>, text: &'t str, origin: &mut Origin, origins: &mut impl Iterator<Item = Origin>) {
    for line in text.split_inclusive('\n') {
        tokens.push(Token::Text(line, *origin));
        if line.ends_with('\n') {
            *origin = origins.next().unwrap_or(*origin);
        }
    }
}

/// Puts lines together from pieces.
#[derive(Default)]
struct Assembler {
    out: Mapped,
    line: String,
    origin: Option<Origin>,
}

impl Assembler {
    fn push(&mut self, text: &str, origin: Origin) {
        for piece in text.split_inclusive('\n') {
            self.origin.get_or_insert(origin);
            match piece.strip_suffix('\n') {
                Some(end) => {
                    self.line.push_str(end);
                    self.end_line();
                }
                None => self.line.push_str(piece),
            }
        }
    }

    fn end_line(&mut self) {
        let origin = self.origin.take().unwrap_or(Origin { line: 1, shift: 0 });
        self.out.push(&std::mem::take(&mut self.line), origin);
    }

    /// What was put together, as it is: without a line end that nobody wrote.
    fn text(self) -> String {
        let mut text = self.out.text;
        text.push_str(&self.line);
        text
    }

    fn finish(mut self) -> Mapped {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.out
    }
}

struct Run<'a> {
    context: &'a Context<'a>,
    variables: BTreeMap<String, String>,
    notes: Vec<Note>,
    bytes: usize,
    /// What is not known stays as written (mkdocs-macros), instead of giving nothing (Jekyll).
    strict: bool,
}

impl Run<'_> {
    fn note(&mut self, code: Code, message: String, origin: Origin) {
        self.notes.push(Note::new(code, message, Some(Span::point(origin.line, 1))));
    }

    fn emit(&mut self, text: &str, origin: Origin, out: &mut Assembler) {
        self.bytes += text.len();
        if self.bytes <= MAX_BYTES {
            out.push(text, origin);
        }
    }

    /// Runs pieces in order.
    fn block(&mut self, tokens: &[Token<'_>], out: &mut Assembler, depth: usize) {
        let ends = block_ends(tokens);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at = match token {
                Token::Text(text, origin) => {
                    self.emit(text, *origin, out);
                    at + 1
                }
                Token::Output(expression, origin) => {
                    match expression::value(expression, &self.variables) {
                        Some(value) => self.emit(&value, *origin, out),
                        None if self.strict => self.emit(&format!("{{{{ {expression} }}}}"), *origin, out),
                        None => {}
                    }
                    at + 1
                }
                Token::Tag(tag, origin) => {
                    let (name, argument) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                    match ends.get(&at).copied().filter(|_| depth < MAX_DEPTH) {
                        Some(end) => {
                            let body = tokens.get(at + 1..end).unwrap_or_default();
                            self.block_tag((name, argument.trim()), body, *origin, out, depth);
                            end + 1
                        }
                        None => {
                            self.tag(name, argument.trim(), *origin, out, depth);
                            at + 1
                        }
                    }
                }
            };
        }
    }

    /// A tag with a body.
    fn block_tag(
        &mut self,
        (name, argument): (&str, &str),
        body: &[Token<'_>],
        origin: Origin,
        out: &mut Assembler,
        depth: usize,
    ) {
        match name {
            "raw" => {
                for token in body {
                    if let Token::Text(text, origin) = token {
                        self.emit(text, *origin, out);
                    }
                }
            }
            "capture" => {
                let mut inner = Assembler::default();
                self.block(body, &mut inner, depth + 1);
                self.variables.insert(argument.to_owned(), inner.text());
            }
            "if" | "unless" => {
                let chosen = self.choose(name == "unless", argument, body);
                self.block(chosen, out, depth + 1);
            }
            "highlight" => {
                let language = argument.split_whitespace().next().unwrap_or_default();
                self.emit(&format!("\n```{language}\n"), origin, out);
                self.block(body, out, depth + 1);
                self.emit("\n```\n", origin, out);
            }
            // Loops need data that a page has not; comments are nobody's.
            _ => {}
        }
    }

    /// The branch of an `if` that holds.
    fn choose<'b, 't>(&self, negated: bool, condition: &str, body: &'b [Token<'t>]) -> &'b [Token<'t>] {
        let ends = block_ends(body);
        let mut holds = expression::holds(condition, &self.variables) != negated;
        let (mut start, mut at) = (0, 0);
        while let Some(token) = body.get(at) {
            if let Some(end) = ends.get(&at) {
                at = end + 1;
                continue;
            }
            if let Token::Tag(tag, _) = token {
                let (name, argument) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                if matches!(name, "else" | "elsif" | "elif") {
                    if holds {
                        return body.get(start..at).unwrap_or_default();
                    }
                    holds = name == "else" || expression::holds(argument, &self.variables);
                    start = at + 1;
                }
            }
            at += 1;
        }
        if holds { body.get(start..).unwrap_or_default() } else { &[] }
    }

    /// A tag that stands alone.
    fn tag(&mut self, name: &str, argument: &str, origin: Origin, out: &mut Assembler, depth: usize) {
        match name {
            "assign" | "set" => {
                if let Some((variable, value)) = argument.split_once('=') {
                    let value = expression::value(value.trim(), &self.variables).unwrap_or_default();
                    self.variables.insert(variable.trim().to_owned(), value);
                }
            }
            "link" => {
                let path = expression::fill_in(argument, &self.variables);
                self.emit(&format!("/{}", path.trim_matches(['"', '\'']).trim_start_matches('/')), origin, out);
            }
            "include" | "include_relative" | "include_cached" => self.include(argument, origin, out, depth),
            "post_url" | "endif" | "endfor" | "endcapture" | "endunless" | "endraw" | "else" | "break" | "continue" | "cycle" => {
            }
            _ if self.strict => self.emit(&format!("{{% {name} {argument} %}}"), origin, out),
            _ => self.note(Code::UnknownConstruct, format!("the template tag `{name}` is not understood"), origin),
        }
    }

    fn include(&mut self, argument: &str, origin: Origin, out: &mut Assembler, depth: usize) {
        let argument = expression::fill_in(argument, &self.variables);
        let (name, parameters) = argument.split_once(char::is_whitespace).unwrap_or((&argument, ""));
        let name = name.trim_matches(['"', '\'']);
        if depth >= MAX_DEPTH / 4 {
            return self.note(Code::IncludeMissing, format!("`{name}` is included too deeply"), origin);
        }
        let syntax = if self.strict { IncludeSyntax::Snippet } else { IncludeSyntax::Jekyll };
        let text = match self.context.includes.read(syntax, name) {
            Ok(text) => Mapped::of(&text, 1),
            Err(reason) => return self.note(Code::IncludeMissing, format!("`{name}` cannot be included: {reason}"), origin),
        };
        let outer = self.variables.clone();
        for (key, value) in expression::parameters(parameters) {
            let value = expression::value(value, &outer).unwrap_or_default();
            self.variables.insert(format!("include.{key}"), value);
        }
        let mut inner = Assembler::default();
        self.block(&tokens(&text), &mut inner, depth + MAX_DEPTH / 20);
        self.variables = outer;
        let text = inner.text();
        self.emit(text.strip_suffix('\n').unwrap_or(&text), origin, out);
    }
}

/// For each tag that has a body, the index of its end tag.
fn block_ends(tokens: &[Token<'_>]) -> BTreeMap<usize, usize> {
    let mut ends = BTreeMap::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Tag(tag, _) = token else { continue };
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(ended) = name.strip_prefix("end") {
            if let Some(index) = open.iter().rposition(|it| it.0 == ended) {
                if let Some((_, start)) = open.get(index) {
                    ends.insert(*start, at);
                }
                open.truncate(index);
            }
        } else if matches!(
            name,
            "raw" | "comment" | "capture" | "if" | "unless" | "for" | "highlight" | "case" | "tablerow" | "macro"
        ) {
            open.push((name, at));
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::super::{FrontMatter, Includes, Options};
    use super::*;

    struct Files;

    impl Includes for Files {
        fn read(&self, _: IncludeSyntax, path: &str) -> Result<String, String> {
            match path {
                "x.html" => Ok("<{{ include.a }}>".to_owned()),
                "loop.html" => Ok("{% include loop.html %}{% include loop.html %}".to_owned()),
                _ => Err("it does not exist".to_owned()),
            }
        }
    }

    fn run(text: &str) -> (String, usize) {
        let variables = vec![("site.baseurl".to_owned(), "/b".to_owned()), ("site.v".to_owned(), "2".to_owned())];
        let options = Options { variables, ..Options::plain(DialectName::Jekyll) };
        let front_matter: FrontMatter = serde_json::from_str("{\"title\": \"T\"}").expect("JSON");
        let context = Context { options: &options, includes: &Files, front_matter: &front_matter };
        let (text, notes) = expand(&Mapped::of(text, 1), &context);
        (text.text, notes.len())
    }

    #[test]
    fn fills_in_values() {
        assert_eq!(run("{{site.baseurl}}/x/ {{ page.title }}{{ nope }}\n").0, "/b/x/ T\n");
        assert_eq!(run("{{ '/x' | relative_url }}{% link docs/x.md %}\n").0, "/b/x/docs/x.md\n");
        assert_eq!(run("{% assign a = 'b' %}{{ a | upcase }}\n").0, "B\n");
    }

    #[test]
    fn runs_blocks() {
        assert_eq!(run("{% if site.v == '2' %}y{% else %}n{% endif %}\n").0, "y\n");
        assert_eq!(run("{% unless site.v %}y{% endunless %}z\n").0, "z\n");
        assert_eq!(run("{% raw %}{{ x }}{% y %}{% endraw %}\n").0, "{{ x }}{% y %}\n");
        assert_eq!(run("{% comment %}a{% endcomment %}b\n").0, "b\n");
        assert_eq!(run("{% include x.html a=\"b c\" %}\n").0, "<b c>\n");
    }

    #[test]
    fn ends_what_does_not_end() {
        let (text, notes) = run("a{% include loop.html %}b {% whatever %} {% if %} {{ x\n");
        assert!(text.starts_with("ab"), "{text}");
        assert!(notes > 0);
    }
}
