//! `[[live_chats]]` as the scenario states them: names are still words.

use super::arrivals::{self, Source};
use super::bot;
use super::channels::Channels;
use super::clientele::{Clientele, clientele, make_busy};
use super::csv_file::Tables;
use super::dialogue::patrol;
use super::fields::{Fields, Word};
use super::hours;
use super::queue::{QueueRules, queue};
use super::rules::{Rule, rule};
use super::run::RunSettings;
use super::sla::{self, Level};
use super::source::Place;
use super::supervision::{Supervision, Watch, supervision, watch};
use super::topics::{Topic, topic};
use super::transfers::{Transfers, transfers};
use crate::plan::{Calendar, Patrol, Priority, QueueAge};

/// A live chat.
#[derive(Debug)]
pub(super) struct LiveChat {
    pub(super) name: Word,
    pub(super) channels: Channels,
    pub(super) accounts: Vec<Word>,
    pub(super) clients: Option<(Vec<Word>, Place)>,
    pub(super) operators: (Vec<Word>, Place),
    pub(super) supervisors: (Vec<Word>, Place),
    pub(super) open: Calendar<bool>,
    /// Who comes while it is closed waits until it opens: where that is written.
    pub(super) closed: Option<Place>,
    pub(super) queue: QueueRules,
    pub(super) queue_age: QueueAge,
    pub(super) distribution: (&'static str, Place),
    pub(super) distribute_to: Option<Word>,
    pub(super) supervision: Option<Supervision>,
    pub(super) watch: Option<Watch>,
    pub(super) transfers: Transfers,
    pub(super) rules: Vec<Rule>,
    pub(super) patrol: Patrol,
    pub(super) slas: Vec<Level>,
    pub(super) slas_at: Place,
    pub(super) bot: Option<bot::Stated>,
    pub(super) arrivals: Vec<Source>,
    pub(super) clientele: Clientele,
    pub(super) topics: Vec<Topic>,
    pub(super) topics_at: Place,
}

/// Reads one of `[[live_chats]]`.
pub(super) fn live_chat(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &Tables<'_>,
) -> Option<LiveChat> {
    let listed = |key| (fields.names(key).unwrap_or_default(), fields.place(key).clone());
    // One that exists has been written out by now; another is a fault.
    fields.written_word("preset");
    let channels = Channels::read(fields);
    let open = fields.tables("open");
    let open = if open.is_empty() { None } else { hours::open(&open, run.starts) };
    let supervision = fields.table("supervision").map(|table| supervision(&table, files));
    let transfers = fields.table("transfers").map(|table| transfers(&table, files));
    let name = fields.name("name");
    let mut arrivals: Vec<Source> =
        fields.tables("arrivals").iter().map(|table| arrivals::source(table, run, files)).collect();
    make_busy(fields, name.as_ref(), run, &mut arrivals);
    let rest = LiveChat {
        name: Word { text: String::new(), at: fields.at.clone() },
        accounts: fields.one_or_more("account").unwrap_or_default(),
        clients: fields.names("clients").map(|names| (names, fields.place("clients").clone())),
        operators: listed("operators"),
        supervisors: listed("supervisors"),
        open: open.unwrap_or_else(|| Calendar::always(true)),
        queue: queue(fields, files),
        closed: (fields.word("closed") == "queue").then(|| fields.place("closed").clone()),
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
        patrol: patrol(fields, files),
        arrivals,
        clientele: clientele(fields, &channels, run, files),
        channels,
        slas: fields
            .tables("sla")
            .iter()
            .take(sla::MOST)
            .filter_map(|table| sla::level(table, run))
            .collect(),
        slas_at: fields.place("sla").clone(),
        bot: fields.table("bot").map(|table| bot::bot(&table, files)),
        topics: fields.tables("topics").iter().filter_map(|table| topic(table, files)).collect(),
        topics_at: fields.place("topics").clone(),
    };
    Some(LiveChat { name: name?, ..rest })
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
