//! Rocket.Chat: Omnichannel rooms, as its API or a dump of its database gives them.

use crate::history::SessionOutcome::{Abandoned, Answered, Missed};
use crate::history::{Author as Wrote, EndedBy, StaffStatus};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, Author, Channel, ClosedAt, Detail, Event, From, Group, NextGroup,
    NextOperator, Operator, ReplyAfter, RowId, SessionId, TransferredFrom, Until,
};
use crate::import::profile::Action::{
    DutyTime, EndedBy as Ended, HandedOn, Message, Outcome, Skip,
};
use crate::import::profile::{
    Clock, EntryOrder, Inside, Profile, Rule, SameId, Shape, Test, USUAL,
};

pub(super) const PROFILE: Profile = Profile {
    name: "rocketchat",
    title: "Rocket.Chat: Omnichannel rooms (JSON, CSV)",
    shape: Shape::Sessions,
    known_by: &["_id", "ts", "departmentId"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    columns: &[
        (SessionId, &["_id"]),
        (Channel, &["source.type"]),
        (ArrivedAt, &["queuedAt", "ts"]),
        (AcceptedAt, &["servedBy.ts"]),
        (ReplyAfter, &["metrics.response.ft"]),
        (ClosedAt, &["closedAt"]),
        // As the collection of agents' activity names them.
        (Operator, &["servedBy._id", "servedBy.username"]),
        (Group, &["departmentId"]),
        (Detail, &["closer"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Detail, Test::Is(&["visitor"]))],
            then: &[Outcome(Abandoned)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Detail, Test::Is(&["user"]))],
            then: &[Outcome(Missed)],
        },
        Rule { when: &[(Detail, Test::Is(&["visitor"]))], then: &[Ended(EndedBy::Client)] },
        Rule { when: &[(Detail, Test::Is(&["user"]))], then: &[Ended(EndedBy::Operator)] },
    ],
    beside: &[&MESSAGES, &ACTIVITY],
    ..USUAL
};

/// Of the collection of messages: those of visitors have the visitor's token, those of the system a type.
const MESSAGES: Profile = Profile {
    name: "rocketchat",
    title: "Rocket.Chat: messages",
    shape: Shape::Messages,
    known_by: &["rid", "ts", "u.username"],
    columns: &[
        (RowId, &["_id"]),
        (SessionId, &["rid"]),
        (At, &["ts"]),
        (Author, &["token"]),
        (Event, &["t"]),
        (Detail, &["u.username"]),
        (Operator, &["u._id"]),
        (NextOperator, &["transferData.transferredTo._id"]),
        (NextGroup, &["transferData.nextDepartment._id", "transferData.nextDepartment"]),
        (
            TransferredFrom,
            &["transferData.previousDepartment._id", "transferData.previousDepartment"],
        ),
    ],
    required: &[SessionId, At],
    rules: &[
        Rule {
            when: &[(Event, Test::Is(&["livechat_transfer_history"]))],
            then: &[HandedOn(&[NextOperator, NextGroup])],
        },
        Rule {
            when: &[(Event, Test::IsNot(&["", "livechat_transfer_history"]))],
            then: &[Skip("it is no message: an event of the room")],
        },
        Rule {
            when: &[(Event, Test::Empty), (Author, Test::Filled)],
            then: &[Message(Wrote::Client)],
        },
        Rule {
            when: &[
                (Event, Test::Empty),
                (Author, Test::Empty),
                (Detail, Test::Is(&["rocket.cat"])),
            ],
            then: &[Message(Wrote::Bot)],
        },
        Rule {
            when: &[
                (Event, Test::Empty),
                (Author, Test::Empty),
                (Detail, Test::IsNot(&["rocket.cat"])),
            ],
            then: &[Message(Wrote::Operator)],
        },
    ],
    ..USUAL
};

/// Of the collection of agents' activity: stretches of a day in which an agent was available.
const ACTIVITY: Profile = Profile {
    name: "rocketchat",
    title: "Rocket.Chat: activity of agents",
    shape: Shape::Staff,
    known_by: &["agentId", "serviceHistory"],
    columns: &[(Operator, &["agentId"])],
    required: &[Operator],
    rules: &[],
    inside: &[Inside {
        order: EntryOrder::AsListed,
        list: "serviceHistory",
        columns: &[(From, &["startedAt"]), (Until, &["stoppedAt"])],
        rules: &[Rule { when: &[], then: &[DutyTime(StaffStatus::Online)] }],
    }],
    ..USUAL
};
