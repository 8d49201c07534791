//! Conversations that stop: what an operator does when a client, or the operator, has said nothing
//! for long enough.

use super::Operator;
use super::dialogue_bench::SessionPause;
use super::workbench::OnHand;
use crate::base::{SessionId, Time};
use crate::desk::message::{DialogueFact, IdleParty, Outbox, PauseReason, ServiceFact};
use crate::desk::session::{Awaiting, Deadline};
use crate::workload::Ending;

impl Operator {
    pub(super) fn mark_inactive<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        self.reset_session_timer(id, out);
        let Some(on_hand) = self.bench.find(id) else { return };
        let chat = &self.plan.live_chats[on_hand.session.live_chat.index()];
        let frees_slot = chat.dialogue_policy.client_inactivity.releases_slot;
        let freed = self.pause(id, SessionPause { reason: PauseReason::Inactive, frees_slot }, out);
        self.free_slot_or_leave(freed, now, out);
    }

    /// The client is reminded, and may write sooner for it.
    pub(super) fn warn_client<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        if let Some(on_hand) = self.bench.find(id) {
            let session = &mut on_hand.session;
            let chat = &self.plan.live_chats[session.live_chat.index()];
            let (client, stage, gone) = (session.client, session.visit, session.is_abandoned());
            let mut effective = false;
            if let Some(state) = session.dialogue()
                && let Awaiting::Client(until) = state.awaiting
                && let Some(warn) =
                    chat.dialogue_policy.client_inactivity.warning.as_ref().filter(|_| !gone)
                && let Some(delay) = client.reminder_response(warn, stage, state.rounds_done)
                && now + delay < until
            {
                effective = true;
                state.awaiting = Awaiting::Client(now + delay);
                session.drop_deadline(Deadline::ClientMessage);
                session.set_deadline(now + delay, Deadline::ClientMessage);
            }
            let (live_chat, arrived) = (session.live_chat, session.arrived);
            out.record_fact(DialogueFact::IdleReminderSent {
                live_chat,
                arrived,
                party: IdleParty::Client,
                effective,
            });
        }
        self.reset_session_timer(id, out);
    }

    /// The operator has written nothing for a while.
    pub(super) fn report_operator_idle<O: Outbox>(&mut self, id: SessionId, out: &mut O) {
        if let Some(on_hand) = self.bench.find(id) {
            let (live_chat, arrived) = (on_hand.session.live_chat, on_hand.session.arrived);
            out.record_fact(DialogueFact::IdleReminderSent {
                live_chat,
                arrived,
                party: IdleParty::Operator,
                effective: false,
            });
        }
        self.reset_session_timer(id, out);
    }

    /// A party wrote nothing for too long. If the client had left without a word, that is how it is
    /// noticed.
    pub(super) fn close_timed_out<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        party: IdleParty,
        out: &mut O,
    ) {
        let held_slot = !self.resume(id, true, out);
        let operator = self.id;
        let Some(OnHand { mut session, accepted, group, .. }) = self.remove_on_hand(now, id, out)
        else {
            return;
        };
        session.stop_sla_clocks(now, &self.plan, out);
        let (live_chat, arrived) = (session.live_chat, session.arrived);
        let ending = if session.is_abandoned() {
            out.record_fact(ServiceFact::AbandonmentDiscovered {
                session: id,
                live_chat,
                operator,
                group,
                accepted,
            });
            Ending::Other
        } else {
            out.record_fact(DialogueFact::TimedOut { session: id, live_chat, arrived, party });
            out.record_fact(self.closed_fact(&session, accepted, group, false));
            Ending::Closed(operator)
        };
        out.retire(session, ending);
        if party == IdleParty::Operator {
            // A reply may have been begun.
            self.start_next_reply(now, out);
        }
        self.free_slot_or_leave(held_slot, now, out);
    }
}
