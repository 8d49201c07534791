//! How people keep to their shifts, as groups and people state it.

use super::distributions::read_distribution;
use super::fields::Fields;
use crate::base::{MINUTE, Span};
use crate::dist::Distribution;
use crate::plan::PersonalQueueAtShiftEnd;
use crate::plan::{RampUp, RandomLogins};
use crate::scenario::language::words::{
    BreakBegins, EndOfShiftWord, Keyword, LateBreak, OfflineWord,
};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;

/// A value and where it is written.
pub(in crate::scenario) type WrittenValue<T> = Option<(T, SourceSpan)>;

/// What one table says; `None`: not stated there.
#[derive(Debug)]
pub(in crate::scenario) struct AttendanceKeys {
    pub(in crate::scenario) end_of_shift: WrittenValue<EndOfShiftWord>,
    pub(in crate::scenario) personal_queue: WrittenValue<PersonalQueueAtShiftEnd>,
    pub(in crate::scenario) break_begins: WrittenValue<BreakBegins>,
    pub(in crate::scenario) late_break: WrittenValue<LateBreak>,
    pub(in crate::scenario) absence: WrittenValue<f64>,
    pub(in crate::scenario) lateness: WrittenValue<Distribution>,
    pub(in crate::scenario) ramp_up: Option<RampUp>,
    pub(in crate::scenario) connection: WrittenValue<ConnectionKeys>,
    pub(in crate::scenario) when_offline: WrittenValue<OfflineWord>,
    pub(in crate::scenario) offline_grace: WrittenValue<Span>,
    pub(in crate::scenario) logins: WrittenValue<RandomLogins>,
}

#[derive(Clone, Debug)]
pub(in crate::scenario) struct ConnectionKeys {
    pub(in crate::scenario) uptime: Distribution,
    pub(in crate::scenario) downtime: Distribution,
    pub(in crate::scenario) auto_offline: WrittenValue<Span>,
}

/// Reads what a group or a person says.
pub(in crate::scenario) fn read_attendance(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> AttendanceKeys {
    let placed = |key: &str| fields.span(key).clone();
    AttendanceKeys {
        end_of_shift: placed_word(fields, "end_of_shift"),
        personal_queue: placed_word(fields, "personal_queue_at_shift_end"),
        break_begins: placed_word(fields, "break_begins"),
        late_break: placed_word(fields, "late_break"),
        absence: fields.share("absence").map(|chance| (chance, placed("absence"))),
        lateness: read_distribution(fields, "lateness", files)
            .map(|distribution| (distribution, placed("lateness"))),
        ramp_up: fields.table("ramp_up").and_then(|table| read_ramp_up(&table)),
        connection: fields
            .table("connection")
            .and_then(|table| read_connection(&table, files))
            .map(|link| (link, placed("connection"))),
        when_offline: placed_word(fields, "when_offline"),
        offline_grace: fields.duration("offline_grace").map(|it| (it, placed("offline_grace"))),
        logins: fields
            .table("logins")
            .and_then(|table| read_logins(&table, files))
            .map(|logins| (logins, placed("logins"))),
    }
}

fn placed_word<T: Keyword>(fields: &Fields<'_>, key: &str) -> WrittenValue<T> {
    fields.written_word(key).map(|word| (word, fields.span(key).clone()))
}

fn read_ramp_up(table: &Fields<'_>) -> Option<RampUp> {
    let (lasts, speed) = (table.positive_duration("for"), table.share("speed"));
    if speed == Some(0.0) {
        let message = "with no speed at all nothing would be done";
        table.faults.error("out-of-range", table.span("speed"), message);
        return None;
    }
    Some(RampUp { duration: lasts?, speed: speed? })
}

/// A distribution of time that passes: at zero length things would happen without end at one instant.
fn positive_distribution(
    table: &Fields<'_>,
    key: &str,
    files: &CsvFiles<'_>,
) -> Option<Distribution> {
    let distribution = read_distribution(table, key, files)?;
    if distribution.mean() <= 0.0 {
        table.faults.error(
            "out-of-range",
            table.span(key),
            format!("`{key}` is more than nothing"),
        );
        return None;
    }
    Some(distribution)
}

fn read_connection(table: &Fields<'_>, files: &CsvFiles<'_>) -> Option<ConnectionKeys> {
    let (holds, lost) = (
        positive_distribution(table, "uptime", files),
        positive_distribution(table, "downtime", files),
    );
    let auto_offline = table.duration("auto_offline").and_then(|after| {
        let minutes = after.0 / MINUTE.0;
        let place = table.span("auto_offline");
        if !after.0.is_multiple_of(MINUTE.0) || !(2..=999).contains(&minutes) {
            let message = format!("no operator is shown Offline after {after}");
            let help = "whole minutes from 2 to 999: auto_offline = \"2m\"";
            table.faults.add(Diagnostic::error("E-O2", place, message).help(help));
            return None;
        }
        Some((after, place.clone()))
    });
    Some(ConnectionKeys { uptime: holds?, downtime: lost?, auto_offline })
}

fn read_logins(table: &Fields<'_>, files: &CsvFiles<'_>) -> Option<RandomLogins> {
    let (online, offline) = (
        positive_distribution(table, "online", files),
        positive_distribution(table, "offline", files),
    );
    Some(RandomLogins { time_online: online?, time_offline: offline? })
}
