//! Amazon Connect: contact records, as JSON lines or flattened to CSV. They are delivered at least once,
//! so the newest record of a contact holds.

use crate::history::SessionOutcome::{Abandoned, Answered};
use crate::history::{Author as Wrote, EndedBy};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Author, Channel, ClosedAt, Detail, Event, Group, Operator, PartOf,
    QueueLeftAt, RowId, SessionId, Status, Version,
};
use crate::import::profile::Action::{Duty, EndedBy as Ended, Message, Outcome, Part, Skip};
use crate::import::profile::{
    Clock, DutyEvent, EntryOrder, Inside, Profile, Rule, SameId, Shape, Test, USUAL,
};

pub(super) const PROFILE: Profile = Profile {
    name: "amazon-connect",
    title: "Amazon Connect: contact records (JSON lines, CSV)",
    shape: Shape::Sessions,
    known_by: &["ContactId", "InitiationTimestamp", "DisconnectTimestamp"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    columns: &[
        (SessionId, &["ContactId"]),
        (Channel, &["Channel"]),
        (ArrivedAt, &["InitiationTimestamp"]),
        (QueueLeftAt, &["Queue.DequeueTimestamp", "DequeueTimestamp"]),
        (AcceptedAt, &["Agent.ConnectedToAgentTimestamp", "ConnectedToAgentTimestamp"]),
        (ClosedAt, &["DisconnectTimestamp"]),
        (Group, &["Queue.Name", "QueueName"]),
        (Operator, &["Agent.Username", "AgentUsername"]),
        (Version, &["LastUpdateTimestamp"]),
        (Detail, &["DisconnectReason"]),
        (Status, &["InitiationMethod"]),
        (PartOf, &["InitialContactId"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule {
            when: &[(Status, Test::Is(&["OUTBOUND", "EXTERNAL_OUTBOUND", "MONITOR"]))],
            then: &[Skip("it was begun by the desk")],
        },
        // Each part of a transferred contact is a contact, which names the first one.
        Rule {
            when: &[
                (PartOf, Test::Filled),
                (Status, Test::Is(&["TRANSFER", "QUEUE_TRANSFER", ""])),
            ],
            then: &[Part],
        },
        Rule {
            when: &[(Group, Test::Empty), (AcceptedAt, Test::Empty)],
            then: &[Skip("it never joined a queue: the flow ended it")],
        },
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Group, Test::Filled), (ClosedAt, Test::Filled)],
            then: &[Outcome(Abandoned)],
        },
        Rule {
            when: &[(Detail, Test::Is(&["CUSTOMER_DISCONNECT"]))],
            then: &[Ended(EndedBy::Client)],
        },
        Rule {
            when: &[(Detail, Test::Is(&["AGENT_DISCONNECT"]))],
            then: &[Ended(EndedBy::Operator)],
        },
        Rule {
            when: &[(Detail, Test::Is(&["IDLE_DISCONNECT", "EXPIRED", "CONTACT_FLOW_DISCONNECT"]))],
            then: &[Ended(EndedBy::Desk)],
        },
    ],
    beside: &[&TRANSCRIPTS, &AGENT_EVENTS],
    ..USUAL
};

/// Transcripts of chats, one document or line a contact.
const TRANSCRIPTS: Profile = Profile {
    name: "amazon-connect",
    title: "Amazon Connect: transcripts of chats",
    shape: Shape::Messages,
    known_by: &["ContactId", "Transcript"],
    columns: &[(SessionId, &["ContactId"])],
    required: &[SessionId],
    rules: &[],
    inside: &[Inside {
        order: EntryOrder::AsListed,
        list: "Transcript",
        columns: &[(At, &["AbsoluteTime"]), (Event, &["Type"]), (Author, &["ParticipantRole"])],
        rules: &[
            Rule {
                when: &[(Event, Test::IsNot(&["MESSAGE", "ATTACHMENT"]))],
                then: &[Skip("no message")],
            },
            Rule { when: &[(Author, Test::Is(&["CUSTOMER"]))], then: &[Message(Wrote::Client)] },
            Rule { when: &[(Author, Test::Is(&["AGENT"]))], then: &[Message(Wrote::Operator)] },
            Rule {
                when: &[(Author, Test::Is(&["SYSTEM", "CUSTOM_BOT"]))],
                then: &[Message(Wrote::Bot)],
            },
        ],
    }],
    ..USUAL
};

/// The stream of agents' events.
const AGENT_EVENTS: Profile = Profile {
    name: "amazon-connect",
    title: "Amazon Connect: events of agents",
    shape: Shape::Staff,
    known_by: &["AgentARN", "EventType", "EventTimestamp"],
    columns: &[
        (RowId, &["EventId"]),
        (At, &["EventTimestamp"]),
        (Event, &["EventType"]),
        (Operator, &["CurrentAgentSnapshot.Configuration.Username"]),
        (Status, &["CurrentAgentSnapshot.AgentStatus.Type"]),
    ],
    required: &[At, Event, Operator],
    rules: &[
        Rule {
            when: &[(Event, Test::Is(&["HEART_BEAT"]))],
            then: &[Skip("a sign of life, which changes nothing")],
        },
        Rule { when: &[(Event, Test::Is(&["LOGOUT"]))], then: &[Duty(DutyEvent::Offline)] },
        Rule {
            when: &[(Event, Test::IsNot(&["LOGOUT"])), (Status, Test::Is(&["ROUTABLE"]))],
            then: &[Duty(DutyEvent::Online)],
        },
        Rule {
            when: &[(Event, Test::IsNot(&["LOGOUT"])), (Status, Test::Is(&["CUSTOM"]))],
            then: &[Duty(DutyEvent::Away)],
        },
        Rule {
            when: &[(Event, Test::IsNot(&["LOGOUT"])), (Status, Test::Is(&["OFFLINE"]))],
            then: &[Duty(DutyEvent::Offline)],
        },
    ],
    ..USUAL
};
