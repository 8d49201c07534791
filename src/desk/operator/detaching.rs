//! At the dialogue level: a session leaves its operator before it is done.

use super::{Bench, OnHand, Operator};
use crate::base::{SessionId, Time};
use crate::desk::message::{
    DialogueFact, GroupInput, Message, Outbox, QueueInput, ReassignReason, WaitPlace,
};
use crate::desk::session::Deadline;

/// What belongs to a conversation with one operator, and ends with it.
const DIALOGUE_DEADLINES: [Deadline; 8] = [
    Deadline::ClientMessage,
    Deadline::ReplyPatience,
    Deadline::NoReply,
    Deadline::Inactive,
    Deadline::ClientTimeout,
    Deadline::TimeoutWarning,
    Deadline::OperatorIdle,
    Deadline::OperatorTimeout,
];

impl Operator {
    /// The operator has not replied in time: another operator gets the session.
    pub(super) fn requeue_unanswered<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        self.requeue(now, id, ReassignReason::NoReply, out);
        self.free_slot(now, out);
    }

    /// The session goes back to where it came from. Its slot is free then.
    pub(super) fn requeue<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        why: ReassignReason,
        out: &mut O,
    ) {
        let Some(on_hand) = self.bench.find(id) else { return };
        let (from, group) = (on_hand.from, on_hand.group);
        let Some(mut session) = self.take_for_reassignment(now, id, why, out) else { return };
        match why {
            ReassignReason::NoReply => {
                session.exclude(self.id);
                if let Some(state) = session.dialogue() {
                    state.was_reassigned = true;
                }
            }
            ReassignReason::Inactive => session.age_from = now,
            _ => {}
        }
        let back = QueueInput::Join(session);
        out.send(match from {
            WaitPlace::Queue(queue) => self.message_to_queue(queue, back),
            _ => Message::Group(group, GroupInput::Queue(back)),
        });
    }

    /// A session leaves the bench, and with it what it weighs.
    pub(in crate::desk::operator) fn remove_on_hand<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) -> Option<OnHand> {
        let on_hand = self.stop_work(now, id, out)?;
        self.change_units(0, self.units_of(&on_hand.session), out);
        self.report_ended(on_hand.from, out);
        Some(on_hand)
    }

    /// Nothing more is done for a session here: a reply that was begun is dropped, an alarm called
    /// off.
    pub(super) fn stop_work<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) -> Option<OnHand> {
        let operator = self.id;
        let mut on_hand = match &mut self.bench {
            Bench::Session(bench) => bench.remove(now, id)?,
            Bench::Dialogue(dialogues) => {
                let (on_hand, writing) = dialogues.remove(id)?;
                if writing {
                    out.record_fact(DialogueFact::ReplyCancelled { operator });
                }
                on_hand
            }
        };
        if let Some(timer) = on_hand.timer.take() {
            out.cancel(timer);
        }
        Some(on_hand)
    }

    /// The same, for a session that goes elsewhere: it takes its slot with it, and what was
    /// due in this conversation is due no more.
    pub(in crate::desk::operator) fn detach_session<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) -> Option<OnHand> {
        self.resume(id, false, out);
        let mut on_hand = self.remove_on_hand(now, id, out)?;
        on_hand.session.drop_deadline(Deadline::SpamMark);
        if let Bench::Dialogue(_) = self.bench {
            for what in DIALOGUE_DEADLINES {
                on_hand.session.drop_deadline(what);
            }
        }
        Some(on_hand)
    }
}
