//! EDGE: asks other hosts whether the links to them still work. Only `check --external` does; a build never asks anybody.
//!
//! The addresses come from content, which is not trusted: they may be meant for a machine behind the firewall that the
//! check runs on. So every name is resolved here, redirects included, and addresses that are not public are refused
//! before anything is sent, unless the operator allows their host. Of an answer only the status is read.

mod addresses;
mod ask;
mod memory;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::diagnostic::{Code, Diagnostic, Place};

/// Hosts that are asked at the same time.
const AT_ONCE: usize = 16;
/// Addresses of one host that are asked; the rest is not.
const PER_HOST: usize = 500;
/// Places at which a broken address is reported.
const PLACES: usize = 100;

/// A link to another host, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExternalLink {
    /// The address as written.
    pub url: String,
    /// Repository and path, and the line and column.
    pub place: Place,
}

/// How the links are checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// File in which answers are remembered.
    pub memory: Option<PathBuf>,
    /// Time for one question, redirects included.
    pub patience: Duration,
    /// Time for all questions together; who has not been asked by then is not asked.
    pub total: Duration,
    /// Hosts that may have private addresses; `*.acme.example` for all of a domain.
    pub private_hosts: Vec<String>,
    /// Addresses that are not asked, as beginnings.
    pub ignored: Vec<String>,
}

/// What a host answered.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Answer {
    /// The page is there, or the host does not say to programs.
    Fine,
    /// It is not.
    Gone(String),
    /// Nobody answered: this may pass.
    Unreachable(String),
    /// We did not ask.
    Refused(String),
}

/// Asks every address once, and says which links are broken. `now` in seconds since 1970.
#[must_use]
pub fn check(links: &[ExternalLink], settings: &Settings, now: u64) -> Vec<Diagnostic> {
    let mut places: BTreeMap<String, Vec<&Place>> = BTreeMap::new();
    for link in links {
        let address = link.url.split('#').next().unwrap_or_default().to_owned();
        if !settings.ignored.iter().any(|it| !it.is_empty() && address.starts_with(it.as_str())) {
            places.entry(address).or_default().push(&link.place);
        }
    }
    let mut memory = memory::Memory::read(settings.memory.as_deref(), now);
    let mut by_host: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for address in places.keys().filter(|it| memory.answer(it).is_none()) {
        let host = url::Url::parse(address).ok().and_then(|it| it.host_str().map(str::to_owned)).unwrap_or_default();
        by_host.entry(host).or_default().insert(address);
    }
    let answers = ask_hosts(&by_host, settings, now);
    let wanted: usize = by_host.values().map(BTreeSet::len).sum();
    let crowded = by_host.values().map(|it| it.len().saturating_sub(PER_HOST)).sum();
    let late = wanted.saturating_sub(crowded).saturating_sub(answers.len());
    for (address, answer) in answers {
        memory.remember(address, answer);
    }
    memory.write(settings.memory.as_deref());
    let answered = places.iter().filter_map(|(address, places)| Some((address, memory.answer(address)?, places)));
    answered.flat_map(reported).chain(incomplete(late, crowded, settings.total)).collect()
}

/// Hosts are asked side by side, the addresses of one host one after the other.
fn ask_hosts(by_host: &BTreeMap<String, BTreeSet<&str>>, settings: &Settings, now: u64) -> Vec<(String, Answer)> {
    let mut hosts: Vec<_> = by_host.iter().collect();
    // Where the time does not suffice for all, slow hosts are not before the same others in every run.
    let first = usize::try_from(now).unwrap_or_default().checked_rem(hosts.len()).unwrap_or_default();
    hosts.rotate_left(first);
    let queue = std::sync::Mutex::new(hosts);
    let answers = std::sync::Mutex::new(Vec::new());
    let until = Instant::now().checked_add(settings.total);
    let client = ask::Client::new(settings.patience, until, &settings.private_hosts);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(by_host.len()) {
            scope.spawn(|| {
                while let Some((_, addresses)) = queue.lock().ok().and_then(|mut it| it.pop()) {
                    let own = client.host(addresses.iter().copied().take(PER_HOST));
                    if let Ok(mut all) = answers.lock() {
                        all.extend(own);
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_default()
}

/// What is said of addresses that were not asked for: so many when the time was over, so many because of one host there
/// were too many.
fn incomplete(late: usize, crowded: usize, total: Duration) -> Option<Diagnostic> {
    let seconds = match total.as_secs() {
        1 => "the second of the check was over".to_owned(),
        seconds => format!("the {seconds} seconds of the check were over"),
    };
    let only = format!("only {PER_HOST} of one host are");
    let why = match (late, crowded) {
        (0, 0) => return None,
        (_, 0) => seconds,
        (0, _) => only,
        _ => format!("{late} because {seconds}, {crowded} because {only}"),
    };
    let how_many = match late + crowded {
        1 => "1 address of another host was".to_owned(),
        many => format!("{many} addresses of other hosts were"),
    };
    Some(Diagnostic::new(Code::ExternalCheckIncomplete, format!("{how_many} not asked for: {why}")))
}

fn reported((address, answer, places): (&String, &Answer, &Vec<&Place>)) -> Vec<Diagnostic> {
    let (code, message, help) = match answer {
        Answer::Fine => return Vec::new(),
        Answer::Gone(reason) => {
            (Code::ExternalLinkBroken, format!("link to `{address}`: {reason}"), "correct the address, or remove the link")
        }
        Answer::Unreachable(reason) => (
            Code::ExternalLinkUnreachable,
            format!("link to `{address}` could not be checked: {reason}"),
            "check again later; list the beginnings of addresses that programs cannot reach under `check.external_ignore`",
        ),
        Answer::Refused(reason) => (
            Code::ExternalLinkUnreachable,
            format!("link to `{address}` was not asked for: {reason}"),
            "list the host under `check.private_hosts` if the check may ask it",
        ),
    };
    let of = |place: &&Place| Diagnostic::new(code, message.clone()).help(help).at((*place).clone());
    places.iter().take(PLACES).map(of).collect()
}
