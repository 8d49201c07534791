//! The page that `run` prints.

use deskload::engine::Engine;
use deskload::metrics::blank_sheets;
use deskload::plan::Plan;
use deskload::report::{
    GROUP_FIGURES, LICENSE_FIGURES, LIVE_CHAT_FIGURES, Manifest, TableOptions, TextStyle,
    summary_text,
};
use deskload::study::{self, Options};

use crate::study::small_desk;

#[test]
fn every_figure_on_the_page_is_in_a_file() {
    for (name, wanted) in [
        ("live_chats", &LIVE_CHAT_FIGURES[..]),
        ("groups", &GROUP_FIGURES),
        ("licenses", &LICENSE_FIGURES),
    ] {
        let sheets = blank_sheets();
        let sheet = sheets.iter().find(|sheet| sheet.name == name).expect("a sheet");
        for figure in wanted {
            let is_written = sheet.measures.iter().any(|measure| measure.name == *figure);
            assert!(is_written, "{figure} is not in {name}");
        }
    }
}

/// From a plan to a page through the engine: no figure that a planner looks for is missing.
#[test]
fn a_run_of_a_small_desk_fills_the_page() {
    let plan = Plan::new(small_desk()).expect("a sound plan");
    let options = Options { engine: Engine::Inline, jobs: 1, ..Options::default() };
    let outcome = study::run(&plan, &options, &|_| ()).expect("no invariant is violated");
    let manifest = Manifest {
        command_name: "run",
        scenario: &plan.name,
        file: "small.toml",
        inputs: &[],
        overrides: &[],
        seed: plan.run.seed,
        replications: plan.run.replications,
        only_replication: None,
        requested: outcome.requested,
        finished: outcome.finished,
        trace: false,
        replication_values: false,
        tables: TableOptions::default(),
        findings: &outcome.findings,
        expectations: &[],
        verdicts: None,
    };
    let page = summary_text(&manifest, &plan.run, &outcome.sheets, "", TextStyle::Plain);
    for words in ["\ninternal\n", "\ngroups ", "\nexpert ", "\nlicenses ", "\nnamed, chatdesk "] {
        assert!(page.contains(words), "{words} is missing:\n{page}");
    }
    assert!(!page.contains("\nconcurrent, "), "{page}");
    for figure in LIVE_CHAT_FIGURES.iter().filter(|name| !name.starts_with("wait_abandoned")) {
        assert!(page.contains(&format!("\n  {figure} ")), "{figure} is missing:\n{page}");
    }
}
