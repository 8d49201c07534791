//! A user who answers and supervises has one status, one license and one calendar (rules E-O3, E-L9).

use super::{Case, Played, desk};

/// Olga, or another lead, takes ten seconds to hand a session on to anna or boris, who take a
/// minute.
const DESK: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }
shifts = [{ name = "duty", from = "00:00", to = "00:02" }]

[[groups]]
name = "operators"
members = ["anna"]
limit = 1
selection = "listed"

[[groups]]
name = "leads"
members = ["anna"]

[[people]]
name = "anna"
shifts = ["duty"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "supervisor"
supervision = { reaction = "10s" }
selection = "listed"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

fn anna() -> Case {
    desk(DESK)
}

/// Online for so many seconds, in both parts.
#[track_caller]
fn online(played: &Played, seconds: f64) {
    for part in ["operators", "supervisors"] {
        played.figures(part, &["anna"], &[("online_hours", seconds / 3600.0)]);
    }
}

#[test]
fn who_has_a_session_to_end_is_online_in_both_parts_until_then_and_reads_nothing_more() {
    // She goes at 120: she ends what she reads until 122, and what she answers until 170.
    let played = anna().write("support", "100 112 130").run();
    played
        .sessions(
            "arrived dispatched answered ended
             100     110        110      170
             112     122        -        -
             130     -          -        -",
        )
        .figures("supervisors", &["anna"], &[("tasks", 2.0), ("utilisation", 20.0 / 170.0)])
        .figures("licenses", &["named"], &[("taken", 1.0), ("held", 170.0 / 3600.0)]);
    online(&played, 170.0);
}

#[test]
fn who_reads_is_online_in_both_parts_until_that_is_handed_on_and_takes_nothing_more() {
    let played =
        anna().with(r#"groups.operators.members=["anna", "boris"]"#).write("support", "115").run();
    played.sessions("dispatched answered first_operator\n 125 125 boris");
    online(&played, 125.0);
}

#[test]
fn who_comes_back_before_that_takes_again_in_both_parts() {
    // The break is from 120 to 140, and the session lasts until 170: the license is never given back.
    let played = anna()
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:05", breaks = [{ from = "00:02", to = "00:02:20" }] }]"#)
        .write("support", "100 130")
        .run();
    played
        .sessions(
            "arrived dispatched answered ended
             100     110        110      170
             130     150        170      230",
        )
        .figures("licenses", &["named"], &[("taken", 1.0)]);
    online(&played, 300.0);
}

#[test]
fn who_goes_at_once_drops_what_is_being_read_and_another_supervisor_reads_it() {
    // E-R7: no user who is Offline hands anything on. Anna goes at 120 and is back from 600 to 1800.
    for begin in ["at-once", "operator-free"] {
        let played = anna()
            .with(r#"groups.operators.members=["anna", "boris"]"#)
            .with(r#"groups.leads.members=["anna", "olga"]"#)
            .with(&format!("live_chats.support.supervision.begin={begin}"))
            .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:30", breaks = [{ from = "00:02", to = "00:10" }] }]"#)
            .with("people.anna.break_begins=at-once")
            .write("support", "115 700")
            .run();
        played
            .sessions(
                "arrived dispatched supervisor answered first_operator
                 115     130        olga       130      boris
                 700     710        anna       710      anna",
            )
            .figures("supervisors", &["anna"], &[("tasks", 2.0), ("dispatched", 1.0)])
            .figures("supervisors", &["olga"], &[("tasks", 1.0), ("dispatched", 1.0)]);
        online(&played, 1_320.0);
    }
}

#[test]
fn who_is_cut_off_reads_nothing_new_until_back() {
    let played = anna()
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:05" }]"#)
        .with(r#"people.anna.connection={ uptime = "100s", downtime = "60s" }"#)
        .write("support", "95 110")
        .run();
    // What is in a head is not lost: the first is handed on at 105, and answered from 160 on.
    played.sessions(
        "arrived dispatched answered
         95      105        160
         110     170        220",
    );
    online(&played, 340.0);
}

#[test]
fn the_license_is_given_back_when_both_parts_are_done() {
    // Boris waits in line for it from 60 on, and anna reads until 125.
    let played = anna()
        .with("edition={ name = 'service-2025', named_licenses = 0, named_holders = [], concurrent_licenses = 1, retry = 'in-line' }")
        .with(r#"groups.operators.members=["anna", "boris"]"#)
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:02" }, { name = "late", from = "00:01", to = "00:10" }]"#)
        .with(r#"people=[{ name = "anna", shifts = ["duty"] }, { name = "boris", shifts = ["late"] }]"#)
        .write("support", "115")
        .run();
    played
        .sessions("dispatched answered first_operator\n 125 125 boris")
        .figures("licenses", &["concurrent"], &[("taken", 2.0), ("refused", 1.0), ("peak", 1.0)])
        .figures("operators", &["boris"], &[("online_hours", 475.0 / 3600.0)]);
    online(&played, 125.0);
}

#[test]
fn a_user_who_changes_places_does_so_in_both_parts() {
    // Anna's position ends at 120, while she reads and boris has nothing to do: he goes, in both
    // parts, and she has his place until 600.
    let played = anna()
        .with(r#"groups.operators.members=["anna", "boris"]"#)
        .with("groups.operators.end_of_shift=first-to-finish")
        .with(r#"groups.leads.members=["anna", "boris"]"#)
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:02" }, { name = "long", from = "00:00", to = "00:10" }]"#)
        .with(r#"people=[{ name = "anna", shifts = ["duty"] }, { name = "boris", shifts = ["long"] }]"#)
        .write("support", "115 300")
        .run();
    played.sessions(
        "arrived dispatched supervisor answered first_operator
         115     125        anna       125      anna
         300     310        anna       310      anna",
    );
    online(&played, 600.0);
    for part in ["operators", "supervisors"] {
        played.figures(part, &["boris"], &[("online_hours", 120.0 / 3600.0)]);
    }
    played.figures("supervisors", &["anna"], &[("duty_hours", 600.0 / 3600.0)]);
}

#[test]
fn who_logs_in_at_random_does_so_in_both_parts() {
    // Here from 100 to 300, and from 400 on.
    let played = desk(&DESK.replace("shifts = [\"duty\"]", ""))
        .with("run.horizon=8m")
        .with(r#"people.anna.logins={ online = "200s", offline = "100s" }"#)
        .write("support", "50 295")
        .run();
    // At 300 she ends what she reads, and is away for 100 seconds from then on.
    played.sessions(
        "arrived dispatched answered ended
         50      110        110      170
         295     305        405      465",
    );
    online(&played, 205.0 + 75.0);
}
