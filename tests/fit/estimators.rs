//! Figures that can be worked out by hand.

use deskload::fit::{
    DayCounts, DutySource, DutySpan, Family, Fate, Leg, LegEnd, LifetimeDistribution, Past,
    PastSession, SLOTS, Share, Spell, SpellEnd, bounds, day_text, days_since_1970, equal_shares,
    fit_arrivals, fit_distribution, group_work, kaplan_meier, spikes, typical_staff,
    uncensored_distribution, unusual_days, weekday,
};

fn ended(length: f64) -> Spell {
    Spell { length, end: SpellEnd::Ended }
}

fn censored(length: f64) -> Spell {
    Spell { length, end: SpellEnd::Censored }
}

#[test]
fn a_survival_curve_steps_where_clients_give_up_and_counts_those_who_were_answered_as_at_risk_until_then()
 {
    let curve = kaplan_meier(&[ended(10.0), censored(20.0), ended(30.0), ended(30.0)]);
    assert_eq!(curve.len(), 2);
    // One of four at 10 s; two of the two that are left at 30 s.
    assert!((curve[0].survival - 0.75).abs() < 1e-12);
    assert_eq!((curve[1].at_risk, curve[1].events, curve[1].survival), (2, 2, 0.0));
    // Greenwood: 0.75 · √(1 / (4 · 3)).
    assert!((curve[0].error - 0.75 * (1.0_f64 / 12.0).sqrt()).abs() < 1e-12);
}

#[test]
fn exponential_patience_is_all_waiting_over_those_who_gave_up() {
    let fit = fit_distribution(Family::Exponential, &[censored(10.0), ended(20.0), ended(30.0)]);
    let fit = fit.expect("some gave up");
    assert!((fit.distribution.mean() - 30.0).abs() < 1e-9);
    // Of n events the logarithm of the mean has a standard error of 1/√n.
    assert!((fit.ln_mean_error() - 0.5_f64.sqrt()).abs() < 1e-4);
}

#[test]
fn of_no_client_who_gave_up_there_is_no_distribution() {
    assert!(fit_distribution(Family::Weibull, &[censored(10.0)]).is_none());
}

#[test]
fn a_lognormal_distribution_has_the_mean_and_the_deviation_of_the_logarithms() {
    // Logarithms 1 and 3: mean 2, deviation 1.
    let distribution = uncensored_distribution(Family::Lognormal, &[1.0_f64.exp(), 3.0_f64.exp()]);
    assert!(
        (distribution.parameters[0] - 2.0).abs() < 1e-12 && distribution.parameters[1].abs() < 1e-9
    );
    assert!((distribution.mean() - 2.5_f64.exp()).abs() < 1e-9);
}

#[test]
fn densities_are_the_slopes_of_survival() {
    for distribution in [
        LifetimeDistribution::new(Family::Exponential, &[3.0]),
        LifetimeDistribution::new(Family::Weibull, &[3.0, 0.4]),
        LifetimeDistribution::new(Family::Lognormal, &[3.0, -0.3]),
        LifetimeDistribution::new(Family::Gamma, &[3.0, 0.7]),
    ] {
        let survival = |t: f64| distribution.ln_survival(t).exp();
        let slope = (survival(20.0 - 1e-4) - survival(20.0 + 1e-4)) / 2e-4;
        assert!(
            (distribution.ln_density(20.0).exp() / slope - 1.0).abs() < 1e-5,
            "{distribution:?}"
        );
        // The mean is the area below survival.
        let area: f64 =
            (0..40_000).map(|step| survival(f64::from(step) * 0.05 + 0.025) * 0.05).sum();
        assert!((distribution.mean() / area - 1.0).abs() < 1e-3, "{distribution:?}");
        assert!((survival(distribution.quantile(0.25)) - 0.75).abs() < 1e-9, "{distribution:?}");
    }
}

#[test]
fn a_spike_of_those_who_leave_at_the_message_after_two_minutes_is_seen() {
    // One a second gives up until 100 s, then 60 more of 500 at 121 s.
    let mut spells: Vec<Spell> = (0..100).map(|second| ended(f64::from(second) + 0.5)).collect();
    spells.extend((0..60).map(|_| ended(121.0)));
    spells.extend((0..440).map(|_| censored(150.0)));
    let distribution =
        fit_distribution(Family::Exponential, &spells).expect("some gave up").distribution;
    let found = spikes(&distribution, &spells);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].from, found[0].to, found[0].events), (120.0, 125.0, 60));
}

#[test]
fn equal_shares_stand_for_a_curve() {
    let curve = kaplan_meier(&[ended(10.0), ended(20.0), ended(30.0), ended(40.0)]);
    assert_eq!(equal_shares(&curve, 4), [10.0, 20.0, 30.0, 40.0]);
}

fn session(at: f64, taken: f64, left: f64) -> PastSession {
    let leg = Leg {
        group: 0,
        operator: Some(0),
        joined: at,
        end: LegEnd::Taken,
        taken: Some(taken),
        left: Some(left),
    };
    PastSession {
        live_chat: 0,
        topic: 0,
        arrived: at,
        offset: 0.0,
        fate: Fate::Answered,
        wait: Some(taken - at),
        legs: vec![leg],
    }
}

#[test]
fn the_time_of_a_session_is_told_apart_by_how_many_its_operator_had() {
    // Two sessions, from 0 to 100 and from 40 to 160: together from 40 to 100.
    let past = Past {
        live_chats: vec!["a".to_owned()],
        channels: vec![String::new()],
        topics: vec!["t".to_owned()],
        groups: vec!["g".to_owned()],
        operators: 1,
        sessions: vec![session(0.0, 0.0, 100.0), session(0.0, 40.0, 160.0)],
        ..Past::default()
    };
    let work = &group_work(&past)[0];
    assert_eq!(work.pieces.len(), 2);
    assert_eq!((work.pieces[0].time[0], work.pieces[0].time[1]), (40.0, 60.0));
    assert_eq!((work.pieces[1].time[0], work.pieces[1].time[1]), (60.0, 60.0));
    assert_eq!((work.pieces[0].level_at_end, work.pieces[1].level_at_end), (2, 1));
    assert_eq!(work.limit(), 2);
}

fn day(number: i64, count: u32) -> DayCounts {
    let mut counts = [0; SLOTS];
    counts[20] = count;
    DayCounts { day: number, counts }
}

#[test]
fn a_holiday_and_a_flood_are_set_aside() {
    let mut days: Vec<DayCounts> =
        (0..28).map(|number| day(number, 100 + number as u32 % 5)).collect();
    days[10].counts[20] = 8;
    days[17].counts[20] = 400;
    let found: Vec<i64> = unusual_days(&days).iter().map(|day| day.day).collect();
    assert_eq!(found, [10, 17]);
}

#[test]
fn the_profile_is_the_mean_of_each_weekday() {
    let days: Vec<DayCounts> =
        (0..28).map(|number| day(number, if weekday(number) == 5 { 40 } else { 90 })).collect();
    let fitted = fit_arrivals(&days).expect("four weeks");
    assert!((fitted.profile[5][20] - 40.0).abs() < 1e-9);
    assert!((fitted.profile[1][20] - 90.0).abs() < 1e-9);
    // Counts that are the same on each day vary by less than a Poisson number.
    assert_eq!((fitted.day_cv.value, fitted.interval_cv.value), (0.0, 0.0));
    assert_eq!(fitted.days_used, [4; 7]);
}

#[test]
fn a_trend_of_five_per_cent_a_week_is_found_and_rates_are_those_of_the_last_day() {
    let count = |number: i64| (1_000.0 * (0.05 * number as f64 / 7.0).exp()).round() as u32;
    let days: Vec<DayCounts> = (0..56).map(|number| day(number, count(number))).collect();
    let fitted = fit_arrivals(&days).expect("eight weeks");
    assert!((fitted.trend.value - 0.05).abs() < 0.001, "{:?}", fitted.trend);
    let last = fitted.profile[weekday(55)][20];
    assert!((last / f64::from(count(55)) - 1.0).abs() < 0.01, "{last}");
}

#[test]
fn positions_have_the_median_hours_of_those_who_came_at_their_turn() {
    let hours = |day: i64, operator: usize, from: f64, to: f64| DutySpan {
        operator,
        group: 0,
        from: day as f64 * 86_400.0 + from * 3_600.0,
        to: day as f64 * 86_400.0 + to * 3_600.0,
    };
    // Three Thursdays, the first day of 1970 and two more; who comes first changes.
    let spans = [
        hours(0, 1, 8.0, 16.0),
        hours(0, 2, 10.0, 18.0),
        hours(7, 2, 8.0, 16.25),
        hours(7, 1, 10.25, 18.0),
        hours(14, 1, 8.25, 16.0),
        hours(14, 3, 10.0, 18.0),
    ];
    let staff = typical_staff(&spans, DutySource::Listed, 0, &[0, 7, 14]);
    let turn = |position: usize| {
        let turn = staff.positions[position][0];
        (turn.weekday, turn.from, turn.to)
    };
    assert_eq!(staff.positions.len(), 2);
    assert_eq!((turn(0), turn(1)), ((3, 480, 960), (3, 600, 1_080)));
    assert_eq!(staff.hours_stated, 16.0);
    // Thursday from 8:00: of three dates one begins a quarter later, half of a half-hour; the shifts begin at 8:00.
    let place = 3 * 48 + 16;
    assert!(
        (staff.on_duty[place] - (1.0 + 1.0 + 0.5) / 3.0).abs() < 1e-9,
        "{}",
        staff.on_duty[place]
    );
    let stated = staff.stated_on_duty();
    assert_eq!(
        (stated[place - 1], stated[place], stated[place + 4], stated[place + 16]),
        (0.0, 1.0, 2.0, 1.0)
    );
    assert_eq!(stated.iter().sum::<f64>() / 2.0, 16.0);
}

#[test]
fn of_199_predictions_the_fifth_from_either_end_bounds_95_of_100() {
    let sorted: Vec<f64> = (1..=199).map(f64::from).collect();
    assert_eq!(bounds(&sorted, 0.95), (5.0, 195.0));
    assert_eq!(bounds(&sorted, 0.5), (50.0, 150.0));
}

#[test]
fn a_share_has_the_interval_of_clopper_and_pearson() {
    let interval = Share { count: 0, of: 10 }.interval();
    // 1 − 0.025^(1/10)
    assert_eq!(interval.low, 0.0);
    assert!((interval.high - 0.308_497_1).abs() < 1e-6, "{interval:?}");
}

#[test]
fn days_have_their_dates() {
    assert_eq!(days_since_1970(2026, 10, 5), 20_731);
    assert_eq!(day_text(20_731), "2026-10-05");
    assert_eq!(day_text(days_since_1970(2024, 2, 29)), "2024-02-29");
    // 1 January 1970 was a Thursday, 5 October 2026 is a Monday.
    assert_eq!((weekday(0), weekday(20_731)), (3, 0));
}
