//! A JSON Schema per upload type's event.

use mapship::{Required, Rule, UploadType};
use serde_json::{Map, Value, json};

/// The schema's text.
pub fn of(upload_type: &UploadType) -> String {
    let mut properties = Map::new();
    for field in upload_type.fields {
        let mut property = rule(field.rule);
        if let Some(object) = property.as_object_mut() {
            object.insert("description".to_owned(), field.about.into());
        }
        properties.insert(field.name.to_owned(), property);
    }
    properties.insert("type".to_owned(), json!({ "const": upload_type.name }));
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": upload_type.name,
        "description": format!("The event of an upload: {}.", upload_type.about),
        "type": "object",
        "properties": properties,
        "required": required(upload_type, |need| need == Required::Yes),
        "additionalProperties": false,
    });
    if let Some(other) = stand_in(upload_type) {
        let without = required(upload_type, |need| need == Required::Without(other));
        if let Some(object) = schema.as_object_mut() {
            object.insert(
                "anyOf".to_owned(),
                json!([{ "required": without }, { "required": [other] }]),
            );
        }
    }
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    format!("{text}\n")
}

/// The field that stands in for others, where a type has one.
pub fn stand_in(upload_type: &UploadType) -> Option<&'static str> {
    upload_type.fields.iter().find_map(|field| match field.required {
        Required::Without(other) => Some(other),
        _ => None,
    })
}

fn required(upload_type: &UploadType, is: impl Fn(Required) -> bool) -> Vec<&'static str> {
    let names: Vec<&str> = upload_type
        .fields
        .iter()
        .filter(|field| is(field.required))
        .map(|field| field.name)
        .collect();
    let always = is(Required::Yes);
    names.into_iter().chain(always.then_some("type")).collect()
}

fn rule(rule: Rule) -> Value {
    match rule {
        Rule::Text { min, max } => {
            let mut schema = json!({ "type": "string" });
            if let Some(object) = schema.as_object_mut() {
                if min > 0 {
                    object.insert("minLength".to_owned(), min.into());
                }
                if let Some(max) = max {
                    object.insert("maxLength".to_owned(), max.into());
                }
            }
            schema
        }
        Rule::CommitSha => json!({ "type": "string", "pattern": "^[0-9a-f]{40}$" }),
        Rule::HexOrEmpty { min, max } => {
            let most = max.map(|max| max.to_string()).unwrap_or_default();
            json!({ "type": "string", "pattern": format!("^([0-9A-Fa-f]{{{min},{most}}})?$") })
        }
        Rule::Guid => json!({
            "type": "string",
            "pattern": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
        }),
        Rule::Integer => json!({ "type": "integer", "minimum": 0, "maximum": i64::MAX }),
        Rule::Flag => json!({ "type": "boolean" }),
        Rule::OneOf(allowed) => json!({ "enum": allowed }),
    }
}
