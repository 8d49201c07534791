//! `replications.csv`: what each replication says, in long form, for statistics of the reader's own.

use super::tables::{Cell, ReportTable, TableColumn};
use crate::decide::ListedFigure;
use crate::metrics::{Column, ReplicationValues, Unit};

const fn text(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: None, definition }
}

const fn mixed(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: Some(Unit::Mixed), definition }
}

/// The headings.
pub const REPLICATION_COLUMNS: [Column; 8] = [
    Column { name: "replication", unit: Some(Unit::Count), definition: "its number, from zero" },
    text("sheet", "which sheet the figure is of: live_chats, groups, licenses, …"),
    text("line", "which line of it: support, it, general.it"),
    text("figure", "the column of the sheet"),
    text("unit", "count, share, s, level, …"),
    mixed("value", "the replication's own value; empty where it is undefined"),
    mixed("sum", "of a ratio, what is divided; otherwise the value"),
    mixed("count", "of a ratio, what it is divided by; otherwise 1, or 0 where it is undefined"),
];

/// One line a replication and figure. The figures' values stand from `offset` on.
pub fn replications_table<'a>(
    figures: &'a [ListedFigure],
    values: &'a [ReplicationValues],
    offset: usize,
    first_replication: u32,
) -> ReportTable<'a> {
    let rows = (first_replication..).zip(values).flat_map(move |(number, values)| {
        figures.iter().zip(&values[offset..]).map(move |(figure, pairs)| {
            let pair = pairs[0];
            vec![
                Cell::Number(f64::from(number)),
                Cell::text(figure.tracked.sheet.name()),
                Cell::text(figure.line.as_str()),
                Cell::text(figure.column),
                Cell::text(figure.unit.name()),
                Cell::Number(pair.value().unwrap_or(f64::NAN)),
                Cell::Number(pair.sum),
                Cell::Number(pair.count),
            ]
        })
    });
    let columns = REPLICATION_COLUMNS.map(TableColumn::from).to_vec();
    ReportTable { name: "replications", columns, rows: Box::new(rows) }
}
