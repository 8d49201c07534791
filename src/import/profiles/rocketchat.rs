//! Rocket.Chat: Omnichannel rooms, as its API or a dump of its database gives them.

use crate::history::EndedBy;
use crate::history::SessionOutcome::{Abandoned, Answered, Missed};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, Channel, ClosedAt, Detail, Group, Operator, ReplyAfter, SessionId,
};
use crate::import::profile::Action::{EndedBy as Ended, Outcome};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test};

pub(super) const PROFILE: Profile = Profile {
    name: "rocketchat",
    title: "Rocket.Chat: Omnichannel rooms (JSON, CSV)",
    shape: Shape::Sessions,
    known_by: &["_id", "ts", "departmentId"],
    first_row: None,
    clock: Clock::Utc,
    same_id: SameId::Newest,
    headings: Headings::Documented,
    columns: &[
        (SessionId, &["_id"]),
        (Channel, &["source.type"]),
        (ArrivedAt, &["queuedAt", "ts"]),
        (AcceptedAt, &["servedBy.ts"]),
        (ReplyAfter, &["metrics.response.ft"]),
        (ClosedAt, &["closedAt"]),
        (Operator, &["servedBy.username"]),
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
};
