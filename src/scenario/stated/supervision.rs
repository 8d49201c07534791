//! What supervisors do: `[live_chats.supervision]` and `[live_chats.watch]`.

use super::distributions::read_distribution;
use super::fields::Fields;
use crate::base::Span;
use crate::dist::Distribution;
use crate::plan::IntakeTrigger;
use crate::plan::Priority;
use crate::scenario::language::words::{SupervisionAction, WatchAction};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::Value;
use crate::scenario::text::written_name::WrittenName;

/// How supervisors distribute.
#[derive(Debug)]
pub(in crate::scenario) struct Supervision {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) task_time: Option<Distribution>,
    pub(in crate::scenario) to: DispatchTarget,
    pub(in crate::scenario) reads_topic: Option<(f64, SourceSpan)>,
    pub(in crate::scenario) action: SupervisionAction,
    pub(in crate::scenario) begin: IntakeTrigger,
}

/// To whom supervisors distribute.
#[derive(Debug)]
pub(in crate::scenario) enum DispatchTarget {
    /// The first group.
    Unsaid,
    /// One group.
    Group(WrittenName),
    /// A group for each of these topics.
    ByTopic(Vec<(WrittenName, WrittenName)>),
}

/// What supervisors watch over.
#[derive(Debug)]
pub(in crate::scenario) struct Watch {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) every: Option<Span>,
    pub(in crate::scenario) backlog_above: Option<u32>,
    pub(in crate::scenario) backlog_below: Option<(u32, SourceSpan)>,
    /// `every` was written, be it badly.
    pub(in crate::scenario) has_every: bool,
    /// `above` was written, be it badly.
    pub(in crate::scenario) has_above: bool,
    pub(in crate::scenario) task_time: Option<Distribution>,
    pub(in crate::scenario) from: Option<WrittenName>,
    pub(in crate::scenario) action: Option<WatchAction>,
    pub(in crate::scenario) to: Option<WrittenName>,
    pub(in crate::scenario) min_wait: Option<(Span, SourceSpan)>,
    pub(in crate::scenario) max_sessions: Option<(u32, SourceSpan)>,
    pub(in crate::scenario) priority: (Priority, Option<SourceSpan>),
    pub(in crate::scenario) retry: Span,
}

/// Reads `[live_chats.supervision]`.
pub(in crate::scenario) fn read_supervision(
    table: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> Supervision {
    Supervision {
        at: table.at.clone(),
        task_time: read_distribution(table, "reaction", files),
        to: read_dispatch_target(table),
        reads_topic: table
            .share("reads_topic")
            .map(|share| (share, table.span("reads_topic").clone())),
        action: table.word("action"),
        begin: table.word("begin"),
    }
}

/// A name, or a table of topics with their groups.
fn read_dispatch_target(table: &Fields<'_>) -> DispatchTarget {
    let Some(node) = table.node("to") else {
        return DispatchTarget::Unsaid;
    };
    let Value::Table(entries) = &node.value else {
        return table.name("to").map_or(DispatchTarget::Unsaid, DispatchTarget::Group);
    };
    let each = entries.iter().filter_map(|entry| {
        let topic = WrittenName { text: entry.key.clone(), at: entry.at.clone() };
        let Value::Text(group) = &entry.node.value else {
            let message = format!("the name of a group belongs here, not {}", entry.node.kind());
            let help = "to = { payroll = \"accounting\", leave = \"hr\" }";
            table.faults.add(Diagnostic::error("kind", &entry.node.at, message).help(help));
            return None;
        };
        Some((topic, WrittenName { text: group.clone(), at: entry.node.at.clone() }))
    });
    DispatchTarget::ByTopic(each.collect())
}

/// Reads `[live_chats.watch]`.
pub(in crate::scenario) fn read_watch(table: &Fields<'_>, files: &CsvFiles<'_>) -> Watch {
    let whole = |key| table.integer(key).and_then(|number| u32::try_from(number).ok());
    let retry = if table.node("retry").is_some() { table.positive_duration("retry") } else { None };
    let written = |key: &str| table.node(key).map(|_| table.span(key).clone());
    Watch {
        at: table.at.clone(),
        every: table.positive_duration("every"),
        backlog_above: whole("above"),
        backlog_below: whole("below").map(|below| (below, table.span("below").clone())),
        has_every: table.node("every").is_some(),
        has_above: table.node("above").is_some(),
        task_time: read_distribution(table, "reaction", files),
        from: table.name("from"),
        action: table.word_if_sound("action"),
        to: table.name("to"),
        min_wait: table.duration("min_wait").zip(written("min_wait")),
        max_sessions: whole("max_sessions").zip(written("max_sessions")),
        priority: (table.word("priority"), written("priority")),
        retry: retry.unwrap_or_else(|| table.duration_or_default("retry").max(Span(1))),
    }
}
