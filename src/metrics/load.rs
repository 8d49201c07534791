//! What an operator has on hand, and how long.

use crate::base::Span;

/// What an operator has on hand, and for how long: several levels that change together. The times
/// are kept like a [`Level`](super::level::Level)'s.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    pub(super) sessions: u32,
    pub(super) wrap_ups: u32,
    /// Wrap-ups that take no slot.
    pub(super) slotless: u32,
    /// Slots that are busy with nobody to talk to.
    pub(super) kept: u32,
    pub(super) most_sessions: u32,
    /// The operator is Offline: what is on hand keeps nobody busy.
    pub(super) parked: bool,
    /// Microseconds times sessions; times sessions and wrap-ups.
    pub(super) session_time: u64,
    pub(super) slot_time: u64,
    /// Microseconds with a session; with a session or a wrap-up.
    pub(super) active: u64,
    pub(super) busy: u64,
    /// Microseconds with nothing but kept slots.
    pub(super) only_kept: u64,
}

impl Load {
    /// One session more, with so much `left` of the window.
    #[inline]
    pub(super) fn take(&mut self, left: Span) {
        self.active += if self.sessions == 0 { left.0 } else { 0 };
        self.busy += if self.is_idle() { left.0 } else { 0 };
        self.only_kept -= if self.total() == 0 && self.kept > 0 { left.0 } else { 0 };
        self.sessions += 1;
        self.session_time += left.0;
        self.slot_time += left.0;
        if left > Span::ZERO {
            self.most_sessions = self.most_sessions.max(self.sessions);
        }
    }

    /// Goes Offline with whatever is on hand, or comes back to it.
    pub(super) fn park(&mut self, left: Span, parked: bool) {
        let before = std::mem::replace(&mut self.parked, parked);
        if self.total() == 0 || before == parked {
            return;
        }
        let areas = [
            (&mut self.session_time, u64::from(self.sessions)),
            (&mut self.slot_time, u64::from(self.sessions + self.wrap_ups)),
            (&mut self.active, u64::from(self.sessions > 0)),
            (&mut self.busy, 1),
        ];
        for (area, times) in areas {
            if parked {
                *area -= times * left.0;
            } else {
                *area += times * left.0;
            }
        }
    }

    /// One session less, whose wrap-up may keep the slot. Says whether there was one.
    #[inline]
    pub(super) fn end(&mut self, left: Span) -> bool {
        let left = if self.parked { Span::ZERO } else { left };
        let Some(sessions) = self.sessions.checked_sub(1) else {
            return false;
        };
        self.sessions = sessions;
        self.session_time -= left.0;
        self.slot_time -= left.0;
        self.active -= if self.sessions == 0 { left.0 } else { 0 };
        self.ended(left);
        true
    }

    /// A wrap-up begins.
    pub(super) fn begin_wrap_up(&mut self, left: Span) {
        self.busy += if self.is_idle() { left.0 } else { 0 };
        self.only_kept -= if self.total() == 0 && self.kept > 0 { left.0 } else { 0 };
        self.wrap_ups += 1;
        self.slot_time += left.0;
    }

    /// A wrap-up ends. Says whether there was one.
    pub(super) fn end_wrap_up(&mut self, left: Span) -> bool {
        let Some(wrap_ups) = self.wrap_ups.checked_sub(1) else {
            return false;
        };
        self.wrap_ups = wrap_ups;
        self.slot_time -= left.0;
        self.ended(left);
        true
    }

    /// A wrap-up begins that takes no slot.
    pub(super) fn begin_slotless(&mut self, left: Span) {
        self.busy += if self.is_idle() { left.0 } else { 0 };
        self.slotless += 1;
    }

    /// It ends. Says whether there was one.
    pub(super) fn end_slotless(&mut self, left: Span) -> bool {
        let Some(slotless) = self.slotless.checked_sub(1) else {
            return false;
        };
        self.slotless = slotless;
        self.busy -= if self.is_idle() { left.0 } else { 0 };
        true
    }

    #[inline]
    fn is_idle(&self) -> bool {
        self.total() + self.slotless == 0
    }

    /// A session or a wrap-up is gone: perhaps the last.
    #[inline]
    fn ended(&mut self, left: Span) {
        self.busy -= if self.is_idle() { left.0 } else { 0 };
        self.only_kept += if self.total() == 0 && self.kept > 0 { left.0 } else { 0 };
    }

    /// A slot is busy with nobody to talk to.
    pub(super) fn keep(&mut self, left: Span) {
        self.only_kept += if self.slots() == 0 { left.0 } else { 0 };
        self.kept += 1;
    }

    /// A slot is so no longer. Says whether there was one.
    pub(super) fn let_go(&mut self, left: Span) -> bool {
        let Some(kept) = self.kept.checked_sub(1) else {
            return false;
        };
        self.kept = kept;
        self.only_kept -= if self.slots() == 0 { left.0 } else { 0 };
        true
    }

    /// Slots that are busy, be it without work.
    #[inline]
    pub(super) fn slots(&self) -> u32 {
        self.total() + self.kept
    }

    /// What takes a slot.
    #[inline]
    pub(super) fn total(&self) -> u32 {
        self.sessions + self.wrap_ups
    }
}
