//! The pages of `compare`, `sweep`, `check`, `staff` and `load`: one file each, without script or request, in which
//! names do nothing, with the numbers below every chart and the command that repeats the work.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use deskload::load::{FoundMax, Plateau, Verdict};
use deskload::report::find_max_html;

/// An hour of a desk whose names are hostile.
const DESK: &str = r#"
description = "<script>alert(1)</script>"
expect = [{ that = "*.service_level >= 1%" }]
[run]
horizon = "1h"
replications = 3
[staffing]
shifts = [{ name = "all", first_start = "00:00", last_start = "00:00", start_every = "1h", length = "1h" }]
[[shifts]]
name = "all"
from = "00:00"
to = "01:00"
[[groups]]
name = "<script>alert(2)</script>"
count = 2
limit = 2
shifts = ["all"]
[[live_chats]]
name = "<img src=x onerror=alert(3)>"
channel = "telegram"
operators = ["<script>alert(2)</script>"]
[[live_chats.arrivals]]
rate = "40/h"
[[live_chats.topics]]
name = "</title><b>"
effort = { exponential = "2m" }
patience = { exponential = "5m" }
"#;

/// Runs a command on the desk, which may end with one of these codes, and gives back a page that it wrote.
fn page(folder: &Path, words: &[&str], file: &str, codes: &[i32]) -> String {
    fs::write(folder.join("desk.toml"), DESK).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words).arg("--quiet").current_dir(folder).stdin(Stdio::null());
    let output = command.output().expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| codes.contains(&code)), "{words:?}:\n{errors}");
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What holds of every page.
fn is_sound(page: &str, charts: usize, command: &str) {
    for hostile in ["<script", "<img", "<b>", "http://", "https://", "url(", "@import", " src="] {
        // Escaped names may say ` src=`; a tag must not.
        let in_a_tag = page.match_indices(hostile).any(|(at, _)| {
            hostile.starts_with('<') || page[..at].rfind('<') > page[..at].rfind('>')
        });
        assert!(!in_a_tag, "{hostile} is in the page");
    }
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    let drawn = page.matches("<svg ").count();
    assert!(drawn >= charts, "{drawn} charts, at least {charts} are wanted");
    for part in ["<desc id=", "<details>", "<figcaption>", "viewBox=", "role=\"img\""] {
        assert_eq!(page.matches(part).count(), drawn, "{part}");
    }
    assert!(!page.contains("NaN"), "a number is none");
    assert!(page.len() < 500_000, "{} bytes", page.len());
    assert!(page.contains(&format!("<code>{command}")), "{command} is not in the page:\n{page}");
}

/// The page, which is the same when it is made once more in another way that changes no figure.
fn twice(words: &[&str], file: &str) -> String {
    let (one, other) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("two"));
    let first = page(one.path(), words, file, &[0]);
    let again: Vec<&str> = words.iter().copied().chain(["--jobs", "1"]).collect();
    assert!(page(other.path(), &again, file, &[0]) == first, "{words:?}: the bytes differ");
    first
}

#[test]
fn a_comparison_has_a_page() {
    let variant = "<b>more</b>: run.answer_within=30s";
    let words = ["compare", "desk.toml", "--variant", variant, "--seed", "5", "--budget", "6"];
    let page = twice(&[&words[..], &["--html", "page.html"]].concat(), "page.html");
    let command = "deskload compare desk.toml --set run.seed=5 --set run.max_replications=6 \
                   --variant '&lt;b&gt;more&lt;/b&gt;: run.answer_within=30s'";
    is_sound(&page, 1, command);
}

#[test]
fn a_sweep_has_a_page_on_which_no_axis_of_shares_goes_beyond_all() {
    let words = ["sweep", "desk.toml", "--over", "volume=50%..100% by 50%", "--out", "cells.csv"];
    let page = twice(&words, "cells.html");
    is_sound(&page, 2, "deskload sweep desk.toml --over volume=50%,100%");
    assert!(page.contains(">100 %</text>") && !page.contains(">125 %</text>"), "{page}");
}

#[test]
fn a_check_has_a_page() {
    let words = ["check", "desk.toml", "--budget", "6", "--html", "page.html"];
    let page = twice(&words, "page.html");
    is_sound(&page, 0, "deskload check desk.toml --set run.max_replications=6");
}

#[test]
fn a_search_for_staff_has_a_page() {
    let words = ["staff", "desk.toml", "--out", "staff", "--plans", "4", "--proof", "6"];
    let folder = tempfile::tempdir().expect("a directory");
    // 105: the search was cut short, 99: what is expected was not met.
    let page = page(folder.path(), &words, "staff/report.html", &[0, 3, 99, 105]);
    is_sound(&page, 1, "deskload staff desk.toml");
    assert!(page.contains(" --proof 6 --plans 4</code>"), "{page}");
}

#[test]
fn a_load_has_a_page() {
    let load = [
        "load",
        "desk.toml",
        "--speed",
        "600",
        "--for",
        "2s",
        "--settle",
        "200ms",
        "--out",
        "load",
    ];
    let folder = tempfile::tempdir().expect("a directory");
    let page = page(folder.path(), &load, "load/report.html", &[0]);
    is_sound(&page, 4, "deskload load desk.toml");
}

#[test]
fn a_search_for_the_highest_rate_has_a_page_with_every_rate() {
    let plateau = |rate: f64, verdict: Verdict| Plateau {
        rate,
        offered: rate,
        done: rate,
        value: Some(rate / 100.0),
        verdict,
        generator_was_late: false,
        routing: [0.1, rate / 100.0, f64::NAN],
        generator_p99: 0.2,
    };
    let found = FoundMax {
        plateaus: vec![plateau(50.0, Verdict::Good), plateau(200.0, Verdict::LimitExceeded)],
        last_good: Some(50.0),
        first_bad: Some(200.0),
        generator_was_the_limit: false,
        stopped: false,
    };
    let command = "deskload load desk.toml --find-max";
    let page = find_max_html(&found, "routing.p99 < 1ms", "<b>desk</b>", command);
    let page = String::from_utf8(page).expect("text");
    is_sound(&page, 1, command);
    for words in
        ["50/s", "good", "200/s", "limit exceeded", "Limit routing.p99 &lt; 1ms: good at 50.0/s"]
    {
        assert!(page.contains(words), "{words}:\n{page}");
    }
}
