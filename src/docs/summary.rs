//! `SUMMARY.md`: the table of contents of mdBook, GitBook and literate-nav, one nested list of links.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::nav::Entry;
use super::site::Part;
use super::suggest::{Suggestions, relative};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::repo_path;

/// Lists may nest this deep; what is deeper joins its ancestor.
const MAX_DEPTH: usize = 32;

/// The entries of the table of contents at `path`.
pub(crate) fn entries(
    part: &Part,
    path: &Arc<str>,
    pages: &HashMap<&str, usize>,
    suggestions: &Suggestions,
) -> (Vec<Entry>, Vec<Diagnostic>) {
    let text = match part.repo.text(path, super::settings::CONFIG_LIMIT) {
        Ok(text) => text.text,
        Err(error) => return (Vec::new(), vec![error.diagnostic(&part.repo, path)]),
    };
    let mut resolver = Resolver { part, path, pages, suggestions, diagnostics: Vec::new() };
    let mut entries: Vec<Entry> = Vec::new();
    let mut group: Option<(String, Vec<Entry>)> = None;
    for line in read(&text) {
        match line {
            Line::Group(title) => {
                entries.extend(group.take().map(section));
                group = Some((title, Vec::new()));
            }
            Line::Rule => entries.extend(group.take().map(section)),
            Line::Item(item) => {
                let made = resolver.entry(item);
                match &mut group {
                    Some((_, items)) => items.extend(made),
                    None => entries.extend(made),
                }
            }
        }
    }
    entries.extend(group.map(section));
    entries.retain(|it| !matches!(it, Entry::Section { page: None, items, .. } if items.is_empty()));
    (entries, resolver.diagnostics)
}

/// The files that the table of contents at `path` names: mdBook builds those and no other.
pub(crate) fn listed(part: &Part, path: &Arc<str>) -> Option<HashSet<String>> {
    fn collect(item: &Item, folder: &str, found: &mut HashSet<String>) {
        let written = item.target.as_deref().unwrap_or_default().split(['#', '?']).next().unwrap_or_default();
        found.extend(repo_path::join(folder, &percent_decode_str(written).decode_utf8_lossy()).ok());
        for below in &item.items {
            collect(below, folder, found);
        }
    }
    let text = part.repo.text(path, super::settings::CONFIG_LIMIT).ok()?.text;
    let mut found = HashSet::new();
    for line in read(&text) {
        if let Line::Item(item) = line {
            collect(&item, repo_path::parent(path), &mut found);
        }
    }
    Some(found)
}

fn section((title, items): (String, Vec<Entry>)) -> Entry {
    Entry::Section { title, page: None, items }
}

/// What stands at the top level of the file.
enum Line {
    Group(String),
    Rule,
    Item(Item),
}

/// An item of the list.
#[derive(Default)]
struct Item {
    title: String,
    target: Option<String>,
    span: Option<Span>,
    items: Vec<Item>,
}

/// Reads the list; its first heading only names the file.
fn read(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Vec<Item> = Vec::new();
    let mut too_deep = 0usize;
    let mut lists = 0usize;
    let mut heading: Option<String> = None;
    let mut headings = 0;
    let starts = line_starts(text);
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                let title = heading.take().unwrap_or_default().trim().to_owned();
                headings += 1;
                if (headings > 1 || level != HeadingLevel::H1) && !title.is_empty() {
                    lines.push(Line::Group(title));
                }
            }
            Event::Start(Tag::List(_)) => lists += 1,
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Item) if open.len() < MAX_DEPTH => open.push(Item::default()),
            Event::Start(Tag::Item) => too_deep += 1,
            Event::End(TagEnd::Item) if too_deep > 0 => too_deep -= 1,
            Event::End(TagEnd::Item) => close(&mut open, &mut lines),
            Event::Start(Tag::Link { dest_url, .. }) => {
                if open.is_empty() {
                    // A chapter before or after the list: mdBook's prefix and suffix chapters.
                    open.push(Item::default());
                }
                if let Some(item) = open.last_mut().filter(|it| it.target.is_none()) {
                    item.target = Some(dest_url.to_string());
                    item.title.clear();
                    item.span = Some(span_at(&starts, text, range.start));
                }
            }
            Event::End(TagEnd::Paragraph) if lists == 0 => close(&mut open, &mut lines),
            Event::Text(words) | Event::Code(words) => match (&mut heading, open.last_mut()) {
                (Some(heading), _) => heading.push_str(&words),
                (None, Some(item)) if item.items.is_empty() => item.title.push_str(&words),
                _ => {}
            },
            Event::Rule => lines.push(Line::Rule),
            _ => {}
        }
    }
    lines
}

/// Ends the innermost open item.
fn close(open: &mut Vec<Item>, lines: &mut Vec<Line>) {
    let Some(item) = open.pop() else { return };
    if item.title.trim().is_empty() && item.target.is_none() && item.items.is_empty() {
        return;
    }
    match open.last_mut() {
        Some(parent) => parent.items.push(item),
        None => lines.push(Line::Item(item)),
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn span_at(starts: &[usize], text: &str, offset: usize) -> Span {
    let line = starts.partition_point(|it| *it <= offset).max(1);
    let start = starts.get(line - 1).copied().unwrap_or_default();
    let column = text.get(start..offset).map_or(0, |it| it.chars().count());
    Span::point(line as u32, column as u32 + 1)
}

struct Resolver<'a> {
    part: &'a Part,
    path: &'a str,
    pages: &'a HashMap<&'a str, usize>,
    suggestions: &'a Suggestions,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn entry(&mut self, item: Item) -> Vec<Entry> {
        let title = item.title.trim().to_owned();
        let target = item.target.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let items: Vec<Entry> = item.items.into_iter().flat_map(|it| self.entry(it)).collect();
        let Some(target) = target else {
            // A draft chapter, or a section without a page.
            return if items.is_empty() { self.wildcard(&title) } else { vec![section((title, items))] };
        };
        if target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:") {
            return std::iter::once(Entry::Link { title, href: target.to_owned() }).chain(items).collect();
        }
        match (self.page(target, item.span), items.is_empty()) {
            (Some(page), true) => vec![Entry::Page { title: Some(title), page }],
            (page, false) => vec![Entry::Section { title, page, items }],
            (None, true) => Vec::new(),
        }
    }

    fn page(&mut self, target: &str, span: Option<Span>) -> Option<usize> {
        let folder = repo_path::parent(self.path);
        let written = target.split(['#', '?']).next().unwrap_or_default();
        let decoded = percent_decode_str(written).decode_utf8_lossy();
        let path = repo_path::join(folder, decoded.trim_start_matches('/')).ok();
        let inside = path.filter(|it| repo_path::strip_folder(it, &self.part.settings.root).is_some());
        let place = self.part.repo.place(self.path);
        let place = span.map_or(place.clone(), |it| place.at(it));
        let Some(path) = inside else {
            let message = format!("entry `{target}` leaves the docs folder");
            self.diagnostics.push(Diagnostic::new(Code::NavLeavesDocs, message).at(place));
            return None;
        };
        let folder_page = || ["README.md", "index.md"].iter().find_map(|it| self.pages.get(format!("{path}/{it}").as_str()));
        if let Some(page) = self.pages.get(path.as_str()).or_else(folder_page) {
            return Some(*page);
        }
        let few = self.diagnostics.len() < 50;
        let near = few.then(|| self.suggestions.nearest(&path)).flatten();
        let diagnostic = Diagnostic::new(Code::NavPageMissing, format!("entry `{target}` does not exist")).at(place);
        self.diagnostics.push(diagnostic.help_if_known(near.map(|it| format!("did you mean `{}`?", relative(folder, it)))));
        None
    }

    /// literate-nav: an item that is `*.md` or `folder/` stands for the files it matches.
    fn wildcard(&self, title: &str) -> Vec<Entry> {
        let Some(folder) = title.strip_suffix('/').or_else(|| title.strip_suffix("*.md")).or_else(|| title.strip_suffix('*'))
        else {
            return Vec::new();
        };
        let Ok(folder) = repo_path::join(repo_path::parent(self.path), folder) else { return Vec::new() };
        let inside = self.part.repo.files_below(&folder).filter(|(path, _)| repo_path::parent(path) == folder);
        inside.filter_map(|(path, _)| self.pages.get(&**path)).map(|page| Entry::Page { title: None, page: *page }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(lines: &[Line]) -> String {
        fn item(it: &Item) -> String {
            let below: Vec<String> = it.items.iter().map(item).collect();
            format!("{}={}[{}]", it.title.trim(), it.target.as_deref().unwrap_or("-"), below.join(","))
        }
        let line = |it: &Line| match it {
            Line::Group(title) => format!("#{title}"),
            Line::Rule => "---".to_owned(),
            Line::Item(it) => item(it),
        };
        lines.iter().map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn reads_mdbook_and_gitbook() {
        let mdbook = "# Summary\n\n[Intro](intro.md)\n\n# Guide\n\n- [A](a.md)\n    - [B `x`](a/b.md)\n- [Draft]()\n\n---\n\n[End](end.md)\n";
        assert_eq!(shape(&read(mdbook)), "Intro=intro.md[] #Guide A=a.md[B x=a/b.md[]] Draft=[] --- End=end.md[]");
        let gitbook = "# Table of contents\n\n* [Welcome](README.md)\n\n## Data\n\n* [T \\(x\\)](t.md \"label\")\n  * Group\n    * [C](c.md)\n";
        assert_eq!(shape(&read(gitbook)), "Welcome=README.md[] #Data T (x)=t.md[Group=-[C=c.md[]]]");
    }

    #[test]
    fn loose_lists_keep_their_children() {
        let text = "# Summary\n\n- [A](a.md)\n\n  - [B](b.md)\n\n- [C](c.md)\n";
        assert_eq!(shape(&read(text)), "A=a.md[B=b.md[]] C=c.md[]");
    }
}
