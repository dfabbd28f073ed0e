//! What is fuzzed: every parser that reads what strangers write, from bytes to the value the rest is made of.
//!
//! `fuzz_targets/` hands these to libFuzzer; `tests/it/fuzz.rs` runs them on the corpus and on mutations of it in every
//! `cargo test`. Each panics when a promise is broken, and on nothing else.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use idp_docs::config::{Config, DialectName};
use idp_docs::memo::Memo;
use idp_docs::observer::Unobserved;
use idp_docs::search::{SearchOptions, open_site};
use idp_docs::source::Source;
use idp_docs::{api, catalog, markdown, portal, publish, site, theme};

/// What a target does with an input.
pub(crate) type Target = fn(&[u8]);

/// A target's name and function.
pub(crate) const ALL: &[(&str, Target)] = &[
    ("catalog", catalog),
    ("markdown", markdown),
    ("front_matter", front_matter),
    ("docs_config", docs_config),
    ("api", api),
    ("search_shard", search_shard),
];

const DIALECTS: [DialectName; 6] = [
    DialectName::Techdocs,
    DialectName::Github,
    DialectName::Docusaurus,
    DialectName::Gitbook,
    DialectName::Mdbook,
    DialectName::Jekyll,
];

/// The first byte chooses, the rest is the text.
fn choice<T: Copy>(data: &[u8], of: &[T]) -> Option<(T, String)> {
    let (first, rest) = data.split_first()?;
    Some((*of.get(usize::from(*first) % of.len())?, String::from_utf8_lossy(rest).into_owned()))
}

/// A catalog file: every diagnostic stands in the file.
pub(crate) fn catalog(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let source = Source::in_memory(&[("fuzz", "catalog-info.yaml", &text)]);
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
    let (read, diagnostics) = catalog::read(&source, &Config::default());
    for it in &diagnostics {
        if let Some(span) = it.place.as_ref().and_then(|it| it.span) {
            assert!(span.line >= 1 && span.line as usize <= lines + 1, "{it:?} stands outside the file of {lines} lines");
        }
    }
    for entity in &read.entities {
        assert!(site::check_path(&format!("{}index.html", entity.id.page())).is_ok(), "{} has no address", entity.id);
    }
}

/// A page in one of the dialects: nothing active, nothing that grows without bound.
pub(crate) fn markdown(data: &[u8]) {
    let Some((dialect, text)) = choice(data, &DIALECTS) else { return };
    page(&text, dialect);
}

/// Front matter, in every dialect.
pub(crate) fn front_matter(data: &[u8]) {
    let text = format!("---\n{}\n---\n# Title\n", String::from_utf8_lossy(data));
    page(&text, DialectName::Techdocs);
    page(&text, DialectName::Docusaurus);
}

fn page(text: &str, dialect: DialectName) {
    let options = markdown::Options::plain(dialect);
    let rendered = markdown::render(text, &options, &markdown::NoIncludes);
    let mut html = String::new();
    for piece in &rendered.pieces {
        match piece {
            markdown::Piece::Html(it) => html.push_str(it),
            // Plain words, which are escaped when the page is drawn.
            markdown::Piece::Title(words) => html.push_str(&words.replace('<', "&lt;")),
            markdown::Piece::Link(slot) => assert!(is_harmless(&slot.target), "{:?} is linked to", slot.target),
        }
    }
    assert!(html.len() <= 2_000_000 + 40 * text.len(), "{} bytes became {}", text.len(), html.len());
    let lower = html.to_ascii_lowercase();
    for active in ["<script", "<style", "<iframe", "<object", "<embed", "<form", "<base", "<meta", "<link", "<textarea"] {
        assert!(!lower.contains(active), "{active} reaches the page");
    }
    let outline = markdown::outline(text, &options, &markdown::NoIncludes);
    assert_eq!(outline.headings, rendered.outline.headings, "the outline and the page name headings alike");
}

/// Whether a browser may follow it.
fn is_harmless(address: &str) -> bool {
    let bare: String = address.chars().filter(|it| !it.is_control() && !it.is_whitespace()).collect::<String>().to_lowercase();
    !["javascript:", "vbscript:", "data:text", "data:application", "data:image/svg"].iter().any(|it| bare.starts_with(it))
}

/// The configuration files of docs folders.
pub(crate) fn docs_config(data: &[u8]) {
    const FILES: [&str; 8] = [
        "mkdocs.yml",
        "book.toml",
        "docs/SUMMARY.md",
        "_config.yml",
        "docusaurus.config.js",
        "sidebars.js",
        ".gitbook.yaml",
        "docs/.pages",
    ];
    let Some((file, text)) = choice(data, &FILES) else { return };
    let catalog = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    \
                   backstage.io/techdocs-ref: dir:.\nspec: {type: service, lifecycle: x, owner: b}\n";
    let mut files = vec![
        ("fuzz", "catalog-info.yaml", catalog),
        ("fuzz", "docs/index.md", "# Home\n"),
        ("fuzz", "docs/guide/a b.md", "# A\n"),
        ("fuzz", "src/SUMMARY.md", "# Summary\n"),
        ("other", "docs/secret.md", "# Secret\n"),
    ];
    files.push(("fuzz", file, &text));
    let read = portal::analyze(Source::in_memory(&files), Config::default(), &Unobserved);
    for site in read.docs.sites.iter().filter(|it| &*it.repo.name == "fuzz") {
        for page in &site.pages {
            assert!(site::check_path(&format!("{}index.html", page.url)).is_ok(), "{:?} is no address", page.url);
            assert!(page.url.starts_with(&site.base), "{:?} lies outside its site", page.url);
        }
    }
}

/// API definitions of every format.
pub(crate) fn api(data: &[u8]) {
    let Some((kind, text)) = choice(data, &["openapi", "asyncapi", "graphql", "grpc"]) else { return };
    let (_, problems) = api::read(&text, kind);
    assert!(problems.len() <= 100_000, "{} problems", problems.len());
}

/// A site's search files, one of them damaged: the first two bytes choose it, then follow patches of position and bytes.
/// The head is made to agree, so that what reads the contents is reached.
pub(crate) fn search_shard(data: &[u8]) {
    let files = searched();
    let Some(([low, high], patches)) = data.split_first_chunk::<2>() else { return };
    let Some((path, bytes)) = files.iter().nth(usize::from(u16::from_le_bytes([*low, *high])) % files.len().max(1)) else {
        return;
    };
    let mut damaged = bytes.clone();
    for patch in patches.chunks_exact(3) {
        let [a, b, value] = patch else { continue };
        let at = usize::from(u16::from_le_bytes([*a, *b])) % damaged.len().max(1);
        match value % 8 {
            0 => damaged.truncate(at.max(13)),
            1 => damaged.insert(at, *value),
            _ => damaged.get_mut(at).into_iter().for_each(|it| *it = *value),
        }
    }
    mend_head(&mut damaged);
    let path = path.clone();
    let opened = open_site(move |it| if it == path { Some(damaged.clone()) } else { searched().get(it).cloned() });
    if let Ok(index) = opened {
        for words in ["quick start", "\"exact words\"", "zzz", "s*"] {
            let _ = index.search(words, &SearchOptions::default());
        }
    }
}

/// A small portal's search files, made once.
fn searched() -> &'static BTreeMap<String, Vec<u8>> {
    static FILES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let source = Source::in_memory(&[
            ("shop", "docs/index.md", "# Quick start\n\nSome exact words to begin with.\n\n## Next\n\nStart again.\n"),
            ("shop", "mkdocs.yml", "site_name: Shop\n"),
        ]);
        let portal = portal::analyze(source, Config::default(), &Unobserved);
        let sink = site::Memory::default();
        let theme = theme::Theme::load(None);
        if let Ok(theme) = theme {
            let _ = publish::publish(&portal, &theme, &Memo::forgetful(), &sink, &Unobserved);
        }
        sink.into_files().into_iter().filter(|(path, _)| path.starts_with("_idp/search/")).collect()
    })
}

/// Writes the length and checksum of a shard's contents into its head (`src/search/FORMAT.md`).
fn mend_head(file: &mut [u8]) {
    let Some((head, contents)) = file.split_at_mut_checked(13) else { return };
    if head.get(..4) != Some(b"IDP1") {
        return;
    }
    let sum = contents.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let length = u32::try_from(contents.len()).unwrap_or(u32::MAX);
    let numbers = length.to_le_bytes().into_iter().chain(sum.to_le_bytes());
    head.iter_mut().skip(5).zip(numbers).for_each(|(it, byte)| *it = byte);
}
