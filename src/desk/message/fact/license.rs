//! Licenses of the solution and of the platform.

use crate::base::PersonId;
use crate::desk::message::LoginEvent;

/// Licenses of the solution and of the platform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LicenseFact {
    /// Somebody took a license.
    Taken {
        person: PersonId,
        /// From the concurrent pool.
        concurrent: bool,
    },
    /// Somebody was refused a license.
    Refused {
        person: PersonId,
        /// Of the concurrent pool.
        concurrent: bool,
    },
    /// Somebody gave a license back.
    Returned {
        person: PersonId,
        /// To the concurrent pool.
        concurrent: bool,
    },
    /// Something happened to somebody's login to the platform.
    LoginChanged {
        person: PersonId,
        /// On a floating license.
        floating: bool,
        event: LoginEvent,
    },
}
