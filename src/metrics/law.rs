//! What must hold in every run.

use std::fmt;

/// A law that did not hold: a fault of this program, never of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLaw {
    /// The replication, from zero.
    pub replication: u32,
    /// The seed of the run.
    pub seed: u64,
    /// What did not hold.
    pub law: String,
}

impl fmt::Display for BrokenLaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a law of the desk was broken in replication {} of seed {}: {}",
            self.replication, self.seed, self.law
        )
    }
}

impl std::error::Error for BrokenLaw {}
