//! Operators who take sessions themselves: an idle one notices that somebody waits, after a while,
//! and takes whoever is first then (rulebook E-S6). Who is too late gets nothing and looks again.

use super::Queue;
use crate::base::{OperatorId, Time};
use crate::desk::message::{Class, Message, OfferFact, Outbox, QueueInput, Seat, Ticket, TimerId};

/// Somebody who has noticed that a session waits and is about to take one.
#[derive(Debug)]
pub(super) struct Claim {
    at: Time,
    operator: OperatorId,
    pub(super) seat: Seat,
    pub(super) timer: TimerId,
}

impl Queue {
    /// Everybody idle who may have the one with this ticket begins to notice.
    pub(super) fn start_claims<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Self { roster, wait_queue, members, matching: Some(matching), .. } = self else {
            return;
        };
        let Some(waiting) = wait_queue.get_mut(ticket) else {
            return;
        };
        let all = 0..members.len() as Seat;
        let free = all.filter(|seat| roster.has_room(*seat));
        let able: Vec<Seat> =
            free.filter(|seat| matching.can_assign(*seat, &waiting.session)).collect();
        for seat in able {
            self.start_claim(now, seat, ticket, out);
        }
    }

    /// The member in this seat begins to notice the one with this ticket, or is at it already.
    pub(super) fn start_claim<O: Outbox>(
        &mut self,
        now: Time,
        seat: Seat,
        ticket: Ticket,
        out: &mut O,
    ) {
        let owner = self.owner();
        let Self { wait_queue, matching: Some(matching), .. } = self else {
            return;
        };
        if matching.claims.iter().any(|claim| claim.seat == seat) {
            return;
        }
        let (Some(distribution), Some(waiting)) =
            (&matching.rules.reaction, wait_queue.get_mut(ticket))
        else {
            return;
        };
        let (client, visit) = (waiting.session.client, waiting.session.visit);
        let at = now + client.reaction_time(distribution, visit, matching.member_key(seat));
        let timer = out.schedule(at, Class::Staff, Message::to_queue(owner, QueueInput::Claim));
        let operator = matching.member(seat);
        matching.claims.push(Claim { at, operator, seat, timer });
    }

    /// Somebody takes the first in turn: of several at one instant the operator whom the scenario
    /// names first.
    pub(super) fn complete_claim<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Some(matching) = &mut self.matching else {
            return;
        };
        let due = matching.claims.iter().enumerate().filter(|(_, claim)| claim.at <= now);
        let Some((place, _)) = due.min_by_key(|(_, claim)| claim.operator.0) else {
            return;
        };
        let Claim { operator, seat, .. } = matching.claims.swap_remove(place);
        if !self.roster.has_room(seat) {
            return;
        }
        match self.first_match_for(seat, None) {
            Some((_, ticket)) => {
                self.assign_ticket(now, seat, ticket, out);
                self.match_member(now, seat, out);
            }
            None => out.record_fact(OfferFact::ClaimFailed { operator }),
        }
    }
}
