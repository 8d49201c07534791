//! The clocks of a session's service level, as the session carries them.

use crate::base::Time;

/// The service level of one session.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk) struct SlaClocks {
    /// Its place in the live chat's list.
    pub(in crate::desk) sla: u32,
    /// When the clock of each standard runs out, or did, as long as nobody stopped it.
    pub(in crate::desk) running: [Option<Time>; 3],
    pub(in crate::desk) breached: [bool; 3],
}

impl SlaClocks {
    /// When the first that runs is over, or was.
    pub(super) fn next_due(&self) -> Option<Time> {
        self.running.into_iter().flatten().min().filter(|over| *over != Time::NEVER)
    }
}
