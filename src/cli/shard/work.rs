//! The command whose work is cut into shards, and the replications that it may take.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;

use crate::cli::args::BacktestArgs;
use crate::cli::args::CliArgs;
use crate::cli::history_source::HistorySource;
use crate::cli::intent::{
    CheckRequest, CheckedPaths, Intent, PlanRequest, RunRequest, StaffRequest, SweepRequest,
};
use crate::cli::journal::Resumption;
use crate::cli::scenario_source::{ScenarioSource, StoredFiles};
use crate::cli::stop::StopSignals;
use crate::cli::terminal::Terminal;
use crate::cli::{ExitStatus, backtest, check, run, staff, sweep};
use crate::metrics::{RecordContent, TrackedFigure};
use crate::plan::Plan;
use crate::shard::{ShardPlan, WorkKind};
use crate::staffing::PlannedSearch;

/// Replications of one scenario that a command may take, and what is put down of each.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Cell {
    pub(in crate::cli) name: String,
    pub(in crate::cli) plan: Plan,
    /// As many as it may take.
    pub(in crate::cli) replications: u32,
    pub(in crate::cli) tracked: Arc<[TrackedFigure]>,
    pub(in crate::cli) content: RecordContent,
    /// The files that the scenario was read from.
    pub(in crate::cli) inputs: Vec<(String, Vec<u8>)>,
}

/// Reads the cell at a place.
type CellReader = Box<dyn Fn(usize) -> Result<Cell, ExitStatus> + Send + Sync>;

/// The cells of a command, each read when it is asked for.
pub(in crate::cli) struct Cells {
    pub(in crate::cli) count: usize,
    pub(in crate::cli) read: CellReader,
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cells").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Cells {
    /// Cells that have been read.
    pub(in crate::cli) fn known(cells: Vec<Cell>) -> Self {
        Self { count: cells.len(), read: Box::new(move |place| Ok(cells[place].clone())) }
    }
}

/// A command whose work is cut into shards.
#[derive(Debug)]
pub(super) enum Work {
    Run(RunRequest),
    Sweep(SweepRequest),
    Check(CheckRequest),
    /// With its history as it was when the work was planned, once it was.
    Backtest(BacktestArgs, Option<StoredFiles>),
    /// With the search that comes before its proof, once that was made.
    Staff(StaffRequest, Option<Vec<u8>>),
}

/// No search that is kept is larger: bytes.
const MAX_SEARCH_BYTES: usize = 1 << 30;
/// What a search is called among the files of a plan.
const SEARCH_FILE: &str = "search.jsonl";

impl Work {
    /// The command that was typed.
    ///
    /// # Errors
    /// Why its work cannot be cut.
    pub(super) fn parse(arguments: &[String]) -> Result<Self, String> {
        let words = ["deskload"].into_iter().chain(arguments.iter().map(String::as_str));
        let typed = CliArgs::try_parse_from(words)
            .map_err(|error| format!("the command of the plan: {}", error.render()))?;
        match Intent::from(typed.command) {
            Intent::Run(request) if request.report.keeps_trace() => Err(
                "--trace keeps every session of every replication, and shards put down sums: run \
                 one replication by itself with --replication N --trace"
                    .to_owned(),
            ),
            Intent::Run(RunRequest { only_replication: Some(_), .. }) => {
                Err("--replication runs one replication: there is nothing to cut".to_owned())
            }
            Intent::Run(request) => Ok(Self::Run(request)),
            Intent::Sweep(request) => Ok(Self::Sweep(request)),
            Intent::Check(request) => Ok(Self::Check(request)),
            Intent::Backtest(request) => Ok(Self::Backtest(request, None)),
            Intent::Staff(StaffRequest { budget: Some(_), .. }) => Err(
                "--budget ends a search by the clock, and another machine would come to another plan: \
                 bound it by --plans"
                    .to_owned(),
            ),
            Intent::Staff(StaffRequest {
                report: PlanRequest::Directory { resumption: Resumption::Resume, .. },
                ..
            }) => Err("--resume goes on with a search, and a plan keeps one of its own".to_owned()),
            Intent::Staff(request) => Ok(Self::Staff(request, None)),
            Intent::Load(_)
            | Intent::Compare(_)
            | Intent::Validate(_)
            | Intent::Erlang(_)
            | Intent::Import(_)
            | Intent::Fit(_)
            | Intent::Init(..)
            | Intent::Man(_)
            | Intent::Shard(_)
            | Intent::Schema
            | Intent::Completions(_) => {
                let names = WorkKind::ALL.map(WorkKind::name).join(", ");
                Err(format!("the work of {names} can be cut into shards, and of no other command"))
            }
        }
    }

    pub(super) fn kind(&self) -> WorkKind {
        match self {
            Self::Run(_) => WorkKind::Run,
            Self::Sweep(_) => WorkKind::Sweep,
            Self::Check(_) => WorkKind::Check,
            Self::Backtest(..) => WorkKind::Backtest,
            Self::Staff(..) => WorkKind::Staff,
        }
    }

    /// The scenarios that it reads.
    pub(super) fn sources(&self) -> Result<Vec<ScenarioSource>, String> {
        match self {
            Self::Run(request) => Ok(vec![request.source.clone()]),
            Self::Sweep(request) => Ok(vec![request.source.clone()]),
            Self::Check(request) => check::scenario_files(&request.paths),
            Self::Backtest(..) => Ok(Vec::new()),
            Self::Staff(request, _) => Ok(vec![request.source.clone()]),
        }
    }

    /// What a shard reads beside the files of its cells: made, or found, when the work is planned.
    pub(super) fn other_inputs(
        &mut self,
        signals: &StopSignals,
        terminal: Terminal,
    ) -> Result<Vec<OtherInput>, ExitStatus> {
        match self {
            Self::Run(_) | Self::Sweep(_) | Self::Check(_) => Ok(Vec::new()),
            Self::Backtest(request, _) => {
                let files = HistorySource::Directory(&request.history).files();
                let files = files.map_err(super::failed(terminal))?;
                let named =
                    |(name, path): (&str, PathBuf)| (name.to_owned(), InputBytes::File(path));
                let path = request.history.display().to_string();
                Ok(vec![OtherInput { path, files: files.into_iter().map(named).collect() }])
            }
            Self::Staff(request, search) => {
                let bytes = staff::plan_search(request, signals, terminal)?;
                *search = Some(bytes.clone());
                let file = (SEARCH_FILE.to_owned(), InputBytes::Known(bytes));
                Ok(vec![OtherInput { path: SEARCH_FILE.to_owned(), files: vec![file] }])
            }
        }
    }

    /// Whether shards read the files that its cells were made of.
    pub(super) fn reads_files_of_cells(&self) -> bool {
        !matches!(self, Self::Backtest(..))
    }

    /// Reads other files instead: as many as [`Self::sources`] and [`Self::other_inputs`] gave.
    pub(super) fn read_from(&mut self, sources: Vec<ScenarioSource>) -> Result<(), String> {
        let mut sources = sources.into_iter();
        match self {
            Self::Run(RunRequest { source, .. }) | Self::Sweep(SweepRequest { source, .. }) => {
                if let Some(only) = sources.next() {
                    *source = only;
                }
            }
            Self::Check(request) => request.paths = CheckedPaths::Found(sources.collect()),
            Self::Backtest(_, history) => {
                if let Some(ScenarioSource::Stored(stored)) = sources.next() {
                    *history = Some(stored);
                }
            }
            Self::Staff(request, search) => {
                if let Some(scenario) = sources.next() {
                    request.source = scenario;
                }
                if let Some(ScenarioSource::Stored(stored)) = sources.next() {
                    let bytes = stored.first(MAX_SEARCH_BYTES);
                    *search = Some(bytes.map_err(|error| format!("the search: {error}"))?);
                }
            }
        }
        Ok(())
    }

    /// The cells that it consists of. What is wrong with a scenario is shown.
    pub(super) fn into_cells(self, terminal: Terminal) -> Result<Cells, ExitStatus> {
        match self {
            Self::Run(request) => run::cells(&request, terminal),
            Self::Sweep(request) => sweep::cells_of_grid(request, terminal),
            Self::Check(request) => check::cells(&request, terminal),
            Self::Backtest(request, history) => {
                backtest::cells(&request, history_of(&request, history.as_ref()), terminal)
            }
            Self::Staff(request, search) => {
                let search = planned_search(search.as_deref()).map_err(super::failed(terminal))?;
                staff::cells(&request, &search, terminal)
            }
        }
    }

    /// The baselines that it compares with.
    pub(super) fn baselines(&self, cells: &[String]) -> Vec<PathBuf> {
        match self {
            Self::Check(request) if !request.updates => {
                cells.iter().map(|name| check::baseline_path(request, name)).collect()
            }
            Self::Run(_) | Self::Sweep(_) | Self::Check(_) => Vec::new(),
            Self::Backtest(..) | Self::Staff(..) => Vec::new(),
        }
    }
}

/// What is read beside the files of cells: where it is from, and its files by name.
pub(super) struct OtherInput {
    pub(super) path: String,
    pub(super) files: Vec<(String, InputBytes)>,
}

/// What a file of a plan holds.
#[derive(Clone, Debug)]
pub(super) enum InputBytes {
    Known(Vec<u8>),
    /// As this file, which may be large.
    File(PathBuf),
}

/// A history as it was when the work was planned, or as it is.
pub(super) fn history_of<'a>(
    request: &'a BacktestArgs,
    stored: Option<&'a StoredFiles>,
) -> HistorySource<'a> {
    stored.map_or(HistorySource::Directory(&request.history), HistorySource::Stored)
}

/// The search that came before a proof.
pub(super) fn planned_search(bytes: Option<&[u8]>) -> Result<PlannedSearch, String> {
    bytes
        .and_then(PlannedSearch::read)
        .ok_or_else(|| "the plan has no search that comes before its proof".to_owned())
}

/// The work of a plan, with the scenarios as they were when it was planned.
pub(super) fn planned_work(plan: &ShardPlan, sources: Vec<ScenarioSource>) -> Result<Work, String> {
    let mut work = Work::parse(&plan.arguments)?;
    work.read_from(sources)?;
    Ok(work)
}
