//! `[[live_chats]]` as the scenario states them: names are still words.

use super::arrivals::{self, ArrivalSource};
use super::bot;
use super::channels::Channels;
use super::client_behaviour::{ClientBehaviour, apply_busyness, read_client_behaviour};
use super::dialogue::read_dialogue_policy;
use super::fields::Fields;
use super::hours;
use super::queue::{QueueRules, read_queue_rules};
use super::rules::{Rule, read_rule};
use super::run::RunSettings;
use super::sla::{self, SlaDraft};
use super::supervision::{Supervision, Watch, read_supervision, read_watch};
use super::topics::{Topic, read_topic};
use super::transfer_rules::{ChatTransferRules, read_transfer_rules};
use crate::plan::{BotTime, Calendar, DialoguePolicy, QueueAgeFrom};
use crate::scenario::language::words::DefaultRouting;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// A live chat.
#[derive(Debug)]
pub(in crate::scenario) struct LiveChat {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) channels: Channels,
    pub(in crate::scenario) accounts: Vec<WrittenName>,
    pub(in crate::scenario) clients: Option<(Vec<WrittenName>, SourceSpan)>,
    /// Where it begins: the place of what is not written in it.
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) operators: (Vec<WrittenName>, SourceSpan),
    pub(in crate::scenario) supervisors: (Vec<WrittenName>, SourceSpan),
    pub(in crate::scenario) open: Calendar<bool>,
    /// Who comes while it is closed waits until it opens: where that is written.
    pub(in crate::scenario) when_closed: Option<SourceSpan>,
    pub(in crate::scenario) queue: QueueRules,
    pub(in crate::scenario) queue_age_from: QueueAgeFrom,
    pub(in crate::scenario) bot_time: BotTime,
    pub(in crate::scenario) default_routing: (DefaultRouting, SourceSpan),
    pub(in crate::scenario) default_group: Option<WrittenName>,
    pub(in crate::scenario) supervision: Option<Supervision>,
    pub(in crate::scenario) watch: Option<Watch>,
    pub(in crate::scenario) transfer_rules: ChatTransferRules,
    pub(in crate::scenario) rules: Vec<Rule>,
    pub(in crate::scenario) dialogue_policy: DialoguePolicy,
    pub(in crate::scenario) slas: Vec<SlaDraft>,
    pub(in crate::scenario) slas_at: SourceSpan,
    pub(in crate::scenario) bot: Option<bot::BotDraft>,
    pub(in crate::scenario) arrivals: Vec<ArrivalSource>,
    pub(in crate::scenario) client_behaviour: ClientBehaviour,
    pub(in crate::scenario) topics: Vec<Topic>,
    pub(in crate::scenario) topics_at: SourceSpan,
}

/// Reads one of `[[live_chats]]`.
pub(in crate::scenario) fn read_live_chat(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<LiveChat> {
    let listed = |key| (fields.names(key).unwrap_or_default(), fields.span(key).clone());
    // One that exists has been written out by now; another is a fault.
    fields.written_keyword("preset");
    let channels = Channels::read(fields);
    let open = fields.tables("open");
    let open = if open.is_empty() { None } else { hours::read_opening_hours(&open, run) };
    let supervision = fields.table("supervision").map(|table| read_supervision(&table, files));
    let transfers = fields.table("transfer_rules").map(|table| read_transfer_rules(&table, files));
    let name = fields.name("name");
    let mut arrivals: Vec<ArrivalSource> = fields
        .tables("arrivals")
        .iter()
        .map(|table| arrivals::read_arrival_source(table, run, files))
        .collect();
    apply_busyness(fields, name.as_ref(), run, &mut arrivals);
    let rest = LiveChat {
        name: WrittenName { text: String::new(), at: fields.at.clone() },
        accounts: fields.one_or_more("account").unwrap_or_default(),
        clients: fields.names("clients").map(|names| (names, fields.span("clients").clone())),
        at: fields.at.clone(),
        operators: listed("operators"),
        supervisors: listed("supervisors"),
        open: open.unwrap_or_else(|| Calendar::always(true)),
        queue: read_queue_rules(fields, files),
        when_closed: (fields.says("closed", "queue")).then(|| fields.span("closed").clone()),
        queue_age_from: fields.word("queue_age"),
        bot_time: fields.word("bot_time"),
        default_routing: (fields.word("default_routing"), fields.span("default_routing").clone()),
        default_group: fields.name("default_group"),
        supervision,
        watch: fields.table("watch").map(|table| read_watch(&table, files)),
        transfer_rules: transfers.unwrap_or_default(),
        rules: fields.tables("rules").iter().map(|table| read_rule(table, run)).collect(),
        dialogue_policy: read_dialogue_policy(fields, files),
        arrivals,
        client_behaviour: read_client_behaviour(fields, &channels, run, files),
        channels,
        slas: fields
            .tables("sla")
            .iter()
            .take(sla::MAX_SLAS)
            .filter_map(|table| sla::read_sla(table, run))
            .collect(),
        slas_at: fields.span("sla").clone(),
        bot: fields.table("bot").map(|table| bot::read_bot(&table, files)),
        topics: fields
            .tables("topics")
            .iter()
            .filter_map(|table| read_topic(table, run, files))
            .collect(),
        topics_at: fields.span("topics").clone(),
    };
    Some(LiveChat { name: name?, ..rest })
}
