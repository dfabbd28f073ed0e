//! What the lexer of programming languages is told of one: its comments, quotes, words and habits, as data.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::languages;
use super::painter::Class;

/// A language of names, numbers, quotes and comments.
pub(super) struct Language {
    /// The first of its names.
    pub(super) name: &'static str,
    pub(super) line_comments: &'static [&'static str],
    pub(super) block_comments: &'static [(&'static str, &'static str)],
    /// Block comments stand within each other.
    pub(super) has_nested_comments: bool,
    /// Longer openings first.
    pub(super) quotes: &'static [Quote],
    /// Words with a meaning, with spaces between them; so the next six.
    pub(super) keywords: &'static str,
    /// Keywords before the name of a function.
    pub(super) function_keywords: &'static str,
    /// Keywords before the name of a type.
    pub(super) type_keywords: &'static str,
    pub(super) constants: &'static str,
    pub(super) types: &'static str,
    /// Keywords only where a name, a text or a number follows.
    pub(super) soft_keywords: &'static str,
    /// Functions that are called without parentheses.
    pub(super) functions: &'static str,
    /// Upper and lower case are the same.
    pub(super) ignores_case: bool,
    /// What names have inside besides letters, digits and `_`.
    pub(super) name_bytes: &'static [u8],
    /// A name in capital letters is a constant, one that begins with a capital is a type.
    pub(super) has_capitals: bool,
    /// A name before `(` is a function.
    pub(super) has_calls: bool,
    pub(super) properties: Properties,
    /// What stands before the name of a variable.
    pub(super) sigils: &'static [u8],
    /// What stands before an annotation, a decorator or a directive.
    pub(super) annotation: Option<(u8, Class)>,
    pub(super) habits: &'static [Habit],
}

/// A language that has nothing.
pub(super) const NONE: Language = Language {
    name: "",
    line_comments: &[],
    block_comments: &[],
    has_nested_comments: false,
    quotes: &[],
    keywords: "",
    function_keywords: "",
    type_keywords: "",
    constants: "",
    types: "",
    soft_keywords: "",
    functions: "",
    ignores_case: false,
    name_bytes: &[],
    has_capitals: false,
    has_calls: true,
    properties: Properties::None,
    sigils: &[],
    annotation: None,
    habits: &[],
};

/// Which names are painted as properties.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Properties {
    None,
    /// Before a colon, where a list of such begins or goes on.
    Colon,
    /// Before a colon, wherever.
    AnyColon,
    /// Before a sign of equality, at the start of a line or a list.
    Equals,
}

/// How a text begins, ends, and what is special in it.
pub(super) struct Quote {
    /// Words that may stand right before the opening, with spaces between them; empty: none may.
    pub(super) prefixes: &'static str,
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) escape: Escape,
    pub(super) is_multiline: bool,
    /// What opens code within the text.
    pub(super) code: Option<&'static str>,
    /// `$name` stands for a value.
    pub(super) has_variables: bool,
    pub(super) class: Class,
}

/// How the closing quote is written inside a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    None,
    Backslash,
    /// Twice.
    Doubled,
}

/// What is peculiar to some languages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// `<Tag>` where a value is expected.
    Jsx,
    /// `/…/` where a value is expected.
    Regex,
    /// `'a` and `'a'`.
    Lifetimes,
    /// `r#"…"#`.
    RawHashes,
    /// `R"x(…)x"`.
    RawParentheses,
    /// `#[…]` or `#![…]`.
    Attributes,
    /// `#include <x>`.
    Preprocessor,
    /// `name!`.
    Macros,
    /// `[[…]]` and `--[[…]]`.
    LongBrackets,
    /// `:name`.
    Symbols,
    /// `<<ID`, `<<-ID`, `<<~ID`, `<<<ID`.
    Heredocs,
    /// `%w[…]`.
    PercentTexts,
    /// `~r/…/`.
    TildeTexts,
    /// `q{…}`, `qw(…)`.
    QuoteWords,
    /// `-Name` is an option, or an operator.
    Options,
    /// What follows `->` is part of what stands before.
    Arrows,
    /// Functions too begin with a capital.
    CapitalCalls,
    /// `Name{…}` is a value of a type, `*Name` and `[]Name` are types.
    Literals,
    /// The first word of a line is what it does.
    Commands,
    /// A word before a text or a brace begins a block.
    Blocks,
    /// The first word in parentheses is what they do.
    Lists,
}

/// A text of one line with backslashes.
pub(super) const fn quote(open: &'static str) -> Quote {
    Quote {
        prefixes: "",
        open,
        close: open,
        escape: Escape::Backslash,
        is_multiline: false,
        code: None,
        has_variables: false,
        class: Class::Text,
    }
}

impl Quote {
    pub(super) const fn multiline(mut self) -> Self {
        self.is_multiline = true;
        self
    }

    pub(super) const fn with(mut self, prefixes: &'static str) -> Self {
        self.prefixes = prefixes;
        self
    }

    pub(super) const fn closed_by(mut self, close: &'static str) -> Self {
        self.close = close;
        self
    }

    pub(super) const fn holding(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(super) const fn with_variables(mut self) -> Self {
        self.has_variables = true;
        self
    }

    pub(super) const fn raw(mut self) -> Self {
        self.escape = Escape::None;
        self
    }

    pub(super) const fn doubled(mut self) -> Self {
        self.escape = Escape::Doubled;
        self
    }

    pub(super) const fn painted(mut self, class: Class) -> Self {
        self.class = class;
        self
    }
}

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Is(Class),
    /// A keyword where something follows.
    Soft,
    /// A keyword that names what comes next.
    Introduces(Class),
}

pub(super) type Words = HashMap<&'static str, Meaning>;

static WORDS: LazyLock<HashMap<&'static str, Words>> =
    LazyLock::new(|| languages::ALL.iter().map(|it| (it.name, it.collect())).collect());

impl Language {
    fn collect(&self) -> Words {
        let kinds = [
            (self.functions, Meaning::Is(Class::Function)),
            (self.types, Meaning::Is(Class::Type)),
            (self.constants, Meaning::Is(Class::Constant)),
            (self.soft_keywords, Meaning::Soft),
            (self.keywords, Meaning::Is(Class::Keyword)),
            (self.function_keywords, Meaning::Introduces(Class::Function)),
            (self.type_keywords, Meaning::Introduces(Class::Type)),
        ];
        kinds.iter().flat_map(|(words, meaning)| words.split_ascii_whitespace().map(|it| (it, *meaning))).collect()
    }

    /// Its words, made once for the program.
    pub(super) fn words(&self) -> Option<&'static Words> {
        WORDS.get(self.name)
    }

    pub(super) fn has(&self, habit: Habit) -> bool {
        self.habits.contains(&habit)
    }
}
