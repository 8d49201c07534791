//! deskload itself: `sessions.csv` of a run with `--trace`, so that what was fitted can be compared with
//! what is known.

use crate::history::EndedBy;
use crate::history::SessionOutcome::{Abandoned, Answered, Contained, FlowedOut, Refused, Spam};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, Channel, ClosedAt, Detail, Event, FirstReplyAt, Group, LiveChat,
    NextGroup, NextOperator, NextQueue, NextWait, Operator, SessionId, Status, Topic,
    TransferredAt,
};
use crate::import::profile::Action::{
    EndedBy as Ended, LostTransfer, Outcome, Skip, Transfer, TransferredFromGroup,
};
use crate::import::profile::{Clock, Profile, Rule, SameId, Shape, Test, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "deskload",
    title: "deskload: sessions.csv of a run with --trace, its first replication",
    shape: Shape::Sessions,
    known_by: &["replication", "session", "live_chat", "arrived", "outcome"],
    clock: Clock::SinceStart,
    same_id: SameId::Newest,
    columns: &[
        (Event, &["replication"]),
        (SessionId, &["session"]),
        (LiveChat, &["live_chat"]),
        (Channel, &["channel"]),
        (Topic, &["topic"]),
        (Status, &["outcome"]),
        (ArrivedAt, &["arrived"]),
        (AcceptedAt, &["answered"]),
        (FirstReplyAt, &["first_reply"]),
        (ClosedAt, &["ended"]),
        (Operator, &["first_operator"]),
        (Group, &["first_group"]),
        (TransferredAt, &["transferred_at"]),
        (NextOperator, &["last_operator"]),
        (NextGroup, &["last_group"]),
        (NextWait, &["wait_after_transfers"]),
        (NextQueue, &["path"]),
        (Detail, &["transfers"]),
    ],
    required: &[SessionId, LiveChat, Status, ArrivedAt],
    rules: &[
        Rule {
            when: &[(Event, Test::IsNot(&["0"]))],
            then: &[Skip("it is of another replication than the first")],
        },
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule { when: &[(Status, Test::Is(&["closed"]))], then: &[Ended(EndedBy::Operator)] },
        Rule {
            when: &[(Status, Test::Is(&["lost-after-transfer", "abandoned-in-service"]))],
            then: &[Ended(EndedBy::Client)],
        },
        Rule {
            when: &[(Status, Test::Is(&["abandoned"]))],
            then: &[Outcome(Abandoned), Ended(EndedBy::Client)],
        },
        Rule {
            when: &[(Status, Test::Is(&["contained"]))],
            then: &[Outcome(Contained), Ended(EndedBy::Bot)],
        },
        Rule {
            when: &[(Status, Test::Is(&["flowed-out"]))],
            then: &[Outcome(FlowedOut), Ended(EndedBy::Desk)],
        },
        Rule {
            when: &[(Status, Test::Is(&["refused"]))],
            then: &[Outcome(Refused), Ended(EndedBy::Desk)],
        },
        Rule { when: &[(Status, Test::Is(&["spam"]))], then: &[Outcome(Spam)] },
        Rule { when: &[(Detail, Test::Is(&["1"]))], then: &[TransferredFromGroup] },
        Rule {
            when: &[(Detail, Test::Is(&["1"])), (Status, Test::Is(&["lost-after-transfer"]))],
            then: &[LostTransfer],
        },
        Rule {
            when: &[
                (Detail, Test::Is(&["1"])),
                (Status, Test::Is(&["closed", "abandoned-in-service"])),
            ],
            then: &[Transfer],
        },
    ],
    ..USUAL
};
