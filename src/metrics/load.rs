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
    /// How fast each of the times grows at present.
    #[inline]
    fn rates(&self) -> [i64; 5] {
        if self.parked {
            return [0; 5];
        }
        let (sessions, total) = (self.sessions, self.total());
        [
            i64::from(sessions),
            i64::from(total),
            i64::from(sessions > 0),
            i64::from(total + self.slotless > 0),
            i64::from(total == 0 && self.kept > 0),
        ]
    }

    /// Something changes, with so much `left` of the window.
    #[inline]
    fn change(&mut self, left: Span, change: impl FnOnce(&mut Self)) {
        let before = self.rates();
        change(self);
        let after = self.rates();
        let times = [
            &mut self.session_time,
            &mut self.slot_time,
            &mut self.active,
            &mut self.busy,
            &mut self.only_kept,
        ];
        for ((time, before), after) in times.into_iter().zip(before).zip(after) {
            *time = time.wrapping_add_signed((after - before).wrapping_mul(left.0 as i64));
        }
    }

    #[inline]
    fn has_only_sessions(&self) -> bool {
        !self.parked && self.wrap_ups | self.slotless | self.kept == 0
    }

    /// One session more or less, the first or last one or not, and nothing beside sessions.
    #[inline]
    fn grow(&mut self, left: Span, decisive: bool, step: fn(u64, u64) -> u64) {
        self.session_time = step(self.session_time, left.0);
        self.slot_time = step(self.slot_time, left.0);
        if decisive {
            self.active = step(self.active, left.0);
            self.busy = step(self.busy, left.0);
        }
    }

    /// One less of something, if there is any. Says whether there was.
    #[inline]
    fn one_less(&mut self, left: Span, of: impl Fn(&mut Self) -> &mut u32) -> bool {
        if *of(self) == 0 {
            return false;
        }
        self.change(left, |load| *of(load) -= 1);
        true
    }

    /// One session more.
    #[inline(always)]
    pub(super) fn take(&mut self, left: Span) {
        if self.has_only_sessions() {
            // What nearly always is the case, without a look at the rest.
            let first = self.sessions == 0;
            self.sessions += 1;
            self.grow(left, first, u64::wrapping_add);
        } else {
            self.change(left, |load| load.sessions += 1);
        }
        if left > Span::ZERO {
            self.most_sessions = self.most_sessions.max(self.sessions);
        }
    }

    /// One session less, whose wrap-up may keep the slot. Says whether there was one.
    #[inline(always)]
    pub(super) fn end(&mut self, left: Span) -> bool {
        if self.has_only_sessions() && self.sessions > 0 {
            self.sessions -= 1;
            let last = self.sessions == 0;
            self.grow(left, last, u64::wrapping_sub);
            return true;
        }
        self.one_less(left, |load| &mut load.sessions)
    }

    /// Goes Offline with whatever is on hand, or comes back to it.
    pub(super) fn park(&mut self, left: Span, parked: bool) {
        self.change(left, |load| load.parked = parked);
    }

    /// A wrap-up begins.
    pub(super) fn begin_wrap_up(&mut self, left: Span) {
        self.change(left, |load| load.wrap_ups += 1);
    }

    /// A wrap-up ends. Says whether there was one.
    pub(super) fn end_wrap_up(&mut self, left: Span) -> bool {
        self.one_less(left, |load| &mut load.wrap_ups)
    }

    /// A wrap-up begins that takes no slot.
    pub(super) fn begin_slotless(&mut self, left: Span) {
        self.change(left, |load| load.slotless += 1);
    }

    /// It ends. Says whether there was one.
    pub(super) fn end_slotless(&mut self, left: Span) -> bool {
        self.one_less(left, |load| &mut load.slotless)
    }

    /// A slot is busy with nobody to talk to.
    pub(super) fn keep(&mut self, left: Span) {
        self.change(left, |load| load.kept += 1);
    }

    /// A slot is so no longer. Says whether there was one.
    pub(super) fn let_go(&mut self, left: Span) -> bool {
        self.one_less(left, |load| &mut load.kept)
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
