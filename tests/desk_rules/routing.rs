//! Routing rules: the first that applies decides.

use super::{Case, desk};

/// Two groups; without rules sessions wait in the common queue of both.
const RULED: &str = concat!(
    r#"
run = { starts = "mon 09:00", horizon = "10h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }
client_groups = [{ name = "staff" }, { name = "board" }]
shifts = [{ name = "afternoon", from = "13:00", to = "18:00" }]
"#,
    general!(),
    experts!(),
    leads!(),
    r#"
[[live_chats]]
name = "help"
channel = "internal"
clients = ["staff", "board"]
operators = ["general", "experts"]
supervisors = ["leads"]
selection = "listed"
arrivals = [
    { client_group = "staff", replay = "staff.csv", column = "at" },
    { client_group = "board", replay = "board.csv", column = "at" },
]
topics = [{ name = "question", effort = "60s", priority = "medium" }]
"#
);

fn ruled(rules: &str) -> Case {
    desk(RULED).with(&format!("live_chats.help.rules=[{rules}]"))
}

const TO_EXPERTS: &str = r#"action = "invite-group", group = "experts""#;
const TO_GENERAL: &str = r#"action = "invite-group", group = "general""#;

#[test]
fn without_a_rule_all_operators_are_invited() {
    desk(RULED).write("staff", "0 0 0").run().sessions(
        "answered first_operator
         0        anna
         0        boris
         60       anna",
    );
}

#[test]
fn the_first_rule_that_applies_wins() {
    let board = r#"when = { client_group = "board" }"#;
    ruled(&format!("{{ {board}, {TO_EXPERTS} }}, {{ {TO_GENERAL} }}, {{ {TO_EXPERTS} }}"))
        .write("staff", "0 1")
        .write("board", "2 3")
        .run()
        .sessions(
            "arrived answered first_operator
             0       0        anna
             1       60       anna
             2       2        boris
             3       62       boris",
        );
}

#[test]
fn where_no_rule_applies_the_session_waits_for_the_operator_who_is_first() {
    let rule = format!(r#"{{ when = {{ topic = "question", priority = "high" }}, {TO_EXPERTS} }}"#);
    ruled(&rule).write("staff", "0 0 30").run().sessions(
        "answered first_operator
         0        anna
         0        boris
         60       anna",
    );
}

#[test]
fn rules_look_at_topic_and_priority_and_may_deny() {
    let rules = format!(
        r#"{{ when = {{ not = {{ topic = "question" }} }}, {TO_GENERAL} }},
           {{ when = {{ any = [{{ priority = "high" }}, {{ priority = "medium" }}] }}, {TO_EXPERTS} }}"#
    );
    ruled(&rules.replace('\n', " ")).write("staff", "0 1").run().sessions(
        "answered first_operator
         0        boris
         60       boris",
    );
}

#[test]
fn rules_look_at_the_hour_of_the_arrival_and_the_day() {
    // The run begins at 09:00: 10:00 is at 3600, 12:00 at 10800. The last minute is 11:59.
    let hours = format!(r#"{{ when = {{ from = "10:00", to = "12:00" }}, {TO_EXPERTS} }}"#);
    let sunday = format!(r#"{{ when = {{ days = "sun" }}, {TO_EXPERTS} }}"#);
    ruled(&format!("{sunday}, {hours}, {{ {TO_GENERAL} }}"))
        .write("staff", "3599 3600 10799 10800")
        .run()
        .sessions("first_operator\n anna\n boris\n boris\n anna");
}

#[test]
fn an_operator_who_is_offline_leaves_the_session_to_the_next_rule() {
    // Boris comes at 13:00, that is at 14400.
    let rules = r#"{ action = "operator", operator = "boris" }, { action = "operator", operator = "anna" }"#;
    ruled(rules)
        .with(r#"people.boris.shifts=["afternoon"]"#)
        .write("staff", "0 14399 14400")
        .run()
        .sessions("first_operator\n anna\n anna\n boris");
}

#[test]
fn an_operator_who_is_online_and_busy_is_waited_for() {
    ruled(r#"{ action = "operator", operator = "boris" }"#).write("staff", "0 1").run().sessions(
        "answered first_operator
         0        boris
         60       boris",
    );
}

#[test]
fn least_occupied_with_nobody_online_leaves_the_session_to_the_next_rule() {
    let rules = r#"{ action = "least-occupied", group = "experts" }, { action = "least-occupied", group = "general" }"#;
    ruled(rules)
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("staff", "0 1 14400")
        .run()
        .sessions(
            "answered first_operator
             0        anna
             60       anna
             14400    boris",
        );
}

#[test]
fn least_occupied_waits_in_the_groups_queue_while_all_are_busy() {
    ruled(r#"{ action = "least-occupied", group = "experts" }"#)
        .write("staff", "0 1")
        .run()
        .sessions(
            "answered first_operator
             0        boris
             60       boris",
        );
}

#[test]
fn where_the_last_rule_does_not_apply_either_it_is_the_common_queue() {
    ruled(r#"{ action = "least-occupied", group = "experts" }"#)
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("staff", "0")
        .run()
        .sessions("answered first_operator\n 0 anna")
        .figures("live_chats", &["help"], &[("common_visits", 1.0)]);
}

#[test]
fn a_group_that_is_invited_while_no_operator_is_online_is_waited_for() {
    ruled(&format!("{{ {TO_EXPERTS} }}"))
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("staff", "0 1")
        .run()
        .sessions(
            "answered first_operator
             14400    boris
             14460    boris",
        );
}

#[test]
fn without_limits_least_occupied_piles_up_on_a_lone_expert() {
    // Nothing bounds it (rulebook E-Q8): four at a quarter of his speed each.
    ruled(r#"{ action = "least-occupied", group = "experts" }"#)
        .with("groups.experts.limit=unlimited")
        .with("groups.experts.speeds=[1.0]")
        .write("staff", "0 0 0 0")
        .run()
        .sessions(
            "answered first_operator ended
             0        boris          240
             0        boris          240
             0        boris          240
             0        boris          240",
        )
        .figures("operators", &["boris"], &[("concurrency_max", 4.0), ("concurrency", 4.0)]);
}
