//! Rules, distribution and switches: from words to places, and which queues a session can reach.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::Cast;
use super::channels::CHANNELS;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::Word;
use super::live_chats::LiveChat;
use super::names::Names;
use super::rules;
use super::topics;
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, Span, TopicId};
use crate::plan::{self, Action, Breach, Condition, Intake, Level, Rule, Switch, Target};

/// What the words of one live chat mean.
pub(super) struct Desk<'a> {
    pub(super) chat: &'a LiveChat,
    pub(super) level: Level,
    /// Its place in the list of live chats.
    pub(super) place: usize,
    pub(super) cast: &'a Cast<'a>,
    pub(super) client_groups: &'a Names<'a>,
    pub(super) live_chats: &'a Names<'a>,
    pub(super) topics: Names<'a>,
    /// The id of its first topic.
    pub(super) first_topic: usize,
    pub(super) faults: &'a Faults,
}

/// What becomes of the sessions of a live chat.
pub(super) struct Routing {
    /// The rules, with the distribution as the last of them.
    pub(super) rules: Vec<Rule>,
    /// Where that begins.
    pub(super) default_from: u32,
    /// Who takes from the common queue.
    pub(super) intake: Option<Intake>,
    /// What supervisors watch over.
    pub(super) watch: Option<Box<plan::Watch>>,
}

fn group_of_action(action: Action) -> Option<GroupId> {
    match action {
        Action::GroupQueue(group) | Action::LeastOccupied(group) => Some(group),
        _ => None,
    }
}

impl Desk<'_> {
    /// One of the live chat's operator groups; `rule` forbids any other.
    pub(super) fn group(&self, word: &Word, rule: &'static str) -> Option<GroupId> {
        self.group_part(word, &word.text, rule)
    }

    pub(super) fn group_part(
        &self,
        word: &Word,
        name: &str,
        rule: &'static str,
    ) -> Option<GroupId> {
        let group = self.cast.groups.find_part(word, name, self.faults)?;
        if self.cast.teams[self.place].operators.contains(&group) {
            return Some(GroupId::from(group));
        }
        let chat = self.chat.name.quoted();
        let message =
            format!("group {} is not among the operators of live chat {chat}", word.quoted());
        let fault = Diagnostic::error(rule, &word.at, message);
        self.faults.add(fault.beside(&self.chat.operators.1, "its operators"));
        None
    }

    /// One of the live chat's operators; `rule` forbids anybody else.
    pub(super) fn operator(
        &self,
        word: &Word,
        name: &str,
        rule: &'static str,
    ) -> Option<OperatorId> {
        let Some(person) = self.cast.by_name.get(name) else {
            let message = format!("there is no operator {}", super::diagnostic::quoted(name));
            let known = self.cast.by_name.keys().map(String::as_str);
            let help = super::diagnostic::did_you_mean(name, known);
            let fault = Diagnostic::error("unknown-name", &word.at, message);
            self.faults.add(fault.maybe_help(help));
            return None;
        };
        let team = &self.cast.teams[self.place].operators;
        let member = self.cast.people[*person].groups.iter().any(|group| team.contains(group));
        if !member {
            let chat = self.chat.name.quoted();
            let message = format!("{} is no operator of live chat {chat}", word.quoted());
            self.faults.error(rule, &word.at, message);
            return None;
        }
        self.cast.operator_of[*person]
    }

    pub(super) fn first_group(&self) -> Option<GroupId> {
        self.cast.teams[self.place].operators.first().map(|group| GroupId::from(*group))
    }

    /// What becomes of the live chat's sessions.
    pub(super) fn routing(&self) -> Routing {
        let mut rules: Vec<Rule> = Vec::new();
        let levels = Names::new("service level", self.chat.slas.iter().map(|l| &*l.name.text));
        for rule in &self.chat.rules {
            let when = self.condition(&rule.when);
            let sla = rule.sla.as_ref().and_then(|word| levels.find(word, self.faults));
            if let Some(action) = self.action(rule, &when) {
                let (priority, auto_reply) = (rule.priority, rule.auto_reply);
                let sla = sla.and_then(|place| u32::try_from(place).ok());
                let wait = wait(rule, action, self.faults);
                rules.push(Rule { when, action, wait, sla, priority, auto_reply });
            }
        }
        let default_from = u32::try_from(rules.len()).unwrap_or(u32::MAX);
        self.strays();
        let kind = self.chat.distribution.0;
        let to = match &self.chat.distribute_to {
            Some(word) => self.group(word, "E-Q4"),
            None => self.first_group(),
        };
        let push = match (kind, to) {
            ("group-queue", Some(group)) => Some(Action::GroupQueue(group)),
            ("least-occupied", Some(group)) => Some(Action::LeastOccupied(group)),
            _ => None,
        };
        rules.extend(push.map(|action| Rule::plain(Condition::Always, action)));
        let intake = match kind {
            "supervisor" => self.supervision(),
            _ => Some(Intake::Operators),
        };
        let waits_at = match (&intake, push) {
            (Some(Intake::Supervisors { action, .. }), _) => group_of_action(*action),
            (_, Some(action)) => group_of_action(action),
            _ => None,
        };
        let manners = self.chat.topics.iter().flat_map(|topic| &topic.switches);
        self.chat.transfers.strays(manners.map(|switch| &switch.manner), self.faults);
        Routing { rules, default_from, intake, watch: self.watch(waits_at) }
    }

    /// Keys of another distribution would be passed over in silence.
    fn strays(&self) {
        let kind = self.chat.distribution.0;
        if kind.is_empty() {
            return;
        }
        if let Some(word) = &self.chat.distribute_to
            && !matches!(kind, "group-queue" | "least-occupied")
        {
            let message = format!("`distribute_to` does not belong to the distribution `{kind}`");
            self.faults.error("value", &word.at, message);
        }
        if let Some(supervision) = &self.chat.supervision
            && kind != "supervisor"
        {
            let message = format!("supervision does not belong to the distribution `{kind}`");
            let help = "write distribution = \"supervisor\" in the live chat";
            self.faults.add(Diagnostic::error("value", &supervision.at, message).help(help));
        }
    }

    fn action(&self, rule: &rules::Rule, when: &Condition) -> Option<Action> {
        let (wanted, stray) = match rule.action {
            "invite-all" | "last-operator" | "bot" => {
                (None, rule.group.as_ref().or(rule.operator.as_ref()))
            }
            "operator" => (Some(("operator", &rule.operator)), rule.group.as_ref()),
            "" => return None,
            _ => (Some(("group", &rule.group)), rule.operator.as_ref()),
        };
        if let Some(word) = stray {
            let message =
                format!("{} does not belong to the action `{}`", word.quoted(), rule.action);
            self.faults.error("value", &word.at, message);
        }
        let mut waits = false;
        if let Some((wait, at)) = &rule.waits {
            waits = *wait;
            if !matches!(rule.action, "least-occupied") {
                let message =
                    format!("`nobody_online` does not belong to the action `{}`", rule.action);
                self.faults.error("value", at, message);
            }
        }
        let Some((key, word)) = wanted else {
            return self.plain_action(rule, when);
        };
        let Some(word) = word else {
            let message = format!("the action `{}` needs `{key}`", rule.action);
            self.faults.error("missing-key", &rule.at, message);
            return None;
        };
        Some(match rule.action {
            "operator" => Action::Operator(self.operator(word, &word.text, "E-Q4")?),
            "least-occupied" if !waits => Action::LeastOccupied(self.group(word, "E-Q4")?),
            // A group's queue gives to the least occupied, too, and is waited in.
            _ => Action::GroupQueue(self.group(word, "E-Q4")?),
        })
    }

    /// An action that names nobody.
    fn plain_action(&self, rule: &rules::Rule, when: &Condition) -> Option<Action> {
        match rule.action {
            "bot" => self.bot_is_attached(&rule.action_at).then_some(Action::Bot),
            "last-operator" => {
                if !when.excludes_the_first_session() {
                    let message = "nobody had the first session of a client before";
                    let help = "rule E-Q4: add when = { first_session = \"no\" }";
                    let fault = Diagnostic::error("E-Q4", &rule.action_at, message);
                    self.faults.add(fault.help(help));
                }
                Some(Action::LastOperator)
            }
            _ => Some(Action::CommonQueue),
        }
    }

    /// The topics that have one of these tags.
    fn tagged(&self, words: &[Word]) -> Condition {
        let topics = &self.chat.topics;
        let tags = topics.iter().flat_map(|topic| &topic.tags).map(|tag| tag.text.as_str());
        let known = Names::new("tag", tags);
        for word in words {
            known.find(word, self.faults);
        }
        let one_of = |topic: &topics::Topic| {
            topic.tags.iter().any(|tag| words.iter().any(|word| word.text == tag.text))
        };
        let places = topics.iter().enumerate().filter(|(_, topic)| one_of(topic));
        Condition::Topic(places.map(|(place, _)| TopicId::from(self.first_topic + place)).collect())
    }

    fn channels(&self, words: &[Word]) -> Condition {
        let known = Names::new("channel", CHANNELS.iter().copied());
        for word in words {
            known.find(word, self.faults);
        }
        Condition::Channel(words.iter().map(|word| word.text.clone()).collect())
    }

    fn condition(&self, raw: &rules::Condition) -> Condition {
        let mut all: Vec<Condition> = Vec::new();
        all.extend(raw.tags.as_ref().map(|words| self.tagged(words)));
        all.extend(raw.channels.as_ref().map(|words| self.channels(words)));
        all.extend(raw.first_session.map(Condition::FirstSession));
        if let Some(words) = &raw.topics {
            let ids = words.iter().filter_map(|word| self.topics.find(word, self.faults));
            all.push(Condition::Topic(
                ids.map(|id| TopicId::from(self.first_topic + id)).collect(),
            ));
        }
        if let Some(words) = &raw.client_groups {
            let ids = words.iter().filter_map(|word| self.client_groups.find(word, self.faults));
            all.push(Condition::ClientGroup(ids.map(ClientGroupId::from).collect()));
        }
        all.extend(raw.priority.map(Condition::PriorityAtLeast));
        all.extend(raw.hours.clone().map(Condition::During));
        all.extend(raw.all.iter().map(|one| self.condition(one)));
        if let Some(any) = &raw.any {
            all.push(Condition::Any(any.iter().map(|one| self.condition(one)).collect()));
        }
        all.extend(raw.not.iter().map(|not| Condition::Not(Box::new(self.condition(not)))));
        all.retain(|one| *one != Condition::Always);
        let rest = match all.len() {
            0 => Condition::Always,
            1 => all.remove(0),
            _ => Condition::All(all),
        };
        if raw.neither.is_empty() {
            return rest;
        }
        let mut neither: Vec<Condition> =
            raw.neither.iter().map(|one| self.condition(one)).collect();
        if rest != Condition::Always {
            neither.insert(0, rest);
        }
        Condition::Not(Box::new(Condition::Any(neither)))
    }

    /// One switch for each group from which the topic is switched.
    pub(super) fn switches(&self, topic: &topics::Topic) -> Vec<Switch> {
        let targets: Vec<Option<Target>> =
            topic.switches.iter().map(|one| self.target(&one.to)).collect();
        let nexts: Vec<Vec<Target>> = topic.switches.iter().map(|one| self.next(one)).collect();
        let all = targets.iter().flatten().chain(nexts.iter().flatten());
        let target_groups: BTreeSet<GroupId> = all.copied().filter_map(group_of).collect();
        let team = &self.cast.teams[self.place].operators;
        let others: Vec<GroupId> = team
            .iter()
            .map(|group| GroupId::from(*group))
            .filter(|group| !target_groups.contains(group))
            .collect();
        let mut leaving: BTreeMap<GroupId, f64> = BTreeMap::new();
        let mut found: Vec<Switch> = Vec::new();
        for ((one, to), next) in topic.switches.iter().zip(&targets).zip(nexts) {
            let Some(to) = *to else { continue };
            let from: Vec<GroupId> = match &one.from {
                Some(word) => self.group(word, "E-T5").into_iter().collect(),
                None => others.clone(),
            };
            if from.is_empty() && one.from.is_none() {
                let message =
                    "every group of the live chat is a target, so it is unclear who switches";
                let help = "say who does: from = \"general\"";
                self.faults.add(Diagnostic::error("value", &one.at, message).help(help));
            }
            let to_itself = |to: &Target| from.iter().any(|group| *to == Target::Group(*group));
            if to_itself(&to) || next.iter().any(to_itself) {
                self.faults.error("value", &one.to.at, "a group does not switch to itself");
            }
            let rules = (self.chat.queue_age, &one.at);
            let transfer = self.chat.transfers.of(&one.manner, (to, next), rules, self.faults);
            let mut certain = true;
            for from in from.into_iter().filter(|_| one.chance > 0.0) {
                let total = leaving.entry(from).or_default();
                *total += one.chance;
                certain &= *total <= 1.0 + 1e-9;
                found.push(Switch { from, to, chance: one.chance, transfer: transfer.clone() });
            }
            if !certain {
                let message = "with this one, the chances to leave the group exceed certainty";
                self.faults.error("share", &one.at, message);
                break;
            }
        }
        found
    }

    fn next(&self, switch: &topics::Switch) -> Vec<Target> {
        switch.next.iter().filter_map(|word| self.target(word)).collect()
    }

    fn target(&self, word: &Word) -> Option<Target> {
        // A group may be called so, too: it was there first.
        if word.text == "bot" && self.cast.groups.get("bot").is_none() {
            return self.bot_is_attached(&word.at).then_some(Target::Bot);
        }
        match word.text.split_once(':') {
            Some(("operator", name)) => self.operator(word, name, "E-T5").map(Target::Operator),
            Some(("live_chat", name)) => self.other_chat(word, name),
            _ => self.group(word, "E-T5").map(Target::Group),
        }
    }

    /// Another live chat, where the scenario goes beyond the modelled product.
    fn other_chat(&self, word: &Word, name: &str) -> Option<Target> {
        let place = self.live_chats.find_part(word, name, self.faults)?;
        if place == self.place {
            self.faults.error("value", &word.at, "a live chat does not switch to itself");
            return None;
        }
        if !self.chat.transfers.crosses {
            let message = "a session is switched within its live chat only";
            let help = "beyond the modelled product: transfers = { cross_line = \"allowed\" } in \
                        the live chat";
            self.faults.add(Diagnostic::error("E-T5", &word.at, message).help(help));
            return None;
        }
        Some(Target::LiveChat(LiveChatId::from(place)))
    }
}

/// How long a rule that names an operator waits for a free slot.
fn wait(rule: &rules::Rule, action: Action, faults: &Faults) -> Option<Span> {
    let (wait, at) = rule.wait.as_ref()?;
    if !matches!(action, Action::Operator(_) | Action::LastOperator) {
        let message = format!("`wait` does not belong to the action `{}`", rule.action);
        faults.error("value", at, message);
    }
    Some(*wait)
}

fn group_of(target: Target) -> Option<GroupId> {
    match target {
        Target::Group(group) => Some(group),
        Target::Operator(_) | Target::LiveChat(_) | Target::Bot => None,
    }
}

/// Whether some session can come to wait in the live chat's common queue, and whether a rule can
/// never be reached; marks the groups whose queue can be reached.
pub(super) struct Reach {
    pub(super) common: bool,
    /// The first rule that no session gets to.
    pub(super) dead_rule: Option<usize>,
}

/// Follows the rules of a live chat top-down.
pub(super) fn reach(chat: &plan::LiveChat, groups: &mut [bool]) -> Reach {
    let mut common = false;
    let mut dead_rule = None;
    let mut falls_through = true;
    for (place, rule) in chat.rules.iter().enumerate() {
        if !falls_through {
            dead_rule = Some(place);
            break;
        }
        let certain = rule.when == Condition::Always;
        match rule.action {
            Action::CommonQueue => common = true,
            // Who is pushed to a group that is all busy waits in its queue.
            Action::GroupQueue(group) | Action::LeastOccupied(group) => {
                groups[group.index()] = true;
            }
            Action::Operator(_) | Action::LastOperator | Action::Bot => {}
        }
        // A push applies only while somebody is Online (E-Q6).
        falls_through =
            !(certain && matches!(rule.action, Action::CommonQueue | Action::GroupQueue(_)));
    }
    common |= falls_through;
    let broken = chat.slas.iter().flat_map(|sla| &sla.promises).flatten();
    for promise in broken {
        if let Breach::GroupQueue(group) | Breach::LeastOccupied(group, ..) = promise.breach {
            groups[group.index()] = true;
        }
    }
    // Whoever a bot hands off takes the way of the default.
    if let Some(bot) = &chat.bot {
        match bot.hand_off {
            Some(group) => groups[group.index()] = true,
            None => {
                let default = chat.rules.get(chat.default_from as usize).map(|rule| rule.action);
                match default {
                    Some(Action::GroupQueue(group)) => groups[group.index()] = true,
                    Some(Action::LeastOccupied(group)) => {
                        groups[group.index()] = true;
                        common = true;
                    }
                    _ => common = true,
                }
            }
        }
    }
    if common
        && let Intake::Supervisors { action, .. } = &chat.intake
        && let Action::GroupQueue(group) | Action::LeastOccupied(group) = action
    {
        groups[group.index()] = true;
    }
    if let Some(to) = chat.watch.as_ref().and_then(|watch| watch.deed.to()) {
        groups[to.index()] = true;
    }
    Reach { common, dead_rule }
}
