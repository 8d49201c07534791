//! The accept step: a session is offered to an operator, who accepts it, declines it or misses it.
//!
//! The session stays in the wait queue, held, and the client goes on waiting; a slot of the
//! operator is reserved. Both end together: whatever removes the session frees the slot.

use super::Queue;
use crate::base::{SessionId, Span, Time};
use crate::desk::message::{
    Class, Message, OfferEnd, OperatorInput, Outbox, QueueInput, Seat, SlotCount, Ticket, TimerId,
    UnacceptedOffer,
};
use crate::desk::session::Deadline;

/// An offer that the operator has not answered yet.
#[derive(Debug)]
pub(super) struct OpenOffer {
    pub(super) ticket: Ticket,
    pub(super) seat: Seat,
    session: SessionId,
    units: u32,
    offered_at: Time,
    timer: TimerId,
    /// How it ends, unless something prevents it.
    end: OfferEnd,
}

impl Queue {
    /// Offers the session with this ticket to the member in this seat.
    pub(super) fn make_offer<O: Outbox>(
        &mut self,
        offered_at: Time,
        ticket: Ticket,
        seat: Seat,
        out: &mut O,
    ) {
        let owner = self.owner();
        let Self { id, roster, wait_queue, matching: Some(matching), .. } = self else {
            return;
        };
        let (Some(rules), Some(waiting)) = (&matching.rules.offer, wait_queue.get_mut(ticket))
        else {
            return;
        };
        let (client, visit) = (waiting.session.client, waiting.session.visit);
        let session = waiting.session.id;
        let units = matching.units_of(&waiting.session);
        let earlier = waiting.session.unaccepted_offers_of(matching.member(seat));
        let operator = matching.member_key(seat);
        let (delay, declines) = client.offer_response(rules, visit, operator, earlier);
        let (delay, class, end) = if delay > rules.timeout {
            (rules.timeout, Class::Timeout, OfferEnd::Missed)
        } else if declines {
            (delay, Class::Decision, OfferEnd::Declined)
        } else {
            (delay, Class::Decision, OfferEnd::Accepted)
        };
        let over = Message::to_queue(owner, QueueInput::OfferEnded(ticket));
        let timer = out.schedule(offered_at + delay, class, over);
        wait_queue.hold(ticket);
        roster.reserve(seat);
        matching.add_units(seat, units);
        matching.offers.push(OpenOffer { ticket, seat, session, units, offered_at, timer, end });
        let input = OperatorInput::Offer { queue: *id, ticket, session, units };
        out.send(Message::Operator(matching.member(seat), input));
    }

    fn remove_offer(&mut self, ticket: Ticket) -> Option<OpenOffer> {
        let matching = self.matching.as_mut()?;
        let place = matching.offers.iter().position(|offer| offer.ticket == ticket)?;
        Some(matching.offers.remove(place))
    }

    /// The operator has answered, or the time to answer is over.
    pub(super) fn end_offer<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Some(offer) = self.remove_offer(ticket) else {
            return;
        };
        if offer.end == OfferEnd::Accepted {
            self.accept_offer(now, &offer, out);
            return;
        }
        let seat = offer.seat;
        let operator = self.members[seat as usize];
        self.release_offer(&offer);
        let penalty = self.offer_penalty().filter(|_| offer.end == OfferEnd::Missed);
        if penalty.is_some() {
            // The operator will report this too, but only after the next offer would be made.
            self.roster.delist(seat);
        }
        self.notify_offer_ended(&offer, offer.end, penalty, out);
        if let Some(waiting) = self.wait_queue.get_mut(ticket) {
            waiting.session.record_unaccepted_offer(operator);
            if waiting.session.restricted_to() == Some(operator) {
                waiting.session.restrict_to(None);
                waiting.session.drop_deadline(Deadline::LastOperator);
            }
        }
        self.wait_queue.release(ticket);
        // Another session may be ahead of this one for the operator who did not accept it.
        if self.first_match_for(seat, None).is_some_and(|(_, first)| first != ticket) {
            self.match_member(now, seat, out);
            self.match_session(now, ticket, out);
        } else {
            self.match_session(now, ticket, out);
            self.match_member(now, seat, out);
        }
    }

    /// Frees the slot and the units of load that were reserved for the offer.
    fn release_offer(&mut self, offer: &OpenOffer) {
        self.roster.undo_assign(offer.seat);
        if let Some(matching) = &mut self.matching {
            matching.remove_units(offer.seat, offer.units);
        }
    }

    fn offer_penalty(&self) -> Option<Span> {
        self.matching.as_ref()?.rules.offer.as_ref()?.penalty
    }

    fn accept_offer<O: Outbox>(&mut self, now: Time, offer: &OpenOffer, out: &mut O) {
        let Some(waiting) = self.wait_queue.leave(offer.ticket) else {
            return;
        };
        if let Some(timer) = waiting.timer {
            out.cancel(timer);
        }
        self.roster.record_contact(now, offer.seat);
        self.pace_assignment(now, offer.seat, out);
        let (queue, offered_at, session) = (self.id, offer.offered_at, waiting.session);
        let input = OperatorInput::AssignOffered { queue, offered_at, session };
        out.send(Message::Operator(self.members[offer.seat as usize], input));
    }

    fn notify_offer_ended<O: Outbox>(
        &self,
        offer: &OpenOffer,
        outcome: OfferEnd,
        penalty: Option<Span>,
        out: &mut O,
    ) {
        let (queue, session, units, offered_at) =
            (self.id, offer.session, offer.units, offer.offered_at);
        let over =
            Box::new(UnacceptedOffer { queue, session, units, offered_at, outcome, penalty });
        let input = OperatorInput::OfferEnded(over);
        out.send(Message::Operator(self.members[offer.seat as usize], input));
    }

    /// Withdraws the offer of the session with this ticket. Returns the seat whose slot is free.
    pub(super) fn withdraw_offer<O: Outbox>(
        &mut self,
        ticket: Ticket,
        out: &mut O,
    ) -> Option<Seat> {
        let offer = self.remove_offer(ticket)?;
        out.cancel(offer.timer);
        self.release_offer(&offer);
        self.notify_offer_ended(&offer, OfferEnd::Withdrawn, None, out);
        Some(offer.seat)
    }

    /// The member in this seat has no free slot after all.
    pub(super) fn handle_no_slot<O: Outbox>(
        &mut self,
        now: Time,
        slots: SlotCount,
        ticket: Ticket,
        out: &mut O,
    ) {
        let seat = slots.seat;
        let offers = self.matching.iter().flat_map(|matching| &matching.offers);
        if !offers.into_iter().any(|offer| (offer.ticket, offer.seat) == (ticket, seat)) {
            return;
        }
        if let Some(offer) = self.remove_offer(ticket) {
            out.cancel(offer.timer);
            // The number of units in use was reported just before.
            self.roster.undo_refused(slots);
            self.report_requeued(offer.session, out);
            self.wait_queue.release(ticket);
            self.match_session(now, ticket, out);
            // There may be room for a session that takes fewer units.
            self.match_member(now, seat, out);
        }
    }
}
