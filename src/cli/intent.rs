//! What the typed words mean.

use std::path::PathBuf;

use clap_complete::Shell;

use super::args::{Command, EngineArg, RunArgs, SummaryFormat, ValidateArgs};
use super::folder::Overwrite;
use super::scenario_source::ScenarioSource;
use crate::study::Engine;

/// What is to be done.
#[derive(Debug)]
pub(super) enum Intent {
    Run(RunRequest),
    Validate(ValidateRequest),
    Schema,
    Completions(Shell),
}

/// A run that somebody wishes for.
#[derive(Debug)]
pub(super) struct RunRequest {
    pub(super) source: ScenarioSource,
    /// All changes to the scenario, the strongest last.
    pub(super) overrides: Vec<String>,
    pub(super) engine: Engine,
    pub(super) jobs: usize,
    /// How many bytes it may take.
    pub(super) memory: Option<u64>,
    pub(super) format: SummaryFormat,
    pub(super) report: ReportRequest,
    /// The only replication that is run.
    pub(super) only_replication: Option<u32>,
    /// Whether what is in doubt shows in the exit code.
    pub(super) strictness: Strictness,
}

/// Whether what is in doubt shows in the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    Warn,
    Fail,
}

/// Whether and where a report is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReportRequest {
    None,
    Directory { path: Option<PathBuf>, overwrite: Overwrite, trace: bool },
}

impl ReportRequest {
    /// Whether every session is kept.
    pub(super) fn keeps_trace(&self) -> bool {
        matches!(self, Self::Directory { trace: true, .. })
    }
}

/// Scenarios that somebody wishes to see checked.
#[derive(Debug)]
pub(super) struct ValidateRequest {
    pub(super) sources: Vec<ScenarioSource>,
    pub(super) overrides: Vec<String>,
    /// The scenarios themselves are to be printed, presets and overrides written out.
    pub(super) resolved: bool,
}

impl From<Command> for Intent {
    fn from(command: Command) -> Self {
        match command {
            Command::Run(args) => Self::Run(args.into()),
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

impl From<ValidateArgs> for ValidateRequest {
    fn from(args: ValidateArgs) -> Self {
        let sources = args.files.into_iter().map(ScenarioSource::from).collect();
        Self { sources, overrides: args.set, resolved: args.resolved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::CliArgs;
    use clap::Parser;

    fn parse_run(words: &str) -> RunRequest {
        let typed = CliArgs::try_parse_from(words.split(' ')).expect("typed well");
        match typed.command.into() {
            Intent::Run(request) => request,
            other => panic!("not a run: {other:?}"),
        }
    }

    #[test]
    fn the_flags_with_a_name_win_over_set() {
        let request = parse_run("deskload run x.toml --seed 2 --set run.seed=1 --replications 3");
        assert_eq!(request.overrides, ["run.seed=1", "run.seed=2", "run.replications=3"]);
        let request = parse_run("deskload run x.toml --precision 1% --precision-of support.asa");
        assert_eq!(request.overrides, ["run.precision=\"1%\"", "run.precision_of=\"support.asa\""]);
    }

    #[test]
    fn without_flags_actors_run_on_all_cores_and_a_report_is_written() {
        let request = parse_run("deskload run x.toml");
        assert_eq!(request.engine, Engine::Actors);
        assert!(request.jobs >= 1);
        let overwrite = Overwrite::SameRun;
        assert_eq!(
            request.report,
            ReportRequest::Directory { path: None, overwrite, trace: false }
        );
    }
}
