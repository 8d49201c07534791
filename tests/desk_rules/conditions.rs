//! What rules look at, and what they do beside their action.

use super::{Case, desk};

/// Anna and boris in groups of their own, a minute each.
const TWO: &str = concat!(
    an_hour!(),
    general!(),
    experts!(),
    leads!(),
    r#"
[[live_chats]]
name = "help"
channel = "telegram"
operators = ["general", "experts"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "help.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", priority = "medium", tags = ["money", "easy"] }]
"#
);

fn sent(when: &str) -> Case {
    let rule = format!(r#"{{ when = {{ {when} }}, action = "invite-group", group = "experts" }}"#);
    desk(TWO).with(&format!("live_chats.help.rules=[{rule}]")).write("help", "0")
}

#[track_caller]
fn applies(when: &str, does: bool) {
    let who = if does { "boris" } else { "anna" };
    sent(when).run().sessions(&format!("first_operator\n {who}"));
}

#[test]
fn and_not_is_the_first_and_none_of_the_others() {
    // E-Q3.
    let (yes, no) = (r#"{ priority = "low" }"#, r#"{ priority = "high" }"#);
    applies(&format!(r#"topic = "question", and_not = [{no}]"#), true);
    applies(&format!(r#"topic = "question", and_not = [{yes}]"#), false);
    applies(&format!(r#"topic = "question", and_not = [{no}, {yes}]"#), false);
    applies(&format!(r#"and_not = [{no}, {no}]"#), true);
}

#[test]
fn or_not_is_neither() {
    let (yes, no) = (r#"{ priority = "low" }"#, r#"{ priority = "high" }"#);
    applies(&format!(r#"priority = "high", or_not = [{no}]"#), true);
    applies(&format!(r#"priority = "high", or_not = [{yes}]"#), false);
    applies(&format!(r#"priority = "low", or_not = [{no}]"#), false);
    applies(&format!(r#"or_not = [{no}, {no}]"#), true);
    applies(&format!(r#"or_not = [{no}, {yes}]"#), false);
}

#[test]
fn conditions_may_be_grouped() {
    let (yes, no) = (r#"{ tag = "money" }"#, r#"{ channel = "mail" }"#);
    applies(&format!("all = [{yes}, {{ any = [{no}, {{ not = {no} }}] }}]"), true);
    applies(&format!("all = [{yes}, {{ or_not = [{no}, {yes}] }}]"), false);
}

#[test]
fn rules_look_at_channel_tag_and_whether_the_client_is_new() {
    applies(r#"channel = "telegram""#, true);
    applies(r#"channel = ["mail", "vk"]"#, false);
    applies(r#"tag = "money""#, true);
    applies(r#"tag = ["easy", "money"], topic = "question""#, true);
    applies(r#"first_session = "yes""#, true);
    applies(r#"first_session = "no""#, false);
}

#[test]
fn no_new_client_has_a_last_operator() {
    let rules = r#"[{ when = { first_session = "no" }, action = "last-operator" }]"#;
    desk(TWO)
        .with(&format!("live_chats.help.rules={rules}"))
        .write("help", "0")
        .run()
        .sessions("first_operator\n anna");
}

#[test]
fn a_client_who_returns_gets_the_last_operator_if_online() {
    // Boris closes the first at 60 and goes home at 00:03, so the third is not his.
    let rules = r#"[{ when = { first_session = "no" }, action = "last-operator" }, { when = { first_session = "yes" }, action = "invite-group", group = "experts" }]"#;
    desk(TWO)
        .with("shifts=[{ name = \"short\", from = \"00:00\", to = \"00:03\" }]")
        .with(r#"groups.experts.shifts=["short"]"#)
        .with(&format!("live_chats.help.rules={rules}"))
        .with("live_chats.help.returns={ chance = 1.0, after = \"60s\" }")
        .with("run.horizon=260s")
        .write("help", "0")
        .run()
        .sessions(
            "arrived answered first_operator ended
             0       0        boris          60
             120     120      boris          180
             240     240      anna           -",
        );
}

#[test]
fn a_rule_sets_the_priority_which_decides_in_the_queue() {
    // E-Q11: what comes in the first ten seconds is urgent. Run from Monday 00:00.
    let rules = r#"[{ when = { from = "00:00:05", to = "00:00:10" }, action = "invite-group", group = "general", set_priority = "high" }]"#;
    desk(TWO)
        .with(&format!("live_chats.help.rules={rules}"))
        .with(r#"groups.general.order="priority-first""#)
        .write("help", "0 1 7")
        .run()
        .sessions("arrived answered\n 0 0\n 1 120\n 7 60");
}

#[test]
fn an_answer_of_a_rule_is_counted_and_is_no_answer_to_the_session() {
    let rules = r#"[{ action = "invite-all", auto_reply = "We have got your message", start_process = "greet" }]"#;
    desk(TWO)
        .with(&format!("live_chats.help.rules={rules}"))
        .with(r#"live_chats.help.default_routing="pull""#)
        .with(r#"live_chats.help.selection="listed""#)
        .write("help", "0 0 0")
        .run()
        .sessions("answered\n 0\n 0\n 60")
        .figures("live_chats", &["help"], &[("auto_replies", 3.0), ("answered", 3.0)]);
}

#[test]
fn least_occupied_may_wait_for_an_operator_to_come() {
    // E-Q6, undocumented: the transfer.
    let rule = |more: &str| {
        let rules = format!(r#"[{{ action = "least-occupied", group = "experts"{more} }}]"#);
        desk(TWO)
            .with("shifts=[{ name = \"late\", from = \"00:10\", to = \"12:00\" }]")
            .with(r#"groups.experts.shifts=["late"]"#)
            .with(&format!("live_chats.help.rules={rules}"))
            .write("help", "0")
            .run()
    };
    rule("").sessions("answered first_operator\n 0 anna");
    rule(r#", nobody_online = "wait""#).sessions("answered first_operator\n 600 boris");
}
