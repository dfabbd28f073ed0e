//! How front matter is kept by formats that cannot hold whatever JSON can: as a text of JSON.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::FrontMatter;

pub(super) fn serialize<S: Serializer>(value: &FrontMatter, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return value.serialize(serializer);
    }
    let text = if value.is_empty() { String::new() } else { serde_json::to_string(value).map_err(S::Error::custom)? };
    serializer.serialize_str(&text)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FrontMatter, D::Error> {
    if deserializer.is_human_readable() {
        return FrontMatter::deserialize(deserializer);
    }
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(FrontMatter::new()) } else { serde_json::from_str(&text).map_err(D::Error::custom) }
}

#[cfg(test)]
mod tests {
    use crate::markdown::Outline;

    #[test]
    fn an_outline_comes_back_from_both_kinds_of_format() {
        for front_matter in
            [serde_json::json!({}), serde_json::json!({ "title": "A", "weight": 1.5, "tags": ["x", null, { "y": true }] })]
        {
            let front_matter = front_matter.as_object().cloned().expect("a map");
            let outline = Outline { front_matter, title: Some("B".to_owned()), ..Outline::default() };
            let json = serde_json::to_string(&outline).expect("written");
            assert_eq!(serde_json::from_str::<Outline>(&json).expect("read"), outline);
            let bytes = postcard::to_stdvec(&outline).expect("written");
            assert_eq!(postcard::from_bytes::<Outline>(&bytes).expect("read"), outline);
        }
    }
}
