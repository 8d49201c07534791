//! Named and concurrent licenses: who may go Online, and what a user does who may not.

use super::{Case, desk};

/// One concurrent license. Anna is on duty until 600, boris from 300 to 1200. Olga's is named.
const SCARCE: &str = concat!(
    two_shifts!(),
    r#"
[edition]
name = "service-2025"
named_licenses = 1
named_holders = ["olga"]
concurrent_licenses = 1
"#
);

fn scarce(retry: &str) -> Case {
    desk(SCARCE).with(&format!("edition.retry={retry}"))
}

#[test]
fn who_is_refused_and_does_not_retry_stays_offline() {
    scarce("none")
        .write("support", "0 310 320 700")
        .run()
        .sessions(
            "arrived answered first_operator
             0       0        anna
             310     310      anna
             320     370      anna
             700     -        -",
        )
        .figures(
            "licenses",
            &["concurrent"],
            &[
                ("bought", 1.0),
                ("taken", 1.0),
                ("refused", 1.0),
                ("peak", 1.0),
                ("held", 1.0 / 6.0),
                ("held_p95", 1.0),
                ("at_limit_share", 1.0 / 6.0),
            ],
        )
        .figures(
            "licenses",
            &["named"],
            &[
                ("bought", 1.0),
                ("taken", 1.0),
                ("refused", 0.0),
                ("held", 1.0),
                ("at_limit_share", 1.0),
            ],
        )
        .figures("operators", &["boris"], &[("duty_hours", 0.25), ("online_hours", 0.0)]);
}

#[test]
fn who_does_not_retry_asks_again_after_a_break() {
    let shifts = r#"shifts=[{ name = "early", from = "00:00", to = "00:10" },
        { name = "late", from = "00:05", to = "00:20", breaks = [{ from = "00:12", to = "00:13" }] }]"#;
    scarce("none").with(&shifts.replace('\n', " ")).write("support", "700").run().sessions(
        "answered first_operator
         780      boris",
    );
}

#[test]
fn who_retries_is_online_at_the_first_try_that_finds_a_license() {
    // At 300, 420 and 540 anna holds it; she gives it back at 600; the next try is at 660.
    scarce("every 2m")
        .write("support", "610 661")
        .run()
        .sessions(
            "answered first_operator
             660      boris
             720      boris",
        )
        .figures(
            "licenses",
            &["concurrent"],
            &[("taken", 2.0), ("refused", 3.0), ("peak", 1.0), ("held", (600.0 + 540.0) / 3600.0)],
        );
}

#[test]
fn the_first_in_line_gets_the_license_that_is_given_back() {
    scarce("in-line")
        .write("support", "601")
        .run()
        .sessions("answered first_operator\n 601 boris")
        .figures(
            "licenses",
            &["concurrent"],
            &[("taken", 2.0), ("refused", 1.0), ("held", 1200.0 / 3600.0)],
        );
}

#[test]
fn a_license_is_given_back_when_the_last_session_is_ended() {
    // Anna ends at 650 what she took at 590, so boris comes at 650.
    scarce("in-line").write("support", "590 595").run().sessions(
        "answered first_operator ended
         590      anna           650
         650      boris          710",
    );
}

#[test]
fn who_waits_in_line_until_the_end_of_the_shift_leaves_the_line() {
    // Anna's shift is the longer one: the license is back at 1800, when boris is gone.
    scarce("in-line")
        .with(r#"shifts=[{ name = "early", from = "00:00", to = "00:30" }, { name = "late", from = "00:05", to = "00:20" }]"#)
        .write("support", "1801")
        .run()
        .sessions("answered\n -")
        .figures("licenses", &["concurrent"], &[("taken", 1.0), ("held", 0.5)]);
}

#[test]
fn a_named_holder_can_always_go_online() {
    scarce("none")
        .with("edition.named_licenses=2")
        .with(r#"edition.named_holders=["olga", "boris"]"#)
        .write("support", "300 300")
        .run()
        .sessions(
            "answered first_operator
             300      anna
             300      boris",
        )
        .figures("licenses", &["concurrent"], &[("taken", 1.0), ("refused", 0.0)])
        .figures("licenses", &["named"], &[("peak", 2.0), ("taken", 2.0)]);
}

#[test]
fn a_break_gives_the_license_back() {
    // Anna is on a break from 360 to 420. Boris, in line since 300, gets her license and keeps it
    // until 1200; she stands in line from 420 until her shift ends at 600.
    scarce("in-line")
        .with(r#"shifts=[{ name = "early", from = "00:00", to = "00:10", breaks = [{ from = "00:06", to = "00:07" }] }, { name = "late", from = "00:05", to = "00:20" }]"#)
        .write("support", "355 450")
        .run()
        .sessions(
            "answered first_operator
             355      anna
             450      boris",
        )
        .figures("operators", &["anna"], &[("online_hours", 415.0 / 3600.0)])
        .figures("licenses", &["concurrent"], &[("taken", 2.0), ("refused", 2.0)]);
}

#[test]
fn at_the_change_of_shifts_licenses_are_given_back_before_others_are_asked_for() {
    // Boris comes at 600, the instant at which anna goes, no matter who stands first in the file.
    let shifts = r#"shifts=[{ name = "early", from = "00:00", to = "00:10" }, { name = "late", from = "00:10", to = "00:20" }]"#;
    for (first, second) in [("anna", "boris"), ("boris", "anna")] {
        let [early, late] = if first == "anna" { ["early", "late"] } else { ["late", "early"] };
        scarce("none")
            .with(shifts)
            .with(&format!(r#"groups.early-birds.members=["{first}"]"#))
            .with(&format!(r#"groups.night-owls.members=["{second}"]"#))
            .with(&format!(r#"groups.early-birds.shifts=["{early}"]"#))
            .with(&format!(r#"groups.night-owls.shifts=["{late}"]"#))
            .write("support", "500 600")
            .run()
            .sessions(
                "answered first_operator
                 500      anna
                 600      boris",
            )
            .figures("licenses", &["concurrent"], &[("taken", 2.0), ("refused", 0.0)]);
    }
}

#[test]
fn who_is_operator_and_supervisor_uses_one_license() {
    desk(SCARCE)
        .with(r#"groups.leads.members=["olga", "anna"]"#)
        .with("live_chats.support.default_routing=supervisor")
        .with("live_chats.support.supervision.reaction=10s")
        .with("live_chats.support.supervision.to=early-birds")
        .with("edition.named_holders=[\"boris\"]")
        .with(r#"people.olga.shifts=["late"]"#)
        .with("edition.retry=none")
        .write("support", "0")
        .run()
        // Olga, on duty from 300, finds the only concurrent license with anna.
        .sessions("dispatched supervisor answered first_operator\n 10 anna 10 anna")
        .figures(
            "licenses",
            &["concurrent"],
            &[("taken", 1.0), ("peak", 1.0), ("refused", 1.0), ("held", 1.0 / 6.0)],
        );
}

#[test]
fn a_license_got_in_line_serves_the_operator_and_the_supervisor_in_one_person() {
    // From 300 on there stand in line boris, once for both parts, and clara. At 600 boris gets the
    // license, and distributes with it and answers.
    scarce("in-line")
        .with(r#"groups.leads.members=["boris"]"#)
        .with(r#"groups.night-owls.members=["boris", "clara"]"#)
        .with("edition.named_licenses=0")
        .with("edition.named_holders=[]")
        .with("live_chats.support.default_routing=supervisor")
        .with("live_chats.support.supervision.reaction=10s")
        .with("live_chats.support.supervision.to=night-owls")
        .write("support", "610")
        .run()
        .sessions(
            "dispatched supervisor answered first_operator
             620        boris      620      boris",
        );
}

#[test]
fn without_any_concurrent_license_none_is_free_at_any_time() {
    scarce("none")
        .with("edition.concurrent_licenses=0")
        .write("support", "0")
        .run()
        .sessions("outcome\n open")
        .figures(
            "licenses",
            &["concurrent"],
            &[("refused", 2.0), ("held", 0.0), ("at_limit_share", 1.0)],
        );
}

#[test]
fn the_pauses_before_asking_again_double_up_to_a_bound() {
    // Boris asks at 300, and after 60, 120 and 240 seconds more: at 720, when anna has gone.
    scarce("backoff 1m")
        .write("support", "610")
        .run()
        .sessions("answered first_operator\n 720 boris")
        .figures("operators", &["boris"], &[("denied_hours", 420.0 / 3600.0)])
        .figures(
            "licenses",
            &["concurrent"],
            &[("refused", 3.0), ("denied_hours", 420.0 / 3600.0)],
        );
    // With a bound of 100 seconds: after 60, 100, 100 and 100.
    scarce("backoff 1m to 100s").write("support", "610").run().sessions("answered\n 660");
}

#[test]
fn who_asks_again_at_random_gets_a_license_sooner_or_later() {
    scarce("random 20s")
        .with("shifts.late.to=01:00")
        .write("support", "3000")
        .run()
        .sessions("answered first_operator\n 3000 boris")
        .figures("licenses", &["concurrent"], &[("taken", 2.0)]);
}

#[test]
fn a_wait_counts_as_caused_by_licenses_while_a_user_is_denied_one() {
    // Boris is denied from 300 to 600. Only the third client has to wait meanwhile.
    scarce("every 5m")
        .write("support", "0 310 320 700")
        .run()
        .figures("live_chats", &["support"], &[("common_license_waited_share", 0.25)])
        .figures("operators", &["boris"], &[("denied_hours", 300.0 / 3600.0)])
        // One license is held for 1200 seconds: for less than half an hour nothing is billed.
        .figures(
            "licenses",
            &["concurrent"],
            &[("peak", 1.0), ("billed_peak", 0.0), ("refused_share", 1.0 / 3.0)],
        )
        .figures("licenses", &["named"], &[("billed_peak", 1.0)]);
}

#[test]
fn no_more_users_are_online_at_once_than_the_platform_lets_in() {
    // Olga and anna are; five concurrent licenses are of no use to boris until she goes.
    scarce("in-line")
        .with("edition.concurrent_licenses=5")
        .with("edition.users_at_once=2")
        .write("support", "310 320")
        .run()
        .sessions("answered first_operator\n 310 anna\n 370 anna")
        .figures("licenses", &["concurrent"], &[("peak", 1.0), ("refused", 1.0)])
        .figures("operators", &["boris"], &[("denied_hours", 300.0 / 3600.0)]);
}
