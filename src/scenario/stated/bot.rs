//! `[live_chats.bot]`: from words to a bot.

use super::distributions::read_distribution;
use super::fields::Fields;
use crate::base::Span;
use crate::dist::Distribution;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::written_name::WrittenName;

/// A bot as stated.
#[derive(Debug)]
pub(in crate::scenario) struct BotDraft {
    pub(in crate::scenario) handling_time: Option<Distribution>,
    pub(in crate::scenario) containment: f64,
    pub(in crate::scenario) silent: f64,
    pub(in crate::scenario) auto_finish: Option<Span>,
    pub(in crate::scenario) hand_off_to: Option<WrittenName>,
    pub(in crate::scenario) at_shift_end: bool,
}

/// Reads `[live_chats.bot]`.
pub(in crate::scenario) fn read_bot(fields: &Fields<'_>, files: &CsvFiles<'_>) -> BotDraft {
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
        handling_time: read_distribution(fields, "time", files),
        containment,
        silent,
        auto_finish,
        hand_off_to: fields.name("hand_off_to"),
        at_shift_end: fields.says("at_shift_end", "yes"),
    }
}
