//! Where replications come from: they are simulated here, or were simulated elsewhere and put down. What is
//! made of them does not depend on it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::RunError;
use super::options::Options;
use super::warm_up::FoundWarmUp;
use super::workers::{WorkOrder, Workers};
use crate::engine::FinishedReplication;
use crate::metrics::{ReplicationRecord, ReplicationStats, ReplicationValues, SessionRow};

/// Where the replications of a plan come from.
#[derive(Clone, Debug, Default)]
pub enum ReplicationSource {
    /// They are simulated.
    #[default]
    Simulated,
    /// They were simulated elsewhere.
    Recorded(Arc<dyn RecordedReplications>),
}

/// Replications of one plan that were simulated elsewhere.
pub trait RecordedReplications: fmt::Debug + Send + Sync {
    /// The warm-up with which they were run, if a pilot found it.
    fn warm_up(&self) -> Option<FoundWarmUp>;

    /// The replication of this number, which is asked for in ascending order.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn record(&self, replication: u32) -> Result<ReplicationRecord, String>;
}

/// What came of one replication.
pub(super) enum Replicated {
    Here(Box<FinishedReplication>),
    Elsewhere(Box<ReplicationRecord>),
}

impl Replicated {
    pub(super) fn events(&self) -> u64 {
        match self {
            Self::Here(finished) => finished.events,
            Self::Elsewhere(record) => record.events,
        }
    }

    pub(super) fn sessions(&self) -> u64 {
        match self {
            Self::Here(finished) => finished.sessions,
            Self::Elsewhere(record) => record.sessions,
        }
    }

    pub(super) fn take_values(&mut self) -> ReplicationValues {
        match self {
            Self::Here(finished) => finished.metrics.take_values(),
            Self::Elsewhere(record) => std::mem::take(&mut record.values),
        }
    }

    /// Adds it to the others; gives its sessions' rows back, if it kept any.
    pub(super) fn add_to(self, stats: &mut ReplicationStats) -> Result<Vec<SessionRow>, RunError> {
        match self {
            Self::Here(finished) => Ok(stats.add(finished.metrics)),
            Self::Elsewhere(record) => match stats.add_record(&record) {
                Ok(()) => Ok(Vec::new()),
                Err(error) => Err(RunError::Record(error.to_string())),
            },
        }
    }
}

/// Brings the replications of a plan in their order.
pub(super) enum Feed {
    Simulated(Workers),
    Recorded { source: Arc<dyn RecordedReplications>, first: u32, next: u32, requested: u32 },
}

impl Feed {
    /// As the options say.
    pub(super) fn start(order: WorkOrder, options: &Options) -> Result<Self, RunError> {
        match &options.source {
            ReplicationSource::Simulated => Workers::start(order, options).map(Self::Simulated),
            ReplicationSource::Recorded(source) => Ok(Self::Recorded {
                source: Arc::clone(source),
                first: order.first_replication,
                next: 0,
                requested: order.requested,
            }),
        }
    }

    /// The next replication; `None`: there are no more, or `stop` was set.
    pub(super) fn next(
        &mut self,
        stop: &AtomicBool,
        idle: &dyn Fn(),
    ) -> Result<Option<Replicated>, RunError> {
        match self {
            Self::Simulated(workers) => {
                let finished = workers.next(stop, idle)?;
                Ok(finished.map(|finished| Replicated::Here(Box::new(finished))))
            }
            Self::Recorded { source, first, next, requested } => {
                if *next >= *requested || stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let record = source.record(*first + *next).map_err(RunError::Record)?;
                *next += 1;
                Ok(Some(Replicated::Elsewhere(Box::new(record))))
            }
        }
    }

    /// What came last is done with; so many are asked for now.
    pub(super) fn mark_folded(&mut self, number: u32) {
        match self {
            Self::Simulated(workers) => workers.mark_folded(number),
            Self::Recorded { requested, .. } => *requested = number,
        }
    }

    /// No more are asked for.
    pub(super) fn close(&mut self) {
        match self {
            Self::Simulated(workers) => workers.close(),
            Self::Recorded { next, requested, .. } => *requested = *next,
        }
    }
}
