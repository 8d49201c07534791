//! What is meant by `deskload check`.

use std::path::PathBuf;

use super::common::{Strictness, strictness};
use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::scenario_source::ScenarioSource;

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

impl From<CheckArgs> for CheckRequest {
    fn from(args: CheckArgs) -> Self {
        Self {
            overrides: args.variation.overrides(&args.budget),
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
