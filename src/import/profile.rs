//! A profile: what a source exports, as data.

use super::fields::Field;
use crate::history::{Author, EndedBy, SessionOutcome, StaffStatus, VisitEnd};
use crate::table::lengths::LengthUnit;

/// How to read the exports of one source.
#[derive(Debug)]
pub struct Profile {
    /// As `--profile` has it.
    pub name: &'static str,
    /// What it reads, one line.
    pub title: &'static str,
    pub shape: Shape,
    /// Columns by which a file is known as one of this source: all of them are there.
    pub known_by: &'static [&'static str],
    /// Without a header, what the first row has: the number of a column from one, and its words, in lists.
    pub first_row: Option<(usize, &'static [&'static [&'static str]])>,
    pub clock: Clock,
    pub same_id: SameId,
    /// What stands between the names of several operators, or groups, in one cell: the first had the session first.
    pub between_names: Option<char>,
    pub headings: Headings,
    /// What plain numbers of a length of time are, unless their heading names a unit.
    pub plain_lengths: LengthUnit,
    /// Fields with the names that their column may have, the usual one first. In JSON a point leads
    /// into an object.
    pub columns: &'static [(Field, &'static [&'static str])],
    /// Fields without which nothing can be imported.
    pub required: &'static [Field],
    pub rules: &'static [Rule],
    /// Other tables of the source, which files beside those of sessions may hold: messages, times of duty.
    pub beside: &'static [&'static Profile],
    /// Lists in each JSON record, whose entries tell of its session.
    pub inside: &'static [Inside],
    /// Why a session is left out of which nothing says when it arrived.
    pub not_arrived: &'static str,
}

/// What most tables have in common: each profile states what it has otherwise, and its name, shape, clock and columns.
pub(in crate::import) const USUAL: Profile = Profile {
    name: "",
    title: "",
    shape: Shape::Messages,
    known_by: &[],
    first_row: None,
    clock: Clock::Utc,
    same_id: SameId::Parts,
    between_names: None,
    headings: Headings::Documented,
    plain_lengths: LengthUnit::Seconds,
    columns: &[],
    required: &[],
    rules: &[],
    beside: &[],
    inside: &[],
    not_arrived: "when it arrived is not known: it may have come before the file begins",
};

/// A list in a JSON record: the messages of a conversation.
#[derive(Debug)]
pub struct Inside {
    /// The path of the list; a point leads into an object, and into each entry of a list on the way. A column
    /// that an entry lacks is looked for in the objects around it, the nearest first.
    pub list: &'static str,
    /// Fields with the paths of their values in an entry. Instants are ISO 8601 or Unix time.
    pub columns: &'static [(Field, &'static [&'static str])],
    pub rules: &'static [Rule],
    pub order: EntryOrder,
}

/// In which order entries of a list are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryOrder {
    AsListed,
    /// By their `at`.
    ByTime,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Rows that are sessions, or parts of sessions.
    Sessions,
    /// Rows that are messages of sessions.
    Messages,
    /// Rows that are times of duty, or events of operators.
    Staff,
    /// Rows that are intervals; how their handle times are meant.
    Intervals(HandleTimes),
}

/// What the handle time of an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleTimes {
    /// The mean of a session.
    Mean,
    /// Of all sessions together.
    Total,
}

/// Which clock an instant without an offset was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// By the source's documentation.
    Utc,
    /// That of the desk: it has to be stated.
    Desk,
    /// Seconds since a run began.
    SinceStart,
}

/// What several rows of one session are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameId {
    /// The same record again: the newest holds.
    Newest,
    /// Its events or stretches: they are put together.
    Parts,
}

/// Whether headings are as the source documents them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headings {
    Documented,
    /// They are chosen at each installation: what is found is a guess, and is reported.
    Guessed,
}

/// What a row says if all conditions hold.
#[derive(Debug)]
pub struct Rule {
    pub when: &'static [(Field, Test)],
    pub then: &'static [Action],
}

/// What is asked of a cell.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    Empty,
    Filled,
    /// One of these words, in small or capital letters.
    Is(&'static [&'static str]),
    IsNot(&'static [&'static str]),
}

/// What follows.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// The instant of the event is this one of the session's.
    At(Field),
    Outcome(SessionOutcome),
    EndedBy(EndedBy),
    /// The session joined the queue of the group.
    Join,
    /// It left the queue of the group.
    Leave(VisitEnd),
    /// The row is a whole visit, from its arrival until it was accepted or closed.
    Visit(VisitEnd),
    /// The session was transferred once, at `transferred_at`: two visits.
    Transfer,
    /// The same, and the client left before an operator took it again.
    LostTransfer,
    /// From this instant of the row on the operator of the row had the session, in the group of the row.
    Given(Field),
    /// The session was handed on at the instant of the event, to the operator and the group of these fields.
    HandedOn(&'static [Field]),
    /// The row is a later part of the session that its `part_of` names.
    Part,
    /// The group of the row had the session before a transfer.
    TransferredFromGroup,
    /// The row, or the entry of a list, is a message, at its `at`.
    Message(Author),
    /// The session's arrival is a message of its client.
    FirstMessage,
    /// The row is an event of an operator.
    Duty(DutyEvent),
    /// The row is a stretch of duty, from `from` until `until`.
    DutyTime(StaffStatus),
    /// The row gives nothing: the reason.
    Skip(&'static str),
}

/// What happened to an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyEvent {
    /// Joined the queue of the group of the row, and left it.
    Joined,
    Left,
    /// Not ready for sessions, in all queues, and ready again.
    Paused,
    Resumed,
    /// Ready, not ready, gone, whatever came before.
    Online,
    Away,
    Offline,
}

impl Test {
    pub(super) fn holds(self, cell: &str) -> bool {
        let among = |words: &[&str]| {
            words.iter().any(|word| word.eq_ignore_ascii_case(cell))
                || (!cell.is_ascii() && words.contains(&cell.to_lowercase().as_str()))
        };
        match self {
            Self::Empty => cell.is_empty(),
            Self::Filled => !cell.is_empty(),
            Self::Is(words) => among(words),
            Self::IsNot(words) => !among(words),
        }
    }
}
