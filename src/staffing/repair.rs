//! Where a plan is short, and what is added there.

use std::collections::BTreeSet;

use super::answer::SearchError;
use super::desk::Counts;
use super::goals::Shortage;
use super::look::Look;
use super::need::Need;
use super::polish;
use super::search::Search;
use crate::decide::{Expectation, Judgement, Verdict};

impl Search<'_> {
    /// One more than are on duty wherever too many were late, and in the intervals before, whose work
    /// goes on; says whether there was such a place.
    pub(super) fn raise(
        &self,
        counts: &Counts,
        look: &Look,
        allowed: f64,
        need: &mut Need,
    ) -> bool {
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
                    // Of those who are in other groups too, not all are there for this one.
                    let now = if self.desk.shares_people(place) {
                        need[place][before]
                    } else {
                        duty[place][before].ceil() as u32
                    };
                    let wanted = now + 1;
                    let wanted = wanted.min(self.most[place][before].unwrap_or(u32::MAX));
                    raised |= wanted > need[place][before];
                    need[place][before] = need[place][before].max(wanted);
                }
            }
        }
        raised
    }

    /// How far the plan is from all that is expected: the shortfalls of what is not met, each as a part
    /// of its limit.
    pub(super) fn shortfall(&self, look: &Look) -> f64 {
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
    pub(super) fn repaired(&mut self, counts: Counts) -> Result<Counts, SearchError> {
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
                of_no_help.insert(self.desk.columns[place].kind);
            }
        }
        if self.best.is_none() {
            self.best = Some(counts.clone());
        }
        Ok(counts)
    }
}
