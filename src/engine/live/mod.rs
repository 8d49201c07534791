//! The host of the wall clock: the same roles as actix actors on several arbiters, many messages under
//! way at once.
//!
//! ```text
//!  generator ──▸ live chats, groups, operators: arbiter 0 ──▸ ┐
//!  (a thread)──▸ live chats, groups, operators: arbiter 1 ──▸ ├─ ledger (the thread that waits)
//!       ▲        each: actors, one host, one structure of     │
//!       │        timers, one sleep                            │
//!       └───────────── sessions that ended ◂──────────────────┘
//! ```
//!
//! Peers write to each other directly: a message goes into the mailbox of its role as soon as it is
//! sent, whatever else is under way. A mailbox of actix has no bound that holds, so each role has a
//! counter of its own: what does not fit into that of a live chat is turned away by the generator and
//! counted, and what roles send each other is never refused, because a session may be in it.
//!
//! # What holds
//! Whatever a role owns it alone decides on, here as in virtual time: a session is a box that is in
//! one place, a slot is its operator's, a license the pool's, a ticket its queue's. So sessions are
//! conserved, and limits, licenses, rights and the states of sessions hold exactly; the [`ledger`]
//! judges them while the load goes on. A mailbox keeps the order in which messages were put into it, so
//! cause goes before effect everywhere. What a role believes of another is as old as the message that
//! said it: a queue may assign to a slot that was taken meanwhile, and gets the session back, with the
//! number of slots that are taken; a session may wait for a moment while an operator is free. Both are
//! counted.

mod arbiters;
mod batch;
mod clock;
mod disturbance;
mod driver;
mod generator;
mod host;
mod ledger;
mod placement;
mod tally;
mod timers;
mod way;

pub use batch::{MailboxSample, RoleKind};
pub use disturbance::{Disturbance, ScheduledDisturbance};
pub use placement::RolePlaces;
pub use tally::{Counts, Latencies, LoadTally, SecondTally};
#[doc(hidden)] // For its tests.
pub use timers::LiveTimers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use hdrhistogram::Histogram;

use arbiters::{ArbiterSetup, Arbiters};
use batch::Batch;
use clock::{NANOS_PER_SECOND, Nanos, WallClock};
use disturbance::Disturber;
use generator::{Generator, GeneratorOrders};
use host::{Mark, Shared};
use ledger::{FoldedLoad, Ledger};

use super::session_source::SessionSource;
use crate::base::Time;
use crate::desk::Desk;
use crate::metrics::{Metrics, Violation};
use crate::plan::{Placement, Plan};

/// What a session takes that is at the desk: its box, its places in queues, timers and metrics, and its
/// share of what is in mailboxes.
pub const SESSION_BYTES: u64 = 1_200;

/// The most arbiters.
pub const MAX_ARBITERS: usize = 64;

/// A load to be run.
#[derive(Clone, Debug)]
pub struct LiveTask {
    /// The scenario: its horizon is the length of the load in desk time, its warm-up the settling.
    pub plan: Arc<Plan>,
    /// With the seed, the root of its randomness.
    pub replication: u32,
    /// Threads that run roles.
    pub arbiters: usize,
    pub placement: Placement,
    /// Seconds of desk time that pass in a second.
    pub speed: f64,
    /// So many messages may wait in the mailbox of a live chat; what comes then is turned away.
    pub mailbox_limit: u32,
    /// How long sessions that are at the desk at the end may take to leave it.
    pub drain: Duration,
    pub disturbances: Vec<ScheduledDisturbance>,
    /// Set from outside to end the load.
    pub stop: Arc<AtomicBool>,
    /// How many bytes may be held for sessions and facts.
    pub memory_limit: u64,
}

/// One second of a load, as it is shown.
#[derive(Debug)]
pub struct LiveSecond<'a> {
    /// Which one, from one.
    pub second: u64,
    pub tally: &'a SecondTally,
    /// By kind of role, in the order of [`RoleKind::ALL`].
    pub mailboxes: &'a [MailboxSample; 5],
    /// How much later than intended sessions were sent, in nanoseconds.
    pub generator_lateness: &'a Histogram<u64>,
    /// How much later than due timers were sent, in nanoseconds.
    pub timer_lateness: &'a Histogram<u64>,
}

/// Why a load ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveEnd {
    /// Its time was over.
    Finished,
    /// It was stopped from outside.
    Stopped,
    /// What is held takes more memory than there is for it.
    OutOfMemory,
}

/// What came of a load.
#[derive(Debug)]
pub struct LiveOutcome {
    pub end: LiveEnd,
    pub tally: LoadTally,
    /// The length of what was measured, in seconds.
    pub measured_seconds: f64,
    /// By kind of role, in the order of [`RoleKind::ALL`].
    pub mailboxes: [MailboxSample; 5],
    pub generator_lateness: Histogram<u64>,
    pub timer_lateness: Histogram<u64>,
    /// Actors that failed and were replaced, each with the message that it had not handled.
    pub replaced: u64,
    /// The most messages that were in one mailbox, by kind of role.
    pub deepest: [u32; 5],
    /// Sessions that were at the desk when the load ended.
    pub left_open: u64,
    /// Instants at whose end a session waited while an operator was free who serves its queue.
    pub idle_instants: u64,
    /// Times that an operator had more sessions than slots: none, unless claims are not atomic.
    pub over_assignments: u64,
    /// The figures of the desk, in desk time; `None` with claims that are not atomic.
    pub metrics: Option<Box<Metrics>>,
}

/// Why there is no outcome.
#[derive(Debug)]
pub enum LiveError {
    /// An invariant did not hold, or a role panicked.
    Violation(Box<Violation>),
    /// A thread could not be started, or ended by itself.
    Threads(String),
}

/// Runs a load. Each second is shown when all that happened in it is known.
///
/// # Errors
/// An invariant that did not hold; threads that could not be started.
pub fn run_live(
    task: &LiveTask,
    on_second: &mut dyn FnMut(&LiveSecond<'_>),
) -> Result<LiveOutcome, LiveError> {
    Load::start(task).map_err(|error| LiveError::Threads(error.to_string()))?.run(on_second)
}

/// A load that is under way.
struct Load<'a> {
    task: &'a LiveTask,
    shared: Arc<Shared>,
    arbiters: Arbiters,
    generator: JoinHandle<()>,
    orders: Arc<GeneratorOrders>,
    batches: Receiver<Batch>,
    ledger: Ledger,
    disturber: Disturber,
}

/// The ledger is looked after at least so often.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What is under way when a load has ended is handled within this time, or the program has a fault.
const QUIESCE_WITHIN: Nanos = 30 * NANOS_PER_SECOND;

impl<'a> Load<'a> {
    fn start(task: &'a LiveTask) -> std::io::Result<Self> {
        let plan = &task.plan;
        let places = RolePlaces::new(plan, task.arbiters, task.placement);
        let sessions =
            SessionSource::new(plan, task.replication, &Arc::new(AtomicBool::new(false)));
        let shared =
            Arc::new(Shared::new(WallClock::new(task.speed), places.count(), task.arbiters));
        let (ledger_end, batches) = channel();
        let (endings_end, endings) = channel();
        let setup = ArbiterSetup {
            shared: &shared,
            ledger: &ledger_end,
            endings: sessions.needs_endings().then_some(&endings_end),
        };
        let desk = Desk::new(plan, task.replication);
        let arbiters = Arbiters::start(desk, &places, task.arbiters, &setup)?;
        // At the first instant everyone looks at the calendar. Time passes from then on.
        for message in Desk::opening_messages(plan) {
            shared.send(message, Mark::sent_at(0));
        }
        while shared.messages_under_way() > 0 {
            clock::wait(Duration::from_micros(100));
        }
        shared.clock.begin();
        let orders = Arc::new(GeneratorOrders::default());
        let horizon = Time::ZERO + plan.run.horizon;
        let generator = Generator {
            shared: Arc::clone(&shared),
            sessions,
            source: task.arbiters,
            ledger: ledger_end,
            endings,
            _endings_stay_open: endings_end,
            horizon,
            mailbox_limit: task.mailbox_limit,
            orders: Arc::clone(&orders),
        };
        let warm = shared.clock.instant_of(Time::ZERO + plan.run.warm_up);
        let measured = (warm, shared.clock.instant_of(horizon));
        let ledger = Ledger::new(plan, Arc::clone(&shared), task.arbiters + 1, measured);
        let thread = std::thread::Builder::new().name("generator".to_owned());
        let generator = thread.spawn(move || generator.run())?;
        let disturber = Disturber::new(&task.disturbances);
        Ok(Self { task, shared, arbiters, generator, orders, batches, ledger, disturber })
    }

    fn run(mut self, on_second: &mut dyn FnMut(&LiveSecond<'_>)) -> Result<LiveOutcome, LiveError> {
        let end = loop {
            self.look(on_second);
            if self.has_violation() {
                return Err(self.end_with_violation());
            }
            if self.ledger.bytes() > self.task.memory_limit {
                break LiveEnd::OutOfMemory;
            }
            if self.task.stop.load(Ordering::Relaxed) {
                break LiveEnd::Stopped;
            }
            if self.orders.is_done.load(Ordering::Acquire) {
                break LiveEnd::Finished;
            }
        };
        let ended_at = self.shared.clock.now();
        self.orders.stop.store(true, Ordering::Release);
        if end != LiveEnd::OutOfMemory {
            self.drain(on_second);
        }
        if !self.quiesce(on_second) || self.has_violation() {
            return Err(self.end_with_violation());
        }
        self.finish(end, ended_at, on_second)
    }

    /// Takes what was handed in, or waits for it a little; does what is due.
    fn look(&mut self, on_second: &mut dyn FnMut(&LiveSecond<'_>)) {
        match self.batches.recv_timeout(LOOK_EVERY) {
            Ok(batch) => {
                self.ledger.take(batch);
                while let Ok(batch) = self.batches.try_recv() {
                    self.ledger.take(batch);
                }
            }
            // No thread has anything to hand in, or none is left: the next look will tell.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        self.ledger.fold(on_second);
        self.disturber.act(self.shared.clock.now(), &self.shared, &self.arbiters);
    }

    fn has_violation(&self) -> bool {
        self.shared.has_violation.load(Ordering::Acquire) || self.ledger.violation().is_some()
    }

    /// No session comes any more; those that are there have some time to end.
    fn drain(&mut self, on_second: &mut dyn FnMut(&LiveSecond<'_>)) {
        let until = self.shared.clock.now() + nanos(self.task.drain);
        while self.ledger.open_sessions() > 0
            && self.shared.clock.now() < until
            && !self.has_violation()
        {
            self.look(on_second);
        }
    }

    /// No timer goes off and no session comes any more; what is under way is handled. Says whether it all was.
    fn quiesce(&mut self, on_second: &mut dyn FnMut(&LiveSecond<'_>)) -> bool {
        self.disturber.end_all(&self.shared);
        self.shared.quiesce();
        let until = self.shared.clock.now() + QUIESCE_WITHIN;
        loop {
            let before = self.shared.messages_handled();
            let under_way = self.shared.messages_under_way();
            // Counted one after the other, so a message could have gone from one that was still to be
            // counted to one that had been: then one more was handled meanwhile.
            if under_way == 0 && before == self.shared.messages_handled() {
                return true;
            }
            if self.shared.clock.now() > until {
                let what = format!("{under_way} messages were never handled");
                let now = self.shared.clock.desk_time(self.shared.clock.now());
                self.shared.report(Violation::new(now, what));
                return false;
            }
            self.look(on_second);
        }
    }

    /// Every role has acted for the last time.
    fn finish(
        mut self,
        end: LiveEnd,
        ended_at: Nanos,
        on_second: &mut dyn FnMut(&LiveSecond<'_>),
    ) -> Result<LiveOutcome, LiveError> {
        let held = self.arbiters.finish(&self.shared);
        self.arbiters.hand_in();
        self.orders.exit.store(true, Ordering::Release);
        let sent = self.generator.join();
        self.arbiters.stop();
        while let Ok(batch) = self.batches.recv() {
            self.ledger.take(batch);
        }
        if sent.is_err() {
            return Err(LiveError::Threads("the generator ended by itself".to_owned()));
        }
        self.ledger.fold_all(on_second);
        let measured_until = self.ledger.measured().1.min(ended_at);
        let measured = measured_until.saturating_sub(self.ledger.measured().0);
        let deepest = deepest(&self.shared, &self.task.plan);
        let folded = self.ledger.finish(held).map_err(|it| LiveError::Violation(Box::new(it)))?;
        let FoldedLoad { tally, sample, metrics, over_assignments, idle_instants } = folded;
        Ok(LiveOutcome {
            end,
            tally,
            measured_seconds: measured as f64 / NANOS_PER_SECOND as f64,
            mailboxes: sample.mailboxes,
            generator_lateness: sample.generator_lateness,
            timer_lateness: sample.timer_lateness,
            replaced: sample.replaced,
            deepest,
            left_open: held,
            idle_instants,
            over_assignments,
            metrics: metrics.map(Box::new),
        })
    }

    /// An invariant did not hold: the threads are ended, and it is reported which.
    fn end_with_violation(self) -> LiveError {
        self.orders.stop.store(true, Ordering::Release);
        self.orders.exit.store(true, Ordering::Release);
        // What it says is of no use any more.
        let _ = self.generator.join();
        self.arbiters.stop();
        let judged = self.ledger.violation().cloned();
        let violation = self.shared.take_violation().or(judged);
        violation.map_or_else(
            || LiveError::Threads("the load ended for no known reason".to_owned()),
            |violation| LiveError::Violation(Box::new(violation)),
        )
    }
}

fn nanos(length: Duration) -> Nanos {
    Nanos::try_from(length.as_nanos()).unwrap_or(Nanos::MAX)
}

/// The most messages that were in one mailbox, by kind of role.
fn deepest(shared: &Shared, plan: &Plan) -> [u32; 5] {
    let Some(mailboxes) = shared.mailboxes.get() else { return [0; 5] };
    let most = |number: u32| shared.depths[number as usize].most.load(Ordering::Relaxed);
    let of = |numbers: &mut dyn Iterator<Item = u32>| numbers.map(most).max().unwrap_or(0);
    debug_assert_eq!(mailboxes.operators.len(), plan.operators.len(), "one actor each");
    [
        of(&mut mailboxes.live_chats.iter().map(|it| it.number)),
        of(&mut mailboxes.groups.iter().map(|it| it.number)),
        of(&mut mailboxes.operators.iter().map(|it| it.number)),
        of(&mut mailboxes.supervisors.iter().map(|it| it.number)),
        of(&mut std::iter::once(mailboxes.licenses.number)),
    ]
}
