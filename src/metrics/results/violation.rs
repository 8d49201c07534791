//! What did not hold that must hold in every run.

use std::fmt;

use crate::base::{SessionId, Time};
use crate::desk::Fact;

/// An invariant that did not hold in a replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// When that was found.
    pub at: Time,
    /// What did not hold.
    pub invariant: String,
    /// The sessions that it is about, as far as that is known.
    pub sessions: Vec<SessionId>,
    /// What had happened to those, and the last that had happened at all, in order; where it was
    /// kept.
    pub facts: Vec<(Time, Fact)>,
}

impl Violation {
    /// A violation that is about no session in particular.
    pub fn new(at: Time, invariant: impl Into<String>) -> Self {
        Self { at, invariant: invariant.into(), sessions: Vec::new(), facts: Vec::new() }
    }

    /// The same, about some sessions.
    #[must_use]
    pub fn about(self, sessions: impl IntoIterator<Item = SessionId>) -> Self {
        Self { sessions: sessions.into_iter().collect(), ..self }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.invariant)
    }
}

/// An invariant that did not hold: a fault of this program, never of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct InvariantViolation {
    /// The replication, from zero.
    pub replication: u32,
    /// The seed of the run.
    pub seed: u64,
    /// What did not hold, and when.
    pub violation: Violation,
}

impl fmt::Display for InvariantViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an invariant of the desk did not hold in replication {} of seed {}: {}",
            self.replication, self.seed, self.violation
        )
    }
}

impl std::error::Error for InvariantViolation {}
