//! A look at a plan of staff: its replications, and what they say.

use std::sync::Arc;

use super::answer::SearchError;
use super::goals::Goals;
use crate::metrics::{
    RecordContent, RecordMaker, ReplicationRecord, ReplicationValues, SessionTrace, TrackedFigure,
    VisitCounts,
};
use crate::plan::{IntakeMode, PerLicenseKind, Plan};
use crate::study::Options;
use crate::study::workers::{WorkOrder, Workers};

/// What replications of a plan say.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// So many were run.
    pub replications: u32,
    /// What each says of the expectations.
    pub values: Vec<ReplicationValues>,
    /// Clients lost, a replication each.
    pub lost: Vec<f64>,
    /// Visits and late ones by group and interval, over all replications.
    pub visits: Vec<Vec<(f64, f64)>>,
    /// Of each kind of license the requests that were refused over all replications, and the most that
    /// were held at once.
    pub licenses: PerLicenseKind<(u64, u32)>,
}

impl Look {
    /// Nothing yet.
    pub(super) fn nothing(plan: &Plan) -> Self {
        Self {
            replications: 0,
            values: Vec::new(),
            lost: Vec::new(),
            visits: vec![vec![(0.0, 0.0); plan.run.interval_count()]; plan.groups.len()],
            licenses: PerLicenseKind::default(),
        }
    }

    /// Clients lost in a replication, on average.
    pub fn lost_clients(&self) -> f64 {
        self.lost.iter().sum::<f64>() / self.lost.len().max(1) as f64
    }

    /// Adds later replications of the same plan.
    pub(super) fn append(&mut self, more: Self) {
        self.replications += more.replications;
        self.values.extend(more.values);
        self.lost.extend(more.lost);
        for (all, more) in self.visits.iter_mut().flatten().zip(more.visits.into_iter().flatten()) {
            all.0 += more.0;
            all.1 += more.1;
        }
        self.add_licenses(&more.licenses);
    }

    /// Adds the next replication of a plan.
    pub(super) fn add(&mut self, plan: &Plan, record: ReplicationRecord) {
        self.replications += 1;
        self.lost.push(record.lost_clients as f64);
        self.add_licenses(&record.licenses);
        if let Some(counted) = &record.visits {
            self.add_visits(plan, counted);
        }
        self.values.push(record.values);
    }

    fn add_licenses(&mut self, more: &PerLicenseKind<(u64, u32)>) {
        for (kind, (refused, peak)) in self.licenses.iter_mut() {
            *refused += more[kind].0;
            *peak = more[kind].1.max(*peak);
        }
    }

    fn add_visits(&mut self, plan: &Plan, counted: &VisitCounts) {
        for (group, cells) in self.visits.iter_mut().enumerate() {
            for (cell, count) in cells.iter_mut().zip(counted.of_group(group)) {
                cell.0 += f64::from(count.visits);
                cell.1 += f64::from(count.late);
            }
        }
        for (place, chat) in plan.live_chats.iter().enumerate() {
            let groups = match chat.intake {
                IntakeMode::Operators => &chat.operator_groups,
                // Who gives up in a queue that supervisors distribute waited for them.
                IntakeMode::Supervisors { .. } => &chat.supervisor_groups,
            };
            let each = 1.0 / groups.len().max(1) as f64;
            let common = counted.of_common_queue(place).iter().zip(counted.of_intake(place));
            for (interval, (given_up, read)) in common.enumerate() {
                for group in groups {
                    let cell = &mut self.visits[group.index()][interval];
                    cell.0 += each * f64::from(given_up.visits + read.visits);
                    cell.1 += each * f64::from(given_up.late + read.late);
                }
            }
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

/// A plan as it is looked at, and the figures of which each replication's values are wanted.
pub(super) fn looked_at(
    plan: Plan,
    goals: &Goals,
    seed: u64,
) -> Result<(Arc<Plan>, Arc<[TrackedFigure]>), SearchError> {
    let (late_after, _) = goals.late(&plan);
    let tracked = goals.tracked(&goals.of(&plan)?);
    let plan = Arc::new(plan.with_run(|run| {
        run.seed = seed;
        run.statistics.late_visits = Some(late_after);
        run.statistics.batches = None;
        run.statistics.precision = None;
    }));
    Ok((plan, tracked))
}

/// Runs replications of a plan; fewer if it is asked to stop.
pub(super) fn look_at(
    plan: Plan,
    goals: &Goals,
    sample: Sample,
    options: &Options,
) -> Result<Look, SearchError> {
    let (plan, tracked) = looked_at(plan, goals, sample.seed)?;
    let maker = RecordMaker::new(&plan, RecordContent::Staffing);
    let order = WorkOrder {
        plan: Arc::clone(&plan),
        first_replication: sample.first,
        requested: sample.replications,
        max_replications: sample.replications,
        trace: SessionTrace::Off,
        tracked,
    };
    let mut workers = Workers::start(order, options)?;
    let mut look = Look::nothing(&plan);
    while look.replications < sample.replications {
        let Some(finished) = workers.next(&options.stop, &|| {})? else { break };
        look.add(&plan, maker.record(finished.metrics, finished.events, finished.sessions));
        workers.mark_folded(sample.replications);
    }
    workers.close();
    Ok(look)
}
