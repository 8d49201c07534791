//! `[[live_chats]]` as the scenario states them: names are still words.

use super::arrivals::{self, Source};
use super::csv_file::Tables;
use super::fields::{Fields, Word};
use super::hours;
use super::run::RunSettings;
use super::source::Place;
use super::staff::{QueueRules, queue};
use super::supervision::{Supervision, Watch, supervision, watch};
use super::topics::{Topic, topic};
use super::transfers::{Transfers, transfers};
use crate::plan::{Calendar, Priority, QueueAge};

/// A live chat.
#[derive(Debug)]
pub(super) struct LiveChat {
    pub(super) name: Word,
    pub(super) channel: (&'static str, Place),
    pub(super) account: Option<Word>,
    pub(super) clients: Option<(Vec<Word>, Place)>,
    pub(super) operators: (Vec<Word>, Place),
    pub(super) supervisors: (Vec<Word>, Place),
    pub(super) open: Calendar<bool>,
    pub(super) queue: QueueRules,
    pub(super) queue_age: QueueAge,
    pub(super) distribution: (&'static str, Place),
    pub(super) distribute_to: Option<Word>,
    pub(super) supervision: Option<Supervision>,
    pub(super) watch: Option<Watch>,
    pub(super) transfers: Transfers,
    pub(super) rules: Vec<Rule>,
    pub(super) arrivals: Vec<Source>,
    pub(super) topics: Vec<Topic>,
    pub(super) topics_at: Place,
}

/// A routing rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) at: Place,
    pub(super) when: Condition,
    pub(super) action: &'static str,
    pub(super) group: Option<Word>,
    pub(super) operator: Option<Word>,
}

/// When a rule applies: all of these hold.
#[derive(Debug, Default)]
pub(super) struct Condition {
    pub(super) topics: Option<Vec<Word>>,
    pub(super) client_groups: Option<Vec<Word>>,
    pub(super) priority: Option<Priority>,
    pub(super) hours: Option<Calendar<bool>>,
    pub(super) all: Vec<Condition>,
    pub(super) any: Option<Vec<Condition>>,
    pub(super) not: Option<Box<Condition>>,
}

/// Reads one of `[[live_chats]]`.
pub(super) fn live_chat(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &Tables<'_>,
) -> Option<LiveChat> {
    let listed = |key| (fields.names(key).unwrap_or_default(), fields.place(key).clone());
    let channel = fields.written_word("channel").unwrap_or("");
    let open = fields.tables("open");
    let open = if open.is_empty() { None } else { hours::open(&open, run.starts) };
    let supervision = fields.table("supervision").map(|table| supervision(&table, files));
    let transfers = fields.table("transfers").map(|table| transfers(&table, files));
    let rest = LiveChat {
        name: Word { text: String::new(), at: fields.at.clone() },
        channel: (channel, fields.place("channel").clone()),
        account: fields.name("account"),
        clients: fields.names("clients").map(|names| (names, fields.place("clients").clone())),
        operators: listed("operators"),
        supervisors: listed("supervisors"),
        open: open.unwrap_or_else(|| Calendar::always(true)),
        queue: queue(fields),
        queue_age: match fields.word("queue_age") {
            "reset" => QueueAge::Reset,
            _ => QueueAge::Kept,
        },
        distribution: (fields.word("distribution"), fields.place("distribution").clone()),
        distribute_to: fields.name("distribute_to"),
        supervision,
        watch: fields.table("watch").map(|table| watch(&table, files)),
        transfers: transfers.unwrap_or_default(),
        rules: fields.tables("rules").iter().map(|table| rule(table, run)).collect(),
        arrivals: fields
            .tables("arrivals")
            .iter()
            .map(|table| arrivals::source(table, run, files))
            .collect(),
        topics: fields.tables("topics").iter().filter_map(|table| topic(table, files)).collect(),
        topics_at: fields.place("topics").clone(),
    };
    Some(LiveChat { name: fields.name("name")?, ..rest })
}

fn rule(fields: &Fields<'_>, run: &RunSettings) -> Rule {
    Rule {
        at: fields.at.clone(),
        when: fields.table("when").map(|table| condition(&table, run)).unwrap_or_default(),
        action: fields.written_word("action").unwrap_or(""),
        group: fields.name("group"),
        operator: fields.name("operator"),
    }
}

/// As deep as the file nests, which the parser bounds.
fn condition(fields: &Fields<'_>, run: &RunSettings) -> Condition {
    let each = |key| fields.tables(key).iter().map(|table| condition(table, run)).collect();
    let any: Option<Vec<Condition>> = fields.node("any").map(|_| each("any"));
    if any.as_ref().is_some_and(Vec::is_empty) {
        fields.faults.error("value", fields.place("any"), "`any` of nothing never holds");
    }
    Condition {
        topics: fields.one_or_more("topic"),
        client_groups: fields.one_or_more("client_group"),
        priority: fields.written_word("priority").map(priority),
        hours: hours::condition(fields, run.starts),
        all: each("all"),
        any,
        not: fields.table("not").map(|table| Box::new(condition(&table, run))),
    }
}

/// The label that a word of the language means.
pub(super) fn priority(word: &str) -> Priority {
    match word {
        "low" => Priority::Low,
        "medium" => Priority::Medium,
        "high" => Priority::High,
        _ => Priority::None,
    }
}
