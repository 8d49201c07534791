//! The context of a replication in virtual time: the clock, and the parts that move with it.
//!
//! It decides what happens next (the next message of this instant, the next event or the next
//! arrival) and when the run is over. What roles answer goes to its parts: messages to the
//! [`EventQueue`], facts to the [`Recorder`], ended sessions to the [`SessionSource`]. The host of the
//! wall clock has a time, timers and a ledger of its own, and the latter part as it is.

use std::any::Any;

use super::bounds::{Bounds, EarlyEnd, Holdings};
use super::event_queue::EventQueue;
use super::recorder::Recorder;
use super::session_source::SessionSource;
use super::{FinishedReplication, ReplicationOutcome, ReplicationTask, violation_of_panic};
use crate::base::Time;
use crate::desk::{Class, Desk, Message, Outbox, RecordableFact, Session, TimerId};
use crate::metrics::Violation;
use crate::plan::{AtHorizon, Run};
use crate::workload::Ending;

/// Time and its parts. There is one in a replication, and one role at a time acts on it.
#[derive(Debug)]
pub(super) struct SimContext {
    now: Time,
    event_queue: EventQueue,
    sessions: SessionSource,
    recorder: Recorder,
    /// No session arrives from then on.
    horizon: Time,
    /// Nothing happens from then on.
    end: Time,
    at_horizon: AtHorizon,
    /// After so many messages a drain is over; known once it has begun.
    drain_messages: Option<u64>,
    bounds: Bounds,
    /// How many messages roles were given.
    events: u64,
}

impl SimContext {
    /// The context of a replication that has not begun.
    pub(super) fn new(task: &ReplicationTask) -> Self {
        let plan = &task.plan;
        let run = &plan.run;
        let horizon = Time::ZERO + run.horizon;
        Self {
            now: Time::ZERO,
            event_queue: EventQueue::new(Desk::opening_messages(plan)),
            sessions: SessionSource::new(plan, task.replication, &task.stop),
            recorder: Recorder::new(task),
            horizon,
            end: match run.at_horizon {
                AtHorizon::Cut => horizon,
                AtHorizon::Drain => horizon + Run::MAX_DRAIN,
            },
            at_horizon: run.at_horizon,
            drain_messages: None,
            bounds: Bounds::new(task),
            events: 0,
        }
    }

    /// The present instant.
    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// The next message; `None` when the replication is over.
    #[inline(always)]
    pub(super) fn next_message(&mut self) -> Option<Message> {
        if !self.event_queue.has_first() && !self.fetch_next() {
            return None;
        }
        self.events += 1;
        if self.bounds.must_look_within(self.events) {
            let holdings = self.holdings();
            if !self.bounds.look_within(self.events, &holdings) {
                return None;
            }
        }
        self.event_queue.take_first()
    }

    /// The next message comes from this instant or, if it has none left, from a later one. Says
    /// whether there is any.
    fn fetch_next(&mut self) -> bool {
        if !self.event_queue.follow() {
            self.advance_clock();
        }
        self.event_queue.has_first()
    }

    /// Moves time on to the next event or arrival, if there is one before the run is over.
    #[inline]
    fn advance_clock(&mut self) {
        let event_at = self.event_queue.next_at();
        let arrival_at = self.sessions.next_at();
        let at = event_at.min(arrival_at);
        if at >= self.horizon && self.is_over(at) {
            return;
        }
        if self.bounds.must_look(self.events) {
            let holdings = self.holdings();
            self.bounds.look(self.events, &holdings);
        }
        if self.bounds.is_ended() || self.recorder.has_violation() {
            return;
        }
        self.bounds.note_cause(self.events);
        if at != self.now {
            if at < self.now {
                let message = format!("time ran back from {} to {at}", self.now);
                self.recorder.report(Violation::new(self.now, message));
                return;
            }
            self.bounds.note_instant(self.events);
            self.now = at;
            self.recorder.advance_to(at);
        }
        if event_at <= arrival_at {
            self.event_queue.begin_with_event();
        } else {
            self.begin_with_arrival();
        }
    }

    /// Whether the run ends before an event or arrival that is due after the horizon.
    #[cold]
    fn is_over(&mut self, next: Time) -> bool {
        if next >= self.end {
            return true;
        }
        // Sessions may be handed round for ever: the work of a drain is bounded by that before it.
        let before = self.events;
        let most = *self.drain_messages.get_or_insert_with(|| {
            before + Bounds::MIN_DRAIN_MESSAGES.max(Bounds::DRAIN_FACTOR * before)
        });
        self.events > most || self.recorder.has_no_open_session()
    }

    #[inline(always)]
    fn begin_with_arrival(&mut self) {
        let arrival = self.sessions.next_session(self.now);
        if arrival.is_some() {
            self.recorder.record_arrival();
        }
        self.event_queue.begin_with(arrival);
    }

    fn report_ending(&mut self, session: &Session, ending: Ending) {
        if let Some(fact) = self.sessions.report_ending(self.now, session, ending) {
            self.recorder.record(fact);
        }
    }

    /// What a replication holds that bounds are about.
    #[cold]
    fn holdings(&self) -> Holdings {
        Holdings {
            now: self.now,
            sessions: self.recorder.open_sessions(),
            clients: self.sessions.scheduled_count(),
            bytes: self.event_queue.bytes() + self.sessions.bytes(),
            timers_are_full: self.event_queue.is_full(),
            pending_messages: self.event_queue.pending_count(),
        }
    }

    /// A role, or a part of the context, panicked.
    #[cold]
    pub(super) fn report_panic(&mut self, payload: &(dyn Any + Send)) {
        self.recorder.report(violation_of_panic(self.now, payload));
    }

    /// The replication is over, and the roles hold so many sessions: what came of it.
    pub(super) fn finish(mut self, held: u64) -> ReplicationOutcome {
        match self.bounds.early_end() {
            Some(EarlyEnd::Stopped) => return ReplicationOutcome::Stopped,
            Some(EarlyEnd::Bound(bound)) => return ReplicationOutcome::BoundReached(bound),
            Some(EarlyEnd::TalkInCircle) => {
                self.recorder.report(Violation::new(self.now, "roles talk in a circle"));
            }
            None => {}
        }
        let end = match self.at_horizon {
            AtHorizon::Cut => self.horizon,
            AtHorizon::Drain => self.now,
        };
        let (events, sessions) = (self.events, self.recorder.arrived());
        match self.recorder.finish(self.now, end, held) {
            Ok(metrics) => ReplicationOutcome::Finished(Box::new(FinishedReplication {
                metrics,
                events,
                sessions,
            })),
            Err(violation) => ReplicationOutcome::Failed(violation),
        }
    }
}

impl Outbox for SimContext {
    #[inline(always)]
    fn send(&mut self, message: Message) {
        self.event_queue.send(message);
    }

    #[inline]
    fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        self.event_queue.schedule(at, class, message)
    }

    #[inline]
    fn cancel(&mut self, timer: TimerId) {
        self.event_queue.cancel(timer);
    }

    #[inline(always)]
    fn record_fact(&mut self, fact: impl RecordableFact) {
        self.recorder.record(fact);
    }

    #[inline]
    fn retire(&mut self, session: Box<Session>, ending: Ending) {
        self.recorder.record_retirement();
        if self.sessions.needs_endings() {
            self.report_ending(&session, ending);
        }
        self.sessions.recycle(session);
    }
}
