//! Zendesk: queue events of omnichannel routing, one record when a work item joins or leaves a queue.

use crate::history::SessionOutcome::Answered;
use crate::history::VisitEnd;
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Channel, Detail, Event, Group, QueueLeftAt, RowId, SessionId,
    TransferredFrom,
};
use crate::import::profile::Action::{At as When, Join, Leave, Outcome, Skip};
use crate::import::profile::{Clock, Profile, Rule, SameId, Shape, Test, USUAL};

const TAKEN: &[&str] = &["ACCEPTED", "ASSIGNED"];

pub(super) const PROFILE: Profile = Profile {
    name: "zendesk-queue-events",
    title: "Zendesk: queue events of omnichannel routing (JSON, CSV)",
    shape: Shape::Sessions,
    known_by: &["event_type", "event_occurred_at", "queue_id", "work_item_id"],
    clock: Clock::Utc,
    same_id: SameId::Parts,
    columns: &[
        (RowId, &["queue_event_id"]),
        (SessionId, &["work_item_id"]),
        (Channel, &["channel"]),
        (Group, &["queue_id"]),
        (TransferredFrom, &["source_queue_id"]),
        (Event, &["event_type"]),
        (Detail, &["outbound_reason"]),
        (At, &["event_occurred_at"]),
    ],
    required: &[SessionId, Event, At],
    rules: &[
        Rule {
            when: &[(Event, Test::IsNot(&["INBOUND", "OUTBOUND"]))],
            then: &[Skip("an offer or another event that changes no queue")],
        },
        Rule { when: &[(Event, Test::Is(&["INBOUND"]))], then: &[When(ArrivedAt), Join] },
        Rule { when: &[(Event, Test::Is(&["OUTBOUND"]))], then: &[When(QueueLeftAt)] },
        Rule {
            when: &[(Event, Test::Is(&["OUTBOUND"])), (Detail, Test::Is(TAKEN))],
            then: &[When(AcceptedAt), Outcome(Answered), Leave(VisitEnd::Taken)],
        },
        Rule {
            when: &[(Event, Test::Is(&["OUTBOUND"])), (Detail, Test::Is(&["TRANSFERRED_OUT"]))],
            then: &[Leave(VisitEnd::Moved)],
        },
        Rule {
            when: &[
                (Event, Test::Is(&["OUTBOUND"])),
                (Detail, Test::Is(&["", "OUTBOUND_UNKNOWN", "null"])),
            ],
            then: &[Leave(VisitEnd::Ended)],
        },
    ],
    ..USUAL
};
