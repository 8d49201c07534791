//! Reads the files of a history, one record after another.

use std::collections::HashSet;
use std::io::Read;
use std::marker::PhantomData;
use std::sync::Arc;

use csv::StringRecord;

use super::fault::HistoryFault;
use super::instants::{HistoryZone, Timestamp};
use super::records::{HistoryRecord, Need};
use super::words::Word;

/// The most rows of a file of a history.
pub const MAX_ROWS: u64 = 20_000_000;
/// The most bytes of a cell.
pub const MAX_FIELD_BYTES: usize = 1_000;
/// Different names of live chats, groups, operators and topics together.
const MAX_NAMES: usize = 100_000;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// What is wrong, one line.
    pub problem: String,
    /// How to mend it, one line.
    pub help: String,
}

impl CellFault {
    pub(super) fn new(problem: String, help: &str) -> Self {
        Self { problem, help: help.to_owned() }
    }
}

/// Reads records of one kind. Memory does not grow with the file but by the names in it and, where an
/// id stands in one row only, by 16 bytes for each.
pub struct RecordReader<R, T> {
    reader: csv::Reader<R>,
    record: StringRecord,
    /// Where each column stands.
    places: Vec<Option<usize>>,
    zone: HistoryZone,
    names: HashSet<Arc<str>>,
    ids: HashSet<u128>,
    rows: u64,
    ended: bool,
    kind: PhantomData<T>,
}

impl<R, T> std::fmt::Debug for RecordReader<R, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordReader").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl<R: Read, T: HistoryRecord> RecordReader<R, T> {
    /// Begins to read a file. Instants without an offset are of this zone.
    ///
    /// # Errors
    /// If its header is not that of such a file.
    pub fn open(input: R, zone: &HistoryZone) -> Result<Self, HistoryFault> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
        let header = reader.headers().map_err(|error| csv_fault::<T>(&error, 1))?.clone();
        let known = |name: &str| T::COLUMNS.iter().any(|column| column.name == name);
        let names: Vec<&str> = T::COLUMNS.iter().map(|column| column.name).collect();
        let clean = |name: &str| name.trim_start_matches('\u{feff}').to_owned();
        let header: Vec<String> = header.iter().map(clean).collect();
        if let Some(stranger) = header.iter().find(|name| !known(name)) {
            let help = format!("the columns are {}", names.join(", "));
            return Err(fault::<T>(1, format!("there is no column `{stranger}`"), help));
        }
        let mut places = Vec::with_capacity(names.len());
        for column in T::COLUMNS {
            let mut found = (0..header.len()).filter(|place| header[*place] == column.name);
            let place = found.next();
            if found.next().is_some() {
                let help = "name each column once".to_owned();
                return Err(fault::<T>(1, format!("`{}` stands twice", column.name), help));
            }
            if place.is_none() && column.need == Need::Required {
                let problem = format!("the column `{}` is missing", column.name);
                let help = format!("it is {}", column.definition);
                return Err(fault::<T>(1, problem, help));
            }
            places.push(place);
        }
        Ok(Self {
            reader,
            record: StringRecord::new(),
            places,
            zone: zone.clone(),
            names: HashSet::new(),
            ids: HashSet::new(),
            rows: 0,
            ended: false,
            kind: PhantomData,
        })
    }

    /// The next record; `None` after the last.
    ///
    /// # Errors
    /// What is wrong with its row; reading may go on.
    pub fn next_record(&mut self) -> Result<Option<T>, HistoryFault> {
        if self.ended {
            return Ok(None);
        }
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return Ok(None);
            }
            Err(error) => {
                self.ended = error.is_io_error();
                return Err(csv_fault::<T>(&error, self.rows + 2));
            }
        }
        self.rows += 1;
        let line = self.record.position().map_or(0, csv::Position::line);
        if self.rows > MAX_ROWS {
            self.ended = true;
            let problem = format!("there are more than {MAX_ROWS} rows");
            return Err(fault::<T>(line, problem, "take a shorter stretch of time".to_owned()));
        }
        let mut row = RowCells {
            record: &self.record,
            places: &self.places,
            columns: T::COLUMNS,
            zone: &self.zone,
            names: &mut self.names,
            ids: &mut self.ids,
        };
        let read = row.within_bounds().and_then(|()| T::read(&mut row));
        read.map(Some).map_err(|CellFault { problem, help }| fault::<T>(line, problem, help))
    }
}

/// The cells of a row by column.
#[derive(Debug)]
pub struct RowCells<'r> {
    record: &'r StringRecord,
    places: &'r [Option<usize>],
    columns: &'static [super::RecordColumn],
    zone: &'r HistoryZone,
    names: &'r mut HashSet<Arc<str>>,
    ids: &'r mut HashSet<u128>,
}

impl RowCells<'_> {
    fn within_bounds(&self) -> Result<(), CellFault> {
        if self.record.iter().any(|cell| cell.len() > MAX_FIELD_BYTES) {
            let problem = format!("a cell is longer than {MAX_FIELD_BYTES} bytes");
            return Err(CellFault::new(problem, "names are short, and texts do not belong here"));
        }
        if self.names.len() > MAX_NAMES {
            let problem = format!("there are more than {MAX_NAMES} names");
            return Err(CellFault::new(problem, "is one of the columns an id of each session?"));
        }
        Ok(())
    }

    fn text(&self, column: usize) -> &str {
        self.places[column].and_then(|place| self.record.get(place)).unwrap_or("")
    }

    fn filled(&self, column: usize) -> Result<&str, CellFault> {
        let text = self.text(column);
        if text.is_empty() {
            let column = &self.columns[column];
            let help = format!("it is {}", column.definition);
            return Err(CellFault::new(format!("`{}` is empty", column.name), &help));
        }
        Ok(text)
    }

    pub(super) fn required_id(&self, column: usize) -> Result<Arc<str>, CellFault> {
        self.filled(column).map(Arc::from)
    }

    pub(super) fn unique_name(&mut self, column: usize) -> Result<Arc<str>, CellFault> {
        let id = self.required_id(column)?;
        if self.ids.insert(fingerprint(&id)) {
            Ok(id)
        } else {
            let problem = format!("`{id}` stood in an earlier row");
            Err(CellFault::new(problem, "each session has one row, and an id of its own"))
        }
    }

    pub(super) fn name(&mut self, column: usize) -> Option<Arc<str>> {
        let text = self.places[column].and_then(|place| self.record.get(place)).unwrap_or("");
        if text.is_empty() {
            return None;
        }
        if let Some(known) = self.names.get(text) {
            return Some(Arc::clone(known));
        }
        let name: Arc<str> = Arc::from(text);
        self.names.insert(Arc::clone(&name));
        Some(name)
    }

    pub(super) fn required_name(&mut self, column: usize) -> Result<Arc<str>, CellFault> {
        self.filled(column)?;
        Ok(self.name(column).unwrap_or_else(|| Arc::from("")))
    }

    pub(super) fn instant(&self, column: usize) -> Result<Option<Timestamp>, CellFault> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        self.zone.parse(text).map(Some).map_err(|why| {
            let problem = format!("{}: {why}", self.columns[column].name);
            CellFault::new(problem, "write it as 2026-10-05T08:00:29+03:00")
        })
    }

    pub(super) fn required_instant(&self, column: usize) -> Result<Timestamp, CellFault> {
        let text = self.filled(column)?.len();
        let instant = self.instant(column)?;
        instant.ok_or_else(|| CellFault::new(format!("{text} bytes are no instant"), ""))
    }

    pub(super) fn word<W: Word>(&self, column: usize) -> Result<Option<W>, CellFault> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        W::from_word(text).map(Some).ok_or_else(|| {
            let problem = format!("`{text}` is no word for `{}`", self.columns[column].name);
            CellFault::new(problem, &format!("it is one of {}", W::words()))
        })
    }

    pub(super) fn required_word<W: Word>(&self, column: usize) -> Result<W, CellFault> {
        let empty = self.filled(column).err();
        match (self.word(column)?, empty) {
            (Some(word), _) => Ok(word),
            (None, Some(fault)) => Err(fault),
            (None, None) => Err(CellFault::new("a word is missing".to_owned(), &W::words())),
        }
    }
}

/// Sixteen bytes that no other id has, but for one in 10^20 at a billion of ids.
fn fingerprint(id: &str) -> u128 {
    use sha2::{Digest as _, Sha256};
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(id.as_bytes())[..16]);
    u128::from_le_bytes(bytes)
}

fn fault<T: HistoryRecord>(line: u64, problem: String, help: String) -> HistoryFault {
    HistoryFault { file: T::FILE.to_owned(), line, problem, help }
}

fn csv_fault<T: HistoryRecord>(error: &csv::Error, line: u64) -> HistoryFault {
    let line = error.position().map_or(line, csv::Position::line);
    let (problem, help) = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (
            format!("this row has {len} cells, the header has {expected_len}"),
            "each row has as many cells as the header",
        ),
        csv::ErrorKind::Utf8 { .. } => {
            ("this row is not in UTF-8".to_owned(), "save the file with the encoding UTF-8")
        }
        _ => (format!("this row cannot be read: {error}"), "a history is plain CSV with commas"),
    };
    fault::<T>(line, problem, help.to_owned())
}
