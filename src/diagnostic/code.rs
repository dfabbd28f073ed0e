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
    // --- docs: finding
    /// `techdocs-ref`, `techdocs-entity` or `adr-location` that cannot be understood.
    TechdocsRefInvalid = "techdocs-ref-invalid", Warning;
    /// `techdocs-entity` names an entity without docs.
    TechdocsEntityUnknown = "techdocs-entity-unknown", Warning;
    /// Docs that lie in a repository outside this build.
    DocsElsewhere = "docs-elsewhere", Info;
    /// An entity says where its docs are, and there are none.
    DocsNotFound = "docs-not-found", Warning;
    /// A docs folder (`docs_dir`, `src`, `root`, `techdocs-ref`) outside its repository.
    DocsDirLeavesRepository = "docs-dir-leaves-repository", Error;
    // --- docs: configuration
    /// The configuration file of a docs folder cannot be read.
    DocsConfigInvalid = "docs-config-invalid", Warning;
    /// A key of `mkdocs.yml` that would run code or change the portal's frame.
    DocsKeyIgnored = "docs-key-ignored", Info;
    /// A plugin of MkDocs that is not known here.
    DocsPluginIgnored = "docs-plugin-ignored", Info;
    // --- docs: navigation
    /// An entry of a navigation that has the wrong shape.
    NavInvalid = "nav-invalid", Warning;
    /// An entry of a navigation that names no page.
    NavPageMissing = "nav-page-missing", Warning;
    /// An entry of a navigation outside the docs folder.
    NavLeavesDocs = "nav-leaves-docs", Warning;
    /// A docs folder that a navigation includes and that cannot be included.
    NavIncludeFailed = "nav-include-failed", Warning;
    // --- docs: pages and files
    /// A `README` beside an `index`: the index stands for the folder.
    PageShadowed = "page-shadowed", Info;
    /// A file that is not published because it would run in a reader's browser.
    AssetRefused = "asset-refused", Info;
    /// A redirect that leads nowhere or leaves its site.
    RedirectInvalid = "redirect-invalid", Warning;
    // --- docs: links
    /// A link to a page or file that does not exist.
    BrokenLink = "broken-link", Warning;
    /// A link to a heading that does not exist.
    BrokenFragment = "broken-fragment", Warning;
    /// An image that does not exist.
    BrokenImage = "broken-image", Warning;
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
