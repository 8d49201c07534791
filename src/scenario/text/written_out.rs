//! A scenario as it is after its overrides and presets: TOML again, that reads to the same plan.

use std::fmt::Write as _;

use super::tree::{Node, Value};
use crate::base::visible;

/// The text of a whole document. The scenario's `name` is written out too: that of a file is not
/// part of the text.
pub(in crate::scenario) fn to_toml(name: &str, root: &Node) -> String {
    let mut text = String::new();
    if root.get("name").is_none() {
        let _ = writeln!(text, "name = {}", quoted_string(name));
    }
    write_table(&mut text, "", root);
    text
}

/// First what fits on lines, then the tables below.
fn write_table(text: &mut String, path: &str, node: &Node) {
    let Value::Table(entries) = &node.value else {
        return;
    };
    for entry in entries.iter().filter(|entry| fits_on_a_line(&entry.node)) {
        let _ =
            writeln!(text, "{} = {}", bare_or_quoted_key(&entry.key), inline_value(&entry.node));
    }
    for entry in entries.iter().filter(|entry| !fits_on_a_line(&entry.node)) {
        let path = if path.is_empty() {
            bare_or_quoted_key(&entry.key)
        } else {
            format!("{path}.{}", bare_or_quoted_key(&entry.key))
        };
        match &entry.node.value {
            Value::List(items) => {
                for item in items {
                    let _ = writeln!(text, "\n[[{path}]]");
                    write_table(text, &path, item);
                }
            }
            _ => {
                let _ = writeln!(text, "\n[{path}]");
                write_table(text, &path, &entry.node);
            }
        }
    }
}

/// More keys than this are a table of their own.
const MAX_INLINE_KEYS: usize = 4;

fn fits_on_a_line(node: &Node) -> bool {
    match &node.value {
        Value::Table(entries) => {
            let plain = |node: &Node| !matches!(node.value, Value::Table(_));
            entries.len() <= MAX_INLINE_KEYS && entries.iter().all(|entry| plain(&entry.node))
        }
        Value::List(items) => {
            // Only a list of tables and of nothing else can be written as tables.
            let is_table = |item: &Node| matches!(item.value, Value::Table(_));
            items.is_empty() || !items.iter().all(is_table)
        }
        _ => true,
    }
}

pub(in crate::scenario) fn inline_value(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted_string(text),
        Value::Number { integer: Some(whole), .. } => whole.to_string(),
        Value::Number { value, .. } if value.is_nan() => "nan".to_owned(),
        Value::Number { value, .. } if value.is_infinite() => {
            if *value > 0.0 {
                "inf".to_owned()
            } else {
                "-inf".to_owned()
            }
        }
        Value::Number { value, .. } => format!("{value:?}"),
        Value::Boolean => "true".to_owned(),
        Value::DateTime(text) => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(inline_value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(entries) => {
            let pairs: Vec<String> = entries
                .iter()
                .map(|entry| {
                    format!("{} = {}", bare_or_quoted_key(&entry.key), inline_value(&entry.node))
                })
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

fn bare_or_quoted_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted_string(key) }
}

/// Would not be seen as itself.
fn is_hidden(c: char) -> bool {
    matches!(visible(c.encode_utf8(&mut [0; 4])), std::borrow::Cow::Owned(_))
}

/// A basic string of TOML.
fn quoted_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_hidden(c) => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xffff => write!(quoted, "\\u{code:04x}"),
                    _ => write!(quoted, "\\U{code:08x}"),
                };
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
