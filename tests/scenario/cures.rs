//! What people write elsewhere, and what they are told: understood where it can mean one thing only,
//! otherwise answered with what to write; one mistake, one fault.

use deskload::base::{DAY, HOUR, MINUTE, Span};
use deskload::scenario::language::{SYNONYMS, tables};
use deskload::scenario::values::{
    parse_days, parse_duration, parse_rate, parse_share, parse_time_of_day, parse_week_time,
};
use deskload::scenario::{Diagnostic, Severity, read};

use super::faults::{DESK, changed, check, read_text};
use super::{MadeUp, rendered};

#[test]
fn what_can_mean_one_thing_only_is_understood() {
    assert_eq!(parse_duration("9min"), Ok(Span(9 * MINUTE.0)));
    assert_eq!(parse_duration("1 hour 30 minutes"), parse_duration("1h30m"));
    assert_eq!(parse_rate("45/hour"), parse_rate("45/h"));
    assert_eq!(parse_time_of_day("9 AM"), Ok(Span(9 * HOUR.0)));
    assert_eq!(parse_time_of_day("5:30pm"), Ok(Span(17 * HOUR.0 + 30 * MINUTE.0)));
    assert_eq!(parse_time_of_day("12 am"), Ok(Span::ZERO));
    assert_eq!(parse_time_of_day("12:15 pm"), Ok(Span(12 * HOUR.0 + 15 * MINUTE.0)));
    assert!(parse_time_of_day("13 pm").is_err() && parse_time_of_day("0 am").is_err());
    assert_eq!(parse_week_time("Tuesday 1:00 am"), Ok(Span(DAY.0 + HOUR.0)));
    assert_eq!(parse_days("Monday-Friday"), parse_days("mon-fri"));
    assert_eq!(parse_days("mon–fri"), parse_days("mon-fri"));
}

#[test]
fn what_may_mean_two_things_is_answered_with_both() {
    let help = |outcome: Result<Span, deskload::scenario::values::ValueError>| {
        outcome.expect_err("it means two things").help
    };
    let both = help(parse_duration("1:30"));
    assert!(both.contains("\"1h30m\"") && both.contains("\"1m30s\""), "{both}");
    let thousands = parse_rate("1,022/h").expect_err("a thousand, or one?").help;
    assert!(thousands.contains("1022/h") && thousands.contains("1.022/h"), "{thousands}");
}

#[test]
fn the_help_is_what_to_write() {
    let of = |help: String, says: &str| assert!(help.contains(says), "no {says} in {help}");
    of(parse_duration("9,5m").expect_err("a comma").help, "\"9.5m\"");
    of(parse_duration("9").expect_err("no unit").help, "\"9m\"");
    of(parse_share("12,5%").expect_err("a comma").help, "\"12.5%\"");
    of(parse_share("0,125").expect_err("a comma").help, "\"0.125\"");
    of(parse_rate("3,5/h").expect_err("a comma").help, "\"3.5/h\"");
    of(parse_time_of_day("9.30").expect_err("a point").help, "\"09:30\"");
    of(parse_time_of_day("0930").expect_err("no colon").help, "\"09:30\"");
    of(parse_time_of_day("9h").expect_err("a unit").help, "\"09:00\"");
    of(parse_time_of_day("25:00").expect_err("the next day").help, "\"01:00\"");
    of(parse_days("24/7").expect_err("hours too").help, "\"every day\", from = \"00:00\"");
    of(parse_days("weekdays").expect_err("a word").help, "\"mon-fri\"");
    of(parse_days("Mo-Fr").expect_err("German").help, "\"mon-fri\"");
}

#[test]
fn brackets_and_quotes_of_other_languages_are_answered_once() {
    let single = DESK.replacen("[[client_groups]]", "[client_groups]", 1);
    check(&single, "kind", "[client_groups]", &["write `[[client_groups]]`"]);
    let run = format!("{DESK}\n[[run]]\nhorizon = \"1d\"\n");
    check(&run, "kind", "[[run]]", &["write `[run]`"]);
    let curly = changed("\"office\"", "“office”");
    check(&curly, "toml", "“office”", &["quotes are straight"]);
    let word = DESK.replacen("[edition]\nname = \"chatdesk\"", "edition = \"free\"\n[x]", 1);
    assert!(
        rendered(&read_text(&word)).contains("write `[edition]`, and below it `name = \"free\"`")
    );
    let tabs = changed("members = [\"anna\", \"boris\"]", "\tmembers\t=\t[\"anna\",\t\"boris\"]\t");
    assert!(read_text(&tabs).diagnostics.is_empty());
    let always = changed("supervisors =", "open = \"24/7\"\nsupervisors =");
    check(&always, "kind", "\"24/7\"", &["leave it out", "to = \"24:00\""]);
}

#[test]
fn the_words_of_the_field_lead_to_our_keys_and_are_one_fault() {
    check(&changed("effort =", "aht ="), "unknown-key", "aht", &["write `effort`"]);
    check(&changed("limit =", "concurrency ="), "unknown-key", "concurrency", &["write `limit`"]);
    let group =
        |line: &str| changed("members = [\"clara\"]", &format!("members = [\"clara\"]\n{line}"));
    check(&group("queue_size = 5"), "unknown-key", "queue_size", &["write `queue_places`"]);
    check(
        &group("shrinkage = \"20%\""),
        "unknown-key",
        "shrinkage",
        &["write `shrinkage` in [staffing]", "`absence`"],
    );
    check(
        &changed("members = [\"clara\"]", "agents = 3"),
        "unknown-key",
        "agents",
        &["write `count`"],
    );
    check(&format!("target = \"80%\"\n{DESK}"), "unknown-key", "target", &["`that` in [[expect]]"]);
}

#[test]
fn every_synonym_leads_to_a_key_that_exists_and_is_no_key_itself() {
    for synonym in SYNONYMS {
        let table = tables().into_iter().find(|table| table.name == synonym.table);
        let table = table.unwrap_or_else(|| panic!("there is no table {}", synonym.table));
        assert!(table.field(synonym.key).is_some(), "{synonym:?}");
        let is_key = table.field(synonym.word).is_some() && synonym.word != synonym.key;
        assert!(!is_key, "{synonym:?} is a key of its table");
    }
}

#[test]
fn one_mistake_is_one_fault() {
    check(
        &changed("name = \"payroll\"\n", ""),
        "missing-key",
        "[[live_chats.topics]]",
        &["`name`"],
    );
    check(
        &changed("operators = [\"general\", \"experts\"]\n", ""),
        "missing-key",
        "[[live_chats]]",
        &["`operators`"],
    );
    check(&changed("rate =", "rte ="), "unknown-key", "rte", &["did you mean `rate`?"]);
    // Neither of the columns is there: the scenario names one of them.
    let table = "csv = \"a.csv\"\ncolumn = \"chats\"";
    let text = changed("rate = \"30/h\"", table);
    let files = MadeUp(&[("a.csv", b"time,count\n09:00,3\n10:00,4\n")]);
    let reading = read("desk.toml", text.as_bytes(), &files, &[]);
    let errors = reading.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    let errors: Vec<_> = errors.collect();
    assert_eq!(errors.len(), 1, "{}", rendered(&reading));
    let line = 1 + text[..text.find("\"chats\"").expect("there")].matches('\n').count();
    assert_eq!((errors[0].code(), errors[0].line()), ("csv", line), "{}", rendered(&reading));
}

#[test]
fn what_is_read_as_another_key_is_looked_at_too() {
    let reading = read_text(&changed("effort = { exponential = \"6m\" }", "aht = \"6 miles\""));
    let codes: Vec<&str> = reading.diagnostics.iter().map(Diagnostic::code).collect();
    assert_eq!(codes, ["unknown-key", "bad-value"], "{}", rendered(&reading));
}

#[test]
fn programs_get_the_faults_beyond_the_first_twenty_too() {
    let wrong: String = (0..50).map(|i| format!("zzz{i} = 1\n")).collect();
    let reading = read_text(&format!("{wrong}{DESK}"));
    assert_eq!(reading.diagnostics.len(), 21, "{}", rendered(&reading));
    assert_eq!(reading.further.len(), 30);
    assert!(reading.further.iter().all(|one| one.severity == Severity::Error));
}
