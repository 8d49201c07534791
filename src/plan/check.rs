//! Checks that the parts of a plan fit together.

use std::fmt;

use super::{
    Arrivals, BreachAction, Edition, EndOfShift, FlowBehaviour, OverflowTarget, PlanParts, Queue,
    QueueOwner, RateShape, RoutingAction, SupervisorAction, Topic, TransferTarget, VaryingRate,
    WatchRule, WatchTrigger,
};
use crate::base::{GroupId, LiveChatId, OperatorId, Span};

/// Why parts do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError(String);

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlanError {}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), PlanError> {
    if holds { Ok(()) } else { Err(PlanError(what())) }
}

pub(super) fn check(parts: &PlanParts) -> Result<(), PlanError> {
    check_run(parts)?;
    check_people(parts)?;
    check_queues(parts)?;
    check_live_chats(parts)?;
    check_demand(parts)?;
    check_dialogues(parts)
}

fn check_dialogues(parts: &PlanParts) -> Result<(), PlanError> {
    let level = parts.topics.first().map(|topic| topic.dialogue.is_some());
    for topic in &parts.topics {
        let name = &topic.name;
        let alike = Some(topic.dialogue.is_some()) == level;
        ensure(alike, || format!("topic {name} is not at the level of the others"))?;
        let silent = topic.silent_abandonment.as_ref().is_some_and(|silence| silence.chance > 0.0);
        let can_notice = can_notice_silence(parts, topic);
        ensure(!silent || can_notice, || {
            format!("silent abandonments of {name} are never discovered")
        })?;
        let Some(dialogues) = &topic.dialogue else { continue };
        let at = dialogues.by_group.iter();
        let known = at.clone().all(|(group, _)| group.index() < parts.groups.len());
        ensure(known, || format!("topic {name} has dialogues with a group that does not exist"))?;
        let mut all = at.map(|(_, dialogue)| dialogue).chain([&dialogues.default]);
        let sound = all.all(|dialogue| dialogue.rounds.is_sound());
        ensure(sound, || format!("topic {name} has no rounds"))?;
    }
    Ok(())
}

fn can_notice_silence(parts: &PlanParts, topic: &Topic) -> bool {
    let chat = &parts.live_chats[topic.live_chat.index()];
    match (&topic.dialogue, &topic.silent_abandonment) {
        (Some(_), _) => chat.dialogue_policy.client_inactivity.close_after.is_some(),
        (None, Some(silence)) => silence.discovery_time.is_some(),
        (None, None) => true,
    }
}

fn check_run(parts: &PlanParts) -> Result<(), PlanError> {
    let run = &parts.run;
    ensure(run.horizon > Span::ZERO, || "the horizon is empty".into())?;
    ensure(run.horizon.0 <= u64::MAX / 4, || "the horizon is beyond measure".into())?;
    ensure(run.warm_up < run.horizon, || "the warm-up leaves nothing to measure".into())?;
    ensure(run.interval > Span::ZERO, || "the interval is empty".into())?;
    ensure(run.replications > 0, || "no replication is asked for".into())
}

fn check_people(parts: &PlanParts) -> Result<(), PlanError> {
    let capped = parts.groups.iter().all(|group| group.cap != Some(Some(0)));
    ensure(capped, || "a group's members may not have any session".into())?;
    let platform = parts.licensing.platform;
    let sound = platform.is_none_or(|platform| platform.is_sound(parts));
    ensure(sound, || "the platform has no such licenses".into())?;
    for operator in &parts.operators {
        let name = &operator.name;
        let groups = operator.groups.iter().all(|g| g.index() < parts.groups.len());
        let queues = operator.queues.iter().all(|q| q.index() < parts.queues.len());
        ensure(groups && queues, || format!("operator {name} serves what does not exist"))?;
        ensure(!operator.groups.is_empty(), || format!("operator {name} is in no group"))?;
        ensure(operator.limit != Some(0), || format!("operator {name} may not have any session"))?;
        ensure(operator.person.index() < parts.people.len(), || {
            format!("{name} is no user of the plan")
        })?;
        if let Some(attendance) = &operator.attendance {
            let is_pool_member = match attendance.end_of_shift {
                EndOfShift::FirstToFinish(group) => operator.groups.contains(&group),
                EndOfShift::FinishSessions | EndOfShift::Requeue => true,
            };
            let sound = attendance.is_sound() && is_pool_member;
            ensure(sound, || format!("operator {name} keeps no calendar like this"))?;
        }
    }
    for supervisor in &parts.supervisors {
        let name = &supervisor.name;
        let queues = supervisor.queues.iter().all(|q| q.index() < parts.live_chats.len());
        ensure(queues, || format!("supervisor {name} distributes what is no common queue"))?;
        let watched = |chat: &LiveChatId| {
            parts.live_chats.get(chat.index()).is_some_and(|chat| chat.watch.is_some())
        };
        let watches = supervisor.watched_live_chats.iter().all(watched);
        ensure(watches, || format!("supervisor {name} watches over nothing"))?;
        let supervised = supervisor.live_chats.iter().all(|id| id.index() < parts.live_chats.len());
        ensure(supervised, || format!("supervisor {name} supervises no live chat"))?;
        ensure(supervisor.person.index() < parts.people.len(), || {
            format!("{name} is no user of the plan")
        })?;
    }
    Ok(())
}

fn check_queues(parts: &PlanParts) -> Result<(), PlanError> {
    let expected = parts.live_chats.len() + parts.groups.len();
    ensure(parts.queues.len() == expected, || "there is not one queue for each owner".into())?;
    for (place, queue) in parts.queues.iter().enumerate() {
        let owned = match queue.owner {
            QueueOwner::LiveChat(id) => parts.live_chats.get(id.index()).map(|chat| chat.queue),
            QueueOwner::Group(id) => parts.groups.get(id.index()).map(|group| group.queue),
        };
        let in_order = match queue.owner {
            QueueOwner::LiveChat(id) => id.index() == place,
            QueueOwner::Group(id) => id.index() + parts.live_chats.len() == place,
        };
        let fits = in_order && owned.is_some_and(|id| id.index() == place);
        ensure(fits, || format!("queue {} and its owner disagree", queue.name))?;
        check_overflow(parts, queue)?;
    }
    Ok(())
}

/// Every overflow and fallback leads to a group with operators, and not in a circle.
fn check_overflow(parts: &PlanParts, queue: &Queue) -> Result<(), PlanError> {
    let Some(overflow) = &queue.overflow else {
        return Ok(());
    };
    let steps = overflow.steps.iter().filter_map(|step| match step.target {
        OverflowTarget::Group(group) => Some(group),
        _ => None,
    });
    let known = steps.chain(overflow.fallback).all(|group| group.index() < parts.groups.len());
    ensure(known, || format!("queue {} sends on to a group that does not exist", queue.name))?;
    let fallback = |group: GroupId| {
        let queue = parts.queues.get(parts.groups[group.index()].queue.index())?;
        queue.overflow.as_ref()?.fallback.filter(|to| to.index() < parts.groups.len())
    };
    let mut chain = overflow.fallback;
    for _ in 0..parts.groups.len() {
        chain = chain.and_then(fallback);
    }
    ensure(chain.is_none(), || format!("queue {} falls back in a circle", queue.name))
}

fn check_live_chats(parts: &PlanParts) -> Result<(), PlanError> {
    let group = |id: GroupId| id.index() < parts.groups.len();
    let operator = |id: OperatorId| id.index() < parts.operators.len();
    let action = |action: &RoutingAction| match action {
        RoutingAction::CommonQueue => true,
        RoutingAction::GroupQueue(id) | RoutingAction::LeastOccupied(id) => group(*id),
        RoutingAction::Operator(id) => operator(*id),
        RoutingAction::LastOperator | RoutingAction::Bot => true,
    };
    for chat in &parts.live_chats {
        let name = &chat.name;
        ensure(!chat.operator_groups.is_empty(), || format!("{name} has no groups of operators"))?;
        let known = chat.operator_groups.iter().all(|id| group(*id))
            && chat.rules.iter().all(|rule| action(&rule.action));
        ensure(known, || format!("live chat {name} names what does not exist"))?;
        let to_bot = chat.rules.iter().any(|rule| rule.action == RoutingAction::Bot);
        ensure(!to_bot || chat.bot.is_some(), || format!("live chat {name} has no bot"))?;
        let attached = chat.rules.iter().filter_map(|rule| rule.sla);
        let service = attached.into_iter().all(|sla| (sla as usize) < chat.slas.len())
            && chat.slas.iter().flat_map(|sla| &sla.goals).flatten().all(|promise| {
                match promise.on_breach {
                    BreachAction::Nothing | BreachAction::Notify => true,
                    BreachAction::AssignOperator(id, _) => operator(id),
                    BreachAction::MoveToGroup(id) | BreachAction::AssignLeastOccupied(id, ..) => {
                        group(id)
                    }
                }
            });
        ensure(service, || format!("a service level of {name} names what does not exist"))?;
        let default = chat.default_rules_from as usize <= chat.rules.len();
        ensure(default, || format!("live chat {name} has no default"))?;
        if let Some(bot) = &chat.bot {
            let chances = [bot.containment_chance, bot.silence_chance];
            let sound = chances.iter().all(|chance| *chance >= 0.0)
                && chances.iter().sum::<f64>() <= 1.0 + 1e-9
                && bot.hand_off.is_none_or(group);
            ensure(sound, || format!("the bot of live chat {name} is not sound"))?;
        }
        for then in chat.intake.actions() {
            let can_hand_on = action(&then)
                && matches!(then, RoutingAction::GroupQueue(_) | RoutingAction::LeastOccupied(_));
            ensure(can_hand_on, || format!("supervisors of {name} hand sessions nowhere"))?;
        }
        if let Some(watch) = &chat.watch {
            let to = watch.action.target_group();
            let known = to.is_none_or(group) && watch.queue.index() < parts.queues.len();
            let is_effective = known && is_watch_effective(parts, watch);
            let moves = match watch.trigger {
                WatchTrigger::Every(period) => period > Span::ZERO,
                WatchTrigger::Backlog { above, below } => below <= above,
            };
            let sound = is_effective && moves && watch.retry > Span::ZERO;
            ensure(sound, || format!("supervisors of {name} watch over nothing"))?;
        }
    }
    Ok(())
}

fn check_demand(parts: &PlanParts) -> Result<(), PlanError> {
    ensure(parts.flows.len() < 1 << 20, || "there are too many flows of arrivals".into())?;
    for flow in &parts.flows {
        let chat = parts.live_chats.get(flow.live_chat.index());
        let comes_in = chat.is_some_and(|chat| chat.channels.contains(&flow.channel));
        ensure(comes_in, || "a flow goes nowhere".into())?;
        let mut topics = flow.topics.shares().map(|(topic, _)| topic);
        let known = topics.all(|topic| topic.index() < parts.topics.len());
        ensure(known, || "a flow has a topic that does not exist".into())?;
        let sound = match &flow.arrivals {
            Arrivals::Poisson(rate) => {
                rate.steps().iter().all(|(_, rate)| rate.is_finite() && *rate >= 0.0)
            }
            Arrivals::Counts(counts) => {
                counts.length > Span::ZERO
                    && !counts.table.is_empty()
                    && counts.table.iter().all(|count| (0.0..=1e9).contains(count))
            }
            Arrivals::Replay(instants) => instants.is_sorted(),
            Arrivals::Varying(varying) => is_rate_sound(varying),
            Arrivals::Campaign(campaign) => campaign.duration > Span::ZERO,
            Arrivals::Population(population) => {
                population.members < 1 << 24 && population.think.mean() > 0.0
            }
        };
        ensure(sound, || "a flow's rates or instants are out of order".into())?;
        check_behaviour(parts, flow.behaviour.as_deref())?;
    }
    for topic in &parts.topics {
        let name = &topic.name;
        let known = topic.transfers.iter().all(|transfer| {
            let mut targets = transfer.targets();
            let to = targets.all(|to| match to {
                TransferTarget::Group(id) => id.index() < parts.groups.len(),
                TransferTarget::Operator(id) => id.index() < parts.operators.len(),
                TransferTarget::LiveChat(id) => id.index() < parts.live_chats.len(),
                TransferTarget::Bot => parts.live_chats[topic.live_chat.index()].bot.is_some(),
            });
            to && transfer.from.index() < parts.groups.len()
        });
        ensure(known, || format!("topic {name} is transferred to a target that does not exist"))?;
        for from in 0..parts.groups.len() {
            let leaving = topic.transfers.iter().filter(|transfer| transfer.from.index() == from);
            let total: f64 = leaving.map(|transfer| transfer.chance).sum();
            ensure(total <= 1.0 + 1e-9, || {
                format!("topic {name} leaves with more than certainty")
            })?;
        }
    }
    Ok(())
}

fn is_rate_sound(varying: &VaryingRate) -> bool {
    let peak = varying.shape.peak();
    let shape = match &varying.shape {
        RateShape::Steps(rate) => !rate.steps().is_empty(),
        RateShape::PiecewiseLinear(lines) => lines.every > Span::ZERO && lines.points.len() > 1,
        RateShape::Sine(sine) => {
            sine.period > Span::ZERO && (0.0..=sine.mean).contains(&sine.amplitude)
        }
    };
    let burst = varying.burst.as_ref().is_none_or(|burst| {
        burst.factor.is_finite() && burst.on.mean() > 0.0 && burst.off.mean() > 0.0
    });
    let busyness = varying
        .busyness
        .is_none_or(|busy| busy.every > Span::ZERO && (0.0..1.0).contains(&busy.correlation));
    shape && burst && busyness && peak.is_finite()
}

fn check_behaviour(parts: &PlanParts, behaviour: Option<&FlowBehaviour>) -> Result<(), PlanError> {
    let Some(behaviour) = behaviour else {
        return Ok(());
    };
    let apart = behaviour.outages.windows(2).all(|pair| pair[0].to <= pair[1].from);
    let whole = behaviour.outages.iter().all(|outage| outage.from < outage.to);
    ensure(apart && whole, || "outages of a channel overlap".into())?;
    let spam = behaviour.spam.is_none_or(|spam| {
        spam.topic.index() < parts.topics.len()
            && spam.sender_count > 0
            && spam.blocked_senders.max(spam.whitelisted_senders) <= spam.sender_count
    });
    ensure(spam, || "spam has no topic or no senders".into())?;
    let misjudged = behaviour.false_spam_mark.as_ref().is_none_or(|misjudged| {
        (0.0..=1.0).contains(&misjudged.chance) && parts.licensing.edition != Edition::Free
    });
    ensure(misjudged, || "clients are marked as spam where there is no such mark".into())
}

/// What supervisors are to do has an effect, and can be done.
fn is_watch_effective(parts: &PlanParts, watch: &WatchRule) -> bool {
    let by_the_clock = matches!(watch.trigger, WatchTrigger::Every(_));
    (by_the_clock || watch.min_wait == Span::ZERO)
        && match watch.action {
            SupervisorAction::Move(to) => parts.groups[to.index()].queue != watch.queue,
            SupervisorAction::Assign(_) | SupervisorAction::MoveToBot => true,
            SupervisorAction::Reassign { from, .. } => {
                by_the_clock && from.is_none_or(|of| of.index() < parts.groups.len())
            }
            SupervisorAction::RaisePriority(_) => by_the_clock,
        }
}
