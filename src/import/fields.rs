//! What a column of a source may be taken for.

/// A field of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    SessionId,
    LiveChat,
    Channel,
    Topic,
    ArrivedAt,
    QueueLeftAt,
    AcceptedAt,
    FirstReplyAt,
    ClosedAt,
    At,
    Operator,
    Group,
    TransferredFrom,
    Wait,
    ReplyAfter,
    ServiceTime,
    Duration,
    Event,
    Status,
    Detail,
    Version,
    RowId,
    Offered,
    HandleTime,
    Handled,
    Clock,
    TransferredAt,
    NextGroup,
    NextOperator,
    NextWait,
    NextQueue,
    Author,
    From,
    Until,
    PartOf,
}

/// How the cells of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Instant,
    Length,
    Number,
}

use FieldKind::{Instant, Length, Number, Text};

impl Field {
    /// Each field with its word for `--map`, its kind and its meaning.
    pub const ALL: [(Self, &'static str, FieldKind, &'static str); 35] = [
        (Self::SessionId, "session_id", Text, "identifies the session; it is not copied"),
        (Self::LiveChat, "live_chat", Text, "where the client wrote"),
        (Self::Channel, "channel", Text, "through what"),
        (Self::Topic, "topic", Text, "what about"),
        (Self::ArrivedAt, "arrived_at", Instant, "when the session came"),
        (Self::QueueLeftAt, "queue_left_at", Instant, "when it first left a queue"),
        (Self::AcceptedAt, "accepted_at", Instant, "when an operator first took it"),
        (Self::FirstReplyAt, "first_reply_at", Instant, "the first message of an operator"),
        (Self::ClosedAt, "closed_at", Instant, "when it ended"),
        (Self::At, "at", Instant, "when the event of the row happened"),
        (Self::Operator, "operator", Text, "who took it"),
        (Self::Group, "group", Text, "the group that took it, or in whose queue it waited"),
        (Self::TransferredFrom, "transferred_from", Text, "the group that had it before"),
        (Self::Wait, "wait", Length, "from the arrival until an operator took it, or it left"),
        (Self::ReplyAfter, "reply_after", Length, "from the arrival to the first reply"),
        (Self::ServiceTime, "service_time", Length, "from acceptance to the end"),
        (Self::Duration, "duration", Length, "from the arrival to the end"),
        (Self::Event, "event", Text, "what the row says happened"),
        (Self::Status, "status", Text, "what became of the session, in the source's words"),
        (Self::Detail, "detail", Text, "more on the event or status"),
        (Self::Version, "version", Instant, "when the row was written: the newest one holds"),
        (Self::RowId, "row_id", Text, "identifies the row: a repeated one is skipped"),
        (Self::Offered, "offered", Number, "forecasts: sessions that arrive in the interval"),
        (Self::HandleTime, "handle_time", Number, "forecasts: seconds, a session or in all"),
        (Self::Handled, "handled", Number, "forecasts: sessions that were handled"),
        (Self::Clock, "clock", Text, "forecasts: the time of day, where the date stands apart"),
        (Self::TransferredAt, "transferred_at", Instant, "when it was transferred, once in all"),
        (Self::NextGroup, "next_group", Text, "the group that had it after that transfer"),
        (Self::NextOperator, "next_operator", Text, "who took it after that transfer"),
        (Self::NextWait, "next_wait", Length, "how long it waited after that transfer"),
        (
            Self::NextQueue,
            "next_queue",
            Text,
            "where it went by that transfer, if no operator took it there",
        ),
        (Self::Author, "author", Text, "messages: who wrote"),
        (Self::From, "from", Instant, "duty: when it began"),
        (Self::Until, "until", Instant, "duty: when it ended"),
        (Self::PartOf, "part_of", Text, "the session of which the row is a later part"),
    ];

    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Its place in [`Field::ALL`].
    pub(super) fn place(self) -> usize {
        self as usize
    }

    /// Its word for `--map`.
    pub fn word(self) -> &'static str {
        Self::ALL[self.place()].1
    }

    /// How its cells are read.
    pub fn kind(self) -> FieldKind {
        Self::ALL[self.place()].2
    }

    /// The field of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name, ..)| *name == word).map(|(field, ..)| *field)
    }

    /// All fields.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().map(|(field, ..)| *field)
    }
}
