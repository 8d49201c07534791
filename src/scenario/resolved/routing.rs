//! Rules, default routing and transfers: from words to places, and which queues a session can reach.

use crate::scenario::language::words::{DefaultRouting, Keyword as _, RuleAction};
use std::collections::{BTreeMap, BTreeSet};

use super::name_index::NameIndex;
use super::people::StaffDraft;
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, Span, TopicId};
use crate::plan::{
    self, BreachAction, Channel, IntakeMode, ModelLevel, RoutingAction, RoutingCondition,
    RoutingRule, Transfer, TransferTarget,
};
use crate::scenario::stated::live_chats::LiveChat;
use crate::scenario::stated::rules;
use crate::scenario::stated::topics;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::written_name::WrittenName;

/// What the words of one live chat mean.
pub(in crate::scenario) struct LiveChatResolver<'a> {
    pub(in crate::scenario) chat: &'a LiveChat,
    pub(in crate::scenario) level: ModelLevel,
    /// Its place in the list of live chats.
    pub(in crate::scenario) index: usize,
    pub(in crate::scenario) staff: &'a StaffDraft<'a>,
    pub(in crate::scenario) client_groups: &'a NameIndex<'a>,
    pub(in crate::scenario) live_chats: &'a NameIndex<'a>,
    pub(in crate::scenario) topics: NameIndex<'a>,
    /// The id of its first topic.
    pub(in crate::scenario) first_topic: usize,
    pub(in crate::scenario) faults: &'a Faults,
}

/// What becomes of the sessions of a live chat.
pub(in crate::scenario) struct Routing {
    /// The rules, with the distribution as the last of them.
    pub(in crate::scenario) rules: Vec<RoutingRule>,
    /// Where that begins.
    pub(in crate::scenario) default_from: u32,
    /// Who takes from the common queue.
    pub(in crate::scenario) intake: Option<IntakeMode>,
    /// What supervisors watch over.
    pub(in crate::scenario) watch: Option<Box<plan::WatchRule>>,
}

fn group_of_action_target(action: RoutingAction) -> Option<GroupId> {
    match action {
        RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) => Some(group),
        _ => None,
    }
}

impl LiveChatResolver<'_> {
    /// One of the live chat's operator groups; `rule` forbids any other.
    pub(in crate::scenario) fn resolve_group(
        &self,
        word: &WrittenName,
        rule: &'static str,
    ) -> Option<GroupId> {
        self.resolve_group_name(word, &word.text, rule)
    }

    pub(in crate::scenario) fn resolve_group_name(
        &self,
        word: &WrittenName,
        name: &str,
        rule: &'static str,
    ) -> Option<GroupId> {
        let group = self.staff.groups.find_part(word, name, self.faults)?;
        if self.staff.live_chat_groups[self.index].operators.contains(&group) {
            return Some(GroupId::from(group));
        }
        let chat = self.chat.name.quoted();
        let message =
            format!("group {} is not among the operators of live chat {chat}", word.quoted());
        let fault = Diagnostic::error(rule, &word.at, message);
        self.faults.add(fault.with_related(&self.chat.operators.1, "its operators"));
        None
    }

    /// One of the live chat's operators; `rule` forbids any other.
    pub(in crate::scenario) fn resolve_operator(
        &self,
        word: &WrittenName,
        name: &str,
        rule: &'static str,
    ) -> Option<OperatorId> {
        let Some(person) = self.staff.person_by_name.get(name) else {
            let message =
                format!("there is no operator {}", crate::scenario::text::diagnostic::quoted(name));
            let known = self.staff.person_by_name.keys().map(String::as_str);
            let help = self.faults.did_you_mean(name, known);
            let fault = Diagnostic::error("unknown-name", &word.at, message);
            self.faults.add(fault.help_if_some(help));
            return None;
        };
        let team = &self.staff.live_chat_groups[self.index].operators;
        let member = self.staff.people[*person].groups.iter().any(|group| team.contains(group));
        if !member {
            let chat = self.chat.name.quoted();
            let message = format!("{} is no operator of live chat {chat}", word.quoted());
            self.faults.error(rule, &word.at, message);
            return None;
        }
        self.staff.operator_ids[*person]
    }

    pub(in crate::scenario) fn first_group(&self) -> Option<GroupId> {
        self.staff.live_chat_groups[self.index].operators.first().map(|group| GroupId::from(*group))
    }

    /// What becomes of the live chat's sessions.
    pub(in crate::scenario) fn resolve_routing(&self) -> Routing {
        let mut rules: Vec<RoutingRule> = Vec::new();
        let levels = NameIndex::new("service level", self.chat.slas.iter().map(|l| &*l.name.text));
        for rule in &self.chat.rules {
            let condition = self.resolve_condition(&rule.when);
            let sla = rule.sla.as_ref().and_then(|word| levels.find(word, self.faults));
            if let Some(action) = self.resolve_action(rule, &condition) {
                let (priority, auto_reply) = (rule.priority, rule.auto_reply);
                let sla = sla.and_then(|place| u32::try_from(place).ok());
                let wait = rule_wait(rule, action, self.faults);
                rules.push(RoutingRule { condition, action, wait, sla, priority, auto_reply });
            }
        }
        let default_from = u32::try_from(rules.len()).unwrap_or(u32::MAX);
        self.check_unused_routing_keys();
        let kind = self.chat.default_routing.0;
        let to = match &self.chat.default_group {
            Some(word) => self.resolve_group(word, "E-Q4"),
            None => self.first_group(),
        };
        let push = match kind {
            DefaultRouting::GroupQueue => to.map(RoutingAction::GroupQueue),
            DefaultRouting::LeastOccupied => to.map(RoutingAction::LeastOccupied),
            DefaultRouting::Pull | DefaultRouting::Supervisor => None,
        };
        rules.extend(push.map(|action| RoutingRule::new(RoutingCondition::Always, action)));
        let intake = match kind {
            DefaultRouting::Supervisor => self.resolve_supervision(),
            DefaultRouting::Pull | DefaultRouting::GroupQueue | DefaultRouting::LeastOccupied => {
                Some(IntakeMode::Operators)
            }
        };
        let waits_at = match (&intake, push) {
            (Some(IntakeMode::Supervisors { action, .. }), _) => group_of_action_target(*action),
            (_, Some(action)) => group_of_action_target(action),
            _ => None,
        };
        let transfers = self.chat.topics.iter().flat_map(|topic| &topic.transfers);
        self.chat
            .transfer_rules
            .check_unused_keys(transfers.map(|transfer| &transfer.keys), self.faults);
        Routing { rules, default_from, intake, watch: self.resolve_watch(waits_at) }
    }

    /// Keys of another distribution would be passed over in silence.
    fn check_unused_routing_keys(&self) {
        let kind = self.chat.default_routing.0;
        if let Some(word) = &self.chat.default_group
            && !matches!(kind, DefaultRouting::GroupQueue | DefaultRouting::LeastOccupied)
        {
            let message = format!(
                "`default_group` does not belong to the default routing `{}`",
                kind.as_str()
            );
            self.faults.error("no-effect", &word.at, message);
        }
        if let Some(supervision) = &self.chat.supervision
            && kind != DefaultRouting::Supervisor
        {
            let message =
                format!("supervision does not belong to the default routing `{}`", kind.as_str());
            let help = "write default_routing = \"supervisor\" in the live chat";
            self.faults.add(Diagnostic::error("no-effect", &supervision.at, message).help(help));
        }
    }

    fn resolve_action(&self, rule: &rules::Rule, when: &RoutingCondition) -> Option<RoutingAction> {
        let action = rule.action?;
        let (wanted, unused) = match action {
            RuleAction::InviteAll | RuleAction::LastOperator | RuleAction::Bot => {
                (None, rule.group.as_ref().or(rule.operator.as_ref()))
            }
            RuleAction::Operator => (Some(("operator", &rule.operator)), rule.group.as_ref()),
            RuleAction::InviteGroup | RuleAction::LeastOccupied => {
                (Some(("group", &rule.group)), rule.operator.as_ref())
            }
        };
        if let Some(word) = unused {
            let message =
                format!("{} does not belong to the action `{}`", word.quoted(), action.as_str());
            self.faults.error("no-effect", &word.at, message);
        }
        let mut waits = false;
        if let Some((wait, at)) = &rule.waits_if_nobody_online {
            waits = *wait;
            if action != RuleAction::LeastOccupied {
                let message =
                    format!("`nobody_online` does not belong to the action `{}`", action.as_str());
                self.faults.error("no-effect", at, message);
            }
        }
        let Some((key, word)) = wanted else {
            return self.resolve_action_without_target(rule, action, when);
        };
        let Some(word) = word else {
            let message = format!("the action `{}` needs `{key}`", action.as_str());
            self.faults.error("missing-key", &rule.at, message);
            return None;
        };
        Some(match action {
            RuleAction::Operator => {
                RoutingAction::Operator(self.resolve_operator(word, &word.text, "E-Q4")?)
            }
            RuleAction::LeastOccupied if !waits => {
                RoutingAction::LeastOccupied(self.resolve_group(word, "E-Q4")?)
            }
            // A group's queue gives to the least occupied, too, and is waited in.
            RuleAction::InviteGroup
            | RuleAction::LeastOccupied
            | RuleAction::InviteAll
            | RuleAction::LastOperator
            | RuleAction::Bot => RoutingAction::GroupQueue(self.resolve_group(word, "E-Q4")?),
        })
    }

    /// An action that names no operator or group.
    fn resolve_action_without_target(
        &self,
        rule: &rules::Rule,
        action: RuleAction,
        when: &RoutingCondition,
    ) -> Option<RoutingAction> {
        match action {
            RuleAction::Bot => self.require_bot(&rule.action_at).then_some(RoutingAction::Bot),
            RuleAction::LastOperator => {
                if !when.excludes_first_session() {
                    let message = "a client's first session has no earlier operator";
                    let help = "rule E-Q4: add when = { first_session = \"no\" }";
                    let fault = Diagnostic::error("E-Q4", &rule.action_at, message);
                    self.faults.add(fault.help(help));
                }
                Some(RoutingAction::LastOperator)
            }
            RuleAction::InviteAll
            | RuleAction::InviteGroup
            | RuleAction::LeastOccupied
            | RuleAction::Operator => Some(RoutingAction::CommonQueue),
        }
    }

    /// The topics that have one of these tags.
    fn tag_condition(&self, words: &[WrittenName]) -> RoutingCondition {
        let topics = &self.chat.topics;
        let tags = topics.iter().flat_map(|topic| &topic.tags).map(|tag| tag.text.as_str());
        let known = NameIndex::new("tag", tags);
        for word in words {
            known.find(word, self.faults);
        }
        let one_of = |topic: &topics::Topic| {
            topic.tags.iter().any(|tag| words.iter().any(|word| word.text == tag.text))
        };
        let places = topics.iter().enumerate().filter(|(_, topic)| one_of(topic));
        RoutingCondition::Topic(
            places.map(|(place, _)| TopicId::from(self.first_topic + place)).collect(),
        )
    }

    fn channel_condition(&self, words: &[WrittenName]) -> RoutingCondition {
        let known = NameIndex::new("channel", Channel::NAMES.iter().copied());
        let channel = |word| known.find(word, self.faults).map(|place| Channel::ALL[place]);
        RoutingCondition::Channel(words.iter().filter_map(channel).collect())
    }

    fn resolve_condition(&self, raw: &rules::Condition) -> RoutingCondition {
        let mut all: Vec<RoutingCondition> = Vec::new();
        all.extend(raw.tags.as_ref().map(|words| self.tag_condition(words)));
        all.extend(raw.channels.as_ref().map(|words| self.channel_condition(words)));
        all.extend(raw.first_session.map(RoutingCondition::FirstSession));
        if let Some(words) = &raw.topics {
            let ids = words.iter().filter_map(|word| self.topics.find(word, self.faults));
            all.push(RoutingCondition::Topic(
                ids.map(|id| TopicId::from(self.first_topic + id)).collect(),
            ));
        }
        if let Some(words) = &raw.client_groups {
            let ids = words.iter().filter_map(|word| self.client_groups.find(word, self.faults));
            all.push(RoutingCondition::ClientGroup(ids.map(ClientGroupId::from).collect()));
        }
        all.extend(raw.priority.map(RoutingCondition::PriorityAtLeast));
        all.extend(raw.hours.clone().map(RoutingCondition::During));
        all.extend(raw.all.iter().map(|one| self.resolve_condition(one)));
        if let Some(any) = &raw.any {
            all.push(RoutingCondition::Any(
                any.iter().map(|one| self.resolve_condition(one)).collect(),
            ));
        }
        all.extend(
            raw.not.iter().map(|not| RoutingCondition::Not(Box::new(self.resolve_condition(not)))),
        );
        all.retain(|one| *one != RoutingCondition::Always);
        let rest = match all.len() {
            0 => RoutingCondition::Always,
            1 => all.remove(0),
            _ => RoutingCondition::All(all),
        };
        if raw.neither.is_empty() {
            return rest;
        }
        let mut neither: Vec<RoutingCondition> =
            raw.neither.iter().map(|one| self.resolve_condition(one)).collect();
        if rest != RoutingCondition::Always {
            neither.insert(0, rest);
        }
        RoutingCondition::Not(Box::new(RoutingCondition::Any(neither)))
    }

    /// One switch for each group from which the topic is switched.
    pub(in crate::scenario) fn resolve_transfers(&self, topic: &topics::Topic) -> Vec<Transfer> {
        let targets: Vec<Option<TransferTarget>> =
            topic.transfers.iter().map(|one| self.resolve_target(&one.to)).collect();
        let nexts: Vec<Vec<TransferTarget>> =
            topic.transfers.iter().map(|one| self.resolve_next_targets(one)).collect();
        let all = targets.iter().flatten().chain(nexts.iter().flatten());
        let target_groups: BTreeSet<GroupId> = all.copied().filter_map(target_group).collect();
        let team = &self.staff.live_chat_groups[self.index].operators;
        let others: Vec<GroupId> = team
            .iter()
            .map(|group| GroupId::from(*group))
            .filter(|group| !target_groups.contains(group))
            .collect();
        let mut leaving: BTreeMap<GroupId, f64> = BTreeMap::new();
        let mut found: Vec<Transfer> = Vec::new();
        for ((one, to), next) in topic.transfers.iter().zip(&targets).zip(nexts) {
            let Some(to) = *to else { continue };
            let from: Vec<GroupId> = match &one.from {
                Some(word) => self.resolve_group(word, "E-T5").into_iter().collect(),
                None => others.clone(),
            };
            if from.is_empty() && one.from.is_none() {
                let message =
                    "every group of the live chat is a target, so it is unclear who transfers";
                let help = "say who does: from = \"general\"";
                self.faults.add(Diagnostic::error("missing-key", &one.at, message).help(help));
            }
            let to_itself =
                |to: &TransferTarget| from.iter().any(|group| *to == TransferTarget::Group(*group));
            if to_itself(&to) || next.iter().any(to_itself) {
                self.faults.error("cycle", &one.to.at, "a group does not transfer to itself");
            }
            let age_from = self.chat.queue_age_from;
            let rules = &self.chat.transfer_rules;
            let transfer = rules.resolve(&one.keys, to, next, age_from, &one.at, self.faults);
            let mut certain = true;
            for from in from.into_iter().filter(|_| one.chance > 0.0) {
                let total = leaving.entry(from).or_default();
                *total += one.chance;
                certain &= *total <= 1.0 + 1e-9;
                found.push(Transfer { from, to, chance: one.chance, rules: transfer.clone() });
            }
            if !certain {
                let message = "with this one, the chances to leave the group exceed certainty";
                self.faults.error("share", &one.at, message);
                break;
            }
        }
        found
    }

    fn resolve_next_targets(&self, transfer: &topics::Transfer) -> Vec<TransferTarget> {
        transfer.next.iter().filter_map(|word| self.resolve_target(word)).collect()
    }

    fn resolve_target(&self, word: &WrittenName) -> Option<TransferTarget> {
        // A group may be called so, too: it was there first.
        if word.text == "bot" && self.staff.groups.get("bot").is_none() {
            return self.require_bot(&word.at).then_some(TransferTarget::Bot);
        }
        match word.text.split_once(':') {
            Some(("operator", name)) => {
                self.resolve_operator(word, name, "E-T5").map(TransferTarget::Operator)
            }
            Some(("live_chat", name)) => self.resolve_other_live_chat(word, name),
            _ => self.resolve_group(word, "E-T5").map(TransferTarget::Group),
        }
    }

    /// Another live chat, where the scenario goes beyond the modelled product.
    fn resolve_other_live_chat(&self, word: &WrittenName, name: &str) -> Option<TransferTarget> {
        let place = self.live_chats.find_part(word, name, self.faults)?;
        if place == self.index {
            self.faults.error("cycle", &word.at, "a live chat does not transfer to itself");
            return None;
        }
        if !self.chat.transfer_rules.allows_other_live_chats {
            let message = "a session is transferred within its live chat only";
            let help = "beyond the modelled product: transfer_rules = { across_live_chats = \"allowed\" } in \
                        the live chat";
            self.faults.add(Diagnostic::error("E-T5", &word.at, message).help(help));
            return None;
        }
        Some(TransferTarget::LiveChat(LiveChatId::from(place)))
    }
}

/// How long a rule that names an operator waits for a free slot.
fn rule_wait(rule: &rules::Rule, action: RoutingAction, faults: &Faults) -> Option<Span> {
    let (wait, at) = rule.wait.as_ref()?;
    if !matches!(action, RoutingAction::Operator(_) | RoutingAction::LastOperator) {
        let stated = rule.action.map_or("", RuleAction::as_str);
        let message = format!("`wait` does not belong to the action `{stated}`");
        faults.error("no-effect", at, message);
    }
    Some(*wait)
}

fn target_group(target: TransferTarget) -> Option<GroupId> {
    match target {
        TransferTarget::Group(group) => Some(group),
        TransferTarget::Operator(_) | TransferTarget::LiveChat(_) | TransferTarget::Bot => None,
    }
}

/// Whether some session can come to wait in the live chat's common queue, and whether a rule can
/// never be reached; marks the groups whose queue can be reached.
pub(in crate::scenario) struct Reachability {
    pub(in crate::scenario) common_queue: bool,
    /// The first rule that no session gets to.
    pub(in crate::scenario) dead_rule: Option<usize>,
}

/// Follows the rules of a live chat top-down.
pub(in crate::scenario) fn find_reachable(
    chat: &plan::LiveChat,
    groups: &mut [bool],
) -> Reachability {
    let mut common_queue = false;
    let mut dead_rule = None;
    let mut falls_through = true;
    for (place, rule) in chat.rules.iter().enumerate() {
        if !falls_through {
            dead_rule = Some(place);
            break;
        }
        let certain = rule.condition == RoutingCondition::Always;
        match rule.action {
            RoutingAction::CommonQueue => common_queue = true,
            // Who is pushed to a group that is all busy waits in its queue.
            RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) => {
                groups[group.index()] = true;
            }
            RoutingAction::Operator(_) | RoutingAction::LastOperator | RoutingAction::Bot => {}
        }
        // A push applies only while an operator is Online (E-Q6).
        falls_through = !(certain
            && matches!(rule.action, RoutingAction::CommonQueue | RoutingAction::GroupQueue(_)));
    }
    common_queue |= falls_through;
    // A service level that no rule attaches moves nothing.
    let attached = chat.rules.iter().filter_map(|rule| chat.slas.get(rule.sla? as usize));
    let goals = attached.flat_map(|sla| &sla.goals).flatten();
    for promise in goals {
        if let BreachAction::MoveToGroup(group) | BreachAction::AssignLeastOccupied(group, ..) =
            promise.on_breach
        {
            groups[group.index()] = true;
        }
    }
    // A session that a bot hands off takes the default rule.
    if let Some(bot) = &chat.bot {
        match bot.hand_off {
            Some(group) => groups[group.index()] = true,
            None => {
                let default =
                    chat.rules.get(chat.default_rules_from as usize).map(|rule| rule.action);
                match default {
                    Some(RoutingAction::GroupQueue(group)) => groups[group.index()] = true,
                    Some(RoutingAction::LeastOccupied(group)) => {
                        groups[group.index()] = true;
                        common_queue = true;
                    }
                    _ => common_queue = true,
                }
            }
        }
    }
    for action in chat.intake.actions().filter(|_| common_queue) {
        if let RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) = action {
            groups[group.index()] = true;
        }
    }
    if let Some(to) = chat.watch.as_ref().and_then(|watch| watch.action.target_group()) {
        groups[to.index()] = true;
    }
    Reachability { common_queue, dead_rule }
}
