//! What is counted and measured of a load, in a second and as a whole.

use hdrhistogram::Histogram;

use super::batch::nanos_histogram;
use crate::base::Span;

/// How many of each there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sessions that were meant to come.
    pub offered: u64,
    /// Sessions that were turned away because the mailbox of their live chat was full.
    pub turned_away: u64,
    /// Sessions for which the desk decided within that time where they go first.
    pub routed: u64,
    /// Times that an operator took a session.
    pub accepted: u64,
    /// Times that a session was transferred or reassigned.
    pub moved: u64,
    /// Sessions that operators or bots closed.
    pub closed: u64,
    /// Sessions whose clients gave up.
    pub abandoned: u64,
    /// Sessions that were refused or sent away by the rules of the desk.
    pub refused: u64,
    /// Sessions that ended, however.
    pub ended: u64,
    /// Sessions that a queue gave to an operator whose slot had been taken meanwhile.
    pub sent_back: u64,
    /// Messages that roles handled.
    pub messages: u64,
}

/// Latencies of a stretch of time, in nanoseconds.
#[derive(Clone, Debug)]
pub struct Latencies {
    /// From the instant at which a session was meant to come to the desk's first decision: a queue, an
    /// operator, a bot, a refusal.
    pub routing: Histogram<u64>,
    /// The same from the instant at which the generator sent the session: it hides what a generator
    /// that is held up does not send.
    pub routing_uncorrected: Histogram<u64>,
    /// From the transfer of a session to the next decision.
    pub transfer: Histogram<u64>,
}

impl Default for Latencies {
    fn default() -> Self {
        let fresh = || nanos_histogram(3);
        Self { routing: fresh(), routing_uncorrected: fresh(), transfer: fresh() }
    }
}

impl Latencies {
    pub(super) fn clear(&mut self) {
        self.routing.reset();
        self.routing_uncorrected.reset();
        self.transfer.reset();
    }
}

/// One second of a load.
#[derive(Clone, Debug, Default)]
pub struct SecondTally {
    pub counts: Counts,
    pub latencies: Latencies,
    /// How long the sessions had waited that operators took, in desk time: their sum.
    pub waited: Span,
    /// Sessions that wait at the end of it.
    pub waiting: u64,
    /// Sessions at the desk at the end of it.
    pub open: u64,
}

/// What is measured of a load as a whole, from the end of its settling on.
#[derive(Clone, Debug)]
pub struct LoadTally {
    pub counts: Counts,
    pub latencies: Latencies,
    /// How long sessions waited for their first answer, in milliseconds of desk time.
    pub first_wait: Histogram<u64>,
}
