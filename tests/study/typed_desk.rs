//! A desk of typed figures against desks that were solved state by state by other means.

use deskload::plan::SpeedCurve;
use deskload::study::{
    ChatSlots, DeskFigures, ErlangA, ErlangC, ErlangQuestion, ErlangTarget, OtherSheetKind,
    ServiceLevelKind, TypedDesk, erlang_b,
};

use super::closed_forms::agree;

fn desk(per_hour: f64, patience: Option<f64>, limit: u32, rates: &[f64]) -> TypedDesk {
    let speeds = rates.iter().map(|rate| rate / rates[0]).collect();
    let speeds = SpeedCurve::new(speeds).expect("speeds");
    let slots = ChatSlots { limit, speeds, mean_length: 1.0 / rates[0] };
    TypedDesk { arrivals: per_hour / 3600.0, slots, mean_patience: patience }
}

#[test]
fn chats_at_once_give_the_reference_values() {
    let cases = ["CH-01", "CH-03", "CH-07", "CH-09", "CH-11", "CH-13", "CH-15"];
    agree(&cases, 1e-8, |line| {
        let [per_hour, patience, operators, limit, rates @ ..] = &line.parameters[..] else {
            panic!("four and rates")
        };
        let desk = desk(*per_hour, Some(*patience), *limit as u32, rates);
        let found = desk.with(*operators as u32).expect("clients give up");
        match line.figure.as_str() {
            "p_wait" => found.waited_share,
            "p_abandon" => found.abandon_rate,
            "mean_wait_all" => found.wait,
            "occupancy" => found.occupancy,
            "concurrency" => found.concurrency,
            "sl_offered" => found.service_level_offered(line.at),
            "sl_served" => found.service_level_answered(line.at),
            "sl_excl_short_ab" => found.service_level(line.at, line.at),
            "p_abandon_by_T" => found.abandoned_within(line.at),
            other => panic!("{other}"),
        }
    });
}

/// With one session at a time it is a desk of Erlang's.
#[test]
fn one_chat_at_a_time_is_a_desk_of_erlangs() {
    let close = |found: f64, exact: f64| assert!((found / exact - 1.0).abs() < 1e-9);
    for (per_hour, operators) in [(9.0, 2), (100.0, 11), (600.0, 58)] {
        let patient = desk(per_hour, None, 1, &[1.0 / 300.0]);
        let (found, exact) = (
            patient.with(operators).expect("stable"),
            ErlangC::new(per_hour / 3600.0, 300.0, operators).expect("stable"),
        );
        close(found.waited_share, exact.waited_share);
        close(found.wait, exact.wait);
        close(found.service_level_offered(20.0), exact.answered_within(20.0));
        close(found.occupancy, exact.occupancy);
        close(patient.refused(operators), erlang_b(per_hour / 12.0, operators));
        let hasty = desk(per_hour, Some(60.0), 1, &[1.0 / 300.0]);
        let found = hasty.with(operators).expect("clients give up");
        let exact = ErlangA::new(per_hour / 3600.0, 300.0, operators, 60.0);
        close(found.waited_share, exact.waited_share);
        close(found.abandon_rate, exact.abandon_rate);
        close(found.asa, exact.asa());
        close(found.occupancy, exact.occupancy);
    }
}

/// Each definition of the service level has a least staff of its own (ST-05), and so has each load
/// without abandonment (ST-01).
#[test]
fn the_fewest_operators_are_those_of_the_reference() {
    agree(&["ST-01", "ST-05"], 1e-6, |line| {
        let (load, length) = (line.parameters[0], line.parameters[1]);
        let (patience, seconds, target) = match line.parameters[2..] {
            [seconds, target] => (None, seconds, target),
            [patience, seconds, target, _] => (Some(patience), seconds, target),
            _ => panic!("four or six"),
        };
        let desk = desk(load / length * 3600.0, patience, 1, &[1.0 / length]);
        let by = |level: fn(&DeskFigures, f64) -> f64| {
            let meets = |n| desk.with(n).is_some_and(|found| level(&found, seconds) >= target);
            f64::from(desk.fewest(meets).expect("enough exist"))
        };
        match line.figure.as_str() {
            "min_operators" | "min_by_sl_offered" => by(DeskFigures::service_level_offered),
            "min_by_sl_served" => by(DeskFigures::service_level_answered),
            "min_by_sl_excl_short_ab" => by(|found, t| found.service_level(t, t)),
            // The other lines are of figures at those numbers.
            _ => line.exact,
        }
    });
}

/// Up to 54 operators with three sessions have 30,000 states at most, C(57, 3) = 29,260; 55 have more,
/// and are solved as if sessions were always spread evenly: the figures go on as if nothing had
/// changed.
#[test]
fn a_large_desk_is_solved_as_if_sessions_were_spread_evenly() {
    let rates = [1.0, 0.8, 0.62].map(|speed| speed / 480.0);
    let desk = desk(900.0, Some(300.0), 3, &rates);
    assert!(desk.is_exact(54) && !desk.is_exact(55));
    let abandoned = |operators| desk.with(operators).expect("clients give up").abandon_rate;
    let steps: Vec<f64> = (52..58).map(|n| abandoned(n) - abandoned(n + 1)).collect();
    for pair in steps.windows(2) {
        assert!(pair[1] > 0.0 && (pair[1] / pair[0] - 1.0).abs() < 0.15, "{steps:?}");
    }
}

/// 40 sessions an hour in two flows of three minutes: two erlangs pooled, and not one and one rounded
/// up by itself.
#[test]
fn flows_are_pooled_before_anything_is_rounded() {
    let question = |flows: &[(f64, f64)]| ErlangQuestion {
        flows: flows.to_vec(),
        patience: None,
        limit: 1,
        speeds: SpeedCurve::new(vec![1.0]).expect("a speed"),
        target: ErlangTarget::ServiceLevel {
            share: 0.8,
            within: 20.0,
            short: 5.0,
            by: ServiceLevelKind::Offered,
        },
        operators: Some(2),
    };
    // ST-01: one erlang takes 3, two take 4.
    let (one, both) = ((1.0 / 300.0, 300.0), [(1.0 / 300.0, 300.0); 2]);
    assert_eq!(question(&[one]).answer().fewest, Some(3));
    let answer = question(&both).answer();
    assert_eq!(answer.fewest, Some(4));
    let each = answer.other_sheets.iter().find(|one| one.kind == OtherSheetKind::EachFlowByItself);
    assert_eq!(each.expect("a sheet").operators, Some(6));
    // What was asked, and what it takes, with their neighbours; two on two erlangs never catch up.
    let rows: Vec<(u32, bool)> = answer.rows.iter().map(|row| (row.operators, row.meets)).collect();
    assert_eq!(rows, [(1, false), (2, false), (3, false), (4, true), (5, true)]);
    assert_eq!(answer.rows[1].figures, None);
}
