//! Operators at work: calendar, presence, licenses.

use crate::base::OperatorId;
use crate::desk::message::UnavailableReason;
use crate::plan::Duty;

/// Operators at work: calendar, presence, licenses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OperatorFact {
    /// An operator's calendar turned.
    DutyChanged { operator: OperatorId, duty: Duty },
    /// An operator went Online.
    WentOnline { operator: OperatorId },
    /// An operator went Offline.
    WentOffline { operator: OperatorId },
    /// An operator who does not keep to the calendar as a matter of course takes sessions from now on,
    /// or takes none.
    AcceptingChanged { operator: OperatorId, accepting: bool },
    /// An operator is not there when meant to be.
    BecameUnavailable { operator: OperatorId, reason: UnavailableReason },
    /// An operator is kept from work by nothing but the lack of a license, from now on or no more.
    LicenseLackChanged { operator: OperatorId, lacks_license: bool },
}
