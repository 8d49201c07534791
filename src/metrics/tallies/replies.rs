//! Replies counted: how many, and how long clients waited for them (rulebook E-M1 to E-M3).

use std::borrow::Cow;

use crate::base::Span;
use crate::metrics::statistics::{DurationHistogram, DurationSum};

/// The replies of one live chat, on behalf of one group, or by one operator.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct Replies {
    pub(in crate::metrics) written: u64,
    /// Those that an operator was there to read.
    pub(in crate::metrics) read: u64,
    wait: DurationSum,
    longest: Span,
    first: u64,
    from_arrival: DurationSum,
    from_accept: DurationSum,
    histograms: Option<Box<ReplyHistograms>>,
}

#[derive(Clone, Debug, Default)]
struct ReplyHistograms {
    wait: DurationHistogram,
    from_arrival: DurationHistogram,
}

/// How long the client waited for a reply.
#[derive(Clone, Copy, Debug)]
pub(in crate::metrics) struct ReplyWaits {
    /// Since the message, or, for the first of a conversation, since an operator took it.
    pub(in crate::metrics) wait: Span,
    /// For the first of a session: since it came, and since its operator took it.
    pub(in crate::metrics) first: Option<(Span, Span)>,
}

impl Replies {
    /// A reply that was read.
    pub(in crate::metrics) fn add(&mut self, waits: ReplyWaits) {
        self.written += 1;
        self.read += 1;
        self.wait.add(waits.wait);
        self.longest = self.longest.max(waits.wait);
        if let Some((from_arrival, from_accept)) = waits.first {
            self.first += 1;
            self.from_arrival.add(from_arrival);
            self.from_accept.add(from_accept);
        }
    }

    /// The same, and for percentiles.
    pub(in crate::metrics) fn add_with_histograms(&mut self, waits: ReplyWaits) {
        self.add(waits);
        // Made with the first reply: where there is none, as at the session level, it costs nothing.
        let histograms = self.histograms.get_or_insert_default();
        histograms.wait.record(waits.wait);
        if let Some((from_arrival, _)) = waits.first {
            histograms.from_arrival.record(from_arrival);
        }
    }

    /// Summed up and divided by how many.
    pub(in crate::metrics) fn wait(&self) -> (f64, f64) {
        (self.wait.seconds(), self.read as f64)
    }

    /// The longest wait in seconds; not a number where there was no reply.
    pub(in crate::metrics) fn longest(&self) -> f64 {
        if self.read > 0 { self.longest.as_secs_f64() } else { f64::NAN }
    }

    pub(in crate::metrics) fn since_arrival(&self) -> (f64, f64) {
        (self.from_arrival.seconds(), self.first as f64)
    }

    pub(in crate::metrics) fn since_accept(&self) -> (f64, f64) {
        (self.from_accept.seconds(), self.first as f64)
    }

    pub(in crate::metrics) fn wait_histogram(&self) -> Cow<'_, DurationHistogram> {
        self.histogram(|histograms| &histograms.wait)
    }

    pub(in crate::metrics) fn arrival_histogram(&self) -> Cow<'_, DurationHistogram> {
        self.histogram(|histograms| &histograms.from_arrival)
    }

    /// An empty one where no reply was recorded.
    fn histogram(
        &self,
        of: fn(&ReplyHistograms) -> &DurationHistogram,
    ) -> Cow<'_, DurationHistogram> {
        let histograms = self.histograms.as_deref();
        histograms
            .map_or_else(|| Cow::Owned(DurationHistogram::default()), |all| Cow::Borrowed(of(all)))
    }
}
