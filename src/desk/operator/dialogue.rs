//! An operator at the dialogue level: reads, replies, waits for the client; puts on hold, closes
//! what has gone silent, and loses what was left without a reply for too long.
//!
//! ```text
//!  taken ─▸ unread ─▸ being replied to ─▸ last reply: closed or switched
//!             ▴              │
//!             │              ▾
//!          message ◂── client thinks ─▸ inactive ─▸ closed
//! ```

use super::{Bench, Operator};
use crate::base::{GroupId, SessionId, Span, Time};
use crate::desk::conversations::{Chore, Paused};
use crate::desk::deadline::Deadline;
use crate::desk::queue::QueueInput;
use crate::desk::talk::{Talk, Word};
use crate::desk::workbench::OnHand;
use crate::desk::{Fact, GroupInput, Idle, Message, Outbox, Pause, Relief, Session, Where};
use crate::plan::{Dialogue, Plan};

/// What belongs to a conversation with one operator, and ends with it.
const OF_THE_TALK: [Deadline; 8] = [
    Deadline::Message,
    Deadline::ReplyPatience,
    Deadline::NoReply,
    Deadline::Inactive,
    Deadline::TimeOut,
    Deadline::Warn,
    Deadline::OperatorIdle,
    Deadline::OperatorOut,
];

/// Of these, what waits for the client.
const WHILE_SILENT: [Deadline; 4] =
    [Deadline::Message, Deadline::Inactive, Deadline::TimeOut, Deadline::Warn];

pub(super) fn dialogue<'a>(plan: &'a Plan, session: &Session, group: GroupId) -> &'a Dialogue {
    match &plan.topics[session.topic.index()].dialogue {
        Some(dialogues) => dialogues.with(group),
        None => unreachable!("at the dialogue level every topic has a dialogue"),
    }
}

/// The operator takes it or writes: from now on it counts how long nothing is written.
fn watch_operator(plan: &Plan, now: Time, session: &mut Session) {
    let rule = plan.live_chats[session.live_chat.index()].patrol.operator_idle;
    for (after, what) in
        [(rule.notify, Deadline::OperatorIdle), (rule.close, Deadline::OperatorOut)]
    {
        if let Some(after) = after {
            session.drop_deadline(what);
            session.set_deadline(now + after, what);
        }
    }
}

impl Operator {
    /// A session was taken: its conversation begins, or goes on.
    pub(super) fn converse<O: Outbox>(&mut self, now: Time, mut on_hand: OnHand, out: &mut O) {
        let session = &mut on_hand.session;
        let id = session.id;
        if session.talk().is_none() {
            let dialogue = dialogue(&self.plan, session, on_hand.group);
            let rounds = session.client.rounds(dialogue, session.stage);
            session.begin_talk(Talk { rounds, round: 0, word: Word::Operator(now), moved: false });
        }
        let (Bench::Talks(talks), Some(&mut talk)) = (&mut self.bench, session.talk()) else {
            unreachable!("a conversation was begun just now");
        };
        let no_reply = self.plan.live_chats[session.live_chat.index()].patrol.no_reply;
        let unread = match talk.word {
            Word::Operator(_) => true,
            Word::Client(at) => at <= now,
        };
        if let Some(rule) = no_reply.filter(|rule| unread && (rule.every || !talk.moved)) {
            session.set_deadline(now + rule.within, Deadline::NoReply);
        }
        watch_operator(&self.plan, now, session);
        talks.add(on_hand);
        match talk.word {
            Word::Operator(since) => self.message(now, id, since, out),
            // The message came while nobody had the session.
            Word::Client(at) if at <= now => self.message(now, id, at, out),
            Word::Client(at) => self.await_message(now, id, at, out),
        }
    }

    /// There is something to reply to.
    fn message<O: Outbox>(&mut self, now: Time, id: SessionId, since: Time, out: &mut O) {
        let Bench::Talks(talks) = &mut self.bench else { return };
        let Some(one) = talks.find(id) else { return };
        let group = one.on_hand.group;
        let session = &mut one.on_hand.session;
        for what in WHILE_SILENT {
            session.drop_deadline(what);
        }
        let (stage, gone) = (session.stage, session.is_gone());
        if let Some(talk) = session.talk() {
            talk.word = Word::Operator(since);
            let round = talk.round;
            if round > 0 {
                session.client_wrote(now, &self.plan);
            }
            let dialogue = dialogue(&self.plan, session, group);
            let patience = session.client.reply_patience(dialogue, stage, round);
            if let Some(patience) = patience.filter(|_| !gone) {
                session.set_deadline(now + patience, Deadline::ReplyPatience);
            }
        }
        talks.receive(since, id);
        self.rearm(id, out);
        self.next_reply(now, out);
    }

    /// The client has the word, until an instant.
    fn await_message<O: Outbox>(&mut self, now: Time, id: SessionId, until: Time, out: &mut O) {
        let Bench::Talks(talks) = &mut self.bench else { return };
        let Some(one) = talks.find(id) else { return };
        let session = &mut one.on_hand.session;
        if let Some(talk) = session.talk() {
            talk.word = Word::Client(until);
        }
        if until < Time::NEVER {
            session.set_deadline(until, Deadline::Message);
        }
        let inactivity = &self.plan.live_chats[session.live_chat.index()].patrol.inactivity;
        if let Some(after) = inactivity.after {
            session.set_deadline(now + after, Deadline::Inactive);
        }
        if let Some(close) = inactivity.close {
            session.set_deadline(now + close, Deadline::TimeOut);
        }
        if let Some(warn) = &inactivity.warn {
            session.set_deadline(now + warn.after, Deadline::Warn);
        }
        self.rearm(id, out);
    }

    /// Sets the alarm for the session's first deadline anew.
    pub(super) fn rearm<O: Outbox>(&mut self, id: SessionId, out: &mut O) {
        let operator = self.id;
        if let Some(on_hand) = self.bench.find(id) {
            if let Some(alarm) = on_hand.alarm.take() {
                out.cancel(alarm);
            }
            on_hand.remind(operator, out);
        }
    }

    /// Begins the next reply, if attention is free and somebody waits for one.
    pub(super) fn next_reply<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if let Bench::Talks(talks) = &mut self.bench
            && let Some(id) = talks.next_unread(now)
            && let Some(one) = talks.find(id)
        {
            let dialogue = dialogue(&self.plan, &one.on_hand.session, one.on_hand.group);
            let session = &mut one.on_hand.session;
            let (stage, round) = (session.stage, session.talk().map_or(0, |talk| talk.round));
            let work = session.client.reply(dialogue, stage, round);
            talks.attend(now, work, Chore::Reply(id));
            out.fact(Fact::ReplyBegun { operator: self.id });
        }
        self.set_alarm(out);
    }

    /// A session was taken off the operator's hands: what is next?
    pub(super) fn resume_work<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if let Bench::Talks(_) = self.bench {
            self.next_reply(now, out);
        } else {
            self.set_alarm(out);
        }
    }

    /// What the operator attended to is done.
    pub(super) fn attended<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Bench::Talks(talks) = &mut self.bench else { return };
        let slot_is_free = match talks.finish() {
            Some(Chore::Reply(id)) => self.replied(now, id, out),
            Some(Chore::WrapUp { began, group, takes_slot, units }) => {
                self.weigh(0, units, out);
                out.fact(Fact::WrappedUp {
                    operator: self.id,
                    group,
                    began,
                    held_slot: takes_slot,
                });
                takes_slot
            }
            None => false,
        };
        self.next_reply(now, out);
        self.free_slot_if(slot_is_free, now, out);
    }

    /// Says whether a slot is free now.
    fn replied<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) -> bool {
        let operator = self.id;
        let Bench::Talks(talks) = &mut self.bench else { return false };
        let Some(one) = talks.find(id) else { return false };
        let (group, accepted) = (one.on_hand.group, one.on_hand.accepted);
        let session = &mut one.on_hand.session;
        session.drop_deadline(Deadline::NoReply);
        session.drop_deadline(Deadline::ReplyPatience);
        watch_operator(&self.plan, now, session);
        session.replied(now, &self.plan, out);
        let (stage, in_vain) = (session.stage, session.is_gone());
        let Some(talk) = session.talk() else { return false };
        let since = if let Word::Operator(since) = talk.word { since } else { now };
        let round = talk.round;
        talk.round += 1;
        let is_last = talk.round >= talk.rounds;
        let first = stage == 0 && round == 0;
        let (live_chat, arrived) = (session.live_chat, session.arrived);
        out.fact(Fact::Replied {
            session: id,
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            since,
            first,
            in_vain,
        });
        if in_vain {
            self.await_message(now, id, Time::NEVER, out);
            return false;
        }
        if is_last {
            return self.end_talk(now, id, out);
        }
        let dialogue = dialogue(&self.plan, session, group);
        let (client, hold) = (session.client, dialogue.hold.as_ref());
        if let Some((hold, time)) = hold.and_then(|h| Some((h, client.hold(h, stage, round)?))) {
            let close = hold.close;
            return self.hold(now, id, (time, close), out);
        }
        let until = now + client.think(dialogue, stage, round);
        self.await_message(now, id, until, out);
        false
    }

    /// The client has all that was needed.
    fn end_talk<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) -> bool {
        let Some(OnHand { session, accepted, from, group, .. }) = self.lay_down(now, id, out)
        else {
            return false;
        };
        self.ended(from, out);
        self.end(now, session, accepted, group, out)
    }

    /// The session is on hold until the client writes, or it is closed.
    fn hold<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        (time, close): (Span, Span),
        out: &mut O,
    ) -> bool {
        if let Some(on_hand) = self.bench.find(id) {
            let session = &mut on_hand.session;
            if let Some(talk) = session.talk() {
                talk.word = Word::Client(now + time);
            }
            session.drop_deadline(Deadline::OperatorIdle);
            session.drop_deadline(Deadline::OperatorOut);
            session.set_deadline(now + time, Deadline::Message);
            session.set_deadline(now + close, Deadline::TimeOut);
        }
        self.rearm(id, out);
        self.pause(id, Paused { why: Pause::Hold, frees_slot: true }, out)
    }

    /// Says whether a slot is free now.
    pub(super) fn pause<O: Outbox>(&mut self, id: SessionId, pause: Paused, out: &mut O) -> bool {
        let Bench::Talks(talks) = &mut self.bench else { return false };
        let (operator, Paused { why, frees_slot }) = (self.id, pause);
        out.fact(Fact::Paused { session: id, operator, why, frees_slot });
        talks.pause(id, pause)
    }

    /// The pause of a session is over, if there is one. One that then ends, or goes, takes no slot
    /// again: says whether it did not take one.
    pub(super) fn resume<O: Outbox>(&mut self, id: SessionId, to_end: bool, out: &mut O) -> bool {
        let Bench::Talks(talks) = &mut self.bench else { return false };
        let Some(Paused { why, frees_slot: freed_slot }) = talks.resume(id) else { return false };
        let operator = self.id;
        out.fact(Fact::Resumed { session: id, operator, why, freed_slot, to_end });
        if freed_slot && !to_end {
            // A promise that was kept: the message is taken up, even above the limit.
            self.tell(out, None, QueueInput::Took);
        }
        freed_slot
    }

    /// Something is due with a conversation. Says whether it was the conversation's.
    pub(super) fn due_in_talk<O: Outbox>(
        &mut self,
        now: Time,
        (id, what): (SessionId, Deadline),
        out: &mut O,
    ) -> bool {
        match what {
            Deadline::Message => self.client_writes(now, id, out),
            Deadline::ReplyPatience => self.client_leaves(now, id, out),
            Deadline::NoReply => self.pass_on(now, id, out),
            Deadline::Inactive => self.fall_inactive(now, id, out),
            Deadline::TimeOut => self.time_out(now, (id, Idle::Client), out),
            Deadline::Warn => self.warn(now, id, out),
            Deadline::OperatorIdle => self.find_idle(id, out),
            // At either level.
            Deadline::Mark => self.mark(now, id, out),
            Deadline::OperatorOut => self.time_out(now, (id, Idle::Operator), out),
            _ => return false,
        }
        true
    }

    fn client_writes<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Bench::Talks(talks) = &mut self.bench else { return };
        let Some(one) = talks.find(id) else { return };
        let inactive = one.pause.is_some_and(|pause| pause.why == Pause::Inactive);
        if one.pause.is_some_and(|pause| pause.why == Pause::Hold) {
            watch_operator(&self.plan, now, &mut one.on_hand.session);
        }
        let chat = one.on_hand.session.live_chat;
        let to_queue = self.plan.live_chats[chat.index()].patrol.inactivity.to_queue;
        let why = match (inactive && to_queue, self.presence.misses_messages()) {
            (true, _) => Some(Relief::Inactive),
            (_, true) => Some(Relief::WentOffline),
            _ => None,
        };
        if let Some(why) = why {
            let held_slot = !self.resume(id, true, out);
            self.requeue(now, (id, why), out);
            self.free_slot_if(held_slot, now, out);
            return;
        }
        self.resume(id, false, out);
        self.message(now, id, now, out);
    }

    /// The client does not wait any longer for a reply.
    fn client_leaves<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Bench::Talks(talks) = &mut self.bench else { return };
        let Some(one) = talks.find(id) else { return };
        let OnHand { session, accepted, group, .. } = &mut one.on_hand;
        let topic = &self.plan.topics[session.topic.index()];
        let silently = session.client.is_silent(topic);
        out.fact(Fact::LeftInSession {
            session: id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            operator: self.id,
            group: *group,
            accepted: *accepted,
            silently,
        });
        if silently {
            session.fall_silent();
            self.rearm(id, out);
            return;
        }
        if let Some(mut on_hand) = self.bench_out(now, id, out) {
            on_hand.session.closes(now, &self.plan, out);
            out.retire(on_hand.session);
        }
        self.next_reply(now, out);
        self.free_slot(now, out);
    }

    /// The operator has not replied in time: somebody else gets the session (feature 19).
    fn pass_on<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        self.requeue(now, (id, Relief::NoReply), out);
        self.free_slot(now, out);
    }

    /// The session goes back to where it came from. Its slot is free then.
    fn requeue<O: Outbox>(&mut self, now: Time, (id, why): (SessionId, Relief), out: &mut O) {
        let Some(on_hand) = self.bench.find(id) else { return };
        let (from, group) = (on_hand.from, on_hand.group);
        let Some(mut session) = self.relieve(now, id, why, out) else { return };
        match why {
            Relief::NoReply => {
                session.avoid(self.id);
                if let Some(talk) = session.talk() {
                    talk.moved = true;
                }
            }
            Relief::Inactive => session.age_from = now,
            _ => {}
        }
        let back = QueueInput::Join(session);
        out.send(match from {
            Where::Queue(queue) => Message::queue(self.plan.queues[queue.index()].owner, back),
            _ => Message::Group(group, GroupInput::Queue(back)),
        });
    }

    /// A session leaves the bench, and with it what it weighs.
    pub(super) fn bench_out<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) -> Option<OnHand> {
        let on_hand = self.lay_down(now, id, out)?;
        self.weigh(0, self.weight(&on_hand.session), out);
        self.ended(on_hand.from, out);
        Some(on_hand)
    }

    /// Nothing more is done for a session here: a reply that was begun is dropped, an alarm called
    /// off.
    fn lay_down<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) -> Option<OnHand> {
        let operator = self.id;
        let mut on_hand = match &mut self.bench {
            Bench::Work(bench) => bench.take_out(now, id)?,
            Bench::Talks(talks) => {
                let (on_hand, writing) = talks.take_out(id)?;
                if writing {
                    out.fact(Fact::ReplyDropped { operator });
                }
                on_hand
            }
        };
        if let Some(alarm) = on_hand.alarm.take() {
            out.cancel(alarm);
        }
        Some(on_hand)
    }

    /// The same, for a session that goes to somebody else: it takes its slot with it, and what was
    /// due in this conversation is due no more.
    pub(super) fn take_off<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) -> Option<OnHand> {
        self.resume(id, false, out);
        let mut on_hand = self.bench_out(now, id, out)?;
        on_hand.session.drop_deadline(Deadline::Mark);
        if let Bench::Talks(_) = self.bench {
            for what in OF_THE_TALK {
                on_hand.session.drop_deadline(what);
            }
        }
        Some(on_hand)
    }
}
