//! Colours for code, as class names, at build time.
//!
//! One seam, [`highlight`]: a language as people write it and code in, HTML out; or nothing, and the caller shows plain
//! text. The lexers are our own: each goes over the code once, forward, so that no block, whatever is in it, takes longer
//! than its length; and what nobody closes takes the rest. They tell words apart as a reader does, and check nothing.

mod data;
mod documents;
mod jsx;
mod language;
mod languages;
mod lexer;
mod markup;
mod painter;
mod quotes;
mod recipes;
mod shell;
mod styles;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Language;
use painter::{Painter, Stretch};

use super::escape;

/// Larger blocks are shown plain: nobody reads them, and colours make them three times as large.
const MAX_BYTES: usize = 1024 * 1024;

/// What does a language.
#[derive(Clone, Copy)]
enum Lexer {
    /// The lexer of programming languages, told of this one.
    Code(&'static Language),
    /// One of its own.
    Own(fn(&mut Painter)),
}

use Lexer::{Code, Own};

/// The lexers, and the names that people give their languages.
const LANGUAGES: &[(Lexer, &str)] = &[
    (Own(shell::lex), "bash sh shell zsh ksh fish console shell-session shellsession sh-session terminal shellscript env dotenv"),
    (Own(yaml::lex), "yaml yml openapi k8s docker-compose helm ansible"),
    (Own(data::json), "json jsonc json5 jsonl ndjson geojson webmanifest jsonnet avsc"),
    (Own(documents::python), "python py py3 python3 pycon starlark bzl bazel tilt pyi cython"),
    (Code(&languages::JAVASCRIPT), "javascript js mjs cjs jsx node ecmascript"),
    (Code(&languages::TYPESCRIPT), "typescript ts mts cts tsx"),
    (Code(&languages::RUST), "rust rs"),
    (Code(&languages::GO), "go golang"),
    (Code(&languages::JAVA), "java"),
    (Code(&languages::KOTLIN), "kotlin kt kts"),
    (
        Own(markup::html),
        "html htm xhtml vue svelte astro jinja jinja2 j2 django nunjucks twig liquid handlebars hbs mustache gotemplate go-template
        gohtml erb markup",
    ),
    (Own(styles::lex), "css scss less sass"),
    (Code(&languages::SQL), "sql mysql postgresql postgres pgsql plsql tsql sqlite ppl psql bigquery hiveql cql"),
    (Own(recipes::dockerfile), "dockerfile docker containerfile"),
    (Code(&languages::HCL), "hcl terraform tf tfvars nomad packer opentofu tofu"),
    (Own(data::toml), "toml cargo-toml"),
    (Code(&languages::C), "c h"),
    (Code(&languages::CPP), "cpp c++ cxx cc hpp arduino ino cuda"),
    (Code(&languages::C_SHARP), "c-sharp csharp cs c# dotnet"),
    (Code(&languages::RUBY), "ruby rb gemfile rakefile"),
    (Own(markup::php), "php php3 php8"),
    (Own(markup::xml), "xml xsd xslt svg pom plist rss"),
    (Own(documents::diff), "diff patch udiff"),
    (Own(data::ini), "ini cfg conf properties editorconfig gitconfig systemd desktop dosini"),
    (Code(&languages::GRAPHQL), "graphql gql"),
    (Code(&languages::LUA), "lua luau"),
    (Code(&languages::POWERSHELL), "powershell pwsh ps1 posh"),
    (Code(&languages::GROOVY), "groovy gradle jenkinsfile jenkins"),
    (Own(recipes::make), "make makefile mk gnumake just justfile"),
    (Own(documents::markdown), "markdown md mdx"),
    (Code(&languages::SCALA), "scala sbt"),
    (Code(&languages::SWIFT), "swift"),
    (Code(&languages::DART), "dart flutter"),
    (Code(&languages::ZIG), "zig"),
    (Code(&languages::HASKELL), "haskell hs purescript elm"),
    (Code(&languages::OCAML), "ocaml ml reason"),
    (Code(&languages::FSHARP), "fsharp f# fs"),
    (Code(&languages::SOLIDITY), "solidity sol"),
    (Code(&languages::OBJECTIVE_C), "objective-c objectivec objc obj-c"),
    (Code(&languages::PERL), "perl pl pm"),
    (Code(&languages::R), "r rscript"),
    (Code(&languages::JULIA), "julia jl"),
    (Code(&languages::ELIXIR), "elixir ex exs"),
    (Code(&languages::ERLANG), "erlang erl"),
    (Code(&languages::CLOJURE), "clojure clj cljs edn lisp elisp emacs-lisp scheme racket"),
    (Code(&languages::VIM), "vim viml vimscript"),
    (Code(&languages::NIX), "nix"),
    (Code(&languages::CMAKE), "cmake"),
    (Code(&languages::PROTOBUF), "protobuf proto proto3"),
    (Code(&languages::BICEP), "bicep"),
    (Code(&languages::REGO), "rego opa"),
    (Code(&languages::CUE), "cue"),
    (Code(&languages::PUPPET), "puppet pp"),
    (Code(&languages::NGINX), "nginx nginxconf apache apacheconf caddy caddyfile"),
    (Code(&languages::PROMQL), "promql logql"),
    (Own(data::http), "http https rest"),
];

/// Code as HTML with a `<span class="hl-…">` around each word that has a colour. `None`: the language is not known, or the
/// code is too large; show it plain.
pub(super) fn highlight(language: &str, code: &str) -> Option<String> {
    let lexer = lexer_of(language)?;
    if code.len() > MAX_BYTES {
        return None;
    }
    let mut painter = Painter::new(code);
    match lexer {
        Code(language) => lexer::lex(&mut painter, language),
        Own(lex) => lex(&mut painter),
    }
    Some(paint(code, &painter.finish()))
}

/// The lexer for a language as people write it.
fn lexer_of(language: &str) -> Option<Lexer> {
    static BY_NAME: LazyLock<HashMap<&str, Lexer>> = LazyLock::new(|| {
        let named =
            |(lexer, names): &(Lexer, &'static str)| names.split_ascii_whitespace().map(|it| (it, *lexer)).collect::<Vec<_>>();
        LANGUAGES.iter().flat_map(named).collect()
    });
    BY_NAME.get(language.to_ascii_lowercase().as_str()).copied()
}

fn paint(code: &str, stretches: &[Stretch]) -> String {
    let mut html = String::with_capacity(code.len() * 3);
    let mut at = 0;
    for stretch in stretches {
        escape::push(&mut html, code.get(at..stretch.start).unwrap_or_default());
        paint_stretch(&mut html, code.get(stretch.start..stretch.end).unwrap_or_default(), stretch.class.name());
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
