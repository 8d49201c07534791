//! Runs the replications of a plan and folds them, in their order, into sheets: as many as are
//! stated, or as many as its precision takes.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use super::options::Options;
use super::outcome::{Findings, Outcome};
use super::precision::{AchievedPrecision, next_look};
use super::warm_up::{self, FoundWarmUp};
use crate::base::Time;
use crate::engine::{self, Engine, ReplicationOutcome, ReplicationTask};
use crate::metrics::{InvariantViolation, ReplicationStats, Violation};
use crate::plan::{Plan, WarmUp};

/// Runs `plan`; `progress` is called after each replication with the number of those that are done.
///
/// # Errors
/// An invariant did not hold: a fault of this program, with what it takes to repeat it.
pub fn run(
    plan: &Plan,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, InvariantViolation> {
    let (plan, warm_up) = with_warm_up(plan, options)?;
    let first_look = match &plan.run.statistics.precision {
        Some(aim) => next_look(plan.run.replications, aim.max_replications, 0),
        None => plan.run.replications,
    };
    run_schedule(
        &ReplicationSchedule { plan, first_replication: 0, first_look, warm_up },
        options,
        progress,
    )
}

/// Runs one replication of `plan` alone: the same as it is among all the others.
///
/// # Errors
/// An invariant did not hold.
pub fn run_replication(
    plan: &Plan,
    options: &Options,
    first_replication: u32,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, InvariantViolation> {
    let (plan, warm_up) = with_warm_up(plan, options)?;
    let plan = Plan::clone(&plan).with_run(|run| run.statistics.precision = None);
    let schedule =
        ReplicationSchedule { plan: Arc::new(plan), first_replication, first_look: 1, warm_up };
    run_schedule(&schedule, options, progress)
}

/// The plan with the warm-up that a pilot finds, if the scenario leaves it to one.
fn with_warm_up(
    plan: &Plan,
    options: &Options,
) -> Result<(Arc<Plan>, Option<FoundWarmUp>), InvariantViolation> {
    let found = match plan.run.statistics.warm_up {
        WarmUp::Fixed => None,
        WarmUp::Mser5 => warm_up::find_warm_up(plan, options)?,
    };
    let plan = plan.clone().with_run(|run| {
        run.warm_up = found.map_or(run.warm_up, |found| found.warm_up);
    });
    Ok((Arc::new(plan), found))
}

/// Which replications are run.
struct ReplicationSchedule {
    plan: Arc<Plan>,
    /// The number of the first.
    first_replication: u32,
    /// After so many it is decided whether that is enough.
    first_look: u32,
    warm_up: Option<FoundWarmUp>,
}

impl ReplicationSchedule {
    /// How many replications it takes, having `done` so many; `None`: no more.
    fn next_target(&self, stats: &ReplicationStats, done: u32) -> Option<u32> {
        let aim = self.plan.run.statistics.precision.as_ref()?;
        let enough = done >= aim.max_replications
            || AchievedPrecision::new(aim, &self.plan, stats).is_reached;
        (!enough).then(|| next_look(self.plan.run.replications, aim.max_replications, done))
    }
}

fn run_schedule(
    schedule: &ReplicationSchedule,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, InvariantViolation> {
    let precision = schedule.plan.run.statistics.precision.as_ref();
    let max_replications = precision.map_or(schedule.first_look, |aim| aim.max_replications);
    let jobs = u32::try_from(options.jobs).unwrap_or(u32::MAX).clamp(1, max_replications);
    let queue = TaskQueue::new(schedule.first_look, 2 * jobs);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                // A worker that ends closes the queue, so that the others do not wait for it.
                let _closing = CloseOnDrop(queue);
                while let Some(place) = queue.take(&options.stop) {
                    let task = ReplicationTask {
                        plan: Arc::clone(&schedule.plan),
                        replication: schedule.first_replication + place,
                        trace: options.trace,
                        stop: Arc::clone(&options.stop),
                        evidence_sessions: None,
                    };
                    let end = run_task(options.engine, &task);
                    if send.send((place, end)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let outcome = fold_in_order(schedule, options, &receive, &queue, progress);
        queue.close();
        outcome
    })
}

/// Takes what the workers bring and folds it in the replications' order. Whether there are enough is
/// decided here, at places that are fixed beforehand.
fn fold_in_order(
    schedule: &ReplicationSchedule,
    options: &Options,
    receive: &mpsc::Receiver<(u32, ReplicationOutcome)>,
    queue: &TaskQueue,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, InvariantViolation> {
    let plan = &schedule.plan;
    let mut stats = ReplicationStats::starting_at(plan, schedule.first_replication);
    let mut requested = schedule.first_look;
    let mut waiting = BTreeMap::new();
    let (mut events, mut offered) = (0, 0);
    let mut sessions = options.trace.then(Vec::new);
    for (place, end) in receive {
        waiting.insert(place, end);
        while let Some(end) = waiting.remove(&stats.replications()) {
            match end {
                ReplicationOutcome::Finished(finished) => {
                    events += finished.events;
                    offered += finished.sessions;
                    let rows = stats.add(finished.metrics);
                    if let Some(sessions) = &mut sessions {
                        sessions.extend(rows);
                    }
                    if stats.replications() == requested {
                        match schedule.next_target(&stats, requested) {
                            Some(more) => requested = more,
                            None => queue.close(),
                        }
                    }
                    queue.mark_folded(requested);
                    progress(stats.replications());
                }
                ReplicationOutcome::Stopped => options.stop.store(true, Ordering::Relaxed),
                ReplicationOutcome::Failed(violation) => {
                    queue.close();
                    let replication = schedule.first_replication + stats.replications();
                    return Err(InvariantViolation { replication, seed: plan.run.seed, violation });
                }
            }
        }
    }
    let aim = plan.run.statistics.precision.as_ref();
    Ok(Outcome {
        sheets: stats.sheets(),
        finished: stats.replications(),
        requested,
        events,
        sessions_offered: offered,
        sessions,
        findings: Findings {
            warm_up: schedule.warm_up,
            precision: aim.map(|aim| AchievedPrecision::new(aim, plan, &stats)),
            batches: stats.batch_check(),
        },
    })
}

/// Runs a replication. One with a violation is run again in the loop, with a flight recorder.
pub(super) fn run_task(engine: Engine, task: &ReplicationTask) -> ReplicationOutcome {
    match catch_panic(|| engine::replicate(engine, task)) {
        ReplicationOutcome::Failed(violation) => {
            let again = ReplicationTask {
                evidence_sessions: Some(violation.sessions.clone()),
                ..task.clone()
            };
            let facts = match catch_panic(|| engine::replicate(Engine::Inline, &again)) {
                ReplicationOutcome::Failed(again) => again.facts,
                // It is the host that is at fault.
                ReplicationOutcome::Finished(_) | ReplicationOutcome::Stopped => Vec::new(),
            };
            ReplicationOutcome::Failed(Violation { facts, ..violation })
        }
        end => end,
    }
}

/// A replication that panics is reported like a violation: with its number, so that it can be
/// repeated alone.
fn catch_panic(replicate: impl FnOnce() -> ReplicationOutcome) -> ReplicationOutcome {
    catch_unwind(AssertUnwindSafe(replicate)).unwrap_or_else(|payload| {
        ReplicationOutcome::Failed(engine::violation_of_panic(Time::ZERO, payload.as_ref()))
    })
}

/// Closes the queue when a worker ends, for whatever reason: the others have no more to do then, or
/// would wait in vain for what a worker that failed was to bring.
struct CloseOnDrop<'a>(&'a TaskQueue);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Hands out replications, but none too far ahead of what is folded: memory stays bounded.
struct TaskQueue {
    state: Mutex<TaskQueueState>,
    changed: Condvar,
    max_ahead: u32,
}

struct TaskQueueState {
    next: u32,
    folded: u32,
    /// No more than these are asked for so far. Whether that is all is said by `closed`.
    requested: u32,
    closed: bool,
}

impl TaskQueue {
    fn new(requested: u32, max_ahead: u32) -> Self {
        let state = TaskQueueState { next: 0, folded: 0, requested, closed: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), max_ahead }
    }

    fn lock(&self) -> MutexGuard<'_, TaskQueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, stop: &AtomicBool) -> Option<u32> {
        let mut state = self.lock();
        loop {
            if state.closed || stop.load(Ordering::Relaxed) {
                return None;
            }
            if state.next < state.requested.min(state.folded.saturating_add(self.max_ahead)) {
                state.next += 1;
                return Some(state.next - 1);
            }
            // Woken at the latest after a moment: the stop flag rings no bell.
            let moment = std::time::Duration::from_millis(50);
            let woken = self.changed.wait_timeout(state, moment);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn mark_folded(&self, requested: u32) {
        let mut state = self.lock();
        state.folded += 1;
        state.requested = requested;
        drop(state);
        self.changed.notify_all();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}
