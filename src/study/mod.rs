//! What one does with an engine. So far: run the replications of a plan, as many as are stated or as
//! its precision takes, weigh its offered load against its capacity, and solve the queues that have
//! a closed form.
//!
//! Knows nothing of terminals and files.

mod erlang;
mod load;
mod precision;
mod run;
mod speeds;
mod warm_up;

pub use crate::engine::Engine;
pub use erlang::{
    ErlangA, ErlangC, best_level, engset, erlang_a_operators, erlang_b, erlang_b_servers,
    erlang_c_operators, fluid_operators, licenses_for,
};
pub use load::{Balance, Inflow, Load, Tightest, load};
pub use precision::{Reached, next_look};
pub use run::{Findings, Options, Outcome, replay, run};
pub use speeds::level_speeds;
pub use warm_up::{Cut, FoundWarmUp, mser5};

#[cfg(test)]
pub(crate) use load::tests::parts as small_desk;
