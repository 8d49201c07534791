//! What supervisors who watch over a queue do with those who wait in it, and what they ask of a queue
//! that is to get a session of an operator. What is done with a session is a file each.
//!
//! A supervisor's task takes a while, during which the session stays where it is and may be given to
//! any operator: if it is gone when the supervisor has decided, the task was in vain.

mod assigning;
mod moving;
mod raising;
mod reassigning;
mod to_bot;

pub(in crate::desk) use moving::report_action_done;
pub(in crate::desk) use reassigning::{continue_search, send_reassign_request};
