//! Diagrams: code blocks in a language that draws.

use super::escape;
use crate::diagram::{self, NotDrawn};

/// A language of diagrams: its name on the page, and Kroki's name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Language {
    /// Class of the block: `mermaid`, `plantuml`, …
    pub(super) class: &'static str,
    /// As people write it.
    pub(super) name: &'static str,
}

const LANGUAGES: &[(&[&str], Language)] = &[
    (&["mermaid", "kroki-mermaid"], Language { class: "mermaid", name: "Mermaid" }),
    (&["plantuml", "puml", "uml", "kroki-plantuml", "wsd"], Language { class: "plantuml", name: "PlantUML" }),
    (&["c4plantuml"], Language { class: "c4plantuml", name: "C4 PlantUML" }),
    (&["graphviz", "dot", "kroki-graphviz"], Language { class: "graphviz", name: "Graphviz" }),
    (&["d2", "kroki-d2"], Language { class: "d2", name: "D2" }),
    (&["ditaa"], Language { class: "ditaa", name: "Ditaa" }),
    (&["blockdiag"], Language { class: "blockdiag", name: "BlockDiag" }),
    (&["seqdiag"], Language { class: "seqdiag", name: "SeqDiag" }),
    (&["nwdiag"], Language { class: "nwdiag", name: "NwDiag" }),
    (&["svgbob"], Language { class: "svgbob", name: "Svgbob" }),
    (&["structurizr"], Language { class: "structurizr", name: "Structurizr" }),
];

/// The language of diagrams that a fence names.
pub(super) fn language(name: &str) -> Option<Language> {
    LANGUAGES.iter().find(|(names, _)| names.contains(&name)).map(|(_, it)| *it)
}

/// Longest source that is put into the address of a picture.
const MAX_ADDRESS: usize = 4096;

/// A diagram as finished HTML, and why it was not drawn, where we draw its language and could not.
pub(super) fn html(language: Language, source: &str, kroki: Option<&str>) -> (String, Option<NotDrawn>) {
    let svg = match language.class {
        "mermaid" => diagram::mermaid(source),
        "graphviz" => diagram::dot(source),
        _ => return (as_source(language, source, kroki), None),
    };
    match svg {
        Ok(svg) => (drawn(language, source, &svg), None),
        Err(_) if kroki.is_some() => (as_source(language, source, kroki), None),
        Err(reason) => (as_source(language, source, None), Some(reason)),
    }
}

/// The drawing, with its source below it for those who copy it or read with their ears.
fn drawn(language: Language, source: &str, svg: &str) -> String {
    let mut html = String::with_capacity(svg.len() + source.len() + 300);
    html.push_str("<div class=\"diagram-figure diagram-drawn ");
    html.push_str(language.class);
    html.push_str("\"><div class=\"diagram-scroll\" tabindex=\"0\" role=\"group\"");
    escape::attribute(&mut html, "aria-label", &format!("{} diagram", language.name));
    html.push('>');
    html.push_str(svg);
    html.push_str("</div><details class=\"diagram-source\"><summary>Source</summary>");
    source_block(&mut html, language, source);
    html.push_str("</details></div>");
    html
}

fn source_block(html: &mut String, language: Language, source: &str) {
    html.push_str("<pre class=\"diagram ");
    html.push_str(language.class);
    html.push_str("\" tabindex=\"0\"><code class=\"language-");
    html.push_str(language.class);
    html.push_str("\">");
    escape::push(html, source);
    html.push_str("</code></pre>");
}

/// A diagram as its source under its name, with a picture of the operator's Kroki server if there is one.
///
/// The name is an attribute that the style sheet shows: a caption in the text would be read as the author's.
fn as_source(language: Language, source: &str, kroki: Option<&str>) -> String {
    let mut html = String::with_capacity(source.len() + 200);
    html.push_str("<figure class=\"diagram-figure\"");
    let caption = format!("{} diagram, as source", language.name);
    escape::attribute(&mut html, "aria-label", &caption);
    escape::attribute(&mut html, "data-caption", &caption);
    html.push('>');
    if let Some(address) = kroki.and_then(|it| picture(it, language, source)) {
        html.push_str("<img loading=\"lazy\"");
        escape::attribute(&mut html, "src", &address);
        escape::attribute(&mut html, "alt", &format!("{} diagram; its source follows", language.name));
        html.push('>');
    }
    source_block(&mut html, language, source);
    html.push_str("</figure>");
    html
}

/// The address at which a Kroki server draws a source: it holds the source, in zlib's format, in base64.
fn picture(server: &str, language: Language, source: &str) -> Option<String> {
    (source.len() <= MAX_ADDRESS)
        .then(|| format!("{}/{}/svg/{}", server.trim_end_matches('/'), language.class, base64(&zlib(source.as_bytes()))))
}

/// Data in zlib's format, stored as it is: a source is short, and storing needs no compressor.
fn zlib(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(data);
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), it| {
        let a = (a + u32::from(*it)) % 65521;
        (a, (b + a) % 65521)
    });
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

/// Base64 with the letters that addresses may hold.
fn base64(data: &[u8]) -> String {
    let letter = |six: u32| {
        char::from_u32(match six & 63 {
            it @ 0..=25 => it + 65,
            it @ 26..=51 => it + 71,
            it @ 52..=61 => it - 4,
            62 => 45,
            _ => 95,
        })
        .unwrap_or('A')
    };
    let mut out = String::with_capacity(data.len() * 4 / 3 + 4);
    for chunk in data.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, it| (bits << 8) | u32::from(*it)) << (8 * (3 - chunk.len()));
        for index in 0..4 {
            out.push(if index <= chunk.len() { letter(bits >> (18 - 6 * index)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_a_source_for_kroki() {
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(zlib(b"abc"), [0x78, 1, 1, 3, 0, 0xfc, 0xff, b'a', b'b', b'c', 0x02, 0x4d, 0x01, 0x27]);
    }

    #[test]
    fn source_is_text() {
        let it = language("plantuml").expect("it is known");
        assert!(html(it, "a --> <img>", None).0.contains("a --&gt; &lt;img&gt;"));
    }

    #[test]
    fn what_cannot_be_drawn_is_shown_as_its_source() {
        let it = language("mermaid").expect("it is known");
        let (shown, reason) = html(it, "graph TD\nthis is not <b>\n", None);
        assert_eq!(reason.map(|it| it.line), Some(2));
        assert!(shown.contains("this is not &lt;b&gt;") && !shown.contains("<svg"));
        let (shown, reason) = html(it, "graph TD\na --> b\n", None);
        assert!(reason.is_none() && shown.contains("<svg") && shown.contains("a --&gt; b"), "{shown}");
    }
}
