//! What becomes of sessions: offered, queued, answered, switched, closed, lost.

use super::{Metrics, TransitReason, target_key};
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{
    Abandoned, Accepted, Closed, Fact, QueueFact, Reassigned, RefusalReason, ServiceFact,
    TransferFact, Transferred, WaitPlace,
};
use crate::metrics::tally::{Outcomes, TransferTally};
use crate::plan::TransferTarget;
use crate::policy::rights::UserAction;

impl Metrics {
    #[inline]
    pub(super) fn interval_outcomes(
        &mut self,
        live_chat: LiveChatId,
        arrived: Time,
    ) -> &mut Outcomes {
        // Most came in the interval that it is now: no division for those.
        let (number, starts) = self.current_interval;
        let interval = if arrived >= starts {
            number
        } else {
            (arrived.0 / self.plan.run.interval.0) as usize
        };
        &mut self.intervals[live_chat.index() * self.intervals_per_chat + interval]
    }

    pub(super) fn on_refused(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        reason: RefusalReason,
    ) {
        if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let came = (session, live_chat, arrived);
            let chat = self.count_outcome(came, |outcomes| outcomes.refused += 1);
            match reason {
                RefusalReason::ChannelDown => chat.refused_channel_down += 1,
                RefusalReason::Closed => chat.refused_closed += 1,
                RefusalReason::NotPermitted => chat.refused_not_permitted += 1,
                RefusalReason::QueueFull => chat.refused_queue_full += 1,
                RefusalReason::NobodyOnline => chat.refused_nobody_online += 1,
            }
        }
    }

    #[inline(always)]
    pub(super) fn on_queued(&mut self, live_chat: LiveChatId, place: WaitPlace) {
        self.chats[live_chat.index()].waiting.up(self.remaining);
        if let WaitPlace::Queue(queue) = place {
            self.queues[queue.index()].waiting.up(self.remaining);
        }
    }

    #[inline]
    pub(super) fn leave_queue(&mut self, live_chat: LiveChatId, place: WaitPlace) {
        let mut sound = self.chats[live_chat.index()].waiting.down(self.remaining);
        if let WaitPlace::Queue(queue) = place {
            sound &= self.queues[queue.index()].waiting.down(self.remaining);
        }
        self.check_invariant(sound, || "a session left a queue that nobody was in".into());
    }

    #[inline(always)]
    pub(super) fn on_accepted(&mut self, now: Time, fact: Fact) {
        let Fact::Service(ServiceFact::Accepted(Accepted {
            session,
            live_chat,
            place,
            queued,
            joined,
            arrived,
            first,
            operator,
            group,
        })) = fact
        else {
            return;
        };
        if queued {
            self.leave_queue(live_chat, place);
        }
        let window = self.window;
        self.chats[live_chat.index()].serving.up(self.remaining);
        let wait = self.wait_without_bot(session, now.since(arrived));
        if window.contains(joined)
            && let WaitPlace::Queue(queue) = place
        {
            self.queues[queue.index()].record_taken(now.since(joined), queued);
            if queued && self.waited_for_license(queue, joined, now) {
                self.queues[queue.index()].waited_for_license += 1;
            }
        }
        self.count_acceptance_delay(now, place, live_chat.index(), joined);
        if !first {
            self.end_transit(session, live_chat, arrived, now.since(joined), true);
        } else if window.contains(arrived) && !self.retrials_and_spam.is_spam(session) {
            let within = u64::from(wait <= self.plan.run.answer_within);
            let waited = u64::from(queued || wait > Span::ZERO);
            let count = |outcomes: &mut Outcomes| {
                outcomes.answered += 1;
                outcomes.answered_within += within;
                outcomes.waited += waited;
                outcomes.wait_answered.add(wait);
            };
            self.count_outcome((session, live_chat, arrived), count).record_answer_wait(wait);
            if !self.admitted_at_opening.is_empty() {
                self.count_answer_after_opening(now, session, live_chat);
            }
        }
        if self.forecaster.is_some() {
            self.check_announced_wait(now, session, live_chat, Some(joined));
        }
        self.count_taken(operator, group);
    }

    #[inline(always)]
    pub(super) fn count_taken(&mut self, operator: OperatorId, group: GroupId) {
        let counts = u64::from(self.measured_now);
        self.groups[group.index()].taken += counts;
        self.operators[operator.index()].taken += counts;
        self.add_session(operator);
    }

    #[inline(always)]
    pub(super) fn add_session(&mut self, operator: OperatorId) {
        let tally = &mut self.operators[operator.index()];
        let ceiling = tally.ceiling.unwrap_or(u32::MAX);
        if tally.load.occupied_slots() < ceiling {
            tally.above_ceiling = 0;
        }
        tally.load.begin_session(self.remaining);
        let load = tally.load.occupied_slots();
        let within = load <= ceiling.saturating_add(tally.above_ceiling);
        let online = tally.online.value() == 1;
        self.check_invariant(within, || {
            format!("operator {} has {load} at once", operator.index())
        });
        self.check_invariant(online, || "an operator who is Offline took a session".into());
        self.check_operator_may(operator, UserAction::Take);
    }

    #[inline(always)]
    pub(super) fn remove_session(&mut self, operator: OperatorId, live_chat: LiveChatId) {
        let mut sound = self.operators[operator.index()].load.end_session(self.remaining);
        sound &= self.chats[live_chat.index()].serving.down(self.remaining);
        self.check_invariant(sound, || "an operator ended a session without having one".into());
    }

    #[inline(always)]
    pub(super) fn on_abandoned(&mut self, now: Time, fact: Fact) {
        let Fact::Queue(QueueFact::Abandoned(Abandoned { live_chat, place, .. })) = fact else {
            return;
        };
        self.leave_queue(live_chat, place);
        self.count_abandonment(now, fact);
    }

    /// Whether or not anybody saw it.
    #[inline]
    pub(super) fn count_abandonment(&mut self, now: Time, fact: Fact) {
        let Fact::Queue(QueueFact::Abandoned(Abandoned {
            session,
            live_chat,
            place,
            joined,
            arrived,
            answered,
        })) = fact
        else {
            return;
        };
        let wait = self.wait_without_bot(session, now.since(arrived));
        if self.forecaster.is_some() {
            self.check_announced_wait(now, session, live_chat, None);
        }
        if self.window.contains(joined)
            && let WaitPlace::Queue(queue) = place
        {
            self.queues[queue.index()].record_abandoned(now.since(joined));
            if self.waited_for_license(queue, joined, now) {
                self.queues[queue.index()].waited_for_license += 1;
            }
        }
        if answered {
            self.end_transit(session, live_chat, arrived, now.since(joined), false);
        } else if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let short = u64::from(wait < self.plan.run.short_abandon);
            let within = u64::from(wait <= self.plan.run.answer_within);
            let count = |outcomes: &mut Outcomes| {
                outcomes.abandoned += 1;
                outcomes.abandoned_within += within;
                outcomes.short_abandoned += short;
                outcomes.waited += 1;
                outcomes.wait_abandoned.add(wait);
            };
            self.count_outcome((session, live_chat, arrived), count).record_abandon_wait(wait);
        }
    }

    /// A session that had been answered was taken again, or its client gave up waiting for that.
    pub(super) fn end_transit(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        wait: Span,
        taken: bool,
    ) {
        let reason = self.in_transit.remove(&session);
        // What is lost is over: of spam nothing is counted.
        let spam = if taken {
            self.retrials_and_spam.is_spam(session)
        } else {
            self.drop_spam(session, live_chat)
        };
        if spam || !self.window.contains(arrived) {
            return;
        }
        let chat = &mut self.chats[live_chat.index()];
        chat.lost_after_transfer += u64::from(!taken);
        match reason {
            Some(TransitReason::Transferred(from, to)) => {
                chat.waits_after_transfer += 1;
                chat.wait_after_transfer.add(wait);
                let tally = self.transfers.entry((from, target_key(to))).or_default();
                tally.taken += u64::from(taken);
                tally.abandoned += u64::from(!taken);
                tally.wait.add(wait);
            }
            Some(TransitReason::Reassigned) => {
                chat.waits_after_reassignment += 1;
                chat.wait_after_reassignment.add(wait);
            }
            Some(TransitReason::HandedOffByBot) => {}
            None => self.check_invariant(false, || {
                "a session came from an operator who never had it".into()
            }),
        }
    }

    pub(super) fn on_transferred(&mut self, now: Time, fact: Fact) {
        let Fact::Transfer(TransferFact::Transferred(Transferred {
            session,
            live_chat,
            arrived,
            first,
            target_asked,
            operator,
            from,
            to,
            accepted,
        })) = fact
        else {
            return;
        };
        if !target_asked {
            self.check_operator_may(operator, UserAction::Reassign);
        }
        self.remove_session(operator, live_chat);
        self.in_transit.insert(session, TransitReason::Transferred(from, to));
        if self.is_measured(accepted) {
            self.operators[operator.index()].transferred += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[from.index()].transferred += 1;
            self.groups[from.index()].handling.add(now.since(accepted));
        }
        if self.window.contains(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.transfers += 1;
            chat.transferred_sessions += u64::from(first);
            self.transfers.entry((from, target_key(to))).or_default().transferred += 1;
        }
    }

    /// Something about switches of one kind.
    pub(super) fn count_transfer(
        &mut self,
        arrived: Time,
        from: GroupId,
        to: TransferTarget,
        count: impl FnOnce(&mut TransferTally),
    ) {
        if self.window.contains(arrived) {
            count(self.transfers.entry((from, target_key(to))).or_default());
        }
    }

    pub(super) fn on_reassigned(&mut self, now: Time, fact: Fact) {
        let Fact::Transfer(TransferFact::Reassigned(Reassigned {
            session,
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            reason: _,
            abandoned,
        })) = fact
        else {
            return;
        };
        self.remove_session(operator, live_chat);
        self.in_transit.insert(session, TransitReason::Reassigned);
        if abandoned {
            let sound = self.chats[live_chat.index()].abandoned_served.down(self.remaining);
            self.check_invariant(sound, || "a client was missed who had not left".into());
        }
        if self.is_measured(accepted) {
            self.operators[operator.index()].reassigned += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].reassigned += 1;
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if self.window.contains(arrived) {
            self.chats[live_chat.index()].reassignments += 1;
        }
    }

    #[inline(always)]
    pub(super) fn on_closed(&mut self, now: Time, fact: Fact) {
        let Fact::Service(ServiceFact::Closed(Closed {
            session,
            live_chat,
            arrived,
            answered,
            operator,
            group,
            accepted,
            wraps_up,
        })) = fact
        else {
            return;
        };
        self.check_may_close(operator);
        self.remove_session(operator, live_chat);
        if let Some(forecaster) = &mut self.forecaster {
            forecaster.record_length(live_chat, now.since(accepted));
        }
        if wraps_up {
            self.operators[operator.index()].load.begin_wrap_up(self.remaining);
        }
        if self.is_measured(accepted) {
            self.operators[operator.index()].closed += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].closed += 1;
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.closed += 1;
            chat.handling.add(now.since(answered));
            chat.duration.add(now.since(arrived));
        }
    }
}
