//! A cache that is damaged, mixed up or was never ours costs time, and nothing else: the same site, the same words, and no
//! file outside is touched.
#![expect(clippy::disallowed_methods, reason = "this test lays out folders and looks at published ones")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn lay(root: &Path) {
    put(&root.join("idp-docs.yaml"), "title: Test\nsources:\n  - path: repos/*\n");
    for repo in ["a", "b"] {
        let folder = root.join("repos").join(repo);
        put(
            &folder.join("catalog-info.yaml"),
            &format!(
                "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {repo}\n  annotations:\n    \
                 backstage.io/techdocs-ref: dir:.\nspec: {{type: service, lifecycle: production, owner: team}}\n"
            ),
        );
        put(&folder.join("docs/index.md"), &format!("# {repo}\n\nA [link](p.md), one [that is broken](q.md).\n"));
        put(&folder.join("docs/p.md"), "# Page\n\n## Part\n\n```rust\nfn f() {}\n```\n");
    }
}

fn command(root: &Path, out: &str, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idp-docs"));
    command.current_dir(root).args(["build", "--config", "idp-docs.yaml", "--out", out]).args(flags);
    command
}

/// What a build says of its sources, and its exit code.
fn build(root: &Path, out: &str, flags: &[&str]) -> (String, Option<i32>) {
    let done = command(root, out, flags).timeout(std::time::Duration::from_secs(120)).output().expect("it ran");
    let said = String::from_utf8_lossy(&done.stderr);
    let lasting = said.lines().filter(|it| !["time ", "output ", "idp-docs: "].iter().any(|own| it.starts_with(own)));
    (lasting.collect::<Vec<_>>().join("\n"), done.status.code())
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for path in entries(&at) {
            if fs::symlink_metadata(&path).expect("an entry").is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder).expect("below").to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()).collect();
    found.sort();
    found
}

/// The folder of this version in the cache, and what lies in it.
fn kept(root: &Path) -> (PathBuf, Vec<PathBuf>) {
    let mut folders = entries(&root.join(".idp-docs-cache")).into_iter().filter(|it| it.is_dir());
    let folder = folders.next_back().expect("a folder of this version");
    let files = entries(&folder);
    (folder, files)
}

fn each_file(root: &Path, change: impl Fn(&Path, Vec<u8>)) {
    let files: Vec<_> = kept(root).1.into_iter().filter(|it| it.is_file()).collect();
    assert!(files.len() >= 3, "{files:?}");
    files.iter().for_each(|it| change(it, fs::read(it).expect("a file")));
}

/// Does something to the cache of a portal that was built twice, so that the cache also holds a folder published before.
fn survives(what: &str, attack: impl Fn(&Path)) {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    lay(root);
    let clean = build(root, "clean", &["--no-cache"]);
    build(root, "public", &[]);
    put(&root.join("repos/a/docs/p.md"), "# Page\n\n## Another part\n");
    build(root, "public", &[]);
    let kept = kept(root).1;
    assert!(kept.iter().any(|it| it.is_dir()), "{what}: {kept:?} holds the folder before");
    put(&root.join("repos/a/docs/p.md"), "# Page\n\n## Part\n\n```rust\nfn f() {}\n```\n");
    put(&root.join("precious/note.txt"), "keep me");
    attack(root);
    for round in ["first", "second"] {
        assert_eq!(build(root, "public", &[]), clean, "{what}, {round} build");
        assert!(tree(&root.join("public")) == tree(&root.join("clean")), "{what}, {round} build: the site differs");
    }
    assert_eq!(fs::read_to_string(root.join("precious/note.txt")).ok().as_deref(), Some("keep me"), "{what}");
    assert_eq!(entries(&root.join("precious")).len(), 1, "{what}");
}

#[test]
fn damaged_caches_are_misses() {
    survives("emptied", |root| each_file(root, |path, _| fs::write(path, "").expect("written")));
    survives("cut", |root| {
        each_file(root, |path, bytes| fs::write(path, bytes.get(..bytes.len() / 2).unwrap_or_default()).expect("written"));
    });
    survives("a byte changed", |root| {
        each_file(root, |path, mut bytes| {
            let middle = bytes.len() / 3;
            bytes.get_mut(middle).into_iter().for_each(|it| *it ^= 1);
            fs::write(path, bytes).expect("written");
        });
    });
    survives("swapped", |root| {
        let files: Vec<_> = kept(root).1.into_iter().filter(|it| it.is_file()).collect();
        let contents: Vec<_> = files.iter().map(|it| fs::read(it).expect("a file")).collect();
        for (path, other) in files.iter().zip(contents.iter().cycle().skip(1)) {
            fs::write(path, other).expect("written");
        }
    });
    survives("noise", |root| each_file(root, |path, bytes| fs::write(path, vec![0xa5; bytes.len()]).expect("written")));
}

#[test]
fn caches_from_elsewhere_do_no_harm() {
    survives("folders for files", |root| {
        each_file(root, |path, _| {
            fs::remove_file(path).expect("removed");
            put(&path.join("inside"), "x");
        });
    });
    survives("a file for the folder", |root| {
        fs::remove_dir_all(root.join(".idp-docs-cache")).expect("removed");
        put(&root.join(".idp-docs-cache"), "x");
    });
    survives("another version", |root| {
        let (folder, _) = kept(root);
        fs::rename(folder, root.join(".idp-docs-cache/0123456789abcdef")).expect("renamed");
    });
    survives("a site changed behind its back", |root| {
        let (folder, _) = kept(root);
        let spare = entries(&folder).into_iter().find(|it| it.is_dir()).expect("the folder before");
        put(&spare.join("index.html"), "<script>");
        put(&spare.join("stray.html"), "<script>");
    });
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_a_cache_lead_nowhere() {
    use std::os::unix::fs::symlink;
    survives("links", |root| {
        each_file(root, |path, _| {
            fs::remove_file(path).expect("removed");
            symlink("/dev/zero", path).expect("linked");
        });
    });
    survives("pipes", |root| {
        let (folder, _) = kept(root);
        symlink("/dev/zero", folder.join("1-1.new")).expect("linked");
        each_file(root, |path, _| {
            fs::remove_file(path).expect("removed");
            assert!(std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
        });
    });
    let spare_of = |root: &Path| {
        let (folder, _) = kept(root);
        let spare = entries(&folder).into_iter().find(|it| it.is_dir()).expect("the folder before");
        fs::remove_dir_all(&spare).expect("removed");
        spare
    };
    survives("the folder before is a link to somebody's", |root| {
        symlink(root.join("precious"), spare_of(root)).expect("linked");
    });
    survives("the folder before is the published one", |root| {
        symlink(root.join("public"), spare_of(root)).expect("linked");
    });
    survives("the marker of the folder before is a link", |root| {
        let spare = spare_of(root);
        fs::create_dir(&spare).expect("made");
        symlink(root.join("precious/note.txt"), spare.join(".idp-docs-site")).expect("linked");
    });
}

#[test]
fn builds_share_a_cache() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    lay(root);
    let clean = build(root, "clean", &["--no-cache"]);
    std::thread::scope(|scope| {
        for out in ["one", "two", "three"] {
            scope.spawn(move || {
                for _ in 0..3 {
                    build(root, out, &[]);
                }
            });
        }
    });
    for out in ["one", "two", "three"] {
        assert!(tree(&root.join(out)) == tree(&root.join("clean")), "{out}");
        assert_eq!(build(root, out, &[]), clean, "{out}");
    }
}
