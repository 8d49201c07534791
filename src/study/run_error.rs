//! Why a run has no outcome.

use std::fmt;

use crate::engine::BoundReached;
use crate::metrics::InvariantViolation;

/// Why a run has no outcome.
#[derive(Clone, Debug, PartialEq)]
pub enum RunError {
    /// An invariant of the desk did not hold: a fault of this program.
    Violation(InvariantViolation),
    /// The scenario reaches a bound of this program.
    BoundReached {
        /// In which replication, from zero.
        replication: u32,
        /// Which bound.
        bound: BoundReached,
    },
    /// The program as a whole takes more memory than it may.
    OutOfMemory {
        /// So many bytes.
        in_use: u64,
        /// So many it may take.
        limit: u64,
    },
    /// The desk as a whole takes more memory than it may, before a session is there.
    PlanTooLarge {
        /// So many bytes, about, for all replications.
        shared: u64,
        /// So many for each replication that runs at the same time.
        replication: u64,
        /// So many replications would do so.
        jobs: u32,
        /// So many bytes it may take.
        limit: u64,
    },
    /// A thread could not be started, or failed: why.
    Worker(String),
    /// A replication that was run elsewhere cannot be had: why.
    Record(String),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation(violation) => violation.fmt(f),
            Self::BoundReached { replication, bound } => {
                write!(f, "replication {replication} is too large: {bound}")
            }
            Self::OutOfMemory { in_use, limit } => write!(
                f,
                "{} MiB of memory are in use, and {} MiB may be: run fewer replications at once \
                 (--jobs), or allow more (--memory)",
                in_use >> 20,
                limit >> 20
            ),
            Self::PlanTooLarge { shared, replication, jobs, limit } => write!(
                f,
                "operators, live chats and intervals alone would take about {} MiB of memory and {} MiB \
                 for each of {jobs} replications at once, and {} MiB may be: let intervals be longer, \
                 run fewer replications at once (--jobs), or allow more (--memory)",
                shared >> 20,
                replication >> 20,
                limit >> 20
            ),
            Self::Worker(reason) | Self::Record(reason) => reason.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}
