//! Staff that changes: ends of shifts, breaks, absence, lateness, lost connections, log-ins.

use super::{Case, ONE_OPERATOR, desk};

/// Anna and boris, one session of sixty seconds at a time, each with a shift; clients join the
/// group's queue, and the first in the list is chosen.
const TWO_OPERATORS: &str = r#"
run = { horizon = "1h", replications = 1 }
shifts = [
    { name = "short", from = "00:00", to = "00:02" },
    { name = "long", from = "00:00", to = "00:10" },
]

[[groups]]
name = "operators"
members = ["anna", "boris"]
limit = 1
selection = "listed"

[[people]]
name = "anna"
shifts = ["short"]

[[people]]
name = "boris"
shifts = ["long"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
default_routing = "group-queue"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

fn two(end_of_shift: &str) -> Case {
    desk(TWO_OPERATORS)
        .with("edition.name=chatdesk")
        .with("edition.named_licenses=2")
        .with(r#"live_chats.support.supervisors=["operators"]"#)
        .with(&format!("groups.operators.end_of_shift={end_of_shift}"))
}

/// Anna is there as the shift says, and keeps to it as `manners` say.
fn one(shift: &str, manners: &[&str]) -> Case {
    let case = desk(ONE_OPERATOR)
        .with(&format!(r#"shifts=[{{ name = "duty", {shift} }}]"#))
        .with(r#"groups.operators.shifts=["duty"]"#);
    manners.iter().fold(case, |case, manner| case.with(&format!("groups.operators.{manner}")))
}

/// Always there, and so in the edition that has statuses, with a license of her own.
fn connected(manners: &[&str]) -> Case {
    let case = desk(ONE_OPERATOR)
        .with("edition.name=service-2024")
        .with("edition.named_licenses=1")
        .with(r#"live_chats.support.supervisors=["operators"]"#);
    manners.iter().fold(case, |case, manner| case.with(&format!("groups.operators.{manner}")))
}

#[test]
fn sessions_are_ended_first_where_nothing_else_is_said() {
    two("own-sessions").write("support", "100 105 130").run().sessions(
        "arrived answered ended last_operator
         100     100      160   anna
         105     105      165   boris
         130     165      225   boris",
    );
}

#[test]
fn a_session_handed_back_keeps_its_age_and_the_work_that_is_done() {
    // At 120 anna goes; 40 of 60 seconds are left. Its age puts it before the one of 110.
    two("hand-back")
        .write("support", "100 105 110")
        .run()
        .sessions(
            "arrived answered ended last_operator
             100     100      205   boris
             105     105      165   boris
             110     205      265   boris",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("reassignments", 1.0), ("wait_after_reassignment", 45.0)],
        )
        .figures("operators", &["anna"], &[("online_hours", 120.0 / 3600.0), ("reassigned", 1.0)]);
}

#[test]
fn a_session_handed_back_is_let_into_a_queue_that_is_full() {
    two("hand-back")
        .with("groups.operators.queue_places=0")
        .write("support", "100 105")
        .run()
        .sessions(
            "arrived outcome ended
         100     closed  205
         105     closed  165",
        );
}

#[test]
fn what_was_handed_to_an_operator_by_name_goes_back_to_the_group() {
    // A rule gives everything to anna, so that no other operator would ever look at the group's queue.
    two("hand-back")
        .with("live_chats.support.default_routing=pull")
        .with(r#"live_chats.support.rules=[{ action = "operator", operator = "anna" }]"#)
        .write("support", "100")
        .run()
        .sessions("answered ended last_operator\n 100 160 boris");
}

#[test]
fn so_does_what_is_left_behind_by_an_operator_who_is_offline_where_others_take_it_after_a_reaction()
{
    for policy in ["requeue", "reassign"] {
        two("own-sessions")
            .with(r#"shifts=[{ name = "short", from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:05" }] }, { name = "long", from = "00:00", to = "00:10" }]"#)
            .with("groups.operators.break_begins=at-once")
            .with(&format!("groups.operators.when_offline={policy}"))
            .with("groups.operators.offline_grace=30s")
            .with("groups.operators.queue.reaction=5s")
            .with("live_chats.support.default_routing=pull")
            .with(r#"live_chats.support.rules=[{ action = "operator", operator = "anna" }]"#)
            .write("support", "100")
            .run()
            // Back in the queue at 150, noticed at 155, with 40 seconds to do.
            .sessions("answered ended last_operator\n 100 195 boris");
    }
}

#[test]
fn a_sessions_shift_that_ends_in_a_break_hands_back_too() {
    one(
        r#"from = "00:00", to = "00:02", breaks = [{ from = "00:01", to = "00:02" }]"#,
        &["end_of_shift=hand-back"],
    )
    .with("live_chats.support.topics.question.effort=100s")
    .write("support", "50")
    .run()
    .sessions("answered ended\n 50 -")
    .figures("live_chats", &["support"], &[("reassignments", 1.0)])
    .figures("operators", &["anna"], &[("online_hours", 120.0 / 3600.0)]);
}

#[test]
fn the_first_to_finish_leaves_in_place_of_whose_shift_is_over() {
    // Anna's shift ends at 120. With her wrap-up she is done at 160, boris at 170: she goes.
    two("first-to-finish")
        .write("support", "100 110 165 500 590")
        .with("live_chats.support.topics.question.effort=50s")
        .with("groups.operators.wrap_up=10s")
        .with("groups.operators.selection=round-robin")
        .run()
        .sessions(
            "arrived answered ended last_operator
             100     100      150   anna
             110     110      160   boris
             165     170      220   boris
             500     500      550   boris
             590     590      640   boris",
        )
        .figures("operators", &["anna"], &[("online_hours", 160.0 / 3600.0)]);
    // Here boris is done first, at 140: he goes, and anna has his place until 600.
    two("first-to-finish")
        .write("support", "40 80 105 150")
        .run()
        .sessions(
            "arrived answered ended last_operator
             40      40       100   anna
             80      80       140   boris
             105     105      165   anna
             150     165      225   anna",
        )
        .figures(
            "operators",
            &["anna"],
            &[("online_hours", 600.0 / 3600.0), ("overtime_hours", 20.0 / 3600.0)],
        )
        .figures("operators", &["boris"], &[("online_hours", 140.0 / 3600.0)]);
}

#[test]
fn an_operator_with_nothing_to_do_leaves_first_and_the_other_stays_for_the_rest_of_the_shift() {
    // At 120 anna is busy and boris is not: he goes, and she has his place until 600.
    two("first-to-finish")
        .write("support", "100 130 550")
        .run()
        .sessions(
            "arrived answered ended last_operator
             100     100      160   anna
             130     160      220   anna
             550     550      610   anna",
        )
        .figures("operators", &["boris"], &[("online_hours", 120.0 / 3600.0)])
        .figures("operators", &["anna"], &[("online_hours", 610.0 / 3600.0)]);
}

#[test]
fn who_filled_anothers_position_is_late_for_the_next_shift_all_the_same() {
    // Both come half a minute late. At 120 anna is busy and boris goes in her place; she stays until
    // 600. On the next day boris has the position that ends at 00:02, and anna the other.
    two("first-to-finish")
        .with("run.horizon=2d")
        .with("groups.operators.lateness=30s")
        .write("support", "0 100 130 86400 86401 86700")
        .run()
        .sessions(
            "arrived answered ended last_operator
             0       30       90    anna
             100     100      160   anna
             130     160      220   anna
             86400   86430    86490 boris
             86401   86430    86490 anna
             86700   86700    86760 anna",
        )
        .figures("operators", &["boris"], &[("online_hours", 180.0 / 3600.0)]);
}

#[test]
fn a_position_stays_empty_whose_holder_does_not_come() {
    // Boris is alone until his own position ends, which no other operator can fill for him.
    two("first-to-finish")
        .with("people.anna.absence=100%")
        .write("support", "0 10 590")
        .run()
        .sessions(
            "arrived answered ended last_operator
             0       0        60    boris
             10      60       120   boris
             590     590      650   boris",
        )
        .figures("operators", &["anna"], &[("absences", 1.0), ("online_hours", 0.0)])
        .figures("operators", &["boris"], &[("online_hours", 650.0 / 3600.0)]);
}

#[test]
fn a_break_that_keeps_its_length_begins_after_the_session_and_ends_as_much_later() {
    let shift = r#"from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:03" }]"#;
    // The session ends at 150. By the clock the break is over at 180, by its length at 210.
    for (keeps, back) in [("clock", "180"), ("length", "210")] {
        one(shift, &[&format!("late_break={keeps}")])
            .write("support", "90 100")
            .run()
            .sessions(&format!("answered\n 90\n {back}"));
    }
    // A session that outlasts the break costs it by the clock, and not by its length.
    for (keeps, answered, online) in [("clock", "200", 600.0), ("length", "260", 540.0)] {
        one(shift, &[&format!("late_break={keeps}")])
            .with("live_chats.support.topics.question.effort=100s")
            .write("support", "100 110")
            .run()
            .sessions(&format!("answered\n 100\n {answered}"))
            .figures("operators", &["anna"], &[("online_hours", online / 3600.0)]);
    }
}

#[test]
fn a_break_that_begins_at_once_leaves_the_session_to_stand_still() {
    let shift = r#"from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:05" }]"#;
    one(shift, &["break_begins=at-once"])
        .write("support", "90 100")
        .run()
        // 30 seconds are left of the first, from 300 on.
        .sessions("answered ended\n 90 330\n 330 390")
        .figures(
            "operators",
            &["anna"],
            &[
                ("online_hours", 420.0 / 3600.0),
                // What stands still keeps no operator busy.
                ("occupancy", (30.0 + 90.0) / 420.0),
                ("adherence", 1.0),
                ("shrinkage", 180.0 / 600.0),
            ],
        );
}

#[test]
fn sessions_left_behind_are_seen_to_after_a_while() {
    let left = |policy: &str| {
        two("own-sessions")
            .with(r#"shifts=[{ name = "short", from = "00:00", to = "00:10", breaks = [{ from = "00:02", to = "00:05" }] }, { name = "long", from = "00:00", to = "00:10" }]"#)
            .with("groups.operators.break_begins=at-once")
            .with(&format!("groups.operators.when_offline={policy}"))
            .with("groups.operators.offline_grace=30s")
            .write("support", "100")
            .run()
    };
    // Boris has nothing to do. He gets it 30 seconds after the break began, with 40 to do.
    for policy in ["requeue", "reassign"] {
        left(policy).sessions("answered ended last_operator\n 100 190 boris");
    }
    left("close").sessions("answered ended outcome last_operator\n 100 150 closed anna").figures(
        "live_chats",
        &["support"],
        &[("closed_unfinished", 1.0), ("closed", 1.0)],
    );
}

#[test]
fn a_short_loss_of_the_connection_costs_only_its_time() {
    // Cut off at 100 for 90 seconds, and again at 290, the instant after taking the third.
    connected(&[r#"connection={ uptime = "100s", downtime = "90s" }"#])
        .write("support", "80 110 250")
        .run()
        .sessions(
            "arrived answered ended
             80      80       230
             110     230      290
             250     290      440",
        );
}

#[test]
fn an_operator_who_is_cut_off_for_long_is_offline_and_the_sessions_stay() {
    // Cut off from 100 to 400: Offline from 220 on (rule E-O2), the session stays (E-S17).
    connected(&[r#"connection={ uptime = "100s", downtime = "300s" }"#])
        .with("run.horizon=8m")
        .write("support", "80 390")
        .run()
        .sessions("answered ended\n 80 440\n 440 -")
        .figures(
            "operators",
            &["anna"],
            &[
                ("online_hours", (220.0 + 80.0) / 3600.0),
                ("disconnects", 1.0),
                ("adherence", 300.0 / 480.0),
            ],
        )
        // She is a supervisor too, and has one status and one license for both (E-O3, E-L9).
        .figures("licenses", &["named"], &[("taken", 2.0), ("held", 300.0 / 480.0)]);
}

#[test]
fn where_there_are_no_statuses_no_operator_is_shown_offline() {
    desk(ONE_OPERATOR)
        .with(r#"groups.operators.connection={ uptime = "100s", downtime = "300s" }"#)
        .with("run.horizon=8m")
        .write("support", "80")
        .run()
        .sessions("answered ended\n 80 440")
        .figures("operators", &["anna"], &[("online_hours", 480.0 / 3600.0)]);
}

#[test]
fn an_operator_who_is_late_comes_later_and_one_who_is_absent_not_at_all() {
    let shift = r#"from = "00:00", to = "00:10""#;
    one(shift, &["lateness=45s"]).write("support", "10 50").run().sessions("answered\n 45\n 105");
    one(shift, &["absence=1"]).write("support", "10").run().sessions("answered\n -").figures(
        "operators",
        &["anna"],
        &[("absences", 1.0), ("adherence", 0.0), ("shrinkage", 1.0), ("online_hours", 0.0)],
    );
    one(shift, &["absence=0", "lateness=11m"])
        .write("support", "10")
        .run()
        .sessions("answered\n -");
}

#[test]
fn the_first_minutes_online_are_slow_and_work_left_is_rescaled() {
    // 20 seconds at half speed are 10 of work; the other 50 go at full speed.
    one(r#"from = "00:00", to = "00:10""#, &[r#"ramp_up={ for = "30s", speed = "50%" }"#])
        .write("support", "10 100")
        .run()
        .sessions("answered ended\n 10 80\n 100 160");
}

#[test]
fn log_ins_take_turns_with_log_outs_and_sessions_are_ended_first() {
    // Offline until 100, Online until 200, the session until 250, Offline until 350.
    desk(ONE_OPERATOR)
        .with(r#"groups.operators.logins={ online = "100s", offline = "100s" }"#)
        .write("support", "0 195 200 360")
        .run()
        .sessions(
            "arrived answered
             0       100
             195     195
             200     355
             360     415",
        );
}

#[test]
fn the_same_people_are_absent_on_the_same_days_whatever_else_changes() {
    let absences = |changes: &[&str]| {
        let shift = r#"from = "09:00", to = "17:00""#;
        let case = one(shift, &["absence=50%"]).with("run.horizon=30d");
        let played = changes.iter().fold(case, |case, change| case.with(change)).run();
        played.figure("operators", &["anna"], "absences")
    };
    let plain = absences(&[]);
    assert!((1.0..30.0).contains(&plain), "{plain}");
    let changed = [
        r#"groups.operators.members=["zoe", "anna"]"#,
        "groups.operators.limit=3",
        r#"groups.operators.lateness={ exponential = "5m" }"#,
        r#"groups.operators.connection={ uptime = { exponential = "1h" }, downtime = "5m" }"#,
    ];
    assert_eq!(plain, absences(&changed));
}
