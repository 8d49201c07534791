//! Time, identities and random streams: what every other room builds on.
//!
//! Knows nothing of chat desks and does no input or output.

mod id;
mod stream;
mod time;
mod visible;

pub use id::{
    ClientGroupId, FlowId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, SessionId,
    SupervisorId, TopicId,
};
pub use stream::{RandomStream, StreamKey, name_key};
pub use time::{DAY, HOUR, MILLISECOND, MINUTE, SECOND, Span, Time, WEEK, format_weekday};
pub use visible::{visible, visible_lines};
