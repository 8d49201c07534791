//! A crew: a group whose shifts are positions, and people fill them in turn.
//!
//! When a position ends, it need not be its holder who goes: whoever has nothing on hand, or else
//! whoever is first to finish, goes instead, and the two change places in the calendar. (The rule
//! of counts: staff down, and the first operators to finish leave.)

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::{Message, OperatorInput, Outbox};
use crate::base::OperatorId;
use crate::plan::{Calendar, Duty};

/// What a crew is told.
#[derive(Debug)]
pub enum CrewInput {
    /// A member has nothing on hand, and hears whether to stay.
    Idle(OperatorId),
    /// A member has something on hand.
    Busy(OperatorId),
    /// A member is not there, or not for longer than the calendar says.
    Out(OperatorId),
    /// A member's position has ended, with something on hand.
    Due(OperatorId, Arc<Calendar<Duty>>),
}

#[derive(Debug, Default)]
pub(super) struct Crew {
    idle: BTreeSet<OperatorId>,
    /// Whose positions have ended, the earliest first.
    due: VecDeque<(OperatorId, Arc<Calendar<Duty>>)>,
}

impl Crew {
    pub(super) fn handle<O: Outbox>(&mut self, input: CrewInput, out: &mut O) {
        match input {
            CrewInput::Idle(member) => {
                let own = self.due.iter().position(|(other, _)| *other == member);
                match self.due.remove(own.unwrap_or(0)) {
                    Some(due) => relinquish(member, due, out),
                    None => {
                        self.idle.insert(member);
                        out.send(Message::Operator(member, OperatorInput::Stay));
                    }
                }
            }
            CrewInput::Busy(member) => {
                self.idle.remove(&member);
            }
            CrewInput::Out(member) => {
                self.idle.remove(&member);
                self.due.retain(|(other, _)| *other != member);
            }
            CrewInput::Due(member, calendar) => match self.idle.pop_first() {
                Some(idle) => relinquish(idle, (member, calendar), out),
                None => self.due.push_back((member, calendar)),
            },
        }
    }
}

fn relinquish<O: Outbox>(
    member: OperatorId,
    (due, calendar): (OperatorId, Arc<Calendar<Duty>>),
    out: &mut O,
) {
    out.send(Message::Operator(member, OperatorInput::Relinquish(due, calendar)));
}
