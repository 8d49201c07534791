//! An operator at the dialogue level: reads, replies, waits for the client; puts on hold, closes
//! what has gone silent, and loses what was left without a reply for too long.
//!
//! ```text
//!  taken ─▸ unread ─▸ being replied to ─▸ last reply: closed or switched
//!             ▴              │
//!             │              ▾
//!          message ◂── client thinks ─▸ inactive ─▸ closed
//! ```

use super::Operator;
use super::dialogue_bench::{Activity, SessionPause};
use super::workbench::{Bench, OnHand};
use crate::base::{GroupId, SessionId, Time};
use crate::desk::message::{
    AbandonedInService, DialogueFact, IdleParty, Outbox, PauseReason, QueueInput, ReassignReason,
    Replied, ServiceFact,
};
use crate::desk::session::{Awaiting, Deadline, DialogueState, Session};
use crate::plan::{Dialogue, Plan};
use crate::workload::Ending;

/// Of what ends with a conversation: what waits for the client.
const AWAITING_CLIENT_DEADLINES: [Deadline; 4] = [
    Deadline::ClientMessage,
    Deadline::Inactive,
    Deadline::ClientTimeout,
    Deadline::TimeoutWarning,
];

pub(super) fn dialogue_rules<'a>(
    plan: &'a Plan,
    session: &Session,
    group: GroupId,
) -> &'a Dialogue {
    match &plan.topics[session.topic.index()].dialogue {
        Some(dialogues) => dialogues.for_group(group),
        None => unreachable!("at the dialogue level every topic has a dialogue"),
    }
}

/// The operator takes it or writes: from now on it counts how long nothing is written.
fn restart_operator_idle_deadlines(plan: &Plan, now: Time, session: &mut Session) {
    let rule = plan.live_chats[session.live_chat.index()].dialogue_policy.operator_inactivity;
    for (after, what) in
        [(rule.notify_after, Deadline::OperatorIdle), (rule.close_after, Deadline::OperatorTimeout)]
    {
        if let Some(after) = after {
            session.drop_deadline(what);
            session.set_deadline(now + after, what);
        }
    }
}

impl Operator {
    /// A session was taken: its conversation begins, or goes on.
    pub(super) fn begin_dialogue<O: Outbox>(
        &mut self,
        now: Time,
        mut on_hand: OnHand,
        out: &mut O,
    ) {
        let session = &mut on_hand.session;
        let id = session.id;
        if session.dialogue().is_none() {
            let dialogue = dialogue_rules(&self.plan, session, on_hand.group);
            let rounds = session.client.round_count(dialogue, session.visit);
            session.begin_dialogue(DialogueState {
                rounds,
                rounds_done: 0,
                awaiting: Awaiting::Operator(now),
                was_reassigned: false,
            });
        }
        let (Bench::Dialogue(dialogues), Some(&mut state)) = (&mut self.bench, session.dialogue())
        else {
            unreachable!("a conversation was begun just now");
        };
        let no_reply = self.plan.live_chats[session.live_chat.index()].dialogue_policy.no_reply;
        let unread = match state.awaiting {
            Awaiting::Operator(_) => true,
            Awaiting::Client(at) => at <= now,
        };
        if let Some(rule) = no_reply
            .filter(|rule| unread && (rule.applies_to_each_operator || !state.was_reassigned))
        {
            session.set_deadline(now + rule.within, Deadline::NoReply);
        }
        restart_operator_idle_deadlines(&self.plan, now, session);
        dialogues.add(on_hand);
        match state.awaiting {
            Awaiting::Operator(since) => self.add_unread_message(now, id, since, out),
            // The message came while no operator had the session.
            Awaiting::Client(at) if at <= now => self.add_unread_message(now, id, at, out),
            Awaiting::Client(at) => self.await_client(now, id, at, out),
        }
    }

    /// There is something to reply to.
    fn add_unread_message<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        since: Time,
        out: &mut O,
    ) {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return };
        let Some(one) = dialogues.find(id) else { return };
        let group = one.on_hand.group;
        let session = &mut one.on_hand.session;
        for what in AWAITING_CLIENT_DEADLINES {
            session.drop_deadline(what);
        }
        let (stage, gone) = (session.visit, session.is_abandoned());
        if let Some(state) = session.dialogue() {
            state.awaiting = Awaiting::Operator(since);
            let round = state.rounds_done;
            if round > 0 {
                session.client_wrote(now, &self.plan);
            }
            let dialogue = dialogue_rules(&self.plan, session, group);
            let patience = session.client.reply_patience(dialogue, stage, round);
            if let Some(patience) = patience.filter(|_| !gone) {
                session.set_deadline(now + patience, Deadline::ReplyPatience);
            }
        }
        dialogues.add_unread(since, id);
        self.reset_session_timer(id, out);
        self.start_next_reply(now, out);
    }

    /// The client has the word, until an instant.
    fn await_client<O: Outbox>(&mut self, now: Time, id: SessionId, until: Time, out: &mut O) {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return };
        let Some(one) = dialogues.find(id) else { return };
        let session = &mut one.on_hand.session;
        if let Some(state) = session.dialogue() {
            state.awaiting = Awaiting::Client(until);
        }
        if until < Time::NEVER {
            session.set_deadline(until, Deadline::ClientMessage);
        }
        let inactivity =
            &self.plan.live_chats[session.live_chat.index()].dialogue_policy.client_inactivity;
        if let Some(after) = inactivity.after {
            session.set_deadline(now + after, Deadline::Inactive);
        }
        if let Some(close) = inactivity.close_after {
            session.set_deadline(now + close, Deadline::ClientTimeout);
        }
        if let Some(warn) = &inactivity.warning {
            session.set_deadline(now + warn.after, Deadline::TimeoutWarning);
        }
        self.reset_session_timer(id, out);
    }

    /// Sets the alarm for the session's first deadline anew.
    pub(super) fn reset_session_timer<O: Outbox>(&mut self, id: SessionId, out: &mut O) {
        let operator = self.id;
        if let Some(on_hand) = self.bench.find(id) {
            if let Some(timer) = on_hand.timer.take() {
                out.cancel(timer);
            }
            on_hand.schedule_deadline(operator, out);
        }
    }

    /// Begins the next reply, if attention is free and a client waits for one.
    pub(super) fn start_next_reply<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if let Bench::Dialogue(dialogues) = &mut self.bench
            && let Some(id) = dialogues.next_to_reply(now)
            && let Some(one) = dialogues.find(id)
        {
            let dialogue = dialogue_rules(&self.plan, &one.on_hand.session, one.on_hand.group);
            let session = &mut one.on_hand.session;
            let (stage, round) =
                (session.visit, session.dialogue().map_or(0, |state| state.rounds_done));
            let work = session.client.reply_work(dialogue, stage, round);
            dialogues.start_activity(now, work, Activity::Reply(id));
            out.record_fact(DialogueFact::ReplyBegun { operator: self.id });
        }
        self.update_work_timer(out);
    }

    /// A session was taken off the operator's hands: what is next?
    pub(super) fn resume_work<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if let Bench::Dialogue(_) = self.bench {
            self.start_next_reply(now, out);
        } else {
            self.update_work_timer(out);
        }
    }

    /// What the operator attended to is done.
    pub(super) fn finish_activity<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return };
        let slot_is_free = match dialogues.finish() {
            Some(Activity::Reply(id)) => self.finish_reply(now, id, out),
            Some(Activity::WrapUp(wrap_up)) => self.end_wrap_up(wrap_up, out),
            None => false,
        };
        self.start_next_reply(now, out);
        self.free_slot_or_leave(slot_is_free, now, out);
    }

    /// Says whether a slot is free now.
    fn finish_reply<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) -> bool {
        let operator = self.id;
        let Bench::Dialogue(dialogues) = &mut self.bench else { return false };
        let Some(one) = dialogues.find(id) else { return false };
        let (group, accepted) = (one.on_hand.group, one.on_hand.accepted);
        let session = &mut one.on_hand.session;
        session.drop_deadline(Deadline::NoReply);
        session.drop_deadline(Deadline::ReplyPatience);
        restart_operator_idle_deadlines(&self.plan, now, session);
        session.operator_replied(now, &self.plan, out);
        let (stage, abandoned) = (session.visit, session.is_abandoned());
        let Some(state) = session.dialogue() else { return false };
        let since = if let Awaiting::Operator(since) = state.awaiting { since } else { now };
        let round = state.rounds_done;
        state.rounds_done += 1;
        let is_last = state.rounds_done >= state.rounds;
        let first = stage == 0 && round == 0;
        let (live_chat, arrived) = (session.live_chat, session.arrived);
        out.record_fact(DialogueFact::Replied(Replied {
            session: id,
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            since,
            first,
            abandoned,
        }));
        if abandoned {
            self.await_client(now, id, Time::NEVER, out);
            return false;
        }
        if is_last {
            return self.end_dialogue(now, id, out);
        }
        let dialogue = dialogue_rules(&self.plan, session, group);
        let (client, hold) = (session.client, dialogue.hold.as_ref());
        if let Some((hold, time)) = hold.and_then(|h| Some((h, client.hold_time(h, stage, round)?)))
        {
            let close = hold.close_after;
            return self.put_on_hold(id, now + time, now + close, out);
        }
        let until = now + client.think_time(dialogue, stage, round);
        self.await_client(now, id, until, out);
        false
    }

    /// The client has all that was needed.
    fn end_dialogue<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) -> bool {
        let Some(OnHand { session, accepted, from, group, .. }) = self.stop_work(now, id, out)
        else {
            return false;
        };
        self.report_ended(from, out);
        self.finish_session(now, session, accepted, group, out)
    }

    /// The session is on hold until the client writes, at `writes`, or it is closed, at `closes`.
    fn put_on_hold<O: Outbox>(
        &mut self,
        id: SessionId,
        writes: Time,
        closes: Time,
        out: &mut O,
    ) -> bool {
        if let Some(on_hand) = self.bench.find(id) {
            let session = &mut on_hand.session;
            if let Some(state) = session.dialogue() {
                state.awaiting = Awaiting::Client(writes);
            }
            session.drop_deadline(Deadline::OperatorIdle);
            session.drop_deadline(Deadline::OperatorTimeout);
            session.set_deadline(writes, Deadline::ClientMessage);
            session.set_deadline(closes, Deadline::ClientTimeout);
        }
        self.reset_session_timer(id, out);
        self.pause(id, SessionPause { reason: PauseReason::Hold, frees_slot: true }, out)
    }

    /// Says whether a slot is free now.
    pub(super) fn pause<O: Outbox>(
        &mut self,
        session: SessionId,
        pause: SessionPause,
        out: &mut O,
    ) -> bool {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return false };
        let (operator, SessionPause { reason, frees_slot }) = (self.id, pause);
        out.record_fact(DialogueFact::Paused { session, operator, reason, frees_slot });
        dialogues.pause(session, pause)
    }

    /// The pause of a session is over, if there is one. One that then ends, or goes, takes no slot
    /// again: says whether it did not take one.
    pub(super) fn resume<O: Outbox>(
        &mut self,
        session: SessionId,
        leaving: bool,
        out: &mut O,
    ) -> bool {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return false };
        let Some(SessionPause { reason, frees_slot }) = dialogues.resume(session) else {
            return false;
        };
        let operator = self.id;
        out.record_fact(DialogueFact::Resumed {
            session,
            operator,
            reason,
            freed_slot: frees_slot,
            leaving,
        });
        if frees_slot && !leaving {
            // A promise that was kept: the message is taken up, even above the limit.
            self.notify_queues(out, None, QueueInput::SlotTaken);
        }
        frees_slot
    }

    /// Something is due with a conversation. Says whether it was the conversation's.
    pub(super) fn handle_dialogue_deadline<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        what: Deadline,
        out: &mut O,
    ) -> bool {
        match what {
            Deadline::ClientMessage => self.handle_client_message(now, id, out),
            Deadline::ReplyPatience => self.handle_client_abandonment(now, id, out),
            Deadline::NoReply => self.requeue_unanswered(now, id, out),
            Deadline::Inactive => self.mark_inactive(now, id, out),
            Deadline::ClientTimeout => self.close_timed_out(now, id, IdleParty::Client, out),
            Deadline::TimeoutWarning => self.warn_client(now, id, out),
            Deadline::OperatorIdle => self.report_operator_idle(id, out),
            // At either level.
            Deadline::SpamMark => self.mark_spam(now, id, out),
            Deadline::OperatorTimeout => self.close_timed_out(now, id, IdleParty::Operator, out),
            _ => return false,
        }
        true
    }

    fn handle_client_message<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return };
        let Some(one) = dialogues.find(id) else { return };
        let inactive = one.pause.is_some_and(|pause| pause.reason == PauseReason::Inactive);
        if one.pause.is_some_and(|pause| pause.reason == PauseReason::Hold) {
            restart_operator_idle_deadlines(&self.plan, now, &mut one.on_hand.session);
        }
        let chat = one.on_hand.session.live_chat;
        let to_queue = self.plan.live_chats[chat.index()]
            .dialogue_policy
            .client_inactivity
            .requeues_on_message;
        let why = match (inactive && to_queue, self.presence.reassigns_on_message()) {
            (true, _) => Some(ReassignReason::Inactive),
            (_, true) => Some(ReassignReason::WentOffline),
            _ => None,
        };
        if let Some(why) = why {
            let held_slot = !self.resume(id, true, out);
            self.requeue(now, id, why, out);
            self.free_slot_or_leave(held_slot, now, out);
            return;
        }
        self.resume(id, false, out);
        self.add_unread_message(now, id, now, out);
    }

    /// The client does not wait any longer for a reply.
    fn handle_client_abandonment<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return };
        let Some(one) = dialogues.find(id) else { return };
        let OnHand { session, accepted, group, .. } = &mut one.on_hand;
        let topic = &self.plan.topics[session.topic.index()];
        let silently = session.client.is_silent(topic);
        out.record_fact(ServiceFact::AbandonedInService(AbandonedInService {
            session: id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            operator: self.id,
            group: *group,
            accepted: *accepted,
            silently,
        }));
        if silently {
            session.abandon_silently();
            self.reset_session_timer(id, out);
            return;
        }
        if let Some(mut on_hand) = self.remove_on_hand(now, id, out) {
            on_hand.session.stop_sla_clocks(now, &self.plan, out);
            out.retire(on_hand.session, Ending::Abandoned);
        }
        self.start_next_reply(now, out);
        self.free_slot(now, out);
    }
}
