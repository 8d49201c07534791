//! The command whose work is cut into shards, and the replications that it may take.

use std::fmt;
use std::sync::Arc;

use clap::Parser;

use crate::cli::args::CliArgs;
use crate::cli::intent::{CheckRequest, CheckedPaths, Intent, RunRequest, SweepRequest};
use crate::cli::scenario_source::ScenarioSource;
use crate::cli::terminal::Terminal;
use crate::cli::{ExitStatus, check, run, sweep};
use crate::metrics::{RecordContent, TrackedFigure};
use crate::plan::Plan;
use crate::shard::{ShardPlan, WorkKind};

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
}

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
            Intent::Load(_)
            | Intent::Compare(_)
            | Intent::Validate(_)
            | Intent::Staff(_)
            | Intent::Erlang(_)
            | Intent::Import(_)
            | Intent::Fit(_)
            | Intent::Backtest(_)
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
        }
    }

    /// The scenarios that it reads.
    pub(super) fn sources(&self) -> Result<Vec<ScenarioSource>, String> {
        match self {
            Self::Run(request) => Ok(vec![request.source.clone()]),
            Self::Sweep(request) => Ok(vec![request.source.clone()]),
            Self::Check(request) => check::scenario_files(&request.paths),
        }
    }

    /// Reads other scenarios instead: as many as [`Self::sources`] gave.
    pub(super) fn read_from(&mut self, sources: Vec<ScenarioSource>) {
        match self {
            Self::Run(RunRequest { source, .. }) | Self::Sweep(SweepRequest { source, .. }) => {
                if let Some(only) = sources.into_iter().next() {
                    *source = only;
                }
            }
            Self::Check(request) => request.paths = CheckedPaths::Found(sources),
        }
    }

    /// The cells that it consists of. What is wrong with a scenario is shown.
    pub(super) fn into_cells(self, terminal: Terminal) -> Result<Cells, ExitStatus> {
        match self {
            Self::Run(request) => run::cells(&request, terminal),
            Self::Sweep(request) => sweep::cells_of_grid(request, terminal),
            Self::Check(request) => check::cells(&request, terminal),
        }
    }

    /// The baselines that it compares with.
    pub(super) fn baselines(&self, cells: &[String]) -> Vec<std::path::PathBuf> {
        match self {
            Self::Check(request) if !request.updates => {
                cells.iter().map(|name| check::baseline_path(request, name)).collect()
            }
            Self::Run(_) | Self::Sweep(_) | Self::Check(_) => Vec::new(),
        }
    }
}

/// The work of a plan, with the scenarios as they were when it was planned.
pub(super) fn planned_work(plan: &ShardPlan, sources: Vec<ScenarioSource>) -> Result<Work, String> {
    let mut work = Work::parse(&plan.arguments)?;
    work.read_from(sources);
    Ok(work)
}
