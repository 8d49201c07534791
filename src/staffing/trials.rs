//! Plans as they are tried: simulated, unless they are known, judged, and priced.

use super::answer::{Progress, SearchError};
use super::desk::{Counts, plan_or_error};
use super::intervals::roster_by_interval;
use super::license_kinds::LicenseNumbers;
use super::look::{Look, Sample, look_at};
use super::need::Need;
use super::search::Search;
use crate::base::Span;
use crate::decide::{Judgement, Verdict};
use crate::plan::{LicenseKind, Plan, WarmUp};

impl Search<'_> {
    pub(super) fn sample(&self) -> Sample {
        Sample { seed: self.desk.plan.run.seed, first: 0, replications: self.limits.replications }
    }

    /// Whether the search may go on.
    pub(super) fn may_go_on(&self) -> bool {
        self.plans < self.limits.max_plans && (self.control.go_on)()
    }

    pub(super) fn count_plan(&mut self) {
        self.plans += 1;
        let cost = self.best.as_ref().map(|counts| self.desk.cost(counts));
        (self.control.progress)(Progress { phase: self.phase, plans: self.plans, cost });
    }

    /// The plan with the warm-up of all plans.
    pub(super) fn prepared(&self, plan: Plan) -> Plan {
        with_warm_up_of_all(plan, self.warm_up)
    }

    /// A look at a plan on the search's own clients; `None`: no time is left.
    pub(super) fn look(&mut self, counts: &Counts) -> Result<Option<Look>, SearchError> {
        let ample = self.desk.ample_licenses(counts);
        self.look_with(counts, &ample)
    }

    /// The same with so many licenses.
    pub(super) fn look_with(
        &mut self,
        counts: &Counts,
        licenses: &LicenseNumbers,
    ) -> Result<Option<Look>, SearchError> {
        let key = (counts.clone(), *licenses);
        if let Some(known) = self.known.get(&key) {
            return Ok(Some(known.clone()));
        }
        let sample = self.sample();
        let look = self.fresh_look(counts, licenses, sample)?;
        if let Some(look) = &look {
            self.known.insert(key, look.clone());
        }
        Ok(look)
    }

    /// A look at other replications.
    pub(super) fn fresh_look(
        &mut self,
        counts: &Counts,
        licenses: &LicenseNumbers,
        sample: Sample,
    ) -> Result<Option<Look>, SearchError> {
        if !self.may_go_on() {
            return Ok(None);
        }
        let key = look_key(counts, licenses, sample);
        let look = match self.control.memory.recall(&key)? {
            Some(look) => look,
            None => {
                let plan = self.prepared(self.desk.plan_of(counts, licenses)?);
                let look = look_at(plan, self.goals, sample, self.options)?;
                if look.replications == sample.replications {
                    self.control.memory.remember(&key, &look);
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

    pub(super) fn best_price(&mut self) -> Result<f64, SearchError> {
        let Some(best) = self.best.clone() else { return Ok(f64::INFINITY) };
        let look = self.look(&best)?;
        Ok(look.map_or(f64::INFINITY, |look| self.price(&best, &look)))
    }

    /// What a plan costs, lost clients and all.
    pub(super) fn price(&self, counts: &Counts, look: &Look) -> f64 {
        self.desk.cost_about(counts)
            + self.desk.staffing.price_per_lost_client * look.lost_clients()
    }

    /// A look at staff that comes and goes with the need.
    pub(super) fn look_at_intervals(&mut self, need: &Need) -> Result<Look, SearchError> {
        let sample = self.sample();
        let key = format!("need {need:?} {sample:?}");
        let look = match self.control.memory.recall(&key)? {
            Some(look) => look,
            None => {
                let roster = roster_by_interval(self.desk, need);
                let plan = self.prepared(plan_or_error(self.desk.read_roster(&roster))?);
                let look = look_at(plan, self.goals, sample, self.options)?;
                if look.replications == sample.replications {
                    self.control.memory.remember(&key, &look);
                }
                look
            }
        };
        self.count_plan();
        Ok(look)
    }

    /// What is said of each expectation.
    pub(super) fn judge(&self, look: &Look, alpha: f64) -> Vec<Judgement> {
        self.goals.judge(&self.desk.plan, &look.values, alpha)
    }

    /// Whether all that is expected is met, with intervals that leave out the truth with this chance.
    pub(super) fn is_met(&self, look: &Look, alpha: f64) -> bool {
        self.judge(look, alpha).iter().all(|one| one.verdict == Verdict::Met)
    }
}

/// A plan with the warm-up that a pilot found for all plans.
pub(super) fn with_warm_up_of_all(plan: Plan, warm_up: Option<Span>) -> Plan {
    plan.with_run(|run| {
        if let Some(warm_up) = warm_up {
            run.warm_up = warm_up;
            run.statistics.warm_up = WarmUp::Fixed;
        }
    })
}

/// What a look at a plan is remembered under.
pub(super) fn look_key(counts: &Counts, licenses: &LicenseNumbers, sample: Sample) -> String {
    format!(
        "plan {:?} {:?} {sample:?}",
        shifts_in_use(counts),
        LicenseKind::ALL.map(|kind| licenses[kind])
    )
}

/// The shifts that are worked, and by how many: most are not.
fn shifts_in_use(counts: &Counts) -> Vec<(usize, u32)> {
    counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect()
}
