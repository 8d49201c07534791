//! How a session changes hands, where it is not simply put down and queued.

use super::{QueueAgeFrom, TransferTarget};
use crate::base::Span;
use crate::dist::Distribution;

/// How a session is switched (rulebook E-T1 to E-T7, and what other desks add).
#[derive(Clone, Debug, PartialEq)]
pub struct TransferRules {
    /// What the sender does meanwhile.
    pub mode: TransferMode,
    /// From when its age counts there.
    pub queue_age_from: QueueAgeFrom,
    /// Whether the sender may be the one who gets it.
    pub sender_eligibility: SenderEligibility,
    /// What becomes of it when none of the targets takes it.
    pub if_not_taken: IfNotTaken,
    /// Whom the sender tries next, one after the other.
    pub further_targets: Vec<TransferTarget>,
    /// So many switches of one session may come to nothing; then no more are tried.
    pub max_failed_transfers: u32,
}

/// What the sender does while a session changes hands.
#[derive(Clone, Debug, PartialEq)]
pub enum TransferMode {
    /// Puts it down: the slot is free at once (E-T3).
    Cold,
    /// Stays with the client, and the slot busy, until somebody takes over; tells that one about it
    /// for so long.
    Warm(Option<Distribution>),
    /// Keeps it until somebody has accepted it.
    Offered(TransferAcceptance),
}

/// How somebody answers who was asked to take a session over.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferAcceptance {
    /// How long the answer takes.
    pub answer_time: Distribution,
    /// How likely it is no, in [0, 1].
    pub decline_chance: f64,
    /// No answer by then, and the next is asked; `None`: the sender waits for as long as it takes.
    pub timeout: Option<Span>,
    /// What becomes of an offer without an answer when the next is made.
    pub pending_offers: PendingOffers,
}

/// What becomes of an offer without an answer when the next is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingOffers {
    /// It counts no more: the newer one replaces it.
    Withdraw,
    /// It stands: whoever accepts first has the session.
    Keep,
}

/// Whether the sender may be the one who gets a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderEligibility {
    /// As any other member of the target.
    Eligible,
    /// Never again.
    Excluded,
}

/// What becomes of a session that none of the targets takes: nobody is Online there or, where it
/// is offered, nobody accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfNotTaken {
    /// It waits for the first target.
    Queue,
    /// The sender goes on with it.
    Return,
    /// The sender closes it.
    Close,
}
