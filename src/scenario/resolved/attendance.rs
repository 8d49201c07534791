//! How each person keeps to the shifts: what the person and the groups state, layer over layer.

use crate::scenario::language::words::{
    BreakBegins, EndOfShiftWord, Keyword as _, LateBreak, OfflineWord,
};
use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::base::{GroupId, MINUTE};
use crate::plan::{
    Attendance, BreakTiming, Connection, Edition, EndOfShift, ModelLevel, PersonalQueueAtShiftEnd,
    WhenOffline,
};
use crate::scenario::stated::attendance::{AttendanceKeys, ConnectionKeys, WrittenValue};
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

/// The operator or group for whom attendance is resolved.
pub(in crate::scenario) struct AttendanceLayers<'a> {
    /// What is stated, the first that counts first, and the group that states it.
    pub(in crate::scenario) layers: Vec<(Option<GroupId>, &'a AttendanceKeys)>,
    pub(in crate::scenario) has_shifts: bool,
    pub(in crate::scenario) edition: Option<Edition>,
    pub(in crate::scenario) level: ModelLevel,
    /// Places whose faults are reported: many people may share one.
    pub(in crate::scenario) reported: &'a RefCell<BTreeSet<(usize, usize)>>,
}

impl AttendanceLayers<'_> {
    fn begins_breaks_at_once(&self) -> bool {
        let stated = self.layers.iter().find_map(|(_, keys)| keys.break_begins.as_ref());
        stated.is_some_and(|(word, _)| *word == BreakBegins::AtOnce)
    }

    fn report_once(&self, faults: &Faults, at: &SourceSpan, fault: Diagnostic) {
        if self.reported.borrow_mut().insert(at.sort_key()) {
            faults.add(fault);
        }
    }
}

/// What holds for an operator; `None`: the default.
pub(in crate::scenario) fn resolve_attendance(
    who: &AttendanceLayers<'_>,
    faults: &Faults,
) -> Option<Attendance> {
    fn first<'a, T>(
        who: &AttendanceLayers<'a>,
        of: impl Fn(&'a AttendanceKeys) -> &'a WrittenValue<T>,
    ) -> Option<&'a (T, SourceSpan)> {
        who.layers.iter().find_map(|(_, attendance)| of(attendance).as_ref())
    }
    check_attendance(who, faults);
    let end_of_shift = who.layers.iter().find_map(|(group, attendance)| {
        Some(match (attendance.end_of_shift.as_ref()?.0, group) {
            (EndOfShiftWord::HandBack, _) => EndOfShift::Requeue,
            (EndOfShiftWord::FirstToFinish, Some(group)) => EndOfShift::FirstToFinish(*group),
            (EndOfShiftWord::OwnSessions, _) | (EndOfShiftWord::FirstToFinish, None) => {
                EndOfShift::FinishSessions
            }
        })
    });
    let break_begins = first(who, |m| &m.break_begins).map_or(BreakBegins::FIRST, |it| it.0);
    let late_break = first(who, |m| &m.late_break).map_or(LateBreak::FIRST, |it| it.0);
    let breaks = match (break_begins, late_break) {
        (BreakBegins::AtOnce, LateBreak::Clock | LateBreak::Length) => BreakTiming::AtOnce,
        (BreakBegins::AfterSessions, LateBreak::Length) => BreakTiming::WholeAfterSessions,
        (BreakBegins::AfterSessions, LateBreak::Clock) => BreakTiming::AfterSessions,
    };
    let when_offline = first(who, |m| &m.when_offline).map_or(OfflineWord::FIRST, |it| it.0);
    let grace = first(who, |m| &m.offline_grace).map_or(MINUTE, |(grace, _)| *grace);
    let attendance = Attendance {
        end_of_shift: end_of_shift.unwrap_or_default(),
        personal_queue: first(who, |m| &m.personal_queue)
            .map_or(PersonalQueueAtShiftEnd::FIRST, |it| it.0),
        break_timing: breaks,
        absence: first(who, |m| &m.absence).map_or(0.0, |(chance, _)| *chance),
        lateness: first(who, |m| &m.lateness).map(|(distribution, _)| distribution.clone()),
        ramp_up: who.layers.iter().find_map(|(_, attendance)| attendance.ramp_up),
        connection: first(who, |m| &m.connection).map(|(link, _)| resolve_connection(link, who)),
        when_offline: match when_offline {
            OfflineWord::Requeue => WhenOffline::Requeue(grace),
            OfflineWord::Reassign => WhenOffline::Reassign(grace),
            OfflineWord::Close => WhenOffline::Close(grace),
            OfflineWord::OnNextClientMessage => WhenOffline::OnNextMessage(grace),
            OfflineWord::Keep => WhenOffline::Keep,
        },
        random_logins: first(who, |m| &m.logins).map(|(logins, _)| logins.clone()),
    };
    (attendance != Attendance::default()).then_some(attendance)
}

fn resolve_connection(link: &ConnectionKeys, who: &AttendanceLayers<'_>) -> Connection {
    let free = who.edition == Some(Edition::Free);
    let after = link.auto_offline.as_ref().map_or(Connection::AUTO_OFFLINE, |(after, _)| *after);
    Connection {
        uptime: link.uptime.clone(),
        downtime: link.downtime.clone(),
        auto_offline: (!free).then_some(after),
    }
}

/// What contradicts each other, or would be passed over.
fn check_attendance(who: &AttendanceLayers<'_>, faults: &Faults) {
    let all = || who.layers.iter().map(|(_, attendance)| *attendance);
    let refuse = |code, at: &SourceSpan, message: &str, help: &str| {
        who.report_once(faults, at, Diagnostic::error(code, at, message).help(help));
    };
    let logins = all().find_map(|attendance| attendance.logins.as_ref());
    let absence = all().find_map(|attendance| attendance.absence.as_ref());
    let absence = absence.filter(|(chance, _)| *chance > 0.0).map(|(_, at)| at);
    let late = all().find_map(|attendance| attendance.lateness.as_ref()).map(|(_, at)| at);
    let by_shift = [absence, late].into_iter().flatten();
    match logins {
        Some((_, at)) if who.has_shifts => {
            refuse(
                "conflict",
                at,
                "there by shifts, or by log-ins at random: not both",
                "leave one out",
            );
        }
        _ if !who.has_shifts => by_shift.for_each(|at| {
            let help = "name shifts, or leave this out";
            refuse("needs", at, "this counts by shift, and an operator here has none", help);
        }),
        _ => {}
    }
    let named = all().find_map(|attendance| attendance.personal_queue.as_ref());
    if let Some((PersonalQueueAtShiftEnd::Requeue, at)) = named
        && !who.has_shifts
    {
        let message = "an operator here has no shift that could end";
        refuse("needs", at, message, "name shifts, or leave this out");
    }
    let ends = all().find_map(|attendance| attendance.end_of_shift.as_ref());
    if ends.is_some_and(|(word, _)| *word == EndOfShiftWord::FirstToFinish)
        && let Some((_, at)) = logins
    {
        let message = "with `first-to-finish` shifts are positions that any member fills";
        refuse("conflict", at, message, "leave this out, or choose another `end_of_shift`");
    }
    if who.begins_breaks_at_once()
        && let Some((LateBreak::Length, at)) =
            all().find_map(|attendance| attendance.late_break.as_ref())
    {
        refuse(
            "conflict",
            at,
            "a break that begins at once keeps both clock and length",
            "leave this out",
        );
    }
    check_when_offline(who, faults);
}

/// The keys about sessions of an operator who goes Offline.
fn check_when_offline(who: &AttendanceLayers<'_>, faults: &Faults) {
    let all = || who.layers.iter().map(|(_, attendance)| *attendance);
    let refuse = |code, at: &SourceSpan, message: &str, help: &str| {
        who.report_once(faults, at, Diagnostic::error(code, at, message).help(help));
    };
    let offline = all().find_map(|attendance| attendance.when_offline.as_ref());
    if offline.is_none_or(|(word, _)| *word == OfflineWord::Keep)
        && let Some((_, at)) = all().find_map(|attendance| attendance.offline_grace.as_ref())
    {
        let help = "say what then: when_offline = \"requeue\", \"reassign\", \"close\" …";
        refuse("no-effect", at, "sessions stay, however long it is", help);
    }
    if let Some((OfflineWord::OnNextClientMessage, at)) = offline
        && who.level == ModelLevel::Session
    {
        let message = "sessions have no messages here that could wait for an answer";
        let help = "that belongs to the dialogue level; the words here are `keep`, `requeue`, `reassign`, `close`";
        refuse("conflict", at, message, help);
    }
    let cut_off = all().any(|attendance| attendance.connection.is_some());
    if let Some((word, at)) = offline
        && *word != OfflineWord::Keep
        && !(cut_off || who.begins_breaks_at_once())
    {
        let message = "no operator here goes Offline with sessions on hand";
        let help = "they would with `connection`, or with break_begins = \"at-once\"";
        who.report_once(faults, at, Diagnostic::warning("no-effect", at, message).help(help));
    }
}
