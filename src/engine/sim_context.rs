//! The right to act, with everything that goes with it: the time, the agenda, the clients to
//! come, and the metrics that hear each fact.

use std::collections::VecDeque;
use std::sync::Arc;

use super::bounds::{Bounds, EarlyEnd, Holdings};
use super::event_queue::EventQueue;
use super::{FinishedReplication, ReplicationOutcome, ReplicationTask};
use crate::base::{SessionId, Time};
use crate::desk::{
    Class, Desk, Fact, FlowOut, LiveChatInput, Message, Outbox, RefusalReason, Session, TimerId,
};
use crate::metrics::{Metrics, Violation};
use crate::plan::{AtHorizon, Plan, Run};
use crate::workload::{Arrival, ArrivalProcess, Ending};

/// Whoever holds it may act; there is one.
#[derive(Debug)]
pub struct SimContext {
    plan: Arc<Plan>,
    now: Time,
    event_queue: EventQueue,
    /// The first message of this same instant, and those that were sent after it. Mostly there is
    /// one, and no queue is needed for it.
    next_message: Option<Message>,
    same_instant: VecDeque<Message>,
    /// Those who are to come. Apart from the agenda, which they would keep busy: an arrival goes
    /// after everything else of its instant.
    arrivals: ArrivalProcess,
    /// How the session ended that is about to be retired, where that makes somebody write again.
    pending_ending: Option<(SessionId, Ending)>,
    metrics: Metrics,
    /// Nobody comes from then on.
    horizon: Time,
    end: Time,
    at_horizon: AtHorizon,
    bounds: Bounds,
    violation: Option<Violation>,
    events: u64,
    arrived: u64,
    retired: u64,
    /// Boxes of sessions that have ended, for those to come.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept: sessions move as boxes")]
    session_pool: Vec<Box<Session>>,
}

impl SimContext {
    /// The baton of a replication that has not begun.
    pub(super) fn new(task: &ReplicationTask) -> Self {
        let plan = &task.plan;
        let run = &plan.run;
        let horizon = Time::ZERO + run.horizon;
        let mut metrics = Metrics::new(plan, task.trace);
        if let Some(sessions) = &task.evidence_sessions {
            metrics.record_evidence(sessions);
        }
        Self {
            plan: Arc::clone(plan),
            now: Time::ZERO,
            event_queue: EventQueue::default(),
            next_message: None,
            same_instant: Desk::opening_messages(plan).collect(),
            arrivals: ArrivalProcess::new(plan, task.replication, &task.stop),
            pending_ending: None,
            metrics,
            horizon,
            end: match run.at_horizon {
                AtHorizon::Cut => horizon,
                AtHorizon::Drain => horizon + Run::MAX_DRAIN,
            },
            at_horizon: run.at_horizon,
            bounds: Bounds::new(task),
            violation: None,
            events: 0,
            arrived: 0,
            retired: 0,
            session_pool: Vec::new(),
        }
    }

    /// The present instant.
    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// The next message; `None` when the replication is over.
    #[inline(always)]
    pub(super) fn next_message(&mut self) -> Option<Message> {
        if self.next_message.is_none() && !self.fetch_next() {
            return None;
        }
        self.events += 1;
        if self.bounds.must_look_within(self.events) {
            let holdings = self.holdings();
            if !self.bounds.look_within(self.events, &holdings) {
                return None;
            }
        }
        self.next_message.take()
    }

    /// The next of those that were sent later is the first now, or, where none is left of this
    /// instant, what is due next. Says whether there is any.
    fn fetch_next(&mut self) -> bool {
        match self.same_instant.pop_front() {
            Some(message) => self.next_message = Some(message),
            None => self.advance_clock(),
        }
        self.next_message.is_some()
    }

    /// Time moves on to what is due next, if anything is.
    #[inline]
    fn advance_clock(&mut self) {
        let event_at = self.event_queue.next_at();
        let arrival_at = self.arrivals.next_at();
        let at = event_at.min(arrival_at);
        if at >= self.horizon && self.is_over(at) {
            return;
        }
        if self.bounds.must_look(self.events) {
            let holdings = self.holdings();
            self.bounds.look(self.events, &holdings);
        }
        if self.bounds.is_ended() || self.metrics.violation().is_some() {
            return;
        }
        self.bounds.note_cause(self.events);
        if at != self.now {
            if at < self.now {
                let message = format!("time ran back from {} to {at}", self.now);
                self.violation = Some(Violation::new(self.now, message));
                return;
            }
            self.bounds.note_instant(self.events);
            self.now = at;
            self.metrics.advance_to(at);
        }
        if event_at <= arrival_at {
            self.next_message = self.event_queue.pop();
        } else {
            self.next_message = self.create_session();
        }
    }

    /// The next is due after the horizon.
    #[cold]
    fn is_over(&self, next: Time) -> bool {
        let drained = self.at_horizon == AtHorizon::Drain && self.arrived == self.retired;
        drained || next >= self.end
    }

    #[inline(always)]
    fn create_session(&mut self) -> Option<Message> {
        let (Arrival { session, client, topic, .. }, history) = self.arrivals.next_arrival()?;
        self.arrived += 1;
        let flow = &self.plan.flows[session.flow().index()];
        let live_chat = flow.live_chat;
        let topic_plan = &self.plan.topics[topic.index()];
        let mut new_session =
            Session::new(session, live_chat, topic, client, topic_plan.priority, self.now);
        new_session.predraw_effort(topic_plan);
        if let Some(history) = history {
            new_session.set_history(history);
        }
        let session = match self.session_pool.pop() {
            Some(mut pooled) => {
                *pooled = new_session;
                pooled
            }
            None => Box::new(new_session),
        };
        Some(Message::LiveChat(live_chat, LiveChatInput::Arrive(session)))
    }

    /// Hears how a session ends. Inlined where the fact is known.
    #[inline(always)]
    fn record_ending(&mut self, fact: Fact) {
        let (session, ending) = match fact {
            Fact::Closed { session, operator, .. } => (session, Ending::Closed(operator)),
            Fact::Abandoned { session, .. } => (session, Ending::Abandoned),
            Fact::AbandonedInService { session, silently: false, .. } => {
                (session, Ending::Abandoned)
            }
            Fact::FlowedOut { session, kind: FlowOut::Missed, .. } => (session, Ending::FlowedOut),
            Fact::Refused { session, reason: RefusalReason::Closed, .. } => {
                (session, Ending::RefusedClosed)
            }
            Fact::Refused { session, .. } => (session, Ending::Refused),
            Fact::BotClosed { session, silent: false, .. } => (session, Ending::ClosedByBot),
            _ => return,
        };
        self.pending_ending = Some((session, ending));
    }

    /// Tells the crowd that a session ended.
    fn report_ending(&mut self, session: &Session) {
        let recorded = self.pending_ending.take().filter(|(id, _)| *id == session.id);
        let ending = recorded.map_or(Ending::Other, |(_, ending)| ending);
        let session_and_topic = (session.id, session.topic);
        if self.arrivals.note_ending(
            self.now,
            session_and_topic,
            session.history.as_deref(),
            ending,
        ) {
            let (live_chat, arrived) = (session.live_chat, session.arrived);
            let answered = session.is_answered();
            let fact = Fact::RetrialScheduled { live_chat, arrived, answered };
            self.metrics.observe(fact);
        }
    }

    /// What there is that bounds are about.
    #[cold]
    fn holdings(&self) -> Holdings {
        Holdings {
            now: self.now,
            sessions: self.arrived - self.retired,
            clients: self.arrivals.scheduled_count(),
            bytes: self.event_queue.bytes()
                + self.arrivals.bytes()
                + (self.same_instant.capacity() * size_of::<Message>()) as u64,
            timers_are_full: self.event_queue.is_full(),
            pending_messages: self.same_instant.len() as u64
                + u64::from(self.next_message.is_some()),
        }
    }

    /// What is known about a breach that others found.
    pub(super) fn with_evidence(self, violation: Violation) -> Violation {
        self.metrics.with_evidence(violation)
    }

    /// What came of the replication, with so many sessions still held by roles.
    pub(super) fn finish(mut self, held: u64) -> ReplicationOutcome {
        match self.bounds.early_end() {
            Some(EarlyEnd::Stopped) => return ReplicationOutcome::Stopped,
            Some(EarlyEnd::Bound(bound)) => return ReplicationOutcome::BoundReached(bound),
            Some(EarlyEnd::TalkInCircle) => {
                self.violation = Some(Violation::new(self.now, "roles talk in a circle"));
            }
            None => {}
        }
        if let Some(violation) = self.violation {
            return ReplicationOutcome::Failed(self.metrics.with_evidence(violation));
        }
        if let Some(violation) = self.metrics.violation().cloned() {
            return ReplicationOutcome::Failed(self.metrics.with_evidence(violation));
        }
        if self.arrived != self.retired + held {
            let (came, retired) = (self.arrived, self.retired);
            let message = format!("{came} sessions came, {retired} ended, {held} are left");
            return ReplicationOutcome::Failed(
                self.metrics.with_evidence(Violation::new(self.now, message)),
            );
        }
        let end = match self.at_horizon {
            AtHorizon::Cut => Time::ZERO + self.plan.run.horizon,
            AtHorizon::Drain => self.now,
        };
        match self.metrics.finish(end, held) {
            Ok(metrics) => {
                let (events, sessions) = (self.events, self.arrived);
                ReplicationOutcome::Finished(Box::new(FinishedReplication {
                    metrics,
                    events,
                    sessions,
                }))
            }
            Err(violation) => ReplicationOutcome::Failed(violation),
        }
    }
}

impl Outbox for SimContext {
    #[inline(always)]
    fn send(&mut self, message: Message) {
        if self.next_message.is_none() && self.same_instant.is_empty() {
            self.next_message = Some(message);
        } else {
            self.same_instant.push_back(message);
        }
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
    fn record_fact(&mut self, fact: Fact) {
        if self.arrivals.needs_endings() {
            self.record_ending(fact);
        }
        self.metrics.observe(fact);
    }

    #[inline]
    fn retire(&mut self, session: Box<Session>) {
        self.retired += 1;
        if self.arrivals.needs_endings() {
            self.report_ending(&session);
        }
        // More than this are never in use at once twice: memory must not follow a peak for ever.
        if self.session_pool.len() < 1024 {
            self.session_pool.push(session);
        }
    }
}
