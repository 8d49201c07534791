//! Two parts of one person: whoever answers and supervises has one status (rulebook E-O3), one
//! license (E-L9) and one calendar that is kept in one way.
//!
//! The operator leads: it has the presence, and tells the supervisor how things stand whenever that
//! changes; the supervisor tells it of acts that begin and end. So the person goes Online in both
//! parts at one instant, takes nothing new in either from one instant on, and goes Offline in both
//! when both are done. Somebody who goes at once drops an act, whose session is then anybody's again.

use super::operator::Operator;
use super::position_pool::PositionPoolInput;
use super::supervisor::{Supervisor, SupervisorUpdate};
use super::{Message, OperatorInput, Outbox, SupervisorFact, SupervisorInput};
use crate::base::{OperatorId, SupervisorId, Time};
use crate::plan::{Duty, Plan};

/// How things stand with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonStatus {
    /// What the calendar says.
    pub duty: Duty,
    /// Online, be it only to end what is on hand.
    pub is_online: bool,
    /// May do something with sessions.
    pub can_act: bool,
    /// Takes new ones.
    pub is_available: bool,
}

impl PersonStatus {
    /// Before the first instant.
    pub(super) const OFF_DUTY: Self =
        Self { duty: Duty::Off, is_online: false, can_act: false, is_available: false };
}

/// What an operator knows of the same person's other part.
#[derive(Debug)]
pub(super) struct SupervisorLink {
    supervisor: SupervisorId,
    last_sent: PersonStatus,
    /// An act is under way there.
    pub(super) is_busy: bool,
}

impl SupervisorLink {
    pub(super) fn new(supervisor: SupervisorId) -> Self {
        Self { supervisor, last_sent: PersonStatus::OFF_DUTY, is_busy: false }
    }
}

/// For each person, who it is as a supervisor.
pub(super) fn supervisors_by_person(plan: &Plan) -> Vec<Option<SupervisorId>> {
    let mut found = vec![None; plan.people.len()];
    for (place, supervisor) in plan.supervisors.iter().enumerate() {
        found[supervisor.person.index()] = Some(SupervisorId::from(place));
    }
    found
}

/// For each person, who it is as an operator.
pub(super) fn operators_by_person(plan: &Plan) -> Vec<Option<OperatorId>> {
    let mut found = vec![None; plan.people.len()];
    for (place, operator) in plan.operators.iter().enumerate() {
        found[operator.person.index()] = Some(OperatorId::from(place));
    }
    found
}

impl Operator {
    /// The other part hears how things stand, if that has changed.
    pub(super) fn sync_supervisor<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let extras = self.extras.as_ref();
        if extras.is_none_or(|extras| extras.supervisor_link.is_none()) {
            return;
        }
        let status = PersonStatus {
            duty: self.presence.calendar().at(now),
            is_online: self.presence.is_online(),
            can_act: self.presence.can_act(),
            is_available: self.presence.is_available(),
        };
        if let Some(link) = self.supervisor_link_mut()
            && link.last_sent != status
        {
            link.last_sent = status;
            let follow = SupervisorInput::StatusChanged(status);
            out.send(Message::Supervisor(link.supervisor, follow));
        }
    }

    /// The other part began an act, or is done with it.
    pub(super) fn set_supervising<O: Outbox>(&mut self, now: Time, is_busy: bool, out: &mut O) {
        let was_idle = self.is_idle();
        let Some(link) = self.supervisor_link_mut() else { return };
        link.is_busy = is_busy;
        if is_busy && was_idle {
            self.notify_position_pool(PositionPoolInput::Busy(self.id), out);
        }
        if !is_busy && self.is_idle() && self.is_available() {
            self.notify_position_pool(PositionPoolInput::Idle(self.id), out);
        }
        self.leave_if_done(now, out);
    }
}

impl Supervisor {
    /// How things stand with the person now.
    pub(super) fn apply_status<O: Outbox>(&mut self, status: PersonStatus, out: &mut O) {
        let supervisor = self.id;
        let previous = std::mem::replace(&mut self.status, status);
        if status.duty != previous.duty {
            out.record_fact(SupervisorFact::DutyChanged { supervisor, duty: status.duty });
        }
        if status.is_online && !previous.is_online {
            out.record_fact(SupervisorFact::WentOnline { supervisor });
        }
        match (previous.is_available, status.is_available) {
            (false, true) => self.enlist(out),
            (true, false) => self.notify_seats(out, SupervisorUpdate::Delist),
            _ => {}
        }
        if previous.is_online && !status.is_online {
            self.drop_task(out);
            out.record_fact(SupervisorFact::WentOffline { supervisor });
        }
    }

    /// Goes at once: somebody else may do what was begun.
    fn drop_task<O: Outbox>(&mut self, out: &mut O) {
        let Some((task, timer)) = self.task.take() else { return };
        out.cancel(timer);
        let (supervisor, live_chat, act) = (self.id, task.live_chat, task.kind);
        out.record_fact(SupervisorFact::TaskEnded { supervisor, live_chat, task: act });
        for seat in &self.seats {
            seat.send(
                if seat.is_for(&task) {
                    SupervisorUpdate::Declined(seat.seat, task.subject)
                } else {
                    SupervisorUpdate::Freed(seat.seat)
                },
                out,
            );
        }
        self.notify_operator(false, out);
    }

    /// The part that leads hears of an act.
    pub(super) fn notify_operator<O: Outbox>(&self, is_busy: bool, out: &mut O) {
        if let Some(operator) = self.operator {
            out.send(Message::Operator(operator, OperatorInput::Supervising(is_busy)));
        }
    }
}
