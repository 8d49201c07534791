//! How a run begins and ends: warm-up, horizon, and what is still there.

use deskload::plan::AtHorizon;

use super::{ONE_OPERATOR, desk};

#[test]
fn cut_leaves_those_who_are_still_there_open() {
    desk(ONE_OPERATOR)
        .with("run.horizon=100s")
        .write("support", "0 10 20 100")
        .run()
        .sessions(
            "arrived answered outcome ended
             0       0        closed  60
             10      60       open    -
             20      -        open    -",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 3.0),
                ("answered", 2.0),
                ("closed", 1.0),
                ("open", 1.0),
                // Of three one was answered at once; at 100 the third has waited for 80 seconds.
                ("service_level", 2.0 / 3.0),
                ("asa", 25.0),
                ("serving", 1.0),
                ("waiting", 1.3),
            ],
        );
}

#[test]
fn what_would_end_at_the_horizon_has_not_ended() {
    desk(ONE_OPERATOR).with("run.horizon=60s").write("support", "0").run().sessions(
        "outcome ended
         open    -",
    );
}

#[test]
fn drain_lets_no_new_client_in_and_ends_what_is_there() {
    desk(ONE_OPERATOR)
        .with("run.horizon=100s")
        .with("run.at_horizon=drain")
        .write("support", "0 10 20 99 100")
        .run()
        .sessions(
            "arrived answered outcome ended
             0       0        closed  60
             10      60       closed  120
             20      120      closed  180
             99      180      closed  240",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 4.0),
                ("answered", 4.0),
                ("closed", 4.0),
                ("open", 0.0),
                ("asa", (50.0 + 100.0 + 81.0) / 4.0),
                // Levels are of the time until the horizon.
                ("serving", 1.0),
                ("waiting", (50.0 + 80.0 + 1.0) / 100.0),
            ],
        )
        // So is what operators do: two were taken by then.
        .figures(
            "operators",
            &["anna"],
            &[("taken", 2.0), ("closed", 2.0), ("handle_time", 60.0), ("occupancy", 1.0)],
        )
        .figures("groups", &["operators"], &[("taken", 2.0), ("closed", 2.0)]);
}

#[test]
fn a_drain_that_comes_to_its_bound_says_what_is_left() {
    // Anna takes longer than the four weeks of a drain over the first.
    let drained = desk(ONE_OPERATOR)
        .with("run.horizon=100s")
        .with("run.at_horizon=drain")
        .with("live_chats.support.topics.question.effort=40d")
        .write("support", "0 10")
        .run();
    drained.sessions(
        "arrived answered outcome
         0       0        open
         10      -        open",
    );
    let left = drained.outcome.findings.unanswered.expect("one is left");
    assert_eq!((left.open, left.offered, left.at_horizon), (1.0, 2.0, AtHorizon::Drain));
}

#[test]
fn a_drain_goes_on_through_closing_time_until_the_next_shift() {
    desk(ONE_OPERATOR)
        .with("run.horizon=10m")
        .with("run.at_horizon=drain")
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:10" }]"#)
        .with(r#"groups.operators.shifts=["duty"]"#)
        .write("support", "595 596")
        .run()
        // The second waits for the next morning.
        .sessions("answered ended\n 595 655\n 86400 86460");
}

#[test]
fn sessions_of_the_warm_up_load_the_desk_but_are_not_counted() {
    desk(ONE_OPERATOR)
        .with("run.warm_up=30s")
        .with("run.interval=60s")
        .write("support", "0 20 30 40")
        .run()
        .sessions(
            "arrived answered ended
             0       0        60
             20      60       120
             30      120      180
             40      180      240",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 2.0),
                ("answered", 2.0),
                ("closed", 2.0),
                ("asa", 115.0),
                ("waiting", (30.0 + 90.0 + 140.0) / 3570.0),
                ("serving", 210.0 / 3570.0),
            ],
        )
        .figures(
            "operators",
            &["anna"],
            &[
                ("taken", 3.0),
                ("closed", 3.0),
                ("handle_time", 60.0),
                ("occupancy", 210.0 / 3570.0),
            ],
        )
        // Of the first interval half is measured.
        .figures(
            "intervals",
            &["support", "0"],
            &[("offered", 2.0), ("serving", 1.0), ("waiting", (30.0 + 30.0 + 20.0) / 30.0)],
        );
}

#[test]
fn the_most_sessions_at_once_are_counted_from_the_end_of_the_warm_up() {
    // Three in the warm-up, of which two last until 110, beyond its end at 100; then one.
    desk(ONE_OPERATOR)
        .with("run.warm_up=100s")
        .with("groups.operators.limit=3")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .write("support", "30 50 50 200")
        .run()
        .sessions("ended\n 90\n 110\n 110\n 260")
        .figures("operators", &["anna"], &[("concurrency_max", 2.0)]);
}
