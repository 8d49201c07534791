//! What becomes of sessions while they wait: moved, relaxed, sent away, offered, let in late.

use super::Metrics;
use crate::base::{LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{Fact, FlowOut, FlowedOut, OfferEnd, OfferFact, QueueFact, WaitPlace};
use crate::metrics::tally::Outcomes;

impl Metrics {
    /// What happens to sessions that wait, and to those whom they are offered.
    pub(super) fn observe_queue(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::Queue(QueueFact::Moved { session, live_chat, place, joined, arrived }) => {
                self.on_moved(now, (session, live_chat), place, joined, arrived);
            }
            Fact::Queue(QueueFact::FlowedOut(FlowedOut { .. })) => self.on_flowed_out(now, fact),
            Fact::Queue(QueueFact::RequirementsRelaxed {
                live_chat,
                arrived,
                earlier_relaxations,
                ..
            }) => {
                self.on_requirements_relaxed(live_chat, arrived, earlier_relaxations);
            }
            Fact::Offer(OfferFact::Made { operator, .. }) => self.on_offer_made(operator),
            Fact::Offer(OfferFact::Ended { operator, offered_at, end, .. }) => {
                self.on_offer_ended(now, operator, offered_at, end);
            }
            Fact::Offer(OfferFact::ClaimFailed { operator }) => self.on_claim_failed(operator),
            Fact::Queue(QueueFact::SentToFallback { from, .. }) => {
                let counts = u64::from(self.measured_now);
                self.groups[from.index()].fallbacks += counts;
            }
            _ => {}
        }
    }

    fn on_moved(
        &mut self,
        now: Time,
        (session, live_chat): (SessionId, LiveChatId),
        place: WaitPlace,
        joined: Time,
        arrived: Time,
    ) {
        self.leave_queue(live_chat, place);
        if self.window.contains(joined)
            && let WaitPlace::Queue(queue) = place
        {
            self.queues[queue.index()].record_moved(now.since(joined));
        }
        if let WaitPlace::OpeningQueue(_) = place
            && self.window.contains(arrived)
        {
            // All who come in at one instant are one burst.
            let chat = &mut self.chats[live_chat.index()];
            chat.opening.record_admission(now);
            self.admitted_at_opening.insert(session, now);
        }
    }

    fn on_flowed_out(&mut self, now: Time, fact: Fact) {
        let Fact::Queue(QueueFact::FlowedOut(FlowedOut {
            session,
            live_chat,
            place,
            joined,
            arrived,
            answered,
            kind,
        })) = fact
        else {
            return;
        };
        if let Some(place) = place {
            self.leave_queue(live_chat, place);
            if self.window.contains(joined)
                && let WaitPlace::Queue(queue) = place
            {
                self.queues[queue.index()].record_moved(now.since(joined));
            }
        }
        self.admitted_at_opening.remove(&session);
        self.bot_time_before_answer.remove(&session);
        if answered {
            self.end_transit(session, live_chat, arrived, now.since(joined), false);
        } else if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let count = |outcomes: &mut Outcomes| {
                outcomes.flowed_out += 1;
                outcomes.waited += 1;
            };
            let chat = self.count_outcome((session, live_chat, arrived), count);
            chat.offline_forms += u64::from(kind == FlowOut::OfflineForm);
        }
    }

    fn on_requirements_relaxed(&mut self, live_chat: LiveChatId, arrived: Time, before: u8) {
        if before == 0 && self.window.contains(arrived) {
            self.chats[live_chat.index()].relaxed += 1;
        }
    }

    /// One who came in when the live chat opened is answered for the first time.
    pub(super) fn count_answer_after_opening(
        &mut self,
        now: Time,
        session: SessionId,
        live_chat: LiveChatId,
    ) {
        if let Some(opened) = self.admitted_at_opening.remove(&session) {
            self.chats[live_chat.index()].opening.record_answer(now.since(opened));
        }
    }

    fn on_offer_made(&mut self, operator: OperatorId) {
        let counts = u64::from(self.measured_now);
        let offers = &mut self.operators[operator.index()].offers;
        offers.made += counts;
        offers.reserved.up(self.remaining);
        self.operators[operator.index()].load.reserve_slot(self.remaining);
    }

    fn on_offer_ended(&mut self, now: Time, operator: OperatorId, made: Time, how: OfferEnd) {
        let counts = u64::from(self.is_measured(made));
        let tally = &mut self.operators[operator.index()];
        let offers = &mut tally.offers;
        let sound = offers.reserved.down(self.remaining) && tally.load.release_slot(self.remaining);
        match how {
            OfferEnd::Accepted => {
                offers.accepted += counts;
                offers.delay.add(if counts > 0 { now.since(made) } else { Span::ZERO });
            }
            OfferEnd::Declined => offers.declined += counts,
            OfferEnd::Missed => offers.missed += counts,
            OfferEnd::Withdrawn => offers.withdrawn += counts,
        }
        self.check_invariant(sound, || "an offer ended that was not made".into());
    }

    fn on_claim_failed(&mut self, operator: OperatorId) {
        if self.measured_now {
            self.operators[operator.index()].already_taken += 1;
        }
    }
}
