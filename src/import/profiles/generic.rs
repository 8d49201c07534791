//! Any table or JSON whose rows are sessions: usual names of columns, guessed, and `--map`.

use crate::history::SessionOutcome::{Abandoned, Answered, Missed, Open, Refused};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, Channel, ClosedAt, Duration, FirstReplyAt, Group, LiveChat, Operator,
    QueueLeftAt, ReplyAfter, ServiceTime, SessionId, Status, Topic, TransferredFrom, Version, Wait,
};
use crate::import::profile::Action::Outcome;
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
        (TransferredFrom, &["transferred_from"]),
        (Status, &["outcome", "status", "result"]),
        (Version, &["updated_at"]),
    ],
    required: &[ArrivedAt],
    rules: &[
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
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
};
