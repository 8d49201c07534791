//! Sessions that go from one operator to another, and the slots that are held for that.

use super::{TallyRecorder, target_key};
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, Time};
use crate::desk::{Reassigned, TransferFact, Transferred};
use crate::metrics::tallies::TransferTally;
use crate::plan::TransferTarget;

/// How an answered session came to be with no operator.
#[derive(Clone, Copy, Debug)]
pub(super) enum TransitReason {
    /// It was transferred from a group to a target.
    Transferred(GroupId, TransferTarget),
    /// It was taken off an operator.
    Reassigned,
    /// A bot, which had been given it, handed it off.
    HandedOffByBot,
}

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_transfer(&mut self, fact: TransferFact) {
        match fact {
            TransferFact::Transferred(sent) => self.on_transferred(sent),
            TransferFact::Reassigned(taken_off) => self.on_reassigned(taken_off),
            TransferFact::Declined { arrived, from, to } => {
                self.count_transfer(arrived, from, to, |tally| tally.declined += 1);
            }
            TransferFact::Failed { arrived, from, to } => {
                self.count_transfer(arrived, from, to, |tally| tally.failed += 1);
            }
            TransferFact::SlotHeld { operator, .. } => self.on_slot_held(operator),
            TransferFact::SlotReleased { operator, .. } => {
                let sound = self.operators[operator.index()].load.release_slot(self.remaining);
                self.check_invariant(sound, || "a slot was freed that was not held".into());
            }
            TransferFact::Begun { .. } => {}
        }
    }

    fn on_transferred(&mut self, sent: Transferred) {
        let Transferred {
            session, live_chat, arrived, first, operator, from, to, accepted, ..
        } = sent;
        self.remove_session(operator, live_chat);
        self.in_transit.insert(session, TransitReason::Transferred(from, to));
        if self.count_handled(operator, from, live_chat, accepted) {
            self.operators[operator.index()].transferred += 1;
            self.groups[from.index()].transferred += 1;
        }
        if self.window.contains(arrived) {
            let chat = &mut self.chats[live_chat.index()];
            chat.transfers += 1;
            chat.transferred_sessions += u64::from(first);
            self.transfers.entry((from, target_key(to))).or_default().transferred += 1;
        }
    }

    /// Something about transfers of one kind.
    fn count_transfer(
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

    fn on_reassigned(&mut self, taken_off: Reassigned) {
        let Reassigned {
            session, live_chat, arrived, operator, group, accepted, abandoned, ..
        } = taken_off;
        self.remove_session(operator, live_chat);
        self.in_transit.insert(session, TransitReason::Reassigned);
        if abandoned {
            let sound = self.chats[live_chat.index()].abandoned_served.down(self.remaining);
            self.check_invariant(sound, || "a client was missed who had not left".into());
        }
        if self.count_handled(operator, group, live_chat, accepted) {
            self.operators[operator.index()].reassigned += 1;
            self.groups[group.index()].reassigned += 1;
        }
        if self.window.contains(arrived) {
            self.chats[live_chat.index()].reassignments += 1;
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

    fn on_slot_held(&mut self, operator: OperatorId) {
        let tally = &mut self.operators[operator.index()];
        tally.load.reserve_slot(self.remaining);
        let slots = tally.load.occupied_slots();
        let within =
            tally.ceiling.is_none_or(|limit| slots <= limit.saturating_add(tally.above_ceiling));
        self.check_invariant(within, || {
            format!("operator {} has {slots} slots busy", operator.index())
        });
    }
}
