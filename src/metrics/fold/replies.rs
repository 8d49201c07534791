//! What becomes of conversations: replies, pauses, clients who left without a word.

use super::Metrics;
use crate::base::Time;
use crate::desk::{Fact, Idle, Pause, Where};
use crate::metrics::replies::Waits;

impl Metrics {
    /// Facts of the dialogue level, and of clients who leave without a word; else what people do.
    pub(super) fn conversation(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::FellSilent { .. } => self.fell_silent(now, fact),
            Fact::TakenInVain { .. } => self.taken_in_vain(fact),
            Fact::FoundGone { live_chat, operator, .. } => {
                self.leaves_operator(operator, live_chat);
                self.unseen(live_chat.index(), -1, -1);
            }
            Fact::Vanished { live_chat, place, session } => {
                if let Some(place) = place {
                    self.unqueue(live_chat, place);
                }
                self.on_their_way.remove(&session);
                self.unseen(live_chat.index(), -1, 0);
            }
            Fact::LeftInSession { .. } => self.left_in_session(now, fact),
            Fact::ReplyBegun { operator } => {
                let typing = &mut self.operators[operator.index()].typing;
                typing.up(self.left);
                let alone = typing.value() == 1;
                self.law(alone, || "an operator wrote two replies at once".into());
            }
            Fact::ReplyDropped { operator } => self.stops_typing(operator.index()),
            Fact::Replied { .. } => self.replied(now, fact),
            Fact::Paused { operator, why, frees_slot, .. } => {
                let (left, tally) = (self.left, &mut self.operators[operator.index()]);
                tally.pauses(why).up(left);
                let sound = !frees_slot || tally.load.end(left);
                self.law(sound, || "an operator paused a session without having one".into());
            }
            Fact::Resumed { operator, why, freed_slot, to_end, .. } => {
                let (left, tally) = (self.left, &mut self.operators[operator.index()]);
                let sound = tally.pauses(why).down(left);
                if freed_slot {
                    // Above the limit if it must be: the message is taken up. What only ends is no
                    // peak.
                    let most = tally.load.most_sessions;
                    tally.load.take(left);
                    tally.load.most_sessions = if to_end { most } else { tally.load.most_sessions };
                    tally.may_be_over();
                }
                self.law(sound, || "a session went on that had not paused".into());
            }
            Fact::TimedOut { live_chat, arrived, .. } => {
                // Closed by the clock, whether or not the operator is there.
                self.is_cut_short();
                self.chats[live_chat.index()].timed_out += u64::from(self.window.counts(arrived));
            }
            Fact::FoundIdle { live_chat, arrived, who, wakes } => {
                let (chat, one) =
                    (&mut self.chats[live_chat.index()], u64::from(self.window.counts(arrived)));
                match who {
                    Idle::Client => chat.reminded += one,
                    Idle::Operator => chat.operator_idle += one,
                }
                chat.woken += one * u64::from(wakes);
            }
            Fact::WrapUpBegun { operator } => {
                self.operators[operator.index()].load.begin_slotless(self.left);
            }
            _ => self.staff(now, fact),
        }
    }

    /// Sessions without a client, at the desk and with operators, so many more.
    fn unseen(&mut self, live_chat: usize, present: i8, served: i8) {
        let (left, chat) = (self.left, &mut self.chats[live_chat]);
        let mut sound = true;
        for (level, change) in [(&mut chat.gone, present), (&mut chat.gone_served, served)] {
            match change {
                0 => {}
                1.. => level.up(left),
                _ => sound &= level.down(left),
            }
        }
        self.law(sound, || "a client was missed who had not left".into());
    }

    fn fell_silent(&mut self, now: Time, fact: Fact) {
        let Fact::FellSilent { session, live_chat, place, joined, arrived, answered } = fact else {
            return;
        };
        self.unseen(live_chat.index(), 1, 0);
        if !answered && self.window.counts(arrived) {
            self.chats[live_chat.index()].silent += 1;
        }
        self.gave_up(now, Fact::Abandoned { session, live_chat, place, joined, arrived, answered });
    }

    fn taken_in_vain(&mut self, fact: Fact) {
        let Fact::TakenInVain { session, live_chat, place, queued, operator, group } = fact else {
            return;
        };
        if queued {
            self.unqueue(live_chat, place);
        }
        self.on_their_way.remove(&session);
        self.chats[live_chat.index()].serving.up(self.left);
        self.unseen(live_chat.index(), 0, 1);
        if self.counts_now {
            self.groups[group.index()].taken_in_vain += 1;
        }
        self.takes_on(operator);
    }

    fn left_in_session(&mut self, now: Time, fact: Fact) {
        let Fact::LeftInSession { live_chat, arrived, operator, group, accepted, silently, .. } =
            fact
        else {
            return;
        };
        if self.window.counts(arrived) {
            self.chats[live_chat.index()].lost_in_session += 1;
        }
        if self.measures(accepted) {
            self.groups[group.index()].lost += 1;
            self.operators[operator.index()].lost += 1;
            self.operators[operator.index()].handling.add(now.since(accepted));
            self.groups[group.index()].handling.add(now.since(accepted));
        }
        if silently {
            self.unseen(live_chat.index(), 1, 1);
        } else {
            self.leaves_operator(operator, live_chat);
        }
    }

    fn stops_typing(&mut self, operator: usize) {
        let sound = self.operators[operator].typing.down(self.left);
        self.law(sound, || "a reply ended that nobody had begun".into());
    }

    fn replied(&mut self, now: Time, fact: Fact) {
        let Fact::Replied {
            session,
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            since,
            first,
            in_vain,
        } = fact
        else {
            return;
        };
        self.stops_typing(operator.index());
        let first = first.then(|| (now.since(arrived), now.since(accepted)));
        let waits = Waits { wait: now.since(since), first };
        let counts = self.window.counts(arrived) && !self.apart.is_spam(session);
        let measures = self.counts_now;
        let chat = counts.then(|| &mut self.chats[live_chat.index()].replies);
        let group = measures.then(|| &mut self.groups[group.index()].replies);
        let one = measures.then(|| &mut self.operators[operator.index()].replies);
        if in_vain {
            for replies in [chat, group, one].into_iter().flatten() {
                replies.written += 1;
            }
            return;
        }
        if let Some(replies) = one {
            replies.add(waits);
        }
        for replies in [chat, group].into_iter().flatten() {
            replies.add_spread(waits);
        }
    }

    /// A session was given to one operator alone, and waited there.
    pub(super) fn accepted_late(
        &mut self,
        now: Time,
        place: Where,
        live_chat: usize,
        joined: Time,
    ) {
        if let Where::Operator(_) = place
            && self.window.counts(joined)
        {
            let chat = &mut self.chats[live_chat];
            chat.given += 1;
            chat.acceptance.add(now.since(joined));
        }
    }
}

impl crate::metrics::tally::OperatorTally {
    /// What is on hand again may be above the limit.
    pub(super) fn may_be_over(&mut self) {
        let ceiling = self.ceiling.unwrap_or(u32::MAX);
        self.over = self.over.max(self.load.slots().saturating_sub(ceiling));
    }

    fn pauses(&mut self, why: Pause) -> &mut crate::metrics::level::Level {
        match why {
            Pause::Inactive => &mut self.inactive,
            Pause::Hold => &mut self.on_hold,
        }
    }
}
