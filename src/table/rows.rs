//! Rows of a table, one after another.
//!
//! Memory does not grow with the table. Lines above the header, blank rows and rows of totals are
//! passed over and counted.

use std::io::{Cursor, Read};

use csv::StringRecord;

use super::layout::{Header, Layout, ReadingOptions, Separator, find_layout};
use super::line_tracker::{LineStart, LineTracker};
use super::{TableFault, decoding};

/// What was passed over so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// The line on which the columns are named, if lines stand above it that are no comments.
    pub header_line: Option<u64>,
    /// Rows without any content.
    pub blank: u64,
    /// Rows of totals and averages.
    pub totals: u64,
    /// The line of the first of these.
    pub first_total: Option<u64>,
}

type Source<'r> = LineTracker<Box<dyn Read + 'r>>;

/// Reads a table from its first row to its last.
pub struct RowReader<'r> {
    reader: csv::Reader<Source<'r>>,
    record: StringRecord,
    header: Vec<String>,
    named: Header,
    separator: Separator,
    skipped: Skipped,
    /// Without a header, the first record is a row.
    first: Option<(StringRecord, LineStart)>,
    ended: bool,
}

impl std::fmt::Debug for RowReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let header = &self.header;
        f.debug_struct("RowReader").field("header", header).finish_non_exhaustive()
    }
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    record: &'t StringRecord,
    /// From one; in a workbook the row of the sheet.
    pub line: u64,
    /// Where it begins in the decoded text, in bytes.
    pub byte: u64,
}

impl<'t> Row<'t> {
    /// The text of a cell, without blanks at its ends.
    pub fn cell(&self, column: usize) -> &'t str {
        self.record.get(column).unwrap_or("").trim()
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &'t str> {
        self.record.iter().map(str::trim)
    }
}

/// So much of a text is looked at to find its layout.
const SAMPLE_BYTES: u64 = 64 << 10;

impl<'r> RowReader<'r> {
    /// Begins to read a file: of each column that is `wanted`, the names that it may have.
    ///
    /// # Errors
    /// If it cannot be decoded or has no header. A wanted column may be missing: the caller knows
    /// what that means.
    pub fn open(
        input: impl Read + 'r,
        options: &ReadingOptions,
        wanted: &[&[&str]],
    ) -> Result<Self, TableFault> {
        let decoded = decoding::decoded(input, options).map_err(|why| unreadable(&why))?;
        Self::of_text(decoded, options, wanted)
    }

    /// The same for a text that is decoded already.
    ///
    /// # Errors
    /// As for a file.
    pub fn of_text(
        text: impl Read + 'r,
        options: &ReadingOptions,
        wanted: &[&[&str]],
    ) -> Result<Self, TableFault> {
        let mut text = text;
        let mut sample = Vec::new();
        let read = text.by_ref().take(SAMPLE_BYTES).read_to_end(&mut sample);
        read.map_err(|why| unreadable(&why))?;
        let layout = find_layout(whole_lines(&sample), options, wanted);
        let rest: Box<dyn Read + 'r> = Box::new(Cursor::new(sample).chain(text));
        let reader = csv::ReaderBuilder::new()
            .delimiter(layout.separator.byte())
            .has_headers(false)
            .flexible(true)
            .comment(options.comments.byte())
            .from_reader(LineTracker::new(rest, options.comments));
        let mut rows = Self {
            reader,
            record: StringRecord::new(),
            header: Vec::new(),
            named: options.header,
            separator: layout.separator,
            skipped: Skipped::default(),
            first: None,
            ended: false,
        };
        rows.read_header(layout)?;
        Ok(rows)
    }

    fn read_header(&mut self, layout: Layout) -> Result<(), TableFault> {
        let mut place = LineStart { byte: 0, line: 1 };
        for _ in 0..=layout.above_header {
            match self.read_record()? {
                Some(start) => place = start,
                None => {
                    let (problem, help) = ("the file is empty", "the first line names the columns");
                    return Err(fault(place, problem, help));
                }
            }
        }
        if layout.above_header > 0 {
            self.skipped.header_line = Some(place.line);
        }
        self.header = match self.named {
            Header::Line => self.record.iter().map(|name| name.trim().to_owned()).collect(),
            Header::None => (1..=self.record.len()).map(|number| number.to_string()).collect(),
        };
        if self.named == Header::None {
            self.first = Some((self.record.clone(), place));
        }
        Ok(())
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What separates cells.
    pub fn separator(&self) -> Separator {
        self.separator
    }

    /// What was passed over so far.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// If a row has too few cells or too many for the header, or cannot be decoded; reading may go
    /// on.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, TableFault> {
        let place = loop {
            let place = match self.first.take() {
                Some((record, place)) => {
                    self.record = record;
                    place
                }
                None => match self.read_record()? {
                    Some(place) => place,
                    None => return Ok(None),
                },
            };
            let mut filled = self.record.iter().map(str::trim).filter(|cell| !cell.is_empty());
            match filled.next() {
                None => self.skipped.blank += 1,
                Some(first) if is_total(first) => {
                    self.skipped.totals += 1;
                    self.skipped.first_total.get_or_insert(place.line);
                }
                Some(_) => break place,
            }
        };
        let (cells, columns) = (self.record.len(), self.header.len());
        let surplus = self.record.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if self.named == Header::Line && (cells < columns || surplus) {
            let problem = format!("this row has {cells} cells, the header has {columns}");
            return Err(fault(place, &problem, "each row has as many cells as the header"));
        }
        Ok(Some(Row { record: &self.record, line: place.line, byte: place.byte }))
    }

    /// Reads a record, and says where it begins.
    fn read_record(&mut self) -> Result<Option<LineStart>, TableFault> {
        if self.ended {
            return Ok(None);
        }
        let begins = self.reader.position().byte();
        let read = self.reader.read_record(&mut self.record);
        let place = self.reader.get_mut().line_at(begins);
        match read {
            Ok(true) => Ok(Some(place)),
            Ok(false) => {
                self.ended = true;
                Ok(None)
            }
            Err(error) => {
                let csv::ErrorKind::Utf8 { .. } = error.kind() else {
                    self.ended = true;
                    return Err(fault(place, &format!("this row cannot be read: {error}"), RESAVE));
                };
                Err(fault(place, "this row is not in UTF-8", RESAVE))
            }
        }
    }
}

const RESAVE: &str = "save the file as CSV with the encoding UTF-8, or state its encoding";

fn unreadable(why: &std::io::Error) -> TableFault {
    let help = match why.kind() {
        std::io::ErrorKind::InvalidData => "one sheet of a workbook may be saved as CSV instead",
        _ => RESAVE,
    };
    fault(LineStart { byte: 0, line: 1 }, &why.to_string(), help)
}

fn fault(place: LineStart, problem: &str, help: &str) -> TableFault {
    let (problem, help) = (problem.to_owned(), help.to_owned());
    TableFault { line: place.line, byte: place.byte, problem, help }
}

/// A sample without the line that its end cuts off.
fn whole_lines(sample: &[u8]) -> &[u8] {
    if (sample.len() as u64) < SAMPLE_BYTES {
        return sample;
    }
    let end = sample.iter().rposition(|byte| *byte == b'\n');
    &sample[..end.unwrap_or(sample.len())]
}

/// What rows of totals and averages begin with, in languages of help desks.
const TOTALS: [&str; 12] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "average",
    "avg",
    "mean",
    "итого",
    "всего",
    "среднее",
    "summe",
    "gesamt",
];

/// Whether a row that begins with this cell sums others up.
pub fn is_total(cell: &str) -> bool {
    // Most cells begin with another letter than any of these words: no copy of them is made.
    let begins = cell.chars().next().map(|letter| letter.to_lowercase().next().unwrap_or(letter));
    if !TOTALS.iter().any(|word| word.chars().next() == begins) {
        return false;
    }
    let plain = cell.trim_end_matches(':').trim().to_lowercase();
    TOTALS.contains(&plain.as_str())
}
