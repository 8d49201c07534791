//! CSV files beside the scenario: columns by name, faults with line and column.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use csv::StringRecord;

use super::Files;
use super::diagnostic::{Diagnostic, Faults, did_you_mean, quoted};
use super::fields::Word;
use super::source::{Place, Source};
use super::values;

/// The files of one reading; each is asked for once.
pub(super) struct Tables<'a> {
    files: &'a dyn Files,
    seen: RefCell<BTreeMap<String, Option<Arc<Source>>>>,
    inputs: RefCell<Vec<(String, Vec<u8>)>>,
}

/// Rows of a file, reduced to the columns that were asked for.
pub(super) struct Rows {
    source: Arc<Source>,
    delimiter: u8,
    records: Vec<(usize, StringRecord)>,
    columns: Vec<usize>,
}

/// The most rows of one file.
const MOST_ROWS: usize = 1_000_000;
/// The most bytes of one file.
const MOST_BYTES: usize = 128 << 20;
/// More faults of one file are not listed.
pub(super) const MOST_FAULTS: usize = 20;

impl<'a> Tables<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self { files, seen: RefCell::default(), inputs: RefCell::default() }
    }

    /// The names and bytes of the files that were read.
    pub(super) fn inputs(self) -> Vec<(String, Vec<u8>)> {
        self.inputs.into_inner()
    }

    fn source(&self, path: &str, named_at: &Place, faults: &Faults) -> Option<Arc<Source>> {
        if let Some(known) = self.seen.borrow().get(path) {
            return known.clone();
        }
        let source = self.load(path, named_at, faults);
        self.seen.borrow_mut().insert(path.to_owned(), source.clone());
        source
    }

    fn load(&self, path: &str, named_at: &Place, faults: &Faults) -> Option<Arc<Source>> {
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("{} cannot be read: {why}", quoted(path));
                let help = "paths are relative to the scenario file";
                faults.add(Diagnostic::error("file", named_at, message).help(help));
                return None;
            }
        };
        self.inputs.borrow_mut().push((path.to_owned(), bytes.clone()));
        if bytes.len() > MOST_BYTES {
            let message = format!("{} is larger than 128 MiB", quoted(path));
            faults.error("file", named_at, message);
            return None;
        }
        let rank = self.seen.borrow().len() + 1;
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                Some(Source::new(path, text, rank))
            }
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let place = Place::new(&Source::new(path, text, rank), valid..valid + 1);
                faults.add(
                    Diagnostic::error("utf-8", &place, "the file is not UTF-8 from here on")
                        .help("save it as CSV with the encoding UTF-8"),
                );
                None
            }
        }
    }

    /// The rows of a file; `columns` by name.
    pub(super) fn rows(
        &self,
        path: &str,
        named_at: &Place,
        columns: &[&Word],
        faults: &Faults,
    ) -> Option<Rows> {
        let source = self.source(path, named_at, faults)?;
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
                let place = Place::new(&source, 0..0);
                let help = "the first line names the columns";
                faults.add(Diagnostic::error("csv", &place, "the file is empty").help(help));
                return None;
            }
        };
        let found: Vec<Option<usize>> =
            columns.iter().map(|column| place_of(column, &header, path, faults)).collect();
        let mut rows = Rows { source, delimiter, records: Vec::new(), columns: Vec::new() };
        let whole = rows.fill(&mut reader, faults);
        rows.columns = found.into_iter().collect::<Option<_>>()?;
        whole.then_some(rows)
    }

    /// A column of lengths of time, in seconds: durations with units, or bare numbers of seconds.
    pub(super) fn lengths(
        &self,
        path: &str,
        named_at: &Place,
        column: &Word,
        faults: &Faults,
    ) -> Option<Vec<f64>> {
        let rows = self.rows(path, named_at, &[column], faults)?;
        let mut wrong = 0;
        let mut values = Vec::with_capacity(rows.len());
        for row in 0..rows.len() {
            let text = rows.cell(row, 0);
            match values::plain(text).filter(|value| *value < 1e10) {
                Some(seconds) => values.push(seconds),
                None => match values::duration(text) {
                    Ok(span) => values.push(span.as_secs_f64()),
                    Err(_) if wrong >= MOST_FAULTS => return None,
                    Err(_) => {
                        wrong += 1;
                        let message = format!("{} is no length of time", quoted(text));
                        let help = "seconds as a plain number (12.5), or a duration (12s, 1m30s)";
                        let place = rows.place(row, 0);
                        faults.add(Diagnostic::error("csv", &place, message).help(help));
                    }
                },
            }
        }
        (wrong == 0).then_some(values)
    }
}

fn place_of(column: &Word, header: &StringRecord, path: &str, faults: &Faults) -> Option<usize> {
    let found = header.iter().position(|name| name == column.text);
    if found.is_none() {
        let message = format!("{} has no column {}", quoted(path), column.quoted());
        let help = did_you_mean(&column.text, header.iter()).unwrap_or_else(|| {
            let names: Vec<String> = header.iter().take(20).map(quoted).collect();
            format!("its columns are {}", names.join(", "))
        });
        faults.add(Diagnostic::error("csv", &column.at, message).help(help));
    }
    found
}

impl Rows {
    /// How many there are, without the header.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The text of a cell, without blanks at its ends.
    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        self.records[row].1.get(self.columns[column]).unwrap_or("")
    }

    /// Where a cell stands.
    pub(super) fn place(&self, row: usize, column: usize) -> Place {
        self.locate(self.records[row].0, self.columns[column])
    }

    /// Where the file begins.
    pub(super) fn top(&self) -> Place {
        Place::new(&self.source, 0..0)
    }

    /// Reads all records; false if any is malformed.
    fn fill<R: std::io::Read>(&mut self, reader: &mut csv::Reader<R>, faults: &Faults) -> bool {
        let mut wrong = 0;
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let start = record.position().map_or(0, csv::Position::byte);
                    self.records.push((usize::try_from(start).unwrap_or(0), record));
                }
                Err(error) => {
                    wrong += 1;
                    let start = error.position().map_or(0, csv::Position::byte);
                    let place = self.locate(usize::try_from(start).unwrap_or(0), 0);
                    let message = match error.kind() {
                        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                            format!("this row has {len} cells, the header has {expected_len}")
                        }
                        _ => "this row cannot be read".to_owned(),
                    };
                    faults.error("csv", &place, message);
                }
            }
            if self.records.len() > MOST_ROWS {
                let place = self.locate(self.records[MOST_ROWS].0, 0);
                faults.error("csv", &place, "the file has more than 1,000,000 rows");
                return false;
            }
            if wrong >= MOST_FAULTS {
                return false;
            }
        }
        wrong == 0
    }

    /// The stretch of a record's field. The reader gives the start of a record only, and that
    /// before line breaks and comments which it skips.
    fn locate(&self, record: usize, field: usize) -> Place {
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
        Place::new(&self.source, start..at)
    }
}
