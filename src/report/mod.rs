//! Results → bytes: CSV, text, JSON, and the texts that explain them.
//!
//! Pure: every function here turns values into bytes. Where the bytes go, and whether that place is
//! free, is for `cli` to know. The bytes depend on the program, the scenario, its overrides and the
//! seed; not on the host, threads, the clock, folders or the environment.

mod cell;
mod dictionary;
mod files;
mod findings;
mod json;
mod load;
mod manifest;
mod page;
mod scenario_overview;
mod table;
mod text;
mod violation_report;

pub use cell::{escape_formula, format_number};
pub use dictionary::dictionary;
pub use files::{FILE_NAMES, MANIFEST_FILE, ReportFile, SESSIONS_FILE, files};
pub use findings::{FindingNote, finding_notes};
pub use json::json;
pub use load::{
    FIND_MAX_FILE, LOAD_COLUMNS, LOAD_FILE, LOAD_FILE_NAMES, LoadColumn, LoadManifest, LoadState,
    PLATEAU_COLUMNS, find_max_files, found_max_text, load_csv, load_files, load_text, plateau_line,
    plateaus_csv, row_line,
};
pub use manifest::{Manifest, ReportIdentity, Supersedes, command, quoted};
pub use page::TextStyle;
pub use scenario_overview::scenario_overview;
pub use table::{sessions_csv, sheet_csv};
pub use text::summary_text;
#[doc(hidden)] // For the test that each of them is in a file.
pub use text::{GROUP_FIGURES, LICENSE_FIGURES, LIVE_CHAT_FIGURES};
pub use violation_report::{VIOLATION_FILE_SUFFIX, violation_report};
