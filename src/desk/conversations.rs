//! What an operator has on hand at the dialogue level: conversations, of which some wait for a
//! reply. The operator writes one reply at a time, the oldest message first, and is never
//! interrupted.

use std::collections::VecDeque;

use super::Pause;
use super::workbench::OnHand;
use crate::base::{GroupId, SessionId, Span, Time};

#[derive(Debug)]
pub(super) struct Conversations {
    open: Vec<Conversation>,
    /// Messages without a reply, the oldest first.
    unread: VecDeque<(Time, SessionId)>,
    at_work: Option<AtWork>,
    /// Wrap-ups that wait for attention: a session may be closed while a reply is written to another.
    owed: VecDeque<(Span, Chore)>,
    /// How many slots are taken.
    slots: u32,
    /// How fast anything gets done; nothing at all at zero.
    pace: f64,
}

/// What the operator attends to.
#[derive(Debug)]
struct AtWork {
    chore: Chore,
    /// What was left of it at an instant, at full pace, in microseconds.
    left: f64,
    at: Time,
}

/// A session on hand.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) on_hand: OnHand,
    pub(super) pause: Option<Paused>,
}

/// A session that pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paused {
    pub(super) why: Pause,
    /// It takes no slot meanwhile.
    pub(super) frees_slot: bool,
}

/// What takes an operator's attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chore {
    /// A reply.
    Reply(SessionId),
    /// Work after a session, begun at an instant, for a group; with a slot and what the session
    /// weighed, or without.
    WrapUp { began: Time, group: GroupId, takes_slot: bool, units: u32 },
}

impl Conversations {
    pub(super) fn new() -> Self {
        let (open, unread) = (Vec::new(), VecDeque::new());
        Self { open, unread, at_work: None, owed: VecDeque::new(), slots: 0, pace: 1.0 }
    }

    pub(super) fn on_hand(&self) -> impl Iterator<Item = &OnHand> {
        self.open.iter().map(|one| &one.on_hand)
    }

    /// From now on everything goes so much slower, or stands still.
    pub(super) fn set_pace(&mut self, now: Time, pace: f64) {
        if let Some(work) = &mut self.at_work {
            work.left = (work.left - now.since(work.at).0 as f64 * self.pace).max(0.0);
            work.at = now;
        }
        self.pace = pace;
    }

    /// How many slots are taken.
    pub(super) fn slots(&self) -> u32 {
        self.slots
    }

    /// Nothing is on hand, not even what takes no slot.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.at_work.is_none() && self.owed.is_empty()
    }

    /// How many sessions are on hand.
    pub(super) fn sessions(&self) -> u32 {
        self.open.len() as u32
    }

    /// One more, which takes a slot.
    pub(super) fn add(&mut self, on_hand: OnHand) {
        self.open.push(Conversation { on_hand, pause: None });
        self.slots += 1;
    }

    pub(super) fn find(&mut self, id: SessionId) -> Option<&mut Conversation> {
        self.open.iter_mut().find(|one| one.on_hand.session.id == id)
    }

    /// A session leaves, and with it its slot. Says whether a reply to it was being written.
    pub(super) fn take_out(&mut self, id: SessionId) -> Option<(OnHand, bool)> {
        let place = self.open.iter().position(|one| one.on_hand.session.id == id)?;
        // In the order in which they were taken: what is equal in all else is so settled.
        let Conversation { on_hand, pause } = self.open.remove(place);
        self.unread.retain(|(_, unread)| *unread != id);
        self.slots -= u32::from(pause.is_none_or(|pause| !pause.frees_slot));
        let writing = self.at_work.take_if(|work| work.chore == Chore::Reply(id)).is_some();
        Some((on_hand, writing))
    }

    /// A session pauses. Says whether that frees a slot.
    pub(super) fn pause(&mut self, id: SessionId, pause: Paused) -> bool {
        if let Some(one) = self.find(id) {
            one.pause = Some(pause);
            self.slots -= u32::from(pause.frees_slot);
        }
        pause.frees_slot
    }

    /// A pause is over, if there was one.
    pub(super) fn resume(&mut self, id: SessionId) -> Option<Paused> {
        let pause = self.find(id)?.pause.take()?;
        self.slots += u32::from(pause.frees_slot);
        Some(pause)
    }

    /// There is a message to be replied to, since an instant.
    pub(super) fn receive(&mut self, since: Time, id: SessionId) {
        let place = self.unread.partition_point(|(other, _)| *other <= since);
        self.unread.insert(place, (since, id));
    }

    /// The session whose reply is to be written next, if attention is free. A wrap-up that is owed
    /// goes first, and begins.
    pub(super) fn next_unread(&mut self, now: Time) -> Option<SessionId> {
        if self.at_work.is_some() || self.pace == 0.0 {
            return None;
        }
        if let Some((work, chore)) = self.owed.pop_front() {
            self.at_work = Some(AtWork { chore, left: work.0 as f64, at: now });
            return None;
        }
        self.unread.pop_front().map(|(_, id)| id)
    }

    /// The operator turns to something that takes so long at full pace.
    pub(super) fn attend(&mut self, now: Time, work: Span, chore: Chore) {
        self.slots += u32::from(matches!(chore, Chore::WrapUp { takes_slot: true, .. }));
        if self.at_work.is_some() {
            self.owed.push_back((work, chore));
            return;
        }
        self.at_work = Some(AtWork { chore, left: work.0 as f64, at: now });
    }

    /// When that is done.
    pub(super) fn next_done(&self) -> Option<Time> {
        let work = self.at_work.as_ref().filter(|_| self.pace > 0.0)?;
        // Rounded up, as at the session level: the alarm must not ring before the work is done.
        Some(work.at + Span((work.left / self.pace).ceil() as u64))
    }

    /// It is done.
    pub(super) fn finish(&mut self) -> Option<Chore> {
        let AtWork { chore, .. } = self.at_work.take()?;
        self.slots -= u32::from(matches!(chore, Chore::WrapUp { takes_slot: true, .. }));
        Some(chore)
    }
}
