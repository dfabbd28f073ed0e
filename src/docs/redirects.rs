//! Old addresses: mkdocs-redirects, mdBook's and GitBook's tables, Jekyll's `redirect_from`; all confined to their site.

use std::collections::{BTreeMap, HashMap};

use super::address::{self, Addresses};
use super::resolve;
use super::settings::Redirect;
use super::site::{Draft, Part, Plan, mounted};
use crate::config::DialectName;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::repo_path;

/// Old addresses below the site, sorted, and where each now leads: an address below the site, or an absolute one.
pub(crate) fn of_site(
    plan: &Plan,
    drafts: &[Draft],
    addresses: &mut Addresses,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String)> {
    let mut reader = Reader { drafts, by_path: HashMap::new(), by_route: HashMap::new(), found: BTreeMap::new(), diagnostics };
    for (index, draft) in drafts.iter().enumerate() {
        let mount = plan.parts.get(draft.part).map_or("", |it| it.mount.as_str());
        reader.by_path.entry(&draft.path).or_insert(index);
        reader.by_route.entry(mounted(mount, &draft.route)).or_insert(index);
    }
    for part in &plan.parts {
        for redirect in &part.settings.redirects {
            reader.configured(part, redirect);
        }
    }
    for draft in drafts {
        if let Some(part) = plan.parts.get(draft.part).filter(|it| it.settings.dialect == DialectName::Jekyll) {
            reader.redirect_from(part, draft);
        }
    }
    let found = std::mem::take(&mut reader.found);
    let taken: HashMap<&str, ()> = drafts.iter().map(|it| (it.address.as_str(), ())).collect();
    found
        .into_iter()
        .filter_map(|(route, to)| {
            // A page that has the address keeps it.
            let given = addresses.page(&route, &format!("redirect:{route}"));
            (!taken.contains_key(given.as_str()) && address::route_key(&given) == address::route_key(&route))
                .then_some((given, to))
        })
        .collect()
}

struct Reader<'a> {
    drafts: &'a [Draft],
    by_path: HashMap<&'a str, usize>,
    by_route: HashMap<String, usize>,
    /// Old route to new address.
    found: BTreeMap<String, String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn configured(&mut self, part: &Part, redirect: &Redirect) {
        let Some(from) = old_route(part, &redirect.from) else {
            return self.say(part, redirect.span, format!("redirect from `{}` leaves the docs", redirect.from));
        };
        match self.destination(part, &redirect.to).or_else(|| self.destination_beside(part, &redirect.from, &redirect.to)) {
            Some(to) => {
                self.found.entry(from).or_insert(to);
            }
            None => self.say(part, redirect.span, format!("redirect to `{}`: no such page", redirect.to)),
        }
    }

    fn redirect_from(&mut self, part: &Part, draft: &Draft) {
        let Some(value) = draft.outline.front_matter.get("redirect_from") else { return };
        let listed = value.as_array().map(Vec::as_slice).unwrap_or_default().iter().chain(value.is_string().then_some(value));
        for from in listed.filter_map(|it| it.as_str()) {
            if let Some(from) = old_route(part, from) {
                self.found.entry(from).or_insert_with(|| draft.address.clone());
            }
        }
    }

    /// Where a redirect leads: an http(s) address, a page by its file, or a page by its route.
    fn destination(&self, part: &Part, to: &str) -> Option<String> {
        if resolve::is_external(to) {
            let lower = to.to_ascii_lowercase();
            return (lower.starts_with("https://") || lower.starts_with("http://")).then(|| to.to_owned());
        }
        let (path, fragment) = to.split_once('#').map_or((to, String::new()), |(path, it)| (path, format!("#{it}")));
        let route = resolve::own_route(&part.settings, path).unwrap_or(path);
        let file = repo_path::join(&part.settings.root, route.trim_start_matches('/')).ok()?;
        let spellings = resolve::page_spellings(&file);
        let by_path = spellings.iter().find_map(|it| self.by_path.get(it.as_str()));
        let by_route = || self.by_route.get(&mounted(&part.mount, &address::route_key(route)));
        let draft = by_path.or_else(by_route).and_then(|it| self.drafts.get(*it))?;
        Some(format!("{}{fragment}", draft.address))
    }

    /// mdBook's redirects are relative to the old page.
    fn destination_beside(&self, part: &Part, from: &str, to: &str) -> Option<String> {
        let beside = repo_path::join(repo_path::parent(from.trim_start_matches('/')), to).ok()?;
        self.destination(part, &beside)
    }

    fn say(&mut self, part: &Part, span: Option<Span>, message: String) {
        let file = part.settings.file.as_deref().unwrap_or(&part.settings.root);
        let place = part.repo.place(file);
        let place = span.map_or(place.clone(), |it| place.at(it));
        self.diagnostics.push(Diagnostic::new(Code::RedirectInvalid, message).at(place));
    }
}

/// The route of an old page, below the site; `None` when it leaves it.
fn old_route(part: &Part, from: &str) -> Option<String> {
    let own = resolve::own_route(&part.settings, from).unwrap_or(from);
    let path = own.split(['#', '?']).next().unwrap_or_default().trim_start_matches('/');
    if path.contains("..") || path.contains(':') {
        return None;
    }
    let route = if super::dialect::is_markdown(path) {
        address::route_of_path(path, part.settings.dialect)
    } else {
        address::route_key(path)
    };
    Some(mounted(&part.mount, &route)).filter(|it| !it.is_empty())
}
