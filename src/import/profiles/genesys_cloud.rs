//! Genesys Cloud: the export of the view Interactions, one conversation a row.

use crate::history::EndedBy;
use crate::history::SessionOutcome::{Abandoned, Answered};
use crate::import::fields::Field::{
    ArrivedAt, Channel, ClosedAt, Detail, Duration, Group, Operator, ServiceTime, SessionId,
    Status, Topic, Wait,
};
use crate::import::profile::Action::{EndedBy as Ended, Outcome, Skip};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test, USUAL};
use crate::table::lengths::LengthUnit;

const YES: &[&str] = &["yes", "true", "1"];

pub(super) const PROFILE: Profile = Profile {
    name: "genesys-cloud",
    title: "Genesys Cloud: export of the view Interactions (CSV)",
    shape: Shape::Sessions,
    known_by: &["Conversation ID", "Media Type", "Queue", "Total Queue"],
    clock: Clock::Desk,
    same_id: SameId::Newest,
    between_names: Some(';'),
    // The columns are chosen by who exports.
    headings: Headings::Guessed,
    // Unless the export was asked to format them as hh:mm:ss (`hasFormatDurations` of its API).
    plain_lengths: LengthUnit::Milliseconds,
    columns: &[
        (SessionId, &["Conversation ID"]),
        (Channel, &["Media Type"]),
        (Topic, &["Wrap-up", "Wrap-up Code"]),
        (ArrivedAt, &["Date", "Conversation Start", "Start Date"]),
        (ClosedAt, &["End Date", "Conversation End"]),
        (Duration, &["Duration"]),
        (Wait, &["Total Queue"]),
        (ServiceTime, &["Total Handle"]),
        (Operator, &["Users", "Users - Interacted"]),
        (Group, &["Queue"]),
        (Status, &["Abandoned"]),
        (Detail, &["Disconnect Type", "Direction"]),
    ],
    required: &[SessionId, ArrivedAt],
    rules: &[
        Rule {
            when: &[(Detail, Test::Is(&["Outbound"]))],
            then: &[Skip("it was begun by the desk")],
        },
        Rule { when: &[(Group, Test::Empty)], then: &[Skip("it never joined a queue")] },
        Rule {
            when: &[(Status, Test::Is(YES))],
            then: &[Outcome(Abandoned), Ended(EndedBy::Client)],
        },
        Rule {
            when: &[(Status, Test::IsNot(YES)), (Operator, Test::Filled)],
            then: &[Outcome(Answered)],
        },
    ],
    ..USUAL
};
