//! What people do: duty, Online and Offline, wrap-up, supervisors' acts, licenses.

use super::{LicenseTally, Metrics, Shortage, Window};
use crate::base::{GroupId, LiveChatId, OperatorId, Span, SupervisorId, Time};
use crate::desk::{Fact, Missing, Post};
use crate::metrics::level::Level;
use crate::plan::{Deed, Duty};
use crate::policy::rights::{Act, License, Status};

impl Metrics {
    pub(super) fn staff(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::WrappedUp { operator, group, began, held_slot } => {
                self.wrapped_up(now, (operator, held_slot), group, began);
            }
            Fact::OperatorDuty { operator, duty } => {
                let tally = &mut self.operators[operator.index()];
                turn(&mut tally.working, duty == Duty::Work, self.left);
                turn(&mut tally.on_break, duty == Duty::Break, self.left);
                tally.adhere(self.left);
            }
            Fact::OperatorMissing { operator, why } => {
                let counts = u64::from(self.counts_now);
                let tally = &mut self.operators[operator.index()];
                match why {
                    Missing::Absent => tally.absences += counts,
                    Missing::CutOff => tally.cut_offs += counts,
                }
            }
            // What comes of it is known only when somebody has answered, and is no act any more.
            Fact::SwitchBegun { operator } => self.operator_does(operator, Act::Reassign),
            Fact::OperatorDenied { operator, denied } => self.denied(now, operator, denied),
            Fact::CutShort { live_chat, arrived } => {
                self.is_cut_short();
                let counts = u64::from(self.window.counts(arrived));
                self.chats[live_chat.index()].cut_short += counts;
            }
            Fact::OperatorOnline { operator } => {
                self.operator_online(operator, true);
                self.operator_status(operator, Status::Online);
            }
            Fact::OperatorOffline { operator } => {
                self.operator_online(operator, false);
                self.operator_status(operator, Status::Offline);
            }
            Fact::SupervisorDuty { supervisor, duty } => {
                let working = &mut self.supervisors[supervisor.index()].working;
                turn(working, duty == Duty::Work, self.left);
            }
            Fact::SupervisorOnline { supervisor } => {
                turn(&mut self.supervisors[supervisor.index()].online, true, self.left);
                self.supervisor_status(supervisor, Status::Online);
            }
            Fact::SupervisorOffline { supervisor } => {
                turn(&mut self.supervisors[supervisor.index()].online, false, self.left);
                self.supervisor_status(supervisor, Status::Offline);
            }
            Fact::SlotKept { operator, .. } => self.slot_kept(operator),
            Fact::SlotFreed { operator, .. } => {
                let sound = self.operators[operator.index()].load.let_go(self.left);
                self.law(sound, || "a slot was freed that nobody had kept".into());
            }
            Fact::ActBegun { supervisor, live_chat, act, asked } => {
                self.act_begun(now, (supervisor, live_chat), act, asked);
            }
            Fact::SawTo { supervisor, watch, .. } => self.saw_to(supervisor, watch),
            Fact::ActEnded { supervisor, live_chat, act } => {
                let deed = self.plan.live_chats[live_chat.index()].watch.as_ref();
                let deed = deed.filter(|_| act == Post::Watch).map(|watch| Act::from(watch.deed));
                self.supervisor_does(supervisor, deed.unwrap_or(Act::Assign));
                let measured = self.counts_now;
                if act == Post::Intake {
                    turn_down(&mut self.chats[live_chat.index()].reading, self.left);
                }
                let tally = &mut self.supervisors[supervisor.index()];
                turn(&mut tally.busy, false, self.left);
                if measured {
                    tally.acts += 1;
                }
            }
            _ => self.licenses(now, fact),
        }
    }

    fn licenses(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::LicenseTaken { person, concurrent } => {
                self.is_logged_in(person);
                self.license(now, concurrent, true);
                let kind = if concurrent { License::Concurrent } else { License::Named };
                self.holds_license(person, kind);
            }
            Fact::LicenseReturned { person, concurrent } => {
                self.license(now, concurrent, false);
                self.holds_license(person, License::None);
            }
            Fact::LicenseRefused { person, concurrent } => {
                let counts = u64::from(self.counts_now);
                let tally = if concurrent { &mut self.concurrent } else { &mut self.named };
                tally.refused += counts;
                self.lacks(person, false);
            }
            Fact::Login { person, floating, what } => self.login(now, (person, floating), what),
            _ => {}
        }
    }

    fn slot_kept(&mut self, operator: OperatorId) {
        let tally = &mut self.operators[operator.index()];
        tally.load.keep(self.left);
        let slots = tally.load.slots();
        let within = tally.ceiling.is_none_or(|limit| slots <= limit.saturating_add(tally.over));
        self.law(within, || format!("operator {} has {slots} slots busy", operator.index()));
    }

    fn act_begun(
        &mut self,
        now: Time,
        (supervisor, live_chat): (SupervisorId, LiveChatId),
        act: Post,
        asked: Time,
    ) {
        let measured = self.counts_now;
        let chat = &mut self.chats[live_chat.index()];
        if act == Post::Intake {
            chat.reading.up(self.left);
            chat.read_at_once += u64::from(asked == now && self.window.counts(asked));
        }
        let tally = &mut self.supervisors[supervisor.index()];
        let idle = tally.busy.value() == 0;
        turn(&mut tally.busy, true, self.left);
        if measured {
            tally.begun += 1;
            tally.attention.add(now.since(asked));
        }
        self.law(idle, || "a supervisor read two sessions at once".into());
    }

    pub(super) fn handed_on(&mut self, supervisor: SupervisorId, act: Post) {
        let measured = self.counts_now;
        // What a watch says is a fact of its own.
        let counts = u64::from(measured && act == Post::Intake);
        self.supervisors[supervisor.index()].handed_on += counts;
    }

    pub(super) fn saw_to(&mut self, supervisor: SupervisorId, watch: LiveChatId) {
        let counts = u64::from(self.counts_now);
        let watch = self.plan.live_chats[watch.index()].watch.as_ref();
        let tally = &mut self.supervisors[supervisor.index()];
        let count = match watch.map(|watch| watch.deed) {
            Some(Deed::Move(_)) | None => &mut tally.moved,
            Some(Deed::Assign(_)) => &mut tally.assigned,
            Some(Deed::Reassign { .. }) => &mut tally.reassigned,
            Some(Deed::Raise(_)) => &mut tally.raised,
            Some(Deed::ToBot) => &mut tally.to_bot,
        };
        *count += counts;
    }

    pub(super) fn wrapped_up(
        &mut self,
        now: Time,
        (operator, held_slot): (OperatorId, bool),
        group: GroupId,
        began: Time,
    ) {
        let load = &mut self.operators[operator.index()].load;
        let sound =
            if held_slot { load.end_wrap_up(self.left) } else { load.end_slotless(self.left) };
        if self.measures(began) {
            self.groups[group.index()].wrap_ups += 1;
            self.groups[group.index()].wrap_up.add(now.since(began));
        }
        self.law(sound, || "a wrap-up ended that nobody had begun".into());
    }

    pub(super) fn operator_online(&mut self, operator: OperatorId, online: bool) {
        let left = self.left;
        let tally = &mut self.operators[operator.index()];
        turn(&mut tally.online, online, left);
        tally.adhere(left);
        tally.load.park(left, !online);
        let mut sound = true;
        let mut step = |level: &mut Level| {
            if online {
                level.up(left);
            } else {
                sound &= level.down(left);
            }
        };
        for chat in &self.chats_of_operator[operator.index()] {
            step(&mut self.chats[chat.index()].online);
        }
        self.law(sound, || "an operator went Offline who was not Online".into());
    }

    /// An operator is kept from work by the lack of a license, from now on or no more.
    fn denied(&mut self, now: Time, operator: OperatorId, denied: bool) {
        let left = self.left;
        turn(&mut self.operators[operator.index()].denied, denied, left);
        let tally = self.lacking(self.plan.operators[operator.index()].person);
        let mut sound = true;
        if denied {
            tally.denied.up(left);
        } else {
            sound = tally.denied.down(left);
        }
        for queue in &self.plan.operators[operator.index()].queues {
            self.shortages.get_or_insert_with(|| vec![Shortage::default(); self.plan.queues.len()])
                [queue.index()]
            .change(now, denied);
        }
        self.law(sound, || "an operator got a license who was never without".into());
    }

    pub(super) fn license(&mut self, now: Time, concurrent: bool, taken: bool) {
        let bought = &self.plan.licensing;
        let (tally, limit) = if concurrent {
            (&mut self.concurrent, bought.concurrent)
        } else {
            (&mut self.named, bought.named)
        };
        let sound = tally.step(now, taken, limit, self.window);
        let held = tally.held.value();
        self.law(sound, || format!("{held} licenses are held of {limit:?}"));
    }
}

impl LicenseTally {
    /// One is taken, or given back, with so many to be had. Says whether that could be.
    pub(super) fn step(
        &mut self,
        now: Time,
        taken: bool,
        limit: Option<u32>,
        window: Window,
    ) -> bool {
        let left = window.left(now);
        self.spend(now, window);
        let mut sound = true;
        if taken {
            self.held.up(left);
            self.taken += u64::from(window.counts(now));
        } else {
            sound = self.held.down(left);
        }
        let held = self.held.value();
        turn(&mut self.at_limit, limit == Some(held), left);
        sound && limit.is_none_or(|limit| held <= limit)
    }
}

/// One less, if there is one.
fn turn_down(level: &mut Level, left: Span) {
    let _was_one = level.down(left);
}

/// A level that is either 0 or 1.
fn turn(level: &mut Level, on: bool, left: Span) {
    if on && level.value() == 0 {
        level.up(left);
    } else if !on && level.value() == 1 {
        let _was_one = level.down(left);
    }
}
