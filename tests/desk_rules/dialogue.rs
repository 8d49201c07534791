//! The dialogue level: rounds of message, reply and thinking; the first reply; clients who leave in
//! the middle; operators who do not reply.

use super::{Case, desk};

/// Anna has two slots. A session is two replies of ten seconds, half a minute apart.
const TALK: &str = r#"
run = { horizon = "1h", replications = 1, level = "dialogue" }
edition = { name = "chatdesk", named_licenses = 9 }

[[groups]]
name = "operators"
members = ["anna"]
limit = 2

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", dialogue = { rounds = { fixed = 2 }, reply = "10s", think = "30s" } }]
"#;

pub(super) fn talk() -> Case {
    desk(TALK)
}

fn question(change: &str) -> String {
    format!("live_chats.support.topics.question.{change}")
}

#[test]
fn a_session_is_rounds_of_reply_and_thinking() {
    talk()
        .write("support", "100")
        .run()
        .sessions(
            "arrived answered first_reply replies longest_reply ended
             100     100      110         2       10            150",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("replies", 2.0),
                ("reply_time", 10.0),
                ("frt_from_arrival", 10.0),
                ("frt_from_accept", 10.0),
                ("handle_time", 50.0),
            ],
        )
        .figures(
            "operators",
            &["anna"],
            &[("typing_share", 20.0 / 3600.0), ("occupancy", 50.0 / 3600.0), ("replies", 2.0)],
        );
}

#[test]
fn the_same_clients_come_at_the_session_level_and_are_replied_to_at_the_take() {
    talk()
        .with("run.level=session")
        .with("groups.operators.limit=1")
        .write("support", "0 20")
        .run()
        .sessions(
            "arrived answered ended first_reply replies
             0       0        60    -           0
             20      60       120   -           0",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("frt_from_arrival", 20.0),
                ("frt_from_accept", 0.0),
                ("reply_time", f64::NAN),
                ("replies", 0.0),
            ],
        );
}

#[test]
fn an_operator_writes_one_reply_at_a_time_the_oldest_message_first() {
    // The second's first message waits 5 s for the reply to the first; at 40 the first writes
    // again, at 50 the second does, and each finds her free.
    talk()
        .write("support", "0 5")
        .run()
        .sessions(
            "arrived answered first_reply longest_reply ended
             0       0        10          10            50
             5       5        20          15            60",
        )
        .figures("live_chats", &["support"], &[("reply_time", 11.25)])
        .figures("operators", &["anna"], &[("reply_time_max", 15.0), ("concurrency_max", 2.0)]);
}

#[test]
fn a_session_whose_client_thinks_takes_a_slot_and_no_work() {
    // Both slots are taken from 12 to 51, when the first ends. The second writes at 53, while anna
    // replies to the third.
    talk()
        .with(&question("dialogue.think=31s"))
        .write("support", "0 12 13")
        .run()
        .sessions(
            "arrived answered wait first_reply ended
             0       0        0    10          51
             12      12       0    22          71
             13      51       38   61          102",
        )
        .figures("groups", &["operators"], &[("waiting", 38.0 / 3600.0)]);
}

#[test]
fn the_first_reply_may_be_other_work_than_the_rest_and_groups_may_talk_otherwise() {
    talk()
        .with(&question("dialogue.first_reply=60s"))
        .with(&question("dialogue_at.operators={ rounds = { fixed = 3 }, reply = \"1s\", think = \"2s\", first_reply = \"5s\" }"))
        .write("support", "0")
        .run()
        .sessions("first_reply replies ended\n 5 3 11");
}

#[test]
fn after_a_transfer_a_conversation_with_the_expert_begins() {
    let text = TALK.replace(
        "[[live_chats]]",
        "[[groups]]\nname = \"experts\"\nmembers = [\"eva\"]\n\n[[live_chats]]",
    );
    let played = desk(&text)
        .with("live_chats.support.operators=[\"operators\", \"experts\"]")
        .with(&question("transfers=[{ from = \"operators\", to = \"experts\", chance = 1.0 }]"))
        .with(&question(
            "dialogue_at.experts={ rounds = { fixed = 1 }, reply = \"7s\", think = \"2s\" }",
        ))
        .write("support", "0")
        .run();
    played
        .sessions("first_reply replies transfers last_operator ended\n 10 3 1 eva 57")
        .figures("live_chats", &["support"], &[("frt_from_accept", 10.0), ("reply_time", 9.0)])
        .figures("groups", &["experts"], &[("replies", 1.0), ("frt_from_accept", f64::NAN)]);
}

#[test]
fn a_client_leaves_who_waits_too_long_for_a_reply_and_the_slot_is_free() {
    // Anna replies to the first until 60 and then to the second, whose patience ends at 66: the
    // reply is dropped, the third takes the slot and is replied to next.
    talk()
        .with("live_chats.support.topics.question.dialogue.first_reply=60s")
        .with("live_chats.support.topics.question.dialogue.reply_patience=61s")
        .write("support", "0 5 6")
        .run()
        .sessions(
            "arrived answered outcome              first_reply ended
             0       0        closed               60          136
             5       5        abandoned-in-service -           66
             6       66       closed               126         166",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("answered", 3.0), ("closed", 2.0), ("abandoned_in_service", 1.0)],
        )
        .figures("groups", &["operators"], &[("abandoned_in_service", 1.0), ("taken", 3.0)]);
}

#[test]
fn a_reply_that_no_client_waits_for_any_more_is_dropped() {
    talk()
        .with(&question("dialogue.reply_patience=4s"))
        .write("support", "0 2")
        .run()
        .sessions(
            "arrived outcome              ended
             0       abandoned-in-service 4
             2       abandoned-in-service 6",
        )
        .figures("operators", &["anna"], &[("typing_share", 6.0 / 3600.0), ("replies", 0.0)]);
}

#[test]
fn a_session_goes_to_another_operator_when_its_operator_does_not_reply() {
    let played = talk()
        .with("groups.operators.members=[\"anna\", \"boris\"]")
        .with("groups.operators.limit=1")
        .with("live_chats.support.no_reply={ within = \"20s\" }")
        .with(&question("dialogue.first_reply=25s"))
        .write("support", "0")
        .run();
    // Taken from anna at 20 half written, begun anew by boris, who is not timed: once.
    played
        .sessions(
            "arrived answered first_operator last_operator first_reply ended
             0       0        anna           boris         45          85",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("reassignments", 1.0), ("reply_time", (45.0 + 10.0) / 2.0)],
        );
}

#[test]
fn once_or_at_every_assignment() {
    let case = |again: &str| {
        talk()
            .with("groups.operators.members=[\"anna\", \"boris\", \"clara\"]")
            .with("groups.operators.limit=1")
            .with(&format!(
                "live_chats.support.no_reply={{ within = \"20s\", applies_to = \"{again}\" }}"
            ))
            .with(&question("dialogue.first_reply=25s"))
            .with(&question("dialogue.rounds={ fixed = 1 }"))
            .with("run.horizon=70s")
            .write("support", "0")
            .run()
    };
    case("first-assignment").sessions("last_operator outcome ended\n boris closed 45");
    // No client ever gets to the end of a reply of 25 s.
    case("every-assignment").figures(
        "live_chats",
        &["support"],
        &[("reassignments", 3.0), ("closed", 0.0)],
    );
}

#[test]
fn who_writes_to_an_operator_offline_is_answered_by_another() {
    // Anna is on a break from 120 to 300. Her client writes at 140.
    let written = |policy: &str, grace: &str, arrives: &str| {
        talk()
            .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:50", breaks = [{ from = "00:02", to = "00:05" }] }]"#)
            .with(r#"people=[{ name = "anna", shifts = ["duty"] }]"#)
            .with(r#"groups.operators.members=["anna", "boris"]"#)
            .with("groups.operators.selection=listed")
            .with("groups.operators.break_begins=at-once")
            .with(&format!("groups.operators.when_offline={policy}"))
            .with(&format!("groups.operators.offline_grace={grace}"))
            .write("support", arrives)
            .run()
    };
    let played = written("on-next-client-message", "15s", "100");
    played
        .sessions("answered replies longest_reply ended last_operator\n 100 2 10 150 boris")
        .figures(
            "live_chats",
            &["support"],
            &[("reassignments", 1.0), ("wait_after_reassignment", 0.0)],
        );
    // Within the grace it is still hers, and so is a message that she had before she went: half of
    // the reply is written at 305.
    written("on-next-client-message", "30s", "100")
        .sessions("answered replies longest_reply ended last_operator\n 100 2 170 310 anna");
    written("on-next-client-message", "15s", "115")
        .sessions("answered replies longest_reply ended last_operator\n 115 2 190 345 anna");
    // Others do not wait for a message.
    written("requeue", "15s", "100").sessions("answered ended last_operator\n 100 150 boris");
    written("requeue", "15s", "115").sessions("answered ended last_operator\n 115 185 boris");
}
