//! Operators at work: calendar, presence, licenses.

use crate::base::OperatorId;
use crate::desk::message::UnavailableReason;
use crate::plan::Duty;

/// Operators at work: calendar, presence, licenses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OperatorFact {
    /// The duty of an operator changed by the calendar.
    DutyChanged { operator: OperatorId, duty: Duty },
    /// An operator went Online.
    WentOnline { operator: OperatorId },
    /// An operator went Offline.
    WentOffline { operator: OperatorId },
    /// An operator whose attendance differs from the calendar begins or stops taking sessions.
    AcceptingChanged { operator: OperatorId, accepting: bool },
    /// An operator became unavailable during working time.
    BecameUnavailable { operator: OperatorId, reason: UnavailableReason },
    /// An operator begins or ceases to be kept from work only by the lack of a license.
    LicenseLackChanged { operator: OperatorId, lacks_license: bool },
}
