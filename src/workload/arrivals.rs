//! When clients come: Poisson at a changing rate, so many in each interval, or exactly as told.

use std::sync::Arc;

use super::Client;
use super::pace::Pace;
use crate::base::{FlowId, Key, SessionId, Span, Time, TopicId};
use crate::dist::Law;
use crate::plan::{Arrivals, Plan};

/// Somebody comes.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// When.
    pub at: Time,
    /// The session that this becomes.
    pub session: SessionId,
    /// Who.
    pub client: Client,
    /// What about.
    pub topic: TopicId,
}

/// The clients of one flow, one after the other.
#[derive(Debug)]
pub struct ArrivalStream {
    plan: Arc<Plan>,
    flow: FlowId,
    key: Key,
    next: u64,
    now: Time,
    /// The rate and when it next changes, so that a constant rate looks nothing up.
    step: Step,
    unit: Law,
    horizon: Time,
    /// The next, at [`Time::NEVER`] where nobody comes any more.
    coming: Arrival,
    /// What all of them write about, if that is one thing.
    topic: Option<TopicId>,
}

#[derive(Debug)]
enum Step {
    /// So many a second, one in so many seconds on average, until the rate changes.
    Rate {
        per_second: f64,
        gap: f64,
        until: Time,
    },
    /// In the run's `interval`-th interval so many are still to come, after the share `place` of it.
    Count {
        interval: usize,
        left: u32,
        place: f64,
    },
    Replay,
    Varying(Box<Pace>),
    /// So many of a campaign are still to come, after the share `place` of them.
    Campaign {
        left: u32,
        place: f64,
    },
    /// Nobody comes by themselves.
    Nobody,
}

impl ArrivalStream {
    /// The clients of `flow` in one replication.
    pub fn new(plan: Arc<Plan>, flow: FlowId, replication: u32) -> Self {
        let root = Key::root(plan.run.seed).child(u64::from(replication));
        let key = root.child(plan.flows[flow.index()].key);
        let unit = Law::exponential(1.0).expect("one second is a mean");
        let step = match &plan.flows[flow.index()].arrivals {
            Arrivals::Varying(varying) => Step::Varying(Box::new(Pace::new(varying, root, key))),
            arrivals => step_at(arrivals, Time::ZERO),
        };
        let horizon = Time::ZERO + plan.run.horizon;
        let topic = plan.flows[flow.index()].topics.only().copied();
        let coming = Arrival {
            at: Time::NEVER,
            session: SessionId::new(flow, 0),
            client: Client::new(key, 0),
            topic: topic.unwrap_or(TopicId(0)),
        };
        let mut stream =
            Self { plan, flow, key, next: 0, now: Time::ZERO, step, unit, horizon, coming, topic };
        stream.advance();
        stream
    }

    /// The place of the flow's clients in the tree of random streams.
    pub(super) fn key(&self) -> Key {
        self.key
    }

    /// The next client; one who comes at [`Time::NEVER`] does not come.
    #[inline]
    pub fn coming(&self) -> Arrival {
        self.coming
    }

    /// The one after that comes next, if before the horizon.
    #[inline]
    pub fn advance(&mut self) {
        let client = Client::new(self.key, self.next);
        let Some(at) = self.instant(client).filter(|at| *at < self.horizon) else {
            self.coming.at = Time::NEVER;
            return;
        };
        let session = SessionId::new(self.flow, self.next);
        let topic =
            self.topic.unwrap_or_else(|| client.topic(&self.plan.flows[self.flow.index()].topics));
        self.next += 1;
        self.now = at;
        self.coming = Arrival { at, session, client, topic };
    }

    #[inline]
    fn instant(&mut self, client: Client) -> Option<Time> {
        if let Step::Rate { per_second, gap, until } = self.step {
            let owed = client.gap(&self.unit);
            // To multiply is faster than to divide.
            let at = self.now + Span::whole(owed.as_micros_f64() * gap + 0.5);
            // Nearly always the rate has not changed by then.
            let sure = per_second > 0.0 && at < until;
            return if sure { Some(at) } else { self.poisson(owed.as_secs_f64()) };
        }
        self.other_instant(client)
    }

    fn other_instant(&mut self, client: Client) -> Option<Time> {
        match &mut self.step {
            Step::Rate { .. } => None,
            Step::Count { .. } => self.counted(client.moment()),
            Step::Replay => match &self.plan.flows[self.flow.index()].arrivals {
                Arrivals::Replay(instants) => {
                    instants.get(usize::try_from(self.next).ok()?).copied()
                }
                _ => None,
            },
            Step::Varying(pace) => match &self.plan.flows[self.flow.index()].arrivals {
                Arrivals::Varying(varying) => {
                    let owed = client.gap(&self.unit).as_secs_f64();
                    pace.next(varying, self.now, owed, self.horizon)
                }
                _ => None,
            },
            Step::Campaign { left, place } => match &self.plan.flows[self.flow.index()].arrivals {
                Arrivals::Campaign(campaign) if *left > 0 => {
                    let gap = least_of(client.moment(), *left);
                    *place += (1.0 - *place) * gap;
                    *left -= 1;
                    let share = campaign.spread.place(*place);
                    Some(campaign.at + within(share, campaign.over))
                }
                _ => None,
            },
            Step::Nobody => None,
        }
    }

    /// Time change: the process of rate r(t) comes when ∫r has grown by a unit exponential.
    fn poisson(&mut self, mut owed: f64) -> Option<Time> {
        let mut now = self.now;
        loop {
            let Step::Rate { per_second, until, .. } = self.step else {
                return None;
            };
            let alone = if per_second > 0.0 {
                now + Span::from_secs_f64(owed / per_second)
            } else {
                Time::NEVER
            };
            if alone < until {
                return Some(alone);
            }
            if until == Time::NEVER {
                return None;
            }
            owed -= per_second * until.since(now).as_secs_f64();
            owed = owed.max(0.0);
            now = until;
            if now >= self.horizon {
                return None;
            }
            self.step = step_at(&self.plan.flows[self.flow.index()].arrivals, now);
        }
    }

    /// The next of `left` independent uniform instants in what remains of the interval: the
    /// smallest of m uniforms is 1 − (1 − u)^(1/m).
    fn counted(&mut self, uniform: f64) -> Option<Time> {
        let Arrivals::Counts(counts) = &self.plan.flows[self.flow.index()].arrivals else {
            return None;
        };
        let Step::Count { interval, left, place } = &mut self.step else {
            return None;
        };
        while *left == 0 {
            *interval += 1;
            *place = 0.0;
            *left = counts.get(*interval)?;
            if counts.length.0.checked_mul(*interval as u64)? >= self.plan.run.horizon.0 {
                return None;
            }
        }
        *place += (1.0 - *place) * least_of(uniform, *left);
        *left -= 1;
        let from = Time(counts.length.0 * *interval as u64);
        Some(from + within(*place, counts.length))
    }
}

/// The smallest of m independent uniforms, from one.
fn least_of(uniform: f64, m: u32) -> f64 {
    1.0 - (1.0 - uniform).powf(1.0 / f64::from(m))
}

/// A share of a length. Rounding must not carry anybody over its end.
fn within(share: f64, length: Span) -> Span {
    Span::from_secs_f64(share * length.as_secs_f64()).min(length.saturating_sub(Span(1)))
}

fn step_at(arrivals: &Arrivals, now: Time) -> Step {
    match arrivals {
        Arrivals::Poisson(rate) => {
            let per_second = rate.at(now);
            let until = rate.next_change(now).map_or(Time::NEVER, |(at, _)| at);
            Step::Rate { per_second, gap: 1.0 / per_second, until }
        }
        Arrivals::Counts(counts) => {
            Step::Count { interval: 0, left: counts.get(0).unwrap_or(0), place: 0.0 }
        }
        Arrivals::Replay(_) => Step::Replay,
        Arrivals::Campaign(campaign) => Step::Campaign { left: campaign.clients, place: 0.0 },
        Arrivals::Varying(_) | Arrivals::Population(_) => Step::Nobody,
    }
}
