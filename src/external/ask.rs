//! One question to one host: HEAD, and GET where a host does not know HEAD.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{Response, StatusCode, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

use super::Answer;
use super::addresses::is_public;

/// How we introduce ourselves.
const NAME: &str = concat!("idp-docs/", env!("CARGO_PKG_VERSION"), " (link checker)");
/// Rest between two questions to one host.
const PAUSE: Duration = Duration::from_millis(150);
/// A host that does not answer so often is not asked again.
const SILENCES: usize = 3;
/// Redirects that are followed.
const REDIRECTS: u32 = 5;
/// Time that one host may have us wait before it answers, all its addresses together.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Rest where a host has enough of questions and does not say how long.
const WAIT: Duration = Duration::from_secs(2);

/// What is said of an address that is not public; the text is how it comes back out of the client.
const PRIVATE: &str = "its host has a private address";

/// Resolves names to public addresses alone.
#[derive(Debug)]
struct PublicResolver {
    inner: DefaultResolver,
    private_hosts: Vec<String>,
}

impl Resolver for PublicResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        if self.private_hosts.iter().any(|it| is_named(host, it)) {
            return Ok(found);
        }
        // One private address among public ones is a trap.
        if found.iter().any(|it| !is_public(it.ip())) {
            return Err(Error::Io(std::io::Error::other(PRIVATE)));
        }
        Ok(found)
    }
}

/// Whether `named` is this host, or `*.` and a domain that it belongs to. Addresses are compared as such, with and without
/// the brackets that IPv6 has in an URL.
fn is_named(host: &str, named: &str) -> bool {
    let address = |it: &str| {
        let bare = it.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(it);
        bare.parse::<IpAddr>().ok()
    };
    if let (Some(host), Some(named)) = (address(host), address(named)) {
        return host == named;
    }
    let ends = |tail: &str| {
        let at = host.len().saturating_sub(tail.len());
        at > 0 && host.get(at..).is_some_and(|it| it.eq_ignore_ascii_case(tail))
    };
    host.eq_ignore_ascii_case(named) || named.strip_prefix('*').is_some_and(|it| it.starts_with('.') && ends(it))
}

/// What asks.
pub(super) struct Client {
    agent: Agent,
    patience: Duration,
    /// When nobody is asked any more.
    until: Option<Instant>,
}

/// What came of one question.
enum Reply {
    Answer(Answer),
    /// The host has enough of questions, for so long.
    Later(Duration),
}

impl Client {
    /// A client that waits so long for an answer, redirects included, and asks nobody after a time. No proxy of the environment is used: it would
    /// resolve names by itself.
    pub(super) fn new(patience: Duration, until: Option<Instant>, private_hosts: &[String]) -> Self {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls =
            TlsConfig::builder().unversioned_rustls_crypto_provider(provider).root_certs(RootCerts::PlatformVerifier).build();
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .user_agent(NAME)
            .proxy(None)
            .tls_config(tls)
            .build();
        let resolver = PublicResolver { inner: DefaultResolver::default(), private_hosts: private_hosts.to_vec() };
        Self { agent: Agent::with_parts(config, DefaultConnector::new(), resolver), patience, until }
    }

    /// How long an answer may take now; `None` when the time for all is over.
    fn time(&self) -> Option<Duration> {
        let Some(until) = self.until else { return Some(self.patience) };
        let left = until.saturating_duration_since(Instant::now());
        Some(left.min(self.patience)).filter(|it| !it.is_zero())
    }

    /// Asks one host, politely: one question after the other, and no more where it has had enough. What there is no time
    /// for has no answer.
    pub(super) fn host<'a>(&self, addresses: impl Iterator<Item = &'a str>) -> Vec<(String, Answer)> {
        let (mut silences, mut waited, mut enough) = (0, Duration::ZERO, false);
        let mut answers = Vec::new();
        for (number, address) in addresses.enumerate() {
            let reply = if enough || silences >= SILENCES {
                Reply::Answer(Answer::Unreachable("its host was not asked any more".to_owned()))
            } else {
                if number > 0 {
                    std::thread::sleep(PAUSE);
                }
                self.ask_patiently(address, &mut waited)
            };
            let answer = match reply {
                Reply::Answer(answer) => answer,
                Reply::Later(_) => {
                    enough = true;
                    Answer::Unreachable("its host wants to be asked later".to_owned())
                }
            };
            let is_silent = matches!(answer, Answer::Unreachable(_));
            if is_silent && self.time().is_none() {
                break;
            }
            silences += usize::from(is_silent);
            answers.push((address.to_owned(), answer));
        }
        answers
    }

    /// Asks, and once more after the time that the host asks for, if that is not too long.
    fn ask_patiently(&self, address: &str, waited: &mut Duration) -> Reply {
        match self.ask(address) {
            Reply::Later(wait) if waited.saturating_add(wait) <= LONGEST_WAIT && self.has_time_for(wait) => {
                std::thread::sleep(wait);
                *waited += wait;
                self.ask(address)
            }
            reply => reply,
        }
    }

    fn has_time_for(&self, wait: Duration) -> bool {
        self.until.is_none_or(|it| it.saturating_duration_since(Instant::now()) > wait)
    }

    fn ask(&self, address: &str) -> Reply {
        let Some(time) = self.time() else { return Reply::Answer(Answer::Unreachable("there was no time".to_owned())) };
        let head = self.agent.head(address).config().timeout_global(Some(time)).build().call();
        match &head {
            Ok(answer) if answer.status().is_success() || later(answer).is_some() => self.reply(head),
            Err(Error::HostNotFound | Error::Timeout(_)) => self.reply(head),
            Err(error) if is_private(error) => self.reply(head),
            // Some hosts do not know HEAD, or close the line at it.
            _ => self.reply(self.agent.get(address).config().timeout_global(Some(time)).build().call()),
        }
    }

    fn reply(&self, answer: Result<Response<Body>, Error>) -> Reply {
        if let Some(wait) = answer.as_ref().ok().and_then(later) {
            return Reply::Later(wait);
        }
        Reply::Answer(match answer {
            Ok(answer) => judged(answer.status()),
            Err(Error::HostNotFound) => Answer::Gone("there is no such host".to_owned()),
            Err(Error::TooManyRedirects) => Answer::Gone(format!("it is redirected more than {REDIRECTS} times")),
            Err(Error::Timeout(_)) => Answer::Unreachable(match self.patience.as_secs() {
                1 => "no answer in 1 second".to_owned(),
                seconds => format!("no answer in {seconds} seconds"),
            }),
            Err(error) if is_private(&error) => Answer::Refused(PRIVATE.to_owned()),
            Err(error) => {
                let reason: String = error.to_string().chars().filter(|it| !it.is_control()).take(120).collect();
                Answer::Unreachable(reason)
            }
        })
    }
}

fn is_private(error: &Error) -> bool {
    matches!(error, Error::Io(error) if error.to_string().contains(PRIVATE))
}

/// How long a host wants to be left alone, if it has enough of questions.
fn later(answer: &Response<Body>) -> Option<Duration> {
    let named = answer.headers().get("retry-after").map(|it| it.to_str().unwrap_or_default());
    let busy = match answer.status() {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::SERVICE_UNAVAILABLE => named.is_some(),
        _ => false,
    };
    // A date is as good as too long.
    busy.then(|| named.map_or(WAIT, |it| it.trim().parse().map_or(Duration::MAX, Duration::from_secs)))
}

fn judged(status: StatusCode) -> Answer {
    match status {
        it if it.is_success() || it.is_redirection() => Answer::Fine,
        // The page may well be there for people.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED => Answer::Fine,
        it if it.as_u16() == 999 => Answer::Fine,
        it if it.is_client_error() => Answer::Gone(format!("its host answers {it}")),
        it => Answer::Unreachable(format!("its host answers {it}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    const PATIENCE: Duration = Duration::from_secs(5);

    /// A host on this machine that answers each question by its path.
    fn served(times: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = std::thread::spawn(move || {
            let mut asked = Vec::new();
            for stream in listener.incoming().take(times) {
                let mut stream = stream.expect("a question");
                let mut text = [0; 2000];
                let read = stream.read(&mut text).expect("a question");
                let line = String::from_utf8_lossy(&text[..read]).lines().next().unwrap_or_default().to_owned();
                let status =
                    if line.contains("/gone") || line.starts_with("HEAD /only-get") { "404 Not Found" } else { "200 OK" };
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).expect("answered");
                asked.push(line);
            }
            asked
        });
        (address, serving)
    }

    #[test]
    fn private_hosts_are_refused_and_asked_nothing() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a port");
        let address = listener.local_addr().expect("an address");
        for host in ["127.0.0.1", "localhost"] {
            let question = format!("http://{host}:{}/x", address.port());
            let answers = Client::new(PATIENCE, None, &[]).host(std::iter::once(question.as_str()));
            assert_eq!(answers, [(question, Answer::Refused(PRIVATE.to_owned()))]);
        }
        assert!(listener.accept().is_err(), "somebody asked");
    }

    #[test]
    fn asks_with_head_and_then_with_get() {
        let (address, serving) = served(5);
        let client = Client::new(PATIENCE, None, &["127.0.0.1".to_owned()]);
        let addresses = ["/fine", "/gone", "/only-get"].map(|it| format!("{address}{it}"));
        let answers: Vec<Answer> = client.host(addresses.iter().map(String::as_str)).into_iter().map(|it| it.1).collect();
        assert_eq!(answers, [Answer::Fine, Answer::Gone("its host answers 404 Not Found".into()), Answer::Fine]);
        let asked = serving.join().expect("served");
        assert_eq!(asked[0], "HEAD /fine HTTP/1.1");
        assert_eq!(asked[2], "GET /gone HTTP/1.1");
    }

    #[test]
    fn hosts_are_named_with_their_domain() {
        assert!(is_named("wiki.acme.example", "Wiki.acme.example") && is_named("wiki.acme.example", "*.acme.example"));
        for other in ["acme.example", "wiki.notacme.example", "wiki.acme.example.org", "*"] {
            assert!(!is_named(other, "*.acme.example"), "{other}");
        }
        for same in ["::1", "[::1]", "0:0::1", "[0:0:0:0:0:0:0:1]"] {
            assert!(is_named("[::1]", same) && !is_named("[::2]", same) && !is_named("1", same), "{same}");
        }
        assert!(!is_named("wiki.acme.example", "*") && !is_named("wiki.acme.example", "*me.example"));
    }
}
