//! What each edition of the product permits: every key of the language is judged by this table, and a
//! key that is not listed is permitted in all of them.
//!
//! `free` distributes by one rule alone, who is first (rules E-03, E-Q7): no routing rules, no pushes
//! and offers, no overflow, nothing that supervisors hand on. It has no statuses, service levels, spam
//! marks, bots and general settings (E-04). Concurrent licenses, and named ones that are bound to
//! users, belong to `service-2025` (E-L3).

use super::Table;
use crate::plan::Edition;

/// A key that some editions do not have.
#[derive(Debug)]
pub struct Gate {
    /// The rule of the rulebook that says so.
    pub rule: &'static str,
    /// The table of the key.
    pub table: &'static str,
    /// The keys.
    pub keys: &'static [&'static str],
    /// The editions that have not got them.
    pub missing_in: &'static [Edition],
    /// Words that may be written there all the same: they say that there is none of it.
    pub harmless: &'static [&'static str],
    /// What the edition has not got, `{}` being the word or key that is written.
    pub what: &'static str,
    /// What to do instead.
    pub help: &'static str,
}

const FREE: &[Edition] = &[Edition::Free];
const WITHOUT_LICENSES: &[Edition] = &[Edition::Free, Edition::None];
const ALL_BUT_SERVICE_2025: &[Edition] =
    &[Edition::Free, Edition::Chatdesk, Edition::Service2024, Edition::None];

const PAID: &str = "choose a paid edition: [edition] name = \"chatdesk\"; for a desk of another product: name = \"none\"";
const WHO_IS_FIRST: &str =
    "only the default rule, who is first, works without a paid edition (rule E-Q7)";

const fn free(
    rule: &'static str,
    table: &'static str,
    keys: &'static [&'static str],
    harmless: &'static [&'static str],
    what: &'static str,
    help: &'static str,
) -> Gate {
    Gate { rule, table, keys, missing_in: FREE, harmless, what, help }
}

/// Every key that some edition does not have.
pub static GATES: &[Gate] = &[
    Gate {
        missing_in: WITHOUT_LICENSES,
        ..free("E-01", "[edition]", &["named_licenses"], &[], "no licenses", PAID)
    },
    Gate {
        missing_in: WITHOUT_LICENSES,
        ..free("E-09", "[edition]", &["expires"], &[], "no license that could expire", PAID)
    },
    free("E-04", "[edition]", &["enable_lines_sla"], &["off"], "no service levels", PAID),
    free("E-03", "[[live_chats]]", &["rules"], &[], "no routing rules", WHO_IS_FIRST),
    free(
        "E-03",
        "[[live_chats]]",
        &["default_routing"],
        &["pull"],
        "no default routing `{}`",
        WHO_IS_FIRST,
    ),
    free("E-03", "[[live_chats]]", &["selection"], &["random"], "no selection `{}`", WHO_IS_FIRST),
    free(
        "E-03",
        "[[live_chats]]",
        &["default_group", "supervision", "watch"],
        &[],
        "no `{}`: no supervisor hands sessions on",
        WHO_IS_FIRST,
    ),
    free(
        "E-03",
        "queue",
        &[
            "offer",
            "rings",
            "relaxed_priority",
            "prefer_last_operator",
            "rate_limit",
            "spacing",
            "overflow",
            "overflow_from",
            "fallback",
        ],
        &[],
        "no `{}`: sessions are taken, not given",
        WHO_IS_FIRST,
    ),
    free("E-03", "queue", &["nobody_online"], &["queue"], "no refusal of this kind", PAID),
    free(
        "E-04",
        "[[live_chats]]",
        &["channel"],
        &["internal", "whatsapp", "telegram", "telegram-bot", "viber", "vk", "vk-teams", "mail"],
        "no channel `{}`",
        PAID,
    ),
    free(
        "E-04",
        "[[live_chats]]",
        &["spam"],
        &[],
        "no spam mark and no blocklist",
        "what cannot be marked is a session like any other: make it a topic of its own, or choose a paid edition",
    ),
    free("E-04", "[[live_chats]]", &["sla"], &[], "no service levels", PAID),
    free("E-04", "[[live_chats]]", &["bot"], &[], "no bots", PAID),
    free(
        "E-04",
        "connection",
        &["auto_offline"],
        &[],
        "no statuses, so no operator is shown Offline",
        "leave `auto_offline` out, or choose a paid edition",
    ),
    free(
        "E-04",
        "[live_chats.transfer_rules]",
        &["offline_operators"],
        &["shown"],
        "no general settings of live chats, of which this is one (rule E-T2)",
        PAID,
    ),
    free(
        "E-08",
        "[[groups]]",
        &["created_in"],
        &["administration"],
        "groups of Administration only",
        "write created_in = \"administration\", or choose a paid edition",
    ),
    Gate {
        rule: "E-L3",
        table: "[edition]",
        keys: &["concurrent_licenses"],
        missing_in: ALL_BUT_SERVICE_2025,
        harmless: &[],
        what: "no concurrent licenses",
        help: "they belong to the edition `service-2025`",
    },
    Gate {
        rule: "E-L3",
        table: "[edition]",
        keys: &["named_holders"],
        missing_in: ALL_BUT_SERVICE_2025,
        harmless: &[],
        what: "no say in who holds a named license",
        help: "that belongs to the edition `service-2025`",
    },
];

/// The gate of a key, where the edition has not got it.
pub fn gate_of(table: &Table, key: &str, edition: Edition) -> Option<&'static Gate> {
    let mut gates = GATES.iter().filter(|gate| gate.table == table.name);
    gates.find(|gate| gate.keys.contains(&key) && gate.missing_in.contains(&edition))
}
