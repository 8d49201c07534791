//! `[load]`: how the desk is loaded in real time.

use super::fields::{Fields, rate_at};
use crate::base::Span;
use crate::plan::{LoadSettings, LoadShape};
use crate::scenario::language::words::{DisturbanceWord, FailingWord};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// The table, with names still words.
#[derive(Debug)]
pub(in crate::scenario) struct LoadKeys {
    /// Without disturbances.
    pub(in crate::scenario) settings: LoadSettings,
    pub(in crate::scenario) disturbances: Vec<DisturbanceKeys>,
}

/// Something that is done to the desk.
#[derive(Debug)]
pub(in crate::scenario) struct DisturbanceKeys {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) kind: DisturbanceWord,
    pub(in crate::scenario) begins: Span,
    pub(in crate::scenario) length: Span,
    pub(in crate::scenario) group: Option<WrittenName>,
    pub(in crate::scenario) share: f64,
    pub(in crate::scenario) arbiter: (u32, SourceSpan),
    pub(in crate::scenario) role: Option<FailingWord>,
    pub(in crate::scenario) live_chat: Option<WrittenName>,
    pub(in crate::scenario) licenses: Option<u32>,
    pub(in crate::scenario) factor: Option<f64>,
}

/// Reads `[load]`; an absent one holds the defaults.
pub(in crate::scenario) fn read_load(fields: &Fields<'_>) -> LoadKeys {
    let whole = |key| u32::try_from(fields.integer_or_default(key)).unwrap_or(u32::MAX);
    let settings = LoadSettings {
        speed: fields.number("speed").unwrap_or(1.0),
        arbiters: whole("arbiters"),
        placement: fields.word("placement"),
        rate: fields.node("rate").and_then(|node| rate_at(node, fields.faults)),
        shape: fields.word("shape"),
        duration: fields.positive_duration("duration"),
        settle: fields.duration_or_default("settle"),
        drain: fields.duration_or_default("drain"),
        mailbox: whole("mailbox"),
        claims: fields.word("claims"),
        disturbances: Vec::new(),
    };
    check(fields, &settings);
    let disturbances = fields.tables("disturbances");
    LoadKeys { settings, disturbances: disturbances.iter().filter_map(read_disturbance).collect() }
}

fn check(fields: &Fields<'_>, settings: &LoadSettings) {
    let report = |key, message: &str, help: &str| {
        let at = fields.span(key);
        fields.faults.add(Diagnostic::error("out-of-range", at, message).help(help));
    };
    if settings.rate == Some(0.0) {
        report(
            "rate",
            "with no sessions there is no load",
            "write more than nothing, or leave it out",
        );
    }
    if settings.rate.is_none() && settings.shape != LoadShape::Constant {
        report("shape", "a shape is that of `rate`, which is not given", "give `rate` as well");
    }
    if settings.duration.is_some_and(|duration| settings.settle >= duration) {
        let message = format!("settling for {} leaves nothing to measure", settings.settle);
        report("settle", &message, "make it shorter than the `duration`");
    }
}

fn read_disturbance(fields: &Fields<'_>) -> Option<DisturbanceKeys> {
    let kind = fields.word_if_sound("kind")?;
    report_unused(fields, kind);
    let licenses = fields.integer("licenses");
    Some(DisturbanceKeys {
        at: fields.at.clone(),
        kind,
        begins: fields.duration("at")?,
        length: fields.positive_duration("for")?,
        group: fields.name("group"),
        share: fields.share("share").unwrap_or(1.0),
        arbiter: (
            u32::try_from(fields.integer_or_default("arbiter")).unwrap_or(u32::MAX),
            fields.span("arbiter").clone(),
        ),
        role: fields.written_word("role"),
        live_chat: fields.name("live_chat"),
        licenses: licenses.and_then(|number| u32::try_from(number).ok()),
        factor: fields.number("factor"),
    })
}

/// What another kind of disturbance reads is passed over here.
fn report_unused(fields: &Fields<'_>, kind: DisturbanceWord) {
    let used: &[&str] = match kind {
        DisturbanceWord::Disconnect => &["group", "share"],
        DisturbanceWord::Stall => &["arbiter"],
        DisturbanceWord::Fail => &["role", "group", "live_chat"],
        DisturbanceWord::Revoke => &["licenses"],
        DisturbanceWord::Outage => &["live_chat"],
        DisturbanceWord::SlowSupervisors => &["factor"],
    };
    let always = ["kind", "at", "for"];
    for (key, _) in fields.written_entries() {
        if !always.contains(&key) && !used.contains(&key) {
            let message = format!("`{key}` says nothing about a disturbance of this kind");
            let help = "leave it out";
            let at = fields.span(key);
            fields.faults.add(Diagnostic::error("no-effect", at, message).help(help));
        }
    }
}
