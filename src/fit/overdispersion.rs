//! How much days and half-hours vary beyond chance: two levels of overdispersion, and how far neighbours go together.

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

    /// By how much squares about a mean that was fitted are too small: of what a day's half-hours have in common,
    /// and of what each has of its own.
    fn corrections(&self, day: &DayCounts) -> (f64, f64) {
        let of =
            |number: usize| if number > 1 { number as f64 / (number as f64 - 1.0) } else { 0.0 };
        let own = self.days_used[day.weekday()];
        let fitted_to = if self.is_shared && day.weekday() < 5 {
            self.days_used[..5].iter().sum()
        } else {
            own
        };
        (of(own), of(fitted_to))
    }
}

/// Sums over pairs of half-hours of a day, by distance: products of deviations, and of means.
#[derive(Clone, Copy, Debug, Default)]
struct Products {
    deviations: [f64; LAGS + 1],
    means: [f64; LAGS + 1],
    /// Pairs farther apart.
    far: (f64, f64),
}

impl Products {
    fn of(cells: &Cells<'_>, day: &DayCounts) -> Self {
        let (of_day, of_slot) = cells.corrections(day);
        let mut products = Self::default();
        if of_day == 0.0 {
            return products;
        }
        let expected: Vec<f64> = (0..SLOTS).map(|slot| cells.expected(day, slot)).collect();
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
                let means = expected[slot] * expected[other];
                if lag <= LAGS {
                    products.deviations[lag] += product;
                    products.means[lag] += means;
                } else {
                    products.far.0 += product;
                    products.far.1 += means;
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
        self.far.0 += sign * other.far.0;
        self.far.1 += sign * other.far.1;
    }

    /// By how much neighbours vary together more than half-hours far apart.
    fn excess(&self) -> f64 {
        let near: f64 = self.deviations[1..].iter().sum();
        let means: f64 = self.means[1..].iter().sum();
        if means > 0.0 && self.far.1 > 0.0 { near / means - self.far.0 / self.far.1 } else { 0.0 }
    }

    /// Variance of the day's factor, of the half-hour's, and correlation.
    fn solve(&self, neighbours: Neighbours) -> (f64, f64, f64) {
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        let covariances: Vec<f64> =
            (0..=LAGS).map(|lag| ratio(self.deviations[lag], self.means[lag])).collect();
        // For each correlation the two variances are linear: weighted least squares over distances.
        let solve_at = |rho: f64| {
            let far = (ratio(self.far.0, self.far.1), 0.0, self.far.1);
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
        (day, (both / (1.0 + day)).max(0.0), if both > 0.0 { rho } else { 0.0 })
    }
}

pub(super) struct Factors {
    pub(super) day_cv: FittedValue,
    pub(super) interval_cv: FittedValue,
    pub(super) correlation: f64,
}

/// Both levels of overdispersion. The interval of the half-hours' is by the jackknife over days; that of
/// the days' by the χ² distribution of the variance of day totals, less what chance and half-hours add (Williams
/// 1962), with degrees of freedom for the kurtosis of a gamma factor.
pub(super) fn factors(cells: &Cells<'_>, level: f64) -> Factors {
    let by_day: Vec<Products> = cells.days.iter().map(|day| Products::of(cells, day)).collect();
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
    let (day, interval, correlation) = all.solve(neighbours);
    let number = by_day.len() as f64;
    let left_out: Vec<f64> = by_day.iter().map(|day| without(day).solve(neighbours).1).collect();
    let error = jackknife_error(&left_out);
    let half = student(number - 1.0, level) * error;
    let root = |variance: f64| variance.max(0.0).sqrt();
    let interval_cv = FittedValue {
        value: root(interval),
        low: root(interval - half),
        high: root(interval + half),
    };
    let day_cv = day_interval(cells, day, (interval, correlation), level);
    Factors { day_cv, interval_cv, correlation }
}

fn day_interval(
    cells: &Cells<'_>,
    variance: f64,
    (interval, rho): (f64, f64),
    level: f64,
) -> FittedValue {
    let weekdays = cells.days_used.iter().filter(|number| **number > 1).count() as f64;
    let used: f64 = cells.days_used.iter().filter(|number| **number > 1).sum::<usize>() as f64;
    let degrees = used - weekdays;
    if degrees < 1.0 {
        return FittedValue { value: variance.sqrt(), low: 0.0, high: f64::INFINITY };
    }
    // In units of squared means: what Poisson and half-hours add to the relative variance of a day.
    let mut noise = 0.0;
    for day in cells.days {
        let expected: Vec<f64> = (0..SLOTS).map(|slot| cells.expected(day, slot)).collect();
        let total: f64 = expected.iter().sum();
        if total <= 0.0 {
            continue;
        }
        let mut both = 0.0;
        for slot in 0..SLOTS {
            for other in 0..SLOTS {
                let lag = slot.abs_diff(other) as i32;
                both += expected[slot] * expected[other] * rho.powi(lag);
            }
        }
        noise += (1.0 / total + (1.0 + variance) * interval * both / (total * total)) / used;
    }
    let relative = variance + noise;
    // The excess kurtosis of a gamma factor is 6 cv²; Poisson noise adds little.
    let kurtosis = 6.0 * variance * (variance / relative.max(1e-12)).powi(2);
    let effective = 2.0 * degrees / (2.0 + kurtosis);
    let Ok(distribution) = ChiSquared::new(effective.max(1.0)) else {
        return FittedValue { value: variance.sqrt(), low: 0.0, high: f64::INFINITY };
    };
    let bound =
        |p: f64| (relative * effective / distribution.inverse_cdf(p) - noise).max(0.0).sqrt();
    let tail = (1.0 - level) / 2.0;
    FittedValue { value: variance.sqrt(), low: bound(1.0 - tail), high: bound(tail) }
}
