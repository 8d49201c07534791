//! A session that waits goes to one operator: the least occupied of a group who is Online, and can
//! do what it takes (rulebook E-S7). It waits for that one by name where there is no free slot.

use super::moving::{Moving, say};
use crate::desk::queue::Queue;
use crate::desk::{Message, OperatorInput, Outbox, Session};

impl Queue {
    /// Whether the member in this seat can do what a session takes.
    pub(super) fn is_able(&self, seat: u32, session: &Session) -> bool {
        let member = self.members[seat as usize];
        let topic = &self.plan.topics[session.topic.index()];
        session.requires(topic).are_among(self.plan.operators[member.index()].skills)
    }

    pub(super) fn assign_by_hand<O: Outbox>(&mut self, moving: Moving, out: &mut O) {
        let found = self.roster.least_loaded(|seat, _| self.is_able(seat, &moving.session));
        say(moving.watch, found.is_some(), out);
        let Some(seat) = found else {
            self.send_back(moving, out);
            return;
        };
        moving.succeed(out);
        let operator = self.members[seat as usize];
        out.send(Message::Operator(operator, OperatorInput::Handed(moving.session)));
    }
}
