//! One load: started, followed by the second, and put together.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use hdrhistogram::Histogram;

use super::demand::loaded_plan;
use super::latency_files::IntervalLog;
use crate::base::{OperatorId, Span};
use crate::engine::live::{
    Counts, Disturbance, LiveEnd, LiveError, LiveOutcome, LiveSecond, LiveTask, RoleKind,
    ScheduledDisturbance, run_live,
};
use crate::metrics::{ReplicationStats, Sheet, Violation};
use crate::plan::{DisturbanceKind, FailingRole, Plan};
use crate::study::{MemoryBudget, sessions_by_flow};

/// How a load is run.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// Set from outside to end it.
    pub stop: Arc<AtomicBool>,
    pub memory: MemoryBudget,
}

/// One second of a load. Latencies are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoadRow {
    /// Which one, from one.
    pub second: u64,
    pub counts: Counts,
    /// Sessions that wait at the end of it.
    pub waiting: u64,
    /// Sessions at the desk at the end of it.
    pub open: u64,
    pub routing_p50: f64,
    pub routing_p99: f64,
    pub routing_p999: f64,
    pub routing_max: f64,
    pub uncorrected_p99: f64,
    pub transfer_p99: f64,
    /// By kind of role: the 99th percentile of the delay in mailboxes.
    pub mailbox_p99: [f64; 5],
    /// By kind of role: the most messages in a mailbox.
    pub depth_max: [u64; 5],
    pub generator_p99: f64,
    pub timer_p99: f64,
    /// How long the sessions had waited on average that operators took, in seconds of desk time.
    pub mean_wait: f64,
    /// What the program has in use, in bytes.
    pub memory: Option<u64>,
}

/// What came of a load.
#[derive(Debug)]
pub struct LoadReport {
    /// The plan that was loaded.
    pub plan: Arc<Plan>,
    pub rows: Vec<LoadRow>,
    pub outcome: LiveOutcome,
    /// The histograms of each second.
    pub log: IntervalLog,
    /// The figures of the desk in desk time; none if the load was cut short.
    pub sheets: Vec<Sheet>,
}

/// Why there is no report.
#[derive(Debug)]
pub enum LoadError {
    /// The load as it is asked for cannot be run.
    NotPossible(String),
    /// It takes more memory than there is.
    TooLarge { needed: u64, limit: u64 },
    /// An invariant did not hold.
    Violation(Box<Violation>),
    /// A thread could not be started, or ended by itself.
    Threads(String),
}

/// Milliseconds at a quantile of a histogram of nanoseconds.
pub(super) fn milliseconds(histogram: &Histogram<u64>, quantile: f64) -> f64 {
    histogram.value_at_quantile(quantile) as f64 / 1e6
}

/// Loads a desk. Each second is shown when all that happened in it is known.
///
/// # Errors
/// Why there is no report.
pub fn run_load(
    scenario: &Plan,
    options: &LoadOptions,
    on_row: &mut dyn FnMut(&LoadRow),
) -> Result<LoadReport, LoadError> {
    let plan = Arc::new(loaded_plan(scenario).map_err(LoadError::NotPossible)?);
    let needed = bytes_needed(&plan);
    if needed > options.memory.limit {
        return Err(LoadError::TooLarge { needed, limit: options.memory.limit });
    }
    let task = live_task(&plan, options);
    let mut rows = Vec::new();
    let mut log = IntervalLog::default();
    let outcome = run_live(&task, &mut |second| {
        let row = row(second, (options.memory.in_use)());
        on_row(&row);
        rows.push(row);
        let latencies = &second.tally.latencies;
        log.add("routing", second.second, &latencies.routing);
        log.add("routing-uncorrected", second.second, &latencies.routing_uncorrected);
        log.add("transfer", second.second, &latencies.transfer);
    });
    let mut outcome = outcome.map_err(|error| match error {
        LiveError::Violation(violation) => LoadError::Violation(violation),
        LiveError::Threads(what) => LoadError::Threads(what),
    })?;
    let sheets = match (outcome.end, outcome.metrics.take()) {
        (LiveEnd::Finished, Some(metrics)) => {
            let mut stats = ReplicationStats::new(&plan);
            stats.add(*metrics);
            stats.sheets(usize::MAX)
        }
        // A window that was not gone through has no levels.
        (LiveEnd::Finished | LiveEnd::Stopped | LiveEnd::OutOfMemory, _) => Vec::new(),
    };
    Ok(LoadReport { plan, rows, outcome, log, sheets })
}

/// What a load needs at the most: each second has a row and three lines of the log; sessions stay
/// until they are served or give up, so that, where a topic has no patience, all may be there at once.
fn bytes_needed(plan: &Plan) -> u64 {
    /// A row, and the histograms of a second once they are compressed.
    const SECOND_BYTES: u64 = 8_192;
    let seconds = plan.load.duration.unwrap_or_default().as_secs_f64();
    let horizon = plan.run.horizon.as_secs_f64();
    let open = sessions_by_flow(plan).into_iter().zip(&plan.flows).map(|(sessions, flow)| {
        let stays = flow.topics.shares().map(|(topic, share)| {
            let topic = &plan.topics[topic.index()];
            let patience =
                topic.patience.as_ref().map_or(f64::INFINITY, |patience| patience.mean() * 3.0);
            share * (patience / horizon).min(1.0)
        });
        sessions * stays.sum::<f64>()
    });
    let operators = plan.operators.len() as u64 * 4_096;
    let sessions = open.sum::<f64>() * crate::engine::live::SESSION_BYTES as f64;
    operators + sessions as u64 + seconds as u64 * SECOND_BYTES
}

fn live_task(plan: &Arc<Plan>, options: &LoadOptions) -> LiveTask {
    let load = &plan.load;
    LiveTask {
        plan: Arc::clone(plan),
        replication: 0,
        arbiters: load.arbiters as usize,
        placement: load.placement,
        speed: load.speed,
        mailbox_limit: load.mailbox,
        drain: wall(load.drain),
        disturbances: scheduled(plan),
        stop: Arc::clone(&options.stop),
        memory_limit: options.memory.limit,
    }
}

fn wall(length: Span) -> Duration {
    Duration::from_micros(length.0)
}

/// The disturbances of a load, with what they are about.
fn scheduled(plan: &Plan) -> Vec<ScheduledDisturbance> {
    let mut all = Vec::new();
    for one in &plan.load.disturbances {
        let (from, to) = (wall(one.at), wall(one.at + one.length));
        let mut add = |what| all.push(ScheduledDisturbance { what, from, to });
        match &one.what {
            DisturbanceKind::Disconnect { group, share } => {
                let everyone = || (0..plan.operators.len()).map(OperatorId::from).collect();
                let of_group =
                    |group: &crate::base::GroupId| plan.groups[group.index()].operators.clone();
                let mut operators: Vec<OperatorId> = group.as_ref().map_or_else(everyone, of_group);
                let count = (operators.len() as f64 * share).round() as usize;
                operators.truncate(count);
                add(Disturbance::Disconnect(operators));
            }
            DisturbanceKind::Stall { arbiter } => add(Disturbance::Stall(*arbiter as usize)),
            DisturbanceKind::Fail(role) => match role {
                FailingRole::LiveChat(id) => add(Disturbance::Fail(RoleKind::LiveChat, id.index())),
                FailingRole::Group(id) => add(Disturbance::Fail(RoleKind::Group, id.index())),
                FailingRole::OperatorsOf(id) => {
                    for operator in &plan.groups[id.index()].operators {
                        add(Disturbance::Fail(RoleKind::Operator, operator.index()));
                    }
                }
                FailingRole::LicensePool => add(Disturbance::Fail(RoleKind::LicensePool, 0)),
            },
            DisturbanceKind::Revoke { licenses } => add(Disturbance::Revoke(*licenses)),
            // It is in the arrivals already.
            DisturbanceKind::Outage { .. } => {}
            DisturbanceKind::SlowSupervisors { factor } => {
                add(Disturbance::SlowSupervisors(*factor));
            }
        }
    }
    all
}

fn row(second: &LiveSecond<'_>, memory: Option<u64>) -> LoadRow {
    let tally = second.tally;
    let routing = &tally.latencies.routing;
    let taken = tally.counts.accepted.max(1) as f64;
    LoadRow {
        second: second.second,
        counts: tally.counts,
        waiting: tally.waiting,
        open: tally.open,
        routing_p50: milliseconds(routing, 0.5),
        routing_p99: milliseconds(routing, 0.99),
        routing_p999: milliseconds(routing, 0.999),
        routing_max: milliseconds(routing, 1.0),
        uncorrected_p99: milliseconds(&tally.latencies.routing_uncorrected, 0.99),
        transfer_p99: milliseconds(&tally.latencies.transfer, 0.99),
        mailbox_p99: std::array::from_fn(|kind| milliseconds(&second.mailboxes[kind].delay, 0.99)),
        depth_max: std::array::from_fn(|kind| second.mailboxes[kind].depth.max()),
        generator_p99: milliseconds(second.generator_lateness, 0.99),
        timer_p99: milliseconds(second.timer_lateness, 0.99),
        mean_wait: tally.waited.as_secs_f64() / taken,
        memory,
    }
}

impl LoadReport {
    /// Sessions a second that were meant to come, in what was measured.
    pub fn offered_rate(&self) -> f64 {
        self.outcome.tally.counts.offered as f64 / self.outcome.measured_seconds.max(1e-9)
    }

    /// Sessions a second that the desk decided on, in what was measured.
    pub fn done_rate(&self) -> f64 {
        self.outcome.tally.counts.routed as f64 / self.outcome.measured_seconds.max(1e-9)
    }

    /// Whether the desk kept up with the sessions that were meant to come: but for one in a hundred,
    /// and those that are on their way at any moment.
    pub fn is_rate_held(&self) -> bool {
        let counts = &self.outcome.tally.counts;
        let spare = counts.offered / 100 + 20;
        counts.turned_away == 0 && counts.routed + spare >= counts.offered
    }
}
