//! What became of sessions, by live chat, interval of arrival or channel.

use crate::metrics::statistics::DurationSum;

/// Sessions of one live chat in one interval of arrival.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct Outcomes {
    pub(in crate::metrics) offered: u64,
    pub(in crate::metrics) answered: u64,
    pub(in crate::metrics) answered_within: u64,
    pub(in crate::metrics) abandoned: u64,
    pub(in crate::metrics) abandoned_within: u64,
    pub(in crate::metrics) short_abandoned: u64,
    pub(in crate::metrics) refused: u64,
    pub(in crate::metrics) flowed_out: u64,
    /// Closed by a bot without an operator.
    pub(in crate::metrics) contained: u64,
    /// Answered, abandoned or sent away after a wait longer than nothing.
    pub(in crate::metrics) waited: u64,
    /// Still without an answer when the run ended, after a wait longer than is promised.
    pub(in crate::metrics) overdue: u64,
    pub(in crate::metrics) wait_answered: DurationSum,
    pub(in crate::metrics) wait_abandoned: DurationSum,
}

impl Outcomes {
    pub(in crate::metrics) fn merge(&mut self, other: &Self) {
        self.offered += other.offered;
        self.answered += other.answered;
        self.answered_within += other.answered_within;
        self.abandoned += other.abandoned;
        self.abandoned_within += other.abandoned_within;
        self.short_abandoned += other.short_abandoned;
        self.refused += other.refused;
        self.flowed_out += other.flowed_out;
        self.contained += other.contained;
        self.waited += other.waited;
        self.overdue += other.overdue;
        self.wait_answered.merge(other.wait_answered);
        self.wait_abandoned.merge(other.wait_abandoned);
    }

    /// Of whom it is known what became of them: answered, gone, sent away or refused.
    #[inline]
    pub(in crate::metrics) fn resolved(&self) -> u64 {
        self.answered + self.abandoned + self.flowed_out + self.refused + self.contained
    }

    /// Neither answered, nor gone, nor sent away, nor refused when the run ended.
    pub(in crate::metrics) fn unresolved(&self) -> u64 {
        self.offered
            - self.answered
            - self.abandoned
            - self.flowed_out
            - self.refused
            - self.contained
    }

    /// The service level: answered in time, of those of whom it is known whether they were.
    pub(in crate::metrics) fn service_level(&self) -> (f64, f64) {
        let known = self.answered + self.abandoned - self.short_abandoned + self.overdue;
        (self.answered_within as f64, known as f64)
    }

    /// Let in, and not contained by a bot: those who came to need an operator.
    pub(in crate::metrics) fn admitted(&self) -> u64 {
        self.offered - self.refused - self.contained
    }
}
