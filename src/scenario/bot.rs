//! `[live_chats.bot]`: from words to a bot.

use super::csv_files::CsvFiles;
use super::diagnostic::Diagnostic;
use super::distributions::read_distribution;
use super::fields::{Fields, WrittenName};
use super::routing::LiveChatResolver;
use super::source::SourceSpan;
use crate::base::Span;
use crate::dist::Distribution;
use crate::plan::Bot;

/// A bot as stated.
#[derive(Debug)]
pub(super) struct BotDraft {
    pub(super) at: SourceSpan,
    handling_time: Option<Distribution>,
    containment: f64,
    silent: f64,
    auto_finish: Option<Span>,
    hand_off_to: Option<WrittenName>,
    at_shift_end: bool,
}

/// Reads `[live_chats.bot]`.
pub(super) fn read_bot(fields: &Fields<'_>, files: &CsvFiles<'_>) -> BotDraft {
    let share = |key| fields.share(key).unwrap_or_default();
    let (containment, silent) = (share("containment"), share("silent"));
    if containment + silent > 1.0 + 1e-9 {
        let message = "more clients are contained or silent than there are";
        fields.faults.error("share", fields.span("silent"), message);
    }
    let auto_finish = fields.positive_duration("auto_finish");
    if silent > 0.0 && fields.node("auto_finish").is_none() {
        let message = "a client who stops writing would stay with the bot for ever";
        let help = "rule E-S14: say after how long the bot ends it: auto_finish = \"10m\"";
        let place = fields.span("silent");
        fields.faults.add(Diagnostic::error("E-S14", place, message).help(help));
    }
    BotDraft {
        at: fields.at.clone(),
        handling_time: read_distribution(fields, "time", files),
        containment,
        silent,
        auto_finish,
        hand_off_to: fields.name("hand_off_to"),
        at_shift_end: fields.keyword("at_shift_end") == "yes",
    }
}

impl LiveChatResolver<'_> {
    /// The bot of the live chat.
    pub(super) fn resolve_bot(&self) -> Option<Bot> {
        let stated = self.chat.bot.as_ref()?;
        let hand_off = match &stated.hand_off_to {
            Some(word) => Some(self.resolve_group(word, "E-S12")?),
            None => None,
        };
        Some(Bot {
            handling_time: stated.handling_time.clone()?,
            containment_chance: stated.containment,
            silence_chance: stated.silent,
            auto_finish: stated.auto_finish.unwrap_or_default(),
            hand_off,
            at_shift_end: stated.at_shift_end,
        })
    }

    /// Nobody leads to a bot that is not there.
    pub(super) fn require_bot(&self, at: &SourceSpan) -> bool {
        let attached = self.chat.bot.is_some();
        if !attached {
            let message = "no bot is attached to this live chat";
            let help = "rule E-Q13: add [live_chats.bot] with time = \"2m\", containment = \"40%\"";
            self.faults.add(Diagnostic::error("E-Q13", at, message).help(help));
        }
        attached
    }
}
