//! The table of rules: one line each, grouped by the stage that finds them.
//!
//! A code's name is a contract: people put it into configuration, baselines and bookmarks. Each has a page in the user
//! guide, `content/idp-docs/docs/diagnostics/<name>.md`; a test fails when one is missing.

use super::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident;)*) => {
        /// The stable identity of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every rule, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name, in kebab case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How bad it is unless configured otherwise.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // --- source: reading repositories
    /// A file could not be read.
    FileUnreadable = "file-unreadable", Error;
    /// A symbolic link leads out of its repository, or nowhere.
    LinkLeavesRepository = "link-leaves-repository", Warning;
    /// A FIFO, socket or device where a file is expected.
    NotAFile = "not-a-file", Warning;
    /// A file is larger than the limit for its use.
    FileTooLarge = "file-too-large", Warning;
    /// Text that is not UTF-8.
    NotUtf8 = "not-utf8", Warning;
    /// A file name that is not UTF-8 and cannot be published.
    FileNameNotUtf8 = "file-name-not-utf8", Warning;

    // --- catalog
    // --- graph
    // --- docs
    // --- markdown
    /// Front matter that is not YAML.
    FrontMatter = "front-matter", Warning;
    /// Markup that would swallow the rest of the page, shown as text.
    UnclosedMarkup = "unclosed-markup", Warning;
    /// An address whose scheme is not allowed.
    UnsafeAddress = "unsafe-address", Warning;
    /// A frame from a host that is not on the list of the source.
    FrameNotAllowed = "frame-not-allowed", Info;
    /// A construct that is not understood; its text is kept.
    UnknownConstruct = "unknown-construct", Info;
    /// An admonition, tab, block or fence that is never closed.
    UnclosedBlock = "unclosed-block", Warning;
    /// Two headings or anchors that ask for the same id.
    DuplicateId = "duplicate-id", Warning;
    /// A file to be included is missing or may not be read.
    IncludeMissing = "include-missing", Warning;
    /// A formula that cannot be typeset.
    MathNotDrawn = "math-not-drawn", Warning;
    /// A diagram that cannot be drawn.
    DiagramNotDrawn = "diagram-not-drawn", Info;
    /// A page that grows beyond the limit when it is expanded.
    PageTooLarge = "page-too-large", Warning;
    // --- api
    // --- search
    // --- render and output
}

impl Code {
    /// The rule of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}
