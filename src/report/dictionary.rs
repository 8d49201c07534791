//! The data dictionary: every column of every file, as Markdown.

use std::fmt::Write as _;

use super::load::{FIND_MAX_FILE, LOAD_COLUMNS, LOAD_FILE, LoadColumn, PLATEAU_COLUMNS};
use super::tables::TOO_WIDE_COLUMN;
use super::{REPLICATION_COLUMNS, REPLICATIONS_FILE, SESSIONS_FILE};
use crate::metrics::{Column, Given, SESSION_COLUMNS, blank_sheets, given};

/// One table for each sheet of a run, then one for the sessions of a trace and one for the values
/// of replications.
///
/// `reports/README.md` holds this text between two markers; a test compares.
pub fn dictionary() -> String {
    let mut text = String::new();
    for sheet in blank_sheets() {
        let too_wide = Column {
            name: TOO_WIDE_COLUMN,
            unit: None,
            definition: "figures of the line too vague to decide by, or `all`",
        };
        let columns = sheet.keys.iter().chain(&sheet.measures).copied().chain([too_wide]);
        conditional_section(&mut text, sheet.name, columns);
    }
    let replication = Column {
        name: "replication",
        unit: None,
        definition: "number of the repetition, from zero",
    };
    let columns = std::iter::once(replication).chain(SESSION_COLUMNS.iter().copied());
    section(&mut text, SESSIONS_FILE, columns);
    section(&mut text, REPLICATIONS_FILE, REPLICATION_COLUMNS.iter().copied());
    load_section(&mut text, LOAD_FILE, LOAD_COLUMNS);
    load_section(&mut text, FIND_MAX_FILE, PLATEAU_COLUMNS);
    text
}

/// A table of a load.
fn load_section<T>(text: &mut String, file: &str, columns: &[LoadColumn<T>]) {
    // Writing to a string cannot fail.
    let _ = write!(text, "### {file}\n\n| column | unit | definition |\n|---|---|---|\n");
    for LoadColumn { name, unit, definition, .. } in columns {
        let _ = writeln!(text, "| `{name}` | {unit} | {definition} |");
    }
    text.push('\n');
}

/// A table of a sheet, some columns of which are only in reports of some scenarios.
fn conditional_section(text: &mut String, sheet: &str, columns: impl Iterator<Item = Column>) {
    let columns = columns.map(|column| (column, given(sheet, column.name)));
    let columns: Vec<(Column, Given)> = columns.collect();
    let file = format!("{sheet}.csv");
    if columns.iter().all(|(_, given)| *given == Given::Always) {
        section(text, &file, columns.into_iter().map(|(column, _)| column));
        return;
    }
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "### {file}\n\n| column | unit | definition | only with |\n|---|---|---|---|\n"
    );
    for (Column { name, unit, definition }, given) in columns {
        let unit = unit.map_or("text", |unit| unit.name());
        let definition = definition.replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {unit} | {definition} | {} |", given.words());
    }
    text.push('\n');
}

fn section(text: &mut String, file: &str, columns: impl Iterator<Item = Column>) {
    // Writing to a string cannot fail.
    let _ = write!(text, "### {file}\n\n| column | unit | definition |\n|---|---|---|\n");
    for Column { name, unit, definition } in columns {
        let unit = unit.map_or("text", |unit| unit.name());
        let definition = definition.replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {unit} | {definition} |");
    }
    text.push('\n');
}
