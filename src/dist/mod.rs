//! Probability laws of lengths of time, over `rand_distr`: sample, mean, variance.
//!
//! A [`Law`] cannot be built wrong: its constructors refuse parameters that name no law. It knows
//! nothing of scenarios.

mod law;
mod table;

pub use law::{Distribution, DistributionError};
pub use table::Weighted;
