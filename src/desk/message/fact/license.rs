//! Licenses of the solution and of the platform.

use crate::base::PersonId;
use crate::desk::message::LoginEvent;
use crate::plan::LicenseKind;

/// Licenses of the solution and of the platform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LicenseFact {
    /// Somebody took a license.
    Taken { person: PersonId, kind: LicenseKind },
    /// Somebody was refused a license.
    Refused { person: PersonId, kind: LicenseKind },
    /// Somebody gave a license back.
    Returned { person: PersonId, kind: LicenseKind },
    /// Something happened to somebody's login to the platform.
    LoginChanged { person: PersonId, kind: LicenseKind, event: LoginEvent },
}
