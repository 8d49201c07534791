//! Operators and supervisors: duty, Online and Offline, tasks.

use super::TallyRecorder;
use crate::base::{LiveChatId, OperatorId, SupervisorId, Time};
use crate::desk::{OperatorFact, SupervisorFact, TaskKind, UnavailableReason};
use crate::metrics::statistics::TimeWeightedLevel;
use crate::plan::{Duty, SupervisorAction};

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_operator_fact(&mut self, fact: OperatorFact) {
        match fact {
            OperatorFact::DutyChanged { operator, duty } => {
                let tally = &mut self.operators[operator.index()];
                tally.working.set_indicator(duty == Duty::Work, self.remaining);
                tally.on_break.set_indicator(duty == Duty::Break, self.remaining);
                tally.update_adherence(self.remaining);
            }
            OperatorFact::WentOnline { operator } => self.on_operator_presence(operator, true),
            OperatorFact::WentOffline { operator } => self.on_operator_presence(operator, false),
            OperatorFact::BecameUnavailable { operator, reason } => {
                let counts = u64::from(self.measured_now);
                let tally = &mut self.operators[operator.index()];
                match reason {
                    UnavailableReason::Absent => tally.absences += counts,
                    UnavailableReason::Disconnected => tally.disconnects += counts,
                }
            }
            OperatorFact::LicenseLackChanged { operator, lacks_license } => {
                self.on_license_lack_changed(operator, lacks_license);
            }
            OperatorFact::AcceptingChanged { .. } => {}
        }
    }

    #[inline(never)]
    pub(super) fn record_supervisor_fact(&mut self, fact: SupervisorFact) {
        match fact {
            SupervisorFact::DutyChanged { supervisor, duty } => {
                let working = &mut self.supervisors[supervisor.index()].working;
                working.set_indicator(duty == Duty::Work, self.remaining);
            }
            SupervisorFact::WentOnline { supervisor } => {
                self.supervisors[supervisor.index()].online.set_indicator(true, self.remaining);
            }
            SupervisorFact::WentOffline { supervisor } => {
                self.supervisors[supervisor.index()].online.set_indicator(false, self.remaining);
            }
            SupervisorFact::TaskBegun { supervisor, live_chat, task, due_since } => {
                self.on_task_begun(supervisor, live_chat, task, due_since);
            }
            SupervisorFact::TaskEnded { supervisor, live_chat, task } => {
                match task {
                    TaskKind::Intake => {
                        let being_read = &mut self.chats[live_chat.index()].being_read;
                        let _was_one = being_read.down(self.remaining);
                    }
                    TaskKind::Watch => {}
                }
                let tally = &mut self.supervisors[supervisor.index()];
                tally.busy.set_indicator(false, self.remaining);
                tally.tasks += u64::from(self.measured_now);
            }
            SupervisorFact::Intervened { supervisor, watch, .. } => {
                self.on_supervisor_intervened(supervisor, watch);
            }
        }
    }

    fn on_task_begun(
        &mut self,
        supervisor: SupervisorId,
        live_chat: LiveChatId,
        task: TaskKind,
        asked: Time,
    ) {
        let now = self.now;
        let measured = self.measured_now;
        let chat = &mut self.chats[live_chat.index()];
        if task == TaskKind::Intake {
            chat.being_read.up(self.remaining);
            chat.read_immediately += u64::from(asked == now && self.window.contains(asked));
        }
        let tally = &mut self.supervisors[supervisor.index()];
        let idle = tally.busy.value() == 0;
        tally.busy.set_indicator(true, self.remaining);
        if measured {
            tally.tasks_begun += 1;
            tally.task_wait.add(now.since(asked));
        }
        self.check_invariant(idle, || "a supervisor read two sessions at once".into());
    }

    fn on_supervisor_intervened(&mut self, supervisor: SupervisorId, watch: LiveChatId) {
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

    fn on_operator_presence(&mut self, operator: OperatorId, online: bool) {
        let left = self.remaining;
        let tally = &mut self.operators[operator.index()];
        tally.online.set_indicator(online, left);
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
        for chat in self.chats_of_operator[operator.index()].iter() {
            step(&mut self.chats[chat.index()].online);
        }
        self.check_invariant(sound, || "an operator went Offline who was not Online".into());
    }
}
