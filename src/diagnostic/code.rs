//! The table of rules: name, severity and what to do, grouped by the stage that finds them.
//!
//! A code's name is a contract: people put it into configuration, baselines and bookmarks. Each has a page in the user
//! guide, `content/idp-docs/docs/diagnostics/<name>.md`; a test fails when one is missing.

use super::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident, $help:literal;)*) => {
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

            /// What to do about it, where nothing more exact can be said.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Code::$variant => $help,)* }
            }
        }
    };
}

codes! {
    // --- source: reading repositories
    /// A file could not be read.
    FileUnreadable = "file-unreadable", Error,
        "see that the file is there and that whoever runs idp-docs may read it";
    /// A symbolic link leads out of its repository, or nowhere.
    LinkLeavesRepository = "link-leaves-repository", Warning,
        "replace the link by the file itself, or remove it";
    /// A FIFO, socket or device where a file is expected.
    NotAFile = "not-a-file", Warning,
        "put a regular file in its place, or remove it";
    /// A file is larger than the limit for its use.
    FileTooLarge = "file-too-large", Warning,
        "make the file smaller, or raise its limit under `limits` in `idp-docs.yaml`";
    /// Text that is not UTF-8.
    NotUtf8 = "not-utf8", Warning,
        "save the file as UTF-8";
    /// A file name that is not UTF-8 and cannot be published.
    FileNameNotUtf8 = "file-name-not-utf8", Warning,
        "rename the file";

    // --- catalog: one document
    /// A catalog file is not YAML.
    YamlSyntax = "yaml-syntax", Error,
        "correct the line shown, or the one above it: look for quotes, brackets and indentation";
    /// A key stands twice in one mapping.
    YamlDuplicateKey = "yaml-duplicate-key", Error,
        "keep one of them; if a new entity begins here, put a line with `---` before it";
    /// An alias has no anchor, contains itself, or multiplies too much.
    YamlAlias = "yaml-alias", Error,
        "write the value out instead of `*name`";
    /// A YAML document is deeper or larger than is read.
    YamlLimit = "yaml-limit", Error,
        "split it into smaller documents";
    /// A document of a catalog file is no entity at all.
    NotAnEntity = "not-an-entity", Error,
        "begin with `apiVersion:` and `kind:`, or keep what is no entity in a file of its own";
    /// A required field is not there.
    FieldMissing = "field-missing", Error,
        "add the field";
    /// A field has a value of the wrong type.
    FieldType = "field-type", Error,
        "write a value of that type, or remove the field";
    /// A name, key or value does not have the form that its field wants.
    FieldFormat = "field-format", Error,
        "change the text so that it fits the rule";
    /// A field that entities do not have.
    FieldUnknown = "field-unknown", Error,
        "the fields are `apiVersion`, `kind`, `metadata` and `spec`; fields of your own go below `metadata` or `spec`";
    /// Two fields differ only in case.
    FieldCase = "field-case", Error,
        "rename one of them";
    /// A text is longer than its field allows.
    FieldTooLong = "field-too-long", Error,
        "shorten it";
    /// A field holds more than the portal shows.
    FieldShortened = "field-shortened", Warning,
        "keep what matters, and move the rest to the entity's docs";
    /// One of Backstage's kinds, in a version or spelling that it does not know.
    KindUnsupported = "kind-unsupported", Error,
        "write the kind and the `apiVersion` as Backstage spells them";
    /// A kind of the organisation's own, which a stock Backstage rejects.
    KindCustom = "kind-custom", Warning,
        "switch this rule off if the kind is your own; a stock Backstage rejects it";
    /// An entity reference that cannot be read.
    ReferenceMalformed = "reference-malformed", Error,
        "write `name`, `kind:name` or `kind:namespace/name`";
    /// A placeholder such as `$text` that cannot be resolved.
    PlaceholderInvalid = "placeholder-invalid", Error,
        "name a file of this repository, relative to the catalog file";
    /// An annotation that is nearly a well-known one.
    AnnotationTypo = "annotation-typo", Warning,
        "correct the key; switch this rule off if a tool of your own reads it";
    /// An annotation with a successor.
    AnnotationDeprecated = "annotation-deprecated", Info,
        "use its successor";
    /// A character that is not seen, or changes the direction of text.
    HiddenCharacter = "hidden-character", Warning,
        "remove it: it makes the text read other than it is";
    /// A link whose scheme browsers should not follow.
    LinkUnsafe = "link-unsafe", Warning,
        "use an `https:` address";
    /// A catalog file with blanks of a scaffolder template, which was skipped.
    SkeletonSkipped = "skeleton-skipped", Info,
        "nothing to do; the file counts once the template has made a repository of it";
    /// An owner that the file does not name, taken from CODEOWNERS.
    OwnerDerived = "owner-derived", Info,
        "write `owner:` into the catalog file to make it certain";

    // --- catalog: Locations, and who may say what
    /// A Location names a file that does not exist.
    LocationMissing = "location-missing", Error,
        "correct the path, which starts at the folder of this file, or set `presence: optional`";
    /// A Location names something outside its repository.
    LocationLeaves = "location-leaves", Error,
        "name a file of this repository, or the address of one in another";
    /// A Location names something that is not part of this build.
    LocationNotFetched = "location-not-fetched", Warning,
        "add a checkout of that repository to `sources`";
    /// A Location has a type that Backstage does not read there.
    LocationType = "location-type", Error,
        "remove `type`, or write `url`";
    /// The configuration of a Backstage instance says something that is not read.
    BackstageConfig = "backstage-config", Warning,
        "add checkouts of what it leads to to `sources` in `idp-docs.yaml`";
    /// An entity declared in several files.
    EntityConflict = "entity-conflict", Error,
        "rename one, or remove the file that is out of date";
    /// An entity declared twice in one file.
    EntityRepeated = "entity-repeated", Warning,
        "give one of them another name, or remove it";
    /// An entity that its source may not declare.
    EntityNotAllowed = "entity-not-allowed", Error,
        "move the entity to a source that may declare it, or have its kind allowed";

    // --- graph
    // --- docs: finding
    /// `techdocs-ref`, `techdocs-entity` or `adr-location` that cannot be understood.
    TechdocsRefInvalid = "techdocs-ref-invalid", Warning,
        "write `dir:` and a folder relative to this file, such as `dir:.`";
    /// `techdocs-entity` names an entity without docs.
    TechdocsEntityUnknown = "techdocs-entity-unknown", Warning,
        "correct the reference, or give that entity docs";
    /// Docs that lie in a repository outside this build.
    DocsElsewhere = "docs-elsewhere", Info,
        "add that repository to `sources`";
    /// An entity says where its docs are, and there are none.
    DocsNotFound = "docs-not-found", Warning,
        "add `docs/index.md`, or correct the annotation";
    /// A docs folder (`docs_dir`, `src`, `root`, `techdocs-ref`) outside its repository.
    DocsDirLeavesRepository = "docs-dir-leaves-repository", Error,
        "name a folder of the same repository, below the folder of this file";
    // --- docs: configuration
    /// The configuration file of a docs folder cannot be read.
    DocsConfigInvalid = "docs-config-invalid", Warning,
        "correct the line shown; until then the docs are built without what it says";
    /// A key of `mkdocs.yml` that would run code or change the portal's frame.
    DocsKeyIgnored = "docs-key-ignored", Info,
        "remove the key if it is not for another tool; nothing of the pages is lost";
    /// A plugin of MkDocs that is not known here.
    DocsPluginIgnored = "docs-plugin-ignored", Info,
        "remove the plugin if it is not for another tool, and look whether the pages miss what it did";
    // --- docs: navigation
    /// An entry of a navigation that has the wrong shape.
    NavInvalid = "nav-invalid", Warning,
        "write `- page.md` or `- Title: page.md`";
    /// An entry of a navigation that names no page.
    NavPageMissing = "nav-page-missing", Warning,
        "correct the path, which starts at the docs folder, or add the page";
    /// An entry of a navigation outside the docs folder.
    NavLeavesDocs = "nav-leaves-docs", Warning,
        "move the page into the docs folder, or link to it from one of its pages";
    /// A docs folder that a navigation includes and that cannot be included.
    NavIncludeFailed = "nav-include-failed", Warning,
        "name the `mkdocs.yml` of another folder of this repository: `!include ./other/mkdocs.yml`";
    // --- docs: pages and files
    /// A `README` beside an `index`: the index stands for the folder.
    PageShadowed = "page-shadowed", Info,
        "merge the two pages, or rename the `README`";
    /// A file that is not published because it would run in a reader's browser.
    AssetRefused = "asset-refused", Info,
        "link to the file in its repository instead";
    /// A drawing that is published without the parts that would act in a reader's browser.
    AssetCleaned = "asset-cleaned", Info,
        "nothing to do if it looks right; otherwise save it anew, without scripts";
    /// A redirect that leads nowhere or leaves its site.
    RedirectInvalid = "redirect-invalid", Warning,
        "name a page of this site, or an https address, as the target";
    // --- docs: links
    /// A link to a page or file that does not exist.
    BrokenLink = "broken-link", Warning,
        "correct the path, which starts at this page's folder, add the page, or remove the link";
    /// A link to a heading that does not exist.
    BrokenFragment = "broken-fragment", Warning,
        "correct the part after `#`, or give the heading that id";
    /// An image that does not exist.
    BrokenImage = "broken-image", Warning,
        "correct the path, which starts at this page's folder, or add the file";
    /// A reference to an entity that no file declares.
    ReferenceUnresolved = "reference-unresolved", Warning,
        "correct the reference, or add the entity's file to the sources";
    /// A reference to an entity of a kind that makes no sense there.
    ReferenceKind = "reference-kind", Warning,
        "name an entity of a kind that fits";
    /// An owner that no file declares.
    OwnerUnresolved = "owner-unresolved", Warning,
        "correct the reference, or add the group's file to the sources";
    /// An owner that is neither a group nor a user.
    OwnerKind = "owner-kind", Warning,
        "name a group or a user";
    /// An entity that nobody owns, by any rule.
    EntityUnowned = "entity-unowned", Warning,
        "add `owner:` to its `spec`, or a line to CODEOWNERS";
    /// A group without members and child groups.
    GroupEmpty = "group-empty", Info,
        "add `members:`, or let users name it in `memberOf`";
    /// A user in no group.
    UserWithoutTeam = "user-without-team", Info,
        "name a group in `memberOf`";
    /// Entities that are part of, children of or dependent on themselves.
    RelationCycle = "relation-cycle", Warning,
        "remove one of these relations";
    /// An API that no component provides.
    ApiUnprovided = "api-unprovided", Info,
        "name it in `providesApis` of the component that does";
    /// Something that is not deprecated uses something that is.
    DependencyDeprecated = "dependency-deprecated", Warning,
        "plan the move to its successor";
    // --- docs
    // --- markdown
    /// Front matter that is not YAML.
    FrontMatter = "front-matter", Warning,
        "correct the YAML between the two `---` lines";
    /// Markup that would swallow the rest of the page, shown as text.
    UnclosedMarkup = "unclosed-markup", Warning,
        "close it, or put it in backticks if it is meant as text";
    /// An address whose scheme is not allowed.
    UnsafeAddress = "unsafe-address", Warning,
        "use an `https:` or `mailto:` address, or a path";
    /// A frame from a host that is not on the list of the source.
    FrameNotAllowed = "frame-not-allowed", Info,
        "link to the page instead, or list its host under `allow_iframes_from` of the source";
    /// A construct that is not understood; its text is kept.
    UnknownConstruct = "unknown-construct", Info,
        "write it in plain Markdown if readers miss it; its text is shown as it stands";
    /// An admonition, tab, block or fence that is never closed.
    UnclosedBlock = "unclosed-block", Warning,
        "write the line that closes it";
    /// Two headings or anchors that ask for the same id.
    DuplicateId = "duplicate-id", Warning,
        "give one of them another id; links lead to the first";
    /// A file to be included is missing or may not be read.
    IncludeMissing = "include-missing", Warning,
        "correct the path, or add the file; only files of this repository can be included";
    /// A formula that cannot be typeset.
    MathNotDrawn = "math-not-drawn", Warning,
        "correct the formula; its source is shown instead";
    /// A diagram that cannot be drawn.
    DiagramNotDrawn = "diagram-not-drawn", Info,
        "nothing to do if its source says enough; otherwise draw it as a picture, or in a form of Mermaid that is drawn here";
    /// A page that grows beyond the limit when it is expanded.
    PageTooLarge = "page-too-large", Warning,
        "split the page into several";
    // --- external: links to other hosts, asked for with `check --external`
    /// Another host says that there is nothing at the address of a link.
    ExternalLinkBroken = "external-link-broken", Warning,
        "correct the address, or remove the link";
    /// Another host could not be asked about a link.
    ExternalLinkUnreachable = "external-link-unreachable", Info,
        "check again later";
    /// The check of links to other hosts did not get to all of them.
    ExternalCheckIncomplete = "external-check-incomplete", Warning,
        "run the check again: answers are remembered, so it goes on with the rest; or raise `check.external_total`, or list the beginnings of addresses that need not be asked for under `check.external_ignore`";
    // --- api
    /// An API definition that is not YAML, JSON, SDL or protobuf as its format asks; it is shown as text.
    ApiDefinitionUnreadable = "api-definition-unreadable", Warning,
        "correct the definition; until then it is shown as text, without operations";
    /// A key that occurs twice in one map of an API definition.
    ApiDuplicateKey = "api-duplicate-key", Warning,
        "keep one of them; the last value counts";
    /// A `$ref` that leads outside its API definition.
    ApiReferenceExternal = "api-reference-external", Info,
        "bundle the definition into one document, or use the `$openapi` placeholder, which does";
    /// A `$ref` that points at nothing in its API definition.
    ApiReferenceUnresolved = "api-reference-unresolved", Warning,
        "define it, or correct the pointer";
    /// `spec.type` names another format than the API definition is written in.
    ApiTypeMismatch = "api-type-mismatch", Warning,
        "correct `spec.type`, or the definition";
    // --- search
    // --- theme
    /// The accent colour does not read well on a page, so another of its hue stands in for it.
    AccentAdjusted = "accent-adjusted", Info,
        "choose a colour that text reads well on";
    /// A file of the operator's theme that is the same as the built-in one.
    ThemeFileUnchanged = "theme-file-unchanged", Info,
        "delete it, so that updates of the built-in file reach you";
    /// A file of the operator's theme that nothing uses.
    ThemeFileUnused = "theme-file-unused", Warning,
        "correct its path, or delete it";
    // --- render and output
    /// A page could not be drawn because of a bug in idp-docs.
    PageNotDrawn = "page-not-drawn", Error,
        "please report it, with the page";
}

impl Code {
    /// The rule of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}
