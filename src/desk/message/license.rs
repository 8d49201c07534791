//! The inputs of the license pool.

use crate::base::{OperatorId, PersonId, SupervisorId};

/// An input of the license pool.
#[derive(Debug)]
#[repr(u32)]
pub enum LicenseInput {
    /// A person wants to go Online.
    Request(PersonId, StaffRole),
    /// A person went Offline.
    Release(PersonId, PlatformExit),
    /// A person no longer wants to go Online.
    CancelRequest(PersonId, StaffRole, PlatformExit),
    /// A person was idle on the platform for too long.
    TimeOut(PersonId),
    /// So many shared licenses are taken back: who holds one of them goes Offline.
    Revoke(u32),
    /// So many of those are given out again.
    Restore(u32),
}

/// The role in which a person requests a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRole {
    /// As an operator.
    Operator(OperatorId),
    /// As a supervisor.
    Supervisor(SupervisorId),
}

/// How a person leaves the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformExit {
    /// By logging out.
    LogOut,
    /// Still logged in: the person forgot to log out, or could not.
    LeaveTabOpen,
}
