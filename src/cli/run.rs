//! `deskload run`: read, simulate, report.

use std::path::{Path, PathBuf};

use super::commands::{Understood, shown, understand};
use super::intent::{Report, RunWish, Strictness};
use super::terminal::Terminal;
use super::{Exit, Folder, args::Format, stop};
use crate::metrics::BrokenLaw;
use crate::plan::{Plan, Run};
use crate::report::{self, Ink, Manifest};
use crate::study::{self, Findings, Options, Outcome};

/// Simulates a scenario, writes its report, prints its summary.
pub(super) fn run(wish: &RunWish, terminal: Terminal) -> Exit {
    let Understood { plan, inputs, .. } = match understand(&wish.source, &wish.overrides, terminal)
    {
        Ok(understood) => understood,
        Err(exit) => return exit,
    };
    let file = wish.source.file_name();
    let nothing = Findings::default();
    let expected = Manifest {
        scenario: &plan.name,
        file: &file,
        inputs: &inputs,
        overrides: &wish.overrides,
        seed: plan.run.seed,
        replications: plan.run.replications,
        only: wish.only,
        asked: plan.run.replications,
        finished: plan.run.replications,
        trace: wish.report.trace(),
        findings: &nothing,
    };
    let folder = match &wish.report {
        Report::None => None,
        Report::Directory { place, overwrite, .. } => {
            let place = place.clone().unwrap_or_else(|| default_place(&plan.name));
            Some(Folder::new(place, *overwrite))
        }
    };
    // Before the work, not after it: a place that is taken is known now.
    if let Some(Err(why)) = folder.as_ref().map(|folder| folder.check(&expected)) {
        terminal.fault(&why.to_string());
        return Exit::Broken;
    }
    let outcome = match simulate(&plan, wish, terminal) {
        Ok(outcome) => outcome,
        Err(law) => return broken(&law, &plan, wish, folder.as_ref(), terminal),
    };
    if outcome.finished == 0 {
        terminal.fault("interrupted before a replication had finished: nothing to report");
        return Exit::Interrupted;
    }
    let Outcome { asked, finished, findings, .. } = &outcome;
    let manifest = Manifest { asked: *asked, finished: *finished, findings, ..expected };
    let ended = match (wish.strictness, findings.sound()) {
        _ if finished < asked => Exit::Interrupted,
        (Strictness::Fail, false) => Exit::InDoubt,
        _ => Exit::Done,
    };
    // A full disk must not take the summary along.
    let written = folder.map_or(Exit::Done, |folder| write(&folder, &outcome, &manifest, terminal));
    let page = summary(&outcome, &manifest, &plan.run, wish.format, terminal.ink());
    let printed = shown(&page, terminal);
    for doubt in report::doubts(findings).iter().filter(|doubt| !doubt.sound) {
        terminal.warning(&doubt.text);
    }
    // That it was interrupted is said even where something else failed too.
    ended.max(written).max(printed)
}

fn simulate(plan: &Plan, wish: &RunWish, terminal: Terminal) -> Result<Outcome, BrokenLaw> {
    let bar = terminal.progress(plan.run.replications);
    let options = Options {
        engine: wish.engine,
        jobs: wish.jobs,
        trace: wish.report.trace(),
        stop: stop::listen(),
    };
    let progress = |done: u32| {
        let done = u64::from(done);
        // With a precision nobody knows beforehand how many there will be.
        if bar.length().is_some_and(|length| length < done) {
            bar.set_length(done);
        }
        bar.set_position(done);
    };
    let outcome = match wish.only {
        None => study::run(plan, &options, &progress),
        Some(replication) => study::replay(plan, &options, replication, &progress),
    };
    bar.finish_and_clear();
    outcome
}

fn write(folder: &Folder, outcome: &Outcome, manifest: &Manifest<'_>, terminal: Terminal) -> Exit {
    let files = report::files(outcome, manifest);
    match folder.write(&files, manifest) {
        Ok(()) => {
            terminal.note(&format!("report: {}", folder.place().display()));
            Exit::Done
        }
        Err(why) => {
            terminal.fault(&why.to_string());
            Exit::Broken
        }
    }
}

/// Says which law broke and how to repeat it, and leaves what led there beside the report.
fn broken(
    law: &BrokenLaw,
    plan: &Plan,
    wish: &RunWish,
    folder: Option<&Folder>,
    terminal: Terminal,
) -> Exit {
    let command = replay(wish, &plan.run, law);
    terminal.fault(&law.to_string());
    terminal.fault(&format!("repeat it with: {command}"));
    if let Some(folder) = folder {
        let text = report::testimony(law, plan, &command);
        match folder.leave_beside(report::TESTIMONY, &text) {
            Ok(place) => terminal.note(&format!("what led there: {}", place.display())),
            Err(why) => terminal.fault(&why.to_string()),
        }
    }
    Exit::Broken
}

/// What goes to standard output.
fn summary(
    outcome: &Outcome,
    manifest: &Manifest<'_>,
    run: &Run,
    format: Format,
    ink: Ink,
) -> Vec<u8> {
    let sheets = &outcome.sheets;
    match format {
        Format::Text => report::text(manifest, run, sheets, ink).into_bytes(),
        Format::Json => report::json(manifest, sheets),
        Format::Csv => {
            let summary = sheets.iter().find(|sheet| sheet.name == "summary");
            summary.map(report::table).unwrap_or_default()
        }
    }
}

/// `reports/<name>`, for any name: what is not plainly part of a file name becomes a dash.
fn default_place(name: &str) -> PathBuf {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches('.');
    Path::new("reports").join(if name.is_empty() { "scenario" } else { name })
}

/// The command that shows a broken law again: the replication in which it broke, and no other. The
/// number of all replications stays: a pilot depends on it.
fn replay(wish: &RunWish, run: &Run, law: &BrokenLaw) -> String {
    let word = wish.source.word();
    let command = report::command(&word, &wish.overrides, law.seed, run.replications);
    let engine = match wish.engine {
        study::Engine::Actors => "actors",
        study::Engine::Inline => "inline",
    };
    format!("{command} --replication {} --engine {engine} --no-report", law.replication)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::base::Time;
    use crate::cli::intent::Intent;
    use crate::cli::{Overwrite, Typed};
    use crate::metrics::Breach;

    #[test]
    fn no_name_of_a_scenario_leaves_the_reports() {
        let place = |name: &str| default_place(name).display().to_string();
        assert_eq!(place("internal-and-external"), "reports/internal-and-external");
        assert_eq!(place("../../etc"), "reports/-..-etc");
        assert_eq!(place(".."), "reports/scenario");
        assert_eq!(place("два чата"), "reports/два-чата");
    }

    #[test]
    fn a_broken_law_is_shown_again_by_its_replication_alone() {
        let words = "deskload run x.toml --seed 7 --replications 50 --engine inline";
        let typed = Typed::try_parse_from(words.split(' ')).expect("typed well");
        let Intent::Run(wish) = typed.command.into() else { panic!("not a run") };
        let breach = Breach::new(Time(90_000_000), "nobody is in two places");
        let law = BrokenLaw { replication: 17, seed: 7, breach };
        let mut run = Plan::new(study::small_desk()).expect("a sound plan").run.clone();
        run.replications = 50;
        assert_eq!(
            replay(&wish, &run, &law),
            "deskload run x.toml --seed 7 --replications 50 --replication 17 --engine inline \
             --no-report"
        );
    }

    #[test]
    fn a_broken_law_ends_the_run_and_leaves_what_led_there_as_a_whole() {
        let place = tempfile::tempdir().expect("a directory");
        let words = "deskload run x.toml --replications 50";
        let typed = Typed::try_parse_from(words.split(' ')).expect("typed well");
        let Intent::Run(wish) = typed.command.into() else { panic!("not a run") };
        let plan = Plan::new(study::small_desk()).expect("a sound plan");
        let folder = Folder::new(place.path().join("new").join("x"), Overwrite::SameRun);
        let breach = Breach::new(Time(90_000_000), "nobody is in two places");
        let law = BrokenLaw { replication: 3, seed: plan.run.seed, breach };
        let terminal = Terminal::open(crate::cli::args::Color::Never, true);
        let exit = broken(&law, &plan, &wish, Some(&folder), terminal);
        assert_eq!(exit.code(), 1);
        let left = std::fs::read_dir(place.path().join("new")).expect("a directory");
        let names: Vec<_> = left.map(|entry| entry.expect("an entry").file_name()).collect();
        assert_eq!(names, ["x.broken-law.txt"], "nothing else, and no report");
        let text = std::fs::read_to_string(place.path().join("new/x.broken-law.txt"));
        let text = text.expect("a text");
        for word in ["law: nobody is in two places", "at: day 0 00:01:30", "--replication 3 "] {
            assert!(text.contains(word), "{word}:\n{text}");
        }
    }
}
