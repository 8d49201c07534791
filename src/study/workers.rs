//! Runs replications on threads of their own and brings what came of them in their order.
//!
//! The thread that waits for them never waits for long: once it is asked to stop it gives the workers
//! a moment to notice, and then leaves without them. So a run ends when it is asked to, whatever a
//! replication is doing.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::memory::fixed_bytes;
use super::{MemoryBudget, Options, RunError};
use crate::base::Time;
use crate::engine::{self, Engine, ReplicationOutcome, ReplicationTask};
use crate::metrics::{InvariantViolation, SessionTrace, TrackedFigure, Violation};
use crate::plan::Plan;

/// Which replications are run.
#[derive(Clone, Debug)]
pub struct WorkOrder {
    pub plan: Arc<Plan>,
    /// The number of the first.
    pub first_replication: u32,
    /// How many are asked for at first.
    pub requested: u32,
    /// How many there may be in the end.
    pub max_replications: u32,
    /// Whether there is a row for each session, and where it goes.
    pub trace: SessionTrace,
    /// Single figures of which each replication's own values are wanted.
    pub tracked: Arc<[TrackedFigure]>,
}

/// One replication of one plan.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Which plan, its warm-up settled.
    pub plan: Arc<Plan>,
    /// Its number.
    pub replication: u32,
    /// Single figures of which its own values are wanted.
    pub tracked: Arc<[TrackedFigure]>,
}

/// Replications by their places in the order of work: of one plan or of many.
pub trait UnitList: fmt::Debug + Send + Sync {
    /// What is to be run at a place.
    ///
    /// # Errors
    /// Why its plan cannot be had.
    fn unit(&self, place: u32) -> Result<Unit, String>;
}

impl UnitList for WorkOrder {
    fn unit(&self, place: u32) -> Result<Unit, String> {
        Ok(Unit {
            plan: Arc::clone(&self.plan),
            replication: self.first_replication + place,
            tracked: Arc::clone(&self.tracked),
        })
    }
}

/// The threads that run replications.
#[derive(Debug)]
pub struct Workers {
    units: Arc<dyn UnitList>,
    queue: Arc<TaskQueue>,
    receive: Receiver<Report>,
    /// Makes the workers give up.
    give_up: Arc<AtomicBool>,
    /// What came before its turn.
    early: BTreeMap<u32, ReplicationOutcome>,
    /// Whose turn it is.
    next: u32,
    memory: MemoryBudget,
}

/// What a worker reports.
#[derive(Debug)]
enum Report {
    Replication(u32, ReplicationOutcome),
    Failed(String),
}

/// More than a thread takes at its start, and what is needed to say that there is no room for it.
const ROOM_FOR_A_THREAD: usize = 8 << 20;

/// Where memory is so short that a thread just fits, what follows would end the program without a word:
/// so it is refused before.
fn ensure_room() -> io::Result<()> {
    let mut room: Vec<u8> = Vec::new();
    let found = room.try_reserve_exact(ROOM_FOR_A_THREAD);
    std::hint::black_box(&room);
    found.map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))
}

/// A plan that does not fit is refused before anything is simulated.
fn ensure_fit(plan: &Plan, jobs: u32, memory: &MemoryBudget) -> Result<(), RunError> {
    let (shared, replication) = fixed_bytes(plan);
    let limit = memory.limit / u64::from(memory.runs.max(1));
    let all = shared.saturating_add(replication.saturating_mul(u64::from(jobs)));
    let too_large = RunError::PlanTooLarge { shared, replication, jobs, limit };
    if all > limit { Err(too_large) } else { Ok(()) }
}

fn spawn_thread(number: u32, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    thread::Builder::new().name(format!("replications-{number}")).spawn(work).map(drop)
}

/// How long the thread that waits does so before it looks around.
const MOMENT: Duration = Duration::from_millis(20);
/// So many moments the workers have to notice that they are to stop.
const MOMENTS_TO_STOP: u32 = 20;

impl Workers {
    /// Starts as many threads as the options say, and no more than there are replications.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub fn start(order: WorkOrder, options: &Options) -> Result<Self, RunError> {
        Self::start_by(order, options, spawn_thread)
    }

    /// The same with a way to start a thread.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub fn start_by(
        order: WorkOrder,
        options: &Options,
        spawn: impl Fn(u32, Box<dyn FnOnce() + Send>) -> io::Result<()>,
    ) -> Result<Self, RunError> {
        let size = WorkSize {
            requested: order.requested,
            most: order.max_replications,
            trace: order.trace.clone(),
        };
        ensure_fit(&order.plan, size.jobs(options), &options.memory)?;
        Self::start_units_by(Arc::new(order), size, options, spawn)
    }

    /// Starts threads for a fixed number of replications of any plans.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub fn start_units(
        units: Arc<dyn UnitList>,
        number: u32,
        options: &Options,
    ) -> Result<Self, RunError> {
        let size = WorkSize { requested: number, most: number, trace: SessionTrace::Off };
        Self::start_units_by(units, size, options, spawn_thread)
    }

    fn start_units_by(
        units: Arc<dyn UnitList>,
        size: WorkSize,
        options: &Options,
        spawn: impl Fn(u32, Box<dyn FnOnce() + Send>) -> io::Result<()>,
    ) -> Result<Self, RunError> {
        let jobs = size.jobs(options);
        let queue = Arc::new(TaskQueue::new(size.requested, 2 * jobs));
        let give_up = Arc::new(AtomicBool::new(false));
        let (send, receive) = mpsc::channel();
        for number in 0..jobs {
            let worker = Worker {
                engine: options.engine,
                units: Arc::clone(&units),
                trace: size.trace.clone(),
                memory_limit: options.memory.for_replication(jobs),
                queue: Arc::clone(&queue),
                give_up: Arc::clone(&give_up),
                send: send.clone(),
            };
            let started =
                ensure_room().and_then(|()| spawn(number, Box::new(move || worker.work())));
            if let Err(error) = started {
                give_up.store(true, Ordering::Relaxed);
                queue.close();
                return Err(RunError::Worker(format!(
                    "thread {} of {jobs} for replications cannot be started: {error}; --jobs says \
                     how many there are",
                    number + 1
                )));
            }
        }
        // Not before all threads have started: a replication may take what another thread needs.
        queue.open();
        let (early, next, memory) = (BTreeMap::new(), 0, options.memory);
        Ok(Self { units, queue, receive, give_up, early, next, memory })
    }

    /// What came of the next replication in order, with its number; `None`: there are no more, or
    /// `stop` was set. `idle` is called every now and then.
    ///
    /// # Errors
    /// The replication came to no good end, or the program to a bound.
    pub fn next(
        &mut self,
        stop: &AtomicBool,
        idle: &dyn Fn(),
    ) -> Result<Option<engine::FinishedReplication>, RunError> {
        let mut moments_left = MOMENTS_TO_STOP;
        // Where replications are quick there is hardly ever a moment to wait.
        if self.next.is_multiple_of(256) {
            self.memory.check()?;
        }
        loop {
            if let Some(outcome) = self.early.remove(&self.next) {
                let place = self.next;
                self.next += 1;
                return self.judge(place, outcome);
            }
            if stop.load(Ordering::Relaxed) {
                self.give_up.store(true, Ordering::Relaxed);
                self.queue.close();
            }
            match self.receive.recv_timeout(MOMENT) {
                Ok(Report::Replication(place, outcome)) => {
                    self.early.insert(place, outcome);
                }
                Ok(Report::Failed(reason)) => {
                    return Err(RunError::Worker(format!("a thread failed: {reason}")));
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    idle();
                    self.memory.check()?;
                    if self.give_up.load(Ordering::Relaxed) {
                        moments_left -= 1;
                        if moments_left == 0 {
                            return Ok(None);
                        }
                    }
                }
            }
        }
    }

    fn judge(
        &self,
        place: u32,
        outcome: ReplicationOutcome,
    ) -> Result<Option<engine::FinishedReplication>, RunError> {
        let failed = || self.units.unit(place).map_err(RunError::Worker);
        match outcome {
            ReplicationOutcome::Finished(finished) => Ok(Some(*finished)),
            ReplicationOutcome::Stopped => Ok(None),
            ReplicationOutcome::BoundReached(bound) => {
                Err(RunError::BoundReached { replication: failed()?.replication, bound })
            }
            ReplicationOutcome::Failed(violation) => {
                let Unit { plan, replication, .. } = failed()?;
                let seed = plan.run.seed;
                Err(RunError::Violation(InvariantViolation { replication, seed, violation }))
            }
        }
    }

    /// What came of the last replication is done with; so many are asked for now.
    pub fn mark_folded(&self, requested: u32) {
        self.queue.mark_folded(requested);
    }

    /// No more are asked for.
    pub fn close(&self) {
        self.queue.close();
    }
}

/// Replications that no caller waits for any more are given up.
impl Drop for Workers {
    fn drop(&mut self) {
        self.give_up.store(true, Ordering::Relaxed);
        self.queue.close();
    }
}

/// How many replications are asked for at first, how many there may be in the end, and whether a row for
/// each session is kept.
struct WorkSize {
    requested: u32,
    most: u32,
    trace: SessionTrace,
}

impl WorkSize {
    /// How many replications run at the same time.
    fn jobs(&self, options: &Options) -> u32 {
        u32::try_from(options.jobs).unwrap_or(u32::MAX).clamp(1, self.most.max(1))
    }
}

/// What one thread works with.
struct Worker {
    engine: Engine,
    units: Arc<dyn UnitList>,
    /// Keep a row for each session.
    trace: SessionTrace,
    memory_limit: u64,
    queue: Arc<TaskQueue>,
    give_up: Arc<AtomicBool>,
    send: Sender<Report>,
}

impl Worker {
    fn work(self) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| self.run_replications())) {
            let violation = engine::violation_of_panic(Time::ZERO, payload.as_ref());
            // The other end is gone where the run is over.
            let _ = self.send.send(Report::Failed(violation.invariant));
        }
    }

    fn run_replications(&self) {
        while let Some(place) = self.queue.take(&self.give_up) {
            let Unit { plan, replication, tracked } = match self.units.unit(place) {
                Ok(unit) => unit,
                Err(reason) => {
                    let _ = self.send.send(Report::Failed(reason));
                    return;
                }
            };
            let task = ReplicationTask {
                plan,
                replication,
                trace: self.trace.clone(),
                stop: Arc::clone(&self.give_up),
                memory_limit: self.memory_limit,
                evidence_sessions: None,
                tracked,
            };
            let outcome = run_task(self.engine, &task);
            if self.send.send(Report::Replication(place, outcome)).is_err() {
                return;
            }
        }
    }
}

/// Runs a replication. One that breaks an invariant, or fails, is run again in the loop, and what
/// led there is recorded.
fn run_task(engine: Engine, task: &ReplicationTask) -> ReplicationOutcome {
    match catch_panic(|| engine::replicate(engine, task)) {
        ReplicationOutcome::Failed(violation) => {
            let again = ReplicationTask {
                evidence_sessions: Some(violation.sessions.clone()),
                ..task.clone()
            };
            let facts = match catch_panic(|| engine::replicate(Engine::Inline, &again)) {
                ReplicationOutcome::Failed(again) => again.facts,
                // It is the host that is at fault.
                ReplicationOutcome::Finished(_)
                | ReplicationOutcome::Stopped
                | ReplicationOutcome::BoundReached(_) => Vec::new(),
            };
            ReplicationOutcome::Failed(Violation { facts, ..violation })
        }
        end => end,
    }
}

/// A replication that fails is reported like one that breaks an invariant: with its number, so that it
/// can be repeated alone.
fn catch_panic(replicate: impl FnOnce() -> ReplicationOutcome) -> ReplicationOutcome {
    catch_unwind(AssertUnwindSafe(replicate)).unwrap_or_else(|payload| {
        ReplicationOutcome::Failed(engine::violation_of_panic(Time::ZERO, payload.as_ref()))
    })
}

/// Hands out replications, but none too far ahead of what is folded: memory stays bounded.
#[derive(Debug)]
struct TaskQueue {
    state: Mutex<TaskQueueState>,
    changed: Condvar,
    max_ahead: u32,
}

#[derive(Debug)]
struct TaskQueueState {
    next: u32,
    folded: u32,
    /// No more than these are asked for so far. Whether that is all is said by `closed`.
    requested: u32,
    /// Not before all threads have started.
    opened: bool,
    closed: bool,
}

impl TaskQueue {
    fn new(requested: u32, max_ahead: u32) -> Self {
        let state = TaskQueueState { next: 0, folded: 0, requested, opened: false, closed: false };
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
            let most = state.requested.min(state.folded.saturating_add(self.max_ahead));
            if state.opened && state.next < most {
                state.next += 1;
                return Some(state.next - 1);
            }
            // Woken at the latest after a moment: the stop flag rings no bell.
            let woken = self.changed.wait_timeout(state, Duration::from_millis(50));
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn open(&self) {
        self.lock().opened = true;
        self.changed.notify_all();
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
