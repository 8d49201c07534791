//! A session that waits goes to one operator: the least loaded member of a group who is Online and
//! has the required skills (rulebook E-S7). It waits for that operator by name without a free slot.

use super::moving::{report_action_done, report_moved};
use crate::desk::message::{Message, OperatorInput, Outbox, SupervisorMove};
use crate::desk::queue::Queue;
use crate::desk::session::Session;

impl Queue {
    /// Whether the member in this seat has the skills that a session requires.
    pub(super) fn has_required_skills(&self, seat: u32, session: &Session) -> bool {
        let member = self.members[seat as usize];
        let topic = &self.plan.topics[session.topic.index()];
        session.required_skills(topic).is_subset_of(self.plan.operators[member.index()].skills)
    }

    pub(super) fn assign_by_supervisor<O: Outbox>(&mut self, moving: SupervisorMove, out: &mut O) {
        let found =
            self.roster.least_loaded(|seat, _| self.has_required_skills(seat, &moving.session));
        report_action_done(moving.watch, found.is_some(), out);
        let Some(seat) = found else {
            self.send_back(moving, out);
            return;
        };
        report_moved(&moving, out);
        let operator = self.members[seat as usize];
        out.send(Message::Operator(operator, OperatorInput::AssignByName(moving.session)));
    }
}
