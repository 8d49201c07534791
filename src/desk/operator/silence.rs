//! Conversations that stop: what an operator does when a client, or the operator, has said nothing
//! for long enough.

use super::Operator;
use crate::base::{SessionId, Time};
use crate::desk::conversations::Paused;
use crate::desk::deadline::Deadline;
use crate::desk::talk::Word;
use crate::desk::workbench::OnHand;
use crate::desk::{Fact, Idle, Outbox, Pause};

impl Operator {
    pub(super) fn fall_inactive<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        self.rearm(id, out);
        let Some(on_hand) = self.bench.find(id) else { return };
        let chat = &self.plan.live_chats[on_hand.session.live_chat.index()];
        let frees_slot = chat.patrol.inactivity.release;
        let freed = self.pause(id, Paused { why: Pause::Inactive, frees_slot }, out);
        self.free_slot_if(freed, now, out);
    }

    /// The client is reminded, and may write sooner for it.
    pub(super) fn warn<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        if let Some(on_hand) = self.bench.find(id) {
            let session = &mut on_hand.session;
            let chat = &self.plan.live_chats[session.live_chat.index()];
            let (client, stage, gone) = (session.client, session.stage, session.is_gone());
            let mut wakes = false;
            if let Some(talk) = session.talk()
                && let Word::Client(until) = talk.word
                && let Some(warn) = chat.patrol.inactivity.warn.as_ref().filter(|_| !gone)
                && let Some(delay) = client.wakes(warn, stage, talk.round)
                && now + delay < until
            {
                wakes = true;
                talk.word = Word::Client(now + delay);
                session.drop_deadline(Deadline::Message);
                session.set_deadline(now + delay, Deadline::Message);
            }
            let (live_chat, arrived) = (session.live_chat, session.arrived);
            out.fact(Fact::FoundIdle { live_chat, arrived, who: Idle::Client, wakes });
        }
        self.rearm(id, out);
    }

    /// The operator has written nothing for a while.
    pub(super) fn find_idle<O: Outbox>(&mut self, id: SessionId, out: &mut O) {
        if let Some(on_hand) = self.bench.find(id) {
            let (live_chat, arrived) = (on_hand.session.live_chat, on_hand.session.arrived);
            out.fact(Fact::FoundIdle { live_chat, arrived, who: Idle::Operator, wakes: false });
        }
        self.rearm(id, out);
    }

    /// Somebody wrote nothing for too long. If somebody had left without a word, that is how it is
    /// noticed.
    pub(super) fn time_out<O: Outbox>(
        &mut self,
        now: Time,
        (id, who): (SessionId, Idle),
        out: &mut O,
    ) {
        let held_slot = !self.resume(id, true, out);
        let operator = self.id;
        let Some(OnHand { mut session, accepted, group, .. }) = self.bench_out(now, id, out) else {
            return;
        };
        session.closes(now, &self.plan, out);
        let (live_chat, arrived) = (session.live_chat, session.arrived);
        if session.is_gone() {
            out.fact(Fact::FoundGone { session: id, live_chat, operator, group, accepted });
        } else {
            out.fact(Fact::TimedOut { session: id, live_chat, arrived, who });
            out.fact(self.closed(&session, (accepted, group), false));
        }
        out.retire(session);
        if who == Idle::Operator {
            // A reply may have been begun.
            self.next_reply(now, out);
        }
        self.free_slot_if(held_slot, now, out);
    }
}
