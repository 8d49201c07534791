//! Writes the files of a history.

use std::io::{self, Write};
use std::marker::PhantomData;

use csv::StringRecord;

use super::header::HistoryHeader;
use super::instants::HistoryZone;
use super::records::HistoryRecord;

/// Writes records of one kind, one after another.
#[derive(Debug)]
pub struct RecordWriter<W: Write, T> {
    writer: csv::Writer<W>,
    cells: StringRecord,
    zone: HistoryZone,
    kind: PhantomData<T>,
}

impl<W: Write, T: HistoryRecord> RecordWriter<W, T> {
    /// Begins a file: its header. Instants are written in this zone.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(output: W, zone: &HistoryZone) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(output);
        writer.write_record(T::COLUMNS.iter().map(|column| column.name))?;
        let cells = StringRecord::new();
        Ok(Self { writer, cells, zone: zone.clone(), kind: PhantomData })
    }

    /// Adds a record.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, record: &T) -> io::Result<()> {
        self.cells.clear();
        record.write(&self.zone, &mut self.cells);
        self.writer.write_record(&self.cells).map_err(Into::into)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If its end cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// The text of `history.toml`.
pub fn header_text(header: &HistoryHeader) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("# The past of a desk: see docs/import.md.\n");
    let _ = writeln!(text, "history = 1");
    let quoted = |value: &str| serde_json::Value::from(value).to_string();
    let _ = writeln!(text, "time_zone = {}", quoted(header.zone.name()));
    let _ = writeln!(text, "profile = {}", quoted(&header.profile));
    let numbers =
        [("sessions", header.sessions), ("read", header.read), ("skipped", header.skipped)];
    for (key, value) in numbers {
        let _ = writeln!(text, "{key} = {value}");
    }
    for (key, value) in [("first", header.first), ("last", header.last)] {
        if let Some(instant) = value {
            let _ = writeln!(text, "{key} = {}", quoted(&header.zone.write(instant)));
        }
    }
    text
}
