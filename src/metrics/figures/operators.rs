//! `operators.csv`: one line an operator.

use super::Figure::{self, Longest, Mean, Ratio};
use super::{HANDLE_TIME, column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Hours, Level, PerHour, Seconds, Share};
use crate::metrics::tallies::OperatorTally;

pub(in crate::metrics) const KEYS: &[Column] =
    &[key("operator", "the operator's name"), key("groups", "where a member")];

pub(in crate::metrics) const FIGURES: &[Figure<OperatorTally>] = &[
    Mean(column("taken", Count, "sessions taken"), |t| t.taken as f64),
    Mean(column("closed", Count, "of those, closed"), |t| t.closed as f64),
    Mean(column("transferred", Count, "of those, transferred"), |t| t.transferred as f64),
    Mean(column("reassigned", Count, "of those, taken off the operator's hands"), |t| {
        t.reassigned as f64
    }),
    Mean(
        column("abandoned_in_service", Count, "of those, left by the client for want of a reply"),
        |t| t.abandoned_in_service as f64,
    ),
    Mean(column("offers", Count, "sessions offered"), |t| t.offers.made as f64),
    Mean(column("offers_declined", Count, "of those, declined"), |t| t.offers.declined as f64),
    Mean(column("offers_missed", Count, "of those, not accepted in time"), |t| {
        t.offers.missed as f64
    }),
    Mean(column("offers_withdrawn", Count, "of those, the client or the operator left"), |t| {
        t.offers.withdrawn as f64
    }),
    Ratio(column("acceptance_delay", Seconds, "offered to accepted, an accepted offer"), |t| {
        (t.offers.delay.seconds(), t.offers.accepted as f64)
    }),
    Mean(
        column("reserved_hours", Hours, "slot-time kept for offers; no part of the occupancy"),
        |t| t.offers.reserved.seconds() / 3600.0,
    ),
    Mean(
        column("already_taken", Count, "times that a session had been taken by another operator"),
        |t| t.already_taken as f64,
    ),
    Ratio(column("handle_time", Seconds, HANDLE_TIME), |t| {
        let ended = t.closed + t.transferred + t.reassigned + t.abandoned_in_service;
        (t.handling.seconds(), ended as f64)
    }),
    Mean(column("duty_hours", Hours, "on duty by the calendar, breaks excluded"), |t| {
        t.working.seconds() / 3600.0
    }),
    Mean(column("break_hours", Hours, "on a break by the calendar"), |t| {
        t.on_break.seconds() / 3600.0
    }),
    Mean(
        column("online_hours", Hours, "Online; longer than on duty where sessions were ended"),
        |t| t.online.seconds() / 3600.0,
    ),
    Mean(column("overtime_hours", Hours, "Online while off duty by the calendar"), |t| {
        t.overtime.seconds() / 3600.0
    }),
    Mean(
        column("denied_hours", Hours, "on duty and kept from work by the lack of a license"),
        |t| t.denied.seconds() / 3600.0,
    ),
    Mean(column("absences", Count, "shifts begun to which the operator did not come"), |t| {
        t.absences as f64
    }),
    Mean(column("disconnects", Count, "times that the connection was lost while Online"), |t| {
        t.disconnects as f64
    }),
    Ratio(column("adherence", Share, "time Online and on duty / time on duty"), |t| {
        (t.adherent.seconds(), t.working.seconds())
    }),
    Ratio(
        column(
            "shrinkage",
            Share,
            "paid time (on duty, breaks) that is not Online on duty / paid time",
        ),
        |t| {
            let paid = t.working.seconds() + t.on_break.seconds();
            (paid - t.adherent.seconds(), paid)
        },
    ),
    Ratio(column("occupancy", Share, "time with a session or a wrap-up / time Online"), |t| {
        (t.operator_time().busy, t.online.seconds())
    }),
    Ratio(
        column(
            "occupancy_held",
            Share,
            "time with nothing but held slots (blocked by a warm transfer, reserved) / time Online",
        ),
        |t| (t.operator_time().only_held, t.online.seconds()),
    ),
    Ratio(
        column(
            "occupancy_total",
            Share,
            "time with a session, a wrap-up or a held slot / time Online",
        ),
        |t| (t.operator_time().busy + t.operator_time().only_held, t.online.seconds()),
    ),
    Ratio(column("paid_utilisation", Share, "the same time / (time on duty + breaks)"), |t| {
        (t.operator_time().busy, t.working.seconds() + t.on_break.seconds())
    }),
    Ratio(column("concurrency", Level, "session-time / time with at least one session"), |t| {
        let time = t.operator_time();
        (time.sessions, time.active)
    }),
    Mean(column("concurrency_max", Level, "most sessions at once, mean over replications"), |t| {
        f64::from(t.load.max_sessions)
    }),
    Ratio(column("slot_utilisation", Share, "slot-time used / (limit x time Online)"), |t| {
        let time = t.operator_time();
        (time.slots_used, time.slots)
    }),
    Mean(column("replies", Count, "dialogue level: replies written"), |t| t.replies.written as f64),
    Ratio(
        column("reply_time", Seconds, "dialogue level: message to reply, the first from the take"),
        |t| t.replies.wait(),
    ),
    Longest(column("reply_time_max", Seconds, "the longest wait for a reply"), |t| {
        t.replies.longest()
    }),
    Ratio(column("frt_from_accept", Seconds, "dialogue level: taken to the first reply"), |t| {
        t.replies.since_accept()
    }),
    Ratio(
        column("typing_share", Share, "dialogue level: time writing replies / time Online"),
        |t| (t.typing.seconds(), t.online.seconds()),
    ),
    Ratio(
        column(
            "inactive",
            Level,
            "sessions whose client has been silent for long, over the time Online",
        ),
        |t| (t.inactive.seconds(), t.online.seconds()),
    ),
    Ratio(column("on_hold", Level, "sessions on hold, over the time Online"), |t| {
        (t.on_hold.seconds(), t.online.seconds())
    }),
    Ratio(column("sessions_per_hour", PerHour, "sessions taken / hours Online"), |t| {
        (t.taken as f64, t.online.seconds() / 3600.0)
    }),
];
