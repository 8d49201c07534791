//! Service levels and their standards.

use crate::metrics::statistics::DurationSum;

/// One service level of a live chat.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct SlaTally {
    pub(in crate::metrics) attached: u64,
    /// By standard.
    pub(in crate::metrics) standards: [StandardTally; 3],
}

/// One standard of a service level.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct StandardTally {
    pub(in crate::metrics) met: u64,
    pub(in crate::metrics) breached: u64,
    pub(in crate::metrics) overruns: u64,
    pub(in crate::metrics) overrun: DurationSum,
    pub(in crate::metrics) reminded: u64,
    pub(in crate::metrics) escalated: u64,
    pub(in crate::metrics) escalations_failed: u64,
}
