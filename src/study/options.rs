//! How a plan is run: what a run may be given beside the plan without changing a result.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;

use super::RunError;
use super::feed::ReplicationSource;
use crate::engine::Engine;
use crate::metrics::{SessionTrace, TrackedFigure};

/// How a plan is run; nothing here changes a result.
///
/// ```
/// use deskload::{Engine, Options};
///
/// let options = Options { jobs: 1, ..Options::default() };
/// assert_eq!(options.engine, Engine::Inline);
/// assert!(!options.trace.is_on());
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// What runs the roles; [`Engine::Inline`] by default, the faster one.
    pub engine: Engine,
    /// Replications at the same time, at least one; by default as many as there are cores.
    pub jobs: usize,
    /// Whether there is a row for each session, and where it goes; none by default.
    pub trace: SessionTrace,
    /// Set to `true` from another thread to stop: the replications that are finished by then are
    /// the outcome.
    pub stop: Arc<AtomicBool>,
    /// A sheet that would have more estimates has no rows if the run was stopped, as to work them out takes
    /// long: two million a second, about. No bound by default.
    pub most_cells_if_stopped: usize,
    /// How much memory the run may take; by default as much as there is.
    pub memory: MemoryBudget,
    /// Single figures of which each replication's own values are kept, in
    /// [`Outcome::replication_values`](super::Outcome::replication_values); none by default.
    #[doc(hidden)] // Its type is not at the root.
    pub tracked: Arc<[TrackedFigure]>,
    /// Where the replications come from: they are simulated, unless stated otherwise.
    #[doc(hidden)] // Its type is not at the root.
    pub source: ReplicationSource,
}

impl Default for Options {
    fn default() -> Self {
        let jobs = available_parallelism().map_or(1, NonZero::get);
        let memory = MemoryBudget::default();
        Self {
            engine: Engine::Inline,
            jobs,
            trace: SessionTrace::Off,
            stop: Arc::default(),
            most_cells_if_stopped: usize::MAX,
            memory,
            tracked: Arc::default(),
            source: ReplicationSource::Simulated,
        }
    }
}

/// How much memory a run may take, and how much it takes.
#[derive(Clone, Copy, Debug)]
pub struct MemoryBudget {
    /// Number of bytes. Replications that run at the same time share them.
    pub limit: u64,
    /// How many runs share them at the same time: one, unless there are several.
    pub runs: u32,
    /// How many bytes the program has in use; `None` where that is not known.
    pub in_use: fn() -> Option<u64>,
}

impl MemoryBudget {
    /// As much as there is.
    pub const UNLIMITED: Self = Self { limit: u64::MAX, runs: 1, in_use: || None };

    /// What one replication may take where this run has so many threads.
    pub(super) fn for_replication(&self, threads: u32) -> u64 {
        self.limit / u64::from(self.runs.max(1)) / u64::from(threads.max(1))
    }

    /// Whether the program as a whole keeps within it.
    pub(super) fn check(&self) -> Result<(), RunError> {
        match (self.in_use)() {
            Some(in_use) if in_use > self.limit => {
                Err(RunError::OutOfMemory { in_use, limit: self.limit })
            }
            _ => Ok(()),
        }
    }
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::UNLIMITED
    }
}
