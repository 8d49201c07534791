//! Chatwoot: conversations, one a row, as its API or a query of its database gives them.

use crate::history::Author as Wrote;
use crate::history::SessionOutcome::Answered;
use crate::import::fields::Field;
use crate::import::fields::Field::{
    ArrivedAt, At, Author, Channel, ClosedAt, Detail, Duration, Event, FirstReplyAt, Group,
    LiveChat, Operator, ReplyAfter, RowId, SessionId, Status, Topic,
};
use crate::import::profile::Action::{Message, Outcome, Skip};
use crate::import::profile::{
    Clock, EntryOrder, Inside, Profile, Rule, SameId, Shape, Test, USUAL,
};

pub(super) const PROFILE: Profile = Profile {
    name: "chatwoot",
    title: "Chatwoot: conversations, one a row (CSV, JSON)",
    shape: Shape::Sessions,
    known_by: &["Conversation ID", "Inbox", "Created at"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    columns: &[
        (SessionId, &["Conversation ID", "conversation_id", "display_id"]),
        (LiveChat, &["Inbox", "Inbox name", "inbox_name"]),
        (Channel, &["Inbox type", "Channel", "meta.channel"]),
        (Topic, &["Labels"]),
        (ArrivedAt, &["Created at", "Start time", "created_at"]),
        (FirstReplyAt, &["First reply at", "first_reply_created_at"]),
        (ClosedAt, &["Resolved at", "resolved_at"]),
        (ReplyAfter, &["First response time", "first_response_time"]),
        (Duration, &["Resolution time", "resolution_time"]),
        (Operator, &["Assignee", "Agent name", "meta.assignee.name"]),
        (Group, &["Team", "meta.team.name"]),
        (Status, &["Status", "status"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule { when: &[(FirstReplyAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule { when: &[(ReplyAfter, Test::Filled)], then: &[Outcome(Answered)] },
    ],
    beside: &[&MESSAGES],
    inside: &[Inside {
        order: EntryOrder::AsListed,
        list: "messages",
        columns: COLUMNS,
        rules: RULES,
    }],
    ..USUAL
};

/// Messages of the API, or rows of the table `messages`: 0 incoming, 1 outgoing, 2 activity, 3 template.
const COLUMNS: &[(Field, &[&str])] = &[
    (SessionId, &["conversation_id"]),
    (RowId, &["id"]),
    (At, &["created_at"]),
    (Event, &["message_type"]),
    (Author, &["sender_type", "sender.type"]),
    (Detail, &["private"]),
    // As conversations name who has them.
    (Operator, &["sender.name"]),
];

const RULES: &[Rule] = &[
    Rule {
        when: &[(Detail, Test::Is(&["true", "t", "1"]))],
        then: &[Skip("a note that the client does not see")],
    },
    Rule { when: &[(Event, Test::Is(&["0", "incoming"]))], then: &[Message(Wrote::Client)] },
    Rule {
        when: &[(Event, Test::Is(&["1", "outgoing"])), (Author, Test::Is(&["User", "Agent", ""]))],
        then: &[Message(Wrote::Operator)],
    },
    Rule {
        when: &[
            (Event, Test::Is(&["1", "outgoing"])),
            (Author, Test::IsNot(&["User", "Agent", ""])),
        ],
        then: &[Message(Wrote::Bot)],
    },
    Rule { when: &[(Event, Test::Is(&["3", "template"]))], then: &[Message(Wrote::Bot)] },
    Rule {
        when: &[(Event, Test::IsNot(&["0", "incoming", "1", "outgoing", "3", "template"]))],
        then: &[Skip("it is no message: an activity")],
    },
];

pub(super) const MESSAGES: Profile = Profile {
    name: "chatwoot",
    title: "Chatwoot: messages",
    shape: Shape::Messages,
    known_by: &["conversation_id", "message_type", "created_at"],
    columns: COLUMNS,
    required: &[SessionId, At, Event],
    rules: RULES,
    ..USUAL
};

/// The same beside reporting events, which name operators by their ids.
pub(super) const MESSAGES_BY_ID: Profile = Profile {
    columns: &[
        (SessionId, &["conversation_id"]),
        (RowId, &["id"]),
        (At, &["created_at"]),
        (Event, &["message_type"]),
        (Author, &["sender_type", "sender.type"]),
        (Detail, &["private"]),
        (Operator, &["sender_id", "sender.id"]),
    ],
    ..MESSAGES
};
