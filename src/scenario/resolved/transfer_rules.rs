//! How one transfer is made: what it states itself, then what `[live_chats.transfer_rules]` states.

use crate::plan::{
    IfNotTaken, PendingOffers, QueueAgeFrom, SenderEligibility, TransferAcceptance, TransferMode,
    TransferRules, TransferTarget,
};
use crate::scenario::language::words::{Keyword as _, TransferWord};
use crate::scenario::stated::transfer_rules::{ChatTransferRules, TransferKeys};
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

impl TransferKeys {
    /// Keys that only a warm, or only an offered, transfer reads.
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
    fn mode(&self, own: &TransferKeys) -> TransferWord {
        own.mode.or(self.keys.mode).unwrap_or(TransferWord::Cold)
    }

    /// Reports keys of the table that none of the switches reads.
    pub(in crate::scenario) fn check_unused_keys<'m>(
        &self,
        transfers: impl Iterator<Item = &'m TransferKeys>,
        faults: &Faults,
    ) {
        let modes: Vec<_> = transfers.map(|own| self.mode(own)).chain(self.keys.mode).collect();
        self.keys.check_unused_keys(
            modes.contains(&TransferWord::Warm),
            modes.contains(&TransferWord::Offered),
            faults,
        );
    }

    /// How one switch is made; `None`: it is put down and queued.
    pub(in crate::scenario) fn resolve(
        &self,
        sender_eligibility: &TransferKeys,
        to: TransferTarget,
        further_targets: Vec<TransferTarget>,
        queue_age_from: QueueAgeFrom,
        at: &SourceSpan,
        faults: &Faults,
    ) -> Option<Box<TransferRules>> {
        // A bot takes what it is given.
        let how = if to == TransferTarget::Bot {
            TransferWord::Cold
        } else {
            self.mode(sender_eligibility)
        };
        if to == TransferTarget::Bot
            && let Some(how @ (TransferWord::Warm | TransferWord::Offered)) =
                sender_eligibility.mode
        {
            faults.error("conflict", at, format!("a transfer to the bot is not {}", how.as_str()));
        }
        sender_eligibility.check_unused_keys(
            how == TransferWord::Warm,
            how == TransferWord::Offered,
            faults,
        );
        let mode = match how {
            TransferWord::Warm => {
                let briefing = sender_eligibility.briefing.as_ref().or(self.keys.briefing.as_ref());
                TransferMode::Warm(briefing.and_then(|(distribution, _)| distribution.clone()))
            }
            TransferWord::Offered => {
                TransferMode::Offered(self.resolve_acceptance(sender_eligibility, at, faults)?)
            }
            TransferWord::Cold => TransferMode::Cold,
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
