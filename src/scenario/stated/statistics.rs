//! The keys of `[run]` that say how long is simulated and where intervals come from: `warm_up`,
//! `precision`, `batches`.

use super::fields::{Fields, duration_at};
use super::live_chats::LiveChat;
use crate::base::{LiveChatId, Span};
use crate::plan::{Precision, Run, WarmUp};
use crate::scenario::text::diagnostic::{Diagnostic, did_you_mean, quoted};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::{Node, Value};

/// The figures that `precision_of` may name: those of `live_chats.csv` for which the width of an
/// interval is a sensible aim. The longest wait of all grows with the replications and is none.
pub const PRECISION_FIGURES: [&str; 21] = [
    "wait",
    "asa",
    "wait_abandoned",
    "wait_p50",
    "wait_p90",
    "wait_p95",
    "wait_p99",
    "wait_after_transfer",
    "service_level",
    "service_level_answered",
    "service_level_offered",
    "service_level_removed",
    "abandon_rate",
    "abandon_rate_net",
    "refusal_rate",
    "waited_share",
    "handle_time",
    "answer_to_close",
    "duration",
    "waiting",
    "serving",
];

/// Where the keys stand that suppose a steady state.
#[derive(Debug)]
pub(in crate::scenario) struct StatisticsSpans {
    pub(in crate::scenario) warm_up: SourceSpan,
    pub(in crate::scenario) batches: SourceSpan,
}

/// Fewer replications than this tell too little about their own spread to stop by.
const MIN_REPLICATIONS: u32 = 10;
const DEFAULT_MAX_REPLICATIONS: u32 = 1_000;

/// Reads `warm_up`: a time, or who finds it.
pub(in crate::scenario) fn read_warm_up(fields: &Fields<'_>) -> (WarmUp, Span) {
    match fields.node("warm_up") {
        Some(node) if matches!(&node.value, Value::Text(text) if text == "mser-5") => {
            (WarmUp::Mser5, Span::ZERO)
        }
        Some(node) => (WarmUp::Fixed, duration_at(node, fields.faults).unwrap_or_default()),
        None => (WarmUp::Fixed, Span::ZERO),
    }
}

/// Reads `batches`: one run, so nothing that asks for several goes with it.
pub(in crate::scenario) fn read_batches(fields: &Fields<'_>) -> Option<u32> {
    let batches = fields.integer("batches").and_then(|number| u32::try_from(number).ok())?;
    let one = |value: &Value| matches!(value, Value::Number { integer: Some(1), .. });
    let several = fields.node("replications").is_some_and(|node| !one(&node.value));
    for (key, against) in
        [("replications", several), ("precision", fields.node("precision").is_some())]
    {
        if against {
            let message = format!("`{key}` and `batches` contradict each other");
            let help = "batches are parts of one long run: leave one of the keys out";
            let fault = Diagnostic::error("conflict", fields.span(key), message).help(help);
            fields.faults.add(fault.with_related(fields.span("batches"), "batches here"));
        }
    }
    Some(batches)
}

/// Reads `precision` and what belongs to it, when the live chats are known by name.
pub(in crate::scenario) fn read_precision(
    fields: &Fields<'_>,
    run: &Run,
    chats: &[LiveChat],
) -> Option<Precision> {
    let refuse = |code, key: &str, message: &str, help: &str| {
        fields.faults.add(Diagnostic::error(code, fields.span(key), message).help(help));
    };
    if fields.node("precision").is_none() {
        if fields.node("precision_of").is_some() {
            let message = "`precision_of` says nothing without `precision`";
            let help = "add precision = \"1%\", or leave it out";
            refuse("needs", "precision_of", message, help);
        }
        return None;
    }
    let aim = fields.share("precision");
    if aim == Some(0.0) {
        let help = "an interval of no width takes endlessly many replications: write \"1%\"";
        refuse("out-of-range", "precision", "no run is as precise as that", help);
    }
    let in_percent =
        fields.node("precision").and_then(Node::text).is_some_and(|it| it.contains('%'));
    if aim.is_some_and(|aim| aim >= 1.0) && !in_percent {
        let message = "a precision of 1 is 100 %: half an interval as wide as the figure itself";
        let help = "for one per cent write \"1%\", or 0.01; if that is meant, \"100%\"";
        refuse("out-of-range", "precision", message, help);
    }
    let written = run.statistics.max_replications;
    let (figure, live_chat) = read_figure(fields, chats)?;
    let most = written
        .unwrap_or_else(|| run.replications.max(DEFAULT_MAX_REPLICATIONS))
        .max(MIN_REPLICATIONS);
    Some(Precision { half_width: aim?, figure, live_chat, max_replications: most })
}

/// `wait`, or `support.wait`: no figure has a point in its name, a live chat may.
fn read_figure(
    fields: &Fields<'_>,
    chats: &[LiveChat],
) -> Option<(&'static str, Option<LiveChatId>)> {
    let Some(node) = fields.node("precision_of") else { return Some((PRECISION_FIGURES[0], None)) };
    let text = fields.text("precision_of")?;
    let (chat, name) = match text.rsplit_once('.') {
        Some((chat, name)) => (Some(chat), name),
        None => (None, text),
    };
    let mut sound = true;
    let mut unknown = |message: String, help: Option<String>| {
        sound = false;
        fields.faults.add(Diagnostic::error("unknown-name", &node.at, message).help_if_some(help));
    };
    let of = PRECISION_FIGURES.into_iter().find(|figure| *figure == name);
    if of.is_none() {
        let help = did_you_mean(name, PRECISION_FIGURES)
            .unwrap_or_else(|| format!("the figures are {}", PRECISION_FIGURES.join(", ")));
        unknown(format!("no figure to be precise in is {}", quoted(name)), Some(help));
    }
    let place = chat.and_then(|chat| chats.iter().position(|known| known.name.text == chat));
    if let Some(chat) = chat
        && place.is_none()
    {
        let names = chats.iter().map(|chat| chat.name.text.as_str());
        unknown(format!("there is no live chat {}", quoted(chat)), did_you_mean(chat, names));
    }
    if sound { of.map(|of| (of, place.map(LiveChatId::from))) } else { None }
}
