//! Every limit of a scenario in one list: what the page "Limits" of the reference is made from, and the
//! lengths of lists, which are checked before anything is looked up in them.

use super::lints::MAX_LINT_STEPS;
use crate::base::DAY;
use crate::scenario::language;
use crate::scenario::resolved::people;
use crate::scenario::stated::fields::{MAX_LIMIT, MAX_NAME_CHARS};
use crate::scenario::stated::{arrivals, client_behaviour, hours, run, sla, topics};
use crate::scenario::text::decode::MAX_BYTES;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::tree::{MAX_TOKENS, Node};
use crate::scenario::text::{csv_files, diagnostic, overrides, values};

/// The most live chats.
const MAX_LIVE_CHATS: usize = 2_000;
/// The most groups, groups of clients and shifts, of each.
const MAX_GROUPS: usize = 10_000;
/// The most rules, topics and sources of arrivals of one live chat, of each.
const MAX_PER_LIVE_CHAT: usize = 2_000;

/// The lists of the file, and how long each may be.
const LISTS: [(&str, usize); 5] = [
    ("live_chats", MAX_LIVE_CHATS),
    ("groups", MAX_GROUPS),
    ("client_groups", MAX_GROUPS),
    ("shifts", MAX_GROUPS),
    ("people", people::MAX_PEOPLE),
];

/// The lists of a live chat that are looked through for each session or each other.
const LISTS_OF_LIVE_CHAT: [&str; 3] = ["rules", "topics", "arrivals"];

/// Reports each list that is too long; whether there is none.
pub(in crate::scenario) fn check_lengths(root: &Node, faults: &Faults) -> bool {
    let is_short = |table: &Node, key: &str, most: usize| {
        let items = table.get(key).and_then(Node::items).unwrap_or_default();
        if let Some(beyond) = items.get(most) {
            let message = format!("`{key}` has {} entries, at most {most} are read", items.len());
            faults.add(Diagnostic::error("too-long", &beyond.at, message));
        }
        items.len() <= most
    };
    let mut sound =
        LISTS.iter().fold(true, |sound, (key, most)| is_short(root, key, *most) && sound);
    if sound {
        for chat in root.get("live_chats").and_then(Node::items).unwrap_or_default() {
            for key in LISTS_OF_LIVE_CHAT {
                sound &= is_short(chat, key, MAX_PER_LIVE_CHAT);
            }
        }
    }
    sound
}

/// One limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Of what.
    pub what: &'static str,
    /// The most, in words.
    pub most: String,
    /// What happens beyond.
    pub beyond: &'static str,
}

/// What is refused before anything is simulated.
const REFUSED: &str = "error";

/// Every limit of a scenario. What a single key may hold stands beside that key.
pub fn limits() -> Vec<Limit> {
    let limit = |what, most: String| Limit { what, most, beyond: REFUSED };
    let count = |what, most: usize| limit(what, thousands(most as u64));
    let mebibytes = |what, bytes: usize| limit(what, format!("{} MiB", bytes >> 20));
    let otherwise = |what, most: u64, beyond| Limit { what, most: thousands(most), beyond };
    vec![
        mebibytes("bytes of a scenario file", MAX_BYTES),
        count("words, signs, blanks and line ends of a scenario file", MAX_TOKENS),
        count("`--set` of one command", overrides::MAX_OVERRIDES),
        mebibytes("bytes of all `--set` together", MAX_BYTES),
        mebibytes("bytes of a CSV file", csv_files::MAX_CSV_BYTES),
        count("rows of a CSV file", csv_files::MAX_ROWS),
        mebibytes("bytes of all CSV files together", csv_files::MAX_LOADED),
        mebibytes(
            "bytes of CSV that are read, a file as often as it is named",
            csv_files::MAX_PARSED,
        ),
        count("characters of a name", MAX_NAME_CHARS),
        count("live chats", MAX_LIVE_CHATS),
        count("groups; groups of clients; shifts, of each", MAX_GROUPS),
        count("people in groups", people::MAX_PEOPLE),
        count("rules, topics and sources of arrivals of a live chat, of each", MAX_PER_LIVE_CHAT),
        count("service levels of a live chat", sla::MAX_SLAS - 1),
        count("transfers of a topic", topics::MAX_TRANSFERS),
        count("outages of a live chat", client_behaviour::MAX_OUTAGES),
        count("skills of a scenario", language::MAX_SKILLS),
        count("shifts of one person", hours::MAX_SHIFTS),
        count("breaks of a shift", hours::MAX_BREAKS),
        count("opening hours of a live chat, entries", hours::MAX_HOURS),
        count("rings of a queue", language::MAX_RINGS),
        count("steps of an overflow", language::MAX_OVERFLOW_STEPS),
        count("fallbacks of an overflow", language::MAX_FALLBACKS),
        limit("sessions of one operator at once, as a number", thousands(MAX_LIMIT)),
        limit("a duration", format!("{} days", thousands(values::MAX_DURATION.0 / DAY.0))),
        limit("`run.horizon`", format!("{} days", thousands(run::MAX_HORIZON.0 / DAY.0))),
        count("intervals of a run", run::MAX_INTERVALS as usize),
        limit("a rate", format!("{} sessions a second", thousands(values::MAX_RATE as u64))),
        count("`rates` of one source", arrivals::MAX_STEPS),
        limit(
            "sessions of one source that are expected in a run",
            thousands(arrivals::MAX_SESSIONS as u64),
        ),
        otherwise("faults that are shown", diagnostic::MAX_SHOWN as u64, "the rest is counted"),
        otherwise(
            "steps of looking for oddities",
            MAX_LINT_STEPS,
            "a note, and no advice on the rest",
        ),
    ]
}

/// `1,000,000`.
fn thousands(number: u64) -> String {
    diagnostic::with_thousands(number)
}

/// The limits as a table in Markdown: as `scenarios/README.md` shows it.
pub fn limits_table() -> String {
    let mut text = String::from("| of what | at most | beyond |\n|---|---|---|\n");
    for Limit { what, most, beyond } in limits() {
        text.push_str(&format!("| {what} | {most} | {beyond} |\n"));
    }
    text
}
