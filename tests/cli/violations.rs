//! What is left of a run that ends with a violated invariant, and where reports go.

use clap::Parser;

use deskload::base::Time;
use deskload::cli::args::ColorMode;
use deskload::cli::intent::Intent;
use deskload::cli::run::default_path;
use deskload::cli::run_faults::{replay_command, report_violation};
use deskload::cli::terminal::Terminal;
use deskload::cli::{CliArgs, ReportFolder};
use deskload::metrics::{InvariantViolation, Violation};
use deskload::plan::Plan;

use crate::study::small_desk;

#[test]
fn no_name_of_a_scenario_leaves_the_reports() {
    let place = |name: &str| default_path(name).display().to_string();
    assert_eq!(place("internal-and-external"), "reports/internal-and-external");
    assert_eq!(place("../../etc"), "reports/-..-etc");
    assert_eq!(place(".."), "reports/scenario");
    assert_eq!(place("два чата"), "reports/два-чата");
}

#[test]
fn a_violation_is_reproduced_by_its_replication_alone() {
    let words = "deskload run x.toml --seed 7 --replications 50 --engine inline";
    let typed = CliArgs::try_parse_from(words.split(' ')).expect("typed well");
    let Intent::Run(request) = typed.command.into() else { panic!("not a run") };
    let details = Violation::new(Time(90_000_000), "no user is in two places");
    let violation = InvariantViolation { replication: 17, seed: 7, violation: details };
    let mut run = Plan::new(small_desk()).expect("a sound plan").run.clone();
    run.replications = 50;
    assert_eq!(
        replay_command(&request, &run, &violation),
        "deskload run x.toml --seed 7 --replications 50 --replication 17 --engine inline \
         --no-report"
    );
}

#[test]
fn a_violation_ends_the_run_and_leaves_its_evidence_file() {
    let place = tempfile::tempdir().expect("a directory");
    let words = "deskload run x.toml --replications 50";
    let typed = CliArgs::try_parse_from(words.split(' ')).expect("typed well");
    let Intent::Run(request) = typed.command.into() else { panic!("not a run") };
    let plan = Plan::new(small_desk()).expect("a sound plan");
    let folder = ReportFolder::new(place.path().join("new").join("x"));
    let details = Violation::new(Time(90_000_000), "no user is in two places");
    let violation = InvariantViolation { replication: 3, seed: plan.run.seed, violation: details };
    let terminal = Terminal::open(ColorMode::Never, true);
    let exit = report_violation(&violation, &plan, &request, Some(&folder), terminal);
    assert_eq!(exit.code(), 1);
    let left = std::fs::read_dir(place.path().join("new")).expect("a directory");
    let names: Vec<_> = left.map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names, ["x.violation.txt"], "nothing else, and no report");
    let text = std::fs::read_to_string(place.path().join("new/x.violation.txt"));
    let text = text.expect("a text");
    for word in ["invariant: no user is in two places", "at: day 0 00:01:30", "--replication 3 "] {
        assert!(text.contains(word), "{word}:\n{text}");
    }
}
