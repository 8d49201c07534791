//! What one does with an engine. So far: run the replications of a plan, as many as are stated or as
//! its precision takes, weigh its offered load against its capacity, and solve the queues that have
//! a closed form.
//!
//! Knows nothing of terminals and files.

mod concurrency_speeds;
mod erlang;
mod load;
mod precision;
mod run;
mod warm_up;
mod workers;

pub use crate::engine::BoundReached;
pub use crate::engine::Engine;
pub use concurrency_speeds::concurrency_speeds;
pub use erlang::{
    ErlangA, ErlangC, best_concurrency, engset, erlang_a_operators, erlang_b, erlang_b_servers,
    erlang_c_operators, fluid_operators, licenses_for,
};
pub use load::{Inflow, LoadAndCapacity, OfferedLoad, TightestSlice, offered_load};
pub use precision::{AchievedPrecision, next_look};
pub use run::{Findings, MemoryBudget, Options, Outcome, run, run_replication};
pub use warm_up::{FoundWarmUp, Mser5Cut, mser5};
pub use workers::RunError;

#[cfg(test)]
pub(crate) use load::tests::parts as small_desk;
