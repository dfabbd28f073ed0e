//! Bare addresses in text.
//!
//! TechDocs follows pymdownx's magiclink, the others GitHub's rule; both in one pass without backtracking.

/// An address found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the text before it that belong to it (the local part of a mail address).
    pub(super) back: usize,
    /// Bytes that it takes from where it was looked for.
    pub(super) length: usize,
    /// What it leads to.
    pub(super) target: String,
}

/// The address that starts at `rest`, the character before it being `before`.
pub(super) fn web(rest: &str, before: Option<char>, magic: bool) -> Option<Found> {
    let starts = |it: &str| rest.get(..it.len()).is_some_and(|head| head.eq_ignore_ascii_case(it));
    let scheme = ["https://", "http://", "ftp://", "ftps://"].into_iter().find(|it| starts(it));
    let host = match scheme {
        Some(scheme) => scheme.len(),
        None if starts("www.") => 4,
        None => return None,
    };
    let free = if magic {
        before.is_none_or(|it| !it.is_alphanumeric())
    } else {
        before
            .is_none_or(|it| it.is_whitespace() || matches!(it, '*' | '_' | '~' | '(' | '[' | '"' | '\'' | ':' | '|' | '>' | ','))
    };
    let address = rest.get(host..)?;
    if !free || !address.starts_with(char::is_alphanumeric) {
        return None;
    }
    let length = host + if magic { magic_length(address) } else { github_length(address)? };
    let written = rest.get(..length)?;
    let target = if scheme.is_some() { written.to_owned() } else { format!("http://{written}") };
    Some(Found { back: 0, length, target })
}

/// How far magiclink reads: over the characters of addresses, back to one that may be the last.
fn magic_length(address: &str) -> usize {
    let inside = |it: char| it.is_alphanumeric() || "-_.?,!'(){}[]/+&@%$#=:\"|~;".contains(it);
    let mut length = 0;
    for (at, letter) in address.char_indices() {
        if !inside(letter) {
            break;
        }
        if letter.is_alphanumeric() || "-/#@$+=".contains(letter) {
            length = at + letter.len_utf8();
        }
    }
    length
}

/// How far GitHub reads: to a blank or `<`, without the punctuation at the end and without a `)` too many.
fn github_length(address: &str) -> Option<usize> {
    let end = address.find(|it: char| it.is_whitespace() || it == '<').unwrap_or(address.len());
    let mut text = address.get(..end)?;
    let (mut opened, mut closed) = (text.matches('(').count(), text.matches(')').count());
    loop {
        let last = text.chars().next_back()?;
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | ';' | ']' | '|' => {}
            ')' if closed > opened => closed -= 1,
            '(' => opened -= 1,
            _ => break,
        }
        text = text.get(..text.len() - last.len_utf8())?;
    }
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let sound = host.contains('.') || host == "localhost" || text.len() > host.len();
    sound.then_some(text.len())
}

/// The mail address around the `@` that starts `rest`; `text` is what stands before it.
pub(super) fn mail(text: &str, rest: &str) -> Option<Found> {
    let local = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_' | '+');
    let start = text.char_indices().rev().take(64).take_while(|(_, it)| local(*it)).last()?.0;
    let (before, name) = text.split_at_checked(start)?;
    let name_start = name.trim_start_matches('.');
    if name_start.is_empty() || name.ends_with('.') || name.contains("..") || before.ends_with(['/', '@', ':']) {
        return None;
    }
    let domain = rest.strip_prefix('@')?;
    let end = domain.find(|it: char| !(it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.'))).unwrap_or(domain.len());
    let domain = domain.get(..end)?.trim_end_matches(['.', '-', '_']);
    let sound =
        domain.rsplit_once('.').is_some_and(|(host, top)| !host.is_empty() && top.ends_with(|it: char| it.is_ascii_alphabetic()));
    let followed = rest.get(1 + domain.len()..).is_some_and(|it| it.starts_with(['-', '@', '_']));
    let found = || Found { back: name_start.len(), length: 1 + domain.len(), target: format!("mailto:{name_start}@{domain}") };
    (sound && !followed && !domain.contains("..")).then(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_magiclink() {
        let length = |text: &str| web(text, None, true).map(|it| it.length);
        assert_eq!(length("https://a.example/x_(y)."), Some(22));
        assert_eq!(length("http://localhost:8080, and"), Some(21));
        assert_eq!(length("https://"), None);
        assert_eq!(web("www.a.example", Some(' '), true).map(|it| it.target).as_deref(), Some("http://www.a.example"));
        assert_eq!(web("https://a.example", Some('x'), true), None);
    }

    #[test]
    fn reads_as_github() {
        let length = |text: &str| web(text, Some('('), false).map(|it| it.length);
        assert_eq!(length("https://a.example/x)."), Some(19));
        assert_eq!(length("https://a.example/x_(y)."), Some(23));
        assert_eq!(length("https://nothing"), None);
    }

    #[test]
    fn reads_mail_addresses() {
        assert_eq!(mail("to jo.b", "@a.example, x").map(|it| it.target).as_deref(), Some("mailto:jo.b@a.example"));
        assert_eq!(mail("git", "@github"), None);
        assert_eq!(mail("", "@user.name"), None);
    }
}
