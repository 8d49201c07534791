//! Sessions that the desk begins: by an operator, by a process.

use super::{Case, desk};

/// Clients write to `support`; operators of the group `general` write to clients themselves, at the
/// instants of `outreach`. A rule would give everything to the expert.
const DESK: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }

[[groups]]
name = "general"
members = ["anna"]
limit = 1

[[groups]]
name = "experts"
members = ["boris"]
limit = 1

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "whatsapp"
operators = ["general", "experts"]
supervisors = ["leads"]
rules = [{ action = "invite-group", group = "experts" }]
arrivals = [
    { replay = "support.csv", column = "at" },
    { replay = "outreach.csv", column = "at", begun_by = "group:general" },
]
topics = [{ name = "any", effort = "60s", patience = "20s" }]
"#;

fn begun_at(instants: &str) -> Case {
    desk(DESK).write("outreach", instants)
}

#[test]
fn what_an_operator_begins_is_the_operators_at_once_and_passes_no_rule() {
    begun_at("10").write("support", "0").run().sessions(
        "arrived answered first_operator ended
         0       0        boris          60
         10      10       anna           70",
    );
}

#[test]
fn it_knows_no_opening_hours_and_a_client_who_expects_nothing_is_not_impatient() {
    // Anna has no slot until 60; nobody whom she writes to loses patience over that.
    begun_at("0 10")
        .with("live_chats.support.open=[{ from = \"12:00\" }]")
        .write("support", "5")
        .run()
        .sessions(
            "arrived outcome reason answered ended
             0       closed  -      0        60
             5       refused closed -        5
             10      closed  -      60       120",
        );
}

#[test]
fn who_is_offline_begins_nothing() {
    begun_at("10")
        .with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }]"#)
        .with(r#"groups.general.shifts=["late"]"#)
        .write("support", "")
        .run()
        .sessions(
            "outcome reason        ended
             refused nobody-online 10",
        );
}

#[test]
fn clients_who_are_known_from_before_have_no_first_session() {
    // To the expert go first sessions alone; of those who are known, none is one.
    let newcomers = "live_chats.support.rules=[{ when = { first_session = \"yes\" }, \
                     action = \"invite-group\", group = \"experts\" }]";
    let known = "live_chats.support.arrivals.0.known_clients=yes";
    let route = "live_chats.support.default_routing=group-queue";
    let case = || begun_at("").with(newcomers).with(route).write("support", "0");
    case().run().sessions(
        "arrived first_operator
         0       boris",
    );
    case().with(known).run().sessions(
        "arrived first_operator
         0       anna",
    );
}

#[test]
fn to_clients_of_a_bot_of_telegram_operators_write_first_if_they_are_known() {
    begun_at("10")
        .with("live_chats.support.channel=telegram-bot")
        .with("live_chats.support.arrivals.1.known_clients=yes")
        .write("support", "")
        .run()
        .sessions(
            "arrived answered first_operator ended
             10      10       anna           70",
        );
}

#[test]
fn what_the_system_begins_waits_in_the_common_queue() {
    begun_at("10")
        .with("live_chats.support.arrivals.1.begun_by=system")
        .write("support", "")
        .run()
        .sessions(
            "arrived answered ended
         10      10       70",
        );
}
