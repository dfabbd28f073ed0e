//! Constructs of mdBook: the listings of the Rust book.

use super::attributes::Attributes;
use super::blocks::{Construct, End, Opening};
use super::container::Container;
use super::html::{self, Token};

/// `<Listing number="1-1" file-name="x" caption="…">` and its end.
pub(super) fn element(content: &str) -> Option<Construct> {
    if !content.contains("Listing") {
        return None;
    }
    let tokens = html::tokens(content);
    let Some(Token::Tag(tag)) = tokens.first() else { return None };
    if tag.name != "listing" {
        return None;
    }
    if tag.closing {
        return Some(Construct::Close(End::Tag("Listing")));
    }
    let number = tag.get("number").map(|it| format!("Listing {it}"));
    let parts: Vec<String> = [tag.get("file-name"), number, tag.get("caption")].into_iter().flatten().collect();
    let figure = Container::Element { name: "figure", attributes: Attributes::default() };
    Some(Construct::Open(Opening::of(figure, End::Tag("Listing")).titled(Some(parts.join(": ")))))
}
