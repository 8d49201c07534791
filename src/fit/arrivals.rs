//! The arrivals of a live chat: the profile of the week, how days and half-hours vary about it, a trend,
//! and days that are set aside.
//!
//! The model is that of the scenario language: the number N in half-hour i of day d is Poisson with mean
//! m(weekday, i) · B(d) · I(d, i), where B and I are gamma with mean one (Avramidis, Deslauriers and L'Ecuyer
//! 2004; two levels: Oreshkin, Régnard and L'Ecuyer 2016), and neighbouring I are correlated. It is fitted
//! by moments: with σ² the variances of the factors, the covariance of two half-hours of a day, k apart, is
//! m m′ (σ²_B + (1 + σ²_B) σ²_I ρᵏ), and that of one with itself has m more.

use super::overdispersion::{Cells, DayVariance, factors};
use super::unusual::unusual_days;
use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal, StudentsT};

/// Half-hours of a day.
pub const SLOTS: usize = 48;

/// The counts of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayCounts {
    /// Days since 1 January 1970.
    pub day: i64,
    pub counts: [u32; SLOTS],
}

impl DayCounts {
    /// 0 is Monday.
    pub fn weekday(&self) -> usize {
        weekday(self.day)
    }

    /// All of the day.
    pub fn total(&self) -> f64 {
        self.counts.iter().map(|count| f64::from(*count)).sum()
    }
}

/// 0 is Monday; 1 January 1970 was a Thursday.
pub fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// A value with its interval: of 95 %, where no other level was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedValue {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl FittedValue {
    /// A value whose estimate is normal with this standard error.
    pub fn around(value: f64, error: f64, level: f64) -> Self {
        let half = normal(level) * error;
        Self { value, low: value - half, high: value + half }
    }

    /// A value above zero whose logarithm is estimated with this standard error.
    pub fn around_ln(value: f64, ln_error: f64, level: f64) -> Self {
        let factor = (normal(level) * ln_error).exp();
        Self { value, low: value / factor, high: value * factor }
    }

    /// Whether the truth lies within.
    pub fn covers(&self, truth: f64) -> bool {
        self.low <= truth && truth <= self.high
    }
}

/// A day that was set aside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnusualDay {
    pub day: i64,
    pub seen: f64,
    pub expected: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedArrivals {
    /// Mean sessions in each half-hour of each weekday, at the level of the last day.
    pub profile: [[f64; SLOTS]; 7],
    /// The mean of each weekday with its interval; zero where the weekday was not seen.
    pub weekdays: [FittedValue; 7],
    /// Days of each weekday that were used.
    pub days_used: [usize; 7],
    /// Whether Monday to Friday have one shape, and the probability of so large a difference by chance.
    pub shared_shape: Option<(SharedShape, f64)>,
    /// The coefficient of variation of a day's factor.
    pub day_cv: FittedValue,
    /// What its interval, of any level, is made from.
    pub day_variance: DayVariance,
    /// The same of a half-hour's factor.
    pub interval_cv: FittedValue,
    /// The correlation of neighbouring half-hours.
    pub correlation: f64,
    /// The growth of a week, as a share, and whether it is in the profile.
    pub trend: FittedValue,
    pub trend_use: TrendUse,
    pub unusual: Vec<UnusualDay>,
    /// Mean sessions in each half-hour of each weekday as they were counted, on days that are not unusual.
    pub seen: [[f64; SLOTS]; 7],
    /// Each day with what was counted and what the profile and the trend expect.
    pub days: Vec<(i64, f64, f64)>,
}

/// Whether weekdays share the shape of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedShape {
    Shared,
    Separate,
}

/// What was made of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendUse {
    /// The profile is that of the last day.
    Included,
    /// It may be chance: the profile is the mean.
    LeftOut,
}

/// Fits the arrivals of a live chat from the counts of all its days, from the first to the last without
/// a gap. `None` with fewer than two days that are not unusual.
pub fn fit_arrivals(days: &[DayCounts]) -> Option<FittedArrivals> {
    fit_arrivals_at(days, 0.95)
}

/// [`fit_arrivals`] with intervals of another level.
pub fn fit_arrivals_at(days: &[DayCounts], confidence: f64) -> Option<FittedArrivals> {
    let unusual = unusual_days(days);
    let is_usual = |day: &&DayCounts| unusual.iter().all(|other| other.day != day.day);
    let usual: Vec<&DayCounts> = days.iter().filter(is_usual).collect();
    if usual.len() < 2 {
        return None;
    }
    let last = usual.last().map_or(0, |day| day.day);
    let trend = trend(&usual, confidence);
    // Two-sided at one per cent.
    let judged = self::trend(&usual, 0.99);
    let trend_use = if judged.covers(0.0) { TrendUse::LeftOut } else { TrendUse::Included };
    let growth = if trend_use == TrendUse::Included { trend.value } else { 0.0 };
    let level = |day: &DayCounts| (growth * (day.day - last) as f64 / 7.0).exp();
    let mut days_used = [0; 7];
    let mut sums = [[0.0; SLOTS]; 7];
    let mut levels = [0.0; 7];
    for day in &usual {
        days_used[day.weekday()] += 1;
        levels[day.weekday()] += level(day);
        for (sum, count) in sums[day.weekday()].iter_mut().zip(day.counts) {
            *sum += f64::from(count);
        }
    }
    let shared_shape = shape_test(&sums, &usual);
    let is_shared = shared_shape.is_some_and(|(shared, _)| shared == SharedShape::Shared);
    let mut profile = [[0.0; SLOTS]; 7];
    let workdays: Vec<f64> =
        (0..SLOTS).map(|slot| (0..5).map(|weekday| sums[weekday][slot]).sum()).collect();
    let all_workdays: f64 = workdays.iter().sum();
    for weekday in (0..7).filter(|weekday| days_used[*weekday] > 0) {
        let total: f64 = sums[weekday].iter().sum();
        for slot in 0..SLOTS {
            let pooled = weekday < 5 && all_workdays > 0.0 && is_shared;
            let seen =
                if pooled { total * workdays[slot] / all_workdays } else { sums[weekday][slot] };
            profile[weekday][slot] = seen / levels[weekday];
        }
    }
    let cells = Cells { days: &usual, profile: &profile, level: &level, days_used, is_shared };
    let factors = factors(&cells, confidence);
    Some(FittedArrivals {
        weekdays: weekday_means(
            &cells,
            factors.day_cv.value,
            factors.interval_cv.value,
            confidence,
        ),
        profile,
        days_used,
        shared_shape,
        day_cv: factors.day_cv,
        day_variance: factors.day_variance,
        interval_cv: factors.interval_cv,
        correlation: factors.correlation,
        trend,
        trend_use,
        seen: std::array::from_fn(|weekday| {
            let number = days_used[weekday].max(1) as f64;
            sums[weekday].map(|sum| sum / number)
        }),
        days: days
            .iter()
            .map(|day| {
                let expected: f64 = (0..SLOTS).map(|slot| cells.expected(day, slot)).sum();
                (day.day, day.total(), expected)
            })
            .collect(),
        unusual,
    })
}

/// Whether the shapes of Monday to Friday differ: Pearson's χ² of the table of weekday and half-hour, over
/// the dispersion within weekdays (an F test of a quasi-Poisson model, McCullagh and Nelder 1989). They share
/// one unless so large a difference comes by chance less than once in a hundred.
fn shape_test(sums: &[[f64; SLOTS]; 7], usual: &[&DayCounts]) -> Option<(SharedShape, f64)> {
    let seen: Vec<usize> =
        (0..5).filter(|weekday| sums[*weekday].iter().sum::<f64>() > 0.0).collect();
    let total: f64 = seen.iter().flat_map(|weekday| sums[*weekday].iter()).sum();
    if seen.len() < 2 || total < 500.0 {
        return (seen.len() >= 2).then_some((SharedShape::Shared, f64::NAN));
    }
    let slot_sum = |slot: usize| seen.iter().map(|weekday| sums[*weekday][slot]).sum::<f64>();
    let slots: Vec<usize> = (0..SLOTS).filter(|slot| slot_sum(*slot) >= 5.0 * 5.0).collect();
    let (mut between, mut within, mut within_degrees) = (0.0, 0.0, 0.0);
    for weekday in &seen {
        let own: f64 = sums[*weekday].iter().sum();
        for slot in &slots {
            let expected = own * slot_sum(*slot) / total;
            between += (sums[*weekday][*slot] - expected).powi(2) / expected;
        }
        let days: Vec<&&DayCounts> =
            usual.iter().filter(|day| day.weekday() == *weekday && day.total() > 0.0).collect();
        for day in &days {
            for slot in &slots {
                let expected = day.total() * sums[*weekday][*slot] / own;
                if expected > 0.0 {
                    within += (f64::from(day.counts[*slot]) - expected).powi(2) / expected;
                }
            }
        }
        within_degrees += (days.len() as f64 - 1.0).max(0.0) * (slots.len() as f64 - 1.0);
    }
    let between_degrees = (seen.len() as f64 - 1.0) * (slots.len() as f64 - 1.0);
    if between_degrees < 1.0 || within_degrees < 1.0 {
        return Some((SharedShape::Shared, f64::NAN));
    }
    let ratio = (between / between_degrees) / (within / within_degrees).max(1e-9);
    let distribution = FisherSnedecor::new(between_degrees, within_degrees).ok()?;
    let chance = distribution.sf(ratio);
    let shared = if chance < 0.01 { SharedShape::Separate } else { SharedShape::Shared };
    Some((shared, chance))
}

/// The growth of a week: the slope of ln of the day's total, weekdays having levels of their own (least
/// squares within weekdays, each day weighing as much as its total).
fn trend(usual: &[&DayCounts], level: f64) -> FittedValue {
    let none = FittedValue { value: 0.0, low: f64::NEG_INFINITY, high: f64::INFINITY };
    let points: Vec<(usize, f64, f64, f64)> = usual
        .iter()
        .filter(|day| day.total() > 0.0)
        .map(|day| {
            let total = day.total();
            (day.weekday(), day.day as f64 / 7.0, (total + 0.5).ln(), total)
        })
        .collect();
    let (mut top, mut bottom, mut degrees) = (0.0, 0.0, -1.0);
    let mut rest = Vec::new();
    for weekday in 0..7 {
        let own: Vec<_> = points.iter().filter(|point| point.0 == weekday).collect();
        let weight: f64 = own.iter().map(|point| point.3).sum();
        if own.len() < 2 {
            continue;
        }
        let x = own.iter().map(|point| point.1 * point.3).sum::<f64>() / weight;
        let y = own.iter().map(|point| point.2 * point.3).sum::<f64>() / weight;
        degrees += own.len() as f64 - 1.0;
        for point in own {
            top += point.3 * (point.1 - x) * (point.2 - y);
            bottom += point.3 * (point.1 - x).powi(2);
            rest.push((point.1 - x, point.2 - y, point.3));
        }
    }
    if degrees < 3.0 || bottom <= 0.0 {
        return none;
    }
    let slope = top / bottom;
    // Robust against unequal variances (White 1980).
    let meat: f64 = rest.iter().map(|(x, y, weight)| (weight * x * (y - slope * x)).powi(2)).sum();
    let error = (meat * rest.len() as f64 / degrees).sqrt() / bottom;
    let half = student(degrees, level) * error;
    FittedValue { value: slope, low: slope - half, high: slope + half }
}

/// How many standard errors a normal interval of a level has to each side.
fn normal(level: f64) -> f64 {
    let distribution = Normal::new(0.0, 1.0);
    distribution
        .map_or(f64::INFINITY, |distribution| distribution.inverse_cdf(f64::midpoint(1.0, level)))
}

pub(super) fn student(degrees: f64, level: f64) -> f64 {
    let distribution = StudentsT::new(0.0, 1.0, degrees.max(1.0));
    distribution
        .map_or(f64::INFINITY, |distribution| distribution.inverse_cdf(f64::midpoint(1.0, level)))
}

/// The mean of each weekday at the level of the last day, with Student's interval; the variance of a day's total
/// is that of the fitted factors, pooled over weekdays.
fn weekday_means(cells: &Cells<'_>, day_cv: f64, interval_cv: f64, level: f64) -> [FittedValue; 7] {
    let weekdays = cells.days_used.iter().filter(|number| **number > 0).count();
    let degrees = cells.days.len() as f64 - weekdays as f64;
    let mut squares = 0.0;
    let mut means = 0.0;
    for day in cells.days {
        let expected: f64 = (0..SLOTS).map(|slot| cells.expected(day, slot)).sum();
        squares += (day.total() - expected).powi(2);
        means += expected * expected;
    }
    let pooled = if degrees >= 1.0 {
        squares / means.max(1e-9) * cells.days.len() as f64 / degrees
    } else {
        day_cv.powi(2) + interval_cv.powi(2)
    };
    std::array::from_fn(|weekday| {
        let mean: f64 = cells.profile[weekday].iter().sum();
        let number = cells.days_used[weekday];
        if number == 0 {
            return FittedValue { value: 0.0, low: 0.0, high: f64::INFINITY };
        }
        let half = student(degrees, level) * mean * (pooled / number as f64).sqrt();
        FittedValue { value: mean, low: (mean - half).max(0.0), high: mean + half }
    })
}
