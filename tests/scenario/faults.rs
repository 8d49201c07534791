//! Faults of a file: each with its place, its code, and how to mend it.

use deskload::scenario::{Diagnostic, ReadOutcome, Severity, read};

use super::{MadeUp, rendered, without_old_names};

/// A desk without faults, to which a test adds some.
pub const DESK: &str = r#"limit = "unlimited"
[edition]
name = "chatdesk"
named_licenses = 10

[[client_groups]]
name = "office"

[[shifts]]
name = "early"
from = "08:00"
to = "16:00"

[[groups]]
name = "general"
members = ["anna", "boris"]
shifts = ["early"]

[[groups]]
name = "experts"
members = ["clara"]

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "internal"
channel = "internal"
clients = ["office"]
operators = ["general", "experts"]
supervisors = ["leads"]

[[live_chats.arrivals]]
rate = "30/h"

[[live_chats.topics]]
name = "payroll"
effort = { exponential = "6m" }
patience = "none"
transfers = [{ to = "experts", chance = "80%" }]
"#;

pub fn read_text(text: &str) -> ReadOutcome {
    without_old_names(read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]))
}

/// The desk with one text replaced by another.
pub fn changed(from: &str, to: &str) -> String {
    assert!(DESK.contains(from), "{from}");
    DESK.replacen(from, to, 1)
}

/// One fault, of this code, at the place where `at` first stands (at its `¦`, if it has one), whose
/// rendering holds `says`.
#[track_caller]
pub fn check(text: &str, code: &str, at: &str, says: &[&str]) {
    let reading = read_text(text);
    let all = rendered(&reading);
    // What becomes idle by the change is a matter of its own (see the tests of `effects`).
    let idle = |one: &&Diagnostic| one.code() == "no-effect" && one.severity == Severity::Warning;
    let others = reading.diagnostics.iter().filter(|one| code == "no-effect" || !idle(one));
    let others: Vec<&Diagnostic> = others.collect();
    assert_eq!(others.len(), 1, "{all}");
    let fault = others[0];
    assert_eq!(reading.plan.is_some(), fault.severity == Severity::Warning, "{all}");
    assert_eq!(fault.code(), code, "{all}");
    let (before, at) = at.split_once('¦').unwrap_or(("", at));
    let whole = format!("{before}{at}");
    let byte = text.find(&whole).unwrap_or_else(|| panic!("{whole} is not in the text"));
    let byte = byte + before.len();
    let line = text[..byte].matches('\n').count() + 1;
    let column = text[..byte].rsplit('\n').next().unwrap_or("").chars().count() + 1;
    assert_eq!((fault.line(), fault.column()), (line, column), "{all}");
    assert!(all.contains(&format!("desk.toml:{line}:{column}")), "{all}");
    for fragment in says {
        assert!(all.contains(fragment), "no {fragment:?} in:\n{all}");
    }
}

#[test]
fn the_desk_of_these_tests_has_no_fault() {
    let reading = read_text(DESK);
    assert!(reading.diagnostics.is_empty(), "{}", rendered(&reading));
}

#[test]
fn a_misspelt_key_is_answered_with_the_right_one() {
    check(
        &changed("members = [\"clara\"]", "membrs = [\"clara\"]\ncount = 1"),
        "unknown-key",
        "membrs",
        &["did you mean `members`?"],
    );
    check(&format!("rnu = 1\n{DESK}"), "unknown-key", "rnu", &["did you mean `run`?"]);
    check(
        &changed("rate = \"30/h\"", "rate = \"30/h\"\nzzzz = 1"),
        "unknown-key",
        "zzzz",
        &["its keys are `client_group`"],
    );
}

#[test]
fn a_misspelt_name_is_answered_with_the_right_one() {
    check(
        &changed("operators = [\"general\"", "operators = [\"genral\", \"general\""),
        "unknown-name",
        "\"genral\"",
        &["no group `genral`", "did you mean `general`?"],
    );
    check(
        &changed("to = \"experts\"", "to = \"expert\""),
        "unknown-name",
        "\"expert\"",
        &["did you mean `experts`?"],
    );
    check(
        &changed("to = \"experts\"", "to = \"operator:clra\""),
        "unknown-name",
        "\"operator:clra\"",
        &["did you mean `clara`?"],
    );
    check(
        &changed("shifts = [\"early\"]", "shifts = [\"erly\"]"),
        "unknown-name",
        "\"erly\"",
        &["did you mean `early`?"],
    );
    check(
        &changed("clients = [\"office\"]", "clients = [\"ofice\"]"),
        "unknown-name",
        "\"ofice\"",
        &["did you mean `office`?"],
    );
}

#[test]
fn a_misspelt_word_is_answered_with_all_words() {
    check(
        &changed("shifts = [\"early\"]", "selection = \"leastoccupied\""),
        "unknown-word",
        "\"leastoccupied\"",
        &["did you mean `least-occupied`?", "`round-robin`"],
    );
    check(
        &changed("\"chatdesk\"", "\"chatdesc\""),
        "unknown-word",
        "\"chatdesc\"",
        &["did you mean `chatdesk`?"],
    );
    check(
        &changed("channel = \"internal\"", "channel = \"intern\""),
        "unknown-word",
        "\"intern\"",
        &["`whatsapp`"],
    );
    check(
        &changed("supervisors =", "default_routing = \"puhs\"\nsupervisors ="),
        "unknown-word",
        "\"puhs\"",
        &["`group-queue`"],
    );
}

#[test]
fn quantities_want_their_units() {
    check(&changed("\"6m\"", "6"), "kind", "6 }", &["not a bare number", "\"6m\""]);
    check(&changed("\"6m\"", "\"6\""), "bad-value", "\"6\"", &["no unit"]);
    check(&changed("\"6m\"", "\"6 miles\""), "bad-value", "\"6 miles\"", &["no unit `miles`"]);
    check(&changed("\"30/h\"", "30"), "kind", "30\n", &["\"30/h\""]);
    check(&changed("\"30/h\"", "\"30\""), "bad-value", "\"30\"", &["this is no rate"]);
    check(&changed("\"80%\"", "80"), "bad-value", "80 }", &["\"80%\""]);
    check(&changed("\"80%\"", "\"180%\""), "bad-value", "\"180%\"", &["between 0 and 1"]);
    check(&changed("\"16:00\"", "\"25:00\""), "bad-value", "\"25:00\"", &["no such time of day"]);
    check(
        &changed("to = \"16:00\"", "to = \"16:00\"\ndays = \"mon-fry\""),
        "bad-value",
        "\"mon-fry\"",
        &["no day `fry`"],
    );
    check(
        &changed("to = \"16:00\"", "to = \"08:00\""),
        "out-of-range",
        "\"08:00\"\n\n",
        &["no time at all"],
    );
}

#[test]
fn numbers_out_of_bounds_are_faults_and_nothing_else() {
    for wrong in [
        "0",
        "-3",
        "1.5",
        "nan",
        "inf",
        "99999999999999999999999999",
        "1e400",
        "0xffffffffffffffffffff",
    ] {
        check(
            &changed("shifts = [\"early\"]", &format!("limit = {wrong}")),
            "out-of-range",
            &format!("limit = ¦{wrong}"),
            &["limit"],
        );
    }
    for wrong in ["-1", "9223372036854775808", "1e3", "nan"] {
        check(
            &format!("{DESK}\n[run]\nseed = {wrong}\n"),
            "out-of-range",
            &format!("seed = ¦{wrong}"),
            &["`seed`"],
        );
    }
    check(
        &format!("{DESK}\n[run]\nhorizon = \"20000d\"\n"),
        "out-of-range",
        "\"20000d\"",
        &["ten years"],
    );
    check(&format!("{DESK}\n[run]\nhorizon = \"0s\"\n"), "out-of-range", "\"0s\"", &["horizon"]);
    check(
        &format!("{DESK}\n[run]\nwarm_up = \"5d\"\n"),
        "out-of-range",
        "\"5d\"",
        &["leaves nothing"],
    );
    check(&format!("{DESK}\n[run]\ninterval = \"1s\"\n"), "out-of-range", "\"1s\"", &["20,000"]);
    check(
        &changed("members = [\"clara\"]", "count = 100001"),
        "out-of-range",
        "100001",
        &["100000"],
    );
    check(
        &changed("shifts = [\"early\"]", "speeds = [1.0, nan]"),
        "out-of-range",
        "nan",
        &["0 to 1"],
    );
    check(
        &changed("shifts = [\"early\"]", "speeds = []"),
        "out-of-range",
        "[]",
        &["alone at full speed"],
    );
    check(&changed("\"30/h\"", "\"90000/s\""), "too-many", "[[live_chats.arr", &["a billion"]);
}

#[test]
fn distributions_that_do_not_exist_are_refused() {
    let effort = |distribution: &str| changed("{ exponential = \"6m\" }", distribution);
    check(&effort("{ exponential = \"0s\" }"), "bad-distribution", "\"0s\"", &["more than zero"]);
    check(&effort("{ expo = \"6m\" }"), "unknown-key", "expo", &["exponential"]);
    check(&effort("{ lognormal = { mean = \"6m\" } }"), "missing-key", "{ mean", &["`cv`"]);
    check(
        &effort("{ uniform = { low = \"2m\", high = \"1m\" } }"),
        "bad-distribution",
        "{ low",
        &["above the upper"],
    );
    check(&effort("{ mixture = [] }"), "empty", "[] }", &["at least one part"]);
    check(&effort("{ empirical = [] }"), "bad-distribution", "[] }", &["at least one value"]);
    check(
        &effort("{ constant = \"1m\", exponential = \"6m\" }"),
        "one-of",
        "{ constant",
        &["exactly one key"],
    );
    check(&effort("\"0s\""), "out-of-range", "\"0s\"", &["no work"]);
}

#[test]
fn what_is_missing_is_named() {
    check(
        &changed("effort = { exponential = \"6m\" }\n", ""),
        "missing-key",
        "[[live_chats.topics]]",
        &["`effort`"],
    );
    check(&format!("{DESK}\n[[people]]\nlimit = 2\n"), "missing-key", "[[people]]", &["`name`"]);
}

#[test]
fn shares_make_a_whole() {
    let topics = |first: &str, second: &str| {
        format!(
            "{DESK}{first}\n[[live_chats.topics]]\nname = \"other\"\neffort = \"3m\"\n\
             patience = \"none\"\n{second}\n"
        )
    };
    check(&topics("share = 0.5", "share = \"30%\""), "share", "\"30%\"", &["80 %"]);
    check(&topics("share = 0.5", "share = \"60%\""), "share", "\"60%\"", &["110 %"]);
    check(
        &topics("share = 1.0", "share = 0.0"),
        "no-share",
        "0.0",
        &["no client comes with topic `other`"],
    );
    let plan = read_text(&topics("share = \"25%\"", "")).plan.expect("a plan");
    let shares: Vec<f64> = plan.flows[0].topics.shares().map(|(_, share)| share).collect();
    assert_eq!(shares, [0.25, 0.75]);
}

#[test]
fn names_are_given_once() {
    check(
        &changed("name = \"experts\"", "name = \"general\"\n#")
            .replace("\"experts\"", "\"general\"")
            .replace("[\"general\", \"general\"]", "[\"general\"]")
            .replace("[{ to = \"general\", chance = \"80%\" }]", "[]"),
        "duplicate",
        "\"general\"\n#",
        &["is there twice", "first here"],
    );
    check(
        &changed("[\"anna\", \"boris\"]", "[\"anna\", \"anna\"]"),
        "duplicate",
        "\"anna\"]",
        &["first here"],
    );
    check(
        &format!("{DESK}\n[[people]]\nname = \"nobody\"\n"),
        "unknown-name",
        "\"nobody\"",
        &["in no group"],
    );
}

#[test]
fn transfers_are_possible_and_no_more_than_certain() {
    check(
        &changed(
            "[{ to = \"experts\", chance = \"80%\" }]",
            "[{ to = \"experts\", chance = \"80%\" }, { to = \"operator:clara\", chance = \"30%\" }]",
        ),
        "share",
        "{ to = \"operator:clara\"",
        &["exceed certainty"],
    );
    check(
        &changed("to = \"experts\"", "from = \"experts\", to = \"experts\""),
        "cycle",
        "\"experts\", chance",
        &["to itself"],
    );
    check(
        &changed("to = \"experts\"", "to = \"leads\""),
        "E-T5",
        "\"leads\", chance",
        &["not among the operators"],
    );
    check(
        &changed("to = \"experts\"", "to = \"operator:olga\""),
        "E-T5",
        "\"operator:olga\"",
        &["no operator of live chat"],
    );
}

#[test]
fn keys_that_do_not_belong_together_are_not_passed_over() {
    let chat = |keys: &str| changed("supervisors =", &format!("{keys}\nsupervisors ="));
    check(
        &chat("default_group = \"general\""),
        "no-effect",
        "\"general\"\nsup",
        &["does not belong"],
    );
    check(
        &chat("supervision = { reaction = \"9s\" }"),
        "no-effect",
        "{ reaction",
        &["default_routing = \"supervisor\""],
    );
    check(
        &chat("default_routing = \"supervisor\""),
        "missing-key",
        "\"supervisor\"",
        &["[live_chats.supervision]"],
    );
    check(
        &chat("rules = [{ action = \"invite-group\" }]"),
        "missing-key",
        "{ action",
        &["needs `group`"],
    );
    check(
        &chat("rules = [{ action = \"invite-all\", group = \"general\" }]"),
        "no-effect",
        "\"general\" }",
        &["does not belong"],
    );
    check(
        &changed("rate = \"30/h\"", "rate = \"30/h\"\nevery = \"5m\""),
        "no-effect",
        "\"5m\"",
        &["does not belong to `rate`"],
    );
    check(
        &changed("rate = \"30/h\"", "rate = \"30/h\"\nrates = []"),
        "one-of",
        "[[live_chats.arr",
        &["exactly one of"],
    );
    check(
        &changed("rate = \"30/h\"", "rates = [\"30/h\"]"),
        "missing-key",
        "[\"30/h\"]",
        &["`every`"],
    );
    check(
        &changed(
            "to = \"16:00\"",
            "to = \"16:00\"\nbreaks = [{ from = \"17:00\", to = \"18:00\" }]",
        ),
        "out-of-range",
        "{ from = \"17",
        &["not within the shift"],
    );
}

#[test]
fn what_is_hardly_meant_is_a_warning() {
    check(
        &format!("{DESK}\n[[groups]]\nname = \"spare\"\nmembers = [\"anna\"]\n"),
        "unused-group",
        "\"spare\"",
        &["warning", "no live chat names"],
    );
    check(
        &changed("supervisors =", "default_routing = \"group-queue\"\nsupervisors =")
            .replace("transfers = [{ to = \"experts\", chance = \"80%\" }]", "")
            .replace("shifts = [\"early\"]", ""),
        "unreached-group",
        "\"experts\"\nmembers",
        &["no session can reach"],
    );
    check(
        &changed(
            "supervisors =",
            "rules = [{ action = \"invite-all\" }, { action = \"invite-group\", group = \"experts\" }]\nsupervisors =",
        ),
        "dead-rule",
        "{ action = \"invite-group\"",
        &["a rule above always applies"],
    );
    check(
        &changed("[[live_chats.arrivals]]\nrate = \"30/h\"\n", ""),
        "no-arrivals",
        "limit",
        &["no client writes"],
    );
    check(
        &changed("[[live_chats]]", "[[client_groups]]\nname = \"plant\"\n\n[[live_chats]]")
            .replace("rate =", "client_group = \"plant\"\nrate ="),
        "E-C2",
        "\"plant\"\nrate",
        &["every session is refused"],
    );
    check(
        &changed("members = [\"olga\"]", "members = [\"olga\"]\nshifts = []")
            .replace("shifts = [\"early\"]", "")
            .replace(
                "supervisors =",
                "default_routing = \"supervisor\"\nsupervision = { reaction = \"9s\" }\nsupervisors =",
            ),
        "never-on-duty",
        "[\"leads\"]",
        &["none of them is ever on duty"],
    );
}

#[test]
fn every_fault_of_a_file_is_reported_at_once_in_its_order() {
    let text = changed("named_licenses = 10", "named_licenses = 2")
        .replace("to = \"16:00\"", "to = \"noon\"")
        .replace("shifts = [\"early\"]", "limit = \"many\"\nselction = \"random\"")
        .replace("\"30/h\"", "30")
        .replace("exponential = \"6m\"", "exponential = \"6\"");
    let reading = read_text(&text);
    let codes: Vec<&str> = reading.diagnostics.iter().map(Diagnostic::code).collect();
    assert_eq!(
        codes,
        ["E-L1", "bad-value", "kind", "unknown-key", "kind", "bad-value"],
        "{}",
        rendered(&reading)
    );
    let lines: Vec<usize> = reading.diagnostics.iter().map(Diagnostic::line).collect();
    assert!(lines.is_sorted());
}

#[test]
fn syntax_errors_are_reported_together_and_without_faults_that_follow_from_them() {
    let text = "[run]\nhorizon = 5d\nseed = \n\n[[groups]]\nnam = \"x\"\n";
    let reading = read_text(text);
    let all = rendered(&reading);
    assert!(all.contains("desk.toml:2:") && all.contains("desk.toml:3:"), "{all}");
    assert!(all.contains("text stands in quotes: \"5d\""), "{all}");
    assert!(all.contains("did you mean `name`?"), "{all}");
    assert!(reading.plan.is_none());
}

#[test]
fn what_is_no_scenario_at_all_is_said_so() {
    let says = |bytes: &[u8], fragment: &str| {
        let reading = read("desk.toml", bytes, &MadeUp(&[]), &[]);
        let all = rendered(&reading);
        assert!(reading.plan.is_none() && all.contains(fragment), "{all}");
    };
    says(b"", "the file is empty");
    says(b" \n\t\n", "the file is empty");
    says(b"name = \"\xff\"", "not UTF-8");
    says(b"\xff\xfea\0b\0", "not UTF-8");
    says(&vec![b'#'; 5 << 20], "larger than 4 MiB");
    says("a = ".repeat(100).as_bytes(), "error[toml]");
    says(format!("a = {}", "[".repeat(100_000)).as_bytes(), "error");
    says(format!("a{} = 1", ".a".repeat(100_000)).as_bytes(), "error");
    says(b"\0\x1b[31m = 1", "error");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_fault() {
    let text = format!("\u{feff}{}", DESK.replace('\n', "\r\n"));
    let reading = read_text(&text);
    assert!(reading.plan.is_some(), "{}", rendered(&reading));
}

#[test]
fn nothing_that_a_terminal_would_obey_is_shown() {
    let reading = read_text(&format!("\"\\u001b[31mred\" = 1\n{DESK}"));
    assert!(reading.plan.is_none());
    assert!(!rendered(&reading).contains('\u{1b}'), "{}", rendered(&reading));
}

#[test]
fn very_many_faults_are_counted_not_listed() {
    let text: String = (0..5_000).map(|i| format!("key{i} = 1\n")).collect();
    let reading = read_text(&text);
    assert_eq!(reading.diagnostics.len(), 21);
    assert!(rendered(&reading).contains("and 4,982 more faults, not shown"));
}

#[test]
fn what_is_asked_of_the_statistics_fits_together() {
    let run = |keys: &str| format!("{DESK}\n[run]\n{keys}\n");
    check(&run("precision = \"0%\""), "out-of-range", "\"0%\"", &["endlessly many"]);
    check(&run("precision = 3"), "bad-value", "3\n", &["\"3%\""]);
    check(
        &run("precision = 0.01\nmax_replications = 15"),
        "conflict",
        "15",
        &["fewer than the 20 replications"],
    );
    check(&run("precision_of = \"asa\""), "needs", "\"asa\"", &["nothing without `precision`"]);
    let of = |name: &str| run(&format!("precision = \"1%\"\nprecision_of = \"{name}\""));
    check(&of("assa"), "unknown-name", "\"assa\"", &["`asa`"]);
    check(&of("internal.wait_max"), "unknown-name", "\"internal.wait_max\"", &["wait"]);
    check(&of("intern.wait"), "unknown-name", "\"intern.wait\"", &["internal"]);
    check(&run("batches = 20\nreplications = 3"), "conflict", "3\n", &["one long run"]);
    check(&run("batches = 20\nprecision = 0.01"), "conflict", "0.01", &["one long run"]);
    check(&run("batches = 9"), "out-of-range", "9\n", &["10 to 100"]);
    check(&run("warm_up = \"mser-4\""), "bad-value", "\"mser-4\"", &["duration"]);
    for sound in [
        "precision = \"1%\"\nprecision_of = \"internal.service_level\"",
        "batches = 20\nreplications = 1\nwarm_up = \"mser-5\"",
    ] {
        let reading = read_text(&run(sound));
        assert!(reading.plan.is_some(), "{}", rendered(&reading));
    }
}

#[test]
fn what_a_conversation_lacks_is_named() {
    let dialogue = "dialogue = { rounds = { fixed = 3 }, reply = \"40s\", think = \"1m\" }";
    let topic = |keys: &str| changed("effort = { exponential = \"6m\" }", keys);
    let at_dialogue = |keys: &str| format!("run = {{ level = \"dialogue\" }}\n{}", topic(keys));
    assert!(read_text(&at_dialogue(dialogue)).plan.is_some(), "an effort is not needed there");
    assert!(read_text(&topic(&format!("effort = \"6m\"\n{dialogue}"))).plan.is_some());
    check(&topic(dialogue), "missing-key", "[[live_chats.topics]]", &["`effort`"]);
    check(
        &at_dialogue("effort = \"6m\""),
        "missing-key",
        "[[live_chats.topics]]",
        &["`dialogue`", "rounds = "],
    );
    check(
        &topic("effort = \"6m\"\nsilent = { chance = 0.5 }"),
        "missing-key",
        "{ chance = 0.5",
        &["no operator would notice", "notice ="],
    );
    check(
        &at_dialogue(&format!("{dialogue}\nsilent = {{ chance = 0.5, notice = \"1m\" }}")),
        "missing-key",
        "{ chance = 0.5",
        &["no operator would notice", "inactivity ="],
    );
    check(
        &topic(
            "effort = \"6m\"\ndialogue = { rounds = { empirical = [2, 0] }, reply = \"1s\", think = \"1s\" }",
        ),
        "out-of-range",
        "0] }",
        &["whole numbers from 1"],
    );
    check(
        &topic(
            "effort = \"6m\"\ndialogue = { rounds = { fixed = 2 }, reply = \"0s\", think = \"1s\" }",
        ),
        "out-of-range",
        "\"0s\"",
        &["a reply of nothing"],
    );
    check(
        &topic(&format!(
            "effort = \"6m\"\ndialogue_at = {{ leads = {{ {} }} }}",
            &dialogue[13..dialogue.len() - 2]
        )),
        "E-Q4",
        "dialogue_at = { ¦leads",
        &["not among the operators"],
    );
}

#[test]
fn what_is_done_about_silence_fits_together() {
    let chat = |keys: &str| changed("supervisors =", &format!("{keys}\nsupervisors ="));
    check(
        &chat("inactivity = { slot = \"released\", close = \"1h\" }"),
        "needs",
        "\"released\"",
        &["no session is ever inactive"],
    );
    check(
        &chat("inactivity = { after = \"10m\", close = \"10m\" }"),
        "wrong-order",
        "close = ¦\"10m\"",
        &["before it is inactive"],
    );
    check(
        &chat("no_reply = { within = \"0s\" }"),
        "out-of-range",
        "\"0s\"",
        &["more than nothing"],
    );
}
