//! What a scenario amounts to: the plan that is built from it.

use deskload::base::{DAY, HOUR, MINUTE, QueueId, Span, Time};
use deskload::plan::{Duty, IntakeMode, Plan, RoutingAction, RoutingCondition, TransferTarget};

use super::faults::{changed, read_text};
use super::rendered;

fn plan(text: &str) -> Plan {
    let reading = read_text(text);
    let all = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{all}"))
}

fn chat(keys: &str) -> Plan {
    plan(&changed("supervisors =", &format!("{keys}\nsupervisors =")))
}

fn at(days: u64, hours: u64, minutes: u64) -> Time {
    Time::ZERO + Span(days * DAY.0 + hours * HOUR.0 + minutes * MINUTE.0)
}

#[test]
fn shifts_have_breaks_and_may_run_over_midnight() {
    let shift = "to = \"04:00\"\ndays = \"sun\"\nbreaks = [{ from = \"00:30\", to = \"01:00\" }]";
    let text = changed("to = \"16:00\"", shift).replace("from = \"08:00\"", "from = \"20:00\"");
    let plan = plan(&text);
    let duty = |time| plan.operators[0].duty.at(time);
    assert_eq!(duty(at(6, 19, 59)), Duty::Off);
    assert_eq!(duty(at(6, 20, 0)), Duty::Work);
    // Sunday's night goes on at Monday 00:00, where the run begins.
    assert_eq!(duty(at(0, 0, 0)), Duty::Work);
    assert_eq!(duty(at(7, 0, 30)), Duty::Break);
    assert_eq!(duty(at(7, 1, 0)), Duty::Work);
    assert_eq!(duty(at(7, 4, 0)), Duty::Off);
    // Without shifts one is always there.
    assert_eq!(plan.operators[2].duty.at(at(3, 3, 0)), Duty::Work);
}

#[test]
fn the_run_may_start_in_the_middle_of_the_week() {
    let plan = plan(&format!(
        "{}\n[run]\nstarts = \"wed 10:00\"\n",
        changed("to = \"16:00\"", "to = \"16:00\"\ndays = \"wed\"")
    ));
    assert_eq!(plan.operators[0].duty.at(Time::ZERO), Duty::Work);
    assert_eq!(plan.operators[0].duty.at(at(0, 6, 0)), Duty::Off);
}

#[test]
fn operators_serve_only_queues_that_a_session_can_reach() {
    // One common queue, then the queues of general, experts, leads.
    let queues = |plan: &Plan, operator: usize| plan.operators[operator].queues.clone();
    let pull = chat("");
    assert_eq!(queues(&pull, 0), [QueueId(0)]);
    assert_eq!(queues(&pull, 2), [QueueId(2), QueueId(0)]);
    let group_queue = chat("default_routing = \"group-queue\"");
    assert_eq!(queues(&group_queue, 0), [QueueId(1)]);
    assert_eq!(queues(&group_queue, 2), [QueueId(2)]);
    // A push may find no operator Online, and then the session goes to the common queue.
    let push = chat("default_routing = \"least-occupied\"");
    assert_eq!(queues(&push, 0), [QueueId(1), QueueId(0)]);
    let supervised = chat("default_routing = \"supervisor\"\nsupervision = { reaction = \"9s\" }");
    assert_eq!(queues(&supervised, 0), [QueueId(1)]);
    assert_eq!(supervised.supervisors[0].queues, [QueueId(0)]);
    assert!(matches!(supervised.live_chats[0].intake, IntakeMode::Supervisors { .. }));
}

#[test]
fn the_distribution_is_the_last_rule() {
    let rules = "rules = [{ when = { topic = \"payroll\", not = { days = \"sat\" } }, action = \"operator\", operator = \"clara\" }]\ndefault_routing = \"group-queue\"\ndefault_group = \"experts\"";
    let plan = chat(rules);
    let rules = &plan.live_chats[0].rules;
    assert_eq!(rules.len(), 2);
    assert!(matches!(&rules[0].condition, RoutingCondition::All(all) if all.len() == 2));
    assert!(matches!(rules[0].action, RoutingAction::Operator(operator) if operator.index() == 2));
    assert_eq!(rules[1].condition, RoutingCondition::Always);
    assert!(matches!(rules[1].action, RoutingAction::GroupQueue(group) if group.index() == 1));
}

#[test]
fn a_transfer_without_a_source_starts_at_every_group_that_is_no_target() {
    let plan = chat("");
    let transfers = &plan.topics[0].transfers;
    assert_eq!(transfers.len(), 1);
    assert_eq!(transfers[0].from.index(), 0);
    assert!(matches!(transfers[0].to, TransferTarget::Group(group) if group.index() == 1));
}

#[test]
fn a_person_has_their_own_word_then_the_first_groups() {
    let text = changed("members = [\"clara\"]", "members = [\"clara\", \"anna\"]\nlimit = 2")
        + "\n[[people]]\nname = \"clara\"\nlimit = \"unlimited\"\nspeeds = [1.0]\n";
    let plan = plan(&text);
    assert_eq!(plan.operators[0].limit, Some(2));
    assert_eq!(plan.operators[1].limit, None);
    assert_eq!(plan.operators[2].limit, None);
    assert_eq!(plan.operators[2].speeds.speeds(), [1.0]);
    assert_eq!(plan.operators[0].speeds.speeds(), [1.0, 0.8, 0.62, 0.47, 0.36]);
    assert_eq!(plan.operators[0].groups.len(), 2);
}

#[test]
fn another_live_chat_changes_no_other_stream() {
    let before = chat("");
    let text = changed(
        "[[live_chats]]",
        "[[live_chats]]\nname = \"more\"\nchannel = \"vk\"\noperators = [\"general\"]\nsupervisors = [\"leads\"]\narrivals = [{ rate = \"1/h\" }]\ntopics = [{ name = \"x\", effort = \"1m\" }]\n\n[[live_chats]]",
    );
    let after = plan(&text);
    assert_eq!(before.flows[0].key, after.flows[1].key);
    assert_ne!(after.flows[0].key, after.flows[1].key);
}
