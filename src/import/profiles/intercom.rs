//! Intercom: conversations of its API with their statistics.

use crate::history::Author as Wrote;
use crate::history::SessionOutcome::{Answered, Open};
use crate::import::fields::Field::{
    ArrivedAt, At, Author, Channel, ClosedAt, Event, FirstReplyAt, Group, NextGroup, NextOperator,
    Operator, QueueLeftAt, SessionId, Status, Topic, Version,
};
use crate::import::profile::Action::{FirstMessage, HandedOn, Message, Outcome, Skip};
use crate::import::profile::{
    Clock, EntryOrder, Inside, Profile, Rule, SameId, Shape, Test, USUAL,
};

pub(super) const PROFILE: Profile = Profile {
    name: "intercom",
    title: "Intercom: conversations with statistics (JSON, CSV)",
    shape: Shape::Sessions,
    known_by: &["id", "created_at", "statistics.first_contact_reply_at"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    columns: &[
        (SessionId, &["id"]),
        (Channel, &["source.type"]),
        (Author, &["source.author.type"]),
        (Topic, &["topics.topics.name", "ticket.type"]),
        (ArrivedAt, &["statistics.first_contact_reply_at", "created_at"]),
        (QueueLeftAt, &["statistics.first_assignment_at"]),
        (FirstReplyAt, &["statistics.first_admin_reply_at"]),
        // The last close: a conversation may be opened again.
        (ClosedAt, &["statistics.last_close_at", "statistics.first_close_at"]),
        (Operator, &["admin_assignee_id"]),
        (Group, &["team_assignee_id"]),
        (Status, &["state"]),
        (Version, &["updated_at"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule { when: &[(Author, Test::Is(&["user", "lead", "contact"]))], then: &[FirstMessage] },
        Rule { when: &[(FirstReplyAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule {
            when: &[(FirstReplyAt, Test::Empty), (Status, Test::IsNot(&["closed"]))],
            then: &[Outcome(Open)],
        },
    ],
    inside: &[Inside {
        order: EntryOrder::AsListed,
        list: "conversation_parts.conversation_parts",
        columns: &[
            (At, &["created_at"]),
            (Event, &["part_type"]),
            (Author, &["author.type"]),
            (Operator, &["author.id"]),
            (Status, &["assigned_to.type"]),
            (NextOperator, &["assigned_to.id"]),
            (NextGroup, &["assigned_to.id"]),
        ],
        rules: &[
            Rule { when: &[(Status, Test::Is(&["admin"]))], then: &[HandedOn(&[NextOperator])] },
            Rule { when: &[(Status, Test::Is(&["team"]))], then: &[HandedOn(&[NextGroup])] },
            // Other parts are notes and such.
            Rule {
                when: &[(Event, Test::IsNot(&["comment"])), (Status, Test::Empty)],
                then: &[Skip("no message")],
            },
            Rule {
                when: &[
                    (Event, Test::Is(&["comment"])),
                    (Author, Test::Is(&["user", "lead", "contact"])),
                ],
                then: &[Message(Wrote::Client)],
            },
            Rule {
                when: &[
                    (Event, Test::Is(&["comment"])),
                    (Author, Test::Is(&["admin", "teammate"])),
                ],
                then: &[Message(Wrote::Operator)],
            },
            Rule {
                when: &[(Event, Test::Is(&["comment"])), (Author, Test::Is(&["bot"]))],
                then: &[Message(Wrote::Bot)],
            },
        ],
    }],
    ..USUAL
};
