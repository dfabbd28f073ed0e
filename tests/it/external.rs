//! `check --external` against a host on this machine: what it asks, how often, and what it says.
#![expect(clippy::disallowed_methods, reason = "these tests lay out folders and run the program")]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use assert_cmd::Command;

/// A question that arrived, and the time that it took to answer.
#[derive(Clone, Debug)]
struct Asked {
    method: String,
    path: String,
    host: String,
    from: Instant,
    to: Instant,
}

type Log = Arc<Mutex<Vec<Asked>>>;

/// A host that answers by path until the test ends. Its name is `127.0.0.1` and `localhost`.
fn serve() -> (u16, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let log = Log::default();
    let shared = Arc::clone(&log);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = Arc::clone(&shared);
            std::thread::spawn(move || answer(stream, &log));
        }
    });
    (port, log)
}

fn answer(mut stream: TcpStream, log: &Log) {
    let from = Instant::now();
    let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers: Vec<String> = lines.take_while(|it| !it.is_empty()).collect();
    let host = headers.iter().find_map(|it| it.to_lowercase().strip_prefix("host: ").map(str::to_owned)).unwrap_or_default();
    let before = log.lock().expect("unharmed").iter().filter(|it| it.path == path).count();
    let status = match (method.as_str(), path.as_str()) {
        (_, "/moved") => "301 Moved Permanently\r\nLocation: /fine",
        (_, "/lost") => "301 Moved Permanently\r\nLocation: /gone",
        (_, "/gone") => "404 Not Found",
        (_, "/broken") => "500 Internal Server Error",
        ("HEAD", "/only-get") => "405 Method Not Allowed",
        (_, "/busy") if before == 0 => "429 Too Many Requests\r\nRetry-After: 1",
        (_, "/never") => "429 Too Many Requests\r\nRetry-After: 86400",
        (_, "/login") => "403 Forbidden",
        _ => "200 OK",
    };
    match path.as_str() {
        "/hangs" => std::thread::sleep(Duration::from_secs(4)),
        _ => std::thread::sleep(Duration::from_millis(200)),
    }
    let host = host.split(':').next().unwrap_or_default().to_owned();
    // Before the answer: who is answered may ask the next question, or end.
    log.lock().expect("unharmed").push(Asked { method, path, host, from, to: Instant::now() });
    let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

fn check(here: &Path, strict: bool) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idp-docs"));
    command.current_dir(here).env_clear().env("HOME", here).args(["check", "--external"]);
    let output = if strict { command.arg("--strict") } else { &mut command }.output().expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

fn lay(here: &Path, page: &str, settings: &str) {
    let catalog = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n  annotations: {backstage.io/techdocs-ref: 'dir:.'}\nspec: {type: service, lifecycle: production, owner: team}\n";
    std::fs::create_dir_all(here.join("shop/docs")).expect("a folder");
    std::fs::write(here.join("shop/catalog-info.yaml"), catalog).expect("written");
    std::fs::write(here.join("shop/docs/index.md"), page).expect("written");
    std::fs::write(here.join("idp-docs.yaml"), format!("sources: [{{path: shop}}]\n{settings}")).expect("written");
}

/// What is said of links to other hosts.
fn said(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).filter(|it| it.contains("]: link to `http://")).collect()
}

#[test]
fn asks_each_address_once_and_says_where_the_broken_ones_stand() {
    let here = tempfile::tempdir().expect("a folder");
    let (port, log) = serve();
    let mut page = "# Shop\n".to_owned();
    for path in ["fine", "fine#part", "moved", "lost", "gone", "broken", "only-get", "busy", "login"] {
        let _ = write!(page, "\nsee [{path}](http://127.0.0.1:{port}/{path})\n");
    }
    let _ = write!(page, "\n[a](http://localhost:{port}/one) [b](http://localhost:{port}/two) <http://localhost:{port}/gone>\n");
    lay(here.path(), &page, "check: {private_hosts: [127.0.0.1, localhost]}\n");

    let (code, text) = check(here.path(), false);
    assert_eq!(code, Some(0), "broken links to other hosts are warnings: {text}");
    for (at, path, reason) in
        [("9:5", "lost", "404 Not Found"), ("11:5", "gone", "404 Not Found"), ("13:5", "broken", "500 Internal Server Error")]
    {
        let line = text.lines().any(|it| it.contains(&format!("/{path}`")) && it.contains(reason));
        assert!(line && text.contains(&format!("docs/index.md:{at}")), "{path}: {text}");
    }
    assert_eq!(said(&text).len(), 4, "{text}");

    let asked = std::mem::take(&mut *log.lock().expect("unharmed"));
    let of = |path: &str| {
        asked.iter().filter(|it| it.path == path && it.host == "127.0.0.1").map(|it| it.method.as_str()).collect::<Vec<_>>()
    };
    // `/moved` leads to `/fine`, too; a fragment is no address of its own.
    assert_eq!(of("/fine"), ["HEAD", "HEAD"]);
    assert_eq!((of("/only-get"), of("/busy"), of("/login")), (vec!["HEAD", "GET"], vec!["HEAD", "HEAD"], vec!["HEAD", "GET"]));
    let mut at_once = 0;
    for (index, one) in asked.iter().enumerate() {
        for other in asked.iter().skip(index + 1).filter(|other| one.from < other.to && other.from < one.to) {
            assert_ne!(one.host, other.host, "one host is asked one question after the other: {one:?} {other:?}");
            at_once += 1;
        }
    }
    assert!(at_once > 0, "two hosts are asked at the same time: {asked:?}");

    let (code, again) = check(here.path(), true);
    assert_eq!((code, said(&again)), (Some(1), said(&text)), "warnings count as errors now");
    let asked: Vec<String> = log.lock().expect("unharmed").iter().map(|it| it.path.clone()).collect();
    assert_eq!(asked, ["/broken", "/broken"], "what nobody knows is asked again, and nothing else");
}

#[test]
fn hosts_that_do_not_answer_or_have_enough_are_left_alone() {
    let here = tempfile::tempdir().expect("a folder");
    let (port, log) = serve();
    let page = format!(
        "# Shop\n\n[a](http://localhost:{port}/hangs)\n\n[b](http://127.0.0.1:{port}/never) [c](http://127.0.0.1:{port}/next)\n"
    );
    lay(here.path(), &page, "check: {private_hosts: [localhost, 127.0.0.1], external_timeout: 1}\n");
    let started = Instant::now();
    let (code, text) = check(here.path(), true);
    assert_eq!(code, Some(0), "what is not known is no warning: {text}");
    assert!(started.elapsed() < Duration::from_secs(60), "nobody waits for a day");
    for reason in ["no answer in 1 second", "its host wants to be asked later", "its host was not asked any more"] {
        assert!(text.contains(reason), "{reason}: {text}");
    }
    let asked: Vec<String> = log.lock().expect("unharmed").iter().map(|it| it.path.clone()).collect();
    assert!(!asked.contains(&"/next".to_owned()), "{asked:?}");
}

#[test]
fn all_hosts_together_have_a_time_and_what_is_left_is_counted() {
    let here = tempfile::tempdir().expect("a folder");
    let (port, log) = serve();
    let paths = ["hangs", "next", "gone"].map(|it| format!("[{it}](http://127.0.0.1:{port}/{it})"));
    lay(here.path(), &format!("# Shop\n\n{}\n", paths.join(" ")), "check: {private_hosts: [127.0.0.1], external_total: 1}\n");
    let started = Instant::now();
    // By name, `/gone` comes first: it is asked or not, as the time allows.
    let (code, text) = check(here.path(), true);
    assert_eq!(code, Some(1), "what was not asked is no good link: {text}");
    assert!(started.elapsed() < Duration::from_secs(60), "one second is not a minute");
    let said: Vec<&str> = text.lines().filter(|it| it.contains("external-check-incomplete")).collect();
    assert!(said.len() == 1 && said[0].contains("not asked for: the second of the check was over"), "{text}");
    assert!(!log.lock().expect("unharmed").iter().any(|it| it.path == "/next"), "{text}");
}

#[test]
fn more_addresses_of_one_host_than_are_asked_for_are_counted() {
    let here = tempfile::tempdir().expect("a folder");
    let mut page = "# Shop\n".to_owned();
    for number in 0..502 {
        let _ = write!(page, "\n<http://[::1]:1/{number}>\n");
    }
    lay(here.path(), &page, "check: {private_hosts: ['::1']}\n");
    let (code, text) = check(here.path(), true);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("2 addresses of other hosts were not asked for: only 500 of one host are"), "{text}");
    assert!(!text.contains("its host has a private address"), "it is named: {text}");
}

#[test]
fn private_hosts_are_asked_only_if_they_are_named() {
    let here = tempfile::tempdir().expect("a folder");
    let (port, log) = serve();
    lay(here.path(), &format!("# Shop\n\n[a](http://localhost:{port}/a)\n"), "");
    let (code, text) = check(here.path(), true);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("was not asked for: its host has a private address"), "{text}");
    assert!(log.lock().expect("unharmed").is_empty());
}
