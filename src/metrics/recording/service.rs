//! What becomes of sessions with an operator: taken, closed, left by their client, marked as spam; and
//! the wrap-up after them.

use super::TallyRecorder;
use crate::base::{GroupId, LiveChatId, OperatorId, Span, Time};
use crate::desk::{
    AbandonedInService, Accepted, Closed, FalseSpamMarkChange, FalseSpamMarkEvent, ServiceFact,
    WaitPlace,
};
use crate::metrics::tallies::Outcomes;

impl TallyRecorder {
    #[inline(always)]
    pub(super) fn record_service(&mut self, fact: ServiceFact) {
        match fact {
            ServiceFact::Accepted(taken) => self.on_accepted(taken),
            ServiceFact::Closed(closed) => self.on_closed(closed),
            ServiceFact::AcceptedAbandoned {
                session,
                live_chat,
                place,
                queued,
                operator,
                group,
            } => {
                if queued {
                    self.leave_queue(live_chat, place);
                }
                self.in_transit.remove(&session);
                self.on_accepted_abandoned(live_chat, operator, group);
            }
            ServiceFact::AbandonmentDiscovered { live_chat, operator, .. } => {
                self.remove_session(operator, live_chat);
                self.change_abandoned(live_chat.index(), -1, -1);
            }
            ServiceFact::AbandonedInService(left) => self.on_abandoned_in_service(left),
            ServiceFact::ClosedUnfinished { live_chat, arrived } => {
                let counts = u64::from(self.window.contains(arrived));
                self.chats[live_chat.index()].closed_unfinished += counts;
            }
            ServiceFact::FalseSpamMarkChanged(change) => self.on_spam_mark_changed(change),
            ServiceFact::WrapUpBegun { operator } => {
                self.operators[operator.index()].load.begin_slotless_wrap_up(self.remaining);
            }
            ServiceFact::WrapUpEnded { operator, live_chat, group, begun, held_slot } => {
                self.on_wrap_up_ended(operator, held_slot, live_chat, group, begun);
            }
        }
    }

    #[inline(always)]
    fn on_accepted(&mut self, taken: Accepted) {
        let Accepted { session, live_chat, place, queued, joined, arrived, first, operator, group } =
            taken;
        let now = self.now;
        if queued {
            self.leave_queue(live_chat, place);
        }
        let window = self.window;
        self.chats[live_chat.index()].serving.up(self.remaining);
        let wait = self.wait_without_bot(session, now.since(arrived));
        if window.contains(joined)
            && let WaitPlace::Queue(queue) = place
        {
            self.queues[queue.index()].record_taken(now.since(joined));
            if self.waited_for_license(queue, joined, now) {
                self.queues[queue.index()].waited_for_license += 1;
            }
        }
        self.count_acceptance_delay(place, live_chat.index(), joined);
        if !first {
            self.end_transit(session, live_chat, arrived, now.since(joined), true);
        } else if window.contains(arrived) && !self.retrials_and_spam.is_spam(session) {
            let within = u64::from(wait <= self.plan.run.answer_within);
            let waited = u64::from(wait > Span::ZERO);
            let count = |outcomes: &mut Outcomes| {
                outcomes.answered += 1;
                outcomes.answered_within += within;
                outcomes.waited += waited;
                outcomes.wait_answered.add(wait);
            };
            self.count_outcome(session, live_chat, arrived, count).record_answer_wait(wait);
            if !self.admitted_at_opening.is_empty() {
                self.count_answer_after_opening(session, live_chat);
            }
        }
        if self.forecaster.is_some() {
            self.check_announced_wait(session, live_chat, Some(joined));
        }
        if first && self.plan.is_begun_by_operators(session) {
            // It is the operator's at once, above the limit if need be (rulebook E-C10).
            self.operators[operator.index()].allow_one_more();
        }
        self.count_taken(operator, group);
    }

    #[inline(always)]
    fn count_taken(&mut self, operator: OperatorId, group: GroupId) {
        let counts = u64::from(self.measured_now);
        self.groups[group.index()].taken += counts;
        self.operators[operator.index()].taken += counts;
        self.add_session(operator);
    }

    #[inline(always)]
    fn add_session(&mut self, operator: OperatorId) {
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
    }

    #[inline(always)]
    pub(super) fn remove_session(&mut self, operator: OperatorId, live_chat: LiveChatId) {
        let mut sound = self.operators[operator.index()].load.end_session(self.remaining);
        sound &= self.chats[live_chat.index()].serving.down(self.remaining);
        self.check_invariant(sound, || "an operator ended a session without having one".into());
    }

    #[inline(always)]
    fn on_closed(&mut self, closed: Closed) {
        let Closed { session, live_chat, arrived, answered, operator, group, accepted, wraps_up } =
            closed;
        let now = self.now;
        self.remove_session(operator, live_chat);
        if let Some(forecaster) = &mut self.forecaster {
            forecaster.record_length(live_chat, now.since(accepted));
        }
        if wraps_up {
            self.operators[operator.index()].load.begin_wrap_up(self.remaining);
        }
        if self.count_handled(operator, group, live_chat, accepted) {
            self.operators[operator.index()].closed += 1;
            self.groups[group.index()].closed += 1;
        }
        if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.closed += 1;
            chat.answer_to_close.add(now.since(answered));
            chat.duration.add(now.since(arrived));
        }
    }

    /// An operator is done with a session, whatever became of it. Says whether that counts: whether the
    /// session was taken in the measured window.
    #[inline]
    pub(super) fn count_handled(
        &mut self,
        operator: OperatorId,
        group: GroupId,
        live_chat: LiveChatId,
        accepted: Time,
    ) -> bool {
        let counts = self.is_measured(accepted);
        if counts {
            let time = self.now.since(accepted);
            self.operators[operator.index()].handling.add(time);
            self.groups[group.index()].handling.add(time);
            let chat = &mut self.chats[live_chat.index()];
            chat.handled += 1;
            chat.handling.add(time);
        }
        counts
    }

    #[inline(never)]
    fn on_accepted_abandoned(
        &mut self,
        live_chat: LiveChatId,
        operator: OperatorId,
        group: GroupId,
    ) {
        self.chats[live_chat.index()].serving.up(self.remaining);
        self.change_abandoned(live_chat.index(), 0, 1);
        self.groups[group.index()].accepted_abandoned += u64::from(self.measured_now);
        self.add_session(operator);
    }

    #[inline(never)]
    fn on_abandoned_in_service(&mut self, left: AbandonedInService) {
        let AbandonedInService { live_chat, arrived, operator, group, accepted, silently, .. } =
            left;
        if self.window.contains(arrived) {
            self.chats[live_chat.index()].abandoned_in_service += 1;
        }
        if self.count_handled(operator, group, live_chat, accepted) {
            self.groups[group.index()].abandoned_in_service += 1;
            self.operators[operator.index()].abandoned_in_service += 1;
        }
        if silently {
            self.change_abandoned(live_chat.index(), 1, 1);
        } else {
            self.remove_session(operator, live_chat);
        }
    }

    /// Sessions without a client, at the desk and with operators, so many more.
    pub(super) fn change_abandoned(&mut self, live_chat: usize, present: i8, served: i8) {
        let (left, chat) = (self.remaining, &mut self.chats[live_chat]);
        let mut sound = true;
        for (level, change) in
            [(&mut chat.abandoned_present, present), (&mut chat.abandoned_served, served)]
        {
            match change {
                0 => {}
                1.. => level.up(left),
                _ => sound &= level.down(left),
            }
        }
        self.check_invariant(sound, || "a client was missed who had not left".into());
    }

    /// An operator took a client for spam, or that was taken back.
    #[inline(never)]
    fn on_spam_mark_changed(&mut self, change: FalseSpamMarkChange) {
        let FalseSpamMarkChange { live_chat, arrived, operator, event, .. } = change;
        let now = self.now;
        let (left, counts) = (self.remaining, self.window.contains(arrived));
        let FalseSpamMarkEvent::Unmarked { since, .. } = event else {
            self.remove_session(operator, live_chat);
            let chat = &mut self.chats[live_chat.index()];
            chat.marked.up(left);
            chat.false_spam += u64::from(counts);
            return;
        };
        let chat = &mut self.chats[live_chat.index()];
        let sound = chat.marked.down(left);
        chat.serving.up(left);
        if counts {
            chat.unmarked += 1;
            chat.false_spam_time.add(now.since(since));
        }
        let tally = &mut self.operators[operator.index()];
        tally.load.begin_session(left);
        tally.allow_above_ceiling();
        self.check_invariant(sound, || "a mark was taken back that was never made".into());
    }

    #[inline(never)]
    fn on_wrap_up_ended(
        &mut self,
        operator: OperatorId,
        held_slot: bool,
        live_chat: LiveChatId,
        group: GroupId,
        began: Time,
    ) {
        let wrap_up = self.now.since(began);
        let load = &mut self.operators[operator.index()].load;
        let sound = if held_slot {
            load.end_wrap_up(self.remaining)
        } else {
            load.end_slotless_wrap_up(self.remaining)
        };
        if self.is_measured(began) {
            self.groups[group.index()].wrap_ups += 1;
            self.groups[group.index()].wrap_up.add(wrap_up);
            self.groups[group.index()].handling.add(wrap_up);
            self.operators[operator.index()].handling.add(wrap_up);
            self.chats[live_chat.index()].handling.add(wrap_up);
        }
        self.check_invariant(sound, || "a wrap-up ended that had not begun".into());
    }

    /// A session was given to one operator alone, and waited there.
    fn count_acceptance_delay(&mut self, place: WaitPlace, live_chat: usize, joined: Time) {
        if let WaitPlace::PersonalQueue(_) = place
            && self.window.contains(joined)
        {
            let delay = self.now.since(joined);
            let chat = &mut self.chats[live_chat];
            chat.assigned_directly += 1;
            chat.acceptance_delay.add(delay);
        }
    }
}
