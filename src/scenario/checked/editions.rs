//! What the edition forbids, each with the rule of the rulebook that says so.

use crate::scenario::language::words::{CreatedIn, DefaultRouting, Keyword as _};
use std::collections::BTreeMap;

use crate::plan::Edition;
use crate::scenario::language::channels::INTERNAL;
use crate::scenario::resolved::people::StaffDraft;
use crate::scenario::stated::live_chats::LiveChat;
use crate::scenario::stated::run::EditionSettings;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// Reports what the scenario states and its edition does not have.
pub(in crate::scenario) fn check_edition(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) {
    let bought = &scenario.edition_settings;
    let Some(edition) = bought.edition else {
        return;
    };
    match edition {
        Edition::Free => check_free(scenario, faults),
        Edition::Chatdesk => {
            let (all, rule) = (0..staff.people.len(), ("E-L1", "users are in groups"));
            check_enough_named(bought, staff, &all.collect::<Vec<_>>(), rule, faults);
        }
        Edition::Service2024 => {
            let parts = (0..staff.people.len()).filter(|person| !staff.has_no_role(*person));
            let rule = ("E-L2", "operators and supervisors need one each");
            check_enough_named(bought, staff, &parts.collect::<Vec<_>>(), rule, faults);
        }
        Edition::Service2025 => {
            if bought.named.is_none() {
                report_missing_licenses(bought, "E-L3", faults);
            }
        }
    }
    check_keys(bought, edition, faults);
    for chat in &scenario.live_chats {
        check_live_chat(chat, edition, faults);
    }
    check_accounts(scenario, faults);
    check_service_levels(scenario, edition, faults);
}

/// The free edition: one live chat, the default rule, groups of Administration.
fn check_free(scenario: &Scenario, faults: &Faults) {
    if let Some(second) = scenario.live_chats.get(1) {
        let message = "the edition `free` has one live chat only";
        faults.add(
            Diagnostic::error("E-02", &second.name.at, message)
                .help("several live chats need a paid edition: [edition] name = \"chatdesk\""),
        );
    }
    for chat in &scenario.live_chats {
        if let Some(rule) = chat.rules.first() {
            let message = "the edition `free` has no routing rules";
            let help = "only the default rule, who is first, works without a paid edition";
            faults.add(Diagnostic::error("E-03", &rule.at, message).help(help));
        }
        if chat.default_routing.0 != DefaultRouting::Pull {
            let message = format!(
                "the edition `free` has no default routing `{}`",
                chat.default_routing.0.as_str()
            );
            let help = "only \"pull\", who is first, works without a paid edition";
            faults.add(Diagnostic::error("E-03", &chat.default_routing.1, message).help(help));
        }
        let paid = |(channel, _): &(&str, &SourceSpan)| matches!(*channel, "website" | "custom");
        for (channel, at) in chat.channels.iter().filter(paid) {
            let message = format!("the edition `free` has no channel `{channel}`");
            faults.error("E-04", at, message);
        }
        if let Some(at) = chat.client_behaviour.spam_at() {
            let message = "the edition `free` has no spam mark and no blocklist";
            let help = "what cannot be marked is a session like any other: make it a topic of its own, or choose a paid edition";
            faults.add(Diagnostic::error("E-04", at, message).help(help));
        }
        if let Some(bot) = &chat.bot {
            faults.error("E-04", &bot.at, "the edition `free` has no bots");
        }
    }
    check_one_account_each(scenario, faults);
    for group in &scenario.groups {
        if let Some((CreatedIn::LiveChats, at)) = &group.created_in {
            let message = "the edition `free` knows groups of Administration only";
            let help = "write created_in = \"administration\", or choose a paid edition";
            faults.add(Diagnostic::error("E-08", at, message).help(help));
        }
    }
}

/// One account of each messenger, and one mailbox.
fn check_one_account_each(scenario: &Scenario, faults: &Faults) {
    let mut seen: BTreeMap<&str, &SourceSpan> = BTreeMap::new();
    let channels = scenario.live_chats.iter().flat_map(|chat| chat.channels.external());
    for (channel, at) in channels {
        if matches!(channel, "website" | "custom") {
            continue;
        }
        if let Some(first) = seen.insert(channel, at) {
            let message = format!("the edition `free` has one account of `{channel}` only");
            faults.add(Diagnostic::error("E-05", at, message).with_related(first, "the first"));
        }
    }
}

/// Who may have service levels, and attach them.
fn check_service_levels(scenario: &Scenario, edition: Edition, faults: &Faults) {
    for chat in &scenario.live_chats {
        if edition == Edition::Free && !chat.slas.is_empty() {
            faults.error("E-04", &chat.slas_at, "the edition `free` has no service levels");
            continue;
        }
        let attached = chat.rules.iter().find_map(|rule| rule.sla.as_ref());
        if let Some(word) =
            attached.filter(|_| !scenario.edition_settings.sla && edition != Edition::Free)
        {
            let message = "rules attach no service level while `enableLinesSLA` is off";
            let help = "rule E-10: write enable_lines_sla = \"on\" in [edition]";
            faults.add(Diagnostic::error("E-10", &word.at, message).help(help));
        }
    }
}

fn report_missing_licenses(bought: &EditionSettings, rule: &'static str, faults: &Faults) {
    let message = "a paid edition needs `named_licenses`";
    let help = "say how many were bought: named_licenses = 24";
    faults.add(Diagnostic::error(rule, &bought.at, message).help(help));
}

fn check_enough_named(
    bought: &EditionSettings,
    staff: &StaffDraft<'_>,
    who: &[usize],
    (rule, what): (&'static str, &str),
    faults: &Faults,
) {
    let Some((named, at)) = &bought.named else {
        return report_missing_licenses(bought, rule, faults);
    };
    if who.len() > *named as usize {
        let message = format!("{} {what}, but {named} named licenses were bought", who.len());
        let mut fault = Diagnostic::error(rule, at, message)
            .help(format!("buy {} licenses, or take people out of groups", who.len()));
        if let Some(first) = who.get(*named as usize) {
            fault =
                fault.with_related(&staff.people[*first].at, "the first for whom there is none");
        }
        faults.add(fault);
    }
}

/// Keys that mean nothing in this edition.
fn check_keys(bought: &EditionSettings, edition: Edition, faults: &Faults) {
    if let Some((_, at)) = bought.named.as_ref().filter(|_| edition == Edition::Free) {
        let help = "licenses belong to a paid edition: name = \"chatdesk\"";
        faults.add(Diagnostic::error("E-01", at, "the edition `free` has no licenses").help(help));
    }
    if edition == Edition::Free {
        if let Some((_, at)) = &bought.expires {
            faults.error("E-09", at, "the edition `free` has no license that could expire");
        }
        if bought.sla {
            faults.error("E-04", &bought.at, "the edition `free` has no service levels");
        }
    }
    if edition == Edition::Service2025 {
        return;
    }
    let help = "they belong to the edition `service-2025`";
    if let Some((_, at)) = &bought.concurrent {
        let message = "this edition has no concurrent licenses";
        faults.add(Diagnostic::error("E-L3", at, message).help(help));
    }
    if let Some(first) = bought.holders.as_ref().and_then(|holders| holders.first()) {
        let message = "this edition does not say who holds a named license";
        faults.add(Diagnostic::error("E-L3", &first.at, message).help(help));
    }
}

fn check_live_chat(chat: &LiveChat, edition: Edition, faults: &Faults) {
    if chat.operators.0.is_empty() {
        let message = "a live chat needs at least one group of operators";
        faults.error("E-R2", &chat.operators.1, message);
    }
    if chat.supervisors.0.is_empty() && edition != Edition::Free {
        let message =
            format!("live chat {} needs at least one group of supervisors", chat.name.quoted());
        let help = "supervisors = [\"leads\"]; a group may be both operators and supervisors";
        faults.add(Diagnostic::error("E-R2", &chat.supervisors.1, message).help(help));
    }
    let internal = chat.channels.iter().find(|(channel, _)| *channel == INTERNAL);
    let external = chat.channels.external().next();
    match (&chat.clients, internal, external) {
        (None, Some((_, at)), _) => {
            let message = "an internal live chat names the groups of clients that may write";
            let help = "clients = [\"office\"], declared as [[client_groups]] name = \"office\"";
            faults.add(Diagnostic::error("E-C2", at, message).help(help));
        }
        (Some((clients, at)), Some(_), _) if clients.is_empty() => {
            faults.error("E-C2", at, "an internal live chat has at least one group of clients");
        }
        (Some((clients, at)), None, Some((channel, _))) if !clients.is_empty() => {
            let message = format!("clients of `{channel}` are external and in no group");
            faults.add(Diagnostic::error("E-C2", at, message).help("leave `clients` out"));
        }
        _ => {}
    }
}

/// One account belongs to one live chat.
fn check_accounts(scenario: &Scenario, faults: &Faults) {
    let mut seen: BTreeMap<(&str, &str), &WrittenName> = BTreeMap::new();
    for chat in &scenario.live_chats {
        let (Some(account), Some(_)) = (chat.accounts.first(), chat.channels.iter().next()) else {
            continue;
        };
        let external: Vec<&str> = chat.channels.external().map(|(channel, _)| channel).collect();
        if external.is_empty() {
            faults.error("E-C1", &account.at, "the internal channel has no account");
        } else if external.len() != chat.accounts.len() {
            let message = "there is one account for each external channel, in their order";
            let help = format!("of {}", external.join(", "));
            faults.add(Diagnostic::error("E-C4", &account.at, message).help(help));
        }
        for (channel, account) in external.into_iter().zip(&chat.accounts) {
            if let Some(first) = seen.insert((channel, &account.text), account) {
                let message =
                    format!("account {} belongs to another live chat already", account.quoted());
                let fault = Diagnostic::error("E-C4", &account.at, message);
                faults.add(fault.with_related(&first.at, "here"));
            }
        }
    }
}
