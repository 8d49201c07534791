//! Sessions of clients that an operator takes for spam and marks, until the mark is taken back
//! (rulebook E-S15).
//!
//! Spam is not active (E-Q5): it takes no slot, weighs nothing and keeps no operator from going. Nor is it
//! routed (E-Q2): it stays with the operator who marked it, and comes back to the same hands with the work that
//! was left of it, above the limit if it must be, and to an operator who is Offline as what was left
//! behind (E-S17). Its client, who knows of nothing, writes and waits for replies as before, and is
//! found to have left when the mark is taken back. The clocks of its service level go on; what they
//! say is shown in the session, and no reminder is sent (E-A5).

use super::Operator;
use super::dialogue::dialogue_rules;
use super::extras::OperatorExtras;
use super::workbench::{Bench, OnHand};
use crate::base::{OperatorId, SessionId, SupervisorId, Time};
use crate::desk::message::{
    FalseSpamMarkChange, FalseSpamMarkEvent, Message, OperatorInput, Outbox, PositionPoolInput,
    QueueInput, ServiceFact, SupervisorInput, TransferInput, UnmarkRequest, WaitPlace,
    next_supervisor,
};
use crate::desk::service_level;
use crate::desk::session::{Awaiting, Deadline, Session};
use crate::plan::{Arrivals, BegunBy, FalseSpamMark, Plan};

/// A session of a client that is marked as spam.
#[derive(Debug)]
pub(super) struct MarkedSession {
    pub(super) on_hand: OnHand,
    marked_at: Time,
    /// The client, who waited for a reply when it was marked, waits until then.
    patience_until: Option<Time>,
    /// It is time to take that back; the operator does so when there.
    overdue: bool,
}

impl MarkedSession {
    fn schedule_deadline<O: Outbox>(&mut self, operator: OperatorId, out: &mut O) {
        if let Some((at, what)) = self.on_hand.session.next_deadline() {
            let due = TransferInput::SpamDeadline(self.on_hand.session.id);
            let due = Message::Operator(operator, OperatorInput::Transfer(due));
            self.on_hand.timer = Some(out.schedule(at, what.class(), due));
        }
    }
}

fn report_spam_mark<O: Outbox>(
    session: &Session,
    operator: OperatorId,
    event: FalseSpamMarkEvent,
    out: &mut O,
) {
    let Session { id: session, live_chat, arrived, .. } = *session;
    out.record_fact(ServiceFact::FalseSpamMarkChanged(FalseSpamMarkChange {
        session,
        live_chat,
        arrived,
        operator,
        event,
    }));
}

/// Operators of this desk take clients for spam.
pub(super) fn can_misjudge(plan: &Plan) -> bool {
    let mut habits = plan.flows.iter().filter_map(|flow| flow.behaviour.as_ref());
    habits.any(|habits| habits.false_spam_mark.is_some())
}

impl Operator {
    /// Whether and for how long a session is misjudged, if it may be: not one of a client who is known.
    fn misjudged_rules(&self, session: &Session) -> Option<&FalseSpamMark> {
        let flow = &self.plan.flows[session.id.flow().index()];
        let known = matches!(flow.arrivals, Arrivals::Population(_));
        let stranger = !known && flow.begun_by == BegunBy::Clients;
        flow.behaviour.as_deref()?.false_spam_mark.as_ref().filter(|_| stranger)
    }

    /// A session was taken: if for the first time, it may come to be marked.
    #[cold]
    pub(super) fn schedule_mark(&self, now: Time, session: &mut Session) {
        let is_spam = session.history.as_ref().is_some_and(|visit| visit.spam_sender.is_some());
        if is_spam || session.answered() != Some(now) || session.visit > 0 {
            return;
        }
        let after =
            self.misjudged_rules(session).and_then(|rules| session.client.false_spam_delay(rules));
        if let Some(after) = after {
            session.set_deadline(now + after, Deadline::SpamMark);
        }
    }

    /// The operator has looked at a session for long enough to take it for spam; but only an operator
    /// who is there looks at anything, and not at what pauses.
    pub(super) fn mark_spam<O: Outbox>(&mut self, marked_at: Time, id: SessionId, out: &mut O) {
        let pauses = match &mut self.bench {
            Bench::Session(_) => false,
            Bench::Dialogue(dialogues) => dialogues.find(id).is_none_or(|one| one.pause.is_some()),
        };
        let looks = self.presence.can_act() && !pauses;
        let found = self.bench.find(id).filter(|found| looks && !found.session.is_abandoned());
        let patience = found.map(|found| found.session.deadline_time(Deadline::ReplyPatience));
        let Some(patience_until) = patience else {
            self.reset_session_timer(id, out);
            return;
        };
        let Some(mut on_hand) = self.detach_session(marked_at, id, out) else { return };
        let session = &mut on_hand.session;
        report_spam_mark(session, self.id, FalseSpamMarkEvent::Marked, out);
        let unmark_delay =
            self.misjudged_rules(session).map(|rules| session.client.unmark_delay(rules));
        if let Some(lasts) = unmark_delay {
            session.set_deadline(marked_at + lasts, Deadline::SpamUnmark);
        }
        if let Some(Awaiting::Client(at)) = session.dialogue().map(|state| state.awaiting)
            && at < Time::NEVER
        {
            session.set_deadline(at, Deadline::ClientMessage);
        }
        let mut marked = MarkedSession { on_hand, marked_at, patience_until, overdue: false };
        marked.schedule_deadline(self.id, out);
        self.extras_mut().transfers.marked.push(marked);
        self.resume_work(marked_at, out);
        self.free_slot(marked_at, out);
    }

    /// Something is due with a session that is marked.
    pub(super) fn handle_spam_deadline<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) {
        let marked = self.extras.as_mut().and_then(|extras| extras.transfers.find_marked(id));
        let Some(marked) = marked else { return };
        marked.on_hand.timer = None;
        let session = &mut marked.on_hand.session;
        match session.pop_due_deadline(now) {
            Some(Deadline::SpamUnmark) => {
                marked.overdue = true;
                marked.schedule_deadline(self.id, out);
                self.request_unmark(now, id, out);
                return;
            }
            Some(Deadline::ClientMessage) => session.client_wrote(now, &self.plan),
            Some(deadline) => service_level::handle_sla_deadline_in_spam(session, deadline, out),
            None => {}
        }
        marked.schedule_deadline(self.id, out);
    }

    /// It is time to take a mark back: the operator does, or a supervisor of the live chat who is
    /// Online, or the operator when next there.
    fn request_unmark<O: Outbox>(&mut self, now: Time, session: SessionId, out: &mut O) {
        if self.presence.can_act() {
            self.unmark(now, session, None, out);
            return;
        }
        let marked = self.extras.as_mut().and_then(|extras| extras.transfers.find_marked(session));
        let Some(live_chat) = marked.map(|marked| marked.on_hand.session.current_live_chat) else {
            return;
        };
        if let Some(supervisor) = next_supervisor(&self.plan, live_chat, None) {
            let request = UnmarkRequest { session, live_chat, operator: self.id };
            out.send(Message::Supervisor(supervisor, SupervisorInput::Unmark(request)));
        }
    }

    /// The operator is there again, and takes back what it was time to take back.
    pub(super) fn unmark_overdue<O: Outbox>(&mut self, now: Time, out: &mut O) {
        while self.presence.can_act()
            && let Some(OperatorExtras { transfers, .. }) = self.extras.as_deref()
            && let Some(marked) = transfers.marked.iter().find(|marked| marked.overdue)
        {
            self.unmark(now, marked.on_hand.session.id, None, out);
        }
    }

    /// The session is what it was before.
    pub(super) fn unmark<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        by: Option<SupervisorId>,
        out: &mut O,
    ) {
        let Some(OperatorExtras { transfers, .. }) = self.extras.as_deref_mut() else { return };
        let Some(place) = transfers.marked.iter().position(|one| one.on_hand.session.id == id)
        else {
            return;
        };
        let MarkedSession { on_hand, marked_at, patience_until, .. } =
            transfers.marked.remove(place);
        let is_there = self.presence.is_online();
        transfers.returned_while_offline |= !is_there;
        let OnHand { mut session, accepted, from, group, timer, .. } = on_hand;
        if let Some(timer) = timer {
            out.cancel(timer);
        }
        session.drop_deadline(Deadline::SpamUnmark);
        session.drop_deadline(Deadline::ClientMessage);
        report_spam_mark(
            &session,
            self.id,
            FalseSpamMarkEvent::Unmarked { since: marked_at, by },
            out,
        );
        if is_there && self.pool_membership().is_some() && self.bench.is_empty() {
            self.notify_position_pool(PositionPoolInput::Busy(self.id), out);
        }
        if !is_there {
            self.bench.set_speed_factor(now, 0.0);
        }
        self.change_units(self.units_of(&session), 0, out);
        self.begin_work(now, session, accepted, from, group, out);
        self.restore_reply_patience(now, id, patience_until, out);
        self.notify_queues(out, None, QueueInput::SlotTaken);
        if let WaitPlace::Queue(queue) = from
            && self.plan.queues[queue.index()].own_load_only
        {
            let regained = QueueInput::SessionRegained(self.queue_seat(queue).seat);
            out.send(self.message_to_queue(queue, regained));
        }
        if !is_there {
            self.handle_returned_session(now, out);
        }
    }

    /// The client has waited for a reply since the message, wherever the session was.
    fn restore_reply_patience<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        patience: Option<Time>,
        out: &mut O,
    ) {
        let Bench::Dialogue(dialogues) = &mut self.bench else { return };
        let Some(one) = dialogues.find(id) else { return };
        let (group, session) = (one.on_hand.group, &mut one.on_hand.session);
        let (client, stage) = (session.client, session.visit);
        let Some(&mut state) = session.dialogue() else { return };
        let Awaiting::Operator(since) = state.awaiting else { return };
        let dialogue = dialogue_rules(&self.plan, session, group);
        let drawn = || Some(since + client.reply_patience(dialogue, stage, state.rounds_done)?);
        if let Some(until) = patience.or_else(drawn) {
            session.drop_deadline(Deadline::ReplyPatience);
            session.set_deadline(until.max(now), Deadline::ReplyPatience);
            self.reset_session_timer(id, out);
        }
    }
}
