//! What is meant by `deskload run`.

use super::common::{ReportRequest, Strictness, WarningPolicy, cores, strictness};
use crate::cli::args::{EngineArg, RunArgs, SummaryFormat};
use crate::cli::scenario_source::ScenarioSource;
use crate::report::TableOptions;
use crate::study::Engine;

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
