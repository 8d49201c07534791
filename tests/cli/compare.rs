//! `deskload compare` and `deskload sweep` from files to pages.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// An hour of a small desk: quick to simulate, with waits and with clients who give up.
const DESK: &str = r#"
[run]
horizon = "1h"
replications = 10

[[groups]]
name = "operators"
count = 2
limit = 2
speeds = [1.0, 0.8]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]

[[live_chats.arrivals]]
rate = "40/h"

[[live_chats.topics]]
name = "question"
effort = { exponential = "6m" }
patience = { exponential = "5m" }
"#;

fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    fs::write(folder.path().join("desk.toml"), DESK).expect("written");
    folder
}

#[track_caller]
fn ending(folder: &TempDir, words: &[&str], code: i32) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words).current_dir(folder.path()).env_remove("CLICOLOR_FORCE");
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{words:?}:\n{errors}");
    output
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

#[track_caller]
fn compared(folder: &TempDir, words: &[&str]) -> Value {
    let words: Vec<&str> = ["compare", "desk.toml", "--format", "json"]
        .into_iter()
        .chain(words.iter().copied())
        .collect();
    serde_json::from_str(&printed(&ending(folder, &words, 0))).expect("JSON")
}

fn difference<'v>(page: &'v Value, figure: &str) -> &'v Value {
    let differences = page["variants"][0]["differences"].as_array().expect("a list");
    differences.iter().find(|one| one["figure"] == figure).expect("it was compared")
}

#[test]
fn more_operators_are_better_and_the_first_is_what_they_are_compared_with() {
    let folder = desk();
    let page = compared(&folder, &["--variant", "four: groups.operators.count=4"]);
    assert_eq!(page["reference"], "desk.toml");
    assert_eq!(page["variants"][0]["paired"], true);
    let asa = difference(&page, "support.asa");
    assert_eq!(asa["verdict"], "better");
    let (old, new) = (asa["old"].as_f64(), asa["new"].as_f64());
    assert!(new < old, "{asa}");
    assert_eq!(page["ranking"][0], "four");
}

#[test]
fn a_variant_that_differs_in_nothing_differs_in_no_figure() {
    let folder = desk();
    let page = compared(&folder, &["--variant", "same: groups.operators.count=2"]);
    for one in page["variants"][0]["differences"].as_array().expect("a list") {
        assert_eq!(one["difference"], 0, "{one}");
        assert_eq!(one["verdict"], "no difference that matters", "{one}");
    }
    assert_eq!((&page["decided"], &page["replications"]), (&true.into(), &10.into()));
}

#[test]
fn the_same_clients_make_a_difference_sharper() {
    let folder = desk();
    let width = |words: &[&str]| {
        let page = compared(&folder, words);
        let one = difference(&page, "support.asa").clone();
        one["high"].as_f64().expect("a number") - one["low"].as_f64().expect("a number")
    };
    let same = width(&["--variant", "x: groups.operators.limit=3", "--budget", "10"]);
    let others = width(&["--variant", "x: groups.operators.limit=3; run.seed=2", "--budget", "10"]);
    assert!(same < others, "{same} against {others}");
}

#[test]
fn other_clients_are_said() {
    let folder = desk();
    let words =
        ["compare", "desk.toml", "--variant", "busier: live_chats.support.arrivals.0.rate=44/h"];
    let page = printed(&ending(&folder, &words, 0));
    assert!(page.contains("Other clients come"), "{page}");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = desk();
    let refused = |words: &[&str], code: i32, says: &str| {
        let said = errors(&ending(&folder, words, code));
        assert!(said.contains(says), "{said}");
    };
    refused(&["compare", "desk.toml"], 2, "nothing to compare with");
    let two = ["compare", "desk.toml", "desk.toml", "--variant", "x: run.seed=2"];
    refused(&two, 2, "variants of one file");
    refused(&["compare", "-", "--variant", "x: run.seed=2"], 2, "standard input");
    let wrong = ["compare", "desk.toml", "--variant", "x: groups.operators.cuont=2"];
    refused(&wrong, 104, "the variant `x` cannot be run");
    let figure = ["compare", "desk.toml", "--variant", "x: run.seed=2", "--figure", "support.asaa"];
    refused(&figure, 104, "did you mean `asa`?");
    let line = ["compare", "desk.toml", "--variant", "x: run.seed=2", "--figure", "suport.asa"];
    refused(&line, 104, "did you mean `support`?");
    refused(&["compare", "desk.toml", "--variant", "no change"], 2, "a name and what differs");
}

#[test]
fn every_figure_is_compared_on_demand_and_each_form_tells_the_same() {
    let folder = desk();
    let all = ["compare", "desk.toml", "--variant", "x: groups.operators.limit=1", "--all-figures"];
    let csv = [&all[..], &["--format", "csv", "--budget", "10"]].concat();
    let table = printed(&ending(&folder, &csv, 0));
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines.len() > 60, "{} lines", lines.len());
    assert!(lines.iter().any(|line| line.starts_with("x,groups.operators.concurrency,")));
    let markdown = [&all[..], &["--format", "markdown", "--budget", "10"]].concat();
    let page = printed(&ending(&folder, &markdown, 0));
    assert!(page.starts_with("| variant | figure |"), "{page}");
}

/// Each variant is held against its own expectations, and so is each cell; `volume` needs no `scale.`.
#[test]
fn variants_and_cells_are_held_against_what_is_expected_of_them() {
    let folder = desk();
    let expecting = format!("{DESK}\n[[expect]]\nthat = \"support.abandon_rate < 45%\"\n");
    fs::write(folder.path().join("desk.toml"), expecting).expect("written");
    let page = printed(&ending(
        &folder,
        &["compare", "desk.toml", "--variant", "crowd: volume=400%", "--quiet"],
        0,
    ));
    assert!(page.contains("desk.toml: met"), "{page}");
    assert!(page.contains("crowd: 1 of 1 not met, or undecided"), "{page}");
    assert!(page.contains("\u{2717} support.abandon_rate < 45%"), "{page}");
    let found = compared(&folder, &["--variant", "crowd: volume=400%"]);
    assert_eq!(found["variants"][0]["expectations"][0]["verdict"], "not met", "{found}");
    assert_eq!(found["reference_expectations"][0]["verdict"], "met", "{found}");

    let words = ["sweep", "desk.toml", "--over", "volume=100%..400% by 300%", "--quiet"];
    let page = printed(&ending(&folder, &words, 0));
    let limit =
        "is met at volume 100%; it is not met from volume 400% on: support.abandon_rate < 45%.";
    assert!(page.replace('\n', " ").contains(limit), "{page}");
    let csv = fs::read_to_string(folder.path().join("reports/sweep-desk.csv")).expect("cells");
    let cells = |column: usize| {
        csv.lines().map(|line| line.split(',').nth(column).expect("a cell")).collect::<Vec<_>>()
    };
    assert_eq!(cells(3), ["expectations", "met", "not met"]);
    assert_eq!(cells(4), ["not_met", "", "support.abandon_rate < 45%"]);
}

/// Of several expectations the screen, the page and the file say which one a cell does not hold.
#[test]
fn a_sweep_says_which_expectation_a_cell_does_not_hold() {
    let folder = desk();
    let text = fs::read_to_string(folder.path().join("desk.toml")).expect("the desk");
    let expect = |that: &str| format!("\n[[expect]]\nthat = \"{that}\"\n");
    let two = expect("support.asa < 5h") + &expect("support.abandon_rate < 45%");
    fs::write(folder.path().join("desk.toml"), text + &two).expect("written");
    let words = ["sweep", "desk.toml", "--over", "volume=100%..400% by 300%", "--quiet"];
    let page = printed(&ending(&folder, &words, 0));
    assert!(page.contains("\u{2713} all 2") && page.contains("\u{2717} (2)"), "{page}");
    assert!(page.contains("\n(1) support.asa < 5h\n(2) support.abandon_rate < 45%\n"), "{page}");
    let html = fs::read_to_string(folder.path().join("reports/sweep-desk.html")).expect("a page");
    assert!(html.contains(
        "\u{2717} not met</span></td><td class=\"words\">support.abandon_rate &lt; 45%</td>"
    ));
    let grid = [&words[..4], &["--over", "groups.operators.count=1,2", "--quiet"]].concat();
    let page = printed(&ending(&folder, &grid, 0));
    assert!(page.contains("Not met: support.abandon_rate < 45% in "), "{page}");
}

/// The first sentence counts what the chart and the table below show, and what is cut there is said.
#[test]
fn the_page_of_a_comparison_counts_the_figures_that_it_shows() {
    let folder = desk();
    let words = ["compare", "desk.toml", "--all-figures", "--quiet", "--html", "page.html"];
    let four_times = ["--variant", "four times: volume=400%"];
    ending(&folder, &[&words[..], &four_times].concat(), 0);
    let html = fs::read_to_string(folder.path().join("page.html")).expect("a page");
    let after = |begin: &str| html.split(begin).nth(1).expect("it is there");
    let counted = after("four times: of ").split(' ').next().expect("a number");
    let table = after("id=\"changes-1-title\"").split("</table>").next().expect("a table");
    let rows = table.matches("<tr>").count() - 1;
    assert_eq!(counted.parse::<usize>().expect("a number"), rows, "{html}");
    assert!(html.contains("A bar that ends in an arrow is cut at 200 %."), "{html}");
    assert!(html.contains("l7 7l-7 7z"), "{html}");
}

#[test]
fn a_key_or_a_value_that_is_varied_twice_is_refused() {
    let folder = desk();
    for (axes, said) in [
        (&["volume=90%", "volume=80%"][..], "`volume` is varied twice"),
        (&["volume=90%", "arrivals=80%"], "`arrivals` is varied twice"),
        (&["volume=90%,90%"], "the value 90% is there twice"),
    ] {
        let axes = axes.iter().flat_map(|axis| ["--over", axis]);
        let words: Vec<&str> = ["sweep", "desk.toml"].into_iter().chain(axes).collect();
        let output = ending(&folder, &words, 2);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(said), "{error}");
    }
}

fn cells(folder: &TempDir, words: &[&str]) -> (Output, String) {
    let words: Vec<&str> =
        ["sweep", "desk.toml"].into_iter().chain(words.iter().copied()).collect();
    let output = ending(folder, &words, 0);
    let place = folder.path().join("reports/sweep-desk.csv");
    (output, fs::read_to_string(place).expect("the cells"))
}

#[test]
fn a_sweep_has_a_line_for_each_cell_with_its_difference_to_the_first() {
    let folder = desk();
    let axes = ["--over", "groups.operators.count=2..3", "--over", "volume=100%,110%"];
    let (_, table) = cells(&folder, &axes);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 1 + 4);
    let column = |name: &str| lines[0].iter().position(|heading| *heading == name).expect(name);
    let number = |line: usize, name: &str| lines[line][column(name)].parse::<f64>().expect(name);
    assert_eq!(&lines[1][..2], ["2", "100%"]);
    assert_eq!(&lines[4][..2], ["3", "110%"]);
    assert_eq!(lines[1][column("support.asa_diff")], "", "the first is compared with nothing");
    let moved = number(3, "support.asa") - number(1, "support.asa");
    assert!((number(3, "support.asa_diff") - moved).abs() < 1e-5);
    assert_eq!(lines[2][column("paired")], "no", "more volume is other clients");
    assert_eq!(lines[3][column("paired")], "yes");
}

#[test]
fn an_interrupted_sweep_goes_on_where_it_stopped_and_ends_the_same() {
    let folder = desk();
    let axes = ["--over", "groups.operators.count=1..4"];
    let (_, whole) = cells(&folder, &axes);
    // The journal of one that was stopped in the midst of its third cell.
    let reports = folder.path().join("reports");
    let journal = reports.join("sweep-desk.csv.journal");
    assert!(!journal.exists(), "a sweep that is done leaves none");
    let longer = ["--over", "groups.operators.count=1..4", "--over", "groups.operators.limit=0"];
    let refused: Vec<&str> = ["sweep", "desk.toml"].into_iter().chain(longer).collect();
    let said = errors(&ending(&folder, &refused, 104));
    assert!(said.contains("cannot be run") || said.contains("limit"), "{said}");
    let kept = keep_journal(&folder, &axes, 2);
    fs::write(&journal, kept).expect("written");
    let (output, again) = cells(&folder, &axes);
    assert!(errors(&output).contains("2 cells were done before"), "{}", errors(&output));
    assert_eq!(again, whole);
}

/// The heading and the first cells of a journal, and half of the next.
fn keep_journal(folder: &TempDir, axes: &[&str], cells: usize) -> String {
    use deskload::decide::{Axis, Catalog, JUDGED_COLUMNS, Pairing, judged_figures};
    use deskload::metrics::{SheetName, ValuePair};
    use deskload::report::{SweptCell, fingerprint, journal_heading, journal_line};
    use deskload::study::{Options, replication_values, settled};
    use deskload::{NoFiles, read};
    let text = fs::read(folder.path().join("desk.toml")).expect("the desk");
    let axis = Axis::parse(axes[1]).expect("an axis");
    let mut lines = Vec::new();
    for (place, value) in axis.values.iter().enumerate().take(cells + 1) {
        let overrides = [format!("{}={value}", axis.key)];
        let reading = read("desk.toml", &text, &NoFiles, &overrides);
        let plan = reading.plan.expect("a plan");
        let headline: Vec<_> = JUDGED_COLUMNS
            .into_iter()
            .filter(|one| one.is_headline && one.sheet == SheetName::LiveChats)
            .collect();
        let figures = judged_figures(&Catalog::new(&plan), &headline);
        if place == 0 {
            let hash = fingerprint(&reading.inputs);
            lines.push(journal_heading(&hash, &[], std::slice::from_ref(&axis), &figures, 10));
        }
        let catalog = Catalog::new(&plan);
        let tracked = figures.iter().filter_map(|figure| catalog.tracked(figure)).collect();
        let options = Options { tracked, ..Options::default() };
        let plan = settled(&plan, &options).expect("a plan");
        let runs = replication_values(&plan, &options, 0..10, &|_| {}).expect("they run");
        let of_figure =
            |figure: usize| runs.iter().map(|run| run[figure][0]).collect::<Vec<ValuePair>>();
        let values = (0..figures.len()).map(of_figure).collect();
        lines.push(journal_line(&SweptCell {
            place,
            pairing: Pairing::Paired,
            values,
            expected: Vec::new(),
        }));
    }
    let last = lines.pop().expect("one more than asked for");
    lines.push(last[..last.len() / 2].to_owned());
    lines.join("\n")
}

#[test]
fn the_journal_of_another_sweep_is_refused_with_what_differs() {
    let folder = desk();
    fs::create_dir(folder.path().join("reports")).expect("made");
    let journal = folder.path().join("reports/sweep-desk.csv.journal");
    fs::write(&journal, keep_journal(&folder, &["--over", "groups.operators.count=1..4"], 1))
        .expect("written");
    let words = ["sweep", "desk.toml", "--over", "groups.operators.count=1..5"];
    let said = errors(&ending(&folder, &words, 1));
    assert!(said.contains("what differs: axes"), "{said}");
    ending(&folder, &[&words[..], &["--restart"]].concat(), 0);
}

#[test]
fn of_two_sweeps_to_one_file_the_second_is_refused() {
    let folder = desk();
    fs::create_dir(folder.path().join("reports")).expect("made");
    let path = folder.path().join("reports/sweep-desk.csv.journal");
    let first = fs::File::create(&path).expect("made");
    first.lock().expect("no other thread has it");
    let words = ["sweep", "desk.toml", "--over", "groups.operators.count=1..2"];
    for more in [&[][..], &["--restart"]] {
        let said = errors(&ending(&folder, &[&words[..], more].concat(), 1));
        assert!(said.contains("another command is writing it at the moment"), "{said}");
    }
    drop(first);
    ending(&folder, &[&words[..], &["--restart"]].concat(), 0);
    assert!(!path.exists());
}

#[test]
fn an_axis_says_what_is_wrong_with_it() {
    let folder = desk();
    for (axis, says) in [
        ("groups.operators.count", "there is no `=`"),
        ("groups.operators.count=", "missing"),
        ("groups.operators.count=1..x", "neither a number"),
        ("groups.operators.count=5..1", "a range goes up"),
        ("volume=80%..120%", "no step"),
        ("volume=80%..120% by 10m", "different units"),
        ("run.seed=1..20000", "more than 10000"),
    ] {
        let said = errors(&ending(&folder, &["sweep", "desk.toml", "--over", axis], 2));
        assert!(said.contains(says), "{axis}: {said}");
    }
    let too_many = ["--over", "run.seed=1..200", "--over", "groups.operators.count=1..200"];
    let words: Vec<&str> = ["sweep", "desk.toml"].into_iter().chain(too_many).collect();
    assert!(errors(&ending(&folder, &words, 2)).contains("40000 cells"));
    let cell = ["sweep", "desk.toml", "--over", "groups.operators.limit=2,many"];
    let said = errors(&ending(&folder, &cell, 104));
    assert!(said.contains("groups.operators.limit=many"), "{said}");
}
