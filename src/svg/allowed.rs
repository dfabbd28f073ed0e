//! Which elements and attributes of a drawing are kept. Lists of what is known to be inert; whatever is not on them goes.

use roxmltree::Node;

use super::style;

/// What becomes of an element.
pub(super) enum Verdict {
    Keep,
    /// Its children take its place.
    Unwrap,
    /// It goes with all that is in it; if it could have acted, the name of what it was.
    Drop(Option<&'static str>),
}

/// SVG 2's elements that draw, and those of SVG 1.1 that exporters still write.
const DRAWING: [&str; 64] = [
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "cursor",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "foreignObject",
    "g",
    "hatch",
    "hatchpath",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "solidcolor",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];
/// Animations: kept unless they change an address or an event.
const MOVING: [&str; 4] = ["animate", "animateMotion", "animateTransform", "set"];
/// HTML inside `foreignObject`: text in boxes and tables.
const WORDS: [&str; 40] = [
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "u",
    "ul",
];
/// Attributes of HTML that only look.
const LOOKS: [&str; 16] = [
    "align",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "colspan",
    "dir",
    "face",
    "height",
    "id",
    "lang",
    "rowspan",
    "size",
    "style",
    "width",
];

pub(super) fn svg_element(node: Node<'_, '_>) -> Verdict {
    let name = node.tag_name().name();
    if !DRAWING.contains(&name) {
        return dropped(name);
    }
    let target = node.attribute("attributeName").unwrap_or_default();
    let target = target.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    if MOVING.contains(&name) && (target == "href" || target == "style" || target.starts_with("on")) {
        return Verdict::Drop(Some("animations of addresses"));
    }
    Verdict::Keep
}

pub(super) fn html_element(name: &str) -> Verdict {
    match name {
        "html" | "body" => Verdict::Unwrap,
        // The words of a link stay; where it led is told by the page.
        "a" => Verdict::Unwrap,
        _ if WORDS.contains(&name) => Verdict::Keep,
        _ => dropped(name),
    }
}

fn dropped(name: &str) -> Verdict {
    Verdict::Drop(match name.to_ascii_lowercase().as_str() {
        "script" | "handler" | "listener" => Some("scripts"),
        "iframe" | "frame" | "object" | "embed" | "portal" => Some("frames"),
        "form" | "input" | "button" | "textarea" | "select" => Some("forms"),
        "audio" | "video" | "img" | "link" | "base" | "meta" => Some("references to other files"),
        _ => None,
    })
}

/// Is an attribute kept? `Err` names what it would have done.
pub(super) fn attribute(node: Node<'_, '_>, name: &str, value: &str) -> Result<bool, &'static str> {
    if name.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("on")) {
        return Err("event handlers");
    }
    if !super::is_svg(node) && !LOOKS.contains(&name) {
        return Ok(false);
    }
    match name {
        "href" => address(node.tag_name().name(), value),
        "src" | "srcset" | "action" | "formaction" | "ping" | "base" | "data" | "background" => Err("references to other files"),
        "style" => style::is_inert(value).then_some(true).ok_or("styles that load files"),
        _ if !name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.')) => Ok(false),
        _ if is_script(value) => Err("unsafe addresses"),
        _ => style::is_inert_value(value).then_some(true).ok_or("references to other files"),
    }
}

/// Links may lead to the web; everything else refers to parts of the drawing, or is a picture of pixels inside it.
fn address(element: &str, value: &str) -> Result<bool, &'static str> {
    let compact: String = value.chars().filter(|it| !it.is_whitespace() && !it.is_control()).take(64).collect();
    let compact = compact.to_ascii_lowercase();
    let is = |starts: &[&str]| starts.iter().any(|it| compact.starts_with(it));
    if compact.starts_with('#') {
        return Ok(true);
    }
    match element {
        "a" if is(&["https://", "http://", "mailto:"]) => Ok(true),
        "a" => Err("unsafe addresses"),
        "image" | "feImage" if is(&style::PIXELS) => Ok(true),
        _ => Err("references to other files"),
    }
}

fn is_script(value: &str) -> bool {
    let compact: String = value.chars().filter(|it| !it.is_whitespace() && !it.is_control()).take(32).collect();
    let compact = compact.to_ascii_lowercase();
    ["javascript:", "vbscript:", "livescript:", "data:text", "data:application"].iter().any(|it| compact.contains(it))
}
