//! `[live_chats.bot]`: from words to a bot.

use super::csv_file::Tables;
use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word};
use super::laws::law;
use super::routing::Desk;
use super::source::Place;
use crate::base::Span;
use crate::dist::Law;
use crate::plan::Bot;

/// A bot as stated.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) at: Place,
    time: Option<Law>,
    contains: f64,
    silent: f64,
    auto_finish: Option<Span>,
    hand_off_to: Option<Word>,
    at_shift_end: bool,
}

/// Reads `[live_chats.bot]`.
pub(super) fn bot(fields: &Fields<'_>, files: &Tables<'_>) -> Stated {
    let share = |key| fields.share(key).unwrap_or_default();
    let (contains, silent) = (share("contains"), share("silent"));
    if contains + silent > 1.0 + 1e-9 {
        let message = "more clients are contained or silent than there are";
        fields.faults.error("share", fields.place("silent"), message);
    }
    let auto_finish = fields.positive("auto_finish");
    if silent > 0.0 && fields.node("auto_finish").is_none() {
        let message = "a client who stops writing would stay with the bot for ever";
        let help = "rule E-S14: say after how long the bot ends it: auto_finish = \"10m\"";
        let place = fields.place("silent");
        fields.faults.add(Diagnostic::error("E-S14", place, message).help(help));
    }
    Stated {
        at: fields.at.clone(),
        time: law(fields, "time", files),
        contains,
        silent,
        auto_finish,
        hand_off_to: fields.name("hand_off_to"),
        at_shift_end: fields.word("at_shift_end") == "yes",
    }
}

impl Desk<'_> {
    /// The bot of the live chat.
    pub(super) fn bot(&self) -> Option<Bot> {
        let stated = self.chat.bot.as_ref()?;
        let hand_off = match &stated.hand_off_to {
            Some(word) => Some(self.group(word, "E-S12")?),
            None => None,
        };
        Some(Bot {
            time: stated.time.clone()?,
            contains: stated.contains,
            silent: stated.silent,
            auto_finish: stated.auto_finish.unwrap_or_default(),
            hand_off,
            at_shift_end: stated.at_shift_end,
        })
    }

    /// Nobody leads to a bot that is not there.
    pub(super) fn bot_is_attached(&self, at: &Place) -> bool {
        let attached = self.chat.bot.is_some();
        if !attached {
            let message = "no bot is attached to this live chat";
            let help = "rule E-Q13: add [live_chats.bot] with time = \"2m\", contains = \"40%\"";
            self.faults.add(Diagnostic::error("E-Q13", at, message).help(help));
        }
        attached
    }
}
