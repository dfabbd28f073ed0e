//! Whole sites, from files to navigation and links, as their author and their reader see them.

use std::sync::Arc;

use super::site::{Part, Plan, build};
use super::{Docs, draw};
use super::{DocsSite, NavItem, claim, discover};
use crate::catalog::EntityRef;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Span};
use crate::markdown::{LinkRole, LinkSlot, Piece, Rendered};
use crate::source::{Forge, Provenance, Repo, Source};

/// A repository with an address on a forge.
fn source(files: &[(&str, &str)]) -> Source {
    let files = files.iter().map(|(path, text)| (Arc::from(*path), text.as_bytes().to_vec())).collect();
    let url = Some("https://github.com/acme/shop".to_owned());
    let provenance = Provenance { url, branch: Some("main".into()), forge: Forge::GitHub };
    Source { repos: vec![Arc::new(Repo::in_memory("shop", files, provenance))] }
}

fn entity() -> EntityRef {
    EntityRef { kind: "component".into(), namespace: "default".into(), name: "shop".into() }
}

/// The docs of all folders found, as one site.
fn docs(files: &[(&str, &str)]) -> (Docs, Vec<Diagnostic>) {
    let source = source(files);
    let repo = source.repos.first().expect("made above");
    let mut files = super::config_files::ConfigFiles::of(repo);
    let (found, mut diagnostics) = discover::folders(&mut files);
    let mut parts = Vec::new();
    if let Some(settings) = found.into_iter().min_by_key(|it| it.home.len()) {
        let (included, notes) = super::monorepo::parts(&mut files, &settings);
        diagnostics.extend(notes);
        parts.push(Part::new(Arc::clone(repo), settings));
        parts.extend(included);
    }
    let plan = Plan { entity: entity(), display_name: "Shop".into(), parts, adr_folder: Some("docs/adr".into()), version: None };
    let (site, notes) = build(&claim::finished(plan), &Config::default(), &crate::memo::Memo::forgetful());
    diagnostics.extend(notes);
    (Docs::of(site.into_iter().collect(), std::collections::BTreeMap::new(), &source), diagnostics)
}

fn site(docs: &Docs) -> &DocsSite {
    docs.sites.first().expect("the folders hold pages")
}

/// Navigation in one line: `Title=address`, sections with their items in brackets.
fn nav(site: &DocsSite) -> String {
    fn items(site: &DocsSite, nav: &[NavItem]) -> String {
        let address = |page: &usize| site.pages[*page].url.strip_prefix(&site.base).unwrap_or_default().to_owned();
        let item = |it: &NavItem| match it {
            NavItem::Page { title, page } => format!("{title}={}", address(page)),
            NavItem::Section { title, page, items: below } => {
                format!(
                    "{title}{}[{}]",
                    page.as_ref().map(|it| format!("={}", address(it))).unwrap_or_default(),
                    items(site, below)
                )
            }
            NavItem::Link { title, href } => format!("{title}->{href}"),
        };
        nav.iter().map(item).collect::<Vec<_>>().join(" ")
    }
    items(site, &site.nav)
}

fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let place = |it: &Diagnostic| it.place.as_ref().map(ToString::to_string).unwrap_or_default();
    let help = |it: &Diagnostic| if it.help == it.code.help() { String::new() } else { format!(" ({})", it.help) };
    diagnostics.iter().map(|it| format!("{}: {}: {}{}", place(it), it.code.name(), it.message, help(it))).collect()
}

/// Where links of a page lead, and what is said of them.
fn follow(docs: &Docs, path: &str, role: LinkRole, targets: &[&str]) -> (Vec<String>, Vec<String>) {
    let page = site(docs).pages.iter().position(|it| &*it.path == path).expect("a page");
    let slot = |(line, target): (usize, &&str)| {
        let span = Some(Span::point(line as u32 + 1, 1));
        [Piece::Link(LinkSlot { target: (*target).to_owned(), role, span }), Piece::Html("\n".into())]
    };
    let rendered = Rendered { pieces: targets.iter().enumerate().flat_map(slot).collect(), ..Rendered::default() };
    let drawn = draw(docs, 0, page, "", &rendered);
    (drawn.article.lines().map(str::to_owned).collect(), said(&drawn.diagnostics))
}

#[test]
fn mkdocs_navigation_names_its_mistakes() {
    let config = "site_name: Shop docs\nhooks: [x.py]\nnav:\n  - index.md\n  - Guide:\n      - Set up: guide/setup.md\n      - guide/use.md\n  \
                  - Out: ../../x.md\n  - Gone: guide/settup.md\n  - Site: https://acme.example\n  - Bad: javascript:x()\n";
    let (docs, diagnostics) = docs(&[
        ("mkdocs.yml", config),
        ("docs/index.md", "# Welcome\n"),
        ("docs/guide/setup.md", "# Setting up\n"),
        ("docs/guide/use.md", "# Using\n"),
        ("docs/extra.md", "# Extra\n"),
    ]);
    let site = site(&docs);
    assert_eq!(site.title, "Shop docs");
    assert_eq!(nav(site), "Welcome= Guide[Set up=guide/setup/ Using=guide/use/] Site->https://acme.example");
    let urls: Vec<&str> = site.pages.iter().map(|it| it.url.as_str()).collect();
    let base = "docs/default/component/shop/";
    assert_eq!(urls, [base.to_owned(), format!("{base}guide/setup/"), format!("{base}guide/use/"), format!("{base}extra/")]);
    assert_eq!(site.pages[1].title, "Set up");
    assert_eq!(site.pages[1].breadcrumbs, ["Guide"]);
    assert_eq!(
        said(&diagnostics),
        [
            "shop/mkdocs.yml:2:1: docs-key-ignored: key `hooks` is ignored: it would run code from the repository",
            "shop/mkdocs.yml:8:10: nav-leaves-docs: nav entry `../../x.md` leaves the docs folder",
            "shop/mkdocs.yml:9:11: nav-page-missing: nav entry `guide/settup.md` does not exist (did you mean `guide/setup.md`?)",
            "shop/mkdocs.yml:11:10: nav-invalid: nav entry `javascript:x()` is neither a page nor an http(s) address",
        ]
    );
}

#[test]
fn implicit_navigation_is_mkdocs_own() {
    let files = ["docs/b.md", "docs/a.md", "docs/index.md", "docs/z-dir/one.md", "docs/z-dir/README.md", "docs/Api/x.md"];
    let files: Vec<(&str, &str)> = files.iter().map(|it| (*it, "")).chain([("mkdocs.yml", "site_name: x")]).collect();
    let (docs, diagnostics) = docs(&files);
    assert_eq!(nav(site(&docs)), "Home= A=a/ B=b/ Api[X=Api/x/] Z dir=z-dir/[One=z-dir/one/]");
    assert_eq!(said(&diagnostics), Vec::<String>::new());
}

#[test]
fn a_docs_dir_outside_is_refused() {
    let (docs, diagnostics) = docs(&[("a/mkdocs.yml", "site_name: x\ndocs_dir: ../../out\n"), ("a/docs/index.md", "")]);
    assert_eq!(
        said(&diagnostics),
        ["shop/a/mkdocs.yml:2:11: docs-dir-leaves-repository: docs_dir `../../out` leaves the repository \
          (docs_dir must be a path below the folder of this file)"]
    );
    assert_eq!(site(&docs).root, "a/docs");
}

#[test]
fn links_are_followed_between_files() {
    let (docs, _) = docs(&[
        ("mkdocs.yml", "site_name: x"),
        ("README.md", ""),
        ("src/main.rs", ""),
        ("docs/index.md", "# Top\n## Second part\n"),
        ("docs/a/one.md", "# One\n## Here\n"),
        ("docs/a/two.md", "# Two\n## Steps\n"),
        ("docs/a/index.md", "# A\n"),
        ("docs/img/x y.png", "png"),
        ("docs/run.sh", "sh"),
    ]);
    let targets = [
        "two.md#steps",
        "../index.md#second-part",
        "#here",
        "./",
        "../two/",
        "two",
        "../img/x%20y.png",
        "../../src/main.rs",
        "../../src",
        "../run.sh",
        "/a/two.md",
        "https://github.com/acme/shop/blob/main/docs/a/two.md#steps",
        "https://acme.example/?a=1&b=2",
        "mailto:a@acme.example",
        "/docs/default/component/shop/a/two/",
        "/docs/default/component/elsewhere/a/#x",
        "/docs/default/component/shop/nowhere/",
    ];
    let (hrefs, said) = follow(&docs, "docs/a/one.md", LinkRole::Link, &targets);
    assert_eq!(
        hrefs,
        [
            "../two/#steps",
            "../../#second-part",
            "#here",
            "../",
            "../two/",
            "../two/",
            "../../img/x%20y.png",
            "https://github.com/acme/shop/blob/main/src/main.rs",
            "https://github.com/acme/shop/tree/main/src",
            "https://github.com/acme/shop/blob/main/docs/run.sh",
            "../two/",
            "../two/#steps",
            "https://acme.example/?a=1&amp;b=2",
            "mailto:a@acme.example",
            "../two/",
            "/docs/default/component/elsewhere/a/#x",
            "../../nowhere/",
        ]
    );
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn links_that_lead_nowhere_are_named() {
    let (docs, _) = docs(&[("mkdocs.yml", "site_name: x"), ("docs/index.md", "# Top\n## Second\n"), ("docs/a/setup.md", "")]);
    let (hrefs, links) = follow(&docs, "docs/index.md", LinkRole::Link, &["setup.md", "#secund", "../../../x.md", "/gone/away"]);
    assert_eq!(hrefs, ["setup.md", "#secund", "../../../x.md", "/gone/away"]);
    assert_eq!(
        links,
        [
            "shop/docs/index.md:1:1: broken-link: link to `setup.md`: no such page or file (did you mean `a/setup.md`?)",
            "shop/docs/index.md:2:1: broken-fragment: this page has no heading `#secund` (did you mean `#second`?)",
            "shop/docs/index.md:3:1: broken-link: link to `../../../x.md` leaves the repository (write the address of the page on the web instead)",
            "shop/docs/index.md:4:1: broken-link: link to `/gone/away`: no such page or file",
        ]
    );
    let (_, images) = follow(&docs, "docs/index.md", LinkRole::Image, &["a.png"]);
    assert_eq!(images, ["shop/docs/index.md:1:1: broken-image: image `a.png`: no such file"]);
}

#[test]
fn raw_html_of_mkdocs_starts_from_the_address_and_falls_back_to_the_file() {
    let (docs, _) = docs(&[("mkdocs.yml", "site_name: x"), ("docs/a/one.md", ""), ("docs/img/x.png", ""), ("docs/a/y.png", "")]);
    let (hrefs, said) =
        follow(&docs, "docs/a/one.md", LinkRole::RawImage, &["../../img/x.png", "../img/x.png", "y.png", "../y.png"]);
    assert_eq!(hrefs, ["../../img/x.png", "../../img/x.png", "../y.png", "../y.png"]);
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn mdbook_builds_its_summary() {
    let (docs, diagnostics) = docs(&[
        ("book/book.toml", "[book]\ntitle = \"The Book\"\n[output.html.redirect]\n\"/old.html\" = \"one.html\"\n"),
        (
            "book/src/SUMMARY.md",
            "# Summary\n\n[Preface](README.md)\n\n# Part\n\n- [One!](one.md)\n  - [Deep](deep/x.md)\n- [Gone](missing.md)\n",
        ),
        ("book/src/README.md", "# Hello\n"),
        ("book/src/one.md", "# One\n"),
        ("book/src/deep/x.md", "# X\n"),
    ]);
    assert_eq!(nav(site(&docs)), "Preface= Part[One!=one/[Deep=deep/x/]]");
    assert_eq!(site(&docs).redirects, [("old/".to_owned(), "one/".to_owned())]);
    assert_eq!(said(&diagnostics), ["shop/book/src/SUMMARY.md:9:3: nav-page-missing: entry `missing.md` does not exist"]);
}

#[test]
fn docusaurus_orders_by_position_and_routes_by_slug() {
    let (docs, _) = docs(&[
        ("web/docusaurus.config.js", "module.exports = { url: 'https://acme.example', baseUrl: '/' }"),
        ("web/docs/intro.md", "---\nslug: /\nsidebar_position: 1\n---\n# Intro\n"),
        ("web/docs/02-ops/_category_.json", "{\"label\": \"Operations\", \"position\": 2}"),
        ("web/docs/02-ops/02-b.mdx", "---\ntitle: Bee\n---\n"),
        ("web/docs/02-ops/01-a.md", "---\nsidebar_label: Ay\n---\n# A\n"),
        ("web/docs/02-ops/_part.mdx", "text"),
        ("web/docs/wip.md", "---\ndraft: true\n---\n"),
        ("web/static/img/x.png", "png"),
        ("web/docs/last.md", "![x](/img/x.png)"),
    ]);
    assert_eq!(nav(site(&docs)), "Intro= Operations[Ay=ops/a/ Bee=ops/b/] Last=last/");
    let targets = [
        "/docs/ops/a",
        "./02-ops/02-b.mdx",
        "ops/b",
        "/img/x.png",
        "@site/docs/intro.md",
        "/blog",
        "https://acme.example/docs/ops/b",
    ];
    let (hrefs, said) = follow(&docs, "web/docs/last.md", LinkRole::Link, &targets);
    assert_eq!(
        hrefs,
        ["../ops/a/", "../ops/b/", "../ops/b/", "../_repo/web/static/img/x.png", "../", "https://acme.example/blog", "../ops/b/"]
    );
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn jekyll_follows_permalinks_and_front_matter() {
    let (docs, _) = docs(&[
        ("_config.yml", "title: Handbook\nurl: https://h.example\nbaseurl: /hb\nexclude: [secret/]\n"),
        ("index.md", "---\ntitle: Home\nnav_order: 1\n---\n"),
        ("ops/index.md", "---\ntitle: Ops\nnav_order: 3\nhas_children: true\n---\n"),
        ("ops/b.md", "---\ntitle: Backups\nparent: Ops\npermalink: /run/backups/\nredirect_from: [/old/backups.html]\n---\n"),
        ("api.md", "---\ntitle: API\nnav_order: 2\n---\n"),
        ("secret/x.md", "---\ntitle: X\n---\n"),
        ("_includes/y.md", ""),
    ]);
    let site = site(&docs);
    assert_eq!(nav(site), "Home= API=api/ Ops=ops/[Backups=run/backups/]");
    assert_eq!(site.redirects, [("old/backups/".to_owned(), "run/backups/".to_owned())]);
    let targets = ["https://h.example/hb/run/backups/", "/hb/api.html", "/run/backups", "{% link ops/b.md %}", "{{ site.x }}/y"];
    let (hrefs, said) = follow(&docs, "index.md", LinkRole::Link, &targets);
    assert_eq!(hrefs, ["run/backups/", "api/", "run/backups/", "run/backups/", "{{ site.x }}/y"]);
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn just_the_docs_tells_namesakes_apart() {
    let (docs, _) = docs(&[
        ("_config.yml", "title: x\n"),
        ("index.md", "---\ntitle: Home\nnav_order: 1\n---\n"),
        ("look/layout.md", "---\ntitle: Layout\n---\n"),
        ("look/grid.md", "---\ntitle: Grid\nparent: Layout\n---\n"),
        ("tools/index.md", "---\ntitle: Tools\n---\n"),
        ("tools/layout.md", "---\ntitle: Layout\nparent: Tools\n---\n"),
        ("far/print.md", "---\ntitle: Print\nparent: Layout\ngrand_parent: Tools\n---\n"),
        ("far/lost.md", "---\ntitle: Lost\nparent: Nowhere\n---\n"),
        ("far/loop.md", "---\ntitle: Loop\nparent: Loop\n---\n"),
    ]);
    assert_eq!(
        nav(site(&docs)),
        "Home= Layout=look/layout/[Grid=look/grid/] Tools=tools/[Layout=tools/layout/[Print=far/print/]] \
         Loop[Loop=far/loop/] Nowhere[Lost=far/lost/]"
    );
}

#[test]
fn variables_and_plugins_are_inherited() {
    let (docs, diagnostics) = docs(&[
        ("mkdocs.yml", "site_name: Shop\nINHERIT: conf/base.yml\nextra: {a: own, b: {c: own}}\n"),
        ("conf/base.yml", "INHERIT: ../far.yml\nextra: {a: base, b: {d: base}}\nplugins: [macros]\nnav: [gone.md]\n"),
        ("far.yml", "INHERIT: mkdocs.yml\nextra: {e: far}\nplugins: [search]\nmarkdown_extensions: [pymdownx.keys]\n"),
        ("docs/index.md", "# Top\n"),
    ]);
    let text = "{{ a }} {{ b.c }} {{ b.d }} {{ e }} {% if a %}++ctrl++{% endif %}\n";
    let drawn = draw(&docs, 0, 0, text, &super::render_page(&docs, 0, 0, text));
    assert_eq!(drawn.article.trim(), "<p>own own base far <span class=\"keys\"><kbd>Ctrl</kbd></span></p>");
    assert_eq!(nav(site(&docs)), "Top=");
    assert_eq!(diagnostics.len(), 1, "{:?}", said(&diagnostics));
}

#[test]
fn a_reference_shows_the_title_of_its_page() {
    let (docs, _) = docs(&[(".gitbook.yaml", ""), ("README.md", "# Top\n"), ("a.md", "# Setting <up> & \"out\"\n")]);
    let page = site(&docs).pages.iter().position(|it| &*it.path == "README.md").expect("a page");
    let text = "{% content-ref url=\"a.md\" %}\n[a.md](a.md)\n{% endcontent-ref %}\n\n[own words](a.md)\n\n{% content-ref url=\"gone.md\" %}\n[gone.md](gone.md)\n{% endcontent-ref %}\n";
    let drawn = draw(&docs, 0, page, text, &super::render_page(&docs, 0, page, text));
    let title = &site(&docs).pages[1 - page].title;
    let shown = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    for part in [format!("<a href=\"a/\">{shown}</a>"), "<a href=\"a/\">own words</a>".into(), ">gone.md</a>".into()] {
        assert!(drawn.article.contains(&part), "{part} is not in {}", drawn.article);
    }
    assert_eq!(said(&drawn.diagnostics).len(), 1, "{:?}", said(&drawn.diagnostics));
}

#[test]
fn gitbook_has_its_own_assets() {
    let (docs, _) = docs(&[
        (".gitbook/assets/a (1).png", "png"),
        (".env", "secret"),
        ("SUMMARY.md", "# Table of contents\n\n* [Welcome](README.md)\n\n## Use\n\n* [Go](use/go.md)\n"),
        ("README.md", "# Hi\n"),
        ("use/go.md", "# Going\n"),
    ]);
    assert_eq!(nav(site(&docs)), "Welcome= Use[Go=use/go/]");
    let (hrefs, said) = follow(&docs, "use/go.md", LinkRole::RawImage, &["../.gitbook/assets/a%20(1).png"]);
    assert_eq!(hrefs, ["../../_gitbook/assets/a%20(1).png".replace('(', "%28").replace(')', "%29")]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(site(&docs).assets.len(), 1);
}

#[test]
fn monorepo_includes_are_mounted() {
    let (docs, diagnostics) = docs(&[
        (
            "mkdocs.yml",
            "site_name: All\nnav:\n  - Home: index.md\n  - API: '!include ./api/mkdocs.yml'\n  - Parts: '*include ./parts/*/mkdocs.yml'\n",
        ),
        ("docs/index.md", "# All\n"),
        ("api/mkdocs.yml", "site_name: api/v1\nnav:\n  - Start: index.md\n"),
        ("api/docs/index.md", "# A\n"),
        ("parts/a/mkdocs.yml", "site_name: Part A\n"),
        ("parts/a/docs/index.md", "# P\n"),
        ("parts/a/docs/more.md", "# M\n"),
    ]);
    assert_eq!(nav(site(&docs)), "Home= API[Start=api/v1/] Parts[Part A[P=part-a/ M=part-a/more/]]");
    assert_eq!(said(&diagnostics), Vec::<String>::new());
}

#[test]
fn folders_may_arrange_themselves() {
    let (docs, _) = docs(&[
        ("docs/.pages", "nav:\n  - Start: z.md\n  - ...\n  - guide\n"),
        ("docs/a.md", "# A\n"),
        ("docs/z.md", "# Z\n"),
        ("docs/guide/.pages", "title: The guide\n"),
        ("docs/guide/x.md", "# X\n"),
    ]);
    assert_eq!(nav(site(&docs)), "Start=z/ A=a/ The guide[X=guide/x/]");
}

#[test]
fn records_have_status_and_date() {
    let (docs, _) = docs(&[
        ("docs/index.md", ""),
        ("docs/adr/0001-use-postgres.md", "---\nstatus: accepted\ndate: 2026-01-02\n---\n# Use Postgres\n"),
        ("docs/adr/0002-no-orm.md", "# No ORM\n\n## Status\n\nProposed\n"),
        ("docs/adr/template.md", "# T\n"),
    ]);
    let records: Vec<String> = site(&docs)
        .adrs
        .iter()
        .map(|it| format!("{} {} {}", it.title, it.status.as_deref().unwrap_or("-"), it.date.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(records, ["Use Postgres accepted 2026-01-02", "No ORM Proposed -"]);
}

#[test]
fn nothing_hidden_or_active_is_published() {
    let (docs, diagnostics) = docs(&[
        ("docs/index.md", ""),
        ("docs/.env", "secret"),
        ("docs/.ssh/a.png", "secret"),
        ("docs/evil.html", "<script>"),
        ("docs/evil.svg", "<svg onload='x()'/>"),
        ("docs/broken.svg", "<svg><g></svg>"),
        ("docs/good.svg", "<svg/>"),
    ]);
    let site = site(&docs);
    let assets: Vec<&str> = site.assets.iter().map(|(address, _)| address.as_str()).collect();
    assert_eq!(assets, ["evil.svg", "good.svg"]);
    let published = super::read_asset(&site.repo, "docs/evil.svg", 1000).unwrap();
    assert!(!String::from_utf8(published).unwrap().contains("onload"));
    let said = said(&diagnostics);
    assert_eq!(said.iter().filter(|it| it.contains("asset-refused")).count(), 2, "{said:#?}");
    assert!(said.iter().any(|it| it.contains("asset-cleaned") && it.contains("event handlers")), "{said:#?}");
}

/// A portal of one repository: each site as `entity: addresses of its pages`, what entities show, and what is said.
fn portal(files: &[(&str, &str)]) -> (Docs, Vec<String>, Vec<String>) {
    let source = source(files);
    let config = Config::default();
    let (catalog, _) = crate::catalog::read(&source, &config);
    let (graph, _) = crate::graph::link(catalog);
    let (docs, diagnostics) = super::plan(&source, &graph, &config);
    let pages = |it: &DocsSite| {
        it.pages.iter().map(|page| page.url.strip_prefix(&it.base).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let sites = docs.sites.iter().map(|it| format!("{}: [{}]", it.entity, pages(it).join(" "))).collect();
    (docs, sites, said(&diagnostics))
}

fn component(name: &str, annotations: &[(&str, &str)]) -> String {
    let lines: String = annotations.iter().map(|(key, value)| format!("    backstage.io/{key}: {value}\n")).collect();
    let annotations = if lines.is_empty() { String::new() } else { format!("  annotations:\n{lines}") };
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n{annotations}\
         spec:\n  type: service\n  lifecycle: production\n  owner: team\n"
    )
}

#[test]
fn references_choose_the_folder() {
    let (_, sites, said) = portal(&[
        ("mkdocs.yml", "site_name: x\ndocs_dir: src\n"),
        ("src/a/page.md", ""),
        ("catalog-info.yaml", &component("whole", &[("techdocs-ref", "dir:./src")])),
        ("api/catalog-info.yaml", &component("api", &[("techdocs-ref", "dir:.")])),
        ("api/docs/index.md", ""),
        ("lib/catalog-info.yaml", &component("lib", &[("techdocs-ref", "url:https://github.com/acme/shop/tree/main/lib")])),
        ("lib/README.md", ""),
        ("out/catalog-info.yaml", &component("out", &[("techdocs-ref", "dir:../../out")])),
        ("far/catalog-info.yaml", &component("far", &[("techdocs-ref", "url:https://github.com/acme/other/tree/main")])),
    ]);
    assert_eq!(sites, ["component:default/api: []", "component:default/lib: []", "component:default/whole: [a/page/]"]);
    assert_eq!(
        said,
        [
            "shop/far/catalog-info.yaml:6:32: docs-elsewhere: the docs at `https://github.com/acme/other/tree/main` are in a \
             repository that is not part of this build",
            "shop/out/catalog-info.yaml:6:32: docs-dir-leaves-repository: backstage.io/techdocs-ref `dir:../../out` leaves the \
             repository (name a folder of the same repository, relative to this file)",
        ]
    );
}

#[test]
fn an_entity_may_show_anothers_docs() {
    let (docs, _, said) = portal(&[
        ("catalog-info.yaml", &component("main", &[("techdocs-ref", "dir:.")])),
        ("docs/index.md", ""),
        ("docs/ops.md", ""),
        ("sub/catalog-info.yaml", &component("sub", &[("techdocs-entity", "component:main"), ("techdocs-entity-path", "/ops")])),
        ("lost/catalog-info.yaml", &component("lost", &[("techdocs-entity", "component:default/nobody")])),
    ]);
    let id = |name: &str| EntityRef { name: name.into(), ..entity() };
    assert_eq!(docs.of_entity(&id("sub")).map(|it| it.entity.to_string()).as_deref(), Some("component:default/main"));
    assert_eq!(docs.of_entity(&id("lost")).map(|it| &it.base), None);
    assert_eq!(docs.elsewhere.get(&id("sub")).map(|it| it.1.as_str()), Some("ops"));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said.iter().all(|it| it.contains("techdocs-entity-unknown")), "{said:?}");
}

#[test]
fn folders_that_nobody_claims_go_to_the_nearest_entity() {
    let (docs, sites, said) = portal(&[
        ("catalog-info.yaml", &component("root", &[])),
        ("docs/index.md", "# Root"),
        ("plugins/a/catalog-info.yaml", &component("a", &[])),
        ("plugins/a/docs/setup.md", ""),
        ("plugins/a/README.md", "# A"),
        ("plugins/b/docs/index.md", "# B"),
        ("plugins/c/catalog-info.yaml", &component("c", &[])),
        ("plugins/c/README.md", "see ![](shot.png)"),
        ("plugins/c/shot.png", "png"),
        ("plugins/d/README.md", "# nobody's"),
    ]);
    assert_eq!(sites, ["component:default/a: [ setup/]", "component:default/c: []", "component:default/root: [ plugins/b/]"]);
    let root = docs.sites.iter().find(|it| &*it.entity.name == "root").expect("a site");
    assert_eq!(nav(root), "Root= More in this repository[plugins/b[B=plugins/b/]]");
    let c = docs.sites.iter().find(|it| &*it.entity.name == "c").expect("a site");
    assert_eq!(c.assets.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["_repo/plugins/c/shot.png"]);
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn a_repository_without_a_catalog_shows_its_docs() {
    let (_, sites, _) =
        portal(&[("guide/book.toml", ""), ("guide/src/SUMMARY.md", "- [A](a.md)"), ("guide/src/a.md", ""), ("README.md", "")]);
    assert_eq!(sites, ["component:default/shop: [ a/]"]);
}

#[test]
fn the_same_files_give_the_same_sites() {
    let files: Vec<(String, String)> = (0..300).map(|it| (format!("docs/{}/p{it}.md", it % 7), format!("# P{it}"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let print = || {
        let (docs, diagnostics) = docs(&files);
        format!("{} {:?} {diagnostics:?}", nav(site(&docs)), site(&docs).pages.iter().map(|it| &it.url).collect::<Vec<_>>())
    };
    assert_eq!(print(), print());
}
