//! What becomes of sessions: offered, queued, answered, switched, closed, lost.

use super::{Metrics, Way, target_key};
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{Fact, Refusal, Where};
use crate::metrics::tally::{Outcomes, TransferTally};
use crate::plan::Target;
use crate::policy::rights::Act;

impl Metrics {
    #[inline]
    pub(super) fn interval(&mut self, live_chat: LiveChatId, arrived: Time) -> &mut Outcomes {
        // Most came in the interval that it is now: no division for those.
        let (number, starts) = self.interval;
        let interval = if arrived >= starts {
            number
        } else {
            (arrived.0 / self.plan.run.interval.0) as usize
        };
        &mut self.intervals[live_chat.index() * self.intervals_each + interval]
    }

    pub(super) fn refused(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        reason: Refusal,
    ) {
        if !self.drop_spam(session, live_chat) && self.window.counts(arrived) {
            let came = (session, live_chat, arrived);
            let chat = self.outcome(came, |outcomes| outcomes.refused += 1);
            match reason {
                Refusal::ChannelDown => chat.refused_channel_down += 1,
                Refusal::Closed => chat.refused_closed += 1,
                Refusal::NotPermitted => chat.refused_not_permitted += 1,
                Refusal::QueueFull => chat.refused_full += 1,
                Refusal::NobodyOnline => chat.refused_nobody_online += 1,
            }
        }
    }

    #[inline(always)]
    pub(super) fn queued(&mut self, live_chat: LiveChatId, place: Where) {
        self.chats[live_chat.index()].waiting.up(self.left);
        if let Where::Queue(queue) = place {
            self.queues[queue.index()].waiting.up(self.left);
        }
    }

    #[inline]
    pub(super) fn unqueue(&mut self, live_chat: LiveChatId, place: Where) {
        let mut sound = self.chats[live_chat.index()].waiting.down(self.left);
        if let Where::Queue(queue) = place {
            sound &= self.queues[queue.index()].waiting.down(self.left);
        }
        self.law(sound, || "a session left a queue that nobody was in".into());
    }

    #[inline(always)]
    pub(super) fn accepted(&mut self, now: Time, fact: Fact) {
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
        } = fact
        else {
            return;
        };
        if queued {
            self.unqueue(live_chat, place);
        }
        let window = self.window;
        self.chats[live_chat.index()].serving.up(self.left);
        let wait = self.without_bot(session, now.since(arrived));
        if window.counts(joined)
            && let Where::Queue(queue) = place
        {
            self.queues[queue.index()].take(now.since(joined), queued);
            if queued && self.lacked_license(queue, joined, now) {
                self.queues[queue.index()].lacked_license += 1;
            }
        }
        self.accepted_late(now, place, live_chat.index(), joined);
        if !first {
            self.answered_again(session, live_chat, arrived, now.since(joined), true);
        } else if window.counts(arrived) && !self.apart.is_spam(session) {
            let within = u64::from(wait <= self.plan.run.answer_within);
            let waited = u64::from(queued || wait > Span::ZERO);
            let count = |outcomes: &mut Outcomes| {
                outcomes.answered += 1;
                outcomes.answered_within += within;
                outcomes.waited += waited;
                outcomes.wait_answered.add(wait);
            };
            self.outcome((session, live_chat, arrived), count).answer(wait);
            if !self.let_in.is_empty() {
                self.answered_after_opening(now, session, live_chat);
            }
        }
        if self.forecaster.is_some() {
            self.forecast_ends(now, session, live_chat, Some(joined));
        }
        self.takes(operator, group);
    }

    #[inline(always)]
    pub(super) fn takes(&mut self, operator: OperatorId, group: GroupId) {
        let counts = u64::from(self.counts_now);
        self.groups[group.index()].taken += counts;
        self.operators[operator.index()].taken += counts;
        self.takes_on(operator);
    }

    #[inline(always)]
    pub(super) fn takes_on(&mut self, operator: OperatorId) {
        let tally = &mut self.operators[operator.index()];
        let ceiling = tally.ceiling.unwrap_or(u32::MAX);
        if tally.load.slots() < ceiling {
            tally.over = 0;
        }
        tally.load.take(self.left);
        let load = tally.load.slots();
        let within = load <= ceiling.saturating_add(tally.over);
        let online = tally.online.value() == 1;
        self.law(within, || format!("operator {} has {load} at once", operator.index()));
        self.law(online, || "an operator who is Offline took a session".into());
        self.operator_does(operator, Act::Take);
    }

    #[inline(always)]
    pub(super) fn leaves_operator(&mut self, operator: OperatorId, live_chat: LiveChatId) {
        let mut sound = self.operators[operator.index()].load.end(self.left);
        sound &= self.chats[live_chat.index()].serving.down(self.left);
        self.law(sound, || "an operator ended a session without having one".into());
    }

    #[inline(always)]
    pub(super) fn abandoned(&mut self, now: Time, fact: Fact) {
        let Fact::Abandoned { live_chat, place, .. } = fact else {
            return;
        };
        self.unqueue(live_chat, place);
        self.gave_up(now, fact);
    }

    /// Whether or not anybody saw it.
    #[inline]
    pub(super) fn gave_up(&mut self, now: Time, fact: Fact) {
        let Fact::Abandoned { session, live_chat, place, joined, arrived, answered } = fact else {
            return;
        };
        let wait = self.without_bot(session, now.since(arrived));
        if self.forecaster.is_some() {
            self.forecast_ends(now, session, live_chat, None);
        }
        if self.window.counts(joined)
            && let Where::Queue(queue) = place
        {
            self.queues[queue.index()].abandon(now.since(joined));
            if self.lacked_license(queue, joined, now) {
                self.queues[queue.index()].lacked_license += 1;
            }
        }
        if answered {
            self.answered_again(session, live_chat, arrived, now.since(joined), false);
        } else if !self.drop_spam(session, live_chat) && self.window.counts(arrived) {
            let short = u64::from(wait < self.plan.run.short_abandon);
            let within = u64::from(wait <= self.plan.run.answer_within);
            let count = |outcomes: &mut Outcomes| {
                outcomes.abandoned += 1;
                outcomes.abandoned_within += within;
                outcomes.short_abandoned += short;
                outcomes.waited += 1;
                outcomes.wait_abandoned.add(wait);
            };
            self.outcome((session, live_chat, arrived), count).abandon(wait);
        }
    }

    /// A session that had been answered was taken again, or its client gave up waiting for that.
    pub(super) fn answered_again(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        wait: Span,
        taken: bool,
    ) {
        let way = self.on_their_way.remove(&session);
        // What is lost is over: of spam nothing is counted.
        let spam =
            if taken { self.apart.is_spam(session) } else { self.drop_spam(session, live_chat) };
        if spam || !self.window.counts(arrived) {
            return;
        }
        let chat = &mut self.chats[live_chat.index()];
        chat.lost_after_switch += u64::from(!taken);
        match way {
            Some(Way::Switched(from, to)) => {
                chat.waits_after_switch += 1;
                chat.wait_after_switch.add(wait);
                let tally = self.transfers.entry((from, target_key(to))).or_default();
                tally.taken += u64::from(taken);
                tally.abandoned += u64::from(!taken);
                tally.wait.add(wait);
            }
            Some(Way::Relieved) => {
                chat.waits_after_relief += 1;
                chat.wait_after_relief.add(wait);
            }
            Some(Way::FromBot) => {}
            None => self.law(false, || "a session came from an operator who never had it".into()),
        }
    }

    pub(super) fn switched(&mut self, now: Time, fact: Fact) {
        let Fact::Switched {
            session,
            live_chat,
            arrived,
            first,
            asked,
            operator,
            from,
            to,
            accepted,
        } = fact
        else {
            return;
        };
        if !asked {
            self.operator_does(operator, Act::Reassign);
        }
        self.leaves_operator(operator, live_chat);
        self.on_their_way.insert(session, Way::Switched(from, to));
        if self.measures(accepted) {
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

    /// Something about switches of one kind.
    pub(super) fn transfer(
        &mut self,
        arrived: Time,
        from: GroupId,
        to: Target,
        count: impl FnOnce(&mut TransferTally),
    ) {
        if self.window.counts(arrived) {
            count(self.transfers.entry((from, target_key(to))).or_default());
        }
    }

    pub(super) fn relieved(&mut self, now: Time, fact: Fact) {
        let Fact::Relieved { session, live_chat, arrived, operator, group, accepted, why: _, gone } =
            fact
        else {
            return;
        };
        self.leaves_operator(operator, live_chat);
        self.on_their_way.insert(session, Way::Relieved);
        if gone {
            let sound = self.chats[live_chat.index()].gone_served.down(self.left);
            self.law(sound, || "a client was missed who had not left".into());
        }
        if self.measures(accepted) {
            self.operators[operator.index()].relieved += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].relieved += 1;
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if self.window.counts(arrived) {
            self.chats[live_chat.index()].reliefs += 1;
        }
    }

    #[inline(always)]
    pub(super) fn closed(&mut self, now: Time, fact: Fact) {
        let Fact::Closed {
            session,
            live_chat,
            arrived,
            answered,
            operator,
            group,
            accepted,
            wraps_up,
        } = fact
        else {
            return;
        };
        self.somebody_closes(operator);
        self.leaves_operator(operator, live_chat);
        if let Some(forecaster) = &mut self.forecaster {
            forecaster.closed(live_chat, now.since(accepted));
        }
        if wraps_up {
            self.operators[operator.index()].load.begin_wrap_up(self.left);
        }
        if self.measures(accepted) {
            self.operators[operator.index()].closed += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].closed += 1;
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if !self.drop_spam(session, live_chat) && self.window.counts(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.closed += 1;
            chat.handling.add(now.since(answered));
            chat.duration.add(now.since(arrived));
        }
    }
}
