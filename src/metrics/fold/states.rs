//! The law of a session's states, in every run: what the facts say happened to it can have
//! happened to it.
//!
//! Sessions of a flow are numbered, so their states lie side by side, one byte or two each, from
//! the oldest that has not ended. No search, and nothing to clean up.

use std::collections::HashMap;

use crate::base::SessionId;
use crate::desk::{IllegalTransition, SessionEvent, SessionState};

#[derive(Clone, Debug, Default)]
pub(super) struct States {
    flows: Vec<Flow>,
    /// Sessions whose number is far from those of the others.
    apart: HashMap<SessionId, SessionState>,
}

/// A ring: the state of number n lies at n modulo the ring's length, which is a power of two.
#[derive(Clone, Debug)]
struct Flow {
    /// The number of the first one that is kept: those before have ended.
    first: u64,
    /// How many are kept.
    kept: usize,
    ring: Box<[SessionState]>,
}

impl Flow {
    fn new() -> Self {
        Self { first: 0, kept: 0, ring: vec![SessionState::Unborn; 64].into() }
    }

    #[inline]
    fn at(&mut self, number: u64) -> &mut SessionState {
        let place = number as usize & (self.ring.len() - 1);
        &mut self.ring[place]
    }

    /// Where a number stands among those that are kept: the next is the first one beyond. Numbers
    /// that were there before wrap around to the very end.
    #[inline]
    fn place(&self, number: u64) -> u64 {
        number.wrapping_sub(self.first)
    }

    /// Keeps one more, and those before it, who have not come yet.
    #[inline]
    fn grow_to(&mut self, number: u64) {
        let kept = self.place(number) as usize + 1;
        if kept > self.ring.len() {
            self.widen(kept);
        }
        for next in self.first + self.kept as u64..=number {
            *self.at(next) = SessionState::Unborn;
        }
        self.kept = kept;
    }

    #[cold]
    fn widen(&mut self, kept: usize) {
        let wider =
            Self { ring: vec![SessionState::Unborn; kept.next_power_of_two()].into(), ..*self };
        let narrow = std::mem::replace(self, wider);
        for (number, state) in narrow.numbered() {
            *self.at(number) = state;
        }
    }

    /// Those at the front who have ended are kept no longer.
    fn shrink(&mut self) {
        while self.kept > 0 && self.at(self.first).is_over() {
            self.first += 1;
            self.kept -= 1;
        }
    }

    fn numbered(&self) -> impl Iterator<Item = (u64, SessionState)> + '_ {
        let numbers = self.first..self.first + self.kept as u64;
        numbers.map(|number| (number, self.ring[number as usize & (self.ring.len() - 1)]))
    }
}

/// More than this between two sessions is no gap but another way to number.
const GAP: u64 = 1 << 16;

impl States {
    pub(super) fn new(flows: usize) -> Self {
        Self { flows: (0..flows).map(|_| Flow::new()).collect(), apart: HashMap::new() }
    }

    /// Something happened to a session. Inlined where it is known what, so that little is left of
    /// the table of transitions.
    #[inline(always)]
    pub(super) fn step(
        &mut self,
        session: SessionId,
        event: SessionEvent,
    ) -> Result<(), IllegalTransition> {
        let number = session.ordinal();
        let Some(flow) = self.flows.get_mut(session.flow().index()) else {
            return self.step_apart(session, event);
        };
        if flow.place(number) >= flow.kept as u64 {
            if number < flow.first {
                return Err(IllegalTransition { from: SessionState::Closed, event });
            }
            if flow.place(number) > flow.kept as u64 + GAP {
                return self.step_apart(session, event);
            }
            flow.grow_to(number);
        }
        let state = flow.at(number);
        let next = state.step(event)?;
        *state = next;
        if next.is_over() && number == flow.first {
            flow.shrink();
        }
        Ok(())
    }

    #[cold]
    fn step_apart(
        &mut self,
        session: SessionId,
        event: SessionEvent,
    ) -> Result<(), IllegalTransition> {
        let state = self.apart.get(&session).copied().unwrap_or(SessionState::Unborn);
        let next = state.step(event)?;
        if next.is_over() {
            self.apart.remove(&session);
        } else {
            self.apart.insert(session, next);
        }
        Ok(())
    }

    /// How many sessions have come and not ended.
    pub(super) fn alive(&self) -> u64 {
        let alive = |state: &&SessionState| **state != SessionState::Unborn && !state.is_over();
        let in_order = self.flows.iter().flat_map(Flow::numbered).map(|(_, state)| state);
        let in_order = in_order.filter(|state| alive(&state)).count();
        // A number of all of them: the order does not matter.
        (in_order + self.apart.values().filter(alive).count()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FlowId;

    fn id(flow: u32, number: u64) -> SessionId {
        SessionId::new(FlowId(flow), number)
    }

    #[test]
    fn states_are_kept_from_the_oldest_that_has_not_ended() {
        let mut states = States::new(1);
        for number in 0..1_000 {
            states.step(id(0, number), SessionEvent::Arrive).expect("it comes");
            states.step(id(0, number), SessionEvent::Accept).expect("it is taken");
        }
        for number in (1..1_000).rev() {
            states.step(id(0, number), SessionEvent::Close).expect("it is closed");
        }
        assert_eq!((states.alive(), states.flows[0].kept), (1, 1_000));
        states.step(id(0, 0), SessionEvent::Close).expect("it is closed");
        assert_eq!((states.alive(), states.flows[0].kept), (0, 0));
        let again = states.step(id(0, 5), SessionEvent::Accept);
        assert!(again.is_err_and(|illegal| illegal.from == SessionState::Closed));
    }

    #[test]
    fn a_session_with_a_number_far_away_is_kept_apart() {
        let mut states = States::new(1);
        states.step(id(0, 1 << 40), SessionEvent::Arrive).expect("it comes");
        states.step(id(7, 0), SessionEvent::Arrive).expect("it comes");
        assert_eq!((states.alive(), states.flows[0].kept), (2, 0));
        assert!(states.step(id(7, 0), SessionEvent::Arrive).is_err());
    }
}
