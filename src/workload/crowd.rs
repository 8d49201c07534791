//! Everybody who comes in one replication: those who come once, and those who come again.
//!
//! Told how each session ended, it knows who writes again and when. That depends on the desk; what
//! a client does next time does not: chances and delays are pure functions of the client and of how
//! many sessions there were before.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use super::client::Wish;
use super::visit::{Ending, Sender, Visit};
use super::{Arrival, ArrivalStream, Client};
use crate::base::{FlowId, SessionId, Span, Time, TopicId};
use crate::plan::{Arrivals, BegunBy, Flow, Habits, OnReturn, Outage, Plan};

/// Everybody who comes.
#[derive(Debug)]
pub struct Crowd {
    plan: Arc<Plan>,
    horizon: Time,
    sources: Vec<Source>,
    /// When the first of each flow comes.
    next: BinaryHeap<Reverse<(Time, FlowId)>>,
    later: BinaryHeap<Reverse<Later>>,
    /// How many sessions of each population there were.
    numbers: Vec<u64>,
    /// Until when each sender of spam is on the blocklist of each live chat.
    blocked: Vec<Vec<Time>>,
    heeds: bool,
}

/// Those of one flow who come for the first time.
#[derive(Debug)]
struct Source {
    stream: ArrivalStream,
    /// Nothing more can be the matter with them.
    plain: bool,
}

/// Somebody who is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Later {
    at: Time,
    flow: FlowId,
    /// The same as before; `None`: drawn anew.
    topic: Option<TopicId>,
    visit: Visit,
}

impl Later {
    /// By what it is fixed, not by when somebody thought of it.
    fn turn(&self) -> (Time, Time, FlowId, u32, u32) {
        (self.at, self.visit.written, self.flow, self.visit.number, self.visit.before)
    }
}

impl PartialOrd for Later {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Later {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.turn().cmp(&other.turn())
    }
}

/// What becomes of a message on its way.
enum Way {
    Arrives,
    Waits(Time),
    IsLost,
}

impl Crowd {
    /// Everybody of one replication.
    pub fn new(plan: &Arc<Plan>, replication: u32) -> Self {
        let sources = plan.flows.iter().enumerate().map(|(i, flow)| Source {
            stream: ArrivalStream::new(Arc::clone(plan), FlowId::from(i), replication),
            plain: flow.habits.is_none(),
        });
        let heeds =
            |flow: &Flow| flow.habits.is_some() || matches!(flow.arrivals, Arrivals::Population(_));
        let mut crowd = Self {
            plan: Arc::clone(plan),
            horizon: Time::ZERO + plan.run.horizon,
            sources: sources.collect(),
            next: BinaryHeap::new(),
            later: BinaryHeap::new(),
            numbers: vec![0; plan.flows.len()],
            blocked: vec![Vec::new(); plan.live_chats.len()],
            heeds: plan.flows.iter().any(heeds),
        };
        for flow in 0..plan.flows.len() {
            crowd.gather(FlowId::from(flow));
            crowd.hold_back(FlowId::from(flow));
            let at = crowd.sources[flow].stream.coming().at;
            if at < Time::NEVER {
                crowd.next.push(Reverse((at, FlowId::from(flow))));
            }
        }
        crowd
    }

    /// It matters how sessions end.
    pub fn heeds(&self) -> bool {
        self.heeds
    }

    /// When the next comes; [`Time::NEVER`] when nobody is on the way.
    #[inline]
    pub fn next_at(&self) -> Time {
        let first = self.next.peek().map_or(Time::NEVER, |Reverse((at, _))| *at);
        match self.later.peek() {
            None => first,
            Some(Reverse(later)) => first.min(later.at),
        }
    }

    /// The next who comes, and what that one brings that is more than a first message. At the same
    /// instant those who write for the first time go before.
    #[inline]
    pub fn next_arrival(&mut self) -> Option<(Arrival, Option<Box<Visit>>)> {
        let first = self.next.peek().map(|Reverse((at, _))| *at);
        if let Some(Reverse(later)) = self.later.peek()
            && first.is_none_or(|first| later.at < first)
        {
            return self.come_again();
        }
        let Reverse((_, flow)) = *self.next.peek()?;
        let source = &mut self.sources[flow.index()];
        let (arrival, plain) = (source.stream.coming(), source.plain);
        source.stream.advance();
        if !plain {
            self.hold_back(flow);
        }
        let following = self.sources[flow.index()].stream.coming().at;
        if let Some(mut top) = self.next.peek_mut() {
            if following < Time::NEVER {
                top.0.0 = following;
            } else {
                PeekMut::pop(top);
            }
        }
        if plain { Some((arrival, None)) } else { Some(self.first(arrival)) }
    }

    /// A session ended. Says whether its client, whom nobody answered, tries again.
    pub fn ended(
        &mut self,
        now: Time,
        (session, topic): (SessionId, TopicId),
        visit: Option<&Visit>,
        ending: Ending,
    ) -> bool {
        let flow = session.flow();
        // Without a visit it was a client's first; below 2^30, as those of streams are.
        let was = visit.copied().unwrap_or_else(|| Visit::first(session.ordinal() as u32, now));
        if let Some(sender) = was.spam {
            self.marked(now, flow, (sender, was.number), ending);
            return false;
        }
        let plan = Arc::clone(&self.plan);
        let source = &plan.flows[flow.index()];
        let client = self.client(flow, was.number);
        let known = source.habits.as_ref().is_none_or(|habits| !habits.anonymous);
        let mut next = was.next(now);
        next.returning = known;
        if let Ending::Closed(operator) = ending {
            next.last_operator = known.then_some(operator);
        }
        if let Some(habits) = &source.habits {
            if let Some((delay, from_opening)) = tries_again(habits, client, &was, ending) {
                next.attempt = was.attempt + 1;
                let opens = plan.live_chats[source.live_chat.index()].open.next_change(now);
                let from = match opens {
                    Some((opens, true)) if from_opening => opens,
                    _ => now,
                };
                return self.come_later(flow, from + delay, Some(topic), next);
            }
            if let Some((delay, reopens)) = returns(habits, client, &was, ending) {
                next.reopens = reopens;
                self.come_later(flow, now + delay, Some(topic), next);
                return false;
            }
        }
        if let Arrivals::Population(population) = &source.arrivals {
            let think = client.delay(Wish::Write, next.before, &population.think);
            let at = population.thought(now, think, self.horizon);
            self.come_later(flow, at, None, next);
        }
        false
    }

    fn client(&self, flow: FlowId, number: u32) -> Client {
        Client::new(self.sources[flow.index()].stream.key(), u64::from(number))
    }

    /// A population begins to think, and a live chat has its blocklist.
    fn gather(&mut self, flow: FlowId) {
        let plan = Arc::clone(&self.plan);
        let source = &plan.flows[flow.index()];
        if let Arrivals::Population(population) = &source.arrivals {
            for number in 0..population.members {
                let think = self.client(flow, number).delay(Wish::Write, 0, &population.think);
                let at = population.thought(Time::ZERO, think, self.horizon);
                self.come_later(flow, at, None, Visit::first(number, at));
            }
        }
        if let Some(spam) = source.habits.as_ref().and_then(|habits| habits.spam) {
            let until = |sender| if sender < spam.blocked { Time::NEVER } else { Time::ZERO };
            self.blocked[source.live_chat.index()] = (0..spam.senders).map(until).collect();
        }
    }

    /// As long as the next of a flow finds the channel down, that one comes later.
    fn hold_back(&mut self, flow: FlowId) {
        let plan = Arc::clone(&self.plan);
        let Some(habits) = plan.flows[flow.index()].habits.as_deref() else { return };
        loop {
            let Arrival { at, session, topic, .. } = self.sources[flow.index()].stream.coming();
            let Way::Waits(until) = way(&habits.outages, at) else { return };
            let visit = Visit::first(session.ordinal() as u32, at);
            self.enter(Later { at: until, flow, topic: Some(topic), visit });
            self.sources[flow.index()].stream.advance();
        }
    }

    /// Somebody will write at an instant, if that is before the end. Says whether.
    fn come_later(
        &mut self,
        flow: FlowId,
        at: Time,
        topic: Option<TopicId>,
        mut visit: Visit,
    ) -> bool {
        let numbered = matches!(self.plan.flows[flow.index()].arrivals, Arrivals::Population(_));
        if !numbered && visit.before >= SessionId::MOST_VISITS {
            return false;
        }
        visit.written = at;
        let habits = self.plan.flows[flow.index()].habits.as_deref();
        let at = match habits.map(|habits| way(&habits.outages, at)) {
            Some(Way::Waits(until)) => until,
            Some(Way::IsLost) => {
                visit.reaches = false;
                at
            }
            _ => at,
        };
        self.enter(Later { at, flow, topic, visit });
        true
    }

    fn enter(&mut self, later: Later) {
        if later.at < self.horizon {
            self.later.push(Reverse(later));
        }
    }

    /// A first message in a flow where more can be the matter than that.
    fn first(&self, mut arrival: Arrival) -> (Arrival, Option<Box<Visit>>) {
        let flow = arrival.session.flow();
        let source = &self.plan.flows[flow.index()];
        let mut visit = Visit::first(arrival.session.ordinal() as u32, arrival.at);
        if let Some(habits) = &source.habits {
            visit.reaches = !matches!(way(&habits.outages, arrival.at), Way::IsLost);
            visit.spam = self.sender(flow, arrival.at, visit.number);
            if let (Some(spam), Some(Sender { mistaken: false, .. })) = (habits.spam, visit.spam) {
                arrival.topic = spam.topic;
            }
        }
        let is_more = visit.spam.is_some() || !visit.reaches;
        (arrival, is_more.then(|| Box::new(visit)))
    }

    /// Who sends this, if it is spam or the desk takes it for that. Of several entries about one
    /// sender the white beats the black (rulebook E-B1).
    fn sender(&self, flow: FlowId, at: Time, number: u32) -> Option<Sender> {
        let source = &self.plan.flows[flow.index()];
        let spam = source.habits.as_ref()?.spam?;
        let client = self.client(flow, number);
        if client.chance(Wish::Spam, 0) >= spam.share {
            let mistaken = spam.mistaken > 0.0
                && source.begun_by == BegunBy::Clients
                && client.chance(Wish::Mistaken, 0) < spam.mistaken;
            return mistaken.then_some(Sender { number, blocked: true, mistaken });
        }
        let place = client.chance(Wish::Sender, 0) * f64::from(spam.senders);
        let number = (place as u32).min(spam.senders - 1);
        let until = self.blocked[source.live_chat.index()][number as usize];
        let blocked = at < until && number >= spam.whitelisted;
        Some(Sender { number, blocked, mistaken: false })
    }

    /// An operator was done with spam: its sender may come onto the blocklist. Sessions that are
    /// there already stay (rulebook E-B3).
    fn marked(&mut self, now: Time, flow: FlowId, (sender, number): (Sender, u32), ending: Ending) {
        let source = &self.plan.flows[flow.index()];
        let Some(spam) = source.habits.as_ref().and_then(|habits| habits.spam) else {
            return;
        };
        let client = self.client(flow, number);
        if matches!(ending, Ending::Closed(_)) && client.chance(Wish::List, 0) < spam.listed {
            let until = spam.listed_for.map_or(Time::NEVER, |length| now + length);
            let known = &mut self.blocked[source.live_chat.index()][sender.number as usize];
            *known = until.max(*known);
        }
    }

    fn come_again(&mut self) -> Option<(Arrival, Option<Box<Visit>>)> {
        let Reverse(Later { at, flow, topic, mut visit }) = self.later.pop()?;
        let source = &self.plan.flows[flow.index()];
        let client = self.client(flow, visit.number).again(visit.before);
        let session = match source.arrivals {
            Arrivals::Population(_) => {
                let number = self.numbers[flow.index()];
                self.numbers[flow.index()] += 1;
                SessionId::new(flow, number)
            }
            _ => SessionId::again(flow, visit.number, visit.before),
        };
        let mut topic = topic.unwrap_or_else(|| client.topic(&source.topics));
        // A first message that the channel held back.
        if visit.before == 0 && !matches!(source.arrivals, Arrivals::Population(_)) {
            visit.spam = self.sender(flow, at, visit.number);
            let spam = source.habits.as_ref().and_then(|habits| habits.spam);
            if let (Some(spam), Some(Sender { mistaken: false, .. })) = (spam, visit.spam) {
                topic = spam.topic;
            }
        }
        Some((Arrival { at, session, client, topic }, Some(Box::new(visit))))
    }
}

/// After how long somebody tries again, and whether that counts from the opening.
fn tries_again(
    habits: &Habits,
    client: Client,
    was: &Visit,
    ending: Ending,
) -> Option<(Span, bool)> {
    let retrial = habits.retrial.as_ref()?;
    let after = match ending {
        Ending::Abandoned => retrial.after_abandonment,
        Ending::SentAway => retrial.after_flow_out,
        Ending::Refused | Ending::FoundClosed => retrial.after_refusal,
        Ending::Closed(_) | Ending::ClosedByBot | Ending::Otherwise => false,
    };
    let again = after
        && was.attempt < retrial.at_most
        && client.chance(Wish::TryAgain, was.before) < retrial.chance;
    let from_opening = retrial.from_opening && ending == Ending::FoundClosed;
    again.then(|| (client.delay(Wish::TryAgain, was.before, &retrial.delay), from_opening))
}

fn returns(
    habits: &Habits,
    client: Client,
    was: &Visit,
    ending: Ending,
) -> Option<(Span, Option<OnReturn>)> {
    let returns = habits.returns.as_ref()?;
    let closed = match ending {
        Ending::Closed(_) => true,
        Ending::ClosedByBot => returns.after_bot,
        _ => false,
    };
    let again = closed && client.chance(Wish::Return, was.before) < returns.chance;
    if !again {
        return None;
    }
    let delay = client.delay(Wish::Return, was.before, &returns.delay);
    let soon = returns.within.is_none_or(|within| delay <= within);
    let reopens = soon && !habits.anonymous && returns.how != OnReturn::NewSession;
    Some((delay, reopens.then_some(returns.how)))
}

/// What becomes of a message that is written at an instant.
fn way(outages: &[Outage], at: Time) -> Way {
    let next = outages.partition_point(|outage| outage.to <= at);
    match outages.get(next) {
        Some(outage) if outage.from <= at => match outage.replays {
            Some(back) if outage.to.since(at) <= back => Way::Waits(outage.to),
            _ => Way::IsLost,
        },
        _ => Way::Arrives,
    }
}
