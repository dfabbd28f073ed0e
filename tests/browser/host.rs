//! A plain static host: GET a file below a sub-path, nothing else. No ranges, no headers, as the poorest host would.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

/// Serves `folder` under `/portal/` until the process ends; returns the portal's address.
pub fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}/portal/", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let folder = folder.clone();
            std::thread::spawn(move || drop(answer(stream, &folder)));
        }
    });
    address
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|it| !it.is_empty()) {}
    let path = request.split(' ').nth(1).and_then(|it| it.split(['?', '#']).next()).unwrap_or("/");
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let below = path.strip_prefix("/portal/").filter(|it| !it.split('/').any(|part| part == ".."));
    let file =
        below.map(|it| if it.is_empty() || it.ends_with('/') { folder.join(it).join("index.html") } else { folder.join(it) });
    let (status, body, name) = match file.as_deref().map(|it| (fs::read(it), it)) {
        Some((Ok(body), file)) => ("200 OK", body, file.to_string_lossy().into_owned()),
        _ => ("404 Not Found", fs::read(folder.join("404.html")).unwrap_or_default(), "404.html".to_owned()),
    };
    let kind = match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css",
        "js" => "text/javascript",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    write!(stream, "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    stream.write_all(&body)
}
