//! The search as a whole: phase after phase.

use std::collections::BTreeMap;
use std::fmt;

use super::answer::{Phase, Progress, SearchError, SearchLimits, Staffed};
use super::cover::{Cover, cover};
use super::desk::{Counts, StaffedDesk};
use super::goals::Goals;
use super::intervals::Moves;
use super::license_kinds::LicenseNumbers;
use super::look::{Look, Sample, look_at};
use super::memory::LookMemory;
use super::need::{Need, apply_bounds, first_guess};
use super::proof::{ProofPlan, proof_seed, prove};
use super::{licenses, polish};
use crate::decide::Verdict;
use crate::plan::WarmUp;
use crate::study::{Options, with_warm_up};

/// What a search is told of, and tells, while it goes on.
#[derive(Clone, Copy)]
pub struct SearchControl<'a> {
    /// Is told of each plan.
    pub progress: &'a dyn Fn(Progress),
    /// Whether time is left: the search ends at the next plan when it says no.
    pub go_on: &'a dyn Fn() -> bool,
    /// What an earlier search has simulated.
    pub memory: &'a dyn LookMemory,
}

impl fmt::Debug for SearchControl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchControl").finish_non_exhaustive()
    }
}

/// What a search knows and may do.
pub(super) struct Search<'a> {
    pub(super) desk: &'a StaffedDesk,
    pub(super) goals: &'a Goals,
    pub(super) options: &'a Options,
    pub(super) limits: SearchLimits,
    /// The search asks for what is expected with intervals that leave out the truth with this chance:
    /// the smaller, the more cautious it is.
    pub(super) alpha: f64,
    /// The stated least and most on duty, by group and interval.
    pub(super) least: Vec<Vec<u32>>,
    pub(super) most: Vec<Vec<Option<u32>>>,
    /// Plans that were simulated, with what they gave.
    pub(super) known: BTreeMap<(Counts, LicenseNumbers), Look>,
    pub(super) plans: u32,
    pub(super) best: Option<Counts>,
    pub(super) phase: Phase,
    pub(super) warm_up: Option<crate::base::Span>,
    pub(super) control: SearchControl<'a>,
    scope: SearchScope,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SearchScope {
    /// To the answer.
    Whole,
    /// To where the first proof begins.
    UntilProof,
}

/// Rounds in which every interval is moved.
const INTERVAL_ROUNDS: u32 = 8;
/// Coverings that are simulated until one holds.
const COVER_ROUNDS: u32 = 15;
/// At first an estimate has to keep about one standard error above what is expected.
pub(super) const FIRST_ALPHA: f64 = 0.32;
/// The estimate itself.
pub(super) const LENIENT: f64 = 0.999;
/// Proofs that may fail, each with a more cautious search after it.
pub(super) const PROOFS: u32 = 4;

/// Seeks the least staff that holds what is expected.
///
/// What `control` recalls is not simulated again.
///
/// # Errors
/// The scenario cannot have other people, or a replication came to no good end.
pub fn staff(
    desk: &StaffedDesk,
    goals: &Goals,
    limits: SearchLimits,
    options: &Options,
    control: SearchControl<'_>,
) -> Result<Staffed, SearchError> {
    let (mut search, need) = begin(desk, goals, limits, options, control)?;
    search.run(need)
}

/// The same up to where the first proof begins, which other machines may run; `None`: the search ends without a
/// proof.
///
/// # Errors
/// As of [`staff`].
pub fn search_until_proof(
    desk: &StaffedDesk,
    goals: &Goals,
    limits: SearchLimits,
    options: &Options,
    control: SearchControl<'_>,
) -> Result<Option<ProofPlan>, SearchError> {
    let (mut search, need) = begin(desk, goals, limits, options, control)?;
    search.scope = SearchScope::UntilProof;
    match search.run(need) {
        Err(SearchError::ProofBegins(proof)) => Ok(Some(proof)),
        Err(error) => Err(error),
        Ok(_) => Ok(None),
    }
}

fn begin<'a>(
    desk: &'a StaffedDesk,
    goals: &'a Goals,
    limits: SearchLimits,
    options: &'a Options,
    control: SearchControl<'a>,
) -> Result<(Search<'a>, Need), SearchError> {
    let warm_up = match desk.plan.run.statistics.warm_up {
        WarmUp::Fixed => None,
        // One pilot for all plans, of the desk as it is.
        WarmUp::Mser5 => Some(with_warm_up(&desk.plan, options)?.0.run.warm_up),
    };
    let mut need = first_guess(desk, goals);
    let most = apply_bounds(desk, &mut need);
    let mut least = vec![vec![0; desk.plan.run.interval_count()]; desk.groups.len()];
    apply_bounds(desk, &mut least);
    let search = Search {
        desk,
        goals,
        options,
        limits,
        alpha: FIRST_ALPHA,
        least,
        most,
        known: BTreeMap::new(),
        plans: 0,
        best: None,
        phase: Phase::Lavish,
        warm_up,
        control,
        scope: SearchScope::Whole,
    };
    Ok((search, need))
}

/// Whether a plan holds on the clients that a search with these limits begins with: what one tries by
/// hand beside what was found.
///
/// # Errors
/// As of [`staff`].
pub fn holds_on_sample(
    desk: &StaffedDesk,
    goals: &Goals,
    limits: SearchLimits,
    options: &Options,
    counts: &Counts,
) -> Result<bool, SearchError> {
    let ample = desk.ample_licenses(counts);
    let sample = Sample { seed: desk.plan.run.seed, first: 0, replications: limits.replications };
    let look = look_at(desk.plan_of(counts, &ample)?, goals, sample, options)?;
    let judged = goals.judge(&desk.plan, &look.values, FIRST_ALPHA);
    Ok(judged.iter().all(|one| one.verdict == Verdict::Met))
}

impl Search<'_> {
    fn run(&mut self, guess: Need) -> Result<Staffed, SearchError> {
        let desk = self.desk;
        let formula = cover(desk, &guess, &self.most);
        let lavish = self.lavish(&guess);
        let Some(look) = self.look(&lavish)? else { return self.stopped(lavish, guess) };
        if !self.is_met(&look, LENIENT) {
            return self.no_plan(lavish, look, guess);
        }
        self.best = Some(lavish);
        let need = self.move_intervals(guess)?;
        let (need, covering) = self.cover_until_it_holds(need)?;
        let mut best = self.best.clone().unwrap_or_default();
        let mut before: Option<Counts> = None;
        for round in 0..PROOFS {
            self.enter(Phase::Polish);
            best = polish::polish(self, best, before.as_ref())?;
            self.enter(Phase::Licenses);
            let licenses = licenses::fewest(self, &best)?;
            if let Some((counts, licenses)) = licenses::within_budget(self, &best, &licenses)? {
                return self.over_budget(counts, licenses, need, &covering, &formula);
            }
            if self.limits.proof_replications == 0 {
                return self.stopped(best, need);
            }
            self.enter(Phase::Proof);
            let seed = proof_seed(desk.plan.run.seed, round);
            let Some(proof) = prove(self, &best, &licenses, seed)? else { break };
            let judged = proof.judgements(self);
            if judged.iter().any(|one| one.verdict != Verdict::Met) && round + 1 < PROOFS {
                // The search's own clients were easier than most: ask for more, from a plan that has it.
                self.alpha *= 0.4;
                before = Some(best.clone());
                best = self.repaired(best)?;
                continue;
            }
            return self.proved(best, licenses, proof, need, &covering, &formula);
        }
        self.stopped(best, need)
    }

    /// More than any desk of this load needs.
    fn lavish(&self, guess: &Need) -> Counts {
        let more = |need: &u32| if *need == 0 { 1 } else { need * 2 + 2 };
        let mut need: Need = guess.iter().map(|needs| needs.iter().map(more).collect()).collect();
        for (needs, most) in need.iter_mut().zip(&self.most) {
            for (need, most) in needs.iter_mut().zip(most) {
                *need = (*need).min(most.unwrap_or(u32::MAX));
            }
        }
        self.at_least_one(cover(self.desk, &need, &self.most).counts)
    }

    /// A group needs a member: it keeps one, on its cheapest shift.
    pub(super) fn at_least_one(&self, mut counts: Counts) -> Counts {
        for group in 0..self.desk.groups.len() {
            if !self.desk.has_member(&counts, group) {
                let cost = |place: &usize| self.desk.columns[*place].cost;
                let kinds = self.desk.kinds_of_group(group);
                let columns = kinds.flat_map(|kind| self.desk.columns_of(kind));
                let cheapest = columns.min_by(|a, b| cost(a).total_cmp(&cost(b)));
                if let Some(cheapest) = cheapest {
                    counts[cheapest] = 1;
                }
            }
        }
        counts
    }

    pub(super) fn enter(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// A search that goes no further ends here.
    pub(super) fn end_before_proof(
        &self,
        counts: &Counts,
        licenses: &LicenseNumbers,
        seed: u64,
    ) -> Result<(), SearchError> {
        match self.scope {
            SearchScope::Whole => Ok(()),
            SearchScope::UntilProof => Err(SearchError::ProofBegins(ProofPlan {
                counts: counts.clone(),
                licenses: *licenses,
                seed,
                warm_up: self.warm_up,
            })),
        }
    }

    /// Moves every interval at once, where shifts are still to be made.
    fn move_intervals(&mut self, mut need: Need) -> Result<Need, SearchError> {
        if self.desk.staffing.shapes.is_empty() {
            return Ok(need);
        }
        self.enter(Phase::Intervals);
        // From above: below the inflection a service level says little about what lacks.
        for need in need.iter_mut().flatten().filter(|need| **need > 0) {
            *need += 1 + *need / 10;
        }
        let mut moves = Moves::new(&need);
        for _ in 0..INTERVAL_ROUNDS {
            apply_bounds(self.desk, &mut need);
            if !self.may_go_on() {
                break;
            }
            let look = self.look_at_intervals(&need)?;
            if !moves.apply(self.desk, &look, self.allowed_late(), &mut need) {
                break;
            }
        }
        apply_bounds(self.desk, &mut need);
        Ok(need)
    }

    pub(super) fn allowed_late(&self) -> f64 {
        self.goals.late(&self.desk.plan).1
    }

    /// Covers the need by shifts, simulates them, and raises the need where they are short.
    fn cover_until_it_holds(
        &mut self,
        mut need: Need,
    ) -> Result<(Need, Option<Cover>), SearchError> {
        self.enter(Phase::Shifts);
        let mut allowed = self.allowed_late();
        for _ in 0..COVER_ROUNDS {
            let covering = cover(self.desk, &need, &self.most);
            let counts = self.at_least_one(covering.counts.clone());
            let Some(look) = self.look(&counts)? else { break };
            if self.holds(&counts)? == Some(true) {
                return Ok((need, Some(covering)));
            }
            if !self.raise(&counts, &look, allowed, &mut need) {
                allowed *= 0.7;
            }
        }
        Ok((need, None))
    }
}
