//! How often `check` is wrong: on queues whose answers are known, desks that did not change and desks
//! that are worse by twice the margin.
//!
//! Of a desk that did not change a check with another seed may say *worse* 5 times of 100; of one that
//! is worse by twice the margin it has to say so 90 times of 100. How much worse that is comes from
//! Erlang's formulas: the clients' work is made longer until the exact answer has moved by twice the
//! margin.

use std::fmt::Write as _;

use deskload::decide::{
    Baseline, Catalog, CheckPurpose, CheckTask, JUDGED_COLUMNS, JudgedFigure, RegressionVerdict,
    check, judged_columns, judged_figures,
};
use deskload::plan::Plan;
use deskload::study::{ErlangA, ErlangC, Options, erlang_b};
use statrs::distribution::{Binomial, DiscreteCDF};

use super::plan_of;

/// A queue with a known answer.
struct SolvedQueue {
    name: &'static str,
    /// What its answer is: `service_level` and the like.
    column: &'static str,
    operators: u32,
    /// Arrivals an hour.
    rate: f64,
    /// The mean work of a session in seconds.
    effort: f64,
    /// What clients do who have to wait.
    clients: Clients,
}

/// The work of a session, by its mean in seconds.
#[derive(Clone, Copy)]
enum Effort {
    Exponential(f64),
    Constant(f64),
}

#[derive(Clone, Copy)]
enum Clients {
    Wait,
    /// They give up after this mean time, in seconds.
    GiveUp(f64),
    AreRefused,
}

const QUEUES: [SolvedQueue; 3] = [
    SolvedQueue {
        name: "M/M/4 (Erlang C)",
        column: "asa",
        operators: 4,
        rate: 45.0,
        effort: 180.0,
        clients: Clients::Wait,
    },
    SolvedQueue {
        name: "M/M/3+M (Erlang A)",
        column: "abandon_rate",
        operators: 3,
        rate: 40.0,
        effort: 180.0,
        clients: Clients::GiveUp(120.0),
    },
    SolvedQueue {
        name: "M/M/3/3 (Erlang B)",
        column: "refusal_rate",
        operators: 3,
        rate: 30.0,
        effort: 180.0,
        clients: Clients::AreRefused,
    },
];

impl SolvedQueue {
    /// The exact answer where the work of a session takes so long.
    fn answer(&self, effort: f64) -> f64 {
        let arrivals = self.rate / 3600.0;
        match self.clients {
            Clients::Wait => ErlangC::new(arrivals, effort, self.operators).expect("stable").wait,
            Clients::GiveUp(patience) => {
                ErlangA::new(arrivals, effort, self.operators, patience).abandon_rate
            }
            Clients::AreRefused => erlang_b(arrivals * effort, self.operators),
        }
    }

    /// The margin that `check` takes for its answer.
    fn margin(&self) -> f64 {
        let column = JUDGED_COLUMNS.iter().find(|column| column.column == self.column);
        column.expect("a judged column").margin.of(self.answer(self.effort))
    }

    /// The work with which the answer is worse by twice the margin.
    fn worse_effort(&self) -> f64 {
        let wanted = self.answer(self.effort) + 2.0 * self.margin();
        let (mut low, mut high) = (self.effort, 1.2 * self.effort);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            let is_below = self.answer(middle) < wanted;
            (low, high) = if is_below { (middle, high) } else { (low, middle) };
        }
        high
    }

    /// The desk, with ten replications of six hours at the first look.
    fn plan(&self, effort: Effort, seed: u64) -> Plan {
        let effort = match effort {
            Effort::Exponential(mean) => format!("{{ exponential = \"{mean:.6}s\" }}"),
            Effort::Constant(mean) => format!("\"{mean:.6}s\""),
        };
        let (places, patience) = match self.clients {
            Clients::Wait => ("", String::new()),
            Clients::GiveUp(mean) => ("", format!("patience = {{ exponential = \"{mean}s\" }}\n")),
            Clients::AreRefused => ("queue_places = 0\n", String::new()),
        };
        plan_of(&format!(
            "[run]\nhorizon = \"8h\"\nwarm_up = \"2h\"\nreplications = 10\nseed = {seed}\n\
             [[groups]]\nname = \"operators\"\ncount = {}\nlimit = 1\n{places}\
             [[live_chats]]\nname = \"desk\"\nchannel = \"telegram\"\noperators = [\"operators\"]\n\
             [[live_chats.arrivals]]\nrate = \"{}/h\"\n\
             [[live_chats.topics]]\nname = \"q\"\neffort = {effort}\n\
             {patience}",
            self.operators, self.rate
        ))
    }
}

/// What one check says of all figures together.
fn verdict(plan: &Plan, baseline: &Baseline, figures: &[JudgedFigure]) -> (RegressionVerdict, u32) {
    let task = CheckTask {
        plan,
        expectations: &[],
        figures,
        baseline: Some(baseline),
        purpose: CheckPurpose::Judge,
    };
    let outcome = check(&task, &Options::default(), &|_| {}).expect("every invariant holds");
    let worst = outcome.worst_regression().expect("figures were compared");
    (worst, outcome.outcome.finished)
}

/// Keeps a baseline with one seed, and checks a desk with another or the same.
fn one_trial(
    queue: &SolvedQueue,
    effort: Effort,
    [kept, checked]: [u64; 2],
) -> (RegressionVerdict, u32) {
    let plan = queue.plan(Effort::Exponential(queue.effort), kept);
    let figures = judged_figures(&Catalog::new(&plan), &judged_columns(&[]).0);
    let task = CheckTask {
        plan: &plan,
        expectations: &[],
        figures: &figures,
        baseline: None,
        purpose: CheckPurpose::KeepBaseline,
    };
    let outcome = check(&task, &Options::default(), &|_| {}).expect("every invariant holds");
    let values = &outcome.outcome.replication_values;
    let baseline = Baseline::new(&plan, "", &figures, values, outcome.figures_from);
    verdict(&queue.plan(effort, checked), &baseline, &figures)
}

/// How often checks said what.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    checks: u32,
    worse: u32,
    undecided: u32,
    replications: u64,
}

impl Tally {
    fn of(checks: u32, trial: impl Fn(u64) -> (RegressionVerdict, u32)) -> Self {
        let mut tally = Self { checks, ..Self::default() };
        for number in 0..checks {
            let (verdict, replications) = trial(u64::from(number));
            tally.worse += u32::from(verdict == RegressionVerdict::Worse);
            tally.undecided += u32::from(verdict == RegressionVerdict::Undecided);
            tally.replications += u64::from(replications);
        }
        tally
    }

    fn row(&self, queue: &SolvedQueue, desk: &str) -> String {
        let percent = |number: u32| 100.0 * f64::from(number) / f64::from(self.checks);
        format!(
            "| {} | {desk} | {} | {:.1} % | {:.1} % | {:.0} |\n",
            queue.name,
            self.checks,
            percent(self.worse),
            percent(self.undecided),
            self.replications as f64 / f64::from(self.checks)
        )
    }
}

/// The seeds of a trial: none of them is used twice.
fn seeds(number: u64) -> [u64; 2] {
    [1 + 2 * number, 2 + 2 * number]
}

fn unchanged(queue: &SolvedQueue, checks: u32) -> Tally {
    let effort = Effort::Exponential(queue.effort);
    Tally::of(checks, |number| one_trial(queue, effort, seeds(number)))
}

fn worse(queue: &SolvedQueue, checks: u32) -> Tally {
    let effort = Effort::Exponential(queue.worse_effort());
    Tally::of(checks, |number| one_trial(queue, effort, [seeds(number)[0]; 2]))
}

/// The loss queue, with constant work in place of an exponential one. The same clients come, other ones
/// are refused, and their share is the same: Erlang's loss formula knows nothing of the work but its
/// mean (Sevastyanov 1957).
fn other_work_of_the_same_mean(checks: u32) -> Tally {
    let queue = &QUEUES[2];
    let effort = Effort::Constant(queue.effort);
    Tally::of(checks, |number| one_trial(queue, effort, [seeds(number)[0]; 2]))
}

/// So many of `checks` come less than once in ten thousand times where each has the chance `share`.
fn hardly_ever(checks: u32, share: f64) -> u32 {
    let binomial = Binomial::new(share, u64::from(checks)).expect("a share");
    u32::try_from(binomial.inverse_cdf(1.0 - 1e-4)).expect("no more than checks")
}

#[test]
fn of_desks_that_did_not_change_hardly_any_is_called_worse() {
    const CHECKS: u32 = 40;
    for queue in &QUEUES {
        let found = unchanged(queue, CHECKS);
        assert!(found.worse <= hardly_ever(CHECKS, 0.05), "{}: {found:?}", queue.name);
    }
}

#[test]
fn of_desks_that_are_worse_by_twice_the_margin_nearly_all_are_called_so() {
    const CHECKS: u32 = 40;
    for queue in &QUEUES {
        let found = worse(queue, CHECKS);
        let missed = CHECKS - found.worse;
        assert!(missed <= hardly_ever(CHECKS, 0.1), "{}: {found:?}", queue.name);
    }
}

/// Where differences are taken replication by replication, too.
#[test]
fn of_desks_with_another_work_and_the_same_answer_hardly_any_is_called_worse() {
    const CHECKS: u32 = 60;
    let found = other_work_of_the_same_mean(CHECKS);
    assert!(found.worse <= hardly_ever(CHECKS, 0.05), "{found:?}");
}

/// Of the work of twice the margin the exact answers are what the name says.
#[test]
fn the_worse_desks_are_worse_by_twice_the_margin() {
    for queue in &QUEUES {
        let moved = queue.answer(queue.worse_effort()) - queue.answer(queue.effort);
        assert!((moved / queue.margin() - 2.0).abs() < 1e-6, "{}: {moved}", queue.name);
    }
}

const CHECKS: u32 = 2_000;

const HEAD: &str = "| queue | the desk | checks | called worse | undecided | replications of a check |\n\
     |---|---|---|---|---|---|\n";

/// The same of desks that differ and have the same answer.
#[test]
#[ignore = "takes minutes"]
fn the_documentation_has_the_table_of_2000_checks_of_other_work() {
    let found = other_work_of_the_same_mean(CHECKS);
    let row = found.row(&QUEUES[2], "constant work of the same mean, same seed");
    crate::docs::check::compare("proof-paired", &format!("{HEAD}{row}"));
    assert!(f64::from(found.worse) <= 0.05 * f64::from(CHECKS), "{found:?}");
}

/// 2,000 checks of each kind and queue, and the table in the documentation:
/// `BLESS=1 cargo test --test desk proof -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn the_documentation_has_the_table_of_2000_checks() {
    let mut table = String::from(HEAD);
    for queue in &QUEUES {
        let (same, worse) = (unchanged(queue, CHECKS), worse(queue, CHECKS));
        let moved = format!("worse: `{}` by twice its margin, same seed", queue.column);
        let _ = write!(table, "{}", same.row(queue, "unchanged, another seed"));
        let _ = write!(table, "{}", worse.row(queue, &moved));
        assert!(f64::from(same.worse) <= 0.05 * f64::from(CHECKS), "{}: {same:?}", queue.name);
        assert!(f64::from(worse.worse) >= 0.9 * f64::from(CHECKS), "{}: {worse:?}", queue.name);
    }
    crate::docs::check::compare("proof", &table);
}
