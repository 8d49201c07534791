//! The right to act, with everything that goes with it: the time, the agenda, the clients to
//! come, and the metrics that hear each fact.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::agenda::Agenda;
use super::{End, Finished, Task};
use crate::base::{SessionId, Time};
use crate::desk::{
    AlarmId, Class, Desk, Fact, FlowOut, LiveChatInput, Message, Outbox, Refusal, Session,
};
use crate::metrics::{Breach, Metrics};
use crate::plan::{AtHorizon, Plan, Run};
use crate::workload::{Arrival, Crowd, Ending};

/// Whoever holds it may act; there is one.
#[derive(Debug)]
pub struct Baton {
    plan: Arc<Plan>,
    now: Time,
    agenda: Agenda,
    /// The first message of this same instant, and those that were sent after it. Mostly there is
    /// one, and no queue is needed for it.
    first: Option<Message>,
    ready: VecDeque<Message>,
    /// Those who are to come. Apart from the agenda, which they would keep busy: an arrival goes
    /// after everything else of its instant.
    crowd: Crowd,
    /// How the session ended that is about to be retired, where that makes somebody write again.
    ending: Option<(SessionId, Ending)>,
    metrics: Metrics,
    /// Nobody comes from then on.
    horizon: Time,
    end: Time,
    at_horizon: AtHorizon,
    stop: Arc<AtomicBool>,
    stopped: bool,
    broken: Option<Breach>,
    events: u64,
    /// How many there may have been before time moves on.
    most_events: u64,
    came: u64,
    retired: u64,
    /// Boxes of sessions that have ended, for those to come.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept: sessions move as boxes")]
    boxes: Vec<Box<Session>>,
}

impl Baton {
    /// More messages than this at one instant can only be roles that talk in a circle.
    const MOST_AT_ONE_INSTANT: u64 = 5_000_000;

    /// The baton of a replication that has not begun.
    pub(super) fn new(task: &Task) -> Self {
        let plan = &task.plan;
        let run = &plan.run;
        let horizon = Time::ZERO + run.horizon;
        let mut metrics = Metrics::new(plan, task.trace);
        if let Some(sessions) = &task.witness {
            metrics.bear_witness(sessions);
        }
        Self {
            plan: Arc::clone(plan),
            now: Time::ZERO,
            agenda: Agenda::default(),
            first: None,
            ready: Desk::openers(plan).collect(),
            crowd: Crowd::new(plan, task.replication),
            ending: None,
            metrics,
            horizon,
            end: match run.at_horizon {
                AtHorizon::Cut => horizon,
                AtHorizon::Drain => horizon + Run::LONGEST_DRAIN,
            },
            at_horizon: run.at_horizon,
            stop: Arc::clone(&task.stop),
            stopped: false,
            broken: None,
            events: 0,
            most_events: Self::MOST_AT_ONE_INSTANT,
            came: 0,
            retired: 0,
            boxes: Vec::new(),
        }
    }

    /// The present instant.
    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// The next message; `None` when the replication is over.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<Message> {
        if self.first.is_none() && !self.look_further() {
            return None;
        }
        self.events += 1;
        if self.events > self.most_events {
            self.broken = Some(Breach::new(self.now, "roles talk in a circle"));
            return None;
        }
        self.first.take()
    }

    /// The next of those that were sent later is the first now, or, where none is left of this
    /// instant, what is due next. Says whether there is any.
    fn look_further(&mut self) -> bool {
        match self.ready.pop_front() {
            Some(message) => self.first = Some(message),
            None => self.turn(),
        }
        self.first.is_some()
    }

    /// Time moves on to what is due next, if anything is.
    #[inline]
    fn turn(&mut self) {
        let alarm = self.agenda.next_at();
        let arrival = self.crowd.next_at();
        let at = alarm.min(arrival);
        if at >= self.horizon && self.is_over(at) {
            return;
        }
        // Looking at the flag now and then is soon enough.
        if self.events.is_multiple_of(4096) {
            self.stopped |= self.stop.load(Ordering::Relaxed);
        }
        if self.stopped || self.metrics.broken().is_some() {
            return;
        }
        if at != self.now {
            if at < self.now {
                let law = format!("time ran back from {} to {at}", self.now);
                self.broken = Some(Breach::new(self.now, law));
                return;
            }
            self.most_events = self.events + Self::MOST_AT_ONE_INSTANT;
            self.now = at;
            self.metrics.turn_to(at);
        }
        if alarm <= arrival {
            self.first = self.agenda.pop();
        } else {
            self.first = self.arrive();
        }
    }

    /// The next is due after the horizon.
    #[cold]
    fn is_over(&self, next: Time) -> bool {
        let drained = self.at_horizon == AtHorizon::Drain && self.came == self.retired;
        drained || next >= self.end
    }

    #[inline(always)]
    fn arrive(&mut self) -> Option<Message> {
        let (Arrival { session, client, topic, .. }, visit) = self.crowd.next_arrival()?;
        self.came += 1;
        let source = &self.plan.flows[session.flow().index()];
        let live_chat = source.live_chat;
        let about = &self.plan.topics[topic.index()];
        let mut born = Session::new(session, live_chat, topic, client, about.priority, self.now);
        born.look_ahead(about);
        if let Some(visit) = visit {
            born.come_again(visit);
        }
        let session = match self.boxes.pop() {
            Some(mut place) => {
                *place = born;
                place
            }
            None => Box::new(born),
        };
        Some(Message::LiveChat(live_chat, LiveChatInput::Arrive(session)))
    }

    /// Hears how a session ends. Inlined where the fact is known.
    #[inline(always)]
    fn heed(&mut self, fact: Fact) {
        let (session, ending) = match fact {
            Fact::Closed { session, operator, .. } => (session, Ending::Closed(operator)),
            Fact::Abandoned { session, .. } => (session, Ending::Abandoned),
            Fact::LeftInSession { session, silently: false, .. } => (session, Ending::Abandoned),
            Fact::FlowedOut { session, how: FlowOut::Missed, .. } => (session, Ending::SentAway),
            Fact::Refused { session, reason: Refusal::Closed, .. } => {
                (session, Ending::FoundClosed)
            }
            Fact::Refused { session, .. } => (session, Ending::Refused),
            Fact::BotClosed { session, silent: false, .. } => (session, Ending::ClosedByBot),
            _ => return,
        };
        self.ending = Some((session, ending));
    }

    /// Tells the crowd that a session ended.
    fn send_home(&mut self, session: &Session) {
        let heard = self.ending.take().filter(|(id, _)| *id == session.id);
        let ending = heard.map_or(Ending::Otherwise, |(_, ending)| ending);
        let what = (session.id, session.topic);
        if self.crowd.ended(self.now, what, session.visit.as_deref(), ending) {
            let (live_chat, arrived) = (session.live_chat, session.arrived);
            let answered = session.is_answered();
            let fact = Fact::WillTryAgain { live_chat, arrived, answered };
            self.metrics.fact(fact);
        }
    }

    /// What is known about a breach that others found.
    pub(super) fn testify(self, breach: Breach) -> Breach {
        self.metrics.testify(breach)
    }

    /// What came of the replication, with so many sessions still held by roles.
    pub(super) fn finish(self, held: u64) -> End {
        if self.stopped {
            return End::Stopped;
        }
        if let Some(breach) = self.broken {
            return End::Broken(self.metrics.testify(breach));
        }
        if let Some(breach) = self.metrics.broken().cloned() {
            return End::Broken(self.metrics.testify(breach));
        }
        if self.came != self.retired + held {
            let (came, retired) = (self.came, self.retired);
            let law = format!("{came} sessions came, {retired} ended, {held} are left");
            return End::Broken(self.metrics.testify(Breach::new(self.now, law)));
        }
        let end = match self.at_horizon {
            AtHorizon::Cut => Time::ZERO + self.plan.run.horizon,
            AtHorizon::Drain => self.now,
        };
        match self.metrics.finish(end, held) {
            Ok(metrics) => {
                let (events, sessions) = (self.events, self.came);
                End::Finished(Box::new(Finished { metrics, events, sessions }))
            }
            Err(breach) => End::Broken(breach),
        }
    }
}

impl Outbox for Baton {
    #[inline(always)]
    fn send(&mut self, message: Message) {
        if self.first.is_none() && self.ready.is_empty() {
            self.first = Some(message);
        } else {
            self.ready.push_back(message);
        }
    }

    #[inline]
    fn wake(&mut self, at: Time, class: Class, message: Message) -> AlarmId {
        self.agenda.enter(at, class, message)
    }

    #[inline]
    fn cancel(&mut self, alarm: AlarmId) {
        self.agenda.call_off(alarm);
    }

    #[inline(always)]
    fn fact(&mut self, fact: Fact) {
        if self.crowd.heeds() {
            self.heed(fact);
        }
        self.metrics.fact(fact);
    }

    #[inline]
    fn retire(&mut self, session: Box<Session>) {
        self.retired += 1;
        if self.crowd.heeds() {
            self.send_home(&session);
        }
        // More than this are never in use at once twice: memory must not follow a peak for ever.
        if self.boxes.len() < 1024 {
            self.boxes.push(session);
        }
    }
}
