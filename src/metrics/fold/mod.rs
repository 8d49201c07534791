//! One replication's fold: facts in, tallies out.

mod bots;
mod channels;
mod conservation;
mod license_shortage;
mod platform;
mod queues;
mod replies;
mod retrials_and_spam;
mod rights;
mod session_states;
mod sessions;
mod sla;
mod staff;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(super) use self::channels::ByChannel;
use self::platform::PlatformLicenses;
use self::rights::StaffRights;
use super::batches::Batches;
use super::forecast::Forecaster;
use super::invariant::Violation;
use super::level::{TimeWeightedLevel, Window};
use super::non_idling::NonIdlingCheck;
use license_shortage::LicenseShortage;

use super::flight_recorder::FlightRecorder;
use super::queue_order::{ConstrainedOrderCheck, QueueOrderCheck};
use super::tally::{
    GroupTally, LicenseTally, LiveChatTally, OperatorTally, Outcomes, QueueTally, SlaTally,
    SupervisorTally, TransferTally,
};
use super::trace::Trace;
use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::{Fact, IllegalTransition, SessionEvent, WaitPlace};
use crate::plan::{ModelLevel as FollowedAt, Plan, TransferTarget};
pub use session_states::SessionStates;

/// The fold over one replication.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub(super) plan: Arc<Plan>,
    window: Window,
    /// How much of the window is left at the present instant.
    remaining: Span,
    /// What happens at the present instant is measured.
    measured_now: bool,
    pub(super) chats: Vec<LiveChatTally>,
    pub(super) queues: Vec<QueueTally>,
    pub(super) groups: Vec<GroupTally>,
    pub(super) operators: Vec<OperatorTally>,
    pub(super) supervisors: Vec<SupervisorTally>,
    pub(super) named: LicenseTally,
    pub(super) concurrent: LicenseTally,
    /// Where the platform's licenses matter.
    pub(super) platform: Option<Box<PlatformLicenses>>,
    pub(super) transfers: BTreeMap<(GroupId, TargetKey), TransferTally>,
    /// By live chat and interval of arrival: the place is chat × intervals + interval. Those of a
    /// live chat are the sum.
    pub(super) intervals: Vec<Outcomes>,
    /// So many of each live chat.
    intervals_per_chat: usize,
    /// Seconds waiting, serving and online by live chat, as they stood at each interval's end.
    pub(super) integrals: Vec<[f64; 3]>,
    next_boundary: Time,
    /// When the next boundary, or the end of the warm-up, is to be looked after.
    next_checkpoint: Time,
    warming_up: bool,
    /// The interval that ends at the next boundary: number and start.
    current_interval: (usize, Time),
    /// Answered sessions that are with nobody now, and how that came.
    in_transit: HashMap<SessionId, TransitReason>,
    /// Where a live chat has several channels: the outcomes of each.
    pub(super) by_channel: Option<Box<ByChannel>>,
    /// Sessions that count apart.
    retrials_and_spam: retrials_and_spam::RetrialsAndSpam,
    /// Those who came in at an opening and are not answered yet, and when that was.
    admitted_at_opening: HashMap<SessionId, Time>,
    /// What clients are told about their wait, where that is measured.
    pub(in crate::metrics) forecaster: Option<Forecaster>,
    /// How long bots had the sessions that wait for their first operator.
    bot_time_before_answer: HashMap<SessionId, Span>,
    states: SessionStates,
    /// By live chat and service level; where those of each live chat begin.
    pub(super) slas: Vec<SlaTally>,
    sla_offsets: Vec<usize>,
    chats_of_operator: Vec<Vec<LiveChatId>>,
    /// For each queue, once anybody was denied a license.
    shortages: Option<Vec<LicenseShortage>>,
    non_idling: NonIdlingCheck,
    /// The law of turns, in one of its two forms; in none where a part of a run is measured by
    /// itself: the whole is judged.
    queue_order: Option<Box<QueueOrderCheck>>,
    constrained_order: Option<Box<ConstrainedOrderCheck>>,
    /// Sessions that came and have not ended, by live chat.
    open_sessions: Vec<u64>,
    rights: StaffRights,
    pub(in crate::metrics) trace: Option<Trace>,
    /// One long run's batches, which hear all that this hears.
    pub(in crate::metrics) batches: Option<Box<Batches>>,
    /// There is a trace, a ledger or a witness, or there are batches: asked once for each fact.
    has_observers: bool,
    /// What they are about to hear.
    current_fact: Option<Fact>,
    /// Keeps what is told where a law breaks.
    flight_recorder: Option<Box<FlightRecorder>>,
    /// What did not hold, the first of it.
    violation: Option<Violation>,
    now: Time,
}

/// How an answered session came to be with nobody.
#[derive(Clone, Copy, Debug)]
enum TransitReason {
    /// It was switched from a group to somebody.
    Transferred(GroupId, TransferTarget),
    /// It was taken off an operator's hands.
    Reassigned,
    /// A bot, which had been given it, handed it off.
    HandedOffByBot,
}

/// A target, to be sorted by.
pub(super) type TargetKey = (u8, u32);

pub(super) fn target_key(target: TransferTarget) -> TargetKey {
    match target {
        TransferTarget::Group(id) => (0, id.0),
        TransferTarget::Operator(id) => (1, id.0),
        TransferTarget::LiveChat(id) => (2, id.0),
        TransferTarget::Bot => (3, 0),
    }
}

/// Nobody is Online yet. Where none was bought none is ever free.
fn empty_license_tally(bought: Option<u32>, window: Window) -> LicenseTally {
    let mut tally = LicenseTally::default();
    if bought == Some(0) {
        tally.at_limit.up(window.remaining(Time::ZERO));
    }
    tally
}

fn sla_offsets(plan: &Plan) -> Vec<usize> {
    let mut next = 0;
    let mut begin = |chat: &crate::plan::LiveChat| {
        next += chat.slas.len();
        next - chat.slas.len()
    };
    plan.live_chats.iter().map(&mut begin).collect()
}

impl Metrics {
    /// Nothing has happened yet. With `trace`, a row is kept for each session.
    pub fn new(plan: &Arc<Plan>, trace: bool) -> Self {
        let run = &plan.run;
        let window = Window { from: Time::ZERO + run.warm_up, to: Time::ZERO + run.horizon };
        let batches = run.statistics.batches.map(|number| Box::new(Batches::new(plan, number)));
        let (queue_order, constrained_order) = QueueOrderCheck::for_plan(plan);
        Self {
            has_observers: trace || batches.is_some() || constrained_order.is_some(),
            batches,
            trace: trace.then(|| Trace::new(plan)),
            queue_order,
            constrained_order,
            ..Self::over_window(plan, window)
        }
    }

    /// The same with a window of its own, and with nothing that listens.
    pub(in crate::metrics) fn over_window(plan: &Arc<Plan>, window: Window) -> Self {
        let run = &plan.run;
        let serves = |operator: usize, chat: &crate::plan::LiveChat| {
            plan.operators[operator].groups.iter().any(|group| chat.operator_groups.contains(group))
        };
        let chats_of = |operator: usize| {
            let chats = plan.live_chats.iter().enumerate();
            let served = chats.filter(|(_, chat)| serves(operator, chat));
            served.map(|(i, _)| LiveChatId::from(i)).collect()
        };
        let operators = plan.operators.iter().enumerate().map(|(place, operator)| {
            OperatorTally::new(operator, plan.session_limit(OperatorId::from(place)))
        });
        Self {
            plan: Arc::clone(plan),
            window,
            remaining: window.remaining(Time::ZERO),
            measured_now: window.contains(Time::ZERO),
            chats: vec![LiveChatTally::default(); plan.live_chats.len()],
            queues: vec![QueueTally::default(); plan.queues.len()],
            groups: vec![GroupTally::default(); plan.groups.len()],
            operators: operators.collect(),
            supervisors: vec![SupervisorTally::default(); plan.supervisors.len()],
            named: empty_license_tally(plan.licensing.named, window),
            concurrent: empty_license_tally(plan.licensing.concurrent, window),
            platform: PlatformLicenses::new(plan, window).map(Box::new),
            transfers: BTreeMap::new(),
            intervals: vec![Outcomes::default(); plan.live_chats.len() * run.interval_count()],
            intervals_per_chat: run.interval_count(),
            integrals: Vec::with_capacity(plan.live_chats.len() * run.interval_count()),
            next_boundary: Time::ZERO + run.interval,
            next_checkpoint: window.from.min(Time::ZERO + run.interval),
            warming_up: true,
            current_interval: (0, Time::ZERO),
            in_transit: HashMap::new(),
            by_channel: ByChannel::new(plan),
            retrials_and_spam: retrials_and_spam::RetrialsAndSpam::default(),
            admitted_at_opening: HashMap::new(),
            forecaster: run.forecasts.then(|| Forecaster::new(plan.live_chats.len())),
            bot_time_before_answer: HashMap::new(),
            states: SessionStates::new(plan.flows.len()),
            slas: vec![SlaTally::default(); plan.live_chats.iter().map(|c| c.slas.len()).sum()],
            sla_offsets: sla_offsets(plan),
            chats_of_operator: (0..plan.operators.len()).map(chats_of).collect(),
            shortages: None,
            non_idling: NonIdlingCheck::new(plan),
            queue_order: None,
            constrained_order: None,
            open_sessions: vec![0; plan.live_chats.len()],
            rights: StaffRights::new(plan),
            trace: None,
            batches: None,
            has_observers: false,
            current_fact: None,
            flight_recorder: None,
            violation: None,
            now: Time::ZERO,
        }
    }

    /// The licenses, in the order of their lines.
    pub(super) fn license_tallies(&self) -> impl Iterator<Item = &LicenseTally> {
        let platform = self.platform.iter().flat_map(|platform| platform.tallies());
        [&self.named, &self.concurrent].into_iter().chain(platform)
    }

    /// How many sessions are at the desk, as the facts have it.
    pub fn present(&self) -> u64 {
        self.chats.iter().map(LiveChatTally::present).sum()
    }

    /// The mean number of sessions at the desk in each interval of a run that has ended.
    pub fn present_by_interval(&self) -> impl Iterator<Item = f64> + '_ {
        let run = &self.plan.run;
        let mut before = 0.0;
        let mut starts = Time::ZERO;
        self.integrals.chunks(self.chats.len()).map(move |chats| {
            let ends = (starts + run.interval).min(Time::ZERO + run.horizon);
            let area: f64 = chats.iter().map(|[waiting, serving, _]| waiting + serving).sum();
            let mean = (area - before) / ends.since(starts).as_secs_f64();
            (before, starts) = (area, ends);
            mean
        })
    }

    /// Nothing further will happen: the run ended at `end`, with so many sessions at the desk.
    ///
    /// # Errors
    /// The first law that did not hold.
    pub fn finish(mut self, end: Time, at_the_desk: u64) -> Result<Self, Violation> {
        self.close(end);
        self.check_conservation(at_the_desk);
        if let Some(batches) = &mut self.batches {
            batches.finish(end);
        }
        match self.violation.take() {
            Some(violation) => Err(self.with_evidence(violation)),
            None => Ok(self),
        }
    }

    /// Nothing further will be told.
    pub(in crate::metrics) fn close(&mut self, end: Time) {
        let end = end.max(self.window.to);
        self.pass_boundaries(end);
        self.finalize(end);
    }

    /// What has been told so far, to be measured in another window, which has just begun and is as
    /// long as this one: a level's integral is kept as if nothing changed any more, so it is right
    /// for every window of that length.
    pub(in crate::metrics) fn continued_in(&self, window: Window) -> Self {
        let (remaining, measured_now) = (window.remaining(self.now), window.contains(self.now));
        Self { window, remaining, measured_now, next_checkpoint: window.from, ..self.clone() }
    }

    /// Gathers what belongs together.
    fn finalize(&mut self, end: Time) {
        let window = self.window;
        let seconds = window.to.since(window.from).as_secs_f64();
        for (place, tally) in self.operators.iter().enumerate() {
            let operator_time = tally.operator_time();
            for group in &self.plan.operators[place].groups {
                self.groups[group.index()].operator_time.merge(&operator_time);
            }
        }
        for (place, group) in self.groups.iter_mut().enumerate() {
            group.seconds = seconds;
            group.queue = self.queues[self.plan.groups[place].queue.index()].clone();
        }
        for (place, chat) in self.chats.iter_mut().enumerate() {
            chat.seconds = seconds;
            for interval in
                &self.intervals[place * self.intervals_per_chat..][..self.intervals_per_chat]
            {
                chat.outcomes.merge(interval);
            }
            chat.first_reply_at_accept = self.plan.model_level() == FollowedAt::Session;
            chat.common_queue = self.queues[self.plan.live_chats[place].queue.index()].clone();
        }
        let bought = &self.plan.licensing;
        let kinds = [(&mut self.named, bought.named), (&mut self.concurrent, bought.concurrent)];
        let platform = self.platform.iter_mut().flat_map(|platform| platform.tallies_mut());
        for (tally, bought) in kinds.into_iter().chain(platform) {
            (tally.bought, tally.seconds) = (bought, seconds);
            tally.add_time_at_held(end, window);
        }
    }

    /// What happens now is measured.
    pub(super) fn is_in_window(&self, at: Time) -> bool {
        self.window.contains(at)
    }

    /// What people do is measured from the end of the warm-up to the horizon, also where the run
    /// goes on until all are gone.
    fn is_measured(&self, at: Time) -> bool {
        at >= self.window.from && at < self.window.to
    }

    #[inline]
    fn check_invariant(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.violation.is_none() {
            self.violation = Some(Violation::new(self.now, what()));
        }
    }

    /// The same for a law that is about particular sessions.
    #[cold]
    fn record_violation(&mut self, violation: Violation) {
        self.violation.get_or_insert(violation);
    }

    /// The first law that was broken so far.
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    /// Keeps from now on what is told where a law breaks: what happens to these sessions, and the
    /// last that happens at all.
    pub fn record_evidence(&mut self, sessions: &[SessionId]) {
        self.flight_recorder = Some(Box::new(FlightRecorder::new(sessions)));
        self.has_observers = true;
    }

    /// A breach with all that is known about it.
    #[must_use]
    pub fn with_evidence(self, mut violation: Violation) -> Violation {
        violation.facts =
            self.flight_recorder.map(|witness| witness.into_facts()).unwrap_or_default();
        violation
    }

    /// Keeps the integrals as they stand at the end of each interval that has passed.
    fn pass_boundaries(&mut self, now: Time) {
        if self.warming_up && now >= self.window.from {
            self.warming_up = false;
            self.begin_window();
        }
        while self.next_boundary <= now && self.next_boundary < self.window.to {
            self.record_boundary(self.next_boundary);
            self.current_interval = (self.current_interval.0 + 1, self.next_boundary);
            self.next_boundary = self.next_boundary + self.plan.run.interval;
        }
        if now >= self.window.to && self.integrals.len() < self.intervals.len() {
            self.record_boundary(self.window.to);
        }
        self.next_checkpoint = if self.warming_up {
            self.next_boundary.min(self.window.from)
        } else {
            self.next_boundary
        };
        self.check_invariant(now >= self.now, || format!("time ran back to {now}"));
        self.now = now;
    }

    /// The warm-up ends: peaks are counted from what there is now.
    fn begin_window(&mut self) {
        for operator in &mut self.operators {
            operator.load.max_sessions = operator.load.sessions;
        }
        let platform = self.platform.iter_mut().flat_map(|platform| platform.tallies_mut());
        let platform = platform.map(|(tally, _)| tally);
        for licenses in [&mut self.named, &mut self.concurrent].into_iter().chain(platform) {
            licenses.held.restart_peak();
        }
    }

    fn record_boundary(&mut self, boundary: Time) {
        self.check_open_sessions(boundary);
        let left = self.window.remaining(boundary);
        for chat in &self.chats {
            let levels = [chat.waiting, chat.serving, chat.online];
            self.integrals.push(levels.map(|level: TimeWeightedLevel| level.seconds_so_far(left)));
        }
    }

    /// It is another instant from now on, and what was to hold when the one before was over is
    /// judged.
    #[inline(always)]
    pub fn advance_to(&mut self, now: Time) {
        if let Some(check) = &mut self.constrained_order
            && let Some(violation) = check.advance_to(now, &mut self.non_idling)
        {
            self.record_violation(*violation);
        }
        if let Some(queue) = self.non_idling.check_instant() {
            self.report_idling(now, queue);
        }
        if now >= self.next_checkpoint || now < self.now {
            self.pass_boundaries(now);
        }
        self.now = now;
        self.remaining = self.window.remaining(now);
        self.measured_now = self.window.contains(now);
    }

    #[cold]
    fn report_idling(&mut self, now: Time, queue: QueueId) {
        let name = &self.plan.queues[queue.index()].name;
        let invariant =
            format!("idle hands: sessions waited in queue {name} while one who serves it was free");
        self.record_violation(Violation::new(now, invariant));
    }

    /// Told what happened at the present instant. Inlined into whoever says it, and handed on by
    /// value, so that a fact that is known there is neither built nor taken apart. For those who
    /// listen it is laid down, and what most sessions do without is lent a copy: whatever is lent to a
    /// function has to be built.
    #[inline(always)]
    pub fn observe(&mut self, fact: Fact) {
        let now = self.now;
        if self.has_observers {
            self.current_fact = Some(fact);
            self.notify_observers(now);
        }
        if let Some(check) = &mut self.queue_order
            && let Some(violation) = check.observe(now, fact)
        {
            self.record_violation(*violation);
        }
        self.non_idling.observe(fact);
        self.count_open_sessions(fact);
        if let Some((session, event)) = SessionEvent::from_fact(fact)
            && let Err(illegal) = self.states.step(session, event)
        {
            self.report_illegal_transition(illegal, session);
        }
        match fact {
            Fact::Arrived { session, live_chat, .. } => {
                if self.measured_now {
                    if let Some(channels) = &mut self.by_channel {
                        channels.of_session(session).offered += 1;
                    }
                    self.interval_outcomes(live_chat, now).offered += 1;
                }
            }
            Fact::Refused { session, live_chat, arrived, reason } => {
                self.on_refused(session, live_chat, arrived, reason);
            }
            Fact::Queued { session, live_chat, place, .. } => {
                self.on_queued(live_chat, place);
                if self.forecaster.is_some() {
                    self.announce_wait(now, session, live_chat, place);
                }
            }
            Fact::Accepted { .. } => self.on_accepted(now, fact),
            Fact::Abandoned { .. } => self.on_abandoned(now, fact),
            Fact::Transferred { .. } => self.on_transferred(now, fact),
            Fact::Closed { .. } => self.on_closed(now, fact),
            Fact::Reassigned { .. } => self.on_reassigned(now, fact),
            _ => self.observe_rare(now, &{ fact }),
        }
    }

    #[cold]
    fn report_illegal_transition(&mut self, illegal: IllegalTransition, session: SessionId) {
        let invariant = format!("session {session}: {illegal}");
        self.record_violation(Violation::new(self.now, invariant).about([session]));
    }

    /// What most sessions do without.
    #[inline(never)]
    fn observe_rare(&mut self, now: Time, fact: &Fact) {
        let fact = *fact;
        match fact {
            Fact::ClientReturned { .. }
            | Fact::SpamArrived { .. }
            | Fact::RetrialScheduled { .. } => {
                self.observe_retrials_and_spam(&fact);
            }
            Fact::FalseSpamMarkChanged(it) => self.on_spam_mark_changed(now, it),
            Fact::Dispatched { live_chat, place, joined, supervisor, task, .. } => {
                self.leave_queue(live_chat, place);
                self.on_dispatched(supervisor, task);
                if self.window.contains(joined)
                    && let WaitPlace::Queue(queue) = place
                {
                    self.queues[queue.index()].record_taken(now.since(joined), true);
                }
            }
            Fact::TransferDeclined { arrived, from, to } => {
                self.count_transfer(arrived, from, to, |tally| tally.declined += 1);
            }
            Fact::TransferFailed { arrived, from, to } => {
                self.count_transfer(arrived, from, to, |tally| tally.failed += 1);
            }
            Fact::Moved { .. }
            | Fact::FlowedOut { .. }
            | Fact::RequirementsRelaxed { .. }
            | Fact::SentToFallback { .. }
            | Fact::OfferMade { .. }
            | Fact::OfferEnded { .. }
            | Fact::ClaimFailed { .. } => self.observe_queue(now, fact),
            Fact::SlaChanged { session, live_chat, sla, arrived, event }
                if !self.retrials_and_spam.is_spam(session) =>
            {
                self.on_sla_event(live_chat, sla, arrived, event);
            }
            Fact::BotAccepted { .. }
            | Fact::BotHandedOff { .. }
            | Fact::BotClosed { .. }
            | Fact::AutoReplied { .. } => self.observe_bot(now, fact),
            _ => self.observe_dialogue(now, fact),
        }
    }

    #[cold]
    #[inline(never)]
    fn notify_observers(&mut self, now: Time) {
        let Some(fact) = self.current_fact.take() else { return };
        if let Some(recorder) = &mut self.flight_recorder {
            recorder.observe(now, &fact);
        }
        if let Some(trace) = &mut self.trace {
            trace.observe(now, &fact);
        }
        if let Some(batches) = &mut self.batches {
            batches.observe(now, fact);
        }
        if let Some(check) = &mut self.constrained_order {
            check.observe(now, fact);
        }
    }
}
