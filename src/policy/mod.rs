//! Pure choices over small views: who gets a session, which session is next, who may do what.
//!
//! One file for each policy, dispatched by the closed enums of the plan, so that the compiler
//! finds every place that a new word must be taught. Knows no queues and no clocks.

mod choice;
mod order;
pub mod rights;

pub use choice::{Candidate, Rank, rank};
pub use order::{QueueKey, queue_key};
