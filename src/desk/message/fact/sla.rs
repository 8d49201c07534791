//! Service levels of sessions.

use crate::base::{LiveChatId, SessionId, Time};
use crate::desk::message::SlaEvent;

/// Something happened to the service level of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlaFact {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub arrived: Time,
    /// Index of the SLA in the live chat's list.
    pub sla: u32,
    pub event: SlaEvent,
}
