//! `replications.csv`: what each replication says, in long form, for statistics of the reader's own.

use super::{escape_formula, format_number};
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
pub fn replications_csv(
    figures: &[ListedFigure],
    values: &[ReplicationValues],
    offset: usize,
    first_replication: u32,
) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings = REPLICATION_COLUMNS.map(|column| column.name);
    writer.write_record(headings).expect("memory takes every record");
    for (number, values) in (first_replication..).zip(values) {
        let number = number.to_string();
        for (figure, pairs) in figures.iter().zip(&values[offset..]) {
            let pair = pairs[0];
            let value = pair.value().map_or(String::new(), format_number);
            let record = [
                number.as_str(),
                figure.tracked.sheet.name(),
                &escape_formula(&figure.line),
                figure.column,
                figure.unit.name(),
                &value,
                &format_number(pair.sum),
                &format_number(pair.count),
            ];
            writer.write_record(record).expect("memory takes every record");
        }
    }
    writer.into_inner().expect("memory takes every record")
}
