//! What becomes of sessions while they wait: moved, relaxed, sent away, let in late, abandoned.

use super::TallyRecorder;
use crate::base::{LiveChatId, SessionId, Span, SupervisorId, Time};
use crate::desk::{Abandoned, FlowOut, FlowedOut, QueueFact, Queued, TaskKind, WaitPlace};
use crate::metrics::tallies::Outcomes;

impl TallyRecorder {
    #[inline(always)]
    pub(super) fn record_queue_fact(&mut self, fact: QueueFact) {
        match fact {
            QueueFact::Queued(Queued { session, live_chat, place, .. }) => {
                self.on_queued(live_chat, place);
                if self.forecaster.is_some() {
                    self.announce_wait(session, live_chat, place);
                }
            }
            QueueFact::Abandoned(left) => {
                self.leave_queue(left.live_chat, left.place);
                self.count_abandonment(left);
            }
            QueueFact::AbandonedSilently(left) => self.on_abandoned_silently(left),
            QueueFact::EndedAbandoned { live_chat, place, session } => {
                if let Some(place) = place {
                    self.leave_queue(live_chat, place);
                }
                self.in_transit.remove(&session);
                self.change_abandoned(live_chat.index(), -1, 0);
            }
            QueueFact::Dispatched { live_chat, place, joined, supervisor, task, .. } => {
                self.leave_queue(live_chat, place);
                self.on_dispatched(supervisor, task);
                if self.window.contains(joined)
                    && let WaitPlace::Queue(queue) = place
                {
                    let wait = self.now.since(joined);
                    self.queues[queue.index()].record_taken(wait);
                }
            }
            QueueFact::Moved { session, live_chat, place, joined, arrived } => {
                self.on_moved(session, live_chat, place, joined, arrived);
            }
            QueueFact::FlowedOut(left) => self.on_flowed_out(left),
            QueueFact::RequirementsRelaxed { live_chat, arrived, earlier_relaxations, .. } => {
                if earlier_relaxations == 0 && self.window.contains(arrived) {
                    self.chats[live_chat.index()].relaxed += 1;
                }
            }
            QueueFact::SentToFallback { from, .. } => {
                self.groups[from.index()].fallbacks += u64::from(self.measured_now);
            }
            QueueFact::Requeued { .. }
            | QueueFact::PriorityRaised { .. }
            | QueueFact::Constrained { .. } => {}
        }
    }

    #[inline(always)]
    fn on_queued(&mut self, live_chat: LiveChatId, place: WaitPlace) {
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
        self.check_invariant(sound, || "a session left a queue that it was not in".into());
    }

    #[inline(never)]
    fn on_moved(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        place: WaitPlace,
        joined: Time,
        arrived: Time,
    ) {
        let now = self.now;
        self.leave_queue(live_chat, place);
        if self.window.contains(joined)
            && let WaitPlace::Queue(queue) = place
        {
            self.queues[queue.index()].record_moved(now.since(joined));
        }
        if let WaitPlace::OpeningQueue(_) = place
            && self.window.contains(arrived)
        {
            // All who come in at one instant are one burst.
            let chat = &mut self.chats[live_chat.index()];
            chat.opening.record_admission(now);
            self.admitted_at_opening.insert(session, now);
        }
    }

    #[inline(never)]
    fn on_flowed_out(&mut self, left: FlowedOut) {
        let FlowedOut { session, live_chat, place, joined, arrived, answered, kind } = left;
        let now = self.now;
        if let Some(place) = place {
            self.leave_queue(live_chat, place);
            if self.window.contains(joined)
                && let WaitPlace::Queue(queue) = place
            {
                self.queues[queue.index()].record_moved(now.since(joined));
            }
        }
        self.admitted_at_opening.remove(&session);
        let wait = self.wait_without_bot(session, now.since(arrived));
        if answered {
            self.end_transit(session, live_chat, arrived, now.since(joined), false);
        } else if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let count = |outcomes: &mut Outcomes| {
                outcomes.flowed_out += 1;
                outcomes.waited += u64::from(wait > Span::ZERO);
            };
            let chat = self.count_outcome(session, live_chat, arrived, count);
            chat.offline_forms += u64::from(kind == FlowOut::OfflineForm);
        }
    }

    /// Whether or not it was noticed.
    #[inline]
    fn count_abandonment(&mut self, left: Abandoned) {
        let Abandoned { session, live_chat, place, joined, arrived, answered } = left;
        let now = self.now;
        let wait = self.wait_without_bot(session, now.since(arrived));
        if self.forecaster.is_some() {
            self.check_announced_wait(session, live_chat, None);
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
                outcomes.waited += u64::from(wait > Span::ZERO);
                outcomes.wait_abandoned.add(wait);
            };
            self.count_outcome(session, live_chat, arrived, count).record_abandon_wait(wait);
        }
    }

    #[inline(never)]
    fn on_abandoned_silently(&mut self, left: Abandoned) {
        self.change_abandoned(left.live_chat.index(), 1, 0);
        if !left.answered && self.window.contains(left.arrived) {
            self.chats[left.live_chat.index()].silent_abandoned += 1;
        }
        self.count_abandonment(left);
    }

    fn on_dispatched(&mut self, supervisor: SupervisorId, task: TaskKind) {
        let measured = self.measured_now;
        // What a watch says is a fact of its own.
        let counts = u64::from(measured && task == TaskKind::Intake);
        self.supervisors[supervisor.index()].dispatched += counts;
    }

    /// One who came in when the live chat opened is answered for the first time.
    pub(super) fn count_answer_after_opening(&mut self, session: SessionId, live_chat: LiveChatId) {
        let now = self.now;
        if let Some(opened) = self.admitted_at_opening.remove(&session) {
            self.chats[live_chat.index()].opening.record_answer(now.since(opened));
        }
    }
}
