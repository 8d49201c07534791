//! What a search is asked and what it comes to.

use std::fmt;

use super::desk::{Counts, DeskError};
use super::license_kinds::LicenseNumbers;
use super::look::Look;
use super::neighbours::Neighbour;
use super::proof::{Proof, ProofPlan};
use crate::decide::{Judgement, Verdict};
use crate::study::RunError;

/// What the search is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Whether any staff would do.
    Lavish,
    /// Every interval is moved at once.
    Intervals,
    /// Shifts are covered and simulated until they hold.
    Shifts,
    /// Single shifts are taken out and swapped.
    Polish,
    /// The fewest licenses, or the best use of those that there are.
    Licenses,
    /// Other clients come.
    Proof,
    /// What one fewer would do.
    Neighbours,
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Plans that were simulated so far.
    pub plans: u32,
    /// What the cheapest plan costs that held so far.
    pub cost: Option<f64>,
}

/// How long the search goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchLimits {
    /// Replications of each plan.
    pub replications: u32,
    /// Replications of the proof, at most; with none the plan is left as it was found.
    pub proof_replications: u32,
    /// Plans that are simulated, at most.
    pub max_plans: u32,
}

impl Default for SearchLimits {
    fn default() -> Self {
        Self { replications: 20, proof_replications: 640, max_plans: 5_000 }
    }
}

/// How the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every expectation is proved with other clients.
    Proved,
    /// The replications were not enough for some expectation: those of the proof or, without one, those that
    /// plans are sought with. Or no session came by which it could be judged.
    Undecided,
    /// Licenses or money do not suffice for all that is expected: the best use of them.
    OverBudget,
    /// No staff that may be had holds all that is expected.
    Infeasible,
    /// It was stopped, or its budget was spent: the best so far.
    Stopped,
}

/// What the search came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffed {
    /// How it ended.
    pub ending: Ending,
    /// So many on each shift.
    pub counts: Counts,
    /// Licenses of each kind that the desk has.
    pub licenses: LicenseNumbers,
    /// What the plan is judged by: its proof, or the search's own sample where there is none.
    pub judgements: Vec<Judgement>,
    /// The same replications.
    pub look: Look,
    /// The proof.
    pub proof: Option<Proof>,
    /// What one fewer would do.
    pub neighbours: Vec<Neighbour>,
    /// The covering of the first need that held: its cost and a bound from below.
    pub covering: Option<(f64, f64)>,
    /// The need of each group in each interval when the shifts were covered.
    pub need: Vec<Vec<u32>>,
    /// So many on each shift by the formulas alone, and whether that would hold.
    pub by_formula: Option<(Counts, bool)>,
    /// Of a search that found nothing: the places of expectations that hold with the fewest people that there
    /// may be, and not with many.
    pub broken_by_more: Vec<usize>,
    /// Plans that were simulated.
    pub plans: u32,
    /// The seed of the replications that the search was made on.
    pub search_seed: u64,
    /// On how many replications each plan was judged.
    pub search_replications: u32,
    /// What is worth a word.
    pub notes: Vec<String>,
}

impl Staffed {
    /// What is not known to hold is so because no session came that could be measured.
    pub fn is_unmeasured(&self) -> bool {
        let mut open = self.judgements.iter().filter(|one| one.verdict != Verdict::Met).peekable();
        open.peek().is_some() && open.all(Judgement::is_unmeasured)
    }
}

/// Why there is no answer at all.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchError {
    /// The scenario cannot have other people.
    Desk(DeskError),
    /// A replication came to no good end.
    Run(RunError),
    /// A search that was to end where its first proof begins has come there.
    ProofBegins(ProofPlan),
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk(error) => error.fmt(f),
            Self::Run(error) => error.fmt(f),
            Self::ProofBegins(_) => f.write_str("the proof of a plan begins"),
        }
    }
}

impl std::error::Error for SearchError {}

impl From<DeskError> for SearchError {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<RunError> for SearchError {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}
