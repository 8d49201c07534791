//! How sessions change hands: `[live_chats.transfers]`, and what single switches say otherwise.

use super::csv_file::Tables;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::{Fields, Word};
use super::laws::law;
use super::source::Place;
use crate::base::Span;
use crate::dist::Law;
use crate::plan::{Acceptance, How, NotTaken, Older, QueueAge, Sender, Target, Transfer};

/// What a table says of how sessions change hands. Each key with its place.
#[derive(Debug, Default)]
pub(super) struct Manner {
    pub(super) how: Option<&'static str>,
    briefing: Option<(Option<Law>, Place)>,
    accept: Option<(Option<Law>, Place)>,
    decline: Option<(f64, Place)>,
    timeout: Option<(Span, Place)>,
    older: Option<(Older, Place)>,
    queue_age: Option<QueueAge>,
    sender: Option<Sender>,
    if_not_taken: Option<(NotTaken, Place)>,
}

/// `[live_chats.transfers]`.
#[derive(Debug)]
pub(super) struct Transfers {
    manner: Manner,
    hides_offline: bool,
    pub(super) crosses: bool,
    max_returns: u32,
}

impl Default for Transfers {
    fn default() -> Self {
        let manner = Manner::default();
        Self { manner, hides_offline: false, crosses: false, max_returns: 3 }
    }
}

/// Reads `[live_chats.transfers]`.
pub(super) fn transfers(fields: &Fields<'_>, files: &Tables<'_>) -> Transfers {
    Transfers {
        manner: manner(fields, files),
        hides_offline: fields.word("offline_operators") == "hidden",
        crosses: fields.word("cross_line") == "allowed",
        max_returns: u32::try_from(fields.whole_or_default("max_returns")).unwrap_or(u32::MAX),
    }
}

/// Reads the keys that switches and `transfers` share.
pub(super) fn manner(fields: &Fields<'_>, files: &Tables<'_>) -> Manner {
    let law = |key| fields.node(key).map(|node| (law(fields, key, files), node.at.clone()));
    let queue_age =
        if fields.declares("queue_age") { fields.written_word("queue_age") } else { None };
    Manner {
        how: fields.written_word("how"),
        briefing: law("briefing"),
        accept: law("accept"),
        decline: fields.share("decline").map(|share| (share, fields.place("decline").clone())),
        timeout: fields.positive("timeout").map(|span| (span, fields.place("timeout").clone())),
        older: fields.written_word("older_offers").map(|word| {
            let older = if word == "stand" { Older::Stands } else { Older::Withdrawn };
            (older, fields.place("older_offers").clone())
        }),
        queue_age: queue_age.map(|word| match word {
            "reset" => QueueAge::Reset,
            _ => QueueAge::Kept,
        }),
        sender: fields.written_word("sender").map(|word| match word {
            "excluded" => Sender::Excluded,
            _ => Sender::MayGetIt,
        }),
        if_not_taken: fields.written_word("if_not_taken").map(|word| {
            let what = match word {
                "return" => NotTaken::Return,
                "close" => NotTaken::Close,
                _ => NotTaken::Queue,
            };
            (what, fields.place("if_not_taken").clone())
        }),
    }
}

impl Manner {
    /// Keys that only a warm, or only an offered, switch reads.
    fn strays(&self, warm: bool, offered: bool, faults: &Faults) {
        let stray = |place: Option<&Place>, key: &str, how: &str| {
            if let Some(place) = place {
                let message = format!("`{key}` belongs to a switch with how = \"{how}\"");
                let help = format!("write how = \"{how}\", or leave `{key}` out");
                faults.add(Diagnostic::error("value", place, message).help(help));
            }
        };
        if !warm {
            stray(self.briefing.as_ref().map(|one| &one.1), "briefing", "warm");
        }
        if !offered {
            stray(self.accept.as_ref().map(|one| &one.1), "accept", "offered");
            stray(self.decline.as_ref().map(|one| &one.1), "decline", "offered");
            stray(self.timeout.as_ref().map(|one| &one.1), "timeout", "offered");
            stray(self.older.as_ref().map(|one| &one.1), "older_offers", "offered");
        }
    }
}

impl Transfers {
    /// How a switch is made that says so much about it itself.
    fn how(&self, own: &Manner) -> &'static str {
        own.how.or(self.manner.how).unwrap_or("cold")
    }

    /// Reports keys of the table that none of the switches reads.
    pub(super) fn strays<'m>(&self, switches: impl Iterator<Item = &'m Manner>, faults: &Faults) {
        let ways: Vec<_> = switches.map(|own| self.how(own)).chain(self.manner.how).collect();
        self.manner.strays(ways.contains(&"warm"), ways.contains(&"offered"), faults);
    }

    /// How one switch is made; `None`: it is put down and queued.
    pub(super) fn of(
        &self,
        own: &Manner,
        (to, next): (Target, Vec<Target>),
        (queue_age, at): (QueueAge, &Place),
        faults: &Faults,
    ) -> Option<Box<Transfer>> {
        // A bot takes what it is given.
        let how = if to == Target::Bot { "cold" } else { self.how(own) };
        if to == Target::Bot
            && let Some(how @ ("warm" | "offered")) = own.how
        {
            faults.error("value", at, format!("a switch to the bot is not {how}"));
        }
        own.strays(how == "warm", how == "offered", faults);
        let how = match how {
            "warm" => {
                let briefing = own.briefing.as_ref().or(self.manner.briefing.as_ref());
                How::Warm(briefing.and_then(|(law, _)| law.clone()))
            }
            "offered" => How::Offered(self.acceptance(own, at, faults)?),
            _ => How::Cold,
        };
        let stated = own.if_not_taken.as_ref().or(self.manner.if_not_taken.as_ref());
        let hidden = self.hides_offline && matches!(to, Target::Operator(_));
        if hidden && let Some((NotTaken::Queue, place)) = stated {
            let message = "operators who are Offline are hidden, so no session waits for one";
            let help = "write if_not_taken = \"return\" or \"close\"";
            faults.add(Diagnostic::error("E-T2", place, message).help(help));
        }
        let otherwise = match how {
            How::Offered(_) => NotTaken::Return,
            _ if hidden => NotTaken::Return,
            _ => NotTaken::Queue,
        };
        let transfer = Transfer {
            how,
            queue_age: own.queue_age.unwrap_or(queue_age),
            sender: own.sender.or(self.manner.sender).unwrap_or(Sender::MayGetIt),
            if_not_taken: stated.map_or(otherwise, |(what, _)| *what),
            next,
            max_returns: self.max_returns,
        };
        let plain = Transfer {
            how: How::Cold,
            queue_age,
            sender: Sender::MayGetIt,
            if_not_taken: NotTaken::Queue,
            next: Vec::new(),
            max_returns: self.max_returns,
        };
        (transfer != plain).then(|| Box::new(transfer))
    }

    fn acceptance(&self, own: &Manner, at: &Place, faults: &Faults) -> Option<Acceptance> {
        let Some((accept, _)) = own.accept.as_ref().or(self.manner.accept.as_ref()) else {
            let message = "an offered switch needs `accept`: how long an answer takes";
            let help = "for instance accept = { exponential = \"10s\" }";
            faults.add(Diagnostic::error("missing-key", at, message).help(help));
            return None;
        };
        let decline = own.decline.as_ref().or(self.manner.decline.as_ref());
        let timeout = own.timeout.as_ref().or(self.manner.timeout.as_ref());
        let older = own.older.as_ref().or(self.manner.older.as_ref());
        if let (Some((Older::Stands, place)), None) = (older, timeout) {
            let message = "an older offer stands beside a newer one, but without a `timeout` no newer one is made";
            let help = "state `timeout`, or leave `older_offers` out";
            faults.add(Diagnostic::error("value", place, message).help(help));
        }
        Some(Acceptance {
            accept: accept.clone()?,
            decline: decline.map_or(0.0, |(share, _)| *share),
            timeout: timeout.map(|(span, _)| *span),
            older: older.map_or(Older::Withdrawn, |(older, _)| *older),
        })
    }
}

/// Whom a switch tries, as words.
pub(super) fn next(fields: &Fields<'_>) -> Vec<Word> {
    fields.names("next").unwrap_or_default()
}
