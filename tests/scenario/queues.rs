//! The table `queue`, skills and caps, wrongly written.

use super::faults::{DESK, changed, read_text};
use super::rendered;

/// One fault of this code that says so.
#[track_caller]
fn refused(text: &str, code: &str, says: &str) {
    let reading = read_text(text);
    let all = rendered(&reading);
    assert_eq!(reading.diagnostics.len(), 1, "{all}");
    assert!(reading.plan.is_none(), "{all}");
    assert_eq!(reading.diagnostics[0].code(), code, "{all}");
    assert!(all.contains(says), "no {says:?} in:\n{all}");
}

fn of_group(keys: &str) -> String {
    changed("shifts = [\"early\"]", &format!("shifts = [\"early\"]\n{keys}"))
}

fn of_chat(keys: &str) -> String {
    changed("supervisors =", &format!("{keys}\nsupervisors ="))
}

#[test]
fn orders_and_what_priority_is_worth_belong_together() {
    refused(&of_group("order = \"score\""), "missing-key", "priority_worth = \"10m\"");
    refused(&of_group("queue = { priority_worth = \"1m\" }"), "no-effect", "order = \"score\"");
}

#[test]
fn a_session_is_either_offered_or_taken() {
    let both = "queue = { reaction = \"5s\", offer = { accept = \"5s\" } }";
    refused(&of_group(both), "conflict", "either take sessions themselves");
    refused(&of_group("queue = { offer = {} }"), "missing-key", "`accept`");
    refused(
        &of_group("queue = { offer = { accept = \"5s\", timeout = \"0s\" } }"),
        "out-of-range",
        "more",
    );
}

#[test]
fn an_overflow_leads_somewhere_and_forward() {
    let overflow = |steps: &str| of_group(&format!("queue = {{ overflow = [{steps}] }}"));
    let to = |group: &str, after: &str| format!("{{ after = \"{after}\", group = \"{group}\" }}");
    refused(&overflow("{ after = \"9s\" }"), "missing-key", "needs `group`");
    refused(&overflow(&to("general", "9s")), "cycle", "does not go on to where it is");
    refused(&overflow(&to("leads", "9s")), "E-T5", "not among the operators");
    refused(&overflow(&to("expert", "9s")), "unknown-name", "experts");
    refused(
        &overflow("{ after = \"9s\", action = \"missed\", group = \"experts\" }"),
        "no-effect",
        "does not belong to the action `missed`",
    );
    refused(
        &overflow(&format!("{{ after = \"9s\", action = \"missed\" }}, {}", to("experts", "19s"))),
        "no-effect",
        "no step comes after",
    );
    let two = format!("{}, {}", to("experts", "19s"), to("experts", "9s"));
    refused(&overflow(&two), "wrong-order", "each step is later");
    refused(
        &overflow("{ after = \"9s\", group = \"experts\", nobody_online = \"skip\" }"),
        "conflict",
        "the last step is always taken",
    );
    refused(&of_group("queue = { overflow_from = \"arrival\" }"), "needs", "without `overflow`");
    // From each entry the times need not rise.
    let from_entry = format!("queue = {{ overflow = [{two}], overflow_from = \"queue-entry\" }}");
    assert!(read_text(&of_group(&from_entry)).plan.is_some());
}

#[test]
fn fallbacks_end() {
    let experts = "members = [\"clara\"]";
    let fallback = |to: &str| format!("queue = {{ fallback = \"{to}\" }}");
    let circle = of_group(&fallback("experts")).replacen(
        experts,
        &format!("{experts}\n{}", fallback("general")),
        1,
    );
    let reading = read_text(&circle);
    let all = rendered(&reading);
    assert!(reading.plan.is_none() && all.contains("comes back to where it began"), "{all}");
    refused(&of_group(&fallback("general")), "cycle", "does not go on to where it is");
    refused(&of_chat(&fallback("general")), "no-effect", "belongs to the queue of a group");
    let chain = (0..5).fold(DESK.to_owned(), |text, place| {
        let next = if place < 4 { fallback(&format!("g{}", place + 1)) } else { String::new() };
        format!("{text}\n[[groups]]\nname = \"g{place}\"\ncount = 1\n{next}\n")
    });
    let all = chain.replacen(
        "\"experts\"]\nsup",
        "\"experts\", \"g0\", \"g1\", \"g2\", \"g3\", \"g4\"]\nsup",
        1,
    );
    let told = rendered(&read_text(&all));
    assert!(told.contains("at most 3 fallbacks follow each other"), "{told}");
}

#[test]
fn skills_are_those_that_a_user_has() {
    let requires = |text: &str| {
        text.replacen("name = \"payroll\"", "name = \"payroll\"\nrequires = [\"german\"]", 1)
    };
    refused(&requires(DESK), "unknown-name", "there is no skill");
    assert!(read_text(&requires(&of_group("skills = [\"german\"]"))).plan.is_some());
    refused(&of_group("skills = [\"german\", \"german\"]"), "duplicate", "there twice");
    refused(
        &of_group("queue = { relaxed_priority = \"first\" }"),
        "needs",
        "means nothing without `rings`",
    );
    let rings = "{ stay = \"1s\" }, ".repeat(7);
    refused(&of_group(&format!("queue = {{ rings = [{rings}] }}")), "too-many", "at most 6 rings");
    let many: Vec<String> = (0..65).map(|number| format!("\"skill {number}\"")).collect();
    refused(&of_group(&format!("skills = [{}]", many.join(", "))), "too-many", "at most 64 skills");
}

#[test]
fn supervisors_have_no_use_for_what_operators_do() {
    let distributed = "default_routing = \"supervisor\"\nsupervision = { reaction = \"9s\" }\n";
    for keys in ["reaction = \"5s\"", "spacing = \"5s\"", "prefer_last_operator = \"5s\""] {
        let text = of_chat(&format!("{distributed}queue = {{ {keys} }}"));
        refused(&text, "no-effect", "supervisors distribute here");
    }
    let overflow = "queue = { max_wait = \"5m\" }";
    assert!(read_text(&of_chat(&format!("{distributed}{overflow}"))).plan.is_some());
}

#[test]
fn a_fifth_is_one_of_something() {
    let fifth = "queue = { places_for_transferred = \"plus-20-percent\" }";
    refused(&of_group(fifth), "needs", "no bound of which this would be a fifth");
    assert!(read_text(&of_group(&format!("queue_places = 5\n{fifth}"))).plan.is_some());
    refused(&of_group("cap = 0"), "out-of-range", "a limit is a whole number");
}

#[test]
fn only_a_rule_that_names_an_operator_waits_for_one() {
    let rule = |keys: &str| of_chat(&format!("rules = [{{ {keys}, wait = \"9s\" }}]"));
    let message = "does not belong to the action `invite-group`";
    refused(&rule("action = \"invite-group\", group = \"general\""), "no-effect", message);
    assert!(read_text(&rule("action = \"operator\", operator = \"anna\"")).plan.is_some());
}
