//! Licenses of the platform: who may log in, and what a tab that is left open does (rule E-L11).

use super::{Case, desk};

/// One floating license, and a named one for olga. Anna is on duty until 600, boris from 300 to
/// 1200. Everybody has a license of the solution.
const SCARCE: &str = concat!(
    two_shifts!(),
    r#"
[edition]
name = "chatdesk"
named_licenses = 9
retry = "in-line"

[edition.platform]
named = 1
floating = 1
priority_login = ["leads"]
"#
);

const FLOATING: &[&str] = &["platform-floating"];

fn scarce() -> Case {
    desk(SCARCE)
}

/// A user who leaves never logs out, and the platform does after `inactivity`.
fn forgetful(inactivity: &str) -> Case {
    scarce()
        .with("edition.platform.tab_left_open=100%")
        .with(&format!("edition.platform.inactivity={inactivity}"))
}

/// With licenses of the solution that go Online and Offline with people.
fn concurrent(licenses: u32) -> Case {
    scarce()
        .with("edition.name=service-2025")
        .with("edition.named_licenses=0")
        .with(&format!("edition.concurrent_licenses={licenses}"))
}

/// Anna is on a break from 360 to 420.
fn pausing(case: Case) -> Case {
    case.with(r#"shifts=[{ name = "early", from = "00:00", to = "00:10", breaks = [{ from = "00:06", to = "00:07" }] }, { name = "late", from = "00:05", to = "00:20" }]"#)
}

#[test]
fn a_login_is_refused_while_all_floating_licenses_are_occupied() {
    // At 300, 420 and 540 anna is logged in; she leaves at 600; the next try is at 660.
    scarce()
        .with("edition.retry=every 2m")
        .write("support", "590 610 661")
        .run()
        .sessions(
            "arrived answered first_operator
             590      590      anna
             610      660      boris
             661      720      boris",
        )
        .figures(
            "licenses",
            FLOATING,
            &[
                ("bought", 1.0),
                ("taken", 2.0),
                ("refused", 3.0),
                ("refused_share", 0.6),
                ("denied_hours", 360.0 / 3600.0),
                ("peak", 1.0),
                // Anna ends her last session at 650.
                ("held", (650.0 + 540.0) / 3600.0),
                ("at_limit_share", (650.0 + 540.0) / 3600.0),
                ("left_open", 0.0),
                ("timed_out", 0.0),
            ],
        )
        .figures("licenses", &["platform-named"], &[("bought", 1.0), ("held", 1.0)])
        .figures("licenses", &["named"], &[("refused", 0.0), ("denied_hours", 0.0)])
        .figures("operators", &["boris"], &[("denied_hours", 360.0 / 3600.0)]);
}

#[test]
fn a_user_who_holds_a_named_license_can_always_log_in() {
    scarce()
        .with("edition.platform.named=2")
        .with(r#"edition.platform.priority_login=["leads", "night-owls"]"#)
        .write("support", "300 300")
        .run()
        .sessions("answered first_operator\n 300 anna\n 300 boris")
        .figures("licenses", FLOATING, &[("taken", 1.0), ("refused", 0.0)])
        .figures(
            "licenses",
            &["platform-named"],
            &[("taken", 2.0), ("peak", 2.0), ("held", (3600.0 + 900.0) / 3600.0)],
        );
}

#[test]
fn a_platform_may_have_named_licenses_only_or_floating_ones_only() {
    let named = r#"edition.platform={ named = 3 }"#;
    scarce()
        .with(named)
        .write("support", "300 300")
        .run()
        .sessions("answered first_operator\n 300 anna\n 300 boris")
        .figures("licenses", FLOATING, &[("bought", 0.0), ("taken", 0.0), ("refused", 0.0)])
        .figures("licenses", &["platform-named"], &[("peak", 3.0), ("taken", 3.0)]);
    // Olga and anna have them, until anna goes.
    let floating = r#"edition.platform={ floating = 2 }"#;
    scarce()
        .with(floating)
        .write("support", "310 320 600")
        .run()
        .sessions("answered first_operator\n 310 anna\n 370 anna\n 600 boris")
        .figures("licenses", FLOATING, &[("peak", 2.0), ("refused", 1.0)])
        .figures("licenses", &["platform-named"], &[("bought", 0.0), ("taken", 0.0)]);
}

#[test]
fn a_tab_left_open_keeps_the_license_occupied_without_its_user() {
    scarce()
        .with("edition.platform.tab_left_open=100%")
        .write("support", "700")
        .run()
        .sessions("answered\n -")
        .figures(
            "licenses",
            FLOATING,
            &[
                ("taken", 1.0),
                ("refused", 1.0),
                ("held", 1.0),
                ("left_open", 3000.0 / 3600.0),
                ("timed_out", 0.0),
                ("denied_hours", 900.0 / 3600.0),
            ],
        );
}

#[test]
fn the_platform_logs_out_who_was_idle_for_too_long() {
    // Anna's tab is open from 600 to 840, boris's from 1200 to 1440.
    forgetful("4m")
        .write("support", "610")
        .run()
        .sessions("answered first_operator\n 840 boris")
        .figures(
            "licenses",
            FLOATING,
            &[
                ("taken", 2.0),
                ("refused", 1.0),
                ("held", 1440.0 / 3600.0),
                ("left_open", 480.0 / 3600.0),
                ("timed_out", 2.0),
            ],
        );
}

#[test]
fn who_comes_back_before_the_timeout_still_holds_the_license() {
    // Anna's tab is open from 360 to 420, when she is back at it, and from 600 to 900; boris's from
    // 1200 to 1500.
    pausing(forgetful("5m"))
        .write("support", "361")
        .run()
        .sessions("answered first_operator\n 420 anna")
        .figures(
            "licenses",
            FLOATING,
            &[
                ("taken", 2.0),
                ("refused", 1.0),
                ("held", 1500.0 / 3600.0),
                ("left_open", (60.0 + 300.0 + 300.0) / 3600.0),
                ("timed_out", 2.0),
            ],
        );
}

#[test]
fn who_comes_back_after_the_timeout_has_to_log_in_again() {
    // Boris has anna's license from 390 on.
    pausing(forgetful("30s"))
        .write("support", "361 421")
        .run()
        .sessions("answered first_operator\n 390 boris\n 450 boris")
        .figures("licenses", FLOATING, &[("taken", 2.0), ("refused", 2.0), ("timed_out", 2.0)])
        .figures("operators", &["anna"], &[("denied_hours", 180.0 / 3600.0)]);
}

#[test]
fn a_break_is_a_leave_unless_one_stays_logged_in() {
    // Boris has the license from 360 to 1200, and anna stands in line until her shift ends.
    pausing(scarce())
        .write("support", "361")
        .run()
        .sessions("answered first_operator\n 361 boris")
        .figures("licenses", FLOATING, &[("taken", 2.0), ("refused", 2.0), ("left_open", 0.0)]);
    // She keeps it, and logs out when she goes for good.
    pausing(scarce())
        .with("edition.platform.on_break=stay")
        .write("support", "361 601")
        .run()
        .sessions("answered first_operator\n 420 anna\n 601 boris")
        .figures(
            "licenses",
            FLOATING,
            &[("taken", 2.0), ("refused", 1.0), ("left_open", 60.0 / 3600.0), ("timed_out", 0.0)],
        );
}

#[test]
fn a_break_that_begins_late_is_a_break_all_the_same() {
    // What anna took at 350 keeps her until 470, and her minute's break until 530.
    pausing(scarce())
        .with("edition.platform.on_break=stay")
        .with("groups.early-birds.late_break=length")
        .write("support", "350 355 480")
        .with("live_chats.support.topics.question.effort=120s")
        .run()
        .sessions("answered first_operator\n 350 anna\n 530 anna\n 650 boris")
        .figures("licenses", FLOATING, &[("left_open", 60.0 / 3600.0), ("refused", 1.0)]);
}

#[test]
fn who_is_cut_off_has_not_logged_out() {
    // Anna is cut off at 100 and shown Offline at 220; the platform logs her out at 280.
    let connection = r#"groups.early-birds.connection={ uptime = "100s", downtime = "1h", auto_offline = "2m" }"#;
    scarce()
        .with(connection)
        .with("edition.platform.inactivity=60s")
        .write("support", "290")
        .run()
        .sessions("answered first_operator\n 300 boris")
        .figures(
            "licenses",
            FLOATING,
            &[
                ("refused", 0.0),
                ("held", (280.0 + 900.0) / 3600.0),
                ("left_open", 60.0 / 3600.0),
                ("timed_out", 1.0),
            ],
        );
}

#[test]
fn the_login_comes_before_the_license_of_the_solution() {
    // Olga has one of the two concurrent licenses. Boris is not even asked about the other.
    concurrent(3)
        .write("support", "310 320")
        .run()
        .sessions("answered first_operator\n 310 anna\n 370 anna")
        .figures("licenses", &["concurrent"], &[("refused", 0.0), ("peak", 2.0)])
        .figures("licenses", FLOATING, &[("refused", 1.0), ("denied_hours", 300.0 / 3600.0)]);
    // He is logged in and without a license, and stays so while he waits for one.
    concurrent(2)
        .with("edition.platform.floating=2")
        .write("support", "310 320")
        .run()
        .sessions("answered first_operator\n 310 anna\n 370 anna")
        .figures(
            "licenses",
            &["concurrent"],
            &[("refused", 1.0), ("denied_hours", 300.0 / 3600.0), ("held", 1.0 + 1200.0 / 3600.0)],
        )
        .figures(
            "licenses",
            FLOATING,
            &[
                ("refused", 0.0),
                ("denied_hours", 0.0),
                ("peak", 2.0),
                ("held", (600.0 + 900.0) / 3600.0),
                ("left_open", 0.0),
            ],
        );
}

#[test]
fn who_waited_for_the_login_may_then_wait_for_a_license() {
    // Olga, from 240 on, waits for the only concurrent license, and boris, from 300 on, for the
    // login. At 600 she gets the one and he the other.
    concurrent(1)
        .with(r#"shifts=[{ name = "early", from = "00:00", to = "00:10" }, { name = "late", from = "00:05", to = "00:20" }, { name = "lead", from = "00:04", to = "00:15" }]"#)
        .with(r#"groups.leads.shifts=["lead"]"#)
        .write("support", "601")
        .run()
        .sessions("answered first_operator\n 900 boris")
        .figures(
            "licenses",
            FLOATING,
            &[("taken", 2.0), ("refused", 1.0), ("denied_hours", 300.0 / 3600.0)],
        )
        .figures(
            "licenses",
            &["concurrent"],
            &[("taken", 3.0), ("refused", 2.0), ("denied_hours", 300.0 / 3600.0)],
        )
        .figures("operators", &["boris"], &[("denied_hours", 600.0 / 3600.0)]);
}

#[test]
fn who_gives_up_on_a_license_of_the_solution_leaves_the_platform() {
    concurrent(2)
        .with("edition.platform.floating=2")
        .with("edition.retry=none")
        .write("support", "700")
        .run()
        .sessions("answered\n -")
        .figures("licenses", &["concurrent"], &[("refused", 1.0)])
        .figures("licenses", FLOATING, &[("taken", 2.0), ("held", 600.0 / 3600.0)]);
}

#[test]
fn who_is_operator_and_supervisor_logs_in_once() {
    scarce()
        .with(r#"groups.leads.members=["anna"]"#)
        .with("edition.platform={ floating = 1, tab_left_open = \"100%\", inactivity = \"1m\" }")
        .write("support", "0 610")
        .run()
        .sessions("answered first_operator\n 0 anna\n 660 boris")
        .figures(
            "licenses",
            FLOATING,
            &[
                ("taken", 2.0),
                ("peak", 1.0),
                ("refused", 1.0),
                ("held", (660.0 + 600.0) / 3600.0),
                ("timed_out", 2.0),
            ],
        );
}

#[test]
fn the_platform_is_there_in_every_edition() {
    scarce()
        .with("edition={ name = \"free\", retry = \"none\", platform = { floating = 2 } }")
        // With two free at once it would be by lot, as in `free` who is first takes a session.
        .with("live_chats.support.selection=random")
        .write("support", "310 320")
        .run()
        .sessions("answered first_operator\n 310 anna\n 370 anna")
        .figures("licenses", FLOATING, &[("refused", 1.0), ("taken", 2.0)])
        .figures("licenses", &["named"], &[("bought", f64::NAN)]);
}

#[test]
fn the_same_tabs_are_left_open_whatever_else_changes() {
    let month = |with: &[&str]| {
        let case = scarce()
            .with("run.horizon=40d")
            .with("edition.platform.tab_left_open=30%")
            .with("edition.platform.inactivity=2h");
        with.iter().fold(case, |case, change| case.with(change)).run()
    };
    let timed_out = |with: &[&str]| month(with).figure("licenses", FLOATING, "timed_out");
    // Of eighty leaves some twenty-four.
    let usual = timed_out(&["edition.platform.floating=2"]);
    assert!((12.0..=38.0).contains(&usual), "{usual}");
    // More licenses, or other shares of the work, change nothing about who forgets to log out.
    assert_eq!(timed_out(&["edition.platform.floating=9"]), usual);
    assert_eq!(timed_out(&["edition.platform.floating=2", "groups.night-owls.limit=2"]), usual);
    assert_ne!(timed_out(&["edition.platform.floating=2", "run.seed=2"]), usual);
    // Nor does what they do on breaks.
    let break_for = |on_break: &str| {
        let case = pausing(forgetful("2h")).with("run.horizon=40d");
        let case = case.with("edition.platform.floating=2").with(on_break);
        let case = case.with("edition.platform.tab_left_open=30%");
        case.run().figure("licenses", FLOATING, "timed_out")
    };
    let leave = break_for("edition.platform.on_break=leave");
    assert_eq!(break_for("edition.platform.on_break=stay"), leave);
}
