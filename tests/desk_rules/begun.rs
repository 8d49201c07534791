//! Sessions that the desk begins: by an operator, by a process.

use super::{Case, desk};

/// Clients write to `support`; operators of the group `general` write to clients themselves, at the
/// instants of `outreach`. A rule would give everything to the expert.
const DESK: &str = concat!(
    an_hour!(),
    general!(),
    experts!(),
    leads!(),
    r#"
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
"#
);

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
    // Anna has one already and begins another: from 10 on each goes at half of 1.6 (the preset speeds).
    // The first has 50 seconds left, which take 62.5; the second then has 10, alone.
    begun_at("0 10")
        .with("live_chats.support.open=[{ from = \"12:00\" }]")
        .write("support", "5")
        .run()
        .sessions(
            "arrived outcome reason answered ended
             0       closed  -      0        72.5
             5       refused closed -        5
             10      closed  -      10       82.5",
        );
}

#[test]
fn what_operators_begin_waits_for_no_slot_and_what_clients_begin_does() {
    // Ten minutes each, one at a time. Anna begins three before the first is over; the client who
    // writes at 130 has to wait until she has fewer than one on hand.
    let speeds = r#"groups.general.speeds=[1.0, 1.0, 1.0, 1.0]"#;
    begun_at("100 110 120")
        .with(speeds)
        .with("live_chats.support.rules=[{ action = \"invite-group\", group = \"general\" }]")
        .with("live_chats.support.topics.any.effort=600s")
        .with("live_chats.support.topics.any.patience=1h")
        .write("support", "130")
        .run()
        .sessions(
            "arrived answered first_operator wait ended
             100     100      anna           0    700
             110     110      anna           0    710
             120     120      anna           0    720
             130     720      anna           590  1320",
        )
        .figures("live_chats", &["support"], &[("wait", 147.5), ("waited_share", 0.25)]);
}

#[test]
fn who_has_a_free_slot_begins_first_and_then_who_has_least() {
    begun_at("0 1 2 3")
        .with(r#"groups.general.members=["anna", "carl"]"#)
        .with("groups.general.selection=listed")
        .with("groups.general.speeds=[1.0, 1.0, 1.0, 1.0]")
        .write("support", "")
        .run()
        .sessions("first_operator\n anna\n carl\n anna\n carl");
}

#[test]
fn who_is_cut_off_begins_nothing() {
    // The connection is lost at 100, and anna is shown Online for two minutes more (E-R7).
    begun_at("90 110")
        .with("edition.name=service-2025")
        .with("groups.general.connection={ uptime = \"100s\", downtime = \"10m\" }")
        .with("groups.general.limit=2")
        .write("support", "")
        .run()
        .sessions("outcome reason\n closed -\n refused nobody-online");
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
