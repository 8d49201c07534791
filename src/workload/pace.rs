//! When the next of a process whose rate changes smoothly or by chance comes.

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

use crate::base::{DAY, Key, Span, Time};
use crate::plan::{Burst, Busyness, Varying};

/// What chance makes of a rate, as time goes on.
#[derive(Debug)]
pub(super) struct Pace {
    burst: Option<Spells>,
    busy: Option<Busy>,
}

impl Pace {
    /// Of a flow at `flow`, in the replication at `root`.
    pub(super) fn new(varying: &Varying, root: Key, flow: Key) -> Self {
        Self {
            burst: varying.burst.as_ref().map(|burst| Spells::new(burst, flow)),
            busy: varying.busyness.map(|busy| Busy::new(busy, root.child(busy.key))),
        }
    }

    /// Time change: the process of rate r(t) comes when ∫r has grown by a unit exponential. Which
    /// is inverted piece by piece, so that nobody is drawn in vain and everybody draws once.
    pub(super) fn next(
        &mut self,
        varying: &Varying,
        mut now: Time,
        mut owed: f64,
        horizon: Time,
    ) -> Option<Time> {
        loop {
            let (piece, mut until) = varying.shape.piece(now);
            let mut factor = 1.0;
            if let Some(spells) = &mut self.burst {
                let burst = varying.burst.as_ref()?;
                let (times, end) = spells.at(now, burst);
                factor *= times;
                until = Some(until.map_or(end, |until| until.min(end)));
            }
            if let Some(busy) = &mut self.busy {
                let (times, end) = busy.at(now);
                factor *= times;
                until = Some(until.map_or(end, |until| until.min(end)));
            }
            let alone = if factor > 0.0 {
                now + Span::from_secs_f64(piece.seconds(owed / factor))
            } else {
                Time::NEVER
            };
            match until {
                Some(until) if alone >= until => {
                    owed -= factor * piece.mass(until.since(now).as_secs_f64());
                    owed = owed.max(0.0);
                    now = until;
                    if now >= horizon {
                        return None;
                    }
                }
                _ => return (alone < Time::NEVER).then_some(alone),
            }
        }
    }
}

/// Bursts and the calm between them. Lengths are pure functions of their number.
#[derive(Debug)]
struct Spells {
    key: Key,
    on: bool,
    until: Time,
    next: u64,
}

impl Spells {
    /// It begins in a burst as likely as bursts last in the long run.
    fn new(burst: &Burst, flow: Key) -> Self {
        let key = flow.child(crate::base::name_key("burst"));
        // The spell before the first is over at once.
        let on = key.uniform() >= burst.share();
        Self { key, on, until: Time::ZERO, next: 0 }
    }

    fn at(&mut self, now: Time, burst: &Burst) -> (f64, Time) {
        while self.until <= now {
            self.on = !self.on;
            let law = if self.on { &burst.on } else { &burst.off };
            let length = law.sample(&mut self.key.child(self.next).stream());
            // A spell of no length at all would be followed for ever.
            self.until = self.until + length.max(Span(1));
            self.next += 1;
        }
        (if self.on { burst.factor } else { 1.0 }, self.until)
    }
}

/// Factors of the day and of the interval.
#[derive(Debug)]
pub(super) struct Busy {
    spec: Busyness,
    days: Key,
    intervals: Key,
    /// The day that it is, and its factor.
    day: Option<(u64, f64)>,
    /// The interval that it is, its normal score and its factor.
    interval: Option<(u64, f64, f64)>,
}

impl Busy {
    pub(super) fn new(spec: Busyness, key: Key) -> Self {
        Self { spec, days: key.child(0), intervals: key.child(1), day: None, interval: None }
    }

    /// The factor at an instant, which never lies before the one asked for last, and until when.
    pub(super) fn at(&mut self, now: Time) -> (f64, Time) {
        let since = now.0.saturating_add(self.spec.offset.0);
        let end = |length: Span| now + Span(length.0 - since % length.0);
        let (mut factor, mut until) = (1.0, Time::NEVER);
        if self.spec.day > 0.0 {
            factor *= self.of_day(since / DAY.0);
            until = until.min(end(DAY));
        }
        if self.spec.interval > 0.0 {
            factor *= self.of_interval(since / self.spec.every.0);
            until = until.min(end(self.spec.every));
        }
        (factor, until)
    }

    fn of_day(&mut self, day: u64) -> f64 {
        match self.day {
            Some((known, factor)) if known == day => factor,
            _ => {
                let factor = gamma(self.spec.day, self.days.child(day).uniform());
                self.day = Some((day, factor));
                factor
            }
        }
    }

    /// Normal scores of neighbours are correlated as asked (an autoregression of order one), and
    /// each is put through the gamma law's quantiles: a normal copula (Channouf, L'Ecuyer 2012).
    fn of_interval(&mut self, interval: u64) -> f64 {
        let normal = Normal::standard();
        let fresh = |place: u64| normal.inverse_cdf(inner(self.intervals.child(place).uniform()));
        let correlation = self.spec.correlation;
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
        let factor = gamma(self.spec.interval, normal.cdf(score));
        self.interval = Some((interval, score, factor));
        factor
    }
}

/// Neither end of the unit interval: quantiles there are infinite.
fn inner(uniform: f64) -> f64 {
    uniform.clamp(1e-12, 1.0 - 1e-12)
}

/// The quantile of the gamma law with mean one and this coefficient of variation.
fn gamma(cv: f64, uniform: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    Gamma::new(shape, shape).map_or(1.0, |law| law.inverse_cdf(inner(uniform)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::HOUR;

    fn factors(correlation: f64, days: u64) -> Vec<f64> {
        let spec = Busyness {
            day: 0.0,
            interval: 0.5,
            every: HOUR,
            correlation,
            offset: Span::ZERO,
            key: 1,
        };
        let mut busy = Busy::new(spec, Key::root(1));
        (0..24 * days).map(|hour| busy.at(Time::ZERO + Span(hour * HOUR.0)).0).collect()
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
    fn the_factor_of_a_day_is_the_same_whoever_asks_and_whenever() {
        let spec = Busyness {
            day: 0.3,
            interval: 0.0,
            every: HOUR,
            correlation: 0.0,
            offset: Span(6 * HOUR.0),
            key: 1,
        };
        let mut often = Busy::new(spec, Key::root(1));
        let mut seldom = Busy::new(spec, Key::root(1));
        let early = often.at(Time::ZERO);
        assert_eq!(early.1, Time::ZERO + Span(18 * HOUR.0));
        assert_eq!(often.at(Time::ZERO + HOUR).0, early.0);
        let later = Time::ZERO + Span(20 * HOUR.0);
        assert_ne!(early.0, often.at(later).0);
        assert_eq!(seldom.at(later), often.at(later));
    }
}
