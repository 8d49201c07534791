//! Supervisors: calendar, presence, tasks.

use crate::base::{LiveChatId, SessionId, SupervisorId, Time};
use crate::desk::message::TaskKind;
use crate::plan::Duty;

/// Supervisors: calendar, presence, tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SupervisorFact {
    /// A supervisor's calendar turned.
    DutyChanged { supervisor: SupervisorId, duty: Duty },
    /// A supervisor went Online.
    WentOnline { supervisor: SupervisorId },
    /// A supervisor went Offline.
    WentOffline { supervisor: SupervisorId },
    /// A supervisor began an act.
    TaskBegun {
        supervisor: SupervisorId,
        live_chat: LiveChatId,
        task: TaskKind,
        /// From when it was to be done.
        due_since: Time,
    },
    /// A supervisor was done with an act, or dropped it: the client left, or the supervisor. A session that was handed
    /// on is a fact of its own.
    TaskEnded { supervisor: SupervisorId, live_chat: LiveChatId, task: TaskKind },
    /// A supervisor did with a session what the watch of a live chat says.
    Intervened { session: SessionId, supervisor: SupervisorId, watch: LiveChatId },
}
