//! Days that are far from what is usual for their weekday, by rules that such days do not sway.

use super::arrivals::{DayCounts, UnusualDay, student};

fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

/// Days whose total is far from that of its weekday: ln((seen + ½) / (median + ½)), less the line of Theil
/// and Sen, beyond a multiple of its scale, which is no less than that of a Poisson number. The multiple is 3.5 (the
/// bound of Iglewicz and Hoaglin 1993), and larger where that many days judged by so uncertain a scale would set an
/// ordinary one aside in more than one past of twenty: Student's quantile by Bonferroni, with the degrees of freedom
/// of a scale of 86 % efficiency (Shamos 1976; Rousseeuw and Croux 1993). A weekday of which fewer than three days were
/// seen is not judged.
pub fn unusual_days(days: &[DayCounts]) -> Vec<UnusualDay> {
    let mut medians = [f64::NAN; 7];
    for (weekday, middle) in medians.iter_mut().enumerate() {
        let own = days.iter().filter(|day| day.weekday() == weekday);
        let mut totals: Vec<f64> = own.map(DayCounts::total).collect();
        if totals.len() >= 3 {
            *middle = median(&mut totals);
        }
    }
    let judged: Vec<(&DayCounts, f64)> = days
        .iter()
        .filter(|day| medians[day.weekday()] >= 4.0)
        .map(|day| (day, ((day.total() + 0.5) / (medians[day.weekday()] + 0.5)).ln()))
        .collect();
    let slope = theil_sen(&judged);
    let line = |day: &DayCounts| slope * (day.day - days[0].day) as f64;
    let center =
        median(&mut judged.iter().map(|(day, value)| value - line(day)).collect::<Vec<_>>());
    let scale = scale_within_weekdays(&judged, &line);
    let weekdays = (0..7).filter(|weekday| medians[*weekday] >= 4.0).count();
    let degrees = 0.86 * (judged.len() as f64 - weekdays as f64);
    let bound = student(degrees, 1.0 - 0.05 / judged.len().max(1) as f64).max(3.5);
    let found = judged.iter().filter(|(day, value)| {
        let poisson = medians[day.weekday()].sqrt().recip();
        (value - line(day) - center).abs() > bound * scale.max(poisson)
    });
    found
        .map(|(day, _)| UnusualDay {
            day: day.day,
            seen: day.total(),
            expected: medians[day.weekday()] * (line(day) + center).exp(),
        })
        .collect()
}

/// 1.0483 times the median distance of two days of one weekday, which is one standard deviation of a normal distribution (the
/// pairs of Rousseeuw and Croux 1993). It needs no middle: the median distance from the median of four days would be
/// a sixth too short, and days that are as usual as any would be set aside.
fn scale_within_weekdays(judged: &[(&DayCounts, f64)], line: &dyn Fn(&DayCounts) -> f64) -> f64 {
    let mut distances = Vec::new();
    for weekday in 0..7 {
        let own = judged.iter().filter(|(day, _)| day.weekday() == weekday);
        let own: Vec<f64> = own.map(|(day, value)| value - line(day)).collect();
        let step = own.len().div_ceil(400).max(1);
        let some: Vec<f64> = own.into_iter().step_by(step).collect();
        for (place, one) in some.iter().enumerate() {
            distances.extend(some[..place].iter().map(|other| (one - other).abs()));
        }
    }
    if distances.is_empty() { 0.0 } else { 1.0483 * median(&mut distances) }
}

/// The median slope of all pairs of days at least a week apart; of many days, of every so manieth.
fn theil_sen(points: &[(&DayCounts, f64)]) -> f64 {
    let step = points.len().div_ceil(400).max(1);
    let some: Vec<&(&DayCounts, f64)> = points.iter().step_by(step).collect();
    let mut slopes = Vec::new();
    for (place, (later, high)) in some.iter().enumerate() {
        for (earlier, low) in &some[..place] {
            let apart = (later.day - earlier.day) as f64;
            if apart >= 7.0 {
                slopes.push((high - low) / apart);
            }
        }
    }
    if slopes.len() < 10 { 0.0 } else { median(&mut slopes) }
}
