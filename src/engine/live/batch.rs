//! What an arbiter and the generator hand to the ledger: facts with their stamps, and measurements.
//!
//! A *stamp* orders what happens on several threads: nanoseconds since the load began, but later than
//! all that this thread stamped before and later than the stamp of the message that is handled. So
//! cause goes before effect, whatever threads they are on (a hybrid logical clock: Kulkarni and others,
//! 2014).

use hdrhistogram::Histogram;

use super::clock::{NANOS_PER_SECOND, Nanos};
use crate::base::SessionId;
use crate::desk::Fact;

/// Which of several threads has something to hand in.
pub(super) type Source = usize;

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    /// A role recorded a fact.
    Fact(Fact),
    /// The generator sent a session to its live chat; it was meant to come at that instant.
    Sent { session: SessionId, intended: Nanos },
    /// The mailbox of the live chat was full: the session was turned away.
    TurnedAway { intended: Nanos },
    /// A session ended and was given back.
    Retired,
}

/// A part of what happened on one thread, in order.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) source: Source,
    pub(super) entries: Vec<(Nanos, Entry)>,
    /// All that this thread stamps from now on has a later stamp.
    pub(super) complete_until: Nanos,
    /// What was measured since the sample before.
    pub(super) sample: Option<Box<Sample>>,
}

/// The kinds of roles, as measurements tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleKind {
    LiveChat,
    Group,
    Operator,
    Supervisor,
    LicensePool,
}

impl RoleKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::LiveChat, Self::Group, Self::Operator, Self::Supervisor, Self::LicensePool];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::LiveChat => "live chat",
            Self::Group => "group",
            Self::Operator => "operator",
            Self::Supervisor => "supervisor",
            Self::LicensePool => "license pool",
        }
    }
}

/// The mailboxes of the roles of one kind.
#[derive(Clone, Debug)]
pub struct MailboxSample {
    /// From the step that sent a message to the step that handles it, in nanoseconds.
    pub delay: Histogram<u64>,
    /// The messages that were in the mailbox when one came, that one included.
    pub depth: Histogram<u64>,
}

/// What one thread measured.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// By kind of role.
    pub(super) mailboxes: [MailboxSample; 5],
    /// How much later than due timers were sent, in nanoseconds.
    pub(super) timer_lateness: Histogram<u64>,
    /// How much later than intended sessions were sent, in nanoseconds.
    pub(super) generator_lateness: Histogram<u64>,
    /// Messages that were handled.
    pub(super) messages: u64,
    /// Actors that failed and were replaced, and the messages that were put back.
    pub(super) replaced: u64,
}

/// An empty histogram of nanoseconds up to a minute; what is more counts as that. Three digits are
/// kept of what is reported by itself, two of the rest.
pub(super) fn nanos_histogram(digits: u8) -> Histogram<u64> {
    histogram(60 * NANOS_PER_SECOND, digits)
}

/// An empty histogram of whole numbers up to `high`.
pub(super) fn histogram(high: u64, digits: u8) -> Histogram<u64> {
    Histogram::new_with_bounds(1, high, digits).expect("bounds that a histogram can have")
}

impl Default for Sample {
    fn default() -> Self {
        let mailbox =
            || MailboxSample { delay: nanos_histogram(2), depth: histogram(10_000_000, 2) };
        Self {
            mailboxes: std::array::from_fn(|_| mailbox()),
            timer_lateness: nanos_histogram(2),
            generator_lateness: nanos_histogram(2),
            messages: 0,
            replaced: 0,
        }
    }
}

impl Sample {
    /// Adds what another thread measured, or this one later.
    pub(super) fn add(&mut self, other: &Self) {
        for (own, other) in self.mailboxes.iter_mut().zip(&other.mailboxes) {
            add(&mut own.delay, &other.delay);
            add(&mut own.depth, &other.depth);
        }
        add(&mut self.timer_lateness, &other.timer_lateness);
        add(&mut self.generator_lateness, &other.generator_lateness);
        self.messages += other.messages;
        self.replaced += other.replaced;
    }

    /// Nothing was measured.
    pub(super) fn clear(&mut self) {
        for mailbox in &mut self.mailboxes {
            mailbox.delay.reset();
            mailbox.depth.reset();
        }
        self.timer_lateness.reset();
        self.generator_lateness.reset();
        (self.messages, self.replaced) = (0, 0);
    }
}

/// Adds a histogram to one of the same bounds.
pub(super) fn add(own: &mut Histogram<u64>, other: &Histogram<u64>) {
    own.add(other).expect("histograms of the same bounds can be added");
}
