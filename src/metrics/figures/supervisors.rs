//! `supervisors.csv`: one line a supervisor. An act: one session read and decided on.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Hours, Seconds, Share};
use crate::metrics::tallies::SupervisorTally;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("supervisor", "the supervisor's name"),
    key("live_chats", "whose common queues are distributed"),
];

pub(in crate::metrics) const FIGURES: &[Figure<SupervisorTally>] = &[
    Mean(column("tasks", Count, "tasks ended"), |t| t.tasks as f64),
    Mean(
        column(
            "dispatched",
            Count,
            "of those, distributed: the session was dispatched from the common queue",
        ),
        |t| t.dispatched as f64,
    ),
    Mean(column("moved", Count, "of those, moved from a queue that is watched over"), |t| {
        t.moved as f64
    }),
    Mean(column("assigned", Count, "of those, given to one operator"), |t| t.assigned as f64),
    Mean(column("reassigned", Count, "of those, taken from an operator for another"), |t| {
        t.reassigned as f64
    }),
    Mean(column("priority_raised", Count, "of those, given a higher priority"), |t| {
        t.priority_raised as f64
    }),
    Mean(column("to_bot", Count, "of those, given to the bot"), |t| t.to_bot as f64),
    Mean(column("withdrawn", Count, "of those, the session was gone before they ended"), |t| {
        let done = [t.dispatched, t.moved, t.assigned, t.reassigned, t.priority_raised, t.to_bot];
        t.tasks.saturating_sub(done.iter().sum()) as f64
    }),
    Ratio(column("task_wait", Seconds, "a task due to begun, a task"), |t| {
        (t.task_wait.seconds(), t.tasks_begun as f64)
    }),
    Ratio(column("task_time", Seconds, "time in tasks / tasks"), |t| {
        (t.busy.seconds(), t.tasks as f64)
    }),
    Mean(column("duty_hours", Hours, "on duty by the calendar"), |t| t.working.seconds() / 3600.0),
    Mean(column("online_hours", Hours, "Online"), |t| t.online.seconds() / 3600.0),
    Ratio(column("utilisation", Share, "time in tasks / time Online"), |t| {
        (t.busy.seconds(), t.online.seconds())
    }),
];
