//! Routing rules as the scenario states them: names are still words.

use super::fields::Fields;
use super::hours;
use super::run::RunSettings;
use crate::base::Span;
use crate::plan::{Calendar, Priority};
use crate::scenario::language::words::RuleAction;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// A routing rule.
#[derive(Debug)]
pub(in crate::scenario) struct Rule {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) when: Condition,
    pub(in crate::scenario) action: Option<RuleAction>,
    pub(in crate::scenario) action_at: SourceSpan,
    pub(in crate::scenario) group: Option<WrittenName>,
    pub(in crate::scenario) operator: Option<WrittenName>,
    /// Whether the session waits where no operator is Online, and where that is written.
    pub(in crate::scenario) waits_if_nobody_online: Option<(bool, SourceSpan)>,
    pub(in crate::scenario) wait: Option<(Span, SourceSpan)>,
    pub(in crate::scenario) sla: Option<WrittenName>,
    pub(in crate::scenario) priority: Option<Priority>,
    pub(in crate::scenario) auto_reply: bool,
}

/// When a rule applies: all of these hold.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Condition {
    pub(in crate::scenario) topics: Option<Vec<WrittenName>>,
    pub(in crate::scenario) tags: Option<Vec<WrittenName>>,
    pub(in crate::scenario) client_groups: Option<Vec<WrittenName>>,
    pub(in crate::scenario) channels: Option<Vec<WrittenName>>,
    pub(in crate::scenario) first_session: Option<bool>,
    pub(in crate::scenario) priority: Option<Priority>,
    pub(in crate::scenario) hours: Option<Calendar<bool>>,
    pub(in crate::scenario) all: Vec<Condition>,
    pub(in crate::scenario) any: Option<Vec<Condition>>,
    /// Each of these does not.
    pub(in crate::scenario) not: Vec<Condition>,
    /// Neither do these, nor all of the above.
    pub(in crate::scenario) neither: Vec<Condition>,
}

/// Reads one of `rules`.
pub(in crate::scenario) fn read_rule(fields: &Fields<'_>, run: &RunSettings) -> Rule {
    let waits = fields.written_says("nobody_online", "wait");
    let _no_effect = fields.name("start_process");
    Rule {
        at: fields.at.clone(),
        when: fields.table("when").map(|table| read_condition(&table, run)).unwrap_or_default(),
        action: fields.written_word("action"),
        action_at: fields.span("action").clone(),
        group: fields.name("group"),
        operator: fields.name("operator"),
        waits_if_nobody_online: waits.map(|waits| (waits, fields.span("nobody_online").clone())),
        wait: fields.duration("wait").map(|wait| (wait, fields.span("wait").clone())),
        sla: fields.name("sla"),
        priority: fields.written_word("set_priority"),
        auto_reply: fields.text("auto_reply").is_some(),
    }
}

/// As deep as the file nests, which the parser bounds.
fn read_condition(fields: &Fields<'_>, run: &RunSettings) -> Condition {
    let each = |key| fields.tables(key).iter().map(|table| read_condition(table, run)).collect();
    let any: Option<Vec<Condition>> = fields.node("any").map(|_| each("any"));
    if any.as_ref().is_some_and(Vec::is_empty) {
        fields.faults.error("empty", fields.span("any"), "`any` of nothing never holds");
    }
    let mut not: Vec<Condition> = each("and_not");
    not.extend(fields.table("not").map(|table| read_condition(&table, run)));
    Condition {
        topics: fields.one_or_more("topic"),
        tags: fields.one_or_more("tag"),
        client_groups: fields.one_or_more("client_group"),
        channels: fields.one_or_more("channel"),
        first_session: fields.written_says("first_session", "yes"),
        priority: fields.written_word("priority"),
        hours: hours::read_condition_hours(fields, run.week_offset),
        all: each("all"),
        any,
        not,
        neither: each("or_not"),
    }
}
