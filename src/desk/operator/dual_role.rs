//! An operator who supervises as well: leads, and informs the part that supervises how things stand.

use super::Operator;
use crate::base::{SupervisorId, Time};
use crate::desk::message::{Message, Outbox, PersonStatus, PositionPoolInput, SupervisorInput};

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
