//! Tables of values by interval: from rows in any of their shapes to a value for each interval of a
//! day, a week or a stretch of dates.
//!
//! - [`headings`]: which columns hold the times, and which the values.
//! - [`cells`]: a time and a value for each row, or for each cell where the times stand across.
//! - [`table`]: intervals of one length, in order, each once.
//! - [`spread`]: a day's total as the intervals of the day.

mod cells;
mod headings;
mod spread;
pub(super) mod table;

use super::fields::Fields;
use super::file_format::{read_filters, read_format};
use crate::base::Span;
use crate::scenario::text::csv_files::{CsvFiles, FileFormat};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::table_rows::RowFilter;
use crate::scenario::text::written_name::WrittenName;
use crate::table::zones::Zone;
use table::IntervalTable;

/// What a scenario says of such a table.
pub(super) struct TableKeys<'f> {
    fields: &'f Fields<'f>,
    path: &'f str,
    named_at: &'f SourceSpan,
    column: Option<WrittenName>,
    from: Vec<WrittenName>,
    every: Option<Span>,
    filters: Vec<RowFilter>,
    format: FileFormat,
    zone: Option<Zone>,
    values: ValueKind,
    reports: Reports,
}

/// Whether what is found in a file is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reports {
    All,
    /// It was reported when another column of the file was read.
    Nothing,
}

/// What the cells of the values are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ValueKind {
    /// Numbers from zero to this.
    Numbers { what: &'static str, most: f64 },
    /// Lengths of time, in seconds.
    Lengths,
}

/// Reads the table that is named at `csv`, with the keys beside it.
pub(super) fn read_interval_table(
    fields: &Fields<'_>,
    values: ValueKind,
    files: &CsvFiles<'_>,
) -> Option<IntervalTable> {
    read_column(fields, "column", Reports::All, values, files)
}

/// Reads another column of the same table: how many each value is of.
pub(super) fn read_weights(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<IntervalTable> {
    fields.node("weight")?;
    let values = ValueKind::Numbers { what: "weight", most: 1e9 };
    read_column(fields, "weight", Reports::Nothing, values, files)
}

fn read_column(
    fields: &Fields<'_>,
    column: &str,
    reports: Reports,
    values: ValueKind,
    files: &CsvFiles<'_>,
) -> Option<IntervalTable> {
    let keys = TableKeys {
        fields,
        path: fields.text("csv")?,
        named_at: fields.span("csv"),
        column: fields.name(column),
        from: fields.one_or_more("from").unwrap_or_default(),
        every: if fields.node("every").is_some() {
            fields.positive_duration("every")
        } else {
            None
        },
        filters: read_filters(fields),
        format: read_format(fields),
        zone: read_zone(fields),
        values,
        reports,
    };
    if fields.node(column).is_some() && keys.column.is_none() {
        return None;
    }
    let observed = cells::observe(&keys, files)?;
    IntervalTable::new(&keys, &observed)
}

/// Reads a table at a key of its own, by whose numbers a day's total is spread.
pub(super) fn read_spread(
    totals: &IntervalTable,
    profile: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> Option<IntervalTable> {
    let values = ValueKind::Numbers { what: "weight", most: 1e12 };
    let weights = read_interval_table(profile, values, files)?;
    spread::spread_totals(totals, &weights, profile)
}

/// `time_zone`, where the table has such a key.
pub(super) fn read_zone(fields: &Fields<'_>) -> Option<Zone> {
    if !fields.declares("time_zone") {
        return None;
    }
    let name = fields.text("time_zone")?;
    let zone = Zone::named(name);
    if zone.is_none() {
        let help = "a name of the IANA database: \"Europe/Berlin\", \"America/New_York\", \"UTC\"";
        let fault =
            Diagnostic::error("bad-value", fields.span("time_zone"), "there is no such time zone");
        fields.faults.add(fault.help(help));
    }
    zone
}

impl TableKeys<'_> {
    /// Reports something of the file that is no fault.
    fn tell(&self, code: &'static str, message: String, help: &str) {
        if self.reports == Reports::Nothing {
            return;
        }
        let note = Diagnostic::note(code, self.named_at, message);
        self.fields.faults.add(if help.is_empty() { note } else { note.help(help) });
    }
}
