//! What the arguments mean.

use std::path::PathBuf;

use clap_complete::Shell;

use super::args::{Command, EngineArg, LoadArgs, RunArgs, ShapeArg, SummaryFormat, ValidateArgs};
use super::folder::Overwrite;
use super::scenario_source::ScenarioSource;
use crate::load::Limit;
use crate::study::Engine;

/// What is to be done.
#[derive(Debug)]
pub enum Intent {
    Run(RunRequest),
    Load(LoadRequest),
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
}

/// A load as requested.
#[derive(Debug)]
pub struct LoadRequest {
    pub source: ScenarioSource,
    /// All overrides of the scenario; later ones win.
    pub overrides: Vec<String>,
    pub limit: Option<Limit>,
    pub search: LoadSearch,
    /// How many bytes of memory it may take; `None`: most of what is available.
    pub memory: Option<u64>,
    pub report: ReportRequest,
}

/// Whether one rate is run, or many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadSearch {
    /// The load as it is stated.
    Once,
    /// The highest rate that keeps to the limit is looked for.
    HighestRate,
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
            Command::Load(args) => Self::Load(args.into()),
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
        overrides.extend(args.precision.map(|aim| format!("run.precision=\"{aim}\"")));
        overrides.extend(args.precision_of.map(|name| format!("run.precision_of=\"{name}\"")));
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
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
            strictness: if args.strict_ci { Strictness::Fail } else { Strictness::Warn },
        }
    }
}

impl From<LoadArgs> for LoadRequest {
    fn from(args: LoadArgs) -> Self {
        let mut overrides = args.set;
        // After --set, so that the flag with a name of its own wins.
        let mut set = |key: &str, value: Option<String>| {
            overrides.extend(value.map(|value| format!("{key}={value}")));
        };
        let quoted = |text: String| format!("\"{text}\"");
        set("load.speed", args.speed.map(|speed| speed.to_string()));
        set("load.rate", args.rate.map(quoted));
        set("load.shape", args.shape.map(|shape| quoted(shape_word(shape).to_owned())));
        let soak = args.shape == Some(ShapeArg::Soak);
        let duration = args.duration.or_else(|| soak.then(|| "1h".to_owned()));
        set("load.duration", duration.map(quoted));
        set("load.settle", args.settle.map(quoted));
        set("load.drain", args.drain.map(quoted));
        set("load.arbiters", args.arbiters.map(|arbiters| arbiters.to_string()));
        set("load.placement", args.apart.then(|| quoted("apart".to_owned())));
        set("load.mailbox", args.mailbox.map(|most| most.to_string()));
        set("run.seed", args.seed.map(|seed| seed.to_string()));
        let report = if args.no_report {
            ReportRequest::None
        } else {
            let overwrite = if args.force { Overwrite::AnyRun } else { Overwrite::SameRun };
            ReportRequest::Directory { path: args.out, overwrite, trace: false }
        };
        let search = if args.find_max { LoadSearch::HighestRate } else { LoadSearch::Once };
        Self {
            source: args.scenario.into(),
            overrides,
            limit: args.limit,
            search,
            memory: args.memory,
            report,
        }
    }
}

/// The word of the scenario language.
fn shape_word(shape: ShapeArg) -> &'static str {
    match shape {
        ShapeArg::Constant | ShapeArg::Soak => "constant",
        ShapeArg::Ramp => "ramp",
        ShapeArg::Steps => "steps",
        ShapeArg::Spike => "spike",
    }
}

impl From<ValidateArgs> for ValidateRequest {
    fn from(args: ValidateArgs) -> Self {
        let sources = args.files.into_iter().map(ScenarioSource::from).collect();
        Self { sources, overrides: args.set, resolved: args.resolved }
    }
}
