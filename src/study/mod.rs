//! What one does with an engine. So far: run the replications of a plan, and weigh its offered
//! load against its capacity.
//!
//! Knows nothing of terminals and files.

mod load;
mod run;

pub use crate::engine::Engine;
pub use load::{Balance, Inflow, Load, Tightest, load};
pub use run::{Options, Outcome, run};

#[cfg(test)]
pub(crate) use load::tests::parts as small_desk;
