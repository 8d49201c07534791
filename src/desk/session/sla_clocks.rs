//! The clocks of a session's service level, as the session carries them.

use crate::base::{Span, Time};

/// The service level of one session.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk) struct SlaClocks {
    /// Index of the SLA in the live chat's list.
    pub(in crate::desk) sla: u32,
    /// When the clock of each metric runs out or ran out; `None` once it is stopped.
    pub(in crate::desk) running: [Option<Time>; 3],
    /// How much working time was left for the reaction when a bot took the session, whose time does not
    /// count.
    pub(in crate::desk) reaction_left: Option<Span>,
    /// Whether the clock that is running, or ran last, ran out.
    pub(in crate::desk) breached: [bool; 3],
}

impl SlaClocks {
    /// When the first running clock runs out, or ran out.
    pub(super) fn next_due(&self) -> Option<Time> {
        self.running.into_iter().flatten().min().filter(|over| *over != Time::NEVER)
    }
}
