//! The text that declares an entity, as it stands in its file and as the catalog understood it.

use serde::Serialize;
use serde_json::json;

use crate::catalog::Entity;
use crate::render::lookup::Lookup;
use crate::render::refs::{self, PlaceView};
use crate::render::text;

/// Characters of each text that are drawn, so that a page stays light.
const SHOWN: usize = 30_000;
/// Relations of the JSON that are drawn.
const RELATIONS: usize = 200;

/// The definition of an entity.
#[derive(Debug, Serialize)]
pub struct Definition {
    /// The YAML of its document; empty for inferred entities.
    pub yaml: String,
    /// Not all of the YAML is shown.
    pub yaml_cut: bool,
    /// The entity as Backstage's API would give it.
    pub json: String,
    /// Not all of the JSON is shown.
    pub json_cut: bool,
    /// Where it stands.
    pub place: PlaceView,
}

/// `secrets` are the annotations whose values must not be printed, with the words in their place.
pub(super) fn definition(lookup: &Lookup<'_>, entity: &Entity, secrets: &[(String, String)]) -> Definition {
    let hide = |text: String| {
        let hidden = secrets.iter().filter_map(|(key, words)| Some((entity.annotation(key)?, words)));
        hidden.fold(text, |text, (value, words)| text.replace(value, words))
    };
    let yaml: String = hide(entity.yaml.chars().take(SHOWN).collect());
    let json = hide(json(lookup, entity));
    let shown: String = json.chars().take(SHOWN).collect();
    Definition {
        yaml_cut: entity.yaml.chars().nth(SHOWN).is_some(),
        json_cut: shown.len() < json.len(),
        yaml: text::visible(&yaml),
        json: text::visible(&shown),
        place: refs::place_view(lookup, &entity.place),
    }
}

fn json(lookup: &Lookup<'_>, entity: &Entity) -> String {
    let relations = lookup.graph.relations(&entity.id).iter().take(RELATIONS);
    let relations: Vec<_> =
        relations.map(|(relation, target)| json!({ "type": relation.name(), "targetRef": target.to_string() })).collect();
    let value = json!({
        "apiVersion": entity.api_version,
        "kind": entity.kind,
        "metadata": entity.metadata,
        "spec": entity.spec,
        "relations": relations,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}
