//! An operator: takes sessions up to a limit, works on them, closes or switches them, wraps up.

mod aside;
mod asked;
mod attendance;
mod dialogue;
mod endings;
mod input;
mod misjudged;
mod own_line;
mod seats;
mod silence;
mod special;
mod switching;

pub use aside::{Answer, AsideInput, Request};
pub use input::{OperatorInput, Unaccepted};
pub use misjudged::Plea;
pub(super) use seats::Place;

use std::sync::Arc;

pub(super) use self::aside::deliver;
use super::conversations::Conversations;
use super::crew::CrewInput;
use super::license::Asker;
use super::presence::{Change, Owner, Presence, Turn};
use super::queue::QueueInput;
use super::sla::{self, Call, Holder};
use super::standing;
use super::workbench::{Bench, OnHand, Task, Workbench};
use super::{AlarmId, Class, Fact, LiveChatInput, Message, Outbox, Relief, Session, Where};
use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SessionId, Span, Time};
use crate::plan::{Duty, How, Level, Plan};
use seats::Seats;
use special::Special;

/// Somebody who answers.
///
/// What every session needs stands first, in four lines of cache: of ten thousand operators no more
/// should have to come from far away.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Operator {
    /// The queues served, the most preferred first.
    seats: Seats,
    pub(super) id: OperatorId,
    pub(super) limit: u32,
    pub(super) plan: Arc<Plan>,
    pub(super) special: Option<Box<Special>>,
    /// When the next on hand is done, and the alarm for it.
    alarm: Option<(Time, AlarmId)>,
    pub(super) bench: Bench,
    pub(super) presence: Presence,
}

impl Operator {
    pub(super) fn all(plan: &Arc<Plan>, replication: u32) -> Vec<Self> {
        let level = plan.level();
        let supervisors = standing::supervisors(plan);
        let errs = misjudged::happens(plan);
        let operators = plan.operators.iter().zip(Seats::all(plan)).enumerate();
        operators
            .map(|(i, (operator, seats))| {
                let id = OperatorId::from(i);
                let owner = Owner {
                    person: operator.person,
                    asker: Asker::Operator(id),
                    duty: &operator.duty,
                    attendance: operator.attendance.as_ref(),
                };
                Self {
                    plan: Arc::clone(plan),
                    id,
                    limit: operator.limit.unwrap_or(u32::MAX),
                    presence: Presence::new(plan, replication, owner),
                    bench: match level {
                        Level::Session => Bench::Work(Workbench::new(operator.speeds.clone())),
                        Level::Dialogue => Bench::Talks(Box::new(Conversations::new())),
                    },
                    alarm: None,
                    seats,
                    special: Special::new(operator, supervisors[operator.person.index()], errs),
                }
            })
            .collect()
    }

    /// Told an input at an instant.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, input: OperatorInput, out: &mut O) {
        let operator = self.id;
        match input {
            OperatorInput::Assign(queue, session) => self.assign(now, queue, session, out),
            OperatorInput::Done => self.done(now, out),
            OperatorInput::Try(session) if !self.presence.takes() => {
                let live_chat = session.at;
                out.send(Message::LiveChat(live_chat, LiveChatInput::NotApplicable(session)));
            }
            OperatorInput::Try(mut session) => {
                session.settle(now, &self.plan, out);
                self.handed(now, session, out);
            }
            OperatorInput::TryWithin(session, patience) => {
                self.try_within(now, session, patience, out);
            }
            OperatorInput::Offer { queue, ticket, session, units } => {
                self.reserve(queue, ticket, (session, units), out);
            }
            OperatorInput::AssignOffered { queue, made, session } => {
                self.assign_offered(now, queue, made, session, out);
            }
            OperatorInput::OfferOver(offer) => self.offer_over(now, *offer, out),
            OperatorInput::Respond => self.respond(now, out),
            OperatorInput::Inspect(search) => self.inspect(search, out),
            OperatorInput::Relay(relay) => self.relay(now, &relay, out),
            OperatorInput::Handed(session) => self.handed(now, session, out),
            OperatorInput::Asked(call) => call.answer(self.presence.takes(), out),
            OperatorInput::Fetch(call) => self.fetch(now, &call, out),
            OperatorInput::DueInLine(ticket) => self.due_in_line(now, ticket, out),
            OperatorInput::DueOnHand(session) => self.due_on_hand(now, session, out),
            OperatorInput::Aside(input) => self.aside(now, input, out),
            OperatorInput::LookAtCalendar => {
                let (duty, change) = self.presence.look_at_calendar(now, out);
                out.fact(Fact::OperatorDuty { operator, duty });
                self.change(now, change, out);
                if duty == Duty::Off {
                    self.hand_back_named(out);
                }
            }
            OperatorInput::Granted => {
                let change = self.presence.granted(now, out);
                if change == Change::Enlist {
                    out.fact(Fact::OperatorOnline { operator });
                }
                self.change(now, change, out);
            }
            OperatorInput::Refused => self.presence.refused(now, out),
            OperatorInput::Ask => self.presence.ask(out),
            OperatorInput::Turn(turn) => {
                let change = self.presence.turn(now, turn, out);
                self.change(now, change, out);
            }
            OperatorInput::Stay => self.stay(out),
            OperatorInput::Relinquish(due, calendar) => self.relinquish(now, due, calendar, out),
            OperatorInput::TakeOver(calendar) => self.take_over(now, calendar, out),
            OperatorInput::Supervises(is_busy) => self.supervises(now, is_busy, out),
        }
        if self.special.is_some() {
            self.tell_other_part(now, out);
        }
    }

    /// How many sessions are here.
    pub fn holds(&self) -> u32 {
        let special = self.special.as_ref();
        let here = special.map_or(0, |special| special.own.len() + special.aside.sessions());
        self.bench.sessions() + here
    }

    /// Slots that are busy, be it without work.
    #[inline]
    pub(super) fn load(&self) -> u32 {
        self.bench.slots() + self.special.as_ref().map_or(0, |special| special.slots())
    }

    /// There is a free slot, as far as `limit` goes.
    #[inline]
    pub(super) fn has_room(&self, limit: u32) -> bool {
        self.takes() && self.load() < limit
    }

    #[inline]
    pub(super) fn takes(&self) -> bool {
        self.presence.takes() && self.special.as_ref().is_none_or(|special| special.away.is_none())
    }

    /// Nothing is on hand, in no part, and no slot is kept for anything.
    pub(super) fn is_idle(&self) -> bool {
        self.bench.is_empty() && self.special.as_ref().is_none_or(|special| special.is_idle())
    }

    /// Tells every queue that is served, but not the one that knows already.
    pub(super) fn tell<O: Outbox>(
        &self,
        out: &mut O,
        knows: Option<QueueId>,
        input: impl Fn(u32) -> QueueInput,
    ) {
        let mut say = |place: &Place| {
            if Some(place.queue) != knows {
                out.send(Message::queue(place.owner, input(place.seat)));
            }
        };
        if let Some(first) = &self.seats.first {
            say(first);
        }
        self.seats.others.iter().for_each(say);
    }

    #[inline(always)]
    fn assign<O: Outbox>(&mut self, now: Time, queue: QueueId, session: Box<Session>, out: &mut O) {
        let place = self.place(queue);
        if !self.has_room(place.limit) || !self.fits(self.weight(&session)) {
            self.say_units(place, out);
            let back = QueueInput::Return(place.seat, session);
            out.send(Message::queue(place.owner, back));
            return;
        }
        self.accept(now, session, Where::Queue(queue), place.group, out);
        if !self.seats.others.is_empty() {
            self.tell(out, Some(queue), QueueInput::Took);
        }
    }

    /// What a session weighs; nothing where nobody looks.
    #[inline]
    pub(super) fn weight(&self, session: &Session) -> u32 {
        if self.units().is_some() { self.plan.topics[session.topic.index()].units } else { 0 }
    }

    pub(super) fn place(&self, queue: QueueId) -> Place {
        let found = self.seats.iter().find(|place| place.queue == queue);
        *found.expect("a queue assigns to its members")
    }

    /// A session goes to somebody else, if it is still here.
    fn fetch<O: Outbox>(&mut self, now: Time, call: &Call, out: &mut O) {
        match call.holder {
            Holder::Line(_, ticket) => {
                if let Some(Special { own, .. }) = self.special.as_deref_mut() {
                    let spot = (&*self.plan, ticket, Where::Operator(self.id));
                    sla::fetch(own, now, call, spot, out);
                }
            }
            Holder::Hand(_, id) => {
                if let Some(session) = self.relieve(now, id, Relief::ServiceLevel, out) {
                    call.hand_over(now, &self.plan, session, out);
                    self.free_slot(now, out);
                }
            }
            _ => {}
        }
    }

    fn due_on_hand<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Some(on_hand) = self.bench.find(id) else {
            return;
        };
        on_hand.alarm = None;
        let Some(deadline) = on_hand.session.due(now) else {
            return;
        };
        if self.due_in_talk(now, (id, deadline), out) {
            return;
        }
        let Some(on_hand) = self.bench.find(id) else {
            return;
        };
        let holder = Holder::Hand(self.id, id);
        match sla::due(&mut on_hand.session, &self.plan, deadline, holder, out) {
            Some(call) => self.fetch(now, &call, out),
            None => on_hand.remind(self.id, out),
        }
    }

    /// Takes a session off the operator's hands before its work is done. The slot is free then:
    /// whoever calls this says so with [`Self::free_slot`] once the session is where it goes.
    pub(super) fn relieve<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        why: Relief,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let OnHand { session, accepted, group, .. } = self.take_off(now, id, out)?;
        out.fact(Fact::Relieved {
            session: id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            operator: self.id,
            group,
            accepted,
            why,
            gone: session.is_gone(),
        });
        self.resume_work(now, out);
        Some(session)
    }

    pub(super) fn accept<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        place: Where,
        group: GroupId,
        out: &mut O,
    ) {
        let (id, live_chat, queued) = (session.id, session.live_chat, session.queued);
        if session.is_gone() {
            let operator = self.id;
            out.fact(Fact::TakenInVain { session: id, live_chat, place, queued, operator, group });
        } else {
            out.fact(Fact::Accepted {
                session: id,
                live_chat,
                place,
                queued,
                joined: session.joined,
                arrived: session.arrived,
                first: !session.is_answered(),
                operator: self.id,
                group,
            });
        }
        session.accept(now);
        if self.special.as_ref().is_some_and(|special| special.errs) {
            self.may_misjudge(now, &mut session);
        }
        if self.crew().is_some() && self.bench.is_empty() {
            self.tell_crew(CrewInput::Busy(self.id), out);
        }
        session.last_operator = Some(self.id);
        self.weigh(self.weight(&session), 0, out);
        self.begin(now, session, now, (place, group), out);
    }

    /// The work begins.
    #[inline(always)]
    fn begin<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        (from, group): (Where, GroupId),
        out: &mut O,
    ) {
        let escort = session.part();
        let briefing = escort.map_or(Span::ZERO, |escort| self.briefing(&session, escort, out));
        let Bench::Work(bench) = &mut self.bench else {
            let (alarm, effort) = (None, Span::ZERO);
            let on_hand = OnHand { session, accepted, from, group, alarm, effort };
            self.converse(now, on_hand, out);
            return;
        };
        // At this level taking is replying.
        session.replied(now, &self.plan, out);
        let alarm = reminder(&session, self.id, out);
        let effort = effort_of(&self.plan, &session, group) + briefing;
        let on_hand = OnHand { session, accepted, from, group, alarm, effort };
        bench.begin(now, effort, Task::Session(on_hand));
        self.set_alarm(out);
    }

    /// Whoever stayed with the client tells about it, which is work for both: so much.
    fn briefing<O: Outbox>(
        &self,
        session: &Session,
        (sender, switch): (OperatorId, usize),
        out: &mut O,
    ) -> Span {
        let topic = &self.plan.topics[session.topic.index()];
        let how = topic.switches[switch].transfer.as_ref().map(|transfer| &transfer.how);
        let briefing = match how {
            Some(How::Warm(Some(law))) => session.client.briefing(law, session.stage),
            _ => Span::ZERO,
        };
        let taken = OperatorInput::Aside(AsideInput::TakenOver(session.id, briefing));
        out.send(Message::Operator(sender, taken));
        briefing
    }

    #[inline]
    fn set_alarm<O: Outbox>(&mut self, out: &mut O) {
        if self.alarm.is_some() || !self.bench.is_empty() {
            self.reset_alarm(out);
        }
    }

    #[inline(always)]
    fn reset_alarm<O: Outbox>(&mut self, out: &mut O) {
        let next = self.bench.next_done();
        if next == self.alarm.map(|(at, _)| at) {
            return;
        }
        if let Some((_, alarm)) = self.alarm.take() {
            out.cancel(alarm);
        }
        self.alarm = next.map(|at| {
            let done = Message::Operator(self.id, OperatorInput::Done);
            (at, out.wake(at, Class::Departure, done))
        });
    }

    #[inline(always)]
    fn done<O: Outbox>(&mut self, now: Time, out: &mut O) {
        self.alarm = None;
        let Bench::Work(bench) = &mut self.bench else {
            self.attended(now, out);
            return;
        };
        let slot_is_free = match bench.finish(now) {
            Some(Task::Session(on_hand)) => {
                self.ended(on_hand.from, out);
                if let Some(alarm) = on_hand.alarm {
                    out.cancel(alarm);
                }
                self.end(now, on_hand.session, on_hand.accepted, on_hand.group, out)
            }
            Some(Task::WrapUp { began, group, takes_slot: held_slot, units }) => {
                self.weigh(0, units, out);
                out.fact(Fact::WrappedUp { operator: self.id, group, began, held_slot });
                held_slot
            }
            None => false,
        };
        self.set_alarm(out);
        self.free_slot_if(slot_is_free, now, out);
    }

    #[inline]
    fn free_slot_if<O: Outbox>(&mut self, slot_is_free: bool, now: Time, out: &mut O) {
        if slot_is_free {
            self.free_slot(now, out);
        } else {
            self.leave_if_done(now, out);
        }
    }

    /// A slot is free. Those who wait for nobody else come first.
    pub(super) fn free_slot<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.take_own(now, out) == 0 && self.takes() {
            self.say_freed(out);
        }
        self.leave_if_done(now, out);
    }
}

impl OnHand {
    /// Sets the alarm for the session's next deadline.
    fn remind<O: Outbox>(&mut self, operator: OperatorId, out: &mut O) {
        if let Some(alarm) = reminder(&self.session, operator, out) {
            self.alarm = Some(alarm);
        }
    }
}

/// The alarm for the next deadline of a session on hand.
#[inline]
fn reminder<O: Outbox>(session: &Session, operator: OperatorId, out: &mut O) -> Option<AlarmId> {
    let (at, what) = session.next_deadline()?;
    let due = Message::Operator(operator, OperatorInput::DueOnHand(session.id));
    Some(out.wake(at, what.class(), due))
}

/// The work that a session is here, alone with it.
#[inline]
fn effort_of(plan: &Plan, session: &Session, group: GroupId) -> Span {
    let topic = &plan.topics[session.topic.index()];
    let effort = if session.is_gone() {
        session.client.notice(topic, session.stage)
    } else {
        session.effort(topic, group)
    };
    if session.work_left < 1.0 { rest_of(effort, session.work_left) } else { effort }
}

#[cold]
fn rest_of(effort: Span, share: f64) -> Span {
    Span::whole(effort.as_micros_f64() * share)
}

/// The group on behalf of which an operator answers a live chat's sessions that came to nobody's
/// queue but the common one: the first of the live chat's groups with this member.
fn group_at(plan: &Plan, operator: OperatorId, live_chat: LiveChatId) -> GroupId {
    let groups = &plan.operators[operator.index()].groups;
    let of_chat = plan.live_chats[live_chat.index()].operator_groups.iter();
    *of_chat.copied().find(|group| groups.contains(group)).as_ref().unwrap_or(&groups[0])
}
