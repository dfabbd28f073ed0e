//! A build with a warm cache publishes the same bytes as a clean one, whatever was edited before it.
//!
//! `IDP_DOCS_EDITS=1000 cargo test --test it incremental -- --nocapture` runs as many random edits as it is told to.
#![expect(clippy::disallowed_methods, reason = "this test lays out folders and looks at published ones")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Random edits in an ordinary run of the tests.
const EDITS: usize = 12;

/// A small generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn build(root: &Path, out: &str, flags: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idp-docs"));
    command.current_dir(root).args(["build", "--config", "idp-docs.yaml", "--out", out]).args(flags);
    let done = command.output().expect("it ran");
    let said = String::from_utf8_lossy(&done.stderr);
    let lasting =
        said.lines().filter(|it| !it.starts_with("time ") && !it.starts_with("output ") && !it.starts_with("idp-docs: "));
    (lasting.collect::<Vec<_>>().join("\n"), done.status.code())
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).expect("a folder").map(|it| it.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                files.insert(entry.strip_prefix(folder).expect("below").to_owned(), fs::read(&entry).expect("a file"));
            }
        }
    }
    files
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|it| it.expect("an entry").path()).collect();
    files.sort();
    files
}

fn catalog(name: &str, owner: usize, more: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  annotations:\n    backstage.io/techdocs-ref: dir:.\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{owner}\n{more}"
    )
}

fn page(dice: &mut Dice, number: usize) -> String {
    let other = dice.roll(6);
    format!(
        "# Page {number}\n\nSee [another](p{other}.md#part) and ![a drawing](a.svg).\n\n--8<-- \"docs/part.txt\"\n\n{{% content-ref url=\"p{other}.md\" %}}\n[p{other}.md](p{other}.md)\n{{% endcontent-ref %}}\n\n## Part\n\n```rust\nfn f{number}() {{}}\n```\n"
    )
}

fn lay(root: &Path, dice: &mut Dice) {
    put(&root.join("idp-docs.yaml"), "title: Test\nsources:\n  - path: repos/*\n");
    for repo in ["a", "b", "c"] {
        let folder = root.join("repos").join(repo);
        put(&folder.join("catalog-info.yaml"), &catalog(repo, 0, ""));
        put(&folder.join("mkdocs.yml"), "site_name: Docs\nmarkdown_extensions: [pymdownx.snippets]\n");
        put(&folder.join("docs/part.txt"), "Included.\n");
        if repo == "c" {
            put(&folder.join("mkdocs.yml"), "site_name: Dienste\ntheme:\n  name: material\n  language: de\n");
        }
        put(&folder.join("docs/a.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        put(&folder.join("docs/index.md"), "# Home\n");
        for number in 0..4 {
            put(&folder.join(format!("docs/p{number}.md")), &page(dice, number));
        }
    }
}

/// One random edit: of a page, a file it includes, an entity, a navigation, a language, the theme, the configuration, the output.
fn edit(root: &Path, dice: &mut Dice, number: usize) {
    let repos = files_in(&root.join("repos"));
    let repo = repos.get(dice.roll(repos.len())).expect("rolled below the number of repositories");
    let pages: Vec<_> =
        files_in(&repo.join("docs")).into_iter().filter(|it| it.extension().is_some_and(|it| it == "md")).collect();
    let some = pages.get(dice.roll(pages.len().max(1))).cloned().unwrap_or_else(|| repo.join("docs/index.md"));
    let name = repo.file_name().expect("a name").to_string_lossy().into_owned();
    match dice.roll(14) {
        0 | 1 => put(&some, &page(dice, number)),
        2 => put(&repo.join(format!("docs/p{}.md", dice.roll(9))), &page(dice, number)),
        3 if pages.len() > 1 => fs::remove_file(&some).expect("removed"),
        4 if !pages.is_empty() => fs::rename(&some, repo.join(format!("docs/r{number}.md"))).expect("renamed"),
        5 => put(&repo.join("catalog-info.yaml"), &catalog(&name, dice.roll(3), "  dependsOn: [component:default/a]\n")),
        6 => put(
            &repo.join("mkdocs.yml"),
            &format!("site_name: Docs {number}\nmarkdown_extensions: [pymdownx.snippets]\nnav:\n  - Home: index.md\n"),
        ),
        7 => put(&repo.join("docs/part.txt"), &format!("Included {number}.\n")),
        8 => put(&root.join("theme/static/css/content.css"), &format!("body {{ order: {number} }}\n")),
        9 => put(&root.join("idp-docs.yaml"), &format!("title: Test {}\nsources:\n  - path: repos/*\n", number % 3)),
        10 => put(&root.join(format!("repos/n{number}/README.md")), "# New\n"),
        11 => put(
            &some,
            &format!(
                "---\nlang: {}\n---\n# Dienste {number}\n\nViele Dienste.\n",
                if number.is_multiple_of(2) { "de" } else { "en" }
            ),
        ),
        _ => meddle(&root.join("inc"), dice, number),
    }
}

/// What a step after the build, or somebody, may do to the published site.
fn meddle(site: &Path, dice: &mut Dice, number: usize) {
    let files: Vec<PathBuf> = tree(site).into_keys().filter(|it| !it.ends_with(".idp-docs-site")).collect();
    let file = &site.join(files.get(dice.roll(files.len())).expect("rolled below the number of files"));
    let folder = file.parent().expect("it lies in a folder");
    match dice.roll(5) {
        0 => put(file, "somebody was here"),
        1 => fs::remove_file(file).expect("removed"),
        2 => put(&folder.join("stray.html"), "somebody was here, too"),
        3 => put(&folder.join(format!("new{}/deep/stray.html", number % 2)), "and here"),
        _ => fs::create_dir_all(folder.join("empty/deep")).expect("a folder"),
    }
}

#[test]
fn incremental_builds_equal_clean_ones() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    let mut dice = Dice(20_261_121);
    lay(root, &mut dice);
    build(root, "inc", &[]);
    let edits = std::env::var("IDP_DOCS_EDITS").ok().and_then(|it| it.parse().ok()).unwrap_or(EDITS);
    for number in 0..edits {
        edit(root, &mut dice, number);
        let warm = build(root, "inc", &[]);
        let clean = build(root, "clean", &["--no-cache"]);
        assert_eq!(warm, clean, "edit {number}: what is said and the exit code");
        let (warm, clean) = (tree(&root.join("inc")), tree(&root.join("clean")));
        let differing: Vec<_> = clean.keys().chain(warm.keys()).filter(|it| warm.get(*it) != clean.get(*it)).collect();
        assert!(differing.is_empty(), "edit {number}: {differing:?}");
        fs::remove_dir_all(root.join("clean")).expect("removed");
    }
}

#[test]
fn a_build_with_nothing_to_do_says_the_same_and_writes_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    lay(root, &mut Dice(1));
    let first = build(root, "inc", &[]);
    let before = tree(&root.join("inc"));
    for _ in 0..2 {
        // Files that are younger than two seconds are looked at again; older ones are not.
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        assert_eq!(build(root, "inc", &[]), first);
        assert_eq!(tree(&root.join("inc")), before);
    }
}
