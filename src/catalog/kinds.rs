//! The kinds as data: their fields, and the relations that fields declare.
//!
//! Source: the JSON schemas of Backstage's packages of September 2026 (`catalog-model` 1.10, `plugin-scaffolder-common`
//! 2.3) and its `BuiltinKindsEntityProcessor`. `validate` walks the tables; nothing else knows a field's name.

use super::Relation;

/// What a value has to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A string that is not empty.
    Text,
    /// A string, empty or not.
    AnyText,
    /// A string that is not empty, of at most so many characters.
    ShortText(usize),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A string or a boolean.
    TextOrBool,
    /// A list of strings, empty or not.
    AnyTexts,
    /// A list of strings that are not empty.
    Texts,
    /// A mapping with any content.
    AnyMapping,
    /// A mapping with these fields among others.
    Mapping(&'static [Field]),
    /// A mapping with these fields, whose other values are strings.
    MappingOrText(&'static [Field]),
    /// A mapping whose values are strings.
    TextMap,
    /// A list of mappings with these fields among others.
    Mappings(&'static [Field]),
    /// The same, with one at least.
    SomeMappings(&'static [Field]),
    /// A mapping with these fields among others, or a list of such.
    OneOrMoreMappings(&'static [Field]),
}

/// A field of a mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// A field whose references declare relations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declares {
    pub(super) field: &'static str,
    pub(super) relation: Relation,
    /// Kind of references that name none.
    pub(super) default_kind: Option<&'static str>,
}

/// A kind that Backstage knows.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) versions: &'static [&'static str],
    pub(super) spec: &'static [Field],
    pub(super) declares: &'static [Declares],
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const fn declares(field: &'static str, relation: Relation, default_kind: &'static str) -> Declares {
    Declares { field, relation, default_kind: Some(default_kind) }
}

const OWNER: Declares = declares("owner", Relation::OwnedBy, "Group");
const SYSTEM: Declares = declares("system", Relation::PartOf, "System");
const DEPENDS_ON: Declares = Declares { field: "dependsOn", relation: Relation::DependsOn, default_kind: None };
const DEPENDENCY_OF: Declares = Declares { field: "dependencyOf", relation: Relation::DependencyOf, default_kind: None };

const BACKSTAGE: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const ALPHA: &[&str] = &["backstage.io/v1alpha1"];

use Shape::{
    AnyMapping, AnyText, AnyTexts, Mapping, MappingOrText, Mappings, OneOf, OneOrMoreMappings, ShortText, SomeMappings, Text,
    TextMap, TextOrBool, Texts,
};

/// `metadata`, for every kind.
pub(super) const METADATA: &[Field] = &[
    must("name", Text),
    may("namespace", Text),
    may("uid", Text),
    may("etag", Text),
    may("title", Text),
    may("description", AnyText),
    may("labels", TextMap),
    may("annotations", TextMap),
    may("tags", Texts),
    may("links", Mappings(&[must("url", Text), may("title", Text), may("icon", Text), may("type", Text)])),
];

const PROFILE: Shape = Mapping(&[may("displayName", Text), may("email", Text), may("picture", Text)]);

/// `dependencyOf` is in no schema of Backstage: it is read all the same, so `relations` checks it.
const KINDS: &[Kind] = &[
    Kind {
        name: "Component",
        versions: BACKSTAGE,
        spec: &[
            must("type", Text),
            must("lifecycle", Text),
            must("owner", Text),
            may("system", Text),
            may("subcomponentOf", Text),
            may("providesApis", Texts),
            may("consumesApis", Texts),
            may("dependsOn", Texts),
        ],
        declares: &[
            OWNER,
            declares("subcomponentOf", Relation::PartOf, "Component"),
            declares("providesApis", Relation::ProvidesApi, "API"),
            declares("consumesApis", Relation::ConsumesApi, "API"),
            DEPENDS_ON,
            DEPENDENCY_OF,
            SYSTEM,
        ],
    },
    Kind {
        name: "API",
        versions: BACKSTAGE,
        spec: &[must("type", Text), must("lifecycle", Text), must("owner", Text), may("system", Text), must("definition", Text)],
        declares: &[OWNER, SYSTEM],
    },
    Kind {
        name: "Resource",
        versions: BACKSTAGE,
        spec: &[must("type", Text), must("owner", Text), may("dependsOn", Texts), may("system", Text)],
        declares: &[OWNER, DEPENDS_ON, DEPENDENCY_OF, SYSTEM],
    },
    Kind {
        name: "System",
        versions: BACKSTAGE,
        spec: &[must("owner", Text), may("domain", Text), may("type", Text)],
        declares: &[OWNER, declares("domain", Relation::PartOf, "Domain")],
    },
    Kind {
        name: "Domain",
        versions: BACKSTAGE,
        spec: &[must("owner", Text), may("subdomainOf", Text), may("type", Text)],
        declares: &[OWNER, declares("subdomainOf", Relation::PartOf, "Domain")],
    },
    Kind {
        name: "Group",
        versions: BACKSTAGE,
        spec: &[must("type", Text), may("profile", PROFILE), may("parent", Text), must("children", Texts), may("members", Texts)],
        declares: &[
            declares("parent", Relation::ChildOf, "Group"),
            declares("children", Relation::ParentOf, "Group"),
            declares("members", Relation::HasMember, "User"),
        ],
    },
    Kind {
        name: "User",
        versions: BACKSTAGE,
        spec: &[may("profile", PROFILE), must("memberOf", Texts)],
        declares: &[declares("memberOf", Relation::MemberOf, "Group")],
    },
    Kind {
        name: "Location",
        versions: BACKSTAGE,
        spec: &[may("type", Text), may("target", Text), may("targets", Texts), may("presence", OneOf(&["required", "optional"]))],
        declares: &[],
    },
    Kind { name: "Template", versions: &["scaffolder.backstage.io/v1beta3"], spec: TEMPLATE, declares: &[OWNER] },
    Kind { name: "AiResource", versions: ALPHA, spec: &[TYPE, LIFECYCLE, MUST_OWNER, MAY_SYSTEM], declares: &[OWNER, SYSTEM] },
];

const TYPE: Field = must("type", Text);
const LIFECYCLE: Field = must("lifecycle", Text);
const MUST_OWNER: Field = must("owner", Text);
const MAY_SYSTEM: Field = may("system", Text);

const IF: Field = may("if", TextOrBool);
const PERMISSIONS: Field = may("backstage:permissions", Mapping(&[may("tags", AnyTexts)]));

const DECORATORS: Shape = Mappings(&[may("id", AnyText), may("input", AnyMapping)]);

const TEMPLATE: &[Field] = &[
    TYPE,
    may("owner", Text),
    may("lifecycle", Text),
    may("parameters", OneOrMoreMappings(&[PERMISSIONS])),
    may("secrets", Mapping(&[may("schema", AnyMapping)])),
    may(
        "presentation",
        Mapping(&[may(
            "buttonLabels",
            Mapping(&[may("backButtonText", AnyText), may("createButtonText", AnyText), may("reviewButtonText", AnyText)]),
        )]),
    ),
    may("EXPERIMENTAL_recovery", Mapping(&[may("EXPERIMENTAL_strategy", AnyText)])),
    may("formDecorators", DECORATORS),
    may("EXPERIMENTAL_formDecorators", DECORATORS),
    must(
        "steps",
        Mappings(&[may("id", AnyText), may("name", AnyText), must("action", AnyText), may("input", AnyMapping), IF, PERMISSIONS]),
    ),
    may(
        "output",
        MappingOrText(&[
            may("links", Mappings(&[IF, may("url", Text), may("entityRef", Text), may("title", Text), may("icon", Text)])),
            may("text", Mappings(&[IF, may("title", Text), may("icon", Text), may("content", AnyText)])),
        ]),
    ),
];

/// An API that is a Model Context Protocol server: it has addresses instead of a definition.
const MCP_SERVER: Kind = Kind {
    name: "API",
    versions: BACKSTAGE,
    spec: &[TYPE, LIFECYCLE, MUST_OWNER, MAY_SYSTEM, must("remotes", SomeMappings(&[must("type", Text), must("url", Text)]))],
    declares: &[OWNER, SYSTEM],
};

const AI_SKILL: Kind = Kind {
    name: "AiResource",
    versions: ALPHA,
    spec: &[
        TYPE,
        LIFECYCLE,
        MUST_OWNER,
        MAY_SYSTEM,
        may("disciplines", Texts),
        may("categories", Texts),
        may("agents", Texts),
        may("dependsOn", Texts),
        may("allowedTools", Text),
        may("license", Text),
        may("compatibility", ShortText(500)),
    ],
    declares: &[OWNER, SYSTEM, declares("dependsOn", Relation::DependsOn, "AiResource")],
};

const AI_RULE: Kind = Kind {
    name: "AiResource",
    versions: ALPHA,
    spec: &[TYPE, LIFECYCLE, MUST_OWNER, MAY_SYSTEM, may("disciplines", Texts), must("category", Text), must("rationale", Text)],
    declares: &[OWNER, SYSTEM],
};

const AI_PLUGIN: Kind = Kind {
    name: "AiResource",
    versions: ALPHA,
    spec: &[TYPE, LIFECYCLE, MUST_OWNER, MAY_SYSTEM, must("skills", Texts), may("version", Text)],
    declares: &[OWNER, SYSTEM, declares("skills", Relation::HasPart, "AiResource")],
};

const AI_MARKETPLACE: Kind = Kind {
    name: "AiResource",
    versions: ALPHA,
    spec: &[TYPE, LIFECYCLE, MUST_OWNER, MAY_SYSTEM, must("plugins", Texts), may("version", Text)],
    declares: &[OWNER, SYSTEM, declares("plugins", Relation::HasPart, "AiResource")],
};

/// Fields that entities of other kinds are read by, as far as they have them.
pub(super) const CUSTOM: Kind = Kind {
    name: "",
    versions: &[],
    spec: &[],
    declares: &[
        OWNER,
        SYSTEM,
        declares("domain", Relation::PartOf, "Domain"),
        declares("subcomponentOf", Relation::PartOf, "Component"),
        declares("providesApis", Relation::ProvidesApi, "API"),
        declares("consumesApis", Relation::ConsumesApi, "API"),
        DEPENDS_ON,
        DEPENDENCY_OF,
    ],
};

/// What Backstage makes of a kind and a version.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// It knows them.
    Known(&'static Kind),
    /// It knows the kind in other versions.
    WrongVersion(&'static Kind),
    /// It knows the kind in another spelling.
    WrongCase(&'static Kind),
    /// A kind of the organisation's own.
    Custom,
}

/// Looks a kind up. `spec_type` is `spec.type`; `has_definition` tells whether there is a `spec.definition`.
pub(super) fn find(kind: &str, version: &str, spec_type: Option<&str>, has_definition: bool) -> Found {
    match KINDS.iter().find(|it| it.name == kind) {
        Some(found) if !found.versions.contains(&version) => Found::WrongVersion(found),
        Some(found) => Found::Known(match (kind, spec_type) {
            ("API", Some("mcp-server")) if !has_definition => &MCP_SERVER,
            ("AiResource", Some("skill")) => &AI_SKILL,
            ("AiResource", Some("rule")) => &AI_RULE,
            ("AiResource", Some("plugin")) => &AI_PLUGIN,
            ("AiResource", Some("marketplace")) => &AI_MARKETPLACE,
            _ => found,
        }),
        None => match KINDS.iter().find(|it| it.name.eq_ignore_ascii_case(kind)) {
            Some(found) if BACKSTAGE.contains(&version) || found.versions.contains(&version) => Found::WrongCase(found),
            _ => Found::Custom,
        },
    }
}

/// The kind of that name, whatever its version.
pub(super) fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.name == name)
}

/// Every kind's name, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|it| it.name)
}
