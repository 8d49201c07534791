//! The sheets of a run as tables, and the sessions of a trace.

use std::borrow::Cow;

use csv::StringRecord;

use super::csv_text::write_cells;
use super::{CI95, Cell, CsvDialect, ReportTable, TOO_WIDE_COLUMN, TableColumn};
use crate::metrics::{Column, Estimate, Row, SESSION_COLUMNS, SessionRow, Sheet, given};
use crate::plan::Plan;
use crate::report::escape_formula;

/// Which columns of a sheet are shown.
#[derive(Clone, Copy, Debug)]
pub enum ColumnChoice<'a> {
    All,
    /// Those that say something about this scenario. Which they are follows from the scenario, so that
    /// all of its reports have the same.
    Telling {
        plan: &'a Plan,
        /// Whether there may be intervals at all: one replication has none.
        has_intervals: bool,
    },
}

impl ColumnChoice<'_> {
    fn shows(self, sheet: &Sheet, column: &str) -> bool {
        match self {
            Self::All => true,
            Self::Telling { plan, .. } => given(sheet.name, column).holds(plan),
        }
    }

    /// Whether a measure has an interval: the longest of all is seen, not estimated.
    fn shows_interval(self, column: &str) -> bool {
        match self {
            Self::All => true,
            Self::Telling { has_intervals, .. } => has_intervals && !column.ends_with("_max"),
        }
    }

    /// A line for each figure: the figure is a key.
    fn shows_row(self, sheet: &Sheet, row: &Row) -> bool {
        let figure = sheet.keys.iter().position(|key| key.name == "figure");
        figure.is_none_or(|place| self.shows(sheet, &row.keys[place]))
    }
}

/// One sheet: its key columns, then each measure and beside it half the width of its interval, then
/// the names of those whose interval is too wide, or `all`.
pub fn sheet_table<'a>(sheet: &'a Sheet, choice: ColumnChoice<'a>) -> ReportTable<'a> {
    let keys: Vec<usize> = shown(sheet.keys, |column| choice.shows(sheet, column.name));
    let measures: Vec<usize> = shown(&sheet.measures, |column| choice.shows(sheet, column.name));
    let has_interval = move |place: usize| choice.shows_interval(sheet.measures[place].name);
    let key_columns = keys.iter().map(|place| TableColumn::from(sheet.keys[*place]));
    let measure_columns = measures.iter().flat_map(|place| {
        let own = TableColumn::from(sheet.measures[*place]);
        let around = TableColumn {
            name: format!("{}{CI95}", own.name),
            definition: "half the width of its 95 % interval",
            ..own.clone()
        };
        std::iter::once(own).chain(has_interval(*place).then_some(around))
    });
    let too_wide = TableColumn {
        definition: "figures of the line too vague to decide by, or `all`",
        ..TableColumn::text(TOO_WIDE_COLUMN)
    };
    let columns = key_columns.chain(measure_columns).chain([too_wide]).collect();
    let rows = sheet.rows.iter().filter(move |row| choice.shows_row(sheet, row));
    let rows = rows.map(move |row| {
        let mut cells: Vec<Cell<'a>> =
            keys.iter().map(|place| key_cell(sheet.keys[*place], &row.keys[*place])).collect();
        for place in &measures {
            let Estimate { value, half_width } = row.values[*place];
            cells.push(Cell::Number(value));
            if has_interval(*place) {
                cells.push(Cell::Number(half_width));
            }
        }
        cells.push(Cell::text(too_wide_figures(sheet, row, &measures)));
        cells
    });
    ReportTable { name: sheet.name, columns, rows: Box::new(rows) }
}

fn shown(columns: &[Column], is_shown: impl Fn(&Column) -> bool) -> Vec<usize> {
    let places = columns.iter().enumerate().filter(|(_, column)| is_shown(column));
    places.map(|(place, _)| place).collect()
}

fn key_cell(column: Column, key: &str) -> Cell<'_> {
    match column.name {
        "starts" => Cell::typed(key),
        "date" if !key.is_empty() => Cell::DateTime(Cow::Borrowed(key)),
        _ => Cell::text(key),
    }
}

fn too_wide_figures(sheet: &Sheet, row: &Row, shown: &[usize]) -> String {
    let known = |place: &&usize| row.values[**place].value.is_finite();
    let all: Vec<usize> = shown.iter().filter(known).copied().collect();
    let wide = all.iter().filter(|place| sheet.is_too_wide(row, **place));
    let names: Vec<&str> = wide.map(|place| sheet.measures[*place].name).collect();
    if names.len() == all.len() && !all.is_empty() { "all".into() } else { names.join(" ") }
}

/// One sheet with all of its columns, as comma-separated values.
pub fn sheet_csv(sheet: &Sheet) -> Vec<u8> {
    sheet_table(sheet, ColumnChoice::All).csv(CsvDialect::Standard)
}

/// `sessions.csv`: one line a session.
pub fn sessions_csv(rows: &[SessionRow]) -> Vec<u8> {
    let lines = SessionLines::default();
    let mut bytes = lines.heading();
    for row in rows {
        lines.append(&mut bytes, row.replication, &row.cells);
    }
    bytes
}

/// How the lines of `sessions.csv` are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionLines {
    pub dialect: CsvDialect,
}

impl SessionLines {
    /// The first line.
    pub fn heading(self) -> Vec<u8> {
        let names = SESSION_COLUMNS.iter().map(|column| column.name);
        let beginning = self.dialect.beginning().as_bytes().to_vec();
        let mut writer = self.dialect.writer(1 << 10, beginning);
        write_cells(&mut writer, std::iter::once("replication").chain(names));
        writer.into_inner().expect("memory takes every record")
    }

    /// Another line.
    pub fn append(self, lines: &mut Vec<u8>, replication: u32, cells: &StringRecord) {
        let unit = |place: usize| SESSION_COLUMNS.get(place).and_then(|column| column.unit);
        let cells = cells.iter().enumerate().map(|(place, cell)| match unit(place) {
            Some(_) => self.dialect.number(Cow::Borrowed(cell)),
            None => escape_formula(cell),
        });
        let mut writer = self.dialect.writer(512, lines);
        write_cells(&mut writer, std::iter::once(replication.to_string().into()).chain(cells));
        writer.flush().expect("memory takes every line");
    }
}
