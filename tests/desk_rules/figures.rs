//! Figures of the sheets on cases small enough to work out by hand.

use super::{Case, ONE_OPERATOR, desk};

/// Answered after 0 and 25 s; two give up after 30 s.
fn four(answer_within: &str, short_abandon: &str) -> Case {
    desk(ONE_OPERATOR)
        .with("live_chats.support.topics.question.patience=30s")
        .with(&format!("run.answer_within={answer_within}"))
        .with(&format!("run.short_abandon={short_abandon}"))
        .with("run.interval=60s")
        .write("support", "0 20 35 70")
}

#[test]
fn service_level_has_four_definitions() {
    let level = |within, short, expected: [f64; 4]| {
        let names = ["", "_answered", "_offered", "_removed"];
        let names = names.map(|variant| format!("service_level{variant}"));
        let expected: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(expected).collect();
        four(within, short).run().figures("live_chats", &["support"], &expected);
    };
    // Within 20 s: one of four, one of two answered.
    level("20s", "5s", [0.25, 0.5, 0.25, 0.25]);
    // A wait of exactly the threshold is within it.
    level("25s", "5s", [0.5, 1.0, 0.5, 0.5]);
    // Giving up within the threshold counts as removed in time.
    level("30s", "5s", [0.5, 1.0, 0.5, 1.0]);
    // Short abandonments, sooner than 31 s, leave the default's denominator.
    level("20s", "31s", [0.5, 0.5, 0.25, 0.25]);
    // Exactly 30 s is not sooner than 30 s.
    level("20s", "30s", [0.25, 0.5, 0.25, 0.25]);
}

#[test]
fn waits_are_of_the_answered_of_the_abandoned_and_of_both() {
    four("20s", "5s").run().figures(
        "live_chats",
        &["support"],
        &[
            ("asa", 12.5),
            ("wait_abandoned", 30.0),
            ("wait", 85.0 / 4.0),
            ("waited_share", 0.75),
            ("abandon_rate", 0.5),
            ("abandon_rate_net", 0.5),
            ("waiting", 85.0 / 3600.0),
            ("serving", 120.0 / 3600.0),
            ("online", 1.0),
            ("handle_time", 60.0),
            ("duration", 72.5),
            ("transfer_rate", 0.0),
            ("wait_after_transfer", f64::NAN),
        ],
    );
    four("20s", "31s").run().figures(
        "live_chats",
        &["support"],
        &[("short_abandoned", 2.0), ("abandon_rate", 0.5), ("abandon_rate_net", 0.0)],
    );
}

#[test]
fn percentiles_are_true_to_a_thousandth() {
    let played = four("20s", "5s").run();
    for (name, seconds) in [
        ("wait_p50", 25.0),
        ("wait_p90", 30.0),
        ("wait_max", 30.0),
        ("wait_answered_p50", 0.0),
        ("wait_answered_max", 25.0),
        ("wait_abandoned_p50", 30.0),
    ] {
        let found = played.figure("live_chats", &["support"], name);
        assert!((found - seconds).abs() <= seconds / 1000.0, "{name}: {found}");
    }
}

/// Few lengths are kept as they are, many in a histogram: all sessions write at once, and each waits for those
/// before it, a second and a bit each.
#[test]
fn percentiles_of_few_and_of_many_are_the_same_kind_of_figure() {
    for sessions in [400, 600] {
        let played = desk(ONE_OPERATOR)
            .with("run.horizon=1h")
            .with("live_chats.support.topics.question.effort=1.237s")
            .with("live_chats.support.topics.question.patience=none")
            .write("support", &"0 ".repeat(sessions))
            .run();
        for (name, share) in [("wait_p50", 0.5), ("wait_p90", 0.9), ("wait_p99", 0.99)] {
            let before = (share * sessions as f64).ceil() - 1.0;
            let exact = before * 1.237;
            let found = played.figure("live_chats", &["support"], name);
            let high = found - exact;
            assert!((-0.001..=exact / 1_000.0).contains(&high), "{sessions} {name}: {found}");
        }
    }
}

#[test]
fn a_session_counts_in_the_interval_in_which_it_came() {
    four("20s", "5s")
        .run()
        .figures(
            "intervals",
            &["support", "0"],
            &[
                ("offered", 3.0),
                ("answered", 2.0),
                ("abandoned", 1.0),
                ("asa", 12.5),
                ("service_level", 1.0 / 3.0),
                ("wait", 55.0 / 3.0),
                ("waiting", 55.0 / 60.0),
                ("serving", 1.0),
                ("online", 1.0),
            ],
        )
        .figures(
            "intervals",
            &["support", "60"],
            &[
                ("offered", 1.0),
                ("answered", 0.0),
                ("abandoned", 1.0),
                ("asa", f64::NAN),
                ("service_level", 0.0),
                ("waiting", 0.5),
                ("serving", 1.0),
            ],
        )
        .figures(
            "intervals",
            &["support", "120"],
            &[("offered", 0.0), ("service_level", f64::NAN), ("serving", 0.0)],
        );
}

#[test]
fn an_answer_in_the_next_interval_counts_where_the_session_came() {
    desk(ONE_OPERATOR)
        .with("run.interval=60s")
        .write("support", "0 59 119")
        .run()
        .figures("intervals", &["support", "0"], &[("answered", 2.0), ("asa", 0.5)])
        .figures("intervals", &["support", "60"], &[("answered", 1.0), ("asa", 1.0)]);
}

#[test]
fn occupancy_concurrency_and_slot_use_are_three_things() {
    // Sessions from 0 to 90, 30 to 150, 90 to 180: busy for 180 s with 300 session-seconds.
    desk(ONE_OPERATOR)
        .with("groups.operators.limit=2")
        .with("groups.operators.speeds=[1.0, 0.5]")
        .write("support", "0 30 40")
        .run()
        .figures(
            "operators",
            &["anna"],
            &[
                ("taken", 3.0),
                ("handle_time", 100.0),
                ("occupancy", 0.05),
                ("concurrency", 300.0 / 180.0),
                ("concurrency_max", 2.0),
                ("slot_utilisation", 300.0 / 7200.0),
                ("sessions_per_hour", 3.0),
                ("paid_utilisation", 0.05),
            ],
        )
        .figures(
            "groups",
            &["operators"],
            &[
                ("handle_time", 100.0),
                ("concurrent_aht", 60.0),
                ("sessions_per_operator_hour", 3.0),
                ("online", 1.0),
                ("online_share", 1.0),
            ],
        );
}

#[test]
fn wrap_up_is_occupied_time_and_slot_use_but_no_session() {
    // Two sessions of 60 s, each with 15 s of wrap-up.
    desk(ONE_OPERATOR)
        .with("groups.operators.wrap_up=15s")
        .write("support", "0 300")
        .run()
        .figures(
            "operators",
            &["anna"],
            &[
                ("occupancy", 150.0 / 3600.0),
                ("concurrency", 1.0),
                ("slot_utilisation", 150.0 / 3600.0),
                ("handle_time", 75.0),
            ],
        )
        .figures("groups", &["operators"], &[("handle_time", 75.0), ("wrap_up", 15.0)])
        .figures("live_chats", &["support"], &[("handle_time", 75.0), ("answer_to_close", 60.0)])
        .figures("desk", &[], &[("handle_time", 75.0), ("answer_to_close", 60.0)]);
}

#[test]
fn without_clients_there_are_no_rates() {
    desk(ONE_OPERATOR).run().figures(
        "live_chats",
        &["support"],
        &[
            ("offered", 0.0),
            ("service_level", f64::NAN),
            ("asa", f64::NAN),
            ("waiting", 0.0),
            ("wait_p50", f64::NAN),
            ("abandon_rate", f64::NAN),
        ],
    );
}

#[test]
fn forecasts_are_compared_with_the_waits_that_were_answered() {
    // The first chat lasts 60 s and is the mean of all. The session of 70 finds one that began at
    // 61 and no session before it in the queue: told 60 s by all three, it waits 51. That of 75 is
    // second: ((2 - 1) / 100 + 1) x 60 = 60.6 s, or 2 x 60 = 120 s, and it waits 106. That of 80
    // gives up, which proves nothing.
    desk(ONE_OPERATOR)
        .with("run.forecasts=all")
        .with("live_chats.support.topics.question.patience=107s")
        .write("support", "0 61 70 75 80")
        .run()
        .sessions(
            "arrived answered wait
             0       0        0
             61      61       0
             70      121      51
             75      181      106
             80      -        107",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("forecasts", 2.0),
                ("forecast_chats_error", f64::midpoint(60.0 - 51.0, 60.6 - 106.0)),
                ("forecast_online_error", f64::midpoint(60.0 - 51.0, 120.0 - 106.0)),
                ("forecast_serving_error", f64::midpoint(60.0 - 51.0, 120.0 - 106.0)),
                ("forecast_online_rmse", f64::midpoint(9.0_f64.powi(2), 14.0_f64.powi(2)).sqrt()),
            ],
        );
}

#[test]
fn without_the_key_nothing_is_forecast() {
    desk(ONE_OPERATOR).write("support", "0 61 70").run().figures(
        "live_chats",
        &["support"],
        &[("forecasts", 0.0), ("forecast_chats_error", f64::NAN)],
    );
}

#[test]
fn the_longest_is_exact_and_no_percentile_is_longer() {
    // Waits of 0 and 12,345 s, and of 0 and 12,345.678901 s: of these, a microsecond is seen.
    for (effort, longest) in [("12345s", 12_345.0), ("12345.678901s", 12_345.678_901)] {
        let played = desk(ONE_OPERATOR)
            .with("run.horizon=10h")
            .with(&format!("live_chats.support.topics.question.effort={effort}"))
            .with("edition.name=chatdesk")
            .with("edition.named_licenses=1")
            .with(r#"live_chats.support.supervisors=["operators"]"#)
            .with("live_chats.support.default_routing=group-queue")
            .write("support", "100 100")
            .run();
        for name in ["wait_answered_max", "wait_max", "wait_answered_p99", "wait_p95"] {
            played.figures("live_chats", &["support"], &[(name, longest)]);
        }
        played.figures("groups", &["operators"], &[("wait_answered_max", longest)]);
    }
    let patient = |patience: &str| {
        desk(ONE_OPERATOR)
            .with("run.horizon=10h")
            .with("live_chats.support.topics.question.effort=5h")
            .with(&format!("live_chats.support.topics.question.patience={patience}"))
            .write("support", "100 100")
            .run()
    };
    patient("12345s").figures("live_chats", &["support"], &[("wait_abandoned_max", 12_345.0)]);
}

#[test]
fn the_longest_wait_for_a_reply_is_exact_in_every_sheet() {
    // One client: the reply takes 4,321 s, which three digits would make another number.
    let played = desk(ONE_OPERATOR)
        .with("run.horizon=10h")
        .with("run.level=dialogue")
        .with(r#"live_chats.support.topics=[{ name = "question", dialogue = { rounds = { fixed = 2 }, reply = "4321s", think = "60s" } }]"#)
        .with("edition.name=chatdesk")
            .with("edition.named_licenses=1")
            .with(r#"live_chats.support.supervisors=["operators"]"#)
            .with("live_chats.support.default_routing=group-queue")
        .write("support", "100")
        .run();
    for (sheet, key) in [("live_chats", "support"), ("groups", "operators"), ("operators", "anna")]
    {
        played.figures(sheet, &[key], &[("reply_time_max", 4321.0)]);
    }
}

#[test]
fn only_a_wait_longer_than_nothing_is_a_wait() {
    // Each session goes through a step that takes no time; the second of two waits a minute.
    let paid = |changes: &[&str]| {
        let case = desk(ONE_OPERATOR)
            .with("edition.name=chatdesk")
            .with("edition.named_licenses=2")
            .with(r#"live_chats.support.supervisors=["operators"]"#);
        changes.iter().fold(case, |case, change| case.with(change))
    };
    let steps: [&[&str]; 4] = [
        &["live_chats.support.default_routing=group-queue", "groups.operators.queue.reaction=0s"],
        &[
            "live_chats.support.default_routing=group-queue",
            r#"groups.operators.queue.offer={ accept = "0s" }"#,
        ],
        &[
            "live_chats.support.default_routing=supervisor",
            r#"live_chats.support.supervision={ reaction = "0s", to = "operators" }"#,
        ],
        &[
            r#"live_chats.support.rules=[{ action = "bot" }]"#,
            r#"live_chats.support.bot={ time = "0s", containment = "0%" }"#,
            "live_chats.support.default_routing=group-queue",
        ],
    ];
    for step in steps {
        paid(step)
            .write("support", "0 0")
            .run()
            .sessions("wait\n 0\n 60")
            .figures("live_chats", &["support"], &[("waited_share", 0.5)])
            .figures("intervals", &["support"], &[("waited_share", 0.5)])
            .figures("groups", &["operators"], &[("waited_share", 0.5)]);
    }
    // Sent away and giving up at once are no waits either.
    for (change, outcome) in [
        ("live_chats.support.topics.question.patience=0s", "abandoned"),
        (r#"groups.operators.queue.overflow=[{ after = "0s", action = "missed" }]"#, "flowed-out"),
    ] {
        paid(&["live_chats.support.default_routing=group-queue", change])
            .write("support", "0 0")
            .run()
            .sessions(&format!("outcome wait\n closed 0\n {outcome} 0"))
            .figures("live_chats", &["support"], &[("waited_share", 0.0)])
            .figures("groups", &["operators"], &[("waited_share", 0.0)]);
    }
}

#[test]
fn who_still_waits_for_too_long_when_the_run_ends_counts_against_the_service_level() {
    // A client a minute for an hour, two minutes of work each: half of them are answered in the hour.
    // All but the first waited a minute or more, and so have those who still wait.
    let minutes: Vec<String> = (0..60).map(|minute| (minute * 60).to_string()).collect();
    let cut = |end: &str| {
        desk(ONE_OPERATOR)
            .with("live_chats.support.topics.question.effort=2m")
            .with(&format!("run.at_horizon={end}"))
            .with("run.answer_within=20s")
            .write("support", &minutes.join(" "))
            .run()
    };
    let level = |open: f64, overdue: f64| {
        [("open", open), ("open_overdue", overdue), ("service_level", 1.0 / 60.0)]
    };
    cut("cut").figures("live_chats", &["support"], &level(30.0, 30.0));
    cut("drain").figures("live_chats", &["support"], &level(0.0, 0.0));
    cut("cut").figures("channels", &["support"], &[("service_level", 1.0 / 60.0)]);
    // Of four who wait, two have waited longer than twenty seconds: one who has waited for just that
    // may still be answered in time.
    desk(ONE_OPERATOR)
        .with("run.horizon=100s")
        .with("run.interval=100s")
        .with("run.answer_within=20s")
        .with("live_chats.support.topics.question.effort=2m")
        .write("support", "0 10 79 80 99")
        .run()
        .figures(
            "live_chats",
            &["support"],
            &[
                ("open", 4.0),
                ("open_overdue", 2.0),
                ("service_level", 1.0 / 3.0),
                ("service_level_answered", 1.0),
                ("service_level_offered", 0.2),
            ],
        )
        .figures("intervals", &["support"], &[("service_level", 1.0 / 3.0)]);
}

#[test]
fn time_with_a_bot_makes_no_session_overdue_unless_it_counts() {
    // At 100 the bot has had the first since 0, and the second until 90: since then it waits.
    let case = |time: &str, within: &str| {
        desk(ONE_OPERATOR)
            .with("edition.name=chatdesk")
            .with("edition.named_licenses=2")
            .with(r#"live_chats.support.supervisors=["operators"]"#)
            .with(r#"shifts=[{ name = "late", from = "02:00", to = "03:00" }]"#)
            .with(r#"groups.operators.shifts=["late"]"#)
            .with(r#"live_chats.support.rules=[{ action = "bot" }]"#)
            .with(r#"live_chats.support.bot={ time = "90s" }"#)
            .with(&format!("live_chats.support.bot_time={time}"))
            .with(&format!("run.answer_within={within}"))
            .with("run.horizon=100s")
            .write("support", "0 20")
            .run()
    };
    let overdue = |time: &str, within: &str, number: f64| {
        case(time, within).figures("live_chats", &["support"], &[("open_overdue", number)]);
    };
    overdue("excluded", "9s", 1.0);
    overdue("excluded", "10s", 0.0);
    overdue("included", "79s", 2.0);
    overdue("included", "80s", 1.0);
}
