//! What runs the roles of one arbiter: the time, the timers, and where messages and facts go.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::batch::{Batch, Entry, RoleKind, Sample, Source};
use super::clock::{NANOS_PER_SECOND, Nanos, WallClock};
use super::timers::LiveTimers;
use crate::base::Time;
use crate::desk::{Class, Message, Outbox, RecordableFact, Session, SupervisorInput, TimerId};
use crate::engine::role::Role;
use crate::engine::role_actor::{ActorHost, Envelope, Handled, Mailboxes};
use crate::engine::violation_of_panic;
use crate::metrics::Violation;
use crate::workload::Ending;

/// What all threads of a load share. Roles share none of it: it is how messages find their way.
pub(super) struct Shared {
    pub(super) clock: WallClock,
    /// Set once every actor has been started.
    pub(super) mailboxes: OnceLock<Mailboxes<LiveHost>>,
    /// By number of the actor: the messages that are in its mailbox.
    pub(super) depths: Box<[Depth]>,
    /// By arbiter: the messages that were handled.
    pub(super) handled: Box<[Depth64]>,
    /// Nothing begins any more: what is under way is handled, and that is all.
    is_quiescing: AtomicBool,
    /// Threads that are about to send what no message brings about.
    beginning: Depth64,
    /// How many times longer than usual supervisors take, as the bits of a number.
    supervisor_factor: AtomicU64,
    /// The first panic of a role, or invariant of the host that did not hold.
    violation: Mutex<Option<Violation>>,
    pub(super) has_violation: AtomicBool,
}

/// A counter in a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(super) struct Depth {
    pub(super) messages: AtomicU32,
    /// The most that there were at once.
    pub(super) most: AtomicU32,
}

/// The same, of more.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(super) struct Depth64(pub(super) AtomicU64);

impl Shared {
    pub(super) fn new(clock: WallClock, actors: usize, arbiters: usize) -> Self {
        Self {
            clock,
            mailboxes: OnceLock::new(),
            depths: (0..actors).map(|_| Depth::default()).collect(),
            handled: (0..arbiters).map(|_| Depth64::default()).collect(),
            is_quiescing: AtomicBool::new(false),
            beginning: Depth64::default(),
            supervisor_factor: AtomicU64::new(1.0_f64.to_bits()),
            violation: Mutex::new(None),
            has_violation: AtomicBool::new(false),
        }
    }

    pub(super) fn set_supervisor_factor(&self, factor: f64) {
        self.supervisor_factor.store(factor.to_bits(), Ordering::Relaxed);
    }

    fn supervisor_factor(&self) -> f64 {
        f64::from_bits(self.supervisor_factor.load(Ordering::Relaxed))
    }

    /// Sends a message, and counts it where it waits. Says how many wait there now.
    #[inline]
    pub(super) fn send(&self, message: Message, mark: Mark) -> u32 {
        let Some(mailboxes) = self.mailboxes.get() else { return 0 };
        let depth = &self.depths[mailboxes.number_of(&message) as usize];
        let waiting = depth.messages.fetch_add(1, Ordering::AcqRel) + 1;
        if waiting > depth.most.load(Ordering::Relaxed) {
            depth.most.fetch_max(waiting, Ordering::Relaxed);
        }
        mailboxes.deliver(message, Mark { depth: waiting, ..mark });
        waiting
    }

    /// Sends what no message brings about, timers that are due or a session that arrives; `None` if nothing begins
    /// any more. Either this thread sees that it is so, or the one that wants it sees this one: the order of the
    /// four accesses is the same for both.
    pub(super) fn begin<T>(&self, send: impl FnOnce() -> T) -> Option<T> {
        self.beginning.0.fetch_add(1, Ordering::SeqCst);
        let sent = (!self.is_quiescing.load(Ordering::SeqCst)).then(send);
        self.beginning.0.fetch_sub(1, Ordering::SeqCst);
        sent
    }

    /// From now on nothing begins any more.
    pub(super) fn quiesce(&self) {
        self.is_quiescing.store(true, Ordering::SeqCst);
    }

    /// The messages in all mailboxes, and the threads that are about to send some.
    pub(super) fn messages_under_way(&self) -> u64 {
        let beginning = self.beginning.0.load(Ordering::SeqCst);
        let depths = self.depths.iter().map(|it| u64::from(it.messages.load(Ordering::Acquire)));
        beginning + depths.sum::<u64>()
    }

    /// How many messages all arbiters have handled.
    pub(super) fn messages_handled(&self) -> u64 {
        self.handled.iter().map(|it| it.0.load(Ordering::Acquire)).sum()
    }

    /// Something does not hold that must. The first is kept.
    #[cold]
    pub(super) fn report(&self, violation: Violation) {
        let mut first = self.violation.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(violation);
        self.has_violation.store(true, Ordering::Release);
    }

    pub(super) fn take_violation(&self) -> Option<Violation> {
        self.violation.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What is noted on a message that is under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// The stamp of the step that sent it.
    pub(super) stamp: Nanos,
    /// The timer that it comes from.
    pub(super) timer: Option<TimerId>,
    /// How many messages waited in the mailbox, this one included.
    pub(super) depth: u32,
}

impl Mark {
    /// Of a message that is sent in a step with this stamp.
    pub(super) fn sent_at(stamp: Nanos) -> Self {
        Self { stamp, timer: None, depth: 0 }
    }
}

/// What the host keeps with each actor.
#[derive(Debug)]
pub(super) struct ActorTag {
    pub(super) number: u32,
    pub(super) kind: RoleKind,
    /// Fails at the next message, and is replaced after so long.
    pub(super) fails_next: Option<Duration>,
}

/// A session that has ended, on its way to the generator: its client may write again.
pub(super) struct EndedSession {
    pub(super) stamp: Nanos,
    pub(super) session: Box<Session>,
    pub(super) ending: Ending,
}

/// When something is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HandIn {
    /// While the load goes on.
    Meanwhile,
    /// Nothing more will happen.
    AtEnd,
}

/// The host of the roles of one arbiter.
pub(super) struct LiveHost {
    shared: Arc<Shared>,
    source: Source,
    state: RefCell<ArbiterState>,
    ledger: Sender<Batch>,
    /// Where sessions go that have ended, if their clients may write again.
    endings: Option<Sender<EndedSession>>,
    /// Roles that have acted for the last time, and the sessions that they hold.
    finished: Cell<(usize, u64)>,
}

/// What changes while an arbiter works.
#[derive(Debug, Default)]
struct ArbiterState {
    /// The stamp of the last step.
    last_stamp: Nanos,
    timers: LiveTimers,
    entries: Vec<(Nanos, Entry)>,
    sample: Sample,
    sampled_at: Nanos,
    /// Until when the driver sleeps.
    sleeps_until: Nanos,
    driver: Option<Waker>,
    handled: u64,
}

impl ArbiterState {
    /// A stamp later than all before, and than that of a message that is handled.
    #[inline]
    fn next_stamp(&mut self, now: Nanos, message: Nanos) -> Nanos {
        self.last_stamp = now.max(self.last_stamp + 1).max(message + 1);
        self.last_stamp
    }
}

impl LiveHost {
    pub(super) fn new(
        shared: &Arc<Shared>,
        source: Source,
        ledger: Sender<Batch>,
        endings: Option<Sender<EndedSession>>,
    ) -> Rc<Self> {
        Rc::new(Self {
            shared: Arc::clone(shared),
            source,
            state: RefCell::default(),
            ledger,
            endings,
            finished: Cell::new((0, 0)),
        })
    }

    pub(super) fn clock(&self) -> &WallClock {
        &self.shared.clock
    }

    /// How many roles have acted for the last time, and how many sessions they hold.
    pub(super) fn finished(&self) -> (usize, u64) {
        self.finished.get()
    }

    /// Sends the timers that are due. Says when the next one is.
    pub(super) fn send_due_timers(&self) -> Nanos {
        let now = self.clock().now();
        self.send_timers_of(&mut self.state.borrow_mut(), now)
    }

    fn send_timers_of(&self, state: &mut ArbiterState, now: Nanos) -> Nanos {
        let next = self.shared.begin(|| {
            let at_the_desk = self.clock().desk_time(now);
            while let Some((timer, due, message)) = state.timers.pop_due(at_the_desk) {
                let lateness = now.saturating_sub(self.clock().instant_of(due));
                state.sample.timer_lateness.saturating_record(lateness);
                let stamp = state.next_stamp(now, 0);
                self.shared.send(message, Mark { timer: Some(timer), ..Mark::sent_at(stamp) });
            }
            self.clock().instant_of(state.timers.next_at())
        });
        next.unwrap_or(Nanos::MAX)
    }

    /// The driver sleeps until then, unless something is due sooner.
    pub(super) fn note_sleep(&self, until: Nanos, driver: Waker) {
        let mut state = self.state.borrow_mut();
        state.sleeps_until = until;
        state.driver = Some(driver);
    }

    /// Hands in what has happened so far, and with it what was measured: at the end, or if the last
    /// time was a second ago.
    pub(super) fn hand_in(&self, when: HandIn) {
        let now = self.clock().now();
        let mut state = self.state.borrow_mut();
        let complete_until = state.next_stamp(now, 0);
        let is_due = when == HandIn::AtEnd || now >= state.sampled_at + NANOS_PER_SECOND;
        let sample = is_due.then(|| {
            state.sampled_at = now;
            let sample = Box::new(state.sample.clone());
            state.sample.clear();
            sample
        });
        let capacity = state.entries.len();
        let entries = std::mem::replace(&mut state.entries, Vec::with_capacity(capacity));
        let batch = Batch { source: self.source, entries, complete_until, sample };
        // A ledger that is gone has ended the load.
        let _ = self.ledger.send(batch);
    }

    /// Notes that an actor's message was handled, before it is no longer under way: who sees that it is not sees that
    /// it was handled, and all that it brought about. What is due by now is sent at once: on a busy arbiter timers
    /// need not wait until the driver wakes.
    #[inline]
    fn end_step(&self, state: &mut ArbiterState, number: u32, now: Nanos) {
        state.handled += 1;
        state.sample.messages += 1;
        self.shared.handled[self.source].0.store(state.handled, Ordering::Release);
        self.shared.depths[number as usize].messages.fetch_sub(1, Ordering::AcqRel);
        if state.timers.next_at() <= self.clock().desk_time(now) {
            self.send_timers_of(state, now);
        }
    }
}

impl ActorHost for LiveHost {
    type Mark = Mark;
    type Tag = ActorTag;

    fn handle<R: Role>(
        &self,
        tag: &mut ActorTag,
        role: &mut R,
        Envelope { input, mark }: Envelope<R::Input, Mark>,
    ) -> Handled<Envelope<R::Input, Mark>> {
        let state = &mut *self.state.borrow_mut();
        let began = self.clock().now();
        let stamp = state.next_stamp(began, mark.stamp);
        let fails = tag.fails_next.take();
        if fails.is_none() && mark.timer.is_some_and(|timer| !state.timers.take(timer)) {
            // It was cancelled on its way.
            self.end_step(state, tag.number, began);
            return Handled::Done;
        }
        let now = self.clock().desk_time(stamp);
        let mut outbox = LiveOutbox { host: self, state, stamp };
        let mut input = Some(input);
        let acted = catch_unwind(AssertUnwindSafe(|| {
            if fails.is_some() {
                // As a panic in the actor, before the role has seen anything; without its message.
                resume_unwind(Box::new("a scripted failure"));
            }
            if let Some(mut input) = input.take() {
                R::note_taken_in(&mut input, now);
                role.handle(now, input, &mut outbox);
            }
        }));
        if let (Some(replaced_after), Some(input)) = (fails, input) {
            state.sample.replaced += 1;
            return Handled::ActorFailed { put_back: Envelope { input, mark }, replaced_after };
        }
        if let Err(payload) = acted {
            self.shared.report(violation_of_panic(now, payload.as_ref()));
        }
        let mailbox = &mut state.sample.mailboxes[tag.kind as usize];
        mailbox.delay.saturating_record(began.saturating_sub(mark.stamp));
        mailbox.depth.saturating_record(u64::from(mark.depth));
        self.end_step(state, tag.number, began);
        Handled::Done
    }

    fn fail_next(&self, tag: &mut ActorTag, replaced_after: Duration) {
        tag.fails_next = Some(replaced_after);
    }

    fn finish<R: Role>(&self, role: &R) {
        let (roles, held) = self.finished.get();
        self.finished.set((roles + 1, held + u64::from(role.session_count())));
    }
}

/// Where a role's outputs go in one step.
struct LiveOutbox<'a> {
    host: &'a LiveHost,
    state: &'a mut ArbiterState,
    stamp: Nanos,
}

impl Outbox for LiveOutbox<'_> {
    #[inline]
    fn send(&mut self, message: Message) {
        self.host.shared.send(message, Mark::sent_at(self.stamp));
    }

    fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        let clock = self.host.clock();
        let at = match &message {
            Message::Supervisor(_, SupervisorInput::FinishTask) => {
                let now = clock.desk_time(self.stamp);
                let factor = self.host.shared.supervisor_factor();
                now + crate::base::Span::from_secs_f64(at.since(now).as_secs_f64() * factor)
            }
            _ => at,
        };
        let due = clock.instant_of(at);
        if due < self.state.sleeps_until
            && let Some(driver) = &self.state.driver
        {
            self.state.sleeps_until = due;
            driver.wake_by_ref();
        }
        self.state.timers.schedule(at, class, message)
    }

    #[inline]
    fn cancel(&mut self, timer: TimerId) {
        self.state.timers.cancel(timer);
    }

    #[inline]
    fn record_fact(&mut self, fact: impl RecordableFact) {
        self.state.entries.push((self.stamp, Entry::Fact(fact.into())));
    }

    fn retire(&mut self, session: Box<Session>, ending: Ending) {
        self.state.entries.push((self.stamp, Entry::Retired));
        if let Some(endings) = &self.host.endings {
            // A generator that is gone sends no one again.
            let _ = endings.send(EndedSession { stamp: self.stamp, session, ending });
        }
    }
}
