//! When each file last changed, and who changed it: read from a checkout's commits in one walk.
//!
//! As `git log -1 -- file` has it: a merge is asked only where a file differs from all of its parents. The date is the
//! commit's own, in UTC, so that the same checkout gives the same pages everywhere. Nothing is said of a file whose last
//! change lies behind the end of a shallow checkout, or beyond what may be read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::Dir;
use gix_hash::ObjectId;

use super::objects::{self, Commit, Objects};
use crate::repo_path;

/// Bytes of commits and trees that are read of one checkout: some 100,000 commits.
const BUDGET: u64 = 1 << 30;
/// Views of folders that are kept.
const VIEWS: usize = 20_000;
/// Characters of a name that are shown.
const NAME_LIMIT: usize = 80;

/// A file's last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it was committed: seconds since 1970.
    pub time: i64,
    /// Who wrote it; may be empty.
    pub author: Arc<str>,
}

impl Change {
    /// The day of the commit, in UTC: `2026-11-21`.
    #[must_use]
    pub fn date(&self) -> String {
        let (year, month, day) = civil(self.time.div_euclid(86_400));
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// The last changes of a repository's files, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    changes: BTreeMap<Arc<str>, Change>,
    newest: Option<i64>,
}

impl History {
    /// The last change of a file, where it is known.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&Change> {
        self.changes.get(path)
    }

    /// The last changes of all files that are known, by path.
    #[must_use]
    pub fn changes(&self) -> &BTreeMap<Arc<str>, Change> {
        &self.changes
    }

    /// When the checkout's newest commit was made: seconds since 1970.
    #[must_use]
    pub fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// The same history of a checkout whose newest commit was made then.
    #[must_use]
    pub fn with_newest(self, newest: Option<i64>) -> Self {
        Self { newest, ..self }
    }

    /// Is nothing known?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl FromIterator<(Arc<str>, Change)> for History {
    fn from_iter<T: IntoIterator<Item = (Arc<str>, Change)>>(changes: T) -> Self {
        Self { changes: changes.into_iter().collect(), newest: None }
    }
}

/// Reads the last change of each of `paths`. `prefix` leads from the checkout's root to the folder that the paths are below.
///
/// Git's files are not trusted: one that makes the reader stumble costs the dates alone.
pub(super) fn read(dir: &Dir, root: &Path, prefix: &str, paths: &BTreeSet<Arc<str>>) -> History {
    catch_unwind(AssertUnwindSafe(|| walk(dir, root, prefix, paths))).ok().flatten().unwrap_or_default()
}

fn walk(dir: &Dir, root: &Path, prefix: &str, paths: &BTreeSet<Arc<str>>) -> Option<History> {
    let head = objects::head(dir)?;
    let objects = Objects::open(dir, root, BUDGET)?;
    let wanted: Vec<(String, Arc<str>)> =
        paths.iter().filter_map(|it| Some((repo_path::join(prefix, it).ok()?, Arc::clone(it)))).collect();
    let mut tree = Wanted::default();
    for (index, (path, _)) in wanted.iter().enumerate() {
        tree.add(path, index);
    }
    let mut next_number = 0;
    tree.number(&mut next_number);
    let shallow: HashSet<ObjectId> = objects::shallow(dir).into_iter().collect();
    let mut walk = Walk { objects: &objects, views: HashMap::new(), commits: HashMap::new(), found: HashMap::new() };
    walk.run(head, &tree, &shallow);
    let found = std::mem::take(&mut walk.found);
    let newest = objects.commit(&head).map(|it| it.time);
    let changes = found.into_iter().filter_map(|(index, change)| Some((Arc::clone(&wanted.get(index)?.1), change)));
    Some(changes.collect::<History>().with_newest(newest))
}

/// The files that are asked for, as a tree of names.
#[derive(Default)]
struct Wanted {
    number: usize,
    files: BTreeMap<Vec<u8>, usize>,
    folders: BTreeMap<Vec<u8>, Wanted>,
}

impl Wanted {
    fn add(&mut self, path: &str, index: usize) {
        let mut at = self;
        let mut rest = path;
        while let Some((folder, below)) = rest.split_once('/') {
            at = at.folders.entry(folder.as_bytes().to_vec()).or_default();
            rest = below;
        }
        at.files.insert(rest.as_bytes().to_vec(), index);
    }

    fn number(&mut self, next: &mut usize) {
        self.number = *next;
        *next += 1;
        self.folders.values_mut().for_each(|it| it.number(next));
    }
}

/// What a folder of some commit holds of what is asked for.
#[derive(Default)]
struct View {
    files: HashMap<usize, ObjectId>,
    folders: HashMap<usize, ObjectId>,
}

struct Walk<'a> {
    objects: &'a Objects,
    /// By tree and the folder that is looked for in it.
    views: HashMap<(ObjectId, usize), Arc<View>>,
    commits: HashMap<ObjectId, Arc<Commit>>,
    found: HashMap<usize, Change>,
}

impl Walk<'_> {
    /// Walks from the newest commit to the oldest. Each commit is asked for the files that are the same in it as in all that
    /// was walked before; what also is the same in a parent, the parent is asked for.
    fn run(&mut self, head: ObjectId, wanted: &Wanted, shallow: &HashSet<ObjectId>) {
        let Some(first) = self.commit(head) else { return };
        // What was never committed has no history.
        let Some(committed) = self.changed(Some(first.tree), None, wanted) else { return };
        let mut asked: HashMap<ObjectId, Vec<usize>> = HashMap::from([(head, committed.into_iter().collect())]);
        let mut queue = BinaryHeap::from([(first.time, Reverse(head))]);
        while let Some((_, Reverse(id))) = queue.pop() {
            let (Some(mut files), Some(commit)) = (asked.remove(&id), self.commit(id)) else { continue };
            self.commits.remove(&id);
            if shallow.contains(&id) {
                continue;
            }
            for parent in &commit.parents {
                let Some(before) = self.commit(*parent) else { return };
                let Some(changed) = self.changed(Some(commit.tree), Some(before.tree), wanted) else { return };
                let same: Vec<usize>;
                (files, same) = files.into_iter().partition(|it| changed.contains(it));
                if same.is_empty() {
                    continue;
                }
                let waiting = asked.entry(*parent).or_default();
                if waiting.is_empty() {
                    queue.push((before.time, Reverse(*parent)));
                }
                waiting.extend(same);
                if files.is_empty() {
                    break;
                }
            }
            if !files.is_empty() {
                let author: Arc<str> = shown(&commit.author).into();
                let change = |index| (index, Change { time: commit.time, author: Arc::clone(&author) });
                self.found.extend(files.into_iter().map(change));
            }
        }
    }

    fn commit(&mut self, id: ObjectId) -> Option<Arc<Commit>> {
        if let Some(known) = self.commits.get(&id) {
            return Some(Arc::clone(known));
        }
        let commit = Arc::new(self.objects.commit(&id)?);
        self.commits.insert(id, Arc::clone(&commit));
        Some(commit)
    }

    /// The files that differ between two trees, no tree being an empty one. `None` when one of them cannot be read.
    fn changed(&mut self, a: Option<ObjectId>, b: Option<ObjectId>, wanted: &Wanted) -> Option<HashSet<usize>> {
        let mut changed = Vec::new();
        let mut open = vec![(a, b, wanted)];
        while let Some((a, b, wanted)) = open.pop() {
            if a == b {
                continue;
            }
            let (a, b) = (self.view(a, wanted)?, self.view(b, wanted)?);
            changed.extend(wanted.files.values().filter(|it| a.files.get(it) != b.files.get(it)));
            let folders = wanted.folders.values();
            open.extend(folders.map(|it| (a.folders.get(&it.number).copied(), b.folders.get(&it.number).copied(), it)));
        }
        Some(changed.into_iter().collect())
    }

    fn view(&mut self, tree: Option<ObjectId>, wanted: &Wanted) -> Option<Arc<View>> {
        let Some(tree) = tree else { return Some(Arc::default()) };
        if let Some(known) = self.views.get(&(tree, wanted.number)) {
            return Some(Arc::clone(known));
        }
        let mut view = View::default();
        self.objects.tree(&tree, |name, id, is_tree, is_file| {
            if let Some(file) = wanted.files.get(name).filter(|_| is_file) {
                view.files.insert(*file, id.to_owned());
            }
            if let Some(folder) = wanted.folders.get(name).filter(|_| is_tree) {
                view.folders.insert(folder.number, id.to_owned());
            }
        })?;
        let view = Arc::new(view);
        if self.views.len() >= VIEWS {
            self.views.clear();
        }
        self.views.insert((tree, wanted.number), Arc::clone(&view));
        Some(view)
    }
}

/// A name on one line, without what could steer a reader's eye or screen.
fn shown(name: &str) -> String {
    let hidden = |it: char| {
        it.is_control() || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let plain: String = name.chars().map(|it| if it.is_control() { ' ' } else { it }).filter(|it| !hidden(*it)).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.chars().take(NAME_LIMIT).collect()
}

/// Days since 1970 as year, month and day of the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 1 March of year 0, leap days come last in their year.
    let days = days.saturating_add(719_468);
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestCheckout;
    use super::*;

    const DAY: i64 = 86_400;

    fn history(checkout: &TestCheckout, paths: &[&str]) -> Vec<(String, String)> {
        let paths: BTreeSet<Arc<str>> = paths.iter().map(|it| Arc::from(*it)).collect();
        let history = checkout.repo().history(&paths);
        paths.iter().filter_map(|it| history.of(it)).map(|it| (it.date(), it.author.to_string())).collect()
    }

    fn seen(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(date, author)| ((*date).to_owned(), (*author).to_owned())).collect()
    }

    #[test]
    fn each_file_has_its_own_last_change() {
        let it = TestCheckout::new();
        let first = it.commit(&[], &[("docs/a.md", "1"), ("docs/b.md", "1")], "Ada", DAY);
        let second = it.commit(&[first], &[("docs/a.md", "2"), ("docs/b.md", "1")], "Bob\u{202e} \t Q", 40 * DAY);
        it.check_out(second, &[("docs/a.md", "2"), ("docs/b.md", "1"), ("docs/new.md", "")]);
        let found = history(&it, &["docs/a.md", "docs/b.md", "docs/new.md"]);
        assert_eq!(found.len(), 2, "what was never committed has no date");
        assert_eq!(found[1], ("1970-01-02".into(), "Ada".into()));
        assert_eq!(found[0], ("1970-02-10".into(), "Bob Q".into()));
        assert_eq!(it.repo().history(&BTreeSet::from([Arc::from("docs/b.md")])).newest(), Some(40 * DAY));
    }

    #[test]
    fn a_merge_is_asked_only_for_what_it_changed_itself() {
        let it = TestCheckout::new();
        let first = it.commit(&[], &[("a.md", "1"), ("b.md", "1"), ("c.md", "1")], "Ada", DAY);
        let left = it.commit(&[first], &[("a.md", "2"), ("b.md", "1"), ("c.md", "1")], "Left", 2 * DAY);
        let right = it.commit(&[first], &[("a.md", "1"), ("b.md", "2"), ("c.md", "1")], "Right", 3 * DAY);
        let merge = it.commit(&[left, right], &[("a.md", "2"), ("b.md", "2"), ("c.md", "3")], "Merge", 4 * DAY);
        it.check_out(merge, &[("a.md", "2"), ("b.md", "2"), ("c.md", "3")]);
        let names: Vec<String> = history(&it, &["a.md", "b.md", "c.md"]).into_iter().map(|(_, author)| author).collect();
        assert_eq!(names, ["Left", "Right", "Merge"]);
    }

    #[test]
    fn nothing_is_said_behind_the_end_of_a_shallow_checkout() {
        let it = TestCheckout::new();
        let missing = ObjectId::from_hex(&[b'1'; 40]).expect("an id");
        let end = it.commit(&[missing], &[("a.md", "1"), ("b.md", "1")], "Ada", DAY);
        let head = it.commit(&[end], &[("a.md", "2"), ("b.md", "1")], "Bob", 2 * DAY);
        it.check_out(head, &[("a.md", "2"), ("b.md", "1")]);
        it.file(".git/shallow", &format!("{end}\n"));
        assert_eq!(history(&it, &["a.md", "b.md"]), seen(&[("1970-01-03", "Bob")]));
    }

    #[test]
    fn a_folder_of_a_larger_checkout_has_history() {
        let it = TestCheckout::new();
        let head = it.commit(&[], &[("services/shop/README.md", "1")], "Ada", DAY);
        it.check_out(head, &[("services/shop/README.md", "1")]);
        let root = it.root().join("services/shop");
        let (source, _) = super::super::crawl(&[super::super::Crawl { root, ..Default::default() }]);
        let paths = BTreeSet::from([Arc::from("README.md")]);
        assert_eq!(source.repos[0].history(&paths).of("README.md").map(Change::date).as_deref(), Some("1970-01-02"));
    }

    #[test]
    fn what_borrows_from_another_repository_says_nothing() {
        let it = TestCheckout::new();
        let head = it.commit(&[], &[("a.md", "1")], "Ada", DAY);
        it.check_out(head, &[("a.md", "1")]);
        assert_eq!(history(&it, &["a.md"]).len(), 1);
        it.file(".git/objects/info/alternates", "/srv/secret/.git/objects\n");
        assert!(history(&it, &["a.md"]).is_empty());
    }

    #[test]
    fn broken_objects_cost_the_dates_alone() {
        let it = TestCheckout::new();
        let head = it.commit(&[], &[("a.md", "1")], "Ada", DAY);
        it.check_out(head, &[("a.md", "1")]);
        let hex = head.to_string();
        let (folder, _) = hex.split_at(2);
        let name = "0".repeat(38);
        it.file(&format!(".git/objects/{folder}/{name}"), "x");
        it.file(".git/HEAD", &format!("{folder}{name}\n"));
        assert!(history(&it, &["a.md"]).is_empty());
    }

    #[test]
    fn days_are_counted_as_calendars_do() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_778), (2026, 11, 21));
    }
}
