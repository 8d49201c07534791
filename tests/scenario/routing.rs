//! Rules, service levels and bots, wrongly written; and rules that lead nowhere.

use deskload::scenario::Diagnostic;

use super::faults::{DESK, changed, read_text};
use super::rendered;

fn with(keys: &str) -> String {
    let flag = changed("named_licenses = 10", "named_licenses = 10\nenable_lines_sla = \"on\"");
    flag.replacen("supervisors =", &format!("{keys}\nsupervisors ="), 1)
}

fn rules(rules: &str) -> String {
    with(&format!("rules = [{rules}]"))
}

/// An error of this code that says so.
#[track_caller]
fn broken(text: &str, code: &str, says: &str) {
    let reading = read_text(text);
    let all = rendered(&reading);
    assert!(reading.plan.is_none(), "{all}");
    assert!(all.contains(&format!("error[{code}]")) && all.contains(says), "{all}");
    assert_eq!(reading.diagnostics.len(), 1, "{all}");
}

/// The desk of these tests has hours in which no operator is there, and a flag that most rules do not need.
fn is_of_desk(code: &str) -> bool {
    matches!(code, "unserved" | "no-effect")
}

/// One warning of this code; there is a plan.
#[track_caller]
fn warned(text: &str, code: &str, says: &str) {
    let reading = read_text(text);
    let all = rendered(&reading);
    assert!(reading.plan.is_some(), "{all}");
    let codes = reading.diagnostics.iter().map(Diagnostic::code).filter(|one| !is_of_desk(one));
    assert_eq!(codes.collect::<Vec<_>>(), [code], "{all}");
    assert!(all.contains(says), "{all}");
}

#[track_caller]
fn sound(text: &str) {
    let reading = read_text(text);
    let others = reading.diagnostics.iter().filter(|one| !is_of_desk(one.code()));
    assert_eq!(others.count(), 0, "{}", rendered(&reading));
}

#[test]
fn an_action_needs_what_it_stands_on() {
    broken(&rules("{ action = \"bot\" }"), "E-Q13", "no bot is attached");
    broken(&rules("{ action = \"last-operator\" }"), "E-Q4", "first_session = \"no\"");
    let either = "when = { any = [{ first_session = \"no\" }, { topic = \"payroll\" }] }";
    broken(&rules(&format!("{{ {either}, action = \"last-operator\" }}")), "E-Q4", "first session");
    // However it is put together: what can hold for no first session is enough.
    for known in [
        "first_session = \"no\"",
        "not = { first_session = \"yes\" }",
        "or_not = [{ first_session = \"yes\" }]",
        "or_not = [{ topic = \"payroll\" }, { first_session = \"yes\" }]",
        "and_not = [{ any = [{ first_session = \"yes\" }, { topic = \"payroll\" }] }]",
        "not = { not = { first_session = \"no\" } }",
        "any = [{ first_session = \"no\" }, { or_not = [{ first_session = \"yes\" }] }]",
    ] {
        let outcome =
            read_text(&rules(&format!("{{ when = {{ {known} }}, action = \"last-operator\" }}")));
        assert!(outcome.plan.is_some(), "{known}\n{}", rendered(&outcome));
    }
    // These hold for some first session.
    for new in [
        "or_not = [{ first_session = \"no\" }]",
        "not = { first_session = \"no\" }",
        "not = { first_session = \"yes\", topic = \"payroll\" }",
        "or_not = [{ topic = \"payroll\" }]",
        "first_session = \"no\", or_not = [{ topic = \"payroll\" }]",
    ] {
        let rule = rules(&format!("{{ when = {{ {new} }}, action = \"last-operator\" }}"));
        broken(&rule, "E-Q4", "first session");
    }
    for known in ["first_session = \"no\"", "not = { first_session = \"yes\" }"] {
        let when = format!("when = {{ topic = \"payroll\", all = [{{ {known} }}] }}");
        sound(&rules(&format!("{{ {when}, action = \"last-operator\" }}")));
    }
    let transfer = DESK.replace("to = \"experts\", chance", "to = \"bot\", chance");
    broken(&transfer, "E-Q13", "no bot is attached");
}

#[test]
fn a_key_that_does_not_belong_to_its_action_is_refused() {
    let stray = "{ action = \"invite-all\", nobody_online = \"wait\" }";
    broken(&rules(stray), "no-effect", "`nobody_online` does not belong");
    broken(
        &rules("{ action = \"invite-all\", operator = \"anna\" }"),
        "no-effect",
        "does not belong",
    );
    broken(
        &rules("{ action = \"invite-all\", sla = \"gold\" }"),
        "unknown-name",
        "no service level",
    );
    let tag = "{ when = { tag = \"money\" }, action = \"invite-all\" }";
    broken(&rules(tag), "unknown-name", "there is no tag `money`");
    let channel = "{ when = { channel = \"fax\" }, action = \"invite-all\" }";
    broken(&rules(channel), "unknown-name", "there is no channel `fax`");
}

#[test]
fn a_service_level_says_what_it_promises_and_what_then() {
    let level = |keys: &str| with(&format!("sla = [{{ name = \"gold\", {keys} }}]"));
    let clock = "around_the_clock = \"yes\"";
    sound(&level(&format!("{clock}, reaction = {{ within = \"5m\", breach = \"notify\" }}")));
    broken(&level(clock), "E-A1", "promises nothing");
    let reaction =
        |keys: &str| level(&format!("{clock}, reaction = {{ within = \"5m\", {keys} }}"));
    broken(&reaction("breach = \"to-group\""), "E-A4", "needs `group`");
    broken(&reaction("breach = \"to-operator\""), "E-A4", "needs `operator`");
    broken(&reaction("breach = \"notify\", group = \"experts\""), "E-A4", "does not belong");
    broken(&reaction("nobody_online = \"stay\""), "E-A4", "`nobody_online` does not belong");
    let present = "breach = \"to-group\", group = \"experts\", current_operator = \"excluded\"";
    broken(&reaction(present), "E-A4", "`current_operator` does not belong");
    broken(
        &reaction("breach = \"to-group\", group = \"leads\""),
        "E-A4",
        "not among the operators",
    );
    broken(&reaction("remind = \"5m\""), "wrong-order", "before the clock begins");
    warned(&level("reaction = { within = \"5m\" }"), "E-A2", "nothing is counted");
    let twice = format!("{clock}, hours = [{{}}], reaction = {{ within = \"5m\" }}");
    broken(&level(&twice), "conflict", "around the clock there is no `hours`");
    let wrong = "hours = [{}], exceptions = [{ week = 1, days = \"mon\", from = \"09:00\" }]";
    broken(&level(&format!("{wrong}, reaction = {{ within = \"5m\" }}")), "E-A2", "from one time");
    let two = "{ week = 1, days = \"mon\" }, { week = 1, days = \"mon-tue\" }";
    let two = format!("hours = [{{}}], exceptions = [{two}], reaction = {{ within = \"5m\" }}");
    broken(&level(&two), "E-A2", "already");
}

#[test]
fn a_bot_ends_what_it_begins() {
    let bot = |keys: &str| {
        with(&format!("rules = [{{ action = \"bot\" }}]\nbot = {{ time = \"2m\", {keys} }}"))
    };
    sound(&bot("containment = \"40%\", silent = \"10%\", auto_finish = \"10m\""));
    broken(&bot("silent = \"10%\""), "E-S14", "for ever");
    let all = "containment = \"80%\", silent = \"30%\", auto_finish = \"10m\"";
    broken(&bot(all), "share", "more clients");
    broken(&bot("hand_off_to = \"leads\""), "E-S12", "not among the operators");
}

#[test]
fn a_rule_that_no_session_gets_to_is_found_whatever_makes_it_so() {
    let to = |group: &str| format!("action = \"invite-group\", group = \"{group}\"");
    let rule = |when: &str, group: &str| format!("{{ when = {{ {when} }}, {} }}", to(group));
    let two = |first: &str, second: &str| rules(&format!("{first}, {second}"));
    // Always taken above.
    let always = format!("{{ {} }}", to("general"));
    warned(&two(&always, &rule("topic = \"payroll\"", "experts")), "dead-rule", "always applies");
    // Subsumed: the hours of the second lie within those of the first.
    let wide = rule("from = \"08:00\", to = \"18:00\"", "general");
    let narrow = rule("from = \"09:00\", to = \"12:00\", topic = \"payroll\"", "experts");
    warned(&two(&wide, &narrow), "dead-rule", "always applies");
    sound(&two(&narrow, &wide));
    // Two rules that together leave nothing.
    let halves =
        format!("{}, {}", rule("from = \"12:00\"", "general"), rule("to = \"12:00\"", "general"));
    warned(&two(&halves, &always), "dead-rule", "always applies");
    // A push is no obstacle: while no operator is Online the next rule is tried.
    let push = "{ action = \"least-occupied\", group = \"general\" }";
    sound(&two(push, &rule("topic = \"payroll\"", "experts")));
}

#[test]
fn a_condition_that_never_holds_is_found() {
    let rule = |when: &str| {
        rules(&format!("{{ when = {{ {when} }}, action = \"invite-group\", group = \"experts\" }}"))
    };
    warned(&rule("priority = \"high\""), "never-holds", "fulfils this condition");
    warned(&rule("channel = \"mail\""), "never-holds", "fulfils this condition");
    let apart = "from = \"08:00\", to = \"09:00\", all = [{ from = \"10:00\", to = \"11:00\" }]";
    warned(&rule(apart), "never-holds", "fulfils this condition");
    let closed = with(
        "open = [{ days = \"mon-fri\" }]\nrules = [{ when = { days = \"sat\" }, action = \"invite-all\" }]",
    );
    warned(&closed, "never-holds", "fulfils this condition");
}

#[test]
fn a_rule_for_people_who_are_not_there_then_is_found() {
    // The general group works from eight to four.
    let rule = |when: &str, action: &str| rules(&format!("{{ when = {{ {when} }}, {action} }}"));
    let evening = "from = \"18:00\", to = \"20:00\"";
    let group = "action = \"least-occupied\", group = \"general\"";
    let one = "action = \"operator\", operator = \"anna\"";
    warned(&rule(evening, group), "never-on-duty", "no operator of this group is there");
    warned(&rule(evening, one), "never-on-duty", "this operator is not there");
    sound(&rule("from = \"15:00\", to = \"20:00\"", group));
    sound(&rule("from = \"15:00\", to = \"20:00\"", one));
}
