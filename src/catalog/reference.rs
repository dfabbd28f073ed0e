//! The grammar of entity references: `[<kind>:][<namespace>/]<name>`, as Backstage's `parseEntityRef` reads it.

use std::sync::Arc;

use super::EntityRef;

/// The namespace of entities that name none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// Why a text is no entity reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefError {
    /// Nothing is written.
    #[error("must not be empty")]
    Empty,
    /// One of its parts is empty.
    #[error("is not of the form `[<kind>:][<namespace>/]<name>`")]
    Form,
    /// The place where it stands implies no kind, and it names none.
    #[error("does not say which kind it means")]
    NoKind,
}

impl EntityRef {
    /// A reference from its parts, in any case.
    #[must_use]
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        let lower = |it: &str| Arc::from(it.to_lowercase());
        Self { kind: lower(kind), namespace: lower(namespace), name: lower(name) }
    }

    /// Reads a reference. Only the first `:` and the first `/` part it; nothing is trimmed and no character is refused,
    /// because Backstage neither trims nor refuses.
    ///
    /// # Errors
    /// When a part is empty, or no kind is known.
    pub fn parse(written: &str, default_kind: Option<&str>, default_namespace: &str) -> Result<Self, RefError> {
        if written.is_empty() {
            return Err(RefError::Empty);
        }
        let slash = written.find('/');
        let kind = written.split_once(':').filter(|(kind, _)| slash.is_none_or(|it| it > kind.len()));
        let (kind, rest) = kind.map_or((None, written), |(kind, rest)| (Some(kind), rest));
        let (namespace, name) = rest.split_once('/').map_or((None, rest), |(namespace, name)| (Some(namespace), name));
        if kind == Some("") || namespace == Some("") || name.is_empty() {
            return Err(RefError::Form);
        }
        let kind = kind.or(default_kind).ok_or(RefError::NoKind)?;
        Ok(Self::new(kind, namespace.unwrap_or(default_namespace), name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(written: &str) -> Result<String, RefError> {
        EntityRef::parse(written, Some("Group"), "ns").map(|it| it.to_string())
    }

    #[test]
    fn splits_at_the_first_colon_and_slash() {
        for (written, read) in [
            ("team", "group:ns/team"),
            ("User:Jane", "user:ns/jane"),
            ("a/b/c", "group:a/b/c"),
            ("group:a/b/c", "group:a/b/c"),
            ("group:x:y", "group:ns/x:y"),
            ("a/b:c", "group:a/b:c"),
            (" team a ", "group:ns/ team a "),
            ("@org/team", "group:@org/team"),
        ] {
            assert_eq!(parse(written).as_deref(), Ok(read));
        }
    }

    #[test]
    fn refuses_empty_parts() {
        for written in ["group:/x", "group:default/", "/x", ":x", "x/", ":"] {
            assert_eq!(parse(written), Err(RefError::Form), "{written}");
        }
        assert_eq!(parse(""), Err(RefError::Empty));
        assert_eq!(EntityRef::parse("db", None, "ns"), Err(RefError::NoKind));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(kind in "[a-z]{1,9}", namespace in "[a-z0-9-]{1,9}", name in "[^\u{0}]{1,12}") {
            let id = EntityRef::new(&kind, &namespace, &name);
            prop_assert_eq!(EntityRef::parse(&id.to_string(), None, "other"), Ok(EntityRef::new(&kind, &namespace, &id.name)));
        }

        #[test]
        fn no_text_panics(written in ".*") {
            let _ = EntityRef::parse(&written, None, "ns");
        }
    }
}
