//! Loads to bytes: a row for each second, histograms, the summary, and which load it was.

mod columns;
mod files;
mod json;
mod manifest;
mod text;

pub use columns::{LOAD_COLUMNS, LoadColumn, PLATEAU_COLUMNS, load_table, plateaus_table};
pub use files::{FIND_MAX_FILE, LOAD_FILE, LOAD_FILE_NAMES, find_max_files, load_files};
pub use json::{find_max_json, load_json};
pub use manifest::LoadManifest;
pub(super) use text::rate_line;
pub use text::{found_max_text, load_text, plateau_line, row_line};
