//! One request, one site, one response: types, caching, compression, ranges, the 404 page and the reload script.

use std::io::Write as _;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::Snapshot;

/// The reload script: served here, named in every page that is served.
const LIVE_SCRIPT: &str = include_str!("live.js");
const LIVE_ADDRESS: &str = "/_idp/live/live.js";
/// Smaller bodies are not worth compressing.
const COMPRESS_FROM: usize = 1_024;

/// The address under which a file of the site is asked for.
pub(super) fn address_of(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}

/// A response of a sentence.
pub(super) fn plain(status: StatusCode, text: &'static str) -> Response {
    finish(status, "text/plain; charset=utf-8", text.into())
}

/// Answers a GET.
pub(super) fn answer(site: &Snapshot, uri: &Uri, headers: &HeaderMap) -> Response {
    let path = uri.path();
    if path == LIVE_ADDRESS {
        return finish(StatusCode::OK, "text/javascript; charset=utf-8", LIVE_SCRIPT.into());
    }
    if path == "/api/search" {
        return search(site, uri.query().unwrap_or_default());
    }
    let Ok(decoded) = percent_decode_str(path).decode_utf8() else { return not_found(site) };
    let wanted = decoded.trim_start_matches('/');
    let file = if wanted.is_empty() || wanted.ends_with('/') { format!("{wanted}index.html") } else { wanted.to_owned() };
    if let Some(found_file) = site.files.get(&file) {
        return found(&file, &found_file.bytes, headers);
    }
    if site.files.contains_key(&format!("{wanted}/index.html")) {
        return redirect(path, uri.query());
    }
    not_found(site)
}

/// A folder's address ends in `/`, so that its relative links hold.
fn redirect(path: &str, query: Option<&str>) -> Response {
    let query = query.map_or(String::new(), |it| format!("?{it}"));
    // `//host` would lead elsewhere.
    let target = format!("/{}/{query}", path.trim_start_matches('/'));
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "");
    if let Ok(value) = HeaderValue::from_str(&target) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

fn not_found(site: &Snapshot) -> Response {
    match site.files.get("404.html") {
        Some(bytes) => finish(StatusCode::NOT_FOUND, content_type("404.html"), with_live_script(&bytes.bytes)),
        None => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
    }
}

fn search(site: &Snapshot, query: &str) -> Response {
    let value = |name: &str| {
        let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    };
    let limit = value("limit").and_then(|it| it.parse().ok()).unwrap_or(10_usize).clamp(1, 100);
    match &site.search {
        Some(search) => {
            finish(StatusCode::OK, "application/json; charset=utf-8", search(&value("q").unwrap_or_default(), limit).into_bytes())
        }
        None => plain(StatusCode::SERVICE_UNAVAILABLE, "The search index is still being made.\n"),
    }
}

fn found(file: &str, bytes: &[u8], headers: &HeaderMap) -> Response {
    let kind = content_type(file);
    let body = if kind.starts_with("text/html") { with_live_script(bytes) } else { bytes.to_vec() };
    let etag = format!("\"{}\"", blake3::hash(&body).to_hex().get(..32).unwrap_or_default());
    let asks = |name: header::HeaderName| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let mut response = if asks(header::IF_NONE_MATCH).split(',').any(|it| it.trim().trim_start_matches("W/") == etag) {
        finish(StatusCode::NOT_MODIFIED, kind, Vec::new())
    } else if let Some((start, end)) = range(asks(header::RANGE), body.len()) {
        partial(kind, &body, start, end)
    } else if is_beyond(asks(header::RANGE), body.len()) {
        beyond(body.len())
    } else if asks(header::ACCEPT_ENCODING).contains("gzip") && is_text(kind) && body.len() >= COMPRESS_FROM {
        gzip(kind, body)
    } else {
        finish(StatusCode::OK, kind, body)
    };
    let immutable = file.starts_with("_idp/") && file != "_idp/search.js";
    let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

fn gzip(kind: &'static str, body: Vec<u8>) -> Response {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    match encoder.write_all(&body).and_then(|()| encoder.finish()) {
        Ok(packed) => {
            let mut response = finish(StatusCode::OK, kind, packed);
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response
        }
        Err(_) => finish(StatusCode::OK, kind, body),
    }
}

/// First and last byte of a single `bytes=` range that lies in the body; anything else is answered whole.
fn range(value: &str, len: usize) -> Option<(usize, usize)> {
    let (start, end) = value.strip_prefix("bytes=")?.split_once('-')?;
    let last = len.checked_sub(1)?;
    let (start, end) = match (start.parse().ok(), end.parse().ok()) {
        (Some(start), Some(end)) => (start, last.min(end)),
        (Some(start), None) if end.is_empty() => (start, last),
        (None, Some(tail)) if start.is_empty() && tail > 0 => (len.saturating_sub(tail), last),
        _ => return None,
    };
    (start <= end).then_some((start, end))
}

/// Is it a single range, well written, of which the body has nothing?
fn is_beyond(value: &str, len: usize) -> bool {
    let Some((start, end)) = value.strip_prefix("bytes=").and_then(|it| it.split_once('-')) else { return false };
    let number = |text: &str| text.parse::<usize>().ok();
    match (number(start), number(end)) {
        (Some(first), Some(last)) => first <= last && first >= len,
        (Some(first), None) if end.is_empty() => first >= len,
        (None, Some(tail)) if start.is_empty() => tail == 0 || len == 0,
        _ => false,
    }
}

fn beyond(len: usize) -> Response {
    let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "The file ends before that range.\n");
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{len}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

fn partial(kind: &'static str, body: &[u8], start: usize, end: usize) -> Response {
    let mut response = finish(StatusCode::PARTIAL_CONTENT, kind, body.get(start..=end).unwrap_or_default().to_vec());
    if let Ok(value) = HeaderValue::from_str(&format!("bytes {start}-{end}/{}", body.len())) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

fn finish(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Names the reload script at the end of the page's head.
fn with_live_script(page: &[u8]) -> Vec<u8> {
    let tag = format!("<script type=\"module\" src=\"{LIVE_ADDRESS}\"></script>");
    let Some(at) = page.windows(7).position(|it| it == b"</head>") else { return page.to_vec() };
    let (before, after) = page.split_at(at);
    [before, tag.as_bytes(), after].concat()
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml") || kind.contains("svg")
}

fn content_type(file: &str) -> &'static str {
    match crate::repo_path::extension(file).as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "yaml" | "yml" | "graphql" | "proto" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Snapshot {
        let files = [
            ("index.html", "<head></head>home"),
            ("docs/a/index.html", "<head></head>a"),
            ("_idp/x.css", "body{}"),
            ("404.html", "nothing"),
        ];
        Snapshot {
            files: std::sync::Arc::new(
                files.iter().map(|(path, text)| ((*path).to_owned(), crate::site::File::of(text.as_bytes().to_vec()))).collect(),
            ),
            ..Snapshot::default()
        }
    }

    fn ask(path: &str, headers: &[(header::HeaderName, &str)]) -> Response {
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a header"))).collect();
        answer(&site(), &path.parse().expect("an address"), &headers)
    }

    #[test]
    fn folders_redirect_and_unknown_pages_are_404() {
        assert_eq!(ask("/docs/a/", &[]).status(), StatusCode::OK);
        let moved = ask("//docs/a?x=1", &[]);
        assert_eq!(moved.headers()[header::LOCATION], "/docs/a/?x=1");
        assert_eq!(ask("/docs/../index.html", &[]).status(), StatusCode::NOT_FOUND);
        assert_eq!(ask("/%ff", &[]).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn caching_and_ranges() {
        let first = ask("/_idp/x.css", &[]);
        let etag = first.headers()[header::ETAG].to_str().expect("text").to_owned();
        assert_eq!(ask("/_idp/x.css", &[(header::IF_NONE_MATCH, &etag)]).status(), StatusCode::NOT_MODIFIED);
        let part = ask("/_idp/x.css", &[(header::RANGE, "bytes=-2")]);
        assert_eq!(
            (part.status(), part.headers()[header::CONTENT_RANGE].to_str().ok()),
            (StatusCode::PARTIAL_CONTENT, Some("bytes 4-5/6"))
        );
        assert_eq!(ask("/_idp/x.css", &[(header::RANGE, "bytes=9-")]).status(), StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(ask("/_idp/x.css", &[(header::RANGE, "lines=1")]).status(), StatusCode::OK);
        assert_eq!(range("bytes=0-1,3-4", 6), None);
    }
}
