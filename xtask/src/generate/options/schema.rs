//! The schema of the config file.

use mapship::options::{Declaration, Kind, Place};
use serde_json::{Map, Value, json};

use super::{Table, default_of};

/// The text of `pkg/schema/config.json`.
pub fn of_config(table: Table<'_>) -> String {
    let mut schema = level(table, Place::Config);
    let mut target = level(table, Place::Target);
    if let Some(object) = target.as_object_mut() {
        object.insert(
            "anyOf".to_owned(),
            json!([
                { "required": ["path"] },
                { "required": ["type"], "properties": { "type": { "enum": table.without_files() } } },
            ]),
        );
    }
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        object.insert("title".to_owned(), "mapship.config.json".into());
        object.insert(
            "description".to_owned(),
            "Config file of mapship. Its members are the defaults of its targets.".into(),
        );
        object.insert("$defs".to_owned(), json!({ "target": target }));
    }
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default())
}

fn level(table: Table<'_>, place: Place) -> Value {
    let mut rivals: Vec<Value> = Vec::new();
    for option in table.of(place) {
        // each pair once
        if let Some(rival) = option.rival.filter(|rival| option.name > *rival) {
            rivals.push(json!({ "required": [rival, option.name] }));
        }
    }
    let mut schema = object(table, &table.of(place).copied().collect::<Vec<_>>());
    if let Some(object) = schema.as_object_mut()
        && !rivals.is_empty()
    {
        object.insert("not".to_owned(), json!({ "anyOf": rivals }));
    }
    schema
}

fn object(table: Table<'_>, options: &[Declaration]) -> Value {
    let mut properties = Map::new();
    for option in options {
        let Some(kind) = option.kind.in_file() else { continue };
        let mut property = rule(table, kind);
        if let Some(object) = property.as_object_mut() {
            object.insert("description".to_owned(), description(option, kind).into());
        }
        properties.insert(option.name.to_owned(), property);
    }
    let required: Vec<&str> =
        options.iter().filter(|option| option.required).map(|option| option.name).collect();
    let mut schema =
        json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let Some(object) = schema.as_object_mut()
        && !required.is_empty()
    {
        object.insert("required".to_owned(), required.into());
    }
    schema
}

fn description(option: &Declaration, kind: Kind) -> String {
    let relative = match kind {
        Kind::Path => "; relative to the config file",
        Kind::Parts => "; relative to the config file, as all paths in it",
        _ => "",
    };
    let default =
        default_of(option, false).map(|value| format!(" (default: {value})")).unwrap_or_default();
    format!("{}{relative}{default}", option.about)
}

fn rule(table: Table<'_>, kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Name | Kind::Path => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Number { min, max: None, .. } => json!({ "type": "integer", "minimum": min }),
        Kind::Number { min, max: Some(max), .. } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Kind::OneOf(values) => json!({ "enum": values }),
        Kind::UploadType => {
            json!({ "enum": table.types.iter().map(|known| known.name).collect::<Vec<_>>() })
        }
        Kind::Event => json!({ "type": "object" }),
        Kind::Parts => {
            let parts: Vec<Declaration> = table
                .parts()
                .into_iter()
                .map(|part| Declaration::new(part, Kind::Path, "A file"))
                .collect();
            object(table, &parts)
        }
        Kind::Targets => json!({ "type": "array", "items": { "$ref": "#/$defs/target" } }),
        Kind::List => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Object(members) => object(table, members),
        Kind::AnyOf(kinds) => {
            let kinds: Vec<Value> = kinds
                .iter()
                .filter_map(|kind| kind.in_file())
                .map(|kind| rule(table, kind))
                .collect();
            json!({ "anyOf": kinds })
        }
        Kind::Input | Kind::Function(_) | Kind::Signal | Kind::Store => json!({}),
    }
}
