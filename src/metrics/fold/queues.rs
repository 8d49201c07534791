//! What becomes of sessions while they wait: moved, relaxed, sent away, offered, let in late.

use super::Metrics;
use crate::base::{LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{Fact, FlowOut, OfferEnd, Where};
use crate::metrics::tally::Outcomes;

impl Metrics {
    /// What happens to sessions that wait, and to those whom they are offered.
    pub(super) fn at_queues(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::Moved { session, live_chat, place, joined, arrived } => {
                self.moved(now, (session, live_chat), place, joined, arrived);
            }
            Fact::FlowedOut { .. } => self.flowed_out(now, fact),
            Fact::Relaxed { live_chat, arrived, before, .. } => {
                self.relaxed(live_chat, arrived, before);
            }
            Fact::OfferMade { operator, .. } => self.offer_made(operator),
            Fact::OfferEnded { operator, made, how, .. } => {
                self.offer_ended(now, operator, made, how);
            }
            Fact::AlreadyTaken { operator } => self.already_taken(operator),
            Fact::FellBack { from, .. } => {
                let counts = u64::from(self.counts_now);
                self.groups[from.index()].fell_back += counts;
            }
            _ => {}
        }
    }

    fn moved(
        &mut self,
        now: Time,
        (session, live_chat): (SessionId, LiveChatId),
        place: Where,
        joined: Time,
        arrived: Time,
    ) {
        self.unqueue(live_chat, place);
        if self.window.counts(joined)
            && let Where::Queue(queue) = place
        {
            self.queues[queue.index()].move_on(now.since(joined));
        }
        if let Where::Door(_) = place
            && self.window.counts(arrived)
        {
            // All who come in at one instant are one burst.
            let chat = &mut self.chats[live_chat.index()];
            chat.opening.came_in(now);
            self.let_in.insert(session, now);
        }
    }

    fn flowed_out(&mut self, now: Time, fact: Fact) {
        let Fact::FlowedOut { session, live_chat, place, joined, arrived, answered, how } = fact
        else {
            return;
        };
        if let Some(place) = place {
            self.unqueue(live_chat, place);
            if self.window.counts(joined)
                && let Where::Queue(queue) = place
            {
                self.queues[queue.index()].move_on(now.since(joined));
            }
        }
        self.let_in.remove(&session);
        self.with_bots.remove(&session);
        if answered {
            self.answered_again(session, live_chat, arrived, now.since(joined), false);
        } else if !self.drop_spam(session, live_chat) && self.window.counts(arrived) {
            let count = |outcomes: &mut Outcomes| {
                outcomes.flowed_out += 1;
                outcomes.waited += 1;
            };
            let chat = self.outcome((session, live_chat, arrived), count);
            chat.offline_forms += u64::from(how == FlowOut::OfflineForm);
        }
    }

    fn relaxed(&mut self, live_chat: LiveChatId, arrived: Time, before: u8) {
        if before == 0 && self.window.counts(arrived) {
            self.chats[live_chat.index()].relaxed += 1;
        }
    }

    /// One who came in when the live chat opened is answered for the first time.
    pub(super) fn answered_after_opening(
        &mut self,
        now: Time,
        session: SessionId,
        live_chat: LiveChatId,
    ) {
        if let Some(opened) = self.let_in.remove(&session) {
            self.chats[live_chat.index()].opening.answer(now.since(opened));
        }
    }

    fn offer_made(&mut self, operator: OperatorId) {
        let counts = u64::from(self.counts_now);
        let offers = &mut self.operators[operator.index()].offers;
        offers.made += counts;
        offers.reserved.up(self.left);
        self.operators[operator.index()].load.keep(self.left);
    }

    fn offer_ended(&mut self, now: Time, operator: OperatorId, made: Time, how: OfferEnd) {
        let counts = u64::from(self.measures(made));
        let tally = &mut self.operators[operator.index()];
        let offers = &mut tally.offers;
        let sound = offers.reserved.down(self.left) && tally.load.let_go(self.left);
        match how {
            OfferEnd::Accepted => {
                offers.accepted += counts;
                offers.delay.add(if counts > 0 { now.since(made) } else { Span::ZERO });
            }
            OfferEnd::Declined => offers.declined += counts,
            OfferEnd::Missed => offers.missed += counts,
            OfferEnd::Withdrawn => offers.withdrawn += counts,
        }
        self.law(sound, || "an offer ended that was not made".into());
    }

    fn already_taken(&mut self, operator: OperatorId) {
        if self.counts_now {
            self.operators[operator.index()].too_late += 1;
        }
    }
}
