//! Languages that are compiled: words and quotes of each.

use super::super::language::{Habit, Language, Properties, quote};
use super::super::painter::Class;
use super::{DOUBLE, SINGLE, SLASHES, TRIPLE};

pub(in super::super) static RUST: Language = Language {
    name: "rust",
    has_nested_comments: true,
    quotes: &[quote("\"").multiline(), quote("\"").multiline().with("b c"), SINGLE.with("b")],
    keywords:
        "as async await break const continue crate dyn else extern for if impl in let loop match mod move mut pub ref return
        static super unsafe use where while yield",
    function_keywords: "fn",
    type_keywords: "struct enum trait type",
    constants: "true false self",
    types: "Self bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64",
    soft_keywords: "union",
    properties: Properties::Colon,
    habits: &[Habit::Lifetimes, Habit::RawHashes, Habit::Attributes, Habit::Macros],
    ..SLASHES
};

pub(in super::super) static GO: Language = Language {
    name: "go",
    quotes: &[DOUBLE, SINGLE, quote("`").multiline().raw()],
    keywords: "break case chan const continue default defer else fallthrough for go goto if import interface map package range
        return select struct switch var",
    function_keywords: "func",
    type_keywords: "type",
    constants: "true false nil iota",
    types: "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8
        uint16 uint32 uint64 uintptr",
    properties: Properties::Colon,
    has_capitals: false,
    habits: &[Habit::Literals],
    ..SLASHES
};

pub(in super::super) static JAVA: Language = Language {
    name: "java",
    quotes: &[TRIPLE, DOUBLE, SINGLE],
    keywords:
        "abstract assert break case catch const continue default do else extends final finally for goto if implements import
        instanceof native new package private protected public return static strictfp super switch synchronized throw throws
        transient try volatile while yield",
    type_keywords: "class interface enum",
    soft_keywords: "var record sealed non-sealed permits module requires exports opens",
    constants: "true false null this",
    types: "boolean byte char double float int long short void",
    annotation: Some((b'@', Class::Property)),
    ..SLASHES
};

pub(in super::super) static KOTLIN: Language = Language {
    name: "kotlin",
    has_nested_comments: true,
    quotes: &[TRIPLE.holding("${").with_variables().raw(), DOUBLE.holding("${").with_variables(), SINGLE],
    keywords: "abstract actual as break by catch companion const constructor continue crossinline data do else expect external
        final finally for get if import in infix init inline inner internal is lateinit noinline open operator out override package
        private protected public reified return sealed set suspend tailrec throw try val value var vararg when where while",
    function_keywords: "fun",
    type_keywords: "class interface object typealias enum",
    constants: "true false null this super",
    annotation: Some((b'@', Class::Property)),
    ..SLASHES
};

pub(in super::super) static SCALA: Language = Language {
    name: "scala",
    has_nested_comments: true,
    quotes: &[
        TRIPLE.with("s f raw").holding("${").with_variables(),
        DOUBLE.with("s f raw").holding("${").with_variables(),
        TRIPLE.raw(),
        DOUBLE,
    ],
    keywords:
        "abstract case catch do else export extends final finally for forSome given if implicit import lazy match new override
        package private protected return sealed super then throw try using val var while with yield",
    function_keywords: "def",
    type_keywords: "class object trait type enum",
    constants: "true false null this",
    habits: &[Habit::Lifetimes],
    annotation: Some((b'@', Class::Property)),
    ..SLASHES
};

const C_WORDS: &str =
    "auto break case const continue default do else extern for goto if inline register restrict return sizeof static
    switch typedef volatile while _Alignas _Alignof _Atomic _Generic _Noreturn _Static_assert _Thread_local";
const C_TYPES: &str =
    "void char short int long float double signed unsigned bool _Bool _Complex size_t ssize_t ptrdiff_t intptr_t
    uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t wchar_t FILE va_list time_t off_t pid_t";

pub(in super::super) static C: Language = Language {
    name: "c",
    quotes: &[DOUBLE.with("L u U u8"), SINGLE.with("L u U u8"), DOUBLE, SINGLE],
    keywords: C_WORDS,
    type_keywords: "struct enum union",
    constants: "true false NULL nullptr",
    types: C_TYPES,
    habits: &[Habit::Preprocessor, Habit::Arrows, Habit::CapitalCalls],
    has_capitals: true,
    ..SLASHES
};

pub(in super::super) static CPP: Language = Language {
    name: "cpp",
    keywords:
        "alignas alignof and asm auto break case catch co_await co_return co_yield concept const const_cast consteval constexpr
        constinit continue decltype default delete do dynamic_cast else explicit export extern final for friend goto if inline
        mutable namespace new noexcept not operator or override private protected public register reinterpret_cast requires return
        sizeof static static_assert static_cast switch template thread_local throw try typedef typeid typename using virtual
        volatile while",
    type_keywords: "struct enum union class",
    constants: "true false NULL nullptr this",
    types: "void char short int long float double signed unsigned bool size_t int8_t int16_t int32_t int64_t uint8_t uint16_t
        uint32_t uint64_t wchar_t char8_t char16_t char32_t string vector string_view byte String boolean word",
    habits: &[Habit::Preprocessor, Habit::Arrows, Habit::RawParentheses, Habit::CapitalCalls],
    ..C
};

pub(in super::super) static C_SHARP: Language = Language {
    name: "csharp",
    quotes: &[
        TRIPLE.raw(),
        quote("$@\"").closed_by("\"").doubled().multiline().holding("{"),
        quote("@$\"").closed_by("\"").doubled().multiline().holding("{"),
        quote("$\"\"\"").closed_by("\"\"\"").raw().multiline().holding("{"),
        quote("@\"").closed_by("\"").doubled().multiline(),
        quote("$\"").closed_by("\"").holding("{"),
        DOUBLE,
        SINGLE,
    ],
    keywords: "abstract as async await base break case catch checked const continue default delegate do else event explicit extern
        finally fixed for foreach goto if implicit in internal is lock namespace new operator out override params private protected
        public readonly ref return sealed sizeof stackalloc static switch throw try typeof unchecked unsafe using virtual volatile
        when where while yield nameof partial required",
    type_keywords: "class struct interface enum record",
    soft_keywords: "var get set init add remove from select orderby group into let join file scoped",
    constants: "true false null this",
    types: "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong ushort void",
    habits: &[Habit::Preprocessor, Habit::CapitalCalls],
    ..SLASHES
};

pub(in super::super) static SWIFT: Language = Language {
    name: "swift",
    has_nested_comments: true,
    quotes: &[TRIPLE.holding("\\("), DOUBLE.holding("\\(")],
    keywords: "actor any as async await break case catch continue convenience default defer deinit didSet do dynamic else
        extension fallthrough fileprivate final for get guard if import in indirect infix init inout internal is lazy let mutating
        nonisolated open operator optional override postfix precedencegroup prefix private public repeat required rethrows return
        set some static subscript switch throw throws try unowned var weak where while willSet",
    function_keywords: "func",
    type_keywords: "class struct enum protocol typealias associatedtype",
    constants: "true false nil self super",
    types: "Self",
    properties: Properties::Colon,
    annotation: Some((b'@', Class::Property)),
    habits: &[Habit::Preprocessor],
    ..SLASHES
};

pub(in super::super) static DART: Language = Language {
    name: "dart",
    quotes: &[
        TRIPLE.holding("${").with_variables(),
        quote("'''").multiline().holding("${").with_variables(),
        DOUBLE.with("r").raw(),
        SINGLE.with("r").raw(),
        DOUBLE.holding("${").with_variables(),
        SINGLE.holding("${").with_variables(),
    ],
    keywords: "abstract as assert async await base break case catch const continue covariant default deferred do else export extends
        external factory final finally for get if implements import in is late library new on operator part required rethrow return
        sealed set static super switch sync throw try var when while with yield",
    type_keywords: "class enum mixin extension typedef",
    constants: "true false null this",
    types: "bool double dynamic int num void",
    properties: Properties::Colon,
    annotation: Some((b'@', Class::Property)),
    ..SLASHES
};

pub(in super::super) static ZIG: Language = Language {
    name: "zig",
    line_comments: &["//"],
    block_comments: &[],
    keywords: "addrspace align allowzero and anyframe anytype asm break callconv catch comptime const continue defer else enum
        errdefer error export extern for if inline noalias noinline opaque or orelse packed pub resume return linksection struct
        suspend switch test threadlocal try union unreachable usingnamespace var volatile while",
    function_keywords: "fn",
    constants: "true false null undefined",
    types: "bool f16 f32 f64 i8 i16 i32 i64 isize u8 u16 u32 u64 usize void noreturn type anyerror comptime_int",
    quotes: &[DOUBLE, SINGLE],
    annotation: Some((b'@', Class::Function)),
    ..SLASHES
};

pub(in super::super) static HASKELL: Language = Language {
    name: "haskell",
    line_comments: &["--"],
    block_comments: &[("{-", "-}")],
    has_nested_comments: true,
    quotes: &[DOUBLE],
    keywords:
        "case class data default deriving do else family forall foreign hiding if import in infix infixl infixr instance let
        module newtype of qualified then type where",
    name_bytes: b"'",
    habits: &[Habit::Lifetimes],
    has_calls: false,
    ..SLASHES
};

pub(in super::super) static OCAML: Language = Language {
    name: "ocaml",
    line_comments: &[],
    block_comments: &[("(*", "*)")],
    keywords:
        "and as assert begin class constraint do done downto else end exception external for fun function functor if in include
        inherit initializer lazy let match method module mutable new object of open or private rec sig struct then to try type val
        virtual when while with",
    constants: "true false",
    types: "int float bool char string unit list array option",
    ..HASKELL
};

pub(in super::super) static FSHARP: Language = Language {
    name: "fsharp",
    line_comments: &["//"],
    quotes: &[TRIPLE, quote("$\"").closed_by("\"").holding("{"), DOUBLE],
    keywords: "abstract and as assert async begin class default do done elif else end exception extern finally for fun function if in
        inherit inline interface internal lazy let match member module mutable namespace new not of open or override private public
        rec return static then to try type upcast use val when while with yield",
    constants: "true false null",
    annotation: None,
    ..OCAML
};

pub(in super::super) static SOLIDITY: Language = Language {
    name: "solidity",
    quotes: &[DOUBLE, SINGLE],
    keywords: "abstract anonymous as assembly assert break calldata catch constant constructor continue delete do else emit external
        fallback for if immutable import indexed internal is mapping memory new override payable pragma private public pure receive
        require return returns revert storage throw try unchecked using view virtual while",
    function_keywords: "function modifier event error",
    type_keywords: "contract interface library struct enum",
    constants: "true false this super wei gwei ether seconds minutes hours days weeks",
    types: "address bool byte bytes bytes4 bytes32 int int256 string uint uint8 uint16 uint32 uint64 uint128 uint256 var",
    ..SLASHES
};

pub(in super::super) static OBJECTIVE_C: Language = Language {
    name: "objective-c",
    quotes: &[quote("@\"").closed_by("\""), DOUBLE, SINGLE],
    keywords: C_WORDS,
    constants: "YES NO nil Nil NULL self super true false",
    types: C_TYPES,
    annotation: Some((b'@', Class::Keyword)),
    ..C
};
