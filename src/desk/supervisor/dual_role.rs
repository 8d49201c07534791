//! A supervisor who answers as well: follows the part that does, and informs it of tasks.

use super::Supervisor;
use crate::desk::message::{
    Message, OperatorInput, Outbox, PersonStatus, SupervisorFact, SupervisorUpdate,
};

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

    /// Goes at once: another supervisor may do what was begun.
    fn drop_task<O: Outbox>(&mut self, out: &mut O) {
        let Some((task, timer)) = self.task.take() else { return };
        out.cancel(timer);
        let (supervisor, live_chat, act) = (self.id, task.live_chat, task.kind);
        out.record_fact(SupervisorFact::TaskEnded { supervisor, live_chat, task: act });
        for seat in &self.seats {
            seat.send(
                if seat.is_for(&task) {
                    let subject = task.subject;
                    SupervisorUpdate::Declined { seat: seat.seat, is_busy: false, subject }
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
