//! Tables as they are before it is decided how they are written: named columns with units, rows of typed
//! cells. The CSV files of any dialect and the worksheets of a workbook come from the same table, so that
//! they hold the same figures.

mod csv_text;
mod options;
mod sheets;
mod workbook;

use std::borrow::Cow;
use std::fmt;

pub use csv_text::CsvDialect;
pub use options::{ColumnSet, TableOptions, Workbook};
pub use sheets::{ColumnChoice, SessionLines, sessions_csv, sheet_csv, sheet_table};

pub use workbook::{
    MAX_WORKSHEET_COLUMNS, MAX_WORKSHEET_ROWS, TableCharts, WorkbookPage, too_large_for_worksheet,
    workbook,
};

use crate::metrics::Column;

/// The ending of the column that holds half the width of a measure's 95 % confidence interval.
pub(super) const CI95: &str = "_ci95";

/// The last column of each sheet: which figures of the line are too vague to decide by.
pub(super) const TOO_WIDE_COLUMN: &str = "too_wide";

/// One table of a report. Its rows are made when they are written.
pub struct ReportTable<'a> {
    /// The name of the file without its ending, and of the worksheet.
    pub name: &'static str,
    pub columns: Vec<TableColumn>,
    pub rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    pub name: String,
    /// As the data dictionary writes it; nothing for texts.
    pub unit: &'static str,
    /// What it means, where that is not said elsewhere.
    pub definition: &'static str,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Text(Cow<'a, str>),
    /// Nothing stands where it is no number.
    Number(f64),
    /// `2026-10-05 09:30`
    DateTime(Cow<'a, str>),
}

impl fmt::Debug for ReportTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportTable").field("name", &self.name).finish_non_exhaustive()
    }
}

impl TableColumn {
    /// A column of texts.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), unit: "", definition: "" }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>, unit: &'static str) -> Self {
        Self { name: name.into(), unit, definition: "" }
    }
}

impl From<Column> for TableColumn {
    fn from(column: Column) -> Self {
        let unit = column.unit.map_or("", |unit| unit.name());
        Self { name: column.name.to_owned(), unit, definition: column.definition }
    }
}

impl<'a> Cell<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A typed text: a number where it is plainly one.
    pub fn typed(text: &'a str) -> Self {
        let is_plain = !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
        match text.parse::<f64>() {
            // No digit is lost.
            Ok(number) if is_plain && super::format_number(number) == text => Self::Number(number),
            _ => Self::Text(Cow::Borrowed(text)),
        }
    }

    /// Whether it is so.
    pub fn yes_or_no(holds: bool) -> Self {
        Self::text(if holds { "yes" } else { "no" })
    }
}

impl ReportTable<'_> {
    /// The table as comma-separated values.
    pub fn csv(self, dialect: CsvDialect) -> Vec<u8> {
        csv_text::written(self, dialect)
    }
}
