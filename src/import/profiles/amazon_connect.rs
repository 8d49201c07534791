//! Amazon Connect: contact records, as JSON lines or flattened to CSV. They are delivered at least once,
//! so the newest record of a contact holds.

use crate::history::EndedBy;
use crate::history::SessionOutcome::{Abandoned, Answered};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, Channel, ClosedAt, Detail, Group, Operator, QueueLeftAt, SessionId,
    Version,
};
use crate::import::profile::Action::{EndedBy as Ended, Outcome, Skip};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test};

pub(super) const PROFILE: Profile = Profile {
    name: "amazon-connect",
    title: "Amazon Connect: contact records (JSON lines, CSV)",
    shape: Shape::Sessions,
    known_by: &["ContactId", "InitiationTimestamp", "DisconnectTimestamp"],
    first_row: None,
    clock: Clock::Utc,
    same_id: SameId::Newest,
    headings: Headings::Documented,
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
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
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
};
