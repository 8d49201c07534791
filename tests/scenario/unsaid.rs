//! What is passed over or left unsaid, and would decide the figures: each is warned of.

use deskload::scenario::{ReadOutcome, Severity, read};

use super::effects::{idle, reading};
use super::{MadeUp, rendered};

/// A warning with this code whose message holds these words, where the overrides are set; none without.
#[track_caller]
fn warned(text: &str, overrides: &[&str], code: &str, words: &[&str]) {
    let outcome = reading(text, overrides);
    let found = outcome.diagnostics.iter().any(|one| {
        one.code() == code
            && one.severity == Severity::Warning
            && words.iter().all(|word| one.message.contains(word))
    });
    assert!(found && outcome.plan.is_some(), "{words:?}\n{}", rendered(&outcome));
}

#[track_caller]
fn not_warned(text: &str, overrides: &[&str], code: &str) {
    let outcome = reading(text, overrides);
    let found = outcome.diagnostics.iter().any(|one| one.code() == code);
    assert!(!found && outcome.plan.is_some(), "{}", rendered(&outcome));
}

/// Two groups of which anna is in both.
const TWO_GROUPS: &str = r#"
limit = 2
[[shifts]]
name = "early"
from = "06:00"
to = "14:00"

[[shifts]]
name = "late"
from = "14:00"
to = "22:00"

[[groups]]
name = "first"
members = ["anna", "boris"]
shifts = ["early"]

[[groups]]
name = "second"
members = ["anna", "clara"]
shifts = ["late"]

[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["first", "second"]
arrivals = [{ rate = "9/h" }]
topics = [{ name = "question", effort = "5m", patience = "9m" }]
"#;

#[test]
fn who_is_in_two_groups_is_told_that_the_first_one_counts() {
    let words = ["`shifts`", "`anna`", "`first`"];
    warned(TWO_GROUPS, &[], "no-effect", &words);
    // The person's own word is no silence, and equal words are none.
    not_warned(TWO_GROUPS, &["people.anna.shifts=[\"early\"]"], "no-effect");
    not_warned(
        TWO_GROUPS,
        &["groups.second.shifts=[\"early\"]", "shifts.late.name=x"],
        "duplicate",
    );
    warned(
        TWO_GROUPS,
        &["groups.first.limit=1", "groups.second.limit=3"],
        "no-effect",
        &["`limit`", "`anna`"],
    );
}

#[test]
fn a_group_whose_members_work_two_shifts_of_one_day_is_told_how_long_that_is() {
    let both = "groups.first.shifts=[\"early\", \"late\"]";
    // 06:00 to 14:00 and 14:00 to 22:00 are sixteen hours.
    warned(TWO_GROUPS, &[both], "long-day", &["`first`", "16.0 h"]);
    not_warned(TWO_GROUPS, &[], "long-day");
    // 08:00 to 12:00 and 14:00 to 18:00, a day with a long lunch, are eight.
    let split = [both, "shifts.early.from=08:00", "shifts.early.to=12:00", "shifts.late.to=18:00"];
    not_warned(TWO_GROUPS, &split, "long-day");
    // On different days of the week.
    not_warned(
        TWO_GROUPS,
        &[both, "shifts.early.days=mon-wed", "shifts.late.days=thu,fri"],
        "long-day",
    );
    // Positions that people fill are no people.
    not_warned(TWO_GROUPS, &[both, "groups.first.end_of_shift=first-to-finish"], "long-day");
}

#[test]
fn what_decides_the_figures_is_said_or_warned_of() {
    let no_limit = TWO_GROUPS.replace("limit = 2\n", "");
    warned(&no_limit, &[], "unsaid", &["`first`", "`limit`"]);
    for said in ["limit=unlimited", "limit=3"] {
        not_warned(&no_limit, &[said], "unsaid");
    }
    let each = ["groups.first.limit=3", "groups.second.capacity=9"];
    not_warned(&no_limit, &each, "unsaid");
    let no_patience = TWO_GROUPS.replace(", patience = \"9m\"", "");
    warned(&no_patience, &[], "unsaid", &["`question`", "`patience`", "no client ever gives up"]);
    not_warned(&no_patience, &["live_chats.desk.topics.question.patience=none"], "unsaid");
    let plan = reading(&no_patience, &["live_chats.desk.topics.question.patience=none"]).plan;
    assert!(plan.expect("a plan").topics[0].patience.is_none());
}

#[test]
fn rows_of_a_replay_after_the_end_of_the_run_are_counted() {
    let text =
        TWO_GROUPS.replace("{ rate = \"9/h\" }", "{ replay = \"log.csv\", column = \"at\" }");
    let with_log = |log: &'static str, overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
        let files = [("log.csv", log.as_bytes())];
        read("desk.toml", text.as_bytes(), &MadeUp(&files), &overrides)
    };
    let says =
        |outcome: &ReadOutcome, words: &str| idle(outcome).iter().any(|said| said.contains(words));
    // An hour of run: 3,599 s is within, 3,600 s is not.
    let some = with_log("at\n5\n3599\n3600\n90000\n", &["run.horizon=1h"]);
    assert!(says(&some, "`replay`: 2 of 4 rows have no effect"), "{}", rendered(&some));
    // 2023-11-06, a Monday, and the Monday after it.
    let epoch = with_log("at\n1699257600\n1699862400\n", &["run.horizon=7d"]);
    assert!(says(&epoch, "1 of 2 rows"), "{}", rendered(&epoch));
    assert!(rendered(&epoch).contains("begin on 2023-11-06"), "{}", rendered(&epoch));
    assert!(idle(&with_log("at\n5\n", &[])).iter().all(|said| !said.contains("replay")));
}

#[test]
fn rates_after_the_end_of_the_run_are_counted() {
    let text = TWO_GROUPS
        .replace("{ rate = \"9/h\" }", "{ rates = [\"9/h\", \"5/h\", \"1/h\"], every = \"1h\" }");
    warned(&text, &["run.horizon=2h"], "no-effect", &["`rates`: 1 of 3 steps"]);
    warned(&text, &["run.horizon=1h"], "no-effect", &["`rates`: 2 of 3 steps"]);
    let whole = reading(&text, &["run.horizon=3h"]);
    assert!(idle(&whole).iter().all(|said| !said.contains("rates")), "{}", rendered(&whole));
}

#[test]
fn whole_numbers_in_half_hours_may_be_counts_and_are_asked_about() {
    let text = TWO_GROUPS.replace("{ rate = \"9/h\" }", "{ csv = \"day.csv\", column = \"n\" }");
    let with = |file: &'static str, kind: &str| {
        let overrides: Vec<String> =
            [kind].iter().filter(|one| !one.is_empty()).map(|&one| one.to_owned()).collect();
        let files = [("day.csv", file.as_bytes())];
        let outcome = read("desk.toml", text.as_bytes(), &MadeUp(&files), &overrides);
        assert!(outcome.plan.is_some(), "{}", rendered(&outcome));
        outcome
            .diagnostics
            .iter()
            .any(|one| one.code() == "unsaid" && one.message.contains("`kind`"))
    };
    let half_hours = "from,n\n09:00,12\n09:30,15\n";
    assert!(with(half_hours, ""));
    for kind in ["counts", "mean-counts", "rate-per-hour"] {
        assert!(!with(half_hours, &format!("live_chats.desk.arrivals.0.kind={kind}")));
    }
    // Hours have the same mean either way, and fractions are no counts.
    assert!(!with("from,n\n09:00,12\n10:00,15\n", ""));
    assert!(!with("from,n\n09:00,12.5\n09:30,15\n", ""));
}

#[test]
fn a_precision_of_one_is_not_taken_for_a_hundred_per_cent() {
    for aim in ["1", "1.0", "\"1\""] {
        let outcome = reading(TWO_GROUPS, &[&format!("run.precision={aim}")]);
        let said = rendered(&outcome);
        assert!(outcome.plan.is_none() && said.contains("for one per cent write"), "{said}");
    }
    for aim in ["1%", "0.01", "100%"] {
        assert!(reading(TWO_GROUPS, &[&format!("run.precision={aim}")]).plan.is_some(), "{aim}");
    }
}
