//! One replication's fold: facts in, tallies out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::level::Window;
use super::tally::{
    ChatTally, GroupTally, LicenseTally, OperatorTally, Outcomes, QueueTally, SupervisorTally,
    TransferTally,
};
use super::trace::Trace;
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{Fact, Refusal, Where};
use crate::plan::{Duty, Plan, Target};

/// The fold over one replication.
#[derive(Debug)]
pub struct Metrics {
    pub(super) plan: Arc<Plan>,
    window: Window,
    pub(super) chats: Vec<ChatTally>,
    pub(super) queues: Vec<QueueTally>,
    pub(super) groups: Vec<GroupTally>,
    pub(super) operators: Vec<OperatorTally>,
    pub(super) supervisors: Vec<SupervisorTally>,
    pub(super) named: LicenseTally,
    pub(super) concurrent: LicenseTally,
    pub(super) transfers: BTreeMap<(GroupId, TargetKey), TransferTally>,
    /// By live chat and interval of arrival: the place is chat × intervals + interval.
    pub(super) intervals: Vec<Outcomes>,
    /// Seconds waiting, serving and online by live chat, as they stood at each interval's end.
    pub(super) integrals: Vec<[f64; 3]>,
    next_boundary: Time,
    /// Switched sessions on their way: from where, to whom, counted.
    on_their_way: HashMap<SessionId, (GroupId, Target)>,
    chats_of_operator: Vec<Vec<LiveChatId>>,
    pub(super) trace: Option<Trace>,
    /// What did not hold, the first of it.
    broken: Option<String>,
    now: Time,
}

/// A target, to be sorted by.
pub(super) type TargetKey = (u8, u32);

pub(super) fn target_key(target: Target) -> TargetKey {
    match target {
        Target::Group(id) => (0, id.0),
        Target::Operator(id) => (1, id.0),
    }
}

impl Metrics {
    /// Nothing has happened yet. With `trace`, a row is kept for each session.
    pub fn new(plan: &Arc<Plan>, trace: bool) -> Self {
        let run = &plan.run;
        let window = Window { from: Time::ZERO + run.warm_up, to: Time::ZERO + run.horizon };
        let serves = |operator: usize, chat: &crate::plan::LiveChat| {
            plan.operators[operator].groups.iter().any(|group| chat.operator_groups.contains(group))
        };
        let chats_of = |operator: usize| {
            let chats = plan.live_chats.iter().enumerate();
            let served = chats.filter(|(_, chat)| serves(operator, chat));
            served.map(|(i, _)| LiveChatId::from(i)).collect()
        };
        Self {
            plan: Arc::clone(plan),
            window,
            chats: vec![ChatTally::default(); plan.live_chats.len()],
            queues: vec![QueueTally::default(); plan.queues.len()],
            groups: vec![GroupTally::default(); plan.groups.len()],
            operators: vec![OperatorTally::default(); plan.operators.len()],
            supervisors: vec![SupervisorTally::default(); plan.supervisors.len()],
            named: LicenseTally::default(),
            concurrent: LicenseTally::default(),
            transfers: BTreeMap::new(),
            intervals: vec![Outcomes::default(); plan.live_chats.len() * run.intervals()],
            integrals: Vec::with_capacity(plan.live_chats.len() * run.intervals()),
            next_boundary: Time::ZERO + run.interval,
            on_their_way: HashMap::new(),
            chats_of_operator: (0..plan.operators.len()).map(chats_of).collect(),
            trace: trace.then(|| Trace::new(plan)),
            broken: None,
            now: Time::ZERO,
        }
    }

    /// How many sessions are at the desk, as the facts have it.
    pub fn present(&self) -> u64 {
        let levels = |chat: &ChatTally| chat.waiting.value() + chat.serving.value();
        self.chats.iter().map(levels).map(u64::from).sum()
    }

    /// Nothing further will happen: the run ended at `end`, with so many sessions at the desk.
    ///
    /// # Errors
    /// The first law that did not hold.
    pub fn finish(mut self, end: Time, at_the_desk: u64) -> Result<Self, String> {
        self.advance(end.max(self.window.to));
        let end = end.max(self.window.to);
        self.settle(end);
        self.check_conservation(at_the_desk);
        match self.broken.take() {
            Some(law) => Err(law),
            None => Ok(self),
        }
    }

    /// Brings every level up to the end and gathers what belongs together.
    fn settle(&mut self, end: Time) {
        let window = self.window;
        let seconds = window.to.since(window.from).as_secs_f64();
        for queue in &mut self.queues {
            queue.waiting.settle(end, window);
        }
        for (place, tally) in self.operators.iter_mut().enumerate() {
            tally.limit = self.plan.operators[place].limit;
            tally.settle(end, window);
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
            chat.settle(end, window);
            chat.common = self.queues[self.plan.live_chats[place].queue.index()].clone();
        }
        for tally in &mut self.supervisors {
            for level in [&mut tally.online, &mut tally.working, &mut tally.busy] {
                level.settle(end, window);
            }
        }
        let bought = &self.plan.licensing;
        let kinds = [(&mut self.named, bought.named), (&mut self.concurrent, bought.concurrent)];
        for (tally, bought) in kinds {
            (tally.bought, tally.seconds) = (bought, seconds);
            tally.spend(end, window);
            tally.held.settle(end, window);
            tally.at_limit.settle(end, window);
        }
    }

    fn check_conservation(&mut self, at_the_desk: u64) {
        let present = self.present();
        self.law(present == at_the_desk, || {
            format!("the facts leave {present} sessions at the desk, the roles hold {at_the_desk}")
        });
        for place in 0..self.chats.len() {
            let chat = &self.chats[place];
            let name = &self.plan.live_chats[place].name;
            let of_interval = &self.intervals[place * self.plan.run.intervals()..]
                [..self.plan.run.intervals()];
            let mut sum = Outcomes::default();
            for interval in of_interval {
                sum.merge(interval);
            }
            let total = &chat.outcomes;
            let gone = total.answered + total.abandoned + total.refused;
            let fault = if gone > total.offered {
                format!("live chat {name}: {} offered, but {gone} gone", total.offered)
            } else if of_interval.iter().any(|i| i.answered + i.abandoned + i.refused > i.offered) {
                format!("live chat {name}: more gone than offered in an interval of arrival")
            } else if (sum.offered, sum.answered, sum.abandoned, sum.refused)
                != (total.offered, total.answered, total.abandoned, total.refused)
            {
                format!("live chat {name}: its intervals do not add up to it")
            } else if chat.closed + chat.lost_after_switch > total.answered {
                format!("live chat {name}: more sessions ended than were answered")
            } else if self.plan.run.warm_up == Span::ZERO
                && total.offered - total.abandoned - total.refused - chat.closed
                    != chat.lost_after_switch
                        + u64::from(chat.waiting.value() + chat.serving.value())
            {
                format!("live chat {name}: offered, gone and still open disagree")
            } else {
                continue;
            };
            self.broken.get_or_insert(fault);
        }
    }

    fn law(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.broken.is_none() {
            self.broken = Some(format!("{}: {}", self.now, what()));
        }
    }

    /// The first law that was broken so far.
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Keeps the integrals as they stand at the end of each interval that has passed.
    fn advance(&mut self, now: Time) {
        while self.next_boundary <= now && self.next_boundary < self.window.to {
            self.mark(self.next_boundary);
            self.next_boundary = self.next_boundary + self.plan.run.interval;
        }
        if now >= self.window.to && self.integrals.len() < self.intervals.len() {
            self.mark(self.window.to);
        }
        self.law(now >= self.now, || format!("time ran back to {now}"));
        self.now = now;
    }

    fn mark(&mut self, boundary: Time) {
        for chat in &mut self.chats {
            chat.settle(boundary, self.window);
            let Outline { waiting, serving, online } = Outline::of(chat);
            self.integrals.push([waiting, serving, online]);
        }
    }

    /// Told what happened at an instant.
    pub fn fact(&mut self, now: Time, fact: &Fact) {
        if now >= self.next_boundary || now < self.now {
            self.advance(now);
        }
        self.now = now;
        if let Some(trace) = &mut self.trace {
            trace.fact(now, fact);
        }
        match *fact {
            Fact::Offered { live_chat, .. } => {
                if self.window.counts(now) {
                    self.chats[live_chat.index()].outcomes.offered += 1;
                    self.interval(live_chat, now).offered += 1;
                }
            }
            Fact::Refused { live_chat, arrived, reason, .. } => {
                self.refused(live_chat, arrived, reason);
            }
            Fact::Queued { live_chat, place, .. } => self.queued(now, live_chat, place),
            Fact::HandedOn { live_chat, place, joined, .. } => {
                self.unqueue(now, live_chat, place);
                if self.window.counts(joined)
                    && let Where::Queue(queue) = place
                {
                    self.queues[queue.index()].take(now.since(joined), true);
                }
            }
            Fact::Accepted { .. } => self.accepted(now, fact),
            Fact::Abandoned { .. } => self.abandoned(now, fact),
            Fact::Switched { .. } => self.switched(now, fact),
            Fact::Closed { .. } => self.closed(now, fact),
            _ => self.staff(now, fact),
        }
    }

    fn interval(&mut self, live_chat: LiveChatId, arrived: Time) -> &mut Outcomes {
        let run = &self.plan.run;
        let interval = (arrived.0 / run.interval.0) as usize;
        &mut self.intervals[live_chat.index() * run.intervals() + interval]
    }

    fn refused(&mut self, live_chat: LiveChatId, arrived: Time, reason: Refusal) {
        if self.window.counts(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.outcomes.refused += 1;
            match reason {
                Refusal::Closed => chat.refused_closed += 1,
                Refusal::NotPermitted => chat.refused_not_permitted += 1,
                Refusal::QueueFull => chat.refused_full += 1,
            }
            self.interval(live_chat, arrived).refused += 1;
        }
    }

    fn queued(&mut self, now: Time, live_chat: LiveChatId, place: Where) {
        self.chats[live_chat.index()].waiting.up(now, self.window);
        if let Where::Queue(queue) = place {
            self.queues[queue.index()].waiting.up(now, self.window);
        }
    }

    fn unqueue(&mut self, now: Time, live_chat: LiveChatId, place: Where) {
        let mut sound = self.chats[live_chat.index()].waiting.down(now, self.window);
        if let Where::Queue(queue) = place {
            sound &= self.queues[queue.index()].waiting.down(now, self.window);
        }
        self.law(sound, || "a session left a queue that nobody was in".into());
    }

    fn accepted(&mut self, now: Time, fact: &Fact) {
        let Fact::Accepted {
            session,
            live_chat,
            place,
            queued,
            joined,
            arrived,
            first,
            operator,
            group,
        } = *fact
        else {
            return;
        };
        if queued {
            self.unqueue(now, live_chat, place);
        }
        let window = self.window;
        self.chats[live_chat.index()].serving.up(now, window);
        if window.counts(joined)
            && let Where::Queue(queue) = place
        {
            self.queues[queue.index()].take(now.since(joined), queued);
        }
        if !first {
            self.arrives_after_switch(session, live_chat, arrived, now.since(joined), true);
        } else if window.counts(arrived) {
            let wait = now.since(arrived);
            let within = u64::from(wait <= self.plan.run.answer_within);
            let waited = u64::from(queued || wait > Span::ZERO);
            let count = |outcomes: &mut Outcomes| {
                outcomes.answered += 1;
                outcomes.answered_within += within;
                outcomes.waited += waited;
                outcomes.wait_answered.add(wait);
            };
            count(self.interval(live_chat, arrived));
            let chat = &mut self.chats[live_chat.index()];
            count(&mut chat.outcomes);
            chat.answer(wait);
        }
        self.takes(now, operator, group);
    }

    fn takes(&mut self, now: Time, operator: OperatorId, group: GroupId) {
        let window = self.window;
        let counts = u64::from(now >= window.from && now < window.to);
        self.groups[group.index()].taken += counts;
        let tally = &mut self.operators[operator.index()];
        tally.taken += counts;
        if tally.sessions.value() == 0 {
            tally.active.up(now, window);
            if tally.wrap_ups.value() == 0 {
                tally.busy.up(now, window);
            }
        }
        tally.sessions.up(now, window);
        let load = tally.sessions.value() + tally.wrap_ups.value();
        let within = self.plan.operators[operator.index()].limit.is_none_or(|limit| load <= limit);
        let online = tally.online.value() == 1;
        self.law(within, || format!("operator {} has {load} at once", operator.index()));
        self.law(online, || "an operator who is Offline took a session".into());
    }

    fn leaves_operator(&mut self, now: Time, operator: OperatorId, live_chat: LiveChatId) {
        let window = self.window;
        let tally = &mut self.operators[operator.index()];
        let mut sound = tally.sessions.down(now, window);
        if tally.sessions.value() == 0 {
            sound &= tally.active.down(now, window);
            if tally.wrap_ups.value() == 0 {
                sound &= tally.busy.down(now, window);
            }
        }
        sound &= self.chats[live_chat.index()].serving.down(now, window);
        self.law(sound, || "an operator ended a session without having one".into());
    }

    fn abandoned(&mut self, now: Time, fact: &Fact) {
        let Fact::Abandoned { session, live_chat, place, joined, arrived, answered } = *fact else {
            return;
        };
        self.unqueue(now, live_chat, place);
        if self.window.counts(joined)
            && let Where::Queue(queue) = place
        {
            self.queues[queue.index()].abandon(now.since(joined));
        }
        if answered {
            self.arrives_after_switch(session, live_chat, arrived, now.since(joined), false);
        } else if self.window.counts(arrived) {
            let wait = now.since(arrived);
            let short = u64::from(wait < self.plan.run.short_abandon);
            let within = u64::from(wait <= self.plan.run.answer_within);
            let count = |outcomes: &mut Outcomes| {
                outcomes.abandoned += 1;
                outcomes.abandoned_within += within;
                outcomes.short_abandoned += short;
                outcomes.waited += 1;
                outcomes.wait_abandoned.add(wait);
            };
            count(self.interval(live_chat, arrived));
            let chat = &mut self.chats[live_chat.index()];
            count(&mut chat.outcomes);
            chat.abandon(wait);
        }
    }

    /// A switched session was taken, or its client gave up waiting for that.
    fn arrives_after_switch(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        wait: Span,
        taken: bool,
    ) {
        let way = self.on_their_way.remove(&session);
        if !self.window.counts(arrived) {
            return;
        }
        let chat = &mut self.chats[live_chat.index()];
        chat.lost_after_switch += u64::from(!taken);
        chat.waits_after_switch += 1;
        chat.wait_after_switch.add(wait);
        if let Some((from, to)) = way {
            let tally = self.transfers.entry((from, target_key(to))).or_default();
            tally.taken += u64::from(taken);
            tally.abandoned += u64::from(!taken);
            tally.wait.add(wait);
        }
        self.law(way.is_some(), || "a session was switched to somebody by nobody".into());
    }

    fn switched(&mut self, now: Time, fact: &Fact) {
        let Fact::Switched { session, live_chat, arrived, first, operator, from, to, accepted } = *fact
        else {
            return;
        };
        self.leaves_operator(now, operator, live_chat);
        self.on_their_way.insert(session, (from, to));
        if self.window.counts(accepted) {
            self.operators[operator.index()].switched += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[from.index()].switched += 1;
            self.groups[from.index()].handling.add(now.since(accepted));
        }
        if self.window.counts(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.switches += 1;
            chat.switched_sessions += u64::from(first);
            self.transfers.entry((from, target_key(to))).or_default().switched += 1;
        }
    }

    fn closed(&mut self, now: Time, fact: &Fact) {
        let Fact::Closed {
            session: _,
            live_chat,
            arrived,
            answered,
            operator,
            group,
            accepted,
            wraps_up,
        } = *fact
        else {
            return;
        };
        // The wrap-up begins before the session's end is counted: the operator stays busy.
        if wraps_up {
            self.operators[operator.index()].wrap_ups.up(now, self.window);
        }
        self.leaves_operator(now, operator, live_chat);
        if self.window.counts(accepted) {
            self.operators[operator.index()].closed += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].closed += 1;
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if self.window.counts(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.closed += 1;
            chat.handling.add(now.since(answered));
            chat.duration.add(now.since(arrived));
        }
    }

    fn staff(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::WrappedUp { operator, group, began } => self.wrapped_up(now, operator, group, began),
            Fact::OperatorDuty { operator, duty } => {
                let tally = &mut self.operators[operator.index()];
                turn(&mut tally.working, duty == Duty::Work, now, self.window);
                turn(&mut tally.on_break, duty == Duty::Break, now, self.window);
            }
            Fact::OperatorOnline { operator } => self.operator_online(now, operator, true),
            Fact::OperatorOffline { operator } => self.operator_online(now, operator, false),
            Fact::SupervisorDuty { supervisor, duty } => {
                let working = &mut self.supervisors[supervisor.index()].working;
                turn(working, duty == Duty::Work, now, self.window);
            }
            Fact::SupervisorOnline { supervisor } => {
                turn(&mut self.supervisors[supervisor.index()].online, true, now, self.window);
            }
            Fact::SupervisorOffline { supervisor } => {
                turn(&mut self.supervisors[supervisor.index()].online, false, now, self.window);
            }
            Fact::ActBegun { supervisor } => {
                let tally = &mut self.supervisors[supervisor.index()];
                let idle = tally.busy.value() == 0;
                turn(&mut tally.busy, true, now, self.window);
                self.law(idle, || "a supervisor read two sessions at once".into());
            }
            Fact::ActEnded { supervisor, handed_on } => {
                let tally = &mut self.supervisors[supervisor.index()];
                turn(&mut tally.busy, false, now, self.window);
                if now >= self.window.from && now < self.window.to {
                    tally.acts += 1;
                    tally.handed_on += u64::from(handed_on);
                }
            }
            Fact::LicenseTaken { concurrent, .. } => self.license(now, concurrent, true),
            Fact::LicenseReturned { concurrent, .. } => self.license(now, concurrent, false),
            Fact::LicenseRefused { .. } => {
                if now >= self.window.from && now < self.window.to {
                    self.concurrent.refused += 1;
                }
            }
            _ => {}
        }
    }

    fn wrapped_up(&mut self, now: Time, operator: OperatorId, group: GroupId, began: Time) {
        let window = self.window;
        let tally = &mut self.operators[operator.index()];
        let mut sound = tally.wrap_ups.down(now, window);
        if tally.sessions.value() + tally.wrap_ups.value() == 0 {
            sound &= tally.busy.down(now, window);
        }
        if window.counts(began) {
            self.groups[group.index()].wrap_ups += 1;
            self.groups[group.index()].wrap_up.add(now.since(began));
        }
        self.law(sound, || "a wrap-up ended that nobody had begun".into());
    }

    fn operator_online(&mut self, now: Time, operator: OperatorId, online: bool) {
        let window = self.window;
        turn(&mut self.operators[operator.index()].online, online, now, window);
        let mut sound = true;
        let mut step = |level: &mut super::level::Level| {
            if online {
                level.up(now, window);
            } else {
                sound &= level.down(now, window);
            }
        };
        for chat in &self.chats_of_operator[operator.index()] {
            step(&mut self.chats[chat.index()].online);
        }
        self.law(sound, || "an operator went Offline who was not Online".into());
    }

    fn license(&mut self, now: Time, concurrent: bool, taken: bool) {
        let bought = &self.plan.licensing;
        let (tally, limit) = if concurrent {
            (&mut self.concurrent, bought.concurrent)
        } else {
            (&mut self.named, bought.named)
        };
        tally.spend(now, self.window);
        let mut sound = true;
        if taken {
            tally.held.up(now, self.window);
            tally.taken += u64::from(now >= self.window.from && now < self.window.to);
        } else {
            sound = tally.held.down(now, self.window);
        }
        let held = tally.held.value();
        turn(&mut tally.at_limit, limit == Some(held), now, self.window);
        let within = limit.is_none_or(|limit| held <= limit);
        self.law(sound && within, || format!("{held} licenses are held of {limit:?}"));
    }
}

/// Seconds waiting, serving and online.
struct Outline {
    waiting: f64,
    serving: f64,
    online: f64,
}

impl Outline {
    fn of(chat: &ChatTally) -> Self {
        Self {
            waiting: chat.waiting.seconds(),
            serving: chat.serving.seconds(),
            online: chat.online.seconds(),
        }
    }
}

/// A level that is either 0 or 1.
fn turn(level: &mut super::level::Level, on: bool, now: Time, window: Window) {
    if on && level.value() == 0 {
        level.up(now, window);
    } else if !on && level.value() == 1 {
        let _was_one = level.down(now, window);
    }
}
