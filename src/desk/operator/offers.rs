//! What an operator does with offers: keeps a slot for each, and is left alone after a missed one.
//!
//! A reserved slot is taken, as far as others are concerned; but the operator is not busy with it.

use super::Operator;
use super::seats::QueueSeat;
use crate::base::{QueueId, SessionId, Span, Time};
use crate::desk::message::{
    Class, LiveChatInput, Message, OfferEnd, OfferFact, OperatorInput, Outbox, QueueInput, Ticket,
    UnacceptedOffer, WaitPlace,
};
use crate::desk::session::{Deadline, Session};

impl Operator {
    /// A session is given to this operator, and waits so long at most for a free slot.
    pub(super) fn try_assign_within<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        patience: Span,
        out: &mut O,
    ) {
        if !self.is_shown_available() || (patience == Span::ZERO && !self.has_room(self.limit)) {
            let live_chat = session.current_live_chat;
            out.send(Message::LiveChat(live_chat, LiveChatInput::RuleNotApplicable(session)));
            return;
        }
        session.apply_rule(now, &self.plan, out);
        session.join(now);
        session.set_deadline(now + patience, Deadline::LastOperator);
        self.accept_or_wait(now, session, out);
    }

    /// A session of a queue is offered.
    pub(super) fn reserve_offered_slot<O: Outbox>(
        &mut self,
        queue: QueueId,
        ticket: Ticket,
        session: SessionId,
        units: u32,
        out: &mut O,
    ) {
        let place = self.queue_seat(queue);
        if !self.has_room(place.limit) || !self.has_units_for(units) {
            self.report_units(place, out);
            let refused = QueueInput::NoSlot(self.slot_count(place), ticket);
            out.send(self.message_to_queue(place.queue, refused));
            return;
        }
        self.extras_mut().offered_sessions.push((queue, session));
        self.change_units(units, 0, out);
        out.record_fact(OfferFact::Made { session, operator: self.id });
        self.notify_queues(out, Some(queue), QueueInput::SlotTaken);
    }

    /// The session that was offered comes into the slot that was kept for it.
    pub(super) fn assign_offered<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        offered_at: Time,
        session: Box<Session>,
        out: &mut O,
    ) {
        let reserved = &mut self.extras_mut().offered_sessions;
        let Some(kept) = reserved.iter().position(|kept| *kept == (queue, session.id)) else {
            // The word that there was no slot to keep and this session passed each other, as messages
            // may that are under way at the same time.
            self.assign(now, queue, session, out);
            return;
        };
        reserved.remove(kept);
        // It weighs from now on as a session.
        self.remove_units(self.units_of(&session));
        let (operator, id) = (self.id, session.id);
        out.record_fact(OfferFact::Ended {
            session: id,
            operator,
            offered_at,
            end: OfferEnd::Accepted,
        });
        let place = self.queue_seat(queue);
        self.accept(now, session, WaitPlace::Queue(queue), place.group, out);
    }

    /// An offer is over, and nothing came of it.
    pub(super) fn end_offer<O: Outbox>(&mut self, now: Time, offer: UnacceptedOffer, out: &mut O) {
        let UnacceptedOffer { queue, session, units, offered_at, outcome, penalty } = offer;
        // One for which there was no slot is not given back.
        let reserved = &mut self.extras_mut().offered_sessions;
        let Some(kept) = reserved.iter().position(|kept| *kept == (queue, session)) else {
            return;
        };
        reserved.remove(kept);
        self.change_units(0, units, out);
        let operator = self.id;
        out.record_fact(OfferFact::Ended { session, operator, offered_at, end: outcome });
        if let Some(penalty) = penalty {
            self.begin_penalty(now + penalty, out);
        } else if self.take_from_personal_queue(now, out) > 0 {
            // The slot is taken again, which only the queue does not know that had offered it.
            let place = self.queue_seat(queue);
            out.send(self.message_to_queue(place.queue, QueueInput::SlotTaken(place.seat)));
        } else if self.is_available() {
            self.notify_queues(out, Some(queue), QueueInput::SlotFreed);
        }
        self.leave_if_done(now, out);
    }

    /// So many units more can be had.
    pub(super) fn has_units_for(&self, units: u32) -> bool {
        self.units().is_none_or(|have| have.used.saturating_add(units) <= have.limit)
    }

    /// So many units more are in use, and so many less: the queues that are served hear of it.
    #[inline]
    pub(super) fn change_units<O: Outbox>(&mut self, more: u32, less: u32, out: &mut O) {
        if self.units().is_some() {
            self.notify_units(more, less, out);
        }
    }

    /// So many units less are in use, which the queues hear with what comes next.
    #[inline]
    pub(super) fn remove_units(&mut self, less: u32) {
        if let Some(units) = self.units_mut() {
            debug_assert!(units.used >= less, "what was not in use is free");
            units.used = units.used.saturating_sub(less);
        }
    }

    /// A queue took more to be left than there is: it hears how much is in use before it hears
    /// that what it gave comes back, so that it does not give it again.
    pub(super) fn report_units<O: Outbox>(&self, place: QueueSeat, out: &mut O) {
        if let Some(units) = self.units() {
            let changed = QueueInput::UnitsChanged(place.seat, units.used);
            out.send(self.message_to_queue(place.queue, changed));
        }
    }

    fn notify_units<O: Outbox>(&mut self, more: u32, less: u32, out: &mut O) {
        if let Some(units) = self.units_mut() {
            debug_assert!(units.used.saturating_add(more) >= less, "what was not in use is free");
            units.used = units.used.saturating_add(more).saturating_sub(less);
            let used = units.used;
            self.notify_queues(out, None, |seat| QueueInput::UnitsChanged(seat, used));
        }
    }

    /// A session that came from there is no longer with this operator: a queue that counts its own
    /// sessions alone hears of it.
    #[inline]
    pub(super) fn report_ended<O: Outbox>(&self, from: WaitPlace, out: &mut O) {
        if let WaitPlace::Queue(queue) = from
            && self.plan.queues[queue.index()].own_load_only
        {
            let place = self.queue_seat(queue);
            out.send(self.message_to_queue(place.queue, QueueInput::SessionEnded(place.seat)));
        }
    }

    /// Nothing is given to an operator who let an offer pass.
    fn begin_penalty<O: Outbox>(&mut self, until: Time, out: &mut O) {
        let operator = self.id;
        let away = self.extras_mut().penalty_until;
        if away.is_none() {
            out.record_fact(OfferFact::PenaltyChanged { operator, over: false });
            self.notify_queues(out, None, QueueInput::Delist);
        }
        self.extras_mut().penalty_until = away.max(Some(until));
        out.schedule(until, Class::Staff, Message::Operator(operator, OperatorInput::PenaltyOver));
    }

    /// The penalty is over, unless there was another one meanwhile.
    pub(super) fn end_penalty<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let away = &mut self.extras_mut().penalty_until;
        if away.is_some_and(|until| until <= now) {
            *away = None;
            out.record_fact(OfferFact::PenaltyChanged { operator: self.id, over: true });
            if self.is_available() {
                self.enlist(now, out);
            } else if self.is_cut_off() {
                self.report_cut_off(out);
            }
        }
    }
}
