//! The messages and replies of sessions with operators, and their pauses.

use super::TallyRecorder;
use crate::desk::{DialogueFact, IdleParty, Replied};
use crate::metrics::tallies::ReplyWaits;

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_dialogue(&mut self, fact: DialogueFact) {
        match fact {
            DialogueFact::ReplyBegun { operator } => {
                let typing = &mut self.operators[operator.index()].typing;
                typing.up(self.remaining);
                let alone = typing.value() == 1;
                self.check_invariant(alone, || "an operator wrote two replies at once".into());
            }
            DialogueFact::ReplyCancelled { operator } => self.end_typing(operator.index()),
            DialogueFact::Replied(reply) => self.on_replied(reply),
            DialogueFact::Paused { operator, reason, frees_slot, .. } => {
                let (left, tally) = (self.remaining, &mut self.operators[operator.index()]);
                tally.paused_level(reason).up(left);
                let sound = !frees_slot || tally.load.end_session(left);
                self.check_invariant(sound, || {
                    "an operator paused a session without having one".into()
                });
            }
            DialogueFact::Resumed { operator, reason, freed_slot, leaving, .. } => {
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
            DialogueFact::TimedOut { live_chat, arrived, .. } => {
                self.chats[live_chat.index()].timed_out += u64::from(self.window.contains(arrived));
            }
            DialogueFact::IdleReminderSent { live_chat, arrived, party, effective } => {
                let (chat, one) =
                    (&mut self.chats[live_chat.index()], u64::from(self.window.contains(arrived)));
                match party {
                    IdleParty::Client => chat.reminded += one,
                    IdleParty::Operator => chat.operator_idle += one,
                }
                chat.reminders_answered += one * u64::from(effective);
            }
        }
    }

    fn end_typing(&mut self, operator: usize) {
        let sound = self.operators[operator].typing.down(self.remaining);
        self.check_invariant(sound, || "a reply ended that had not begun".into());
    }

    fn on_replied(&mut self, reply: Replied) {
        let Replied {
            session,
            live_chat,
            arrived,
            operator,
            group,
            accepted,
            since,
            first,
            abandoned,
        } = reply;
        let now = self.now;
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
}
