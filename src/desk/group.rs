//! A group of operators: the queue that its members serve.

use std::sync::Arc;

use super::queue::{Queue, QueueInput};
use super::{LiveChatInput, Message, Outbox, Session};
use crate::base::{GroupId, Time};
use crate::plan::Plan;

/// What a group is told.
#[derive(Debug)]
pub enum GroupInput {
    /// A session is for this group if anybody is Online; else it goes back to its live chat.
    Try(Box<Session>),
    /// Everything that concerns the queue.
    Queue(QueueInput),
}

/// A group of operators.
#[derive(Debug)]
pub struct Group {
    queue: Queue,
}

impl Group {
    pub(super) fn new(plan: &Arc<Plan>, id: GroupId) -> Self {
        Self { queue: Queue::new(plan, plan.groups[id.index()].queue) }
    }

    /// How many sessions are here.
    pub fn holds(&self) -> u32 {
        self.queue.holds()
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: GroupInput, out: &mut O) {
        match input {
            GroupInput::Try(session) if !self.queue.is_served() => {
                let live_chat = session.at;
                out.send(Message::LiveChat(live_chat, LiveChatInput::NotApplicable(session)));
            }
            GroupInput::Try(session) => self.queue.handle(now, QueueInput::Join(session), out),
            GroupInput::Queue(input) => self.queue.handle(now, input, out),
        }
    }
}
