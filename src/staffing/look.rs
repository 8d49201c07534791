//! A look at a plan of staff: its replications, and what they say.

use std::sync::Arc;

use super::expectation::{Expectation, Judgement};
use crate::metrics::Metrics;
use crate::plan::{IntakeMode, LicenseKind, Plan};
use crate::study::workers::{WorkOrder, Workers};
use crate::study::{Options, RunError};

/// What replications of a plan say.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// So many were run.
    pub replications: u32,
    /// Each expectation, with one pair a replication.
    pub samples: Vec<Vec<(f64, f64)>>,
    /// Clients lost, a replication each.
    pub lost: Vec<f64>,
    /// Visits and late ones by group and interval, over all replications.
    pub visits: Vec<Vec<(f64, f64)>>,
    /// Requests for a concurrent license that were refused, over all replications.
    pub refused_logins: u64,
    /// The most concurrent licenses held at once.
    pub license_peak: u32,
}

impl Look {
    pub(super) fn nothing(plan: &Plan, expectations: &[Expectation]) -> Self {
        Self {
            replications: 0,
            samples: vec![Vec::new(); expectations.len()],
            lost: Vec::new(),
            visits: vec![vec![(0.0, 0.0); plan.run.interval_count()]; plan.groups.len()],
            refused_logins: 0,
            license_peak: 0,
        }
    }

    /// What is expected, and what was simulated.
    pub fn judge(&self, expectations: &[Expectation]) -> Vec<Judgement> {
        self.judge_at(expectations, 0.95)
    }

    /// The same with another confidence, one-sided.
    pub(super) fn judge_at(&self, expectations: &[Expectation], confidence: f64) -> Vec<Judgement> {
        let both = expectations.iter().zip(&self.samples);
        both.map(|(one, pairs)| Judgement::new(one, pairs, confidence)).collect()
    }

    /// Adds later replications of the same plan.
    pub(super) fn append(&mut self, more: Self) {
        self.replications += more.replications;
        for (all, more) in self.samples.iter_mut().zip(more.samples) {
            all.extend(more);
        }
        self.lost.extend(more.lost);
        for (all, more) in self.visits.iter_mut().flatten().zip(more.visits.into_iter().flatten()) {
            all.0 += more.0;
            all.1 += more.1;
        }
        self.refused_logins += more.refused_logins;
        self.license_peak = self.license_peak.max(more.license_peak);
    }

    /// Whether every expectation is met with so many standard errors to spare.
    pub(super) fn holds(&self, expectations: &[Expectation], caution: f64) -> bool {
        self.judge(expectations).iter().all(|judgement| judgement.clears(caution))
    }

    /// Clients lost in a replication, on average.
    pub fn lost_clients(&self) -> f64 {
        self.lost.iter().sum::<f64>() / self.lost.len().max(1) as f64
    }

    fn add(&mut self, plan: &Plan, expectations: &[Expectation], metrics: &Metrics) {
        self.replications += 1;
        for (pairs, expectation) in self.samples.iter_mut().zip(expectations) {
            pairs.push(expectation.sample(metrics));
        }
        self.lost.push(metrics.lost_clients() as f64);
        if plan.licensing.concurrent.is_some() {
            let (refused, peak) = metrics.licenses(LicenseKind::Concurrent);
            self.refused_logins += refused;
            self.license_peak = self.license_peak.max(peak);
        }
        self.add_visits(plan, metrics);
    }

    fn add_visits(&mut self, plan: &Plan, metrics: &Metrics) {
        let Some(counted) = metrics.visits() else { return };
        for (group, cells) in self.visits.iter_mut().enumerate() {
            for (cell, count) in cells.iter_mut().zip(counted.of_group(group)) {
                cell.0 += f64::from(count.visits);
                cell.1 += f64::from(count.late);
            }
        }
        for (place, chat) in plan.live_chats.iter().enumerate() {
            let supervised = supervisor_groups(plan, place);
            let common = counted.of_common_queue(place).iter().zip(counted.of_intake(place));
            for (interval, (given_up, read)) in common.enumerate() {
                // Who gives up in a queue that supervisors distribute waited for them, else for any of
                // the groups that answer it.
                let waited_for: Vec<usize> = if supervised.is_empty() {
                    chat.operator_groups.iter().map(|group| group.index()).collect()
                } else {
                    supervised.clone()
                };
                let each = 1.0 / waited_for.len().max(1) as f64;
                for group in waited_for {
                    let cell = &mut self.visits[group][interval];
                    cell.0 += each * f64::from(given_up.visits + read.visits);
                    cell.1 += each * f64::from(given_up.late + read.late);
                }
            }
        }
    }
}

/// The groups whose members distribute the common queue of a live chat.
fn supervisor_groups(plan: &Plan, live_chat: usize) -> Vec<usize> {
    let chat = &plan.live_chats[live_chat];
    match chat.intake {
        IntakeMode::Operators => Vec::new(),
        IntakeMode::Supervisors { .. } => {
            chat.supervisor_groups.iter().map(|group| group.index()).collect()
        }
    }
}

/// Which replications are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sample {
    /// The root of their randomness.
    pub(super) seed: u64,
    /// The number of the first.
    pub(super) first: u32,
    /// So many.
    pub(super) replications: u32,
}

/// Runs replications of a plan; fewer if it is told to stop.
pub(super) fn look_at(
    plan: Plan,
    expectations: &[Expectation],
    sample: Sample,
    options: &Options,
) -> Result<Look, RunError> {
    let late = expectations.iter().map(|one| one.within).min().unwrap_or(plan.run.answer_within);
    let plan = Arc::new(plan.with_run(|run| {
        run.seed = sample.seed;
        run.statistics.late_visits = Some(late);
        run.statistics.batches = None;
        run.statistics.precision = None;
    }));
    let order = WorkOrder {
        plan: Arc::clone(&plan),
        first_replication: sample.first,
        requested: sample.replications,
        max_replications: sample.replications,
        trace: false,
    };
    let mut workers = Workers::start(order, options)?;
    let mut look = Look::nothing(&plan, expectations);
    while look.replications < sample.replications {
        let Some(finished) = workers.next(&options.stop, &|| {})? else { break };
        look.add(&plan, expectations, &finished.metrics);
        workers.mark_folded(sample.replications);
    }
    workers.close();
    Ok(look)
}
