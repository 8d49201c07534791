//! What is meant by the flags that were typed.

use clap::Parser;

use deskload::cli::CliArgs;
use deskload::cli::intent::{Intent, ReportRequest, RunRequest};
use deskload::study::Engine;

fn parse_run(words: &str) -> RunRequest {
    let typed = CliArgs::try_parse_from(words.split(' ')).expect("typed well");
    match typed.command.into() {
        Intent::Run(request) => request,
        other => panic!("not a run: {other:?}"),
    }
}

#[test]
fn the_flags_with_a_name_win_over_set() {
    let request = parse_run("deskload run x.toml --seed 2 --set run.seed=1 --replications 3");
    assert_eq!(request.overrides, ["run.seed=1", "run.seed=2", "run.replications=3"]);
    let request = parse_run("deskload run x.toml --precision 1% --precision-of support.asa");
    assert_eq!(request.overrides, ["run.precision=\"1%\"", "run.precision_of=\"support.asa\""]);
}

#[test]
fn without_flags_actors_run_on_all_cores_and_a_report_is_written() {
    let request = parse_run("deskload run x.toml");
    assert_eq!(request.engine, Engine::Actors);
    assert!(request.jobs >= 1);
    assert_eq!(
        request.report,
        ReportRequest::Directory {
            path: None,
            trace: false,
            replication_values: false,
            html: true
        }
    );
}
