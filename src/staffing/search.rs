//! The search as a whole: phase after phase.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Ending, Phase, Progress, SearchError, SearchLimits, Staffed};
use super::cover::{Cover, cover};
use super::desk::{Counts, StaffedDesk, plan_or_error};
use super::goals::{Goals, Shortage};
use super::intervals::{Moves, roster_by_interval};
use super::look::{Look, Sample, look_at};
use super::memory::LookMemory;
use super::need::{Need, apply_bounds, first_guess};
use super::proof::{ProofPlan, proof_seed, prove};
use super::{licenses, polish};
use crate::decide::{Expectation, Judgement, Verdict};
use crate::plan::{Plan, WarmUp};
use crate::study::{Options, with_warm_up};

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
    pub(super) known: BTreeMap<(Counts, Option<u32>), Look>,
    pub(super) plans: u32,
    pub(super) best: Option<Counts>,
    phase: Phase,
    warm_up: Option<crate::base::Span>,
    progress: &'a dyn Fn(Progress),
    /// Whether time is left.
    go_on: &'a dyn Fn() -> bool,
    /// What an earlier search has simulated.
    memory: &'a dyn LookMemory,
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
const FIRST_ALPHA: f64 = 0.32;
/// The estimate itself.
pub(super) const LENIENT: f64 = 0.999;
/// Proofs that may fail, each with a more cautious search after it.
pub(super) const PROOFS: u32 = 4;

/// Seeks the least staff that holds what is expected.
///
/// `progress` is told of each plan; the search ends at the next one when `go_on` says no. What `memory`
/// recalls is not simulated again.
///
/// # Errors
/// The scenario cannot have other people, or a replication came to no good end.
pub fn staff(
    desk: &StaffedDesk,
    goals: &Goals,
    limits: SearchLimits,
    options: &Options,
    progress: &dyn Fn(Progress),
    (go_on, memory): (&dyn Fn() -> bool, &dyn LookMemory),
) -> Result<Staffed, SearchError> {
    let (mut search, need) = begin(desk, goals, limits, options, progress, (go_on, memory))?;
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
    progress: &dyn Fn(Progress),
    (go_on, memory): (&dyn Fn() -> bool, &dyn LookMemory),
) -> Result<Option<ProofPlan>, SearchError> {
    let (mut search, need) = begin(desk, goals, limits, options, progress, (go_on, memory))?;
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
    progress: &'a dyn Fn(Progress),
    (go_on, memory): (&'a dyn Fn() -> bool, &'a dyn LookMemory),
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
        progress,
        go_on,
        memory,
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
    let ample = desk.plan.licensing.concurrent.map(|_| desk.heads(counts) + 1_000);
    let sample = Sample { seed: desk.plan.run.seed, first: 0, replications: limits.replications };
    let look = look_at(desk.plan_of(counts, ample)?, goals, sample, options)?;
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
            return Ok(self.without_proof(Ending::Infeasible, lavish, look, guess));
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
            let concurrent = licenses::fewest_concurrent(self, &best)?;
            if let Some((counts, concurrent)) = licenses::within_budget(self, &best, concurrent)? {
                return self.over_budget((counts, concurrent), need, &covering, &formula);
            }
            if self.limits.proof_replications == 0 {
                return self.stopped(best, need);
            }
            self.enter(Phase::Proof);
            let seed = proof_seed(desk.plan.run.seed, round);
            let Some(proof) = prove(self, &best, concurrent, seed)? else { break };
            let judged = proof.judgements(self);
            if judged.iter().any(|one| one.verdict != Verdict::Met) && round + 1 < PROOFS {
                // The search's own clients were easier than most: ask for more, from a plan that has it.
                self.alpha *= 0.4;
                before = Some(best.clone());
                best = self.repaired(best)?;
                continue;
            }
            return self.proved((best, concurrent), proof, need, &covering, &formula);
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
                let cheapest =
                    self.desk.columns_of(group).min_by(|a, b| cost(a).total_cmp(&cost(b)));
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

    pub(super) fn sample(&self) -> Sample {
        Sample { seed: self.desk.plan.run.seed, first: 0, replications: self.limits.replications }
    }

    /// Whether the search may go on.
    pub(super) fn may_go_on(&self) -> bool {
        self.plans < self.limits.max_plans && (self.go_on)()
    }

    fn count_plan(&mut self) {
        self.plans += 1;
        let cost = self.best.as_ref().map(|counts| self.desk.cost(counts));
        (self.progress)(Progress { phase: self.phase, plans: self.plans, cost });
    }

    /// A search that goes no further ends here.
    pub(super) fn end_before_proof(
        &self,
        counts: &Counts,
        concurrent: Option<u32>,
        seed: u64,
    ) -> Result<(), SearchError> {
        match self.scope {
            SearchScope::Whole => Ok(()),
            SearchScope::UntilProof => Err(SearchError::ProofBegins(ProofPlan {
                counts: counts.clone(),
                concurrent,
                seed,
                warm_up: self.warm_up,
            })),
        }
    }

    /// The plan with the warm-up of all plans.
    pub(super) fn prepared(&self, plan: Plan) -> Plan {
        with_warm_up_of_all(plan, self.warm_up)
    }

    /// A look at a plan on the search's own clients; `None`: no time is left.
    pub(super) fn look(&mut self, counts: &Counts) -> Result<Option<Look>, SearchError> {
        let ample = self.desk.plan.licensing.concurrent.map(|_| self.desk.heads(counts) + 1_000);
        self.look_with(counts, ample)
    }

    /// The same with so many concurrent licenses.
    pub(super) fn look_with(
        &mut self,
        counts: &Counts,
        concurrent: Option<u32>,
    ) -> Result<Option<Look>, SearchError> {
        let key = (counts.clone(), concurrent);
        if let Some(known) = self.known.get(&key) {
            return Ok(Some(known.clone()));
        }
        let sample = self.sample();
        let look = self.fresh_look(counts, concurrent, sample)?;
        if let Some(look) = &look {
            self.known.insert(key, look.clone());
        }
        Ok(look)
    }

    /// A look at other replications.
    pub(super) fn fresh_look(
        &mut self,
        counts: &Counts,
        concurrent: Option<u32>,
        sample: Sample,
    ) -> Result<Option<Look>, SearchError> {
        if !self.may_go_on() {
            return Ok(None);
        }
        let key = look_key(counts, concurrent, sample);
        let look = match self.memory.recall(&key)? {
            Some(look) => look,
            None => {
                let plan = self.prepared(self.desk.plan_of(counts, concurrent)?);
                let look = look_at(plan, self.goals, sample, self.options)?;
                if look.replications == sample.replications {
                    self.memory.remember(&key, &look);
                }
                look
            }
        };
        self.count_plan();
        Ok((look.replications == sample.replications).then_some(look))
    }

    /// Whether a plan holds on the search's own clients; `None`: no time is left. The cheapest that
    /// does is kept.
    pub(super) fn holds(&mut self, counts: &Counts) -> Result<Option<bool>, SearchError> {
        let Some(look) = self.look(counts)? else { return Ok(None) };
        let holds = self.is_met(&look, self.alpha);
        if holds && self.price(counts, &look) < self.best_price()? {
            self.best = Some(counts.clone());
        }
        Ok(Some(holds))
    }

    fn best_price(&mut self) -> Result<f64, SearchError> {
        let Some(best) = self.best.clone() else { return Ok(f64::INFINITY) };
        let look = self.look(&best)?;
        Ok(look.map_or(f64::INFINITY, |look| self.price(&best, &look)))
    }

    /// What a plan costs, lost clients and all.
    pub(super) fn price(&self, counts: &Counts, look: &Look) -> f64 {
        self.desk.cost(counts) + self.desk.staffing.price_per_lost_client * look.lost_clients()
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

    /// A look at staff that comes and goes with the need.
    fn look_at_intervals(&mut self, need: &Need) -> Result<Look, SearchError> {
        let sample = self.sample();
        let key = format!("need {need:?} {sample:?}");
        let look = match self.memory.recall(&key)? {
            Some(look) => look,
            None => {
                let roster = roster_by_interval(self.desk, need);
                let plan = self.prepared(plan_or_error(self.desk.read_roster(&roster))?);
                let look = look_at(plan, self.goals, sample, self.options)?;
                if look.replications == sample.replications {
                    self.memory.remember(&key, &look);
                }
                look
            }
        };
        self.count_plan();
        Ok(look)
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

    /// One more than are on duty wherever too many were late, and in the intervals before, whose work
    /// goes on; says whether there was such a place.
    fn raise(&self, counts: &Counts, look: &Look, allowed: f64, need: &mut Need) -> bool {
        let duty = self.desk.on_duty(counts);
        let shortages = self.shortages(look);
        let mut raised = false;
        for (place, group) in self.desk.groups.iter().enumerate() {
            let Some(short) = shortages.iter().find(|one| one.group == group.id.index()) else {
                continue;
            };
            for (interval, (visits, late)) in look.visits[group.id.index()].iter().enumerate() {
                let is_here = short.intervals.as_ref().is_none_or(|all| all.contains(&interval));
                if !is_here || *visits < 1.0 || late / visits <= allowed {
                    continue;
                }
                for before in interval.saturating_sub(1)..=interval {
                    let wanted = duty[place][before].ceil() as u32 + 1;
                    let wanted = wanted.min(self.most[place][before].unwrap_or(u32::MAX));
                    raised |= wanted > need[place][before];
                    need[place][before] = need[place][before].max(wanted);
                }
            }
        }
        raised
    }

    /// What is said of each expectation.
    pub(super) fn judge(&self, look: &Look, alpha: f64) -> Vec<Judgement> {
        self.goals.judge(&self.desk.plan, &look.values, alpha)
    }

    /// Whether all that is expected is met, with intervals that leave out the truth with this chance.
    pub(super) fn is_met(&self, look: &Look, alpha: f64) -> bool {
        self.judge(look, alpha).iter().all(|one| one.verdict == Verdict::Met)
    }

    /// How far the plan is from all that is expected: the shortfalls of what is not met, each as a part
    /// of its limit.
    fn shortfall(&self, look: &Look) -> f64 {
        let judged = self.judge(look, self.alpha);
        let expected = self.goals.expectations.iter().zip(&judged);
        let missed = expected.filter(|(_, judgement)| judgement.verdict != Verdict::Met);
        let part = |(expectation, judgement): (&Expectation, &Judgement)| {
            let worst = judgement.worst().map_or(1.0, |line| line.shortfall);
            // One that is only not sure enough is nearer the more it has to spare.
            1.0 + worst / expectation.limit.abs().max(1e-9)
        };
        missed.map(part).sum()
    }

    /// Where staff lacks for what is not met.
    pub(super) fn shortages(&self, look: &Look) -> Vec<Shortage> {
        self.goals.shortages(&self.desk.plan, &self.judge(look, self.alpha))
    }

    /// The plan with more wherever it is short, until it holds with the caution of now. Where more of a
    /// group brings what is expected no nearer, it is taken back, and another group is tried.
    fn repaired(&mut self, counts: Counts) -> Result<Counts, SearchError> {
        let mut counts = counts;
        let mut of_no_help: BTreeSet<usize> = BTreeSet::new();
        self.best = None;
        for _ in 0..200 {
            let Some(look) = self.look(&counts)? else { break };
            if self.holds(&counts)? == Some(true) {
                break;
            }
            let wanted = polish::most_wanted(self, &counts, &look, &of_no_help);
            let Some(place) = wanted else { break };
            counts[place] += 1;
            let Some(more) = self.look(&counts)? else { break };
            if self.shortfall(&more) < self.shortfall(&look) {
                of_no_help.clear();
            } else {
                counts[place] -= 1;
                of_no_help.insert(self.desk.columns[place].group);
            }
        }
        if self.best.is_none() {
            self.best = Some(counts.clone());
        }
        Ok(counts)
    }
}

/// A plan with the warm-up that a pilot found for all plans.
pub(super) fn with_warm_up_of_all(plan: Plan, warm_up: Option<crate::base::Span>) -> Plan {
    plan.with_run(|run| {
        if let Some(warm_up) = warm_up {
            run.warm_up = warm_up;
            run.statistics.warm_up = WarmUp::Fixed;
        }
    })
}

/// What a look at a plan is remembered under.
pub(super) fn look_key(counts: &Counts, concurrent: Option<u32>, sample: Sample) -> String {
    format!("plan {:?} {concurrent:?} {sample:?}", shifts_in_use(counts))
}

/// The shifts that are worked, and by how many: most are not.
fn shifts_in_use(counts: &Counts) -> Vec<(usize, u32)> {
    counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect()
}
