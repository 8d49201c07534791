//! What is counted about groups, operators and supervisors.

use super::{OperatorLoad, QueueTally, Replies};
use crate::base::Span;
use crate::desk::PauseReason;
use crate::metrics::statistics::{DurationSum, TimeWeightedLevel};
use crate::plan::Operator;

/// What was answered on behalf of one group.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct GroupTally {
    pub(in crate::metrics) taken: u64,
    pub(in crate::metrics) closed: u64,
    pub(in crate::metrics) transferred: u64,
    pub(in crate::metrics) reassigned: u64,
    /// The client left because no reply came.
    pub(in crate::metrics) abandoned_in_service: u64,
    /// The client had left before.
    pub(in crate::metrics) accepted_abandoned: u64,
    pub(in crate::metrics) replies: Replies,
    /// Sessions that went to a fallback, because no member was Online.
    pub(in crate::metrics) fallbacks: u64,
    /// Taken to closed, transferred, reassigned or abandoned, and wrap-up.
    pub(in crate::metrics) handling: DurationSum,
    pub(in crate::metrics) wrap_up: DurationSum,
    pub(in crate::metrics) wrap_ups: u64,
    /// The group's queue.
    pub(in crate::metrics) queue: QueueTally,
    /// The members' time, added up.
    pub(in crate::metrics) operator_time: OperatorTime,
    /// How long it was measured, in seconds.
    pub(in crate::metrics) seconds: f64,
}

/// Operators' time, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct OperatorTime {
    pub(in crate::metrics) working: f64,
    pub(in crate::metrics) on_break: f64,
    pub(in crate::metrics) online: f64,
    /// With a session or a wrap-up.
    pub(in crate::metrics) busy: f64,
    /// With nothing but slots that are kept.
    pub(in crate::metrics) only_held: f64,
    /// With a session.
    pub(in crate::metrics) active: f64,
    /// Sessions times time.
    pub(in crate::metrics) sessions: f64,
    /// Sessions and wrap-ups times time, of those with a limit.
    pub(in crate::metrics) slots_used: f64,
    /// Limit times time Online, of those with a limit.
    pub(in crate::metrics) slots: f64,
    /// Writing replies.
    pub(in crate::metrics) typing: f64,
    /// Sessions that pause times time.
    pub(in crate::metrics) inactive: f64,
    pub(in crate::metrics) on_hold: f64,
}

impl OperatorTime {
    pub(in crate::metrics) fn merge(&mut self, other: &Self) {
        self.working += other.working;
        self.on_break += other.on_break;
        self.online += other.online;
        self.busy += other.busy;
        self.only_held += other.only_held;
        self.active += other.active;
        self.sessions += other.sessions;
        self.slots_used += other.slots_used;
        self.slots += other.slots;
        self.typing += other.typing;
        self.inactive += other.inactive;
        self.on_hold += other.on_hold;
    }
}

/// One operator.
#[derive(Clone, Debug, Default)]
#[repr(C, align(64))]
pub(in crate::metrics) struct OperatorTally {
    // What every session touches stands first and together: of ten thousand operators, no more
    // should have to come from far away than that.
    pub(in crate::metrics) load: OperatorLoad,
    pub(in crate::metrics) online: TimeWeightedLevel,
    pub(in crate::metrics) taken: u64,
    pub(in crate::metrics) closed: u64,
    pub(in crate::metrics) handling: DurationSum,
    /// The most that any queue gives.
    pub(in crate::metrics) ceiling: Option<u32>,
    /// By how many the operator is above it, because sessions that had freed their slots went on.
    pub(in crate::metrics) above_ceiling: u32,
    /// The limit; `None`: unlimited.
    pub(in crate::metrics) limit: Option<u32>,
    pub(in crate::metrics) transferred: u64,
    pub(in crate::metrics) reassigned: u64,
    pub(in crate::metrics) abandoned_in_service: u64,
    pub(in crate::metrics) replies: Replies,
    /// Writes a reply.
    pub(in crate::metrics) typing: TimeWeightedLevel,
    /// Sessions that pause.
    pub(in crate::metrics) inactive: TimeWeightedLevel,
    pub(in crate::metrics) on_hold: TimeWeightedLevel,
    pub(in crate::metrics) offers: OfferTally,
    /// Sessions that another operator had taken already.
    pub(in crate::metrics) already_taken: u64,
    pub(in crate::metrics) working: TimeWeightedLevel,
    pub(in crate::metrics) on_break: TimeWeightedLevel,
    /// On duty and Online; Online and off duty.
    pub(in crate::metrics) adherent: TimeWeightedLevel,
    pub(in crate::metrics) overtime: TimeWeightedLevel,
    /// On duty, and denied a license.
    pub(in crate::metrics) denied: TimeWeightedLevel,
    /// Shifts to which the operator did not come.
    pub(in crate::metrics) absences: u64,
    /// How often the connection was lost while Online.
    pub(in crate::metrics) disconnects: u64,
}

/// What was offered to one operator.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct OfferTally {
    pub(in crate::metrics) made: u64,
    pub(in crate::metrics) accepted: u64,
    pub(in crate::metrics) declined: u64,
    pub(in crate::metrics) missed: u64,
    pub(in crate::metrics) withdrawn: u64,
    /// Of those accepted.
    pub(in crate::metrics) delay: DurationSum,
    pub(in crate::metrics) reserved: TimeWeightedLevel,
}

impl OperatorTally {
    pub(in crate::metrics) fn new(operator: &Operator, ceiling: Option<u32>) -> Self {
        Self { limit: operator.limit, ceiling, ..Self::default() }
    }

    /// Compares what the calendar says with what is.
    pub(in crate::metrics) fn update_adherence(&mut self, left: Span) {
        let [online, working, on_break] =
            [self.online, self.working, self.on_break].map(|level| level.value() == 1);
        let levels = [
            (&mut self.adherent, online && working),
            (&mut self.overtime, online && !working && !on_break),
        ];
        for (level, on) in levels {
            if on && level.value() == 0 {
                level.up(left);
            } else if !on && level.value() == 1 {
                let _was_one = level.down(left);
            }
        }
    }

    /// The next session may be above the limit.
    pub(in crate::metrics) fn allow_one_more(&mut self) {
        let ceiling = self.ceiling.unwrap_or(u32::MAX);
        self.above_ceiling =
            self.above_ceiling.max((self.load.occupied_slots() + 1).saturating_sub(ceiling));
    }

    /// What is on hand again may be above the limit.
    pub(in crate::metrics) fn allow_above_ceiling(&mut self) {
        let ceiling = self.ceiling.unwrap_or(u32::MAX);
        self.above_ceiling =
            self.above_ceiling.max(self.load.occupied_slots().saturating_sub(ceiling));
    }

    /// Sessions that pause for this reason.
    pub(in crate::metrics) fn paused_level(
        &mut self,
        reason: PauseReason,
    ) -> &mut TimeWeightedLevel {
        match reason {
            PauseReason::Inactive => &mut self.inactive,
            PauseReason::Hold => &mut self.on_hold,
        }
    }

    pub(in crate::metrics) fn operator_time(&self) -> OperatorTime {
        let limited = f64::from(u8::from(self.limit.is_some()));
        let online = self.online.seconds();
        OperatorTime {
            working: self.working.seconds(),
            on_break: self.on_break.seconds(),
            online,
            busy: Span(self.load.busy).as_secs_f64(),
            only_held: Span(self.load.only_held).as_secs_f64(),
            active: Span(self.load.active).as_secs_f64(),
            sessions: Span(self.load.session_time).as_secs_f64(),
            slots_used: limited * Span(self.load.slot_time).as_secs_f64(),
            slots: self.limit.map_or(0.0, f64::from) * online,
            typing: self.typing.seconds(),
            inactive: self.inactive.seconds(),
            on_hold: self.on_hold.seconds(),
        }
    }
}

/// One supervisor.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct SupervisorTally {
    pub(in crate::metrics) tasks: u64,
    pub(in crate::metrics) dispatched: u64,
    pub(in crate::metrics) moved: u64,
    pub(in crate::metrics) assigned: u64,
    pub(in crate::metrics) reassigned: u64,
    pub(in crate::metrics) priority_raised: u64,
    pub(in crate::metrics) to_bot: u64,
    /// Acts begun, and how long they had been due.
    pub(in crate::metrics) tasks_begun: u64,
    pub(in crate::metrics) task_wait: DurationSum,
    pub(in crate::metrics) online: TimeWeightedLevel,
    pub(in crate::metrics) working: TimeWeightedLevel,
    pub(in crate::metrics) busy: TimeWeightedLevel,
}
