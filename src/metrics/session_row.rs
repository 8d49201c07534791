//! One row a session: every instant, and who.

use std::fmt::{self, Write as _};

use csv::StringRecord;

use super::results::{Column, Unit};
use crate::base::Time;

/// One row of `sessions.csv`: as many cells as [`SESSION_COLUMNS`].
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// From zero.
    pub replication: u32,
    /// Texts; an empty one where something did not happen.
    pub cells: StringRecord,
    /// When it was transferred, each time; in the file if that was once.
    pub transferred_at: Vec<Time>,
    /// Dialogue level: of each reply, since when the client waited for it, and when it came. Not in the file.
    pub replied_at: Vec<(Time, Time)>,
}

const fn text(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: None, definition }
}

const fn seconds(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: Some(Unit::Seconds), definition }
}

/// The headings of `sessions.csv` after `replication`.
pub const SESSION_COLUMNS: &[Column] = &[
    text("session", "the flow of arrivals and the session's number in it, both from zero"),
    text("live_chat", "where the client wrote"),
    text("channel", "through what"),
    text("topic", "what about"),
    text(
        "outcome",
        "closed, contained (by the bot), abandoned, flowed-out, lost-after-transfer, abandoned-in-service, refused, spam or open (at the run's end)",
    ),
    text(
        "reason",
        "why refused: closed, not-permitted, queue-full, channel-down or nobody-online; how sent away: offline-form or missed; spam: blocked, mistaken (a client on the blocklist), marked or open; silent: left without a word; timeout: closed because the client was silent; false-spam: open, and still marked as spam by mistake",
    ),
    seconds("arrived", "the arrival, since the run began"),
    seconds("dispatched", "a supervisor dispatched the session, since the run began"),
    text("supervisor", "who dispatched it"),
    seconds("answered", "an operator first took it, since the run began"),
    seconds(
        "wait",
        "answered − arrived without the time with a bot, unless `bot_time` is `included`; where it was abandoned or sent away before, ended instead",
    ),
    text("first_operator", "who took it first"),
    text("first_group", "on behalf of which group"),
    Column {
        name: "transfers",
        unit: Some(Unit::Count),
        definition: "how often it was transferred",
    },
    text("path", "the groups and operators to which it was transferred, in their order"),
    seconds("wait_after_transfers", "the waits after transfers, added up"),
    text("last_operator", "who had it last"),
    text("last_group", "on behalf of which group"),
    seconds("ended", "closed, abandoned, sent away or refused, since the run began"),
    text("client", "who wrote: the flow of arrivals and the client's number in it"),
    Column {
        name: "contact",
        unit: Some(Unit::Count),
        definition: "the number of the client's session: 1, 2, 3 …",
    },
    Column {
        name: "attempt",
        unit: Some(Unit::Count),
        definition: "the number of the attempt at the same matter: 1, and 2, 3 … for retrials",
    },
    seconds("written", "when the client wrote: before `arrived` where the channel was down"),
    seconds("with_bot", "with a bot, added up"),
    seconds("false_spam_time", "marked as spam by mistake until that was taken back"),
    text("sla", "the service level that a rule attached"),
    text(
        "breached",
        "its standards whose time ran out, in their order; response once for each message",
    ),
    seconds("first_reply", "dialogue level: the first reply, since the run began"),
    Column { name: "replies", unit: Some(Unit::Count), definition: "dialogue level: how many" },
    seconds("longest_reply", "dialogue level: the longest wait for a reply (E-M2)"),
    seconds(
        "transferred_at",
        "when it was transferred, since the run began, if it was transferred once",
    ),
];

/// A row that is written cell after cell.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub(super) record: StringRecord,
    cell: String,
}

impl Cells {
    pub(super) fn push_text(&mut self, text: &str) {
        self.record.push_field(text);
    }

    pub(super) fn push_formatted(&mut self, what: fmt::Arguments<'_>) {
        self.cell.clear();
        self.cell.write_fmt(what).expect("memory takes every text");
        self.record.push_field(&self.cell);
    }

    /// Microseconds as seconds with six places: exact.
    pub(super) fn push_seconds(&mut self, micros: Option<u64>) {
        match micros {
            Some(micros) => {
                self.push_formatted(format_args!(
                    "{}.{:06}",
                    micros / 1_000_000,
                    micros % 1_000_000
                ));
            }
            None => self.push_text(""),
        }
    }

    pub(super) fn push_time(&mut self, time: Option<Time>) {
        self.push_seconds(time.map(|time| time.0));
    }

    pub(super) fn push_list<'a>(&mut self, between: &str, texts: impl Iterator<Item = &'a str>) {
        self.cell.clear();
        for text in texts {
            self.cell.push_str(if self.cell.is_empty() { "" } else { between });
            self.cell.push_str(text);
        }
        self.record.push_field(&self.cell);
    }
}
