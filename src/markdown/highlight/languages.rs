//! The languages that one lexer does, as tables: what each is made of.

mod compiled;
mod definitions;
mod scripts;

pub(super) use compiled::*;
pub(super) use definitions::*;
pub(super) use scripts::*;

use super::language::{Language, NONE, Quote, quote};

/// All of them.
pub(super) static ALL: &[&Language] = &[
    &RUST,
    &GO,
    &JAVA,
    &KOTLIN,
    &C,
    &CPP,
    &C_SHARP,
    &SCALA,
    &SWIFT,
    &DART,
    &ZIG,
    &HASKELL,
    &SOLIDITY,
    &OBJECTIVE_C,
    &JAVASCRIPT,
    &TYPESCRIPT,
    &PYTHON,
    &RUBY,
    &PHP,
    &LUA,
    &GROOVY,
    &PERL,
    &R,
    &JULIA,
    &ELIXIR,
    &CLOJURE,
    &POWERSHELL,
    &VIM,
    &NIX,
    &CMAKE,
    &SQL,
    &GRAPHQL,
    &HCL,
    &PROTOBUF,
    &BICEP,
    &REGO,
    &CUE,
    &PUPPET,
    &NGINX,
    &PROMQL,
    &ERLANG,
    &FSHARP,
    &OCAML,
];

/// `// …` and `/* … */`.
const SLASHES: Language = Language { line_comments: &["//"], block_comments: &[("/*", "*/")], has_capitals: true, ..NONE };
/// `# …`
const HASHES: Language = Language { line_comments: &["#"], ..NONE };

const DOUBLE: Quote = quote("\"");
const SINGLE: Quote = quote("'");
const TRIPLE: Quote = quote("\"\"\"").multiline();
