//! Licenses of the solution and of the platform.

use crate::base::PersonId;
use crate::desk::message::LoginEvent;
use crate::plan::LicenseKind;

/// Licenses of the solution and of the platform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LicenseFact {
    /// A person took a license.
    Taken { person: PersonId, kind: LicenseKind },
    /// A person was refused a license.
    Refused { person: PersonId, kind: LicenseKind },
    /// A person gave a license back.
    Returned { person: PersonId, kind: LicenseKind },
    /// A person's login to the platform changed, or was refused.
    LoginChanged { person: PersonId, kind: LicenseKind, event: LoginEvent },
}
