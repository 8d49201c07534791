//! Runs the replications of a plan and folds them, in their order, into sheets.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use crate::engine::{self, End, Engine, Task};
use crate::metrics::{Book, BrokenLaw, SessionRow, Sheet};
use crate::plan::Plan;

/// How a plan is run; nothing here changes a result.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which host.
    pub engine: Engine,
    /// Replications at the same time, at least one.
    pub jobs: usize,
    /// Keep one row for each session.
    pub trace: bool,
    /// Set from outside to stop: what is finished stays.
    pub stop: Arc<AtomicBool>,
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Summary, intervals, live chats, groups, operators, supervisors, licenses, transfers.
    pub sheets: Vec<Sheet>,
    /// How many replications are in the sheets: all those before the first that did not finish.
    pub finished: u32,
    /// How many were asked for.
    pub asked: u32,
    /// Messages that roles were told, over all replications.
    pub events: u64,
    /// Sessions that came, over all replications.
    pub sessions_offered: u64,
    /// With `trace`: the rows of `sessions.csv`, replication after replication.
    pub sessions: Option<Vec<SessionRow>>,
}

/// Runs `plan`; `progress` hears how many replications are done.
///
/// # Errors
/// A law of the desk that was broken: a fault of this program, with the way to repeat it.
pub fn run(
    plan: &Plan,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, BrokenLaw> {
    let plan = Arc::new(plan.clone());
    let asked = plan.run.replications;
    let jobs = u32::try_from(options.jobs).unwrap_or(u32::MAX).clamp(1, asked);
    let queue = TaskQueue::new(asked, 2 * jobs);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (send, queue, plan) = (send.clone(), &queue, &plan);
            scope.spawn(move || {
                while let Some(replication) = queue.take(&options.stop) {
                    let task = Task {
                        plan: Arc::clone(plan),
                        replication,
                        trace: options.trace,
                        stop: Arc::clone(&options.stop),
                    };
                    let end = engine::replicate(options.engine, &task);
                    if send.send((replication, end)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let outcome = fold(&plan, options, &receive, &queue, progress);
        queue.close();
        outcome
    })
}

/// Takes what the workers bring and folds it in the replications' order.
fn fold(
    plan: &Arc<Plan>,
    options: &Options,
    receive: &mpsc::Receiver<(u32, End)>,
    queue: &TaskQueue,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, BrokenLaw> {
    let mut book = Book::new(plan);
    let mut early = BTreeMap::new();
    let (mut events, mut offered) = (0, 0);
    let mut sessions = options.trace.then(Vec::new);
    for (replication, end) in receive {
        early.insert(replication, end);
        while let Some(end) = early.remove(&book.replications()) {
            match end {
                End::Finished(finished) => {
                    events += finished.events;
                    offered += finished.sessions;
                    let rows = book.add(finished.metrics);
                    if let Some(sessions) = &mut sessions {
                        sessions.extend(rows);
                    }
                    queue.folded();
                    progress(book.replications());
                }
                End::Stopped => options.stop.store(true, Ordering::Relaxed),
                End::Broken(law) => {
                    queue.close();
                    let replication = book.replications();
                    return Err(BrokenLaw { replication, seed: plan.run.seed, law });
                }
            }
        }
    }
    Ok(Outcome {
        sheets: book.sheets(),
        finished: book.replications(),
        asked: plan.run.replications,
        events,
        sessions_offered: offered,
        sessions,
    })
}

/// Hands out replications, but none too far ahead of what is folded: memory stays bounded.
struct TaskQueue {
    state: Mutex<State>,
    moved: Condvar,
    asked: u32,
    ahead: u32,
}

struct State {
    next: u32,
    folded: u32,
    closed: bool,
}

impl TaskQueue {
    fn new(asked: u32, ahead: u32) -> Self {
        let state = State { next: 0, folded: 0, closed: false };
        Self { state: Mutex::new(state), moved: Condvar::new(), asked, ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, stop: &AtomicBool) -> Option<u32> {
        let mut state = self.lock();
        loop {
            if state.closed || state.next >= self.asked || stop.load(Ordering::Relaxed) {
                return None;
            }
            if state.next < state.folded.saturating_add(self.ahead) {
                state.next += 1;
                return Some(state.next - 1);
            }
            // Woken at the latest after a moment: the stop flag rings no bell.
            let moment = std::time::Duration::from_millis(50);
            let woken = self.moved.wait_timeout(state, moment);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn folded(&self) {
        self.lock().folded += 1;
        self.moved.notify_all();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.moved.notify_all();
    }
}
