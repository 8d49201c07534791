//! The files of a report directory.

use super::tables::{ColumnChoice, CsvDialect, sheet_table};
use super::{Manifest, WORKBOOK_FILE, sessions_csv};
use crate::study::Outcome;

/// The file that says which run a report is of: a directory without it is no report.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The file of a trace.
pub const SESSIONS_FILE: &str = "sessions.csv";

/// The file of what each replication says.
pub const REPLICATIONS_FILE: &str = "replications.csv";

/// The page of a report.
pub const PAGE_FILE: &str = "report.html";

/// Every name that a file of a run may have; those of a load are in
/// [`LOAD_FILE_NAMES`](super::LOAD_FILE_NAMES).
pub const FILE_NAMES: [&str; 17] = [
    MANIFEST_FILE,
    SESSIONS_FILE,
    REPLICATIONS_FILE,
    PAGE_FILE,
    WORKBOOK_FILE,
    "summary.csv",
    "intervals.csv",
    "desk.csv",
    "rules.csv",
    "live_chats.csv",
    "channels.csv",
    "groups.csv",
    "operators.csv",
    "supervisors.csv",
    "licenses.csv",
    "sla.csv",
    "transfers.csv",
];

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// The name within the directory.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// How tables are written.
#[derive(Clone, Copy, Debug)]
pub struct TableForm<'a> {
    /// Which of their columns.
    pub choice: ColumnChoice<'a>,
    /// By which signs.
    pub dialect: CsvDialect,
}

/// All files of a report: one for each sheet but those that are left out, the sessions if they were kept,
/// what there is `more`, the manifest last.
pub fn files(
    outcome: &Outcome,
    left_out: &[&str],
    more: Vec<ReportFile>,
    manifest: &Manifest<'_>,
    form: TableForm<'_>,
) -> Vec<ReportFile> {
    let written = outcome.sheets.iter().filter(|sheet| !left_out.contains(&sheet.name));
    let sheets = written.map(|sheet| ReportFile {
        name: format!("{}.csv", sheet.name),
        bytes: sheet_table(sheet, form.choice).csv(form.dialect),
    });
    let session_rows = outcome
        .sessions
        .iter()
        .map(|rows| ReportFile { name: SESSIONS_FILE.to_owned(), bytes: sessions_csv(rows) });
    let manifest = ReportFile { name: MANIFEST_FILE.to_owned(), bytes: manifest.bytes() };
    sheets.chain(session_rows).chain(more).chain([manifest]).collect()
}
