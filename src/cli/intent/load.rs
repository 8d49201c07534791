//! What is meant by `deskload load`.

use super::common::ReportRequest;
use crate::cli::args::{LoadArgs, ShapeArg, SummaryFormat};
use crate::cli::scenario_source::ScenarioSource;
use crate::load::Limit;
use crate::report::TableOptions;

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
