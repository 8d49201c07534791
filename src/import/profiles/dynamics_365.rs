//! Dynamics 365 Contact Center: rows of `msdyn_queueextension`, one a stretch in a queue.

use crate::history::SessionOutcome::{Abandoned, Answered};
use crate::history::{EndedBy, VisitEnd};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, ClosedAt, Group, RowId, SessionId, Status, TransferredFrom, Wait,
};
use crate::import::profile::Action::{EndedBy as Ended, Outcome, Visit};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test, USUAL};

const YES: &[&str] = &["true", "1", "yes", "Yes"];

pub(super) const PROFILE: Profile = Profile {
    name: "dynamics-365",
    title: "Dynamics 365 Contact Center: msdyn_queueextension (CSV, JSON)",
    shape: Shape::Sessions,
    known_by: &["msdyn_conversationid", "msdyn_queueid"],
    clock: Clock::Utc,
    same_id: SameId::Parts,
    // Which of the columns are exported, and how they are called, is chosen in the maker portal. The table has no
    // column of the operator or the channel: with one joined, it is stated.
    headings: Headings::Guessed,
    columns: &[
        (RowId, &["msdyn_queueextensionid"]),
        (SessionId, &["msdyn_conversationid", "_msdyn_conversationid_value"]),
        (Group, &["msdyn_queueidname", "msdyn_queueid", "_msdyn_queueid_value"]),
        (
            TransferredFrom,
            &["msdyn_sourcequeuename", "msdyn_sourcequeue", "_msdyn_sourcequeue_value"],
        ),
        (ArrivedAt, &["msdyn_starttime"]),
        (AcceptedAt, &["msdyn_agentacceptedon"]),
        (ClosedAt, &["msdyn_endtime", "msdyn_closedon"]),
        (Wait, &["msdyn_firstwaittimeinseconds"]),
        (Status, &["msdyn_isabandoned"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule {
            when: &[(AcceptedAt, Test::Filled)],
            then: &[Outcome(Answered), Visit(VisitEnd::Taken)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::Is(YES))],
            then: &[Outcome(Abandoned), Ended(EndedBy::Client), Visit(VisitEnd::Abandoned)],
        },
        Rule {
            when: &[(AcceptedAt, Test::Empty), (Status, Test::IsNot(YES))],
            then: &[Visit(VisitEnd::Moved)],
        },
    ],
    ..USUAL
};
