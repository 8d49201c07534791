//! The files of a report directory.

use super::{Manifest, sessions, table};
use crate::study::Outcome;

/// The file that says which run a report is of: a directory without it is no report.
pub const MANIFEST: &str = "manifest.json";

/// The file that a trace is kept in.
pub const SESSIONS: &str = "sessions.csv";

/// Every name that a file of a report may have.
pub const FILE_NAMES: [&str; 12] = [
    MANIFEST,
    SESSIONS,
    "summary.csv",
    "intervals.csv",
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
pub struct File {
    /// Its name within the directory.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// All files of a report: one for each sheet, the sessions if they were kept, the manifest last.
pub fn files(outcome: &Outcome, manifest: &Manifest<'_>) -> Vec<File> {
    let sheets = outcome
        .sheets
        .iter()
        .map(|sheet| File { name: format!("{}.csv", sheet.name), bytes: table(sheet) });
    let kept = outcome
        .sessions
        .iter()
        .map(|rows| File { name: SESSIONS.to_owned(), bytes: sessions(rows) });
    let manifest = File { name: MANIFEST.to_owned(), bytes: manifest.bytes() };
    sheets.chain(kept).chain([manifest]).collect()
}
