//! What few sessions have: deadlines, operators who are not to get it, a dialogue, a service level, the way through
//! an overflow, and what becomes of a transfer.

use super::deadline::Deadlines;
use super::{Deadline, DialogueState, Session, SlaClocks};
use crate::base::{OperatorId, QueueId, Time};
use crate::plan::{QueueAgeFrom, Skills, Topic};

/// State that most sessions do without.
#[derive(Debug, Default)]
pub(super) struct Extras {
    pub(super) deadlines: Deadlines,
    pub(super) excluded: Vec<OperatorId>,
    pub(super) abandonment: AbandonmentState,
    pub(super) dialogue: Option<DialogueState>,
    /// Operators who did not accept it in the queue that it is in, and how often.
    pub(super) unaccepted_offers: Vec<(OperatorId, u32)>,
    /// The operator who stays with the client until another takes over, and the transfer that is
    /// under way.
    pub(super) warm_transfer: Option<(OperatorId, usize)>,
    /// How many transfers failed.
    pub(super) failed_transfers: u32,
    /// The skills no longer required in the current queue, and the rings gone through.
    pub(super) dropped_skills: Skills,
    pub(super) rings_exited: u8,
    /// The only operator who may have it for a while.
    pub(super) restricted_to: Option<OperatorId>,
    /// The queue whose overflow it follows, and the next step.
    pub(super) overflow: Option<(QueueId, usize)>,
    pub(super) sla_clocks: Option<SlaClocks>,
    /// The queue that pushed it to the operator for whom it waits alone.
    pub(super) pushed_from: Option<QueueId>,
    /// It was admitted before, so no full queue turns it away.
    pub(super) admitted: bool,
    /// A bot had it and could not help.
    pub(super) bot_handed_off: bool,
}

/// Whether the desk sees that the client gives up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum AbandonmentState {
    /// The desk sees it.
    #[default]
    Visible,
    /// The desk will not see it.
    Silent,
    /// The client has left, and the desk does not see it.
    SilentlyAbandoned,
}

impl Session {
    /// From now on no full queue turns it away.
    pub(in crate::desk) fn admit(&mut self) {
        self.extras.get_or_insert_default().admitted = true;
    }

    /// A bot hands it off.
    pub(in crate::desk) fn mark_handed_off(&mut self) {
        self.admit();
        self.extras.get_or_insert_default().bot_handed_off = true;
    }

    /// A bot had it and could not help.
    pub(in crate::desk) fn was_handed_off(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.bot_handed_off)
    }

    /// The clocks of its service level.
    #[inline]
    pub(in crate::desk) fn sla_clocks(&mut self) -> Option<&mut SlaClocks> {
        self.extras.as_mut()?.sla_clocks.as_mut()
    }

    /// Attaches a service level.
    pub(in crate::desk) fn set_sla_clocks(&mut self, clocks: SlaClocks) {
        self.extras.get_or_insert_default().sla_clocks = Some(clocks);
    }

    /// The dialogue of this visit so far, if it has begun.
    pub(in crate::desk) fn dialogue(&mut self) -> Option<&mut DialogueState> {
        self.extras.as_mut()?.dialogue.as_mut()
    }

    /// Begins a dialogue.
    pub(in crate::desk) fn begin_dialogue(&mut self, talk: DialogueState) {
        self.extras.get_or_insert_default().dialogue = Some(talk);
    }

    /// Its first deadline, and when it is due.
    pub(in crate::desk) fn next_deadline(&self) -> Option<(Time, Deadline)> {
        self.extras.as_ref()?.deadlines.first()
    }

    /// When this deadline is due, if it is set.
    pub(in crate::desk) fn deadline_time(&self, what: Deadline) -> Option<Time> {
        self.extras.as_ref()?.deadlines.time_of(what)
    }

    /// Sets a deadline. The role that owns the session sets its timer.
    pub(in crate::desk) fn set_deadline(&mut self, at: Time, what: Deadline) {
        self.extras.get_or_insert_default().deadlines.set(at, what);
    }

    /// Drops the deadlines of a kind. The role that owns the session sets its timer.
    pub(in crate::desk) fn drop_deadline(&mut self, what: Deadline) {
        if let Some(extras) = &mut self.extras {
            extras.deadlines.clear(what);
        }
    }

    /// Removes the first deadline, if it is due.
    pub(in crate::desk) fn pop_due_deadline(&mut self, now: Time) -> Option<Deadline> {
        self.extras.as_mut()?.deadlines.pop_due(now)
    }

    /// Another operator has it now: those who were not to get it from its last operator may get it
    /// from this one.
    pub(super) fn clear_exclusions(&mut self) {
        if let Some(extras) = &mut self.extras {
            extras.excluded.clear();
        }
    }

    /// This operator does not get it before another has had it.
    pub(in crate::desk) fn exclude(&mut self, operator: OperatorId) {
        let excluded = &mut self.extras.get_or_insert_default().excluded;
        if !excluded.contains(&operator) {
            excluded.push(operator);
        }
    }

    /// The operator did not accept it.
    pub(in crate::desk) fn record_unaccepted_offer(&mut self, operator: OperatorId) {
        let offers = &mut self.extras.get_or_insert_default().unaccepted_offers;
        match offers.iter_mut().find(|(one, _)| *one == operator) {
            Some((_, times)) => *times += 1,
            None => offers.push((operator, 1)),
        }
    }

    /// How often the operator did not accept it.
    pub(in crate::desk) fn unaccepted_offers_of(&self, operator: OperatorId) -> u32 {
        let offers = self.extras.as_ref().map_or(&[][..], |extras| &extras.unaccepted_offers);
        offers.iter().find(|(one, _)| *one == operator).map_or(0, |(_, times)| *times)
    }

    /// The operators who do not get it.
    pub(in crate::desk) fn excluded_operators(&self) -> &[OperatorId] {
        self.extras.as_ref().map_or(&[], |extras| &extras.excluded)
    }

    /// Makes due now what was due before `now`, while the session was not attended to.
    pub(in crate::desk) fn postpone_overdue_deadlines(&mut self, now: Time) {
        if let Some(extras) = &mut self.extras {
            extras.deadlines.postpone_overdue(now);
        }
    }

    /// An operator stays with the client until another takes over.
    pub(in crate::desk) fn set_warm_transfer(&mut self, operator: OperatorId, transfer: usize) {
        self.extras.get_or_insert_default().warm_transfer = Some((operator, transfer));
    }

    /// The operator who stayed with the client may leave.
    #[inline]
    pub(in crate::desk) fn take_warm_transfer(&mut self) -> Option<(OperatorId, usize)> {
        self.extras.as_mut()?.warm_transfer.take()
    }

    /// How many transfers failed.
    pub(in crate::desk) fn failed_transfers(&self) -> u32 {
        self.extras.as_ref().map_or(0, |extras| extras.failed_transfers)
    }

    /// A transfer failed: the operator who has it does the work of the next visit.
    pub(in crate::desk) fn fail_transfer(&mut self) {
        self.visit += 1;
        self.work_left = 1.0;
        let extras = self.extras.get_or_insert_default();
        extras.failed_transfers += 1;
        extras.dialogue = None;
        extras.deadlines.clear(Deadline::SpamMark);
    }

    /// It was transferred before.
    pub(in crate::desk) fn was_transferred(&self) -> bool {
        self.visit > self.failed_transfers()
    }

    /// Sets from when its age counts after a transfer at `now`.
    pub(in crate::desk) fn set_age_after_transfer(&mut self, queue_age: QueueAgeFrom, now: Time) {
        if queue_age == QueueAgeFrom::Transfer {
            self.age_from = now;
        }
    }

    /// The skills that an operator needs to get it from its current queue.
    pub(in crate::desk) fn required_skills(&self, topic: &Topic) -> Skills {
        match &self.extras {
            Some(extras) => topic.requires.without(extras.dropped_skills),
            None => topic.requires,
        }
    }

    /// Drops these requirements: it leaves a ring.
    pub(in crate::desk) fn relax(&mut self, drop: Skills) {
        let extras = self.extras.get_or_insert_default();
        extras.dropped_skills = extras.dropped_skills.union(drop);
        extras.rings_exited += 1;
    }

    /// How many rings it has gone through in its current queue.
    pub(in crate::desk) fn rings_exited(&self) -> u8 {
        self.extras.as_ref().map_or(0, |extras| extras.rings_exited)
    }

    /// Only this operator may have it for a while; `None` lifts the restriction.
    pub(in crate::desk) fn restrict_to(&mut self, operator: Option<OperatorId>) {
        self.extras.get_or_insert_default().restricted_to = operator;
    }

    /// A queue pushed it to an operator, for whom it waits alone.
    pub(in crate::desk) fn set_pushed_from(&mut self, queue: QueueId) {
        self.extras.get_or_insert_default().pushed_from = Some(queue);
    }

    /// The queue that pushed it to the operator for whom it waits alone.
    #[inline]
    pub(in crate::desk) fn pushed_from(&self) -> Option<QueueId> {
        self.extras.as_ref()?.pushed_from
    }

    /// The only operator who may have it.
    pub(in crate::desk) fn restricted_to(&self) -> Option<OperatorId> {
        self.extras.as_ref()?.restricted_to
    }

    /// The queue whose overflow it follows, and the next step.
    pub(in crate::desk) fn overflow(&self) -> Option<(QueueId, usize)> {
        self.extras.as_ref()?.overflow
    }

    /// It follows the overflow of a queue from this step on.
    pub(in crate::desk) fn follow_overflow(&mut self, queue: QueueId, step: usize) {
        self.extras.get_or_insert_default().overflow = Some((queue, step));
    }

    /// When the first running clock of its service level runs out, if one runs.
    pub(in crate::desk) fn next_sla_due(&self) -> Option<Time> {
        self.extras.as_ref()?.sla_clocks.as_ref()?.next_due()
    }
}
