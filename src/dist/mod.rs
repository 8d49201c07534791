//! Probability laws of lengths of time, over `rand_distr`: sample, mean, variance.
//!
//! A [`Law`] cannot be built wrong: its constructors refuse parameters that name no law. It knows
//! nothing of scenarios.

mod distribution;
mod weighted;

pub use distribution::{Distribution, DistributionError};
pub use weighted::Weighted;
