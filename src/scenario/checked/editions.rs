//! What the edition forbids, each with the rule of the rulebook that says so.

use std::collections::BTreeMap;

use crate::plan::{Channel, Edition};
use crate::scenario::language::editions::{Gate, gate_of};
use crate::scenario::language::words::Keyword as _;
use crate::scenario::language::{self, Kind, Table};
use crate::scenario::resolved::people::StaffDraft;
use crate::scenario::stated::live_chats::LiveChat;
use crate::scenario::stated::run::EditionSettings;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::{Entry, Node, Value};
use crate::scenario::text::written_name::WrittenName;

/// Reports what the scenario states and its edition does not have.
pub(in crate::scenario) fn check_edition(
    root: &Node,
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) {
    let bought = &scenario.edition_settings;
    let Some(edition) = bought.edition else {
        return;
    };
    match edition {
        Edition::None => {}
        Edition::Free => check_one_of_each(scenario, faults),
        Edition::Chatdesk => {
            let all: Vec<_> = (0..staff.people.len()).collect();
            check_enough_named(bought, staff, &all, "E-L1", "users are in groups", faults);
        }
        Edition::Service2024 => {
            let with_role = (0..staff.people.len()).filter(|person| !staff.has_no_role(*person));
            let what = "operators and supervisors need one each";
            check_enough_named(bought, staff, &with_role.collect::<Vec<_>>(), "E-L2", what, faults);
        }
        Edition::Service2025 => {
            if bought.named.is_none() {
                report_missing_licenses(bought, "E-L3", faults);
            }
        }
    }
    check_gates(root, language::root(), edition, faults);
    for chat in &scenario.live_chats {
        check_live_chat(chat, edition, faults);
    }
    check_accounts(scenario, faults);
    check_service_levels(scenario, edition, faults);
}

/// Reports every key that the edition does not have, in a table and in all below it.
fn check_gates(node: &Node, table: &'static Table, edition: Edition, faults: &Faults) {
    let Value::Table(entries) = &node.value else {
        return;
    };
    let is_refused = |wanted: &str| {
        let entry = entries.iter().find(|entry| entry.key == wanted);
        let gate = entry.and_then(|entry| Some((gate_of(table, wanted, edition)?, &entry.node)));
        gate.is_some_and(|(gate, node)| refused(gate, node).next().is_some())
    };
    for Entry { key, node, .. } in entries {
        // It goes with a default routing, which is reported by itself: one mistake.
        if key == "default_group" && is_refused("default_routing") {
            continue;
        }
        let Some(field) = table.field(key) else { continue };
        if let Some(gate) = gate_of(table, key, edition) {
            check_gate(gate, key, node, edition, faults);
            continue;
        }
        let Some(below) = field.kind.table() else { continue };
        match &node.value {
            Value::List(items) => {
                items.iter().for_each(|item| check_gates(item, below, edition, faults));
            }
            Value::Table(names) if matches!(field.kind, Kind::Map(_)) => {
                names.iter().for_each(|name| check_gates(&name.node, below, edition, faults));
            }
            _ => check_gates(node, below, edition, faults),
        }
    }
}

/// What is written at a key that the edition does not have: each item of a list, or all of it.
fn refused<'n>(gate: &Gate, node: &'n Node) -> impl Iterator<Item = &'n Node> {
    let written: &[Node] = match (&node.value, gate.harmless.is_empty()) {
        (Value::List(items), _) if items.is_empty() => &[],
        (Value::List(items), false) => items,
        _ => std::slice::from_ref(node),
    };
    let harmless = gate.harmless;
    written.iter().filter(move |one| !one.text().is_some_and(|word| harmless.contains(&word)))
}

fn check_gate(gate: &Gate, key: &str, node: &Node, edition: Edition, faults: &Faults) {
    for one in refused(gate, node) {
        let shown = one.text().filter(|_| !gate.harmless.is_empty()).unwrap_or(key);
        let what = gate.what.replace("{}", shown);
        let message = format!("the edition `{}` has {what}", edition.as_str());
        faults.add(Diagnostic::error(gate.rule, &one.at, message).help(gate.help));
    }
}

/// The free edition: one live chat, and one account of each messenger.
fn check_one_of_each(scenario: &Scenario, faults: &Faults) {
    if let Some(second) = scenario.live_chats.get(1) {
        let message = "the edition `free` has one live chat only";
        faults.add(
            Diagnostic::error("E-02", &second.name.at, message)
                .help("several live chats need a paid edition: [edition] name = \"chatdesk\"; for a desk of another product: name = \"none\""),
        );
    }
    check_one_account_each(scenario, faults);
}

/// One account of each messenger, and one mailbox.
fn check_one_account_each(scenario: &Scenario, faults: &Faults) {
    let mut seen: BTreeMap<Channel, &SourceSpan> = BTreeMap::new();
    let channels = scenario.live_chats.iter().flat_map(|chat| chat.channels.accounts());
    for (channel, at) in channels {
        if !channel.has_account() {
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
        let attached = chat.rules.iter().find_map(|rule| rule.sla.as_ref());
        if let Some(word) =
            attached.filter(|_| !scenario.edition_settings.sla && has_switch(edition))
        {
            let message = "rules attach no service level while `enableLinesSLA` is off";
            let help = "rule E-10: write enable_lines_sla = \"on\" in [edition]";
            faults.add(Diagnostic::error("E-10", &word.at, message).help(help));
        }
    }
}

/// The product has a switch for service levels, and the free edition has none of them.
fn has_switch(edition: Edition) -> bool {
    !matches!(edition, Edition::Free | Edition::None)
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
    rule: &'static str,
    what: &str,
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

fn check_live_chat(chat: &LiveChat, edition: Edition, faults: &Faults) {
    // A key that is missing has been reported.
    if chat.operators.0.is_empty() && chat.operators.1 != chat.at {
        let message = "a live chat needs at least one group of operators";
        faults.error("E-R2", &chat.operators.1, message);
    }
    if chat.supervisors.0.is_empty() && !matches!(edition, Edition::Free | Edition::None) {
        let message =
            format!("live chat {} needs at least one group of supervisors", chat.name.quoted());
        let help = "supervisors = [\"leads\"]; a group may be both operators and supervisors";
        faults.add(Diagnostic::error("E-R2", &chat.supervisors.1, message).help(help));
    }
    let internal = chat.channels.iter().find(|(channel, _)| !channel.is_external());
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
    let mut seen: BTreeMap<(&str, &str), (&WrittenName, usize)> = BTreeMap::new();
    for (place, chat) in scenario.live_chats.iter().enumerate() {
        let (Some(account), Some(_)) = (chat.accounts.first(), chat.channels.iter().next()) else {
            continue;
        };
        let external: Vec<&str> =
            chat.channels.accounts().map(|(channel, _)| channel.name()).collect();
        if external.is_empty() {
            faults.error("E-C1", &account.at, "the internal channel has no account");
        } else if external.len() != chat.accounts.len() {
            let message = "there is one account for each external channel, in their order";
            let help = format!("of {}", external.join(", "));
            faults.add(Diagnostic::error("E-C4", &account.at, message).help(help));
        }
        for (channel, account) in external.into_iter().zip(&chat.accounts) {
            let Some((first, of)) = seen.insert((channel, &account.text), (account, place)) else {
                continue;
            };
            let whose = if of == place {
                "is listed twice"
            } else {
                "belongs to another live chat already"
            };
            let message = format!("account {} {whose}", account.quoted());
            let fault = Diagnostic::error("E-C4", &account.at, message);
            faults.add(fault.with_related(&first.at, "here"));
        }
    }
}
