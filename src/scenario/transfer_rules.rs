//! How sessions change hands: `[live_chats.transfer_rules]`, and what single transfers say otherwise.

use super::csv_files::CsvFiles;
use super::diagnostic::{Diagnostic, Faults};
use super::distributions::read_distribution;
use super::fields::{Fields, WrittenName};
use super::source::SourceSpan;
use crate::base::Span;
use crate::dist::Distribution;
use crate::plan::{
    IfNotTaken, PendingOffers, QueueAgeFrom, SenderEligibility, TransferAcceptance, TransferMode,
    TransferRules, TransferTarget,
};

/// What a table says of how sessions change hands. Each key with its place.
#[derive(Debug, Default)]
pub(super) struct TransferKeys {
    pub(super) mode: Option<&'static str>,
    briefing: Option<(Option<Distribution>, SourceSpan)>,
    accept: Option<(Option<Distribution>, SourceSpan)>,
    decline: Option<(f64, SourceSpan)>,
    timeout: Option<(Span, SourceSpan)>,
    pending_offers: Option<(PendingOffers, SourceSpan)>,
    queue_age_from: Option<QueueAgeFrom>,
    sender: Option<SenderEligibility>,
    on_failure: Option<(IfNotTaken, SourceSpan)>,
}

/// `[live_chats.transfer_rules]`.
#[derive(Debug)]
pub(super) struct ChatTransferRules {
    keys: TransferKeys,
    hides_offline: bool,
    pub(super) allows_other_live_chats: bool,
    max_failed_transfers: u32,
}

impl Default for ChatTransferRules {
    fn default() -> Self {
        let keys = TransferKeys::default();
        Self { keys, hides_offline: false, allows_other_live_chats: false, max_failed_transfers: 3 }
    }
}

/// Reads `[live_chats.transfer_rules]`.
pub(super) fn read_transfer_rules(fields: &Fields<'_>, files: &CsvFiles<'_>) -> ChatTransferRules {
    ChatTransferRules {
        keys: read_transfer_keys(fields, files),
        hides_offline: fields.keyword("offline_operators") == "hidden",
        allows_other_live_chats: fields.keyword("across_live_chats") == "allowed",
        max_failed_transfers: u32::try_from(fields.integer_or_default("max_failed_transfers"))
            .unwrap_or(u32::MAX),
    }
}

/// Reads the keys that single transfers and `transfer_rules` share.
pub(super) fn read_transfer_keys(fields: &Fields<'_>, files: &CsvFiles<'_>) -> TransferKeys {
    let distribution =
        |key| fields.node(key).map(|node| (read_distribution(fields, key, files), node.at.clone()));
    let queue_age =
        if fields.declares("queue_age") { fields.written_keyword("queue_age") } else { None };
    TransferKeys {
        mode: fields.written_keyword("mode"),
        briefing: distribution("briefing"),
        accept: distribution("accept"),
        decline: fields.share("decline").map(|share| (share, fields.span("decline").clone())),
        timeout: fields
            .positive_duration("timeout")
            .map(|span| (span, fields.span("timeout").clone())),
        pending_offers: fields.written_keyword("pending_offers").map(|word| {
            let pending_offers =
                if word == "keep" { PendingOffers::Keep } else { PendingOffers::Withdraw };
            (pending_offers, fields.span("pending_offers").clone())
        }),
        queue_age_from: queue_age.map(|word| match word {
            "reset" => QueueAgeFrom::Transfer,
            _ => QueueAgeFrom::Arrival,
        }),
        sender: fields.written_keyword("sender").map(|word| match word {
            "excluded" => SenderEligibility::Excluded,
            _ => SenderEligibility::Eligible,
        }),
        on_failure: fields.written_keyword("on_failure").map(|word| {
            let what = match word {
                "return" => IfNotTaken::Return,
                "close" => IfNotTaken::Close,
                _ => IfNotTaken::Queue,
            };
            (what, fields.span("on_failure").clone())
        }),
    }
}

impl TransferKeys {
    /// Keys that only a warm, or only an offered, switch reads.
    fn check_unused_keys(&self, warm: bool, offered: bool, faults: &Faults) {
        let check_unused = |place: Option<&SourceSpan>, key: &str, how: &str| {
            if let Some(place) = place {
                let message = format!("`{key}` belongs to a transfer with mode = \"{how}\"");
                let help = format!("write mode = \"{how}\", or leave `{key}` out");
                faults.add(Diagnostic::error("no-effect", place, message).help(help));
            }
        };
        if !warm {
            check_unused(self.briefing.as_ref().map(|one| &one.1), "briefing", "warm");
        }
        if !offered {
            check_unused(self.accept.as_ref().map(|one| &one.1), "accept", "offered");
            check_unused(self.decline.as_ref().map(|one| &one.1), "decline", "offered");
            check_unused(self.timeout.as_ref().map(|one| &one.1), "timeout", "offered");
            check_unused(
                self.pending_offers.as_ref().map(|one| &one.1),
                "pending_offers",
                "offered",
            );
        }
    }
}

impl ChatTransferRules {
    /// How a switch is made that says so much about it itself.
    fn mode(&self, own: &TransferKeys) -> &'static str {
        own.mode.or(self.keys.mode).unwrap_or("cold")
    }

    /// Reports keys of the table that none of the switches reads.
    pub(super) fn check_unused_keys<'m>(
        &self,
        transfers: impl Iterator<Item = &'m TransferKeys>,
        faults: &Faults,
    ) {
        let modes: Vec<_> = transfers.map(|own| self.mode(own)).chain(self.keys.mode).collect();
        self.keys.check_unused_keys(modes.contains(&"warm"), modes.contains(&"offered"), faults);
    }

    /// How one switch is made; `None`: it is put down and queued.
    pub(super) fn resolve(
        &self,
        sender_eligibility: &TransferKeys,
        (to, further_targets): (TransferTarget, Vec<TransferTarget>),
        (queue_age_from, at): (QueueAgeFrom, &SourceSpan),
        faults: &Faults,
    ) -> Option<Box<TransferRules>> {
        // A bot takes what it is given.
        let how = if to == TransferTarget::Bot { "cold" } else { self.mode(sender_eligibility) };
        if to == TransferTarget::Bot
            && let Some(how @ ("warm" | "offered")) = sender_eligibility.mode
        {
            faults.error("conflict", at, format!("a transfer to the bot is not {how}"));
        }
        sender_eligibility.check_unused_keys(how == "warm", how == "offered", faults);
        let mode = match how {
            "warm" => {
                let briefing = sender_eligibility.briefing.as_ref().or(self.keys.briefing.as_ref());
                TransferMode::Warm(briefing.and_then(|(distribution, _)| distribution.clone()))
            }
            "offered" => {
                TransferMode::Offered(self.resolve_acceptance(sender_eligibility, at, faults)?)
            }
            _ => TransferMode::Cold,
        };
        let stated = sender_eligibility.on_failure.as_ref().or(self.keys.on_failure.as_ref());
        let hidden = self.hides_offline && matches!(to, TransferTarget::Operator(_));
        if hidden && let Some((IfNotTaken::Queue, place)) = stated {
            let message = "operators who are Offline are hidden, so no session waits for one";
            let help = "write on_failure = \"return\" or \"close\"";
            faults.add(Diagnostic::error("E-T2", place, message).help(help));
        }
        let default_on_failure = match mode {
            TransferMode::Offered(_) => IfNotTaken::Return,
            _ if hidden => IfNotTaken::Return,
            _ => IfNotTaken::Queue,
        };
        let rules = TransferRules {
            mode,
            queue_age_from: sender_eligibility.queue_age_from.unwrap_or(queue_age_from),
            sender_eligibility: sender_eligibility
                .sender
                .or(self.keys.sender)
                .unwrap_or(SenderEligibility::Eligible),
            if_not_taken: stated.map_or(default_on_failure, |(what, _)| *what),
            further_targets,
            max_failed_transfers: self.max_failed_transfers,
        };
        let plain = TransferRules {
            mode: TransferMode::Cold,
            queue_age_from,
            sender_eligibility: SenderEligibility::Eligible,
            if_not_taken: IfNotTaken::Queue,
            further_targets: Vec::new(),
            max_failed_transfers: self.max_failed_transfers,
        };
        (rules != plain).then(|| Box::new(rules))
    }

    fn resolve_acceptance(
        &self,
        own: &TransferKeys,
        at: &SourceSpan,
        faults: &Faults,
    ) -> Option<TransferAcceptance> {
        let Some((accept, _)) = own.accept.as_ref().or(self.keys.accept.as_ref()) else {
            let message = "an offered transfer needs `accept`: how long an answer takes";
            let help = "for instance accept = { exponential = \"10s\" }";
            faults.add(Diagnostic::error("missing-key", at, message).help(help));
            return None;
        };
        let decline = own.decline.as_ref().or(self.keys.decline.as_ref());
        let timeout = own.timeout.as_ref().or(self.keys.timeout.as_ref());
        let pending_offers = own.pending_offers.as_ref().or(self.keys.pending_offers.as_ref());
        if let (Some((PendingOffers::Keep, place)), None) = (pending_offers, timeout) {
            let message = "an older offer is kept beside a newer one, but without a `timeout` no newer one is made";
            let help = "state `timeout`, or leave `pending_offers` out";
            faults.add(Diagnostic::error("needs", place, message).help(help));
        }
        Some(TransferAcceptance {
            answer_time: accept.clone()?,
            decline_chance: decline.map_or(0.0, |(share, _)| *share),
            timeout: timeout.map(|(span, _)| *span),
            pending_offers: pending_offers
                .map_or(PendingOffers::Withdraw, |(pending_offers, _)| *pending_offers),
        })
    }
}

/// Whom a switch tries, as words.
pub(super) fn read_next_targets(fields: &Fields<'_>) -> Vec<WrittenName> {
    fields.names("next").unwrap_or_default()
}
