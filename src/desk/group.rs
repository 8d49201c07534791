//! A group of operators: the queue that its members serve.

use std::sync::Arc;

use super::crew::{Crew, CrewInput};
use super::onward;
use super::queue::{Queue, QueueInput, refuse};
use super::{Call, Fact, LiveChatInput, Message, Outbox, Refusal, Session};
use crate::base::{GroupId, Time};
use crate::plan::{IfNobody, Plan};

/// What a group is told.
#[derive(Debug)]
pub enum GroupInput {
    /// A session is for this group if anybody is Online; else it goes back to its live chat.
    Try(Box<Session>),
    /// A member begins a session, if anybody is Online (rulebook E-R7, E-C10).
    Begin(Box<Session>),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// A session comes because nobody of this group, and of the fallbacks before, is Online.
    FallBack(GroupId, Box<Session>),
    /// Everything that concerns the queue.
    Queue(QueueInput),
    /// Is anybody Online who could take a session whose service level was broken?
    Asked(Box<Call>),
    /// Everything that concerns positions which members fill in turn.
    Crew(CrewInput),
}

/// A group of operators.
#[derive(Debug)]
pub struct Group {
    plan: Arc<Plan>,
    id: GroupId,
    queue: Queue,
    /// Where new sessions go, or that they are refused, when nobody is Online.
    offline: Option<Offline>,
    crew: Option<Box<Crew>>,
}

impl Group {
    pub(super) fn new(plan: &Arc<Plan>, id: GroupId) -> Self {
        let queue = plan.groups[id.index()].queue;
        let onward = plan.queues[queue.index()].onward.as_deref();
        let offline = onward.map(|onward| (onward.fallback, onward.offline));
        let offline = offline.filter(|offline| *offline != (None, IfNobody::Queue));
        Self { plan: Arc::clone(plan), id, queue: Queue::new(plan, queue), offline, crew: None }
    }

    /// How many sessions are here.
    pub fn holds(&self) -> u32 {
        self.queue.holds()
    }

    /// Told an input at an instant.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, input: GroupInput, out: &mut O) {
        match input {
            GroupInput::Try(session) if !self.queue.is_served() => {
                let live_chat = session.at;
                out.send(Message::LiveChat(live_chat, LiveChatInput::NotApplicable(session)));
            }
            GroupInput::Begin(session) if !self.queue.is_served() => {
                refuse(session, Refusal::NobodyOnline, out);
            }
            GroupInput::Begin(session) => self.queue.handle(now, QueueInput::Join(session), out),
            GroupInput::Try(mut session) => {
                session.settle(now, &self.plan, out);
                self.queue.handle(now, QueueInput::Join(session), out);
            }
            GroupInput::Asked(call) => {
                let there = self.queue.is_served_without(call.but());
                call.answer(there, out);
            }
            GroupInput::Queue(QueueInput::Join(session))
                if self.offline.is_some() && !self.queue.is_served() =>
            {
                self.fall_back(now, self.id, session, out);
            }
            GroupInput::Queue(input) => self.queue.handle(now, input, out),
            GroupInput::Crew(input) => self.crew.get_or_insert_default().handle(input, out),
            GroupInput::Overflow(session) => {
                let served = self.queue.is_served();
                if let Some(session) = onward::come(&self.plan, now, session, served, out) {
                    self.queue.handle(now, QueueInput::Join(session), out);
                }
            }
            GroupInput::FallBack(_, session) if self.queue.is_served() => {
                self.queue.handle(now, QueueInput::Join(session), out);
            }
            // Nobody is Online in the whole chain, which ends where it began.
            GroupInput::FallBack(first, session) if first == self.id => {
                self.queue.handle(now, QueueInput::Join(session), out);
            }
            GroupInput::FallBack(first, session) => self.fall_back(now, first, session, out),
        }
    }

    /// Nobody of this group is Online: the session goes to the next of the chain that began with
    /// the group `first`, or what that one says is done with it.
    fn fall_back<O: Outbox>(
        &mut self,
        now: Time,
        first: GroupId,
        session: Box<Session>,
        out: &mut O,
    ) {
        if let Some((Some(to), _)) = self.offline {
            out.fact(Fact::FellBack { session: session.id, from: self.id, to });
            out.send(Message::Group(to, GroupInput::FallBack(first, session)));
            return;
        }
        let queue = &self.plan.queues[self.plan.groups[first.index()].queue.index()];
        let refuses =
            queue.onward.as_ref().is_some_and(|onward| onward.offline == IfNobody::Refuse);
        if refuses && session.is_new() {
            refuse(session, Refusal::NobodyOnline, out);
        } else if first == self.id {
            self.queue.handle(now, QueueInput::Join(session), out);
        } else {
            out.send(Message::Group(first, GroupInput::FallBack(first, session)));
        }
    }
}

/// The fallback, and what is done if there is none.
type Offline = (Option<GroupId>, IfNobody);
