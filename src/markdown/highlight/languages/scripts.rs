//! Languages of scripts: words and quotes of each.

use super::super::language::{Habit, Language, NONE, Properties, quote};
use super::super::painter::Class;
use super::{DOUBLE, HASHES, SINGLE, SLASHES, TRIPLE};

pub(in super::super) static JAVASCRIPT: Language = Language {
    name: "javascript",
    line_comments: &["//", "#!"],
    quotes: &[DOUBLE, SINGLE, quote("`").multiline().holding("${")],
    keywords: "await break case catch const continue debugger default delete do else export extends finally for if import in
        instanceof let new return static switch throw try typeof var void while with yield",
    function_keywords: "function",
    type_keywords: "class",
    soft_keywords: "as async from get of set",
    constants: "true false null undefined this super NaN Infinity arguments globalThis",
    properties: Properties::Colon,
    annotation: Some((b'@', Class::Property)),
    name_bytes: b"$",
    habits: &[Habit::Jsx, Habit::Regex],
    ..SLASHES
};

pub(in super::super) static TYPESCRIPT: Language = Language {
    name: "typescript",
    keywords: "await break case catch const continue debugger default delete do else export extends finally for if import in
        instanceof let new return static switch throw try typeof var while with yield implements private protected public
        readonly keyof infer",
    type_keywords: "class enum interface",
    soft_keywords: "as async from get of set abstract asserts declare global is module namespace override satisfies type unique
        accessor",
    types: "any bigint boolean never number object string symbol unknown void",
    ..JAVASCRIPT
};

pub(in super::super) static PYTHON: Language = Language {
    name: "python",
    quotes: &[
        TRIPLE.with("f F fr rf Rf fR").holding("{"),
        quote("'''").multiline().with("f F fr rf Rf fR").holding("{"),
        DOUBLE.with("f F fr rf Rf fR").holding("{"),
        SINGLE.with("f F fr rf Rf fR").holding("{"),
        TRIPLE.with("r R b B br rb u U"),
        quote("'''").multiline().with("r R b B br rb u U"),
        DOUBLE.with("r R b B br rb u U"),
        SINGLE.with("r R b B br rb u U"),
        TRIPLE,
        quote("'''").multiline(),
        DOUBLE,
        SINGLE,
    ],
    keywords:
        "and as assert async await break continue del elif else except finally for from global if import in is lambda nonlocal
        not or pass raise return try while with yield",
    function_keywords: "def",
    type_keywords: "class",
    soft_keywords: "match case type",
    constants: "True False None self cls NotImplemented Ellipsis __name__ __file__",
    types: "int str float bool bytes dict list set tuple object complex frozenset bytearray",
    has_capitals: true,
    annotation: Some((b'@', Class::Function)),
    ..HASHES
};

pub(in super::super) static RUBY: Language = Language {
    name: "ruby",
    block_comments: &[("=begin", "=end")],
    quotes: &[DOUBLE.multiline().holding("#{"), SINGLE.multiline(), quote("`").holding("#{")],
    keywords:
        "BEGIN END alias and begin break case defined? do else elsif end ensure for if in next not or redo rescue retry return
        super then undef unless until when while yield",
    function_keywords: "def",
    type_keywords: "class module",
    functions:
        "require require_relative include extend attr_accessor attr_reader attr_writer puts raise private protected public lambda
        proc gem source",
    constants: "true false nil self __FILE__ __LINE__ __method__",
    name_bytes: b"?!",
    has_capitals: true,
    properties: Properties::AnyColon,
    sigils: b"$@",
    habits: &[Habit::Regex, Habit::Symbols, Habit::Heredocs, Habit::PercentTexts],
    ..HASHES
};

pub(in super::super) static PHP: Language = Language {
    name: "php",
    line_comments: &["//", "#"],
    quotes: &[DOUBLE.multiline().holding("{$").with_variables(), SINGLE.multiline(), quote("`").multiline()],
    keywords:
        "abstract and as break callable case catch clone const continue declare default do echo else elseif empty enddeclare
        endfor endforeach endif endswitch endwhile exit extends final finally for foreach global goto if implements include
        include_once instanceof insteadof isset list match namespace new or print private protected public readonly require
        require_once return static switch throw try unset use var while xor yield die",
    function_keywords: "function fn",
    type_keywords: "class interface trait enum",
    constants: "true false null self parent TRUE FALSE NULL __DIR__ __FILE__ __CLASS__",
    types: "array bool float int iterable mixed never object string void",
    sigils: b"$",
    habits: &[Habit::Heredocs, Habit::Attributes, Habit::Arrows],
    ..SLASHES
};

pub(in super::super) static LUA: Language = Language {
    name: "lua",
    line_comments: &["--"],
    quotes: &[DOUBLE, SINGLE],
    keywords: "and break do else elseif end for goto if in local not or repeat return then until while",
    function_keywords: "function",
    constants: "true false nil self",
    habits: &[Habit::LongBrackets],
    ..NONE
};

pub(in super::super) static GROOVY: Language = Language {
    name: "groovy",
    line_comments: &["//", "#!"],
    quotes: &[TRIPLE.holding("${").with_variables(), quote("'''").multiline(), DOUBLE.holding("${").with_variables(), SINGLE],
    keywords: "abstract as assert break case catch continue def default do else extends final finally for if implements import in
        instanceof native new package private protected public return static super switch synchronized threadsafe throw throws
        transient try var volatile while",
    type_keywords: "class interface trait enum",
    constants: "true false null this it",
    functions: "pipeline agent stages stage steps script sh echo environment when post parallel plugins id implementation
        testImplementation api compileOnly runtimeOnly repositories dependencies apply task println",
    types: "boolean byte char double float int long short void",
    properties: Properties::Colon,
    annotation: Some((b'@', Class::Property)),
    habits: &[Habit::Regex],
    ..SLASHES
};

pub(in super::super) static PERL: Language = Language {
    name: "perl",
    block_comments: &[("=pod", "=cut"), ("=head1", "=cut")],
    quotes: &[DOUBLE.multiline().with_variables(), SINGLE.multiline(), quote("`")],
    keywords:
        "and cmp continue do else elsif eq for foreach ge given gt if last le local lt my ne next no not or our package redo
        require return say state unless until use when while x xor",
    function_keywords: "sub",
    functions:
        "print printf die warn open close push pop shift unshift keys values each map grep sort join split defined ref bless
        scalar chomp exists delete length substr",
    sigils: b"$@",
    habits: &[Habit::Regex, Habit::Heredocs, Habit::QuoteWords],
    ..HASHES
};

pub(in super::super) static R: Language = Language {
    name: "r",
    quotes: &[DOUBLE.multiline(), SINGLE.multiline(), quote("`")],
    keywords: "break else for function if in next repeat return while library require",
    constants: "TRUE FALSE NULL NA NA_integer_ NA_real_ Inf NaN T F",
    name_bytes: b".",
    ..HASHES
};

pub(in super::super) static JULIA: Language = Language {
    name: "julia",
    block_comments: &[("#=", "=#")],
    has_nested_comments: true,
    quotes: &[TRIPLE.holding("$("), DOUBLE.with_variables(), SINGLE],
    keywords:
        "abstract baremodule begin break catch const continue do else elseif end export finally for global if import in isa let
        local module mutable primitive quote return try using where while",
    function_keywords: "function macro",
    type_keywords: "struct type",
    constants: "true false nothing missing",
    has_capitals: true,
    annotation: Some((b'@', Class::Function)),
    name_bytes: b"!",
    ..HASHES
};

pub(in super::super) static ELIXIR: Language = Language {
    name: "elixir",
    quotes: &[TRIPLE.holding("#{"), DOUBLE.multiline().holding("#{"), SINGLE],
    keywords: "after alias and case catch cond do else end fn for if import in not or quote raise receive require rescue reraise
        super throw try unless unquote use when with",
    function_keywords: "def defp defmacro defmacrop defguard defdelegate",
    type_keywords: "defmodule defprotocol defimpl defstruct defexception",
    constants: "true false nil __MODULE__",
    name_bytes: b"?!",
    has_capitals: true,
    properties: Properties::AnyColon,
    annotation: Some((b'@', Class::Property)),
    habits: &[Habit::Symbols, Habit::TildeTexts],
    ..HASHES
};

pub(in super::super) static ERLANG: Language = Language {
    name: "erlang",
    line_comments: &["%"],
    quotes: &[DOUBLE.multiline(), SINGLE],
    keywords:
        "after and andalso begin case catch cond div end fun if let maybe not of or orelse receive rem try when xor module export
        import record define include spec type",
    constants: "true false undefined ok error",
    ..HASHES
};

pub(in super::super) static CLOJURE: Language = Language {
    name: "clojure",
    line_comments: &[";"],
    quotes: &[DOUBLE.multiline()],
    keywords:
        "def defn defn- defmacro defmulti defmethod defprotocol defrecord deftype defun defvar define lambda fn let letfn loop
        recur if if-let if-not when when-let when-not cond condp case do doseq dotimes for ns quote require use import try catch
        finally throw setq",
    constants: "true false nil t",
    name_bytes: b"-*+!?<>=/.'",
    has_calls: false,
    habits: &[Habit::Symbols, Habit::Lists],
    ..NONE
};

pub(in super::super) static POWERSHELL: Language = Language {
    name: "powershell",
    block_comments: &[("<#", "#>")],
    quotes: &[
        quote("@\"").closed_by("\n\"@").raw().multiline().holding("$(").with_variables(),
        quote("@'").closed_by("\n'@").raw().multiline(),
        DOUBLE.raw().multiline().with_variables(),
        SINGLE.doubled().multiline(),
    ],
    keywords: "begin break catch continue data do dynamicparam else elseif end exit finally for foreach from if in param process
        return switch throw trap try until using while",
    function_keywords: "function filter workflow",
    type_keywords: "class enum",
    ignores_case: true,
    name_bytes: b"-",
    sigils: b"$",
    habits: &[Habit::Options, Habit::CapitalCalls],
    ..HASHES
};

pub(in super::super) static VIM: Language = Language {
    name: "vim",
    quotes: &[SINGLE.doubled()],
    keywords: "augroup autocmd au call catch command else elseif end endfor endfunction endif endtry endwhile execute filetype finally
        finish for function if in inoremap let map nmap nnoremap noremap plugin return runtime set setlocal silent source syntax try
        unlet vmap vnoremap while colorscheme highlight",
    name_bytes: b":#",
    ..NONE
};

pub(in super::super) static NIX: Language = Language {
    name: "nix",
    block_comments: &[("/*", "*/")],
    quotes: &[DOUBLE.multiline().holding("${"), quote("''").multiline().raw().holding("${")],
    keywords: "assert else if in inherit let or rec then with import",
    constants: "true false null builtins",
    name_bytes: b"-'",
    properties: Properties::Equals,
    has_calls: false,
    ..HASHES
};

pub(in super::super) static CMAKE: Language = Language {
    name: "cmake",
    quotes: &[DOUBLE.multiline().holding("${")],
    keywords: "if elseif else endif foreach endforeach while endwhile function endfunction macro endmacro return break continue include",
    constants: "ON OFF TRUE FALSE YES NO",
    ignores_case: false,
    sigils: b"$",
    ..HASHES
};
