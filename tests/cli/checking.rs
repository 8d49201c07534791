//! `check`: scenarios and folders, baselines, and what CI servers read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::expecting::{DESK, deskload, ends_with, folder_with, text};

/// The desk, with what is expected of it.
fn expecting(that: &str) -> String {
    format!("{DESK}[[expect]]\nthat = \"{that}\"\n")
}

const MET: &str = "support.service_level >= 50%";
const NOT_MET: &str = "support.offered > 1000";
/// Its limit is the mean itself.
const OPEN: &str = "support.offered > 32";

fn check(folder: &Path, words: &[&str]) -> Output {
    deskload(folder, &[&["check"], words].concat())
}

#[test]
fn each_scenario_has_a_line_and_the_worst_decides_the_exit_code() {
    let folder = folder_with(&[
        ("desks/a.toml", &expecting(MET)),
        ("desks/b/b.toml", &expecting(NOT_MET)),
        ("desks/c.toml", &expecting(OPEN)),
        ("desks/d.toml", DESK),
        ("desks/.hidden/e.toml", "nonsense"),
        ("desks/notes.txt", "nonsense"),
        ("wrong.toml", "nonsense = "),
    ]);
    let page = ends_with(&check(folder.path(), &["desks"]), 99);
    let lines: Vec<&str> = page.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(lines.len(), 4, "{page}");
    assert!(lines[0].starts_with("\u{2713} desks/a.toml    1 expectation met ("), "{page}");
    assert!(lines[1].starts_with("\u{2717} desks/b/b.toml  1 of 1 expectations not met"), "{page}");
    assert!(lines[2].starts_with("? desks/c.toml    1 of 1 expectations undecided"), "{page}");
    // What is too long for its line stands below it.
    assert!(page.contains("\n- desks/d.toml\n    nothing is expected: add [[expect]]"), "{page}");
    // An invalid one among valid ones: the others are checked all the same.
    let page = ends_with(&check(folder.path(), &["desks", "wrong.toml"]), 104);
    assert_eq!(page.lines().filter(|line| !line.starts_with(' ')).count(), 5, "{page}");
    assert!(page.contains("\u{2717} wrong.toml      the scenario is invalid"), "{page}");
    // One that is named twice is checked once.
    let page = ends_with(&check(folder.path(), &["desks", "desks/a.toml", "./desks/a.toml"]), 99);
    assert_eq!(page.lines().filter(|line| !line.starts_with(' ')).count(), 4, "{page}");
    ends_with(&check(folder.path(), &["desks/c.toml"]), 0);
    ends_with(&check(folder.path(), &["desks/c.toml", "--strict-ci"]), 3);
    ends_with(&check(folder.path(), &["desks/a.toml", "--strict-ci"]), 0);
    ends_with(&check(folder.path(), &["desks/a.toml", "--expect", NOT_MET]), 99);
    // That a file could not be read says more than that an expectation is not met.
    ends_with(&check(folder.path(), &["desks/nothing.toml", "desks/b"]), 1);
    ends_with(&check(folder.path(), &["desks/nothing.toml"]), 1);
    fs::create_dir(folder.path().join("empty")).expect("made");
    let output = check(folder.path(), &["empty"]);
    ends_with(&output, 1);
    assert!(text(&output.stderr).contains("there is no scenario (*.toml) in empty"));
}

#[test]
fn a_baseline_is_written_and_compared_with() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let page = ends_with(&check(folder.path(), &["desk.toml", "--update"]), 0);
    assert!(page.contains("baseline written: reports/baselines/desk.json (40 repl"), "{page}");
    let kept = fs::read(folder.path().join("reports/baselines/desk.json")).expect("written");
    ends_with(&check(folder.path(), &["desk.toml", "--update"]), 0);
    let again = fs::read(folder.path().join("reports/baselines/desk.json")).expect("written");
    assert!(kept == again, "the same desk, the same bytes");
    assert_eq!(fs::read_dir(folder.path().join("reports/baselines")).expect("there").count(), 1);

    let page = ends_with(&check(folder.path(), &["desk.toml"]), 0);
    assert!(page.contains("figures not worse (5 replications)"), "{page}");
    // Half of the staff.
    let words = ["desk.toml", "--set", "groups.a.count=1", "--set", "groups.a.limit=1"];
    let page = ends_with(&check(folder.path(), &words), 99);
    assert!(page.contains("support.service_level is not worse\n        worse: "), "{page}");
    assert!(page.contains(" points"), "{page}");
    // So much may be allowed.
    let generous = [
        "service_level=100%",
        "abandon_rate=100%",
        "asa=1000h",
        "wait_p95=1000h",
        "wait=1000h",
        "refusal_rate=100%",
        "refused_share=100%",
        "wait_after_transfer=1000h",
    ];
    let margins: Vec<&str> = generous.iter().flat_map(|margin| ["--margin", margin]).collect();
    ends_with(&check(folder.path(), &[&words[..], &margins].concat()), 0);
    // Other clients: it is said, and compared as if independent.
    let page = ends_with(&check(folder.path(), &["desk.toml", "--seed", "9"]), 0);
    let page = in_one_line(&page);
    assert!(page.contains("the seed was 1 and is 9"), "{page}");
    let page = text(&check(folder.path(), &["desk.toml", "--set", "run.horizon=\"9h\""]).stdout);
    let page = in_one_line(&page);
    assert!(page.contains("other clients come"), "{page}");
    // A group that is new has no past.
    let more = format!("{DESK}\n[[groups]]\nname = \"b\"\ncount = 1\n")
        .replace("[\"a\"]", "[\"a\", \"b\"]");
    fs::write(folder.path().join("desk.toml"), more).expect("written");
    let page = in_one_line(&ends_with(&check(folder.path(), &["desk.toml"]), 0));
    assert!(page.contains("not compared: groups.b.wait (not in the baseline)"), "{page}");
}

/// A page whose lines are not cut.
fn in_one_line(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_file_that_is_no_baseline_of_the_scenario_is_refused_with_what_differs() {
    let folder = folder_with(&[("desk.toml", DESK), ("other.toml", DESK)]);
    let place = folder.path().join("reports/baselines/desk.json");
    ends_with(&check(folder.path(), &["other.toml", "--update"]), 0);
    fs::rename(folder.path().join("reports/baselines/other.json"), &place).expect("moved");
    let page = ends_with(&check(folder.path(), &["desk.toml"]), 1);
    assert!(page.contains("it is of the scenario `other`"), "{page}");
    let whole = fs::read(&place).expect("there");
    for (bytes, says) in [
        (&b""[..], "it is no baseline"),
        (&whole[..whole.len() / 2], "it is no baseline"),
        (b"[]", "`baseline` is missing"),
        (b"{\"baseline\": 9}", "layout 9, and this version knows layout 1"),
        (b"\xff\xfe", "it is no baseline"),
    ] {
        fs::write(&place, bytes).expect("written");
        let page = in_one_line(&ends_with(&check(folder.path(), &["desk.toml"]), 1));
        assert!(page.contains(says) && page.contains("desk.json"), "{page}");
    }
    fs::remove_file(&place).expect("removed");
    fs::create_dir(&place).expect("made");
    let page = in_one_line(&ends_with(&check(folder.path(), &["desk.toml"]), 1));
    assert!(page.contains("it is a directory"), "{page}");
    let page = ends_with(&check(folder.path(), &["desk.toml", "--update"]), 1);
    assert!(page.contains("it is a directory"), "{page}");
    // A link that leads nowhere is not taken for none.
    #[cfg(unix)]
    {
        fs::remove_dir(&place).expect("removed");
        std::os::unix::fs::symlink("nowhere", &place).expect("made");
        ends_with(&check(folder.path(), &["desk.toml"]), 1);
    }
}

#[test]
fn baselines_have_a_folder_of_their_own_if_it_is_named() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let output = check(folder.path(), &["desk.toml", "--baselines", "kept"]);
    ends_with(&output, 1);
    assert!(text(&output.stderr).contains("there is no folder kept of baselines"));
    ends_with(&check(folder.path(), &["desk.toml", "--baselines", "kept", "--update"]), 0);
    assert!(folder.path().join("kept/desk.json").exists());
    let page = ends_with(&check(folder.path(), &["desk.toml", "--baselines", "kept"]), 0);
    assert!(page.contains("not worse"), "{page}");
}

#[test]
fn scenarios_of_one_name_cannot_share_a_baseline() {
    let folder = folder_with(&[("a/desk.toml", DESK), ("b/desk.toml", DESK)]);
    let page = ends_with(&check(folder.path(), &["a", "b"]), 1);
    assert!(page.contains("a/desk.toml is a scenario of the same name, `desk`"), "{page}");
}

#[test]
fn a_run_in_batches_has_no_baseline() {
    let desk = DESK.replace("replications = 5", "batches = 10");
    let folder = folder_with(&[("desk.toml", &desk)]);
    let page = ends_with(&check(folder.path(), &["desk.toml", "--update"]), 1);
    assert!(page.contains("cut into `batches`"), "{page}");
}

#[test]
fn a_faulty_margin_is_refused_before_anything_is_simulated() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    for (margin, code, says) in [
        ("asa", 2, "write figure=margin"),
        ("=3s", 2, "write figure=margin"),
        ("assa=3s", 104, "did you mean `asa`?"),
        ("asa=3", 104, "the duration has no unit"),
        ("asa=-3s", 104, "this is no duration"),
        ("service_level=3s", 104, "this is no share"),
        ("offered=3", 104, "desks are not judged by"),
    ] {
        let output = check(folder.path(), &["desk.toml", "--update", "--margin", margin]);
        assert!(ends_with(&output, code).is_empty());
        assert!(text(&output.stderr).contains(says), "{margin}: {}", text(&output.stderr));
    }
    assert!(!folder.path().join("reports").exists());
}

/// A desk whose names try to leave their place in XML, Markdown and annotations.
fn hostile() -> String {
    let name = "x\\\"><script>alert(1)</script>&amp;]]>|%0A::error::";
    let desk =
        DESK.replace("name = \"a\"", "name = \"HOSTILE\"").replace("[\"a\"]", "[\"HOSTILE\"]");
    let more = "[[expect]]\nthat = \"groups.*.occupancy > 99%\"\n[[expect]]\nthat = \"groups.*.occupancy > 99%\"\n";
    (desk + more).replace("HOSTILE", name)
}

/// What the schema junit-10.xsd of Jenkins' xUnit plugin and GitLab ask for.
fn is_junit(bytes: &[u8]) -> BTreeSet<(String, String)> {
    let text = text(bytes);
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
    let root = document.root_element();
    assert!(root.has_tag_name("testsuites"));
    let known = |node: roxmltree::Node<'_, '_>, names: &[&str]| {
        for attribute in node.attributes() {
            assert!(names.contains(&attribute.name()), "{} of {node:?}", attribute.name());
        }
    };
    let number = |node: roxmltree::Node<'_, '_>, name: &str| -> usize {
        let found = node.attribute(name).unwrap_or_else(|| panic!("{name} of {node:?}"));
        found.parse().unwrap_or_else(|_| panic!("{name} of {node:?}"))
    };
    let is_time = |node: roxmltree::Node<'_, '_>| {
        let time = node.attribute("time").expect("a time");
        assert!(time.parse::<f64>().is_ok_and(|time| time >= 0.0) && !time.contains('e'), "{time}");
    };
    known(root, &["name", "tests", "failures", "errors", "time"]);
    let mut cases = BTreeSet::new();
    let mut totals = [0; 3];
    for suite in root.children().filter(roxmltree::Node::is_element) {
        assert!(suite.has_tag_name("testsuite"));
        known(suite, &["name", "tests", "failures", "errors", "skipped", "time"]);
        is_time(suite);
        let mut counts = [0; 4];
        for case in suite.children().filter(roxmltree::Node::is_element) {
            assert!(case.has_tag_name("testcase"));
            known(case, &["classname", "name", "time"]);
            is_time(case);
            let name = |name| case.attribute(name).expect("it has one").to_owned();
            assert!(cases.insert((name("classname"), name("name"))), "twice: {case:?}");
            counts[0] += 1;
            let inner: Vec<_> = case.children().filter(roxmltree::Node::is_element).collect();
            assert!(inner.len() <= 1);
            for one in inner {
                known(one, &["message", "type"]);
                let kind =
                    ["failure", "error", "skipped"].iter().position(|kind| one.has_tag_name(*kind));
                counts[1 + kind.expect("a known element")] += 1;
                assert!(
                    one.has_tag_name("skipped") || one.text().is_some_and(|text| !text.is_empty())
                );
            }
        }
        assert_eq!(
            counts,
            ["tests", "failures", "errors", "skipped"].map(|name| number(suite, name))
        );
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    assert_eq!(totals, ["tests", "failures", "errors"].map(|name| number(root, name)));
    cases
}

#[test]
fn junit_is_well_formed_whatever_names_are() {
    // XML has no place for control characters.
    const A: &str = "a\u{1}\u{1b}[31m.toml";
    const SHOWN: &str = "a\u{fffd}\u{fffd}[31m.toml";
    let folder = folder_with(&[
        (A, &hostile()),
        ("b.toml", &expecting(MET)),
        ("c.toml", &expecting(OPEN)),
        ("d&<\".toml", "nonsense = "),
    ]);
    let update = check(folder.path(), &[A, "b.toml", "c.toml", "--update"]);
    ends_with(&update, 99);
    let words = [A, "b.toml", "c.toml", "d&<\".toml", "--junit", "report.xml"];
    ends_with(&check(folder.path(), &words), 104);
    let cases = is_junit(&fs::read(folder.path().join("report.xml")).expect("written"));
    let of = |class: &str| cases.iter().filter(|(known, _)| known == class).count();
    // Two expectations, and at least four figures that are not worse.
    assert!(of(SHOWN) >= 6 && of("b.toml") >= 5, "{cases:?}");
    assert_eq!(of("d&<\".toml"), 1);
    let twice = "groups.*.occupancy > 99%";
    for name in [twice.to_owned(), format!("{twice} (2)")] {
        assert!(cases.contains(&(SHOWN.to_owned(), name)), "{cases:?}");
    }
    let left = fs::read_dir(folder.path()).expect("there");
    let hidden = left.flatten().filter(|one| one.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "nothing half written is left");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_never_replaced() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let folder = folder_with(&[("desk.toml", &expecting(MET)), ("kept/real.xml", "old")]);
    // A node that one may replace: in a folder of one's own.
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("there is mkfifo");
    assert!(made.success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).expect("readable")
    });
    ends_with(&check(folder.path(), &["desk.toml", "--junit", "pipe"]), 0);
    is_junit(&reader.join().expect("it read"));
    assert!(fs::symlink_metadata(&pipe).expect("there").file_type().is_fifo());
    // What a link leads to is replaced, and the link stays.
    symlink("kept/real.xml", folder.path().join("link.xml")).expect("made");
    ends_with(&check(folder.path(), &["desk.toml", "--junit", "link.xml"]), 0);
    assert!(folder.path().join("link.xml").is_symlink());
    is_junit(&fs::read(folder.path().join("kept/real.xml")).expect("there"));
}

#[test]
fn annotations_stand_at_the_line_of_the_expectation_and_are_ten_at_most() {
    let mut desk = DESK.to_owned();
    for number in 0..12 {
        desk += &format!("[[expect]]\nthat = \"support.offered > {}\"\n", 2000 - number);
    }
    let folder = folder_with(&[("a,b:c%.toml", &desk)]);
    let page = ends_with(&check(folder.path(), &["a,b:c%.toml", "--github"]), 99);
    let found: Vec<&str> = page.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(found.len(), 10, "{page}");
    // The worst first: the first of them, in line 19 of the file.
    let start = "::error file=a%2Cb%3Ac%25.toml,line=19,title=support.offered > 2000::";
    assert!(found[0].starts_with(start), "{}", found[0]);
    assert!(found[0].contains("%0Averdict: not met%0A"), "{}", found[0]);
    let open = folder_with(&[("desk.toml", &expecting(OPEN))]);
    let page = ends_with(&check(open.path(), &["desk.toml", "--github"]), 0);
    assert!(page.contains("::warning file=desk.toml,line=19,"), "{page}");
}

#[test]
fn hostile_names_stay_in_their_place() {
    let folder = folder_with(&[("a.toml", &hostile())]);
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "# Before\n").expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_deskload"))
        .args(["check", "a.toml", "--github", "--expect", "groups.*.wait > 10h"])
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("it starts");
    let page = ends_with(&output, 99);
    for line in page.lines().filter(|line| line.trim_start().starts_with("::")) {
        let known = ["::error file=a.toml,line=", "::warning file=a.toml,line="];
        assert!(known.iter().any(|start| line.starts_with(start)), "{line}");
    }
    assert!(!page.contains('\u{1b}') && !page.contains('\u{1}'), "{page:?}");
    let table = fs::read_to_string(&summary).expect("written");
    assert!(
        table.starts_with("# Before\n| | scenario | judged | found |\n|---|---|---|---|\n"),
        "{table}"
    );
    assert!(!table.contains("<script>"), "{table}");
    for line in table.lines().skip(1) {
        let cells = line.replace("\\|", "").matches('|').count();
        assert_eq!(cells, 5, "{line}");
    }
}

#[test]
fn json_stays_json_with_annotations() {
    let folder = folder_with(&[("desk.toml", &expecting(NOT_MET)), ("wrong.toml", "x = ")]);
    ends_with(&check(folder.path(), &["desk.toml", "--update"]), 99);
    let words = ["desk.toml", "wrong.toml", "--github", "--format", "json"];
    let output = check(folder.path(), &words);
    let page: Value = serde_json::from_str(&ends_with(&output, 104)).expect("json");
    assert!(text(&output.stderr).contains("::error file=desk.toml,line=19,"));
    let one = &page["scenarios"][0];
    assert_eq!((&one["verdict"], &one["paired"]), (&"failed".into(), &true.into()));
    assert_eq!(one["expectations"][0]["verdict"], "not met");
    let figures = one["regressions"].as_array().expect("a list");
    assert!(figures.len() >= 4);
    for figure in figures {
        assert_eq!((&figure["verdict"], &figure["difference"]), (&"not worse".into(), &0.into()));
    }
    assert_eq!(page["scenarios"][1]["verdict"], "error");
}

#[test]
fn a_place_that_cannot_be_written_is_found_before_the_run() {
    let desk = DESK.replace("replications = 5", "replications = 1000000");
    let folder = folder_with(&[("desk.toml", &desk), ("file", "")]);
    fs::create_dir(folder.path().join("folder")).expect("made");
    let expect = ["--expect", MET];
    for words in [
        &["--junit", "folder"][..],
        &["--junit", "none/report.xml"],
        &["--junit", "file/report.xml"],
        &["--update", "--baselines", "file"],
        &["--update", "--baselines", "file/below"],
    ] {
        let output = check(folder.path(), &[&["desk.toml"], &expect[..], words].concat());
        assert_eq!(output.status.code(), Some(1), "{words:?} {}", text(&output.stderr));
    }
    let output = Command::new(env!("CARGO_BIN_EXE_deskload"))
        .args(["check", "desk.toml", "--github"])
        .current_dir(folder.path())
        .env("GITHUB_STEP_SUMMARY", "none/summary.md")
        .output()
        .expect("it starts");
    ends_with(&output, 1);
    assert!(text(&output.stderr).contains("cannot open the summary of the step"));
}
