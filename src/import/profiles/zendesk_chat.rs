//! Zendesk Chat: chats of its API and exports.

use crate::history::Author as Wrote;
use crate::history::SessionOutcome::{Answered, Missed};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Author, ClosedAt, Detail, Duration, Event, Group, Operator,
    ReplyAfter, SessionId, Status, TransferredFrom,
};
use crate::import::profile::Action::{At as When, Given, Message, Outcome, Skip};
use crate::import::profile::{
    Clock, EntryOrder, Inside, Profile, Rule, SameId, Shape, Test, USUAL,
};

const YES: &[&str] = &["true", "1", "yes"];
const NO: &[&str] = &["false", "0", "no"];

pub(super) const PROFILE: Profile = Profile {
    name: "zendesk-chat",
    title: "Zendesk Chat: chats (JSON, CSV)",
    shape: Shape::Sessions,
    known_by: &["id", "timestamp", "missed", "session.start_date"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    between_names: Some(','),
    columns: &[
        (SessionId, &["id"]),
        // When the chat was asked for; the session of the browser begins before.
        (ArrivedAt, &["timestamp"]),
        (ClosedAt, &["end_timestamp"]),
        (Duration, &["duration"]),
        (ReplyAfter, &["response_time.first"]),
        (Operator, &["agent_ids", "agent_ids[0]"]),
        (Group, &["department_id"]),
        (Status, &["missed"]),
        (Event, &["type"]),
        (Detail, &["started_by"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule {
            when: &[(Event, Test::Is(&["offline_msg"]))],
            then: &[Skip("a message while the desk was closed, and no chat")],
        },
        Rule {
            when: &[(Detail, Test::Is(&["agent", "trigger"]))],
            then: &[Skip("it was begun by the desk")],
        },
        Rule { when: &[(Status, Test::Is(YES))], then: &[Outcome(Missed)] },
        Rule {
            when: &[(Status, Test::IsNot(YES)), (ReplyAfter, Test::Filled)],
            then: &[Outcome(Answered)],
        },
        // An agent had it, and no reply is told of.
        Rule {
            when: &[(Status, Test::Is(NO)), (Operator, Test::Filled)],
            then: &[Outcome(Answered)],
        },
    ],
    inside: &[
        Inside {
            order: EntryOrder::AsListed,
            list: "history",
            columns: &[
                (At, &["timestamp"]),
                (Event, &["type"]),
                (Author, &["sender_type"]),
                (Operator, &["agent_id"]),
                (Group, &["department_id"]),
                (TransferredFrom, &["prev_department_id"]),
            ],
            rules: &[
                Rule {
                    when: &[(Event, Test::Is(&["chat.memberjoin"])), (Operator, Test::Filled)],
                    then: &[When(AcceptedAt), Given(At)],
                },
                Rule {
                    when: &[(Event, Test::Is(&["chat.msg"])), (Author, Test::Is(&["Visitor"]))],
                    then: &[Message(Wrote::Client)],
                },
                Rule {
                    when: &[(Event, Test::Is(&["chat.msg"])), (Author, Test::Is(&["Agent"]))],
                    then: &[Message(Wrote::Operator)],
                },
                Rule {
                    when: &[(Event, Test::Is(&["chat.msg"])), (Author, Test::Is(&["Trigger"]))],
                    then: &[Message(Wrote::Bot)],
                },
            ],
        },
        Inside {
            order: EntryOrder::AsListed,
            list: "engagements",
            columns: &[
                (At, &["timestamp"]),
                (Status, &["accepted"]),
                (Operator, &["agent_id"]),
                (Group, &["department_id"]),
            ],
            rules: &[Rule { when: &[(Status, Test::Is(YES))], then: &[Given(At)] }],
        },
    ],
    ..USUAL
};
