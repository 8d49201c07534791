//! All arrivals of one replication: clients who come once, and clients who come again.
//!
//! It learns how each session ended and knows which client writes again, and when. Whether that
//! happens depends on the desk; what a client does next time does not: chances and delays are pure
//! functions of the client and of the number of sessions before.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::client::ClientDecision;
use super::contact_history::{ContactHistory, Ending, SpamSender};
use super::{Arrival, ArrivalStream, Client};
use crate::base::{FlowId, SessionId, Span, Time, TopicId};
use crate::plan::{Arrivals, BegunBy, Flow, FlowBehaviour, Outage, Plan, ReturnMode};

/// The arrivals of all flows together.
#[derive(Debug)]
pub struct ArrivalProcess {
    plan: Arc<Plan>,
    horizon: Time,
    sources: Vec<FlowSource>,
    /// When the first client of each flow arrives.
    next_by_flow: BinaryHeap<Reverse<(Time, FlowId)>>,
    scheduled: BinaryHeap<Reverse<ScheduledArrival>>,
    /// The number of sessions of each population so far.
    population_sessions: Vec<u64>,
    /// Until when each sender of spam is on the blocklist of each live chat.
    blocked_until: Vec<Vec<Time>>,
    needs_endings: bool,
    /// Set from outside to give up.
    stop: Arc<AtomicBool>,
}

/// Clients of one flow who write for the first time.
#[derive(Debug)]
struct FlowSource {
    stream: ArrivalStream,
    /// Whether these clients only come once, with nothing else to look at.
    is_simple: bool,
}

/// An arrival that is scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ScheduledArrival {
    at: Time,
    flow: FlowId,
    /// The same topic as before; `None`: drawn anew.
    topic: Option<TopicId>,
    history: ContactHistory,
}

impl ScheduledArrival {
    /// A tie is broken by properties of the arrival, not by when it was scheduled.
    fn sort_key(&self) -> (Time, Time, FlowId, u32, u32) {
        (
            self.at,
            self.history.written_at,
            self.flow,
            self.history.client_number,
            self.history.earlier_sessions,
        )
    }
}

impl PartialOrd for ScheduledArrival {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ScheduledArrival {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

/// What becomes of a message on its way to the desk.
enum Delivery {
    Delivered,
    Delayed(Time),
    Lost,
}

impl ArrivalProcess {
    /// The arrivals of one replication. Once `stop` is set they may end too early.
    pub fn new(plan: &Arc<Plan>, replication: u32, stop: &Arc<AtomicBool>) -> Self {
        let sources = plan.flows.iter().enumerate().map(|(i, flow)| FlowSource {
            stream: ArrivalStream::new(Arc::clone(plan), FlowId::from(i), replication, stop),
            is_simple: flow.behaviour.is_none(),
        });
        let needs_endings = |flow: &Flow| {
            flow.behaviour.is_some() || matches!(flow.arrivals, Arrivals::Population(_))
        };
        let mut process = Self {
            plan: Arc::clone(plan),
            horizon: Time::ZERO + plan.run.horizon,
            sources: sources.collect(),
            next_by_flow: BinaryHeap::new(),
            scheduled: BinaryHeap::new(),
            population_sessions: vec![0; plan.flows.len()],
            blocked_until: vec![Vec::new(); plan.live_chats.len()],
            needs_endings: plan.flows.iter().any(needs_endings),
            stop: Arc::clone(stop),
        };
        for flow in 0..plan.flows.len() {
            process.initialize_flow(FlowId::from(flow));
            process.delay_undelivered(FlowId::from(flow));
            let at = process.sources[flow].stream.next_arrival().at;
            if at < Time::NEVER {
                process.next_by_flow.push(Reverse((at, FlowId::from(flow))));
            }
        }
        process
    }

    /// How many clients are to write again.
    pub fn scheduled_count(&self) -> u64 {
        self.scheduled.len() as u64
    }

    /// How much memory they take.
    pub fn bytes(&self) -> u64 {
        (self.scheduled.capacity() * size_of::<ScheduledArrival>()) as u64
    }

    /// Whether the process needs to know how sessions end.
    pub fn needs_endings(&self) -> bool {
        self.needs_endings
    }

    /// When the next session arrives; [`Time::NEVER`] if none is scheduled.
    #[inline]
    pub fn next_at(&self) -> Time {
        let first = self.next_by_flow.peek().map_or(Time::NEVER, |Reverse((at, _))| *at);
        match self.scheduled.peek() {
            None => first,
            Some(Reverse(scheduled)) => first.min(scheduled.at),
        }
    }

    /// The next arrival, and what it brings beyond a first message. At the same instant clients who
    /// write for the first time go first.
    #[inline]
    pub fn next_arrival(&mut self) -> Option<(Arrival, Option<Box<ContactHistory>>)> {
        let first = self.next_by_flow.peek().map(|Reverse((at, _))| *at);
        if let Some(Reverse(scheduled)) = self.scheduled.peek()
            && first.is_none_or(|first| scheduled.at < first)
        {
            return self.next_scheduled();
        }
        let Reverse((_, flow)) = *self.next_by_flow.peek()?;
        let source = &mut self.sources[flow.index()];
        let (arrival, is_simple) = (source.stream.next_arrival(), source.is_simple);
        source.stream.advance();
        if !is_simple {
            self.delay_undelivered(flow);
        }
        let following = self.sources[flow.index()].stream.next_arrival().at;
        if let Some(mut top) = self.next_by_flow.peek_mut() {
            if following < Time::NEVER {
                top.0.0 = following;
            } else {
                PeekMut::pop(top);
            }
        }
        if is_simple { Some((arrival, None)) } else { Some(self.first_contact(arrival)) }
    }

    /// Records the end of a session. Returns whether its client, who was not served, tries again.
    pub fn note_ending(
        &mut self,
        now: Time,
        session: SessionId,
        topic: TopicId,
        history: Option<&ContactHistory>,
        ending: Ending,
    ) -> bool {
        let flow = session.flow();
        // Without a history this was a client's first session; its number is below 2^30, like all
        // of streams.
        let previous = history
            .copied()
            .unwrap_or_else(|| ContactHistory::first_contact(session.ordinal() as u32, now));
        if let Some(sender) = previous.spam_sender {
            self.record_spam_mark(now, flow, sender, previous.client_number, ending);
            return false;
        }
        let plan = Arc::clone(&self.plan);
        let flow_plan = &plan.flows[flow.index()];
        let client = self.client(flow, previous.client_number);
        let known = flow_plan.behaviour.as_ref().is_none_or(|habits| !habits.anonymous);
        let mut next = previous.next_contact(now);
        next.is_returning = known;
        if let Ending::Closed(operator) = ending {
            next.last_operator = known.then_some(operator);
        }
        if let Some(behaviour) = &flow_plan.behaviour {
            if let Some((delay, from_opening)) = retry_delay(behaviour, client, &previous, ending) {
                next.failed_attempts = previous.failed_attempts + 1;
                let opens =
                    plan.live_chats[flow_plan.live_chat.index()].opening_hours.next_change(now);
                let from = match opens {
                    Some((opens, true)) if from_opening => opens,
                    _ => now,
                };
                return self.schedule_return(flow, from + delay, Some(topic), next);
            }
            if let Some((delay, reopens)) = return_delay(behaviour, client, &previous, ending) {
                next.reopen = reopens;
                self.schedule_return(flow, now + delay, Some(topic), next);
                return false;
            }
        }
        if let Arrivals::Population(population) = &flow_plan.arrivals {
            let think = client.decision_delay(
                ClientDecision::Write,
                next.earlier_sessions,
                &population.think,
            );
            let at = population.end_of_thinking(now, think, self.horizon);
            self.schedule_return(flow, at, None, next);
        }
        false
    }

    fn client(&self, flow: FlowId, number: u32) -> Client {
        Client::new(self.sources[flow.index()].stream.key(), u64::from(number))
    }

    /// Members of a population begin their time between sessions, and a live chat has its
    /// blocklist.
    fn initialize_flow(&mut self, flow: FlowId) {
        let plan = Arc::clone(&self.plan);
        let flow_plan = &plan.flows[flow.index()];
        if let Arrivals::Population(population) = &flow_plan.arrivals {
            for number in 0..population.members {
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                let think = self.client(flow, number).decision_delay(
                    ClientDecision::Write,
                    0,
                    &population.think,
                );
                let at = population.end_of_thinking(Time::ZERO, think, self.horizon);
                self.schedule_return(flow, at, None, self.first_history(flow, number, at));
            }
        }
        if let Some(spam) = flow_plan.behaviour.as_ref().and_then(|habits| habits.spam) {
            let until =
                |sender| if sender < spam.blocked_senders { Time::NEVER } else { Time::ZERO };
            self.blocked_until[flow_plan.live_chat.index()] =
                (0..spam.sender_count).map(until).collect();
        }
    }

    /// While the channel is down for the flow's next client, that client's message is delayed.
    fn delay_undelivered(&mut self, flow: FlowId) {
        let plan = Arc::clone(&self.plan);
        let Some(behaviour) = plan.flows[flow.index()].behaviour.as_deref() else { return };
        while !self.stop.load(Ordering::Relaxed) {
            let Arrival { at, session, topic, .. } =
                self.sources[flow.index()].stream.next_arrival();
            let Delivery::Delayed(until) = delivery_at(&behaviour.outages, at) else { return };
            let history = self.first_history(flow, session.ordinal() as u32, at);
            self.schedule(ScheduledArrival { at: until, flow, topic: Some(topic), history });
            self.sources[flow.index()].stream.advance();
        }
    }

    /// Schedules a message, if its instant is before the end. Returns whether it is.
    fn schedule_return(
        &mut self,
        flow: FlowId,
        at: Time,
        topic: Option<TopicId>,
        mut history: ContactHistory,
    ) -> bool {
        let is_population =
            matches!(self.plan.flows[flow.index()].arrivals, Arrivals::Population(_));
        if !is_population && history.earlier_sessions >= SessionId::MAX_SESSIONS_PER_CLIENT {
            return false;
        }
        history.written_at = at;
        let behaviour = self.plan.flows[flow.index()].behaviour.as_deref();
        let at = match behaviour.map(|habits| delivery_at(&habits.outages, at)) {
            Some(Delivery::Delayed(until)) => until,
            Some(Delivery::Lost) => {
                history.is_delivered = false;
                at
            }
            _ => at,
        };
        self.schedule(ScheduledArrival { at, flow, topic, history });
        true
    }

    fn schedule(&mut self, arrival: ScheduledArrival) {
        if arrival.at < self.horizon {
            self.scheduled.push(Reverse(arrival));
        }
    }

    /// What is known of a client who writes for the first time in the run.
    fn first_history(&self, flow: FlowId, client_number: u32, at: Time) -> ContactHistory {
        let behaviour = self.plan.flows[flow.index()].behaviour.as_deref();
        let is_returning = behaviour.is_some_and(|habits| habits.known_before);
        ContactHistory { is_returning, ..ContactHistory::first_contact(client_number, at) }
    }

    /// A first message in a flow whose clients may do more than come once.
    fn first_contact(&self, mut arrival: Arrival) -> (Arrival, Option<Box<ContactHistory>>) {
        let flow = arrival.session.flow();
        let flow_plan = &self.plan.flows[flow.index()];
        let number = arrival.session.ordinal() as u32;
        let mut history = self.first_history(flow, number, arrival.at);
        if let Some(behaviour) = &flow_plan.behaviour {
            history.is_delivered =
                !matches!(delivery_at(&behaviour.outages, arrival.at), Delivery::Lost);
            history.spam_sender = self.sender(flow, arrival.at, history.client_number);
            if let (Some(spam), Some(SpamSender { is_mistaken: false, .. })) =
                (behaviour.spam, history.spam_sender)
            {
                arrival.topic = spam.topic;
            }
        }
        let has_history =
            history.spam_sender.is_some() || !history.is_delivered || history.is_returning;
        (arrival, has_history.then(|| Box::new(history)))
    }

    /// The sender of this message, if it is spam or the desk takes it for spam. If a sender is on
    /// both lists, the whitelist wins (rulebook E-B1).
    fn sender(&self, flow: FlowId, at: Time, number: u32) -> Option<SpamSender> {
        let flow_plan = &self.plan.flows[flow.index()];
        let spam = flow_plan.behaviour.as_ref()?.spam?;
        let client = self.client(flow, number);
        if client.decision_uniform(ClientDecision::SendSpam, 0) >= spam.share {
            let is_mistaken = spam.mistaken_share > 0.0
                && flow_plan.begun_by == BegunBy::Clients
                && client.decision_uniform(ClientDecision::MistakenBlock, 0) < spam.mistaken_share;
            return is_mistaken.then_some(SpamSender { number, is_blocked: true, is_mistaken });
        }
        let place =
            client.decision_uniform(ClientDecision::PickSender, 0) * f64::from(spam.sender_count);
        let number = (place as u32).min(spam.sender_count - 1);
        let until = self.blocked_until[flow_plan.live_chat.index()][number as usize];
        let is_blocked = at < until && number >= spam.whitelisted_senders;
        Some(SpamSender { number, is_blocked, is_mistaken: false })
    }

    /// An operator has marked spam: its sender may come onto the blocklist. Sessions that are at
    /// the desk already stay (rulebook E-B3).
    fn record_spam_mark(
        &mut self,
        now: Time,
        flow: FlowId,
        sender: SpamSender,
        number: u32,
        ending: Ending,
    ) {
        let flow_plan = &self.plan.flows[flow.index()];
        let Some(spam) = flow_plan.behaviour.as_ref().and_then(|habits| habits.spam) else {
            return;
        };
        let client = self.client(flow, number);
        if matches!(ending, Ending::Closed(_))
            && client.decision_uniform(ClientDecision::AddToBlocklist, 0) < spam.blocklist_chance
        {
            let until = spam.blocklist_duration.map_or(Time::NEVER, |length| now + length);
            let blocked_until =
                &mut self.blocked_until[flow_plan.live_chat.index()][sender.number as usize];
            *blocked_until = until.max(*blocked_until);
        }
    }

    fn next_scheduled(&mut self) -> Option<(Arrival, Option<Box<ContactHistory>>)> {
        let Reverse(ScheduledArrival { at, flow, topic, mut history }) = self.scheduled.pop()?;
        let flow_plan = &self.plan.flows[flow.index()];
        let client =
            self.client(flow, history.client_number).after_sessions(history.earlier_sessions);
        let session = match flow_plan.arrivals {
            Arrivals::Population(_) => {
                let number = self.population_sessions[flow.index()];
                self.population_sessions[flow.index()] += 1;
                SessionId::new(flow, number)
            }
            _ => SessionId::of_returning_client(
                flow,
                history.client_number,
                history.earlier_sessions,
            ),
        };
        let mut topic = topic.unwrap_or_else(|| client.topic(&flow_plan.topics));
        // A first message that the channel delayed.
        if history.earlier_sessions == 0 && !matches!(flow_plan.arrivals, Arrivals::Population(_)) {
            history.spam_sender = self.sender(flow, at, history.client_number);
            let spam = flow_plan.behaviour.as_ref().and_then(|habits| habits.spam);
            if let (Some(spam), Some(SpamSender { is_mistaken: false, .. })) =
                (spam, history.spam_sender)
            {
                topic = spam.topic;
            }
        }
        Some((Arrival { at, session, client, topic }, Some(Box::new(history))))
    }
}

/// The delay of a client's next message, and whether it counts from the opening.
fn retry_delay(
    behaviour: &FlowBehaviour,
    client: Client,
    previous: &ContactHistory,
    ending: Ending,
) -> Option<(Span, bool)> {
    let retrial = behaviour.retrial.as_ref()?;
    let applies = match ending {
        Ending::Abandoned => retrial.after_abandonment,
        Ending::FlowedOut => retrial.after_flow_out,
        Ending::Refused | Ending::RefusedClosed => retrial.after_refusal,
        Ending::Closed(_) | Ending::ClosedByBot | Ending::Other => false,
    };
    let again = applies
        && previous.failed_attempts < retrial.max_attempts
        && client.decision_uniform(ClientDecision::TryAgain, previous.earlier_sessions)
            < retrial.chance;
    let from_opening = retrial.from_opening && ending == Ending::RefusedClosed;
    again.then(|| {
        (
            client.decision_delay(
                ClientDecision::TryAgain,
                previous.earlier_sessions,
                &retrial.delay,
            ),
            from_opening,
        )
    })
}

fn return_delay(
    behaviour: &FlowBehaviour,
    client: Client,
    previous: &ContactHistory,
    ending: Ending,
) -> Option<(Span, Option<ReturnMode>)> {
    let returns = behaviour.repeat_contact.as_ref()?;
    let closed = match ending {
        Ending::Closed(_) => true,
        Ending::ClosedByBot => returns.after_bot,
        _ => false,
    };
    let again = closed
        && client.decision_uniform(ClientDecision::ReturnLater, previous.earlier_sessions)
            < returns.chance;
    if !again {
        return None;
    }
    let delay = client.decision_delay(
        ClientDecision::ReturnLater,
        previous.earlier_sessions,
        &returns.delay,
    );
    let soon = returns.within.is_none_or(|within| delay <= within);
    let reopens = soon && !behaviour.anonymous && returns.mode != ReturnMode::NewSession;
    Some((delay, reopens.then_some(returns.mode)))
}

/// What becomes of a message that is written at `at`.
fn delivery_at(outages: &[Outage], at: Time) -> Delivery {
    let next = outages.partition_point(|outage| outage.to <= at);
    match outages.get(next) {
        Some(outage) if outage.from <= at => match outage.replay_window {
            Some(back) if outage.to.since(at) <= back => Delivery::Delayed(outage.to),
            _ => Delivery::Lost,
        },
        _ => Delivery::Delivered,
    }
}
