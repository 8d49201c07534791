//! What the requests of several commands have in common.

use std::path::PathBuf;

use crate::cli::args::{BudgetArgs, VariationArgs};

/// Whether a scenario that has warnings is good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningPolicy {
    Allow,
    Deny,
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

impl VariationArgs {
    /// All overrides; later ones win, so the flags with names of their own come last.
    pub(super) fn overrides(&self, budget: &BudgetArgs) -> Vec<String> {
        let mut overrides = self.set.clone();
        overrides.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        overrides.extend(self.replications.map(|number| format!("run.replications={number}")));
        overrides.extend(budget.budget.map(|most| format!("run.max_replications={most}")));
        overrides
    }

    pub(super) fn jobs(&self) -> usize {
        self.jobs.map_or_else(cores, |jobs| jobs as usize)
    }
}

pub(in crate::cli) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

pub(super) fn strictness(strict_ci: bool) -> Strictness {
    if strict_ci { Strictness::Fail } else { Strictness::Warn }
}
