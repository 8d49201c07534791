//! Any table or JSON whose rows are sessions: usual names of columns, guessed, and `--map`.

use crate::history::SessionOutcome::{Abandoned, Answered, Missed, Open, Refused};
use crate::history::{Author as Wrote, StaffStatus};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Author, Channel, Clock as TimeOfDay, ClosedAt, Detail, Duration,
    Event, FirstReplyAt, From, Group, LiveChat, NextGroup, NextOperator, NextWait, Operator,
    QueueLeftAt, ReplyAfter, ServiceTime, SessionId, Status, Topic, TransferredAt, TransferredFrom,
    Until, Version, Wait,
};
use crate::import::profile::Action::{
    DutyTime, Message, Outcome, Skip, Transfer, TransferredFromGroup,
};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "generic",
    title: "any table of sessions (CSV, xlsx, JSON), headings by --map or guessed",
    shape: Shape::Sessions,
    clock: Clock::Desk,
    same_id: SameId::Newest,
    headings: Headings::Guessed,
    columns: &[
        (
            SessionId,
            &[
                "session_id",
                "conversation_id",
                "chat_id",
                "external_id",
                "call_id",
                "contact_id",
                "interaction_id",
                "ticket_id",
                "case_id",
                "id",
            ],
        ),
        (LiveChat, &["live_chat", "line", "inbox", "inbox_name"]),
        (Channel, &["channel", "channel_type", "media_type", "source"]),
        (Topic, &["topic", "category", "skill", "reason", "call_reason", "contact_reason"]),
        (
            ArrivedAt,
            &[
                "arrived_at",
                "created_at",
                "started_at",
                "start_time",
                "conversation_started_at",
                "chat_start_time",
                "chat_start",
                "session_start",
                "call_start_time",
                "created",
                "start",
                "arrival_time",
                "datetime",
                "timestamp",
                "call_timestamp",
                "date",
                "call_date",
            ],
        ),
        // Where a date stands apart from it.
        (TimeOfDay, &["clock", "time", "call_time", "time_of_day"]),
        (QueueLeftAt, &["queue_left_at", "dequeued_at"]),
        (AcceptedAt, &["accepted_at", "assigned_at", "answered_at", "answer_time"]),
        (FirstReplyAt, &["first_reply_at", "first_response_at"]),
        (
            ClosedAt,
            &[
                "closed_at",
                "ended_at",
                "end_time",
                "resolved_at",
                "chat_end_time",
                "chat_end",
                "session_end",
                "call_end_time",
                "end",
            ],
        ),
        (
            Wait,
            &[
                "wait_time_seconds",
                "wait_s",
                "wait",
                "wait_time",
                "wait_time_sec",
                "wait_time_s",
                "waiting_time",
                "queue_time",
                "time_in_queue",
                "speed_of_answer_in_seconds",
                "speed_of_answer",
                "q_time",
            ],
        ),
        (
            ReplyAfter,
            &[
                "first_response_time_seconds",
                "first_reply_s",
                "first_response_time",
                "first_reply_time",
                "time_to_first_response",
            ],
        ),
        (
            ServiceTime,
            &[
                "handle_time_seconds",
                "handle_s",
                "handle_time",
                "handling_time",
                "service_time",
                "talk_time",
                "talk_duration",
                "avg_talk_duration",
                "ser_time",
            ],
        ),
        (
            Duration,
            &[
                "duration_seconds",
                "duration_s",
                "duration",
                "duration_sec",
                "chat_duration",
                "session_duration",
                "call_duration",
                "call_duration_in_minutes",
                "duration_min",
                "duration_minutes",
                "avg_duration",
            ],
        ),
        (
            Operator,
            &[
                "operator",
                "agent",
                "assigned_agent_id",
                "assignee",
                "agent_name",
                "teammate",
                "agent_id",
                "operator_name",
                "assigned_to",
            ],
        ),
        (Group, &["group", "queue", "queue_id", "team", "department", "queue_name", "skill_group"]),
        // Yes or no.
        (Event, &["answered", "answered_y_n", "is_answered", "handled"]),
        (Detail, &["abandoned", "abandoned_y_n", "is_abandoned"]),
        (TransferredAt, &["transferred_at"]),
        (NextGroup, &["next_group"]),
        (NextOperator, &["next_operator"]),
        (NextWait, &["next_wait"]),
        (TransferredFrom, &["transferred_from"]),
        (
            Status,
            &[
                "outcome",
                "status",
                "result",
                "disposition",
                "call_status",
                "chat_outcome",
                "session_outcome",
                "call_outcome",
            ],
        ),
        (Version, &["updated_at"]),
    ],
    required: &[ArrivedAt],
    rules: &[
        Rule { when: &[(TransferredAt, Test::Filled)], then: &[Transfer, TransferredFromGroup] },
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
        // An operator is named, and nothing says otherwise.
        Rule {
            when: &[
                (Operator, Test::Filled),
                (Status, Test::Empty),
                (Event, Test::Empty),
                (Detail, Test::Empty),
            ],
            then: &[Outcome(Answered)],
        },
        Rule { when: &[(Event, Test::Is(YES))], then: &[Outcome(Answered)] },
        Rule { when: &[(Event, Test::Is(NO))], then: &[Outcome(Missed)] },
        Rule {
            when: &[(Detail, Test::Is(YES)), (AcceptedAt, Test::Empty)],
            then: &[Outcome(Abandoned)],
        },
        Rule {
            when: &[(Detail, Test::Is(NO)), (Operator, Test::Filled), (Event, Test::Empty)],
            then: &[Outcome(Answered)],
        },
        Rule { when: &[(Status, Test::Is(SERVED))], then: &[Outcome(Answered)] },
        Rule {
            when: &[(Operator, Test::Filled), (Status, Test::Is(CLOSED))],
            then: &[Outcome(Answered)],
        },
        Rule {
            when: &[(Operator, Test::Empty), (AcceptedAt, Test::Empty), (Status, Test::Is(CLOSED))],
            then: &[Outcome(Missed)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(LEFT))],
            then: &[Outcome(Abandoned)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(UNTAKEN))],
            then: &[Outcome(Missed)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(REFUSED))],
            then: &[Outcome(Refused)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(GOING_ON))],
            then: &[Outcome(Open)],
        },
    ],
    ..USUAL
};

const YES: &[&str] = &["y", "yes", "true", "1", "t", "да", "ja", "oui"];
const NO: &[&str] = &["n", "no", "false", "0", "f", "нет", "nein", "non"];
const SERVED: &[&str] = &[
    "answered",
    "served",
    "handled",
    "completed",
    "accepted",
    "answer",
    "agent",
    "connected",
    "transferred",
    "отвечен",
    "обслужен",
];
const CLOSED: &[&str] = &["closed", "resolved", "solved", "done", "закрыт", "закрыта", "завершена"];
const LEFT: &[&str] = &[
    "abandoned",
    "abandon",
    "dropped",
    "left",
    "hang",
    "hangup",
    "hung up",
    "caller hung up",
    "потерян",
    "потеряна",
];
const UNTAKEN: &[&str] =
    &["missed", "unanswered", "not answered", "no answer", "noanswer", "пропущен", "пропущена"];
const REFUSED: &[&str] = &["refused", "rejected", "blocked", "busy"];
const GOING_ON: &[&str] = &["open", "pending", "active", "in progress"];

/// Messages beside the sessions of any source, in a history's form or nearly so.
pub(super) const MESSAGES: Profile = Profile {
    title: "messages",
    shape: Shape::Messages,
    known_by: &["session_id", "at", "from"],
    columns: &[
        (SessionId, &["session_id"]),
        (At, &["at"]),
        (Author, &["from"]),
        (Operator, &["operator", "agent"]),
    ],
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
