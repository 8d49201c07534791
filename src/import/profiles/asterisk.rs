//! Asterisk and what is built on it: `queue_log`, one event a line, without a header.

use crate::history::SessionOutcome::{Abandoned, Answered, FlowedOut, Missed};
use crate::history::{EndedBy, VisitEnd};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, ClosedAt, Event, Group, Operator, QueueLeftAt, SessionId,
};
use crate::import::profile::Action::{
    At as When, EndedBy as Ended, Join, Leave, Outcome, Skip, TransferredFromGroup,
};
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test};

/// Events of a session; all others are of members and of the queue.
const OF_SESSIONS: &[&str] = &[
    "DID",
    "ENTERQUEUE",
    "CONNECT",
    "ABANDON",
    "COMPLETEAGENT",
    "COMPLETECALLER",
    "EXITWITHTIMEOUT",
    "EXITWITHKEY",
    "EXITEMPTY",
    "TRANSFER",
    "BLINDTRANSFER",
    "ATTENDEDTRANSFER",
    "AGENTDUMP",
    "RINGNOANSWER",
    "RINGCANCELED",
    "SYSCOMPAT",
];

pub(super) const PROFILE: Profile = Profile {
    name: "asterisk",
    title: "Asterisk: queue_log (pipes, one event a line)",
    shape: Shape::Sessions,
    known_by: &[],
    first_row: Some((
        5,
        &[
            "QUEUESTART",
            "CONFIGRELOAD",
            "ADDMEMBER",
            "ENTERQUEUE",
            "DID",
            "CONNECT",
            "ABANDON",
            "COMPLETEAGENT",
            "COMPLETECALLER",
            "RINGNOANSWER",
            "PAUSE",
            "UNPAUSE",
            "REMOVEMEMBER",
        ],
    )),
    clock: Clock::Desk,
    same_id: SameId::Parts,
    headings: Headings::Documented,
    columns: &[
        (At, &["1"]),
        (SessionId, &["2"]),
        (Group, &["3"]),
        (Operator, &["4"]),
        (Event, &["5"]),
    ],
    required: &[At, SessionId, Event],
    rules: &[
        Rule {
            when: &[(Event, Test::IsNot(OF_SESSIONS))],
            then: &[Skip("an event of members or of the queue, not of a session")],
        },
        Rule {
            when: &[(Event, Test::Is(&["RINGNOANSWER", "RINGCANCELED", "DID", "SYSCOMPAT"]))],
            then: &[Skip("an event that changes nothing for the session")],
        },
        Rule { when: &[(Event, Test::Is(&["ENTERQUEUE"]))], then: &[When(ArrivedAt), Join] },
        Rule {
            when: &[(Event, Test::Is(&["CONNECT"]))],
            then: &[When(AcceptedAt), When(QueueLeftAt), Outcome(Answered), Leave(VisitEnd::Taken)],
        },
        Rule {
            when: &[(Event, Test::Is(&["ABANDON"]))],
            then: &[
                When(ClosedAt),
                When(QueueLeftAt),
                Outcome(Abandoned),
                Ended(EndedBy::Client),
                Leave(VisitEnd::Abandoned),
            ],
        },
        Rule {
            when: &[(Event, Test::Is(&["COMPLETECALLER"]))],
            then: &[When(ClosedAt), Ended(EndedBy::Client)],
        },
        Rule {
            when: &[(Event, Test::Is(&["COMPLETEAGENT"]))],
            then: &[When(ClosedAt), Ended(EndedBy::Operator)],
        },
        Rule {
            when: &[(Event, Test::Is(&["EXITWITHTIMEOUT", "EXITEMPTY", "AGENTDUMP"]))],
            then: &[
                When(ClosedAt),
                When(QueueLeftAt),
                Outcome(Missed),
                Ended(EndedBy::Desk),
                Leave(VisitEnd::Ended),
            ],
        },
        Rule {
            when: &[(Event, Test::Is(&["EXITWITHKEY"]))],
            then: &[
                When(ClosedAt),
                When(QueueLeftAt),
                Outcome(FlowedOut),
                Ended(EndedBy::Client),
                Leave(VisitEnd::Ended),
            ],
        },
        Rule {
            when: &[(Event, Test::Is(&["TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"]))],
            then: &[When(ClosedAt), TransferredFromGroup, Ended(EndedBy::Operator)],
        },
    ],
};
