//! Shifts and breaks: who is there, who goes, who comes.

use super::{Case, ONE_OPERATOR, desk};

/// Anna is there as the shift says.
fn shift(shift: &str) -> Case {
    desk(ONE_OPERATOR)
        .with(&format!(r#"shifts=[{{ name = "duty", {shift} }}]"#))
        .with(r#"groups.operators.shifts=["duty"]"#)
}

#[test]
fn at_the_end_of_a_shift_nothing_new_is_taken_and_what_is_on_hand_is_ended() {
    // The shift ends at 600. What came at 590 is ended at 650, after which she goes Offline.
    shift(r#"from = "00:00", to = "00:10""#)
        .write("support", "590 595 600")
        .run()
        .sessions(
            "arrived answered outcome ended
             590     590      closed  650
             595     -        open    -
             600     -        open    -",
        )
        .figures(
            "operators",
            &["anna"],
            &[
                ("duty_hours", 600.0 / 3600.0),
                ("online_hours", 650.0 / 3600.0),
                ("occupancy", 60.0 / 650.0),
                ("paid_utilisation", 0.1),
            ],
        )
        .figures("groups", &["operators"], &[("online_share", 650.0 / 600.0)]);
}

#[test]
fn wrap_up_too_is_ended_before_going_offline() {
    shift(r#"from = "00:00", to = "00:10""#)
        .with("groups.operators.wrap_up=15s")
        .write("support", "590")
        .run()
        .figures(
            "operators",
            &["anna"],
            &[("online_hours", 665.0 / 3600.0), ("occupancy", 75.0 / 665.0)],
        );
}

#[test]
fn those_who_wait_are_taken_the_instant_an_operator_comes() {
    shift(r#"from = "00:05", to = "02:00""#).write("support", "0 10 300").run().sessions(
        "arrived answered ended
         0       300      360
         10      360      420
         300     420      480",
    );
}

#[test]
fn while_no_operator_is_there_patience_runs() {
    shift(r#"from = "00:05", to = "02:00""#)
        .with("live_chats.support.topics.question.patience=100s")
        .write("support", "0 200 201")
        .run()
        .sessions(
            // At 300 an operator comes in time for the second, whose patience ends then; the third has
            // waited for 100 seconds at 301.
            "arrived answered outcome   ended
             0       -        abandoned 100
             200     300      closed    360
             201     -        abandoned 301",
        );
}

#[test]
fn a_break_interrupts_the_shift_and_is_paid() {
    // On a break from 120 to 240. What is on hand at 120 is ended first.
    shift(r#"from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:04" }]"#)
        .write("support", "100 110")
        .run()
        .sessions(
            "arrived answered ended
             100     100      160
             110     240      300",
        )
        .figures(
            "operators",
            &["anna"],
            &[
                ("duty_hours", 480.0 / 3600.0),
                ("break_hours", 120.0 / 3600.0),
                // Until 160, and from 240 to 600.
                ("online_hours", 520.0 / 3600.0),
                ("occupancy", 120.0 / 520.0),
                ("paid_utilisation", 0.2),
            ],
        );
}

#[test]
fn who_is_back_before_the_last_session_ended_goes_on() {
    // The break from 120 to 180 falls within a session: it costs nothing but new sessions.
    shift(r#"from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:03" }]"#)
        .with("groups.operators.limit=2")
        .with("groups.operators.speeds=[1.0, 1.0]")
        .with("live_chats.support.topics.question.effort=100s")
        .write("support", "100 110 130 140 190")
        .run()
        .sessions(
            "arrived answered ended
             100     100      200
             110     110      210
             130     200      300
             140     210      310
             190     300      400",
        )
        .figures("operators", &["anna"], &[("online_hours", 600.0 / 3600.0)]);
}

#[test]
fn back_with_a_free_slot_those_who_waited_are_taken_and_the_limit_is_kept() {
    shift(r#"from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:03" }]"#)
        .with("groups.operators.limit=2")
        .with("groups.operators.speeds=[1.0, 1.0]")
        .with("live_chats.support.topics.question.effort=100s")
        .write("support", "100 130 140 150")
        .run()
        .sessions(
            "arrived answered ended
             100     100      200
             130     180      280
             140     200      300
             150     280      380",
        );
}

#[test]
fn a_shift_may_run_over_midnight() {
    // The run begins on Monday 23:30; the shift lasts from 23:45 to 00:15, Monday's only.
    shift(r#"days = "mon", from = "23:45", to = "00:15""#)
        .with("run.starts=mon 23:30")
        .write("support", "0 2699 2700")
        .run()
        .sessions(
            "arrived answered
             0       900
             2699    2699
             2700    -",
        );
}

#[test]
fn who_has_two_shifts_is_there_during_both() {
    desk(ONE_OPERATOR)
        .with(
            r#"shifts=[{ name = "a", from = "00:00", to = "00:01" }, { name = "b", from = "00:03", to = "00:10" }]"#,
        )
        .with(r#"groups.operators.shifts=["a", "b"]"#)
        .write("support", "0 10 200")
        .run()
        .sessions("answered\n 0\n 60\n 200")
        // At 60 anna is done and takes the second before her shift ends; it lasts until 120.
        .figures("operators", &["anna"], &[("online_hours", (120.0 + 420.0) / 3600.0)]);
}

#[test]
fn a_persons_own_shift_goes_before_the_groups() {
    shift(r#"from = "00:00", to = "00:10""#)
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:10" }, { name = "own", from = "00:20", to = "00:30" }]"#)
        .with(r#"people.anna.shifts=["own"]"#)
        .write("support", "0")
        .run()
        .sessions("answered\n 1200");
}

/// A rule gives all to anna, whose shift ends at 600; boris is there.
const BY_NAME: &str = concat!(
    an_hour!(),
    r#"
shifts = [{ name = "early", from = "00:00", to = "00:10" }, { name = "all", from = "00:00", to = "02:00" }]

[[groups]]
name = "general"
members = ["anna", "boris"]
limit = 1
shifts = ["all"]
"#,
    leads!(),
    r#"
[[people]]
name = "anna"
shifts = ["early"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general"]
supervisors = ["leads"]
rules = [{ action = "operator", operator = "anna" }]
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
);

#[test]
fn who_waits_for_an_operator_by_name_waits_for_the_next_shift() {
    desk(BY_NAME).write("support", "590 595").run().sessions(
        "arrived answered first_operator outcome
         590     590      anna           closed
         595     -        -              open",
    );
}

#[test]
fn or_is_anybodys_when_the_shift_ends() {
    desk(BY_NAME)
        .with(r#"groups.general.personal_queue_at_shift_end="hand-back""#)
        .with("live_chats.support.topics.question.patience=61s")
        .write("support", "590 595 596 597")
        .run()
        .sessions(
            "arrived answered first_operator outcome   ended
             590     590      anna           closed    650
             595     600      boris          closed    660
             596     -        -              abandoned 657
             597     -        -              abandoned 658",
        );
}
