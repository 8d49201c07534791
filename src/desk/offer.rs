//! The accept step: a session is offered to an operator, who accepts it, declines, or lets it pass.
//!
//! The session stays in the line, held, and the client goes on waiting; a slot of the operator is
//! reserved. Both end together: whatever takes the session away gives the slot back.

use super::line::Ticket;
use super::operator::Unaccepted;
use super::queue::Queue;
use super::roster::Seat;
use super::{AlarmId, Class, Deadline, Message, OfferEnd, OperatorInput, Outbox, QueueInput};
use crate::base::{SessionId, Span, Time};

/// An offer that nobody has answered yet.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) ticket: Ticket,
    pub(super) seat: Seat,
    session: SessionId,
    units: u32,
    made: Time,
    alarm: AlarmId,
    /// How it ends, if nothing comes between.
    end: OfferEnd,
}

impl Queue {
    /// Offers the one with this ticket to the member in this seat.
    pub(super) fn offer<O: Outbox>(&mut self, now: Time, ticket: Ticket, seat: Seat, out: &mut O) {
        let owner = self.owner();
        let Self { id, roster, line, matching: Some(matching), .. } = self else {
            return;
        };
        let (Some(rules), Some(waiting)) = (&matching.rules.offer, line.get_mut(ticket)) else {
            return;
        };
        let (client, stage) = (waiting.session.client, waiting.session.stage);
        let session = waiting.session.id;
        let units = matching.units(&waiting.session);
        let (delay, declines) = client.response(rules, stage, matching.key(seat));
        let (delay, end) = if delay > rules.timeout {
            (rules.timeout, OfferEnd::Missed)
        } else if declines {
            (delay, OfferEnd::Declined)
        } else {
            (delay, OfferEnd::Accepted)
        };
        let over = Message::queue(owner, QueueInput::OfferOver(ticket));
        let alarm = out.wake(now + delay, Class::Staff, over);
        line.hold(ticket);
        roster.take(seat);
        matching.weigh(seat, units);
        matching.offers.push(UnderWay { ticket, seat, session, units, made: now, alarm, end });
        let input = OperatorInput::Offer { queue: *id, ticket, session, units };
        out.send(Message::Operator(matching.member(seat), input));
    }

    fn take_offer(&mut self, ticket: Ticket) -> Option<UnderWay> {
        let matching = self.matching.as_mut()?;
        let place = matching.offers.iter().position(|offer| offer.ticket == ticket)?;
        Some(matching.offers.remove(place))
    }

    /// The operator has answered, or had long enough.
    pub(super) fn offer_over<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Some(offer) = self.take_offer(ticket) else {
            return;
        };
        if offer.end == OfferEnd::Accepted {
            self.accepted(now, &offer, out);
            return;
        }
        let seat = offer.seat;
        let operator = self.members[seat as usize];
        self.give_back(&offer);
        let penalty = self.penalty().filter(|_| offer.end == OfferEnd::Missed);
        if penalty.is_some() {
            // The operator will say so too, but no sooner than the next offer would be made.
            self.roster.delist(seat);
        }
        self.tell_over(&offer, offer.end, penalty, out);
        if let Some(waiting) = self.line.get_mut(ticket) {
            waiting.session.avoid(operator);
            if waiting.session.kept_for() == Some(operator) {
                waiting.session.keep_for(None);
                waiting.session.drop_deadline(Deadline::LastOperator);
            }
        }
        self.line.release(ticket);
        self.place(now, ticket, out);
        self.serve(now, seat, out);
    }

    /// The slot that was kept for it, and what it weighs, can be had again.
    fn give_back(&mut self, offer: &UnderWay) {
        self.roster.untook(offer.seat);
        if let Some(matching) = &mut self.matching {
            matching.lighten(offer.seat, offer.units);
        }
    }

    fn penalty(&self) -> Option<Span> {
        self.matching.as_ref()?.rules.offer.as_ref()?.penalty
    }

    fn accepted<O: Outbox>(&mut self, now: Time, offer: &UnderWay, out: &mut O) {
        let Some(waiting) = self.line.leave(offer.ticket) else {
            return;
        };
        if let Some(alarm) = waiting.alarm {
            out.cancel(alarm);
        }
        self.count_given(now, offer.seat, out);
        let (queue, made, session) = (self.id, offer.made, waiting.session);
        let input = OperatorInput::AssignOffered { queue, made, session };
        out.send(Message::Operator(self.members[offer.seat as usize], input));
    }

    fn tell_over<O: Outbox>(
        &self,
        offer: &UnderWay,
        how: OfferEnd,
        penalty: Option<Span>,
        out: &mut O,
    ) {
        let (queue, session, units, made) = (self.id, offer.session, offer.units, offer.made);
        let over = Box::new(Unaccepted { queue, session, units, made, how, penalty });
        let input = OperatorInput::OfferOver(over);
        out.send(Message::Operator(self.members[offer.seat as usize], input));
    }

    /// The one with this ticket is offered to nobody any more. Says whose slot is free.
    pub(super) fn withdraw<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) -> Option<Seat> {
        let offer = self.take_offer(ticket)?;
        out.cancel(offer.alarm);
        self.give_back(&offer);
        self.tell_over(&offer, OfferEnd::Withdrawn, None, out);
        Some(offer.seat)
    }

    /// The member in this seat has no free slot after all.
    pub(super) fn no_room<O: Outbox>(
        &mut self,
        now: Time,
        seat: Seat,
        ticket: Ticket,
        out: &mut O,
    ) {
        let offers = self.matching.iter().flat_map(|matching| &matching.offers);
        if !offers.into_iter().any(|offer| (offer.ticket, offer.seat) == (ticket, seat)) {
            return;
        }
        if let Some(offer) = self.take_offer(ticket) {
            out.cancel(offer.alarm);
            // What is in use was said just now.
            self.roster.untook(offer.seat);
            self.came_back(offer.session, out);
            self.line.release(ticket);
            self.place(now, ticket, out);
            // There may be room for one who weighs less.
            self.serve(now, seat, out);
        }
    }
}
