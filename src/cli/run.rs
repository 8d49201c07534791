//! `deskload run`: read, simulate, report.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::commands::{LoadedScenario, load_scenario};
use super::intent::{ReportRequest, RunRequest, SummaryView};
use super::left_out::CELLS_OF_A_TABLE;
use super::run_faults::report_error;
use super::run_report::{Ran, conclude};
use super::shard::{Cell, Cells};
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, PreparedFolder, ReportFolder, ReportFolderError, SourceOfCell, memory};
use crate::decide::{
    ALPHA, Catalog, Expectation, ListedFigure, Verdict, judge, level_per_look, replication_budget,
    tracked_figures,
};
use crate::metrics::{RecordContent, ReplicationValues, SessionTrace, TrackedFigure};
use crate::plan::Plan;
use crate::report::{self, Manifest, SessionLines, Workbook};
use crate::study::{
    self, Findings, Looks, Options, Outcome, ReplicationSource, RunError, doubling_looks,
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
        findings: &Findings::NONE,
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
    let simulated = simulate(&plan, request, wanted, signals, source_of(0), terminal);
    signals.end_work();
    let outcome = match simulated {
        Ok(outcome) => outcome,
        Err(error) => return report_error(&error, &plan, request, folder.as_ref(), terminal),
    };
    let ran = Ran { outcome, expected, expectations, listed: &listed, looks: &looks };
    conclude(ran, &plan, request, prepared, signals, terminal)
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
pub(super) fn most_replications(plan: &Plan, looks: &[u32]) -> u32 {
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

/// Why the workbook that is asked for cannot be made.
fn workbook_fault(request: &RunRequest, plan: &Plan) -> Option<String> {
    match request.tables.workbook {
        Workbook::None => None,
        Workbook::Written => report::run_workbook_fault(plan),
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
    signals: &StopSignals,
    source: ReplicationSource,
    terminal: Terminal,
) -> Result<Outcome, RunError> {
    let Wanted { expectations, listed, looks, trace } = wanted;
    let bar = terminal.progress(plan.run.replications);
    let options = Options {
        engine: request.engine,
        jobs: request.jobs,
        trace,
        stop: signals.begin_work(),
        most_cells_if_stopped: CELLS_OF_A_TABLE,
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

/// A group that is to be shown exists.
fn check_view(view: &SummaryView, plan: &Plan) -> Result<(), String> {
    let SummaryView::Group(wanted) = view else { return Ok(()) };
    let names: Vec<&str> = plan.groups.iter().map(|group| group.name.as_str()).collect();
    if names.contains(&wanted.as_str()) {
        return Ok(());
    }
    Err(format!("--group: there is no group {wanted}; there is {}", names.join(", ")))
}

/// `reports/<name>`, for any name: what is not plainly part of a file name becomes a dash.
pub fn default_path(name: &str) -> PathBuf {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches('.');
    Path::new("reports").join(if name.is_empty() { "scenario" } else { name })
}
