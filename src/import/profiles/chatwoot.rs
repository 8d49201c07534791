//! Chatwoot: conversations, one a row, as its API or a query of its database gives them.

use crate::history::SessionOutcome::Answered;
use crate::import::fields::Field::{
    ArrivedAt, Channel, ClosedAt, Duration, FirstReplyAt, Group, LiveChat, Operator, ReplyAfter,
    SessionId, Status, Topic,
};
use crate::import::profile::Action::Outcome;
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test};

pub(super) const PROFILE: Profile = Profile {
    name: "chatwoot",
    title: "Chatwoot: conversations, one a row (CSV, JSON)",
    shape: Shape::Sessions,
    known_by: &["Conversation ID", "Inbox", "Created at"],
    first_row: None,
    clock: Clock::Utc,
    same_id: SameId::Newest,
    headings: Headings::Documented,
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
};
