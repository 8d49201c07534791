//! `deskload run`: read, simulate, report.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::commands::{LoadedScenario, load_scenario, print_data, write_report};
use super::intent::{ReportRequest, RunRequest, Strictness, SummaryView};
use super::shard::{Cell, Cells};
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{
    ExitStatus, PreparedFolder, ReportFolder, ReportFolderError, SourceOfCell, args::SummaryFormat,
    memory,
};
use crate::decide::{
    ALPHA, Catalog, Expectation, ListedFigure, Verdict, judge, level_per_look, replication_budget,
    tracked_figures,
};
use crate::metrics::{
    InvariantViolation, RecordContent, ReplicationValues, SessionTrace, TrackedFigure,
};
use crate::plan::{Plan, Run};
use crate::report::{
    self, ColumnChoice, FirstScreen, Manifest, PAGE_FILE, REPLICATIONS_FILE, ReportFile, RunPage,
    SessionLines, VerdictNote, WORKBOOK_FILE, Workbook,
};
use crate::study::{
    self, BoundReached, Findings, Looks, Options, Outcome, ReplicationSource, RunError,
    doubling_looks,
};

/// Simulates a scenario, writes its report, prints its summary.
pub(super) fn run(
    request: &RunRequest,
    signals: &StopSignals,
    terminal: Terminal,
    source_of: SourceOfCell<'_>,
) -> ExitStatus {
    let judged =
        load_scenario(&request.source, &request.overrides, &request.expectations, terminal)
            .and_then(|loaded| {
                let overloads = loaded.warn_of_overloads(terminal);
                loaded.judge_warnings(overloads, request.warnings, &request.source, terminal)?;
                Ok(loaded)
            });
    let LoadedScenario { plan, inputs, expectations, .. } = match judged {
        Ok(understood) => understood,
        Err(exit) => return exit,
    };
    if let Err(why) = check_view(&request.view, &plan) {
        terminal.error(&why);
        return ExitStatus::WrongCommandLine;
    }
    if let Some(why) = workbook_fault(request, &plan) {
        terminal.error(&why);
        return ExitStatus::Failed;
    }
    let file = request.source.file_name();
    let nothing = Findings::default();
    let expected = Manifest {
        command_name: "run",
        scenario: &plan.name,
        file: &file,
        inputs: &inputs,
        overrides: &request.overrides,
        seed: plan.run.seed,
        replications: plan.run.replications,
        only_replication: request.only_replication,
        requested: plan.run.replications,
        finished: plan.run.replications,
        trace: request.report.keeps_trace(),
        replication_values: request.report.keeps_replication_values(),
        tables: request.tables,
        findings: &nothing,
        expectations: &request.expectations,
        verdicts: None,
    };
    let folder = match &request.report {
        ReportRequest::None => None,
        ReportRequest::Directory { path, .. } => {
            let place = path.clone().unwrap_or_else(|| default_path(&plan.name));
            Some(ReportFolder::new(place))
        }
    };
    // Before the work, not after it: whatever is in the way of a report is known now.
    let (prepared, trace) = match prepare(folder.as_ref(), request) {
        Ok(prepared) => prepared,
        Err(why) => {
            terminal.error(&why.to_string());
            return ExitStatus::Failed;
        }
    };
    let looks = looks(&plan, request, &expectations);
    let listed = listed(&plan, request);
    let wanted = Wanted { expectations: &expectations, listed: &listed, looks: &looks, trace };
    let outcome = match simulate(&plan, request, wanted, (signals, source_of(0)), terminal) {
        Ok(outcome) => outcome,
        Err(error) => return report_error(&error, &plan, request, folder.as_ref(), terminal),
    };
    let ran = Ran { outcome, expected, expectations, listed: &listed, looks: &looks };
    conclude(ran, &plan, request, prepared, terminal)
}

/// Takes the place of the report, and begins the file of sessions where one is wanted.
fn prepare(
    folder: Option<&ReportFolder>,
    request: &RunRequest,
) -> Result<(Option<PreparedFolder>, SessionTrace), ReportFolderError> {
    let Some(folder) = folder else { return Ok((None, SessionTrace::Off)) };
    let mut prepared = folder.prepare()?;
    let trace = if request.report.keeps_trace() {
        let lines = SessionLines { dialect: request.tables.dialect };
        SessionTrace::Sent(Arc::new(prepared.begin_trace(lines)?))
    } else {
        SessionTrace::Off
    };
    Ok((Some(prepared), trace))
}

/// The replications that a run may take: as many as it looks at last.
pub(super) fn cells(request: &RunRequest, terminal: Terminal) -> Result<Cells, ExitStatus> {
    let loaded =
        load_scenario(&request.source, &request.overrides, &request.expectations, terminal)?;
    let overloads = loaded.warn_of_overloads(terminal);
    loaded.judge_warnings(overloads, request.warnings, &request.source, terminal)?;
    let LoadedScenario { plan, inputs, expectations, .. } = loaded;
    check_view(&request.view, &plan).map_err(|why| {
        terminal.error(&why);
        ExitStatus::WrongCommandLine
    })?;
    let most = most_replications(&plan, &looks(&plan, request, &expectations));
    Ok(Cells::known(vec![Cell {
        name: plan.name.clone(),
        replications: most,
        tracked: tracked(&expectations, &listed(&plan, request)),
        content: RecordContent::Sheets,
        inputs,
        plan,
    }]))
}

/// As many replications as may be run.
fn most_replications(plan: &Plan, looks: &[u32]) -> u32 {
    match &plan.run.statistics.precision {
        Some(aim) => aim.max_replications,
        None => looks.last().copied().unwrap_or(plan.run.replications),
    }
}

/// Figures of which each replication's values are written down.
fn listed(plan: &Plan, request: &RunRequest) -> Vec<ListedFigure> {
    if request.report.keeps_replication_values() { Catalog::new(plan).list() } else { Vec::new() }
}

/// Figures of which each replication's values are wanted.
fn tracked(expectations: &[Expectation], listed: &[ListedFigure]) -> Arc<[TrackedFigure]> {
    let own = tracked_figures(expectations);
    own.iter().copied().chain(listed.iter().map(|figure| figure.tracked)).collect()
}

/// A run that has ended.
struct Ran<'a> {
    outcome: Outcome,
    /// Which run it was meant to be.
    expected: Manifest<'a>,
    expectations: Vec<Expectation>,
    listed: &'a [ListedFigure],
    looks: &'a [u32],
}

/// Judges, writes and prints what came of a run.
fn conclude(
    ran: Ran<'_>,
    plan: &Plan,
    request: &RunRequest,
    prepared: Option<PreparedFolder>,
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
    let verdicts = Verdicts::new(&plan.run, expectations, &outcome, alpha);
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
    // A full disk must not take the summary along.
    let written = prepared.map_or(ExitStatus::Done, |place| {
        let mut more: Vec<ReportFile> = replications.into_iter().collect();
        match workbook_file(&outcome, &manifest, choice) {
            Ok(file) => more.extend(file),
            Err(why) => {
                terminal.error(&why);
                return ExitStatus::Failed;
            }
        }
        if request.report.has_page() {
            more.push(report_page(&outcome, &manifest, plan, &verdicts));
        }
        let files = report::files(&outcome, more, &manifest, (choice, request.tables.dialect));
        write_report(place, &files, manifest.completeness(), "report", terminal)
    });
    let judged = (verdicts.text.as_str(), choice);
    let page = summary(&outcome, &manifest, plan, judged, request, terminal);
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

/// Why the workbook that is asked for cannot be made.
fn workbook_fault(request: &RunRequest, plan: &Plan) -> Option<String> {
    match request.tables.workbook {
        Workbook::None => None,
        Workbook::Written => report::run_workbook_fault(plan),
    }
}

/// The report as a workbook, where one is asked for.
fn workbook_file(
    outcome: &Outcome,
    manifest: &Manifest<'_>,
    choice: ColumnChoice<'_>,
) -> Result<Option<ReportFile>, String> {
    match manifest.tables.workbook {
        Workbook::None => Ok(None),
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
    let overloads = report::overloads(plan, &study::offered_load(plan))
        .into_iter()
        .map(|one| format!("Overload: {one}"));
    let notes: Vec<String> = notes.chain(overloads).collect();
    let page = RunPage {
        manifest,
        plan,
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

/// At which numbers of replications it is looked whether all is decided. A stated precision decides
/// about their number alone.
fn looks(plan: &Plan, request: &RunRequest, expectations: &[Expectation]) -> Vec<u32> {
    let run = &plan.run;
    if expectations.is_empty()
        || run.statistics.precision.is_some()
        || request.only_replication.is_some()
    {
        return Vec::new();
    }
    doubling_looks(run.replications, replication_budget(run))
}

/// What was found of the expectations.
struct Verdicts {
    worst: Verdict,
    notes: Vec<VerdictNote>,
    text: String,
    json: Option<Value>,
}

impl Verdicts {
    fn new(run: &Run, expectations: Vec<Expectation>, outcome: &Outcome, alpha: f64) -> Self {
        let judgements = judge(&expectations, run, &outcome.replication_values, alpha);
        let notes = report::verdict_notes(&expectations, &judgements, run, &outcome.sheets);
        let json = report::verdicts_json(&expectations, &judgements, &notes, run);
        let worst = judgements.iter().map(|judgement| judgement.verdict).max();
        Self {
            worst: worst.unwrap_or(Verdict::Met),
            text: report::verdicts_text(&notes, &judgements),
            json: (!expectations.is_empty()).then_some(json),
            notes,
        }
    }
}

/// What has to be known of each replication.
struct Wanted<'a> {
    expectations: &'a [Expectation],
    /// Figures whose values are written down.
    listed: &'a [ListedFigure],
    looks: &'a [u32],
    trace: SessionTrace,
}

fn simulate(
    plan: &Plan,
    request: &RunRequest,
    wanted: Wanted<'_>,
    (signals, source): (&StopSignals, ReplicationSource),
    terminal: Terminal,
) -> Result<Outcome, RunError> {
    let Wanted { expectations, listed, looks, trace } = wanted;
    let bar = terminal.progress(plan.run.replications);
    let options = Options {
        engine: request.engine,
        jobs: request.jobs,
        trace,
        stop: signals.begin_work(),
        memory: memory::budget(request.memory),
        tracked: tracked(expectations, listed),
        source,
    };
    let estimate = study::memory_estimate(plan, options.trace.is_on());
    let at_once = (options.jobs as u64).min(u64::from(plan.run.replications));
    if let Some(note) = report::memory_note(&estimate, at_once, options.memory.limit) {
        terminal.note(&note);
    }
    let stop_noted = AtomicBool::new(false);
    let note_stop = || {
        if options.stop.load(Ordering::Relaxed) && !stop_noted.swap(true, Ordering::Relaxed) {
            Terminal::notice(
                "stopping; finished replications are reported; once more to leave at once",
            );
        }
    };
    let progress = |done: u32| {
        note_stop();
        let done = u64::from(done);
        // With a precision the number of replications is not known beforehand.
        if bar.length().is_some_and(|length| length < done) {
            bar.set_length(done);
        }
        bar.set_position(done);
        // A long replication must not look like a standstill.
        bar.tick();
    };
    let alpha = level_per_look(ALPHA, looks.len());
    let is_enough = |values: &[ReplicationValues]| {
        let judged = judge(expectations, &plan.run, values, alpha);
        judged.iter().all(|judgement| judgement.verdict != Verdict::Undecided)
    };
    let outcome = match request.only_replication {
        Some(replication) => study::run_replication(plan, &options, replication, &progress),
        None if looks.is_empty() => study::run(plan, &options, &progress),
        None => {
            let looks = Looks { numbers: looks.to_vec(), is_enough: &is_enough };
            study::run_until(plan, &options, &looks, &progress)
        }
    };
    bar.finish_and_clear();
    // The run may have ended before there was any progress to report.
    note_stop();
    outcome
}

/// Shows why there is no outcome.
fn report_error(
    error: &RunError,
    plan: &Plan,
    request: &RunRequest,
    folder: Option<&ReportFolder>,
    terminal: Terminal,
) -> ExitStatus {
    if let RunError::Violation(violation) = error {
        return report_violation(violation, plan, request, folder, terminal);
    }
    terminal.error(&error.to_string());
    exit_of_error(error)
}

/// Shows why there is no outcome, where there is no report beside which evidence could lie.
pub(super) fn show_error(error: &RunError, terminal: Terminal) {
    terminal.error(&error.to_string());
    if let RunError::Violation(violation) = error {
        terminal.error(&format!(
            "replication {} with seed {} shows it: deskload run --replication {} leaves the evidence",
            violation.replication, violation.seed, violation.replication
        ));
    }
}

/// The exit code of a run without an outcome.
pub(super) fn exit_of_error(error: &RunError) -> ExitStatus {
    match error {
        RunError::Violation(_) | RunError::Worker(_) | RunError::Record(_) => ExitStatus::Failed,
        RunError::OutOfMemory { .. }
        | RunError::PlanTooLarge { .. }
        | RunError::BoundReached { bound: BoundReached::Memory { .. }, .. } => {
            ExitStatus::OutOfMemory
        }
        RunError::BoundReached {
            bound: BoundReached::CrowdedInstant { .. } | BoundReached::Timers { .. },
            ..
        } => ExitStatus::TooMuchAtOnce,
    }
}

/// Shows which invariant did not hold and how to repeat it, and leaves the evidence beside the
/// report.
pub fn report_violation(
    violation: &InvariantViolation,
    plan: &Plan,
    request: &RunRequest,
    folder: Option<&ReportFolder>,
    terminal: Terminal,
) -> ExitStatus {
    let command = replay_command(request, &plan.run, violation);
    terminal.error(&violation.to_string());
    terminal.error(&format!("repeat it with: {command}"));
    if let Some(folder) = folder {
        let text = report::violation_report(violation, plan, &command);
        match folder.write_beside(report::VIOLATION_FILE_SUFFIX, &text) {
            Ok(place) => terminal.note(&format!("what led there: {}", place.display())),
            Err(why) => terminal.error(&why.to_string()),
        }
    }
    ExitStatus::Failed
}

/// A group that is to be shown exists.
fn check_view(view: &SummaryView, plan: &Plan) -> Result<(), String> {
    let SummaryView::Group(wanted) = view else { return Ok(()) };
    let names: Vec<&str> = plan.groups.iter().map(|group| group.name.as_str()).collect();
    if names.contains(&wanted.as_str()) {
        return Ok(());
    }
    Err(format!("--group: there is no group {wanted}; there is {}", names.join(", ")))
}

/// What goes to standard output.
fn summary(
    outcome: &Outcome,
    manifest: &Manifest<'_>,
    plan: &Plan,
    (verdicts, choice): (&str, ColumnChoice<'_>),
    request: &RunRequest,
    terminal: Terminal,
) -> Vec<u8> {
    let (sheets, ink) = (&outcome.sheets, terminal.ink());
    match request.format {
        SummaryFormat::Text => {
            let page = match &request.view {
                SummaryView::FirstScreen => {
                    let load = study::offered_load(plan);
                    let error = study::worst_sheet_error(plan, sheets);
                    let erlang = error.as_ref();
                    let page =
                        FirstScreen { manifest, plan, sheets, load: &load, verdicts, erlang };
                    report::first_screen(&page, ink)
                }
                SummaryView::Everything => {
                    let error = study::worst_sheet_error(plan, sheets);
                    let line = report::sheet_error_line(error.as_ref(), plan.run.answer_within);
                    report::summary_text(manifest, &plan.run, sheets, verdicts, ink) + &line
                }
                SummaryView::Group(group) => report::group_view(manifest, plan, sheets, group, ink),
                SummaryView::Intervals => report::interval_view(manifest, sheets, ink),
            };
            terminal.in_its_characters(page).into_bytes()
        }
        SummaryFormat::Json => report::json(manifest, sheets),
        SummaryFormat::Csv => {
            let summary = sheets.iter().find(|sheet| sheet.name == "summary");
            let table = summary.map(|sheet| report::sheet_table(sheet, choice));
            table.map(|table| table.csv(request.tables.dialect)).unwrap_or_default()
        }
    }
}

/// `reports/<name>`, for any name: what is not plainly part of a file name becomes a dash.
pub fn default_path(name: &str) -> PathBuf {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches('.');
    Path::new("reports").join(if name.is_empty() { "scenario" } else { name })
}

/// The command that shows a violation again: the replication in which it occurred, and no other.
/// The number of all replications stays: a pilot depends on it.
pub fn replay_command(request: &RunRequest, run: &Run, violation: &InvariantViolation) -> String {
    let argument = request.source.command_argument();
    let command = report::command(&argument, &request.overrides, violation.seed, run.replications);
    let engine = match request.engine {
        study::Engine::Actors => "actors",
        study::Engine::Inline => "inline",
    };
    format!("{command} --replication {} --engine {engine} --no-report", violation.replication)
}
