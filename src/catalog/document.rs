//! One YAML document to one entity, or to everything that is wrong with it.

use std::sync::Arc;

use super::claims::Claim;
use super::codeowners::Codeowners;
use super::envelope::{self, Identity};
use super::kinds::{self, Field, Found, Kind};
use super::locations::{self, Target};
use super::placeholders::{self, Surroundings};
use super::problems::Problems;
use super::relations::Declared;
use super::{Claimed, Entity, EntityLink, EntityRef, Relation, definition, relations, remarks, skeleton, validate};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Repo, Source};
use crate::yaml::{self, Document, Node};

/// The file that a document stands in, and everything around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileContext<'a> {
    pub(super) source: &'a Source,
    pub(super) config: &'a Config,
    pub(super) repo: &'a Repo,
    /// What led to it: its repository and path, and whose rules apply.
    pub(super) target: &'a Target,
    /// The whole file.
    pub(super) text: &'a str,
    pub(super) codeowners: Option<&'a Codeowners>,
    /// Lies where templates keep what they copy.
    pub(super) template_content: bool,
}

/// What became of a document.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It has no content.
    Empty,
    /// It declares an entity; a Location leads to more files.
    Accepted(Claim, Vec<Target>),
    /// It is a scaffolder's skeleton.
    Skipped,
    /// It is wrong; what it says of itself, where it says who it is.
    Rejected(Option<Box<Claimed>>),
}

/// Reads one document. `order` is its position in the file.
pub(super) fn read(document: &Document, order: usize, file: FileContext<'_>) -> (Outcome, Vec<Diagnostic>) {
    let mut problems = Problems::new(file.repo.place(&file.target.path));
    let root = match &document.root {
        Ok(None) if document.duplicates.is_empty() => return (Outcome::Empty, Vec::new()),
        Ok(root) => root.as_ref(),
        Err(error) => {
            yaml_error(error, &mut problems);
            None
        }
    };
    document.duplicates.iter().for_each(|it| yaml_error(it, &mut problems));
    let mut accepted = None;
    let mut claimed = None;
    let mut name = None;
    if let Some(root) = root {
        let identity = root.is_mapping().then(|| envelope::identity(root, &mut problems)).flatten();
        name = identity.as_ref().map(|it| it.id().to_string());
        claimed = identity.as_ref().map(|it| Box::new(claim_of(root, it, problems.place(it.span))));
        accepted = entity(root, identity, document, order, file, &mut problems);
    }
    let slice = file.text.get(document.text.clone()).unwrap_or_default();
    if accepted.is_none() && file.template_content && skeleton::has_blanks(if root.is_some() { slice } else { file.text }) {
        let line = document.lines.0;
        let place = file.repo.place(&file.target.path).at(crate::diagnostic::Span::point(line, 1));
        let note = Diagnostic::new(Code::SkeletonSkipped, "a scaffolder skeleton: it becomes an entity when its template is run");
        return (Outcome::Skipped, vec![note.at(place)]);
    }
    let outcome = match accepted {
        Some((claim, targets)) => Outcome::Accepted(claim, targets),
        None => Outcome::Rejected(claimed),
    };
    (outcome, problems.into_vec(name.as_deref()))
}

/// What a document says of itself, before anything in it is judged.
fn claim_of(root: &Node, identity: &Identity, place: Place) -> Claimed {
    let text = |pointer: &str| {
        let text = root.at_pointer(pointer).and_then(Node::as_str).filter(|it| !it.is_empty());
        text.map(|it| it.chars().take(remarks::MAX_CLAIM).collect())
    };
    Claimed {
        reference: format!("{}:{}/{}", identity.kind, identity.namespace, identity.name).chars().take(300).collect(),
        place,
        title: text("/metadata/title"),
        description: text("/metadata/description"),
        owner: text("/spec/owner"),
    }
}

fn yaml_error(error: &yaml::YamlError, problems: &mut Problems) {
    let code = match error.kind {
        yaml::ErrorKind::Syntax => Code::YamlSyntax,
        yaml::ErrorKind::DuplicateKey => Code::YamlDuplicateKey,
        yaml::ErrorKind::Alias => Code::YamlAlias,
        yaml::ErrorKind::Limit => Code::YamlLimit,
    };
    problems.add_with_help(code, error.span, &*error.message, &*error.help);
}

fn entity(
    root: &Node,
    identity: Option<Identity>,
    document: &Document,
    order: usize,
    file: FileContext<'_>,
    problems: &mut Problems,
) -> Option<(Claim, Vec<Target>)> {
    if !root.is_mapping() {
        let message = format!("an entity must be a mapping, found {}", root.describe());
        problems.add_with_help(Code::NotAnEntity, root.span, message, "begin with `apiVersion:` and `kind:`");
        return None;
    }
    let around = Surroundings {
        source: file.source,
        here: file.target.repo,
        file: &file.target.path,
        limit: file.config.limits.api_definition,
    };
    let resolved = placeholders::resolve(root, around, problems);
    envelope::check(&resolved, problems);
    let kind = kind_of(&resolved, identity.as_ref(), problems);
    let derived = identity.as_ref().and_then(|it| derived_owner(&resolved, it, kind, file));
    if let Some(kind) = kind {
        spec(&resolved, kind, derived.is_some(), problems);
    }
    if let Some(metadata) = resolved.get("metadata") {
        remarks::remark(metadata, problems);
    }
    let (identity, kind) = (identity?, kind.unwrap_or(&kinds::CUSTOM));
    let none = Node { value: yaml::Value::Null, span: root.span, tag: None, written: None };
    let spec = resolved.get("spec").unwrap_or(&none);
    let mut declared = relations::declared(spec, kind, &identity, problems);
    if let Some((owner, line)) = &derived {
        declared.push((Relation::OwnedBy, owner.clone(), None));
        let message = format!("`{}` names no owner; CODEOWNERS gives `{owner}`", identity.id());
        let note = Diagnostic::new(Code::OwnerDerived, message).at(problems.place(identity.span));
        problems.push(note.related(line.clone(), "this line").help("write `owner:` into the catalog file to make it certain"));
    }
    if problems.reject() {
        return None;
    }
    // What is wrong with a target from here on costs that target alone.
    let id = identity.id().to_string();
    let targets =
        if identity.kind == "Location" { locations::targets(spec, &id, file.target, file.source, problems) } else { Vec::new() };
    let name_place = problems.place(identity.span);
    let text = file.text.get(document.text.clone()).unwrap_or_default().trim_end();
    let entity =
        Parts { root: &resolved, written: root, identity, declared, derived, text: (text, document.text_line) }.into_entity(file);
    let claim = Claim { entity: Arc::new(entity), name_place, precedence: file.repo.precedence, repo: file.target.repo, order };
    Some((claim, targets))
}

/// The table of the document's kind; `None` where it is not one of Backstage's.
fn kind_of(root: &Node, identity: Option<&Identity>, problems: &mut Problems) -> Option<&'static Kind> {
    let written = root.entry("kind")?;
    let name = written.value.as_str()?;
    let Some((version_span, version)) = root.get("apiVersion").and_then(|it| Some((it.span, it.as_str()?))) else {
        return kinds::named(name);
    };
    let spec_type = root.at_pointer("/spec/type").and_then(Node::as_str);
    let has_definition = root.at_pointer("/spec/definition").is_some();
    match kinds::find(name, version, spec_type, has_definition) {
        Found::Known(kind) => Some(kind),
        Found::WrongVersion(kind) => {
            let versions = kind.versions.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" or ");
            let message = format!("the kind `{name}` has no version `{version}`");
            problems.add_with_help(Code::KindUnsupported, version_span, message, format!("write {versions}"));
            Some(kind)
        }
        Found::WrongCase(kind) => {
            let message = format!("there is no kind `{name}`");
            problems.add_with_help(Code::KindUnsupported, written.value.span, message, format!("write `{}`", kind.name));
            Some(kind)
        }
        Found::Custom if is_kubernetes(version) => {
            let message = format!("a Kubernetes object of kind `{name}`, not an entity");
            let help = "keep it in a file of its own, so that the catalog does not read it";
            problems.add_with_help(Code::NotAnEntity, written.value.span, message, help);
            None
        }
        Found::Custom => {
            // A kind that cannot be valid has been reported; this is about those that can.
            if identity.is_some() {
                let message = format!("`{name}` of `{version}` is none of Backstage's kinds; it is shown as it is");
                let near = crate::diagnostic::nearest(name, kinds::names()).map(|it| format!("did you mean `{it}`?"));
                let help =
                    near.unwrap_or_else(|| "a stock Backstage rejects it; switch this rule off if the kind is your own".into());
                problems.add_with_help(Code::KindCustom, written.value.span, message, help);
            }
            None
        }
    }
}

/// The API groups of Kubernetes itself.
fn is_kubernetes(version: &str) -> bool {
    let group = version.split_once('/').map_or("", |it| it.0);
    version == "v1" || group.ends_with(".k8s.io") || matches!(group, "apps" | "batch" | "autoscaling" | "policy" | "extensions")
}

fn spec(root: &Node, kind: &Kind, owner_derived: bool, problems: &mut Problems) {
    let only_owner = || kind.spec.iter().all(|it| !it.required || it.name == "owner");
    match root.entry("spec") {
        None if kind.spec.is_empty() || owner_derived && only_owner() => {}
        None => validate::missing(root, root.entry("kind").map_or(root.span, |it| it.key_span), "spec", "", problems),
        Some(entry) if entry.value.is_mapping() => {
            let kept = |it: &&Field| !(owner_derived && it.name == "owner");
            let table: Vec<Field> = kind.spec.iter().filter(kept).copied().collect();
            validate::fields(&entry.value, entry.key_span, &table, "spec", problems);
        }
        // Its type has been reported with the envelope.
        Some(_) => {}
    }
}

/// Who owns it by CODEOWNERS, where the file names nobody.
fn derived_owner(root: &Node, identity: &Identity, kind: Option<&Kind>, file: FileContext<'_>) -> Option<(EntityRef, Place)> {
    let written = root.at_pointer("/spec/owner");
    let kind = kind.filter(|it| matches!(it.name, "API" | "Component" | "Domain" | "Resource" | "System"))?;
    if written.is_some_and(|it| !envelope::is_falsy(it)) || kind.name != identity.kind {
        return None;
    }
    // As in Backstage, a `spec` that is not there is made up for the owner.
    if root.get("spec").is_some_and(|it| !it.is_mapping()) {
        return None;
    }
    file.codeowners?.owner(&file.target.path, &identity.namespace)
}

/// What an entity is made of.
struct Parts<'a> {
    root: &'a Node,
    /// The same before placeholders were resolved.
    written: &'a Node,
    identity: Identity,
    declared: Vec<Declared>,
    derived: Option<(EntityRef, Place)>,
    /// The document, and the line it begins on.
    text: (&'a str, u32),
}

impl Parts<'_> {
    fn into_entity(self, file: FileContext<'_>) -> Entity {
        let root = self.root;
        let text = |pointer: &str| root.at_pointer(pointer).and_then(Node::as_str).filter(|it| !it.is_empty()).map(str::to_owned);
        let annotations = annotations(root, file);
        Entity {
            id: self.identity.id(),
            title: text("/spec/profile/displayName").or_else(|| text("/metadata/title")),
            description: text("/metadata/description").map(|it| it.chars().take(remarks::MAX_DESCRIPTION).collect()),
            tags: tags(root),
            labels: pairs(root.at_pointer("/metadata/labels")),
            links: links(root),
            spec_type: text("/spec/type"),
            lifecycle: text("/spec/lifecycle"),
            spec: root.get("spec").map(json).unwrap_or_default(),
            metadata: metadata(root, &self.identity, &annotations),
            annotations,
            relations: self.declared,
            derived_owner: self.derived,
            yaml: self.text.0.to_owned(),
            place: file.repo.place(&file.target.path).at(root.span),
            definition_place: text("/spec/definition").and_then(|it| definition::place(self.written, &it, self.text, file)),
            name_place: file.repo.place(&file.target.path).at(self.identity.span),
            lifecycle_place: root.at_pointer("/spec/lifecycle").map(|it| file.repo.place(&file.target.path).at(it.span)),
            type_place: root.at_pointer("/spec/type").map(|it| file.repo.place(&file.target.path).at(it.span)),
            inferred: false,
            kind: self.identity.kind,
            namespace: self.identity.namespace,
            name: self.identity.name,
            api_version: self.identity.api_version,
        }
    }
}

/// JSON without `__proto__`, which JavaScript's copying loses and which serves nobody.
fn json(node: &Node) -> serde_json::Value {
    let mut value = node.to_json();
    if let Some(map) = value.as_object_mut() {
        map.remove("__proto__");
    }
    value
}

fn tags(root: &Node) -> Vec<String> {
    let tags = root.at_pointer("/metadata/tags").map(Node::items).unwrap_or_default();
    tags.iter().filter_map(Node::as_str).take(remarks::MAX_ITEMS).map(str::to_owned).collect()
}

fn pairs(node: Option<&Node>) -> Vec<(String, String)> {
    let entries = node.map(Node::entries).unwrap_or_default().iter().take(remarks::MAX_ITEMS);
    entries.filter_map(|it| Some((it.key.to_string(), it.value.as_str()?.to_owned()))).collect()
}

fn links(root: &Node) -> Vec<EntityLink> {
    let links = root.at_pointer("/metadata/links").map(Node::items).unwrap_or_default().iter().take(remarks::MAX_ITEMS);
    let text = |link: &Node, key: &str| link.get(key).and_then(Node::as_str).map(str::to_owned);
    links
        .filter_map(|it| {
            Some(EntityLink {
                url: text(it, "url")?,
                title: text(it, "title"),
                icon: text(it, "icon"),
                link_type: text(it, "type"),
            })
        })
        .collect()
}

/// The file's annotations and those that Backstage adds: where the entity comes from is never the file's to say, where it
/// is shown and edited is unless the file says nothing.
fn annotations(root: &Node, file: FileContext<'_>) -> Vec<(String, String)> {
    const REFUSED: &str = "https://backstage.io/annotation-rejected-for-security-reasons";
    let mut found = pairs(root.at_pointer("/metadata/annotations"));
    found.retain(|(key, _)| !matches!(&**key, "backstage.io/managed-by-location" | "backstage.io/managed-by-origin-location"));
    for (key, value) in &mut found {
        let address = matches!(&**key, "backstage.io/view-url" | "backstage.io/edit-url");
        if address && value.trim_start().to_lowercase().starts_with("javascript:") {
            REFUSED.clone_into(value);
        }
    }
    let provenance = &file.repo.provenance;
    let view = provenance.view_url(&file.target.path, None);
    let origin = view.as_ref().map_or_else(|| format!("file:{}", file.target.path), |it| format!("url:{it}"));
    let folder = crate::repo_path::parent(&file.target.path);
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| !found.iter().any(|(it, _)| it == key)) {
            found.push((key.to_owned(), value));
        }
    };
    add("backstage.io/managed-by-location", Some(origin.clone()));
    add("backstage.io/managed-by-origin-location", Some(origin));
    add("backstage.io/view-url", view);
    add("backstage.io/edit-url", provenance.edit_url(&file.target.path));
    add("backstage.io/source-location", provenance.tree_url(&folder).map(|it| format!("url:{it}")));
    found
}

fn metadata(root: &Node, identity: &Identity, annotations: &[(String, String)]) -> serde_json::Value {
    let mut metadata = root.get("metadata").map(json).unwrap_or_default();
    if let Some(map) = metadata.as_object_mut() {
        map.insert("namespace".into(), identity.namespace.clone().into());
        let all = annotations.iter().map(|(key, value)| (key.clone(), value.clone().into()));
        map.insert("annotations".into(), serde_json::Value::Object(all.collect()));
    }
    metadata
}

/// Is it bad enough that the file's other documents are given up, as Backstage does?
pub(super) fn gives_up_file(document: &Document) -> bool {
    document.duplicates.is_empty() && matches!(&document.root, Err(error) if error.kind == yaml::ErrorKind::Alias)
}
