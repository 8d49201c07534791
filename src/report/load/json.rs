//! What a load measured as JSON, for scripts: the manifest, every second, and every sheet of the desk.

use serde_json::{Value, json};

use super::columns::{load_table, plateaus_table};
use super::manifest::LoadManifest;
use crate::load::{FoundMax, LoadReport};
use crate::report::json::{exact_number, sheets_object};
use crate::report::manifest::pretty;
use crate::report::tables::CsvDialect;

/// The manifest; under `seconds` the lines of `load.csv`, under `sheets` those of the other tables.
pub fn load_json(report: &LoadReport, manifest: &LoadManifest<'_>) -> Vec<u8> {
    let mut whole = manifest.value();
    whole["seconds"] = lines(&load_table(&report.rows).csv(CsvDialect::Standard));
    whole["sheets"] = sheets_object(&report.sheets);
    pretty(&whole)
}

/// The manifest; under `rates` the lines of `find_max.csv`; and the rates between which the limit lies.
pub fn find_max_json(found: &FoundMax, limit: &str, manifest: &LoadManifest<'_>) -> Vec<u8> {
    let mut whole = manifest.value();
    let rate = |rate: Option<f64>| rate.map_or(Value::Null, exact_number);
    whole["limit"] = json!(limit);
    whole["highest_good"] = rate(found.last_good);
    whole["lowest_bad"] = rate(found.first_bad);
    whole["generator_was_the_limit"] = json!(found.generator_was_the_limit);
    whole["rates"] = lines(&plateaus_table(&found.plateaus).csv(CsvDialect::Standard));
    pretty(&whole)
}

/// The lines of a table: numbers as they are written there, `null` for what is undefined.
fn lines(table: &[u8]) -> Value {
    let mut reader = csv::Reader::from_reader(table);
    let names: Vec<String> =
        reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let cell = |text: &str| match text {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    };
    let rows = reader.records().filter_map(Result::ok).map(|record| {
        let cells = names.iter().cloned().zip(record.iter().map(cell));
        Value::Object(cells.collect())
    });
    rows.collect()
}
