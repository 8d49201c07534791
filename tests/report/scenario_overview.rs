//! The page that `validate` prints about a scenario.

use deskload::plan::Precision;
use deskload::plan::{BreakLogout, Plan, PlanParts, Platform};
use deskload::report::scenario_overview;
use deskload::study::offered_load;

use crate::study::small_desk;

#[test]
fn a_run_that_finds_out_its_length_says_so_beforehand() {
    let run_line = |desk: &PlanParts| {
        let plan = Plan::new(desk.clone()).expect("a sound plan");
        let page = scenario_overview(&plan, &offered_load(&plan));
        let run = page.lines().skip_while(|line| !line.starts_with("run "));
        let words = run.take_while(|line| !line.is_empty()).flat_map(str::split_whitespace);
        words.collect::<Vec<_>>().join(" ")
    };
    let mut desk = small_desk();
    let run = &mut desk.run;
    run.statistics.precision = Some(Precision {
        half_width: 0.015,
        figure: "wait",
        live_chat: None,
        max_replications: 1_000,
    });
    let line = run_line(&desk);
    let expected = "; 10 replications or more, at most 1000, until wait ± 1.5 %, seed 1";
    assert!(line.ends_with(expected), "{line}");
    let run = &mut desk.run;
    (run.statistics.precision, run.statistics.batches, run.replications) = (None, Some(20), 1);
    let line = run_line(&desk);
    assert!(line.ends_with("; 1 replication in 20 batches, seed 1"), "{line}");
}

#[test]
fn licenses_of_the_platform_are_listed_after_those_of_the_solution() {
    let mut desk = small_desk();
    desk.licensing.platform = Some(Platform {
        named: 1,
        floating: 3,
        inactivity: None,
        tab_left_open: 0.0,
        break_logout: BreakLogout::LogOut,
    });
    desk.people[0].priority_login = true;
    let plan = Plan::new(desk).expect("a sound plan");
    let page = scenario_overview(&plan, &offered_load(&plan));
    let expected = "licenses  chatdesk edition; named 6 bought, 5 users in use; platform: named 1,\n\
        \x20         1 user in use, floating 3, shared by 4 users\n";
    assert!(page.contains(expected), "{page}");
}

#[test]
fn a_small_desk_is_described_on_a_page() {
    let plan = Plan::new(small_desk()).expect("a sound plan");
    let page = scenario_overview(&plan, &offered_load(&plan));
    let expected = "\
small
A small desk

people    5: 4 operators, 1 supervisor, slots unlimited
licenses  chatdesk edition; named 6 bought, 5 users in use
run       1d from Mon 00:00; 10 replications, seed 1

in words
internal   240 sessions in 1d, 10 an hour (66.7 % while closed); effort always
           6m00s at first, 9m30s with transfers and wrap-up, no client gives
           up; new sessions go to supervisors, who distribute them
transfers  25 % of question from general to expert
operators  4, 8.0 hours each in 1d
on duty, hour  09  10  11  12  13  14  15  16
Mon             4   4   4   4   4   4   4   4

live chat  channel   operators  slots      sessions  peak/h  closed
internal   internal  4          unlimited  80        10.0    66.7 %

group       staff  sessions  work    peak  capacity  tightest
general     3      80        9.0 h   1.12  4.50      25 % Mon 09:00
expert      1      20        3.7 h   0.46  1.50      31 % Mon 09:00
all groups  4      100       12.7 h  1.58  6.00      26 % Mon 09:00

Sessions and work are those of the whole run, transfers included, if no client
gives up. Peak and capacity are erlangs: one is the work of one operator with
one session at a time. Capacity: every slot taken. Peak and tightest: over
slices of 30m; tightest is the work offered / the capacity on duty.
Closed: of all who write, the share that comes while it is closed.
";
    assert_eq!(page, expected);
}
