//! Verdicts, from values that are made up so that they can be worked out by hand.

use deskload::decide::{Judgement, Measure, Verdict, judge};
use deskload::metrics::ReplicationValues;

use super::{DESK, expected, pair_of, plan_of, whole_runs};

/// Error 5 % in all of this file.
fn judged(text: &str, values: &[ReplicationValues]) -> Judgement {
    let plan = plan_of(DESK);
    judge(&expected(&plan, &[text]), &plan.run, values, 0.05).remove(0)
}

#[track_caller]
fn says(text: &str, values: &[ReplicationValues], verdict: Verdict) {
    let found = judged(text, values);
    assert_eq!(found.verdict, verdict, "{text}: {found:#?}");
}

use Verdict::{Met, NotMet, Undecided};

/// Mean 101, standard deviation 1, so 101 ± 4.3027/√3 = 101 ± 2.4842.
const THREE: [(f64, f64); 3] = [(100.0, 1.0), (101.0, 1.0), (102.0, 1.0)];

#[test]
fn met_where_all_of_the_interval_holds_and_not_met_where_nothing_does() {
    let values = whole_runs(&THREE);
    for (text, verdict) in [
        ("support.asa < 103.49s", Met),
        ("support.asa < 103.48s", Undecided),
        ("support.asa <= 101s", Undecided),
        ("support.asa < 98.52s", Undecided),
        ("support.asa < 98.51s", NotMet),
        ("support.asa > 98.51s", Met),
        ("support.asa >= 98.52s", Undecided),
        ("support.asa >= 103.48s", Undecided),
        ("support.asa > 103.49s", NotMet),
    ] {
        says(text, &values, verdict);
    }
}

#[test]
fn one_replication_decides_nothing_that_is_estimated() {
    let values = whole_runs(&[(100.0, 1.0)]);
    says("support.asa < 100h", &values, Undecided);
    says("support.service_level >= 1%", &whole_runs(&[(500.0, 500.0)]), Undecided);
    says("support.refused == 0", &whole_runs(&[(0.0, 1.0)]), Met);
}

/// That no session came is no proof that no client waits.
#[test]
fn where_no_session_came_nothing_is_decided() {
    let nothing = whole_runs(&[(0.0, 0.0); 5]);
    for text in [
        "support.asa < 100h",
        "support.service_level >= 1%",
        "support.service_level == 100%",
        "support.wait_p95 < 1h",
        "support.wait_max < 1h",
    ] {
        let found = judged(text, &nothing);
        assert_eq!(found.verdict, Undecided, "{text}");
        assert_eq!(found.lines[0].interval, None);
        assert_eq!(found.lines[0].replications, 0);
    }
    // One that had sessions speaks, the others do not count.
    let once = judged("support.asa < 1h", &whole_runs(&[(0.0, 0.0), (9.0, 1.0), (12.0, 1.0)]));
    assert_eq!(once.lines[0].replications, 2);
    let windows = vec![vec![vec![pair_of((0.0, 0.0)); 48]]; 3];
    let found = judged("each interval of support.asa < 1h", &windows);
    assert_eq!((found.verdict, found.empty_windows, found.lines.len()), (Undecided, 48, 0));
    let days = vec![vec![vec![pair_of((0.0, 0.0)); 2]]; 3];
    says("support.asa < 1h on 95% of days", &days, Undecided);
    says("support.asa < 1h on 100% of days", &days, Undecided);
}

#[test]
fn equality_and_the_longest_wait_have_to_hold_in_each_replication() {
    let of =
        |values: &[f64]| whole_runs(&values.iter().map(|value| (*value, 1.0)).collect::<Vec<_>>());
    says("support.refused == 0", &of(&[0.0, 0.0, 0.0]), Met);
    says("support.refused == 0", &of(&[0.0, 1.0, 0.0]), NotMet);
    says("support.wait_max < 5m", &of(&[200.0, 299.0]), Met);
    says("support.wait_max < 5m", &of(&[299.0, 300.0]), NotMet);
    says("support.wait_max <= 5m", &of(&[299.0, 300.0]), Met);
    says("support.wait_max > 5m", &of(&[301.0, 299.0]), NotMet);
    says("support.wait_p95 == 0", &of(&[0.0, 0.0]), Met);
    says("support.wait_p95 == 0", &of(&[0.0, 0.9]), NotMet);
    let found = judged("support.refused == 3", &of(&[1.0, 3.0, 4.0]));
    let worst = found.worst().expect("a line");
    assert_eq!(worst.measure, Measure::EachReplication);
    assert!((worst.interval.expect("known").value - 1.0).abs() < 1e-12, "2 away, 4 only 1");
}

/// A share that is to be all or nothing cannot be shown by an interval that ends there.
#[test]
fn all_and_nothing_are_seen_and_not_estimated() {
    let all = whole_runs(&[(20.0, 20.0); 4]);
    says("support.service_level >= 100%", &all, Met);
    says("support.abandon_rate <= 0%", &whole_runs(&[(0.0, 20.0); 4]), Met);
    let nearly = whole_runs(&[(20.0, 20.0), (19.0, 20.0)]);
    says("support.service_level >= 100%", &nearly, NotMet);
    says("support.service_level == 100%", &nearly, NotMet);
}

/// Of 300 sessions 294 waited a minute at most, in replications 98, 97 and 99 %: 98 ± 2.48 %, and the
/// binomial interval reaches from 95.7 to 99.3 %. So 95.5 % at least.
#[test]
fn a_percentile_is_counted_within_its_limit() {
    let values = whole_runs(&[(98.0, 100.0), (97.0, 100.0), (99.0, 100.0)]);
    says("support.wait_p95 < 60s", &values, Met);
    says("support.wait_p95 <= 60s", &values, Met);
    says("support.wait_p95 > 60s", &values, NotMet);
    says("support.wait_p99 < 60s", &values, Undecided);
    says("support.wait_p99 > 60s", &values, Undecided);
    let found = judged("support.wait_p95 < 60s", &values);
    let line = &found.lines[0];
    assert_eq!(line.measure, Measure::ShareWithin(0.95));
    let interval = line.interval.expect("known");
    assert!((interval.value - 0.98).abs() < 1e-12 && (interval.low - 0.955_16).abs() < 5e-5);
    // Not one within the limit: 0 to 1.2 % of 300 (1 − 0.025^(1/300)).
    says("support.wait_p50 < 60s", &whole_runs(&[(0.0, 100.0); 3]), NotMet);
}

/// Three times 20 of 20: Student's interval has no width, the binomial one begins at
/// 0.025^(1/60) = 94.04 %.
#[test]
fn where_replications_do_not_differ_a_share_has_the_binomial_interval() {
    let all = whole_runs(&[(20.0, 20.0); 3]);
    says("support.service_level >= 94%", &all, Met);
    says("support.service_level >= 95%", &all, Undecided);
    let none = whole_runs(&[(0.0, 20.0); 3]);
    says("support.abandon_rate < 6%", &none, Met);
    says("support.abandon_rate < 5%", &none, Undecided);
    // Twice 4 of 5: 8 of 10, from 44.4 to 97.5 %.
    let some = whole_runs(&[(4.0, 5.0); 2]);
    says("support.service_level >= 80%", &some, Undecided);
    says("support.service_level >= 44%", &some, Met);
    says("support.service_level >= 98%", &some, NotMet);
}

/// One of a thousand sessions is not 0.1 ± 0.23 %: the binomial interval reaches to 0.56 %.
#[test]
fn a_share_of_few_is_not_known_better_than_its_counts_say() {
    let mut pairs = [(0.0, 100.0); 10];
    pairs[3] = (1.0, 100.0);
    says("support.abandon_rate < 0.5%", &whole_runs(&pairs), Undecided);
    says("support.abandon_rate < 0.6%", &whole_runs(&pairs), Met);
    // It is above nothing, as one was seen.
    says("support.abandon_rate > 0%", &whole_runs(&pairs), Met);
    says("support.abandon_rate <= 0%", &whole_runs(&pairs), NotMet);
}

/// Two days in each of fifty replications. All kept: 0.025^(1/100) = 96.4 % at least. 90 of 100: 82.4 to
/// 95.1 %. 85 of 100: 76.5 to 91.4 %.
#[test]
fn days_are_counted() {
    let days = |lost: usize| -> Vec<ReplicationValues> {
        let second = |replication: usize| if replication < lost { 90.0 } else { 30.0 };
        let of =
            |replication| vec![vec![pair_of((30.0, 1.0)), pair_of((second(replication), 1.0))]];
        (0..50).map(of).collect()
    };
    let text = "support.asa < 60s on 95% of days";
    says(text, &days(0), Met);
    says(text, &days(10), Undecided);
    says(text, &days(15), NotMet);
    says("support.asa < 60s on 97% of days", &days(0), Undecided);
    let found = judged(text, &days(10));
    assert_eq!(found.lines[0].measure, Measure::ShareOfDays(0.95));
    assert!((found.lines[0].interval.expect("known").value - 0.9).abs() < 1e-12);
    // All days is what no interval shows: one is lost, or none.
    says("support.asa < 60s on 100% of days", &days(0), Met);
    says("support.asa < 60s on 100% of days", &days(1), NotMet);
    // Days on which no session came do not count.
    let half: Vec<ReplicationValues> =
        (0..100).map(|_| vec![vec![pair_of((30.0, 1.0)), pair_of((0.0, 0.0))]]).collect();
    let found = judged(text, &half);
    assert_eq!((found.verdict, found.lines[0].replications), (Met, 100));
}

/// A day is kept if each of its hours is; an hour without a session is.
#[test]
fn a_day_of_intervals_is_kept_if_all_of_them_are() {
    let hours = |bad: &[usize]| -> ReplicationValues {
        let hour = |hour: usize| match hour {
            7 => pair_of((0.0, 0.0)),
            hour if bad.contains(&hour) => pair_of((90.0, 1.0)),
            _ => pair_of((30.0, 1.0)),
        };
        vec![(0..48).map(hour).collect()]
    };
    let text = "each interval of support.asa < 60s on 50% of days";
    let share =
        |all: &[ReplicationValues]| judged(text, all).lines[0].interval.expect("days").value;
    assert!((share(&[hours(&[]), hours(&[])]) - 1.0).abs() < 1e-12);
    // Three bad hours of the first day are one lost day of two.
    assert!((share(&[hours(&[0, 1, 23]), hours(&[2, 3])]) - 0.5).abs() < 1e-12);
    assert!((share(&[hours(&[0, 24]), hours(&[7, 47])]) - 0.25).abs() < 1e-12);
}

/// In one of 48 hours 101 ± 2.4842. That it is below 98 s is not refuted, as one of 48 may be so by
/// chance: with an error of 5 % / 48 it is 101 ± 17.87 (two degrees of freedom: t = 30.96).
#[test]
fn one_of_many_intervals_is_found_guilty_with_a_smaller_chance_of_error() {
    let values: Vec<ReplicationValues> = THREE
        .iter()
        .map(|pair| {
            let hour = |hour| if hour == 9 { pair_of(*pair) } else { pair_of((0.0, 0.0)) };
            vec![(0..48).map(hour).collect()]
        })
        .collect();
    says("each interval of support.asa < 98.5s", &values, Undecided);
    says("each interval of support.asa < 83.2s", &values, Undecided);
    says("each interval of support.asa < 83.1s", &values, NotMet);
    // That all of them hold it takes no more than that each does.
    says("each interval of support.asa < 103.49s", &values, Met);
    let found = judged("each interval of support.asa < 83.1s", &values);
    assert_eq!((found.lines.len(), found.empty_windows), (1, 47));
    assert_eq!(found.worst().expect("one").window, Some(9));
}

/// The same of two groups: t = 6.205 with 5 % / 2, so 101 ± 3.583.
#[test]
fn one_of_many_lines_is_found_guilty_with_a_smaller_chance_of_error() {
    let values: Vec<ReplicationValues> =
        THREE.iter().map(|pair| vec![vec![pair_of(*pair)]; 2]).collect();
    says("groups.*.wait < 98s", &values, Undecided);
    says("groups.*.wait < 97.5s", &values, Undecided);
    says("groups.*.wait < 97.4s", &values, NotMet);
    says("groups.*.wait < 103.49s", &values, Met);
    says("groups.general.wait < 98s", &values, NotMet);
}

#[test]
fn the_worst_line_is_the_worst_verdict_and_then_the_farthest() {
    let group = |mean: f64, spread: f64| [(mean - spread), mean, (mean + spread)];
    let (vague, bad) = (group(200.0, 150.0), group(150.0, 1.0));
    let values: Vec<ReplicationValues> = (0..3)
        .map(|replication| {
            let of = |group: &[f64; 3]| vec![pair_of((group[replication], 1.0))];
            vec![of(&vague), of(&bad)]
        })
        .collect();
    let found = judged("groups.*.wait < 100s", &values);
    let verdicts: Vec<Verdict> = found.lines.iter().map(|line| line.verdict).collect();
    assert_eq!(verdicts, [Undecided, NotMet]);
    assert_eq!(found.worst().expect("one").line, 1, "not met comes before farther away");
    assert_eq!((found.verdict, found.count(Met), found.count(NotMet)), (NotMet, 0, 1));
}

/// Each expectation finds its own values among those of all.
#[test]
fn several_expectations_are_judged_by_their_own_figures() {
    let plan = plan_of(DESK);
    let all = expected(&plan, &["groups.*.wait < 1m", "support.asa < 1m", "support.asa > 1m"]);
    let values: Vec<ReplicationValues> = (0..4)
        .map(|replication| {
            let small = vec![pair_of((f64::from(replication), 1.0))];
            let large = vec![pair_of((f64::from(replication) + 500.0, 1.0))];
            vec![small.clone(), small, large.clone(), large]
        })
        .collect();
    let verdicts: Vec<Verdict> =
        judge(&all, &plan.run, &values, 0.05).iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Met, NotMet, Met]);
}
