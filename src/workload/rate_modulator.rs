//! The next arrival of a process whose rate changes smoothly or at random.

use std::sync::atomic::{AtomicBool, Ordering};

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

use crate::base::{DAY, Span, StreamKey, Time};
use crate::plan::{Burst, Busyness, VaryingRate};

/// The random factors of a rate, as time goes on.
#[derive(Debug)]
pub(super) struct RateModulator {
    burst: Option<BurstState>,
    busyness: Option<BusynessState>,
}

impl RateModulator {
    /// For the flow at `flow` in the tree of random streams, in the replication at `root`.
    pub(super) fn new(varying: &VaryingRate, root: StreamKey, flow: StreamKey) -> Self {
        Self {
            burst: varying.burst.as_ref().map(|burst| BurstState::new(burst, flow)),
            busyness: varying.busyness.map(|busy| BusynessState::new(busy, root.child(busy.key))),
        }
    }

    /// Time change: an event of the process with rate r(t) occurs when ∫r has grown by a unit
    /// exponential. The integral is inverted piece by piece: no draw is rejected, each arrival
    /// takes one. Once `stop` is set there are no more.
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

/// Bursts and the quiet spells between them. Their lengths are pure functions of their number.
#[derive(Debug)]
struct BurstState {
    key: StreamKey,
    on: bool,
    until: Time,
    next: u64,
}

impl BurstState {
    /// The run begins in a burst with the probability that bursts have in the long run.
    fn new(burst: &Burst, flow: StreamKey) -> Self {
        let key = flow.child(crate::base::name_key("burst"));
        // The spell before the first ends at once.
        let on = key.uniform() >= burst.time_share();
        Self { key, on, until: Time::ZERO, next: 0 }
    }

    fn factor_at(&mut self, now: Time, burst: &Burst) -> (f64, Time) {
        while self.until <= now {
            self.on = !self.on;
            let distribution = if self.on { &burst.on } else { &burst.off };
            let length = distribution.sample(&mut self.key.child(self.next).stream());
            // Spells of length zero would be followed for ever.
            self.until = self.until + length.max(Span(1));
            self.next += 1;
        }
        (if self.on { burst.factor } else { 1.0 }, self.until)
    }
}

/// Random factors of the day and of the interval.
#[derive(Debug)]
pub struct BusynessState {
    busyness: Busyness,
    days: StreamKey,
    intervals: StreamKey,
    /// The current day and its factor.
    day: Option<(u64, f64)>,
    /// The current interval, its normal score and its factor.
    interval: Option<(u64, f64, f64)>,
}

impl BusynessState {
    /// With the random numbers of a place.
    pub fn new(busyness: Busyness, key: StreamKey) -> Self {
        Self { busyness, days: key.child(0), intervals: key.child(1), day: None, interval: None }
    }

    /// The factor at an instant, which must not lie before the last one asked for, and until when
    /// it holds.
    pub fn factor_at(&mut self, now: Time) -> (f64, Time) {
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

    /// Normal scores of neighbours are correlated as stated (an autoregression of order one), and
    /// each is mapped through the gamma distribution's quantiles: a normal copula (Channouf,
    /// L'Ecuyer 2012).
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

/// Inside of the unit interval: quantiles at its ends are infinite.
fn clamp_to_open(uniform: f64) -> f64 {
    uniform.clamp(1e-12, 1.0 - 1e-12)
}

/// The quantile of the gamma distribution with mean one and this coefficient of variation.
fn gamma_quantile(cv: f64, uniform: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    Gamma::new(shape, shape)
        .map_or(1.0, |distribution| distribution.inverse_cdf(clamp_to_open(uniform)))
}
