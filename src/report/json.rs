//! The summary as JSON, for scripts.

use serde_json::{Value, json};

use super::manifest::pretty;
use super::{Manifest, number};
use crate::metrics::{Estimate, Row, Sheet};

/// The sheet that a summary for scripts and people is made of.
pub(super) const SHEET: &str = "live_chats";

/// The manifest and, under `summary`, one object for each live chat: its name as a text, each
/// measure as `{"value": …, "ci95": …}`, `null` where undefined.
pub fn json(manifest: &Manifest<'_>, sheets: &[Sheet]) -> Vec<u8> {
    let sheet = sheets.iter().find(|sheet| sheet.name == SHEET);
    let lines = sheet.iter().flat_map(|sheet| sheet.rows.iter().map(|row| line(sheet, row)));
    let mut whole = manifest.value();
    whole["summary"] = lines.collect();
    pretty(&whole)
}

fn line(sheet: &Sheet, row: &Row) -> Value {
    let keys = sheet.keys.iter().zip(&row.keys);
    let keys = keys.map(|(column, key)| (column.name, Value::from(key.as_str())));
    let values = sheet.measures.iter().zip(&row.values);
    let values = values.map(|(column, estimate)| (column.name, value(*estimate)));
    Value::Object(keys.chain(values).map(|(name, value)| (name.to_owned(), value)).collect())
}

fn value(estimate: Estimate) -> Value {
    json!({ "value": exact(estimate.value), "ci95": exact(estimate.half_width) })
}

/// The very number that the CSV file holds, so that the two never differ in a digit.
fn exact(value: f64) -> Value {
    serde_json::from_str(&number(value)).unwrap_or(Value::Null)
}
