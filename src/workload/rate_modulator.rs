//! When the next of a process whose rate changes smoothly or by chance comes.

use std::sync::atomic::{AtomicBool, Ordering};

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

use crate::base::{DAY, Span, StreamKey, Time};
use crate::plan::{Burst, Busyness, VaryingRate};

/// What chance makes of a rate, as time goes on.
#[derive(Debug)]
pub(super) struct RateModulator {
    burst: Option<BurstState>,
    busyness: Option<BusynessState>,
}

impl RateModulator {
    /// Of a flow at `flow`, in the replication at `root`.
    pub(super) fn new(varying: &VaryingRate, root: StreamKey, flow: StreamKey) -> Self {
        Self {
            burst: varying.burst.as_ref().map(|burst| BurstState::new(burst, flow)),
            busyness: varying.busyness.map(|busy| BusynessState::new(busy, root.child(busy.key))),
        }
    }

    /// Time change: the process of rate r(t) comes when ∫r has grown by a unit exponential. Which
    /// is inverted piece by piece, so that nobody is drawn in vain and everybody draws once. Once `stop` is set
    /// none comes any more.
    pub(super) fn next_arrival(
        &mut self,
        varying: &VaryingRate,
        mut now: Time,
        mut unit_mass: f64,
        horizon: Time,
        stop: &AtomicBool,
    ) -> Option<Time> {
        loop {
            let (piece, mut until) = varying.shape.piece(now);
            let mut factor = 1.0;
            if let Some(spells) = &mut self.burst {
                let burst = varying.burst.as_ref()?;
                let (times, end) = spells.factor_at(now, burst);
                factor *= times;
                until = Some(until.map_or(end, |until| until.min(end)));
            }
            if let Some(busy) = &mut self.busyness {
                let (times, end) = busy.factor_at(now);
                factor *= times;
                until = Some(until.map_or(end, |until| until.min(end)));
            }
            let candidate = if factor > 0.0 {
                now + Span::from_secs_f64(piece.seconds_until(unit_mass / factor))
            } else {
                Time::NEVER
            };
            match until {
                Some(until) if candidate >= until => {
                    unit_mass -= factor * piece.expected_arrivals(until.since(now).as_secs_f64());
                    unit_mass = unit_mass.max(0.0);
                    now = until;
                    if now >= horizon || stop.load(Ordering::Relaxed) {
                        return None;
                    }
                }
                _ => return (candidate < Time::NEVER).then_some(candidate),
            }
        }
    }
}

/// Bursts and the calm between them. Lengths are pure functions of their number.
#[derive(Debug)]
struct BurstState {
    key: StreamKey,
    on: bool,
    until: Time,
    next: u64,
}

impl BurstState {
    /// It begins in a burst as likely as bursts last in the long run.
    fn new(burst: &Burst, flow: StreamKey) -> Self {
        let key = flow.child(crate::base::name_key("burst"));
        // The spell before the first is over at once.
        let on = key.uniform() >= burst.time_share();
        Self { key, on, until: Time::ZERO, next: 0 }
    }

    fn factor_at(&mut self, now: Time, burst: &Burst) -> (f64, Time) {
        while self.until <= now {
            self.on = !self.on;
            let distribution = if self.on { &burst.on } else { &burst.off };
            let length = distribution.sample(&mut self.key.child(self.next).stream());
            // A spell of no length at all would be followed for ever.
            self.until = self.until + length.max(Span(1));
            self.next += 1;
        }
        (if self.on { burst.factor } else { 1.0 }, self.until)
    }
}

/// Factors of the day and of the interval.
#[derive(Debug)]
pub(super) struct BusynessState {
    busyness: Busyness,
    days: StreamKey,
    intervals: StreamKey,
    /// The day that it is, and its factor.
    day: Option<(u64, f64)>,
    /// The interval that it is, its normal score and its factor.
    interval: Option<(u64, f64, f64)>,
}

impl BusynessState {
    pub(super) fn new(busyness: Busyness, key: StreamKey) -> Self {
        Self { busyness, days: key.child(0), intervals: key.child(1), day: None, interval: None }
    }

    /// The factor at an instant, which never lies before the one asked for last, and until when.
    pub(super) fn factor_at(&mut self, now: Time) -> (f64, Time) {
        let since = now.0.saturating_add(self.busyness.offset.0);
        let end = |length: Span| now + Span(length.0 - since % length.0);
        let (mut factor, mut until) = (1.0, Time::NEVER);
        if self.busyness.day_cv > 0.0 {
            factor *= self.day_factor(since / DAY.0);
            until = until.min(end(DAY));
        }
        if self.busyness.interval_cv > 0.0 {
            factor *= self.interval_factor(since / self.busyness.every.0);
            until = until.min(end(self.busyness.every));
        }
        (factor, until)
    }

    fn day_factor(&mut self, day: u64) -> f64 {
        match self.day {
            Some((known, factor)) if known == day => factor,
            _ => {
                let factor = gamma_quantile(self.busyness.day_cv, self.days.child(day).uniform());
                self.day = Some((day, factor));
                factor
            }
        }
    }

    /// Normal scores of neighbours are correlated as asked (an autoregression of order one), and
    /// each is put through the gamma law's quantiles: a normal copula (Channouf, L'Ecuyer 2012).
    fn interval_factor(&mut self, interval: u64) -> f64 {
        let normal = Normal::standard();
        let fresh =
            |place: u64| normal.inverse_cdf(clamp_to_open(self.intervals.child(place).uniform()));
        let correlation = self.busyness.correlation;
        let score = match self.interval {
            Some((known, _, factor)) if known == interval => return factor,
            Some((known, score, _)) if correlation > 0.0 => {
                let step = |score: f64, place: u64| {
                    correlation * score + (1.0 - correlation * correlation).sqrt() * fresh(place)
                };
                (known + 1..=interval).fold(score, step)
            }
            _ => fresh(interval),
        };
        let factor = gamma_quantile(self.busyness.interval_cv, normal.cdf(score));
        self.interval = Some((interval, score, factor));
        factor
    }
}

/// Neither end of the unit interval: quantiles there are infinite.
fn clamp_to_open(uniform: f64) -> f64 {
    uniform.clamp(1e-12, 1.0 - 1e-12)
}

/// The quantile of the gamma law with mean one and this coefficient of variation.
fn gamma_quantile(cv: f64, uniform: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    Gamma::new(shape, shape)
        .map_or(1.0, |distribution| distribution.inverse_cdf(clamp_to_open(uniform)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::HOUR;

    fn factors(correlation: f64, days: u64) -> Vec<f64> {
        let spec = Busyness {
            day_cv: 0.0,
            interval_cv: 0.5,
            every: HOUR,
            correlation,
            offset: Span::ZERO,
            key: 1,
        };
        let mut state = BusynessState::new(spec, StreamKey::root(1));
        (0..24 * days).map(|hour| state.factor_at(Time::ZERO + Span(hour * HOUR.0)).0).collect()
    }

    #[test]
    fn factors_have_mean_one_the_stated_variation_and_correlation() {
        const N: u64 = 1_000;
        for correlation in [0.0, 0.8] {
            let drawn = factors(correlation, N);
            let n = drawn.len() as f64;
            // Of 24,000 correlated values as many are worth (1 − r)/(1 + r) of them.
            let worth = n * (1.0 - correlation) / (1.0 + correlation);
            let mean = drawn.iter().sum::<f64>() / n;
            assert!((mean - 1.0).abs() < 5.0 * 0.5 / worth.sqrt(), "mean {mean}");
            let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
            // Var(s²) = σ⁴(2 + excess)/n with excess 6 cv² = 1.5 for a gamma law.
            let spread = 0.25 * (3.5 / worth).sqrt();
            assert!((variance - 0.25).abs() < 5.0 * spread, "variance {variance}");
            let pairs = drawn.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean));
            let found = pairs.sum::<f64>() / n / variance;
            // A gamma law bends the scores: what it leaves of a correlation of 0.8 is 0.79 or so.
            assert!((found - correlation).abs() < 0.05, "correlation {found}");
        }
    }

    #[test]
    fn the_factor_of_a_day_does_not_depend_on_earlier_queries() {
        let spec = Busyness {
            day_cv: 0.3,
            interval_cv: 0.0,
            every: HOUR,
            correlation: 0.0,
            offset: Span(6 * HOUR.0),
            key: 1,
        };
        let mut often = BusynessState::new(spec, StreamKey::root(1));
        let mut seldom = BusynessState::new(spec, StreamKey::root(1));
        let early = often.factor_at(Time::ZERO);
        assert_eq!(early.1, Time::ZERO + Span(18 * HOUR.0));
        assert_eq!(often.factor_at(Time::ZERO + HOUR).0, early.0);
        let later = Time::ZERO + Span(20 * HOUR.0);
        assert_ne!(early.0, often.factor_at(later).0);
        assert_eq!(seldom.factor_at(later), often.factor_at(later));
    }
}
