//! Sessions that are offered to operators, or that operators try to take.

use crate::base::{OperatorId, SessionId, Time};
use crate::desk::message::OfferEnd;

/// Sessions that are offered to operators, or that operators try to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OfferFact {
    /// A session was offered to an operator, one of whose slots is reserved for it.
    Made { session: SessionId, operator: OperatorId },
    /// An offer ended.
    Ended { session: SessionId, operator: OperatorId, offered_at: Time, end: OfferEnd },
    /// An operator wanted to take a session that another operator had taken already.
    ClaimFailed { operator: OperatorId },
    /// An operator let an offer pass and is given nothing for a while, or the while is over.
    PenaltyChanged {
        operator: OperatorId,
        /// The while is over.
        over: bool,
    },
}
