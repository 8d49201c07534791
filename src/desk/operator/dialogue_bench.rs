//! What an operator has on hand at the dialogue level: conversations, of which some wait for a
//! reply. The operator writes one reply at a time, the oldest message first, and is never
//! interrupted.

use std::collections::VecDeque;

use super::workbench::{OnHand, WrapUp};
use crate::base::{SessionId, Span, Time};
use crate::desk::message::PauseReason;

#[derive(Debug)]
pub(super) struct DialogueBench {
    dialogues: Vec<OpenDialogue>,
    /// Messages without a reply, the oldest first.
    unread: VecDeque<(Time, SessionId)>,
    current: Option<CurrentActivity>,
    /// Wrap-ups that wait for attention: a session may be closed while a reply is written to another.
    pending_wrap_ups: VecDeque<(Span, Activity)>,
    /// How many slots are taken.
    slots_taken: u32,
    /// How fast anything gets done; nothing at all at zero.
    speed_factor: f64,
}

/// What the operator attends to.
#[derive(Debug)]
struct CurrentActivity {
    activity: Activity,
    /// What was left of it at an instant, at full pace, in microseconds.
    work_left: f64,
    as_of: Time,
}

/// A session on hand.
#[derive(Debug)]
pub(super) struct OpenDialogue {
    pub(super) on_hand: OnHand,
    pub(super) pause: Option<SessionPause>,
}

/// A session that pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SessionPause {
    pub(super) reason: PauseReason,
    /// It takes no slot meanwhile.
    pub(super) frees_slot: bool,
}

/// What takes an operator's attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    /// A reply.
    Reply(SessionId),
    /// Work after a session.
    WrapUp(WrapUp),
}

impl DialogueBench {
    pub(super) fn new() -> Self {
        let (dialogues, unread) = (Vec::new(), VecDeque::new());
        Self {
            dialogues,
            unread,
            current: None,
            pending_wrap_ups: VecDeque::new(),
            slots_taken: 0,
            speed_factor: 1.0,
        }
    }

    pub(super) fn on_hand(&self) -> impl Iterator<Item = &OnHand> {
        self.dialogues.iter().map(|one| &one.on_hand)
    }

    /// From now on everything goes so much slower, or stands still.
    pub(super) fn set_speed_factor(&mut self, now: Time, speed_factor: f64) {
        if let Some(work) = &mut self.current {
            work.work_left =
                (work.work_left - now.since(work.as_of).0 as f64 * self.speed_factor).max(0.0);
            work.as_of = now;
        }
        self.speed_factor = speed_factor;
    }

    /// How many slots are taken.
    pub(super) fn slots_taken(&self) -> u32 {
        self.slots_taken
    }

    /// Nothing is on hand, not even what takes no slot.
    pub(super) fn is_empty(&self) -> bool {
        self.dialogues.is_empty() && self.current.is_none() && self.pending_wrap_ups.is_empty()
    }

    /// How many sessions are on hand.
    pub(super) fn session_count(&self) -> u32 {
        self.dialogues.len() as u32
    }

    /// One more, which takes a slot.
    pub(super) fn add(&mut self, on_hand: OnHand) {
        self.dialogues.push(OpenDialogue { on_hand, pause: None });
        self.slots_taken += 1;
    }

    pub(super) fn find(&mut self, id: SessionId) -> Option<&mut OpenDialogue> {
        self.dialogues.iter_mut().find(|one| one.on_hand.session.id == id)
    }

    /// A session leaves, and with it its slot. Says whether a reply to it was being written.
    pub(super) fn remove(&mut self, id: SessionId) -> Option<(OnHand, bool)> {
        let place = self.dialogues.iter().position(|one| one.on_hand.session.id == id)?;
        // In the order in which they were taken: what is equal in all else is so settled.
        let OpenDialogue { on_hand, pause } = self.dialogues.remove(place);
        self.unread.retain(|(_, unread)| *unread != id);
        self.slots_taken -= u32::from(pause.is_none_or(|pause| !pause.frees_slot));
        let writing = self.current.take_if(|work| work.activity == Activity::Reply(id)).is_some();
        Some((on_hand, writing))
    }

    /// A session pauses. Says whether that frees a slot.
    pub(super) fn pause(&mut self, id: SessionId, pause: SessionPause) -> bool {
        if let Some(one) = self.find(id) {
            one.pause = Some(pause);
            self.slots_taken -= u32::from(pause.frees_slot);
        }
        pause.frees_slot
    }

    /// A pause is over, if there was one.
    pub(super) fn resume(&mut self, id: SessionId) -> Option<SessionPause> {
        let pause = self.find(id)?.pause.take()?;
        self.slots_taken += u32::from(pause.frees_slot);
        Some(pause)
    }

    /// There is a message to be replied to, since an instant.
    pub(super) fn add_unread(&mut self, since: Time, id: SessionId) {
        let place = self.unread.partition_point(|(other, _)| *other <= since);
        self.unread.insert(place, (since, id));
    }

    /// The session whose reply is to be written next, if attention is free. A wrap-up that is owed
    /// goes first, and begins.
    pub(super) fn next_to_reply(&mut self, as_of: Time) -> Option<SessionId> {
        if self.current.is_some() || self.speed_factor == 0.0 {
            return None;
        }
        if let Some((work, activity)) = self.pending_wrap_ups.pop_front() {
            self.current = Some(CurrentActivity { activity, work_left: work.0 as f64, as_of });
            return None;
        }
        self.unread.pop_front().map(|(_, id)| id)
    }

    /// The operator turns to something that takes so long at full pace.
    pub(super) fn start_activity(&mut self, as_of: Time, work: Span, activity: Activity) {
        self.slots_taken +=
            u32::from(matches!(activity, Activity::WrapUp(WrapUp { takes_slot: true, .. })));
        if self.current.is_some() {
            self.pending_wrap_ups.push_back((work, activity));
            return;
        }
        self.current = Some(CurrentActivity { activity, work_left: work.0 as f64, as_of });
    }

    /// When that is done.
    pub(super) fn next_completion(&self) -> Option<Time> {
        let work = self.current.as_ref().filter(|_| self.speed_factor > 0.0)?;
        // Rounded up, as at the session level: the alarm must not ring before the work is done.
        Some(work.as_of + Span((work.work_left / self.speed_factor).ceil() as u64))
    }

    /// It is done.
    pub(super) fn finish(&mut self) -> Option<Activity> {
        let CurrentActivity { activity, .. } = self.current.take()?;
        self.slots_taken -=
            u32::from(matches!(activity, Activity::WrapUp(WrapUp { takes_slot: true, .. })));
        Some(activity)
    }
}
