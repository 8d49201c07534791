//! One replication's fold: facts in, tallies out.

mod bots;
mod channels;
mod conservation;
mod crowd;
mod platform;
mod queues;
mod replies;
mod rights;
mod service;
mod sessions;
mod shortage;
mod staff;
mod states;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(super) use self::channels::ByChannel;
use self::platform::Platform;
use self::rights::Rights;
use super::batches::Batches;
use super::forecast::Forecaster;
use super::idle::IdleWatch;
use super::law::Breach;
use super::level::{Level, Window};
use shortage::Shortage;

use super::tally::{
    ChatTally, GroupTally, LicenseTally, OperatorTally, Outcomes, QueueTally, SlaTally,
    SupervisorTally, TransferTally,
};
use super::trace::Trace;
use super::turns::{Ledger, Turns};
use super::witness::Witness;
use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::{Fact, IllegalTransition, SessionEvent, Where};
use crate::plan::{Level as FollowedAt, Plan, Target};
use states::States;

/// The fold over one replication.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub(super) plan: Arc<Plan>,
    window: Window,
    /// How much of the window is left at the present instant.
    left: Span,
    /// What happens at the present instant is measured.
    counts_now: bool,
    pub(super) chats: Vec<ChatTally>,
    pub(super) queues: Vec<QueueTally>,
    pub(super) groups: Vec<GroupTally>,
    pub(super) operators: Vec<OperatorTally>,
    pub(super) supervisors: Vec<SupervisorTally>,
    pub(super) named: LicenseTally,
    pub(super) concurrent: LicenseTally,
    /// Where the platform's licenses matter.
    pub(super) platform: Option<Box<Platform>>,
    pub(super) transfers: BTreeMap<(GroupId, TargetKey), TransferTally>,
    /// By live chat and interval of arrival: the place is chat × intervals + interval. Those of a
    /// live chat are the sum.
    pub(super) intervals: Vec<Outcomes>,
    /// So many of each live chat.
    intervals_each: usize,
    /// Seconds waiting, serving and online by live chat, as they stood at each interval's end.
    pub(super) integrals: Vec<[f64; 3]>,
    next_boundary: Time,
    /// When the next boundary, or the end of the warm-up, is to be looked after.
    next_look: Time,
    warming_up: bool,
    /// The interval that ends at the next boundary: number and start.
    interval: (usize, Time),
    /// Answered sessions that are with nobody now, and how that came.
    on_their_way: HashMap<SessionId, Way>,
    /// Where a live chat has several channels: the outcomes of each.
    pub(super) by_channel: Option<Box<ByChannel>>,
    /// Sessions that count apart.
    apart: crowd::Apart,
    /// Those who came in at an opening and are not answered yet, and when that was.
    let_in: HashMap<SessionId, Time>,
    /// What clients are told about their wait, where that is measured.
    pub(in crate::metrics) forecaster: Option<Forecaster>,
    /// How long bots had the sessions that wait for their first operator.
    with_bots: HashMap<SessionId, Span>,
    states: States,
    /// By live chat and service level; where those of each live chat begin.
    pub(super) slas: Vec<SlaTally>,
    first_sla: Vec<usize>,
    chats_of_operator: Vec<Vec<LiveChatId>>,
    /// For each queue, once anybody was denied a license.
    shortages: Option<Vec<Shortage>>,
    idle: IdleWatch,
    /// The law of turns, in one of its two forms; in none where a part of a run is measured by
    /// itself: the whole is judged.
    turns: Option<Box<Turns>>,
    ledger: Option<Box<Ledger>>,
    /// Sessions that came and have not ended, by live chat.
    here: Vec<u64>,
    rights: Rights,
    pub(in crate::metrics) trace: Option<Trace>,
    /// One long run's batches, which hear all that this hears.
    pub(in crate::metrics) batches: Option<Box<Batches>>,
    /// There is a trace, a ledger or a witness, or there are batches: asked once for each fact.
    listened_to: bool,
    /// What they are about to hear.
    told: Option<Fact>,
    /// Keeps what is told where a law breaks.
    witness: Option<Box<Witness>>,
    /// What did not hold, the first of it.
    broken: Option<Breach>,
    now: Time,
}

/// How an answered session came to be with nobody.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It was switched from a group to somebody.
    Switched(GroupId, Target),
    /// It was taken off an operator's hands.
    Relieved,
    /// A bot, which had been given it, handed it off.
    FromBot,
}

/// A target, to be sorted by.
pub(super) type TargetKey = (u8, u32);

pub(super) fn target_key(target: Target) -> TargetKey {
    match target {
        Target::Group(id) => (0, id.0),
        Target::Operator(id) => (1, id.0),
        Target::LiveChat(id) => (2, id.0),
        Target::Bot => (3, 0),
    }
}

/// Nobody is Online yet. Where none was bought none is ever free.
fn none_held(bought: Option<u32>, window: Window) -> LicenseTally {
    let mut tally = LicenseTally::default();
    if bought == Some(0) {
        tally.at_limit.up(window.left(Time::ZERO));
    }
    tally
}

fn first_sla(plan: &Plan) -> Vec<usize> {
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
        let (turns, ledger) = Turns::or_ledger(plan);
        Self {
            listened_to: trace || batches.is_some() || ledger.is_some(),
            batches,
            trace: trace.then(|| Trace::new(plan)),
            turns,
            ledger,
            ..Self::over(plan, window)
        }
    }

    /// The same with a window of its own, and with nothing that listens.
    pub(in crate::metrics) fn over(plan: &Arc<Plan>, window: Window) -> Self {
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
            OperatorTally::new(operator, plan.ceiling(OperatorId::from(place)))
        });
        Self {
            plan: Arc::clone(plan),
            window,
            left: window.left(Time::ZERO),
            counts_now: window.counts(Time::ZERO),
            chats: vec![ChatTally::default(); plan.live_chats.len()],
            queues: vec![QueueTally::default(); plan.queues.len()],
            groups: vec![GroupTally::default(); plan.groups.len()],
            operators: operators.collect(),
            supervisors: vec![SupervisorTally::default(); plan.supervisors.len()],
            named: none_held(plan.licensing.named, window),
            concurrent: none_held(plan.licensing.concurrent, window),
            platform: Platform::new(plan, window).map(Box::new),
            transfers: BTreeMap::new(),
            intervals: vec![Outcomes::default(); plan.live_chats.len() * run.intervals()],
            intervals_each: run.intervals(),
            integrals: Vec::with_capacity(plan.live_chats.len() * run.intervals()),
            next_boundary: Time::ZERO + run.interval,
            next_look: window.from.min(Time::ZERO + run.interval),
            warming_up: true,
            interval: (0, Time::ZERO),
            on_their_way: HashMap::new(),
            by_channel: ByChannel::new(plan),
            apart: crowd::Apart::default(),
            let_in: HashMap::new(),
            forecaster: run.forecasts.then(|| Forecaster::new(plan.live_chats.len())),
            with_bots: HashMap::new(),
            states: States::new(plan.flows.len()),
            slas: vec![SlaTally::default(); plan.live_chats.iter().map(|c| c.slas.len()).sum()],
            first_sla: first_sla(plan),
            chats_of_operator: (0..plan.operators.len()).map(chats_of).collect(),
            shortages: None,
            idle: IdleWatch::new(plan),
            turns: None,
            ledger: None,
            here: vec![0; plan.live_chats.len()],
            rights: Rights::new(plan),
            trace: None,
            batches: None,
            listened_to: false,
            told: None,
            witness: None,
            broken: None,
            now: Time::ZERO,
        }
    }

    /// The licenses, in the order of their lines.
    pub(super) fn licenses_held(&self) -> impl Iterator<Item = &LicenseTally> {
        let platform = self.platform.iter().flat_map(|platform| platform.lines());
        [&self.named, &self.concurrent].into_iter().chain(platform)
    }

    /// How many sessions are at the desk, as the facts have it.
    pub fn present(&self) -> u64 {
        self.chats.iter().map(ChatTally::present).sum()
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
    pub fn finish(mut self, end: Time, at_the_desk: u64) -> Result<Self, Breach> {
        self.close(end);
        self.check_conservation(at_the_desk);
        if let Some(batches) = &mut self.batches {
            batches.finish(end);
        }
        match self.broken.take() {
            Some(breach) => Err(self.testify(breach)),
            None => Ok(self),
        }
    }

    /// Nothing further will be told.
    pub(in crate::metrics) fn close(&mut self, end: Time) {
        let end = end.max(self.window.to);
        self.advance(end);
        self.settle(end);
    }

    /// What has been told so far, to be measured in another window, which has just begun and is as
    /// long as this one: a level's integral is kept as if nothing changed any more, so it is right
    /// for every window of that length.
    pub(in crate::metrics) fn moved_to(&self, window: Window) -> Self {
        let (left, counts_now) = (window.left(self.now), window.counts(self.now));
        Self { window, left, counts_now, next_look: window.from, ..self.clone() }
    }

    /// Gathers what belongs together.
    fn settle(&mut self, end: Time) {
        let window = self.window;
        let seconds = window.to.since(window.from).as_secs_f64();
        for (place, tally) in self.operators.iter().enumerate() {
            let crew = tally.crew();
            for group in &self.plan.operators[place].groups {
                self.groups[group.index()].crew.merge(&crew);
            }
        }
        for (place, group) in self.groups.iter_mut().enumerate() {
            group.seconds = seconds;
            group.queue = self.queues[self.plan.groups[place].queue.index()].clone();
        }
        for (place, chat) in self.chats.iter_mut().enumerate() {
            chat.seconds = seconds;
            for interval in &self.intervals[place * self.intervals_each..][..self.intervals_each] {
                chat.outcomes.merge(interval);
            }
            chat.replies_at_take = self.plan.level() == FollowedAt::Session;
            chat.common = self.queues[self.plan.live_chats[place].queue.index()].clone();
        }
        let bought = &self.plan.licensing;
        let kinds = [(&mut self.named, bought.named), (&mut self.concurrent, bought.concurrent)];
        let platform = self.platform.iter_mut().flat_map(|platform| platform.tallies());
        for (tally, bought) in kinds.into_iter().chain(platform) {
            (tally.bought, tally.seconds) = (bought, seconds);
            tally.spend(end, window);
        }
    }

    /// What happens now is measured.
    pub(super) fn window_counts(&self, at: Time) -> bool {
        self.window.counts(at)
    }

    /// What people do is measured from the end of the warm-up to the horizon, also where the run
    /// goes on until all are gone.
    fn measures(&self, at: Time) -> bool {
        at >= self.window.from && at < self.window.to
    }

    #[inline]
    fn law(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.broken.is_none() {
            self.broken = Some(Breach::new(self.now, what()));
        }
    }

    /// The same for a law that is about particular sessions.
    #[cold]
    fn breach(&mut self, breach: Breach) {
        self.broken.get_or_insert(breach);
    }

    /// The first law that was broken so far.
    pub fn broken(&self) -> Option<&Breach> {
        self.broken.as_ref()
    }

    /// Keeps from now on what is told where a law breaks: what happens to these sessions, and the
    /// last that happens at all.
    pub fn bear_witness(&mut self, sessions: &[SessionId]) {
        self.witness = Some(Box::new(Witness::new(sessions)));
        self.listened_to = true;
    }

    /// A breach with all that is known about it.
    #[must_use]
    pub fn testify(self, mut breach: Breach) -> Breach {
        breach.facts = self.witness.map(|witness| witness.tell()).unwrap_or_default();
        breach
    }

    /// Keeps the integrals as they stand at the end of each interval that has passed.
    fn advance(&mut self, now: Time) {
        if self.warming_up && now >= self.window.from {
            self.warming_up = false;
            self.begin_window();
        }
        while self.next_boundary <= now && self.next_boundary < self.window.to {
            self.mark(self.next_boundary);
            self.interval = (self.interval.0 + 1, self.next_boundary);
            self.next_boundary = self.next_boundary + self.plan.run.interval;
        }
        if now >= self.window.to && self.integrals.len() < self.intervals.len() {
            self.mark(self.window.to);
        }
        self.next_look = if self.warming_up {
            self.next_boundary.min(self.window.from)
        } else {
            self.next_boundary
        };
        self.law(now >= self.now, || format!("time ran back to {now}"));
        self.now = now;
    }

    /// The warm-up ends: peaks are counted from what there is now.
    fn begin_window(&mut self) {
        for operator in &mut self.operators {
            operator.load.most_sessions = operator.load.sessions;
        }
        let platform = self.platform.iter_mut().flat_map(|platform| platform.tallies());
        let platform = platform.map(|(tally, _)| tally);
        for licenses in [&mut self.named, &mut self.concurrent].into_iter().chain(platform) {
            licenses.held.restart_peak();
        }
    }

    fn mark(&mut self, boundary: Time) {
        self.check_who_is_here(boundary);
        let left = self.window.left(boundary);
        for chat in &self.chats {
            let levels = [chat.waiting, chat.serving, chat.online];
            self.integrals.push(levels.map(|level: Level| level.seconds_so_far(left)));
        }
    }

    /// It is another instant from now on, and what was to hold when the one before was over is
    /// judged.
    #[inline(always)]
    pub fn turn_to(&mut self, now: Time) {
        if let Some(ledger) = &mut self.ledger
            && let Some(breach) = ledger.turn_to(now, &mut self.idle)
        {
            self.breach(*breach);
        }
        if let Some(queue) = self.idle.judge() {
            self.left_idle(now, queue);
        }
        if now >= self.next_look || now < self.now {
            self.advance(now);
        }
        self.now = now;
        self.left = self.window.left(now);
        self.counts_now = self.window.counts(now);
    }

    #[cold]
    fn left_idle(&mut self, now: Time, queue: QueueId) {
        let name = &self.plan.queues[queue.index()].name;
        let law =
            format!("idle hands: sessions waited in queue {name} while one who serves it was free");
        self.breach(Breach::new(now, law));
    }

    /// Told what happened at the present instant. Inlined into whoever says it, and handed on by
    /// value, so that a fact that is known there is neither built nor taken apart. For those who
    /// listen it is laid down, and what most sessions do without is lent a copy: whatever is lent to a
    /// function has to be built.
    #[inline(always)]
    pub fn fact(&mut self, fact: Fact) {
        let now = self.now;
        if self.listened_to {
            self.told = Some(fact);
            self.keep(now);
        }
        if let Some(turns) = &mut self.turns
            && let Some(breach) = turns.fact(now, fact)
        {
            self.breach(*breach);
        }
        self.idle.fact(fact);
        self.count_here(fact);
        if let Some((session, event)) = SessionEvent::of(fact)
            && let Err(illegal) = self.states.step(session, event)
        {
            self.cannot(illegal, session);
        }
        match fact {
            Fact::Offered { session, live_chat, .. } => {
                if self.counts_now {
                    if let Some(channels) = &mut self.by_channel {
                        channels.of(session).offered += 1;
                    }
                    self.interval(live_chat, now).offered += 1;
                }
            }
            Fact::Refused { session, live_chat, arrived, reason } => {
                self.refused(session, live_chat, arrived, reason);
            }
            Fact::Queued { session, live_chat, place, .. } => {
                self.queued(live_chat, place);
                if self.forecaster.is_some() {
                    self.forecast(now, session, live_chat, place);
                }
            }
            Fact::Accepted { .. } => self.accepted(now, fact),
            Fact::Abandoned { .. } => self.abandoned(now, fact),
            Fact::Switched { .. } => self.switched(now, fact),
            Fact::Closed { .. } => self.closed(now, fact),
            Fact::Relieved { .. } => self.relieved(now, fact),
            _ => self.rarer(now, &{ fact }),
        }
    }

    #[cold]
    fn cannot(&mut self, illegal: IllegalTransition, session: SessionId) {
        let law = format!("session {session}: {illegal}");
        self.breach(Breach::new(self.now, law).about([session]));
    }

    /// What most sessions do without.
    #[inline(never)]
    fn rarer(&mut self, now: Time, fact: &Fact) {
        let fact = *fact;
        match fact {
            Fact::CameAgain { .. } | Fact::SpamCame { .. } | Fact::WillTryAgain { .. } => {
                self.apart(&fact);
            }
            Fact::Misjudged(it) => self.misjudged(now, it),
            Fact::HandedOn { live_chat, place, joined, supervisor, act, .. } => {
                self.unqueue(live_chat, place);
                self.handed_on(supervisor, act);
                if self.window.counts(joined)
                    && let Where::Queue(queue) = place
                {
                    self.queues[queue.index()].take(now.since(joined), true);
                }
            }
            Fact::OfferDeclined { arrived, from, to } => {
                self.transfer(arrived, from, to, |tally| tally.declined += 1);
            }
            Fact::NotTaken { arrived, from, to } => {
                self.transfer(arrived, from, to, |tally| tally.not_taken += 1);
            }
            Fact::Moved { .. }
            | Fact::FlowedOut { .. }
            | Fact::Relaxed { .. }
            | Fact::FellBack { .. }
            | Fact::OfferMade { .. }
            | Fact::OfferEnded { .. }
            | Fact::AlreadyTaken { .. } => self.at_queues(now, fact),
            Fact::Sla { session, live_chat, sla, arrived, what }
                if !self.apart.is_spam(session) =>
            {
                self.sla(live_chat, sla, arrived, what);
            }
            Fact::BotTook { .. }
            | Fact::BotHandedOff { .. }
            | Fact::BotClosed { .. }
            | Fact::AutoReplied { .. } => self.bot(now, fact),
            _ => self.conversation(now, fact),
        }
    }

    #[cold]
    #[inline(never)]
    fn keep(&mut self, now: Time) {
        let Some(fact) = self.told.take() else { return };
        if let Some(witness) = &mut self.witness {
            witness.fact(now, &fact);
        }
        if let Some(trace) = &mut self.trace {
            trace.fact(now, &fact);
        }
        if let Some(batches) = &mut self.batches {
            batches.fact(now, fact);
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.fact(now, fact);
        }
    }
}
