//! As much of Liquid as Jekyll pages need, and of Jinja as mkdocs-macros pages do: values, filters, conditions, loops,
//! captures, includes.
//!
//! Only the author's own page, its front matter, the site's configuration and its `_data` can be read. Loops nest and data
//! can be large, so a page has a number of steps and a size; what goes beyond is left out, and said. What is not known gives
//! nothing in Jekyll, and stays as written for mkdocs-macros, whose functions are not here.

mod expression;
mod filters;
mod template;
mod value;

use serde_json::{Map, Value};

use template::{Assembler, Token, block_ends, tokens};
use value::Scope;

use super::included::Shelf;
use super::includes::Context;
use super::source_map::{Mapped, Origin};
use super::{IncludeSyntax, Note};
use crate::config::DialectName;
use crate::diagnostic::{Code, Span};

/// Includes in included files down to this depth, and blocks in blocks.
const MAX_DEPTH: usize = 40;
/// What a page may expand to.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// What a page may compute: pieces run, and values looked at.
const MAX_STEPS: usize = 300_000;

/// Runs the templates of a page.
pub(super) fn expand(text: &Mapped, context: &Context<'_>) -> (Mapped, Vec<Note>) {
    let tokens = tokens(text);
    let mut scope = Scope::over(&context.options.variables);
    scope.set("page", Value::Object(context.front_matter.clone()));
    let strict = context.options.dialect != DialectName::Jekyll;
    let shelf = Shelf::of(context.includes);
    let mut run = Run { shelf, scope, notes: Vec::new(), bytes: 0, steps: 0, strict };
    let mut out = Assembler::default();
    run.block(&tokens, &mut out, 0);
    if run.is_spent() {
        let message = "the templates of the page do more than their limit; the rest is left out".to_owned();
        run.note(Code::PageTooLarge, message, Origin { line: 1, shift: 0 });
    }
    (out.finish(), run.notes)
}

struct Run<'a> {
    shelf: Shelf<'a>,
    scope: Scope<'a>,
    notes: Vec<Note>,
    bytes: usize,
    steps: usize,
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

    /// Whether the page has used up what it may compute.
    fn is_spent(&self) -> bool {
        self.steps > MAX_STEPS || self.bytes > MAX_BYTES
    }

    /// The value of an expression; looking at it counts.
    fn value(&mut self, expression: &str) -> Option<Value> {
        let value = expression::value(expression, &self.scope);
        self.steps += 1 + value.as_ref().map_or(0, weight);
        value
    }

    /// Runs pieces in order.
    fn block(&mut self, tokens: &[Token<'_>], out: &mut Assembler, depth: usize) -> Flow {
        let ends = block_ends(tokens);
        self.steps += tokens.len() / 8;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            self.steps += 1;
            if self.is_spent() {
                return Flow::Break;
            }
            at = match token {
                Token::Text(text, origin) => {
                    self.emit(text, *origin, out);
                    at + 1
                }
                Token::Output(expression, origin) => {
                    match self.value(expression) {
                        Some(value) => self.emit(&value::text(&value), *origin, out),
                        None if self.strict => self.emit(&format!("{{{{ {expression} }}}}"), *origin, out),
                        None => {}
                    }
                    at + 1
                }
                Token::Tag("break", _) => return Flow::Break,
                Token::Tag("continue", _) => return Flow::Continue,
                Token::Tag(tag, origin) => {
                    let (name, argument) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                    match ends.get(&at).copied().filter(|_| depth < MAX_DEPTH) {
                        Some(end) => {
                            let body = tokens.get(at + 1..end).unwrap_or_default();
                            let flow = self.block_tag((name, argument.trim()), body, *origin, out, depth);
                            if flow != Flow::On {
                                return flow;
                            }
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
        Flow::On
    }

    /// A tag with a body.
    fn block_tag(
        &mut self,
        (name, argument): (&str, &str),
        body: &[Token<'_>],
        origin: Origin,
        out: &mut Assembler,
        depth: usize,
    ) -> Flow {
        match name {
            "raw" => {
                for token in body {
                    if let Token::Text(text, origin) = token {
                        self.emit(text, *origin, out);
                    }
                }
            }
            "capture" | "set" => {
                let text = self.captured(body, depth);
                self.scope.set(argument, text.into());
            }
            "filter" => {
                let (text, (name, arguments)) = (self.captured(body, depth), expression::filter_call(argument));
                let call = format!("it | {name}: {arguments}");
                let before = self.scope.set("it", text.into());
                let text = self.value(&call).as_ref().map(value::text).unwrap_or_default();
                self.scope.restore("it", before);
                self.emit(&text, origin, out);
            }
            "if" | "unless" => {
                let chosen = self.choose(name == "unless", argument, body);
                return self.block(chosen, out, depth + 1);
            }
            "case" => {
                let chosen = self.case(argument, body);
                return self.block(chosen, out, depth + 1);
            }
            "for" | "tablerow" => self.repeat(argument, body, origin, out, depth),
            "highlight" => {
                let language = argument.split_whitespace().next().unwrap_or_default();
                let code = self.captured(body, depth);
                self.emit(&format!("\n```{language}\n{}\n```\n", code.trim_matches('\n')), origin, out);
            }
            // Comments are nobody's, and macros are functions.
            _ => {}
        }
        Flow::On
    }

    /// What a body gives, as text.
    fn captured(&mut self, body: &[Token<'_>], depth: usize) -> String {
        let mut inner = Assembler::default();
        self.block(body, &mut inner, depth + 1);
        inner.text()
    }

    /// `{% for item in list limit:2 reversed %}`.
    fn repeat(&mut self, argument: &str, body: &[Token<'_>], origin: Origin, out: &mut Assembler, depth: usize) {
        let Some((name, rest)) = argument.split_once(" in ") else {
            return self.note(Code::UnknownConstruct, "a `for` without ` in ` does nothing".to_owned(), origin);
        };
        let (list, options) = loop_options(rest.trim());
        let mut items = self.value(list).as_ref().map(value::items).unwrap_or_default();
        let number = |key: &str| options.iter().find(|it| it.0 == key).and_then(|it| expression::value(it.1, &self.scope));
        let (offset, limit) = (number("offset"), number("limit"));
        let count = |it: Option<Value>| it.as_ref().and_then(filters::number).map(|it| it.max(0.0) as usize);
        items.drain(..count(offset).unwrap_or(0).min(items.len()));
        items.truncate(count(limit).unwrap_or(usize::MAX));
        if options.iter().any(|it| it.0 == "reversed") {
            items.reverse();
        }
        let (body, otherwise) = split_else(body);
        if items.is_empty() {
            self.block(otherwise, out, depth + 1);
            return;
        }
        let names: Vec<&str> = name.split(',').map(str::trim).collect();
        let length = items.len();
        let mut before: Vec<(&str, Option<Value>)> = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            for (name, value) in bind(&names, item, index, length) {
                let old = self.scope.set(name, value);
                if index == 0 {
                    before.push((name, old));
                }
            }
            if self.block(body, out, depth + 1) == Flow::Break {
                break;
            }
        }
        for (name, value) in before {
            self.scope.restore(name, value);
        }
    }

    /// The branch of a `case` that fits.
    fn case<'b, 't>(&self, expression: &str, body: &'b [Token<'t>]) -> &'b [Token<'t>] {
        let wanted = expression::value(expression, &self.scope).as_ref().map(value::text).unwrap_or_default();
        let fits = |argument: &str| {
            let values = argument.replace(" or ", ",");
            values
                .split(',')
                .any(|it| expression::value(it.trim(), &self.scope).as_ref().map(value::text).as_ref() == Some(&wanted))
        };
        self.branch(body, false, |name, argument| name == "else" || (name == "when" && fits(argument)))
    }

    /// The branch of an `if` that holds.
    fn choose<'b, 't>(&self, negated: bool, condition: &str, body: &'b [Token<'t>]) -> &'b [Token<'t>] {
        let holds = expression::holds(condition, &self.scope) != negated;
        self.branch(body, holds, |name, argument| name == "else" || expression::holds(argument, &self.scope))
    }

    /// The first branch of a body that is taken; its first pieces are one if `first` says so.
    fn branch<'b, 't>(&self, body: &'b [Token<'t>], first: bool, taken: impl Fn(&str, &str) -> bool) -> &'b [Token<'t>] {
        let ends = block_ends(body);
        let (mut holds, mut start, mut at) = (first, 0, 0);
        while let Some(token) = body.get(at) {
            if let Some(end) = ends.get(&at) {
                at = end + 1;
                continue;
            }
            if let Token::Tag(tag, _) = token {
                let (name, argument) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                if matches!(name, "else" | "elsif" | "elif" | "when") {
                    if holds {
                        return body.get(start..at).unwrap_or_default();
                    }
                    holds = taken(name, argument);
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
                    let value = self.value(value.trim()).unwrap_or_default();
                    self.scope.set(variable.trim(), value);
                }
            }
            "link" => {
                let path = expression::fill_in(argument, &self.scope);
                self.emit(&format!("/{}", path.trim_matches(['"', '\'']).trim_start_matches('/')), origin, out);
            }
            "include" | "include_relative" | "include_cached" => self.include(argument, origin, out, depth),
            "post_url" => self.emit(&format!("/_posts/{}.md", argument.trim_matches(['"', '\'', '/'])), origin, out),
            "increment" | "decrement" => {
                let step = if name == "increment" { 1.0 } else { -1.0 };
                let before = self.scope.get(argument).as_ref().and_then(filters::number).unwrap_or(0.0);
                self.scope.set(argument, Value::from((before + step) as i64));
            }
            _ if name.starts_with("end") || IGNORED.contains(&name) => {}
            _ if self.strict => self.emit(&format!("{{% {name} {argument} %}}"), origin, out),
            _ => self.note(Code::UnknownConstruct, format!("the template tag `{name}` is not understood"), origin),
        }
    }

    fn include(&mut self, argument: &str, origin: Origin, out: &mut Assembler, depth: usize) {
        let argument = expression::fill_in(argument, &self.scope);
        let (name, parameters) = argument.split_once(char::is_whitespace).unwrap_or((&argument, ""));
        let name = name.trim_matches(['"', '\'']);
        if depth >= MAX_DEPTH / 4 {
            return self.note(Code::IncludeMissing, format!("`{name}` is included too deeply"), origin);
        }
        let syntax = if self.strict { IncludeSyntax::Snippet } else { IncludeSyntax::Jekyll };
        let file = match self.shelf.file(syntax, name) {
            Ok(file) => file,
            Err(reason) => return self.note(Code::IncludeMissing, format!("`{name}` cannot be included: {reason}"), origin),
        };
        let mut given = Map::new();
        for (key, value) in expression::parameters(parameters) {
            given.insert(key.to_owned(), self.value(value).unwrap_or_default());
        }
        let outer = self.scope.set("include", Value::Object(given));
        let mut inner = Assembler::default();
        self.block(&tokens(&file.text), &mut inner, depth + MAX_DEPTH / 20);
        self.scope.restore("include", outer);
        let text = inner.text();
        self.emit(text.strip_suffix('\n').unwrap_or(&text), origin, out);
    }
}

/// What a body asks of the loop around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
}

/// Tags that do nothing for a reader here: parts of blocks whose start is missing, and what Jekyll's plugins add to a page's head.
const IGNORED: &[&str] = &["else", "elsif", "elif", "when", "cycle", "seo", "feed_meta", "layout"];

/// How much there is to a value.
fn weight(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(weight).sum::<usize>() + 1,
        Value::Object(map) => map.values().map(weight).sum::<usize>() + 1,
        Value::String(text) => 1 + text.len() / 64,
        _ => 1,
    }
}

/// `list limit:2 reversed` as the list and its options.
fn loop_options(text: &str) -> (&str, Vec<(&str, &str)>) {
    let end = ["limit", "offset", "reversed"].iter().filter_map(|it| text.find(&format!(" {it}"))).min().unwrap_or(text.len());
    let (list, options) = text.split_at(end);
    let words = options.split_whitespace().map(|it| it.split_once(':').unwrap_or((it, "")));
    (list.trim(), words.collect())
}

/// A loop's body, and what it shows when there is nothing to go through.
fn split_else<'b, 't>(body: &'b [Token<'t>]) -> (&'b [Token<'t>], &'b [Token<'t>]) {
    let ends = block_ends(body);
    let mut at = 0;
    while let Some(token) = body.get(at) {
        if matches!(token, Token::Tag("else", _)) {
            return (body.get(..at).unwrap_or_default(), body.get(at + 1..).unwrap_or_default());
        }
        at = ends.get(&at).copied().unwrap_or(at) + 1;
    }
    (body, &[])
}

/// What the names of a loop stand for in one round.
fn bind<'n>(names: &[&'n str], item: Value, index: usize, length: usize) -> Vec<(&'n str, Value)> {
    let round = serde_json::json!({
        "index": index + 1, "index0": index, "first": index == 0, "last": index + 1 == length, "length": length,
        "rindex": length - index,
    });
    let mut bound = vec![("forloop", round.clone()), ("loop", round)];
    match (names, &item) {
        ([name], _) => bound.push((name, item)),
        (_, Value::Array(parts)) => bound.extend(names.iter().copied().zip(parts.iter().cloned())),
        _ => {}
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::super::{FrontMatter, Includes, Options, Variables};
    use super::*;

    struct Files;

    impl Includes for Files {
        fn find(&self, _: IncludeSyntax, path: &str) -> Result<String, String> {
            Ok(path.to_owned())
        }

        fn read(&self, file: &str) -> Result<String, String> {
            match file {
                "x.html" => Ok("<{{ include.a }}>".to_owned()),
                "loop.html" => Ok("{% include loop.html %}{% include loop.html %}".to_owned()),
                _ => Err("it does not exist".to_owned()),
            }
        }
    }

    fn run(text: &str) -> (String, usize) {
        let pairs = [("site.baseurl", "/b"), ("site.v", "2"), ("site.data.team.0.name", "A"), ("site.data.team.1.name", "B")];
        let variables = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let variables = Variables::of(variables);
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
    fn filters_multiply_nothing_without_end() {
        let square = "{% assign a = a | split: \"\" | join: a %}".repeat(6);
        let (text, _) = run(&format!("{{% assign a = \"aaaaaaaaaaaaaaaaaaaaaaa\" %}}{square}{{{{ a }}}}"));
        assert!(text.len() < 600_000, "{} bytes", text.len());
        let replace = " | replace: \"a\", \"aaaaaaaaaaaaaaaaaaaa\"".repeat(12);
        let (text, _) = run(&format!("{{{{ \"aa\"{replace} }}}}"));
        assert!((100..600_000).contains(&text.len()), "{} bytes", text.len());
    }

    #[test]
    fn what_is_never_closed_is_looked_for_once() {
        for text in [format!("{}%}}", "{{ ".repeat(150_000)), format!("{}}}}}", "{% ".repeat(150_000)), "{".repeat(400_000)] {
            let begun = std::time::Instant::now();
            run(&text);
            run(&format!("{{% raw %}}{text}{{% endraw %}}"));
            assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
        }
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
    fn loops_over_data() {
        assert_eq!(run("{% for p in site.data.team %}{{ forloop.index }}{{ p.name }}{% unless forloop.last %},{% endunless %}{% endfor %}\n").0, "1A,2B\n");
        assert_eq!(
            run("{% for x in (1..9) limit:3 offset:1 %}{% if x == 3 %}{% continue %}{% endif %}{{ x }}{% endfor %}\n").0,
            "24\n"
        );
        assert_eq!(run("{% for x in nope %}a{% else %}b{% endfor %}\n").0, "b\n");
        assert_eq!(run("{% assign l = 'a b' | split: ' ' %}{% for x in l reversed %}{{ x }}{% endfor %}{{ x }}\n").0, "ba\n");
        assert_eq!(run("{% case site.v %}{% when '1' %}a{% when 2, '3' %}b{% else %}c{% endcase %}\n").0, "b\n");
        assert_eq!(run("{% filter indent(width=2) %}a\nb{% endfilter %}\n").0, "a\n  b\n");
        assert_eq!(run("{% capture c %}x{{ site.v }}{% endcapture %}{{ c | append: '!' }}\n").0, "x2!\n");
    }

    #[test]
    fn loops_have_an_end() {
        let nested =
            "{% for a in (1..999) %}{% for b in (1..999) %}{% for c in (1..999) %}x{% endfor %}{% endfor %}{% endfor %}\n";
        let (text, notes) = run(nested);
        assert!(text.len() < 1_000_000 && notes == 1, "{} {notes}", text.len());
    }

    #[test]
    fn ends_what_does_not_end() {
        let (text, notes) = run("a{% include loop.html %}b {% whatever %} {% if %} {{ x\n");
        assert!(text.starts_with("ab"), "{text}");
        assert!(notes > 0);
    }
}
