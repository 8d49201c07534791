//! What people do: duty, Online and Offline, wrap-up, supervisors' acts, licenses.

use super::{LicenseShortage, LicenseTally, Metrics, Window};
use crate::base::{GroupId, LiveChatId, OperatorId, Span, SupervisorId, Time};
use crate::desk::{
    Fact, LicenseFact, OperatorFact, ServiceFact, SupervisorFact, TaskKind, TransferFact,
    UnavailableReason,
};
use crate::metrics::level::TimeWeightedLevel;
use crate::plan::{Duty, SupervisorAction};
use crate::policy::rights::{LicenseHeld, OnlineStatus, UserAction};

impl Metrics {
    pub(super) fn observe_staff(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::Service(ServiceFact::WrapUpEnded { operator, group, begun, held_slot }) => {
                self.on_wrap_up_ended(now, (operator, held_slot), group, begun);
            }
            Fact::Operator(OperatorFact::DutyChanged { operator, duty }) => {
                let tally = &mut self.operators[operator.index()];
                set_indicator(&mut tally.working, duty == Duty::Work, self.remaining);
                set_indicator(&mut tally.on_break, duty == Duty::Break, self.remaining);
                tally.update_adherence(self.remaining);
            }
            Fact::Operator(OperatorFact::BecameUnavailable { operator, reason }) => {
                let counts = u64::from(self.measured_now);
                let tally = &mut self.operators[operator.index()];
                match reason {
                    UnavailableReason::Absent => tally.absences += counts,
                    UnavailableReason::Disconnected => tally.disconnects += counts,
                }
            }
            // What comes of it is known only when somebody has answered, and is no act any more.
            Fact::Transfer(TransferFact::Begun { operator }) => {
                self.check_operator_may(operator, UserAction::Reassign)
            }
            Fact::Operator(OperatorFact::LicenseLackChanged { operator, lacks_license }) => {
                self.on_license_denial_changed(now, operator, lacks_license)
            }
            Fact::Service(ServiceFact::ClosedUnfinished { live_chat, arrived }) => {
                self.expect_unfinished_close();
                let counts = u64::from(self.window.contains(arrived));
                self.chats[live_chat.index()].closed_unfinished += counts;
            }
            Fact::Operator(OperatorFact::WentOnline { operator }) => {
                self.on_operator_presence(operator, true);
                self.set_operator_status(operator, OnlineStatus::Online);
            }
            Fact::Operator(OperatorFact::WentOffline { operator }) => {
                self.on_operator_presence(operator, false);
                self.set_operator_status(operator, OnlineStatus::Offline);
            }
            Fact::Supervisor(SupervisorFact::DutyChanged { supervisor, duty }) => {
                let working = &mut self.supervisors[supervisor.index()].working;
                set_indicator(working, duty == Duty::Work, self.remaining);
            }
            Fact::Supervisor(SupervisorFact::WentOnline { supervisor }) => {
                set_indicator(
                    &mut self.supervisors[supervisor.index()].online,
                    true,
                    self.remaining,
                );
                self.set_supervisor_status(supervisor, OnlineStatus::Online);
            }
            Fact::Supervisor(SupervisorFact::WentOffline { supervisor }) => {
                set_indicator(
                    &mut self.supervisors[supervisor.index()].online,
                    false,
                    self.remaining,
                );
                self.set_supervisor_status(supervisor, OnlineStatus::Offline);
            }
            Fact::Transfer(TransferFact::SlotHeld { operator, .. }) => self.on_slot_held(operator),
            Fact::Transfer(TransferFact::SlotReleased { operator, .. }) => {
                let sound = self.operators[operator.index()].load.release_slot(self.remaining);
                self.check_invariant(sound, || "a slot was freed that nobody had kept".into());
            }
            Fact::Supervisor(SupervisorFact::TaskBegun {
                supervisor,
                live_chat,
                task,
                due_since,
            }) => {
                self.on_task_begun(now, (supervisor, live_chat), task, due_since);
            }
            Fact::Supervisor(SupervisorFact::Intervened { supervisor, watch, .. }) => {
                self.on_supervisor_intervened(supervisor, watch)
            }
            Fact::Supervisor(SupervisorFact::TaskEnded { supervisor, live_chat, task }) => {
                let watch_action = self.plan.live_chats[live_chat.index()].watch.as_ref();
                let action = watch_action
                    .filter(|_| task == TaskKind::Watch)
                    .map(|watch| UserAction::from(watch.action));
                self.check_supervisor_may(supervisor, action.unwrap_or(UserAction::Assign));
                let measured = self.measured_now;
                if task == TaskKind::Intake {
                    decrement(&mut self.chats[live_chat.index()].being_read, self.remaining);
                }
                let tally = &mut self.supervisors[supervisor.index()];
                set_indicator(&mut tally.busy, false, self.remaining);
                if measured {
                    tally.tasks += 1;
                }
            }
            _ => self.observe_licenses(now, fact),
        }
    }

    fn observe_licenses(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::License(LicenseFact::Taken { person, concurrent }) => {
                self.check_logged_in(person);
                self.on_license(now, concurrent, true);
                let kind = if concurrent { LicenseHeld::Concurrent } else { LicenseHeld::Named };
                self.set_license(person, kind);
            }
            Fact::License(LicenseFact::Returned { person, concurrent }) => {
                self.on_license(now, concurrent, false);
                self.set_license(person, LicenseHeld::None);
            }
            Fact::License(LicenseFact::Refused { person, concurrent }) => {
                let counts = u64::from(self.measured_now);
                let tally = if concurrent { &mut self.concurrent } else { &mut self.named };
                tally.refused += counts;
                self.set_missing_license(person, false);
            }
            Fact::License(LicenseFact::LoginChanged { person, floating, event }) => {
                self.on_login_changed(now, (person, floating), event)
            }
            _ => {}
        }
    }

    fn on_slot_held(&mut self, operator: OperatorId) {
        let tally = &mut self.operators[operator.index()];
        tally.load.reserve_slot(self.remaining);
        let slots = tally.load.occupied_slots();
        let within =
            tally.ceiling.is_none_or(|limit| slots <= limit.saturating_add(tally.above_ceiling));
        self.check_invariant(within, || {
            format!("operator {} has {slots} slots busy", operator.index())
        });
    }

    fn on_task_begun(
        &mut self,
        now: Time,
        (supervisor, live_chat): (SupervisorId, LiveChatId),
        task: TaskKind,
        asked: Time,
    ) {
        let measured = self.measured_now;
        let chat = &mut self.chats[live_chat.index()];
        if task == TaskKind::Intake {
            chat.being_read.up(self.remaining);
            chat.read_immediately += u64::from(asked == now && self.window.contains(asked));
        }
        let tally = &mut self.supervisors[supervisor.index()];
        let idle = tally.busy.value() == 0;
        set_indicator(&mut tally.busy, true, self.remaining);
        if measured {
            tally.tasks_begun += 1;
            tally.task_wait.add(now.since(asked));
        }
        self.check_invariant(idle, || "a supervisor read two sessions at once".into());
    }

    pub(super) fn on_dispatched(&mut self, supervisor: SupervisorId, task: TaskKind) {
        let measured = self.measured_now;
        // What a watch says is a fact of its own.
        let counts = u64::from(measured && task == TaskKind::Intake);
        self.supervisors[supervisor.index()].dispatched += counts;
    }

    pub(super) fn on_supervisor_intervened(&mut self, supervisor: SupervisorId, watch: LiveChatId) {
        let counts = u64::from(self.measured_now);
        let watch = self.plan.live_chats[watch.index()].watch.as_ref();
        let tally = &mut self.supervisors[supervisor.index()];
        let count = match watch.map(|watch| watch.action) {
            Some(SupervisorAction::Move(_)) | None => &mut tally.moved,
            Some(SupervisorAction::Assign(_)) => &mut tally.assigned,
            Some(SupervisorAction::Reassign { .. }) => &mut tally.reassigned,
            Some(SupervisorAction::RaisePriority(_)) => &mut tally.priority_raised,
            Some(SupervisorAction::MoveToBot) => &mut tally.to_bot,
        };
        *count += counts;
    }

    pub(super) fn on_wrap_up_ended(
        &mut self,
        now: Time,
        (operator, held_slot): (OperatorId, bool),
        group: GroupId,
        began: Time,
    ) {
        let load = &mut self.operators[operator.index()].load;
        let sound = if held_slot {
            load.end_wrap_up(self.remaining)
        } else {
            load.end_slotless_wrap_up(self.remaining)
        };
        if self.is_measured(began) {
            self.groups[group.index()].wrap_ups += 1;
            self.groups[group.index()].wrap_up.add(now.since(began));
        }
        self.check_invariant(sound, || "a wrap-up ended that nobody had begun".into());
    }

    pub(super) fn on_operator_presence(&mut self, operator: OperatorId, online: bool) {
        let left = self.remaining;
        let tally = &mut self.operators[operator.index()];
        set_indicator(&mut tally.online, online, left);
        tally.update_adherence(left);
        tally.load.set_offline(left, !online);
        let mut sound = true;
        let mut step = |level: &mut TimeWeightedLevel| {
            if online {
                level.up(left);
            } else {
                sound &= level.down(left);
            }
        };
        for chat in &self.chats_of_operator[operator.index()] {
            step(&mut self.chats[chat.index()].online);
        }
        self.check_invariant(sound, || "an operator went Offline who was not Online".into());
    }

    /// An operator is kept from work by the lack of a license, from now on or no more.
    fn on_license_denial_changed(&mut self, now: Time, operator: OperatorId, denied: bool) {
        let left = self.remaining;
        set_indicator(&mut self.operators[operator.index()].denied, denied, left);
        let tally = self.missing_license_tally(self.plan.operators[operator.index()].person);
        let mut sound = true;
        if denied {
            tally.denied.up(left);
        } else {
            sound = tally.denied.down(left);
        }
        for queue in &self.plan.operators[operator.index()].queues {
            self.shortages
                .get_or_insert_with(|| vec![LicenseShortage::default(); self.plan.queues.len()])
                [queue.index()]
            .change(now, denied);
        }
        self.check_invariant(sound, || "an operator got a license who was never without".into());
    }

    pub(super) fn on_license(&mut self, now: Time, concurrent: bool, taken: bool) {
        let bought = &self.plan.licensing;
        let (tally, limit) = if concurrent {
            (&mut self.concurrent, bought.concurrent)
        } else {
            (&mut self.named, bought.named)
        };
        let sound = tally.change_held(now, taken, limit, self.window);
        let held = tally.held.value();
        self.check_invariant(sound, || format!("{held} licenses are held of {limit:?}"));
    }
}

impl LicenseTally {
    /// One is taken, or given back, with so many to be had. Says whether that could be.
    pub(super) fn change_held(
        &mut self,
        now: Time,
        taken: bool,
        limit: Option<u32>,
        window: Window,
    ) -> bool {
        let left = window.remaining(now);
        self.add_time_at_held(now, window);
        let mut sound = true;
        if taken {
            self.held.up(left);
            self.taken += u64::from(window.contains(now));
        } else {
            sound = self.held.down(left);
        }
        let held = self.held.value();
        set_indicator(&mut self.at_limit, limit == Some(held), left);
        sound && limit.is_none_or(|limit| held <= limit)
    }
}

/// One less, if there is one.
fn decrement(level: &mut TimeWeightedLevel, left: Span) {
    let _was_one = level.down(left);
}

/// A level that is either 0 or 1.
fn set_indicator(level: &mut TimeWeightedLevel, on: bool, left: Span) {
    if on && level.value() == 0 {
        level.up(left);
    } else if !on && level.value() == 1 {
        let _was_one = level.down(left);
    }
}
