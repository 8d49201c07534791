//! `[[live_chats.topics]]` as the scenario states them.

use super::csv_file::Tables;
use super::diagnostic::{Diagnostic, Faults};
use super::dialogue::{self, Talk};
use super::fields::{Fields, Word};
use super::laws::{law, law_of};
use super::live_chats::priority;
use super::source::Place;
use super::transfers::{Manner, manner, next};
use super::tree::Value;
use crate::dist::Law;
use crate::plan::{PatienceAfterSwitch, Priority};

/// What sessions are about.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) name: Word,
    pub(super) at: Place,
    pub(super) share: Option<(f64, Place)>,
    /// A share was written, be it faulty.
    pub(super) shared: bool,
    pub(super) priority: Priority,
    pub(super) requires: Vec<Word>,
    pub(super) units: u32,
    pub(super) tags: Vec<Word>,
    pub(super) effort: Option<Law>,
    /// An effort was written, be it faulty.
    pub(super) effort_written: bool,
    pub(super) effort_at: Vec<(Word, Law)>,
    pub(super) patience: Option<Law>,
    pub(super) after_switch: PatienceAfterSwitch,
    pub(super) wrap_up: Option<Law>,
    pub(super) switches: Vec<Switch>,
    pub(super) talk: Talk,
}

/// A chance to be switched.
#[derive(Debug)]
pub(super) struct Switch {
    pub(super) at: Place,
    pub(super) from: Option<Word>,
    pub(super) to: Word,
    pub(super) chance: f64,
    pub(super) next: Vec<Word>,
    pub(super) manner: Manner,
}

const MOST_SWITCHES: usize = 1_000;

/// Reads one table.
pub(super) fn topic(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Topic> {
    let switches = fields.tables("switches");
    let rest = Topic {
        name: Word { text: String::new(), at: fields.at.clone() },
        at: fields.at.clone(),
        share: fields.share("share").map(|share| (share, fields.place("share").clone())),
        shared: fields.node("share").is_some(),
        priority: priority(fields.word("priority")),
        requires: fields.names("requires").unwrap_or_default(),
        units: u32::try_from(fields.whole_or_default("units")).unwrap_or(1),
        tags: fields.names("tags").unwrap_or_default(),
        effort: law(fields, "effort", files),
        effort_written: fields.node("effort").is_some(),
        effort_at: effort_at(fields, files),
        patience: law(fields, "patience", files),
        after_switch: after_switch(fields, files),
        wrap_up: law(fields, "wrap_up", files),
        switches: switches.iter().filter_map(|table| switch(table, files)).collect(),
        talk: dialogue::talk(fields, files),
    };
    if rest.switches.len() > MOST_SWITCHES {
        let message = "a topic has at most a thousand switches";
        fields.faults.error("value", fields.place("switches"), message);
        return None;
    }
    if let (Some(law), Some(node)) = (&rest.effort, fields.node("effort"))
        && law.mean() <= 0.0
    {
        fields.faults.error("value", &node.at, "an effort of nothing is no work");
    }
    Some(Topic { name: fields.name("name")?, ..rest })
}

fn effort_at(fields: &Fields<'_>, files: &Tables<'_>) -> Vec<(Word, Law)> {
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
        let law = law_of(fields, &entry.node, files)?;
        Some((Word { text: entry.key.clone(), at: entry.at.clone() }, law))
    });
    each.collect()
}

fn after_switch(fields: &Fields<'_>, files: &Tables<'_>) -> PatienceAfterSwitch {
    let Some(node) = fields.node("patience_after_switch") else {
        return PatienceAfterSwitch::Fresh;
    };
    match &node.value {
        Value::Text(word) if word == "fresh" => PatienceAfterSwitch::Fresh,
        Value::Text(word) if word == "inherited" => PatienceAfterSwitch::Inherited,
        Value::Text(word) if word.chars().all(char::is_alphabetic) => {
            let message = "this is no patience after a switch";
            let help = "write \"fresh\", \"inherited\" or a law such as { exponential = \"5m\" }";
            fields.faults.add(Diagnostic::error("unknown-word", &node.at, message).help(help));
            PatienceAfterSwitch::Fresh
        }
        _ => match law_of(fields, node, files) {
            Some(law) => PatienceAfterSwitch::Law(law),
            None => PatienceAfterSwitch::Fresh,
        },
    }
}

fn switch(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Switch> {
    let (from, chance) = (fields.name("from"), fields.share("chance"));
    let (next, manner) = (next(fields), manner(fields, files));
    let (at, to) = (fields.at.clone(), fields.name("to")?);
    Some(Switch { at, from, to, chance: chance?, next, manner })
}

/// The share of each topic: what is written, and an equal part of the rest for those without.
/// `None` if they do not make a whole.
pub(super) fn shares(topics: &[Topic], at: &Place, faults: &Faults) -> Option<Vec<f64>> {
    /// Shares are typed in percent with a few digits: a third is 33.3%.
    const ROUNDING: f64 = 0.005;
    if topics.iter().any(|topic| topic.shared && topic.share.is_none()) {
        return None;
    }
    let written: f64 = topics.iter().filter_map(|topic| topic.share.as_ref()).map(|s| s.0).sum();
    let absent = topics.iter().filter(|topic| !topic.shared).count();
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
