//! `deskload check`: expectations and regressions of many scenarios, for CI.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use super::args::CheckFormat;
use super::commands::{LoadedScenario, load_scenario, print_data};
use super::intent::{CheckRequest, Strictness};
use super::pending_file::PendingFile;
use super::run::exit_of_error;
use super::scenario_source::{ScenarioSource, read_regular_file};
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, memory};
use crate::decide::{
    self, Baseline, Catalog, CheckPurpose, CheckTask, JudgedFigure, MAX_BASELINE_BYTES,
    judged_columns, judged_figures,
};
use crate::report::{
    self, BaselineNote, CheckResult, CheckVerdict, Checked, CheckedScenario, fingerprint,
};
use crate::scenario::{Severity, StatedMargin, StatedText};
use crate::study::{Options, RunError};

/// No folder is searched deeper.
const MAX_DEPTH: usize = 16;
/// No more scenarios are checked at once.
const MAX_SCENARIOS: usize = 10_000;

/// A scenario that can be simulated, with what it is compared with.
struct Prepared {
    source: ScenarioSource,
    loaded: LoadedScenario,
    figures: Vec<JudgedFigure>,
    baseline: Option<Baseline>,
    baseline_path: PathBuf,
}

/// What came of a scenario: what is reported, and the exit code where it failed.
type Ended = (CheckedScenario, ExitStatus);

/// A scenario to be run, or why it cannot be.
type Task = Result<Prepared, Box<Ended>>;

/// Checks all scenarios.
pub(super) fn check(
    request: &CheckRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    let files = match scenario_files(&request.paths) {
        Ok(files) => files,
        Err(why) => {
            terminal.error(&why);
            return ExitStatus::Failed;
        }
    };
    // Before the work, not after it: whatever is in the way of a file is known now.
    let junit = match request.junit.as_deref().map(PendingFile::create).transpose() {
        Ok(junit) => junit,
        Err(why) => {
            terminal.error(&why);
            return ExitStatus::Failed;
        }
    };
    let mut names = BTreeMap::new();
    let prepared: Vec<Task> = files
        .into_iter()
        .map(|source| prepare(source, request, &mut names, terminal).map_err(Box::new))
        .collect();
    let ended = run_all(prepared, request, signals, terminal);
    let worst = ended.iter().map(|(_, exit)| *exit).max().unwrap_or(ExitStatus::Done);
    let scenarios: Vec<CheckedScenario> = ended.into_iter().map(|(scenario, _)| scenario).collect();
    worst.max(write_results(&scenarios, request, junit, terminal))
}

/// The files that were named, and the scenarios of the folders, sorted.
fn scenario_files(paths: &[PathBuf]) -> Result<Vec<ScenarioSource>, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            search(path, 0, &mut files)?;
            if files.len() == before {
                return Err(format!("there is no scenario (*.toml) in {}", path.display()));
            }
        } else {
            files.push(path.clone());
        }
        if files.len() > MAX_SCENARIOS {
            return Err(format!("more than {MAX_SCENARIOS} scenarios: check fewer at once"));
        }
    }
    Ok(files.into_iter().map(ScenarioSource::from).collect())
}

fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let unreadable = |error| format!("cannot read {}: {error}", folder.display());
    if depth > MAX_DEPTH || files.len() > MAX_SCENARIOS {
        return Err(format!("{} is too deep, or holds too many scenarios", folder.display()));
    }
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(unreadable)?.collect();
    let mut paths: Vec<PathBuf> =
        entries.map_err(unreadable)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is_hidden =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !path.is_symlink() && !is_hidden {
            search(&path, depth + 1, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads a scenario and its baseline.
fn prepare(
    source: ScenarioSource,
    request: &CheckRequest,
    names: &mut BTreeMap<String, String>,
    terminal: Terminal,
) -> Result<Prepared, Ended> {
    let file = source.display_name();
    let failed = |why: String, exit: ExitStatus| {
        let result = CheckResult::Failed { why };
        (CheckedScenario { file: file.clone(), seconds: 0.0, result }, exit)
    };
    let loaded = load_scenario(&source, &request.overrides, &request.expectations, terminal);
    let loaded = loaded.map_err(|exit| match exit {
        ExitStatus::Invalid => failed("the scenario is invalid".to_owned(), exit),
        exit => failed("the scenario cannot be read".to_owned(), exit),
    })?;
    let typed = request.margins.iter().map(|(figure, margin)| StatedMargin {
        figure: StatedText::typed("--margin", figure),
        margin: StatedText::typed("--margin", margin),
    });
    let margins: Vec<StatedMargin> = loaded.margins.iter().cloned().chain(typed).collect();
    let (columns, faults) = judged_columns(&margins);
    terminal.diagnostics(&faults);
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(failed("a margin is wrong".to_owned(), ExitStatus::Invalid));
    }
    let name = loaded.plan.name.clone();
    if let Some(other) = names.insert(name.clone(), file.clone()) {
        let why = format!(
            "{other} is a scenario of the same name, `{name}`, and they cannot share a baseline: give \
             one another `name`"
        );
        return Err(failed(why, ExitStatus::Failed));
    }
    let baseline_path = request.baselines.join(format!("{name}.json"));
    let baseline = read_baseline(&baseline_path, &name, request.updates)
        .map_err(|why| failed(why, ExitStatus::Failed))?;
    let is_compared = baseline.is_some() || request.updates;
    let figures = if is_compared {
        judged_figures(&Catalog::new(&loaded.plan), &columns)
    } else {
        Vec::new()
    };
    Ok(Prepared { source, loaded, figures, baseline, baseline_path })
}

/// The baseline, if there is one and it is not to be replaced.
fn read_baseline(path: &Path, scenario: &str, updates: bool) -> Result<Option<Baseline>, String> {
    if updates || !path.exists() {
        return Ok(None);
    }
    let refuse = |why: String| format!("the baseline {}: {why}", path.display());
    let bytes = read_regular_file(path, MAX_BASELINE_BYTES)
        .map_err(|error| refuse(format!("it cannot be read: {error}")))?;
    let baseline = Baseline::read(&bytes, scenario).map_err(|error| refuse(error.to_string()))?;
    Ok(Some(baseline))
}

/// Runs scenarios in parallel, and gives what came of them in their order.
fn run_all(
    prepared: Vec<Task>,
    request: &CheckRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> Vec<Ended> {
    let workers = request.jobs.min(prepared.len()).max(1);
    let options = Options {
        jobs: (request.jobs / workers).max(1),
        stop: signals.begin_work(),
        memory: memory::budget(request.memory),
        ..Options::default()
    };
    let bar = terminal.progress_of(prepared.len() as u64, "scenarios");
    let next = AtomicUsize::new(0);
    let number = prepared.len();
    let tasks: Vec<Mutex<Option<Task>>> =
        prepared.into_iter().map(|task| Mutex::new(Some(task))).collect();
    let ended: Vec<Mutex<Option<Ended>>> = (0..number).map(|_| Mutex::new(None)).collect();
    let take = |place: usize| tasks[place].lock().ok().and_then(|mut task| task.take());
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= number {
                return;
            }
            let end = match take(place) {
                Some(Ok(prepared)) => run_one(prepared, request, &options, terminal),
                Some(Err(failed)) => *failed,
                None => continue,
            };
            if let Ok(mut slot) = ended[place].lock() {
                *slot = Some(end);
            }
            bar.inc(1);
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    bar.finish_and_clear();
    ended.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}

fn run_one(
    prepared: Prepared,
    request: &CheckRequest,
    options: &Options,
    terminal: Terminal,
) -> Ended {
    let Prepared { source, loaded, figures, baseline, baseline_path } = prepared;
    let begun = now();
    let file = source.display_name();
    let purpose = if request.updates { CheckPurpose::KeepBaseline } else { CheckPurpose::Judge };
    let task = CheckTask {
        plan: &loaded.plan,
        expectations: &loaded.expectations,
        figures: &figures,
        baseline: baseline.as_ref(),
        purpose,
    };
    let checked = decide::check(&task, options, &|_| {});
    let seconds = begun.elapsed().as_secs_f64();
    let failed = |why: String, exit| {
        let result = CheckResult::Failed { why };
        (CheckedScenario { file: file.clone(), seconds, result }, exit)
    };
    let outcome = match checked {
        Ok(outcome) => outcome,
        Err(error) => {
            if let RunError::Violation(violation) = &error {
                terminal.error(&violation.to_string());
            }
            let exit = exit_of_error(&error);
            return failed(error.to_string(), exit);
        }
    };
    if outcome.outcome.finished == 0 {
        return failed(
            "interrupted before a replication had finished".into(),
            ExitStatus::Interrupted,
        );
    }
    let is_partial = outcome.outcome.finished < outcome.outcome.requested;
    let mut note = if baseline.is_some() { BaselineNote::Compared } else { BaselineNote::None };
    if request.updates && !is_partial {
        let (values, from) = (&outcome.outcome.replication_values, outcome.figures_from);
        let hash = fingerprint(&loaded.inputs);
        let new = Baseline::new(&loaded.plan, &hash, &figures, values, from);
        match write_baseline(&baseline_path, &new) {
            Ok(()) => note = BaselineNote::Written(baseline_path.display().to_string()),
            Err(why) => return failed(why, ExitStatus::Failed),
        }
    }
    let (name, run) = (loaded.plan.name.clone(), loaded.plan.run.clone());
    let expectations = loaded.expectations;
    let checked = Checked { name, run, expectations, outcome, baseline: note };
    let result = CheckResult::Checked(Box::new(checked));
    let scenario = CheckedScenario { file, seconds, result };
    let exit = match scenario.verdict() {
        _ if is_partial => ExitStatus::Interrupted,
        CheckVerdict::Failed => ExitStatus::NotMet,
        CheckVerdict::Undecided if request.strictness == Strictness::Fail => ExitStatus::InDoubt,
        CheckVerdict::Error => ExitStatus::Failed,
        CheckVerdict::Undecided | CheckVerdict::Passed | CheckVerdict::NothingExpected => {
            ExitStatus::Done
        }
    };
    (scenario, exit)
}

#[expect(
    clippy::disallowed_methods,
    reason = "JUnit reports how long a test took on the wall clock"
)]
fn now() -> Instant {
    Instant::now()
}

fn write_baseline(path: &Path, baseline: &Baseline) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    PendingFile::create(path)?.write(&baseline.bytes())
}

/// Prints and writes what was found.
fn write_results(
    scenarios: &[CheckedScenario],
    request: &CheckRequest,
    junit: Option<PendingFile>,
    terminal: Terminal,
) -> ExitStatus {
    let mut worst = ExitStatus::Done;
    if let Some(junit) = junit
        && let Err(why) = junit.write(&report::junit(scenarios))
    {
        terminal.error(&why);
        worst = ExitStatus::Failed;
    }
    let mut page = match request.format {
        CheckFormat::Text => report::check_text(scenarios).into_bytes(),
        CheckFormat::Json => report::check_json(scenarios),
    };
    if request.github {
        page.extend(report::github_annotations(scenarios).into_bytes());
        if let Err(why) = append_summary(&report::check_markdown(scenarios)) {
            terminal.error(&why);
            worst = ExitStatus::Failed;
        }
    }
    worst.max(print_data(&page, terminal))
}

/// Adds to the summary of a step of a GitHub workflow, where this is one.
fn append_summary(text: &str) -> Result<(), String> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .map_err(|error| format!("cannot open the summary of the step: {error}"))?;
    file.write_all(text.as_bytes())
        .map_err(|error| format!("cannot write the summary of the step: {error}"))
}
