//! Runs the replications of a plan and folds them, in their order, into sheets: as many as are
//! stated, or as many as its precision takes.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::RunError;
use super::feed::{Feed, ReplicationSource};
use super::options::Options;
use super::outcome::{Findings, HandedRound, Outcome, UnansweredAtEnd};
use super::precision::{AchievedPrecision, next_look};
use super::warm_up::{self, FoundWarmUp};
use super::workers::WorkOrder;
use crate::metrics::{ReplicationStats, ReplicationValues, SessionTrace};
use crate::plan::{Plan, WarmUp};

/// Runs `plan`; `progress` is called with the number of replications that are done: after each, and
/// now and then in between.
///
/// # Errors
/// A bound that the scenario reaches, or a fault of this program with what it takes to repeat it.
pub fn run(
    plan: &Plan,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, RunError> {
    let (plan, warm_up) = with_warm_up(plan, options)?;
    let first_look = match &plan.run.statistics.precision {
        Some(aim) => next_look(plan.run.replications, aim.max_replications, 0),
        None => plan.run.replications,
    };
    run_schedule(
        &ReplicationSchedule { plan, first_replication: 0, first_look, warm_up, looks: None },
        options,
        progress,
    )
}

/// When a run looks at what it has, and whether that is enough.
pub struct Looks<'a> {
    /// The numbers of replications at which it looks, ascending; the last is the most.
    pub numbers: Vec<u32>,
    /// Whether the values of the tracked figures are enough to decide by.
    pub is_enough: &'a dyn Fn(&[ReplicationValues]) -> bool,
}

impl fmt::Debug for Looks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Looks").field("numbers", &self.numbers).finish_non_exhaustive()
    }
}

/// Looks after `first` replications, and each time that their number has doubled, up to `most`.
pub fn doubling_looks(first: u32, most: u32) -> Vec<u32> {
    let doubled = std::iter::successors(Some(first), |number| number.checked_mul(2));
    let mut numbers: Vec<u32> = doubled.take_while(|number| *number < most).collect();
    numbers.push(most.max(first));
    numbers
}

/// Runs `plan` until its replications are enough to decide by, whatever number of them the plan
/// states. The looks are at numbers that are fixed beforehand: they do not depend on the number of
/// threads.
///
/// # Errors
/// As of [`run`].
pub fn run_until(
    plan: &Plan,
    options: &Options,
    looks: &Looks<'_>,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, RunError> {
    let (plan, warm_up) = with_warm_up(plan, options)?;
    let plan = Plan::clone(&plan).with_run(|run| run.statistics.precision = None);
    let first_look = looks.numbers.first().copied().unwrap_or(plan.run.replications);
    let schedule = ReplicationSchedule {
        plan: Arc::new(plan),
        first_replication: 0,
        first_look,
        warm_up,
        looks: Some(looks),
    };
    run_schedule(&schedule, options, progress)
}

/// A plan as it is run: with the warm-up that a pilot finds, if the scenario leaves it to one.
///
/// # Errors
/// As of [`run`].
pub fn settled(plan: &Plan, options: &Options) -> Result<Arc<Plan>, RunError> {
    Ok(with_warm_up(plan, options)?.0)
}

/// What the replications of a settled plan say about the tracked figures, without sheets: those with
/// the numbers of `range`, in their order. Fewer, where it was stopped.
///
/// # Errors
/// As of [`run`].
pub fn replication_values(
    plan: &Arc<Plan>,
    options: &Options,
    range: Range<u32>,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Vec<ReplicationValues>, RunError> {
    let number = range.end.saturating_sub(range.start);
    let order = WorkOrder {
        plan: Arc::clone(plan),
        first_replication: range.start,
        requested: number,
        max_replications: number,
        trace: SessionTrace::Off,
        tracked: Arc::clone(&options.tracked),
    };
    let mut workers = Feed::start(order, options)?;
    let mut values = Vec::new();
    for done in 0..number {
        let idle = || progress(done);
        let Some(mut finished) = workers.next(&options.stop, &idle)? else { break };
        values.push(finished.take_values());
        workers.mark_folded(number);
        progress(done + 1);
    }
    Ok(values)
}

/// Runs one replication of `plan` alone: the same as it is among all the others.
///
/// # Errors
/// As of [`run`].
pub fn run_replication(
    plan: &Plan,
    options: &Options,
    first_replication: u32,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, RunError> {
    let (plan, warm_up) = with_warm_up(plan, options)?;
    let plan = Plan::clone(&plan).with_run(|run| run.statistics.precision = None);
    let schedule = ReplicationSchedule {
        plan: Arc::new(plan),
        first_replication,
        first_look: 1,
        warm_up,
        looks: None,
    };
    run_schedule(&schedule, options, progress)
}

/// The plan with the warm-up that a pilot finds, if the scenario leaves it to one, and what was found.
///
/// # Errors
/// As of [`run`].
pub fn with_warm_up(
    plan: &Plan,
    options: &Options,
) -> Result<(Arc<Plan>, Option<FoundWarmUp>), RunError> {
    let found = match (plan.run.statistics.warm_up, &options.source) {
        (WarmUp::Fixed, _) => None,
        (WarmUp::Mser5, ReplicationSource::Simulated) => warm_up::find_warm_up(plan, options)?,
        (WarmUp::Mser5, ReplicationSource::Recorded(source)) => source.warm_up(),
    };
    let plan = plan.clone().with_run(|run| {
        run.warm_up = found.map_or(run.warm_up, |found| found.warm_up);
    });
    Ok((Arc::new(plan), found))
}

/// Which replications are run.
struct ReplicationSchedule<'a> {
    plan: Arc<Plan>,
    /// The number of the first.
    first_replication: u32,
    /// After so many it is decided whether that is enough.
    first_look: u32,
    warm_up: Option<FoundWarmUp>,
    /// `None`: as many as the plan states, or as its precision takes.
    looks: Option<&'a Looks<'a>>,
}

impl ReplicationSchedule<'_> {
    /// The most replications that it may take.
    fn max_replications(&self) -> u32 {
        let precision = self.plan.run.statistics.precision.as_ref();
        let last_look = self.looks.and_then(|looks| looks.numbers.last().copied());
        let most = precision.map(|aim| aim.max_replications).or(last_look);
        most.unwrap_or(self.first_look)
    }

    /// How many replications it takes, having `done` so many; `None`: no more.
    fn next_target(
        &self,
        stats: &ReplicationStats,
        values: &[ReplicationValues],
        done: u32,
    ) -> Option<u32> {
        if let Some(looks) = self.looks {
            let next = looks.numbers.iter().find(|number| **number > done).copied()?;
            return (!(looks.is_enough)(values)).then_some(next);
        }
        let aim = self.plan.run.statistics.precision.as_ref()?;
        let enough = done >= aim.max_replications
            || AchievedPrecision::new(aim, &self.plan, stats).is_reached;
        (!enough).then(|| next_look(self.plan.run.replications, aim.max_replications, done))
    }
}

fn run_schedule(
    schedule: &ReplicationSchedule<'_>,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, RunError> {
    let order = WorkOrder {
        plan: Arc::clone(&schedule.plan),
        first_replication: schedule.first_replication,
        requested: schedule.first_look,
        max_replications: schedule.max_replications(),
        trace: options.trace.clone(),
        tracked: Arc::clone(&options.tracked),
    };
    let mut workers = Feed::start(order, options)?;
    fold_in_order(schedule, options, &mut workers, progress)
}

/// Folds what the workers bring in the replications' order. Whether there are enough is decided
/// here, at places that are fixed beforehand.
fn fold_in_order(
    schedule: &ReplicationSchedule<'_>,
    options: &Options,
    workers: &mut Feed,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, RunError> {
    let plan = &schedule.plan;
    let mut stats = ReplicationStats::new(plan);
    let mut requested = schedule.first_look;
    let (mut events, mut offered) = (0, 0);
    let mut sessions = matches!(options.trace, SessionTrace::Kept).then(Vec::new);
    let mut values = Vec::new();
    loop {
        let done = stats.replications();
        let Some(mut finished) = workers.next(&options.stop, &|| progress(done))? else { break };
        events += finished.events();
        offered += finished.sessions();
        values.push(finished.take_values());
        let rows = finished.add_to(&mut stats)?;
        if let Some(sessions) = &mut sessions {
            sessions.extend(rows);
        }
        if stats.replications() == requested {
            match schedule.next_target(&stats, &values, requested) {
                Some(more) => requested = more,
                None => workers.close(),
            }
        }
        workers.mark_folded(requested);
        progress(stats.replications());
    }
    let aim = plan.run.statistics.precision.as_ref();
    let is_stopped = stats.replications() < requested;
    let sheets = stats.sheets(if is_stopped { options.most_cells_if_stopped } else { usize::MAX });
    let unanswered = UnansweredAtEnd::find(&sheets, plan.run.at_horizon);
    let handed_round = HandedRound::find(&sheets);
    Ok(Outcome {
        sheets,
        finished: stats.replications(),
        requested,
        events,
        sessions_offered: offered,
        sessions,
        replication_values: values,
        findings: Findings {
            warm_up: schedule.warm_up,
            precision: aim.map(|aim| AchievedPrecision::new(aim, plan, &stats)),
            batches: stats.batch_check(),
            unanswered,
            handed_round,
        },
    })
}
