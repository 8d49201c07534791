//! How sessions change hands, and what supervisors watch over: faults of a scenario.

use super::faults::{DESK, changed, check};

fn transfer(keys: &str) -> String {
    changed("chance = \"80%\"", &format!("chance = \"80%\", {keys}"))
}

fn chat(keys: &str) -> String {
    changed("supervisors =", &format!("{keys}\nsupervisors ="))
}

#[test]
fn keys_of_another_way_to_change_hands_are_not_passed_over() {
    check(&transfer("briefing = \"9s\""), "no-effect", "\"9s\"", &["belongs to", "warm"]);
    check(&transfer("mode = \"warm\", accept = \"9s\""), "no-effect", "\"9s\"", &["offered"]);
    check(&transfer("decline = \"7%\""), "no-effect", "\"7%\"", &["offered"]);
    check(&chat("transfer_rules = { timeout = \"9s\" }"), "no-effect", "\"9s\"", &["offered"]);
    check(
        &transfer("mode = \"warm\", pending_offers = \"keep\""),
        "no-effect",
        "\"keep\"",
        &["belongs to", "offered"],
    );
    check(
        &transfer("mode = \"offered\", accept = \"9s\", pending_offers = \"keep\""),
        "needs",
        "\"keep\"",
        &["without a `timeout`"],
    );
    check(&transfer("mode = \"offered\""), "missing-key", "{ to = \"experts\"", &["`accept`"]);
    check(&transfer("mode = \"hot\""), "unknown-word", "\"hot\"", &["cold", "warm", "offered"]);
}

#[test]
fn a_transfer_stays_within_its_live_chat_unless_that_is_allowed() {
    let other = "[[live_chats]]\nname = \"sales\"\nchannel = \"mail\"\noperators = [\"general\"]\n\
                 supervisors = [\"leads\"]\ntopics = [{ name = \"order\", effort = \"1m\" }]\n";
    let crossing = changed("to = \"experts\"", "to = \"live_chat:sales\"");
    check(
        &format!("{crossing}\n{other}"),
        "E-T5",
        "\"live_chat:sales\"",
        &["within its live chat", "across_live_chats"],
    );
    let itself = changed("to = \"experts\"", "to = \"live_chat:internal\"");
    check(&itself, "cycle", "\"live_chat:internal\"", &["to itself"]);
    let nowhere = changed("to = \"experts\"", "to = \"live_chat:nowhere\"");
    check(&nowhere, "unknown-name", "\"live_chat:nowhere\"", &["no live chat"]);
}

#[test]
fn no_session_waits_for_an_operator_who_is_hidden() {
    let hidden =
        chat("transfer_rules = { offline_operators = \"hidden\", on_failure = \"queue\" }");
    let hidden = hidden.replace("to = \"experts\"", "to = \"operator:clara\"");
    check(&hidden, "E-T2", "\"queue\"", &["hidden"]);
}

#[test]
fn a_watch_says_when_and_where_to() {
    let watch = |keys: &str| chat(&format!("watch = {{ reaction = \"9s\", {keys} }}"));
    check(&watch("to = \"experts\""), "one-of", "{ reaction", &["when supervisors act"]);
    check(
        &watch("to = \"experts\", every = \"5m\", above = 3"),
        "one-of",
        "{ reaction",
        &["by the clock or by the crowd"],
    );
    check(
        &watch("to = \"experts\", every = \"5m\", below = 33"),
        "no-effect",
        "33",
        &["belongs to `above`"],
    );
    check(
        &watch("to = \"experts\", above = 3, below = 44"),
        "wrong-order",
        "44",
        &["switch it on"],
    );
    check(
        &watch("to = \"leads\", every = \"5m\""),
        "E-S9",
        "\"leads\", every",
        &["not among the operators"],
    );
    check(
        &watch("to = \"experts\", from = \"experts\", every = \"5m\""),
        "cycle",
        "\"experts\", from",
        &["where they are"],
    );
    assert!(DESK.contains("supervisors ="));
}

#[test]
fn each_act_of_a_watch_has_keys_of_its_own() {
    let watch = |keys: &str| chat(&format!("watch = {{ reaction = \"9s\", {keys} }}"));
    check(&watch("every = \"5m\""), "missing-key", "{ reaction", &["is not said", "`to`"]);
    check(&watch("every = \"5m\", action = \"close\""), "unknown-word", "\"close\"", &["to-bot"]);
    check(
        &watch("action = \"assign\", every = \"5m\", max_sessions = 77"),
        "no-effect",
        "77",
        &["`max_sessions` does not belong to the action `assign`"],
    );
    check(
        &watch("action = \"to-bot\", every = \"5m\""),
        "E-Q13",
        "{ reaction",
        &["there is no bot"],
    );
    check(&watch("action = \"priority\", above = 3"), "needs", "{ reaction", &["by the clock"]);
    check(
        &watch("to = \"experts\", above = 3, min_wait = \"77s\""),
        "no-effect",
        "\"77s\"",
        &["`min_wait` belongs to `every`"],
    );
    check(
        &watch("action = \"priority\", every = \"5m\", to = \"experts\""),
        "no-effect",
        "\"experts\" }",
        &["`to` does not belong"],
    );
}
