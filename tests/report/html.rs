//! The page of a report: one file, without script or request, in which names do nothing.

use deskload::decide::Verdict;
use deskload::report::{RunPage, VerdictNote, run_html};
use deskload::study::{Options, Outcome, offered_load, run};
use deskload::{NoFiles, read};

use super::renderings::with_manifest;

/// Two days of a desk whose names are hostile.
const DESK: &str = r#"
name = "page"
description = "<script>alert(1)</script> & \"quotes\""
[run]
horizon = "2d"
replications = 3
[[groups]]
name = "<img src=x onerror=alert(2)>"
count = 2
limit = 2
[[groups]]
name = "experts"
count = 1
limit = 1
[[live_chats]]
name = "</title><script>alert(3)</script>"
channel = "telegram"
operators = ["<img src=x onerror=alert(2)>", "experts"]
default_routing = "pull"
[[live_chats.arrivals]]
rate = "12/h"
[[live_chats.topics]]
name = "question"
effort = { exponential = "6m" }
patience = { exponential = "5m" }
transfers = [{ from = "<img src=x onerror=alert(2)>", to = "experts", chance = "30%" }]
"#;

fn page_of(text: &str) -> String {
    let reading = read("page.toml", text.as_bytes(), &NoFiles, &[]);
    let said: Vec<String> = reading.diagnostics.iter().map(|one| one.render(false)).collect();
    let plan = reading.plan.unwrap_or_else(|| panic!("{}", said.join("\n")));
    let Outcome { sheets, .. } = run(&plan, &Options::default(), &|_| {}).expect("it runs");
    let verdicts = [VerdictNote {
        verdict: Verdict::NotMet,
        expectation: "support.asa < 1s & <b>".into(),
        finding: "12 s".into(),
    }];
    with_manifest(|manifest| {
        let notes = ["<i>overload</i>".to_owned()];
        let page = RunPage {
            manifest,
            plan: &plan,
            load: &offered_load(&plan),
            service_level_target: 0.8,
            sheets: &sheets,
            verdicts: &verdicts,
            notes: &notes,
        };
        String::from_utf8(run_html(&page)).expect("text")
    })
}

#[test]
fn names_do_nothing_in_a_page() {
    let page = page_of(DESK);
    for hostile in ["<script", "<img", "<b>", "<i>"] {
        assert!(!page.contains(hostile), "{hostile} is in the page");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "it is shown as it is written");
}

#[test]
fn a_page_asks_for_nothing_and_runs_nothing() {
    let page = page_of(DESK);
    assert!(page.contains("default-src 'none'"));
    for request in ["http://", "https://", "url(", "@import", "src=", "javascript:", " on"] {
        // Names of handlers begin with ` on` within a tag: ` onload=`.
        let found = page.match_indices(request).any(|(at, _)| {
            let tag = page[..at].rfind('<') > page[..at].rfind('>');
            tag && (request != " on" || page[at..].starts_with(" onload"))
        });
        assert!(!found, "{request}");
    }
}

#[test]
fn every_chart_has_its_finding_in_words_and_its_numbers_in_a_table() {
    let page = page_of(DESK);
    let charts = page.matches("<svg ").count();
    assert!(charts >= 7, "{charts} charts");
    for part in ["<desc id=", "<details", "<figcaption>", "viewBox=", "role=\"img\""] {
        assert_eq!(page.matches(part).count(), charts, "{part}");
    }
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
    assert!(!page.contains("NaN") && !page.contains("inf"), "a number is none");
}

#[test]
fn a_page_is_the_same_whenever_it_is_made() {
    assert_eq!(page_of(DESK), page_of(DESK));
}

#[test]
fn the_tightest_group_is_said_and_its_load_is_drawn() {
    let page = page_of(DESK);
    assert!(page.contains("The tightest group is"), "{page}");
    assert!(page.contains("id=\"load-title\""), "{page}");
}

/// Shares of answered clients alone would praise a desk that turns most away.
#[test]
fn clients_who_are_refused_or_leave_after_a_transfer_are_in_the_first_sentences() {
    let said = |page: &str, words: &str| page.contains(words);
    let (refused, left) =
        (" of all that come are refused", " of all that come leave after a transfer");
    let usual = page_of(DESK);
    assert!(!said(&usual, refused), "{usual}");
    let open = "default_routing = \"pull\"\nopen = [{ from = \"08:00\", to = \"10:00\" }]";
    let closed = page_of(&DESK.replace("default_routing = \"pull\"", open));
    assert!(said(&closed, refused), "{closed}");
    let crowded = DESK.replace("chance = \"30%\"", "chance = \"100%\"").replace("12/h", "30/h");
    let crowded = page_of(&crowded);
    assert!(said(&crowded, left), "{crowded}");
}

#[test]
fn without_clients_or_answers_the_first_sentences_say_so() {
    let none = page_of(&DESK.replace("rate = \"12/h\"", "rate = \"0.00001/h\""));
    assert!(none.contains(": no client comes."), "{none}");
    let absent = "count = 2\nshifts = [\"late\"]\nlimit = 2";
    let alone = DESK.replace("count = 2\nlimit = 2", absent).replace(
        "[run]",
        "shifts = [{ name = \"late\", days = \"sat\", from = \"08:00\", to = \"09:00\" }]\n[run]\nstarts = \"mon 00:00\"",
    );
    let alone = alone.replace("count = 1\nlimit = 1", "count = 1\nshifts = [\"late\"]\nlimit = 1");
    let alone = page_of(&alone);
    assert!(alone.contains(": no client is answered; 100 %"), "{alone}");
}

/// What shows nothing is said in words: no empty chart, no three intervals that are all at 100 %.
#[test]
fn a_desk_with_room_has_no_empty_charts() {
    let idle = DESK.replace("rate = \"12/h\"", "rate = \"0.1/h\"");
    let page = page_of(&idle);
    for empty in
        ["id=\"waits-0-title\"", "id=\"percentiles-title\"", "Worst intervals", "The lowest is"]
    {
        assert!(!page.contains(empty), "{empty} in {page}");
    }
    assert!(page.contains("In each interval all clients are answered in time."), "{page}");
    assert!(page.contains("there is room for more"), "{page}");
}
