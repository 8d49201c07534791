//! The states of all sessions that have not ended, in little memory.

use deskload::base::FlowId;
use deskload::base::SessionId;
use deskload::desk::{SessionEvent, SessionState};
use deskload::metrics::SessionStates;

fn id(flow: u32, number: u64) -> SessionId {
    SessionId::new(FlowId(flow), number)
}

#[test]
fn states_are_kept_from_the_oldest_that_has_not_ended() {
    let mut states = SessionStates::new(1);
    for number in 0..1_000 {
        states.step(id(0, number), SessionEvent::Arrive).expect("it comes");
        states.step(id(0, number), SessionEvent::Accept).expect("it is taken");
    }
    for number in (1..1_000).rev() {
        states.step(id(0, number), SessionEvent::Close).expect("it is closed");
    }
    assert_eq!((states.count_open(), states.tracked(0)), (1, 1_000));
    states.step(id(0, 0), SessionEvent::Close).expect("it is closed");
    assert_eq!((states.count_open(), states.tracked(0)), (0, 0));
    let again = states.step(id(0, 5), SessionEvent::Accept);
    assert!(again.is_err_and(|illegal| illegal.from == SessionState::Closed));
}

#[test]
fn a_session_with_a_distant_number_is_an_outlier() {
    let mut states = SessionStates::new(1);
    states.step(id(0, 1 << 40), SessionEvent::Arrive).expect("it comes");
    states.step(id(7, 0), SessionEvent::Arrive).expect("it comes");
    assert_eq!((states.count_open(), states.tracked(0)), (2, 0));
    assert!(states.step(id(7, 0), SessionEvent::Arrive).is_err());
}
