//! What came of a run: judged, written into its report, printed.

use serde_json::Value;

use super::args::SummaryFormat;
use super::commands::{print_data, write_report};
use super::intent::{RunRequest, Strictness, SummaryView};
use super::left_out::LeftOut;
use super::run::most_replications;
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, PreparedFolder};
use crate::decide::{
    ALPHA, Expectation, ListedFigure, Verdict, judge, level_per_look, tracked_figures,
};
use crate::plan::Plan;
use crate::report::{
    self, ColumnChoice, ExpectationPlace, FirstScreen, Manifest, PAGE_FILE, REPLICATIONS_FILE,
    ReportFile, RunPage, TableForm, VerdictNote, WORKBOOK_FILE, Workbook,
};
use crate::study::{self, Outcome};

/// A run that has ended.
pub(super) struct Ran<'a> {
    pub(super) outcome: Outcome,
    /// Which run it was meant to be.
    pub(super) expected: Manifest<'a>,
    pub(super) expectations: Vec<Expectation>,
    pub(super) listed: &'a [ListedFigure],
    pub(super) looks: &'a [u32],
}

/// Judges, writes and prints what came of a run.
pub(super) fn conclude(
    ran: Ran<'_>,
    plan: &Plan,
    request: &RunRequest,
    prepared: Option<PreparedFolder>,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    let Ran { outcome, expected, expectations, listed, looks } = ran;
    if outcome.finished == 0 {
        terminal.error("interrupted before a replication had finished: nothing to report");
        return ExitStatus::Interrupted;
    }
    let alpha = level_per_look(ALPHA, looks.len());
    let replications = (!listed.is_empty()).then(|| {
        let offset = tracked_figures(&expectations).len();
        let first = request.only_replication.unwrap_or(0);
        let values = &outcome.replication_values;
        let table = report::replications_table(listed, values, offset, first);
        let bytes = table.csv(request.tables.dialect);
        ReportFile { name: REPLICATIONS_FILE.to_owned(), bytes }
    });
    let verdicts = Verdicts::new(plan, expectations, &outcome, alpha);
    let Outcome { requested, finished, findings, .. } = &outcome;
    let manifest = Manifest {
        requested: *requested,
        finished: *finished,
        findings,
        verdicts: verdicts.json.as_ref(),
        ..expected
    };
    let ended = ended(request.strictness, &outcome, verdicts.worst);
    let most = request.only_replication.map_or_else(|| most_replications(plan, looks), |_| 1);
    let choice = request.tables.choice(plan, most);
    let left_out = LeftOut::of(&outcome);
    if let Some(note) = left_out.note(request, prepared.is_some()) {
        Terminal::notice(&note);
    }
    // A full disk must not take the summary along.
    let written = prepared.map_or(ExitStatus::Done, |place| {
        let mut more: Vec<ReportFile> = replications.into_iter().collect();
        match workbook_file(&outcome, &left_out, &manifest, choice) {
            Ok(file) => more.extend(file),
            Err(why) => {
                terminal.error(&why);
                return ExitStatus::Failed;
            }
        }
        if request.report.has_page() && !left_out.extras {
            more.push(report_page(&outcome, &manifest, plan, &verdicts));
        }
        let form = TableForm { choice, dialect: request.tables.dialect };
        let files = report::files(&outcome, &left_out.sheets, more, &manifest, form);
        write_report(place, &files, manifest.completeness(), "report", signals, terminal)
    });
    let results =
        Results { outcome: &outcome, left_out: &left_out, plan, verdicts: &verdicts.text, choice };
    let page = summary(&results, &manifest, request, terminal);
    let printed = print_data(&page, terminal);
    // Once is enough, unless it is the reason of the exit code.
    let on_the_page = request.format == SummaryFormat::Text && request.view.has_notes();
    if !on_the_page || request.strictness == Strictness::Fail {
        for doubt in report::finding_notes(findings).iter().filter(|doubt| !doubt.is_met) {
            terminal.warning(&doubt.text);
        }
    }
    // That it was interrupted is said even where something else failed too.
    ended.max(written).max(printed)
}

/// The report as a workbook, where one is asked for.
fn workbook_file(
    outcome: &Outcome,
    left_out: &LeftOut,
    manifest: &Manifest<'_>,
    choice: ColumnChoice<'_>,
) -> Result<Option<ReportFile>, String> {
    match manifest.tables.workbook {
        Workbook::None => Ok(None),
        Workbook::Written if left_out.extras => Ok(None),
        Workbook::Written => {
            let bytes = report::run_workbook(outcome, manifest, choice)?;
            Ok(Some(ReportFile { name: WORKBOOK_FILE.to_owned(), bytes }))
        }
    }
}

/// The report as a page.
fn report_page(
    outcome: &Outcome,
    manifest: &Manifest<'_>,
    plan: &Plan,
    verdicts: &Verdicts,
) -> ReportFile {
    let notes = report::finding_notes(&outcome.findings).into_iter().map(|note| note.text);
    let load = study::offered_load(plan);
    let overloads =
        report::overloads(plan, &load).into_iter().map(|one| format!("Overload: {one}"));
    let notes: Vec<String> = notes.chain(overloads).chain(verdicts.unjudged.clone()).collect();
    let page = RunPage {
        manifest,
        plan,
        load: &load,
        service_level_target: verdicts.service_level_target,
        sheets: &outcome.sheets,
        verdicts: &verdicts.notes,
        notes: &notes,
    };
    ReportFile { name: PAGE_FILE.to_owned(), bytes: report::run_html(&page) }
}

/// The exit code of a run with an outcome.
fn ended(strictness: Strictness, outcome: &Outcome, worst: Verdict) -> ExitStatus {
    let is_sure = outcome.findings.all_met() && worst < Verdict::Undecided;
    match (strictness, is_sure) {
        _ if outcome.finished < outcome.requested => ExitStatus::Interrupted,
        _ if worst == Verdict::NotMet => ExitStatus::NotMet,
        (Strictness::Fail, false) => ExitStatus::InDoubt,
        _ => ExitStatus::Done,
    }
}

/// What was found of the expectations.
struct Verdicts {
    worst: Verdict,
    notes: Vec<VerdictNote>,
    text: String,
    /// Which waits are not judged.
    unjudged: Option<String>,
    json: Option<Value>,
    /// What is expected of the share answered in time; the usual aim where nothing is.
    service_level_target: f64,
}

impl Verdicts {
    fn new(plan: &Plan, expectations: Vec<Expectation>, outcome: &Outcome, alpha: f64) -> Self {
        let run = &plan.run;
        let judgements = judge(&expectations, run, &outcome.replication_values, alpha);
        let notes = report::verdict_notes(&expectations, &judgements, run, &outcome.sheets);
        let json = report::verdicts_json(&expectations, &judgements, &notes, run);
        let targets = expectations.iter().filter(|one| one.figure == "service_level");
        let targets = targets.map(|one| one.limit).filter(|limit| (0.0..1.0).contains(limit));
        let service_level_target = targets.reduce(f64::max).unwrap_or(report::USUAL_TARGET);
        let worst = judgements.iter().map(|judgement| judgement.verdict).max();
        let unjudged = report::unjudged_note(plan, &expectations, ExpectationPlace::CommandLine);
        let text = report::verdicts_text(&notes, &judgements)
            + &report::below_verdicts(unjudged.as_deref());
        Self {
            worst: worst.unwrap_or(Verdict::Met),
            text,
            unjudged,
            json: (!expectations.is_empty()).then_some(json),
            notes,
            service_level_target,
        }
    }
}

/// What is told on standard output.
struct Results<'a> {
    outcome: &'a Outcome,
    left_out: &'a LeftOut,
    plan: &'a Plan,
    /// In words.
    verdicts: &'a str,
    choice: ColumnChoice<'a>,
}

/// What goes to standard output.
fn summary(
    results: &Results<'_>,
    manifest: &Manifest<'_>,
    request: &RunRequest,
    terminal: Terminal,
) -> Vec<u8> {
    let Results { outcome, left_out, plan, verdicts, choice } = *results;
    let (sheets, ink) = (&outcome.sheets, terminal.ink());
    let sheet_error =
        || if left_out.extras { None } else { study::worst_sheet_error(plan, sheets) };
    match request.format {
        SummaryFormat::Text => {
            let page = match &request.view {
                SummaryView::FirstScreen => {
                    let load = study::offered_load(plan);
                    let error = sheet_error();
                    let erlang = error.as_ref();
                    let page =
                        FirstScreen { manifest, plan, sheets, load: &load, verdicts, erlang };
                    report::first_screen(&page, ink)
                }
                SummaryView::Everything => {
                    let error = sheet_error();
                    let line = report::sheet_error_line(error.as_ref(), plan.run.answer_within);
                    report::summary_text(manifest, &plan.run, sheets, verdicts, ink) + &line
                }
                SummaryView::Group(group) => report::group_view(manifest, plan, sheets, group, ink),
                SummaryView::Intervals => report::interval_view(manifest, sheets, ink),
            };
            terminal.in_its_characters(page).into_bytes()
        }
        SummaryFormat::Json if left_out.json => Vec::new(),
        SummaryFormat::Json => report::json(manifest, sheets),
        SummaryFormat::Csv => {
            let summary = sheets.iter().find(|sheet| sheet.name == "summary");
            let table = summary.map(|sheet| report::sheet_table(sheet, choice));
            table.map(|table| table.csv(request.tables.dialect)).unwrap_or_default()
        }
    }
}
