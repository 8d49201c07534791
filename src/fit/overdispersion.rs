//! How much days and half-hours vary beyond chance: two levels of overdispersion, and how far neighbours go together.
//!
//! Expected counts are fitted to the same days, which takes from the squares about them and adds to their own. With n dates
//! of a weekday and N dates of all weekdays of one shape, a mean m is the mean of the weekday's totals times a share of
//! the shape: the covariance of two half-hours about such means is too small by the factor (n − 1) / n of what a day has in
//! common, and by m m′ V (1/n − 1/N), where V is the relative variance that chance and half-hours give a day's
//! total; the product of two means is too large by what their errors have in common. Both are allowed for, with the
//! variances of the pass before (moments of a generalised linear mixed model with fitted means: Breslow 1984,
//! Breslow and Clayton 1993).

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::arrivals::{DayCounts, FittedValue, SLOTS, student};

/// Neighbours up to this distance are compared.
const LAGS: usize = 8;

/// Whether neighbouring half-hours are correlated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Neighbours {
    Correlated,
    Alone,
}

/// The standard error of an estimate, from the estimates with one day left out each (Tukey 1958).
fn jackknife_error(left_out: &[f64]) -> f64 {
    let number = left_out.len() as f64;
    let mean = left_out.iter().sum::<f64>() / number;
    let spread: f64 = left_out.iter().map(|it| (it - mean).powi(2)).sum();
    ((number - 1.0) / number * spread).sqrt()
}

/// Days with their expected counts.
pub(super) struct Cells<'a> {
    pub(super) days: &'a [&'a DayCounts],
    pub(super) profile: &'a [[f64; SLOTS]; 7],
    pub(super) level: &'a dyn Fn(&DayCounts) -> f64,
    pub(super) days_used: [usize; 7],
    /// Monday to Friday have one shape, so that a half-hour of it was fitted to all of their days.
    pub(super) is_shared: bool,
}

impl Cells<'_> {
    pub(super) fn expected(&self, day: &DayCounts, slot: usize) -> f64 {
        self.profile[day.weekday()][slot] * (self.level)(day)
    }

    /// To how many dates the level of a day and its shape were fitted.
    fn fitted_to(&self, day: &DayCounts) -> (usize, usize) {
        let own = self.days_used[day.weekday()];
        let of_shape = if self.is_shared && day.weekday() < 5 {
            self.days_used[..5].iter().sum()
        } else {
            own
        };
        (own, of_shape)
    }

    fn expected_counts(&self, day: &DayCounts) -> Vec<f64> {
        (0..SLOTS).map(|slot| self.expected(day, slot)).collect()
    }
}

/// The variances of both factors, and the correlation of neighbouring half-hours.
#[derive(Clone, Copy, Debug, Default)]
struct Variances {
    day: f64,
    interval: f64,
    rho: f64,
}

impl Variances {
    /// The variance of a day's total that is not its factor's: of Poisson numbers and half-hours, in units of the squared
    /// mean.
    fn of_chance(self, expected: &[f64]) -> f64 {
        let total: f64 = expected.iter().sum();
        if total <= 0.0 {
            return 0.0;
        }
        let mut both = 0.0;
        for slot in 0..SLOTS {
            for other in 0..SLOTS {
                both +=
                    expected[slot] * expected[other] * self.between_intervals(slot.abs_diff(other));
            }
        }
        1.0 / total + both / (total * total)
    }

    /// The covariance of two half-hours of a day so far apart, in units of their means.
    fn between_intervals(self, lag: usize) -> f64 {
        (1.0 + self.day) * self.interval * self.rho.powi(lag as i32)
    }
}

/// Sums over pairs of half-hours of a day, by distance: products of deviations, and of means.
#[derive(Clone, Copy, Debug, Default)]
struct Products {
    deviations: [f64; LAGS + 1],
    means: [f64; LAGS + 1],
    /// The same of all pairs farther apart.
    far_deviations: f64,
    far_means: f64,
}

impl Products {
    fn of(cells: &Cells<'_>, day: &DayCounts, before: Variances) -> Self {
        let (own, of_shape) = cells.fitted_to(day);
        let mut products = Self::default();
        if own < 2 {
            return products;
        }
        let (own, of_shape) = (own as f64, of_shape as f64);
        let (of_day, of_slot) = (own / (own - 1.0), of_shape / (of_shape - 1.0));
        let expected = cells.expected_counts(day);
        let shared = before.of_chance(&expected) * (1.0 / own - 1.0 / of_shape);
        let away: Vec<f64> =
            (0..SLOTS).map(|slot| f64::from(day.counts[slot]) - expected[slot]).collect();
        // The day's own factor less one, as all half-hours but one show it.
        let (top, bottom) = (0..SLOTS).fold((0.0, 0.0), |sum, slot| {
            (sum.0 + away[slot] * expected[slot], sum.1 + expected[slot].powi(2))
        });
        for slot in 0..SLOTS {
            for other in slot..SLOTS {
                let lag = other - slot;
                let product = if lag == 0 {
                    let (own, square) = (away[slot], expected[slot].powi(2));
                    let others = (top - own * expected[slot]) / (bottom - square).max(1e-9);
                    let common = own * others * expected[slot];
                    (own * own - common) * of_slot + common * of_day - expected[slot]
                } else {
                    away[slot] * away[other] * of_day
                };
                let fitted = expected[slot] * expected[other];
                if fitted <= 0.0 {
                    continue;
                }
                let alone = if lag == 0 { 1.0 / expected[slot] } else { 0.0 };
                let error =
                    before.day / own + shared + (before.between_intervals(lag) + alone) / of_shape;
                let (product, means) = (product + shared * fitted * of_day, fitted / (1.0 + error));
                if lag <= LAGS {
                    products.deviations[lag] += product;
                    products.means[lag] += means;
                } else {
                    products.far_deviations += product;
                    products.far_means += means;
                }
            }
        }
        products
    }

    fn add(&mut self, other: &Self, sign: f64) {
        for lag in 0..=LAGS {
            self.deviations[lag] += sign * other.deviations[lag];
            self.means[lag] += sign * other.means[lag];
        }
        self.far_deviations += sign * other.far_deviations;
        self.far_means += sign * other.far_means;
    }

    /// By how much neighbours vary together more than half-hours far apart.
    fn excess(&self) -> f64 {
        let near: f64 = self.deviations[1..].iter().sum();
        let means: f64 = self.means[1..].iter().sum();
        if means > 0.0 && self.far_means > 0.0 {
            near / means - self.far_deviations / self.far_means
        } else {
            0.0
        }
    }

    fn solve(&self, neighbours: Neighbours) -> Variances {
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        let covariances: Vec<f64> =
            (0..=LAGS).map(|lag| ratio(self.deviations[lag], self.means[lag])).collect();
        // For each correlation the two variances are linear: weighted least squares over distances.
        let solve_at = |rho: f64| {
            let far = (ratio(self.far_deviations, self.far_means), 0.0, self.far_means);
            let near =
                (0..=LAGS).map(|lag| (covariances[lag], rho.powi(lag as i32), self.means[lag]));
            let rows: Vec<(f64, f64, f64)> = near.chain([far]).collect();
            let weight: f64 = rows.iter().map(|row| row.2).sum();
            let y = rows.iter().map(|row| row.0 * row.2).sum::<f64>() / weight;
            let x = rows.iter().map(|row| row.1 * row.2).sum::<f64>() / weight;
            let top: f64 = rows.iter().map(|row| row.2 * (row.1 - x) * (row.0 - y)).sum();
            let bottom: f64 = rows.iter().map(|row| row.2 * (row.1 - x).powi(2)).sum();
            let slope = ratio(top, bottom).max(0.0);
            let day = y - slope * x;
            let error: f64 =
                rows.iter().map(|row| row.2 * (row.0 - day - slope * row.1).powi(2)).sum();
            (error, day, slope)
        };
        let steps = match neighbours {
            Neighbours::Correlated => 18,
            Neighbours::Alone => 0,
        };
        let grid = (0..=steps).map(|step| f64::from(step) * 0.05);
        let best = grid
            .map(|rho| (rho, solve_at(rho)))
            .min_by(|a, b| a.1.0.total_cmp(&b.1.0))
            .unwrap_or((0.0, (0.0, 0.0, 0.0)));
        let (rho, (_, day, both)) = best;
        let day = day.max(0.0);
        let interval = (both / (1.0 + day)).max(0.0);
        Variances { day, interval, rho: if both > 0.0 { rho } else { 0.0 } }
    }
}

pub(super) struct Factors {
    pub(super) day_cv: FittedValue,
    pub(super) day_variance: DayVariance,
    pub(super) interval_cv: FittedValue,
    pub(super) correlation: f64,
}

/// How often variances are estimated anew with those of the pass before.
const PASSES: usize = 3;

/// Both levels of overdispersion. The interval of the half-hours' is by the jackknife over days.
pub(super) fn factors(cells: &Cells<'_>, level: f64) -> Factors {
    let mut found = Variances::default();
    let mut left_out = Vec::new();
    for _ in 0..PASSES {
        (found, left_out) = pass(cells, found);
    }
    let error = jackknife_error(&left_out);
    let half = student(left_out.len() as f64 - 1.0, level) * error;
    let root = |variance: f64| variance.max(0.0).sqrt();
    let interval_cv = FittedValue {
        value: root(found.interval),
        low: root(found.interval - half),
        high: root(found.interval + half),
    };
    let day_variance = day_variance(cells, found);
    let tail = (1.0 - level) / 2.0;
    let day_cv = FittedValue {
        value: found.day.sqrt(),
        low: day_variance.cv_at(tail).unwrap_or(0.0),
        high: day_variance.cv_at(1.0 - tail).unwrap_or(f64::INFINITY),
    };
    Factors { day_cv, day_variance, interval_cv, correlation: found.rho }
}

/// The variances, and those of half-hours with one day left out each.
fn pass(cells: &Cells<'_>, before: Variances) -> (Variances, Vec<f64>) {
    let by_day: Vec<Products> =
        cells.days.iter().map(|day| Products::of(cells, day, before)).collect();
    let mut all = Products::default();
    by_day.iter().for_each(|day| all.add(day, 1.0));
    let without = |day: &Products| {
        let mut rest = all;
        rest.add(day, -1.0);
        rest
    };
    // A correlation that is only chance would take variance from the days: it has to be twice its error.
    let excesses: Vec<f64> = by_day.iter().map(|day| without(day).excess()).collect();
    let neighbours = if all.excess() > 2.0 * jackknife_error(&excesses) {
        Neighbours::Correlated
    } else {
        Neighbours::Alone
    };
    let left_out = by_day.iter().map(|day| without(day).solve(neighbours).interval);
    (all.solve(neighbours), left_out.collect())
}

/// What is known of the variance of a day's factor: the variance of day totals in units of squared means is a multiple
/// of χ², and what chance and half-hours add to it is taken off (Williams 1962). Degrees of freedom are
/// fewer for the kurtosis of a gamma factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayVariance {
    relative: f64,
    noise: f64,
    /// `None`: no weekday has two dates.
    degrees: Option<f64>,
}

impl DayVariance {
    /// The coefficient of variation of a day's factor below which the truth lies with this probability; `None`: nothing is
    /// known of it.
    pub(super) fn cv_at(&self, probability: f64) -> Option<f64> {
        let degrees = self.degrees?;
        let quantile = ChiSquared::new(degrees).ok()?.inverse_cdf(1.0 - probability);
        Some((self.relative * degrees / quantile - self.noise).max(0.0).sqrt())
    }
}

fn day_variance(cells: &Cells<'_>, found: Variances) -> DayVariance {
    let used: Vec<usize> = cells.days_used.into_iter().filter(|number| *number > 1).collect();
    let all = used.iter().sum::<usize>() as f64;
    let degrees = all - used.len() as f64;
    let days = cells.days.iter().filter(|day| cells.days_used[day.weekday()] > 1);
    let noise =
        days.map(|day| found.of_chance(&cells.expected_counts(day))).sum::<f64>() / all.max(1.0);
    let relative = found.day + noise;
    // The excess kurtosis of a gamma factor is 6 cv²; Poisson noise adds little.
    let kurtosis = 6.0 * found.day * (found.day / relative.max(1e-12)).powi(2);
    let effective = (2.0 * degrees / (2.0 + kurtosis)).max(1.0);
    DayVariance { relative, noise, degrees: (degrees >= 1.0).then_some(effective) }
}
