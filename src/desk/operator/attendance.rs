//! An operator comes and goes: what that means for queues and for the sessions on hand.

use std::sync::Arc;

use super::{Change, Operator, group_at};
use crate::base::{GroupId, OperatorId, Time};
use crate::desk::crew::CrewInput;
use crate::desk::queue::QueueInput;
use crate::desk::waiting::move_on;
use crate::desk::workbench::OnHand;
use crate::desk::{Fact, GroupInput, LiveChatInput, Message, Outbox, Relief, Session, Where};
use crate::plan::{ByName, Calendar, Duty, QueueOwner, WhenOffline};

/// Whose positions are filled in turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crew {
    pub(super) group: GroupId,
    /// Slots that were freed and of which the queues know nothing yet.
    unsaid: u32,
}

/// Where a session goes that was taken off the operator's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    /// To the queue that it came from, or else to the group's.
    Origin,
    /// To the group's queue.
    Group,
}

impl Crew {
    pub(super) fn new(group: GroupId) -> Self {
        Self { group, unsaid: 0 }
    }
}

impl Operator {
    pub(super) fn change<O: Outbox>(&mut self, now: Time, change: Change, out: &mut O) {
        match change {
            Change::None => {}
            Change::Enlist => self.enlist(now, out),
            Change::Delist => {
                self.delist(out);
                self.tell_crew(CrewInput::Out(self.id), out);
                self.leave_if_done(now, out);
            }
            Change::HandBack => {
                self.delist(out);
                self.hand_back(now, Relief::ShiftOver, Back::Origin, out);
                self.leave_if_done(now, out);
            }
            Change::Due => {
                self.delist(out);
                self.owe(now, out);
            }
            Change::Freeze => {
                self.delist(out);
                self.keep_pace(now, out);
            }
            Change::Thaw => {
                self.keep_pace(now, out);
                self.unmark_overdue(now, out);
            }
            Change::Vanish => {
                self.delist(out);
                self.tell_crew(CrewInput::Out(self.id), out);
                self.go_offline(now, out);
                self.keep_pace(now, out);
                if self.bench.sessions() > 0 {
                    self.presence.leave_behind(now, out);
                }
            }
            Change::Unattended => self.see_to_sessions(now, out),
        }
    }

    pub(in crate::desk) fn enlist<O: Outbox>(&mut self, now: Time, out: &mut O) {
        self.say_takes(true, out);
        self.keep_pace(now, out);
        self.unmark_overdue(now, out);
        if self.special.as_ref().is_some_and(|special| special.away.is_some()) {
            return;
        }
        // Those who wait for nobody else come first; queues learn of what is left.
        self.take_own(now, out);
        let load = self.load();
        self.tell(out, None, |seat| QueueInput::Enlist(seat, load));
        if let Some(crew) = self.crew_mut() {
            crew.unsaid = 0;
            self.tell_crew(CrewInput::Out(self.id), out);
            if self.is_idle() {
                self.tell_crew(CrewInput::Idle(self.id), out);
            }
        }
    }

    fn delist<O: Outbox>(&self, out: &mut O) {
        self.say_takes(false, out);
        self.tell(out, None, QueueInput::Delist);
    }

    /// Who keeps to the calendar says so by keeping to it.
    fn say_takes<O: Outbox>(&self, takes: bool, out: &mut O) {
        if self.presence.is_special() {
            out.fact(Fact::OperatorTakes { operator: self.id, takes });
        }
    }

    fn keep_pace<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let special = self.special.as_mut();
        let left_behind =
            special.is_some_and(|special| std::mem::take(&mut special.aside.left_behind));
        if self.presence.is_special() || left_behind {
            self.bench.set_pace(now, self.presence.pace(now));
            self.resume_work(now, out);
        }
    }

    #[inline]
    pub(in crate::desk) fn leave_if_done<O: Outbox>(&mut self, now: Time, out: &mut O) {
        // Whoever is Online and takes what comes stays, and nobody waits for that one to go.
        if !self.presence.takes() {
            self.go_if_idle(now, out);
        }
    }

    fn go_if_idle<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if !self.is_idle() {
            return;
        }
        debug_assert!(self.units().is_none_or(|units| units.used == 0), "nothing weighs something");
        if self.crew().is_some() && self.presence.is_due(now) {
            self.tell_crew(CrewInput::Idle(self.id), out);
        } else {
            self.go_offline(now, out);
        }
    }

    fn go_offline<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.presence.done(now, out) {
            out.fact(Fact::OperatorOffline { operator: self.id });
        }
    }

    /// Takes every session off the operator's hands, in the order in which they were taken.
    fn hand_back<O: Outbox>(&mut self, now: Time, why: Relief, back: Back, out: &mut O) {
        for (id, from, group) in self.bench.on_hand() {
            let Some(session) = self.relieve(now, id, why, out) else {
                continue;
            };
            let live_chat = session.live_chat;
            let bot = self.plan.live_chats[live_chat.index()].bot.as_ref();
            if why == Relief::ShiftOver && bot.is_some_and(|bot| bot.at_shift_end) {
                out.send(Message::LiveChat(live_chat, LiveChatInput::ToBot(session)));
                continue;
            }
            let owner = match (back, from) {
                (Back::Origin, Where::Queue(queue)) => self.plan.queues[queue.index()].owner,
                _ => QueueOwner::Group(group),
            };
            out.send(Message::queue(owner, QueueInput::Join(session)));
        }
    }

    /// The shift is over: those who wait for this operator by name may be anybody's then.
    pub(super) fn hand_back_named<O: Outbox>(&mut self, out: &mut O) {
        if self.presence.by_name() == ByName::Wait {
            return;
        }
        while let Some(waiting) = self.special.as_mut().and_then(|special| special.own.leave_next())
        {
            if let Some(alarm) = waiting.alarm {
                out.cancel(alarm);
            }
            let mut session = waiting.session;
            move_on(&session, Where::Operator(self.id), out);
            session.let_in();
            let group = group_at(&self.plan, self.id, session.at);
            out.send(Message::queue(QueueOwner::Group(group), QueueInput::Join(session)));
        }
    }

    /// A session came back to somebody who is Offline: when the shift is over it goes where all went
    /// then.
    pub(super) fn see_to_what_came_back<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.presence.gives_back(now) {
            self.hand_back(now, Relief::ShiftOver, Back::Origin, out);
        } else {
            self.presence.leave_behind(now, out);
        }
    }

    /// Nobody is there who could go on with these sessions.
    fn see_to_sessions<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let why = Relief::WentOffline;
        match self.presence.when_offline() {
            // Those whose clients are silent do not matter yet.
            WhenOffline::Keep | WhenOffline::OnNextMessage(_) => {}
            WhenOffline::Requeue(_) => self.hand_back(now, why, Back::Origin, out),
            WhenOffline::Reassign(_) => self.hand_back(now, why, Back::Group, out),
            WhenOffline::Close(_) => self.cut_short(now, out),
        }
    }

    fn cut_short<O: Outbox>(&mut self, now: Time, out: &mut O) {
        for (id, _, _) in self.bench.on_hand() {
            self.resume(id, true, out);
            if let Some(OnHand { session, accepted, group, .. }) = self.bench_out(now, id, out) {
                self.cut(now, session, accepted, group, out);
            }
        }
        self.resume_work(now, out);
    }

    /// The desk closes a session whose operator is not there to do it.
    pub(super) fn cut<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        group: GroupId,
        out: &mut O,
    ) {
        let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
        let operator = self.id;
        if session.is_gone() {
            out.fact(Fact::FoundGone { session: id, live_chat, operator, group, accepted });
            out.retire(session);
            return;
        }
        session.closes(now, &self.plan, out);
        out.fact(Fact::CutShort { live_chat, arrived });
        out.fact(self.closed(&session, (accepted, group), false));
        out.retire(session);
    }

    pub(in crate::desk) fn tell_crew<O: Outbox>(&self, input: CrewInput, out: &mut O) {
        if let Some(crew) = self.crew() {
            out.send(Message::Group(crew.group, GroupInput::Crew(input)));
        }
    }

    /// A slot is free. Of a crew, whoever has nothing on hand first hears whether to stay.
    pub(super) fn say_freed<O: Outbox>(&mut self, out: &mut O) {
        let idle = self.is_idle();
        match self.crew_mut() {
            Some(crew) if idle => {
                crew.unsaid += 1;
                self.tell_crew(CrewInput::Idle(self.id), out);
            }
            _ => self.tell(out, None, QueueInput::Freed),
        }
    }

    /// The operator's position has ended.
    fn owe<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.is_idle() {
            self.tell_crew(CrewInput::Out(self.id), out);
            self.go_offline(now, out);
        } else {
            let calendar = Arc::clone(self.presence.calendar());
            self.tell_crew(CrewInput::Due(self.id, calendar), out);
        }
    }

    /// The crew lets the operator stay: queues may count on all that was freed.
    pub(super) fn stay<O: Outbox>(&mut self, out: &mut O) {
        let unsaid = self.crew_mut().map_or(0, |crew| std::mem::take(&mut crew.unsaid));
        if self.presence.takes() {
            (0..unsaid).for_each(|_| self.tell(out, None, QueueInput::Freed));
        }
    }

    /// The position of `due` has ended: this operator is to go instead, having nothing on hand.
    pub(super) fn relinquish<O: Outbox>(
        &mut self,
        now: Time,
        due: OperatorId,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) {
        let is_idle = self.is_idle();
        if due == self.id {
            if is_idle && self.presence.is_due(now) {
                self.go_offline(now, out);
                return;
            }
            self.stay(out);
            if self.presence.is_due(now) {
                self.owe(now, out);
            }
        } else if is_idle && self.presence.takes() {
            let given = self.swap(now, calendar, out);
            let change = self.presence.review(now, out);
            self.change(now, change, out);
            self.stay(out);
            out.send(Message::Operator(due, super::OperatorInput::TakeOver(given)));
        } else {
            self.stay(out);
            self.tell_crew(CrewInput::Due(due, calendar), out);
        }
    }

    /// Somebody else went, and leaves this operator a position.
    pub(super) fn take_over<O: Outbox>(
        &mut self,
        now: Time,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) {
        self.swap(now, calendar, out);
        let change = self.presence.review(now, out);
        self.change(now, change, out);
        if change == Change::None && self.presence.is_due(now) {
            self.owe(now, out);
        }
    }

    fn swap<O: Outbox>(
        &mut self,
        now: Time,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) -> Arc<Calendar<Duty>> {
        let duty = calendar.at(now);
        let given = self.presence.swap(now, calendar, out);
        out.fact(Fact::OperatorDuty { operator: self.id, duty });
        given
    }
}
