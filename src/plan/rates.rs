//! Rates of arrival that change smoothly, by chance, or both.

use super::Calendar;
use crate::base::{Span, Time};
use crate::dist::Distribution;

/// A Poisson process whose rate is more than a step function: a shape, times random factors.
#[derive(Clone, Debug, PartialEq)]
pub struct VaryingRate {
    /// The rate before random factors.
    pub shape: RateShape,
    /// Bursts.
    pub burst: Option<Burst>,
    /// Random factors of days and intervals.
    pub busyness: Option<Busyness>,
}

/// A rate as a function of time, in sessions a second.
#[derive(Clone, Debug, PartialEq)]
pub enum RateShape {
    /// A step function.
    Steps(Calendar<f64>),
    /// Linear between points.
    PiecewiseLinear(PiecewiseLinear),
    /// A wave about its mean.
    Sine(SineWave),
}

/// A rate that goes in a straight line from each point to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear {
    /// The rate at each point in sessions a second, the first at time zero.
    pub points: Vec<f64>,
    /// From each point to the next.
    pub every: Span,
    /// Whether the points repeat after the last; otherwise arrivals end there.
    pub repeats: bool,
    /// How far after the first point the run begins.
    pub offset: Span,
}

/// A rate that varies like a sine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SineWave {
    /// In sessions a second.
    pub mean: f64,
    /// The largest deviation from the mean, at most the mean.
    pub amplitude: f64,
    /// From one peak to the next.
    pub period: Span,
    /// How far into a period the run begins; a period starts where the rate rises through its mean.
    pub offset: Span,
}

/// Bursts, in which the rate is multiplied: an alternating renewal process, with exponential
/// distributions a Markov-modulated Poisson process of two states.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// The factor of the rate during a burst.
    pub factor: f64,
    /// How long a burst lasts.
    pub on: Distribution,
    /// The time from the end of a burst to the next.
    pub off: Distribution,
}

impl Burst {
    /// The share of time that bursts take in the long run.
    pub fn time_share(&self) -> f64 {
        let (on, off) = (self.on.mean(), self.off.mean());
        on / (on + off)
    }

    /// The mean factor.
    pub fn mean_factor(&self) -> f64 {
        1.0 + (self.factor - 1.0) * self.time_share()
    }
}

/// Factors of mean one on the rate: one for each day, one for each interval, independent of each
/// other (two levels, as Oreshkin, Régnard and L'Ecuyer 2016 find in data).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Busyness {
    /// The coefficient of variation of the day's factor; zero for none.
    pub day_cv: f64,
    /// The coefficient of variation of the interval's factor; zero for none.
    pub interval_cv: f64,
    /// The length of an interval.
    pub every: Span,
    /// The correlation of the normal scores of neighbouring intervals, in [0, 1).
    pub correlation: f64,
    /// Where in the week the run begins: days and intervals are counted from Monday 00:00.
    pub offset: Span,
    /// Where the factors are in the tree of random streams: flows with the same key are busy at the
    /// same time.
    pub key: u64,
}

/// A known number of clients within a stretch of time, once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Campaign {
    /// When it begins.
    pub start: Time,
    /// Its length.
    pub duration: Span,
    /// The number of clients.
    pub clients: u32,
    pub spread: CampaignSpread,
}

/// The distribution of each client's independent instant within a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignSpread {
    /// Uniform.
    Even,
    /// Most at the beginning, falling linearly to none at the end.
    Falling,
    /// Triangular, most in the middle.
    Peak,
}

impl CampaignSpread {
    /// The share of the time after which the share `come` of the clients has come.
    pub fn quantile(self, share: f64) -> f64 {
        match self {
            Self::Even => share,
            Self::Falling => 1.0 - (1.0 - share).max(0.0).sqrt(),
            Self::Peak if share < 0.5 => (share / 2.0).sqrt(),
            Self::Peak => 1.0 - ((1.0 - share) / 2.0).max(0.0).sqrt(),
        }
    }

    /// The share of the clients that has come after the share `place` of the time.
    pub fn cdf(self, place: f64) -> f64 {
        let place = place.clamp(0.0, 1.0);
        match self {
            Self::Even => place,
            Self::Falling => 1.0 - (1.0 - place).powi(2),
            Self::Peak if place < 0.5 => 2.0 * place * place,
            Self::Peak => 1.0 - 2.0 * (1.0 - place).powi(2),
        }
    }
}

impl Campaign {
    /// The mean number of arrivals in `[from, to)`.
    pub fn expected(&self, from: Time, to: Time) -> f64 {
        let place = |at: Time| at.since(self.start).as_secs_f64() / self.duration.as_secs_f64();
        f64::from(self.clients) * (self.spread.cdf(place(to)) - self.spread.cdf(place(from)))
    }
}

/// A finite number of clients: each writes, is served, and some time later writes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// The number of clients.
    pub members: u32,
    /// From the end of a client's session to the next message, in time at work.
    pub think: Distribution,
    /// When the clients are at work.
    pub hours: Calendar<bool>,
}

impl Population {
    /// When a client whose time between sessions begins at `now` has spent this much of it at work;
    /// [`Time::NEVER`] if not before `end`.
    pub fn end_of_thinking(&self, mut now: Time, think: Span, end: Time) -> Time {
        let mut left = think;
        while now < end {
            let change = self.hours.next_change(now).map_or(Time::NEVER, |(at, _)| at);
            if self.hours.at(now) {
                // A client whose time ends with work writes when work begins again.
                if left < change.since(now) {
                    return now + left;
                }
                left = left.saturating_sub(change.since(now));
            }
            now = change;
        }
        Time::NEVER
    }
}

/// A stretch of time in which a rate has one formula, in seconds since it began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RatePiece {
    /// Linear.
    Line {
        /// The rate at the start of the piece.
        start: f64,
        /// The growth of the rate, each second.
        slope: f64,
    },
    /// A part of a sine.
    SineWave {
        /// The mean rate.
        mean: f64,
        /// The largest deviation from the mean.
        amplitude: f64,
        /// In radians a second.
        angular_frequency: f64,
        /// The angle at the start of the piece, in radians.
        phase: f64,
    },
}

impl RatePiece {
    /// The mean number of arrivals in the first `seconds`.
    pub fn expected_arrivals(self, seconds: f64) -> f64 {
        match self {
            Self::Line { start, slope } => seconds * (start + slope * seconds / 2.0),
            Self::SineWave { mean, amplitude, angular_frequency, phase } => {
                mean * seconds
                    + amplitude / angular_frequency
                        * (phase.cos() - (phase + angular_frequency * seconds).cos())
            }
        }
    }

    /// The seconds after which `count` have arrived on average; infinite if the piece has fewer.
    pub fn seconds_until(self, mass: f64) -> f64 {
        match self {
            Self::Line { start, slope } => {
                let discriminant = start * start + 2.0 * slope * mass;
                if discriminant < 0.0 {
                    f64::INFINITY
                } else {
                    2.0 * mass / (start + discriminant.sqrt())
                }
            }
            Self::SineWave { mean, amplitude, angular_frequency, .. } => {
                if mean <= 0.0 {
                    return f64::INFINITY;
                }
                // The wave adds or takes away at most two swings over its speed.
                let about = 2.0 * amplitude / angular_frequency;
                let (mut low, mut high) = (((mass - about) / mean).max(0.0), (mass + about) / mean);
                // To a tenth of what time is counted in.
                while high - low > 1e-7 {
                    let middle = f64::midpoint(low, high);
                    if middle <= low || middle >= high {
                        break;
                    }
                    if self.expected_arrivals(middle) < mass { low = middle } else { high = middle }
                }
                high
            }
        }
    }
}

impl RateShape {
    /// The formula from `now` on, and until when it holds; `None`: for ever.
    pub fn piece(&self, now: Time) -> (RatePiece, Option<Time>) {
        match self {
            Self::Steps(rate) => {
                let piece = RatePiece::Line { start: rate.at(now), slope: 0.0 };
                (piece, rate.next_change(now).map(|(at, _)| at))
            }
            Self::PiecewiseLinear(lines) => lines.piece(now),
            Self::Sine(SineWave { mean, amplitude, period, offset }) => {
                let into = Span((offset.0 % period.0 + now.0 % period.0) % period.0);
                let angular_frequency = std::f64::consts::TAU / period.as_secs_f64();
                let phase = angular_frequency * into.as_secs_f64();
                // Round by round, so that the angles stay small.
                let until = now + period.saturating_sub(into);
                (
                    RatePiece::SineWave {
                        mean: *mean,
                        amplitude: *amplitude,
                        angular_frequency,
                        phase,
                    },
                    Some(until),
                )
            }
        }
    }

    /// The highest rate, in sessions a second.
    pub fn peak(&self) -> f64 {
        match self {
            Self::Steps(rate) => rate.steps().iter().map(|(_, rate)| *rate).fold(0.0, f64::max),
            Self::PiecewiseLinear(lines) => lines.points.iter().copied().fold(0.0, f64::max),
            Self::Sine(sine) => sine.mean + sine.amplitude,
        }
    }
}

impl PiecewiseLinear {
    fn piece(&self, now: Time) -> (RatePiece, Option<Time>) {
        let (count, every) = (self.points.len() as u64, self.every.0);
        let since = now.0.saturating_add(self.offset.0);
        if !self.repeats && since >= every.saturating_mul(count - 1) {
            return (RatePiece::Line { start: 0.0, slope: 0.0 }, None);
        }
        let place = since / every;
        let into = Span(since % every).as_secs_f64();
        let point = |place: u64| self.points[(place % count) as usize];
        let slope = (point(place + 1) - point(place)) / self.every.as_secs_f64();
        let until = now + Span(every - since % every);
        (RatePiece::Line { start: point(place) + slope * into, slope }, Some(until))
    }
}
