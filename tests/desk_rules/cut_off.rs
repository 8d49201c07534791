//! An operator who is cut off but still shown Online (rulebook E-O2): what is meant for one operator
//! goes to that operator, and waits.

use super::{Case, desk};

/// Anna's connection is lost at 01:00 for five hours, and she is shown Online for most of that; boris is
/// the other group. Both take one session at a time, a minute each.
const DESK: &str = r#"
edition = { name = "service-2025", named_licenses = 50, enable_lines_sla = "on" }
run = { starts = "mon 00:00", horizon = "10h", replications = 1, at_horizon = "drain" }

[[groups]]
name = "front"
members = ["anna"]
limit = 1
connection = { uptime = "1h", downtime = "5h", auto_offline = "999m" }

[[groups]]
name = "back"
members = ["boris"]
limit = 1

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["front", "back"]
supervisors = ["leads"]
arrivals = [{ replay = "support.csv", column = "at" }]
rules = [
    { action = "operator", operator = "anna" },
    { action = "invite-group", group = "back" },
]
topics = [{ name = "question", effort = "60s" }]
"#;

/// An hour after midnight, when the connection is lost, is 3600; it is back at 21600.
fn cut_off(at: &str) -> Case {
    desk(DESK).write("support", at)
}

#[test]
fn a_rule_gives_sessions_to_who_is_shown_online_and_they_wait_for_the_connection() {
    // E-Q6. Boris is idle all the time.
    cut_off("3610 7200 14400")
        .run()
        .sessions(
            "arrived answered first_operator ended
             3610    21600    anna           21660
             7200    21660    anna           21720
             14400   21720    anna           21780",
        )
        .figures("operators", &["boris"], &[("taken", 0.0)]);
}

#[test]
fn once_the_status_is_offline_the_rule_applies_no_more_and_what_waits_stays() {
    // E-O2: shown Online until 3720. What came before that stays with anna (E-S17), who is back at 21600.
    cut_off("3610 3719 3721").with("groups.front.connection.auto_offline=2m").run().sessions(
        "arrived answered first_operator
             3610    21600    anna
             3719    21660    anna
             3721    3721     boris",
    );
}

#[test]
fn what_waits_for_who_went_offline_goes_where_when_offline_says() {
    // Offline at 3720, seen to a minute later. Carl is in the group, too, and free. With
    // `close` nothing was begun that could be closed: they are sent away.
    let left = |policy: &str| {
        cut_off("3610 3611")
            .with("groups.front.connection.auto_offline=2m")
            .with(r#"groups.front.members=["anna", "carl"]"#)
            .with(r#"people=[{ name = "carl", connection = { uptime = "9h", downtime = "1s" } }]"#)
            .with(&format!("groups.front.when_offline={policy}"))
            .with("groups.front.offline_grace=1m")
            .run()
    };
    for policy in ["requeue", "reassign"] {
        left(policy).sessions("answered first_operator\n 3780 carl\n 3840 carl");
    }
    left("close").sessions("outcome ended\n flowed-out 3780\n flowed-out 3780");
}

#[test]
fn the_least_occupied_may_be_cut_off_and_what_waits_there_counts_as_occupied() {
    // E-Q5. Both are in one group. Anna has the least while boris has one: the session of 3620 is
    // hers, and waits. Then each has one, and both are at the limit: that of 3630 waits for boris.
    for selection in ["listed", "least-occupied", "round-robin"] {
        desk(DESK)
            .with(r#"groups.front.members=["boris", "anna"]"#)
            .with(r#"people=[{ name = "boris", connection = { uptime = "9h", downtime = "1s" } }]"#)
            .with(r#"groups.back.members=["carl"]"#)
            .with(&format!("groups.front.selection={selection}"))
            .with(r#"live_chats.support.rules=[{ action = "least-occupied", group = "front" }]"#)
            .write("support", "3610 3620 3630")
            .run()
            .sessions(
                "arrived answered first_operator
                 3610    3610     boris
                 3620    21600    anna
                 3630    3670     boris",
            );
    }
}

#[test]
fn who_takes_from_a_queue_must_be_connected() {
    // An invited group is its member who takes first: anna can not.
    cut_off("3610 3620")
        .with(r#"live_chats.support.rules=[{ action = "invite-group", group = "front" }]"#)
        .with(r#"groups.front.members=["anna", "carl"]"#)
        .with(r#"people=[{ name = "carl", connection = { uptime = "9h", downtime = "1s" } }]"#)
        .run()
        .sessions("answered first_operator\n 3610 carl\n 3670 carl");
}

#[test]
fn a_client_who_waits_for_who_is_cut_off_loses_patience() {
    cut_off("3610 14401")
        .with("live_chats.support.topics.question.patience=2h")
        .run()
        .sessions("outcome ended\n abandoned 10810\n closed 21660");
}

#[test]
fn a_breach_moves_a_session_to_who_is_shown_online() {
    // E-A4: boris is at the first until 3700, so the second is late at 3635 and goes to anna, who is
    // cut off.
    for (breach, answered) in [("transfer", "21600"), ("stay", "21600")] {
        cut_off("3600 3605")
            .with(r#"live_chats.support.rules=[{ action = "invite-group", group = "back", sla = "gold" }]"#)
            .with("live_chats.support.topics.question.effort=100s")
            .with(&format!(
                r#"live_chats.support.sla=[{{ name = "gold", around_the_clock = "yes", reaction = {{ within = "30s", breach = "to-operator", operator = "anna", nobody_online = "{breach}" }} }}]"#
            ))
            .run()
            .sessions(&format!("answered first_operator\n 3600 boris\n {answered} anna"));
    }
}

#[test]
fn a_shift_that_ends_meanwhile_is_over() {
    // No operator is shown Online whose shift has ended: the second rule applies from 02:00 on.
    cut_off("3610 7201")
        .with(r#"shifts=[{ name = "night", from = "00:00", to = "02:00" }]"#)
        .with(r#"groups.front.shifts=["night"]"#)
        .with("run.at_horizon=cut")
        .run()
        .sessions("arrived first_operator\n 3610 -\n 7201 boris");
}
