//! The files that a page includes: each read once and cut into lines once, however often and in whatever parts it is included.
//!
//! It does not know how an include is written (`includes`, `liquid`), nor where its path starts (whoever implements
//! [`Includes`]).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use super::source_map::{Mapped, line_count};
use super::{IncludeSyntax, Includes, front_matter};

/// Files that a page includes are kept up to so many bytes; then it starts anew.
const MOST_KEPT: usize = 32 * 1024 * 1024;
/// More ranges of lines than this are not read.
const MAX_RANGES: usize = 100;

/// The files that a page includes.
pub(super) struct Shelf<'a> {
    includes: &'a dyn Includes,
    files: HashMap<String, Result<Rc<Included>, String>>,
    kept: usize,
}

impl<'a> Shelf<'a> {
    /// Nothing is read yet.
    pub(super) fn of(includes: &'a dyn Includes) -> Self {
        Self { includes, files: HashMap::new(), kept: 0 }
    }

    /// The file that a path names. The error is a sentence that says why there is none.
    pub(super) fn file(&mut self, syntax: IncludeSyntax, path: &str) -> Result<Rc<Included>, String> {
        let name = self.includes.find(syntax, path)?;
        if let Some(known) = self.files.get(&name) {
            return known.clone();
        }
        let read = self.includes.read(&name);
        self.kept += read.as_ref().map_or(0, String::len);
        if self.kept > MOST_KEPT {
            self.files.clear();
            self.kept = read.as_ref().map_or(0, String::len);
        }
        let file = read.map(|it| Rc::new(Included::of(&it)));
        self.files.insert(name, file.clone());
        file
    }
}

/// A file, ready to be included whole or in part.
#[derive(Debug)]
pub(super) struct Included {
    /// All of it.
    pub(super) text: Mapped,
    /// Index of the first line after its front matter.
    body: usize,
    /// Lines after the front matter that mark no section.
    plain: Vec<usize>,
    /// Sections by their names, as stretches of `plain`.
    sections: HashMap<String, Vec<Range<usize>>>,
}

impl Included {
    fn of(text: &str) -> Self {
        let head = text.len() - front_matter::split(text).body.len();
        let body = line_count(text.get(..head).unwrap_or_default());
        let text = Mapped::of(text, 1);
        let mut plain = Vec::new();
        let mut sections: HashMap<String, Vec<Range<usize>>> = HashMap::new();
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, (line, _)) in text.lines().enumerate().skip(body) {
            match section_mark(line) {
                None => plain.push(number),
                Some((true, name)) => {
                    open.entry(name).or_insert(plain.len());
                }
                Some((false, name)) => {
                    if let Some(start) = open.remove(name).filter(|it| *it < plain.len()) {
                        sections.entry(name.to_owned()).or_default().push(start..plain.len());
                    }
                }
            }
        }
        // What is never closed goes on to the end.
        for (name, start) in open {
            sections.entry(name.to_owned()).or_default().push(start..plain.len());
        }
        Self { text, body, plain, sections }
    }

    /// The lines of a part.
    pub(super) fn part<'s>(&'s self, part: &Part) -> Box<dyn Iterator<Item = &'s str> + 's> {
        let line = |it: &usize| self.text.line(*it);
        match part {
            Part::Whole => Box::new(self.plain.iter().filter_map(line)),
            Part::Lines(from, to) => Box::new(self.stretch(self.body, *from, *to).filter_map(|it| self.text.line(it))),
            Part::Section(name) => {
                let stretches = self.sections.get(name).map(Vec::as_slice).unwrap_or_default();
                let numbers = stretches.iter().filter_map(|it| self.plain.get(it.clone())).flatten();
                let lines = numbers.filter_map(line);
                // The indentation that all of them have goes.
                let blanks = |it: &str| it.len() - it.trim_start().len();
                let common = lines.clone().filter(|it| !it.trim().is_empty()).map(blanks).min().unwrap_or(0);
                Box::new(lines.map(move |it| it.get(common..).unwrap_or_default()))
            }
        }
    }

    /// The lines of some stretches of the whole file, with their numbers from 1; all of them where none is named.
    pub(super) fn lines_in<'s>(&'s self, stretches: &'s [(usize, usize)]) -> impl Iterator<Item = (usize, &'s str)> + 's {
        let all = stretches.is_empty().then_some((1, usize::MAX));
        let stretches = all.into_iter().chain(stretches.iter().copied());
        let numbers = stretches.flat_map(|(from, to)| self.stretch(0, from, to));
        numbers.filter_map(|it| Some((it + 1, self.text.line(it)?)))
    }

    /// Indexes of the lines `from` to `to`, counted from 1 after `skipped` lines.
    fn stretch(&self, skipped: usize, from: usize, to: usize) -> Range<usize> {
        let index = |it: usize| skipped.saturating_add(it).min(self.text.line_count());
        index(from.max(1) - 1)..index(to)
    }
}

/// The part of a file that is included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// Lines counted from 1; the end is included.
    Lines(usize, usize),
    Section(String),
}

impl Part {
    /// Cuts `file:2:10`, `file::5` or `file:section` into the file and its part.
    pub(super) fn split(name: &str, syntax: IncludeSyntax) -> (&str, Self) {
        if !matches!(syntax, IncludeSyntax::Snippet | IncludeSyntax::MdBook) || name.contains("://") {
            return (name, Self::Whole);
        }
        let Some((path, part)) = name.split_once(':') else { return (name, Self::Whole) };
        let number = |it: &str| it.trim().parse::<usize>().ok();
        let (from, to) = part.split_once(':').map_or((part, None), |(from, to)| (from, Some(to)));
        let part = match (number(from), from.is_empty(), to) {
            (Some(line), _, None) if syntax == IncludeSyntax::MdBook => Self::Lines(line, line),
            (Some(line), _, None) => Self::Lines(line, usize::MAX),
            (from, blank, Some(to)) if from.is_some() || blank => {
                Self::Lines(from.unwrap_or(1), number(to).unwrap_or(usize::MAX))
            }
            _ => Self::Section(from.to_owned()),
        };
        (path, part)
    }
}

/// `--8<-- [start:name]`, `ANCHOR: name`: whether it starts, and the name.
fn section_mark(line: &str) -> Option<(bool, &str)> {
    if let Some(at) = line.find("8<-") {
        let rest = line.get(at..)?.split_once('[')?.1.split_once(']')?.0;
        let (kind, name) = rest.split_once(':')?;
        return matches!(kind, "start" | "end").then_some((kind == "start", name.trim()));
    }
    let at = line.find("ANCHOR")?;
    let rest = line.get(at + 6..)?;
    let end = rest.strip_prefix("_END");
    let name = end.unwrap_or(rest).strip_prefix(':')?.trim();
    let name = name.split(|it: char| it.is_whitespace()).next()?;
    Some((end.is_none(), name))
}

/// The stretches of lines in `ln[1:9,12]`, in order, none overlapping another.
pub(super) fn line_ranges(list: &str, opening: &str) -> Vec<(usize, usize)> {
    let inner = list.split_once(opening).and_then(|it| it.1.split_once(']')).map_or("", |it| it.0);
    let number = |it: &str| it.trim().parse::<usize>().ok();
    let range = |it: &str| match it.split_once(':') {
        Some((from, to)) => Some((number(from).unwrap_or(1), number(to).unwrap_or(usize::MAX))),
        None => number(it).map(|line| (line, line)),
    };
    let mut ranges: Vec<(usize, usize)> = inner.split(',').take(MAX_RANGES).filter_map(range).collect();
    ranges.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (from, to) in ranges {
        match merged.last_mut().filter(|it| from <= it.1) {
            Some(last) => last.1 = last.1.max(to),
            None => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Two spellings of one file, and how often it was read.
    #[derive(Default)]
    struct Counted(Cell<usize>);

    impl Includes for Counted {
        fn find(&self, _: IncludeSyntax, path: &str) -> Result<String, String> {
            Ok(path.trim_start_matches("./").to_owned())
        }

        fn read(&self, file: &str) -> Result<String, String> {
            self.0.set(self.0.get() + 1);
            if file == "a.md" { Ok("one\n".to_owned()) } else { Err("it does not exist".to_owned()) }
        }
    }

    #[test]
    fn a_file_is_read_once_however_it_is_spelled() {
        let counted = Counted::default();
        let mut shelf = Shelf::of(&counted);
        let first = shelf.file(IncludeSyntax::Snippet, "a.md").expect("it is there");
        let again = shelf.file(IncludeSyntax::RelativeToPage, "././a.md").expect("it is there");
        assert!(Rc::ptr_eq(&first, &again));
        for _ in 0..3 {
            assert_eq!(shelf.file(IncludeSyntax::Snippet, "gone.md").err().as_deref(), Some("it does not exist"));
        }
        assert_eq!(counted.0.get(), 2);
    }

    #[test]
    fn parts_leave_out_front_matter_and_marks() {
        let text = "---\ntitle: x\n---\none\n# --8<-- [start:x]\n  two\n// ANCHOR: y\n    three\n# --8<-- [end:x]\nfour\n";
        let file = Included::of(text);
        let part = |name: &str| {
            let (_, part) = Part::split(name, IncludeSyntax::Snippet);
            file.part(&part).collect::<Vec<_>>()
        };
        assert_eq!(part("f"), ["one", "  two", "    three", "four"]);
        assert_eq!(part("f:x"), ["two", "  three"]);
        assert_eq!(part("f:y"), ["    three", "four"]);
        assert_eq!(part("f:1:2"), ["one", "# --8<-- [start:x]"]);
        assert_eq!(part("f:7"), ["four"]);
        assert_eq!((part("f:9:2"), part("f:0:0"), part("f:nope")), (vec![], vec![], vec![]));
        let numbers: Vec<usize> = file.lines_in(&[(2, 3), (10, 99)]).map(|it| it.0).collect();
        assert_eq!(numbers, [2, 3, 10]);
    }

    #[test]
    fn stretches_of_lines_are_in_order() {
        assert_eq!(line_ranges("ln[9,1:3,2:5,8] hl[4]", "ln["), [(1, 5), (8, 8), (9, 9)]);
        assert_eq!(line_ranges("ln[1:9]", "hl["), []);
    }
}
