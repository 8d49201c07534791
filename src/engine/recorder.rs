//! What a run records: figures, invariants, and whether every session is accounted for.
//!
//! It is given facts and the passing of time, and nothing else: it knows neither where facts come
//! from nor whether time is simulated or measured, so every host can use it.

use super::ReplicationTask;
use crate::base::Time;
use crate::desk::RecordableFact;
use crate::metrics::{Metrics, Violation};

/// The figures and invariants of one run.
#[derive(Debug)]
pub(super) struct Recorder {
    metrics: Metrics,
    /// An invariant of the host that did not hold; those of the desk are in `metrics`.
    violation: Option<Violation>,
    arrived: u64,
    retired: u64,
}

impl Recorder {
    /// Nothing has happened yet.
    pub(super) fn new(task: &ReplicationTask) -> Self {
        let mut metrics =
            Metrics::new(&task.plan).tracing(&task.plan, task.replication, &task.trace);
        if !task.tracked.is_empty() {
            metrics = metrics.tracking(&task.plan, &task.tracked);
        }
        if let Some(sessions) = &task.evidence_sessions {
            metrics.record_evidence(sessions);
        }
        Self { metrics, violation: None, arrived: 0, retired: 0 }
    }

    /// Time has moved on: what must hold at the end of an instant is checked.
    #[inline(always)]
    pub(super) fn advance_to(&mut self, at: Time) {
        self.metrics.advance_to(at);
    }

    /// Something happened at the present instant.
    #[inline(always)]
    pub(super) fn record(&mut self, fact: impl RecordableFact) {
        self.metrics.observe(fact);
    }

    /// A session came into being.
    #[inline]
    pub(super) fn record_arrival(&mut self) {
        self.arrived += 1;
    }

    /// A session ended and was given back.
    #[inline]
    pub(super) fn record_retirement(&mut self) {
        self.retired += 1;
    }

    /// How many sessions came into being.
    pub(super) fn arrived(&self) -> u64 {
        self.arrived
    }

    /// How many sessions came into being and have not ended.
    pub(super) fn open_sessions(&self) -> u64 {
        self.arrived - self.retired
    }

    /// Every session that came into being has ended.
    pub(super) fn has_no_open_session(&self) -> bool {
        self.arrived == self.retired
    }

    /// The host itself found that something does not hold. The first such finding is kept.
    #[cold]
    pub(super) fn report(&mut self, violation: Violation) {
        self.violation.get_or_insert(violation);
    }

    /// Whether an invariant of the desk did not hold so far.
    #[inline]
    pub(super) fn has_violation(&self) -> bool {
        self.metrics.violation().is_some()
    }

    /// The run is over: its last instant was `now`, it counts up to `end`, and the roles hold `held`
    /// sessions.
    ///
    /// # Errors
    /// The first invariant that did not hold, with the evidence that was kept.
    pub(super) fn finish(mut self, now: Time, end: Time, held: u64) -> Result<Metrics, Violation> {
        let violation = self.violation.take().or_else(|| self.metrics.violation().cloned());
        match violation.or_else(|| self.lost_sessions(now, held)) {
            Some(violation) => Err(self.metrics.with_evidence(violation)),
            None => self.metrics.finish(end, held),
        }
    }

    /// A session that neither ended nor is held by a role was lost on the way.
    fn lost_sessions(&self, now: Time, held: u64) -> Option<Violation> {
        let (arrived, retired) = (self.arrived, self.retired);
        let message = || format!("{arrived} sessions came, {retired} ended, {held} are left");
        (arrived != retired + held).then(|| Violation::new(now, message()))
    }
}
