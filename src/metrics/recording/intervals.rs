//! What became of sessions by interval of arrival, and levels as they stand when an interval ends.

use crate::base::{LiveChatId, Span, Time};
use crate::metrics::statistics::TimeWeightedLevel;
use crate::metrics::tallies::{LiveChatTally, Outcomes};
use crate::plan::Plan;

#[derive(Clone, Debug)]
pub(in crate::metrics) struct IntervalTallies {
    /// The place is live chat × intervals + interval. Those of a live chat are the sum.
    outcomes: Vec<Outcomes>,
    /// So many of each live chat.
    per_chat: usize,
    length: Span,
    /// Seconds waiting, serving and online by live chat, as they stood at each interval's end.
    integrals: Vec<[f64; 3]>,
    pub(super) next_boundary: Time,
    /// The interval that ends at the next boundary: number and start.
    current: (usize, Time),
}

impl IntervalTallies {
    pub(super) fn new(plan: &Plan) -> Self {
        let (per_chat, chats) = (plan.run.interval_count(), plan.live_chats.len());
        Self {
            outcomes: vec![Outcomes::default(); chats * per_chat],
            per_chat,
            length: plan.run.interval,
            integrals: Vec::with_capacity(chats * per_chat),
            next_boundary: Time::ZERO + plan.run.interval,
            current: (0, Time::ZERO),
        }
    }

    #[inline]
    pub(super) fn outcomes_mut(&mut self, live_chat: LiveChatId, arrived: Time) -> &mut Outcomes {
        // Most came in the interval that it is now: no division for those.
        let (number, starts) = self.current;
        let interval =
            if arrived >= starts { number } else { (arrived.0 / self.length.0) as usize };
        &mut self.outcomes[live_chat.index() * self.per_chat + interval]
    }

    /// Those of a live chat, one interval after the other.
    pub(in crate::metrics) fn of_live_chat(&self, place: usize) -> &[Outcomes] {
        &self.outcomes[place * self.per_chat..][..self.per_chat]
    }

    /// One for each live chat and interval that has passed, all live chats of an interval together.
    pub(in crate::metrics) fn integrals(&self) -> &[[f64; 3]] {
        &self.integrals
    }

    /// The present interval ends at the next boundary, with so much `left` of the window.
    pub(super) fn end_interval(&mut self, chats: &[LiveChatTally], left: Span) {
        self.record_integrals(chats, left);
        self.current = (self.current.0 + 1, self.next_boundary);
        self.next_boundary = self.next_boundary + self.length;
    }

    /// The last interval may end with the window.
    pub(super) fn end_window(&mut self, chats: &[LiveChatTally]) {
        if self.integrals.len() < self.outcomes.len() {
            self.record_integrals(chats, Span::ZERO);
        }
    }

    fn record_integrals(&mut self, chats: &[LiveChatTally], left: Span) {
        for chat in chats {
            let levels = [chat.waiting, chat.serving, chat.online];
            self.integrals.push(levels.map(|level: TimeWeightedLevel| level.seconds_so_far(left)));
        }
    }
}
