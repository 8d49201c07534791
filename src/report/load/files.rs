//! The files of a load's directory.

use super::columns::{load_table, plateaus_table};
use super::manifest::LoadManifest;
use crate::load::{FoundMax, LoadReport, percentile_distribution};
use crate::report::tables::{ColumnChoice, CsvDialect, sheet_table};
use crate::report::{MANIFEST_FILE, ReportFile};

/// The table of seconds.
pub const LOAD_FILE: &str = "load.csv";

/// The table of plateaus.
pub const FIND_MAX_FILE: &str = "find_max.csv";

const ROUTING: &str = "routing.hgrm";
const ROUTING_UNCORRECTED: &str = "routing_uncorrected.hgrm";
const TRANSFER: &str = "transfer.hgrm";
const LATENCIES: &str = "latencies.hlog";

/// Every name that a file of a load may have beside those of a run's tables.
pub const LOAD_FILE_NAMES: [&str; 6] =
    [LOAD_FILE, FIND_MAX_FILE, ROUTING, ROUTING_UNCORRECTED, TRANSFER, LATENCIES];

/// All files of a load: seconds, histograms, the figures of the desk, the manifest last.
pub fn load_files(
    report: LoadReport,
    manifest: &LoadManifest<'_>,
    choice: ColumnChoice<'_>,
    dialect: CsvDialect,
) -> Vec<ReportFile> {
    let file = |name: &str, bytes: Vec<u8>| ReportFile { name: name.to_owned(), bytes };
    let latencies = &report.outcome.tally.latencies;
    let distribution = |histogram| percentile_distribution(histogram).into_bytes();
    let mut files = vec![
        file(LOAD_FILE, load_table(&report.rows).csv(dialect)),
        file(ROUTING, distribution(&latencies.routing)),
        file(ROUTING_UNCORRECTED, distribution(&latencies.routing_uncorrected)),
    ];
    if !latencies.transfer.is_empty() {
        files.push(file(TRANSFER, distribution(&latencies.transfer)));
    }
    let sheets = report.sheets.iter();
    files.extend(sheets.map(|sheet| {
        file(&format!("{}.csv", sheet.name), sheet_table(sheet, choice).csv(dialect))
    }));
    files.push(file(LATENCIES, report.log.into_bytes()));
    files.push(file(MANIFEST_FILE, manifest.bytes()));
    files
}

/// All files of a search for the highest rate.
pub fn find_max_files(
    found: &FoundMax,
    manifest: &LoadManifest<'_>,
    dialect: CsvDialect,
) -> Vec<ReportFile> {
    let bytes = plateaus_table(&found.plateaus).csv(dialect);
    let table = ReportFile { name: FIND_MAX_FILE.to_owned(), bytes };
    let manifest = ReportFile { name: MANIFEST_FILE.to_owned(), bytes: manifest.bytes() };
    vec![table, manifest]
}
