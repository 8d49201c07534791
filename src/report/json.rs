//! The summary as JSON, for scripts.

use serde_json::{Map, Value, json};

use super::manifest::pretty;
use super::{Manifest, number};
use crate::metrics::{Estimate, Sheet};

/// The manifest and, under `summary`, one object for each line of the sheet: its keys as texts,
/// each measure as `{"value": …, "ci95": …}`, `null` where undefined.
pub fn json(manifest: &Manifest<'_>, summary: &Sheet) -> Vec<u8> {
    let lines = summary.rows.iter().map(|row| {
        let keys = summary.keys.iter().zip(&row.keys);
        let keys = keys.map(|(column, key)| (column.name, Value::from(key.as_str())));
        let values = summary.measures.iter().zip(&row.values);
        let values = values.map(|(column, estimate)| (column.name, value(*estimate)));
        let fields: Map<_, _> = keys.chain(values).map(|(k, v)| (k.to_owned(), v)).collect();
        Value::Object(fields)
    });
    let mut whole = manifest.value();
    whole["summary"] = lines.collect();
    pretty(&whole)
}

fn value(estimate: Estimate) -> Value {
    json!({ "value": exact(estimate.value), "ci95": exact(estimate.half_width) })
}

/// The very number that the CSV file holds, so that the two never differ in a digit.
fn exact(value: f64) -> Value {
    serde_json::from_str(&number(value)).unwrap_or(Value::Null)
}
