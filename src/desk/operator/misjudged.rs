//! Sessions of clients that an operator takes for spam and marks, until the mark is taken back
//! (rulebook E-S15).
//!
//! Spam is not active (E-Q5): it takes no slot, weighs nothing and keeps nobody from going. Nor is it
//! routed (E-Q2): it stays with whoever marked it, and comes back to the same hands with the work that
//! was left of it, above the limit if it must be, and to somebody who is Offline as what was left
//! behind (E-S17). Its client, who knows of nothing, writes and waits for replies as before, and is
//! found to have left when the mark is taken back. The clocks of its service level go on; what they
//! say is shown in the session, and nobody is told (E-A5).

use super::aside::AsideInput;
use super::dialogue::dialogue;
use super::special::Special;
use super::{Bench, Operator, OperatorInput};
use crate::base::{LiveChatId, OperatorId, SessionId, SupervisorId, Time};
use crate::desk::crew::CrewInput;
use crate::desk::queue::QueueInput;
use crate::desk::sla;
use crate::desk::supervisor::next_of;
use crate::desk::talk::Word;
use crate::desk::workbench::OnHand;
use crate::desk::{
    Deadline, Fact, Message, Misjudgement, Outbox, Session, SpamEvent, SupervisorInput, Where,
};
use crate::plan::{Arrivals, BegunBy, Misjudged, Plan};

/// A session of a client that is marked as spam.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) on_hand: OnHand,
    since: Time,
    /// The client, who waited for a reply when it was marked, waits until then.
    patience: Option<Time>,
    /// It is time to take that back; the operator does so when there.
    overdue: bool,
}

impl Marked {
    fn remind<O: Outbox>(&mut self, operator: OperatorId, out: &mut O) {
        if let Some((at, what)) = self.on_hand.session.next_deadline() {
            let due = AsideInput::DueInSpam(self.on_hand.session.id);
            let due = Message::Operator(operator, OperatorInput::Aside(due));
            self.on_hand.alarm = Some(out.wake(at, what.class(), due));
        }
    }
}

/// A supervisor is asked to take back the mark of a session, whose operator is Offline.
#[derive(Clone, Copy, Debug)]
pub struct Plea {
    /// Which.
    pub session: SessionId,
    /// Of which live chat.
    pub live_chat: LiveChatId,
    /// Who marked it.
    pub operator: OperatorId,
}

impl Plea {
    /// It is so.
    pub(in crate::desk) fn grant<O: Outbox>(self, supervisor: SupervisorId, out: &mut O) {
        let input = AsideInput::Unmarked(self.session, supervisor);
        out.send(Message::Operator(self.operator, OperatorInput::Aside(input)));
    }
}

fn say<O: Outbox>(session: &Session, operator: OperatorId, what: SpamEvent, out: &mut O) {
    let Session { id: session, live_chat, arrived, .. } = *session;
    out.fact(Fact::Misjudged(Misjudgement { session, live_chat, arrived, operator, what }));
}

/// Operators of this desk take clients for spam.
pub(super) fn happens(plan: &Plan) -> bool {
    let mut habits = plan.flows.iter().filter_map(|flow| flow.habits.as_ref());
    habits.any(|habits| habits.misjudged.is_some())
}

impl Operator {
    /// Whether and for how long a session is misjudged, if it may be: not one of a client who is known.
    fn rules(&self, session: &Session) -> Option<&Misjudged> {
        let flow = &self.plan.flows[session.id.flow().index()];
        let known = matches!(flow.arrivals, Arrivals::Population(_));
        let stranger = !known && flow.begun_by == BegunBy::Clients;
        flow.habits.as_deref()?.misjudged.as_ref().filter(|_| stranger)
    }

    /// A session was taken: if for the first time, it may come to be marked.
    #[cold]
    pub(super) fn may_misjudge(&self, now: Time, session: &mut Session) {
        let is_spam = session.visit.as_ref().is_some_and(|visit| visit.spam.is_some());
        if is_spam || session.answered() != Some(now) || session.stage > 0 {
            return;
        }
        let after = self.rules(session).and_then(|rules| session.client.misjudged(rules));
        if let Some(after) = after {
            session.set_deadline(now + after, Deadline::Mark);
        }
    }

    /// The operator has looked at a session for long enough to take it for spam; but only somebody
    /// who is there looks at anything, and not at what pauses.
    pub(super) fn mark<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let pauses = match &mut self.bench {
            Bench::Work(_) => false,
            Bench::Talks(talks) => talks.find(id).is_none_or(|one| one.pause.is_some()),
        };
        let looks = self.presence.acts() && !pauses;
        let found = self.bench.find(id).filter(|found| looks && !found.session.is_gone());
        let patience = found.map(|found| found.session.deadline(Deadline::ReplyPatience));
        let Some(patience) = patience else {
            self.rearm(id, out);
            return;
        };
        let Some(mut on_hand) = self.take_off(now, id, out) else { return };
        let session = &mut on_hand.session;
        say(session, self.id, SpamEvent::Marked, out);
        let lasts = self.rules(session).map(|rules| session.client.unmarked(rules));
        if let Some(lasts) = lasts {
            session.set_deadline(now + lasts, Deadline::Unmark);
        }
        if let Some(Word::Client(at)) = session.talk().map(|talk| talk.word)
            && at < Time::NEVER
        {
            session.set_deadline(at, Deadline::Message);
        }
        let mut marked = Marked { on_hand, since: now, patience, overdue: false };
        marked.remind(self.id, out);
        self.special().aside.marked.push(marked);
        self.resume_work(now, out);
        self.free_slot(now, out);
    }

    /// Something is due with a session that is marked.
    pub(super) fn due_in_spam<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let marked = self.special.as_mut().and_then(|special| special.aside.marked(id));
        let Some(marked) = marked else { return };
        marked.on_hand.alarm = None;
        let session = &mut marked.on_hand.session;
        match session.due(now) {
            Some(Deadline::Unmark) => {
                marked.overdue = true;
                marked.remind(self.id, out);
                self.see_to_mark(now, id, out);
                return;
            }
            Some(Deadline::Message) => session.client_wrote(now, &self.plan),
            Some(deadline) => sla::due_in_spam(session, deadline, out),
            None => {}
        }
        marked.remind(self.id, out);
    }

    /// It is time to take a mark back: the operator does, or a supervisor of the live chat who is
    /// Online, or the operator when next there.
    fn see_to_mark<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        if self.presence.acts() {
            self.unmark(now, id, None, out);
            return;
        }
        let marked = self.special.as_mut().and_then(|special| special.aside.marked(id));
        let Some(live_chat) = marked.map(|marked| marked.on_hand.session.at) else { return };
        if let Some(supervisor) = next_of(&self.plan, live_chat, None) {
            let plea = Plea { session: id, live_chat, operator: self.id };
            out.send(Message::Supervisor(supervisor, SupervisorInput::Unmark(plea)));
        }
    }

    /// The operator is there again, and takes back what it was time to take back.
    pub(super) fn unmark_overdue<O: Outbox>(&mut self, now: Time, out: &mut O) {
        while self.presence.acts()
            && let Some(Special { aside, .. }) = self.special.as_deref()
            && let Some(marked) = aside.marked.iter().find(|marked| marked.overdue)
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
        let Some(Special { aside, .. }) = self.special.as_deref_mut() else { return };
        let Some(place) = aside.marked.iter().position(|one| one.on_hand.session.id == id) else {
            return;
        };
        let Marked { on_hand, since, patience, .. } = aside.marked.remove(place);
        let is_there = self.presence.is_there();
        aside.left_behind |= !is_there;
        let OnHand { mut session, accepted, from, group, alarm, .. } = on_hand;
        if let Some(alarm) = alarm {
            out.cancel(alarm);
        }
        session.drop_deadline(Deadline::Unmark);
        session.drop_deadline(Deadline::Message);
        say(&session, self.id, SpamEvent::Unmarked { since, by }, out);
        if is_there && self.crew().is_some() && self.bench.is_empty() {
            self.tell_crew(CrewInput::Busy(self.id), out);
        }
        if !is_there {
            self.bench.set_pace(now, 0.0);
        }
        self.weigh(self.weight(&session), 0, out);
        self.begin(now, session, accepted, (from, group), out);
        self.wait_on(now, id, patience, out);
        self.tell(out, None, QueueInput::Took);
        if let Where::Queue(queue) = from
            && self.plan.queues[queue.index()].own_load
        {
            let place = self.place(queue);
            out.send(Message::queue(place.owner, QueueInput::Regained(place.seat)));
        }
        if !is_there {
            self.see_to_what_came_back(now, out);
        }
    }

    /// The client has waited for a reply since the message, whoever looked.
    fn wait_on<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        patience: Option<Time>,
        out: &mut O,
    ) {
        let Bench::Talks(talks) = &mut self.bench else { return };
        let Some(one) = talks.find(id) else { return };
        let (group, session) = (one.on_hand.group, &mut one.on_hand.session);
        let (client, stage) = (session.client, session.stage);
        let Some(&mut talk) = session.talk() else { return };
        let Word::Operator(since) = talk.word else { return };
        let dialogue = dialogue(&self.plan, session, group);
        let drawn = || Some(since + client.reply_patience(dialogue, stage, talk.round)?);
        if let Some(until) = patience.or_else(drawn) {
            session.drop_deadline(Deadline::ReplyPatience);
            session.set_deadline(until.max(now), Deadline::ReplyPatience);
            self.rearm(id, out);
        }
    }
}
