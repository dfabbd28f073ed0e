//! Diagnostics as a cache keeps them, so that a build that has nothing to do repeats every word of the one before.

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Span};

/// A place as it is kept: repository, path and span.
type KeptPlace = (String, String, Option<Span>);

/// A diagnostic, ready to be kept.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    code: String,
    severity: u8,
    message: String,
    help: String,
    place: Option<KeptPlace>,
    entity: Option<String>,
    related: Vec<(KeptPlace, String)>,
}

/// What was kept names a rule that this version does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRule;

fn kept(place: &Place) -> KeptPlace {
    (place.repository.to_string(), place.path.to_string(), place.span)
}

fn place((repository, path, span): KeptPlace) -> Place {
    Place { span, ..Place::file(repository, path) }
}

impl From<&Diagnostic> for Kept {
    fn from(it: &Diagnostic) -> Self {
        Self {
            code: it.code.name().to_owned(),
            severity: it.severity as u8,
            message: it.message.clone(),
            help: it.help.clone(),
            place: it.place.as_ref().map(kept),
            entity: it.entity.clone(),
            related: it.related.iter().map(|(place, why)| (kept(place), why.clone())).collect(),
        }
    }
}

impl TryFrom<Kept> for Diagnostic {
    type Error = UnknownRule;

    fn try_from(it: Kept) -> Result<Self, UnknownRule> {
        let severities = [Severity::Error, Severity::Warning, Severity::Info];
        Ok(Self {
            code: Code::from_name(&it.code).ok_or(UnknownRule)?,
            severity: severities.into_iter().find(|severity| *severity as u8 == it.severity).ok_or(UnknownRule)?,
            message: it.message,
            help: it.help,
            place: it.place.map(place),
            entity: it.entity,
            related: it.related.into_iter().map(|(at, why)| (place(at), why)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost() {
        let place = Place::file("shop", "docs/a.md").at(Span::point(3, 4));
        let mut before = Diagnostic::new(Code::BrokenLink, "link to `b.md`")
            .help("write it")
            .at(place.clone())
            .entity("component:default/shop");
        before.related.push((place, "here".to_owned()));
        assert_eq!(Diagnostic::try_from(Kept::from(&before)), Ok(before));
    }
}
