//! What the license pool is told.

use crate::base::{OperatorId, PersonId, SupervisorId};

/// What the pool is told.
#[derive(Debug)]
#[repr(u32)]
pub enum LicenseInput {
    /// Somebody wants to go Online.
    Request(PersonId, StaffRole),
    /// Somebody went Offline.
    Release(PersonId, PlatformExit),
    /// Somebody no longer wants to go Online.
    CancelRequest(PersonId, StaffRole, PlatformExit),
    /// Somebody was idle on the platform for too long.
    TimeOut(PersonId),
}

/// In which part somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRole {
    /// As an operator.
    Operator(OperatorId),
    /// As a supervisor.
    Supervisor(SupervisorId),
}

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformExit {
    /// Logged out.
    LogOut,
    /// Still logged in: forgot to log out, or could not.
    LeaveTabOpen,
}
