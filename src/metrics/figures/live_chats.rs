//! `live_chats.csv`: one line a live chat, by session and for the common queue.
//!
//! N offered, R refused, C contained by the bot, A answered, F sent away (flow-outs) and B abandoned
//! before any answer, B_s those sooner than `short_abandon`; A_T and B_T with a wait of at most
//! `answer_within`; O those still without an answer when the run ended, O_T after a wait longer than
//! `answer_within`. A wait is the time without bot.

use std::borrow::Cow;

use super::{Figure, HANDLE_TIME_OF_GROUPS, column, key};
use crate::metrics::results::{Column, Unit};
use crate::metrics::tallies::LiveChatTally;

pub(in crate::metrics) const KEYS: &[Column] = &[key("live_chat", "the live chat's name")];

use Figure::{Mean, Percentiles, Ratio};
use Unit::{Count, Level, Seconds, Share};

pub(in crate::metrics) const FIGURES: &[Figure<LiveChatTally>] = &[
    Mean(column("offered", Count, "N: sessions that came in the measured window"), |t| {
        t.outcomes.offered as f64
    }),
    Mean(column("answered", Count, "A: taken by an operator at least once"), |t| {
        t.outcomes.answered as f64
    }),
    Mean(column("abandoned", Count, "B: gave up waiting before any answer"), |t| {
        t.outcomes.abandoned as f64
    }),
    Mean(column("short_abandoned", Count, "B_s: of those, sooner than short_abandon"), |t| {
        t.outcomes.short_abandoned as f64
    }),
    Mean(
        column("flowed_out", Count, "F: sent away before any answer, missed or to leave a message"),
        |t| t.outcomes.flowed_out as f64,
    ),
    Mean(column("offline_forms", Count, "of those, asked to leave a message"), |t| {
        t.offline_forms as f64
    }),
    Mean(column("refused", Count, "R: not let in"), |t| t.outcomes.refused as f64),
    Mean(column("refused_closed", Count, "of those, outside the opening hours"), |t| {
        t.refused_closed as f64
    }),
    Mean(
        column("refused_not_permitted", Count, "of those, from a group that may not write here"),
        |t| t.refused_not_permitted as f64,
    ),
    Mean(column("refused_queue_full", Count, "of those, because the queue had no place"), |t| {
        t.refused_queue_full as f64
    }),
    Mean(column("refused_channel_down", Count, "of those, lost while the channel was down"), |t| {
        t.refused_channel_down as f64
    }),
    Mean(column("refused_nobody_online", Count, "of those, because no operator was Online"), |t| {
        t.refused_nobody_online as f64
    }),
    Mean(
        column(
            "open",
            Count,
            "O = N - A - B - F - R - C: still without an answer when the run ended",
        ),
        |t| t.outcomes.unresolved() as f64,
    ),
    Mean(
        column("open_overdue", Count, "O_T: of those, that had waited longer than answer_within"),
        |t| t.outcomes.overdue as f64,
    ),
    Mean(column("closed", Count, "of the answered, those that were closed"), |t| t.closed as f64),
    Mean(
        column(
            "lost_after_transfer",
            Count,
            "of the answered, those that gave up waiting for the next operator, or were sent away",
        ),
        |t| t.lost_after_transfer as f64,
    ),
    Mean(column("silent_abandoned", Count, "of B, those that left without a word"), |t| {
        t.silent_abandoned as f64
    }),
    Ratio(column("silent_abandon_rate", Share, "silent_abandoned / (N - R)"), |t| {
        (t.silent_abandoned as f64, t.outcomes.admitted() as f64)
    }),
    Mean(
        column(
            "abandoned_in_service",
            Count,
            "of the answered, those that left for want of a reply",
        ),
        |t| t.abandoned_in_service as f64,
    ),
    Mean(
        column(
            "timed_out",
            Count,
            "of the closed, those where client or operator wrote nothing for too long",
        ),
        |t| t.timed_out as f64,
    ),
    Mean(column("reminded", Count, "reminders of clients who were silent"), |t| t.reminded as f64),
    Mean(
        column("reminders_answered", Count, "of those, after which the client wrote sooner"),
        |t| t.reminders_answered as f64,
    ),
    Mean(
        column("operator_idle", Count, "times that an operator had written nothing for a while"),
        |t| t.operator_idle as f64,
    ),
    Ratio(column("service_level", Share, "A_T / (A + B - B_s + O_T)"), |t| {
        t.outcomes.service_level()
    }),
    Ratio(column("service_level_answered", Share, "A_T / A"), |t| {
        (t.outcomes.answered_within as f64, t.outcomes.answered as f64)
    }),
    Ratio(column("service_level_offered", Share, "A_T / (N - R - C)"), |t| {
        (t.outcomes.answered_within as f64, t.outcomes.admitted() as f64)
    }),
    Ratio(
        column(
            "service_level_removed",
            Share,
            "(A_T + B_T) / (N - R - C): abandoning in time counts",
        ),
        |t| {
            let o = &t.outcomes;
            ((o.answered_within + o.abandoned_within) as f64, o.admitted() as f64)
        },
    ),
    Ratio(column("abandon_rate", Share, "B / (N - R - C)"), |t| {
        (t.outcomes.abandoned as f64, t.outcomes.admitted() as f64)
    }),
    Ratio(column("abandon_rate_net", Share, "(B - B_s) / (N - R - C - B_s)"), |t| {
        let o = &t.outcomes;
        let short = o.short_abandoned;
        ((o.abandoned - short) as f64, (o.admitted() - short) as f64)
    }),
    Ratio(column("refusal_rate", Share, "R / N"), |t| {
        (t.outcomes.refused as f64, t.outcomes.offered as f64)
    }),
    Ratio(
        column(
            "waited_share",
            Share,
            "answered, abandoned or sent away after a wait longer than nothing, of N - R - C",
        ),
        |t| (t.outcomes.waited as f64, t.outcomes.admitted() as f64),
    ),
    Ratio(
        column("asa", Seconds, "average speed of answer: arrival to first answer, over A"),
        |t| (t.outcomes.wait_answered.seconds(), t.outcomes.answered as f64),
    ),
    Ratio(column("wait_abandoned", Seconds, "arrival to giving up, over B"), |t| {
        (t.outcomes.wait_abandoned.seconds(), t.outcomes.abandoned as f64)
    }),
    Ratio(column("wait", Seconds, "both together, over A + B"), |t| {
        let o = &t.outcomes;
        let waited = o.wait_answered.seconds() + o.wait_abandoned.seconds();
        (waited, (o.answered + o.abandoned) as f64)
    }),
    Percentiles(
        &[
            (column("wait_answered_p50", Seconds, "median wait of the answered"), 0.5),
            (column("wait_answered_p90", Seconds, "90 % of the answered waited no longer"), 0.9),
            (column("wait_answered_p95", Seconds, "95 % of the answered waited no longer"), 0.95),
            (column("wait_answered_p99", Seconds, "99 % of the answered waited no longer"), 0.99),
            (column("wait_answered_max", Seconds, "the longest wait of an answered one"), 1.0),
        ],
        |t| Cow::Borrowed(&t.answered_waits),
    ),
    Percentiles(
        &[
            (column("wait_abandoned_p50", Seconds, "median wait of the abandoned"), 0.5),
            (column("wait_abandoned_p90", Seconds, "90 % of the abandoned waited no longer"), 0.9),
            (column("wait_abandoned_p95", Seconds, "95 % of the abandoned waited no longer"), 0.95),
            (column("wait_abandoned_p99", Seconds, "99 % of the abandoned waited no longer"), 0.99),
            (column("wait_abandoned_max", Seconds, "the longest wait of an abandoned one"), 1.0),
        ],
        |t| Cow::Borrowed(&t.abandoned_waits),
    ),
    Percentiles(
        &[
            (column("wait_p50", Seconds, "median wait of answered and abandoned"), 0.5),
            (column("wait_p90", Seconds, "90 % of both waited no longer"), 0.9),
            (column("wait_p95", Seconds, "95 % of both waited no longer"), 0.95),
            (column("wait_p99", Seconds, "99 % of both waited no longer"), 0.99),
            (column("wait_max", Seconds, "the longest wait of all"), 1.0),
        ],
        |t| Cow::Owned(t.all_waits()),
    ),
    Ratio(column("handle_time", Seconds, HANDLE_TIME_OF_GROUPS), |t| {
        (t.handling.seconds(), t.handled as f64)
    }),
    Ratio(
        column("answer_to_close", Seconds, "first answer to close, waits after transfers included"),
        |t| (t.answer_to_close.seconds(), t.closed as f64),
    ),
    Ratio(column("duration", Seconds, "arrival to close"), |t| {
        (t.duration.seconds(), t.closed as f64)
    }),
    Ratio(
        column(
            "frt_from_arrival",
            Seconds,
            "arrival to the first reply; at the session level, to the first answer",
        ),
        LiveChatTally::first_reply_since_arrival,
    ),
    Percentiles(
        &[
            (column("frt_from_arrival_p50", Seconds, "median time to the first reply"), 0.5),
            (column("frt_from_arrival_p90", Seconds, "90 % had it no later"), 0.9),
            (column("frt_from_arrival_p95", Seconds, "95 % had it no later"), 0.95),
        ],
        LiveChatTally::first_replies_since_arrival,
    ),
    Ratio(
        column(
            "frt_from_accept",
            Seconds,
            "taken to the first reply, without the queue (E-M3); at the session level 0",
        ),
        LiveChatTally::first_reply_since_accept,
    ),
    Ratio(
        column("acceptance_delay", Seconds, "given to one operator alone to taken by that one"),
        |t| (t.acceptance_delay.seconds(), t.assigned_directly as f64),
    ),
    Mean(column("replies", Count, "dialogue level: replies written"), |t| t.replies.written as f64),
    Ratio(
        column(
            "reply_time",
            Seconds,
            "dialogue level: message to reply, the first from the take (E-M1)",
        ),
        |t| t.replies.wait(),
    ),
    Percentiles(
        &[
            (column("reply_time_p50", Seconds, "median of these"), 0.5),
            (column("reply_time_p90", Seconds, "90 % of the replies took no longer"), 0.9),
            (column("reply_time_p95", Seconds, "95 % of the replies took no longer"), 0.95),
            (column("reply_time_p99", Seconds, "99 % of the replies took no longer"), 0.99),
            (column("reply_time_max", Seconds, "the longest wait for a reply (E-M2)"), 1.0),
        ],
        |t| t.replies.wait_histogram(),
    ),
    Ratio(column("transfer_rate", Share, "transfers / A; above 1 where they bounce"), |t| {
        (t.transfers as f64, t.outcomes.answered as f64)
    }),
    Ratio(column("transferred_share", Share, "sessions transferred at least once / A"), |t| {
        (t.transferred_sessions as f64, t.outcomes.answered as f64)
    }),
    Ratio(
        column(
            "wait_after_transfer",
            Seconds,
            "transfer to the next answer or giving up, a transfer",
        ),
        |t| (t.wait_after_transfer.seconds(), t.waits_after_transfer as f64),
    ),
    Mean(
        column(
            "closed_unfinished",
            Count,
            "of those closed, closed because the operator was Offline",
        ),
        |t| t.closed_unfinished as f64,
    ),
    Mean(
        column("reassignments", Count, "times that a session was taken off an operator's hands"),
        |t| t.reassignments as f64,
    ),
    Ratio(
        column(
            "wait_after_reassignment",
            Seconds,
            "being taken off to the next answer or giving up",
        ),
        |t| (t.wait_after_reassignment.seconds(), t.waits_after_reassignment as f64),
    ),
    Mean(column("retrials", Count, "of N, of clients who were not answered before"), |t| {
        t.retrials.offered as f64
    }),
    Ratio(column("waited_share_first", Share, "waited_share of first attempts alone"), |t| {
        let (all, further) = (&t.outcomes, &t.retrials);
        let entered = all.admitted() as f64 - further.admitted() as f64;
        (all.waited as f64 - further.waited as f64, entered)
    }),
    Ratio(column("abandon_rate_first", Share, "abandon_rate of first attempts alone"), |t| {
        let (all, further) = (&t.outcomes, &t.retrials);
        let entered = all.admitted() as f64 - further.admitted() as f64;
        (all.abandoned as f64 - further.abandoned as f64, entered)
    }),
    Ratio(
        column(
            "lost_share",
            Share,
            "abandoned, sent away or refused and did not try again / first attempts",
        ),
        |t| {
            let o = &t.outcomes;
            let lost = (o.abandoned + o.flowed_out + o.refused - t.will_retry) as f64;
            (lost, o.offered as f64 - t.retrials.offered as f64)
        },
    ),
    Mean(
        column(
            "returning",
            Count,
            "of N, of clients who had come before in this run, retrials aside",
        ),
        |t| t.returning as f64,
    ),
    Mean(column("reopened", Count, "of those, closed sessions that were opened again"), |t| {
        t.reopened as f64
    }),
    Mean(column("spam", Count, "messages that are spam or taken for it; not part of N"), |t| {
        t.spam as f64
    }),
    Mean(
        column("spam_blocked", Count, "of those, turned away: on the blocklist, closed or lost"),
        |t| t.spam_blocked as f64,
    ),
    Mean(
        column("spam_mistaken", Count, "of the spam, from clients on the blocklist by mistake"),
        |t| t.spam_mistaken as f64,
    ),
    Mean(
        column("false_spam", Count, "of the answered, those that their operator took for spam"),
        |t| t.false_spam as f64,
    ),
    Mean(column("false_spam_unmarked", Count, "of those, that were given back"), |t| {
        t.unmarked as f64
    }),
    Ratio(column("false_spam_time", Seconds, "how long these were marked as spam, mean"), |t| {
        (t.false_spam_time.seconds(), t.unmarked as f64)
    }),
    Ratio(
        column("relaxed_share", Share, "sessions of which requirements were dropped, of N - R"),
        |t| (t.relaxed as f64, t.outcomes.admitted() as f64),
    ),
    Mean(
        column("waited_for_opening", Count, "sessions that came while it was closed and waited"),
        |t| t.opening.sessions as f64,
    ),
    Ratio(column("opening_burst", Count, "those who came in at an opening, an opening"), |t| {
        (t.opening.sessions as f64, t.opening.openings as f64)
    }),
    Ratio(
        column("asa_after_opening", Seconds, "opening to first answer, of those answered"),
        |t| (t.opening.wait.seconds(), t.opening.answered as f64),
    ),
    Mean(
        column("forecasts", Count, "waits that ended with an answer and had been forecast"),
        |t| t.forecast_errors.verified as f64,
    ),
    Ratio(column("forecast_chats_error", Seconds, "forecast by chats - wait, mean"), |t| {
        (t.forecast_errors.errors[0], t.forecast_errors.verified as f64)
    }),
    Ratio(
        column("forecast_online_error", Seconds, "forecast by operators Online - wait, mean"),
        |t| (t.forecast_errors.errors[1], t.forecast_errors.verified as f64),
    ),
    Ratio(
        column("forecast_serving_error", Seconds, "forecast by sessions served - wait, mean"),
        |t| (t.forecast_errors.errors[2], t.forecast_errors.verified as f64),
    ),
    Ratio(column("forecast_chats_rmse", Seconds, "root of the mean square of that error"), |t| {
        t.forecast_errors.rmse(0)
    }),
    Ratio(column("forecast_online_rmse", Seconds, "root of the mean square of that error"), |t| {
        t.forecast_errors.rmse(1)
    }),
    Ratio(column("forecast_serving_rmse", Seconds, "root of the mean square of that error"), |t| {
        t.forecast_errors.rmse(2)
    }),
    Ratio(column("waiting", Level, "sessions waiting anywhere, time average"), |t| {
        (t.waiting.seconds(), t.seconds)
    }),
    Ratio(column("serving", Level, "sessions with an operator, time average"), |t| {
        (t.serving.seconds(), t.seconds)
    }),
    Ratio(
        column(
            "waiting_abandoned",
            Level,
            "of those waiting, whose client has left without a word",
        ),
        |t| (t.abandoned_present.seconds() - t.abandoned_served.seconds(), t.seconds),
    ),
    Ratio(
        column("serving_abandoned", Level, "of those with an operator, whose client has left"),
        |t| (t.abandoned_served.seconds(), t.seconds),
    ),
    Ratio(
        column("online", Level, "operators of the live chat's groups Online, time average"),
        |t| (t.online.seconds(), t.seconds),
    ),
    Ratio(
        column(
            "occupancy",
            Share,
            "of those operators: time with a session or a wrap-up / time Online",
        ),
        |t| (t.operator_time.busy, t.operator_time.online),
    ),
    Ratio(
        column(
            "concurrency",
            Level,
            "of those operators: session-time / time with at least one session",
        ),
        |t| (t.operator_time.sessions, t.operator_time.active),
    ),
    Ratio(
        column(
            "slot_utilisation",
            Share,
            "of those operators: slot-time used / (limit x time Online)",
        ),
        |t| (t.operator_time.slots_used, t.operator_time.slots),
    ),
    Mean(
        column(
            "common_visits",
            Count,
            "sessions through the common queue: handed on, taken, moved on or lost",
        ),
        |t| t.common_queue.visits() as f64,
    ),
    Ratio(
        column(
            "common_license_waited_share",
            Share,
            "of those visits, waited while an operator who serves the queue was denied a license",
        ),
        |t| (t.common_queue.waited_for_license as f64, t.common_queue.visits() as f64),
    ),
    Ratio(column("common_wait", Seconds, "time in the common queue, per visit"), |t| {
        t.common_queue.mean_wait()
    }),
    Ratio(column("common_waiting", Level, "in the common queue, time average"), |t| {
        (t.common_queue.waiting.seconds(), t.seconds)
    }),
    Ratio(
        column("common_unread", Level, "of those, not being read by a supervisor, time average"),
        |t| (t.common_queue.waiting.seconds() - t.being_read.seconds(), t.seconds),
    ),
    Ratio(
        column(
            "common_read_immediately",
            Share,
            "read by a supervisor as they came / common_visits",
        ),
        |t| (t.read_immediately as f64, t.common_queue.visits() as f64),
    ),
    Mean(column("contained", Count, "C: closed by the bot without any operator"), |t| {
        t.outcomes.contained as f64
    }),
    Mean(column("bot_sessions", Count, "sessions given to the bot, each time"), |t| {
        t.bot_sessions as f64
    }),
    Ratio(column("bot_share", Share, "the bot's part of all answers: C / (A + C)"), |t| {
        let o = &t.outcomes;
        (o.contained as f64, (o.answered + o.contained) as f64)
    }),
    Mean(
        column("bot_closed", Count, "closed by the bot, with or without an operator before"),
        |t| t.bot_closed as f64,
    ),
    Mean(column("bot_auto_finished", Count, "of those, because the client stopped writing"), |t| {
        t.bot_auto_finished as f64
    }),
    Mean(column("bot_handed_off", Count, "handed off by the bot to operators"), |t| {
        t.bot_handed_off as f64
    }),
    Ratio(column("bot_time", Seconds, "with the bot until closed or handed off"), |t| {
        (t.bot_time.seconds(), (t.bot_closed + t.bot_handed_off) as f64)
    }),
    Ratio(column("with_bot", Level, "sessions with the bot, time average"), |t| {
        (t.with_bot.seconds(), t.seconds)
    }),
    Mean(column("auto_replies", Count, "messages that routing rules sent by themselves"), |t| {
        t.auto_replies as f64
    }),
];
