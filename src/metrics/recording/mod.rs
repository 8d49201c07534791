//! From facts to tallies: what each fact of a replication adds to what is counted. A file for each
//! group of facts.

mod arrival;
mod bot;
mod dialogue;
mod forecast;
mod intervals;
mod license_shortage;
mod licenses;
mod offer;
mod queue;
mod service;
mod sla;
mod staff;
mod transfer;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrival::RetrialsAndSpam;
use bot::BotStay;
use forecast::Forecaster;
use intervals::IntervalTallies;
use licenses::LicenseTallies;
use transfer::TransitReason;

use super::results::Violation;
use super::statistics::Window;
use super::tallies::{
    ByChannel, GroupTally, LiveChatTally, OperatorTally, QueueTally, SlaTally, SupervisorTally,
    TransferTally,
};
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{
    ArrivalFact, BotFact, DialogueFact, FactObserver, LicenseFact, OfferFact, OperatorFact,
    QueueFact, ServiceFact, SlaFact, SupervisorFact, TransferFact,
};
use crate::plan::{AtHorizon, ModelLevel, Plan, Run, TransferTarget};

/// Records the tallies of one replication, or of one batch of a long run.
#[derive(Clone, Debug)]
pub(super) struct TallyRecorder {
    pub(super) plan: Arc<Plan>,
    now: Time,
    window: Window,
    /// How much of the window is left at the present instant.
    remaining: Span,
    /// What happens at the present instant is measured.
    measured_now: bool,
    warming_up: bool,
    /// When the next interval's end, or the end of the warm-up, is to be looked after.
    next_checkpoint: Time,
    pub(super) chats: Vec<LiveChatTally>,
    /// Where a live chat has several channels: the outcomes of each.
    pub(super) by_channel: Option<Box<ByChannel>>,
    pub(super) queues: Vec<QueueTally>,
    pub(super) groups: Vec<GroupTally>,
    pub(super) operators: Vec<OperatorTally>,
    /// Those of operators of the same groups are kept once.
    chats_of_operator: Vec<Arc<[LiveChatId]>>,
    pub(super) supervisors: Vec<SupervisorTally>,
    pub(super) licenses: LicenseTallies,
    pub(super) transfers: BTreeMap<(GroupId, TargetKey), TransferTally>,
    pub(super) intervals: IntervalTallies,
    /// By live chat and service level; where those of each live chat begin.
    pub(super) slas: Vec<SlaTally>,
    sla_offsets: Vec<usize>,
    retrials_and_spam: RetrialsAndSpam,
    /// Answered sessions that are with no operator now, and how that came.
    in_transit: BTreeMap<SessionId, TransitReason>,
    /// Sessions that came in at an opening and are not answered yet, and when that was.
    admitted_at_opening: HashMap<SessionId, Time>,
    /// How long bots had the sessions that wait for their first operator, or have them now.
    bot_time_before_answer: BTreeMap<SessionId, BotStay>,
    /// Who came before this, and has no answer when the run ends, has waited too long.
    overdue_before: Time,
    /// What clients are told about their wait, where that is measured.
    forecaster: Option<Forecaster>,
    /// The first thing that could not be counted, and how many there were.
    violation: Option<Violation>,
    violations: u64,
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

/// Who came before this and has no answer at the end of the run has waited for longer than
/// `answer_within`. A run that goes on until all are gone ends long after all who are left came.
fn overdue_before(run: &Run) -> Time {
    match run.at_horizon {
        AtHorizon::Cut => Time::ZERO + run.horizon.saturating_sub(run.answer_within),
        AtHorizon::Drain => Time::NEVER,
    }
}

fn sla_offsets(plan: &Plan) -> Vec<usize> {
    let mut next = 0;
    let mut begin = |chat: &crate::plan::LiveChat| {
        next += chat.slas.len();
        next - chat.slas.len()
    };
    plan.live_chats.iter().map(&mut begin).collect()
}

/// The live chats that are served by each operator's groups.
fn chats_of_operators(plan: &Plan) -> Vec<Arc<[LiveChatId]>> {
    let chats_of = |groups: &[GroupId]| {
        let chats = plan.live_chats.iter().enumerate();
        let served = chats
            .filter(|(_, chat)| groups.iter().any(|group| chat.operator_groups.contains(group)));
        served.map(|(place, _)| LiveChatId::from(place)).collect()
    };
    let mut shared: BTreeMap<&[GroupId], Arc<[LiveChatId]>> = BTreeMap::new();
    let of_operators = plan.operators.iter().map(|operator| {
        let groups = operator.groups.as_slice();
        Arc::clone(shared.entry(groups).or_insert_with(|| chats_of(groups)))
    });
    of_operators.collect()
}

impl TallyRecorder {
    /// Nothing has happened yet; what happens in the run's window is measured.
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        let run = &plan.run;
        let window = Window { from: Time::ZERO + run.warm_up, to: Time::ZERO + run.horizon };
        Self::over_window(plan, window)
    }

    /// The same with a window of its own.
    pub(super) fn over_window(plan: &Arc<Plan>, window: Window) -> Self {
        let run = &plan.run;
        let operators = plan.operators.iter().enumerate().map(|(place, operator)| {
            OperatorTally::new(operator, plan.session_limit(OperatorId::from(place)))
        });
        Self {
            plan: Arc::clone(plan),
            now: Time::ZERO,
            window,
            remaining: window.remaining(Time::ZERO),
            measured_now: window.contains(Time::ZERO),
            warming_up: true,
            next_checkpoint: window.from.min(Time::ZERO + run.interval),
            chats: vec![LiveChatTally::default(); plan.live_chats.len()],
            by_channel: ByChannel::new(plan),
            queues: vec![QueueTally::default(); plan.queues.len()],
            groups: vec![GroupTally::default(); plan.groups.len()],
            operators: operators.collect(),
            chats_of_operator: chats_of_operators(plan),
            supervisors: vec![SupervisorTally::default(); plan.supervisors.len()],
            licenses: LicenseTallies::new(plan, window),
            transfers: BTreeMap::new(),
            intervals: IntervalTallies::new(plan),
            slas: vec![SlaTally::default(); plan.live_chats.iter().map(|c| c.slas.len()).sum()],
            sla_offsets: sla_offsets(plan),
            retrials_and_spam: RetrialsAndSpam::default(),
            in_transit: BTreeMap::new(),
            admitted_at_opening: HashMap::new(),
            bot_time_before_answer: BTreeMap::new(),
            overdue_before: overdue_before(run),
            forecaster: run.forecasts.then(|| Forecaster::new(plan.live_chats.len())),
            violation: None,
            violations: 0,
        }
    }

    /// What is counted so far, to be measured in another window, which has just begun and is as
    /// long as this one: a level's integral is kept as if nothing changed any more, so it is right
    /// for every window of that length.
    pub(super) fn continued_in(&self, window: Window) -> Self {
        let (remaining, measured_now) = (window.remaining(self.now), window.contains(self.now));
        let run = &self.plan.run;
        // What came in a batch is followed for one more batch.
        let is_last = window.to + window.to.since(window.from) > Time::ZERO + run.horizon;
        let overdue_before = if is_last { overdue_before(run) } else { Time::NEVER };
        Self {
            window,
            remaining,
            measured_now,
            next_checkpoint: window.from,
            overdue_before,
            ..self.clone()
        }
    }

    /// How many sessions are at the desk, as the facts have it.
    pub(super) fn present(&self) -> u64 {
        self.chats.iter().map(LiveChatTally::present).sum()
    }

    /// The mean number of sessions at the desk in each interval of a run that has ended.
    pub(super) fn present_by_interval(&self) -> impl Iterator<Item = f64> + '_ {
        let run = &self.plan.run;
        let mut before = 0.0;
        let mut starts = Time::ZERO;
        self.intervals.integrals().chunks(self.chats.len()).map(move |chats| {
            let ends = (starts + run.interval).min(Time::ZERO + run.horizon);
            let area: f64 = chats.iter().map(|[waiting, serving, _]| waiting + serving).sum();
            let mean = (area - before) / ends.since(starts).as_secs_f64();
            (before, starts) = (area, ends);
            mean
        })
    }

    /// It is another instant from now on.
    #[inline(always)]
    pub(super) fn advance_to(&mut self, now: Time) {
        if self.is_checkpoint(now) {
            self.pass_checkpoint(now);
        }
        self.now = now;
        self.remaining = self.window.remaining(now);
        self.measured_now = self.window.contains(now);
    }

    /// An interval or the warm-up is over by then.
    #[inline(always)]
    pub(super) fn is_checkpoint(&self, now: Time) -> bool {
        now >= self.next_checkpoint
    }

    /// When the next interval ends, if that has passed by then and its end is measured.
    pub(super) fn boundary_passed(&self, now: Time) -> Option<Time> {
        let boundary = self.intervals.next_boundary.min(self.window.to);
        (boundary <= now).then_some(boundary)
    }

    /// Keeps the integrals as they stand at the end of each interval that has passed.
    fn pass_checkpoint(&mut self, now: Time) {
        if self.warming_up && now >= self.window.from {
            self.warming_up = false;
            self.begin_window();
        }
        while self.intervals.next_boundary <= now && self.intervals.next_boundary < self.window.to {
            let left = self.window.remaining(self.intervals.next_boundary);
            self.intervals.end_interval(&self.chats, left);
        }
        if now >= self.window.to {
            self.intervals.end_window(&self.chats);
        }
        self.next_checkpoint = if self.warming_up {
            self.intervals.next_boundary.min(self.window.from)
        } else {
            self.intervals.next_boundary
        };
    }

    /// The warm-up ends: peaks are counted from what there is now.
    fn begin_window(&mut self) {
        for operator in &mut self.operators {
            operator.load.max_sessions = operator.load.sessions;
        }
        for licenses in self.licenses.tallies_mut() {
            licenses.held.restart_peak();
        }
    }

    /// Nothing further will happen.
    pub(super) fn close(&mut self, end: Time) {
        let end = end.max(self.window.to);
        self.pass_checkpoint(end);
        self.now = end;
        self.finalize(end);
    }

    /// Gathers what belongs together; each queue has one owner.
    fn finalize(&mut self, end: Time) {
        self.forgive_time_with_bots(end);
        let window = self.window;
        let seconds = window.to.since(window.from).as_secs_f64();
        for (place, tally) in self.operators.iter().enumerate() {
            let operator_time = tally.operator_time();
            for group in &self.plan.operators[place].groups {
                self.groups[group.index()].operator_time.merge(&operator_time);
            }
            for chat in self.chats_of_operator[place].iter() {
                self.chats[chat.index()].operator_time.merge(&operator_time);
            }
        }
        for (place, group) in self.groups.iter_mut().enumerate() {
            group.seconds = seconds;
            group.queue = std::mem::take(&mut self.queues[self.plan.groups[place].queue.index()]);
        }
        for (place, chat) in self.chats.iter_mut().enumerate() {
            chat.seconds = seconds;
            for interval in self.intervals.of_live_chat(place) {
                chat.outcomes.merge(interval);
            }
            chat.first_reply_at_accept = self.plan.model_level() == ModelLevel::Session;
            let queue = self.plan.live_chats[place].queue;
            chat.common_queue = std::mem::take(&mut self.queues[queue.index()]);
        }
        for tally in self.licenses.tallies_mut() {
            tally.seconds = seconds;
            tally.add_time_at_held(end, window);
        }
    }

    /// What people do is measured from the end of the warm-up to the horizon, also where the run
    /// goes on until all are gone.
    fn is_measured(&self, at: Time) -> bool {
        self.window.contains(at)
    }

    #[inline]
    fn check_invariant(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.violations += 1;
            if self.violation.is_none() {
                self.violation = Some(Violation::new(self.now, what()));
            }
        }
    }

    /// How often something could not be counted, as where an operator has more sessions than slots.
    pub(super) fn violations(&self) -> u64 {
        self.violations
    }

    pub(super) fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }
}

/// Which part records which facts. Each matches every fact of its group.
impl FactObserver for TallyRecorder {
    #[inline(always)]
    fn observe_arrival(&mut self, fact: ArrivalFact) {
        self.record_arrival(fact);
    }

    #[inline(always)]
    fn observe_queue(&mut self, fact: QueueFact) {
        self.record_queue_fact(fact);
    }

    #[inline(always)]
    fn observe_offer(&mut self, fact: OfferFact) {
        self.record_offer(fact);
    }

    #[inline(always)]
    fn observe_service(&mut self, fact: ServiceFact) {
        self.record_service(fact);
    }

    #[inline(always)]
    fn observe_transfer(&mut self, fact: TransferFact) {
        self.record_transfer(fact);
    }

    #[inline(always)]
    fn observe_dialogue(&mut self, fact: DialogueFact) {
        self.record_dialogue(fact);
    }

    #[inline(always)]
    fn observe_bot(&mut self, fact: BotFact) {
        self.record_bot_fact(fact);
    }

    #[inline(always)]
    fn observe_sla(&mut self, fact: SlaFact) {
        self.record_sla(fact);
    }

    #[inline(always)]
    fn observe_operator(&mut self, fact: OperatorFact) {
        self.record_operator_fact(fact);
    }

    #[inline(always)]
    fn observe_supervisor(&mut self, fact: SupervisorFact) {
        self.record_supervisor_fact(fact);
    }

    #[inline(always)]
    fn observe_license(&mut self, fact: LicenseFact) {
        self.record_license(fact);
    }
}
