//! The lists: which elements, attributes, classes and ids authors may use.
//!
//! Everything here is an allow-list; what is not on it does not reach the reader's browser.

use super::LinkRole;

/// Elements that pass.
pub(super) const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements that are dropped with everything in them.
pub(super) const DROPPED_WHOLE: &[&str] = &["script", "style", "svg", "math", "template", "noscript", "object", "applet", "head"];

/// Elements whose text is not markup: left open, they would swallow the rest of the page.
pub(super) const RAW_TEXT: &[&str] =
    &["textarea", "title", "xmp", "plaintext", "noembed", "noframes", "listing", "select", "frameset", "iframe"];

/// Attributes that pass, and on which elements (`*`: on all).
pub(super) const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("title", &["*"]),
    ("lang", &["*"]),
    ("dir", &["*"]),
    ("align", &["*"]),
    ("width", &["img", "video", "table", "td", "th", "col", "source"]),
    ("height", &["img", "video", "td", "th", "source", "tr", "table"]),
    ("alt", &["img"]),
    ("colspan", &["td", "th"]),
    ("rowspan", &["td", "th"]),
    ("scope", &["th"]),
    ("span", &["col", "colgroup"]),
    ("valign", &["td", "th", "tr"]),
    ("open", &["details"]),
    ("start", &["ol"]),
    ("reversed", &["ol"]),
    ("value", &["li"]),
    ("type", &["ol", "source"]),
    ("datetime", &["time", "del", "ins"]),
    ("controls", &["video", "audio"]),
    ("loop", &["video", "audio"]),
    ("muted", &["video", "audio"]),
    ("playsinline", &["video"]),
    ("preload", &["video", "audio"]),
    ("media", &["source"]),
    ("kind", &["track"]),
    ("srclang", &["track"]),
    ("label", &["track"]),
    ("loading", &["img"]),
    ("download", &["a"]),
    ("color", &["font"]),
    ("size", &["font"]),
];

/// Attributes that hold an address, the elements, and what it is for.
pub(super) const ADDRESSES: &[(&str, &[&str], LinkRole)] = &[
    ("href", &["a"], LinkRole::RawLink),
    ("src", &["img", "video", "audio", "source", "track"], LinkRole::RawImage),
    ("poster", &["video"], LinkRole::RawImage),
];

/// Classes that authors may use: those of Material for MkDocs and of the other tools that only dress content.
pub(super) const CLASSES: &[&str] = &[
    "grid",
    "cards",
    "card",
    "annotate",
    "stepper",
    "step",
    "columns",
    "column",
    "updates",
    "update",
    "content-ref",
    "prompt",
    "md-button",
    "md-button--primary",
    "admonition",
    "admonition-title",
    "inline",
    "end",
    "note",
    "abstract",
    "info",
    "tip",
    "success",
    "question",
    "warning",
    "failure",
    "danger",
    "bug",
    "example",
    "quote",
    "important",
    "caution",
    "hint",
    "seealso",
    "todo",
    "attention",
    "error",
    "filename",
    "caption",
    "center",
    "centered",
    "left",
    "right",
    "label",
    "label-blue",
    "label-green",
    "label-purple",
    "label-yellow",
    "label-red",
    "btn",
    "btn-primary",
    "btn-blue",
    "btn-green",
    "btn-purple",
    "btn-outline",
    "button",
    "primary",
    "secondary",
    "keys",
    "critic",
    "comment",
    "highlight",
    "headerlink",
    "text-center",
    "text-right",
    "text-left",
    "text-delta",
    "no_toc",
    "lead",
    "img-fluid",
    "thumbnail",
    "mermaid",
    "figure",
    "stepper",
    "step",
    "columns",
    "column",
];

/// Whether authors may use the class. Kinds of their own are theirs with a prefix that the portal never uses.
pub(super) fn allowed_class(class: &str) -> bool {
    CLASSES.contains(&class)
}

/// A class made of what the author wrote, for kinds of admonitions and languages: cannot be one of the portal's.
pub(super) fn safe_class(class: &str) -> String {
    class.chars().map(|it| if it.is_alphanumeric() || matches!(it, '-' | '_' | '+' | '#') { it } else { '-' }).take(40).collect()
}

/// Beginnings of ids that belong to the portal's frame and to generated parts of a page.
pub(super) const RESERVED_IDS: &[&str] = &["idp-", "__tabbed", "fn:", "fnref", "user-content-"];

/// An id that its author chose, prefixed where it would take one of the portal's.
pub(super) fn safe_id(id: &str) -> String {
    let id: String = id.chars().filter(|it| !it.is_whitespace() && !it.is_control()).collect();
    if RESERVED_IDS.iter().any(|it| id.starts_with(it)) { format!("user-content-{id}") } else { id }
}

/// Elements of HTML that do not pass: their tags are dropped, what they hold stays.
pub(super) const DROPPED: &[&str] = &[
    "html",
    "body",
    "head",
    "base",
    "link",
    "meta",
    "article",
    "main",
    "header",
    "footer",
    "nav",
    "search",
    "hgroup",
    "form",
    "input",
    "button",
    "fieldset",
    "legend",
    "option",
    "optgroup",
    "datalist",
    "output",
    "progress",
    "meter",
    "canvas",
    "map",
    "area",
    "embed",
    "param",
    "slot",
    "dialog",
    "menu",
    "menuitem",
    "data",
    "frame",
    "portal",
    "marquee",
    "blink",
    "nobr",
    "acronym",
    "dir",
    "bgsound",
    "basefont",
    "keygen",
    "isindex",
    "image",
    "path",
    "g",
    "use",
    "circle",
    "rect",
    "line",
    "polygon",
    "polyline",
    "ellipse",
    "defs",
    "foreignobject",
    "animate",
    "set",
];

/// Whether it is an element of HTML, shown or not.
pub(super) fn is_html(name: &str) -> bool {
    DROPPED.contains(&name) || DROPPED_WHOLE.contains(&name) || RAW_TEXT.contains(&name) || name.contains(':')
}

/// Whether authors may leave the element open: its next sibling closes it.
pub(super) fn closes_itself(name: &str) -> bool {
    matches!(name, "p" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" | "colgroup" | "rt" | "rp")
}
