//! Chatwoot: rows of its table `reporting_events`, the truth of each conversation.

use crate::history::EndedBy;
use crate::history::SessionOutcome::{Answered, Contained};
use crate::import::fields::Field::{
    ArrivedAt, At, ClosedAt, Detail, Event, FirstReplyAt, From, LiveChat, Operator, RowId,
    SessionId,
};
use crate::import::profile::Action::{At as When, EndedBy as Ended, Given, Outcome, Skip};
use crate::import::profile::{Clock, Profile, Rule, SameId, Shape, Test, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "chatwoot-events",
    title: "Chatwoot: reporting_events (CSV, JSON)",
    shape: Shape::Sessions,
    known_by: &["name", "event_start_time", "event_end_time", "conversation_id"],
    clock: Clock::Utc,
    same_id: SameId::Parts,
    columns: &[
        (RowId, &["id"]),
        (SessionId, &["conversation_id"]),
        (LiveChat, &["inbox_id"]),
        (Event, &["name"]),
        (ArrivedAt, &["event_start_time"]),
        (From, &["event_start_time"]),
        (At, &["event_end_time"]),
        (Operator, &["user_id"]),
        (Detail, &["value"]),
    ],
    required: &[SessionId, Event, At, ArrivedAt],
    rules: &[
        Rule {
            when: &[(
                Event,
                Test::IsNot(&[
                    "first_response",
                    "reply_time",
                    "conversation_resolved",
                    "conversation_bot_resolved",
                    "conversation_bot_handoff",
                ]),
            )],
            then: &[Skip("an event that says nothing of arrival, first reply or end")],
        },
        Rule {
            when: &[(Event, Test::Is(&["first_response"]))],
            then: &[When(FirstReplyAt), Outcome(Answered), Given(From)],
        },
        // Who replies has the session from the client's message on.
        Rule { when: &[(Event, Test::Is(&["reply_time"]))], then: &[Given(From)] },
        Rule { when: &[(Event, Test::Is(&["conversation_resolved"]))], then: &[When(ClosedAt)] },
        Rule {
            when: &[(Event, Test::Is(&["conversation_bot_resolved"]))],
            then: &[When(ClosedAt), Outcome(Contained), Ended(EndedBy::Bot)],
        },
    ],
    beside: &[&super::chatwoot::MESSAGES_BY_ID],
    ..USUAL
};
