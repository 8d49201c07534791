//! What an operator does with offers: keeps a slot for each, and is left alone after a missed one.
//!
//! A reserved slot is taken, as far as anybody else is concerned; but nobody is busy with it.

use super::line::Ticket;
use super::operator::{Operator, Place, Unaccepted};
use super::queue::QueueInput;
use super::{
    Class, Deadline, Fact, LiveChatInput, Message, OfferEnd, OperatorInput, Outbox, Session, Where,
};
use crate::base::{QueueId, SessionId, Span, Time};

impl Operator {
    /// A session is given to this operator, and waits so long at most for a free slot.
    pub(super) fn try_within<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        patience: Span,
        out: &mut O,
    ) {
        if !self.takes() || (patience == Span::ZERO && !self.has_room(self.limit)) {
            let live_chat = session.at;
            out.send(Message::LiveChat(live_chat, LiveChatInput::NotApplicable(session)));
            return;
        }
        session.settle(now, &self.plan, out);
        session.join(now);
        session.set_deadline(now + patience, Deadline::LastOperator);
        self.handed_or_wait(now, session, out);
    }

    /// A session of a queue is offered.
    pub(super) fn reserve<O: Outbox>(
        &mut self,
        queue: QueueId,
        ticket: Ticket,
        (session, units): (SessionId, u32),
        out: &mut O,
    ) {
        let place = self.place(queue);
        if !self.has_room(place.limit) || !self.fits(units) {
            self.say_units(place, out);
            out.send(Message::queue(place.owner, QueueInput::NoRoom(place.seat, ticket)));
            return;
        }
        self.special().reserved.push((queue, session));
        self.weigh(units, 0, out);
        out.fact(Fact::OfferMade { session, operator: self.id });
        self.tell(out, Some(queue), QueueInput::Took);
    }

    /// The session that was offered comes into the slot that was kept for it.
    pub(super) fn assign_offered<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        made: Time,
        session: Box<Session>,
        out: &mut O,
    ) {
        self.special().reserved.retain(|kept| *kept != (queue, session.id));
        // It weighs from now on as a session.
        self.lighten(self.weight(&session));
        let (operator, id) = (self.id, session.id);
        out.fact(Fact::OfferEnded { session: id, operator, made, how: OfferEnd::Accepted });
        let place = self.place(queue);
        self.accept(now, session, Where::Queue(queue), place.group, out);
    }

    /// An offer is over, and nothing came of it.
    pub(super) fn offer_over<O: Outbox>(&mut self, now: Time, offer: Unaccepted, out: &mut O) {
        let Unaccepted { queue, session, units, made, how, penalty } = offer;
        // One for which there was no slot is nobody's to give back.
        let reserved = &mut self.special().reserved;
        let Some(kept) = reserved.iter().position(|kept| *kept == (queue, session)) else {
            return;
        };
        reserved.remove(kept);
        self.weigh(0, units, out);
        let operator = self.id;
        out.fact(Fact::OfferEnded { session, operator, made, how });
        if let Some(penalty) = penalty {
            self.go_away(now + penalty, out);
        } else if self.take_own(now, out) > 0 {
            // The slot is taken again, which only the queue does not know that had offered it.
            let place = self.place(queue);
            out.send(Message::queue(place.owner, QueueInput::Took(place.seat)));
        } else if self.takes() {
            self.tell(out, Some(queue), QueueInput::Freed);
        }
        self.leave_if_done(now, out);
    }

    /// So many units more can be had.
    pub(super) fn fits(&self, units: u32) -> bool {
        self.units().is_none_or(|have| have.used.saturating_add(units) <= have.most)
    }

    /// So many units more are in use, and so many less: the queues that are served hear of it.
    #[inline]
    pub(super) fn weigh<O: Outbox>(&mut self, more: u32, less: u32, out: &mut O) {
        if self.units().is_some() {
            self.tell_units(more, less, out);
        }
    }

    /// So many units less are in use, which the queues hear with what comes next.
    #[inline]
    pub(super) fn lighten(&mut self, less: u32) {
        if let Some(units) = self.units_mut() {
            debug_assert!(units.used >= less, "what was not in use is free");
            units.used = units.used.saturating_sub(less);
        }
    }

    /// A queue took more to be left than there is: it hears how much is in use before it hears
    /// that what it gave comes back, so that it does not give it again.
    pub(super) fn say_units<O: Outbox>(&self, place: Place, out: &mut O) {
        if let Some(units) = self.units() {
            out.send(Message::queue(place.owner, QueueInput::Units(place.seat, units.used)));
        }
    }

    fn tell_units<O: Outbox>(&mut self, more: u32, less: u32, out: &mut O) {
        if let Some(units) = self.units_mut() {
            debug_assert!(units.used.saturating_add(more) >= less, "what was not in use is free");
            units.used = units.used.saturating_add(more).saturating_sub(less);
            let used = units.used;
            self.tell(out, None, |seat| QueueInput::Units(seat, used));
        }
    }

    /// A session that came from there is no longer with this operator: a queue that counts its own
    /// sessions alone hears of it.
    #[inline]
    pub(super) fn ended<O: Outbox>(&self, from: Where, out: &mut O) {
        if let Where::Queue(queue) = from
            && self.plan.queues[queue.index()].own_load
        {
            let place = self.place(queue);
            out.send(Message::queue(place.owner, QueueInput::Ended(place.seat)));
        }
    }

    /// Nothing is given to somebody who let an offer pass.
    fn go_away<O: Outbox>(&mut self, until: Time, out: &mut O) {
        let operator = self.id;
        let away = self.special().away;
        if away.is_none() {
            out.fact(Fact::Responds { operator, again: false });
            self.tell(out, None, QueueInput::Delist);
        }
        self.special().away = away.max(Some(until));
        out.wake(until, Class::Staff, Message::Operator(operator, OperatorInput::Respond));
    }

    /// The penalty is over, unless there was another one meanwhile.
    pub(super) fn respond<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let away = &mut self.special().away;
        if away.is_some_and(|until| until <= now) {
            *away = None;
            out.fact(Fact::Responds { operator: self.id, again: true });
            if self.takes() {
                self.enlist(now, out);
            }
        }
    }
}
