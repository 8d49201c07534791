//! Operators who take sessions themselves: after a while an idle operator sees that a session
//! waits, and takes the first one at that time (rulebook E-S6). An operator who is too late gets
//! none and looks again.

use super::Queue;
use crate::base::{OperatorId, Time};
use crate::desk::message::{Class, Message, OfferFact, Outbox, QueueInput, Seat, Ticket, TimerId};

/// An operator who has seen that a session waits and is about to take one.
#[derive(Debug)]
pub(super) struct Claim {
    at: Time,
    operator: OperatorId,
    pub(super) seat: Seat,
    pub(super) timer: TimerId,
}

impl Queue {
    /// Every idle member who may have the session with this ticket begins to react.
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

    /// The member in this seat begins to react to the session with this ticket, unless already
    /// reacting.
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
        let timer = out.schedule(at, Class::Decision, Message::to_queue(owner, QueueInput::Claim));
        let operator = matching.member(seat);
        matching.claims.push(Claim { at, operator, seat, timer });
    }

    /// An operator takes the first session in turn; of several operators at one instant, the one
    /// whom the scenario names first.
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
