//! Provisional.
use crate::diagnostic::*;
use crate::source::Source;
pub struct Summary {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}
impl Summary {
    pub fn of(d: &[Diagnostic]) -> Self {
        let c = |s| d.iter().filter(|i| i.severity == s).count();
        Self { errors: c(Severity::Error), warnings: c(Severity::Warning), infos: c(Severity::Info) }
    }
}
impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} errors, {} warnings, {} notes", self.errors, self.warnings, self.infos)
    }
}
pub fn text(d: &[Diagnostic], _: &Source, _: bool, _: usize) -> String {
    d.iter()
        .map(|i| {
            format!(
                "{:?}[{}]: {}\n  --> {}\n",
                i.severity,
                i.code.name(),
                i.message,
                i.place.as_ref().map(|p| p.to_string()).unwrap_or_default()
            )
        })
        .collect()
}
pub fn json(d: &[Diagnostic]) -> String {
    let v:Vec<_>=d.iter().map(|i| serde_json::json!({"code":i.code.name(),"severity":i.severity,"message":i.message,"line":i.place.as_ref().and_then(|p|p.span).map(|s|s.line),"path":i.place.as_ref().map(|p|p.path.to_string()),"entity":i.entity})).collect();
    serde_json::json!({"diagnostics":v}).to_string()
}
pub fn sarif(d: &[Diagnostic]) -> String {
    json(d)
}
pub fn github(d: &[Diagnostic]) -> String {
    json(d)
}
pub fn junit(d: &[Diagnostic]) -> String {
    json(d)
}
pub struct Baseline;
impl Baseline {
    pub fn of(_: &[Diagnostic]) -> Self {
        Self
    }
    pub fn to_text(&self) -> String {
        String::new()
    }
    pub fn parse(_: &str) -> Self {
        Self
    }
    pub fn without(&self, d: Vec<Diagnostic>) -> Vec<Diagnostic> {
        d
    }
}
