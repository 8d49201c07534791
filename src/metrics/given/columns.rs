//! Which column says something only where the scenario has something.

use super::Given::{
    self, Absence, AutoReplies, Bot, Breaks, ClientGroups, Connections, Dates, Dialogues,
    DirectAssignment, Escalation, Fallback, FalseMarks, FlowOut, Forecasts, HeldSlots, Intake,
    Licenses, OfferedTransfers, Offers, OfflineForm, OpeningHours, Outages, Patience, Platform,
    QueueLimit, Reassignment, RefusalIfNobodyOnline, RepeatContacts, Retrials, Rings,
    SilentAbandonment, SlowAcceptance, Spam, SpamOrFalseMarks, TransferRules, Transfers,
    TransfersOrReassignment, WaitingForOpening, Watch, WrapUp,
};

/// Columns of a sheet that say something only where this is given.
type Condition = (&'static str, Given, &'static [&'static str]);

const CONDITIONS: &[Condition] = &[
    ("intervals", Dates, &["date"]),
    ("intervals", FlowOut, &["flowed_out"]),
    ("desk", Transfers, &["transferred_share"]),
    ("desk", TransfersOrReassignment, &["lost_after_transfer"]),
    (
        "live_chats",
        Patience,
        &[
            "short_abandoned",
            "abandon_rate_net",
            "wait_abandoned",
            "wait_abandoned_p50",
            "wait_abandoned_p90",
            "wait_abandoned_p95",
            "wait_abandoned_p99",
            "wait_abandoned_max",
        ],
    ),
    ("live_chats", FlowOut, &["flowed_out"]),
    ("live_chats", OfflineForm, &["offline_forms"]),
    ("live_chats", OpeningHours, &["refused_closed"]),
    ("live_chats", ClientGroups, &["refused_not_permitted"]),
    ("live_chats", QueueLimit, &["refused_queue_full"]),
    ("live_chats", Outages, &["refused_channel_down"]),
    ("live_chats", RefusalIfNobodyOnline, &["refused_nobody_online"]),
    ("live_chats", TransfersOrReassignment, &["lost_after_transfer", "closed_unfinished"]),
    (
        "live_chats",
        SilentAbandonment,
        &["silent_abandoned", "silent_abandon_rate", "waiting_abandoned", "serving_abandoned"],
    ),
    (
        "live_chats",
        Dialogues,
        &[
            "abandoned_in_service",
            "timed_out",
            "reminded",
            "reminders_answered",
            "operator_idle",
            "frt_from_arrival",
            "frt_from_arrival_p50",
            "frt_from_arrival_p90",
            "frt_from_arrival_p95",
            "frt_from_accept",
            "replies",
            "reply_time",
            "reply_time_p50",
            "reply_time_p90",
            "reply_time_p95",
            "reply_time_p99",
            "reply_time_max",
        ],
    ),
    ("live_chats", DirectAssignment, &["acceptance_delay"]),
    ("live_chats", Transfers, &["transfer_rate", "transferred_share", "wait_after_transfer"]),
    ("live_chats", Reassignment, &["reassignments", "wait_after_reassignment"]),
    ("live_chats", Retrials, &["retrials", "waited_share_first", "abandon_rate_first"]),
    ("live_chats", RepeatContacts, &["returning", "reopened"]),
    ("live_chats", SpamOrFalseMarks, &["spam", "spam_blocked"]),
    ("live_chats", Spam, &["spam_mistaken"]),
    ("live_chats", FalseMarks, &["false_spam", "false_spam_unmarked", "false_spam_time"]),
    ("live_chats", Rings, &["relaxed_share"]),
    (
        "live_chats",
        WaitingForOpening,
        &["waited_for_opening", "opening_burst", "asa_after_opening"],
    ),
    (
        "live_chats",
        Forecasts,
        &[
            "forecasts",
            "forecast_chats_error",
            "forecast_online_error",
            "forecast_serving_error",
            "forecast_chats_rmse",
            "forecast_online_rmse",
            "forecast_serving_rmse",
        ],
    ),
    ("live_chats", Licenses, &["common_license_waited_share"]),
    ("live_chats", Intake, &["common_unread", "common_read_immediately"]),
    (
        "live_chats",
        Bot,
        &[
            "contained",
            "bot_sessions",
            "bot_share",
            "bot_closed",
            "bot_auto_finished",
            "bot_handed_off",
            "bot_time",
            "with_bot",
        ],
    ),
    ("live_chats", AutoReplies, &["auto_replies"]),
    ("channels", FlowOut, &["flowed_out"]),
    ("channels", Bot, &["contained"]),
    ("groups", Fallback, &["fallbacks"]),
    ("groups", Licenses, &["license_waited_share"]),
    ("groups", Transfers, &["transferred"]),
    ("groups", Reassignment, &["reassigned"]),
    ("groups", SilentAbandonment, &["accepted_abandoned"]),
    ("groups", WrapUp, &["wrap_up"]),
    ("groups", HeldSlots, &["occupancy_held", "occupancy_total"]),
    (
        "groups",
        Dialogues,
        &[
            "abandoned_in_service",
            "replies",
            "reply_time",
            "reply_time_p90",
            "reply_time_max",
            "frt_from_accept",
            "typing_share",
            "inactive",
            "on_hold",
        ],
    ),
    ("operators", Transfers, &["transferred"]),
    ("operators", Reassignment, &["reassigned"]),
    (
        "operators",
        Offers,
        &["offers", "offers_declined", "offers_missed", "offers_withdrawn", "reserved_hours"],
    ),
    ("operators", Offers, &["acceptance_delay"]),
    ("operators", SlowAcceptance, &["already_taken"]),
    ("operators", Breaks, &["break_hours"]),
    ("operators", Licenses, &["denied_hours"]),
    ("operators", Absence, &["absences"]),
    ("operators", Connections, &["disconnects"]),
    ("operators", HeldSlots, &["occupancy_held", "occupancy_total"]),
    (
        "operators",
        Dialogues,
        &[
            "abandoned_in_service",
            "replies",
            "reply_time",
            "reply_time_max",
            "frt_from_accept",
            "typing_share",
            "inactive",
            "on_hold",
        ],
    ),
    ("supervisors", Intake, &["dispatched"]),
    ("supervisors", Watch, &["moved", "assigned", "reassigned", "priority_raised", "to_bot"]),
    (
        "licenses",
        Licenses,
        &["bought", "refused", "refused_share", "denied_hours", "at_limit_share"],
    ),
    ("licenses", Platform, &["left_open", "timed_out"]),
    ("sla", Escalation, &["escalated", "escalations_failed"]),
    ("transfers", OfferedTransfers, &["declined"]),
    ("transfers", TransferRules, &["failed"]),
];

/// Sheets whose lines are about columns of another, and that sheet.
const SUMMARIES: [(&str, &str); 1] = [("summary", "live_chats")];

/// What has to be given for a column of a sheet to say anything.
pub fn given(sheet: &str, column: &str) -> Given {
    let sheet = SUMMARIES.iter().find(|(own, _)| *own == sheet).map_or(sheet, |(_, other)| other);
    let named = CONDITIONS
        .iter()
        .find(|(of, _, columns)| *of == sheet && columns.contains(&column))
        .map(|(_, given, _)| *given);
    named.unwrap_or(Given::Always)
}

/// Every column that is not in every report, with its sheet.
pub fn conditional_columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    CONDITIONS.iter().flat_map(|(sheet, _, columns)| columns.iter().map(move |one| (*sheet, *one)))
}
