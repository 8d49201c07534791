//! When clients come: a Poisson process with a changing rate, known numbers in intervals, or known
//! instants.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Client;
use super::rate_modulator::RateModulator;
use crate::base::{FlowId, SessionId, Span, StreamKey, Time, TopicId};
use crate::dist::Distribution;
use crate::plan::{Arrivals, Plan};

/// The arrival of a client.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    pub at: Time,
    pub session: SessionId,
    pub client: Client,
    pub topic: TopicId,
}

/// The first messages of the clients of one flow, in order of time.
#[derive(Debug)]
pub struct ArrivalStream {
    plan: Arc<Plan>,
    flow: FlowId,
    key: StreamKey,
    next_ordinal: u64,
    now: Time,
    /// The rate and when it next changes, cached so that a constant rate needs no look-up.
    state: StreamState,
    unit_exponential: Distribution,
    horizon: Time,
    /// The next arrival, at [`Time::NEVER`] if there are no more.
    next_arrival: Arrival,
    /// The topic, if all clients of the flow have the same.
    topic: Option<TopicId>,
    /// Set from outside to give up: no client comes any more.
    stop: Arc<AtomicBool>,
}

#[derive(Debug)]
enum StreamState {
    /// A rate and its inverse (arrivals a second, mean seconds between them), and when it changes.
    Rate {
        per_second: f64,
        gap: f64,
        until: Time,
    },
    /// In the run's `interval`-th interval `remaining` arrivals are still to come, all after the
    /// given `share` of it.
    Count {
        interval: usize,
        remaining: u32,
        share: f64,
    },
    Replay,
    Varying(Box<RateModulator>),
    /// Of a campaign `remaining` arrivals are still to come, after the given `share` of them.
    Campaign {
        remaining: u32,
        share: f64,
    },
    /// No arrivals of its own: only those that are scheduled elsewhere.
    Empty,
}

impl ArrivalStream {
    /// The stream of `flow` in one replication. Once `stop` is set it may end too early.
    pub fn new(plan: Arc<Plan>, flow: FlowId, replication: u32, stop: &Arc<AtomicBool>) -> Self {
        let root = StreamKey::root(plan.run.seed).child(u64::from(replication));
        let key = root.child(plan.flows[flow.index()].key);
        let unit_exponential = Distribution::exponential(1.0).expect("one second is a mean");
        let state = match &plan.flows[flow.index()].arrivals {
            Arrivals::Varying(varying) => {
                StreamState::Varying(Box::new(RateModulator::new(varying, root, key)))
            }
            Arrivals::Counts(counts) => {
                let remaining = whole_count(counts.get(0).unwrap_or(0.0), 0, key);
                StreamState::Count { interval: 0, remaining, share: 0.0 }
            }
            arrivals => state_at(arrivals, Time::ZERO),
        };
        let horizon = Time::ZERO + plan.run.horizon;
        let topic = plan.flows[flow.index()].topics.single().copied();
        let next_arrival = Arrival {
            at: Time::NEVER,
            session: SessionId::new(flow, 0),
            client: Client::new(key, 0),
            topic: topic.unwrap_or(TopicId(0)),
        };
        let mut stream = Self {
            plan,
            flow,
            key,
            next_ordinal: 0,
            now: Time::ZERO,
            state,
            unit_exponential,
            horizon,
            next_arrival,
            topic,
            stop: Arc::clone(stop),
        };
        stream.advance();
        stream
    }

    /// Where the flow's clients are in the tree of random streams.
    pub(super) fn key(&self) -> StreamKey {
        self.key
    }

    /// The next client; at [`Time::NEVER`] there is none.
    #[inline]
    pub fn next_arrival(&self) -> Arrival {
        self.next_arrival
    }

    /// Draws the client after that, if before the horizon.
    #[inline]
    pub fn advance(&mut self) {
        let client = Client::new(self.key, self.next_ordinal);
        let Some(at) = self.arrival_time(client).filter(|at| *at < self.horizon) else {
            self.next_arrival.at = Time::NEVER;
            return;
        };
        let session = SessionId::new(self.flow, self.next_ordinal);
        let topic =
            self.topic.unwrap_or_else(|| client.topic(&self.plan.flows[self.flow.index()].topics));
        self.next_ordinal += 1;
        self.now = at;
        self.next_arrival = Arrival { at, session, client, topic };
    }

    #[inline]
    fn arrival_time(&mut self, client: Client) -> Option<Time> {
        if let StreamState::Rate { per_second, gap, until } = self.state {
            let unit_mass = client.interarrival_time(&self.unit_exponential);
            // A multiplication is faster than a division.
            let at = self.now + Span::from_micros_f64(unit_mass.as_micros_f64() * gap + 0.5);
            // The rate has rarely changed by then.
            let sure = per_second > 0.0 && at < until;
            return if sure { Some(at) } else { self.poisson_time(unit_mass.as_secs_f64()) };
        }
        self.other_arrival_time(client)
    }

    fn other_arrival_time(&mut self, client: Client) -> Option<Time> {
        match &mut self.state {
            StreamState::Rate { .. } => None,
            StreamState::Count { .. } => self.counted_time(client.arrival_uniform()),
            StreamState::Replay => match &self.plan.flows[self.flow.index()].arrivals {
                Arrivals::Replay(instants) => {
                    instants.get(usize::try_from(self.next_ordinal).ok()?).copied()
                }
                _ => None,
            },
            StreamState::Varying(modulator) => match &self.plan.flows[self.flow.index()].arrivals {
                Arrivals::Varying(varying) => {
                    let unit_mass = client.interarrival_time(&self.unit_exponential).as_secs_f64();
                    modulator.next_arrival(varying, self.now, unit_mass, self.horizon, &self.stop)
                }
                _ => None,
            },
            StreamState::Campaign { remaining, share } => {
                match &self.plan.flows[self.flow.index()].arrivals {
                    Arrivals::Campaign(campaign) if *remaining > 0 => {
                        let gap = smallest_uniform(client.arrival_uniform(), *remaining);
                        *share += (1.0 - *share) * gap;
                        *remaining -= 1;
                        let time_share = campaign.spread.quantile(*share);
                        Some(campaign.start + share_of(time_share, campaign.duration))
                    }
                    _ => None,
                }
            }
            StreamState::Empty => None,
        }
    }

    /// Time change: an event of the process with rate r(t) occurs when ∫r has grown by a unit
    /// exponential.
    fn poisson_time(&mut self, mut unit_mass: f64) -> Option<Time> {
        let mut now = self.now;
        loop {
            let StreamState::Rate { per_second, until, .. } = self.state else {
                return None;
            };
            let candidate = if per_second > 0.0 {
                now + Span::from_secs_f64(unit_mass / per_second)
            } else {
                Time::NEVER
            };
            if candidate < until {
                return Some(candidate);
            }
            if until == Time::NEVER {
                return None;
            }
            unit_mass -= per_second * until.since(now).as_secs_f64();
            unit_mass = unit_mass.max(0.0);
            now = until;
            if now >= self.horizon || self.stop.load(Ordering::Relaxed) {
                return None;
            }
            self.state = state_at(&self.plan.flows[self.flow.index()].arrivals, now);
        }
    }

    /// The next of `left` independent uniform instants in what remains of the interval: the
    /// smallest of m uniforms is 1 − (1 − u)^(1/m).
    fn counted_time(&mut self, uniform: f64) -> Option<Time> {
        let Arrivals::Counts(counts) = &self.plan.flows[self.flow.index()].arrivals else {
            return None;
        };
        let StreamState::Count { interval, remaining, share } = &mut self.state else {
            return None;
        };
        while *remaining == 0 {
            *interval += 1;
            *share = 0.0;
            *remaining = whole_count(counts.get(*interval)?, *interval, self.key);
            if counts.length.0.checked_mul(*interval as u64)? >= self.plan.run.horizon.0 {
                return None;
            }
        }
        *share += (1.0 - *share) * smallest_uniform(uniform, *remaining);
        *remaining -= 1;
        let from = Time(counts.length.0 * *interval as u64);
        Some(from + share_of(*share, counts.length))
    }
}

/// The number in an interval, of which so many are expected: 3.5 are three or four.
fn whole_count(expected: f64, interval: usize, flow: StreamKey) -> u32 {
    let fraction = expected.fract();
    let more = fraction > 0.0 && {
        let key = flow.child(crate::base::name_key("counts")).child(interval as u64);
        key.uniform() < fraction
    };
    expected as u32 + u32::from(more)
}

/// The smallest of `m` independent uniforms, from one uniform.
fn smallest_uniform(uniform: f64, m: u32) -> f64 {
    1.0 - (1.0 - uniform).powf(1.0 / f64::from(m))
}

/// A share of a length. Rounding must not carry an arrival over its end.
fn share_of(share: f64, length: Span) -> Span {
    Span::from_secs_f64(share * length.as_secs_f64()).min(length.saturating_sub(Span(1)))
}

fn state_at(arrivals: &Arrivals, now: Time) -> StreamState {
    match arrivals {
        Arrivals::Poisson(rate) => {
            let per_second = rate.at(now);
            let until = rate.next_change(now).map_or(Time::NEVER, |(at, _)| at);
            StreamState::Rate { per_second, gap: 1.0 / per_second, until }
        }
        Arrivals::Replay(_) => StreamState::Replay,
        Arrivals::Campaign(campaign) => {
            StreamState::Campaign { remaining: campaign.clients, share: 0.0 }
        }
        Arrivals::Varying(_) | Arrivals::Population(_) | Arrivals::Counts(_) => StreamState::Empty,
    }
}
