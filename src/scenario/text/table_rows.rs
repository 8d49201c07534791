//! The rows of a table beside the scenario, reduced to the columns that are asked for.

use std::io::{self, Read};
use std::sync::Arc;

use super::csv_files::{FileFormat, MAX_FAULTS, MAX_ROWS, report_ambiguity};
use super::diagnostic::{Diagnostic, Faults, quoted, with_thousands};
use super::source::{SourceSpan, SourceText};
use crate::scenario::text::written_name::WrittenName;
use crate::table::columns::{self, FoundColumn, NoColumn};
use crate::table::numbers::{NumberColumn, NumberFormat};
use crate::table::rows::{Row, RowReader, Skipped};
use crate::table::{ReadingOptions, Separator, TableFault};

/// A table whose columns are known and whose rows are still to be read.
pub(in crate::scenario) struct OpenTable {
    path: String,
    source: Arc<SourceText>,
    reader: RowReader<'static>,
}

/// A text that several may read.
struct SharedText {
    source: Arc<SourceText>,
    read: usize,
}

impl Read for SharedText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = (&self.source.text.as_bytes()[self.read..]).read(buffer)?;
        self.read += length;
        Ok(length)
    }
}

/// Rows that hold one of these texts in a column.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct RowFilter {
    pub(in crate::scenario) column: WrittenName,
    pub(in crate::scenario) values: Vec<String>,
}

/// The rows of a table.
pub(in crate::scenario) struct Rows {
    source: Arc<SourceText>,
    separator: Separator,
    /// Where in the file the columns stand that were asked for.
    columns: Vec<usize>,
    /// Where each row begins.
    starts: Vec<usize>,
    /// The cells that were asked for, one after another, and where each of them ends.
    text: String,
    ends: Vec<usize>,
    pub(in crate::scenario) skipped: Skipped,
}

impl OpenTable {
    pub(super) fn new(
        path: &str,
        source: Arc<SourceText>,
        reading: &ReadingOptions,
        wanted: &[&[&str]],
        faults: &Faults,
    ) -> Option<Self> {
        let text = SharedText { source: Arc::clone(&source), read: 0 };
        match RowReader::of_text(text, reading, wanted) {
            Ok(reader) => Some(Self { path: path.to_owned(), source, reader }),
            Err(fault) => {
                report(&source, Separator::Comma, &fault, faults);
                None
            }
        }
    }

    /// The names of the columns.
    pub(in crate::scenario) fn header(&self) -> &[String] {
        self.reader.header()
    }

    /// The place of a column that the scenario names.
    pub(in crate::scenario) fn column(&self, name: &WrittenName, faults: &Faults) -> Option<usize> {
        let missing = match self.find(&[&name.text]) {
            Ok(found) => return Some(found.place),
            Err(missing) => missing,
        };
        let (message, help) = match missing {
            NoColumn::Several(places) => (
                format!("{} has {} columns {}", quoted(&self.path), places.len(), name.quoted()),
                "give one of them another name".to_owned(),
            ),
            NoColumn::Missing => {
                // The other names are not listed: the file may be private and no table of the scenario.
                let names = self.header().iter().map(String::as_str);
                let likely = faults.did_you_mean(&name.text, names);
                let otherwise = || "the first line of the file names its columns".to_owned();
                let message = format!("{} has no column {}", quoted(&self.path), name.quoted());
                (message, likely.unwrap_or_else(otherwise))
            }
        };
        faults.add(Diagnostic::error("csv", &name.at, message).help(help));
        None
    }

    /// The place of a column with one of these names, the first of them best.
    pub(in crate::scenario) fn find(&self, names: &[&str]) -> Result<FoundColumn, NoColumn> {
        columns::find(self.header(), names)
    }

    /// The rows that pass the filters, each reduced to columns by their places.
    pub(in crate::scenario) fn rows(
        mut self,
        columns: &[usize],
        filters: &[RowFilter],
        faults: &Faults,
    ) -> Option<Rows> {
        let filters: Option<Vec<(usize, &RowFilter)>> = filters
            .iter()
            .map(|filter| Some((self.column(&filter.column, faults)?, filter)))
            .collect();
        let filters = filters?;
        let mut rows = Rows {
            source: Arc::clone(&self.source),
            separator: self.reader.separator(),
            columns: columns.to_vec(),
            starts: Vec::new(),
            text: String::new(),
            ends: Vec::new(),
            skipped: Skipped::default(),
        };
        let (mut wrong, mut read) = (0, 0);
        loop {
            match self.reader.next_row() {
                Ok(None) => break,
                Ok(Some(row)) => {
                    read += 1;
                    if passes(&row, &filters) {
                        rows.keep(&row);
                    }
                }
                Err(fault) => {
                    wrong += 1;
                    if wrong <= MAX_FAULTS {
                        report(&self.source, rows.separator, &fault, faults);
                    } else {
                        faults.count_more(1);
                    }
                }
            }
            if read > MAX_ROWS {
                let fault =
                    format!("the file has more than {} rows", with_thousands(MAX_ROWS as u64));
                faults.error("csv", &rows.start_span(), fault);
                return None;
            }
        }
        rows.skipped = self.reader.skipped().clone();
        if rows.len() == 0 && read > 0 && wrong == 0 {
            let message = format!("no row of {} passes `where`", quoted(&self.path));
            let help = "the texts are compared letter by letter".to_owned();
            let place =
                filters.first().map_or_else(|| rows.start_span(), |(_, it)| it.column.at.clone());
            faults.add(Diagnostic::error("csv", &place, message).help(help));
            return None;
        }
        (wrong == 0).then_some(rows)
    }
}

fn passes(row: &Row<'_>, filters: &[(usize, &RowFilter)]) -> bool {
    filters.iter().all(|(column, filter)| {
        let cell = row.cell(*column);
        filter.values.iter().any(|value| value == cell)
    })
}

fn report(source: &Arc<SourceText>, separator: Separator, fault: &TableFault, faults: &Faults) {
    let start = usize::try_from(fault.byte).unwrap_or(0);
    let place = field_span(source, separator, start, 0);
    faults.add(Diagnostic::error("csv", &place, fault.problem.clone()).help(fault.help.clone()));
}

impl Rows {
    /// How many there are, without the header.
    pub(in crate::scenario) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The text of a cell, without blanks at its ends; `column` is a place in the list that was asked
    /// for.
    pub(in crate::scenario) fn cell(&self, row: usize, column: usize) -> &str {
        let place = row * self.columns.len() + column;
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    /// Where a cell stands.
    pub(in crate::scenario) fn cell_span(&self, row: usize, column: usize) -> SourceSpan {
        match self.starts.get(row) {
            Some(start) => field_span(&self.source, self.separator, *start, self.columns[column]),
            None => self.start_span(),
        }
    }

    /// Where the file begins.
    pub(in crate::scenario) fn start_span(&self) -> SourceSpan {
        SourceSpan::new(&self.source, 0..0)
    }

    /// How the numbers of a column are written.
    pub(in crate::scenario) fn number_format(
        &self,
        column: usize,
        format: &FileFormat,
        faults: &Faults,
    ) -> Option<NumberFormat> {
        let mut seen = NumberColumn::new(self.separator);
        (0..self.len()).for_each(|row| seen.see(self.cell(row, column)));
        match seen.decide(format.decimal) {
            Ok(format) => Some(format),
            Err(open) => {
                report_ambiguity(self, column, &open, faults);
                None
            }
        }
    }

    fn keep(&mut self, row: &Row<'_>) {
        self.starts.push(usize::try_from(row.byte).unwrap_or(0));
        for column in &self.columns {
            self.text.push_str(row.cell(*column));
            self.ends.push(self.text.len());
        }
    }
}

/// The stretch of a field of the row that begins at a byte.
fn field_span(
    source: &Arc<SourceText>,
    separator: Separator,
    row: usize,
    field: usize,
) -> SourceSpan {
    let bytes = source.text.as_bytes();
    let mut at = row.min(bytes.len());
    let mut start = at;
    let mut passed = 0;
    let mut quoting = false;
    while let Some(byte) = bytes.get(at) {
        let ends = !quoting && (*byte == separator.byte() || matches!(byte, b'\r' | b'\n'));
        if ends && (passed == field || *byte != separator.byte()) {
            break;
        }
        if ends {
            passed += 1;
            start = at + 1;
        }
        quoting ^= *byte == b'"';
        at += 1;
    }
    SourceSpan::new(source, start..at)
}
