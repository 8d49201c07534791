//! What becomes of conversations: replies, pauses, clients who left without a word.

use super::Metrics;
use crate::base::Time;
use crate::desk::{
    Abandoned, AbandonedInService, DialogueFact, Fact, IdleParty, PauseReason, QueueFact, Replied,
    ServiceFact, WaitPlace,
};
use crate::metrics::replies::ReplyWaits;

impl Metrics {
    /// Facts of the dialogue level, and of clients who leave without a word; else what people do.
    pub(super) fn observe_dialogue(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::Queue(QueueFact::AbandonedSilently(Abandoned { .. })) => {
                self.on_abandoned_silently(now, fact)
            }
            Fact::Service(ServiceFact::AcceptedAbandoned { .. }) => {
                self.on_accepted_abandoned(fact)
            }
            Fact::Service(ServiceFact::AbandonmentDiscovered { live_chat, operator, .. }) => {
                self.remove_session(operator, live_chat);
                self.change_abandoned(live_chat.index(), -1, -1);
            }
            Fact::Queue(QueueFact::EndedAbandoned { live_chat, place, session }) => {
                if let Some(place) = place {
                    self.leave_queue(live_chat, place);
                }
                self.in_transit.remove(&session);
                self.change_abandoned(live_chat.index(), -1, 0);
            }
            Fact::Service(ServiceFact::AbandonedInService(AbandonedInService { .. })) => {
                self.on_abandoned_in_service(now, fact)
            }
            Fact::Dialogue(DialogueFact::ReplyBegun { operator }) => {
                let typing = &mut self.operators[operator.index()].typing;
                typing.up(self.remaining);
                let alone = typing.value() == 1;
                self.check_invariant(alone, || "an operator wrote two replies at once".into());
            }
            Fact::Dialogue(DialogueFact::ReplyCancelled { operator }) => {
                self.end_typing(operator.index())
            }
            Fact::Dialogue(DialogueFact::Replied(Replied { .. })) => self.on_replied(now, fact),
            Fact::Dialogue(DialogueFact::Paused { operator, reason, frees_slot, .. }) => {
                let (left, tally) = (self.remaining, &mut self.operators[operator.index()]);
                tally.paused_level(reason).up(left);
                let sound = !frees_slot || tally.load.end_session(left);
                self.check_invariant(sound, || {
                    "an operator paused a session without having one".into()
                });
            }
            Fact::Dialogue(DialogueFact::Resumed {
                operator, reason, freed_slot, leaving, ..
            }) => {
                let (left, tally) = (self.remaining, &mut self.operators[operator.index()]);
                let sound = tally.paused_level(reason).down(left);
                if freed_slot {
                    // Above the limit if it must be: the message is taken up. What only ends is no
                    // peak.
                    let most = tally.load.max_sessions;
                    tally.load.begin_session(left);
                    tally.load.max_sessions = if leaving { most } else { tally.load.max_sessions };
                    tally.allow_above_ceiling();
                }
                self.check_invariant(sound, || "a session went on that had not paused".into());
            }
            Fact::Dialogue(DialogueFact::TimedOut { live_chat, arrived, .. }) => {
                // Closed by the clock, whether or not the operator is there.
                self.expect_unfinished_close();
                self.chats[live_chat.index()].timed_out += u64::from(self.window.contains(arrived));
            }
            Fact::Dialogue(DialogueFact::IdleReminderSent {
                live_chat,
                arrived,
                party,
                effective,
            }) => {
                let (chat, one) =
                    (&mut self.chats[live_chat.index()], u64::from(self.window.contains(arrived)));
                match party {
                    IdleParty::Client => chat.reminded += one,
                    IdleParty::Operator => chat.operator_idle += one,
                }
                chat.reminders_answered += one * u64::from(effective);
            }
            Fact::Service(ServiceFact::WrapUpBegun { operator }) => {
                self.operators[operator.index()].load.begin_slotless_wrap_up(self.remaining);
            }
            _ => self.observe_staff(now, fact),
        }
    }

    /// Sessions without a client, at the desk and with operators, so many more.
    fn change_abandoned(&mut self, live_chat: usize, present: i8, served: i8) {
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

    fn on_abandoned_silently(&mut self, now: Time, fact: Fact) {
        let Fact::Queue(QueueFact::AbandonedSilently(Abandoned {
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
        self.change_abandoned(live_chat.index(), 1, 0);
        if !answered && self.window.contains(arrived) {
            self.chats[live_chat.index()].silent_abandoned += 1;
        }
        self.count_abandonment(
            now,
            Fact::Queue(QueueFact::Abandoned(Abandoned {
                session,
                live_chat,
                place,
                joined,
                arrived,
                answered,
            })),
        );
    }

    fn on_accepted_abandoned(&mut self, fact: Fact) {
        let Fact::Service(ServiceFact::AcceptedAbandoned {
            session,
            live_chat,
            place,
            queued,
            operator,
            group,
        }) = fact
        else {
            return;
        };
        if queued {
            self.leave_queue(live_chat, place);
        }
        self.in_transit.remove(&session);
        self.chats[live_chat.index()].serving.up(self.remaining);
        self.change_abandoned(live_chat.index(), 0, 1);
        if self.measured_now {
            self.groups[group.index()].accepted_abandoned += 1;
        }
        self.add_session(operator);
    }

    fn on_abandoned_in_service(&mut self, now: Time, fact: Fact) {
        let Fact::Service(ServiceFact::AbandonedInService(AbandonedInService {
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            silently,
            ..
        })) = fact
        else {
            return;
        };
        if self.window.contains(arrived) {
            self.chats[live_chat.index()].abandoned_in_service += 1;
        }
        if self.is_measured(accepted) {
            self.groups[group.index()].abandoned_in_service += 1;
            self.operators[operator.index()].abandoned_in_service += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if silently {
            self.change_abandoned(live_chat.index(), 1, 1);
        } else {
            self.remove_session(operator, live_chat);
        }
    }

    fn end_typing(&mut self, operator: usize) {
        let sound = self.operators[operator].typing.down(self.remaining);
        self.check_invariant(sound, || "a reply ended that nobody had begun".into());
    }

    fn on_replied(&mut self, now: Time, fact: Fact) {
        let Fact::Dialogue(DialogueFact::Replied(Replied {
            session,
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            since,
            first,
            abandoned,
        })) = fact
        else {
            return;
        };
        self.end_typing(operator.index());
        let first = first.then(|| (now.since(arrived), now.since(accepted)));
        let waits = ReplyWaits { wait: now.since(since), first };
        let counts = self.window.contains(arrived) && !self.retrials_and_spam.is_spam(session);
        let measures = self.measured_now;
        let chat = counts.then(|| &mut self.chats[live_chat.index()].replies);
        let group = measures.then(|| &mut self.groups[group.index()].replies);
        let one = measures.then(|| &mut self.operators[operator.index()].replies);
        if abandoned {
            for replies in [chat, group, one].into_iter().flatten() {
                replies.written += 1;
            }
            return;
        }
        if let Some(replies) = one {
            replies.add(waits);
        }
        for replies in [chat, group].into_iter().flatten() {
            replies.add_with_histograms(waits);
        }
    }

    /// A session was given to one operator alone, and waited there.
    pub(super) fn count_acceptance_delay(
        &mut self,
        now: Time,
        place: WaitPlace,
        live_chat: usize,
        joined: Time,
    ) {
        if let WaitPlace::PersonalQueue(_) = place
            && self.window.contains(joined)
        {
            let chat = &mut self.chats[live_chat];
            chat.assigned_directly += 1;
            chat.acceptance_delay.add(now.since(joined));
        }
    }
}

impl crate::metrics::tally::OperatorTally {
    /// What is on hand again may be above the limit.
    pub(super) fn allow_above_ceiling(&mut self) {
        let ceiling = self.ceiling.unwrap_or(u32::MAX);
        self.above_ceiling =
            self.above_ceiling.max(self.load.occupied_slots().saturating_sub(ceiling));
    }

    fn paused_level(&mut self, why: PauseReason) -> &mut crate::metrics::level::TimeWeightedLevel {
        match why {
            PauseReason::Inactive => &mut self.inactive,
            PauseReason::Hold => &mut self.on_hold,
        }
    }
}
