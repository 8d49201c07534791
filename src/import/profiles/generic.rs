//! Any table or JSON whose rows are sessions: usual names of columns, guessed, and `--map`.

use crate::history::SessionOutcome::{Abandoned, Answered, Missed, Open, Refused};
use crate::history::{Author as Wrote, StaffStatus};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Author, Channel, ClosedAt, Duration, FirstReplyAt, From, Group,
    LiveChat, NextGroup, NextOperator, NextWait, Operator, QueueLeftAt, ReplyAfter, ServiceTime,
    SessionId, Status, Topic, TransferredAt, TransferredFrom, Until, Version, Wait,
};
use crate::import::profile::Action::{
    DutyTime, Message, Outcome, Skip, Transfer, TransferredFromGroup,
};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test};

pub(super) const PROFILE: Profile = Profile {
    name: "generic",
    title: "any table of sessions (CSV, xlsx, JSON), headings by --map or guessed",
    shape: Shape::Sessions,
    known_by: &[],
    first_row: None,
    clock: Clock::Desk,
    same_id: SameId::Newest,
    headings: Headings::Guessed,
    columns: &[
        (SessionId, &["session_id", "conversation_id", "chat_id", "external_id", "id"]),
        (LiveChat, &["live_chat", "line", "inbox"]),
        (Channel, &["channel", "channel_type", "source"]),
        (Topic, &["topic", "category", "skill"]),
        (ArrivedAt, &["arrived_at", "created_at", "started_at", "start_time", "created", "start"]),
        (QueueLeftAt, &["queue_left_at", "dequeued_at"]),
        (AcceptedAt, &["accepted_at", "assigned_at", "answered_at"]),
        (FirstReplyAt, &["first_reply_at", "first_response_at"]),
        (ClosedAt, &["closed_at", "ended_at", "end_time", "resolved_at", "end"]),
        (Wait, &["wait_time_seconds", "wait_s", "wait", "wait_time"]),
        (ReplyAfter, &["first_response_time_seconds", "first_reply_s", "first_response_time"]),
        (ServiceTime, &["handle_time_seconds", "handle_s", "handle_time"]),
        (Duration, &["duration_seconds", "duration_s", "duration"]),
        (Operator, &["operator", "agent", "assigned_agent_id", "assignee"]),
        (Group, &["group", "queue", "queue_id", "team", "department"]),
        (TransferredAt, &["transferred_at"]),
        (NextGroup, &["next_group"]),
        (NextOperator, &["next_operator"]),
        (NextWait, &["next_wait"]),
        (TransferredFrom, &["transferred_from"]),
        (Status, &["outcome", "status", "result"]),
        (Version, &["updated_at"]),
    ],
    required: &[ArrivedAt],
    rules: &[
        Rule { when: &[(TransferredAt, Test::Filled)], then: &[Transfer, TransferredFromGroup] },
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule {
            when: &[(Operator, Test::Filled), (ServiceTime, Test::Filled), (Status, Test::Empty)],
            then: &[Outcome(Answered)],
        },
        Rule {
            when: &[(
                Status,
                Test::Is(&["answered", "served", "handled", "completed", "accepted"]),
            )],
            then: &[Outcome(Answered)],
        },
        Rule {
            when: &[
                (AcceptedAt, Test::Empty),
                (Status, Test::Is(&["abandoned", "dropped", "left"])),
            ],
            then: &[Outcome(Abandoned)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(&["missed", "unanswered"]))],
            then: &[Outcome(Missed)],
        },
        Rule {
            when: &[
                (AcceptedAt, Test::Empty),
                (Status, Test::Is(&["refused", "rejected", "blocked"])),
            ],
            then: &[Outcome(Refused)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(&["open", "pending"]))],
            then: &[Outcome(Open)],
        },
    ],
    beside: &[],
    inside: None,
};

/// Messages beside the sessions of any source, in a history's form or nearly so.
pub(super) const MESSAGES: Profile = Profile {
    title: "messages",
    shape: Shape::Messages,
    known_by: &["session_id", "at", "from"],
    columns: &[(SessionId, &["session_id"]), (At, &["at"]), (Author, &["from"])],
    required: &[SessionId, At, Author],
    rules: &[
        Rule {
            when: &[(Author, Test::Is(&["client", "customer", "visitor", "user", "contact"]))],
            then: &[Message(Wrote::Client)],
        },
        Rule {
            when: &[(Author, Test::Is(&["operator", "agent", "admin"]))],
            then: &[Message(Wrote::Operator)],
        },
        Rule { when: &[(Author, Test::Is(&["bot", "system"]))], then: &[Message(Wrote::Bot)] },
        Rule {
            when: &[(Author, Test::IsNot(AUTHORS))],
            then: &[Skip("from is none of client, operator and bot")],
        },
    ],
    ..PROFILE
};

const AUTHORS: &[&str] = &[
    "client", "customer", "visitor", "user", "contact", "operator", "agent", "admin", "bot",
    "system",
];

/// Times of duty beside the sessions of any source.
pub(super) const STAFF: Profile = Profile {
    title: "times of duty",
    shape: Shape::Staff,
    known_by: &["operator", "from", "until"],
    columns: &[
        (Operator, &["operator"]),
        (Group, &["group"]),
        (From, &["from"]),
        (Until, &["until"]),
        (Status, &["status"]),
    ],
    required: &[Operator, From, Until],
    rules: &[
        Rule {
            when: &[(Status, Test::Is(&["away", "break", "pause"]))],
            then: &[DutyTime(StaffStatus::Away)],
        },
        Rule {
            when: &[(Status, Test::Is(&["online", ""]))],
            then: &[DutyTime(StaffStatus::Online)],
        },
        Rule {
            when: &[(Status, Test::IsNot(&["away", "break", "pause", "online", ""]))],
            then: &[Skip("status is neither online nor away")],
        },
    ],
    ..PROFILE
};
