//! What people do: duty, Online and Offline, wrap-up, supervisors' acts, licenses.

use super::{Metrics, Shortage};
use crate::base::{GroupId, OperatorId, Span, Time};
use crate::desk::Fact;
use crate::metrics::level::Level;
use crate::plan::Duty;

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
            Fact::OperatorAbsent { operator } => {
                let counts = u64::from(self.measures(now));
                self.operators[operator.index()].absences += counts;
            }
            Fact::OperatorCutOff { operator } => {
                let counts = u64::from(self.measures(now));
                self.operators[operator.index()].cut_offs += counts;
            }
            Fact::OperatorDenied { operator, denied } => self.denied(now, operator, denied),
            Fact::CutShort { live_chat, arrived } => {
                let counts = u64::from(self.window.counts(arrived));
                self.chats[live_chat.index()].cut_short += counts;
            }
            Fact::OperatorOnline { operator } => self.operator_online(operator, true),
            Fact::OperatorOffline { operator } => self.operator_online(operator, false),
            Fact::SupervisorDuty { supervisor, duty } => {
                let working = &mut self.supervisors[supervisor.index()].working;
                turn(working, duty == Duty::Work, self.left);
            }
            Fact::SupervisorOnline { supervisor } => {
                turn(&mut self.supervisors[supervisor.index()].online, true, self.left);
            }
            Fact::SupervisorOffline { supervisor } => {
                turn(&mut self.supervisors[supervisor.index()].online, false, self.left);
            }
            Fact::ActBegun { supervisor } => {
                let tally = &mut self.supervisors[supervisor.index()];
                let idle = tally.busy.value() == 0;
                turn(&mut tally.busy, true, self.left);
                self.law(idle, || "a supervisor read two sessions at once".into());
            }
            Fact::ActEnded { supervisor, handed_on } => {
                let measured = self.measures(now);
                let tally = &mut self.supervisors[supervisor.index()];
                turn(&mut tally.busy, false, self.left);
                if measured {
                    tally.acts += 1;
                    tally.handed_on += u64::from(handed_on);
                }
            }
            Fact::LicenseTaken { concurrent, .. } => self.license(now, concurrent, true),
            Fact::LicenseReturned { concurrent, .. } => self.license(now, concurrent, false),
            Fact::LicenseRefused { concurrent, .. } if self.measures(now) => {
                let tally = if concurrent { &mut self.concurrent } else { &mut self.named };
                tally.refused += 1;
            }
            _ => {}
        }
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
        let concurrent = !self.plan.people[self.plan.operators[operator.index()].person.index()]
            .named
            && self.plan.licensing.concurrent.is_some();
        let tally = if concurrent { &mut self.concurrent } else { &mut self.named };
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
        let counts = u64::from(self.measures(now));
        let bought = &self.plan.licensing;
        let (tally, limit) = if concurrent {
            (&mut self.concurrent, bought.concurrent)
        } else {
            (&mut self.named, bought.named)
        };
        tally.spend(now, self.window);
        let mut sound = true;
        if taken {
            tally.held.up(self.left);
            tally.taken += counts;
        } else {
            sound = tally.held.down(self.left);
        }
        let held = tally.held.value();
        turn(&mut tally.at_limit, limit == Some(held), self.left);
        let within = limit.is_none_or(|limit| held <= limit);
        self.law(sound && within, || format!("{held} licenses are held of {limit:?}"));
    }
}

/// A level that is either 0 or 1.
fn turn(level: &mut Level, on: bool, left: Span) {
    if on && level.value() == 0 {
        level.up(left);
    } else if !on && level.value() == 1 {
        let _was_one = level.down(left);
    }
}
