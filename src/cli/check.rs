//! `deskload check`: expectations and regressions of many scenarios, for CI.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use super::args::CheckFormat;
use super::commands::{LoadedScenario, load_scenario, print_data};
use super::intent::{CheckRequest, CheckedPaths, Strictness};
use super::pending_file::PendingFile;
use super::repeat;
use super::run_faults::exit_of_error;
use super::scenario_source::{ScenarioSource, read_regular_file};
use super::shard::{Cell, Cells};
use super::stop::StopSignals;
use super::terminal::{Terminal, print_error_line};
use super::{ExitStatus, SourceOfCell, memory};
use crate::decide::{
    self, Baseline, Catalog, CheckPurpose, CheckTask, JudgedFigure, MAX_BASELINE_BYTES,
    checked_figures, judged_columns, judged_figures, replication_budget,
};
use crate::metrics::RecordContent;
use crate::plan::Plan;
use crate::report::{
    self, BaselineNote, CheckResult, CheckVerdict, Checked, CheckedScenario, ExpectationPlace,
    fingerprint,
};
use crate::scenario::{StatedMargin, StatedText};
use crate::study::{MemoryBudget, Options, RunError};

/// Where baselines are.
const BASELINES: &str = "reports/baselines";
/// No folder is searched deeper.
const MAX_DEPTH: usize = 16;
/// No more scenarios are checked at once.
const MAX_SCENARIOS: usize = 10_000;

/// A scenario that can be simulated, with what it is compared with.
struct Prepared {
    source: ScenarioSource,
    loaded: LoadedScenario,
    figures: Vec<JudgedFigure>,
    baseline: BaselineTask,
}

/// What is done about a baseline.
enum BaselineTask {
    None,
    Compare(Baseline),
    /// A new one is written, to this place.
    Write(PathBuf, PendingFile),
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
    source_of: SourceOfCell<'_>,
) -> ExitStatus {
    let typed: Vec<StatedMargin> = request.margins.iter().map(typed_margin).collect();
    let (_, wrong_margins) = judged_columns(&typed);
    if !wrong_margins.is_empty() {
        terminal.diagnostics(&wrong_margins);
        return ExitStatus::Invalid;
    }
    let (files, outputs) = match scenario_files(&request.paths)
        .and_then(|files| Ok((files, Outputs::prepare(request)?)))
    {
        Ok(prepared) => prepared,
        Err(why) => {
            terminal.error(&why);
            return ExitStatus::Failed;
        }
    };
    let prepared = prepare_all(files, request, &typed, terminal);
    let ended = run_all(prepared, request, signals, source_of, terminal);
    signals.end_work();
    let worst = ended.iter().map(|(_, exit)| *exit).max().unwrap_or(ExitStatus::Done);
    let scenarios: Vec<CheckedScenario> = ended.into_iter().map(|(scenario, _)| scenario).collect();
    worst.max(write_results(&scenarios, request, outputs, terminal))
}

fn prepare_all(
    files: Vec<ScenarioSource>,
    request: &CheckRequest,
    typed: &[StatedMargin],
    terminal: Terminal,
) -> Vec<Task> {
    let mut names = BTreeMap::new();
    let task = |source| prepare(source, request, typed, &mut names, terminal).map_err(Box::new);
    files.into_iter().map(task).collect()
}

/// The replications that the check of each scenario may take. A scenario that cannot be checked is an
/// error here: its shards could say nothing of it.
pub(super) fn cells(request: &CheckRequest, terminal: Terminal) -> Result<Cells, ExitStatus> {
    let typed: Vec<StatedMargin> = request.margins.iter().map(typed_margin).collect();
    let (_, wrong_margins) = judged_columns(&typed);
    if !wrong_margins.is_empty() {
        terminal.diagnostics(&wrong_margins);
        return Err(ExitStatus::Invalid);
    }
    let failed = |why: String| {
        terminal.error(&why);
        ExitStatus::Failed
    };
    let files = scenario_files(&request.paths).map_err(failed)?;
    let mut cells = Vec::new();
    for task in prepare_all(files, request, &typed, terminal) {
        let Prepared { loaded, figures, .. } = task.map_err(|ended| {
            let (CheckedScenario { file, result, .. }, exit) = *ended;
            if let CheckResult::Failed { why } = result {
                terminal.error(&format!("{file}: {why}"));
            }
            exit
        })?;
        let LoadedScenario { plan, inputs, expectations, .. } = loaded;
        cells.push(Cell {
            name: plan.name.clone(),
            replications: replication_budget(&plan.run),
            tracked: checked_figures(&expectations, &figures),
            content: RecordContent::Sheets,
            inputs,
            plan,
        });
    }
    Ok(Cells::known(cells))
}

fn typed_margin((figure, margin): &(String, String)) -> StatedMargin {
    StatedMargin {
        figure: StatedText::typed("--margin", figure),
        margin: StatedText::typed("--margin", margin),
    }
}

/// Files that are written beside what is printed. They are opened before the work, not after it:
/// whatever is in their way is known then.
struct Outputs {
    junit: Option<PendingFile>,
    html: Option<PendingFile>,
    xlsx: Option<PendingFile>,
    /// The summary of a step of a GitHub workflow, where this is one.
    step_summary: Option<File>,
}

impl Outputs {
    fn prepare(request: &CheckRequest) -> Result<Self, String> {
        let missing = |folder: &&PathBuf| !request.updates && !folder.is_dir();
        if let Some(folder) = request.baselines.as_ref().filter(missing) {
            return Err(format!("there is no folder {} of baselines", folder.display()));
        }
        let summary = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
        let open = |path| OpenOptions::new().append(true).create(true).open(path);
        let step_summary = summary
            .filter(|_| request.github)
            .map(open)
            .transpose()
            .map_err(|error| format!("cannot open the summary of the step: {error}"))?;
        let junit = request.junit.as_deref().map(PendingFile::create).transpose()?;
        let html = request.html.as_deref().map(PendingFile::create).transpose()?;
        let xlsx = request.xlsx.as_deref().map(PendingFile::create).transpose()?;
        Ok(Self { junit, html, xlsx, step_summary })
    }
}

/// The files that were named, and the scenarios of the folders, sorted; each once.
pub(super) fn scenario_files(paths: &CheckedPaths) -> Result<Vec<ScenarioSource>, String> {
    let paths = match paths {
        CheckedPaths::Found(sources) => return Ok(sources.clone()),
        CheckedPaths::Typed(paths) => paths,
    };
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
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
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
    typed: &[StatedMargin],
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
    let margins: Vec<StatedMargin> = loaded.margins.iter().chain(typed).cloned().collect();
    let (columns, _) = judged_columns(&margins);
    let name = loaded.plan.name.clone();
    if let Some(other) = names.insert(name.clone(), file.clone()) {
        let why = format!(
            "{other} is a scenario of the same name, `{name}`, and they cannot share a baseline: give \
             one another `name`"
        );
        return Err(failed(why, ExitStatus::Failed));
    }
    let baseline =
        prepare_baseline(request, &loaded.plan).map_err(|why| failed(why, ExitStatus::Failed))?;
    let figures = match baseline {
        BaselineTask::None => Vec::new(),
        BaselineTask::Compare(_) | BaselineTask::Write(..) => {
            judged_figures(&Catalog::new(&loaded.plan), &columns)
        }
    };
    Ok(Prepared { source, loaded, figures, baseline })
}

/// What is compared, or the place of what is written.
fn prepare_baseline(request: &CheckRequest, plan: &Plan) -> Result<BaselineTask, String> {
    let name = &plan.name;
    let path = baseline_path(request, name);
    let task = if request.updates {
        let folder = path.parent().unwrap_or(Path::new(BASELINES));
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        let file = PendingFile::create(&path)?;
        BaselineTask::Write(path, file)
    } else {
        read_baseline(&path, name)?.map_or(BaselineTask::None, BaselineTask::Compare)
    };
    match task {
        BaselineTask::Compare(_) | BaselineTask::Write(..)
            if plan.run.statistics.batches.is_some() =>
        {
            Err("a baseline is made of replications, and there is one, cut into `batches`".into())
        }
        task => Ok(task),
    }
}

/// The place of the baseline of the scenario of this name.
pub(super) fn baseline_path(request: &CheckRequest, name: &str) -> PathBuf {
    let folder = request.baselines.as_deref().unwrap_or(Path::new(BASELINES));
    folder.join(format!("{name}.json"))
}

/// The baseline, if there is one.
fn read_baseline(path: &Path, scenario: &str) -> Result<Option<Baseline>, String> {
    // One that is there and cannot be seen is not taken for none.
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Ok(_) | Err(_) => {}
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
    source_of: SourceOfCell<'_>,
    terminal: Terminal,
) -> Vec<Ended> {
    let workers = request.jobs.min(prepared.len()).max(1);
    let options = Options {
        jobs: (request.jobs / workers).max(1),
        stop: signals.begin_work(),
        memory: MemoryBudget {
            runs: u32::try_from(workers).unwrap_or(u32::MAX),
            ..memory::budget(request.memory)
        },
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
                Some(Ok(prepared)) => {
                    let options = Options { source: source_of(place), ..options.clone() };
                    run_one(prepared, request, &options, terminal)
                }
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
    let Prepared { source, loaded, figures, baseline } = prepared;
    let begun = now();
    let file = source.display_name();
    let (purpose, compared) = match &baseline {
        BaselineTask::None => (CheckPurpose::Judge, None),
        BaselineTask::Compare(baseline) => (CheckPurpose::Judge, Some(baseline)),
        BaselineTask::Write(..) => (CheckPurpose::KeepBaseline, None),
    };
    let task = CheckTask {
        plan: &loaded.plan,
        expectations: &loaded.expectations,
        figures: &figures,
        baseline: compared,
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
    let note = match baseline {
        BaselineTask::None => BaselineNote::None,
        BaselineTask::Compare(_) => BaselineNote::Compared,
        // What it did so far is no baseline: one that was there stays.
        BaselineTask::Write(..) if is_partial => BaselineNote::None,
        BaselineTask::Write(path, file) => {
            let (values, from) = (&outcome.outcome.replication_values, outcome.figures_from);
            let hash = fingerprint(&loaded.inputs);
            let new = Baseline::new(&loaded.plan, &hash, &figures, values, from);
            match file.write(&new.bytes()) {
                Ok(()) => BaselineNote::Written(path.display().to_string()),
                Err(why) => return failed(why, ExitStatus::Failed),
            }
        }
    };
    let (name, run) = (loaded.plan.name.clone(), loaded.plan.run.clone());
    let expectations = loaded.expectations;
    let place = ExpectationPlace::CommandLine;
    let unjudged = report::unjudged_note(&loaded.plan, &expectations, place);
    let checked = Checked { name, run, expectations, outcome, baseline: note, unjudged };
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

/// Prints and writes what was found.
fn write_results(
    scenarios: &[CheckedScenario],
    request: &CheckRequest,
    outputs: Outputs,
    terminal: Terminal,
) -> ExitStatus {
    let Outputs { junit, html, xlsx, step_summary } = outputs;
    let mut worst = ExitStatus::Done;
    if let Some(junit) = junit
        && let Err(why) = junit.write(&report::junit(scenarios))
    {
        terminal.error(&why);
        worst = ExitStatus::Failed;
    }
    if let Some(xlsx) = xlsx
        && let Err(why) = report::check_workbook(scenarios).and_then(|bytes| xlsx.write(&bytes))
    {
        terminal.error(&why);
        worst = ExitStatus::Failed;
    }
    if let Some(html) = html
        && let Err(why) = html.write(&report::check_html(scenarios, &repeat::check(request)))
    {
        terminal.error(&why);
        worst = ExitStatus::Failed;
    }
    let mut page = match request.format {
        CheckFormat::Text => terminal.in_its_characters(report::check_text(scenarios)).into_bytes(),
        CheckFormat::Json => report::check_json(scenarios),
    };
    if request.github {
        let annotations = report::github_annotations(scenarios);
        // GitHub reads both streams, and JSON has to stay JSON.
        match request.format {
            CheckFormat::Text => page.extend(annotations.into_bytes()),
            CheckFormat::Json => annotations.lines().for_each(print_error_line),
        }
    }
    if let Some(mut summary) = step_summary
        && let Err(error) = summary.write_all(report::check_markdown(scenarios).as_bytes())
    {
        terminal.error(&format!("cannot write the summary of the step: {error}"));
        worst = ExitStatus::Failed;
    }
    worst.max(print_data(&page, terminal))
}
