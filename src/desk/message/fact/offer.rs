//! Sessions that are offered to operators, or that operators try to take.

use crate::base::{OperatorId, SessionId, Time};
use crate::desk::message::OfferEnd;

/// Sessions that are offered to operators, or that operators try to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OfferFact {
    /// A session was offered to an operator, and one of the operator's slots is reserved for it.
    Made { session: SessionId, operator: OperatorId },
    /// An offer ended.
    Ended { session: SessionId, operator: OperatorId, offered_at: Time, end: OfferEnd },
    /// An operator tried to take a session that another operator had already taken.
    ClaimFailed { operator: OperatorId },
    /// An operator missed an offer and is given nothing for a while, or that penalty is over.
    PenaltyChanged {
        operator: OperatorId,
        /// The penalty is over.
        over: bool,
    },
}
