//! Comma-separated values, RFC 4180 but for the line ends: one `\n`, as every tool here expects.

use super::{harmless, number};
use crate::metrics::{Row, SESSION_COLUMNS, SessionRow, Sheet};

/// The ending of the column that holds half the width of a measure's 95 % confidence interval.
pub(super) const CI95: &str = "_ci95";

/// The last column of each sheet: which figures of the line are too vague to decide by.
pub(super) const TOO_WIDE: &str = "too_wide";

/// One sheet: its key columns, then each measure and beside it half the width of its interval, then
/// the names of those whose interval is too wide, or `all`.
pub fn table(sheet: &Sheet) -> Vec<u8> {
    let keys = sheet.keys.iter().map(|column| column.name.to_owned());
    let measures = sheet.measures.iter().flat_map(|column| {
        let name = column.name.to_owned();
        [name.clone(), name + CI95]
    });
    let vague = |row: &Row| {
        let known = |place: &usize| row.values[*place].value.is_finite();
        let all: Vec<usize> = (0..row.values.len()).filter(known).collect();
        let vague = all.iter().filter(|place| sheet.too_wide(row, **place));
        let names: Vec<&str> = vague.map(|place| sheet.measures[*place].name).collect();
        if names.len() == all.len() && !all.is_empty() { "all".into() } else { names.join(" ") }
    };
    let rows = sheet.rows.iter().map(|row| {
        let keys = row.keys.iter().map(|key| harmless(key).into_owned());
        let values = row
            .values
            .iter()
            .flat_map(|estimate| [number(estimate.value), number(estimate.half_width)]);
        keys.chain(values).chain([vague(row)]).collect()
    });
    written(keys.chain(measures).chain([TOO_WIDE.to_owned()]).collect(), rows)
}

/// `sessions.csv`: one line a session.
pub fn sessions(rows: &[SessionRow]) -> Vec<u8> {
    let mut writer = writer();
    let names = SESSION_COLUMNS.iter().map(|column| column.name);
    record(&mut writer, std::iter::once("replication").chain(names));
    for row in rows {
        let replication = row.replication.to_string();
        let cells = row.cells.iter().map(harmless);
        record(&mut writer, std::iter::once(replication.as_str().into()).chain(cells));
    }
    bytes(writer)
}

fn written(heading: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = writer();
    for row in std::iter::once(heading).chain(rows) {
        record(&mut writer, row);
    }
    bytes(writer)
}

fn writer() -> Writer {
    // Rows of any length are written, so that a fault elsewhere shows in the file, not as a panic.
    csv::WriterBuilder::new().flexible(true).from_writer(Vec::new())
}

type Writer = csv::Writer<Vec<u8>>;

fn record(writer: &mut Writer, cells: impl IntoIterator<Item = impl AsRef<str>>) {
    for cell in cells {
        writer.write_field(cell.as_ref()).expect("memory takes every cell");
    }
    writer.write_record(None::<&[u8]>).expect("memory takes every record");
}

fn bytes(writer: Writer) -> Vec<u8> {
    writer.into_inner().expect("memory takes every record")
}
