//! Tables beside the scenario: their files, each loaded once, and their columns by name.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, Faults, quoted};
use super::files::Files;
use super::source::{SourceSpan, SourceText};
use super::table_rows::{OpenTable, Rows};
use crate::scenario::text::written_name::WrittenName;
use crate::table::decoding::decoded;
use crate::table::lengths::{LengthColumn, LengthUnit, TwoParts};
use crate::table::numbers::DecimalSign;
use crate::table::times::TimeOptions;
use crate::table::{Ambiguity, ReadingOptions};

/// What the scenario states of how a file is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::scenario) struct FileFormat {
    pub(in crate::scenario) reading: ReadingOptions,
    pub(in crate::scenario) times: TimeOptions,
    pub(in crate::scenario) decimal: Option<DecimalSign>,
    pub(in crate::scenario) lengths: Option<TwoParts>,
    pub(in crate::scenario) unit: LengthUnit,
}

/// The files of one reading; each is asked for once.
pub(in crate::scenario) struct CsvFiles<'a> {
    files: &'a dyn Files,
    /// By path and by what is stated of the bytes: the encoding and the sheet.
    seen: RefCell<BTreeMap<FileKey, Option<Arc<SourceText>>>>,
    inputs: RefCell<Vec<(String, Vec<u8>)>>,
    /// Bytes of all files so far, and how many were parsed, each as often as it was.
    loaded: Cell<usize>,
    parsed: Cell<usize>,
}

/// The most rows of one file.
pub(in crate::scenario) const MAX_ROWS: usize = 1_000_000;
/// The most bytes of one file.
pub const MAX_CSV_BYTES: usize = 128 << 20;
/// The most bytes of all files together.
pub(in crate::scenario) const MAX_LOADED: usize = 256 << 20;
/// The most bytes of a file as text.
const MAX_TEXT: usize = 512 << 20;
/// The most bytes that are parsed, of all files, each as often as the scenario names it.
pub(in crate::scenario) const MAX_PARSED: usize = 1 << 30;
/// More faults of one file are not listed.
pub(in crate::scenario) const MAX_FAULTS: usize = 20;

type FileKey = (String, Option<String>, Option<String>);

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
        format: &FileFormat,
        faults: &Faults,
    ) -> Option<Arc<SourceText>> {
        let reading = &format.reading;
        let key = (path.to_owned(), reading.encoding.clone(), reading.sheet.clone());
        if let Some(known) = self.seen.borrow().get(&key) {
            return known.clone();
        }
        let source = self.load(path, named_at, reading, faults);
        self.seen.borrow_mut().insert(key, source.clone());
        source
    }

    fn load(
        &self,
        path: &str,
        named_at: &SourceSpan,
        reading: &ReadingOptions,
        faults: &Faults,
    ) -> Option<Arc<SourceText>> {
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
        let mut text = Vec::new();
        let read = decoded(bytes.as_slice(), reading)
            .map(|text| text.take(MAX_TEXT as u64 + 1))
            .and_then(|mut decoded| decoded.read_to_end(&mut text));
        if !self.inputs.borrow().iter().any(|(known, _)| known == path) {
            self.inputs.borrow_mut().push((path.to_owned(), bytes));
        }
        let refusal = match read {
            Ok(length) if length > MAX_TEXT => Some("holds more than 512 MiB of text".to_owned()),
            Ok(_) => None,
            Err(why) => Some(format!("cannot be read: {why}")),
        };
        if let Some(why) = refusal {
            faults.error("file", named_at, format!("{} {why}", quoted(path)));
            return None;
        }
        let rank = self.seen.borrow().len() + 1;
        match String::from_utf8(text) {
            Ok(text) => Some(SourceText::new(path, text, rank)),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = SourceText::withheld(path, text, rank);
                let place = SourceSpan::new(&source, valid..valid + 1);
                faults.add(
                    Diagnostic::error("utf-8", &place, "the file is not UTF-8 from here on").help(
                        "save it as CSV with the encoding UTF-8, or state its encoding: \
                         format = { encoding = \"windows-1251\" }",
                    ),
                );
                None
            }
        }
    }

    /// Opens a table: `wanted` are the names that each of its columns may have, by which its header is
    /// found.
    pub(in crate::scenario) fn open(
        &self,
        path: &str,
        named_at: &SourceSpan,
        format: &FileFormat,
        wanted: &[&[&str]],
        faults: &Faults,
    ) -> Option<OpenTable> {
        let source = self.source_text(path, named_at, format, faults)?;
        self.parsed.set(self.parsed.get() + source.text.len());
        if self.parsed.get() > MAX_PARSED {
            let message = format!("{} is read too often", quoted(path));
            let help = "a scenario reads at most 1 GiB of CSV, each file as often as it is named";
            faults.add(Diagnostic::error("file", named_at, message).help(help));
            return None;
        }
        OpenTable::new(path, source, &format.reading, wanted, faults)
    }

    /// A column of lengths of time, in seconds: durations with units, `h:mm:ss`, words, or bare numbers
    /// of seconds.
    pub(in crate::scenario) fn read_durations(
        &self,
        path: &str,
        named_at: &SourceSpan,
        column: &WrittenName,
        format: &FileFormat,
        faults: &Faults,
    ) -> Option<Vec<f64>> {
        let table = self.open(path, named_at, format, &[&[&column.text]], faults)?;
        let place = table.column(column, faults)?;
        let rows = table.rows(&[place], &[], faults)?;
        lengths_of(&rows, 0, format, faults)
    }
}

/// The lengths of time in a column of rows, in seconds.
pub(in crate::scenario) fn lengths_of(
    rows: &Rows,
    column: usize,
    format: &FileFormat,
    faults: &Faults,
) -> Option<Vec<f64>> {
    let decimal = rows.number_format(column, format, faults)?.decimal;
    let mut seen = LengthColumn::default();
    (0..rows.len()).for_each(|row| seen.see(rows.cell(row, column)));
    let reader = match seen.decide(format.unit, decimal, format.lengths) {
        Ok(reader) => reader,
        Err(open) => {
            report_ambiguity(rows, column, &open, faults);
            return None;
        }
    };
    let mut wrong = CellFaults::new(faults);
    let mut values = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let text = rows.cell(row, column);
        match reader.parse(text).filter(|seconds| *seconds < 1e10) {
            Some(seconds) => values.push(seconds),
            None => {
                let message = format!("{} is no length of time", quoted(text));
                let help = "seconds as a plain number (12.5), a duration (12s, 1m30s) or 0:01:30";
                wrong.add(rows, row, column, message, help);
            }
        }
    }
    wrong.none().then_some(values)
}

/// A format that a column leaves open is asked about.
pub(in crate::scenario) fn report_ambiguity(
    rows: &Rows,
    column: usize,
    open: &Ambiguity,
    faults: &Faults,
) {
    let place = rows.cell_span(usize::try_from(open.cell).unwrap_or(0), column);
    let help = open.help.replace("say which with ", "say which with format = { ") + " }";
    faults.add(Diagnostic::error("csv", &place, open.problem.clone()).help(help));
}

/// Faults of single cells: the first are reported, the rest is counted.
pub(in crate::scenario) struct CellFaults<'f> {
    faults: &'f Faults,
    found: usize,
}

impl<'f> CellFaults<'f> {
    pub(in crate::scenario) fn new(faults: &'f Faults) -> Self {
        Self { faults, found: 0 }
    }

    pub(in crate::scenario) fn add(
        &mut self,
        rows: &Rows,
        row: usize,
        column: usize,
        message: String,
        help: &str,
    ) {
        self.found += 1;
        if self.found > MAX_FAULTS {
            self.faults.count_more(1);
            return;
        }
        let fault = Diagnostic::error("csv", &rows.cell_span(row, column), message);
        self.faults.add(if help.is_empty() { fault } else { fault.help(help) });
    }

    pub(in crate::scenario) fn none(&self) -> bool {
        self.found == 0
    }
}
