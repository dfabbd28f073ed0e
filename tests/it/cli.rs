//! The command as people and scripts run it: exit codes, streams, what is written.
#![expect(clippy::disallowed_methods, reason = "these tests lay out folders and run the program")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn idp_docs(here: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idp-docs"));
    command.current_dir(here).env_clear().env("HOME", here).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

fn lay(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

const COMPONENT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: production, owner: team}\n";
const TEAM: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team}\nspec: {type: team, children: [], members: [ada]}\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada}\nspec: {memberOf: [team]}\n";

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn builds_a_folder_of_repositories() {
    let here = tempfile::tempdir().expect("a folder");
    lay(
        here.path(),
        &[
            ("repos/shop/catalog-info.yaml", COMPONENT),
            ("repos/org/catalog-info.yaml", TEAM),
            ("repos/shop/README.md", "# Shop\n"),
        ],
    );
    let output = idp_docs(here.path()).args(["build", "repos", "--manifest", "m.json"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty(), "stdout carries results only");
    let page = fs::read_to_string(here.path().join("public/catalog/default/component/shop/index.html")).expect("a page");
    assert!(page.contains("data-entity-ref=\"component:default/shop\""));
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(here.path().join("m.json")).expect("written")).expect("JSON");
    assert!(manifest["files"].as_array().is_some_and(|it| it.len() > 10));
}

#[test]
fn an_offline_portal_names_files_and_runs_no_modules() {
    let here = tempfile::tempdir().expect("a folder");
    lay(here.path(), &[("shop/catalog-info.yaml", COMPONENT), ("shop/README.md", "# Shop\n")]);
    let output = idp_docs(here.path()).args(["build", "shop", "--offline", "--fail-on", "never"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = fs::read_to_string(here.path().join("public/index.html")).expect("a page");
    assert!(page.contains("href=\"./catalog/index.html\"") && !page.contains("type=\"module\""), "{page}");
    assert!(here.path().join("public/_idp/search.js.js").exists() && here.path().join("public/catalog.json.js").exists());
}

#[test]
fn nothing_to_read_says_what_to_do() {
    let here = tempfile::tempdir().expect("a folder");
    let output = idp_docs(here.path()).arg("build").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("idp-docs init"), "{}", stderr(&output));
}

#[test]
fn a_broken_catalog_costs_itself_alone() {
    let here = tempfile::tempdir().expect("a folder");
    lay(
        here.path(),
        &[
            ("repos/bad/catalog-info.yaml", "kind: [\n"),
            ("repos/shop/catalog-info.yaml", COMPONENT),
            ("repos/org/catalog-info.yaml", TEAM),
        ],
    );
    let output = idp_docs(here.path()).args(["build", "repos"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("bad/catalog-info.yaml:"), "{}", stderr(&output));
    assert!(here.path().join("public/catalog/default/component/shop/index.html").is_file());
    let strict = idp_docs(here.path()).args(["build", "repos", "--strict", "--out", "other"]).output().expect("it runs");
    assert_eq!(strict.status.code(), Some(1));
    assert!(!here.path().join("other").exists(), "--strict publishes nothing when it fails");
    let lenient = idp_docs(here.path()).args(["build", "repos", "--fail-on", "never"]).output().expect("it runs");
    assert_eq!(lenient.status.code(), Some(0));
}

#[test]
fn check_and_graph_print_json() {
    let here = tempfile::tempdir().expect("a folder");
    lay(here.path(), &[("shop/catalog-info.yaml", COMPONENT)]);
    let check = idp_docs(here.path()).args(["check", "shop", "--format", "json"]).output().expect("it runs");
    let found: serde_json::Value = serde_json::from_slice(&check.stdout).expect("JSON");
    let owner = found["diagnostics"]
        .as_array()
        .and_then(|it| it.iter().find(|it| it["line"] == 4))
        .expect("the unknown owner is reported at its line");
    assert_eq!((owner["repository"].as_str(), owner["path"].as_str()), (Some("shop"), Some("catalog-info.yaml")));
    let graph = idp_docs(here.path()).args(["graph", "shop"]).output().expect("it runs");
    let graph: serde_json::Value = serde_json::from_slice(&graph.stdout).expect("JSON");
    assert_eq!(graph["relations"][0], serde_json::json!(["component:default/shop", "ownedBy", "group:default/team"]));
}

/// What a manager, an auditor and a platform engineer take into a spreadsheet is what the portal offers for download.
#[test]
fn check_prints_the_tables_of_the_portal() {
    let here = tempfile::tempdir().expect("a folder");
    lay(here.path(), &[("shop/catalog-info.yaml", COMPONENT), ("org/catalog-info.yaml", TEAM)]);
    assert_eq!(idp_docs(here.path()).args(["build", "."]).output().expect("it runs").status.code(), Some(0));
    for (format, file, line) in [
        (
            "audit",
            "audit/audit.csv",
            "component:default/shop,shop,group:default/team,spec,shop/catalog-info.yaml:4,shop/catalog-info.yaml:1,",
        ),
        ("coverage", "insights/coverage.csv", "team,group:default/team,1,1,0,1,1,1"),
        ("scorecard", "insights/scorecard.csv", "component:default/shop,group:default/team,owner-resolves,Its owner exists,yes,"),
        ("health", "health/files.csv", "shop,catalog-info.yaml,discovered,1,1,0,0,0,0,0"),
    ] {
        let output = idp_docs(here.path()).args(["check", ".", "--format", format]).output().expect("it runs");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.lines().any(|it| it == line), "{format}: {printed}");
        assert_eq!(fs::read_to_string(here.path().join("public").join(file)).expect("published"), printed);
    }
}

#[test]
fn an_older_version_is_found_by_those_who_ask_for_it() {
    let here = tempfile::tempdir().expect("a folder");
    lay(
        here.path(),
        &[
            ("idp-docs.yaml", "sources: [{path: shop}]\ndocs: {versions: {folders: old/*}}\n"),
            ("shop/catalog-info.yaml", COMPONENT),
            ("shop/docs/index.md", "# Shop\n\nThe counter.\n"),
            ("shop/old/1.0/index.md", "# Shop\n\nThe quagmire.\n"),
        ],
    );
    let found = |query: &str| {
        let output = idp_docs(here.path()).args(["search", "--json", query]).output().expect("it runs");
        let answers: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        answers["results"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((found("counter"), found("quagmire"), found("quagmire version:1.0")), (1, 0, 1));
    idp_docs(here.path()).args(["build", "--no-cache"]).assert().success();
    let public = here.path().join("public");
    let sitemap = fs::read_to_string(public.join("sitemap.xml")).expect("a sitemap");
    assert!(sitemap.contains("<loc>/docs/default/component/shop/</loc>"), "{sitemap}");
    assert!(!sitemap.contains("/_/1.0/"), "an older page asks not to be indexed: {sitemap}");
    assert!(public.join("docs/default/component/shop/_/1.0/index.html").is_file());
}

#[test]
fn a_page_is_searched_in_the_language_that_it_is_written_in() {
    let here = tempfile::tempdir().expect("a folder");
    let french = "Le service est déployé dans le cluster par la chaîne de livraison, et il est disponible pour tous après quelques \
        minutes. En cas d'erreur, l'équipe est prévenue et la livraison ne continue pas. Les journaux sont gardés.";
    lay(
        here.path(),
        &[
            ("idp-docs.yaml", "sources: [{path: shop}]\n"),
            ("shop/catalog-info.yaml", COMPONENT),
            ("shop/mkdocs.yml", "site_name: Shop\ntheme: {language: de}\n"),
            ("shop/docs/index.md", "# Buchungen\n\nViele Häuser.\n"),
            ("shop/docs/page.md", "---\nlang: en\n---\n# Page\n\nMany woods, Wälder.\n"),
            ("shop/docs/seite.md", &format!("# Journal\n\n{french}\n")),
        ],
    );
    let found = |query: &str| -> Vec<String> {
        let output = idp_docs(here.path()).args(["search", "--json", query]).output().expect("it runs");
        let answers: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let urls = answers["results"].as_array().into_iter().flatten().filter_map(|it| it["url"].as_str());
        urls.map(|it| it.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(found("haus "), ["shop"]);
    assert_eq!(found("wald "), Vec::<String>::new());
    assert_eq!(found("l'équipe journal "), ["seite"]);
    assert_eq!(found("lang:fr"), ["seite"]);
    assert_eq!(found("lang:de kind:docs"), ["shop"]);
    let output = idp_docs(here.path()).args(["build", "--config", "idp-docs.yaml"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let html = std::fs::read_to_string(here.path().join("public/docs/default/component/shop/index.html")).expect("a page");
    assert!(html.contains("<article class=\"prose\" lang=\"de\">"));
}

#[test]
fn search_answers_from_sources_and_from_a_site() {
    let here = tempfile::tempdir().expect("a folder");
    lay(
        here.path(),
        &[
            ("shop/catalog-info.yaml", COMPONENT),
            ("shop/docs/index.md", "# Shop\n\n## Refunds\n\nMoney goes back.\n"),
            ("org/catalog-info.yaml", TEAM),
        ],
    );
    assert_eq!(idp_docs(here.path()).args(["build", "."]).output().expect("it runs").status.code(), Some(0));
    let answers = |args: &[&str]| {
        let output = idp_docs(here.path()).args(["search", "refunds"]).args(args).arg("--json").output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    let from_site = answers(&["--site", "public"]);
    assert!(from_site["results"][0]["url"].as_str().is_some_and(|it| it.contains("#refunds")), "{from_site}");
    assert_eq!(answers(&["."])["results"], from_site["results"]);
    let nothing = idp_docs(here.path()).args(["search", "zebra", "--site", "public"]).output().expect("it runs");
    assert_eq!(nothing.status.code(), Some(1));
}

#[test]
fn init_writes_what_build_reads() {
    let here = tempfile::tempdir().expect("a folder");
    assert_eq!(idp_docs(here.path()).arg("init").output().expect("it runs").status.code(), Some(0));
    lay(here.path(), &[("repos/shop/README.md", "# Shop\n")]);
    let output = idp_docs(here.path()).arg("build").output().expect("it runs");
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(here.path().join("public/index.html").is_file());
    let again = idp_docs(here.path()).arg("init").output().expect("it runs");
    assert_eq!(again.status.code(), Some(2), "what is there is left as it is");
}

#[test]
fn no_command_panics_on_odd_arguments() {
    let here = tempfile::tempdir().expect("a folder");
    for args in [
        &["build", "/nonexistent"][..],
        &["graph", "--focus", "::"],
        &["search", ""],
        &["serve", "--host", "nowhere"],
        &["check", "--format", "xml"],
        &[],
    ] {
        let output = idp_docs(here.path()).args(args).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{args:?}");
    }
}

/// The demo organisation and the user guide are clean, notes aside.
#[test]
fn our_own_content_has_no_problems() {
    let output =
        idp_docs(Path::new(env!("CARGO_MANIFEST_DIR"))).args(["check", "--config", "content/idp-docs.yaml", "--strict"]).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}{}", String::from_utf8_lossy(&output.stdout), stderr(&output));
}

#[test]
fn other_peoples_folders_and_wrong_settings_are_refused() {
    let here = tempfile::tempdir().expect("a folder");
    lay(here.path(), &[("shop/README.md", "# Shop\n"), ("mine/thesis.txt", "precious"), ("file", "")]);
    let refused = |args: &[&str], words: &str| {
        let output = idp_docs(here.path()).args(["build", "shop"]).args(args).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{args:?}: {}", stderr(&output));
    };
    refused(&["--out", "mine"], "did not make");
    refused(&["--out", "file"], "is a file");
    refused(&["--base-url", "javascript:x"], "no address");
    assert!(here.path().join("mine/thesis.txt").is_file());
    lay(here.path(), &[("idp-docs.yaml", "sources: [{path: shop}]\nrules: {broken-lnk: off}\n")]);
    let output = idp_docs(here.path()).arg("build").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `broken-link`?"), "{}", stderr(&output));
}
