//! What one does with an engine. So far: run the replications of a plan, weigh its offered load
//! against its capacity, and solve the queues that have a closed form.
//!
//! Knows nothing of terminals and files.

mod erlang;
mod load;
mod run;

pub use crate::engine::Engine;
pub use erlang::{ErlangA, ErlangC, erlang_b};
pub use load::{Balance, Inflow, Load, Tightest, load};
pub use run::{Options, Outcome, run};

#[cfg(test)]
pub(crate) use load::tests::parts as small_desk;
