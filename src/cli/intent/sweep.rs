//! What is meant by `deskload sweep`.

use std::path::PathBuf;

use crate::cli::args::{BudgetArgs, SweepArgs};
use crate::cli::scenario_source::ScenarioSource;
use crate::decide::Axis;
use crate::report::CsvDialect;

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

impl From<SweepArgs> for SweepRequest {
    fn from(args: SweepArgs) -> Self {
        Self {
            overrides: args.variation.overrides(&BudgetArgs { budget: None }),
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
