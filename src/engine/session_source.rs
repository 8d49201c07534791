//! Where sessions come from and where they go when they end: the arrival process, and the boxes
//! that sessions move in.
//!
//! It knows neither the order of events nor what is measured, so every host can use it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::base::Time;
use crate::desk::{ArrivalFact, LiveChatInput, Message, Session};
use crate::plan::Plan;
use crate::workload::{Arrival, ArrivalProcess, Ending};

/// Makes a session of each arrival and takes back the sessions that have ended.
#[derive(Debug)]
pub(super) struct SessionSource {
    plan: Arc<Plan>,
    arrivals: ArrivalProcess,
    /// Boxes of sessions that have ended, to be used again.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept: sessions move as boxes")]
    pool: Vec<Box<Session>>,
}

impl SessionSource {
    /// More boxes than this are rarely in use at once twice: memory must not follow a peak for ever.
    const MAX_POOLED: usize = 1024;

    /// The sessions of one replication. Once `stop` is set they may end too early.
    pub(super) fn new(plan: &Arc<Plan>, replication: u32, stop: &Arc<AtomicBool>) -> Self {
        let arrivals = ArrivalProcess::new(plan, replication, stop);
        Self { plan: Arc::clone(plan), arrivals, pool: Vec::new() }
    }

    /// When the next session arrives; [`Time::NEVER`] if none is to come.
    #[inline]
    pub(super) fn next_at(&self) -> Time {
        self.arrivals.next_at()
    }

    /// The session that arrives at this instant, on its way to its live chat.
    #[inline(always)]
    pub(super) fn next_session(&mut self, now: Time) -> Option<Message> {
        let (Arrival { session, client, topic, .. }, history) = self.arrivals.next_arrival()?;
        let flow = &self.plan.flows[session.flow().index()];
        let live_chat = flow.live_chat;
        let topic_plan = &self.plan.topics[topic.index()];
        let mut new_session =
            Session::new(session, live_chat, topic, client, topic_plan.priority, now);
        new_session.predraw_effort(topic_plan);
        if let Some(history) = history {
            new_session.set_history(history);
        }
        let session = match self.pool.pop() {
            Some(mut pooled) => {
                *pooled = new_session;
                pooled
            }
            None => Box::new(new_session),
        };
        Some(Message::LiveChat(live_chat, LiveChatInput::Arrive(session)))
    }

    /// How many clients are to write again.
    pub(super) fn scheduled_count(&self) -> u64 {
        self.arrivals.scheduled_count()
    }

    /// How much memory the clients who are to write again take.
    pub(super) fn bytes(&self) -> u64 {
        self.arrivals.bytes()
    }

    /// Whether the arrival process must be told how sessions end: only if some client of the plan
    /// may write again.
    #[inline]
    pub(super) fn needs_endings(&self) -> bool {
        self.arrivals.needs_endings()
    }

    /// Tells the arrival process how a session ended. The fact is that its client will try again.
    pub(super) fn report_ending(
        &mut self,
        now: Time,
        session: &Session,
        ending: Ending,
    ) -> Option<ArrivalFact> {
        let history = session.history.as_deref();
        let tries_again =
            self.arrivals.note_ending(now, session.id, session.topic, history, ending);
        tries_again.then(|| ArrivalFact::RetrialScheduled {
            live_chat: session.live_chat,
            arrived: session.arrived,
            answered: session.is_answered(),
        })
    }

    /// Takes back the box of a session that has ended.
    #[inline]
    pub(super) fn recycle(&mut self, session: Box<Session>) {
        if self.pool.len() < Self::MAX_POOLED {
            self.pool.push(session);
        }
    }
}
