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

    // --- catalog: one document
    /// A catalog file is not YAML.
    YamlSyntax = "yaml-syntax", Error;
    /// A key stands twice in one mapping.
    YamlDuplicateKey = "yaml-duplicate-key", Error;
    /// An alias has no anchor, contains itself, or multiplies too much.
    YamlAlias = "yaml-alias", Error;
    /// A YAML document is deeper or larger than is read.
    YamlLimit = "yaml-limit", Error;
    /// A document of a catalog file is no entity at all.
    NotAnEntity = "not-an-entity", Error;
    /// A required field is not there.
    FieldMissing = "field-missing", Error;
    /// A field has a value of the wrong type.
    FieldType = "field-type", Error;
    /// A name, key or value does not have the form that its field wants.
    FieldFormat = "field-format", Error;
    /// A field that entities do not have.
    FieldUnknown = "field-unknown", Error;
    /// Two fields differ only in case.
    FieldCase = "field-case", Error;
    /// A text is longer than its field allows.
    FieldTooLong = "field-too-long", Error;
    /// A field holds more than the portal shows.
    FieldShortened = "field-shortened", Warning;
    /// One of Backstage's kinds, in a version or spelling that it does not know.
    KindUnsupported = "kind-unsupported", Error;
    /// A kind of the organisation's own, which a stock Backstage rejects.
    KindCustom = "kind-custom", Warning;
    /// An entity reference that cannot be read.
    ReferenceMalformed = "reference-malformed", Error;
    /// A placeholder such as `$text` that cannot be resolved.
    PlaceholderInvalid = "placeholder-invalid", Error;
    /// An annotation that is nearly a well-known one.
    AnnotationTypo = "annotation-typo", Warning;
    /// An annotation with a successor.
    AnnotationDeprecated = "annotation-deprecated", Info;
    /// A character that is not seen, or changes the direction of text.
    HiddenCharacter = "hidden-character", Warning;
    /// A link whose scheme browsers should not follow.
    LinkUnsafe = "link-unsafe", Warning;
    /// A catalog file with blanks of a scaffolder template, which was skipped.
    SkeletonSkipped = "skeleton-skipped", Info;
    /// An owner that the file does not name, taken from CODEOWNERS.
    OwnerDerived = "owner-derived", Info;

    // --- catalog: Locations, and who may say what
    /// A Location names a file that does not exist.
    LocationMissing = "location-missing", Error;
    /// A Location names something outside its repository.
    LocationLeaves = "location-leaves", Error;
    /// A Location names something that is not part of this build.
    LocationNotFetched = "location-not-fetched", Warning;
    /// A Location names a file of a disk although Backstage reads it from an address.
    LocationType = "location-type", Error;
    /// The configuration of a Backstage instance says something that is not read.
    BackstageConfig = "backstage-config", Warning;
    /// An entity declared in several files.
    EntityConflict = "entity-conflict", Error;
    /// An entity declared twice in one file.
    EntityRepeated = "entity-repeated", Warning;
    /// An entity that its source may not declare.
    EntityNotAllowed = "entity-not-allowed", Error;

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
    /// A drawing that is published without the parts that would act in a reader's browser.
    AssetCleaned = "asset-cleaned", Info;
    /// A redirect that leads nowhere or leaves its site.
    RedirectInvalid = "redirect-invalid", Warning;
    // --- docs: links
    /// A link to a page or file that does not exist.
    BrokenLink = "broken-link", Warning;
    /// A link to a heading that does not exist.
    BrokenFragment = "broken-fragment", Warning;
    /// An image that does not exist.
    BrokenImage = "broken-image", Warning;
    /// A reference to an entity that no file declares.
    ReferenceUnresolved = "reference-unresolved", Warning;
    /// A reference to an entity of a kind that makes no sense there.
    ReferenceKind = "reference-kind", Warning;
    /// An owner that no file declares.
    OwnerUnresolved = "owner-unresolved", Warning;
    /// An owner that is neither a group nor a user.
    OwnerKind = "owner-kind", Warning;
    /// An entity that nobody owns, by any rule.
    EntityUnowned = "entity-unowned", Warning;
    /// A group without members and child groups.
    GroupEmpty = "group-empty", Info;
    /// A user in no group.
    UserWithoutTeam = "user-without-team", Info;
    /// Entities that are part of, children of or dependent on themselves.
    RelationCycle = "relation-cycle", Warning;
    /// An API that no component provides.
    ApiUnprovided = "api-unprovided", Info;
    /// Something that is not deprecated uses something that is.
    DependencyDeprecated = "dependency-deprecated", Warning;
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
    // --- external: links to other hosts, asked for with `check --external`
    /// Another host says that there is nothing at the address of a link.
    ExternalLinkBroken = "external-link-broken", Warning;
    /// Another host could not be asked about a link.
    ExternalLinkUnreachable = "external-link-unreachable", Info;
    // --- api
    /// An API definition that is not YAML, JSON, SDL or protobuf as its format asks; it is shown as text.
    ApiDefinitionUnreadable = "api-definition-unreadable", Warning;
    /// A key that occurs twice in one map of an API definition.
    ApiDuplicateKey = "api-duplicate-key", Warning;
    /// A `$ref` that leads outside its API definition.
    ApiReferenceExternal = "api-reference-external", Info;
    /// A `$ref` that points at nothing in its API definition.
    ApiReferenceUnresolved = "api-reference-unresolved", Warning;
    /// `spec.type` names another format than the API definition is written in.
    ApiTypeMismatch = "api-type-mismatch", Warning;
    // --- search
    // --- theme
    /// The accent colour does not read well on a page, so another of its hue stands in for it.
    AccentAdjusted = "accent-adjusted", Info;
    /// A file of the operator's theme that is the same as the built-in one.
    ThemeFileUnchanged = "theme-file-unchanged", Info;
    /// A file of the operator's theme that nothing uses.
    ThemeFileUnused = "theme-file-unused", Warning;
    // --- render and output
    /// A page could not be drawn because of a bug in idp-docs.
    PageNotDrawn = "page-not-drawn", Error;
}

impl Code {
    /// The rule of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}
