//! What other tools, and the field, call things: a key that is not declared is answered with the key
//! that is meant.

use super::Table;

/// A word of the field, and the key that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Synonym {
    /// As others write it, in lower case, with `_` between words.
    pub word: &'static str,
    /// The table of the language that has the key, by the name of its declaration.
    pub table: &'static str,
    /// The key.
    pub key: &'static str,
    /// What to watch out for; may be empty.
    pub note: &'static str,
}

const AHT_NOTE: &str = "it is the work of one session alone: an AHT that was measured while an \
                        operator had several sessions holds the others' work too";
const LIMIT_NOTE: &str = "how many sessions an operator has at once";
const SHRINKAGE_NOTE: &str = "paid hours that are not worked; who of a shift stays away in the \
                              simulation is `absence` in [[groups]]";
const TARGET_NOTE: &str = "for instance that = \"support.service_level >= 80%\", with the threshold \
                           as `answer_within` in [run]";

const GROUPS: &str = "[[groups]]";
const TOPICS: &str = "[[live_chats.topics]]";
const CHATS: &str = "[[live_chats]]";
const ARRIVALS: &str = "[[live_chats.arrivals]]";
const RUN: &str = "[run]";
const FILE: &str = "scenario";

macro_rules! synonyms {
    ($($table:expr, $key:literal, $note:expr, [$($word:literal),* $(,)?];)*) => {
        /// Every synonym. Where a word stands for keys of several tables, the table at hand comes first.
        pub static SYNONYMS: &[Synonym] =
            &[$($(Synonym { word: $word, table: $table, key: $key, note: $note },)*)*];
    };
}

synonyms! {
    TOPICS, "effort", AHT_NOTE, [
        "aht", "handle_time", "handling_time", "average_handle_time", "average_handling_time",
        "mean_handle_time", "service_time", "talk_time", "chat_duration", "chat_time",
        "handle", "duration", "work", "processing_time",
    ];
    TOPICS, "patience", "", [
        "abandonment", "abandon", "abandon_after", "abandonment_time", "time_to_abandon",
        "max_patience", "reneging", "renege", "patience_time", "mean_patience",
    ];
    TOPICS, "share", "", ["weight", "percent", "percentage", "fraction", "probability", "mix"];
    TOPICS, "wrap_up", "", [
        "acw", "after_call_work", "after_chat_work", "after_contact_work", "wrapup_time", "wrap_time",
    ];
    GROUPS, "wrap_up", "", [
        "acw", "after_call_work", "after_chat_work", "after_contact_work", "wrapup_time", "wrap_time",
    ];
    GROUPS, "limit", LIMIT_NOTE, [
        "concurrency", "concurrent", "max_concurrency", "concurrent_chats", "concurrent_sessions",
        "max_chats", "max_sessions", "chats_at_once", "sessions_at_once", "chat_limit", "max_concurrent",
        "simultaneous", "slots", "parallel", "max_slots",
    ];
    GROUPS, "count", "or `members` with their names", [
        "agents", "agent_count", "headcount", "fte", "heads", "size", "operators", "seats", "servers",
        "number", "number_of_agents", "num_agents", "people", "employees",
    ];
    GROUPS, "queue_places", "", [
        "queue_size", "max_queue", "max_queue_size", "queue_limit", "queue_length", "queue_capacity",
        "max_waiting", "waiting_places", "max_queue_length",
    ];
    CHATS, "queue_places", "", [
        "queue_size", "max_queue", "max_queue_size", "queue_limit", "queue_length", "queue_capacity",
        "max_waiting", "waiting_places", "max_queue_length",
    ];
    GROUPS, "skills", "", ["skill", "skillset", "competences", "competencies"];
    GROUPS, "shifts", "", ["schedule", "roster", "working_hours", "hours"];
    GROUPS, "absence", "the chance that an operator of a shift stays away", [
        "absenteeism", "sick_rate", "sickness", "no_show",
    ];
    "[staffing]", "shrinkage", SHRINKAGE_NOTE, ["shrinkage", "shrink", "shrinkage_rate"];
    "[[expect]]", "that", TARGET_NOTE, [
        "target", "targets", "goal", "service_level", "service_level_target", "sl", "sl_target", "slo",
        "kpi", "threshold", "expectations", "expectation",
    ];
    RUN, "answer_within", "", [
        "service_level_threshold", "target_answer_time", "sl_threshold", "answer_time", "within",
        "acceptable_wait", "target_wait",
    ];
    RUN, "short_abandon", "", ["short_abandonment", "short_abandons", "abandon_threshold"];
    RUN, "replications", "", ["runs", "repetitions", "iterations", "repeats", "n", "trials", "simulations"];
    RUN, "horizon", "", [
        "duration", "length", "days", "time", "period", "simulation_time", "end", "until", "run_length",
    ];
    RUN, "starts", "", ["start", "begin", "start_time", "from"];
    RUN, "warm_up", "", ["warmup_time", "burn_in", "transient", "ramp"];
    RUN, "interval", "", ["bucket", "slot", "step", "granularity", "resolution"];
    RUN, "seed", "", ["random_seed", "rng_seed", "random_state"];
    ARRIVALS, "rate", "for instance \"45/h\"", [
        "arrival_rate", "lambda", "volume", "calls", "contacts", "chats", "per_hour", "arrivals",
        "chats_per_hour", "mean_rate", "sessions",
    ];
    ARRIVALS, "csv", "", ["file", "path", "table", "forecast", "data"];
    CHATS, "operators", "", ["groups", "group", "teams", "team", "agents", "skill_groups"];
    CHATS, "open", "", ["opening_hours", "business_hours", "hours", "working_hours", "schedule"];
    CHATS, "clients", "", ["client_groups", "client_group", "customers"];
    CHATS, "topics", "", ["topic", "reasons", "contact_reasons", "intents"];
    CHATS, "arrivals", "", ["arrival", "demand", "volume", "traffic"];
    CHATS, "default_routing", "", ["routing", "distribution", "strategy", "distribution_rule"];
    "[[shifts]]", "from", "", ["start", "starts", "begin", "begins"];
    "[[shifts]]", "to", "", ["end", "ends", "finish", "until"];
    "[[shifts]]", "days", "", ["day", "weekdays", "dow", "on"];
    "open", "from", "", ["start", "starts", "begin", "opens"];
    "open", "to", "", ["end", "ends", "finish", "until", "closes"];
    "open", "days", "", ["day", "weekdays", "dow", "on"];
    "[[live_chats.sla]]", "hours", "", ["schedule", "working_hours", "business_hours"];
    "[edition]", "named_licenses", "", ["licenses", "licences", "license_count", "named_licences"];
    "[edition]", "concurrent_licenses", "", ["concurrent_licences", "floating_licenses"];
    FILE, "groups", "write [[groups]]", [
        "group", "team", "teams", "agents", "operators", "staff_groups", "skill_groups", "queue", "queues",
        "agent_groups",
    ];
    FILE, "live_chats", "write [[live_chats]]", [
        "live_chat", "chat", "chats", "chat_lines", "lines", "channel", "channels", "entry_points",
    ];
    FILE, "shifts", "write [[shifts]]", ["shift", "schedules", "schedule", "rosters"];
    FILE, "run", "write [run]", ["simulation", "sim", "settings", "config", "options"];
    FILE, "limit", LIMIT_NOTE, ["concurrency", "max_concurrency", "concurrent_chats"];
    FILE, "client_groups", "write [[client_groups]]", ["clients", "customers", "client_group"];
}

/// What a key that a table does not declare stands for: first a key of this very table, then one of
/// another.
pub(in crate::scenario) fn synonym_of(table: &Table, written: &str) -> Option<&'static Synonym> {
    let mut word = written.to_ascii_lowercase();
    word = word.replace(['-', ' '], "_");
    let meant = |one: &&Synonym| one.word == word;
    let here = SYNONYMS.iter().filter(meant).find(|one| one.table == table.name);
    here.or_else(|| SYNONYMS.iter().find(meant))
}
