//! What is meant by `deskload staff`.

use std::path::PathBuf;

use super::common::cores;
use crate::cli::args::{StaffArgs, TableArgs};
use crate::cli::journal::Resumption;
use crate::cli::scenario_source::ScenarioSource;
use crate::report::TableOptions;

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
