//! From words to a plan: names become places in lists, and what does not fit is reported.

use std::collections::BTreeMap;

use super::dialogue;
use super::flows;
use super::licensing;
use super::load;
use super::name_index::NameIndex;
use super::overflow::QueueResolver;
use super::people::StaffDraft;
use super::platform;
use super::queue::skill_set;
use super::reachable::reachable_queues;
use super::routing::{LiveChatResolver, Routing};
use super::staffing::resolve_staffing;
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, TopicId};
use crate::dist::Distribution;
use crate::plan::{
    self, ClientGroup, Group, IntakeMode, IntakeTrigger, Licensing, ModelLevel, Operator, Person,
    PlanParts, Queue, QueueOwner, RoutingAction, Supervisor, Topic, WhenClosed,
};
use crate::scenario::stated::fields::report_duplicates;
use crate::scenario::stated::live_chats::LiveChat;
use crate::scenario::stated::queue::QueueRules;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::stated::topics;
use crate::scenario::text::diagnostic::Faults;

/// The parts of the plan, if nothing is wrong so far.
pub(in crate::scenario) fn assemble(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) -> Option<PlanParts> {
    let (licensing, named) = licensing::resolve_licensing(scenario, staff, faults);
    let (platform, priority_login) = platform::resolve_platform(scenario, staff, faults);
    let clients = scenario.client_groups.iter();
    let client_groups = NameIndex::new("client group", clients.map(|word| word.text.as_str()));
    let chats = scenario.live_chats.iter();
    let live_chats = NameIndex::new("live chat", chats.map(|chat| chat.name.text.as_str()));
    let mut parts = PlanParts {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        run: scenario.run.clone(),
        claims: plan::Claims::Atomic,
        load: load::resolve_load(scenario, faults),
        licensing: Licensing { platform, ..licensing },
        people: Vec::new(),
        client_groups: assemble_client_groups(scenario),
        groups: Vec::new(),
        operators: Vec::new(),
        supervisors: Vec::new(),
        queues: Vec::new(),
        live_chats: Vec::new(),
        flows: Vec::new(),
        topics: Vec::new(),
        staffing: scenario
            .staffing
            .as_ref()
            .map(|it| Box::new(resolve_staffing(it, staff, faults))),
    };
    for (index, chat) in scenario.live_chats.iter().enumerate() {
        let topics =
            NameIndex::new("topic", chat.topics.iter().map(|topic| topic.name.text.as_str()));
        let first_topic = parts.topics.len();
        let (client_groups, live_chats) = (&client_groups, &live_chats);
        let level = scenario.level;
        let resolver = LiveChatResolver {
            chat,
            level,
            index,
            staff,
            client_groups,
            live_chats,
            topics,
            first_topic,
            faults,
        };
        assemble_live_chat(&resolver, &mut parts);
    }
    assemble_queues(&QueueResolver { scenario, staff, faults }, &mut parts);
    if faults.has_errors() {
        return None;
    }
    assemble_staff(staff, &named, &priority_login, scenario, &mut parts, faults);
    Some(parts)
}

fn assemble_client_groups(scenario: &Scenario) -> Vec<ClientGroup> {
    let words = scenario.client_groups.iter();
    words.map(|word| ClientGroup { name: word.text.clone() }).collect()
}

fn assemble_live_chat(resolver: &LiveChatResolver<'_>, parts: &mut PlanParts) {
    let (chat, faults) = (resolver.chat, resolver.faults);
    let id = LiveChatId::from(resolver.index);
    report_duplicates(chat.topics.iter().map(|topic| &topic.name), "topic", faults);
    let Routing { rules, default_from: default_rules_from, intake, watch } =
        resolver.resolve_routing();
    let clients = chat.clients.as_ref().filter(|(words, _)| !words.is_empty());
    let client_groups = clients.map(|(words, _)| {
        let places = resolver.client_groups.find_all(words, faults);
        places.into_iter().map(ClientGroupId::from).collect::<Vec<_>>()
    });
    let shares = topics::topic_shares(&chat.topics, &chat.topics_at, faults);
    for topic in &chat.topics {
        parts.topics.extend(assemble_topic(resolver, topic));
    }
    let spam = TopicId::from(parts.topics.len());
    parts.topics.extend(chat.client_behaviour.spam_topic(id, resolver.level));
    flows::resolve_flows(resolver, shares.as_deref(), spam, parts);
    let operators = resolver.staff.live_chat_groups[resolver.index].operators.iter();
    let supervisors = resolver.staff.live_chat_groups[resolver.index].supervisors.iter();
    parts.live_chats.push(plan::LiveChat {
        name: chat.name.text.clone(),
        channels: chat.channels.iter().map(|(channel, _)| channel.to_owned()).collect(),
        client_groups,
        operator_groups: operators.map(|group| GroupId::from(*group)).collect(),
        supervisor_groups: supervisors.map(|group| GroupId::from(*group)).collect(),
        queue: QueueId::from(resolver.index),
        intake: intake.unwrap_or(IntakeMode::Operators),
        watch,
        opening_hours: chat.open.clone(),
        when_closed: if chat.when_closed.is_some() {
            WhenClosed::WaitForOpening
        } else {
            WhenClosed::Refuse
        },
        queue_age_from: chat.queue_age_from,
        bot_time: chat.bot_time,
        rules,
        dialogue_policy: chat.dialogue_policy.clone(),
        default_rules_from,
        slas: resolver.resolve_slas(),
        bot: resolver.resolve_bot(),
    });
    debug_assert_eq!(parts.live_chats.len(), id.index() + 1);
}

fn assemble_topic(
    resolver: &LiveChatResolver<'_>,
    silent_abandonment: &topics::Topic,
) -> Option<Topic> {
    let mut effort_by_group = Vec::new();
    for (word, distribution) in &silent_abandonment.effort_at {
        if let Some(group) = resolver.resolve_group(word, "E-Q4") {
            effort_by_group.push((group, distribution.clone()));
        }
    }
    let transfers = resolver.resolve_transfers(silent_abandonment);
    dialogue::check_topic_complete(
        silent_abandonment,
        &resolver.chat.dialogue_policy,
        resolver.level,
        resolver.faults,
    );
    let dialogue = dialogue::resolve_dialogues(silent_abandonment, resolver.level, |word| {
        resolver.resolve_group(word, "E-Q4")
    });
    let effort = silent_abandonment.effort.clone().or_else(|| {
        // The session level asks for it; at the dialogue level nothing does.
        (resolver.level == ModelLevel::Dialogue).then(|| Distribution::constant(0.0).ok())?
    });
    Some(Topic {
        name: silent_abandonment.name.text.clone(),
        live_chat: LiveChatId::from(resolver.index),
        priority: silent_abandonment.priority,
        requires: skill_set(&resolver.staff.skills, &silent_abandonment.requires, resolver.faults),
        units: silent_abandonment.units,
        by_time: silent_abandonment.by_time.clone(),
        effort: effort?,
        effort_by_group,
        patience: silent_abandonment.patience.clone(),
        patience_after_transfer: silent_abandonment.patience_after_transfer.clone(),
        wrap_up: silent_abandonment.wrap_up.clone(),
        transfers,
        dialogue,
        silent_abandonment: silent_abandonment
            .dialogues
            .silent_abandonment
            .as_ref()
            .map(|(silence, _)| silence.clone()),
    })
}

fn assemble_queues(stated: &QueueResolver<'_>, parts: &mut PlanParts) {
    let scenario = stated.scenario;
    let queue = |name: &str, owner, rules: &QueueRules, (matching, overflow)| Queue {
        name: name.to_owned(),
        owner,
        selection: rules.selection,
        own_load_only: rules.keys.as_ref().is_some_and(|keys| keys.own_load),
        order: rules.order,
        max_waiting: rules.max_waiting,
        matching,
        overflow,
    };
    for (place, chat) in scenario.live_chats.iter().enumerate() {
        let owner = QueueOwner::LiveChat(LiveChatId::from(place));
        parts.queues.push(queue(&chat.name.text, owner, &chat.queue, stated.resolve_common(place)));
    }
    for (place, group) in scenario.groups.iter().enumerate() {
        let owner = QueueOwner::Group(GroupId::from(place));
        parts.queues.push(queue(
            &group.name.text,
            owner,
            &group.queue,
            stated.resolve_group(place),
        ));
        parts.groups.push(Group {
            name: group.name.text.clone(),
            queue: QueueId::from(scenario.live_chats.len() + place),
            operators: Vec::new(),
            cap: group.cap,
            wrap_up: group.wrap_up.clone(),
            wrap_up_rules: group.after_work,
        });
    }
    stated.check_fallbacks();
}

/// Which groups' queues and which common queues sessions come to wait in.
pub(in crate::scenario) fn filling_queues(
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
) -> (Vec<bool>, Vec<bool>) {
    let (mut groups, common) = reachable_queues(parts);
    for draft in &staff.people {
        // What was handed to one operator may go back, and then to the group's queue.
        if draft.attendance().is_some_and(|attendance| attendance.can_requeue()) {
            let answering = draft.groups.iter().filter(|group| staff.is_operator_group[**group]);
            answering.for_each(|group| groups[*group] = true);
        }
    }
    (groups, common)
}

fn assemble_staff(
    staff: &StaffDraft<'_>,
    named: &[bool],
    priority_login: &[bool],
    scenario: &Scenario,
    parts: &mut PlanParts,
    faults: &Faults,
) {
    let (groups, common) = filling_queues(staff, parts);
    for (who, draft) in staff.people.iter().enumerate() {
        if staff.has_no_role(who) {
            continue;
        }
        let person = PersonId::from(parts.people.len());
        parts.people.push(Person {
            name: draft.name.clone(),
            named: named[who],
            priority_login: priority_login[who],
        });
        let answering: Vec<usize> =
            draft.groups.iter().copied().filter(|group| staff.is_operator_group[*group]).collect();
        let (name, duty) = (draft.name.clone(), draft.duty());
        let attendance = draft.attendance();
        if staff.operator_ids[who].is_some() {
            let id = OperatorId::from(parts.operators.len());
            debug_assert_eq!(staff.operator_ids[who], Some(id));
            for group in &answering {
                parts.groups[*group].operators.push(id);
            }
            parts.operators.push(Operator {
                person,
                name: name.clone(),
                queues: served_queues(staff, parts, &answering, &groups, &common),
                groups: answering.into_iter().map(GroupId::from).collect(),
                limit: draft.limit(),
                speeds: draft.speeds(),
                skills: draft.skills,
                capacity: draft.capacity,
                duty: duty.clone(),
                attendance: attendance.clone(),
            });
        }
        if draft.groups.iter().any(|group| staff.is_supervisor_group[*group]) {
            let queues = distributed_queues(staff, parts, &draft.groups, &common);
            let watches = watched_live_chats(staff, parts, &draft.groups);
            let live_chats = supervised_live_chats(staff, &draft.groups);
            let supervisor = Supervisor {
                person,
                name,
                duty,
                attendance,
                queues,
                watched_live_chats: watches,
                live_chats,
            };
            parts.supervisors.push(supervisor);
        }
    }
    sort_operators_as_listed(scenario, parts);
    check_supervisors(scenario, parts, &common, faults);
}

/// Live chats that need supervisors have some.
fn check_supervisors(scenario: &Scenario, parts: &PlanParts, common: &[bool], faults: &Faults) {
    for (place, chat) in parts.live_chats.iter().enumerate() {
        let queue = QueueId::from(place);
        let distributed = matches!(chat.intake, IntakeMode::Supervisors { .. }) && common[place];
        if distributed && !parts.supervisors.iter().any(|one| one.queues.contains(&queue)) {
            let place = &scenario.live_chats[place].default_routing.1;
            faults.error("E-R2", place, "there are no supervisors who could distribute");
        }
        let watches = |one: &Supervisor| one.watched_live_chats.contains(&LiveChatId::from(place));
        if let Some(watch) = &scenario.live_chats[place].watch
            && !parts.supervisors.iter().any(watches)
        {
            faults.error("E-R2", &watch.at, "there are no supervisors who could watch");
        }
    }
}

/// Puts the operators of each group in the order in which the group lists them; people were met in
/// the order of the file, and an operator may be in an earlier group too.
fn sort_operators_as_listed(scenario: &Scenario, parts: &mut PlanParts) {
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
fn served_queues(
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    answering: &[usize],
    groups: &[bool],
    common: &[bool],
) -> Vec<QueueId> {
    let own = answering.iter().filter(|group| groups[**group]);
    let own = own.map(|group| parts.groups[*group].queue);
    let shared = parts.live_chats.iter().enumerate().filter(|(place, chat)| {
        let pulled = match chat.intake {
            IntakeMode::Operators => true,
            // Supervisors keep a slot of one of these before they begin.
            IntakeMode::Supervisors {
                trigger: IntakeTrigger::OperatorFree,
                action: RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group),
                ..
            } => answering.contains(&group.index()),
            IntakeMode::Supervisors { .. } => false,
        };
        pulled
            && common[*place]
            && staff.live_chat_groups[*place]
                .operators
                .iter()
                .any(|group| answering.contains(group))
    });
    own.chain(shared.map(|(_, chat)| chat.queue)).collect()
}

fn distributed_queues(
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    groups: &[usize],
    common: &[bool],
) -> Vec<QueueId> {
    let theirs = parts.live_chats.iter().enumerate().filter(|(place, chat)| {
        let by_supervisors =
            matches!(chat.intake, IntakeMode::Supervisors { .. }) && common[*place];
        by_supervisors
            && staff.live_chat_groups[*place].supervisors.iter().any(|group| groups.contains(group))
    });
    theirs.map(|(_, chat)| chat.queue).collect()
}

fn watched_live_chats(
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    groups: &[usize],
) -> Vec<LiveChatId> {
    let theirs = parts.live_chats.iter().enumerate().filter(|(place, chat)| {
        let team = &staff.live_chat_groups[*place].supervisors;
        chat.watch.is_some() && team.iter().any(|group| groups.contains(group))
    });
    theirs.map(|(place, _)| LiveChatId::from(place)).collect()
}

fn supervised_live_chats(staff: &StaffDraft<'_>, groups: &[usize]) -> Vec<LiveChatId> {
    let theirs = staff
        .live_chat_groups
        .iter()
        .enumerate()
        .filter(|(_, team)| team.supervisors.iter().any(|group| groups.contains(group)));
    theirs.map(|(place, _)| LiveChatId::from(place)).collect()
}

/// For the advice: the live chat as stated.
pub(in crate::scenario) fn stated_live_chat(scenario: &Scenario, id: LiveChatId) -> &LiveChat {
    &scenario.live_chats[id.index()]
}
