//! Where HTML is written, and how it becomes pieces.
//!
//! A page without raw HTML is ours from end to end and is cut into pieces as it stands. A page with raw HTML goes through
//! the sanitiser as one fragment, so what must survive it untouched (highlighted code, formulas, addresses) is held back and
//! stands in the fragment as a token. The token's key is a hash of the page: an author cannot write one.

use super::{LinkSlot, Piece, escape, sanitise};

/// HTML in the making.
#[derive(Debug, Default)]
pub(super) struct Sink {
    html: String,
    /// The key of tokens, where the page must be sanitised.
    key: Option<String>,
    held: Vec<Piece>,
    /// Without a key: where in `html` each held piece belongs.
    cuts: Vec<usize>,
}

/// A page may grow to this many bytes of HTML and 20 times its text.
const MAX_GROWTH: usize = 1_000_000;

impl Sink {
    /// For a page of which nothing needs sanitising.
    pub(super) fn plain(expected: usize) -> Self {
        Self { html: String::with_capacity(expected), ..Self::default() }
    }

    /// For a page whose raw HTML must be sanitised.
    pub(super) fn guarded(text: &str) -> Self {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let key = format!("idp{}x", hash.get(..24).unwrap_or_default());
        Self { html: String::with_capacity(text.len() * 2), key: Some(key), ..Self::default() }
    }

    /// Appends markup of ours without anything of the author's in it.
    pub(super) fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Appends text.
    pub(super) fn text(&mut self, text: &str) {
        escape::push(&mut self.html, text);
    }

    /// Appends ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        escape::attribute(&mut self.html, name, value);
    }

    /// Appends an attribute whose value is an address.
    pub(super) fn link(&mut self, name: &str, slot: LinkSlot) {
        self.push(" ");
        self.push(name);
        self.push("=\"");
        self.hold(Piece::Link(slot));
        self.push("\"");
    }

    /// Appends the title of what the last link leads to, or else these words.
    pub(super) fn title(&mut self, words: String) {
        self.hold(Piece::Title(words));
    }

    /// Appends an address alone.
    pub(super) fn slot(&mut self, slot: LinkSlot) {
        self.hold(Piece::Link(slot));
    }

    /// Appends finished HTML of ours that the sanitiser must not see.
    pub(super) fn trusted(&mut self, html: String) {
        if self.key.is_some() { self.hold(Piece::Html(html)) } else { self.html.push_str(&html) }
    }

    fn hold(&mut self, piece: Piece) {
        match &self.key {
            Some(key) => {
                self.html.push_str(key);
                self.html.push_str(&self.held.len().to_string());
                self.html.push('z');
            }
            None => self.cuts.push(self.html.len()),
        }
        self.held.push(piece);
    }

    /// Whether it has grown beyond what a page of `bytes` may become that grows so many times.
    pub(super) fn is_full(&self, bytes: usize, growth: usize) -> bool {
        self.html.len() > MAX_GROWTH.saturating_add(bytes.saturating_mul(growth))
    }

    /// The finished pieces.
    pub(super) fn finish(self) -> Vec<Piece> {
        match &self.key {
            None => Self::cut(&self.html, self.held, &self.cuts),
            Some(key) => Self::put_back(&sanitise::clean(&self.html), key, self.held),
        }
    }

    fn cut(html: &str, held: Vec<Piece>, cuts: &[usize]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(held.len() * 2 + 1);
        let mut at = 0;
        for (piece, cut) in held.into_iter().zip(cuts) {
            pieces.push(Piece::Html(html.get(at..*cut).unwrap_or_default().to_owned()));
            pieces.push(piece);
            at = *cut;
        }
        pieces.push(Piece::Html(html.get(at..).unwrap_or_default().to_owned()));
        pieces
    }

    fn put_back(html: &str, key: &str, held: Vec<Piece>) -> Vec<Piece> {
        let mut held: Vec<Option<Piece>> = held.into_iter().map(Some).collect();
        let mut pieces = Vec::with_capacity(held.len() * 2 + 1);
        let mut text = String::new();
        let mut parts = html.split(key);
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let Some((number, rest)) = part.split_once('z') else { continue };
            // A piece is used once: the parser may have doubled an element that held its token.
            match number.parse::<usize>().ok().and_then(|it| held.get_mut(it)).and_then(Option::take) {
                Some(Piece::Html(html)) => text.push_str(&html),
                Some(link) => {
                    pieces.push(Piece::Html(std::mem::take(&mut text)));
                    pieces.push(link);
                }
                None => {}
            }
            text.push_str(rest);
        }
        pieces.push(Piece::Html(text));
        pieces
    }
}
