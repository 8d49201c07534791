//! How a search ends: the plan that was found, what proves it, and what has to be said about it.

use super::answer::{Ending, Phase, SearchError, Staffed};
use super::cover::{Cover, cover};
use super::desk::Counts;
use super::goals::figure_part;
use super::license_kinds::{LicenseNumbers, SCOPES, kinds};
use super::licenses;
use super::look::Look;
use super::need::Need;
use super::neighbours::neighbours;
use super::proof::{Proof, proof_seed, prove};
use super::search::{LENIENT, PROOFS, Search};
use crate::decide::{ALPHA, Judgement, Verdict};
use crate::study::load_by_interval;

impl Search<'_> {
    pub(super) fn proved(
        &mut self,
        counts: Counts,
        licenses: LicenseNumbers,
        proof: Proof,
        need: Need,
        covering: &Option<Cover>,
        formula: &Cover,
    ) -> Result<Staffed, SearchError> {
        self.enter(Phase::Neighbours);
        let judgements = proof.judgements(self);
        let all_hold = judgements.iter().all(|one| one.verdict == Verdict::Met);
        let neighbours = neighbours(self, &counts, &licenses, &proof)?;
        let by_formula = self.try_formula(formula)?;
        let ending = if all_hold { Ending::Proved } else { Ending::Undecided };
        Ok(Staffed {
            look: proof.look.clone(),
            judgements,
            proof: Some(proof),
            neighbours,
            by_formula,
            covering: covering.as_ref().map(|cover| (cover.cost, cover.at_least)),
            ..self.answer(ending, counts, licenses, need)
        })
    }

    fn try_formula(&mut self, formula: &Cover) -> Result<Option<(Counts, bool)>, SearchError> {
        let counts = self.at_least_one(formula.counts.clone());
        let look = self.look(&counts)?;
        Ok(look.map(|look| (counts, self.is_met(&look, LENIENT))))
    }

    pub(super) fn over_budget(
        &mut self,
        counts: Counts,
        licenses: LicenseNumbers,
        need: Need,
        covering: &Option<Cover>,
        formula: &Cover,
    ) -> Result<Staffed, SearchError> {
        self.enter(Phase::Proof);
        let seed = proof_seed(self.desk.plan.run.seed, PROOFS);
        let Some(proof) = prove(self, &counts, &licenses, seed)? else {
            return self.stopped(counts, need);
        };
        let found = self.proved(counts, licenses, proof, need, covering, formula)?;
        Ok(Staffed { ending: Ending::OverBudget, ..found })
    }

    pub(super) fn stopped(&mut self, fallback: Counts, need: Need) -> Result<Staffed, SearchError> {
        let counts = self.best.clone().unwrap_or(fallback);
        let ample = self.desk.ample_licenses(&counts);
        let known = self.known.get(&(counts.clone(), ample)).cloned();
        let look = known.unwrap_or_else(|| Look::nothing(&self.desk.plan));
        Ok(self.without_proof(Ending::Stopped, counts, look, need))
    }

    /// Not even more than enough staff is known to hold what is expected: none does, or too little was
    /// simulated to tell, or nothing came that could be measured, or it is something that more staff breaks.
    pub(super) fn no_plan(
        &mut self,
        counts: Counts,
        look: Look,
        need: Need,
    ) -> Result<Staffed, SearchError> {
        let judged = self.judge(&look, LENIENT);
        let is_missed = |one: &Judgement| one.verdict != Verdict::Met;
        let is_short = |one: &Judgement| {
            is_missed(one)
                && !one.is_unmeasured()
                && one.worst().is_some_and(|line| line.shortfall > 0.0)
        };
        if !judged.iter().any(is_short) {
            return Ok(self.without_proof(Ending::Undecided, counts, look, need));
        }
        let missed: Vec<usize> =
            (0..judged.len()).filter(|place| is_missed(&judged[*place])).collect();
        let fewest = self.at_least_one(vec![0; counts.len()]);
        let with_fewest = self.look(&fewest)?.map(|look| self.judge(&look, LENIENT));
        let holds =
            |place: &usize| with_fewest.as_ref().is_some_and(|judged| !is_missed(&judged[*place]));
        let broken_by_more = missed.into_iter().filter(holds).collect();
        let found = self.without_proof(Ending::Infeasible, counts, look, need);
        Ok(Staffed { broken_by_more, ..found })
    }

    pub(super) fn without_proof(
        &self,
        ending: Ending,
        counts: Counts,
        look: Look,
        need: Need,
    ) -> Staffed {
        let judgements = self.judge(&look, ALPHA);
        let licenses = licenses::taken(self.desk, &counts, &look);
        Staffed { judgements, look, ..self.answer(ending, counts, licenses, need) }
    }

    fn answer(
        &self,
        ending: Ending,
        counts: Counts,
        licenses: LicenseNumbers,
        need: Need,
    ) -> Staffed {
        let mut notes = self.desk.notes.clone();
        notes.extend(self.unreachable_note(&need));
        notes.extend(self.unjudged_note(&counts));
        notes.extend(self.first_holders_notes(&licenses));
        if ending == Ending::Infeasible {
            notes.extend(self.license_notes(&counts));
        } else {
            notes.extend(self.unserved_notes(&counts, &licenses));
        }
        Staffed {
            ending,
            counts,
            licenses,
            judgements: Vec::new(),
            look: Look::nothing(&self.desk.plan),
            proof: None,
            neighbours: Vec::new(),
            covering: None,
            need,
            by_formula: None,
            broken_by_more: Vec::new(),
            plans: self.plans,
            search_seed: self.desk.plan.run.seed,
            search_replications: self.limits.replications,
            notes,
        }
    }

    /// Where more people are on duty than licenses let be Online: no more staff helps there.
    fn license_notes(&self, counts: &Counts) -> Vec<String> {
        let read = self.desk.scenario(counts, &self.desk.ample_licenses(counts));
        let bound = read.diagnostics.into_iter().filter(|one| one.code() == "license-cover");
        bound.map(|one| format!("more staff does not help here: {}", one.message)).collect()
    }

    /// When live chats are open, and who would answer is not there: nothing that is expected may forbid it.
    fn unserved_notes(&self, counts: &Counts, licenses: &LicenseNumbers) -> Vec<String> {
        let read = self.desk.scenario(counts, licenses);
        let gaps = read.diagnostics.into_iter().filter(|one| one.code() == "unserved");
        gaps.map(|gap| format!("with this plan {}", gap.message)).collect()
    }

    /// Whose the named licenses are, where their number was sought.
    fn first_holders_notes(&self, licenses: &LicenseNumbers) -> Vec<String> {
        let chosen = SCOPES.into_iter().filter(|scope| self.desk.chooses_named(*scope));
        let named = chosen.filter_map(|scope| Some((kinds(scope).0, licenses[kinds(scope).0]?)));
        named
            .filter(|(_, named)| *named > 0)
            .map(|(kind, named)| {
                format!(
                    "the {} licenses are held by the first {named} people of staffed.toml",
                    kind.name()
                )
            })
            .collect()
    }

    /// Needs that no shift reaches.
    fn unreachable_note(&self, need: &Need) -> Option<String> {
        let loads = load_by_interval(&self.desk.plan);
        let mut out = cover(self.desk, need, &self.most).unreachable;
        // Of work that is left when the last shift ends, the operators who have it take care.
        out.retain(|(group, interval)| {
            loads[self.desk.groups[*group].id.index()][*interval].visits > 0.0
        });
        let (group, interval) = *out.first()?;
        let name = &self.desk.groups[group].name;
        let at = crate::base::Span(interval as u64 * self.desk.plan.run.interval.0);
        Some(format!(
            "in {} of the intervals in which staff is needed no shift reaches: the first is {at} after \
             the start, group {name}",
            out.len()
        ))
    }

    /// Groups on which no expectation depends: their numbers are what is least, and nothing was found out
    /// about them.
    fn unjudged_note(&self, counts: &Counts) -> Option<String> {
        let unjudged = self.goals.unjudged_groups(&self.desk.plan);
        let groups = self.desk.groups.iter().enumerate();
        let mut kept: Vec<String> = Vec::new();
        let mut example = None;
        for (place, group) in groups.filter(|(_, group)| unjudged.contains(&group.id.index())) {
            let name = group.name.as_str();
            let kinds = self.desk.kinds_of_group(place);
            let heads: u32 = kinds.map(|kind| self.desk.heads_of(counts, kind)).sum();
            kept.push(format!("{name} ({heads})"));
            example = example.or(Some(name));
        }
        let example = figure_part(example?);
        Some(format!(
            "no expectation depends on the groups {}: they keep the fewest members that are allowed, which \
             says nothing about how many they need; state what they should hold, for example \
             --expect 'groups.{example}.wait < 1m'",
            kept.join(", ")
        ))
    }
}
