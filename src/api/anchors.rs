//! Unique fragment names within one definition: stable, readable, safe in an address.

use std::collections::BTreeMap;

/// The names given so far.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// How often each was wanted.
    taken: BTreeMap<String, usize>,
}

impl Anchors {
    /// A name made of `prefix` and the words, not given before. The first to want a name gets it plain.
    pub(super) fn unique(&mut self, prefix: &str, words: &str) -> String {
        let base = format!("{prefix}-{}", slug(words));
        loop {
            let wanted = self.taken.entry(base.clone()).or_insert(0);
            *wanted += 1;
            if *wanted == 1 {
                return base;
            }
            let numbered = format!("{base}-{wanted}");
            if !self.taken.contains_key(&numbered) {
                self.taken.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// Letters, digits, `_` and `.` stay; every other run becomes one hyphen. At most 80 characters.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars().take(80) {
        if c.is_alphanumeric() || c == '_' || c == '.' {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "unnamed".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_each_name_once() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.unique("op", "get /pets/{id}"), "op-get-pets-id");
        assert_eq!(anchors.unique("op", "get /pets/id"), "op-get-pets-id-2");
        assert_eq!(anchors.unique("op", "get-pets-id-2"), "op-get-pets-id-2-2");
        assert_eq!(anchors.unique("op", "get pets id"), "op-get-pets-id-3");
        assert_eq!(anchors.unique("type", "///"), "type-unnamed");
    }
}
