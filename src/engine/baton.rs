//! The right to act, with everything that goes with it: the time, the agenda, the clients to
//! come, and the metrics that hear each fact.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::agenda::Agenda;
use super::{End, Finished, Task};
use crate::base::{FlowId, Time};
use crate::desk::{AlarmId, Class, Desk, Fact, LiveChatInput, Message, Outbox, Session};
use crate::metrics::Metrics;
use crate::plan::{AtHorizon, Plan, Run};
use crate::workload::{Arrival, ArrivalStream};

/// Whoever holds it may act; there is one.
#[derive(Debug)]
pub struct Baton {
    plan: Arc<Plan>,
    now: Time,
    agenda: Agenda,
    /// Messages of this same instant, in the order in which they were sent.
    ready: VecDeque<Message>,
    flows: Vec<(ArrivalStream, Option<Arrival>)>,
    /// When the next of each flow comes. Apart from the agenda, which it would keep busy: an
    /// arrival goes after everything else of its instant.
    arrivals: BinaryHeap<Reverse<(Time, FlowId)>>,
    metrics: Metrics,
    end: Time,
    at_horizon: AtHorizon,
    stop: Arc<AtomicBool>,
    stopped: bool,
    broken: Option<String>,
    events: u64,
    /// Messages since time last moved.
    at_this_instant: u64,
    came: u64,
    retired: u64,
    /// Boxes of sessions that have ended, for those to come.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept: sessions move as boxes")]
    boxes: Vec<Box<Session>>,
}

impl Baton {
    /// More messages than this at one instant can only be roles that talk in a circle.
    const MOST_AT_ONE_INSTANT: u64 = 50_000_000;

    /// The baton of a replication that has not begun.
    pub(super) fn new(task: &Task) -> Self {
        let plan = &task.plan;
        let run = &plan.run;
        let horizon = Time::ZERO + run.horizon;
        let streams = (0..plan.flows.len())
            .map(|i| ArrivalStream::new(Arc::clone(plan), FlowId::from(i), task.replication));
        let mut baton = Self {
            plan: Arc::clone(plan),
            now: Time::ZERO,
            agenda: Agenda::default(),
            ready: Desk::openers(plan).collect(),
            flows: streams.map(|stream| (stream, None)).collect(),
            arrivals: BinaryHeap::new(),
            metrics: Metrics::new(plan, task.trace),
            end: match run.at_horizon {
                AtHorizon::Cut => horizon,
                AtHorizon::Drain => horizon + Run::LONGEST_DRAIN,
            },
            at_horizon: run.at_horizon,
            stop: Arc::clone(&task.stop),
            stopped: false,
            broken: None,
            events: 0,
            at_this_instant: 0,
            came: 0,
            retired: 0,
            boxes: Vec::new(),
        };
        for flow in 0..baton.flows.len() {
            baton.expect(flow);
        }
        baton
    }

    /// The present instant.
    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// The next message; `None` when the replication is over.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Message> {
        self.events += 1;
        self.at_this_instant += 1;
        if let Some(message) = self.ready.pop_front() {
            if self.at_this_instant > Self::MOST_AT_ONE_INSTANT {
                self.broken = Some(format!("{}: roles talk in a circle", self.now));
                return None;
            }
            return Some(message);
        }
        let message = self.turn();
        self.events -= u64::from(message.is_none());
        message
    }

    /// Nothing is left of this instant: time moves on.
    fn turn(&mut self) -> Option<Message> {
        let alarm = self.agenda.next_at().unwrap_or(Time::NEVER);
        let arrival = self.arrivals.peek().map_or(Time::NEVER, |Reverse((at, _))| *at);
        let at = alarm.min(arrival);
        if at >= self.end || self.is_over(at) {
            return None;
        }
        if at < self.now {
            self.broken = Some(format!("time ran back from {} to {at}", self.now));
            return None;
        }
        if at > self.now {
            self.at_this_instant = 0;
        }
        self.now = at;
        if alarm <= arrival { self.agenda.pop().map(|(_, message)| message) } else { self.arrive() }
    }

    fn is_over(&mut self, next: Time) -> bool {
        // Looking at the flag and at the laws now and then is soon enough.
        if self.events.is_multiple_of(4096) {
            self.stopped |= self.stop.load(Ordering::Relaxed);
        }
        let drained = self.at_horizon == AtHorizon::Drain
            && next >= Time::ZERO + self.plan.run.horizon
            && self.came == self.retired;
        drained || self.stopped || self.metrics.broken().is_some()
    }

    fn arrive(&mut self) -> Option<Message> {
        let Reverse((_, flow)) = self.arrivals.pop()?;
        let Arrival { session, client, topic, .. } = self.flows[flow.index()].1.take()?;
        self.expect(flow.index());
        self.came += 1;
        let source = &self.plan.flows[flow.index()];
        let live_chat = source.live_chat;
        let born = Session::new(session, live_chat, topic, client, source.client_group, self.now);
        let session = match self.boxes.pop() {
            Some(mut place) => {
                *place = born;
                place
            }
            None => Box::new(born),
        };
        Some(Message::LiveChat(live_chat, LiveChatInput::Arrive(session)))
    }

    /// Enters the next arrival of a flow.
    fn expect(&mut self, flow: usize) {
        let (stream, expected) = &mut self.flows[flow];
        *expected = stream.next_arrival();
        if let Some(arrival) = expected {
            self.arrivals.push(Reverse((arrival.at, FlowId::from(flow))));
        }
    }

    /// What came of the replication, with so many sessions still held by roles.
    pub(super) fn finish(self, held: u64) -> End {
        if self.stopped {
            return End::Stopped;
        }
        if let Some(law) = self.broken {
            return End::Broken(law);
        }
        if self.came != self.retired + held {
            let (came, retired) = (self.came, self.retired);
            return End::Broken(format!("{came} sessions came, {retired} ended, {held} are left"));
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
            Err(law) => End::Broken(law),
        }
    }
}

impl Outbox for Baton {
    fn send(&mut self, message: Message) {
        self.ready.push_back(message);
    }

    fn wake(&mut self, at: Time, class: Class, message: Message) -> AlarmId {
        self.agenda.enter(at, class, message)
    }

    fn cancel(&mut self, alarm: AlarmId) {
        self.agenda.call_off(alarm);
    }

    fn fact(&mut self, fact: Fact) {
        self.metrics.fact(self.now, &fact);
    }

    fn retire(&mut self, session: Box<Session>) {
        self.retired += 1;
        // More than this are never in use at once twice: memory must not follow a peak for ever.
        if self.boxes.len() < 1024 {
            self.boxes.push(session);
        }
    }
}
