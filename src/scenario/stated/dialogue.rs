//! Conversations as the scenario states them.

use super::distributions::read_distribution;
use super::fields::Fields;
use crate::base::Span;
use crate::plan::{
    ClientInactivity, Dialogue, DialoguePolicy, Hold, InactivityWarning, ModelLevel, NoReplyRule,
    OperatorInactivity, Rounds, SilentAbandonment, WrapUpRules,
};
use crate::scenario::language::DIALOGUE;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::Value;
use crate::scenario::text::written_name::WrittenName;

/// What a topic states about its conversations.
#[derive(Debug)]
pub(in crate::scenario) struct TopicDialogues {
    pub(in crate::scenario) default: Option<Dialogue>,
    pub(in crate::scenario) by_group: Vec<(WrittenName, Dialogue)>,
    /// It was written, be it faulty.
    pub(in crate::scenario) is_written: bool,
    pub(in crate::scenario) silent_abandonment: Option<(SilentAbandonment, SourceSpan)>,
}

/// `[run] level`.
pub(in crate::scenario) fn read_level(run: &Fields<'_>) -> ModelLevel {
    run.word("level")
}

/// What one of `[[live_chats.topics]]` states.
pub(in crate::scenario) fn read_topic_dialogues(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> TopicDialogues {
    let default = fields.table("dialogue").and_then(|table| read_dialogue(&table, files));
    let silent_abandonment = fields.table("silent").and_then(|table| {
        let (chance, discovery_time) =
            (table.share("chance"), read_distribution(&table, "notice", files));
        Some((SilentAbandonment { chance: chance?, discovery_time }, table.at.clone()))
    });
    let is_written = fields.node("dialogue").is_some();
    TopicDialogues {
        default,
        by_group: read_dialogue_at(fields, files),
        is_written,
        silent_abandonment,
    }
}

fn read_dialogue_at(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Vec<(WrittenName, Dialogue)> {
    let Some(node) = fields.node("dialogue_at") else {
        return Vec::new();
    };
    let Value::Table(entries) = &node.value else {
        let help = "dialogue_at = { accounting = { rounds = { fixed = 3 }, reply = \"2m\", think = \"1m\" } }";
        let message = format!("a table of group names belongs here, not {}", node.kind());
        fields.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return Vec::new();
    };
    let each = entries.iter().filter_map(|entry| {
        let table = Fields::open(&entry.node, &DIALOGUE, fields.faults)?;
        let word = WrittenName { text: entry.key.clone(), at: entry.at.clone() };
        Some((word, read_dialogue(&table, files)?))
    });
    each.collect()
}

fn read_dialogue(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Dialogue> {
    let (reply, think) =
        (read_distribution(fields, "reply", files), read_distribution(fields, "think", files));
    let (first_reply, patience) = (
        read_distribution(fields, "first_reply", files),
        read_distribution(fields, "reply_patience", files),
    );
    if let Some(distribution) = &reply
        && distribution.mean() <= 0.0
    {
        let message = "a reply of nothing is no work";
        fields.faults.error("out-of-range", fields.span("reply"), message);
    }
    let rounds = fields.table("rounds").and_then(|table| read_rounds(&table));
    let hold = fields.table("hold").map(|table| read_hold(&table, files));
    let hold = match hold {
        Some(hold) => Some(hold?),
        None => None,
    };
    Some(Dialogue { rounds: rounds?, reply: reply?, first_reply, think: think?, patience, hold })
}

fn read_rounds(fields: &Fields<'_>) -> Option<Rounds> {
    if let Some(fixed) = fields.integer("fixed") {
        return u32::try_from(fixed).ok().map(Rounds::Fixed);
    }
    if let Some(mean) = fields.number("geometric") {
        return Some(Rounds::Geometric(mean));
    }
    let observed = fields.integers("empirical")?;
    if observed.is_empty() {
        let message = "an empirical distribution needs at least one value";
        fields.faults.error("empty", fields.span("empirical"), message);
        return None;
    }
    observed
        .into_iter()
        .map(|rounds| u32::try_from(rounds).ok())
        .collect::<Option<_>>()
        .map(Rounds::Empirical)
}

fn read_hold(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Hold> {
    let (chance, time) = (fields.share("chance"), read_distribution(fields, "time", files));
    let close_after = fields.duration_or_default("close");
    Some(Hold { chance: chance?, duration: time?, close_after })
}

/// What one of `[[live_chats]]` does about conversations that stop.
pub(in crate::scenario) fn read_dialogue_policy(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> DialoguePolicy {
    let inactivity = fields.table("inactivity");
    let client_inactivity =
        inactivity.map(|table| read_inactivity(&table, files)).unwrap_or_default();
    let no_reply = fields.table("no_reply").and_then(|table| {
        let applies_to_each_operator = table.says("applies_to", "every-assignment");
        Some(NoReplyRule { within: table.positive_duration("within")?, applies_to_each_operator })
    });
    let operator_idle = fields.table("operator_inactivity").map(|table| read_operator_idle(&table));
    DialoguePolicy {
        client_inactivity,
        no_reply,
        operator_inactivity: operator_idle.unwrap_or_default(),
    }
}

fn read_operator_idle(fields: &Fields<'_>) -> OperatorInactivity {
    let (notify_after, close_after) =
        (fields.positive_duration("notify"), fields.positive_duration("close"));
    if let (Some(notify), Some(close)) = (notify_after, close_after)
        && close <= notify
    {
        let message = "closed before it is noticed";
        let help = "make `close` longer than `notify`";
        fields
            .faults
            .add(Diagnostic::error("wrong-order", fields.span("close"), message).help(help));
    }
    OperatorInactivity { notify_after, close_after }
}

/// When a silent client is reminded, and what comes of it.
fn read_reminder(
    fields: &Fields<'_>,
    close: Option<Span>,
    files: &CsvFiles<'_>,
) -> Option<InactivityWarning> {
    let refuse = |code, key, message: &str, help: &str| {
        fields.faults.add(Diagnostic::error(code, fields.span(key), message).help(help));
    };
    let (after, response) =
        (fields.positive_duration("remind_after"), fields.share("reminder_response"));
    let response_time = read_distribution(fields, "reminder_response_time", files);
    for key in ["reminder_response", "reminder_response_time"] {
        if fields.node("remind_after").is_none() && fields.node(key).is_some() {
            refuse("needs", key, "no client is reminded", "say when: remind_after = \"5m\"");
        }
    }
    fields.node("remind_after")?;
    match (fields.node("reminder_response"), fields.node("reminder_response_time")) {
        (Some(_), None) => {
            let message = "`reminder_response` needs `reminder_response_time`: how long after the reminder they write";
            let fault = Diagnostic::error("missing-key", fields.span("reminder_response"), message);
            fields
                .faults
                .add(fault.help("for instance reminder_response_time = { exponential = \"30s\" }"));
        }
        (None, Some(_)) => {
            refuse(
                "needs",
                "reminder_response_time",
                "no client answers the reminder",
                "say how many: reminder_response = \"40%\"",
            );
        }
        _ => {}
    }
    let after = after?;
    match close {
        Some(close) if close <= after => {
            refuse(
                "wrong-order",
                "remind_after",
                "reminded when it is closed already",
                "make `remind_after` shorter than `close`",
            );
        }
        None if fields.node("close").is_none() => {
            refuse(
                "needs",
                "remind_after",
                "reminded of a close that never comes",
                "say when: close = \"10m\"",
            );
        }
        _ => {}
    }
    let response = response.filter(|chance| *chance > 0.0).zip(response_time);
    Some(InactivityWarning { after, response })
}

fn read_inactivity(fields: &Fields<'_>, files: &CsvFiles<'_>) -> ClientInactivity {
    let (after, close_after) = (fields.duration("after"), fields.positive_duration("close"));
    let releases_slot = fields.says("slot", "released");
    let requeues_on_message = fields.says("returns_to", "queue");
    let refuse = |code, key, message: &str, help: &str| {
        fields.faults.add(Diagnostic::error(code, fields.span(key), message).help(help));
    };
    if after.is_none() && fields.node("after").is_none() {
        for (key, written) in [("slot", releases_slot), ("returns_to", requeues_on_message)] {
            if written {
                refuse(
                    "needs",
                    key,
                    "no session is ever inactive",
                    "say when it is: after = \"10m\"",
                );
            }
        }
    }
    if let (Some(after), Some(close)) = (after, close_after)
        && close <= after
    {
        refuse(
            "wrong-order",
            "close",
            "closed before it is inactive",
            "make `close` longer than `after`",
        );
    }
    let warning = read_reminder(fields, close_after, files);
    ClientInactivity { after, releases_slot, requeues_on_message, close_after, warning }
}

/// How far wrap-up keeps a member of one of `[[groups]]`.
pub(in crate::scenario) fn read_after_work(fields: &Fields<'_>) -> WrapUpRules {
    let max_duration: Option<Span> = fields.duration("wrap_up_cap");
    WrapUpRules { max_duration, frees_slot: fields.says("wrap_up_slot", "free") }
}
