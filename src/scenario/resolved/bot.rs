//! The bot of a live chat, and that no rule leads to one that is not attached.

use super::routing::LiveChatResolver;
use crate::plan::Bot;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;

impl LiveChatResolver<'_> {
    /// The bot of the live chat.
    pub(in crate::scenario) fn resolve_bot(&self) -> Option<Bot> {
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

    /// Reports a key that needs a bot where none is attached; returns whether one is.
    pub(in crate::scenario) fn require_bot(&self, at: &SourceSpan) -> bool {
        let attached = self.chat.bot.is_some();
        if !attached {
            let message = "no bot is attached to this live chat";
            let help = "rule E-Q13: add [live_chats.bot] with time = \"2m\", containment = \"40%\"";
            self.faults.add(Diagnostic::error("E-Q13", at, message).help(help));
        }
        attached
    }
}
