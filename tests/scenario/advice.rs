//! What is allowed, but hardly meant: a warning says so, and the scenario runs.

use super::{MadeUp, read, rendered, without_old_names};

/// General operators work from nine to six, experts until five; the live chat is open until six.
const DESK: &str = r#"
limit = 3
run = { starts = "mon 00:00", horizon = "7d" }
edition = { name = "service-2025", named_licenses = 1, concurrent_licenses = 3 }
shifts = [
    { name = "long", days = "mon-fri", from = "09:00", to = "18:00" },
    { name = "short", days = "mon-fri", from = "09:00", to = "17:00" },
]

[[groups]]
name = "general"
members = ["anna", "boris"]
shifts = ["long"]

[[groups]]
name = "experts"
members = ["clara"]
shifts = ["short"]

[[groups]]
name = "leads"
members = ["olga"]
shifts = ["long"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "experts"]
supervisors = ["leads"]
default_routing = "group-queue"
open = [{ days = "mon-fri", from = "09:00", to = "17:00" }]
arrivals = [{ rate = "30/h" }]

[[live_chats.topics]]
name = "payroll"
effort = "5m"
patience = "none"
transfers = [{ from = "general", to = "experts", chance = "50%" }]
"#;

#[track_caller]
fn warnings(overrides: &[&str]) -> String {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let reading = without_old_names(read("desk.toml", DESK.as_bytes(), &MadeUp(&[]), &overrides));
    assert!(reading.plan.is_some(), "{}", rendered(&reading));
    rendered(&reading)
}

#[track_caller]
fn says(overrides: &[&str], words: &[&str]) {
    let said = warnings(overrides);
    for word in words {
        assert!(said.contains(word), "{word:?} is missing in\n{said}");
    }
}

#[test]
fn a_desk_that_is_meant_so_is_not_warned_of() {
    assert_eq!(warnings(&[]), "");
}

#[test]
fn a_group_that_goes_home_before_the_live_chat_closes() {
    let later = r#"live_chats.support.open=[{ days = "mon-fri", from = "09:00", to = "18:00" }]"#;
    says(&[later], &["group `experts`", "5.0 h in the first week", "from Mon 17:00 on"]);
}

#[test]
fn a_live_chat_that_is_open_while_everybody_is_away() {
    let always = "live_chats.support.open=[{}]";
    // Nine of 24 hours on five days are covered.
    says(&[always], &["none of its operators is on duty: 123.0 h", "from Mon 00:00 on"]);
}

#[test]
fn fewer_licenses_than_people_on_duty() {
    // Four people, one of them with a named license.
    says(&["edition.concurrent_licenses=2"], &["up to 3 people", "for 2", "40.0 h", "Mon 09:00"]);
}

#[test]
fn fewer_licenses_of_the_platform_than_people_on_duty() {
    // Four people, of whom one has a named license of the platform: three are there until five.
    let platform = |floating: u32| {
        format!(
            "edition.platform={{ named = 1, floating = {floating}, priority_login = [\"leads\"] }}"
        )
    };
    says(
        &[&platform(2)],
        &["up to 3 people", "license of the platform", "for 2 floating", "40.0 h", "Mon 09:00"],
    );
    says(&[&platform(2)], &["rule E-L11", "refused the login"]);
    assert_eq!(warnings(&[&platform(3)]), "");
    says(&["edition.users_at_once=3"], &["up to 4 people", "3 may be Online", "40.0 h", "E-L13"]);
    assert_eq!(warnings(&["edition.users_at_once=4"]), "");
}

#[test]
fn a_timeout_that_no_client_runs_into() {
    let enough = "edition.platform={ floating = 4, inactivity = \"30m\" }";
    says(&[enough], &["no-effect", "no operator here is ever idle", "`tab_left_open`"]);
    for idle in [
        "edition.platform.tab_left_open=5%",
        // None of the shifts has a break, so that this alone is said.
        "edition.platform.on_break=stay",
        "groups.experts.connection={ uptime = \"8h\", downtime = \"5m\" }",
    ] {
        let said = warnings(&[enough, idle]);
        assert!(!said.contains("no operator here is ever idle"), "{said}");
    }
}

#[test]
fn sessions_that_go_in_a_circle() {
    let both = |back: &str| {
        format!(
            r#"live_chats.support.topics.payroll.transfers=[
            {{ from = "general", to = "experts", chance = "50%" }},
            {{ from = "experts", to = "general", chance = "{back}" }}]"#
        )
        .replace('\n', " ")
    };
    says(&[&both("60%")], &["in a circle: `general` > `experts` > `general`", "30 %"]);
    // A second opinion now and then is no circle.
    assert_eq!(warnings(&[&both("40%")]), "");
    let certain = both("100%").replace("50%", "100%");
    says(&[&certain], &["until `max_transfers` ends it"]);
}

#[test]
fn a_steady_state_that_a_desk_with_shifts_does_not_have() {
    says(&["run.warm_up=mser-5"], &["operators come and go", "no steady state for MSER-5"]);
    let batches = ["run.replications=1", "run.batches=10"];
    says(&batches, &["operators come and go", "do not hold whole days"]);
    assert_eq!(warnings(&[batches[0], batches[1], "run.horizon=70d"]), "");
}

#[test]
fn a_supervised_queue_without_a_place_refuses_everybody() {
    let supervised = [
        "live_chats.support.default_routing=supervisor",
        "live_chats.support.supervision={ reaction = '10s' }",
        "live_chats.support.queue_places=0",
    ];
    says(&supervised, &["refuses-everybody", "no place"]);
    assert!(!warnings(&supervised[..2]).contains("refuses-everybody"));
    assert!(!warnings(&supervised[2..]).contains("refuses-everybody"));
}
