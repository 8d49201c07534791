//! The states of a session, and which follows which.

use SessionEvent as Event;
use SessionState as State;
use deskload::desk::{SessionEvent, SessionState, StateBeforeSpam};

const STATES: [State; 7] = [
    State::NotArrived,
    State::New,
    State::Waiting,
    State::AssignedToOperator,
    State::AssignedToBot,
    State::Closed,
    State::MarkedAsSpam(StateBeforeSpam::AssignedToBot),
];

/// A column for each state above; `.` is what cannot happen.
const TABLE: &[(Event, &str)] = &[
    (Event::Arrive, "n . . . . . ."),
    (Event::Refuse, ". c c . . . ."),
    (Event::Queue, ". w w . . . ."),
    (Event::Accept, ". o o . . . ."),
    (Event::BotAccept, ". b b . . . ."),
    (Event::Reassign, ". . . w . . ."),
    (Event::HandOff, ". . . . w . ."),
    (Event::Abandon, ". . c . . . ."),
    (Event::Close, ". . . c . . ."),
    (Event::BotClose, ". . . . c . ."),
    (Event::MarkAsSpam, "s . s s s . ."),
    (Event::UnmarkSpam, ". . . . . . b"),
];

#[test]
fn only_rulebook_transitions_are_legal() {
    for (event, row) in TABLE {
        for (state, letter) in STATES.into_iter().zip(row.split(' ')) {
            let found = match state.apply(*event) {
                Err(illegal) => {
                    assert_eq!((illegal.from, illegal.event), (state, *event));
                    "."
                }
                Ok(State::NotArrived) => "u",
                Ok(State::New) => "n",
                Ok(State::Waiting) => "w",
                Ok(State::AssignedToOperator) => "o",
                Ok(State::AssignedToBot) => "b",
                Ok(State::Closed) => "c",
                Ok(State::MarkedAsSpam(_)) => "s",
            };
            assert_eq!(found, letter, "{event:?} while {state:?}");
        }
    }
}

#[test]
fn unmarked_spam_returns_to_its_state() {
    for state in &STATES[2..5] {
        let spam = state.apply(Event::MarkAsSpam).expect("each of them may be spam");
        assert_eq!(spam.apply(Event::UnmarkSpam), Ok(*state));
        assert!(spam.apply(Event::Accept).is_err(), "spam is not answered (E-Q2)");
    }
}
