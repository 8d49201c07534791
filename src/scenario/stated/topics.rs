//! `[[live_chats.topics]]` as the scenario states them.

use super::by_time::read_topic_by_time;
use super::dialogue::{self, TopicDialogues};
use super::distributions::{distribution_at, read_distribution};
use super::fields::Fields;
use super::run::RunSettings;
use super::transfer_rules::{TransferKeys, read_next_targets, read_transfer_keys};
use crate::dist::Distribution;
use crate::plan::{PatienceAfterTransfer, Priority, TopicByTime};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::Value;
use crate::scenario::text::written_name::WrittenName;

/// What sessions are about.
#[derive(Debug)]
pub(in crate::scenario) struct Topic {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) share: Option<(f64, SourceSpan)>,
    /// A share was written, be it faulty.
    pub(in crate::scenario) share_written: bool,
    pub(in crate::scenario) priority: Priority,
    pub(in crate::scenario) requires: Vec<WrittenName>,
    pub(in crate::scenario) units: u32,
    pub(in crate::scenario) tags: Vec<WrittenName>,
    pub(in crate::scenario) effort: Option<Distribution>,
    /// An effort was written, be it faulty.
    pub(in crate::scenario) effort_written: bool,
    pub(in crate::scenario) effort_at: Vec<(WrittenName, Distribution)>,
    pub(in crate::scenario) patience: Option<Distribution>,
    /// How both differ by the time of arrival.
    pub(in crate::scenario) by_time: Option<Box<TopicByTime>>,
    /// It was said how patient clients are, be it for ever.
    pub(in crate::scenario) patience_written: bool,
    pub(in crate::scenario) patience_after_transfer: PatienceAfterTransfer,
    pub(in crate::scenario) wrap_up: Option<Distribution>,
    pub(in crate::scenario) transfers: Vec<Transfer>,
    pub(in crate::scenario) dialogues: TopicDialogues,
}

/// A chance to be transferred.
#[derive(Debug)]
pub(in crate::scenario) struct Transfer {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) from: Option<WrittenName>,
    pub(in crate::scenario) to: WrittenName,
    pub(in crate::scenario) chance: f64,
    pub(in crate::scenario) next: Vec<WrittenName>,
    pub(in crate::scenario) keys: TransferKeys,
}

pub(in crate::scenario) const MAX_TRANSFERS: usize = 1_000;

/// Reads one table.
pub(in crate::scenario) fn read_topic(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Topic> {
    let transfers = fields.tables("transfers");
    let (effort, patience) =
        (read_distribution(fields, "effort", files), read_patience(fields, files));
    let by_time = read_topic_by_time(fields, effort.as_ref(), patience.as_ref(), run, files);
    let rest = Topic {
        name: WrittenName { text: String::new(), at: fields.at.clone() },
        at: fields.at.clone(),
        share: fields.share("share").map(|share| (share, fields.span("share").clone())),
        share_written: fields.node("share").is_some(),
        priority: fields.word("priority"),
        requires: fields.names("requires").unwrap_or_default(),
        units: u32::try_from(fields.integer_or_default("units")).unwrap_or(1),
        tags: fields.names("tags").unwrap_or_default(),
        effort,
        effort_written: fields.node("effort").is_some(),
        effort_at: read_effort_at(fields, files),
        patience,
        by_time,
        patience_written: fields.node("patience").is_some(),
        patience_after_transfer: read_patience_after_transfer(fields, files),
        wrap_up: read_distribution(fields, "wrap_up", files),
        transfers: transfers.iter().filter_map(|table| read_transfer(table, files)).collect(),
        dialogues: dialogue::read_topic_dialogues(fields, files),
    };
    if rest.transfers.len() > MAX_TRANSFERS {
        let message = "a topic has at most a thousand transfers";
        fields.faults.error("too-many", fields.span("transfers"), message);
        return None;
    }
    if let (Some(distribution), Some(node)) = (&rest.effort, fields.node("effort"))
        && distribution.mean() <= 0.0
    {
        fields.faults.error("out-of-range", &node.at, "an effort of nothing is no work");
    }
    Some(Topic { name: fields.name("name")?, ..rest })
}

/// `None`: for ever.
fn read_patience(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Distribution> {
    let node = fields.node("patience")?;
    if node.text() == Some("none") { None } else { distribution_at(fields, node, files) }
}

fn read_effort_at(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Vec<(WrittenName, Distribution)> {
    let Some(node) = fields.node("effort_at") else {
        return Vec::new();
    };
    let Value::Table(entries) = &node.value else {
        let help = "effort_at = { accounting = { exponential = \"10m\" } }";
        let message = format!("a table of group names belongs here, not {}", node.kind());
        fields.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return Vec::new();
    };
    let each = entries.iter().filter_map(|entry| {
        let distribution = distribution_at(fields, &entry.node, files)?;
        Some((WrittenName { text: entry.key.clone(), at: entry.at.clone() }, distribution))
    });
    each.collect()
}

fn read_patience_after_transfer(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> PatienceAfterTransfer {
    let Some(node) = fields.node("patience_after_transfer") else {
        return PatienceAfterTransfer::Fresh;
    };
    match &node.value {
        Value::Text(word) if word == "fresh" => PatienceAfterTransfer::Fresh,
        Value::Text(word) if word == "inherited" => PatienceAfterTransfer::Inherited,
        Value::Text(word) if word.chars().all(char::is_alphabetic) => {
            let message = "this is no patience after a transfer";
            let help =
                "write \"fresh\", \"inherited\" or a distribution such as { exponential = \"5m\" }";
            fields.faults.add(Diagnostic::error("unknown-word", &node.at, message).help(help));
            PatienceAfterTransfer::Fresh
        }
        _ => match distribution_at(fields, node, files) {
            Some(distribution) => PatienceAfterTransfer::Distribution(distribution),
            None => PatienceAfterTransfer::Fresh,
        },
    }
}

fn read_transfer(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Transfer> {
    let (from, chance) = (fields.name("from"), fields.share("chance"));
    let (next, keys) = (read_next_targets(fields), read_transfer_keys(fields, files));
    let (at, to) = (fields.at.clone(), fields.name("to")?);
    Some(Transfer { at, from, to, chance: chance?, next, keys })
}

/// The share of each topic: what is written, and an equal part of the rest for those without.
/// `None` if they do not make a whole.
pub(in crate::scenario) fn topic_shares(
    topics: &[Topic],
    at: &SourceSpan,
    faults: &Faults,
) -> Option<Vec<f64>> {
    /// Shares are typed in percent with a few digits: a third is 33.3%.
    const ROUNDING: f64 = 0.005;
    if topics.iter().any(|topic| topic.share_written && topic.share.is_none()) {
        return None;
    }
    let written: f64 = topics.iter().filter_map(|topic| topic.share.as_ref()).map(|s| s.0).sum();
    let absent = topics.iter().filter(|topic| !topic.share_written).count();
    let fits = if absent == 0 { (written - 1.0).abs() <= ROUNDING } else { written <= 1.0 + 1e-9 };
    if topics.is_empty() || !fits {
        let percent = (written * 1e4).round() / 100.0;
        let (message, help) = if topics.is_empty() {
            ("a live chat needs at least one topic".to_owned(), "add [[live_chats.topics]]")
        } else if absent == 0 {
            let message = format!("the shares of the topics make {percent} %, not 100 %");
            (message, "leave one share out: that topic then gets the rest")
        } else {
            let message = format!("the shares of the topics make {percent} % already");
            (message, "what is left for the topics without a share would be less than nothing")
        };
        let last = topics.iter().rev().find_map(|topic| topic.share.as_ref());
        let place = last.map_or(at, |(_, place)| place);
        faults.add(Diagnostic::error("share", place, message).help(help));
        return None;
    }
    let rest = if absent > 0 { (1.0 - written).max(0.0) / absent as f64 } else { 0.0 };
    let each = topics.iter().map(|topic| topic.share.as_ref().map_or(rest, |(share, _)| *share));
    Some(each.collect())
}
