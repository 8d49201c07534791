//! Pure choices over small views: which operator, which session, which action is permitted.
//!
//! One file for each policy, dispatched by the closed enums of the plan, so that the compiler finds
//! every place that needs a new variant. Knows no queues and no clocks.

mod choice;
mod order;
pub mod rights;

pub use choice::{Candidate, Rank, looks_back, rank};
pub use order::{QueueKey, queue_key};
