//! The JSON Schema (draft 2020-12) of the language, made from its declaration.

use serde_json::{Map, Value, json};

use crate::scenario::language::choices::{Choice, choices_of};
use crate::scenario::language::{Field, Kind, Need, Table, root, tables};

/// The JSON Schema (draft 2020-12) of the scenario language: what an editor completes from.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for table in tables().into_iter().skip(1) {
        definitions.insert(definition_name(table), object_schema(table));
    }
    for (name, pattern) in patterns() {
        definitions.insert(name.to_owned(), json!({ "type": "string", "pattern": pattern }));
    }
    let mut whole = object_schema(root());
    if let Some(fields) = whole.as_object_mut() {
        fields.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("$id".into(), json!(SCHEMA_ID));
        fields.insert("title".into(), json!("deskload scenario"));
        fields.insert("$defs".into(), Value::Object(definitions));
    }
    whole
}

/// The name of the schema, which leads nowhere: editors keep schemas apart by it.
const SCHEMA_ID: &str = "urn:deskload:scenario";

/// What the reader takes, as regular expressions of ECMAScript, which knows no flags within them.
fn patterns() -> [(&'static str, String); 5] {
    const UNIT: &str = "(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)";
    let time = r"(([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|(0?[1-9]|1[0-2])(:[0-5][0-9](:[0-5][0-9])?)?\s*[aApP][mM])";
    let day = [
        ("mon", "day"),
        ("tue", "sday"),
        ("wed", "nesday"),
        ("thu", "rsday"),
        ("fri", "day"),
        ("sat", "urday"),
        ("sun", "day"),
    ]
    .map(|(short, rest)| format!("{}({})?", any_case(short), any_case(rest)))
    .join("|");
    let days = format!(r"({day})\s*([-–—]\s*({day}))?");
    let every_day = any_case("every day");
    [
        ("duration", format!(r"^\s*([0-9]+(\.[0-9]*)?\s*({UNIT}|ms|us)\s*)+$")),
        ("rate", format!(r"^\s*[0-9]+(\.[0-9]*)?\s*/\s*{UNIT}\s*$")),
        ("time-of-day", format!(r"^\s*({time}|24:00(:00)?)\s*$")),
        ("day-and-time", format!(r"^\s*({day})\s+{time}\s*$")),
        ("days", format!(r"^\s*({every_day}|{days}\s*(,\s*{days}\s*)*)\s*$")),
    ]
}

/// `[mM][oO][nN]`
fn any_case(word: &str) -> String {
    let letter = |letter: char| match letter {
        ' ' => " ".to_owned(),
        letter => format!("[{letter}{}]", letter.to_ascii_uppercase()),
    };
    word.chars().map(letter).collect()
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
        properties.insert(field.key.to_owned(), property_schema(table, field));
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
        if let Some(rule) = choice_rule(table) {
            fields.insert(rule.0.to_owned(), rule.1);
        }
    }
    object
}

/// Of keys that exclude each other one is written, or at most one.
fn choice_rule(table: &Table) -> Option<(&'static str, Value)> {
    let key_choice = |choice: &&Choice| matches!(choice, Choice::Key(_));
    let names = choices_of(table).find(key_choice)?.alternatives().iter().map(|one| one.name);
    match table.name {
        "[[live_chats.arrivals]]" => {
            let one: Vec<Value> = names.map(|name| json!({ "required": [name] })).collect();
            Some(("oneOf", json!(one)))
        }
        _ => Some(("not", json!({ "required": names.collect::<Vec<_>>() }))),
    }
}

/// Lists that name nothing mean nothing: the reader refuses them.
const NEVER_EMPTY: &[(&str, &str)] = &[
    ("scenario", "groups"),
    ("scenario", "live_chats"),
    ("[[groups]]", "members"),
    ("[[groups]]", "speeds"),
    ("[[people]]", "speeds"),
    ("[[live_chats]]", "operators"),
    ("[[live_chats]]", "topics"),
    ("[[live_chats.arrivals]]", "rates"),
];

/// A default as TOML would have it: a number where one belongs, otherwise a text.
fn default_value(kind: &Kind, text: &str) -> Value {
    let number = || serde_json::from_str::<serde_json::Number>(text).ok().map(Value::Number);
    match kind {
        Kind::Integer { .. } | Kind::Limit | Kind::Number { .. } | Kind::Share | Kind::Factor => {
            number().unwrap_or_else(|| json!(text))
        }
        Kind::List(_) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        _ => json!(text),
    }
}

fn property_schema(table: &Table, field: &Field) -> Value {
    let default = match field.need {
        Need::Required => String::new(),
        Need::Default("") => " Default: empty.".to_owned(),
        Need::Default(value) => format!(" Default: {value}."),
        Need::Otherwise(words) => format!(" Left out: {words}."),
    };
    let mut value = kind_schema(&field.kind);
    if let Some(fields) = value.as_object_mut() {
        if let Need::Default(text) = field.need {
            fields.insert("default".into(), default_value(&field.kind, text));
        }
        if NEVER_EMPTY.contains(&(table.name, field.key)) {
            fields.insert("minItems".into(), json!(1));
        }
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
        Kind::Days => reference("days"),
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
