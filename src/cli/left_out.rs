//! What of the results of an interrupted run is left out: it was asked to end, and a large report takes
//! minutes. What is left out is said.

use super::args::SummaryFormat;
use super::intent::RunRequest;
use crate::metrics::Sheet;
use crate::report::{PAGE_FILE, WORKBOOK_FILE, Workbook};
use crate::study::Outcome;

/// Up to so many cells of all tables together nothing is left out. Ten times as many are a second of work
/// for the page, the workbook and the comparison with Erlang.
const CELLS_OF_ALL: usize = 50_000;
/// Up to so many cells of all tables together they are printed as JSON, which is half a second of work.
const CELLS_OF_JSON: usize = 250_000;
/// Up to so many cells a table is worked out and written, which is half a second of work.
pub(super) const CELLS_OF_A_TABLE: usize = 1_000_000;

/// What is left out.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// Names of sheets.
    pub(super) sheets: Vec<&'static str>,
    /// The page, the workbook, and the line of the summary that compares with Erlang.
    pub(super) extras: bool,
    /// The summary as JSON.
    pub(super) json: bool,
}

impl LeftOut {
    /// Nothing, unless the run was interrupted.
    pub(super) fn of(outcome: &Outcome) -> Self {
        if outcome.finished >= outcome.requested {
            return Self::default();
        }
        let cells = |sheet: &Sheet| sheet.rows.len() * sheet.measures.len();
        let all: usize = outcome.sheets.iter().map(cells).sum();
        let large = outcome.sheets.iter().filter(|sheet| sheet.rows_left_out);
        let sheets: Vec<&'static str> = large.map(|sheet| sheet.name).collect();
        let is_incomplete = !sheets.is_empty();
        Self {
            sheets,
            extras: is_incomplete || all > CELLS_OF_ALL,
            json: is_incomplete || all > CELLS_OF_JSON,
        }
    }

    /// What that is of what was asked for.
    pub(super) fn note(&self, request: &RunRequest, has_report: bool) -> Option<String> {
        let has_workbook = request.tables.workbook == Workbook::Written;
        let tables = self.sheets.iter().map(|name| format!("{name}.csv"));
        let tables = tables.filter(|_| has_report);
        let extra = |file: &str, asked: bool| (self.extras && asked).then(|| file.to_owned());
        let json =
            (self.json && request.format == SummaryFormat::Json).then(|| "the JSON".to_owned());
        let what: Vec<String> = tables
            .chain(extra(PAGE_FILE, has_report && request.report.has_page()))
            .chain(extra(WORKBOOK_FILE, has_report && has_workbook))
            .chain(json)
            .collect();
        let names = what.join(", ");
        (!what.is_empty()).then(|| {
            format!("left out, as the run was interrupted and writing it takes long: {names}")
        })
    }
}
