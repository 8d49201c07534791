//! The keys by which a queue is served: those of a group, and those of a live chat.

use super::distributions::read_distribution;
use super::fields::Fields;
use crate::plan::{
    AssignmentPacing, Choice, MatchingRules, Offer, Overflow, OverflowCountedFrom, OverflowStep,
    OverflowTarget, QueueOrder, Reoffer, Ring, Selection, Skills, TieBreak,
};
use crate::scenario::language::words::{Keyword as _, OrderWord, OverflowAction};
use crate::scenario::language::{MAX_OVERFLOW_STEPS, MAX_RINGS};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// How a queue is served, as stated: names are still words.
#[derive(Debug)]
pub(in crate::scenario) struct QueueRules {
    pub(in crate::scenario) selection: Selection,
    pub(in crate::scenario) order: QueueOrder,
    pub(in crate::scenario) max_waiting: Option<u32>,
    pub(in crate::scenario) keys: Option<QueueKeys>,
}

/// What the table `queue` says.
#[derive(Debug)]
pub(in crate::scenario) struct QueueKeys {
    /// Where its keys stand.
    pub(in crate::scenario) key_spans: Vec<(&'static str, SourceSpan)>,
    pub(in crate::scenario) matching: MatchingRules,
    pub(in crate::scenario) overflow: Overflow,
    pub(in crate::scenario) dropped_skills: Vec<Option<Vec<WrittenName>>>,
    pub(in crate::scenario) own_load: bool,
    pub(in crate::scenario) overflow_targets: Vec<(SourceSpan, OverflowTargetDraft)>,
    pub(in crate::scenario) fallback: Option<WrittenName>,
}

/// The target of a step as stated.
#[derive(Debug)]
pub(in crate::scenario) enum OverflowTargetDraft {
    Group(WrittenName),
    Fixed(OverflowTarget),
}

/// Keys that say how a session gets to an operator: nothing that supervisors do.
pub(in crate::scenario) const MATCHING_KEYS: [&str; 8] = [
    "load",
    "reaction",
    "offer",
    "rings",
    "relaxed_priority",
    "prefer_last_operator",
    "rate_limit",
    "spacing",
];

/// Keys for when no member is Online: a common queue is the last resort of all.
pub(in crate::scenario) const NOBODY_ONLINE_KEYS: [&str; 2] = ["fallback", "nobody_online"];

/// Reads the keys of a group's queue, or of a common queue.
pub(in crate::scenario) fn read_queue_rules(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> QueueRules {
    let choice = fields.word::<Choice>("selection");
    let tie_break = fields.word::<TieBreak>("tie");
    let table = fields.table("queue");
    let order = read_order(fields, table.as_ref());
    let max_waiting = fields.integer("queue_places").and_then(|places| u32::try_from(places).ok());
    let keys = table.map(|table| read_queue_keys(&table, files));
    if let Some(keys) = &keys
        && let Some(at) = keys.key_span("places_for_transferred")
        && fields.node("queue_places").is_none()
    {
        let message = "there is no bound of which this would be a fifth";
        let help = "write queue_places = 20 beside the table `queue`";
        fields.faults.add(Diagnostic::error("needs", at, message).help(help));
    }
    if let Some(at) = keys.as_ref().and_then(|keys| keys.key_span("load"))
        && choice != Choice::LeastOccupied
    {
        let message = "which sessions count matters to the least occupied alone";
        let help = "write selection = \"least-occupied\" beside the table `queue`";
        fields.faults.add(Diagnostic::error("no-effect", at, message).help(help));
    }
    QueueRules { selection: Selection { choice, tie_break }, order, max_waiting, keys }
}

fn read_order(fields: &Fields<'_>, table: Option<&Fields<'_>>) -> QueueOrder {
    let worth = table.and_then(|table| table.duration("priority_worth"));
    let stated = table.filter(|table| table.node("priority_worth").is_some());
    let order = fields.word::<OrderWord>("order");
    if let Some(table) = stated
        && order != OrderWord::Score
    {
        let message = format!("`priority_worth` does not belong to the order `{}`", order.as_str());
        let help = "write order = \"score\" beside the table `queue`";
        let fault = Diagnostic::error("no-effect", table.span("priority_worth"), message);
        fields.faults.add(fault.help(help));
    }
    match order {
        OrderWord::PriorityFirst => QueueOrder::PriorityFirst,
        OrderWord::SlaDueFirst => QueueOrder::SlaDueFirst,
        OrderWord::Score => {
            if stated.is_none() {
                let message = "the order `score` needs to know what priority is worth";
                let help = "add queue = { priority_worth = \"10m\" }";
                let fault = Diagnostic::error("missing-key", fields.span("order"), message);
                fields.faults.add(fault.help(help));
            }
            QueueOrder::Score(worth.unwrap_or_default())
        }
        OrderWord::Fifo => QueueOrder::Fifo,
    }
}

fn read_queue_keys(fields: &Fields<'_>, files: &CsvFiles<'_>) -> QueueKeys {
    let keys = MATCHING_KEYS.iter().chain(&NOBODY_ONLINE_KEYS);
    let keys = keys.chain(&["places_for_transferred", "overflow", "overflow_from"]);
    let written = keys.filter(|key| fields.node(key).is_some());
    let key_spans = written.map(|key| (*key, fields.span(key).clone())).collect();
    let (rings, dropped_skills) = read_rings(fields, files);
    let (steps, overflow_targets) = read_overflow_steps(fields, files);
    let check_unused = |key: &str, other: &str| {
        if fields.node(key).is_some() && fields.node(other).is_none() {
            let message = format!("`{key}` means nothing without `{other}`");
            fields.faults.error("needs", fields.span(key), message);
        }
    };
    check_unused("relaxed_priority", "rings");
    check_unused("overflow_from", "overflow");
    if fields.node("reaction").is_some() && fields.node("offer").is_some() {
        let message = "operators either take sessions themselves or are offered them";
        let help = "leave `reaction` or `offer` out";
        fields.faults.add(Diagnostic::error("conflict", fields.span("offer"), message).help(help));
    }
    let matching = MatchingRules {
        reaction: read_distribution(fields, "reaction", files),
        offer: fields.table("offer").and_then(|table| read_offer(&table, files)),
        rings,
        relaxed_first: fields.says("relaxed_priority", "first"),
        prefer_last_operator: fields.duration("prefer_last_operator"),
        pacing: read_pace(fields),
    };
    let overflow = Overflow {
        steps,
        counted_from: fields.word("overflow_from"),
        max_wait: fields.positive_duration("max_wait"),
        limits_internal_entries: fields.says("places_for_transferred", "plus-20-percent"),
        fallback: None,
        if_nobody_online: fields.word("nobody_online"),
    };
    check_overflow_steps(&overflow, &overflow_targets, fields.faults);
    let own_load = fields.says("load", "own-queue");
    let fallback = fields.name("fallback");
    QueueKeys {
        key_spans,
        matching,
        overflow,
        dropped_skills,
        own_load,
        overflow_targets,
        fallback,
    }
}

fn read_offer(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Offer> {
    let (accept, penalty) =
        (read_distribution(fields, "accept", files), fields.positive_duration("penalty"));
    let timeout = fields.positive_duration("timeout");
    let timeout = timeout.unwrap_or_else(|| fields.duration_or_default("timeout"));
    let decline_chance = fields.share("decline").unwrap_or_default();
    let reoffer = fields.word::<Reoffer>("reoffer");
    let answer_time = accept?;
    let at_once = answer_time.mean() <= 0.0 && penalty.is_none();
    if decline_chance >= 1.0 && at_once && reoffer != Reoffer::Never {
        let message = "a session would be offered and declined for ever at one instant";
        let help = "write a smaller `decline`, a longer `accept`, or reoffer = \"never\"";
        fields
            .faults
            .add(Diagnostic::error("conflict", fields.span("decline"), message).help(help));
    }
    Some(Offer { timeout, answer_time, decline_chance, penalty, reoffer })
}

fn read_pace(fields: &Fields<'_>) -> AssignmentPacing {
    let rate = fields.table("rate_limit").and_then(|table| {
        let sessions = u32::try_from(table.integer("sessions")?).ok()?;
        let per = match table.node("per") {
            Some(_) => table.positive_duration("per")?,
            None => table.duration_or_default("per"),
        };
        Some((sessions, per))
    });
    AssignmentPacing { rate, min_spacing: fields.positive_duration("spacing") }
}

fn read_rings(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> (Vec<Ring>, Vec<Option<Vec<WrittenName>>>) {
    let tables = fields.tables("rings");
    if tables.len() > MAX_RINGS {
        let message = format!("a queue has at most {MAX_RINGS} rings");
        fields.faults.error("too-many", fields.span("rings"), message);
    }
    let read = tables.iter().take(MAX_RINGS).filter_map(|table| {
        let drop = table.names("drop");
        let duration = read_distribution(table, "stay", files)?;
        Some((Ring { duration, dropped_skills: Skills::ALL }, drop))
    });
    read.unzip()
}

fn read_overflow_steps(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> (Vec<OverflowStep>, Vec<(SourceSpan, OverflowTargetDraft)>) {
    let tables = fields.tables("overflow");
    if tables.len() > MAX_OVERFLOW_STEPS {
        let message = format!("an overflow has at most {MAX_OVERFLOW_STEPS} steps");
        fields.faults.error("too-many", fields.span("overflow"), message);
    }
    let read =
        tables.iter().take(MAX_OVERFLOW_STEPS).filter_map(|table| read_overflow_step(table, files));
    read.unzip()
}

fn read_overflow_step(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> Option<(OverflowStep, (SourceSpan, OverflowTargetDraft))> {
    let after = read_distribution(fields, "after", files);
    let group = fields.name("group");
    let only_if_online = fields.says("nobody_online", "skip");
    let action = fields.word_if_sound::<OverflowAction>("action")?;
    let target = match action {
        OverflowAction::CommonQueue => OverflowTargetDraft::Fixed(OverflowTarget::CommonQueue),
        OverflowAction::OfflineForm => OverflowTargetDraft::Fixed(OverflowTarget::OfflineForm),
        OverflowAction::Missed => OverflowTargetDraft::Fixed(OverflowTarget::Missed),
        OverflowAction::GroupQueue if group.is_none() => {
            let message = "the action `group-queue` needs `group`";
            fields.faults.error("missing-key", fields.at, message);
            return None;
        }
        OverflowAction::GroupQueue => OverflowTargetDraft::Group(group.clone()?),
    };
    if let (OverflowTargetDraft::Fixed(_), Some(word)) = (&target, &group) {
        let message =
            format!("{} does not belong to the action `{}`", word.quoted(), action.as_str());
        fields.faults.error("no-effect", &word.at, message);
    }
    if only_if_online && !matches!(target, OverflowTargetDraft::Group(_)) {
        let message =
            format!("`nobody_online` does not belong to the action `{}`", action.as_str());
        fields.faults.error("no-effect", fields.span("nobody_online"), message);
    }
    Some((
        OverflowStep { after: after?, target: OverflowTarget::CommonQueue, only_if_online },
        (fields.at.clone(), target),
    ))
}

/// Each step can be reached, and the last is one that is always taken.
fn check_overflow_steps(
    overflow: &Overflow,
    targets: &[(SourceSpan, OverflowTargetDraft)],
    faults: &Faults,
) {
    let mut before: Option<f64> = None;
    for (place, (step, (at, target))) in overflow.steps.iter().zip(targets).enumerate() {
        let last = place + 1 == targets.len();
        if let OverflowTargetDraft::Fixed(OverflowTarget::OfflineForm | OverflowTarget::Missed) =
            target
            && !last
        {
            faults.error(
                "no-effect",
                at,
                "the session has left the desk then: no step comes after",
            );
        }
        if last && step.only_if_online {
            let message = "the last step is always taken: it cannot be left out";
            let help = "leave `nobody_online` out, or add a step after it";
            faults.add(Diagnostic::error("conflict", at, message).help(help));
        }
        let fixed = step.after.variance() <= 0.0;
        if overflow.counted_from == OverflowCountedFrom::Arrival && fixed {
            let after = step.after.mean();
            if before.is_some_and(|before| after <= before) {
                let message = "a session is as old as this before the step above is taken";
                let help =
                    "with overflow_from = \"arrival\" each step is later than the one before";
                faults.add(Diagnostic::error("wrong-order", at, message).help(help));
            }
            before = Some(after);
        }
    }
}

impl QueueKeys {
    pub(in crate::scenario) fn key_span(&self, key: &str) -> Option<&SourceSpan> {
        self.key_spans.iter().find(|(written, _)| *written == key).map(|(_, at)| at)
    }
}
