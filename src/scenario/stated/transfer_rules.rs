//! How sessions change hands: `[live_chats.transfer_rules]`, and what single transfers say otherwise.

use super::distributions::read_distribution;
use super::fields::Fields;
use crate::base::Span;
use crate::dist::Distribution;
use crate::plan::{IfNotTaken, PendingOffers, QueueAgeFrom, SenderEligibility};
use crate::scenario::language::words::TransferWord;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// What a table says of how sessions change hands. Each key with its place.
#[derive(Debug, Default)]
pub(in crate::scenario) struct TransferKeys {
    pub(in crate::scenario) mode: Option<TransferWord>,
    pub(in crate::scenario) briefing: Option<(Option<Distribution>, SourceSpan)>,
    pub(in crate::scenario) accept: Option<(Option<Distribution>, SourceSpan)>,
    pub(in crate::scenario) decline: Option<(f64, SourceSpan)>,
    pub(in crate::scenario) timeout: Option<(Span, SourceSpan)>,
    pub(in crate::scenario) pending_offers: Option<(PendingOffers, SourceSpan)>,
    pub(in crate::scenario) queue_age_from: Option<QueueAgeFrom>,
    pub(in crate::scenario) sender: Option<SenderEligibility>,
    pub(in crate::scenario) on_failure: Option<(IfNotTaken, SourceSpan)>,
}

/// `[live_chats.transfer_rules]`.
#[derive(Debug)]
pub(in crate::scenario) struct ChatTransferRules {
    pub(in crate::scenario) keys: TransferKeys,
    pub(in crate::scenario) hides_offline: bool,
    pub(in crate::scenario) allows_other_live_chats: bool,
    pub(in crate::scenario) max_failed_transfers: u32,
}

impl Default for ChatTransferRules {
    fn default() -> Self {
        let keys = TransferKeys::default();
        Self { keys, hides_offline: false, allows_other_live_chats: false, max_failed_transfers: 3 }
    }
}

/// Reads `[live_chats.transfer_rules]`.
pub(in crate::scenario) fn read_transfer_rules(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> ChatTransferRules {
    ChatTransferRules {
        keys: read_transfer_keys(fields, files),
        hides_offline: fields.says("offline_operators", "hidden"),
        allows_other_live_chats: fields.says("across_live_chats", "allowed"),
        max_failed_transfers: u32::try_from(fields.integer_or_default("max_failed_transfers"))
            .unwrap_or(u32::MAX),
    }
}

/// Reads the keys that single transfers and `transfer_rules` share.
pub(in crate::scenario) fn read_transfer_keys(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> TransferKeys {
    let distribution =
        |key| fields.node(key).map(|node| (read_distribution(fields, key, files), node.at.clone()));
    let queue_age =
        if fields.declares("queue_age") { fields.written_word("queue_age") } else { None };
    TransferKeys {
        mode: fields.written_word("mode"),
        briefing: distribution("briefing"),
        accept: distribution("accept"),
        decline: fields.share("decline").map(|share| (share, fields.span("decline").clone())),
        timeout: fields
            .positive_duration("timeout")
            .map(|span| (span, fields.span("timeout").clone())),
        pending_offers: fields
            .written_word("pending_offers")
            .map(|word| (word, fields.span("pending_offers").clone())),
        queue_age_from: queue_age,
        sender: fields.written_word("sender"),
        on_failure: fields
            .written_word("on_failure")
            .map(|word| (word, fields.span("on_failure").clone())),
    }
}

/// Whom a switch tries, as words.
pub(in crate::scenario) fn read_next_targets(fields: &Fields<'_>) -> Vec<WrittenName> {
    fields.names("next").unwrap_or_default()
}
