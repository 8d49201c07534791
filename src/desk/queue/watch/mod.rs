//! What watching supervisors do with the sessions that wait in a queue, and what they ask of a
//! queue that is to get a session of an operator. Each action on a session has a file of its own.
//!
//! A supervisor's task takes a while, during which the session stays where it is and may be given
//! to any operator: if it is gone when the supervisor has decided, the task was in vain.

mod assigning;
mod moving;
mod raising;
mod reassigning;
mod to_bot;

pub(in crate::desk) use moving::report_action_done;
pub(in crate::desk) use reassigning::{continue_search, send_reassign_request};
