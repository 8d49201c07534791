//! Tables as people have them: CSV files of spreadsheets and help desks, and sheets of workbooks.
//!
//! - **Is given** the bytes of a file and what is known of its columns. Opens no file.
//! - **Gives** rows of text cells with their line ([`rows`]), and reads columns of numbers
//!   ([`numbers`]), times ([`times`]) and lengths of time ([`lengths`]).
//! - **Owns** encodings, separators, lines above the header, rows of totals, and what a column's
//!   cells together say of its format.
//!
//! A format that a column leaves open (`1/2/2026`, `1,234`) is an [`Ambiguity`], which says how to
//! state it. What is passed over (lines above the header, blank rows, totals) is counted.
//! Knows nothing of what a table means.

pub mod clocks;
pub mod columns;
mod date_time;
pub mod decoding;
mod layout;
pub mod lengths;
mod line_tracker;
pub mod numbers;
mod plain_stamp;
pub mod rows;
pub mod times;
mod workbook;
pub mod zones;

pub use jiff::civil::{Date, DateTime};
pub use jiff::tz::Offset;
pub use layout::{Comments, Header, ReadingOptions, Separator};

/// Days from 1970-01-01 to a date.
pub fn day_number(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

/// The date so many days after 1970-01-01; `None` beyond the years that there are.
pub fn date_of(day: i64) -> Option<Date> {
    let length = jiff::SignedDuration::from_hours(day.checked_mul(24)?);
    Date::constant(1970, 1, 1).checked_add(length).ok()
}

/// An instant so long after the midnight that begins a day (counted from 1970-01-01), as ISO 8601 writes it
/// but for a blank: `2026-10-05 09:30`, seconds only where there are any. `None` beyond the years that there
/// are.
pub fn date_time_text(day: i64, since: crate::base::Span) -> Option<String> {
    let at = date_time::at_clock(date_of(day)?, since)?;
    let has_seconds = at.second() != 0 || at.subsec_nanosecond() != 0;
    let seconds = if has_seconds { format!(":{:02}", at.second()) } else { String::new() };
    Some(format!("{} {:02}:{:02}{seconds}", at.date(), at.hour(), at.minute()))
}

/// The first instant of a day.
pub fn midnight() -> jiff::civil::Time {
    jiff::civil::Time::midnight()
}

/// A fault of a table, at one of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFault {
    /// From one; in a workbook the row of the sheet.
    pub line: u64,
    /// Where that line begins in the decoded text, in bytes.
    pub byte: u64,
    /// What is wrong, one line.
    pub problem: String,
    /// How to mend it, one line.
    pub help: String,
}

/// What the cells of a column leave open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// The number among the cells seen, from zero, of one that can be read in two ways.
    pub cell: u64,
    /// What is open, one line.
    pub problem: String,
    /// How to state it, one line.
    pub help: String,
}

/// The first faults of a table, and how many more there are.
#[derive(Clone, Debug, Default)]
pub struct FaultList {
    kept: Vec<TableFault>,
    more: u64,
}

impl FaultList {
    /// More are only counted.
    pub const MAX_KEPT: usize = 20;

    /// Adds a fault.
    pub fn add(&mut self, fault: TableFault) {
        if self.kept.len() < Self::MAX_KEPT {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// The first of them, in the order in which they were found.
    pub fn kept(&self) -> &[TableFault] {
        &self.kept
    }

    /// How many there are beyond those.
    pub fn more(&self) -> u64 {
        self.more
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}
