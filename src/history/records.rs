//! The records of a history: their columns, how they are read and written.

use std::sync::Arc;

use csv::StringRecord;

use super::instants::{HistoryZone, Timestamp};
use super::reader::{CellFault, RowCells};
use super::words::{Author, EndedBy, SessionOutcome, StaffStatus, VisitEnd, Word};

/// A column of a file of a history.
#[derive(Clone, Copy, Debug)]
pub struct RecordColumn {
    pub name: &'static str,
    /// Whether a file may be without it, and a cell may be empty.
    pub need: Need,
    /// One sentence.
    pub definition: &'static str,
}

/// Whether a column must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    /// Without it, or in an empty cell, it is not known.
    Optional,
}

const fn required(name: &'static str, definition: &'static str) -> RecordColumn {
    RecordColumn { name, need: Need::Required, definition }
}

const fn optional(name: &'static str, definition: &'static str) -> RecordColumn {
    RecordColumn { name, need: Need::Optional, definition }
}

/// What a file of a history has in each of its rows.
pub trait HistoryRecord: Sized {
    /// The name of the file.
    const FILE: &'static str;
    /// Its columns, in the order in which they are written.
    const COLUMNS: &'static [RecordColumn];
    /// Whether the first column, an id, stands in one row only.
    const FIRST_IS_UNIQUE: bool = false;

    /// Reads a row.
    ///
    /// # Errors
    /// The first fault of it.
    fn read(row: &mut RowCells<'_>) -> Result<Self, CellFault>;

    /// Adds as many cells as there are columns.
    fn write(&self, zone: &HistoryZone, cells: &mut StringRecord);
}

/// One conversation of a client with the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: Arc<str>,
    pub live_chat: Arc<str>,
    pub channel: Option<Arc<str>>,
    pub topic: Option<Arc<str>>,
    pub arrived_at: Timestamp,
    pub queue_left_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub first_reply_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub operator: Option<Arc<str>>,
    pub group: Option<Arc<str>>,
    pub outcome: SessionOutcome,
    pub ended_by: Option<EndedBy>,
    pub transferred_from: Option<Arc<str>>,
}

impl HistoryRecord for Session {
    const FILE: &'static str = "sessions.csv";
    const COLUMNS: &'static [RecordColumn] = &[
        required("session_id", "a name that no other session has"),
        required("live_chat", "where the client wrote"),
        optional("channel", "through what: telegram, website"),
        optional("topic", "what about"),
        required("arrived_at", "when it came"),
        optional(
            "queue_left_at",
            "when it left the queue for the first time, taken or not: the end of the first wait",
        ),
        optional("accepted_at", "when an operator first took it"),
        optional("first_reply_at", "the first message of an operator"),
        optional("closed_at", "when it ended"),
        optional("operator", "who took it last"),
        optional("group", "the group that took it first, or in whose queue it waited"),
        required("outcome", "what became of it, see below"),
        optional("ended_by", "who ended it, see below"),
        optional("transferred_from", "the group that had it before its last transfer"),
    ];
    const FIRST_IS_UNIQUE: bool = true;

    fn read(row: &mut RowCells<'_>) -> Result<Self, CellFault> {
        let session = Self {
            id: row.unique_name(0)?,
            live_chat: row.required_name(1)?,
            channel: row.name(2),
            topic: row.name(3),
            arrived_at: row.required_instant(4)?,
            queue_left_at: row.instant(5)?,
            accepted_at: row.instant(6)?,
            first_reply_at: row.instant(7)?,
            closed_at: row.instant(8)?,
            operator: row.name(9),
            group: row.name(10),
            outcome: row.required_word(11)?,
            ended_by: row.word(12)?,
            transferred_from: row.name(13),
        };
        session.contradiction().map_or(Ok(session), Err)
    }

    fn write(&self, zone: &HistoryZone, cells: &mut StringRecord) {
        let at = |instant: Option<Timestamp>| instant.map_or_else(String::new, |at| zone.write(at));
        cells.push_field(&self.id);
        cells.push_field(&self.live_chat);
        cells.push_field(text(self.channel.as_ref()));
        cells.push_field(text(self.topic.as_ref()));
        cells.push_field(&zone.write(self.arrived_at));
        cells.push_field(&at(self.queue_left_at));
        cells.push_field(&at(self.accepted_at));
        cells.push_field(&at(self.first_reply_at));
        cells.push_field(&at(self.closed_at));
        cells.push_field(text(self.operator.as_ref()));
        cells.push_field(text(self.group.as_ref()));
        cells.push_field(self.outcome.word());
        cells.push_field(self.ended_by.map_or("", Word::word));
        cells.push_field(text(self.transferred_from.as_ref()));
    }
}

impl Session {
    /// What of a session cannot be.
    pub fn contradiction(&self) -> Option<CellFault> {
        let later = [
            ("queue_left_at", self.queue_left_at),
            ("accepted_at", self.accepted_at),
            ("first_reply_at", self.first_reply_at),
            ("closed_at", self.closed_at),
        ];
        for (column, instant) in later {
            if instant.is_some_and(|instant| instant < self.arrived_at) {
                return Some(CellFault::new(
                    format!("{column} lies before arrived_at"),
                    "a session arrives first; leave empty what is not known",
                ));
            }
        }
        let ends = [("accepted_at", self.accepted_at), ("first_reply_at", self.first_reply_at)];
        for (column, instant) in ends {
            if let (Some(instant), Some(closed)) = (instant, self.closed_at)
                && closed < instant
            {
                return Some(CellFault::new(
                    format!("closed_at lies before {column}"),
                    "a session is closed last; leave empty what is not known",
                ));
            }
        }
        if self.outcome != SessionOutcome::Answered && self.accepted_at.is_some() {
            return Some(CellFault::new(
                format!("a session that was {} has accepted_at", self.outcome.word()),
                "a session that an operator took is `answered`, however it ended",
            ));
        }
        None
    }
}

/// One stop of a session in the queue of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub session: Arc<str>,
    pub group: Option<Arc<str>>,
    pub joined_at: Timestamp,
    pub left_at: Option<Timestamp>,
    pub how: Option<VisitEnd>,
    pub operator: Option<Arc<str>>,
}

impl HistoryRecord for Visit {
    const FILE: &'static str = "visits.csv";
    const COLUMNS: &'static [RecordColumn] = &[
        required("session_id", "of sessions.csv"),
        optional("group", "in whose queue it waited; empty: that of its session"),
        required("joined_at", "when it joined the queue"),
        optional("left_at", "when it left it"),
        optional("how", "why it left it, see below"),
        optional("operator", "who took it from there"),
    ];

    fn read(row: &mut RowCells<'_>) -> Result<Self, CellFault> {
        let visit = Self {
            session: row.required_id(0)?,
            group: row.name(1),
            joined_at: row.required_instant(2)?,
            left_at: row.instant(3)?,
            how: row.word(4)?,
            operator: row.name(5),
        };
        if visit.left_at.is_some_and(|left| left < visit.joined_at) {
            let help = "leave left_at empty if it is not known";
            return Err(CellFault::new("left_at lies before joined_at".to_owned(), help));
        }
        Ok(visit)
    }

    fn write(&self, zone: &HistoryZone, cells: &mut StringRecord) {
        cells.push_field(&self.session);
        cells.push_field(text(self.group.as_ref()));
        cells.push_field(&zone.write(self.joined_at));
        cells.push_field(&self.left_at.map_or_else(String::new, |at| zone.write(at)));
        cells.push_field(self.how.map_or("", Word::word));
        cells.push_field(text(self.operator.as_ref()));
    }
}

/// One message, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub session: Arc<str>,
    pub at: Timestamp,
    pub from: Author,
}

impl HistoryRecord for Message {
    const FILE: &'static str = "messages.csv";
    const COLUMNS: &'static [RecordColumn] = &[
        required("session_id", "of sessions.csv"),
        required("at", "when it was written"),
        required("from", "who wrote it, see below"),
    ];

    fn read(row: &mut RowCells<'_>) -> Result<Self, CellFault> {
        Ok(Self {
            session: row.required_id(0)?,
            at: row.required_instant(1)?,
            from: row.required_word(2)?,
        })
    }

    fn write(&self, zone: &HistoryZone, cells: &mut StringRecord) {
        cells.push_field(&self.session);
        cells.push_field(&zone.write(self.at));
        cells.push_field(self.from.word());
    }
}

/// A stretch of time in which an operator was on duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffTime {
    pub operator: Arc<str>,
    pub group: Option<Arc<str>>,
    pub from: Timestamp,
    pub until: Timestamp,
    pub status: StaffStatus,
}

impl HistoryRecord for StaffTime {
    const FILE: &'static str = "staff.csv";
    const COLUMNS: &'static [RecordColumn] = &[
        required("operator", "as in sessions.csv"),
        optional("group", "for which group"),
        required("from", "when it began"),
        required("until", "when it ended"),
        required("status", "what the operator was ready for, see below"),
    ];

    fn read(row: &mut RowCells<'_>) -> Result<Self, CellFault> {
        let time = Self {
            operator: row.required_name(0)?,
            group: row.name(1),
            from: row.required_instant(2)?,
            until: row.required_instant(3)?,
            status: row.required_word(4)?,
        };
        if time.until < time.from {
            return Err(CellFault::new("until lies before from".to_owned(), "exchange them"));
        }
        Ok(time)
    }

    fn write(&self, zone: &HistoryZone, cells: &mut StringRecord) {
        cells.push_field(&self.operator);
        cells.push_field(text(self.group.as_ref()));
        cells.push_field(&zone.write(self.from));
        cells.push_field(&zone.write(self.until));
        cells.push_field(self.status.word());
    }
}

fn text(name: Option<&Arc<str>>) -> &str {
    name.map_or("", AsRef::as_ref)
}
