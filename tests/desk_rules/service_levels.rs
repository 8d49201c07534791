//! Service levels: clocks that run in working hours, and what happens when they run out.

use super::{Case, desk};

/// Anna answers, a minute each; boris is the expert. Every session gets the service level `gold`.
const DESK: &str = r#"
run = { starts = "mon 09:00", horizon = "10h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9, enable_lines_sla = "on" }
shifts = [
    { name = "early", from = "09:00", to = "19:00" },
    { name = "afternoon", from = "14:00", to = "19:00" },
]

[[groups]]
name = "general"
members = ["anna"]
limit = 1
shifts = ["early"]

[[groups]]
name = "experts"
members = ["boris"]
limit = 1
shifts = ["early"]

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "help"
channel = "telegram"
operators = ["general", "experts"]
supervisors = ["leads"]
arrivals = [{ replay = "help.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
rules = [{ action = "invite-group", group = "general", sla = "gold" }]

[[live_chats.sla]]
name = "gold"
around_the_clock = "yes"
"#;

fn gold(standards: &str) -> Case {
    desk(&format!("{DESK}{standards}\n"))
}

const KEYS: [&str; 3] = ["help", "gold", "reaction"];

#[test]
fn reaction_ends_when_an_operator_takes_the_session() {
    // E-A1. The second waits a minute: half of that is beyond what was promised.
    gold(r#"reaction = { within = "30s" }"#)
        .write("help", "0 0")
        .run()
        .sessions(
            "answered sla  breached
             0        gold -
             60       gold reaction",
        )
        .figures(
            "sla",
            &KEYS,
            &[
                ("attached", 2.0),
                ("met", 1.0),
                ("breached", 1.0),
                ("breached_share", 0.5),
                ("overrun", 30.0),
                ("escalated", 0.0),
            ],
        );
}

#[test]
fn what_is_done_at_the_last_instant_is_in_time() {
    gold(r#"closing = { within = "60s" }"#)
        .write("help", "0 0")
        .run()
        .sessions("ended breached\n 60 -\n 120 closing")
        .figures("sla", &["help", "gold", "closing"], &[("met", 1.0), ("overrun", 60.0)]);
}

#[test]
fn standards_know_nothing_of_each_other() {
    gold(
        r#"reaction = { within = "90s" }
            closing = { within = "50s", remind = "20s" }"#,
    )
    .write("help", "0 0 0")
    .run()
    .sessions("breached\n closing\n closing\n closingreaction")
    .figures("sla", &KEYS, &[("met", 2.0), ("breached", 1.0), ("reminded", 0.0)])
    .figures("sla", &["help", "gold", "closing"], &[("breached", 3.0), ("reminded", 3.0)]);
}

#[test]
fn a_session_that_waits_too_long_goes_to_another_group() {
    // E-A4, and E-T4: its age is kept.
    gold(r#"reaction = { within = "30s", breach = "to-group", group = "experts" }"#)
        .write("help", "0 0 50")
        .run()
        .sessions(
            "answered first_operator breached
             0        anna           -
             30       boris          reaction
             60       anna           -",
        )
        .figures(
            "sla",
            &KEYS,
            &[("escalated", 1.0), ("escalations_failed", 0.0), ("overrun", 0.0)],
        );
}

#[test]
fn a_session_on_hand_goes_to_one_operator_with_what_is_left_of_its_work() {
    gold(r#"closing = { within = "40s", breach = "to-operator", operator = "boris" }"#)
        .write("help", "0 10")
        .run()
        .sessions(
            "answered first_operator last_operator ended breached
             0        anna           boris         60    closing
             40       anna           boris         110   closing",
        )
        .figures("sla", &["help", "gold", "closing"], &[("escalated", 2.0)])
        .figures("live_chats", &["help"], &[("reassignments", 2.0), ("closed", 2.0)])
        .figures("operators", &["anna"], &[("reassigned", 2.0)]);
}

#[test]
fn who_was_too_slow_is_not_the_least_occupied_unless_that_is_said() {
    const CLOSING: [&str; 3] = ["help", "gold", "closing"];
    let slow = |more: &str| {
        gold(&format!(
            r#"closing = {{ within = "30s", breach = "to-least-occupied", group = "general"{more} }}"#
        ))
        .write("help", "0")
    };
    // No other operator is Online: the action fails.
    slow("")
        .run()
        .sessions("last_operator ended\n anna 60")
        .figures("sla", &CLOSING, &[("escalated", 0.0), ("escalations_failed", 1.0)])
        .figures("live_chats", &["help"], &[("reassignments", 0.0)]);
    slow(r#", current_operator = "eligible""#)
        .run()
        .sessions("last_operator ended\n anna 60")
        .figures("sla", &CLOSING, &[("escalated", 1.0), ("escalations_failed", 0.0)])
        .figures("live_chats", &["help"], &[("reassignments", 1.0)]);
    slow("")
        .with(r#"groups.general.members=["anna", "carl"]"#)
        .run()
        .sessions("first_operator last_operator ended\n anna carl 60")
        .figures("sla", &CLOSING, &[("escalated", 1.0), ("escalations_failed", 0.0)]);
}

#[test]
fn where_no_operator_is_online_the_action_fails_and_the_session_stays() {
    // E-A7. Boris comes at 14:00, that is at 18000.
    let breach =
        r#"reaction = { within = "30s", breach = "to-least-occupied", group = "experts" }"#;
    gold(breach)
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("help", "0 0")
        .run()
        .sessions("answered first_operator\n 0 anna\n 60 anna")
        .figures("sla", &KEYS, &[("escalated", 0.0), ("escalations_failed", 1.0)]);
    gold(&breach.replace(" }", r#", nobody_online = "transfer" }"#))
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("help", "0 0")
        .run()
        .sessions("answered first_operator\n 0 anna\n 18000 boris")
        .figures("sla", &KEYS, &[("escalated", 1.0), ("escalations_failed", 0.0)]);
}

#[test]
fn one_operator_who_is_offline_does_not_get_it_either() {
    gold(r#"reaction = { within = "30s", breach = "to-operator", operator = "boris" }"#)
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("help", "0 0 17990")
        .run()
        .sessions("answered first_operator\n 0 anna\n 60 anna\n 17990 anna")
        .figures("sla", &KEYS, &[("escalations_failed", 1.0)]);
}

#[test]
fn a_session_that_waits_for_one_operator_is_found_there_too() {
    gold(r#"reaction = { within = "30s", breach = "to-group", group = "experts" }"#)
        .with(r#"live_chats.help.rules=[{ action = "operator", operator = "anna", sla = "gold" }]"#)
        .write("help", "0 0")
        .run()
        .sessions("answered first_operator\n 0 anna\n 30 boris");
}

#[test]
fn a_supervisor_need_not_read_on_what_went_elsewhere() {
    // Rules come first, so a rule has to lead to the common queue for it to have a service level.
    gold(r#"reaction = { within = "30s", breach = "to-group", group = "experts" }"#)
        .with(r#"live_chats.help.rules=[{ action = "invite-all", sla = "gold" }]"#)
        .with(r#"live_chats.help.default_routing="supervisor""#)
        .with(r#"live_chats.help.supervision={ reaction = "40s", to = "general" }"#)
        .write("help", "0 0 20")
        .run()
        // Olga reads the first until both first ones go to boris at 30, then the third until 50.
        .sessions(
            "answered first_operator supervisor
             30       boris          -
             90       boris          -
             150      boris          -",
        )
        .figures("supervisors", &["olga"], &[("dispatched", 0.0)]);
}

#[test]
fn no_transfer_restarts_a_clock() {
    // E-A5: a minute with anna, a minute with boris.
    gold(r#"closing = { within = "90s" }
            reaction = { within = "10s" }"#)
        .with("live_chats.help.topics.question.effort_at={ experts = \"60s\" }")
        .with(
            r#"live_chats.help.topics.question.transfers=[{ from = "general", to = "experts", chance = 1.0 }]"#,
        )
        .write("help", "0")
        .run()
        .sessions("ended breached path\n 120 closing experts")
        .figures("sla", &["help", "gold", "closing"], &[("overrun", 30.0), ("attached", 1.0)])
        .figures("sla", &KEYS, &[("met", 1.0)]);
}

#[test]
fn a_storm_of_breaches_moves_each_session_once_for_each_standard() {
    // Pathology d: both standards send everything to and fro.
    let played = gold(
        r#"reaction = { within = "30s", breach = "to-least-occupied", group = "experts" }
           closing = { within = "30s", breach = "to-least-occupied", group = "general" }"#,
    )
    .write("help", "0 0 0 0 0 0")
    .run();
    let [closing, reaction] = [["help", "gold", "closing"], KEYS]
        .map(|keys| ["breached", "escalated"].map(|name| played.figure("sla", &keys, name)));
    assert_eq!(closing[0], 6.0, "each of them runs out once");
    assert_eq!(reaction, [5.0, 5.0]);
    assert!(closing[1] <= 6.0);
}

#[test]
fn time_counts_in_working_hours_only() {
    // E-A2: ten seconds before lunch, twenty after it. Anna comes at 14:00, that is at 18000.
    let hours = r#"
hours = [{ days = "mon-fri", from = "09:00", to = "18:00" }]
lunch = { from = "13:00", to = "14:00" }
reaction = { within = "30s" }
"#;
    let case = |hours: &str| {
        let text = format!("{DESK}{hours}").replace("around_the_clock = \"yes\"\n", "");
        desk(&text).with(r#"groups.general.shifts=["afternoon"]"#).write("help", "14390")
    };
    case(hours).run().sessions("answered breached\n 18000 -");
    case(&hours.replace("13:00", "13:30")).run().sessions("answered breached\n 18000 reaction");
}

#[test]
fn an_exception_has_hours_of_its_own() {
    let case = |exceptions: &str| {
        let schedule = format!(
            "hours = [{{ from = \"09:00\", to = \"18:00\" }}]\nexceptions = [{exceptions}]\n\
             reaction = {{ within = \"30s\" }}\n"
        );
        let text = format!("{DESK}{schedule}").replace("around_the_clock = \"yes\"\n", "");
        desk(&text).with("run.horizon=60h").write("help", "0 0 86400 86400")
    };
    // Without: the second of each day waits for a minute. The run begins on Monday at nine.
    case("").run().sessions("breached\n -\n reaction\n -\n reaction");
    case(r#"{ week = 1, days = "mon" }"#).run().sessions("breached\n -\n -\n -\n reaction");
    case(r#"{ week = 1, days = "mon" }, { week = 1, days = "tue", from = "00:00", to = "09:01" }"#)
        .run()
        .sessions("breached\n -\n -\n -\n reaction");
    case(r#"{ week = 2, days = "mon" }, { week = 1, days = "tue", from = "10:00", to = "24:00" }"#)
        .run()
        .sessions("breached\n -\n reaction\n -\n -");
}

#[test]
fn an_exception_may_be_named_by_its_date() {
    // The run begins on Monday, 5 October 2026, at nine.
    let case = |exceptions: &str, starts: &str| {
        let schedule = format!(
            "hours = [{{ from = \"09:00\", to = \"18:00\" }}]\nexceptions = [{exceptions}]\n\
             reaction = {{ within = \"30s\" }}\n"
        );
        let text = format!("{DESK}{schedule}").replace("around_the_clock = \"yes\"\n", "");
        desk(&text).with("run.horizon=60h").with(starts).write("help", "0 0 86400 86400")
    };
    let monday = "run.starts=\"2026-10-05\"";
    case(r#"{ dates = "2026-10-05" }"#, monday).run().sessions("breached\n -\n -\n -\n reaction");
    case(r#"{ dates = ["2026-10-05", "2026-10-06"], from = "10:00", to = "24:00" }"#, monday)
        .run()
        .sessions("breached\n -\n -\n -\n -");
    // A date that is not in the run changes nothing.
    case(r#"{ dates = "2026-10-12" }"#, monday)
        .run()
        .sessions("breached\n -\n reaction\n -\n reaction");
}

#[test]
fn a_session_that_no_rule_routed_has_no_service_level() {
    // E-A3.
    gold(r#"reaction = { within = "30s" }"#)
        .with(
            r#"live_chats.help.rules=[{ when = { priority = "high" }, action = "invite-all", sla = "gold" }]"#,
        )
        .write("help", "0 0")
        .run()
        .sessions("sla breached\n - -\n - -")
        .figures("sla", &KEYS, &[("attached", 0.0), ("breached_share", f64::NAN)]);
}

#[test]
fn a_rule_that_does_not_apply_attaches_nothing() {
    gold(r#"reaction = { within = "30s" }"#)
        .with(
            r#"live_chats.help.rules=[{ action = "operator", operator = "boris", sla = "gold", auto_reply = "hello" }]"#,
        )
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("help", "0 18000")
        .run()
        .sessions("first_operator sla\n anna -\n boris gold")
        .figures("sla", &KEYS, &[("attached", 1.0)])
        .figures("live_chats", &["help"], &[("auto_replies", 1.0)]);
}

#[test]
fn a_client_who_gives_up_before_is_no_breach_and_one_after_is() {
    gold(r#"reaction = { within = "30s" }"#)
        .with("live_chats.help.topics.question.patience=45s")
        .write("help", "0 0 5")
        .run()
        .sessions("outcome breached\n closed -\n abandoned reaction\n abandoned reaction")
        .figures("sla", &KEYS, &[("met", 1.0), ("breached", 2.0), ("overrun", f64::NAN)]);
}

#[test]
fn a_session_that_was_moved_is_let_in_where_the_queue_is_full() {
    gold(r#"reaction = { within = "30s", breach = "to-group", group = "experts" }"#)
        .with("groups.experts.queue_places=0")
        .with(r#"groups.experts.shifts=["afternoon"]"#)
        .write("help", "0 0")
        .run()
        .sessions("outcome answered\n closed 0\n closed 18000");
}

/// Anna and boris talk, each with so many at once: three rounds or more, forty seconds a reply, and a
/// minute until the client writes again.
const TALKS: &str = r#"
run = { horizon = "1h", replications = 1, level = "dialogue" }
edition = { name = "chatdesk", named_licenses = 9, enable_lines_sla = "on" }

[[groups]]
name = "general"
members = ["anna", "boris"]
limit = 1
selection = "listed"

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "help"
channel = "telegram"
operators = ["general"]
supervisors = ["leads"]
arrivals = [{ replay = "help.csv", column = "at" }]
topics = [{ name = "question", dialogue = { rounds = { fixed = 3 }, reply = "40s", think = "60s" } }]
rules = [{ action = "invite-group", group = "general", sla = "gold" }]

[[live_chats.sla]]
name = "gold"
around_the_clock = "yes"
"#;

const RESPONSE: [&str; 3] = ["help", "gold", "response"];

fn talks(standards: &str) -> Case {
    desk(&format!("{TALKS}{standards}\n"))
}

#[test]
fn each_later_message_that_waits_too_long_is_a_breach_and_acted_on() {
    // E-A1. Replies at 140; messages at 200 and, after the reply of the operator who got the session at 230,
    // at 270 + 60. The second breach gives it back to anna at 360, who replies at 400.
    talks(
        r#"response = { within = "30s", remind = "10s", breach = "to-least-occupied", group = "general" }"#,
    )
        .write("help", "100")
        .run()
        .sessions(
            "answered first_operator last_operator ended breached
             100      anna           anna          400   responseresponse",
        )
        .figures(
            "sla",
            &RESPONSE,
            &[
                ("attached", 1.0),
                ("met", 0.0),
                ("breached", 2.0),
                ("breached_share", 1.0),
                ("escalated", 2.0),
                ("overrun", 40.0),
                ("reminded", 2.0),
            ],
        )
        .figures("live_chats", &["help"], &[("reassignments", 2.0)]);
}

#[test]
fn a_message_that_is_answered_in_time_is_met_though_another_was_not() {
    // Anna alone has two clients at once, and writes one reply at a time.
    let case = |within: &str, breach: &str| {
        talks(&format!(r#"response = {{ within = "{within}", breach = "{breach}" }}"#))
            .with(r#"groups.general.members=["anna"]"#)
            .with("groups.general.limit=2")
            .with("live_chats.help.topics.question.dialogue.rounds.fixed=4")
            .write("help", "100 190")
            .run()
    };
    // The second client has the first reply from 190 to 230. Meanwhile, at 200, the first client writes,
    // and is answered at 270 after 70 seconds. From then on they take turns: messages at 290, 330, 390,
    // 430 and 490 are answered after 40 seconds.
    case("50s", "notify").figures(
        "sla",
        &RESPONSE,
        &[("breached", 1.0), ("met", 5.0), ("breached_share", 1.0 / 6.0), ("overrun", 20.0)],
    );
}

#[test]
fn reaction_and_closing_run_out_once_a_session() {
    talks(r#"closing = { within = "150s" }"#).write("help", "100").run().figures(
        "sla",
        &["help", "gold", "closing"],
        &[("breached", 1.0), ("met", 0.0)],
    );
}

#[test]
fn who_did_not_reply_may_get_it_back_from_the_next_who_does_not() {
    // No operator replies within half a minute: the session goes from anna to boris and back, and a third
    // time, each with the reply begun anew, until a reply of 40 seconds is longer than the run.
    talks(r#"closing = { within = "10m" }"#)
        .with("run.horizon=95s")
        .with("run.at_horizon=cut")
        .with(r#"live_chats.help.no_reply={ within = "30s", applies_to = "every-assignment" }"#)
        .write("help", "0")
        .run()
        .sessions("answered first_operator last_operator\n 0 anna boris")
        .figures("live_chats", &["help"], &[("reassignments", 3.0)]);
}
