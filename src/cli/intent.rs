//! What the arguments mean.

use std::path::PathBuf;

use clap_complete::Shell;

use super::args::{
    CheckArgs, CheckFormat, Command, EngineArg, RunArgs, SummaryFormat, ValidateArgs, VariationArgs,
};
use super::folder::Overwrite;
use super::scenario_source::ScenarioSource;
use crate::study::Engine;

/// What is to be done.
#[derive(Debug)]
pub enum Intent {
    Run(RunRequest),
    Check(CheckRequest),
    Validate(ValidateRequest),
    Schema,
    Completions(Shell),
}

/// A run as requested.
#[derive(Debug)]
pub struct RunRequest {
    pub source: ScenarioSource,
    /// All overrides of the scenario; later ones win.
    pub overrides: Vec<String>,
    pub engine: Engine,
    pub jobs: usize,
    /// How many bytes of memory it may take; `None`: most of what is available.
    pub memory: Option<u64>,
    pub format: SummaryFormat,
    pub report: ReportRequest,
    /// The only replication to run; `None`: all.
    pub only_replication: Option<u32>,
    pub strictness: Strictness,
    /// What is expected beside what the scenario says.
    pub expectations: Vec<String>,
}

/// A check as requested.
#[derive(Debug)]
pub struct CheckRequest {
    pub paths: Vec<PathBuf>,
    pub overrides: Vec<String>,
    pub jobs: usize,
    pub memory: Option<u64>,
    pub expectations: Vec<String>,
    /// Figures and their margins.
    pub margins: Vec<(String, String)>,
    /// Whether baselines are written instead of compared with.
    pub updates: bool,
    /// Where they are; `None`: in the usual place, if there are any.
    pub baselines: Option<PathBuf>,
    pub junit: Option<PathBuf>,
    pub github: bool,
    pub format: CheckFormat,
    pub strictness: Strictness,
}

/// Whether statistics in doubt change the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    Warn,
    Fail,
}

/// Whether and where a report is written.
#[derive(Debug, PartialEq, Eq)]
pub enum ReportRequest {
    None,
    Directory { path: Option<PathBuf>, overwrite: Overwrite, trace: bool },
}

impl ReportRequest {
    /// Whether there is a row for every session.
    pub fn keeps_trace(&self) -> bool {
        matches!(self, Self::Directory { trace: true, .. })
    }
}

/// Scenarios to be checked.
#[derive(Debug)]
pub struct ValidateRequest {
    pub sources: Vec<ScenarioSource>,
    pub overrides: Vec<String>,
    /// Whether the scenarios themselves are printed, presets and overrides written out.
    pub resolved: bool,
}

impl From<Command> for Intent {
    fn from(command: Command) -> Self {
        match command {
            Command::Run(args) => Self::Run(args.into()),
            Command::Check(args) => Self::Check(args.into()),
            Command::Validate(args) => Self::Validate(args.into()),
            Command::Schema => Self::Schema,
            Command::Completions { shell } => Self::Completions(shell),
        }
    }
}

impl From<RunArgs> for RunRequest {
    fn from(args: RunArgs) -> Self {
        let mut overrides = args.set;
        // After --set, so that the flag with a name of its own wins.
        overrides.extend(args.seed.map(|seed| format!("run.seed={seed}")));
        overrides.extend(args.replications.map(|number| format!("run.replications={number}")));
        overrides.extend(args.budget.map(|most| format!("run.max_replications={most}")));
        overrides.extend(args.precision.map(|aim| format!("run.precision=\"{aim}\"")));
        overrides.extend(args.precision_of.map(|name| format!("run.precision_of=\"{name}\"")));
        let report = if args.no_report {
            ReportRequest::None
        } else {
            let overwrite = if args.force { Overwrite::AnyRun } else { Overwrite::SameRun };
            ReportRequest::Directory { path: args.out, overwrite, trace: args.trace }
        };
        Self {
            source: args.scenario.into(),
            overrides,
            engine: match args.engine {
                EngineArg::Actors => Engine::Actors,
                EngineArg::Inline => Engine::Inline,
            },
            jobs: args.jobs.map_or_else(cores, |jobs| jobs as usize),
            memory: args.memory,
            format: args.format,
            report,
            only_replication: args.replication,
            expectations: args.expect,
            strictness: strictness(args.strict_ci),
        }
    }
}

impl VariationArgs {
    /// All overrides; later ones win, so the flags with names of their own come last.
    fn overrides(&self) -> Vec<String> {
        let mut overrides = self.set.clone();
        overrides.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        overrides.extend(self.replications.map(|number| format!("run.replications={number}")));
        overrides.extend(self.budget.map(|most| format!("run.max_replications={most}")));
        overrides
    }

    fn jobs(&self) -> usize {
        self.jobs.map_or_else(cores, |jobs| jobs as usize)
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn strictness(strict_ci: bool) -> Strictness {
    if strict_ci { Strictness::Fail } else { Strictness::Warn }
}

impl From<CheckArgs> for CheckRequest {
    fn from(args: CheckArgs) -> Self {
        Self {
            overrides: args.variation.overrides(),
            jobs: args.variation.jobs(),
            memory: args.variation.memory,
            paths: args.paths,
            expectations: args.expect,
            margins: args.margin,
            updates: args.update,
            baselines: args.baselines,
            junit: args.junit,
            github: args.github,
            format: args.format,
            strictness: strictness(args.strict_ci),
        }
    }
}

impl From<ValidateArgs> for ValidateRequest {
    fn from(args: ValidateArgs) -> Self {
        let sources = args.files.into_iter().map(ScenarioSource::from).collect();
        Self { sources, overrides: args.set, resolved: args.resolved }
    }
}
