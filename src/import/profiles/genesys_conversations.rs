//! Genesys Cloud: details of conversations, as its API for analytics gives them: participants, their sessions, and
//! the segments of these.

use crate::history::SessionOutcome::{Abandoned, Answered};
use crate::history::{EndedBy, VisitEnd};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Author, Channel, ClosedAt, Detail, Event, Group, Operator,
    QueueLeftAt, SessionId, Status,
};
use crate::import::profile::Action::{At as When, EndedBy as Ended, Join, Leave, Outcome, Skip};
use crate::import::profile::{
    Clock, EntryOrder, Inside, Profile, Rule, SameId, Shape, Test, USUAL,
};

pub(super) const PROFILE: Profile = Profile {
    name: "genesys-conversations",
    title: "Genesys Cloud: details of conversations (JSON)",
    shape: Shape::Sessions,
    known_by: &["conversationId", "conversationStart", "participants"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    columns: &[
        (SessionId, &["conversationId"]),
        (Channel, &["participants.sessions.mediaType"]),
        (ClosedAt, &["conversationEnd"]),
        (Detail, &["originatingDirection"]),
    ],
    required: &[SessionId],
    rules: &[Rule {
        when: &[(Detail, Test::Is(&["outbound"]))],
        then: &[Skip("it was begun by the desk")],
    }],
    inside: &[Inside {
        // Participants are listed one after another, and several queues and agents may be among them.
        order: EntryOrder::ByTime,
        list: "participants.sessions.segments",
        columns: &[
            (At, &["segmentStart"]),
            (Event, &["segmentType"]),
            (Status, &["disconnectType"]),
            (Group, &["queueId"]),
            (Author, &["purpose"]),
            (Operator, &["userId"]),
        ],
        rules: &[
            // Others are ringing, holds and wrap-up.
            Rule {
                when: &[(Event, Test::IsNot(&["interact"]))],
                then: &[Skip("no stretch in a queue or with an agent")],
            },
            Rule { when: &[(Author, Test::Is(&["acd"]))], then: &[When(ArrivedAt), Join] },
            Rule {
                when: &[
                    (Author, Test::Is(&["acd"])),
                    (Status, Test::Is(&["client", "endpoint", "peer"])),
                ],
                then: &[Outcome(Abandoned), Ended(EndedBy::Client)],
            },
            Rule {
                when: &[(Author, Test::Is(&["agent"]))],
                then: &[
                    When(AcceptedAt),
                    When(QueueLeftAt),
                    Outcome(Answered),
                    Leave(VisitEnd::Taken),
                ],
            },
            Rule {
                when: &[(Author, Test::Is(&["agent"])), (Status, Test::Is(&["client"]))],
                then: &[Ended(EndedBy::Operator)],
            },
            Rule {
                when: &[(Author, Test::Is(&["agent"])), (Status, Test::Is(&["peer", "endpoint"]))],
                then: &[Ended(EndedBy::Client)],
            },
        ],
    }],
    not_arrived: "it never joined a queue",
    ..USUAL
};
