//! Comma-separated values, RFC 4180 but for the line ends: one `\n`, as every tool here expects.

use std::io::Write;

use csv::StringRecord;

use super::{escape_formula, format_number};
use crate::metrics::{Row, SESSION_COLUMNS, SessionRow, Sheet};

/// The ending of the column that holds half the width of a measure's 95 % confidence interval.
pub(super) const CI95: &str = "_ci95";

/// The last column of each sheet: which figures of the line are too vague to decide by.
pub(super) const TOO_WIDE_COLUMN: &str = "too_wide";

/// One sheet: its key columns, then each measure and beside it half the width of its interval, then
/// the names of those whose interval is too wide, or `all`.
pub fn sheet_csv(sheet: &Sheet) -> Vec<u8> {
    let keys = sheet.keys.iter().map(|column| column.name.to_owned());
    let measures = sheet.measures.iter().flat_map(|column| {
        let name = column.name.to_owned();
        [name.clone(), name + CI95]
    });
    let too_wide = |row: &Row| {
        let known = |place: &usize| row.values[*place].value.is_finite();
        let all: Vec<usize> = (0..row.values.len()).filter(known).collect();
        let wide = all.iter().filter(|place| sheet.is_too_wide(row, **place));
        let names: Vec<&str> = wide.map(|place| sheet.measures[*place].name).collect();
        if names.len() == all.len() && !all.is_empty() { "all".into() } else { names.join(" ") }
    };
    let rows = sheet.rows.iter().map(|row| {
        let keys = row.keys.iter().map(|key| escape_formula(key).into_owned());
        let values = row.values.iter().flat_map(|estimate| {
            [format_number(estimate.value), format_number(estimate.half_width)]
        });
        keys.chain(values).chain([too_wide(row)]).collect()
    });
    csv_bytes(keys.chain(measures).chain([TOO_WIDE_COLUMN.to_owned()]).collect(), rows)
}

/// `sessions.csv`: one line a session.
pub fn sessions_csv(rows: &[SessionRow]) -> Vec<u8> {
    let mut bytes = sessions_csv_heading();
    for row in rows {
        append_session_line(&mut bytes, row.replication, &row.cells);
    }
    bytes
}

/// The first line of `sessions.csv`.
pub fn sessions_csv_heading() -> Vec<u8> {
    let names = SESSION_COLUMNS.iter().map(|column| column.name.to_owned());
    csv_bytes(std::iter::once("replication".to_owned()).chain(names).collect(), std::iter::empty())
}

/// Another line of `sessions.csv`.
pub fn append_session_line(lines: &mut Vec<u8>, replication: u32, cells: &StringRecord) {
    let cells = cells.iter().map(escape_formula);
    let mut writer =
        csv::WriterBuilder::new().flexible(true).buffer_capacity(512).from_writer(lines);
    write_cells(&mut writer, std::iter::once(replication.to_string().into()).chain(cells));
    writer.flush().expect("memory takes every line");
}

pub(super) fn csv_bytes(heading: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = new_writer();
    for row in std::iter::once(heading).chain(rows) {
        write_cells(&mut writer, row);
    }
    into_bytes(writer)
}

fn new_writer() -> Writer {
    // Rows of any length are written, so that a fault elsewhere shows in the file, not as a panic.
    csv::WriterBuilder::new().flexible(true).from_writer(Vec::new())
}

type Writer = csv::Writer<Vec<u8>>;

fn write_cells<W: Write>(
    writer: &mut csv::Writer<W>,
    cells: impl IntoIterator<Item = impl AsRef<str>>,
) {
    for cell in cells {
        writer.write_field(cell.as_ref()).expect("memory takes every cell");
    }
    writer.write_record(None::<&[u8]>).expect("memory takes every record");
}

fn into_bytes(writer: Writer) -> Vec<u8> {
    writer.into_inner().expect("memory takes every record")
}
