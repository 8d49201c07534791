//! What one does with an engine: run the replications of a plan, as many as are stated or as its
//! precision takes; compare its offered load with its capacity; and solve the queues that have a
//! closed form.
//!
//! Knows nothing of terminals and files.

mod concurrency_speeds;
mod erlang;
mod feed;
mod load;
mod memory;
mod options;
mod outcome;
mod precision;
mod run;
mod run_error;
mod warm_up;
#[doc(hidden)] // For its tests.
pub mod workers;

pub use crate::engine::{BoundReached, Engine};
pub use concurrency_speeds::concurrency_speeds;
pub use erlang::{
    ChatSlots, DeskFigures, ErlangA, ErlangAnswer, ErlangC, ErlangQuestion, ErlangRow,
    ErlangTarget, OtherSheet, OtherSheetKind, ServiceLevelKind, SheetError, TypedDesk,
    best_concurrency, engset, erlang_a_operators, erlang_b, erlang_b_servers, erlang_c_operators,
    fluid_operators, licenses_for, worst_sheet_error,
};
pub use feed::{RecordedReplications, ReplicationSource};
pub use load::{
    Inflow, IntervalLoad, LoadAndCapacity, OfferedLoad, SessionLoad, TightestSlice,
    load_by_interval, most_sessions, offered_load, sessions_by_flow,
};
pub use memory::{MemoryEstimate, memory_estimate};
pub use options::{MemoryBudget, Options};
pub use outcome::{Findings, HandedRound, Outcome, UnansweredAtEnd};
pub use precision::{AchievedPrecision, next_look};
pub use run::{
    Looks, doubling_looks, replication_values, run, run_replication, run_until, settled,
    with_warm_up,
};
pub use run_error::RunError;
pub use warm_up::{FoundWarmUp, Mser5Cut, mser5};
