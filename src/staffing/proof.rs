//! The proof: the plan with other clients than those that it was made for.
//!
//! The cheapest of many plans was lucky with its clients more often than not, so that it is judged by
//! others, of a seed of their own. Replications are added at places that are fixed beforehand until
//! each expectation is decided; the chance to err is shared out over those looks, so that it is 5 % in
//! all.

use super::answer::{SearchError, SearchLimits};
use super::desk::Counts;
use super::license_kinds::LicenseNumbers;
use super::look::{Look, Sample};
use super::search::Search;
use crate::base::Span;
use crate::decide::{ALPHA, Judgement, Verdict, level_per_look};

/// Looks at the proof, at most; the chance to err is shared out over them.
const LOOKS: usize = 6;

/// What other clients said.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The root of their randomness.
    pub seed: u64,
    /// All replications together.
    pub look: Look,
}

impl Proof {
    /// What is expected, and what was simulated.
    pub(super) fn judgements(&self, search: &Search<'_>) -> Vec<Judgement> {
        search.judge(&self.look, level_per_look(ALPHA, LOOKS))
    }
}

/// A seed that no other round has, and that a scenario can state.
pub(super) fn proof_seed(seed: u64, round: u32) -> u64 {
    // SplitMix64 (Steele, Lea and Flood 2014).
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(u64::from(round) + 1));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // Short enough to be typed.
    (mixed ^ (mixed >> 31)) % 1_000_000_000
}

/// What is proved: a plan of staff, with clients of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofPlan {
    /// So many on each shift.
    pub counts: Counts,
    /// Licenses of each kind that the desk has.
    pub licenses: LicenseNumbers,
    /// The root of the clients' randomness.
    pub seed: u64,
    /// The warm-up of all plans, if a pilot found it.
    pub warm_up: Option<Span>,
}

/// The looks of a proof: each at the replications after those before it, up to the most.
pub(super) fn samples(limits: SearchLimits, seed: u64) -> Vec<Sample> {
    let most = limits.proof_replications.max(2);
    let mut samples = Vec::new();
    let (mut first, mut target) = (0, limits.replications.max(2).min(most));
    loop {
        samples.push(Sample { seed, first, replications: target - first });
        if target == most {
            return samples;
        }
        (first, target) = (target, target.saturating_mul(2).min(most));
    }
}

/// Proves a plan, or finds that it fails; `None`: no time is left.
pub(super) fn prove(
    search: &mut Search<'_>,
    counts: &Counts,
    licenses: &LicenseNumbers,
    seed: u64,
) -> Result<Option<Proof>, SearchError> {
    search.end_before_proof(counts, licenses, seed)?;
    let mut proof: Option<Proof> = None;
    for sample in samples(search.limits, seed) {
        let Some(more) = search.fresh_look(counts, licenses, sample)? else { break };
        let all = match proof.take() {
            None => Proof { seed, look: more },
            Some(mut proof) => {
                proof.look.append(more);
                proof
            }
        };
        let judged = all.judgements(search);
        // Where the estimate itself is short there is little hope: a better plan is sought sooner.
        let is_short = |one: &Judgement| one.worst().is_some_and(|line| line.shortfall > 0.0);
        let hopeless = all.look.replications > search.limits.replications
            && judged.iter().any(|one| one.verdict != Verdict::Met && is_short(one));
        let decided = hopeless
            || judged.iter().all(|one| one.verdict != Verdict::Undecided)
            || judged.iter().any(|one| one.verdict == Verdict::NotMet);
        proof = Some(all);
        if decided {
            break;
        }
    }
    Ok(proof)
}
