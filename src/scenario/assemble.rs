//! From words to a plan: names become places in lists, and what does not fit is reported.

use std::collections::BTreeMap;

use super::Scenario;
use super::advice;
use super::cast::Cast;
use super::diagnostic::{Diagnostic, Faults};
use super::dialogue;
use super::editions;
use super::fields::unique;
use super::flows;
use super::live_chats::LiveChat;
use super::names::Names;
use super::onward::Queues;
use super::platform;
use super::queue::{QueueRules, set};
use super::routing::{Desk, Routing, reach};
use super::topics;
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, TopicId};
use crate::dist::Law;
use crate::plan::{
    self, Action, BegunBy, ClientGroup, Closed, Gate, Group, Intake, Level, Licensing, OnReturn,
    Operator, Parts, Person, Plan, Queue, QueueOwner, Resort, Returns, Supervisor, Switch, Target,
    Topic,
};

/// The plan, if nothing is wrong.
pub(super) fn assemble(scenario: &Scenario, faults: &Faults) -> Option<Plan> {
    unique(&scenario.client_groups, "client group", faults);
    unique(scenario.shifts.iter().map(|shift| &shift.name), "shift", faults);
    unique(scenario.groups.iter().map(|group| &group.name), "group", faults);
    unique(scenario.people.iter().map(|person| &person.name), "person", faults);
    unique(scenario.live_chats.iter().map(|chat| &chat.name), "live chat", faults);
    let cast = Cast::new(scenario, faults);
    let (licensing, named) = editions::licensing(scenario, &cast, faults);
    let (platform, priority_login) = platform::platform(scenario, &cast, faults);
    let clients = scenario.client_groups.iter();
    let client_groups = Names::new("client group", clients.map(|word| word.text.as_str()));
    let chats = scenario.live_chats.iter();
    let live_chats = Names::new("live chat", chats.map(|chat| chat.name.text.as_str()));
    let mut parts = Parts {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        run: scenario.run.clone(),
        licensing: Licensing { platform, ..licensing },
        people: Vec::new(),
        client_groups: names(scenario),
        groups: Vec::new(),
        operators: Vec::new(),
        supervisors: Vec::new(),
        queues: Vec::new(),
        live_chats: Vec::new(),
        flows: Vec::new(),
        topics: Vec::new(),
    };
    for (place, chat) in scenario.live_chats.iter().enumerate() {
        let topics = Names::new("topic", chat.topics.iter().map(|topic| topic.name.text.as_str()));
        let first_topic = parts.topics.len();
        let (cast, client_groups, live_chats) = (&cast, &client_groups, &live_chats);
        let level = scenario.level;
        let desk = Desk {
            chat,
            level,
            place,
            cast,
            client_groups,
            live_chats,
            topics,
            first_topic,
            faults,
        };
        live_chat(&desk, &mut parts);
    }
    queues(&Queues { scenario, cast: &cast, faults }, &mut parts);
    if faults.fatal() {
        return None;
    }
    staff(&cast, (&named, &priority_login), scenario, &mut parts, faults);
    advice::advise(scenario, &cast, &parts, faults);
    // A fault that is found only here is one of this reader, but no run begins with it.
    match Plan::new(parts) {
        Ok(plan) => Some(plan),
        Err(fault) => {
            let message = format!("the parts of the scenario do not fit together: {fault}");
            let help = "the reader should have said where; please report this file";
            faults.add(Diagnostic::error("plan", &scenario.at, message).help(help));
            None
        }
    }
}

fn names(scenario: &Scenario) -> Vec<ClientGroup> {
    let words = scenario.client_groups.iter();
    words.map(|word| ClientGroup { name: word.text.clone() }).collect()
}

fn live_chat(desk: &Desk<'_>, parts: &mut Parts) {
    let (chat, faults) = (desk.chat, desk.faults);
    let id = LiveChatId::from(desk.place);
    unique(chat.topics.iter().map(|topic| &topic.name), "topic", faults);
    let Routing { rules, default_from, intake, watch } = desk.routing();
    let clients = chat.clients.as_ref().filter(|(words, _)| !words.is_empty());
    let clients = clients.map(|(words, _)| {
        let places = desk.client_groups.find_all(words, faults);
        places.into_iter().map(ClientGroupId::from).collect::<Vec<_>>()
    });
    let shares = topics::shares(&chat.topics, &chat.topics_at, faults);
    for topic in &chat.topics {
        parts.topics.extend(plan_topic(desk, topic));
    }
    let spam = TopicId::from(parts.topics.len());
    parts.topics.extend(chat.clientele.spam_topic(id, desk.level));
    flows::flows(desk, shares.as_deref(), spam, parts);
    let operators = desk.cast.teams[desk.place].operators.iter();
    parts.live_chats.push(plan::LiveChat {
        name: chat.name.text.clone(),
        channels: chat.channels.iter().map(|(channel, _)| channel.to_owned()).collect(),
        clients,
        operator_groups: operators.map(|group| GroupId::from(*group)).collect(),
        queue: QueueId::from(desk.place),
        intake: intake.unwrap_or(Intake::Operators),
        watch,
        open: chat.open.clone(),
        closed: if chat.closed.is_some() { Closed::Queue } else { Closed::Refuse },
        queue_age: chat.queue_age,
        rules,
        patrol: chat.patrol.clone(),
        default_from,
        slas: desk.slas(),
        bot: desk.bot(),
    });
    debug_assert_eq!(parts.live_chats.len(), id.index() + 1);
}

fn plan_topic(desk: &Desk<'_>, topic: &topics::Topic) -> Option<Topic> {
    let mut effort_at = Vec::new();
    for (word, law) in &topic.effort_at {
        if let Some(group) = desk.group(word, "E-Q4") {
            effort_at.push((group, law.clone()));
        }
    }
    let switches = desk.switches(topic);
    dialogue::complete((topic, &desk.chat.patrol), desk.level, desk.faults);
    let dialogue = dialogue::dialogues(topic, desk.level, |word| desk.group(word, "E-Q4"));
    let effort = topic.effort.clone().or_else(|| {
        // The session level asks for it; at the dialogue level nobody does.
        (desk.level == Level::Dialogue).then(|| Law::constant(0.0).ok())?
    });
    Some(Topic {
        name: topic.name.text.clone(),
        live_chat: LiveChatId::from(desk.place),
        priority: topic.priority,
        requires: set(&desk.cast.skills, &topic.requires, desk.faults),
        units: topic.units,
        effort: effort?,
        effort_at,
        patience: topic.patience.clone(),
        patience_after_switch: topic.after_switch.clone(),
        wrap_up: topic.wrap_up.clone(),
        switches,
        dialogue,
        silence: topic.talk.silence.as_ref().map(|(silence, _)| silence.clone()),
    })
}

fn queues(stated: &Queues<'_>, parts: &mut Parts) {
    let scenario = stated.scenario;
    let queue = |name: &str, owner, rules: &QueueRules, (matching, onward)| Queue {
        name: name.to_owned(),
        owner,
        selection: rules.selection,
        own_load: rules.further.as_ref().is_some_and(|further| further.own_load),
        order: rules.order,
        places: rules.places,
        matching,
        onward,
    };
    for (place, chat) in scenario.live_chats.iter().enumerate() {
        let owner = QueueOwner::LiveChat(LiveChatId::from(place));
        parts.queues.push(queue(&chat.name.text, owner, &chat.queue, stated.common(place)));
    }
    for (place, group) in scenario.groups.iter().enumerate() {
        let owner = QueueOwner::Group(GroupId::from(place));
        parts.queues.push(queue(&group.name.text, owner, &group.queue, stated.of_group(place)));
        parts.groups.push(Group {
            name: group.name.text.clone(),
            queue: QueueId::from(scenario.live_chats.len() + place),
            operators: Vec::new(),
            cap: group.cap,
            wrap_up: group.wrap_up.clone(),
            after_work: group.after_work,
        });
    }
    stated.fallbacks();
}

/// Which groups' queues and which common queues a session can come to wait in.
pub(super) fn reachable(parts: &Parts) -> (Vec<bool>, Vec<bool>) {
    let mut groups = vec![false; parts.groups.len()];
    let mut common: Vec<bool> =
        parts.live_chats.iter().map(|chat| reach(chat, &mut groups).common).collect();
    for (chat, returns) in reopening(parts) {
        let rules = chat.rules.get(returns.past_rules as usize..).unwrap_or_default().to_vec();
        let distribution = plan::LiveChat { rules, default_from: 0, ..chat.clone() };
        common[chat.queue.index()] |= reach(&distribution, &mut groups).common;
    }
    for flow in &parts.flows {
        match flow.begun_by {
            BegunBy::Clients => {}
            BegunBy::Operators(group) => groups[group.index()] = true,
            BegunBy::System => common[flow.live_chat.index()] = true,
        }
    }
    let switches = parts.topics.iter().flat_map(|topic| &topic.switches);
    for target in switches.flat_map(Switch::targets) {
        match target {
            Target::Group(group) => groups[group.index()] = true,
            Target::Operator(_) | Target::Bot => {}
            Target::LiveChat(chat) => {
                common[chat.index()] = true;
                if let Intake::Supervisors {
                    action: Action::GroupQueue(group) | Action::LeastOccupied(group),
                    ..
                } = parts.live_chats[chat.index()].intake
                {
                    groups[group.index()] = true;
                }
            }
        }
    }
    for chat in &parts.live_chats {
        // What was given to one operator alone comes back to the group's queue.
        let moves = chat.patrol.no_reply.is_some() || chat.patrol.inactivity.to_queue;
        let talks = parts.topics.first().is_some_and(|topic| topic.dialogue.is_some());
        for group in chat.operator_groups.iter().filter(|_| moves && talks) {
            groups[group.index()] = true;
        }
    }
    for onward in parts.queues.iter().filter_map(|queue| queue.onward.as_deref()) {
        let mut reach = |group: GroupId| groups[group.index()] = true;
        onward.fallback.iter().copied().for_each(&mut reach);
        for step in &onward.overflow {
            if let Resort::Group(group) = step.to {
                reach(group);
            }
        }
    }
    // From a group's queue a session can come to the common queue of any live chat of the group.
    let to_common = |queue: &Queue| {
        let steps = queue.onward.iter().flat_map(|onward| &onward.overflow);
        steps.into_iter().any(|step| step.to == Resort::Common)
    };
    for group in &parts.groups {
        if to_common(&parts.queues[group.queue.index()]) {
            let of_group = GroupId::from(group.queue.index() - parts.live_chats.len());
            for (chat, common) in parts.live_chats.iter().zip(&mut common) {
                *common |= chat.operator_groups.contains(&of_group);
            }
        }
    }
    (groups, common)
}

/// The live chats in which closed sessions are opened again: those pass no rule.
fn reopening(parts: &Parts) -> impl Iterator<Item = (&plan::LiveChat, &Returns)> {
    parts.flows.iter().filter_map(|flow| {
        let returns = flow.habits.as_ref()?.returns.as_ref()?;
        let reopens = returns.how != OnReturn::NewSession;
        reopens.then(|| (&parts.live_chats[flow.live_chat.index()], returns))
    })
}

fn staff(
    cast: &Cast<'_>,
    (named, priority_login): (&[bool], &[bool]),
    scenario: &Scenario,
    parts: &mut Parts,
    faults: &Faults,
) {
    let (mut groups, common) = reachable(parts);
    for somebody in &cast.people {
        // What was handed to somebody by name may go back, and then to the group's queue.
        if somebody.attendance().is_some_and(|attendance| attendance.gives_back()) {
            let answering = somebody.groups.iter().filter(|group| cast.answers[**group]);
            answering.for_each(|group| groups[*group] = true);
        }
    }
    for (who, somebody) in cast.people.iter().enumerate() {
        if cast.idle(who) {
            continue;
        }
        let person = PersonId::from(parts.people.len());
        parts.people.push(Person {
            name: somebody.name.clone(),
            named: named[who],
            priority_login: priority_login[who],
        });
        let answering: Vec<usize> =
            somebody.groups.iter().copied().filter(|group| cast.answers[*group]).collect();
        let (name, duty) = (somebody.name.clone(), somebody.duty());
        let attendance = somebody.attendance();
        if cast.operator_of[who].is_some() {
            let id = OperatorId::from(parts.operators.len());
            debug_assert_eq!(cast.operator_of[who], Some(id));
            for group in &answering {
                parts.groups[*group].operators.push(id);
            }
            parts.operators.push(Operator {
                person,
                name: name.clone(),
                queues: served(cast, parts, &answering, &groups, &common),
                groups: answering.into_iter().map(GroupId::from).collect(),
                limit: somebody.limit(),
                speeds: somebody.speeds(),
                skills: somebody.skills,
                capacity: somebody.capacity,
                duty: duty.clone(),
                attendance: attendance.clone(),
            });
        }
        if somebody.groups.iter().any(|group| cast.supervises[*group]) {
            let queues = distributed(cast, parts, &somebody.groups, &common);
            let watches = watched(cast, parts, &somebody.groups);
            let live_chats = supervised(cast, &somebody.groups);
            let supervisor =
                Supervisor { person, name, duty, attendance, queues, watches, live_chats };
            parts.supervisors.push(supervisor);
        }
    }
    as_listed(scenario, parts);
    for (place, chat) in parts.live_chats.iter().enumerate() {
        let queue = QueueId::from(place);
        let distributed = matches!(chat.intake, Intake::Supervisors { .. }) && common[place];
        if distributed && !parts.supervisors.iter().any(|one| one.queues.contains(&queue)) {
            let place = &scenario.live_chats[place].distribution.1;
            faults.error("E-R2", place, "there are no supervisors who could distribute");
        }
        let watches = |one: &Supervisor| one.watches.contains(&LiveChatId::from(place));
        if let Some(watch) = &scenario.live_chats[place].watch
            && !parts.supervisors.iter().any(watches)
        {
            faults.error("E-R2", &watch.at, "there are no supervisors who could watch");
        }
    }
}

/// Puts the operators of each group in the order in which the group lists them; people were met in
/// the order of the file, and somebody may be in an earlier group too.
fn as_listed(scenario: &Scenario, parts: &mut Parts) {
    for (group, listed) in parts.groups.iter_mut().zip(&scenario.groups) {
        let listed: BTreeMap<&str, usize> =
            listed.members.iter().enumerate().map(|(i, word)| (word.text.as_str(), i)).collect();
        // Those who are members by number come after those by name.
        let place = |id: &OperatorId| {
            listed.get(parts.operators[id.index()].name.as_str()).copied().unwrap_or(usize::MAX)
        };
        group.operators.sort_by_key(place);
    }
}

/// The queues of the operator's groups, then the common queues of the live chats.
fn served(
    cast: &Cast<'_>,
    parts: &Parts,
    answering: &[usize],
    groups: &[bool],
    common: &[bool],
) -> Vec<QueueId> {
    let own = answering.iter().filter(|group| groups[**group]);
    let own = own.map(|group| parts.groups[*group].queue);
    let shared = parts.live_chats.iter().enumerate().filter(|(place, chat)| {
        let pulled = match chat.intake {
            Intake::Operators => true,
            // Supervisors keep a slot of one of these before they begin.
            Intake::Supervisors {
                gate: Gate::FreeOperator,
                action: Action::GroupQueue(group) | Action::LeastOccupied(group),
                ..
            } => answering.contains(&group.index()),
            Intake::Supervisors { .. } => false,
        };
        pulled
            && common[*place]
            && cast.teams[*place].operators.iter().any(|group| answering.contains(group))
    });
    own.chain(shared.map(|(_, chat)| chat.queue)).collect()
}

fn distributed(cast: &Cast<'_>, parts: &Parts, groups: &[usize], common: &[bool]) -> Vec<QueueId> {
    let theirs = parts.live_chats.iter().enumerate().filter(|(place, chat)| {
        let by_supervisors = matches!(chat.intake, Intake::Supervisors { .. }) && common[*place];
        by_supervisors && cast.teams[*place].supervisors.iter().any(|group| groups.contains(group))
    });
    theirs.map(|(_, chat)| chat.queue).collect()
}

fn watched(cast: &Cast<'_>, parts: &Parts, groups: &[usize]) -> Vec<LiveChatId> {
    let theirs = parts.live_chats.iter().enumerate().filter(|(place, chat)| {
        let team = &cast.teams[*place].supervisors;
        chat.watch.is_some() && team.iter().any(|group| groups.contains(group))
    });
    theirs.map(|(place, _)| LiveChatId::from(place)).collect()
}

fn supervised(cast: &Cast<'_>, groups: &[usize]) -> Vec<LiveChatId> {
    let theirs = cast
        .teams
        .iter()
        .enumerate()
        .filter(|(_, team)| team.supervisors.iter().any(|group| groups.contains(group)));
    theirs.map(|(place, _)| LiveChatId::from(place)).collect()
}

/// For the advice: the live chat as stated.
pub(super) fn stated(scenario: &Scenario, id: LiveChatId) -> &LiveChat {
    &scenario.live_chats[id.index()]
}
