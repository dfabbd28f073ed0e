//! What the parser's causes mean to somebody who has never read YAML's grammar, and what to do about each.

use granit_parser::ErrorKind as Cause;

/// One sentence about the mistake and one about its remedy.
pub(super) fn of(cause: &Cause) -> (&'static str, &'static str) {
    indentation(cause)
        .or_else(|| quotes(cause))
        .or_else(|| brackets(cause))
        .or_else(|| marks(cause))
        .unwrap_or(("this is not YAML", "correct the line shown, or the one above it: look for quotes, brackets and indentation"))
}

/// Lines that do not fit their neighbours.
fn indentation(cause: &Cause) -> Option<(&'static str, &'static str)> {
    Some(match cause {
        Cause::TabNotAllowed
        | Cause::TabInPlainScalar
        | Cause::TabInBlockIndentation
        | Cause::TabInIndentation
        | Cause::TabAtBlockScalarStart => ("a tab cannot indent YAML", "indent with spaces"),
        Cause::ExpectedBlockMappingKey | Cause::InvalidIndentation => (
            "this line does not stand in line with the keys around it",
            "indent it exactly as the keys beside it; text that goes on from the line above needs quotes",
        ),
        Cause::ExpectedBlockSequenceEntry => (
            "this line stands in line with list items and is none",
            "begin it with `- `, or indent it as the line before the list",
        ),
        Cause::SimpleKeyExpected | Cause::InvalidSimpleKey => {
            ("a line that is neither `key: value` nor a list item", "write `: ` after the key, or put the text in quotes")
        }
        Cause::MappingKeyNotAllowed => ("a key cannot stand here", "put it on a line of its own, indented as its siblings"),
        Cause::BlockSequenceEntryNotAllowed | Cause::BlockEntryInFlowCollection => {
            ("a list item cannot stand here", "put each `- ` on a line of its own, or put the value in quotes")
        }
        Cause::InvalidBlockScalarIndent => {
            ("a line of this text is indented otherwise than its first line", "indent all lines of the text alike")
        }
        Cause::InvalidQuotedScalarIndent => (
            "a quote is not closed before the text stands further left than its key",
            "close the quote, or indent the text's further lines more than the key",
        ),
        Cause::InvalidFlowScalarIndent => {
            ("the value goes on further left than its key", "indent its further lines more than the key")
        }
        _ => return None,
    })
}

/// Text in quotes, and text that should be.
fn quotes(cause: &Cause) -> Option<(&'static str, &'static str)> {
    Some(match cause {
        Cause::UnclosedQuotedScalar => ("a quote is opened and never closed", "close the quote"),
        Cause::DocumentIndicatorInQuotedScalar => ("`---` stands inside a quoted text", "close the quote before it"),
        Cause::InvalidTrailingSingleQuotedScalar => (
            "something follows the closing quote",
            "put the whole value in quotes; inside single quotes, write `''` for one of them",
        ),
        Cause::InvalidTrailingDoubleQuotedScalar => (
            "something follows the closing quote",
            "put the whole value in quotes; inside double quotes, write `\\\"` for one of them",
        ),
        Cause::UnknownQuotedScalarEscape
        | Cause::InvalidQuotedScalarHexEscape
        | Cause::InvalidLowSurrogateHexEscape
        | Cause::InvalidLowSurrogate
        | Cause::MissingLowSurrogate
        | Cause::UnpairedLowSurrogate
        | Cause::InvalidUnicodeEscape => {
            ("an escape that double quotes do not know", "use single quotes, or write `\\\\` for a backslash")
        }
        Cause::MappingValueNotAllowed | Cause::InvalidColonPlacement => (
            "`: ` stands inside a value that is not in quotes",
            "put the value in quotes, or move the nested mapping to lines of its own",
        ),
        Cause::PlainScalarStartsWithDashFlowIndicator | Cause::UnexpectedEndOfPlainScalar => {
            ("a value cannot start like this", "put the value in quotes")
        }
        _ => return None,
    })
}

/// Lists and mappings in brackets.
fn brackets(cause: &Cause) -> Option<(&'static str, &'static str)> {
    Some(match cause {
        Cause::ExpectedFlowMappingSeparator | Cause::UnexpectedEofImplicitFlowMapping => {
            ("a `,` or `}` is missing", "close the `{`; `{{ … }}` needs quotes")
        }
        Cause::ExpectedFlowSequenceSeparator => ("a `,` or `]` is missing", "close the `[`, or put the value in quotes"),
        Cause::MisplacedFlowCollectionEnd => ("a closing bracket that nothing opens", "remove it, or put the value in quotes"),
        Cause::FlowMappingValueAdjacentCollection => ("a space is missing after `:`", "write a space after `:`"),
        _ => return None,
    })
}

/// Signs that mean something to YAML.
fn marks(cause: &Cause) -> Option<(&'static str, &'static str)> {
    Some(match cause {
        Cause::BomInsideDocument => {
            ("a byte order mark stands in the middle of the file", "remove the invisible character U+FEFF")
        }
        Cause::CommentNotSeparated => ("`#` follows a value directly", "write a space before the comment, or quote the value"),
        Cause::CommentInterceptedScalar => {
            ("a comment stands inside a text of several lines", "move the comment above the text, or quote the text")
        }
        Cause::ExpectedWhitespace | Cause::InvalidBlockEntryWhitespace | Cause::InvalidMappingValueWhitespace => {
            ("a space is missing after `-` or `:`", "write one space after it; a tab is none")
        }
        Cause::ZeroBlockScalarIndent | Cause::InvalidBlockScalarHeader => {
            ("something follows `|` or `>`", "begin the text on the next line, indented")
        }
        Cause::MissingAnchorOrAliasName => ("a value cannot start with `&` or `*` alone", "put the value in quotes: `\"*\"`"),
        Cause::UndeclaredTagHandle
        | Cause::ExpectedTagBang
        | Cause::InvalidGlobalTagCharacter
        | Cause::InvalidTagTerminator
        | Cause::MissingTagUri
        | Cause::UnclosedVerbatimTag
        | Cause::InvalidTagEscape
        | Cause::InvalidTagUtf8
        | Cause::InvalidTagUtf8LeadingByte
        | Cause::InvalidTagUtf8TrailingByte => {
            ("a tag (`!…`) that cannot be read", "put the value in quotes if `!` is part of it")
        }
        Cause::InvalidDocumentEnd => ("something follows `...`", "`...` ends a document; put it on a line of its own"),
        Cause::ExpectedDocumentStart => {
            ("the document has ended, and something follows", "put a line with `---` before a new one, or indent this line")
        }
        Cause::MissingDirectiveName
        | Cause::InvalidDirectiveName
        | Cause::InvalidDirectiveTerminator
        | Cause::MissingDocumentEndBeforeDirective
        | Cause::DuplicateVersionDirective
        | Cause::UnsupportedYamlMajorVersion
        | Cause::DuplicateTagDirective
        | Cause::InvalidTagDirectiveTerminator
        | Cause::MissingYamlVersion
        | Cause::MissingYamlVersionSeparator
        | Cause::YamlVersionTooLong => ("a line with `%` that is no directive of YAML", "remove it, or put the value in quotes"),
        Cause::UnexpectedEof | Cause::UnexpectedEofBlockMapping | Cause::UnexpectedEofBlockSequence => {
            ("the text ends in the middle of a value", "write the rest of it")
        }
        _ => return None,
    })
}
