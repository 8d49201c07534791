//! What is wrong with a history, where, and how to mend it.

use std::fmt;

use crate::base::visible;

/// One fault of a file of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryFault {
    /// The file's name: `sessions.csv`.
    pub file: String,
    /// From one.
    pub line: u64,
    /// What is wrong, one line.
    pub problem: String,
    /// How to mend it, one line.
    pub help: String,
}

impl fmt::Display for HistoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, problem, help } = self;
        let (file, problem, help) = (visible(file), visible(problem), visible(help));
        write!(f, "{file}:{line}: {problem}\n  help: {help}")
    }
}

impl std::error::Error for HistoryFault {}

/// The first faults of a history, and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct FaultReport {
    kept: Vec<HistoryFault>,
    count: u64,
}

impl FaultReport {
    /// So many faults are kept; more are counted.
    pub const MAX_KEPT: usize = 20;

    /// Adds a fault.
    pub fn add(&mut self, fault: HistoryFault) {
        self.count += 1;
        if self.kept.len() < Self::MAX_KEPT {
            self.kept.push(fault);
        }
    }

    /// The first of them, in the order in which they were found.
    pub fn kept(&self) -> &[HistoryFault] {
        &self.kept
    }

    /// How many were found.
    pub fn count(&self) -> u64 {
        self.count
    }
}
