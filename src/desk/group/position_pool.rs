//! A crew: a group whose shifts are positions, and people fill them in turn.
//!
//! When a position ends, it need not be its holder who goes: a member who has nothing on hand, or else
//! the first to finish, goes instead, and the two change places in the calendar. (The rule
//! of counts: staff down, and the first operators to finish leave.)

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::base::OperatorId;
use crate::desk::message::{Message, OperatorInput, Outbox, PositionPoolInput};
use crate::plan::{Calendar, Duty};

#[derive(Debug, Default)]
pub(super) struct PositionPool {
    idle: BTreeSet<OperatorId>,
    /// Whose positions have ended, the earliest first.
    ended_positions: VecDeque<(OperatorId, Arc<Calendar<Duty>>)>,
}

impl PositionPool {
    pub(super) fn handle<O: Outbox>(&mut self, input: PositionPoolInput, out: &mut O) {
        match input {
            PositionPoolInput::Idle(member) => {
                let own = self.ended_positions.iter().position(|(other, _)| *other == member);
                match self.ended_positions.remove(own.unwrap_or(0)) {
                    Some((due, calendar)) => send_relinquish(member, due, calendar, out),
                    None => {
                        self.idle.insert(member);
                        out.send(Message::Operator(member, OperatorInput::KeepPosition));
                    }
                }
            }
            PositionPoolInput::Busy(member) => {
                self.idle.remove(&member);
            }
            PositionPoolInput::Unavailable(member) => {
                self.idle.remove(&member);
                self.ended_positions.retain(|(other, _)| *other != member);
            }
            PositionPoolInput::PositionEnded(member, calendar) => match self.idle.pop_first() {
                Some(idle) => send_relinquish(idle, member, calendar, out),
                None => self.ended_positions.push_back((member, calendar)),
            },
        }
    }
}

fn send_relinquish<O: Outbox>(
    member: OperatorId,
    due: OperatorId,
    calendar: Arc<Calendar<Duty>>,
    out: &mut O,
) {
    out.send(Message::Operator(member, OperatorInput::RelinquishPosition(due, calendar)));
}
