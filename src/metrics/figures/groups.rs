//! `groups.csv`: one line a group that answers: its queue by visit, and its members' time.
//!
//! A session that is switched visits more than one queue. Members of two groups are counted,
//! with all of their time, in both.

use std::borrow::Cow;

use super::Figure::{self, Mean, Percentiles, Ratio};
use super::{HANDLE_TIME, column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Hours, Level, PerHour, Seconds, Share};
use crate::metrics::tallies::GroupTally;

pub(in crate::metrics) const KEYS: &[Column] = &[key("group", "the group's name")];

pub(in crate::metrics) const FIGURES: &[Figure<GroupTally>] = &[
    Mean(
        column(
            "visits",
            Count,
            "sessions that came to the group's queue and left it; after a transfer again",
        ),
        |t| t.queue.visits() as f64,
    ),
    Mean(column("visits_answered", Count, "of those, taken by a member"), |t| t.queue.taken as f64),
    Mean(column("visits_abandoned", Count, "of those, the client gave up"), |t| {
        t.queue.abandoned as f64
    }),
    Mean(column("visits_moved", Count, "of those, moved on or sent away"), |t| {
        t.queue.moved as f64
    }),
    Mean(
        column("fallbacks", Count, "went to another group, no member of this one being Online"),
        |t| t.fallbacks as f64,
    ),
    Ratio(column("waited_share", Share, "visits that waited longer than nothing / visits"), |t| {
        (t.queue.waited as f64, t.queue.visits() as f64)
    }),
    Ratio(
        column(
            "license_waited_share",
            Share,
            "visits that waited while an operator who serves the queue was denied a license / visits",
        ),
        |t| (t.queue.waited_for_license as f64, t.queue.visits() as f64),
    ),
    Ratio(column("abandon_rate", Share, "visits_abandoned / visits"), |t| {
        (t.queue.abandoned as f64, t.queue.visits() as f64)
    }),
    Ratio(column("wait", Seconds, "time in the queue per visit, abandoned ones included"), |t| {
        t.queue.mean_wait()
    }),
    Ratio(column("wait_answered", Seconds, "time in the queue per answered visit"), |t| {
        (t.queue.wait_taken.seconds(), t.queue.taken as f64)
    }),
    Percentiles(
        &[
            (column("wait_answered_p50", Seconds, "median time in the queue, if answered"), 0.5),
            (column("wait_answered_p90", Seconds, "90 % of them waited no longer"), 0.9),
            (column("wait_answered_p95", Seconds, "95 % of them waited no longer"), 0.95),
            (column("wait_answered_p99", Seconds, "99 % of them waited no longer"), 0.99),
            (column("wait_answered_max", Seconds, "the longest of them"), 1.0),
        ],
        |t| Cow::Borrowed(&t.queue.wait_histogram),
    ),
    Ratio(column("waiting", Level, "sessions in the queue, time average"), |t| {
        (t.queue.waiting.seconds(), t.seconds)
    }),
    Mean(column("taken", Count, "taken on behalf of the group, from whatever queue"), |t| {
        t.taken as f64
    }),
    Mean(column("closed", Count, "of those, closed by the member"), |t| t.closed as f64),
    Mean(column("transferred", Count, "of those, transferred by the member"), |t| {
        t.transferred as f64
    }),
    Mean(
        column("reassigned", Count, "of those, taken off the member's hands before they were done"),
        |t| t.reassigned as f64,
    ),
    Mean(
        column("abandoned_in_service", Count, "of those, left by the client for want of a reply"),
        |t| t.abandoned_in_service as f64,
    ),
    Mean(
        column("accepted_abandoned", Count, "sessions taken besides, whose client had left"),
        |t| t.accepted_abandoned as f64,
    ),
    Ratio(column("handle_time", Seconds, HANDLE_TIME), |t| {
        let ended = t.closed + t.transferred + t.reassigned + t.abandoned_in_service;
        (t.handling.seconds(), ended as f64)
    }),
    Ratio(column("wrap_up", Seconds, "wrap-up, where there was one"), |t| {
        (t.wrap_up.seconds(), t.wrap_ups as f64)
    }),
    Ratio(
        column("concurrent_aht", Seconds, "members' busy time / sessions taken: operator effort"),
        |t| (t.operator_time.busy, t.taken as f64),
    ),
    Mean(column("online_hours", Hours, "members' time Online, added up"), |t| {
        t.operator_time.online / 3600.0
    }),
    Ratio(column("online", Level, "members Online, time average"), |t| {
        (t.operator_time.online, t.seconds)
    }),
    Ratio(column("occupancy", Share, "time with a session or a wrap-up / time Online"), |t| {
        (t.operator_time.busy, t.operator_time.online)
    }),
    Ratio(
        column(
            "occupancy_held",
            Share,
            "time with nothing but held slots (blocked by a warm transfer, reserved) / time Online",
        ),
        |t| (t.operator_time.only_held, t.operator_time.online),
    ),
    Ratio(
        column(
            "occupancy_total",
            Share,
            "time with a session, a wrap-up or a held slot / time Online",
        ),
        |t| (t.operator_time.busy + t.operator_time.only_held, t.operator_time.online),
    ),
    Ratio(column("concurrency", Level, "session-time / time with at least one session"), |t| {
        (t.operator_time.sessions, t.operator_time.active)
    }),
    Ratio(column("slot_utilisation", Share, "slot-time used / (limit x time Online)"), |t| {
        (t.operator_time.slots_used, t.operator_time.slots)
    }),
    Mean(column("replies", Count, "dialogue level: replies written"), |t| t.replies.written as f64),
    Ratio(
        column("reply_time", Seconds, "dialogue level: message to reply, the first from the take"),
        |t| t.replies.wait(),
    ),
    Percentiles(
        &[
            (column("reply_time_p90", Seconds, "90 % of the replies took no longer"), 0.9),
            (column("reply_time_max", Seconds, "the longest wait for a reply"), 1.0),
        ],
        |t| t.replies.wait_histogram(),
    ),
    Ratio(column("frt_from_accept", Seconds, "dialogue level: taken to the first reply"), |t| {
        t.replies.since_accept()
    }),
    Ratio(
        column("typing_share", Share, "dialogue level: time writing replies / time Online"),
        |t| (t.operator_time.typing, t.operator_time.online),
    ),
    Ratio(
        column("inactive", Level, "sessions whose client has been silent for long, time average"),
        |t| (t.operator_time.inactive, t.seconds),
    ),
    Ratio(column("on_hold", Level, "sessions on hold, time average"), |t| {
        (t.operator_time.on_hold, t.seconds)
    }),
    Ratio(column("sessions_per_operator_hour", PerHour, "sessions taken / hours Online"), |t| {
        (t.taken as f64, t.operator_time.online / 3600.0)
    }),
    Ratio(
        column(
            "online_share",
            Share,
            "time Online / time on duty; below 1 where licenses lack, above 1 where sessions are ended after shifts",
        ),
        |t| (t.operator_time.online, t.operator_time.working),
    ),
];
