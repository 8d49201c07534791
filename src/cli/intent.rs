//! What the arguments mean.

use std::path::PathBuf;

use clap_complete::Shell;

use super::args::{
    CheckArgs, CheckFormat, Command, CompareArgs, ComparisonFormat, EngineArg, RunArgs,
    SummaryFormat, SweepArgs, TemplateArg, ValidateArgs, ValidateFormat, VariationArgs,
};
use super::fit_args::{BacktestArgs, FitArgs};
use super::journal::Resumption;
use super::load_args::{LoadArgs, ShapeArg};
use super::planning_args::{ErlangArgs, ServiceLevelArg, StaffArgs};
use super::scenario_source::ScenarioSource;
use super::shard_args::ShardArgs;
use super::table_args::TableArgs;
use crate::decide::Axis;
use crate::load::Limit;
use crate::plan::SpeedCurve;
use crate::report::{CsvDialect, TableOptions};
use crate::scenario::DEFAULT_SPEEDS;
use crate::study::{Engine, ErlangTarget, ServiceLevelKind};

/// What is to be done.
#[derive(Debug)]
pub enum Intent {
    Run(RunRequest),
    Load(LoadRequest),
    Check(CheckRequest),
    Sweep(SweepRequest),
    /// Or what is wrong with the arguments.
    Compare(Result<CompareRequest, String>),
    Validate(ValidateRequest),
    Staff(StaffRequest),
    Erlang(ErlangRequest),
    Init(TemplateArg, PathBuf),
    Import(super::import_args::ImportArgs),
    Shard(ShardArgs),
    Fit(FitArgs),
    Backtest(BacktestArgs),
    Schema,
    Man(PathBuf),
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
    pub view: SummaryView,
    pub tables: TableOptions,
    pub report: ReportRequest,
    /// The only replication to run; `None`: all.
    pub only_replication: Option<u32>,
    pub strictness: Strictness,
    pub warnings: WarningPolicy,
    /// What is expected beside what the scenario says.
    pub expectations: Vec<String>,
}

/// What of a run is printed as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SummaryView {
    /// The answer, on one screen.
    FirstScreen,
    /// All tables.
    Everything,
    /// One group.
    Group(String),
    /// Each interval.
    Intervals,
}

impl SummaryView {
    /// Whether it says what is in doubt about the run itself.
    pub fn has_notes(&self) -> bool {
        match self {
            Self::FirstScreen | Self::Everything => true,
            Self::Group(_) | Self::Intervals => false,
        }
    }
}

/// Whether a scenario that has warnings is good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningPolicy {
    Allow,
    Deny,
}

/// A check as requested.
#[derive(Debug)]
pub struct CheckRequest {
    pub paths: CheckedPaths,
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
    /// Where a page is written.
    pub html: Option<PathBuf>,
    /// Where a workbook is written.
    pub xlsx: Option<PathBuf>,
    pub github: bool,
    pub format: CheckFormat,
    pub strictness: Strictness,
}

/// Which scenarios are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedPaths {
    /// Files, and folders that are searched for them.
    Typed(Vec<PathBuf>),
    /// Those that were found before.
    Found(Vec<ScenarioSource>),
}

/// A comparison as requested.
#[derive(Debug)]
pub struct CompareRequest {
    /// The first is what the others are compared with.
    pub variants: Vec<RequestedVariant>,
    /// Of all variants.
    pub overrides: Vec<String>,
    pub jobs: usize,
    pub memory: Option<u64>,
    pub figures: Vec<String>,
    pub all_figures: bool,
    pub rank_by: Option<String>,
    pub format: ComparisonFormat,
    pub csv: CsvDialect,
    /// Where a page is written.
    pub html: Option<PathBuf>,
    /// Where a workbook is written.
    pub xlsx: Option<PathBuf>,
}

/// A sweep as requested.
#[derive(Debug)]
pub struct SweepRequest {
    pub source: ScenarioSource,
    pub axes: Vec<Axis>,
    /// Of all cells; those of the axes come after them.
    pub overrides: Vec<String>,
    pub jobs: usize,
    pub memory: Option<u64>,
    pub figures: Vec<String>,
    /// `None`: a file named after the scenario.
    pub out: Option<PathBuf>,
    pub csv: CsvDialect,
    /// Whether there is a page beside it.
    pub html: bool,
    /// Whether there is a workbook beside it.
    pub xlsx: bool,
    /// Whether an interrupted sweep is forgotten.
    pub restart: bool,
}

/// A variant as requested.
#[derive(Debug)]
pub struct RequestedVariant {
    pub name: String,
    pub file: ScenarioSource,
    pub change: VariantSource,
}

/// How a variant differs from its file.
#[derive(Debug, PartialEq, Eq)]
pub enum VariantSource {
    Unchanged,
    Overrides(Vec<String>),
    /// This preset in each live chat.
    Preset(String),
}

/// A load as requested.
#[derive(Debug)]
pub struct LoadRequest {
    pub source: ScenarioSource,
    /// All overrides of the scenario; later ones win.
    pub overrides: Vec<String>,
    pub limit: Option<Limit>,
    pub search: LoadSearch,
    pub tables: TableOptions,
    /// How many bytes of memory it may take; `None`: most of what is available.
    pub memory: Option<u64>,
    pub report: ReportRequest,
    pub format: SummaryFormat,
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
    Directory {
        path: Option<PathBuf>,
        trace: bool,
        /// Whether there is a row for each figure of each replication.
        replication_values: bool,
        /// Whether there is a page.
        html: bool,
    },
}

impl ReportRequest {
    /// Whether there is a row for every session.
    pub fn keeps_trace(&self) -> bool {
        matches!(self, Self::Directory { trace: true, .. })
    }

    /// Whether there is a page.
    pub fn has_page(&self) -> bool {
        matches!(self, Self::Directory { html: true, .. })
    }

    /// Whether there is a row for each figure of each replication.
    pub fn keeps_replication_values(&self) -> bool {
        matches!(self, Self::Directory { replication_values: true, .. })
    }
}

/// Scenarios to be checked.
#[derive(Debug)]
pub struct ValidateRequest {
    pub sources: Vec<ScenarioSource>,
    pub overrides: Vec<String>,
    /// Whether the scenarios themselves are printed, presets and overrides written out.
    pub resolved: bool,
    pub warnings: WarningPolicy,
    pub format: ValidateFormat,
}

/// A search for staff.
#[derive(Debug)]
pub struct StaffRequest {
    pub source: ScenarioSource,
    pub overrides: Vec<String>,
    pub jobs: usize,
    /// What the desk is expected to hold beyond what the scenario states.
    pub expectations: Vec<String>,
    /// `None`: 20, or as many as the scenario has.
    pub replications: Option<u32>,
    pub proof_replications: u32,
    /// Seconds; `None`: as long as it takes.
    pub budget: Option<f64>,
    pub max_plans: u32,
    pub tables: TableOptions,
    pub report: PlanRequest,
}

/// Whether and where a plan is written.
#[derive(Debug, PartialEq, Eq)]
pub enum PlanRequest {
    None,
    Directory {
        path: Option<PathBuf>,
        resumption: Resumption,
        /// Whether there is a page.
        html: bool,
    },
}

impl PlanRequest {
    /// Whether there is a page.
    pub fn has_page(&self) -> bool {
        matches!(self, Self::Directory { html: true, .. })
    }
}

/// A desk of typed figures.
#[derive(Debug)]
pub struct ErlangRequest {
    /// Sessions a second and mean length in seconds of each flow; `None`: as many lengths as flows
    /// were not typed.
    pub flows: Option<Vec<(f64, f64)>>,
    pub patience: Option<f64>,
    pub limit: u32,
    pub speeds: SpeedCurve,
    pub operators: Option<u32>,
    pub target: ErlangTarget,
    pub shrinkage: f64,
    pub format: SummaryFormat,
    pub csv: CsvDialect,
}

impl From<Command> for Intent {
    fn from(command: Command) -> Self {
        match command {
            Command::Run(args) => Self::Run(args.into()),
            Command::Load(args) => Self::Load(args.into()),
            Command::Check(args) => Self::Check(args.into()),
            Command::Sweep(args) => Self::Sweep(args.into()),
            Command::Compare(args) => Self::Compare(CompareRequest::try_from(args)),
            Command::Validate(args) => Self::Validate(args.into()),
            Command::Staff(args) => Self::Staff(args.into()),
            Command::Erlang(args) => Self::Erlang(args.into()),
            Command::Init(args) => Self::Init(args.template, args.dir),
            Command::Import(args) => Self::Import(args),
            Command::Shard(args) => Self::Shard(args),
            Command::Fit(args) => Self::Fit(args),
            Command::Backtest(args) => Self::Backtest(args),
            Command::Schema => Self::Schema,
            Command::Man { dir } => Self::Man(dir),
            Command::Completions { shell } => Self::Completions(shell),
        }
    }
}

impl From<StaffArgs> for StaffRequest {
    fn from(args: StaffArgs) -> Self {
        let mut overrides = args.set;
        overrides.extend(args.seed.map(|seed| format!("run.seed={seed}")));
        Self {
            source: args.scenario.into(),
            overrides,
            jobs: args.jobs.map_or_else(cores, |jobs| jobs as usize),
            expectations: args.expect,
            replications: args.replications,
            proof_replications: args.proof,
            budget: args.budget,
            max_plans: args.plans,
            tables: TableArgs { csv: args.csv, ..TableArgs::default() }.options(args.xlsx),
            report: if args.no_report {
                PlanRequest::None
            } else {
                PlanRequest::Directory {
                    path: args.out,
                    resumption: if args.resume { Resumption::Resume } else { Resumption::Begin },
                    html: !args.no_html,
                }
            },
        }
    }
}

impl From<ErlangArgs> for ErlangRequest {
    fn from(args: ErlangArgs) -> Self {
        let lengths = match args.aht[..] {
            [all] => vec![all; args.arrivals.len()],
            _ => args.aht,
        };
        let alike = lengths.len() == args.arrivals.len();
        let flows = args.arrivals.into_iter().zip(lengths).collect();
        let stated = u32::try_from(args.speeds.len()).unwrap_or(u32::MAX);
        let limit = args.limit.unwrap_or(stated.max(1));
        let speeds = if args.speeds.is_empty() { DEFAULT_SPEEDS.to_vec() } else { args.speeds };
        Self {
            flows: alike.then_some(flows),
            patience: args.patience,
            limit,
            speeds: SpeedCurve::new(speeds).expect("each speed was checked where it was typed"),
            operators: args.operators,
            target: match args.refused {
                Some(refused) => ErlangTarget::Refused(refused),
                None => ErlangTarget::ServiceLevel {
                    share: args.target,
                    within: args.within,
                    short: args.short_abandon,
                    by: match args.by {
                        ServiceLevelArg::ServiceLevel => ServiceLevelKind::WithoutShortAbandons,
                        ServiceLevelArg::ServiceLevelOffered => ServiceLevelKind::Offered,
                        ServiceLevelArg::ServiceLevelAnswered => ServiceLevelKind::Answered,
                    },
                },
            },
            shrinkage: args.shrinkage.unwrap_or(0.0),
            format: args.format,
            csv: args.csv.into(),
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
            ReportRequest::Directory {
                path: args.out,
                trace: args.trace,
                replication_values: args.replications_csv,
                html: !args.no_html,
            }
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
            view: match args.group {
                Some(group) => SummaryView::Group(group),
                None if args.interval => SummaryView::Intervals,
                None if args.verbose => SummaryView::Everything,
                None => SummaryView::FirstScreen,
            },
            tables: args.tables.options(args.xlsx),
            report,
            only_replication: args.replication,
            warnings: if args.deny_warnings { WarningPolicy::Deny } else { WarningPolicy::Allow },
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

pub(super) fn cores() -> usize {
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
            paths: CheckedPaths::Typed(args.paths),
            expectations: args.expect,
            margins: args.margin,
            updates: args.update,
            baselines: args.baselines,
            junit: args.junit,
            html: args.html,
            xlsx: args.xlsx,
            github: args.github,
            format: args.format,
            strictness: strictness(args.strict_ci),
        }
    }
}

impl TryFrom<CompareArgs> for CompareRequest {
    type Error = String;

    fn try_from(args: CompareArgs) -> Result<Self, String> {
        let files = args.files.iter().map(|file| RequestedVariant {
            name: file.display().to_string(),
            file: ScenarioSource::from(file.clone()),
            change: VariantSource::Unchanged,
        });
        let mut variants: Vec<RequestedVariant> = files.collect();
        let of_one = args.variant.len() + args.presets.len();
        if of_one > 0 && variants.len() > 1 {
            return Err("--variant and --presets make variants of one file, and several are named"
                .to_owned());
        }
        if of_one == 0 && variants.len() == 1 {
            return Err("there is nothing to compare with: name a second file, a --variant or \
                        --presets"
                .to_owned());
        }
        let file = ScenarioSource::from(args.files[0].clone());
        if file == ScenarioSource::StandardInput && of_one > 0 {
            return Err("standard input can be read once: save the scenario in a file".to_owned());
        }
        variants.extend(args.variant.iter().map(|(name, changes)| RequestedVariant {
            name: name.clone(),
            file: file.clone(),
            change: VariantSource::Overrides(changes.clone()),
        }));
        variants.extend(args.presets.iter().map(|preset| RequestedVariant {
            name: preset.clone(),
            file: file.clone(),
            change: VariantSource::Preset(preset.clone()),
        }));
        Ok(Self {
            variants,
            overrides: args.variation.overrides(),
            jobs: args.variation.jobs(),
            memory: args.variation.memory,
            figures: args.figure,
            all_figures: args.all_figures,
            rank_by: args.rank_by,
            format: args.format,
            csv: args.csv.into(),
            html: args.html,
            xlsx: args.xlsx,
        })
    }
}

impl From<SweepArgs> for SweepRequest {
    fn from(args: SweepArgs) -> Self {
        Self {
            overrides: args.variation.overrides(),
            jobs: args.variation.jobs(),
            memory: args.variation.memory,
            source: args.scenario.into(),
            axes: args.over,
            figures: args.figure,
            out: args.out,
            csv: args.csv.into(),
            html: !args.no_html,
            xlsx: args.xlsx,
            restart: args.restart,
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
            ReportRequest::Directory {
                path: args.out,
                trace: false,
                replication_values: false,
                html: !args.no_html,
            }
        };
        let search = if args.find_max { LoadSearch::HighestRate } else { LoadSearch::Once };
        Self {
            source: args.scenario.into(),
            overrides,
            limit: args.limit,
            search,
            tables: args.tables.options(false),
            memory: args.memory,
            report,
            format: args.format,
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
        let warnings = if args.deny_warnings { WarningPolicy::Deny } else { WarningPolicy::Allow };
        let (overrides, resolved, format) = (args.set, args.resolved, args.format);
        Self { sources, overrides, resolved, warnings, format }
    }
}
