//! The JSON Schema (draft 2020-12) of the language, made from its declaration.

use serde_json::{Map, Value, json};

use crate::scenario::language::{Field, Kind, Need, Table, root, tables};

/// The JSON Schema (draft 2020-12) of the scenario language: what an editor completes from.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for table in tables().into_iter().skip(1) {
        definitions.insert(definition_name(table), object_schema(table));
    }
    let patterns = [
        ("duration", r"^\s*([0-9]+(\.[0-9]*)?\s*(d|h|m|s|ms|us)\s*)+$"),
        ("rate", r"^\s*[0-9]+(\.[0-9]*)?\s*/\s*[smhd]\s*$"),
        ("time-of-day", r"^\s*[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?\s*$"),
        (
            "day-and-time",
            r"^(?i:\s*(mon|tue|wed|thu|fri|sat|sun)\s+)[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?\s*$",
        ),
    ];
    for (name, pattern) in patterns {
        definitions.insert(
            name.to_owned(),
            json!({ "type": "string", "pattern": pattern.replace("(?i:", "(") }),
        );
    }
    let mut whole = object_schema(root());
    if let Some(fields) = whole.as_object_mut() {
        fields.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("title".into(), json!("deskload scenario"));
        fields.insert("$defs".into(), Value::Object(definitions));
    }
    whole
}

fn definition_name(table: &Table) -> String {
    let letters = table.name.replace("live_chats.", "");
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    // The sample, not the key that leads to it.
    if name == "empirical" { "sample".to_owned() } else { name }
}

fn object_schema(table: &Table) -> Value {
    let mut properties = Map::new();
    for field in table.fields {
        properties.insert(field.key.to_owned(), property_schema(field));
    }
    let required: Vec<&str> = table
        .fields
        .iter()
        .filter(|field| field.need == Need::Required)
        .map(|field| field.key)
        .collect();
    let mut object = json!({
        "type": "object",
        "description": table.doc,
        "properties": properties,
        "additionalProperties": false,
    });
    if let Some(fields) = object.as_object_mut() {
        if !required.is_empty() {
            fields.insert("required".into(), json!(required));
        }
        if table.one_of {
            fields.insert("minProperties".into(), json!(1));
            fields.insert("maxProperties".into(), json!(1));
        }
    }
    object
}

fn property_schema(field: &Field) -> Value {
    let default = match field.need {
        Need::Required => String::new(),
        Need::Default("") => " Default: empty.".to_owned(),
        Need::Default(value) => format!(" Default: {value}."),
        Need::Otherwise(words) => format!(" Left out: {words}."),
    };
    let mut value = kind_schema(&field.kind);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("description".into(), json!(format!("{}{default}", field.doc)));
    }
    value
}

fn kind_schema(kind: &Kind) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    match kind {
        Kind::Text | Kind::Path => json!({ "type": "string" }),
        Kind::Name => json!({ "type": "string", "minLength": 1, "maxLength": 100 }),
        Kind::Keyword(words) => json!({ "enum": words }),
        Kind::Integer { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Kind::Limit => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": 1_000_000 },
            { "const": "unlimited" },
        ] }),
        Kind::Number { min, max } => {
            json!({ "type": "number", "minimum": min, "maximum": max })
        }
        Kind::Duration => reference("duration"),
        Kind::Share => json!({ "anyOf": [
            { "type": "number", "minimum": 0, "maximum": 1 },
            { "type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]*)?\s*%?\s*$" },
        ] }),
        Kind::Factor => json!({ "anyOf": [
            { "type": "number", "exclusiveMinimum": 0, "maximum": 100 },
            { "type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]*)?\s*%?\s*$" },
        ] }),
        Kind::Rate => reference("rate"),
        Kind::TimeOfDay => reference("time-of-day"),
        Kind::WeekTime => reference("day-and-time"),
        Kind::WeekTimeOrDate => json!({ "anyOf": [
            reference("day-and-time"),
            { "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2}(:\d{2})?)?$" },
        ] }),
        Kind::Days => json!({ "type": "string", "examples": ["mon-fri", "sat,sun", "every day"] }),
        Kind::Retry => {
            json!({ "type": "string", "pattern": "^(none|in-line|(every|backoff|random) .+)$" })
        }
        Kind::WarmUp => json!({ "anyOf": [{ "const": "mser-5" }, reference("duration")] }),
        Kind::Distribution => {
            json!({ "anyOf": [reference("duration"), reference("distribution")] })
        }
        Kind::Patience => json!({ "anyOf": [
            { "const": "none" }, reference("duration"), reference("distribution"),
        ] }),
        Kind::AfterTransfer => json!({ "anyOf": [
            { "enum": ["fresh", "inherited"] }, reference("duration"), reference("distribution"),
        ] }),
        Kind::Sample => json!({ "anyOf": [
            { "type": "array", "items": reference("duration"), "minItems": 1 }, reference("sample"),
        ] }),
        Kind::List(inner) => json!({ "type": "array", "items": kind_schema(inner) }),
        Kind::OneOrMore(inner) => json!({ "anyOf": [
            kind_schema(inner), { "type": "array", "items": kind_schema(inner), "minItems": 1 },
        ] }),
        Kind::Table(table) => reference(&definition_name(table)),
        Kind::Tables(table) => {
            json!({ "type": "array", "items": reference(&definition_name(table)) })
        }
        Kind::NameOrNames => json!({ "anyOf": [
            kind_schema(&Kind::Name),
            { "type": "object", "additionalProperties": kind_schema(&Kind::Name) },
        ] }),
        Kind::Map(inner) => {
            json!({ "type": "object", "additionalProperties": kind_schema(inner) })
        }
    }
}
