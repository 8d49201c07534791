//! What an operator has on hand, and how long.

use crate::base::Span;

/// What an operator has on hand, and for how long: several levels that change together. The times
/// are kept like a [`Level`](crate::metrics::statistics::TimeWeightedLevel)'s.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct OperatorLoad {
    pub(in crate::metrics) sessions: u32,
    pub(in crate::metrics) wrap_ups: u32,
    /// Wrap-ups that take no slot.
    pub(in crate::metrics) slotless_wrap_ups: u32,
    /// Slots that are busy without a session.
    pub(in crate::metrics) held: u32,
    pub(in crate::metrics) max_sessions: u32,
    /// The operator is Offline: what is on hand is no work.
    pub(in crate::metrics) offline: bool,
    /// Microseconds times sessions; times sessions and wrap-ups.
    pub(in crate::metrics) session_time: u64,
    pub(in crate::metrics) slot_time: u64,
    /// Microseconds with a session; with a session or a wrap-up.
    pub(in crate::metrics) active: u64,
    pub(in crate::metrics) busy: u64,
    /// Microseconds with nothing but kept slots.
    pub(in crate::metrics) only_held: u64,
}

impl OperatorLoad {
    /// How fast each of the times grows at present.
    #[inline]
    fn rates(&self) -> [i64; 5] {
        if self.offline {
            return [0; 5];
        }
        let (sessions, total) = (self.sessions, self.working_slots());
        [
            i64::from(sessions),
            i64::from(total),
            i64::from(sessions > 0),
            i64::from(total + self.slotless_wrap_ups > 0),
            i64::from(total == 0 && self.held > 0),
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
            &mut self.only_held,
        ];
        for ((time, before), after) in times.into_iter().zip(before).zip(after) {
            *time = time.wrapping_add_signed((after - before).wrapping_mul(left.0 as i64));
        }
    }

    #[inline]
    fn has_only_sessions(&self) -> bool {
        !self.offline && self.wrap_ups | self.slotless_wrap_ups | self.held == 0
    }

    /// One session more or less, the first or last one or not, and nothing beside sessions.
    #[inline]
    fn change_session_time(&mut self, left: Span, decisive: bool, step: fn(u64, u64) -> u64) {
        self.session_time = step(self.session_time, left.0);
        self.slot_time = step(self.slot_time, left.0);
        if decisive {
            self.active = step(self.active, left.0);
            self.busy = step(self.busy, left.0);
        }
    }

    /// One less of something, if there is any. Says whether there was.
    #[inline]
    fn decrement(&mut self, left: Span, of: impl Fn(&mut Self) -> &mut u32) -> bool {
        if *of(self) == 0 {
            return false;
        }
        self.change(left, |load| *of(load) -= 1);
        true
    }

    /// One session more.
    #[inline(always)]
    pub(in crate::metrics) fn begin_session(&mut self, left: Span) {
        if self.has_only_sessions() {
            // What nearly always is the case, without a look at the rest.
            let first = self.sessions == 0;
            self.sessions += 1;
            self.change_session_time(left, first, u64::wrapping_add);
        } else {
            self.change(left, |load| load.sessions += 1);
        }
        if left > Span::ZERO {
            self.max_sessions = self.max_sessions.max(self.sessions);
        }
    }

    /// One session less, whose wrap-up may keep the slot. Says whether there was one.
    #[inline(always)]
    pub(in crate::metrics) fn end_session(&mut self, left: Span) -> bool {
        if self.has_only_sessions() && self.sessions > 0 {
            self.sessions -= 1;
            let last = self.sessions == 0;
            self.change_session_time(left, last, u64::wrapping_sub);
            return true;
        }
        self.decrement(left, |load| &mut load.sessions)
    }

    /// Goes Offline with whatever is on hand, or comes back to it.
    pub(in crate::metrics) fn set_offline(&mut self, left: Span, offline: bool) {
        self.change(left, |load| load.offline = offline);
    }

    /// A wrap-up begins.
    pub(in crate::metrics) fn begin_wrap_up(&mut self, left: Span) {
        self.change(left, |load| load.wrap_ups += 1);
    }

    /// A wrap-up ends. Says whether there was one.
    pub(in crate::metrics) fn end_wrap_up(&mut self, left: Span) -> bool {
        self.decrement(left, |load| &mut load.wrap_ups)
    }

    /// A wrap-up begins that takes no slot.
    pub(in crate::metrics) fn begin_slotless_wrap_up(&mut self, left: Span) {
        self.change(left, |load| load.slotless_wrap_ups += 1);
    }

    /// It ends. Says whether there was one.
    pub(in crate::metrics) fn end_slotless_wrap_up(&mut self, left: Span) -> bool {
        self.decrement(left, |load| &mut load.slotless_wrap_ups)
    }

    /// A slot is busy without a session.
    pub(in crate::metrics) fn reserve_slot(&mut self, left: Span) {
        self.change(left, |load| load.held += 1);
    }

    /// A slot is so no longer. Says whether there was one.
    pub(in crate::metrics) fn release_slot(&mut self, left: Span) -> bool {
        self.decrement(left, |load| &mut load.held)
    }

    /// Slots that are busy, be it without work.
    #[inline]
    pub(in crate::metrics) fn occupied_slots(&self) -> u32 {
        self.working_slots() + self.held
    }

    /// What takes a slot.
    #[inline]
    pub(in crate::metrics) fn working_slots(&self) -> u32 {
        self.sessions + self.wrap_ups
    }
}
