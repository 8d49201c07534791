//! Runs the replications of a plan and folds them, in their order, into sheets: as many as are
//! stated, or as many as its precision takes.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use super::precision::{Reached, next_look};
use super::warm_up::{self, FoundWarmUp};
use crate::base::Time;
use crate::engine::{self, End, Engine, Task};
use crate::metrics::{BatchCheck, Book, Breach, BrokenLaw, SessionRow, Sheet};
use crate::plan::{Plan, WarmUp};

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
    /// How many were asked for: with a precision, as many as it had been found to take.
    pub asked: u32,
    /// Messages that roles were told, over all replications.
    pub events: u64,
    /// Sessions that came, over all replications.
    pub sessions_offered: u64,
    /// With `trace`: the rows of `sessions.csv`, replication after replication.
    pub sessions: Option<Vec<SessionRow>>,
    /// What the run found out about itself.
    pub findings: Findings,
}

/// What a run found out about its length and its intervals, where it was asked to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// The warm-up that a pilot found.
    pub warm_up: Option<FoundWarmUp>,
    /// How precise the chosen figure is.
    pub precision: Option<Reached>,
    /// Whether the batches of one long run tell as much as replications.
    pub batches: Option<BatchCheck>,
}

impl Findings {
    /// Nothing that was asked for is in doubt.
    pub fn sound(&self) -> bool {
        self.warm_up.is_none_or(|found| !found.too_short)
            && self.precision.as_ref().is_none_or(|figure| figure.reached)
            && self.batches.is_none_or(|batches| !batches.correlated())
    }
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
    let (plan, warm_up) = warmed_up(plan, options)?;
    let first_look = match &plan.run.statistics.precision {
        Some(aim) => next_look(plan.run.replications, aim.most, 0),
        None => plan.run.replications,
    };
    carry_out(&Course { plan, first: 0, first_look, warm_up }, options, progress)
}

/// Runs one replication of `plan` alone, the very same as among all the others.
///
/// # Errors
/// A law of the desk that was broken.
pub fn replay(
    plan: &Plan,
    options: &Options,
    replication: u32,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, BrokenLaw> {
    let (plan, warm_up) = warmed_up(plan, options)?;
    let plan = Plan::clone(&plan).with_run(|run| run.statistics.precision = None);
    let course = Course { plan: Arc::new(plan), first: replication, first_look: 1, warm_up };
    carry_out(&course, options, progress)
}

/// The plan with the warm-up that a pilot finds, if one is to find it.
fn warmed_up(
    plan: &Plan,
    options: &Options,
) -> Result<(Arc<Plan>, Option<FoundWarmUp>), BrokenLaw> {
    let found = match plan.run.statistics.warm_up {
        WarmUp::Stated => None,
        WarmUp::Mser5 => warm_up::find(plan, options)?,
    };
    let plan = plan.clone().with_run(|run| {
        run.warm_up = found.map_or(run.warm_up, |found| found.warm_up);
    });
    Ok((Arc::new(plan), found))
}

/// Which replications are run.
struct Course {
    plan: Arc<Plan>,
    /// The number of the first.
    first: u32,
    /// After so many it is decided whether that is enough.
    first_look: u32,
    warm_up: Option<FoundWarmUp>,
}

impl Course {
    /// How many replications it takes, having `done` so many; `None`: no more.
    fn goes_on(&self, book: &Book, done: u32) -> Option<u32> {
        let aim = self.plan.run.statistics.precision.as_ref()?;
        let enough = done >= aim.most || Reached::new(aim, &self.plan, book).reached;
        (!enough).then(|| next_look(self.plan.run.replications, aim.most, done))
    }
}

fn carry_out(
    course: &Course,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, BrokenLaw> {
    let precision = course.plan.run.statistics.precision.as_ref();
    let most = precision.map_or(course.first_look, |aim| aim.most);
    let jobs = u32::try_from(options.jobs).unwrap_or(u32::MAX).clamp(1, most);
    let queue = TaskQueue::new(course.first_look, 2 * jobs);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                // Nobody waits for a worker that is gone.
                let _closing = Closing(queue);
                while let Some(place) = queue.take(&options.stop) {
                    let task = Task {
                        plan: Arc::clone(&course.plan),
                        replication: course.first + place,
                        trace: options.trace,
                        stop: Arc::clone(&options.stop),
                        witness: None,
                    };
                    let end = played(options.engine, &task);
                    if send.send((place, end)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let outcome = fold(course, options, &receive, &queue, progress);
        queue.close();
        outcome
    })
}

/// Takes what the workers bring and folds it in the replications' order. Whether there are enough is
/// decided here, at places that are fixed beforehand.
fn fold(
    course: &Course,
    options: &Options,
    receive: &mpsc::Receiver<(u32, End)>,
    queue: &TaskQueue,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, BrokenLaw> {
    let plan = &course.plan;
    let mut book = Book::beginning_with(plan, course.first);
    let mut asked = course.first_look;
    let mut early = BTreeMap::new();
    let (mut events, mut offered) = (0, 0);
    let mut sessions = options.trace.then(Vec::new);
    for (place, end) in receive {
        early.insert(place, end);
        while let Some(end) = early.remove(&book.replications()) {
            match end {
                End::Finished(finished) => {
                    events += finished.events;
                    offered += finished.sessions;
                    let rows = book.add(finished.metrics);
                    if let Some(sessions) = &mut sessions {
                        sessions.extend(rows);
                    }
                    if book.replications() == asked {
                        match course.goes_on(&book, asked) {
                            Some(more) => asked = more,
                            None => queue.close(),
                        }
                    }
                    queue.folded(asked);
                    progress(book.replications());
                }
                End::Stopped => options.stop.store(true, Ordering::Relaxed),
                End::Broken(breach) => {
                    queue.close();
                    let replication = course.first + book.replications();
                    return Err(BrokenLaw { replication, seed: plan.run.seed, breach });
                }
            }
        }
    }
    let aim = plan.run.statistics.precision.as_ref();
    Ok(Outcome {
        sheets: book.sheets(),
        finished: book.replications(),
        asked,
        events,
        sessions_offered: offered,
        sessions,
        findings: Findings {
            warm_up: course.warm_up,
            precision: aim.map(|aim| Reached::new(aim, plan, &book)),
            batches: book.batch_check(),
        },
    })
}

/// Runs a replication. One that breaks a law, or fails, is run again in the loop with a witness.
pub(super) fn played(engine: Engine, task: &Task) -> End {
    match guarded(|| engine::replicate(engine, task)) {
        End::Broken(breach) => {
            let again = Task { witness: Some(breach.sessions.clone()), ..task.clone() };
            let facts = match guarded(|| engine::replicate(Engine::Inline, &again)) {
                End::Broken(again) => again.facts,
                // It is the host that is at fault.
                End::Finished(_) | End::Stopped => Vec::new(),
            };
            End::Broken(Breach { facts, ..breach })
        }
        end => end,
    }
}

/// A replication that fails is told like one that breaks a law: with its number, so that it can be
/// repeated alone.
fn guarded(replicate: impl FnOnce() -> End) -> End {
    catch_unwind(AssertUnwindSafe(replicate))
        .unwrap_or_else(|payload| End::Broken(engine::failure(Time::ZERO, payload.as_ref())))
}

/// Closes the queue when a worker ends, for whatever reason: the others have no more to do then, or
/// would wait in vain for what a worker that failed was to bring.
struct Closing<'a>(&'a TaskQueue);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Hands out replications, but none too far ahead of what is folded: memory stays bounded.
struct TaskQueue {
    state: Mutex<State>,
    moved: Condvar,
    ahead: u32,
}

struct State {
    next: u32,
    folded: u32,
    /// No more than these are asked for so far. Whether that is all is said by `closed`.
    asked: u32,
    closed: bool,
}

impl TaskQueue {
    fn new(asked: u32, ahead: u32) -> Self {
        let state = State { next: 0, folded: 0, asked, closed: false };
        Self { state: Mutex::new(state), moved: Condvar::new(), ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, stop: &AtomicBool) -> Option<u32> {
        let mut state = self.lock();
        loop {
            if state.closed || stop.load(Ordering::Relaxed) {
                return None;
            }
            if state.next < state.asked.min(state.folded.saturating_add(self.ahead)) {
                state.next += 1;
                return Some(state.next - 1);
            }
            // Woken at the latest after a moment: the stop flag rings no bell.
            let moment = std::time::Duration::from_millis(50);
            let woken = self.moved.wait_timeout(state, moment);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn folded(&self, asked: u32) {
        let mut state = self.lock();
        state.folded += 1;
        state.asked = asked;
        drop(state);
        self.moved.notify_all();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replication_that_fails_is_told_like_a_broken_law() {
        let place = 7;
        match guarded(|| panic!("place {place} is out of bounds")) {
            End::Broken(breach) => {
                assert_eq!(breach.law, "the program failed: place 7 is out of bounds");
            }
            other => panic!("{other:?}"),
        }
    }
}
