//! One replication: each fact is recorded and judged, and observed by what is there for that run.

use std::sync::Arc;

use super::batches::Batches;
use super::invariants::{FlightRecorder, InvariantChecker, Judgement};
use super::recording::TallyRecorder;
use super::results::Violation;
use super::session_sink::SessionTrace;
use super::trace::Trace;
use super::tracked::{ReplicationValues, TrackedFigure, Tracking};
use super::visits::{VisitCounts, Visits};
use crate::base::{SessionId, Time};
use crate::desk::{Fact, RecordableFact};
use crate::plan::{LicenseKind, Plan};

/// The figures of one replication, and whether everything holds that must.
#[derive(Debug)]
pub struct Metrics {
    pub(super) recorder: TallyRecorder,
    invariants: InvariantChecker,
    now: Time,
    /// Some of the following observe, or an invariant that looks at each waiting session: asked once
    /// for each fact.
    has_observers: bool,
    /// What they are about to observe.
    current_fact: Option<Fact>,
    pub(super) trace: Option<Trace>,
    /// One long run, measured in parts.
    pub(super) batches: Option<Box<Batches>>,
    /// By group and interval, for a search for staff.
    visits: Option<Box<Visits>>,
    /// Keeps the facts that lead to a violation.
    flight_recorder: Option<Box<FlightRecorder>>,
    /// Single figures that are wanted of each replication.
    tracking: Option<Box<Tracking>>,
    /// What they came to, once the run has ended.
    values: ReplicationValues,
}

impl Metrics {
    /// Nothing has happened yet.
    pub fn new(plan: &Arc<Plan>) -> Self {
        Self::judged(plan, Judgement::AtEachInstant)
    }

    /// The same where many messages are under way at once. Facts come in an order in which cause goes
    /// before effect.
    pub fn of_concurrent_roles(plan: &Arc<Plan>) -> Self {
        Self::judged(plan, Judgement::UpToMessagesUnderWay)
    }

    fn judged(plan: &Arc<Plan>, judgement: Judgement) -> Self {
        let invariants = InvariantChecker::new(plan, judgement);
        let batches = plan.run.statistics.batches;
        let visits = plan.run.statistics.late_visits.map(|late| Box::new(Visits::new(plan, late)));
        Self {
            recorder: TallyRecorder::new(plan),
            now: Time::ZERO,
            has_observers: batches.is_some() || visits.is_some() || invariants.is_constrained(),
            invariants,
            current_fact: None,
            trace: None,
            batches: batches.map(|number| Box::new(Batches::new(plan, number))),
            visits,
            flight_recorder: None,
            tracking: None,
            values: Vec::new(),
        }
    }

    /// The first invariant that did not hold of those about slots and counts, and how often none did.
    pub fn over_assignments(&self) -> (u64, Option<&Violation>) {
        (self.recorder.violations(), self.recorder.violation())
    }

    /// The first invariant that did not hold so far, those about slots and counts apart.
    pub fn violation_apart_from_slots(&self) -> Option<&Violation> {
        self.invariants.violation()
    }

    /// Of concurrent roles: instants at whose end a session waited while an operator was free who
    /// serves its queue.
    pub fn idle_instants(&self) -> u64 {
        self.invariants.idle_instants()
    }

    /// Gives a row for each session from now on, at the start of this replication.
    #[must_use]
    pub fn tracing(mut self, plan: &Arc<Plan>, replication: u32, trace: &SessionTrace) -> Self {
        self.trace = Trace::new(plan, replication, trace);
        self.has_observers |= self.trace.is_some();
        self
    }

    /// Tracks these figures from now on, at the start of a run.
    #[must_use]
    pub fn tracking(mut self, plan: &Arc<Plan>, figures: &Arc<[TrackedFigure]>) -> Self {
        let tracking = Tracking::new(plan, figures);
        self.has_observers |= tracking.has_windows();
        self.tracking = Some(Box::new(tracking));
        self
    }

    /// What this replication says about the tracked figures; nothing before it has ended.
    pub fn values(&self) -> &ReplicationValues {
        &self.values
    }

    /// The same, taken out.
    pub fn take_values(&mut self) -> ReplicationValues {
        std::mem::take(&mut self.values)
    }

    /// How many sessions are at the desk, as the facts have it.
    pub fn present(&self) -> u64 {
        self.recorder.present()
    }

    /// The mean number of sessions at the desk in each interval of a run that has ended.
    pub fn present_by_interval(&self) -> impl Iterator<Item = f64> + '_ {
        self.recorder.present_by_interval()
    }

    /// Visits by group and interval, if they were counted.
    pub fn visits(&self) -> Option<&VisitCounts> {
        self.visits.as_deref().map(Visits::counts)
    }

    /// Clients who gave up, before any answer or while they waited after a transfer, or were not let in,
    /// of all live chats.
    pub fn lost_clients(&self) -> u64 {
        let lost =
            self.recorder.chats.iter().map(|chat| {
                chat.outcomes.abandoned + chat.outcomes.refused + chat.lost_after_transfer
            });
        lost.sum()
    }

    /// How often a license of this kind was refused, and the most that were held at once.
    pub fn licenses(&self, kind: LicenseKind) -> (u64, u32) {
        let tally = self.recorder.licenses.of_kind(kind);
        (tally.refused, tally.held.max())
    }

    /// Nothing further will happen: the run ended at `end`, with so many sessions at the desk.
    ///
    /// # Errors
    /// The first invariant that did not hold.
    pub fn finish(mut self, end: Time, at_the_desk: u64) -> Result<Self, Violation> {
        self.check_boundary(end);
        self.recorder.close(end);
        if let Some(trace) = &mut self.trace {
            trace.finish();
        }
        self.invariants.check_end(end, &self.recorder, at_the_desk);
        if let Some(batches) = &mut self.batches {
            batches.finish(end);
        }
        if let Some(tracking) = self.tracking.take() {
            self.values = tracking.finish(end, &self.recorder);
        }
        match self.violation().cloned() {
            Some(violation) => Err(self.with_evidence(violation)),
            None => Ok(self),
        }
    }

    /// The first invariant that did not hold so far.
    #[inline]
    pub fn violation(&self) -> Option<&Violation> {
        match (self.invariants.violation(), self.recorder.violation()) {
            (Some(judged), Some(counted)) if counted.at < judged.at => Some(counted),
            (Some(judged), Some(_) | None) => Some(judged),
            (None, counted) => counted,
        }
    }

    /// Keeps from now on the facts that lead to a violation: what happens to these sessions, and the
    /// last that happens at all.
    pub fn record_evidence(&mut self, sessions: &[SessionId]) {
        self.flight_recorder = Some(Box::new(FlightRecorder::new(sessions)));
        self.has_observers = true;
    }

    /// A violation with all that is known about it.
    #[must_use]
    pub fn with_evidence(self, mut violation: Violation) -> Violation {
        violation.facts =
            self.flight_recorder.map(|recorder| recorder.into_facts()).unwrap_or_default();
        violation
    }

    /// It is another instant from now on, and what was to hold when the one before was over is
    /// judged.
    #[inline(always)]
    pub fn advance_to(&mut self, now: Time) {
        self.invariants.advance_to(now);
        if self.recorder.is_checkpoint(now) {
            self.check_boundary(now);
        }
        self.recorder.advance_to(now);
        self.now = now;
    }

    /// If an interval is over, each open session has to be in one place.
    #[cold]
    fn check_boundary(&mut self, now: Time) {
        if let Some(boundary) = self.recorder.boundary_passed(now) {
            self.invariants.check_boundary(boundary, &self.recorder);
        }
    }

    /// Something happened at the present instant. Inlined where it is recorded, and handed on by
    /// value, so that a fact that is known there is neither built nor taken apart: whatever is lent to
    /// a function has to be built. For those who observe it is laid down in a field.
    #[inline(always)]
    pub fn observe<F: RecordableFact>(&mut self, fact: F) {
        if self.has_observers {
            self.current_fact = Some(fact.into());
            self.notify_observers();
        }
        fact.notify(&mut self.invariants);
        fact.notify(&mut self.recorder);
    }

    #[cold]
    #[inline(never)]
    fn notify_observers(&mut self) {
        let Some(fact) = self.current_fact.take() else { return };
        if let Some(recorder) = &mut self.flight_recorder {
            recorder.observe(self.now, &fact);
        }
        if let Some(trace) = &mut self.trace {
            trace.observe(self.now, &fact);
        }
        if let Some(visits) = &mut self.visits {
            visits.observe(self.now, &fact);
        }
        if let Some(batches) = &mut self.batches {
            batches.observe(self.now, fact);
        }
        if let Some(tracking) = &mut self.tracking
            && tracking.has_windows()
        {
            tracking.observe(self.now, fact);
        }
        self.invariants.observe_constrained(fact);
    }
}
