//! How a session is transferred, if other than cold.

use super::{QueueAgeFrom, TransferTarget};
use crate::base::Span;
use crate::dist::Distribution;

/// How a session is transferred (rulebook E-T1 to E-T7, and what other products add).
#[derive(Clone, Debug, PartialEq)]
pub struct TransferRules {
    /// What the sender does during the transfer.
    pub mode: TransferMode,
    /// From when the session's age counts at its target.
    pub queue_age_from: QueueAgeFrom,
    /// Whether the sender may be the one who gets it.
    pub sender_eligibility: SenderEligibility,
    /// What becomes of the session if none of the targets takes it.
    pub if_not_taken: IfNotTaken,
    /// How many targets the sender tries, one after the other.
    pub further_targets: Vec<TransferTarget>,
    /// The most failed transfers of one session; then no more are tried.
    pub max_failed_transfers: u32,
}

/// What the sender does during a transfer.
#[derive(Clone, Debug, PartialEq)]
pub enum TransferMode {
    /// Cold: ends its part; the slot is free at once (E-T3).
    Cold,
    /// Warm: stays with the client, and the slot is held, until the next operator takes over; then
    /// briefs that operator for this long.
    Warm(Option<Distribution>),
    /// Offered: keeps the session until the next operator has accepted it.
    Offered(TransferAcceptance),
}

/// How an operator answers who was asked to take a session over.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferAcceptance {
    /// The time that the answer takes.
    pub answer_time: Distribution,
    /// The chance of declining, in [0, 1].
    pub decline_chance: f64,
    /// The time after which the next operator is asked; `None`: the sender waits for the answer.
    pub timeout: Option<Span>,
    /// What becomes of an offer without an answer when the next is made.
    pub pending_offers: PendingOffers,
}

/// What becomes of an offer without an answer when the next is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingOffers {
    /// It is withdrawn: the newer one replaces it.
    Withdraw,
    /// It stays open: the first operator to accept has the session.
    Keep,
}

/// Whether the sender may be the one who gets a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderEligibility {
    /// Eligible like any other member of the target.
    Eligible,
    /// Excluded.
    Excluded,
}

/// What becomes of a session that none of the targets takes: no member is Online there or, if it is
/// offered, none accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfNotTaken {
    /// It waits for the first target.
    Queue,
    /// The sender continues with it.
    Return,
    /// The sender closes it.
    Close,
}
