//! Drawings that authors bring, made inert: an SVG goes in, the same picture without anything that acts comes out.
//!
//! A browser runs an SVG that is opened by its own address as if it were a page of the portal. So what is published is never
//! the author's file but a new one, written from its parsed tree through the lists in `allowed`: no script, no event, no
//! frame, nothing loaded from elsewhere. The words of diagrams.net stay, which it keeps as HTML in `foreignObject`, as plain boxes of
//! text. This module never reads a file and never resolves an external entity.

mod allowed;
mod measure;
mod style;

use roxmltree::{Document, Node, ParsingOptions};

use crate::diagnostic::Span;

/// The deepest nesting of a drawing.
const DEPTH: usize = 200;
/// The most nodes of a drawing.
const NODES: u32 = 1_000_000;
const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A drawing that may be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// The whole file, UTF-8.
    pub text: String,
    /// What of the author's was left out because it acts, each once, in words ("scripts", "event handlers").
    pub removed: Vec<&'static str>,
}

/// Why a drawing cannot be published at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Fault {
    /// Half a sentence: "is not well-formed XML (…)".
    pub reason: String,
    /// Where, if that is known.
    pub span: Option<Span>,
}

/// Writes a drawing anew without anything that acts.
///
/// # Errors
/// What is not well-formed, is not an SVG, or is beyond all measure has no safe reading.
pub fn sanitise(text: &str) -> Result<Drawing, Fault> {
    measure::check(text)?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        Fault { reason: format!("is not well-formed XML ({error})"), span: Some(Span::point(at.row, at.col)) }
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || !is_svg(root) {
        return Err(Fault { reason: "is not an SVG".to_owned(), span: None });
    }
    let mut writer = Writer::default();
    if root.has_siblings() && document.root().children().any(|it| it.is_pi()) {
        writer.note("references to style sheets");
    }
    writer.element(root, 0)?;
    writer.out.push('\n');
    Ok(Drawing { text: writer.out, removed: writer.removed })
}

/// Drawings without any namespace are meant as SVG.
fn is_svg(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().namespace(), None | Some(SVG))
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The namespace that names without a prefix are in.
    namespace: &'static str,
    removed: Vec<&'static str>,
}

impl Writer {
    fn note(&mut self, what: &'static str) {
        if !self.removed.contains(&what) {
            self.removed.push(what);
        }
    }

    fn element(&mut self, node: Node<'_, '_>, depth: usize) -> Result<(), Fault> {
        if depth > DEPTH {
            return Err(Fault { reason: format!("is nested more than {DEPTH} deep"), span: None });
        }
        let name = node.tag_name().name();
        let verdict = match node.tag_name().namespace() {
            None | Some(SVG) => allowed::svg_element(node),
            Some(XHTML) => allowed::html_element(name),
            Some(_) => allowed::Verdict::Drop(None),
        };
        match verdict {
            allowed::Verdict::Keep => self.kept(node, depth),
            allowed::Verdict::Unwrap => self.children(node, depth),
            allowed::Verdict::Drop(what) => {
                if let Some(what) = what {
                    self.note(what);
                }
                Ok(())
            }
        }
    }

    fn kept(&mut self, node: Node<'_, '_>, depth: usize) -> Result<(), Fault> {
        let name = node.tag_name().name();
        let namespace = if is_svg(node) { SVG } else { XHTML };
        let outer = std::mem::replace(&mut self.namespace, namespace);
        self.out.push('<');
        self.out.push_str(name);
        if namespace != outer {
            self.attribute("xmlns", namespace);
        }
        if depth == 0 {
            self.attribute("xmlns:xlink", XLINK);
        }
        self.attributes(node);
        self.content(node, depth)?;
        self.namespace = outer;
        Ok(())
    }

    fn content(&mut self, node: Node<'_, '_>, depth: usize) -> Result<(), Fault> {
        let name = node.tag_name().name();
        if name == "style" {
            self.out.push('>');
            let (css, removed) = style::sheet(&node.children().filter_map(|it| it.text()).collect::<String>());
            self.text(&css);
            removed.into_iter().for_each(|it| self.note(it));
        } else if node.has_children() {
            self.out.push('>');
            self.children(node, depth)?;
        } else {
            self.out.push_str("/>");
            return Ok(());
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Ok(())
    }

    fn children(&mut self, node: Node<'_, '_>, depth: usize) -> Result<(), Fault> {
        for child in node.children() {
            if child.is_element() {
                self.element(child, depth + 1)?;
            } else if let (true, Some(text)) = (child.is_text(), child.text()) {
                self.text(text);
            }
        }
        Ok(())
    }

    fn attributes(&mut self, node: Node<'_, '_>) {
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let prefixed = match attribute.namespace() {
                None => name.to_owned(),
                Some(XLINK) => format!("xlink:{name}"),
                Some(XML) if matches!(name, "lang" | "space") => format!("xml:{name}"),
                Some(_) => continue,
            };
            match allowed::attribute(node, name, value) {
                Ok(true) => self.attribute(&prefixed, value),
                Ok(false) => {}
                Err(what) => self.note(what),
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        for it in value.chars() {
            match it {
                '"' => self.out.push_str("&quot;"),
                '\n' => self.out.push_str("&#10;"),
                '\t' => self.out.push_str("&#9;"),
                '\r' => self.out.push_str("&#13;"),
                _ => self.character(it),
            }
        }
        self.out.push('"');
    }

    fn text(&mut self, text: &str) {
        text.chars().for_each(|it| self.character(it));
    }

    fn character(&mut self, it: char) {
        match it {
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '&' => self.out.push_str("&amp;"),
            _ => self.out.push(it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(inner: &str) -> (String, Vec<&'static str>) {
        let text = format!("<svg xmlns='{SVG}' xmlns:xlink='{XLINK}' xmlns:h='{XHTML}'>{inner}</svg>");
        let drawing = sanitise(&text).unwrap();
        let head = format!("<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\"");
        let body = drawing.text.strip_prefix(&head).unwrap().trim_end();
        let body = body.strip_prefix('>').map_or("", |it| it.strip_suffix("</svg>").unwrap());
        (body.to_owned(), drawing.removed)
    }

    #[test]
    fn a_picture_stays_what_it_is() {
        let picture = "<g fill=\"url(#a)\" style=\"fill: red\"><path d=\"M0 0\"/><text x=\"1\">a &lt; b</text></g>";
        assert_eq!(drawn(picture), (picture.to_owned(), vec![]));
        let link = "<a xlink:href=\"https://acme.example/\"><title>t</title></a>";
        assert_eq!(drawn(link), (link.to_owned(), vec![]));
    }

    #[test]
    fn what_acts_goes_and_is_named() {
        let cases = [
            ("<script>x()</script>", "", "scripts"),
            ("<s:script xmlns:s='http://www.w3.org/2000/svg'>x()</s:script>", "", "scripts"),
            ("<h:script>x()</h:script>", "", "scripts"),
            ("<rect onload='x()' ONCLICK='x()'/>", "<rect/>", "event handlers"),
            ("<a xlink:href=' java&#10;script:x()'/>", "<a/>", "unsafe addresses"),
            ("<set attributeName='onmouseover' to='x()'/>", "", "animations of addresses"),
            ("<a><animate attributeName='xlink:href' values='javascript:x()'/></a>", "<a></a>", "animations of addresses"),
            ("<use href='https://evil.example/a.svg#x'/>", "<use/>", "references to other files"),
            ("<image href='data:image/svg+xml,x'/>", "<image/>", "references to other files"),
            ("<rect fill='url(https://evil.example/)'/>", "<rect/>", "references to other files"),
            ("<rect style='fill: u\\72l(//evil.example)'/>", "<rect/>", "styles that load files"),
            (
                "<style>@import '//evil.example'; a { fill: red }</style>",
                "<style> a { fill: red }</style>",
                "styles that load files",
            ),
            ("<foreignObject><h:iframe src='x'/></foreignObject>", "<foreignObject></foreignObject>", "frames"),
            ("<handler>x()</handler>", "", "scripts"),
        ];
        for (input, output, removed) in cases {
            assert_eq!(drawn(input), (output.to_owned(), vec![removed]), "{input}");
        }
    }

    #[test]
    fn words_in_boxes_stay() {
        let boxes = "<switch><foreignObject width='9'><h:body onload='x()'><h:div style='color: red' onclick='x()'>Ingest<h:br/>it\
                     </h:div></h:body></foreignObject><text>Ing…</text></switch>";
        let (out, removed) = drawn(boxes);
        assert_eq!(
            out,
            format!(
                "<switch><foreignObject width=\"9\"><div xmlns=\"{XHTML}\" style=\"color: red\">Ingest<br/>it</div></foreignObject>\
                 <text>Ing…</text></switch>"
            )
        );
        assert_eq!(removed, ["event handlers"]);
    }

    #[test]
    fn entities_are_text_and_never_files() {
        let inside = "<!DOCTYPE svg [<!ENTITY n 'ok'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&n;</text></svg>";
        assert!(sanitise(inside).unwrap().text.contains("<text>ok</text>"));
        let outside = "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&e;</svg>";
        assert!(sanitise(outside).is_err());
        let bomb: String = (1..20).map(|it| format!("<!ENTITY a{it} '{}'>", format!("&a{};", it - 1).repeat(10))).collect();
        assert!(sanitise(&format!("<!DOCTYPE svg [<!ENTITY a0 'x'>{bomb}]><svg>&a19;</svg>")).is_err());
    }

    #[test]
    fn what_is_no_drawing_is_refused_with_a_place() {
        let fault = sanitise("<svg>\n<g></svg>").unwrap_err();
        assert_eq!(fault.span.map(|it| it.line), Some(2));
        assert!(sanitise("<html/>").is_err() && sanitise("").is_err());
        assert!(sanitise(&format!("<svg>{}{}</svg>", "<g>".repeat(5000), "</g>".repeat(5000))).is_err());
    }

    #[test]
    fn twice_is_once() {
        let text = "<svg viewBox='0 0 1 1'><style><![CDATA[a > b { fill: red }]]></style><text>&#x1F600;\u{a0}</text></svg>";
        let once = sanitise(text).unwrap().text;
        assert_eq!(sanitise(&once).unwrap().text, once);
    }
}
