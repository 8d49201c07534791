//! How people keep to their shifts, as groups and people state it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::csv_file::Tables;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::Fields;
use super::laws::law;
use super::source::Place;
use crate::base::{GroupId, MINUTE, Span};
use crate::dist::Law;
use crate::plan::{
    Attendance, Breaks, ByName, Connection, Edition, EndOfShift, Level, Logins, RampUp, WhenOffline,
};

/// A value and where it is written.
type Stated<T> = Option<(T, Place)>;

/// What one table says; `None`: not stated there.
#[derive(Debug)]
pub(super) struct Manners {
    end_of_shift: Stated<&'static str>,
    by_name: Stated<&'static str>,
    break_begins: Stated<&'static str>,
    break_keeps: Stated<&'static str>,
    absence: Stated<f64>,
    late: Stated<Law>,
    ramp_up: Option<RampUp>,
    connection: Stated<Link>,
    when_offline: Stated<&'static str>,
    offline_grace: Stated<Span>,
    logins: Stated<Logins>,
}

#[derive(Clone, Debug)]
struct Link {
    holds: Law,
    lost: Law,
    auto_offline: Stated<Span>,
}

/// Reads what a group or a person says.
pub(super) fn manners(fields: &Fields<'_>, files: &Tables<'_>) -> Manners {
    let word = |key| fields.written_word(key).map(|word| (word, fields.place(key).clone()));
    let placed = |key: &str| fields.place(key).clone();
    Manners {
        end_of_shift: word("end_of_shift"),
        by_name: word("end_of_shift_by_name"),
        break_begins: word("break_begins"),
        break_keeps: word("break_keeps"),
        absence: fields.share("absence").map(|chance| (chance, placed("absence"))),
        late: law(fields, "late", files).map(|law| (law, placed("late"))),
        ramp_up: fields.table("ramp_up").and_then(|table| ramp_up(&table)),
        connection: fields
            .table("connection")
            .and_then(|table| link(&table, files))
            .map(|link| (link, placed("connection"))),
        when_offline: word("when_offline"),
        offline_grace: fields.duration("offline_grace").map(|it| (it, placed("offline_grace"))),
        logins: fields
            .table("logins")
            .and_then(|table| logins(&table, files))
            .map(|logins| (logins, placed("logins"))),
    }
}

fn ramp_up(table: &Fields<'_>) -> Option<RampUp> {
    let (lasts, speed) = (table.positive("for"), table.share("speed"));
    if speed == Some(0.0) {
        let message = "with no speed at all nothing would be done";
        table.faults.error("value", table.place("speed"), message);
        return None;
    }
    Some(RampUp { lasts: lasts?, speed: speed? })
}

/// A law of time that passes: at zero length things would happen without end at one instant.
fn passing(table: &Fields<'_>, key: &str, files: &Tables<'_>) -> Option<Law> {
    let law = law(table, key, files)?;
    if law.mean() <= 0.0 {
        table.faults.error("value", table.place(key), format!("`{key}` is more than nothing"));
        return None;
    }
    Some(law)
}

fn link(table: &Fields<'_>, files: &Tables<'_>) -> Option<Link> {
    let (holds, lost) = (passing(table, "holds", files), passing(table, "lost", files));
    let auto_offline = table.duration("auto_offline").and_then(|after| {
        let minutes = after.0 / MINUTE.0;
        let place = table.place("auto_offline");
        if !after.0.is_multiple_of(MINUTE.0) || !(2..=999).contains(&minutes) {
            let message = format!("nobody is shown Offline after {after}");
            let help = "whole minutes from 2 to 999: auto_offline = \"2m\"";
            table.faults.add(Diagnostic::error("E-O2", place, message).help(help));
            return None;
        }
        Some((after, place.clone()))
    });
    Some(Link { holds: holds?, lost: lost?, auto_offline })
}

fn logins(table: &Fields<'_>, files: &Tables<'_>) -> Option<Logins> {
    let (online, offline) = (passing(table, "online", files), passing(table, "offline", files));
    Some(Logins { online: online?, offline: offline? })
}

/// Somebody for whom manners are resolved.
pub(super) struct Who<'a> {
    /// What is stated, the first that counts first, and the group that states it.
    pub(super) layers: Vec<(Option<GroupId>, &'a Manners)>,
    pub(super) has_shifts: bool,
    pub(super) edition: Option<Edition>,
    pub(super) level: Level,
    /// Places whose faults are reported: many people may share one.
    pub(super) told: &'a RefCell<BTreeSet<(usize, usize)>>,
}

impl Who<'_> {
    fn tell(&self, faults: &Faults, at: &Place, fault: Diagnostic) {
        if self.told.borrow_mut().insert(at.order()) {
            faults.add(fault);
        }
    }
}

/// What holds for somebody; `None`: as a matter of course.
pub(super) fn resolve(who: &Who<'_>, faults: &Faults) -> Option<Attendance> {
    fn first<'a, T>(
        who: &Who<'a>,
        of: impl Fn(&'a Manners) -> &'a Stated<T>,
    ) -> Option<&'a (T, Place)> {
        who.layers.iter().find_map(|(_, manners)| of(manners).as_ref())
    }
    check(who, faults);
    let end_of_shift = who.layers.iter().find_map(|(group, manners)| {
        Some(match (manners.end_of_shift.as_ref()?.0, group) {
            ("hand-back", _) => EndOfShift::HandBack,
            ("first-to-finish", Some(group)) => EndOfShift::FirstToFinish(*group),
            _ => EndOfShift::OwnSessions,
        })
    });
    let word = |of: fn(&Manners) -> &Stated<&'static str>| first(who, of).map(|(word, _)| *word);
    let breaks = match (word(|m| &m.break_begins), word(|m| &m.break_keeps)) {
        (Some("at-once"), _) => Breaks::AtOnce,
        (_, Some("length")) => Breaks::WholeAfterSessions,
        _ => Breaks::AfterSessions,
    };
    let grace = first(who, |m| &m.offline_grace).map_or(MINUTE, |(grace, _)| *grace);
    let attendance = Attendance {
        end_of_shift: end_of_shift.unwrap_or_default(),
        by_name: match word(|m| &m.by_name) {
            Some("hand-back") => ByName::HandBack,
            _ => ByName::Wait,
        },
        breaks,
        absence: first(who, |m| &m.absence).map_or(0.0, |(chance, _)| *chance),
        late: first(who, |m| &m.late).map(|(law, _)| law.clone()),
        ramp_up: who.layers.iter().find_map(|(_, manners)| manners.ramp_up),
        connection: first(who, |m| &m.connection).map(|(link, _)| connection(link, who, faults)),
        when_offline: match word(|m| &m.when_offline) {
            Some("requeue") => WhenOffline::Requeue(grace),
            Some("reassign") => WhenOffline::Reassign(grace),
            Some("close") => WhenOffline::Close(grace),
            Some("on-next-client-message") => WhenOffline::OnNextMessage(grace),
            _ => WhenOffline::Keep,
        },
        logins: first(who, |m| &m.logins).map(|(logins, _)| logins.clone()),
    };
    let as_ever = Attendance {
        end_of_shift: EndOfShift::default(),
        by_name: ByName::default(),
        breaks: Breaks::default(),
        absence: 0.0,
        late: None,
        ramp_up: None,
        connection: None,
        when_offline: WhenOffline::default(),
        logins: None,
    };
    (attendance != as_ever).then_some(attendance)
}

fn connection(link: &Link, who: &Who<'_>, faults: &Faults) -> Connection {
    let free = who.edition == Some(Edition::Free);
    if free && let Some((_, at)) = &link.auto_offline {
        let message = "the edition `free` has no statuses, so nobody is shown Offline";
        let help = "leave `auto_offline` out, or choose a paid edition";
        who.tell(faults, at, Diagnostic::error("E-04", at, message).help(help));
    }
    let after = link.auto_offline.as_ref().map_or(Connection::AUTO_OFFLINE, |(after, _)| *after);
    Connection {
        holds: link.holds.clone(),
        lost: link.lost.clone(),
        auto_offline: (!free).then_some(after),
    }
}

/// What contradicts each other, or would be passed over.
fn check(who: &Who<'_>, faults: &Faults) {
    let all = || who.layers.iter().map(|(_, manners)| *manners);
    let refuse = |at: &Place, message: &str, help: &str| {
        who.tell(faults, at, Diagnostic::error("value", at, message).help(help));
    };
    let logins = all().find_map(|manners| manners.logins.as_ref());
    let absence = all().find_map(|manners| manners.absence.as_ref());
    let absence = absence.filter(|(chance, _)| *chance > 0.0).map(|(_, at)| at);
    let late = all().find_map(|manners| manners.late.as_ref()).map(|(_, at)| at);
    let by_shift = [absence, late].into_iter().flatten();
    match logins {
        Some((_, at)) if who.has_shifts => {
            refuse(at, "there by shifts, or by log-ins at random: not both", "leave one out");
        }
        _ if !who.has_shifts => by_shift.for_each(|at| {
            let help = "name shifts, or leave this out";
            refuse(at, "this counts by shift, and somebody here has none", help);
        }),
        _ => {}
    }
    let named = all().find_map(|manners| manners.by_name.as_ref());
    if let Some(("hand-back", at)) = named
        && !who.has_shifts
    {
        let message = "somebody here has no shift that could end";
        refuse(at, message, "name shifts, or leave this out");
    }
    let ends = all().find_map(|manners| manners.end_of_shift.as_ref());
    if ends.is_some_and(|(word, _)| *word == "first-to-finish")
        && let Some((_, at)) = logins
    {
        let message = "with `first-to-finish` shifts are positions that anybody fills";
        refuse(at, message, "leave this out, or choose another `end_of_shift`");
    }
    let word = |stated: Option<&(&'static str, Place)>| stated.map(|(word, _)| *word);
    let at_once = word(all().find_map(|manners| manners.break_begins.as_ref())) == Some("at-once");
    if at_once && let Some(("length", at)) = all().find_map(|manners| manners.break_keeps.as_ref())
    {
        refuse(at, "a break that begins at once keeps both clock and length", "leave this out");
    }
    let offline = all().find_map(|manners| manners.when_offline.as_ref());
    if word(offline).is_none_or(|word| word == "keep")
        && let Some((_, at)) = all().find_map(|manners| manners.offline_grace.as_ref())
    {
        let help = "say what then: when_offline = \"requeue\", \"reassign\", \"close\" …";
        refuse(at, "sessions stay, however long it is", help);
    }
    if let Some(("on-next-client-message", at)) = offline
        && who.level == Level::Session
    {
        let message = "sessions have no messages here that could wait for an answer";
        let help = "that belongs to the dialogue level; the words here are `keep`, `requeue`, `reassign`, `close`";
        refuse(at, message, help);
    }
    let cut_off = all().any(|manners| manners.connection.is_some());
    if let Some((word, at)) = offline
        && *word != "keep"
        && !(cut_off || at_once)
    {
        let message = "nobody here goes Offline with sessions on hand";
        let help = "they would with `connection`, or with break_begins = \"at-once\"";
        who.tell(faults, at, Diagnostic::warning("no-effect", at, message).help(help));
    }
}
