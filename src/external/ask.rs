//! One question to one host: HEAD, and GET where a host does not know HEAD.

use std::time::Duration;

use ureq::config::Config;
use ureq::http::{StatusCode, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::Answer;
use super::addresses::is_public;

/// How we introduce ourselves.
const NAME: &str = concat!("idp-docs/", env!("CARGO_PKG_VERSION"), " (link checker)");
/// Time for one question, redirects included.
const PATIENCE: Duration = Duration::from_secs(15);
/// Rest between two questions to one host.
const PAUSE: Duration = Duration::from_millis(150);
/// A host that does not answer so often is not asked again.
const SILENCES: usize = 3;
/// Redirects that are followed.
const REDIRECTS: u32 = 5;

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
        if self.private_hosts.iter().any(|it| it.eq_ignore_ascii_case(host)) {
            return Ok(found);
        }
        // One private address among public ones is a trap.
        if found.iter().any(|it| !is_public(it.ip())) {
            return Err(Error::Io(std::io::Error::other(PRIVATE)));
        }
        Ok(found)
    }
}

/// The client. No proxy of the environment is used: it would resolve names by itself.
pub(super) fn agent(private_hosts: &[String]) -> Agent {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder().unversioned_rustls_crypto_provider(provider).root_certs(RootCerts::PlatformVerifier).build();
    let config = Config::builder()
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        .timeout_global(Some(PATIENCE))
        .user_agent(NAME)
        .proxy(None)
        .tls_config(tls)
        .build();
    let resolver = PublicResolver { inner: DefaultResolver::default(), private_hosts: private_hosts.to_vec() };
    Agent::with_parts(config, DefaultConnector::new(), resolver)
}

/// Asks one host, politely: one question after the other.
pub(super) fn host<'a>(agent: &Agent, addresses: impl Iterator<Item = &'a str>) -> Vec<(String, Answer)> {
    let mut silences = 0;
    let mut answers = Vec::new();
    for (number, address) in addresses.enumerate() {
        if number > 0 {
            std::thread::sleep(PAUSE);
        }
        let answer =
            if silences < SILENCES { ask(agent, address) } else { Answer::Unreachable("its host does not answer".into()) };
        if matches!(answer, Answer::Unreachable(_)) {
            silences += 1;
        }
        answers.push((address.to_owned(), answer));
    }
    answers
}

fn ask(agent: &Agent, address: &str) -> Answer {
    let head = agent.head(address).call().map(|it| it.status());
    match head {
        Ok(status) if status.is_success() => Answer::Fine,
        Ok(_) => judged(agent.get(address).call().map(|it| it.status())),
        // Some hosts close the line at HEAD.
        Err(Error::Io(error)) if error.to_string().contains(PRIVATE) => Answer::Refused(PRIVATE.to_owned()),
        Err(Error::HostNotFound) => Answer::Gone("there is no such host".to_owned()),
        Err(_) => judged(agent.get(address).call().map(|it| it.status())),
    }
}

fn judged(answer: Result<StatusCode, Error>) -> Answer {
    match answer {
        Ok(status) if status.is_success() || status.is_redirection() => Answer::Fine,
        // The page may well be there for people.
        Ok(
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::PROXY_AUTHENTICATION_REQUIRED,
        ) => Answer::Fine,
        Ok(status) if status.as_u16() == 999 => Answer::Fine,
        Ok(status) if status.is_client_error() => Answer::Gone(format!("its host answers {status}")),
        Ok(status) => Answer::Unreachable(format!("its host answers {status}")),
        Err(Error::HostNotFound) => Answer::Gone("there is no such host".to_owned()),
        Err(Error::TooManyRedirects) => Answer::Gone(format!("it is redirected more than {REDIRECTS} times")),
        Err(Error::Timeout(_)) => Answer::Unreachable(format!("no answer in {} seconds", PATIENCE.as_secs())),
        Err(Error::Io(error)) if error.to_string().contains(PRIVATE) => Answer::Refused(PRIVATE.to_owned()),
        Err(error) => {
            let reason: String = error.to_string().chars().filter(|it| !it.is_control()).take(120).collect();
            Answer::Unreachable(reason)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

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
            let answer = ask(&agent(&[]), &format!("http://{host}:{}/x", address.port()));
            assert_eq!(answer, Answer::Refused(PRIVATE.to_owned()), "{host}");
        }
        assert!(listener.accept().is_err(), "somebody asked");
    }

    #[test]
    fn asks_with_head_and_then_with_get() {
        let (address, serving) = served(5);
        let agent = agent(&["127.0.0.1".to_owned()]);
        let addresses = ["/fine", "/gone", "/only-get"].map(|it| format!("{address}{it}"));
        let answers: Vec<Answer> = host(&agent, addresses.iter().map(String::as_str)).into_iter().map(|it| it.1).collect();
        assert_eq!(answers, [Answer::Fine, Answer::Gone("its host answers 404 Not Found".into()), Answer::Fine]);
        let asked = serving.join().expect("served");
        assert_eq!(asked[0], "HEAD /fine HTTP/1.1");
        assert_eq!(asked[2], "GET /gone HTTP/1.1");
    }
}
