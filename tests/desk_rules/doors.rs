//! Who is let in: opening hours, permitted clients, places to wait.

use super::{ONE_OPERATOR, desk};

#[test]
fn outside_the_opening_hours_sessions_are_refused_and_those_inside_go_on() {
    // Open from 600 to 1200.
    desk(ONE_OPERATOR)
        .with(r#"live_chats.support.open=[{ from = "00:10", to = "00:20" }]"#)
        .write("support", "599 600 1190 1195 1200")
        .run()
        .sessions(
            "arrived outcome reason answered ended
             599     refused closed -        599
             600     closed  -      600      660
             1190    closed  -      1190     1250
             1195    closed  -      1250     1310
             1200    refused closed -        1200",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 5.0),
                ("refused", 2.0),
                ("refused_closed", 2.0),
                ("refusal_rate", 0.4),
                ("service_level", 1.0),
                ("waited_share", 1.0 / 3.0),
            ],
        );
}

#[test]
fn opening_hours_may_run_over_midnight() {
    // The run begins on Monday at 23:30; open from 23:45 to 00:15.
    desk(ONE_OPERATOR)
        .with("run.starts=mon 23:30")
        .with(r#"live_chats.support.open=[{ days = "mon", from = "23:45", to = "00:15" }]"#)
        .write("support", "899 900 2699 2700")
        .run()
        .sessions("reason\n closed\n -\n -\n closed");
}

/// Two groups of employees; only the office may write.
const INTERNAL: &str = r#"
run = { horizon = "1h", replications = 1 }
client_groups = [{ name = "office" }, { name = "plant" }]

[[groups]]
name = "operators"
members = ["anna"]
limit = 1

[[live_chats]]
name = "help"
channel = "internal"
clients = ["office"]
operators = ["operators"]
open = [{ from = "00:00", to = "00:10" }]
arrivals = [
    { client_group = "office", replay = "office.csv", column = "at" },
    { client_group = "plant", replay = "plant.csv", column = "at" },
]
topics = [{ name = "question", effort = "60s" }]
"#;

#[test]
fn who_may_not_write_is_refused_for_that_reason_even_when_closed() {
    desk(INTERNAL).write("office", "0 700").write("plant", "10 710").run().sessions(
        "arrived outcome reason
         0       closed  -
         10      refused not-permitted
         700     refused closed
         710     refused not-permitted",
    );
}

#[test]
fn a_queue_without_places_refuses_the_client_who_would_have_to_wait() {
    desk(ONE_OPERATOR)
        .with("live_chats.support.queue_places=0")
        .write("support", "0 30 61")
        .run()
        .sessions(
            "arrived outcome reason     ended
             0       closed  -          60
             30      refused queue-full 30
             61      closed  -          121",
        )
        // Refused sessions are outside of what entered: two did, and neither waited.
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 3.0),
                ("refused_queue_full", 1.0),
                ("service_level", 1.0),
                ("service_level_offered", 1.0),
                ("waited_share", 0.0),
                ("refusal_rate", 1.0 / 3.0),
            ],
        );
}

#[test]
fn a_queue_with_one_place_lets_one_wait() {
    desk(ONE_OPERATOR)
        .with("live_chats.support.queue_places=1")
        .write("support", "0 30 31 60 61")
        .run()
        .sessions(
            "arrived outcome reason     answered
             0       closed  -          0
             30      closed  -          60
             31      refused queue-full -
             60      closed  -          120
             61      refused queue-full -",
        );
}
