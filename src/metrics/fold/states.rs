//! The law of a session's states, in every run: what the facts say happened to it can have
//! happened to it.
//!
//! Sessions of a flow are numbered, so their states lie side by side, one byte or two each, from
//! the oldest that has not ended. No search, and nothing to clean up.

use std::collections::{HashMap, VecDeque};

use crate::base::SessionId;
use crate::desk::{IllegalTransition, SessionEvent, SessionState};

#[derive(Clone, Debug, Default)]
pub(super) struct States {
    flows: Vec<Flow>,
    /// Sessions whose number is far from those of the others.
    apart: HashMap<SessionId, SessionState>,
}

#[derive(Clone, Debug, Default)]
struct Flow {
    /// The number of the first one that is kept: those before have ended.
    first: u64,
    states: VecDeque<SessionState>,
}

/// More than this between two sessions is no gap but another way to number.
const GAP: usize = 1 << 16;

impl States {
    pub(super) fn new(flows: usize) -> Self {
        Self { flows: (0..flows).map(|_| Flow::default()).collect(), apart: HashMap::new() }
    }

    /// Something happened to a session.
    #[inline]
    pub(super) fn step(
        &mut self,
        session: SessionId,
        event: SessionEvent,
    ) -> Result<(), IllegalTransition> {
        let Some(flow) = self.flows.get_mut(session.flow().index()) else {
            return self.step_apart(session, event);
        };
        let Some(place) = session.ordinal().checked_sub(flow.first) else {
            return Err(IllegalTransition { from: SessionState::Closed, event });
        };
        let place = place as usize;
        if place >= flow.states.len() {
            if place - flow.states.len() > GAP {
                return self.step_apart(session, event);
            }
            flow.states.resize(place + 1, SessionState::Unborn);
        }
        let next = flow.states[place].step(event)?;
        flow.states[place] = next;
        if next.is_over() {
            while flow.states.front().is_some_and(|state| state.is_over()) {
                flow.states.pop_front();
                flow.first += 1;
            }
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
        let in_order = self.flows.iter().flat_map(|flow| &flow.states).filter(alive).count();
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
        assert_eq!((states.alive(), states.flows[0].states.len()), (1, 1_000));
        states.step(id(0, 0), SessionEvent::Close).expect("it is closed");
        assert_eq!((states.alive(), states.flows[0].states.len()), (0, 0));
        let again = states.step(id(0, 5), SessionEvent::Accept);
        assert!(again.is_err_and(|illegal| illegal.from == SessionState::Closed));
    }

    #[test]
    fn a_session_with_a_number_far_away_is_kept_apart() {
        let mut states = States::new(1);
        states.step(id(0, 1 << 40), SessionEvent::Arrive).expect("it comes");
        states.step(id(7, 0), SessionEvent::Arrive).expect("it comes");
        assert_eq!((states.alive(), states.flows[0].states.len()), (2, 0));
        assert!(states.step(id(7, 0), SessionEvent::Arrive).is_err());
    }
}
