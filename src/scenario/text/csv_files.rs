//! CSV files beside the scenario: columns by name, faults with line and column.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use csv::StringRecord;

use super::diagnostic::{Diagnostic, Faults, quoted};
use super::files::Files;
use super::source::{SourceSpan, SourceText};
use super::values;
use crate::scenario::text::written_name::WrittenName;

/// The files of one reading; each is asked for once.
pub(in crate::scenario) struct CsvFiles<'a> {
    files: &'a dyn Files,
    seen: RefCell<BTreeMap<String, Option<Arc<SourceText>>>>,
    inputs: RefCell<Vec<(String, Vec<u8>)>>,
    /// Bytes of all files so far, and how many were parsed, each as often as it was.
    loaded: Cell<usize>,
    parsed: Cell<usize>,
}

/// Rows of a file, reduced to the columns that were asked for.
pub(in crate::scenario) struct Rows {
    source: Arc<SourceText>,
    delimiter: u8,
    /// Where in the file the columns stand that were asked for.
    columns: Vec<usize>,
    /// Where each record starts.
    starts: Vec<usize>,
    /// The cells that were asked for, one after another, and where each of them ends.
    text: String,
    ends: Vec<usize>,
}

/// The most rows of one file.
pub(in crate::scenario) const MAX_ROWS: usize = 1_000_000;
/// The most bytes of one file.
pub const MAX_CSV_BYTES: usize = 128 << 20;
/// The most bytes of all files together.
pub(in crate::scenario) const MAX_LOADED: usize = 256 << 20;
/// The most bytes that are parsed, of all files, each as often as the scenario names it.
pub(in crate::scenario) const MAX_PARSED: usize = 1 << 30;
/// More faults of one file are not listed.
pub(in crate::scenario) const MAX_FAULTS: usize = 20;

impl<'a> CsvFiles<'a> {
    pub(in crate::scenario) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            seen: RefCell::default(),
            inputs: RefCell::default(),
            loaded: Cell::default(),
            parsed: Cell::default(),
        }
    }

    /// The names and bytes of the files that were read.
    pub(in crate::scenario) fn inputs(self) -> Vec<(String, Vec<u8>)> {
        self.inputs.into_inner()
    }

    fn source_text(
        &self,
        path: &str,
        named_at: &SourceSpan,
        faults: &Faults,
    ) -> Option<Arc<SourceText>> {
        if let Some(known) = self.seen.borrow().get(path) {
            return known.clone();
        }
        let source = self.load(path, named_at, faults);
        self.seen.borrow_mut().insert(path.to_owned(), source.clone());
        source
    }

    fn load(&self, path: &str, named_at: &SourceSpan, faults: &Faults) -> Option<Arc<SourceText>> {
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("{} cannot be read: {why}", quoted(path));
                let help = "paths are relative to the scenario file";
                faults.add(Diagnostic::error("file", named_at, message).help(help));
                return None;
            }
        };
        self.loaded.set(self.loaded.get() + bytes.len());
        let too_large = if bytes.len() > MAX_CSV_BYTES {
            Some("is larger than 128 MiB")
        } else if self.loaded.get() > MAX_LOADED {
            Some("is too much: all files together are larger than 256 MiB")
        } else {
            None
        };
        if let Some(what) = too_large {
            faults.error("file", named_at, format!("{} {what}", quoted(path)));
            return None;
        }
        self.inputs.borrow_mut().push((path.to_owned(), bytes.clone()));
        let rank = self.seen.borrow().len() + 1;
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                Some(SourceText::new(path, text, rank))
            }
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = SourceText::withheld(path, text, rank);
                let place = SourceSpan::new(&source, valid..valid + 1);
                faults.add(
                    Diagnostic::error("utf-8", &place, "the file is not UTF-8 from here on")
                        .help("save it as CSV with the encoding UTF-8"),
                );
                None
            }
        }
    }

    /// The rows of a file; `columns` by name.
    pub(in crate::scenario) fn read_rows(
        &self,
        path: &str,
        named_at: &SourceSpan,
        columns: &[&WrittenName],
        faults: &Faults,
    ) -> Option<Rows> {
        let source = self.source_text(path, named_at, faults)?;
        self.parsed.set(self.parsed.get() + source.text.len());
        if self.parsed.get() > MAX_PARSED {
            let message = format!("{} is read too often", quoted(path));
            let help = "a scenario reads at most 1 GiB of CSV, each file as often as it is named";
            faults.add(Diagnostic::error("file", named_at, message).help(help));
            return None;
        }
        let header = source.text.lines().find(|line| !line.starts_with('#')).unwrap_or("");
        // What spreadsheets write where the comma separates decimals.
        let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
        let text = Arc::clone(&source);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.text.as_bytes());
        let header = match reader.headers() {
            Ok(header) if !header.is_empty() => header.clone(),
            _ => {
                let place = SourceSpan::new(&source, 0..0);
                let help = "the first line names the columns";
                faults.add(Diagnostic::error("csv", &place, "the file is empty").help(help));
                return None;
            }
        };
        let found: Vec<Option<usize>> =
            columns.iter().map(|column| column_index(column, &header, path, faults)).collect();
        // What has not these columns is no table of the scenario, and nothing of it is shown.
        let columns = found.into_iter().collect::<Option<Vec<usize>>>()?;
        let (starts, ends) = (Vec::new(), Vec::new());
        let mut rows = Rows { source, delimiter, columns, starts, text: String::new(), ends };
        rows.read_records(&mut reader, faults).then_some(rows)
    }

    /// A column of lengths of time, in seconds: durations with units, or bare numbers of seconds.
    pub(in crate::scenario) fn read_durations(
        &self,
        path: &str,
        named_at: &SourceSpan,
        column: &WrittenName,
        faults: &Faults,
    ) -> Option<Vec<f64>> {
        let rows = self.read_rows(path, named_at, &[column], faults)?;
        let mut wrong = 0;
        let mut values = Vec::with_capacity(rows.len());
        for row in 0..rows.len() {
            let text = rows.cell(row, 0);
            match values::parse_plain_number(text).filter(|value| *value < 1e10) {
                Some(seconds) => values.push(seconds),
                None => match values::parse_duration(text) {
                    Ok(span) => values.push(span.as_secs_f64()),
                    Err(_) if wrong >= MAX_FAULTS => return None,
                    Err(_) => {
                        wrong += 1;
                        let message = format!("{} is no length of time", quoted(text));
                        let help = "seconds as a plain number (12.5), or a duration (12s, 1m30s)";
                        let place = rows.cell_span(row, 0);
                        faults.add(Diagnostic::error("csv", &place, message).help(help));
                    }
                },
            }
        }
        (wrong == 0).then_some(values)
    }
}

fn column_index(
    column: &WrittenName,
    header: &StringRecord,
    path: &str,
    faults: &Faults,
) -> Option<usize> {
    let found = header.iter().position(|name| name == column.text);
    if found.is_none() {
        let message = format!("{} has no column {}", quoted(path), column.quoted());
        // The other names are not listed: the file may be private and no table of the scenario.
        let help = faults
            .did_you_mean(&column.text, header.iter())
            .unwrap_or_else(|| "the first line of the file names its columns".to_owned());
        faults.add(Diagnostic::error("csv", &column.at, message).help(help));
    }
    found
}

impl Rows {
    /// How many there are, without the header.
    pub(in crate::scenario) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The text of a cell, without blanks at its ends.
    pub(in crate::scenario) fn cell(&self, row: usize, column: usize) -> &str {
        let place = row * self.columns.len() + column;
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    /// Where a cell stands.
    pub(in crate::scenario) fn cell_span(&self, row: usize, column: usize) -> SourceSpan {
        self.field_span(self.starts[row], self.columns[column])
    }

    /// Where the file begins.
    pub(in crate::scenario) fn start_span(&self) -> SourceSpan {
        SourceSpan::new(&self.source, 0..0)
    }

    /// Reads all records; false if any is malformed.
    fn read_records<R: std::io::Read>(
        &mut self,
        reader: &mut csv::Reader<R>,
        faults: &Faults,
    ) -> bool {
        let mut wrong = 0;
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => self.keep(&record),
                Ok(false) => return wrong == 0,
                Err(error) => {
                    wrong += 1;
                    self.report_malformed(&error, faults);
                }
            }
            if self.starts.len() > MAX_ROWS {
                let place = self.field_span(self.starts[MAX_ROWS], 0);
                faults.error("csv", &place, "the file has more than 1,000,000 rows");
                return false;
            }
            if wrong >= MAX_FAULTS {
                return false;
            }
        }
    }

    fn keep(&mut self, record: &StringRecord) {
        let start = record.position().map_or(0, csv::Position::byte);
        self.starts.push(usize::try_from(start).unwrap_or(0));
        for column in &self.columns {
            self.text.push_str(record.get(*column).unwrap_or(""));
            self.ends.push(self.text.len());
        }
    }

    fn report_malformed(&self, error: &csv::Error, faults: &Faults) {
        let start = error.position().map_or(0, csv::Position::byte);
        let place = self.field_span(usize::try_from(start).unwrap_or(0), 0);
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("this row has {len} cells, the header has {expected_len}")
            }
            _ => "this row cannot be read".to_owned(),
        };
        faults.error("csv", &place, message);
    }

    /// The stretch of a record's field. The reader gives the start of a record only, and that
    /// before line breaks and comments which it skips.
    fn field_span(&self, record: usize, field: usize) -> SourceSpan {
        let bytes = self.source.text.as_bytes();
        let mut at = record.min(bytes.len());
        loop {
            match bytes.get(at) {
                Some(b'\r' | b'\n') => at += 1,
                Some(b'#') => {
                    at += bytes[at..].iter().take_while(|byte| **byte != b'\n').count();
                }
                _ => break,
            }
        }
        let mut start = at;
        let mut passed = 0;
        let mut quoting = false;
        while let Some(byte) = bytes.get(at) {
            let ends = !quoting && (*byte == self.delimiter || matches!(byte, b'\r' | b'\n'));
            if ends && (passed == field || *byte != self.delimiter) {
                break;
            }
            if ends {
                passed += 1;
                start = at + 1;
            }
            quoting ^= *byte == b'"';
            at += 1;
        }
        SourceSpan::new(&self.source, start..at)
    }
}
