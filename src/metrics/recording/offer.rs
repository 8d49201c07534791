//! Sessions that are offered to operators, or that operators try to take.

use super::TallyRecorder;
use crate::base::{OperatorId, Span, Time};
use crate::desk::{OfferEnd, OfferFact};

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_offer(&mut self, fact: OfferFact) {
        match fact {
            OfferFact::Made { operator, .. } => self.on_offer_made(operator),
            OfferFact::Ended { operator, offered_at, end, .. } => {
                self.on_offer_ended(operator, offered_at, end);
            }
            OfferFact::ClaimFailed { operator } => {
                self.operators[operator.index()].already_taken += u64::from(self.measured_now);
            }
            OfferFact::PenaltyChanged { .. } => {}
        }
    }

    fn on_offer_made(&mut self, operator: OperatorId) {
        let counts = u64::from(self.measured_now);
        let offers = &mut self.operators[operator.index()].offers;
        offers.made += counts;
        offers.reserved.up(self.remaining);
        self.operators[operator.index()].load.reserve_slot(self.remaining);
    }

    fn on_offer_ended(&mut self, operator: OperatorId, made: Time, how: OfferEnd) {
        let now = self.now;
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
}
