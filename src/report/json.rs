//! All sheets as JSON, for scripts.

use serde_json::{Value, json};

use super::manifest::pretty;
use super::{Manifest, format_number};
use crate::metrics::{Estimate, Row, Sheet};

/// The sheet of figures by live chat.
pub(super) const SUMMARY_SHEET: &str = "live_chats";

/// The manifest; under `summary`, one object for each live chat; and under `sheets`, by its name, every
/// sheet of the report with one object for each row: its keys as texts, each measure as
/// `{"value": …, "ci95": …, "too_wide": …}`, `null` where undefined.
pub fn json(manifest: &Manifest<'_>, sheets: &[Sheet]) -> Vec<u8> {
    let rows =
        |sheet: &Sheet| -> Value { sheet.rows.iter().map(|row| row_object(sheet, row)).collect() };
    let mut whole = manifest.value();
    let summary = sheets.iter().find(|sheet| sheet.name == SUMMARY_SHEET);
    whole["summary"] = summary.map_or_else(|| json!([]), rows);
    whole["sheets"] = sheets_object(sheets);
    pretty(&whole)
}

/// All sheets by name, one object for each row.
pub(super) fn sheets_object(sheets: &[Sheet]) -> Value {
    let rows =
        |sheet: &Sheet| -> Value { sheet.rows.iter().map(|row| row_object(sheet, row)).collect() };
    Value::Object(sheets.iter().map(|sheet| (sheet.name.to_owned(), rows(sheet))).collect())
}

fn row_object(sheet: &Sheet, row: &Row) -> Value {
    let keys = sheet.keys.iter().zip(&row.keys);
    let keys = keys.map(|(column, key)| (column.name, Value::from(key.as_str())));
    let values = sheet.measures.iter().enumerate().map(|(place, column)| {
        let Estimate { value, half_width } = row.values[place];
        let too_wide = sheet.is_too_wide(row, place);
        let figure = json!({
            "value": exact_number(value), "ci95": exact_number(half_width), "too_wide": too_wide
        });
        (column.name, figure)
    });
    Value::Object(keys.chain(values).map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The same number as in the CSV file, so that the two never differ in a digit.
pub(super) fn exact_number(value: f64) -> Value {
    serde_json::from_str(&format_number(value)).unwrap_or(Value::Null)
}
