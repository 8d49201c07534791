//! Comma-separated values, RFC 4180 but for the line ends: one `\n`, as every tool here expects.

use std::borrow::Cow;
use std::io::Write;

use super::{Cell, ReportTable};
use crate::report::{escape_formula, format_number};

/// What separates cells and decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvDialect {
    /// A comma between cells, a point before decimals, UTF-8.
    #[default]
    Standard,
    /// What Excel opens by a double click where decimals have a comma: a semicolon between cells, a comma
    /// before decimals, UTF-8 with the mark by which Excel knows it.
    ExcelEu,
}

impl CsvDialect {
    fn separator(self) -> u8 {
        match self {
            Self::Standard => b',',
            Self::ExcelEu => b';',
        }
    }

    /// What a file begins with.
    pub(super) fn beginning(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::ExcelEu => "\u{feff}",
        }
    }

    /// A number that is written with a point.
    pub(super) fn number(self, text: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Self::ExcelEu if text.contains('.') => Cow::Owned(text.replace('.', ",")),
            Self::Standard | Self::ExcelEu => text,
        }
    }

    pub(super) fn cell<'a>(self, cell: &'a Cell<'_>) -> Cow<'a, str> {
        match cell {
            Cell::Text(text) => escape_formula(text),
            Cell::Number(number) => self.number(Cow::Owned(format_number(*number))),
            Cell::DateTime(text) => Cow::Borrowed(text),
        }
    }

    pub(super) fn writer<W: Write>(self, capacity: usize, to: W) -> csv::Writer<W> {
        // Rows of any length are written, so that a fault elsewhere shows in the file, not as a panic.
        csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(self.separator())
            .buffer_capacity(capacity)
            .from_writer(to)
    }
}

const BUFFER: usize = 8 << 10;

pub(super) fn written(table: ReportTable<'_>, dialect: CsvDialect) -> Vec<u8> {
    let mut writer = dialect.writer(BUFFER, dialect.beginning().as_bytes().to_vec());
    write_cells(&mut writer, table.columns.iter().map(|column| escape_formula(&column.name)));
    for row in table.rows {
        write_cells(&mut writer, row.iter().map(|cell| dialect.cell(cell)));
    }
    writer.into_inner().expect("memory takes every record")
}

pub(super) fn write_cells<W: Write>(
    writer: &mut csv::Writer<W>,
    cells: impl IntoIterator<Item = impl AsRef<str>>,
) {
    for cell in cells {
        writer.write_field(cell.as_ref()).expect("memory takes every cell");
    }
    writer.write_record(None::<&[u8]>).expect("memory takes every record");
}
