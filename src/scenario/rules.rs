//! Routing rules as the scenario states them: names are still words.

use super::fields::{Fields, Word};
use super::hours;
use super::live_chats::priority;
use super::run::RunSettings;
use super::source::Place;
use crate::base::Span;
use crate::plan::{Calendar, Priority};

/// A routing rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) at: Place,
    pub(super) when: Condition,
    pub(super) action: &'static str,
    pub(super) action_at: Place,
    pub(super) group: Option<Word>,
    pub(super) operator: Option<Word>,
    /// Whether the session waits where nobody is Online, and where that is written.
    pub(super) waits: Option<(bool, Place)>,
    pub(super) wait: Option<(Span, Place)>,
    pub(super) sla: Option<Word>,
    pub(super) priority: Option<Priority>,
    pub(super) auto_reply: bool,
}

/// When a rule applies: all of these hold.
#[derive(Debug, Default)]
pub(super) struct Condition {
    pub(super) topics: Option<Vec<Word>>,
    pub(super) tags: Option<Vec<Word>>,
    pub(super) client_groups: Option<Vec<Word>>,
    pub(super) channels: Option<Vec<Word>>,
    pub(super) first_session: Option<bool>,
    pub(super) priority: Option<Priority>,
    pub(super) hours: Option<Calendar<bool>>,
    pub(super) all: Vec<Condition>,
    pub(super) any: Option<Vec<Condition>>,
    /// Each of these does not.
    pub(super) not: Vec<Condition>,
    /// Neither do these, nor all of the above.
    pub(super) neither: Vec<Condition>,
}

/// Reads one of `rules`.
pub(super) fn rule(fields: &Fields<'_>, run: &RunSettings) -> Rule {
    let waits = fields.written_word("nobody_online").map(|word| word == "wait");
    let _no_effect = fields.name("start_process");
    Rule {
        at: fields.at.clone(),
        when: fields.table("when").map(|table| condition(&table, run)).unwrap_or_default(),
        action: fields.written_word("action").unwrap_or(""),
        action_at: fields.place("action").clone(),
        group: fields.name("group"),
        operator: fields.name("operator"),
        waits: waits.map(|waits| (waits, fields.place("nobody_online").clone())),
        wait: fields.duration("wait").map(|wait| (wait, fields.place("wait").clone())),
        sla: fields.name("sla"),
        priority: fields.written_word("set_priority").map(priority),
        auto_reply: fields.text("auto_reply").is_some(),
    }
}

/// As deep as the file nests, which the parser bounds.
fn condition(fields: &Fields<'_>, run: &RunSettings) -> Condition {
    let each = |key| fields.tables(key).iter().map(|table| condition(table, run)).collect();
    let any: Option<Vec<Condition>> = fields.node("any").map(|_| each("any"));
    if any.as_ref().is_some_and(Vec::is_empty) {
        fields.faults.error("value", fields.place("any"), "`any` of nothing never holds");
    }
    let mut not: Vec<Condition> = each("and_not");
    not.extend(fields.table("not").map(|table| condition(&table, run)));
    Condition {
        topics: fields.one_or_more("topic"),
        tags: fields.one_or_more("tag"),
        client_groups: fields.one_or_more("client_group"),
        channels: fields.one_or_more("channel"),
        first_session: fields.written_word("first_session").map(|word| word == "yes"),
        priority: fields.written_word("priority").map(priority),
        hours: hours::condition(fields, run.starts),
        all: each("all"),
        any,
        not,
        neither: each("or_not"),
    }
}
