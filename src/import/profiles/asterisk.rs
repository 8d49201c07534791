//! Asterisk and what is built on it: `queue_log`, one event a line, without a header.

use crate::history::SessionOutcome::{Abandoned, Answered, FlowedOut, Missed};
use crate::history::{EndedBy, VisitEnd};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, At, ClosedAt, Event, Group, Operator, QueueLeftAt, SessionId,
};
use crate::import::profile::Action::{
    At as When, Duty, EndedBy as Ended, Join, Leave, Outcome, Skip, TransferredFromGroup,
};
use crate::import::profile::{Clock, DutyEvent, Profile, Rule, SameId, Shape, Test, USUAL};

/// Members that are not ready for calls, in one queue or all, and ready again.
const PAUSES: &[&str] = &["PAUSE", "PAUSEALL"];
const RESUMES: &[&str] = &["UNPAUSE", "UNPAUSEALL"];

/// Events of sessions and members; all others are of the queue.
const KNOWN: &[&str] = &[
    "ADDMEMBER",
    "REMOVEMEMBER",
    "PAUSE",
    "PAUSEALL",
    "UNPAUSE",
    "UNPAUSEALL",
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

/// Events of the queue: with the others, what a log may begin with.
const OF_THE_QUEUE: &[&str] = &[
    "QUEUESTART",
    "CONFIGRELOAD",
    "AGENTLOGIN",
    "AGENTLOGOFF",
    "AGENTCALLBACKLOGIN",
    "AGENTCALLBACKLOGOFF",
    "INFO",
];

pub(super) const PROFILE: Profile = Profile {
    name: "asterisk",
    title: "Asterisk: queue_log (pipes, one event a line)",
    shape: Shape::Sessions,
    // A log that was rotated may begin with any event.
    first_row: Some((5, &[KNOWN, OF_THE_QUEUE])),
    clock: Clock::Desk,
    same_id: SameId::Parts,
    columns: &[
        (At, &["1"]),
        (SessionId, &["2"]),
        (Group, &["3"]),
        (Operator, &["4"]),
        (Event, &["5"]),
    ],
    required: &[At, SessionId, Event],
    rules: &[
        Rule { when: &[(Event, Test::Is(&["ADDMEMBER"]))], then: &[Duty(DutyEvent::Joined)] },
        Rule { when: &[(Event, Test::Is(&["REMOVEMEMBER"]))], then: &[Duty(DutyEvent::Left)] },
        Rule { when: &[(Event, Test::Is(PAUSES))], then: &[Duty(DutyEvent::Paused)] },
        Rule { when: &[(Event, Test::Is(RESUMES))], then: &[Duty(DutyEvent::Resumed)] },
        Rule {
            when: &[(Event, Test::IsNot(KNOWN))],
            then: &[Skip("an event of the queue, not of a session or a member")],
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
    ..USUAL
};

/// The same from the table of its database, which has a header.
pub(super) const TABLE: Profile = Profile {
    name: "asterisk-table",
    title: "Asterisk: queue_log as a table of its database (CSV, JSON)",
    known_by: &["time", "callid", "queuename", "event"],
    first_row: None,
    columns: &[
        (At, &["time"]),
        (SessionId, &["callid"]),
        (Group, &["queuename"]),
        (Operator, &["agent"]),
        (Event, &["event"]),
    ],
    ..PROFILE
};
