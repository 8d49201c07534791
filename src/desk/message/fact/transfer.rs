//! Sessions that go from one operator to another, and the slots that are held for that.

use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Time};
use crate::desk::message::{ReassignReason, SlotHoldReason};
use crate::plan::TransferTarget;

/// Sessions that go from one operator to another, and the slots that are held for that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TransferFact {
    /// An operator begins a transfer for which the target has to be asked.
    Begun { operator: OperatorId },
    /// An operator transferred a session.
    Transferred(Transferred),
    /// A target that was asked to take a session over did not.
    Declined {
        arrived: Time,
        /// The group for which the operator served it.
        from: GroupId,
        /// The target that was asked.
        to: TransferTarget,
    },
    /// None of the targets of a transfer took the session.
    Failed {
        arrived: Time,
        /// The group for which the operator served it.
        from: GroupId,
        /// The first of the targets.
        to: TransferTarget,
    },
    /// A session was taken off an operator before its work was done.
    Reassigned(Reassigned),
    /// A slot became busy without a session.
    SlotHeld { operator: OperatorId, reason: SlotHoldReason },
    /// A slot is no longer busy without a session.
    SlotReleased {
        operator: OperatorId,
        /// Why the slot was held.
        reason: SlotHoldReason,
        since: Time,
    },
}

/// An operator transferred a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transferred {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub arrived: Time,
    /// It had not been transferred before.
    pub first: bool,
    /// The target had to be asked, and the operator may be Offline by now.
    pub target_asked: bool,
    pub operator: OperatorId,
    pub from: GroupId,
    pub to: TransferTarget,
    pub accepted: Time,
}

/// A session was taken off an operator before its work was done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reassigned {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub arrived: Time,
    pub operator: OperatorId,
    pub group: GroupId,
    pub accepted: Time,
    pub reason: ReassignReason,
    /// Its client had left without the desk seeing it.
    pub abandoned: bool,
}
