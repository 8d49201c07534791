//! The closed forms and the rules of statistics against values that were computed by other means,
//! with 40 digits where that was possible: `closed_forms.csv`.

use std::collections::BTreeSet;

use deskload::metrics::student_t_quantile;
use deskload::study::{
    ErlangA, ErlangC, best_concurrency, engset, erlang_a_operators, erlang_b, erlang_b_servers,
    erlang_c_operators, fluid_operators, licenses_for, mser5,
};

pub(super) struct Line {
    pub(super) case: String,
    pub(super) parameters: Vec<f64>,
    pub(super) figure: String,
    pub(super) at: f64,
    pub(super) exact: f64,
}

fn lines() -> Vec<Line> {
    let text = include_str!("closed_forms.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let line = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("a row");
        Line {
            case: record[0].to_owned(),
            parameters: record[1].split_whitespace().map(number).collect(),
            figure: record[2].to_owned(),
            at: if record[3].is_empty() { f64::NAN } else { number(&record[3]) },
            exact: number(&record[4]),
        }
    };
    reader.records().map(line).collect()
}

/// Compares every line of the cases with what `value` makes of it.
pub(super) fn agree(cases: &[&str], tolerance: f64, value: impl Fn(&Line) -> f64) {
    let mut seen = BTreeSet::new();
    for line in lines().iter().filter(|line| cases.contains(&line.case.as_str())) {
        let value = value(line);
        let Line { case, parameters, figure, at, exact } = line;
        let same = (value - exact).abs() <= tolerance * exact.abs().max(1e-3);
        assert!(same, "{case} {parameters:?} {figure} {at}: {value} is not {exact}");
        seen.insert(case.clone());
    }
    assert_eq!(seen.len(), cases.len(), "only {seen:?}");
}

#[test]
fn erlang_c_and_erlang_b_give_the_reference_values() {
    agree(&["EC-01", "EC-03", "EC-05", "EC-07", "EC-09"], 1e-11, |line| {
        let [per_hour, length, operators] = line.parameters[..] else { panic!("three") };
        let rate = per_hour / 3600.0;
        let desk = ErlangC::new(rate, length, operators as u32).expect("stable");
        match line.figure.as_str() {
            "p_wait" => desk.waited_share,
            "mean_wait" => desk.wait,
            "mean_queue" => desk.wait * rate,
            "occupancy" => desk.occupancy,
            "sd_wait" => desk.wait_deviation(),
            "service_level" => desk.answered_within(line.at),
            "wait_quantile" => desk.wait_quantile(line.at),
            other => panic!("{other}"),
        }
    });
    agree(&["EB-01", "EB-03"], 1e-13, |line| {
        let [per_hour, length, operators] = line.parameters[..] else { panic!("three") };
        let load = per_hour * length / 3600.0;
        let refused = erlang_b(load, operators as u32);
        if line.figure == "p_block" { refused } else { load * (1.0 - refused) }
    });
}

/// The figure of an Erlang-A desk by the name that the references have for it.
fn of_desk(desk: &ErlangA, figure: &str, at: f64) -> f64 {
    let within = || desk.answered_within(at);
    match figure {
        "p_wait" => desk.waited_share,
        "p_abandon" => desk.abandon_rate,
        "mean_wait_all" => desk.wait,
        "mean_wait_served" => desk.asa(),
        "mean_queue" => desk.waiting,
        "occupancy" => desk.occupancy,
        "sl_offered" => within(),
        "sl_served" => within() / (1.0 - desk.abandon_rate),
        "sl_excl_short_ab" => within() / (1.0 - desk.abandoned_within(at)),
        "p_left_queue_by_T" => 1.0 - desk.waiting_after(at),
        "p_abandon_by_T" => desk.abandoned_within(at),
        "waiting_after" => desk.waiting_after(at),
        other => panic!("{other}"),
    }
}

#[test]
fn erlang_a_gives_the_reference_values() {
    agree(&["EA-01", "EA-03", "EA-07", "EA-09", "EA-13"], 1e-7, |line| {
        let [per_hour, length, operators, patience] = line.parameters[..] else { panic!("four") };
        let desk = ErlangA::new(per_hour / 3600.0, length, operators as u32, patience);
        of_desk(&desk, &line.figure, line.at)
    });
}

/// By definition: the first number that meets the target, and the one before it that does not.
#[test]
fn the_fewest_operators_who_meet_a_service_level_without_abandonment_are_found() {
    agree(&["ST-01", "ST-03"], 1e-9, |line| {
        let [load, length, seconds, target] = line.parameters[..] else { panic!("four") };
        let rate = load / length;
        let fewest = erlang_c_operators(rate, length, target, seconds).expect("enough exist");
        let desk = |operators| ErlangC::new(rate, length, operators);
        let with = desk(fewest).expect("stable");
        match line.figure.as_str() {
            "min_operators" => f64::from(fewest),
            "sl_at_min" => with.answered_within(seconds),
            "sl_one_less" => desk(fewest - 1).map_or(0.0, |desk| desk.answered_within(seconds)),
            "p_wait" => with.waited_share,
            "mean_wait" => with.wait,
            "occupancy" => with.occupancy,
            other => panic!("{other}"),
        }
    });
}

/// Each definition of the service level has a least staff of its own.
#[test]
fn the_fewest_operators_who_meet_a_target_with_abandonment_depend_on_its_definition() {
    agree(&["ST-05"], 1e-6, |line| {
        let [load, length, patience, seconds, target, abandon] = line.parameters[..] else {
            panic!("six")
        };
        let rate = load / length;
        let desk = |operators| ErlangA::new(rate, length, operators, patience);
        let fewest = |by: &str| {
            erlang_a_operators(rate, length, patience, |desk| match by {
                "p_abandon" => desk.abandon_rate <= abandon,
                by => of_desk(desk, by, seconds) >= target,
            })
            .expect("enough exist")
        };
        let level = |operators: u32, by: &str| match operators {
            0 => 0.0,
            operators => of_desk(&desk(operators), by, seconds),
        };
        let figure = line.figure.as_str();
        if let Some(by) = figure.strip_prefix("min_by_") {
            f64::from(fewest(by))
        } else if let Some(by) = figure.strip_prefix("value_by_") {
            level(fewest(by), by)
        } else if let Some(by) = figure.strip_prefix("one_less_by_") {
            level(fewest(by) - 1, by)
        } else if let Some(by) = figure.strip_prefix("p_abandon_at_min_by_") {
            desk(fewest(by)).abandon_rate
        } else if figure == "p_abandon_at_min" {
            desk(fewest("p_abandon")).abandon_rate
        } else {
            desk(fewest("p_abandon") - 1).abandon_rate
        }
    });
}

#[test]
fn the_fewest_licenses_are_found_for_a_flow_and_for_named_users() {
    agree(&["ST-07"], 1e-12, |line| {
        let [load, target] = line.parameters[..] else { panic!("two") };
        let fewest = erlang_b_servers(load, target).expect("enough exist");
        match line.figure.as_str() {
            "min_licences" => f64::from(fewest),
            "p_block" => erlang_b(load, fewest),
            _ => erlang_b(load, fewest - 1),
        }
    });
    agree(&["ST-09", "LI-01"], 1e-12, |line| {
        let [users, away, session, target] = line.parameters[..] else { panic!("four") };
        match line.figure.as_str() {
            "min_licences" => f64::from(licenses_for(users as u32, away, session, target)),
            _ => engset(users as u32, line.at as u32, away, session),
        }
    });
}

#[test]
fn the_fluid_bound_of_a_chat_desk_is_the_reference_one() {
    agree(&["ST-11"], 1e-12, |line| {
        let (per_hour, rates) = line.parameters.split_first().expect("some");
        let fluid = fluid_operators(per_hour / 3600.0, line.at, rates).expect("some rates");
        match line.figure.as_str() {
            "best_level" => best_concurrency(rates).expect("some rates").0 as f64,
            "operators_fluid" => fluid,
            // A quotient that is whole but for its last bit is whole.
            _ => (fluid - 1e-9).ceil(),
        }
    });
}

#[test]
fn the_quantiles_behind_every_interval_are_students() {
    agree(&["LT-05"], 1e-9, |line| student_t_quantile(line.parameters[0] as u64));
}

/// On y(i) = 1 − exp(−i/60) + 0.2 sin(12.9898 i) cos(0.37 i), i = 0…1999.
#[test]
fn mser_5_cuts_the_reference_series_where_it_should() {
    let y = |i: u32| {
        let i = f64::from(i);
        1.0 - (-i / 60.0).exp() + 0.2 * (12.9898 * i).sin() * (0.37 * i).cos()
    };
    let series: Vec<f64> = (0..2_000).map(y).collect();
    let cut = mser5(&series);
    agree(&["LT-07"], 1e-9, |line| match line.figure.as_str() {
        "batches" => cut.batches as f64,
        "truncation_batches" => cut.cut_batches as f64,
        "truncated_mean" => cut.mean,
        "objective" => cut.objective,
        "untruncated_mean" => cut.mean_of_all,
        other => panic!("{other}"),
    });
    assert!(!cut.is_too_short());
}
