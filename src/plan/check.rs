//! The proof that parts fit together.

use std::fmt;

use super::{
    Action, Arrivals, Breach, Deed, Edition, EndOfShift, Habits, Intake, Parts, Queue, QueueOwner,
    Resort, Shape, Target, Topic, Varying, Watch, When,
};
use crate::base::{GroupId, LiveChatId, OperatorId, Span};

/// Parts that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault(String);

impl fmt::Display for PlanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlanFault {}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), PlanFault> {
    if holds { Ok(()) } else { Err(PlanFault(what())) }
}

pub(super) fn check(parts: &Parts) -> Result<(), PlanFault> {
    run(parts)?;
    people(parts)?;
    queues(parts)?;
    live_chats(parts)?;
    demand(parts)?;
    dialogues(parts)
}

fn dialogues(parts: &Parts) -> Result<(), PlanFault> {
    let level = parts.topics.first().map(|topic| topic.dialogue.is_some());
    for topic in &parts.topics {
        let name = &topic.name;
        let alike = Some(topic.dialogue.is_some()) == level;
        ensure(alike, || format!("topic {name} is not at the level of the others"))?;
        let silent = topic.silence.as_ref().is_some_and(|silence| silence.chance > 0.0);
        let noticed = noticed(parts, topic);
        ensure(!silent || noticed, || format!("nobody notices who leaves {name} silently"))?;
        let Some(dialogues) = &topic.dialogue else { continue };
        let at = dialogues.at.iter();
        let known = at.clone().all(|(group, _)| group.index() < parts.groups.len());
        ensure(known, || format!("topic {name} is talked about with nobody"))?;
        let mut all = at.map(|(_, dialogue)| dialogue).chain([&dialogues.usual]);
        let sound = all.all(|dialogue| dialogue.rounds.is_sound());
        ensure(sound, || format!("topic {name} has no rounds"))?;
    }
    Ok(())
}

fn noticed(parts: &Parts, topic: &Topic) -> bool {
    let chat = &parts.live_chats[topic.live_chat.index()];
    match (&topic.dialogue, &topic.silence) {
        (Some(_), _) => chat.patrol.inactivity.close.is_some(),
        (None, Some(silence)) => silence.notice.is_some(),
        (None, None) => true,
    }
}

fn run(parts: &Parts) -> Result<(), PlanFault> {
    let run = &parts.run;
    ensure(run.horizon > Span::ZERO, || "the horizon is empty".into())?;
    ensure(run.horizon.0 <= u64::MAX / 4, || "the horizon is beyond measure".into())?;
    ensure(run.warm_up < run.horizon, || "the warm-up leaves nothing to measure".into())?;
    ensure(run.interval > Span::ZERO, || "the interval is empty".into())?;
    ensure(run.replications > 0, || "no replication is asked for".into())
}

fn people(parts: &Parts) -> Result<(), PlanFault> {
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
        ensure(operator.person.index() < parts.people.len(), || format!("nobody is {name}"))?;
        if let Some(attendance) = &operator.attendance {
            let crew = match attendance.end_of_shift {
                EndOfShift::FirstToFinish(group) => operator.groups.contains(&group),
                EndOfShift::OwnSessions | EndOfShift::HandBack => true,
            };
            let sound = attendance.is_sound() && crew;
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
        let watches = supervisor.watches.iter().all(watched);
        ensure(watches, || format!("supervisor {name} watches over nothing"))?;
        let supervised = supervisor.live_chats.iter().all(|id| id.index() < parts.live_chats.len());
        ensure(supervised, || format!("supervisor {name} supervises no live chat"))?;
        ensure(supervisor.person.index() < parts.people.len(), || format!("nobody is {name}"))?;
    }
    Ok(())
}

fn queues(parts: &Parts) -> Result<(), PlanFault> {
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
        onward(parts, queue)?;
    }
    Ok(())
}

/// Whoever goes on from a queue comes to somebody, and not round in circles.
fn onward(parts: &Parts, queue: &Queue) -> Result<(), PlanFault> {
    let Some(onward) = &queue.onward else {
        return Ok(());
    };
    let steps = onward.overflow.iter().filter_map(|step| match step.to {
        Resort::Group(group) => Some(group),
        _ => None,
    });
    let known = steps.chain(onward.fallback).all(|group| group.index() < parts.groups.len());
    ensure(known, || format!("queue {} sends on to a group that does not exist", queue.name))?;
    let fallback = |group: GroupId| {
        let queue = parts.queues.get(parts.groups[group.index()].queue.index())?;
        queue.onward.as_ref()?.fallback.filter(|to| to.index() < parts.groups.len())
    };
    let mut chain = onward.fallback;
    for _ in 0..parts.groups.len() {
        chain = chain.and_then(fallback);
    }
    ensure(chain.is_none(), || format!("queue {} falls back in a circle", queue.name))
}

fn live_chats(parts: &Parts) -> Result<(), PlanFault> {
    let group = |id: GroupId| id.index() < parts.groups.len();
    let operator = |id: OperatorId| id.index() < parts.operators.len();
    let action = |action: &Action| match action {
        Action::CommonQueue => true,
        Action::GroupQueue(id) | Action::LeastOccupied(id) => group(*id),
        Action::Operator(id) => operator(*id),
        Action::LastOperator | Action::Bot => true,
    };
    for chat in &parts.live_chats {
        let name = &chat.name;
        ensure(!chat.operator_groups.is_empty(), || format!("nobody answers at {name}"))?;
        let known = chat.operator_groups.iter().all(|id| group(*id))
            && chat.rules.iter().all(|rule| action(&rule.action));
        ensure(known, || format!("live chat {name} names what does not exist"))?;
        let to_bot = chat.rules.iter().any(|rule| rule.action == Action::Bot);
        ensure(!to_bot || chat.bot.is_some(), || format!("live chat {name} has no bot"))?;
        let attached = chat.rules.iter().filter_map(|rule| rule.sla);
        let service = attached.into_iter().all(|sla| (sla as usize) < chat.slas.len())
            && chat.slas.iter().flat_map(|sla| &sla.promises).flatten().all(
                |promise| match promise.breach {
                    Breach::Nothing | Breach::Notify => true,
                    Breach::Operator(id, _) => operator(id),
                    Breach::GroupQueue(id) | Breach::LeastOccupied(id, ..) => group(id),
                },
            );
        ensure(service, || format!("a service level of {name} names what does not exist"))?;
        let default = chat.default_from as usize <= chat.rules.len();
        ensure(default, || format!("live chat {name} has no default"))?;
        if let Some(bot) = &chat.bot {
            let chances = [bot.contains, bot.silent];
            let sound = chances.iter().all(|chance| *chance >= 0.0)
                && chances.iter().sum::<f64>() <= 1.0 + 1e-9
                && bot.hand_off.is_none_or(group);
            ensure(sound, || format!("the bot of live chat {name} is not sound"))?;
        }
        if let Intake::Supervisors { action: then, .. } = &chat.intake {
            let onward =
                action(then) && matches!(then, Action::GroupQueue(_) | Action::LeastOccupied(_));
            ensure(onward, || format!("supervisors of {name} hand sessions nowhere"))?;
        }
        if let Some(watch) = &chat.watch {
            let to = watch.deed.to();
            let known = to.is_none_or(group) && watch.queue.index() < parts.queues.len();
            let aside = known && watch_leads_on(parts, watch);
            let moves = match watch.when {
                When::Every(period) => period > Span::ZERO,
                When::Crowded { above, below } => below <= above,
            };
            let sound = aside && moves && watch.retry > Span::ZERO;
            ensure(sound, || format!("supervisors of {name} watch over nothing"))?;
        }
    }
    Ok(())
}

fn demand(parts: &Parts) -> Result<(), PlanFault> {
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
            Arrivals::Counts(counts) => counts.length > Span::ZERO && !counts.table.is_empty(),
            Arrivals::Replay(instants) => instants.is_sorted(),
            Arrivals::Varying(varying) => is_sound(varying),
            Arrivals::Campaign(campaign) => campaign.over > Span::ZERO,
            Arrivals::Population(population) => {
                population.members < 1 << 24 && population.think.mean() > 0.0
            }
        };
        ensure(sound, || "a flow's rates or instants are out of order".into())?;
        habits(parts, flow.habits.as_deref())?;
    }
    for topic in &parts.topics {
        let name = &topic.name;
        let known = topic.switches.iter().all(|switch| {
            let mut targets = switch.targets();
            let to = targets.all(|to| match to {
                Target::Group(id) => id.index() < parts.groups.len(),
                Target::Operator(id) => id.index() < parts.operators.len(),
                Target::LiveChat(id) => id.index() < parts.live_chats.len(),
                Target::Bot => parts.live_chats[topic.live_chat.index()].bot.is_some(),
            });
            to && switch.from.index() < parts.groups.len()
        });
        ensure(known, || format!("topic {name} is switched to what does not exist"))?;
        for from in 0..parts.groups.len() {
            let leaving = topic.switches.iter().filter(|switch| switch.from.index() == from);
            let total: f64 = leaving.map(|switch| switch.chance).sum();
            ensure(total <= 1.0 + 1e-9, || {
                format!("topic {name} leaves with more than certainty")
            })?;
        }
    }
    Ok(())
}

fn is_sound(varying: &Varying) -> bool {
    let peak = varying.shape.peak();
    let shape = match &varying.shape {
        Shape::Steps(rate) => !rate.steps().is_empty(),
        Shape::Lines(lines) => lines.every > Span::ZERO && lines.points.len() > 1,
        Shape::Sine(sine) => sine.period > Span::ZERO && (0.0..=sine.mean).contains(&sine.swing),
    };
    let burst = varying.burst.as_ref().is_none_or(|burst| {
        burst.factor.is_finite() && burst.on.mean() > 0.0 && burst.off.mean() > 0.0
    });
    let busyness = varying
        .busyness
        .is_none_or(|busy| busy.every > Span::ZERO && (0.0..1.0).contains(&busy.correlation));
    shape && burst && busyness && peak.is_finite()
}

fn habits(parts: &Parts, habits: Option<&Habits>) -> Result<(), PlanFault> {
    let Some(habits) = habits else {
        return Ok(());
    };
    let apart = habits.outages.windows(2).all(|pair| pair[0].to <= pair[1].from);
    let whole = habits.outages.iter().all(|outage| outage.from < outage.to);
    ensure(apart && whole, || "outages of a channel overlap".into())?;
    let spam = habits.spam.is_none_or(|spam| {
        spam.topic.index() < parts.topics.len()
            && spam.senders > 0
            && spam.blocked.max(spam.whitelisted) <= spam.senders
    });
    ensure(spam, || "spam has no topic or no senders".into())?;
    let misjudged = habits.misjudged.as_ref().is_none_or(|misjudged| {
        (0.0..=1.0).contains(&misjudged.chance) && parts.licensing.edition != Edition::Free
    });
    ensure(misjudged, || "clients are marked as spam where there is no such mark".into())
}

/// What supervisors do makes a difference, and is done when it can be.
fn watch_leads_on(parts: &Parts, watch: &Watch) -> bool {
    let by_the_clock = matches!(watch.when, When::Every(_));
    (by_the_clock || watch.waited == Span::ZERO)
        && match watch.deed {
            Deed::Move(to) => parts.groups[to.index()].queue != watch.queue,
            Deed::Assign(_) | Deed::ToBot => true,
            Deed::Reassign { of, .. } => {
                by_the_clock && of.is_none_or(|of| of.index() < parts.groups.len())
            }
            Deed::Raise(_) => by_the_clock,
        }
}
