//! Supervisors: calendar, presence, tasks.

use crate::base::{LiveChatId, SessionId, SupervisorId, Time};
use crate::desk::message::TaskKind;
use crate::plan::Duty;

/// Supervisors: calendar, presence, tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SupervisorFact {
    /// The duty of a supervisor changed by the calendar.
    DutyChanged { supervisor: SupervisorId, duty: Duty },
    /// A supervisor went Online.
    WentOnline { supervisor: SupervisorId },
    /// A supervisor went Offline.
    WentOffline { supervisor: SupervisorId },
    /// A supervisor began a task.
    TaskBegun {
        supervisor: SupervisorId,
        live_chat: LiveChatId,
        task: TaskKind,
        /// From when it was to be done.
        due_since: Time,
    },
    /// A supervisor finished a task, or dropped it because the client or the supervisor left. A
    /// session that was dispatched is a fact of its own.
    TaskEnded { supervisor: SupervisorId, live_chat: LiveChatId, task: TaskKind },
    /// A supervisor applied the watch rule of a live chat to a session.
    Intervened { session: SessionId, supervisor: SupervisorId, watch: LiveChatId },
}
