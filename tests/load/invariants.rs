//! Invariants under load: disturbances, and claims that are not atomic.

use deskload::load::{LiveEnd, recoveries};
use deskload::plan::Plan;

use super::{desk, load, plan};
use crate::scenario::{read_file, scenarios};

/// At 600 seconds a second: 20 operators, a minute of work, 15 sessions a minute by the desk's clock.
/// For half a second, from the end of the first on, something is done to it.
fn disturbed(what: &str) -> Plan {
    let load = format!(
        "speed = 600\narbiters = 2\nplacement = \"apart\"\nduration = \"2200ms\"\nsettle = \"200ms\"\ndrain = \"5s\"\n\
         [[load.disturbances]]\nat = \"1s\"\nfor = \"500ms\"\n{what}"
    );
    plan(&desk(20, "900/h", "1m", "10m", &load))
}

#[test]
fn nothing_is_lost_by_any_disturbance() {
    for what in [
        "kind = \"disconnect\"",
        "kind = \"disconnect\"\ngroup = \"operators\"\nshare = \"50%\"",
        "kind = \"stall\"\narbiter = 1",
        "kind = \"fail\"\nrole = \"live-chat\"\nlive_chat = \"support\"",
        "kind = \"fail\"\nrole = \"operators\"\ngroup = \"operators\"",
        "kind = \"outage\"",
    ] {
        let report = load(&disturbed(what));
        assert_eq!(report.outcome.end, LiveEnd::Finished, "{what}");
        // Five seconds after the last one came, all have left: each has a minute of work, a tenth of a
        // second here, and waits for ten minutes at the most on average, a second.
        assert_eq!(report.outcome.left_open, 0, "{what}");
        let all = recoveries(&report);
        assert_eq!(all.len(), 1);
        assert!(what.contains(all[0].name), "{what}");
        assert!(all[0].sessions > 0, "{what}: {all:?}");
    }
}

/// While all are cut off no session is taken, so sessions wait: 15 a minute for five minutes of desk
/// time, less those who give up, who are a quarter by then. In the second before there are 15 erlangs
/// for 20 operators, and few wait.
#[test]
fn a_desk_that_is_cut_off_queues_and_recovers() {
    let report = load(&disturbed("kind = \"disconnect\""));
    let recovery = &recoveries(&report)[0];
    assert!(recovery.most_waiting > recovery.usual_waiting + 10, "{recovery:?}");
    let burst = load(&disturbed("kind = \"outage\""));
    let recovery = &recoveries(&burst)[0];
    // The second in which the outage ends has as many as any other, all of them in its second half.
    assert!(recovery.most_waiting > recovery.usual_waiting, "{recovery:?}");
}

/// Supervisors of `internal-and-external` read some hundred and fifty sessions an hour on a Monday
/// morning, a quarter of a minute each. For a second, ten minutes of desk time, they take twenty times as
/// long: four of them then read 8 sessions instead of the 25 to 40 that come, and the others wait.
#[test]
fn slow_supervisors_let_sessions_wait_and_lose_none() {
    let overrides = [
        "run.starts=\"mon 10:00\"",
        "load.speed=600",
        "load.duration=\"4s\"",
        "load.settle=\"200ms\"",
        "load.drain=\"0s\"",
        "load.disturbances=[{kind=\"slow-supervisors\", at=\"1s\", for=\"1s\", factor=20}]",
    ];
    let path = scenarios().join("internal-and-external.toml");
    let reading = read_file(&path, &overrides);
    let report = load(&reading.plan.expect("a plan"));
    assert_eq!(report.outcome.end, LiveEnd::Finished);
    let recovery = &recoveries(&report)[0];
    assert!(recovery.most_waiting > recovery.usual_waiting + 5, "{recovery:?}");
}

/// Ten concurrent licenses, five of which are taken back for half a second: five operators go Offline at
/// once and come back; their sessions stand still meanwhile. That no more are held than were bought,
/// and that no operator acts without one, the ledger judges.
#[test]
fn licenses_that_are_revoked_come_back() {
    let load_keys = "speed = 600\narbiters = 2\nplacement = \"apart\"\nduration = \"2500ms\"\n\
                     settle = \"200ms\"\ndrain = \"10s\"\n[[load.disturbances]]\nat = \"1s\"\nfor = \"500ms\"\n\
                     kind = \"revoke\"\nlicenses = 5";
    let text = desk(10, "420/h", "1m", "10m", load_keys);
    let text = format!(
        "{}\n[edition]\nname = \"service-2025\"\nnamed_licenses = 0\nconcurrent_licenses = 10\n",
        text
    );
    let text = text.replace(
        "operators = [\"operators\"]\n",
        "operators = [\"operators\"]\nsupervisors = [\"operators\"]\ndefault_routing = \"group-queue\"\n",
    );
    let report = load(&plan(&text));
    assert_eq!(report.outcome.end, LiveEnd::Finished);
    let licenses = report.sheets.iter().find(|sheet| sheet.name == "licenses").expect("a sheet");
    assert!(!licenses.rows.is_empty());
    assert_eq!(report.outcome.left_open, 0);
}

/// Twelve operators, each of whom serves six queues on several arbiters, with one slot each: queues
/// assign to the same slot all the time.
fn contended(claims: &str) -> Plan {
    let mut text = String::from(
        "[run]\nhorizon = \"1h\"\nreplications = 1\n[edition]\nname = \"chatdesk\"\nnamed_licenses = 13\n\
         [[groups]]\nname = \"leads\"\ncount = 1\n",
    );
    let members: Vec<String> = (1..=12).map(|one| format!("\"o{one}\"")).collect();
    for group in 1..=6 {
        text += &format!(
            "[[groups]]\nname = \"g{group}\"\nmembers = [{}]\nlimit = 1\n",
            members.join(", ")
        );
    }
    for chat in 1..=6 {
        text += &format!(
            "[[live_chats]]\nname = \"c{chat}\"\nchannel = \"website\"\noperators = [\"g{chat}\"]\n\
             supervisors = [\"leads\"]\ndefault_routing = \"group-queue\"\n\
             [[live_chats.arrivals]]\nrate = \"10/s\"\n[[live_chats.topics]]\nname = \"q{chat}\"\n\
             effort = {{ exponential = \"5ms\" }}\npatience = {{ exponential = \"1s\" }}\n"
        );
    }
    text += &format!(
        "[load]\nclaims = \"{claims}\"\nrate = \"3000/s\"\nduration = \"3s\"\nsettle = \"200ms\"\n\
         drain = \"2s\"\narbiters = 2\nplacement = \"apart\"\n"
    );
    plan(&text)
}

#[test]
fn a_slot_is_never_filled_twice_unless_claims_are_made_in_two_steps() {
    let report = load(&contended("atomic"));
    let counts = report.outcome.tally.counts;
    assert_eq!(report.outcome.over_assignments, 0);
    // The race is there: queues assigned to slots that had been taken, and got the sessions back.
    assert!(counts.accepted > 1_000 && counts.sent_back > 0, "{counts:?}");
    let report = load(&contended("read-then-write"));
    assert!(report.outcome.over_assignments > 0, "{:?}", report.outcome.tally.counts);
}
