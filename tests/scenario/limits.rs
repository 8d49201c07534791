//! Each limit: what is at it is read, what is one beyond it is refused. And whatever is refused, is
//! refused soon.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use deskload::scenario::{Diagnostic, MAX_BYTES, ReadOutcome, Severity, limits, read};

use super::{MadeUp, rendered};

/// A desk, to which a test adds keys.
const GROUPS: &str = "[[groups]]\nname = \"g\"\ncount = 1\n";
const ARRIVALS: &str = "[[live_chats.arrivals]]\nrate = \"1/h\"\n";
const TOPICS: &str = "[[live_chats.topics]]\nname = \"t\"\neffort = \"1m\"\n";

fn chat(keys: &str) -> String {
    format!("[[live_chats]]\nname = \"c\"\nchannel = \"telegram\"\noperators = [\"g\"]\n{keys}\n")
}

fn desk(before: &str, in_chat: &str) -> String {
    // What is limited is bounded in every edition, but not every edition has all of it.
    let paid = "edition = { name = \"chatdesk\", named_licenses = 1000000 }";
    let edition = if before.contains("edition") { "" } else { paid };
    let chat = chat(&format!("supervisors = [\"g\"]\n{in_chat}"));
    format!("{before}\n{edition}\n{GROUPS}{chat}{ARRIVALS}{TOPICS}")
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn listed(count: usize, one: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(one).collect();
    format!("[{}]", items.join(", "))
}

fn outcome(text: &str) -> ReadOutcome {
    read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[])
}

/// The number that the page of limits states.
#[track_caller]
fn stated(what: &str) -> usize {
    let limits = limits();
    let limit = limits.iter().find(|limit| limit.what == what);
    let limit = limit.unwrap_or_else(|| panic!("no limit of {what}"));
    let digits: String = limit.most.chars().filter(char::is_ascii_digit).collect();
    let number: usize = digits.parse().expect("a number");
    if limit.most.ends_with("MiB") { number << 20 } else { number }
}

/// At the limit nothing is reported of this kind, one beyond it something is. Other faults may well be:
/// half a desk is enough to look for the limit.
#[track_caller]
fn limit(what: &str, says: &str, make: impl Fn(usize) -> ReadOutcome) {
    let most = stated(what);
    let is_it = |fault: &Diagnostic| {
        fault.severity == Severity::Error && fault.render(false).contains(says)
    };
    let at = make(most);
    assert!(!at.diagnostics.iter().any(is_it), "{what}: {most}\n{}", rendered(&at));
    let beyond = make(most + 1);
    assert!(beyond.diagnostics.iter().any(is_it), "{what}: {most} + 1\n{}", rendered(&beyond));
    assert!(beyond.plan.is_none());
}

#[test]
fn of_files_and_overrides() {
    limit("bytes of a scenario file", "larger than 4 MiB", |bytes| {
        let desk = desk("", "");
        outcome(&format!("{desk}#{}", "x".repeat(bytes - desk.len() - 1)))
    });
    limit("words, signs, blanks and line ends of a scenario file", "words and signs", |tokens| {
        // The end of the file is one too.
        outcome(
            &"#\n"
                .repeat((tokens - 1) / 2)
                .chars()
                .chain("#".repeat((tokens - 1) % 2).chars())
                .collect::<String>(),
        )
    });
    let set =
        |overrides: &[String]| read("desk.toml", desk("", "").as_bytes(), &MadeUp(&[]), overrides);
    limit("`--set` of one command", "overrides", |count| {
        set(&vec!["run.seed=1".to_owned(); count])
    });
    limit("bytes of all `--set` together", "overrides", |bytes| {
        set(&[format!("description={}", "x".repeat(bytes - 12))])
    });
    limit("rows of a CSV file", "more than 1,000,000 rows", |rows| {
        let csv = format!("at\n{}", "1\n".repeat(rows));
        let text = desk("", "").replace("rate = \"1/h\"", "replay = \"in.csv\"\ncolumn = \"at\"");
        read("desk.toml", text.as_bytes(), &MadeUp(&[("in.csv", csv.as_bytes())]), &[])
    });
}

#[test]
fn of_names_and_lists() {
    limit("characters of a name", "is no name", |count| {
        outcome(&desk("", "").replace("name = \"t\"", &format!("name = \"{}\"", "ж".repeat(count))))
    });
    limit("live chats", "`live_chats` has", |count| {
        outcome(&format!("{GROUPS}{}", repeated(count, |_| chat(""))))
    });
    limit("groups; groups of clients; shifts, of each", "`groups` has", |count| {
        outcome(&format!("groups = {}", listed(count, |i| format!("{{name=\"g{i}\",count=1}}"))))
    });
    limit("groups; groups of clients; shifts, of each", "`client_groups` has", |count| {
        outcome(&format!("client_groups = {}", listed(count, |i| format!("{{name=\"g{i}\"}}"))))
    });
    limit("people in groups", "100,000 people", |count| {
        let more = format!("[[groups]]\nname = \"more\"\ncount = {}\n", count - 1);
        outcome(&format!("{more}{}", desk("", "")))
    });
    let per_chat = "rules, topics and sources of arrivals of a live chat, of each";
    limit(per_chat, "`topics` has", |count| {
        let topics = listed(count, |i| format!("{{name=\"t{i}\",effort=\"1m\"}}"));
        outcome(&format!("{GROUPS}{}", chat(&format!("topics = {topics}"))))
    });
    limit(per_chat, "`arrivals` has", |count| {
        let arrivals = listed(count, |_| "{rate=\"1/h\"}".to_owned());
        outcome(&format!("{GROUPS}{}", chat(&format!("arrivals = {arrivals}"))))
    });
    limit(per_chat, "`rules` has", |count| {
        let rules = listed(count, |_| "{action=\"common-queue\"}".to_owned());
        outcome(&format!("{GROUPS}{}", chat(&format!("rules = {rules}"))))
    });
}

#[test]
fn of_parts_of_a_live_chat() {
    limit("service levels of a live chat", "fewer than a hundred", |count| {
        let levels = listed(count, |i| format!("{{name=\"s{i}\",reaction={{within=\"5m\"}}}}"));
        outcome(&desk("", &format!("sla = {levels}")))
    });
    limit("transfers of a topic", "a thousand transfers", |count| {
        let topic = TOPICS.to_owned()
            + &format!("transfers = {}", listed(count, |_| "{to=\"g\",chance=\"0%\"}".to_owned()));
        outcome(&desk("", "").replace(TOPICS, &topic))
    });
    limit("outages of a live chat", "a thousand outages", |count| {
        let outages = listed(count, |_| "{from=\"mon 08:00\",lasts=\"1m\"}".to_owned());
        outcome(&desk("", &format!("outages = {outages}")))
    });
    limit("opening hours of a live chat, entries", "at most 200 lines", |count| {
        let hours = listed(count, |_| "{from=\"08:00\",to=\"09:00\"}".to_owned());
        outcome(&desk("", &format!("open = {hours}")))
    });
    limit("rings of a queue", "rings", |count| {
        let rings = listed(count, |_| "{stay=\"1m\"}".to_owned());
        outcome(&desk("", &format!("queue = {{rings = {rings}}}")))
    });
    limit("steps of an overflow", "steps", |count| {
        let steps = listed(count, |i| format!("{{after=\"{}m\",action=\"common-queue\"}}", i + 1));
        outcome(
            &desk("", "")
                .replace("count = 1\n", &format!("count = 1\nqueue = {{overflow = {steps}}}\n")),
        )
    });
    limit("fallbacks of an overflow", "fallbacks follow each other", |count| {
        let group = |i: usize| {
            let next = if i < count {
                format!("queue = {{fallback=\"f{}\"}}\n", i + 1)
            } else {
                String::new()
            };
            format!("[[groups]]\nname = \"f{i}\"\ncount = 1\n{next}")
        };
        let names = listed(count + 1, |i| format!("\"f{i}\""));
        let text = format!("{}{}", repeated(count + 1, group), desk("", ""));
        outcome(&text.replace("operators = [\"g\"]", &format!("operators = {names}")))
    });
}

#[test]
fn of_people_and_shifts() {
    limit("skills of a scenario", "skills", |count| {
        let skills = listed(count, |i| format!("\"s{i}\""));
        outcome(&desk("", "").replace("count = 1\n", &format!("count = 1\nskills = {skills}\n")))
    });
    limit("shifts of one person", "more than 50 shifts", |count| {
        let shifts = repeated(count, |i| {
            format!("[[shifts]]\nname = \"s{i}\"\nfrom = \"08:00\"\nto = \"09:00\"\n")
        });
        let names = listed(count, |i| format!("\"s{i}\""));
        outcome(
            &desk(&shifts, "").replace("count = 1\n", &format!("count = 1\nshifts = {names}\n")),
        )
    });
    limit("breaks of a shift", "at most 20 breaks", |count| {
        let breaks = listed(count, |i| format!("{{from=\"09:{i:02}\",to=\"09:{:02}\"}}", i + 1));
        let shift = format!(
            "[[shifts]]\nname = \"s\"\nfrom = \"08:00\"\nto = \"16:00\"\nbreaks = {breaks}"
        );
        outcome(&desk(&shift, ""))
    });
    limit("sessions of one operator at once, as a number", "a limit is a whole number", |count| {
        outcome(&desk("", "").replace("count = 1\n", &format!("count = 1\nlimit = {count}\n")))
    });
}

#[test]
fn of_times_and_rates() {
    limit("a duration", "longer than a hundred years", |days| {
        outcome(&desk("", "").replace("\"1m\"", &format!("\"{days}d\"")))
    });
    limit("`run.horizon`", "at most ten years", |days| {
        outcome(&desk(&format!("[run]\nhorizon = \"{days}d\"\ninterval = \"1d\""), ""))
    });
    limit("intervals of a run", "20,000 intervals", |count| {
        outcome(&desk(&format!("[run]\nhorizon = \"{count}s\"\ninterval = \"1s\""), ""))
    });
    limit("a rate", "100,000 sessions a second", |rate| {
        let run = "[run]\nhorizon = \"1s\"\ninterval = \"1s\"";
        outcome(&desk(run, "").replace("\"1/h\"", &format!("\"{rate}/s\"")))
    });
    limit("`rates` of one source", "between 1 and 100,000 rates", |count| {
        let rates = listed(count, |_| "\"1/h\"".to_owned());
        let rates = format!("rates = {rates}\nevery = \"1s\"");
        outcome(&desk("", "").replace("rate = \"1/h\"", &rates))
    });
    limit("sessions of one source that are expected in a run", "a billion sessions", |count| {
        // A hundred thousand a second is the highest rate; a billion takes ten thousand seconds of it.
        let horizon = count.div_ceil(100_000);
        let run = format!("[run]\nhorizon = \"{horizon}s\"\ninterval = \"1h\"");
        outcome(&desk(&run, "").replace("\"1/h\"", "\"100000/s\""))
    });
}

#[test]
fn of_faults() {
    let faults = |count| {
        outcome(&repeated(count, |i| format!("[[groups]]\nname = \"g{i}\"\ncount = 0\n")))
            .diagnostics
    };
    let most = stated("faults that are shown");
    // One more is that there are no live chats.
    assert_eq!(faults(most - 1).len(), most);
    let beyond = faults(most);
    assert_eq!(beyond.len(), most + 1);
    assert_eq!(beyond[most].message, "and 1 more faults, not shown");
}

/// Inputs that once took minutes or gigabytes: whatever is wrong with them is found within seconds,
/// in a build without optimisation and on a busy machine.
#[test]
fn what_is_huge_is_refused_soon() {
    let half = MAX_BYTES / 2;
    for (what, text) in [
        ("one line of signs", "=".repeat(500_000)),
        ("lines of signs", "=\n".repeat(half)),
        ("escapes", format!("name = \"{}\"", "\\q".repeat(half - 10))),
        ("a list without an end", format!("name = [{}", "b,".repeat(200_000))),
        ("keys of one table twice", format!("name = {{{}}}", "a=1,".repeat(120_000))),
        ("keys without a meaning", repeated(140_000, |i| format!("k{i}=1\n"))),
        ("brackets", "[".repeat(500_000)),
        ("a path of keys", format!("{}=1", vec!["a"; 250_000].join("."))),
        ("names that no person has", {
            let names = listed(60_000, |i| format!("\"a-name-that-is-rather-long-{i}\""));
            let groups = repeated(3_000, |i| {
                format!("[[groups]]\nname = \"another-name-that-is-long-{i}\"\ncount = 1\n")
            });
            format!("{groups}{}", desk("", "").replace("[\"g\"]", &names))
        }),
    ] {
        #[expect(clippy::disallowed_methods, reason = "that it ends soon is what is tested")]
        let began = Instant::now();
        let read = outcome(&text);
        assert!(read.plan.is_none() && read.diagnostics.len() <= 21, "{what}");
        let shown: usize = read.diagnostics.iter().map(|fault| fault.render(true).len()).sum();
        assert!(shown < 100_000, "{what}: {shown} bytes of faults");
        assert!(began.elapsed() < Duration::from_secs(20), "{what}: {:?}", began.elapsed());
    }
}

#[test]
fn advice_that_would_take_too_long_is_left_out_with_a_note() {
    let mut any = String::new();
    for minute in 1..1_400 {
        let (hour, minute) = (minute / 60, minute % 60);
        let _ = write!(any, "{{ topic = \"t\", from = \"{hour:02}:{minute:02}\" }}, ");
    }
    let rules =
        format!("rules = [{{ action = \"invite-all\", when = {{ not = {{ any = [{any}] }} }} }}]");
    let edition = "[edition]\nname = \"chatdesk\"\nnamed_licenses = 9";
    let text = desk(edition, &rules);
    let read = outcome(&text);
    assert!(read.plan.is_some(), "{}", rendered(&read));
    let notes: Vec<&Diagnostic> =
        read.diagnostics.iter().filter(|one| one.severity == Severity::Note).collect();
    assert_eq!(notes.len(), 1, "{}", rendered(&read));
    assert_eq!((notes[0].code(), notes[0].line() > 1), ("lint-budget", true));
}

#[test]
fn a_file_that_is_no_table_is_not_quoted() {
    let secret = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/sbin/nologin\n";
    for bytes in [secret.as_bytes().to_vec(), [secret.as_bytes(), b"\xff\n"].concat()] {
        for keys in [
            "csv = \"passwd\"\ncolumn = \"calls\"",
            "replay = \"passwd\"\ncolumn = \"calls\"",
            "replay = \"passwd\"\ncolumn = \"root\"",
        ] {
            let text = desk("", "").replace("rate = \"1/h\"", keys);
            let read = read("desk.toml", text.as_bytes(), &MadeUp(&[("passwd", &bytes)]), &[]);
            let all = rendered(&read);
            assert!(read.plan.is_none());
            assert!(!all.contains("bash") && !all.contains("daemon"), "{all}");
        }
    }
}

#[test]
fn nothing_hidden_in_names_of_files_reaches_a_terminal() {
    let text =
        desk("", "").replace("rate = \"1/h\"", "replay = \"a\\u202eb.csv\"\ncolumn = \"at\"");
    for csv in ["at\nx\n", "no\n1\n", ""] {
        let files = [("a\u{202e}b.csv", csv.as_bytes())];
        let read = read("x\u{1b}[31m\u{200b}.toml", text.as_bytes(), &MadeUp(&files), &[]);
        let all = rendered(&read);
        assert!(!all.contains(['\u{202e}', '\u{1b}', '\u{200b}']), "{all}");
        assert!(all.contains("\\u{202e}"), "{all}");
    }
}
