//! EDGE: the preview server. It answers from the newest finished site and knows nothing of how sites are built.
//!
//! It talks to this machine only (THREATS.md §4.10): a request must name a host that the operator allowed, events go to
//! pages of our own origin only, and nothing but GET and HEAD is understood. The reload script is added to responses, never
//! to the site.

mod answer;
mod watch;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::broadcast;

use crate::site::Files;

pub use watch::{Changes, Targets, Watched, watch};

/// Address of the event stream.
const EVENTS: &str = "/_idp/live/events";
/// How many ports after the wanted one are tried.
const PORTS_TRIED: u16 = 50;

/// Answers a search: the query, how many results are wanted, and the JSON of CONTRACTS.md.
pub type Search = Arc<dyn Fn(&str, usize) -> String + Send + Sync>;

/// One finished site.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// Its files, by path.
    pub files: Arc<Files>,
    /// Its search; `None` while it is being made.
    pub search: Option<Search>,
    /// What is wrong, ready to be read, for the overlay.
    pub errors: Vec<String>,
}

/// Where the server listens, and whom it answers.
#[derive(Clone, Debug)]
pub struct Listen {
    /// Address to bind to.
    pub host: String,
    /// Port; the next free one is taken where it is in use.
    pub port: u16,
    /// Further names under which a browser may ask for it.
    pub allowed_hosts: Vec<String>,
}

/// The newest site, shared between whoever builds and the server.
#[derive(Clone)]
pub struct Preview {
    site: Arc<RwLock<Arc<Snapshot>>>,
    events: broadcast::Sender<String>,
}

impl Default for Preview {
    fn default() -> Self {
        Self { site: Arc::default(), events: broadcast::channel(64).0 }
    }
}

impl Preview {
    /// Shows a new site; open pages that changed reload themselves.
    pub fn show(&self, snapshot: Snapshot) {
        let before = self.current();
        let changed = changed_pages(&before, &snapshot);
        let message = serde_json::json!({ "changed": changed, "errors": snapshot.errors });
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        // Nobody listening is fine.
        let _ = self.events.send(message.to_string());
    }

    /// Keeps the last good site and shows why there is no newer one.
    pub fn fail(&self, reason: String) {
        let mut snapshot = (*self.current()).clone();
        snapshot.errors = vec![reason];
        self.show(snapshot);
    }

    /// Shows some files of the newest site anew, while the rest is still being made.
    pub fn amend(&self, files: Files) {
        let current = self.current();
        let mut all = (*current.files).clone();
        all.extend(files);
        self.show(Snapshot { files: Arc::new(all), ..(*current).clone() });
    }

    /// The files of the newest site.
    #[must_use]
    pub fn files(&self) -> Arc<Files> {
        Arc::clone(&self.current().files)
    }

    /// The newest search there is; a new site keeps it until its own is made.
    #[must_use]
    pub fn search(&self) -> Option<Search> {
        self.current().search.clone()
    }

    /// Completes the newest site with its search, once that is made.
    pub fn set_search(&self, search: Search) {
        let mut site = self.site.write().unwrap_or_else(PoisonError::into_inner);
        *site = Arc::new(Snapshot { search: Some(search), ..(**site).clone() });
    }

    fn current(&self) -> Arc<Snapshot> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Addresses whose files differ, `/`-rooted; `None` when they are too many to name.
fn changed_pages(before: &Snapshot, after: &Snapshot) -> Option<Vec<String>> {
    let differs = |(path, file): &(&String, &crate::site::File)| before.files.get(*path).map(|it| it.stamp) != Some(file.stamp);
    let gone = before.files.keys().filter(|it| !after.files.contains_key(*it));
    let changed: Vec<String> =
        after.files.iter().filter(differs).map(|it| it.0).chain(gone).take(501).map(|it| answer::address_of(it)).collect();
    (changed.len() <= 500).then_some(changed)
}

/// A bound server, not yet answering.
#[derive(Debug)]
pub struct Bound {
    listener: std::net::TcpListener,
    /// Where it listens.
    pub address: SocketAddr,
    allowed: Vec<String>,
}

/// Binds, to the next free port where the wanted one is taken.
///
/// # Errors
/// When the host is unknown or no port is free.
pub fn bind(listen: &Listen) -> anyhow::Result<Bound> {
    let ip: IpAddr = match listen.host.as_str() {
        "localhost" => IpAddr::from([127, 0, 0, 1]),
        host => host
            .trim_matches(['[', ']'])
            .parse()
            .with_context(|| format!("`--host {host}` is not an address; use 127.0.0.1, ::1 or an address of this machine"))?,
    };
    let mut ports = (0..=PORTS_TRIED).map_while(|it| listen.port.checked_add(it));
    let listener = loop {
        let Some(port) = ports.next() else {
            bail!(
                "ports {} to {} are all in use; choose another with --port",
                listen.port,
                listen.port.saturating_add(PORTS_TRIED)
            )
        };
        match std::net::TcpListener::bind((ip, port)) {
            Ok(listener) => break listener,
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(error) => bail!("{ip}:{port} cannot be listened on: {error}"),
        }
    };
    let address = listener.local_addr().context("the server's address could not be read")?;
    let port = address.port();
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned()];
    if !ip.is_unspecified() {
        names.push(if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() });
    }
    names.extend(listen.allowed_hosts.iter().map(|it| it.to_lowercase()));
    let mut allowed: Vec<String> = names.iter().map(|it| format!("{it}:{port}")).collect();
    if port == 80 {
        allowed.extend(names);
    }
    Ok(Bound { listener, address, allowed })
}

struct Shared {
    preview: Preview,
    allowed: Vec<String>,
}

impl Bound {
    /// Answers until the process is interrupted.
    ///
    /// # Errors
    /// When the runtime cannot be started.
    pub fn run(self, preview: Preview) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("the server could not be started")?;
        let shared = Arc::new(Shared { preview, allowed: self.allowed });
        let app = Router::new().fallback(handle).with_state(shared);
        runtime.block_on(async move {
            self.listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let server = axum::serve(listener, app).into_future();
            tokio::select! {
                done = server => done,
                _ = tokio::signal::ctrl_c() => Ok(()),
            }
        })?;
        runtime.shutdown_timeout(Duration::from_millis(200));
        Ok(())
    }
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let headers = request.headers();
    if !host_allowed(&shared.allowed, headers) {
        return answer::plain(
            StatusCode::MISDIRECTED_REQUEST,
            "This preview answers only under the names it was started with; see `idp-docs serve --allow-host`.\n",
        );
    }
    if !matches!(request.method().as_str(), "GET" | "HEAD") {
        return answer::plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are understood.\n");
    }
    if request.uri().path() == EVENTS {
        return if same_origin(&shared.allowed, headers) {
            events(&shared.preview)
        } else {
            answer::plain(StatusCode::FORBIDDEN, "Events go to pages of this preview only.\n")
        };
    }
    let head = request.method() == axum::http::Method::HEAD;
    let site = shared.preview.current();
    let response = answer::answer(&site, request.uri(), headers);
    if !head {
        return response;
    }
    let length = axum::body::HttpBody::size_hint(response.body()).exact();
    let mut response = response.map(|_| Body::empty());
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

fn host_allowed(allowed: &[String], headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next().and_then(|it| it.to_str().ok()), hosts.next()) {
        (Some(host), None) => allowed.iter().any(|it| it.eq_ignore_ascii_case(host)),
        _ => false,
    }
}

/// Browsers send `Origin` with cross-origin streams and `Sec-Fetch-Site` with everything; either can refuse.
fn same_origin(allowed: &[String], headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    let origin_ok = !headers.contains_key(header::ORIGIN)
        || text(header::ORIGIN)
            .and_then(|it| it.strip_prefix("http://"))
            .is_some_and(|host| allowed.iter().any(|it| it.eq_ignore_ascii_case(host)));
    let site = headers.get("sec-fetch-site").and_then(|it| it.to_str().ok()).unwrap_or("same-origin");
    origin_ok && matches!(site, "same-origin" | "none")
}

fn events(preview: &Preview) -> Response {
    let first = serde_json::json!({ "changed": [], "errors": preview.current().errors }).to_string();
    let stream = futures_util::stream::unfold((Some(first), preview.events.subscribe()), |(first, mut receiver)| async move {
        let message = match first {
            Some(first) => first,
            None => match receiver.recv().await {
                Ok(message) => message,
                // Too slow to have seen everything: reload whatever is open.
                Err(broadcast::error::RecvError::Lagged(_)) => r#"{"changed":null,"errors":[]}"#.to_owned(),
                Err(broadcast::error::RecvError::Closed) => return None,
            },
        };
        Some((Ok::<_, Infallible>(Event::default().data(message)), (None, receiver)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}
