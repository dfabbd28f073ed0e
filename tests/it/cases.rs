//! Small worlds in text files, and what a person would see of them: the diagnostics, then every page's content.
//!
//! A case is a file in `tests/cases`: `--- repository/path` lines, each followed by that file's text. Its snapshot lies in
//! `tests/cases/snapshots`; `cargo insta review` or `INSTA_UPDATE=always cargo test` accepts a new one.
#![expect(clippy::disallowed_methods, reason = "this test reads the demo portal")]

use idp_docs::config::Config;
use idp_docs::memo::Memo;
use idp_docs::observer::Unobserved;
use idp_docs::site::Memory;
use idp_docs::source::Source;
use idp_docs::theme::Theme;
use idp_docs::{portal, publish, report};

fn world(text: &str) -> Source {
    let mut files: Vec<(&str, &str, String)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("--- ").and_then(|it| it.split_once('/')) {
            Some((repo, path)) => files.push((repo, path, String::new())),
            None => files.last_mut().expect("a case starts with `--- repository/path`").2.extend([line, "\n"]),
        }
    }
    let files: Vec<_> = files.iter().map(|(repo, path, text)| (*repo, *path, text.as_str())).collect();
    Source::in_memory(&files)
}

/// Everything between the page's `<main …>` and `</main>`, a tag a line, without the repetitive parts.
fn content(html: &str) -> String {
    let main = html
        .split_once("<main")
        .and_then(|it| it.1.split_once('>'))
        .and_then(|it| it.1.split("</main>").next())
        .unwrap_or_default();
    let article = main.split_once("<article").and_then(|it| it.1.split_once('>')).and_then(|it| it.1.split("</article>").next());
    article.unwrap_or(main).trim().to_owned()
}

fn outcome(text: &str) -> String {
    let theme = Theme::load(None).expect("the built-in theme loads");
    let portal = portal::analyze(world(text), Config::default(), &Unobserved);
    let site = Memory::default();
    let published = publish::publish(&portal, &theme, &Memo::forgetful(), &site, &Unobserved).expect("published");
    let mut seen = report::text(&published.diagnostics, &portal.source, false, (20, report::Rest::Counted));
    for (path, bytes) in site.into_files() {
        if path.starts_with("docs/") && path.ends_with("/index.html") && path != "docs/index.html" {
            seen.push_str(&format!("\n=== {path}\n{}\n", content(&String::from_utf8_lossy(&bytes))));
        }
    }
    seen
}

#[test]
fn cases() {
    insta::glob!("../cases", "*.txt", |path| {
        #[expect(clippy::disallowed_methods, reason = "a test reads its case")]
        let text = std::fs::read_to_string(path).expect("UTF-8");
        insta::with_settings!({ snapshot_path => "../cases/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(outcome(&text));
        });
    });
}

/// The same world gives the same bytes, on one thread or eight.
#[test]
fn same_input_same_bytes() {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let text = std::fs::read_to_string(content.join("idp-docs.yaml")).expect("the demo's configuration");
    let config = idp_docs::config::parse(&text).expect("it is valid");
    let folders = std::fs::read_dir(&content).expect("the demo").map(|it| it.expect("an entry").path());
    let crawls: Vec<_> =
        folders.filter(|it| it.is_dir()).map(|root| idp_docs::source::Crawl { root, ..Default::default() }).collect();
    let files = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let theme = Theme::load(None).expect("the built-in theme loads");
            let portal = portal::analyze(idp_docs::source::crawl(&crawls).0, config.clone(), &Unobserved);
            let site = Memory::default();
            publish::publish(&portal, &theme, &Memo::forgetful(), &site, &Unobserved).expect("published");
            site.into_files()
        })
    };
    let (one, eight) = (files(1), files(8));
    let differing: Vec<_> = one.iter().filter(|(path, bytes)| eight.get(*path) != Some(bytes)).map(|it| it.0).collect();
    assert_eq!(one.len(), eight.len());
    assert!(one.len() > 10 && differing.is_empty(), "{} files, differing: {differing:?}", one.len());
}
