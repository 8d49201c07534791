//! The workbooks of commands: what each is about, and its tables.

use super::check::{CheckResult, CheckedScenario};
use super::tables::{
    Cell, ColumnChoice, ReportTable, TableCharts, TableColumn, WorkbookPage, sheet_table,
    too_large_for_worksheet, workbook,
};
use super::{
    ComparisonPage, Manifest, REPLICATIONS_FILE, SESSIONS_FILE, SweepPage, comparison_table,
    plan_tables, sweep_table,
};
use crate::plan::Plan;
use crate::staffing::{Goals, Staffed, StaffedDesk};
use crate::study::Outcome;

/// The workbook of a run.
pub const WORKBOOK_FILE: &str = "report.xlsx";

/// The workbook of a plan of staff.
pub const PLAN_WORKBOOK_FILE: &str = "plan.xlsx";

const INTERVAL_CHARTS: TableCharts = TableCharts {
    table: "intervals",
    categories: ["date", "at"],
    charts: &[
        ("Service level by interval", "service_level", "0%"),
        ("Average wait of the answered by interval, seconds", "asa", "0"),
        ("Sessions by interval", "offered", "0"),
    ],
};

const HOW_TO_READ: &str = "Lengths of time are numbers of seconds (s) or hours (h): divided by 86400 or 24 they \
     are times of Excel ([h]:mm:ss). Shares are shown as percentages. A column \u{2026}_ci95 holds half the \
     width of the 95 % interval of the one before it.";

/// Why a run of a plan fits into no workbook.
pub fn run_workbook_fault(plan: &Plan) -> Option<String> {
    let lines = plan.live_chats.len() as u64 * plan.run.interval_count() as u64;
    too_large_for_worksheet("intervals", lines, 0)
}

/// The workbook of a run: its sheets that have lines. Sessions and replications, which may be longer than a
/// worksheet, stay in their files.
///
/// # Errors
/// Why there is none.
pub fn run_workbook(
    outcome: &Outcome,
    manifest: &Manifest<'_>,
    choice: ColumnChoice<'_>,
) -> Result<Vec<u8>, String> {
    let sheets = outcome.sheets.iter().filter(|sheet| !sheet.rows.is_empty());
    workbook(WorkbookPage {
        facts: facts(manifest),
        tables: sheets.map(|sheet| sheet_table(sheet, choice)).collect(),
        charts: Some(INTERVAL_CHARTS),
    })
}

/// What a report is of.
fn facts(manifest: &Manifest<'_>) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("scenario", manifest.scenario.to_owned()),
        ("replications", manifest.finished.to_string()),
        ("seed", manifest.seed.to_string()),
        ("command", manifest.command()),
        ("deskload", env!("CARGO_PKG_VERSION").to_owned()),
        ("how to read it", HOW_TO_READ.to_owned()),
    ];
    let files = [
        (manifest.trace, SESSIONS_FILE, "one line a session"),
        (manifest.replication_values, REPLICATIONS_FILE, "the figures of each replication"),
    ];
    let beside: Vec<String> = files
        .into_iter()
        .filter(|(is_written, ..)| *is_written)
        .map(|(_, file, what)| format!("{file} ({what})"))
        .collect();
    if !beside.is_empty() {
        facts.push(("not in here, but beside it", beside.join(", ")));
    }
    facts
}

/// The workbook of a plan of staff.
///
/// # Errors
/// Why there is none.
pub fn plan_workbook(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
    manifest: &Manifest<'_>,
) -> Result<Vec<u8>, String> {
    let tables = plan_tables(desk, goals, found);
    workbook(WorkbookPage { facts: facts(manifest), tables, charts: None })
}

/// The workbook of a comparison.
///
/// # Errors
/// Why there is none.
pub fn comparison_workbook(page: &ComparisonPage<'_>) -> Result<Vec<u8>, String> {
    let names: Vec<&str> = page.outcome.variants.iter().map(|it| it.name.as_str()).collect();
    let facts = vec![
        ("compared with", names[0].to_owned()),
        ("variants", names[1..].join(", ")),
        ("replications", page.outcome.replications.to_string()),
        ("seed", page.seed.to_string()),
        ("deskload", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    workbook(WorkbookPage { facts, tables: vec![comparison_table(page)], charts: None })
}

/// Why the cells of a sweep fit into no workbook.
pub fn sweep_workbook_fault(cells: usize, axes: usize, figures: usize) -> Option<String> {
    let columns = axes as u64 + 5 + 4 * figures as u64;
    too_large_for_worksheet("cells", cells as u64, columns)
}

/// The workbook of a sweep.
///
/// # Errors
/// Why there is none.
pub fn sweep_workbook(page: &SweepPage<'_>, scenario: &str) -> Result<Vec<u8>, String> {
    let facts = vec![
        ("scenario", scenario.to_owned()),
        ("cells", format!("{} of {}", page.done.len(), page.cells.len())),
        ("deskload", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    workbook(WorkbookPage { facts, tables: vec![sweep_table(page)], charts: None })
}

/// The workbook of a check: a line for each thing that was judged.
///
/// # Errors
/// Why there is none.
pub fn check_workbook(scenarios: &[CheckedScenario]) -> Result<Vec<u8>, String> {
    let columns = ["scenario", "judged", "verdict", "found"].map(TableColumn::text).to_vec();
    let rows = scenarios.iter().flat_map(|scenario| {
        let line = |what: String, verdict: &'static str, found: String| {
            vec![
                Cell::text(scenario.file.as_str()),
                Cell::text(what),
                Cell::text(verdict),
                Cell::text(found),
            ]
        };
        let failed = match &scenario.result {
            CheckResult::Failed { why } => {
                Some(line("is checked".to_owned(), "error", why.clone()))
            }
            CheckResult::Checked(_) => None,
        };
        let judged = scenario.judged().into_iter();
        let judged = judged.map(move |(what, verdict, found)| line(what, verdict.name(), found));
        failed.into_iter().chain(judged).collect::<Vec<_>>()
    });
    let table = ReportTable { name: "check", columns, rows: Box::new(rows) };
    let facts = vec![
        ("scenarios", scenarios.len().to_string()),
        ("deskload", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    workbook(WorkbookPage { facts, tables: vec![table], charts: None })
}
