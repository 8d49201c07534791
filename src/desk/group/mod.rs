//! A group of operators: the queue that its members serve.
//!
//! - **Owns** the group's queue, and, where its shifts are positions that members fill in turn, who has
//!   nothing on hand and whose positions have ended.
//! - **Inputs**: [`GroupInput`].
//! - **Sends** sessions to the group's fallback, or back to their live chat where no member is Online,
//!   and to its members whether they keep their positions; what its queue sends besides.
//! - **Records** that a session went to a fallback; what its queue records besides.

mod position_pool;

use std::sync::Arc;

use crate::base::{GroupId, Time};
use crate::desk::message::{
    GroupInput, LiveChatInput, Message, Outbox, QueueFact, QueueInput, RefusalReason,
};
use crate::desk::queue::{Queue, overflow, refuse};
use crate::desk::service_level;
use crate::desk::session::Session;
use crate::plan::{IfNobodyOnline, Plan};
use position_pool::PositionPool;

/// A group of operators.
#[derive(Debug)]
pub struct Group {
    plan: Arc<Plan>,
    id: GroupId,
    queue: Queue,
    /// Where new sessions go, or that they are refused, when no member is Online.
    offline_rule: Option<OfflineRule>,
    position_pool: Option<Box<PositionPool>>,
}

impl Group {
    pub(super) fn new(plan: &Arc<Plan>, id: GroupId) -> Self {
        let queue = plan.groups[id.index()].queue;
        let overflow_rules = plan.queues[queue.index()].overflow.as_deref();
        let offline = overflow_rules.map(|onward| (onward.fallback, onward.if_nobody_online));
        let offline_rule = offline.filter(|offline| *offline != (None, IfNobodyOnline::Wait));
        Self {
            plan: Arc::clone(plan),
            id,
            queue: Queue::new(plan, queue),
            offline_rule,
            position_pool: None,
        }
    }

    /// How many sessions are here.
    pub fn session_count(&self) -> u32 {
        self.queue.session_count()
    }

    /// Told an input at an instant.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, input: GroupInput, out: &mut O) {
        match input {
            GroupInput::JoinIfOnline(mut session) if !self.queue.is_served() => {
                session.to_least_occupied = false;
                let live_chat = session.current_live_chat;
                out.send(Message::LiveChat(live_chat, LiveChatInput::RuleNotApplicable(session)));
            }
            GroupInput::BeginOutbound(session) => {
                if let Some(session) = self.queue.begin_outbound(now, session, out) {
                    refuse(session, RefusalReason::NobodyOnline, out);
                }
            }
            GroupInput::JoinIfOnline(mut session) => {
                session.apply_rule(now, &self.plan, out);
                self.queue.handle(now, QueueInput::Join(session), out);
            }
            GroupInput::ProbeEscalation(request) => {
                let there = self.queue.is_served_excluding(request.excluded);
                service_level::answer_escalation(request, there, out);
            }
            GroupInput::Queue(QueueInput::Join(session))
                if self.offline_rule.is_some() && !self.queue.is_served() =>
            {
                self.send_to_fallback(now, self.id, session, out);
            }
            GroupInput::Queue(input) => self.queue.handle(now, input, out),
            GroupInput::PositionPool(input) => {
                self.position_pool.get_or_insert_default().handle(input, out);
            }
            GroupInput::Overflow(session) => {
                let served = self.queue.is_served();
                if let Some(session) = overflow::admit(&self.plan, now, session, served, out) {
                    self.queue.handle(now, QueueInput::Join(session), out);
                }
            }
            GroupInput::Fallback(_, session) if self.queue.is_served() => {
                self.queue.handle(now, QueueInput::Join(session), out);
            }
            // No member is Online in the whole chain, which ends where it began.
            GroupInput::Fallback(first, session) if first == self.id => {
                self.queue.handle(now, QueueInput::Join(session), out);
            }
            GroupInput::Fallback(first, session) => self.send_to_fallback(now, first, session, out),
        }
    }

    /// No member of this group is Online: the session goes to the next of the chain that began with
    /// the group `first`, or what that one says is done with it.
    fn send_to_fallback<O: Outbox>(
        &mut self,
        now: Time,
        first: GroupId,
        session: Box<Session>,
        out: &mut O,
    ) {
        if let Some((Some(to), _)) = self.offline_rule {
            out.record_fact(QueueFact::SentToFallback { session: session.id, from: self.id, to });
            out.send(Message::Group(to, GroupInput::Fallback(first, session)));
            return;
        }
        let queue = &self.plan.queues[self.plan.groups[first.index()].queue.index()];
        let refuses = queue
            .overflow
            .as_ref()
            .is_some_and(|onward| onward.if_nobody_online == IfNobodyOnline::Refuse);
        if refuses && session.is_new() {
            refuse(session, RefusalReason::NobodyOnline, out);
        } else if first == self.id {
            self.queue.handle(now, QueueInput::Join(session), out);
        } else {
            out.send(Message::Group(first, GroupInput::Fallback(first, session)));
        }
    }
}

/// The fallback, and what is done if there is none.
type OfflineRule = (Option<GroupId>, IfNobodyOnline);
