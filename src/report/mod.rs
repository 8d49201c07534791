//! Results → bytes: CSV, text, JSON, and the texts that explain them.
//!
//! Pure: every function here turns values into bytes. Where the bytes go, and whether that place is
//! free, is for `cli` to know. The bytes depend on the program, the scenario, its overrides and the
//! seed; not on the host, threads, the clock, folders or the environment.

mod cell;
mod check;
mod compare;
mod diagnostics;
mod dictionary;
mod erlang;
mod expectations;
mod files;
mod findings;
mod first_screen;
mod fitting;
mod github;
mod html;
mod input_echo;
mod json;
mod load;
mod manifest;
mod memory_note;
mod page;
mod replications;
mod scenario_overview;
mod session_ways;
mod staffing;
mod sweep;
mod swept_expectations;
mod tables;
mod text;
mod views;
mod violation_report;
mod workbooks;

pub use cell::{escape_formula, format_number};
pub use check::{
    BaselineNote, CheckResult, CheckVerdict, Checked, CheckedScenario, check_json, check_markdown,
    check_text, github_annotations, junit,
};
pub use compare::{
    ComparisonPage, comparison_json, comparison_markdown, comparison_table, comparison_text,
};
pub use diagnostics::{ReadScenario, diagnostics_github, diagnostics_json};
pub use dictionary::dictionary;
pub use erlang::{erlang_json, erlang_table, erlang_text, sheet_error_line};
pub use expectations::{
    ExpectationPlace, VerdictNote, below_verdicts, interval_text, quantity, unjudged_note,
    verdict_notes, verdicts_json, verdicts_text,
};
pub use files::{
    FILE_NAMES, MANIFEST_FILE, PAGE_FILE, REPLICATIONS_FILE, ReportFile, SESSIONS_FILE, TableForm,
    files,
};
pub use findings::{FindingNote, finding_notes};
pub use first_screen::{FirstScreen, first_screen};
pub use fitting::{BACKTEST_FILE, backtest_table, backtest_text, fit_text};
pub use html::{
    RunPage, USUAL_TARGET, backtest_html, check_html, comparison_html, find_max_html, fit_html,
    load_html, run_html, staff_html, sweep_html, time_labels,
};
pub use input_echo::input_echo;
pub use json::json;
pub use load::{
    FIND_MAX_FILE, LOAD_COLUMNS, LOAD_FILE, LOAD_FILE_NAMES, LoadColumn, LoadManifest,
    PLATEAU_COLUMNS, find_max_files, find_max_json, found_max_text, load_files, load_json,
    load_table, load_text, plateau_line, plateaus_table, row_line,
};
pub use manifest::{Completeness, Manifest, OldReport, command, fingerprint, quoted};
pub use memory_note::memory_note;
pub use page::{TextStyle, within_width};
pub use replications::{REPLICATION_COLUMNS, replications_table};
pub use scenario_overview::{overloads, overloads_line, scenario_overview};
pub use staffing::{
    PLAN_FILES, PlanTexts, STAFFED_FILE, phase_in_words, plan_files, plan_tables, staffing_text,
};
pub use sweep::{
    SweepPage, SweptCell, heading_differences, journal_heading, journal_line, read_journal_line,
    sweep_table, sweep_text,
};
pub use tables::{
    Cell, ColumnChoice, ColumnSet, CsvDialect, MAX_WORKSHEET_COLUMNS, MAX_WORKSHEET_ROWS,
    ReportTable, SessionLines, TableCharts, TableColumn, TableOptions, Workbook, WorkbookPage,
    sessions_csv, sheet_csv, sheet_table, too_large_for_worksheet, workbook,
};
pub use text::summary_text;
#[doc(hidden)] // For the test that each of them is in a file.
pub use text::{GROUP_FIGURES, LICENSE_FIGURES, LIVE_CHAT_FIGURES};
pub use views::{group_view, interval_view};
pub use violation_report::{VIOLATION_FILE_SUFFIX, violation_report};
pub use workbooks::{
    PLAN_WORKBOOK_FILE, WORKBOOK_FILE, check_workbook, comparison_workbook, plan_workbook,
    run_workbook, run_workbook_fault, sweep_workbook, sweep_workbook_fault,
};
