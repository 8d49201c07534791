//! Keys and words that were called otherwise in earlier versions: each is still read as the new
//! one, with a warning.
//!
//! Renames hold for one table of the language: what was a key of one table may be a new name in
//! another.

use super::Table;

/// A key, or a word at a key, that has another name now.
#[derive(Clone, Copy, Debug)]
pub struct Renamed {
    /// The table of the language, by the name of its declaration.
    pub table: &'static str,
    /// Where a word was renamed, the key at which it is written; `None` where it was the key.
    pub at_key: Option<&'static str>,
    /// As earlier versions had it.
    pub old: &'static str,
    /// As it is declared now.
    pub new: &'static str,
}

const fn key(table: &'static str, old: &'static str, new: &'static str) -> Renamed {
    Renamed { table, at_key: None, old, new }
}

const fn word(
    table: &'static str,
    at_key: &'static str,
    old: &'static str,
    new: &'static str,
) -> Renamed {
    Renamed { table, at_key: Some(at_key), old, new }
}

/// Every key and word that was renamed.
pub static RENAMED: [Renamed; 65] = [
    key("[run]", "max_switches", "max_transfers"),
    word("[run]", "precision_of", "wait_after_switch", "wait_after_transfer"),
    key("[[groups]]", "break_keeps", "late_break"),
    key("[[groups]]", "end_of_shift_by_name", "personal_queue_at_shift_end"),
    key("[[groups]]", "late", "lateness"),
    key("[[people]]", "break_keeps", "late_break"),
    key("[[people]]", "end_of_shift_by_name", "personal_queue_at_shift_end"),
    key("[[people]]", "late", "lateness"),
    key("connection", "holds", "uptime"),
    key("connection", "lost", "downtime"),
    key("queue", "places_for_switched", "places_for_transferred"),
    word("queue", "places_for_transferred", "no-bound", "unlimited"),
    word("queue", "places_for_transferred", "a-fifth-more", "plus-20-percent"),
    key("queue", "relaxed", "relaxed_priority"),
    word("queue", "relaxed_priority", "in-turn", "unchanged"),
    key("queue", "when_offline", "nobody_online"),
    key("overflow", "if_nobody_online", "nobody_online"),
    key("[[live_chats]]", "distribution", "default_routing"),
    key("[[live_chats]]", "distribute_to", "default_group"),
    key("[[live_chats]]", "transfers", "transfer_rules"),
    key("[[live_chats]]", "operator_idle", "operator_inactivity"),
    key("[live_chats.supervision]", "how", "action"),
    key("[live_chats.watch]", "act", "action"),
    key("[live_chats.watch]", "beyond", "max_sessions"),
    key("[live_chats.watch]", "waited", "min_wait"),
    key("[live_chats.transfer_rules]", "how", "mode"),
    key("[live_chats.transfer_rules]", "older_offers", "pending_offers"),
    word("[live_chats.transfer_rules]", "pending_offers", "stand", "keep"),
    word("[live_chats.transfer_rules]", "pending_offers", "withdrawn", "withdraw"),
    word("[live_chats.transfer_rules]", "sender", "may-get-it", "eligible"),
    key("[live_chats.transfer_rules]", "if_not_taken", "on_failure"),
    key("[live_chats.transfer_rules]", "max_returns", "max_failed_transfers"),
    key("[live_chats.transfer_rules]", "cross_line", "across_live_chats"),
    key("[[live_chats.topics]]", "switches", "transfers"),
    key("[[live_chats.topics]]", "patience_after_switch", "patience_after_transfer"),
    key("transfers", "how", "mode"),
    key("transfers", "older_offers", "pending_offers"),
    word("transfers", "pending_offers", "stand", "keep"),
    word("transfers", "pending_offers", "withdrawn", "withdraw"),
    word("transfers", "sender", "may-get-it", "eligible"),
    key("transfers", "if_not_taken", "on_failure"),
    key("reaction, response, closing", "present_operator", "current_operator"),
    word("reaction, response, closing", "current_operator", "may-get-it", "eligible"),
    word("reaction, response, closing", "nobody_online", "hand-over", "transfer"),
    key("[live_chats.bot]", "contains", "containment"),
    key("[[live_chats.arrivals]]", "between", "interpolation"),
    word("[[live_chats.arrivals]]", "interpolation", "steps", "step"),
    word("[[live_chats.arrivals]]", "interpolation", "lines", "linear"),
    key("[live_chats.retrial]", "at_most", "max_attempts"),
    key("[live_chats.retrial]", "sent_away", "flow_outs"),
    key("[live_chats.retrial]", "found_closed", "delay_if_closed"),
    word("[live_chats.retrial]", "delay_if_closed", "from-then", "from-refusal"),
    key("[[live_chats.outages]]", "then", "messages"),
    key("[[live_chats.outages]]", "replay_last", "replay_window"),
    key("[live_chats.spam]", "listed", "blocklist_chance"),
    key("[live_chats.spam]", "listed_for", "blocklist_duration"),
    key("[live_chats.spam]", "mistaken", "mistakenly_blocked"),
    key("[live_chats.spam]", "misjudged", "false_spam"),
    key("[live_chats.spam]", "unmark", "unmark_delay"),
    key("inactivity", "warn", "remind_after"),
    key("inactivity", "wakes", "reminder_response"),
    key("inactivity", "wakes_after", "reminder_response_time"),
    key("no_reply", "again", "applies_to"),
    word("no_reply", "applies_to", "once", "first-assignment"),
    key("mixture", "law", "distribution"),
];

/// What became of an old key of a table.
pub(in crate::scenario) fn renamed_key(table: &Table, written: &str) -> Option<&'static Renamed> {
    of_table(table).find(|renamed| renamed.at_key.is_none() && renamed.old == written)
}

/// What became of an old word at a key of a table.
pub(in crate::scenario) fn renamed_word(
    table: &Table,
    key: &str,
    written: &str,
) -> Option<&'static Renamed> {
    of_table(table).find(|renamed| renamed.at_key == Some(key) && renamed.old == written)
}

fn of_table(table: &Table) -> impl Iterator<Item = &'static Renamed> {
    let name = table.name;
    RENAMED.iter().filter(move |renamed| renamed.table == name)
}
