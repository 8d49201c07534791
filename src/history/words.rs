//! The fixed words of a history.

/// An enum whose values are fixed words.
pub trait Word: Copy + PartialEq + 'static {
    /// Each value with its word and its meaning.
    const ALL: &'static [(Self, &'static str, &'static str)];

    /// The value of a word.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name, _)| *name == word).map(|(value, ..)| *value)
    }

    /// The word of a value.
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(value, ..)| *value == self).map_or("", |(_, name, _)| name)
    }

    /// All words, for a message.
    fn words() -> String {
        let words: Vec<&str> = Self::ALL.iter().map(|(_, name, _)| *name).collect();
        words.join(", ")
    }
}

/// What became of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionOutcome {
    Answered,
    Abandoned,
    Missed,
    FlowedOut,
    Refused,
    Contained,
    Spam,
    Open,
}

impl Word for SessionOutcome {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Answered, "answered", "an operator took it, however it ended"),
        (Self::Abandoned, "abandoned", "the client left before any operator took it"),
        (
            Self::Missed,
            "missed",
            "no operator took it, and the source does not say whether the client left or the desk ended it",
        ),
        (
            Self::FlowedOut,
            "flowed-out",
            "the desk sent it away before any operator took it: an offline form, a callback",
        ),
        (Self::Refused, "refused", "not let in: closed, or the queue was full"),
        (Self::Contained, "contained", "a bot closed it alone"),
        (Self::Spam, "spam", "no client wrote"),
        (Self::Open, "open", "not ended, and not taken, when the data end"),
    ];
}

/// Who ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndedBy {
    Client,
    Operator,
    Bot,
    Desk,
}

impl Word for EndedBy {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Client, "client", "the client left"),
        (Self::Operator, "operator", "an operator closed it"),
        (Self::Bot, "bot", "a bot closed it"),
        (Self::Desk, "desk", "a timeout or a rule of the desk"),
    ];
}

/// How a visit to the queue of a group ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisitEnd {
    Taken,
    Abandoned,
    Moved,
    Ended,
}

impl Word for VisitEnd {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Taken, "taken", "an operator of the group took the session"),
        (Self::Abandoned, "abandoned", "the client left"),
        (Self::Moved, "moved", "the session went on to another queue, untaken"),
        (Self::Ended, "ended", "the desk ended the session"),
    ];
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    Client,
    Operator,
    Bot,
}

impl Word for Author {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Client, "client", "the client"),
        (Self::Operator, "operator", "an operator"),
        (Self::Bot, "bot", "a bot, or the desk by itself"),
    ];
}

/// What an operator was ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaffStatus {
    Online,
    Away,
}

impl Word for StaffStatus {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Online, "online", "sessions may be given to the operator"),
        (Self::Away, "away", "logged in, and given none: a break, a meeting"),
    ];
}
