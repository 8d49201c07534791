//! Rates of arrival that change smoothly, by chance, or both.

use super::Calendar;
use crate::base::{Span, Time};
use crate::dist::Distribution;

/// A Poisson process whose rate is more than steps: a shape, times what chance makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct VaryingRate {
    /// The rate before chance.
    pub shape: RateShape,
    /// Spells of a higher or lower rate.
    pub burst: Option<Burst>,
    /// Busy and quiet days and hours.
    pub busyness: Option<Busyness>,
}

/// A rate as a function of time, in sessions a second.
#[derive(Clone, Debug, PartialEq)]
pub enum RateShape {
    /// Steps.
    Steps(Calendar<f64>),
    /// Straight lines.
    PiecewiseLinear(PiecewiseLinear),
    /// A wave about its mean.
    Sine(SineWave),
}

/// A rate that goes in a straight line from each point to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear {
    /// The rate at each point, the first at zero.
    pub points: Vec<f64>,
    /// From each point to the next.
    pub every: Span,
    /// After the last point it goes to the first, and so on; otherwise nobody comes after it.
    pub repeats: bool,
    /// How far after the first point the run begins.
    pub offset: Span,
}

/// A rate that goes up and down like a sine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SineWave {
    /// The mean.
    pub mean: f64,
    /// The highest above the mean; at most the mean.
    pub amplitude: f64,
    /// From one peak to the next.
    pub period: Span,
    /// How far after an instant at which it rises through its mean the run begins.
    pub offset: Span,
}

/// Spells in which the rate is multiplied: an alternating renewal process, with exponential laws a
/// Markov-modulated Poisson process of two states.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// By what the rate is multiplied while one lasts.
    pub factor: f64,
    /// How long one lasts.
    pub on: Distribution,
    /// How long it is until the next.
    pub off: Distribution,
}

impl Burst {
    /// The share of time that bursts last in the long run.
    pub fn time_share(&self) -> f64 {
        let (on, off) = (self.on.mean(), self.off.mean());
        on / (on + off)
    }

    /// By what the rate is multiplied on average.
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
    /// The same of the interval's factor.
    pub interval_cv: f64,
    /// The length of an interval.
    pub every: Span,
    /// The correlation of the normal scores of neighbouring intervals, in [0, 1).
    pub correlation: f64,
    /// Where in the week the run begins: days and intervals are counted from Monday 00:00.
    pub offset: Span,
    /// The place of the factors in the tree of random streams: flows with the same place are busy
    /// at the same time.
    pub key: u64,
}

/// So many clients within a stretch of time, once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Campaign {
    /// When it begins.
    pub start: Time,
    /// How long they come.
    pub duration: Span,
    /// How many.
    pub clients: u32,
    /// How they spread over it.
    pub spread: CampaignSpread,
}

/// How the clients of a campaign spread over its time: the law of each one's independent instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignSpread {
    /// Any instant alike.
    Even,
    /// Most at once, ever fewer until the end: a falling line.
    Falling,
    /// Most in the middle: a triangle.
    Peak,
}

impl CampaignSpread {
    /// Which share of the time has passed when the share `come` has come.
    pub fn quantile(self, share: f64) -> f64 {
        match self {
            Self::Even => share,
            Self::Falling => 1.0 - (1.0 - share).max(0.0).sqrt(),
            Self::Peak if share < 0.5 => (share / 2.0).sqrt(),
            Self::Peak => 1.0 - ((1.0 - share) / 2.0).max(0.0).sqrt(),
        }
    }

    /// Which share has come when the share `place` of the time has passed.
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
    /// How many come in `[from, to)`, on average.
    pub fn expected(&self, from: Time, to: Time) -> f64 {
        let place = |at: Time| at.since(self.start).as_secs_f64() / self.duration.as_secs_f64();
        f64::from(self.clients) * (self.spread.cdf(place(to)) - self.spread.cdf(place(from)))
    }
}

/// So many clients of whom each writes, is served, and some time later writes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// How many they are.
    pub members: u32,
    /// From the end of one's session to the next wish to write, in time at work.
    pub think: Distribution,
    /// When they are at work.
    pub hours: Calendar<bool>,
}

impl Population {
    /// When somebody who begins to think at `now` has done so for so long; [`Time::NEVER`] if not
    /// before `end`.
    pub fn end_of_thinking(&self, mut now: Time, think: Span, end: Time) -> Time {
        let mut left = think;
        while now < end {
            let change = self.hours.next_change(now).map_or(Time::NEVER, |(at, _)| at);
            if self.hours.at(now) {
                // Who is done when work ends writes when it begins again.
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
    /// A straight line.
    Line {
        /// The rate at its beginning.
        start: f64,
        /// By how much it grows each second.
        slope: f64,
    },
    /// A part of a sine.
    SineWave {
        /// The mean rate.
        mean: f64,
        /// The highest above the mean.
        amplitude: f64,
        /// In radians a second.
        angular_frequency: f64,
        /// Where in the sine it begins, in radians.
        phase: f64,
    },
}

impl RatePiece {
    /// How many come within so many seconds, on average.
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

    /// After how many seconds so many have come on average; infinite where the piece has fewer.
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

    /// The highest rate.
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
