//! Whether a key has an effect: each condition of the language against this desk.

use super::Scope;
use super::facts::DeskFacts;
use crate::base::{Span, Time, WEEK};
use crate::plan::{
    Choice, IntakeMode, ModelLevel, PatienceAfterTransfer, Queue, QueueOrder, Topic, TransferTarget,
};
use crate::scenario::language::effects::Effect;
use crate::scenario::stated::rules::Condition;
use crate::scenario::text::tree::{Entry, Node, Value};
use crate::scenario::text::written_name::WrittenName;

impl DeskFacts<'_> {
    /// Whether the key of the entry has an effect.
    pub(super) fn holds(&self, effect: Effect, scope: &Scope<'_>, entry: &Entry) -> bool {
        let in_chat = |holds: &dyn Fn(usize) -> bool| scope.chat().is_none_or(holds);
        let in_topic = |holds: &dyn Fn(&Topic) -> bool| self.topic(scope).is_none_or(holds);
        match effect {
            Effect::Always => true,
            Effect::AtDialogueLevel => self.scenario.level == ModelLevel::Dialogue,
            Effect::AtSessionLevel => self.scenario.level == ModelLevel::Session,
            Effect::InheritedLimit => self.some_limit_is_inherited(),
            Effect::ClientGroupWrites | Effect::ShiftIsWorked => self.is_named(effect, entry),
            Effect::LicensesAreShort => self.licenses_are_short(),
            Effect::SlaIsAttached => self.any_sla,
            Effect::ThisSlaIsAttached => in_chat(&|chat| self.attaches(chat, entry.node.text())),
            Effect::WithinHorizon => {
                self.parts.licensing.expires.is_none_or(|at| at < self.run_end())
            }
            Effect::AnyBreaks => self.any_breaks,
            Effect::AnyTransfers => self.any_transfers,
            Effect::TransfersHere => in_chat(&|chat| self.transfers_of(chat).next().is_some()),
            Effect::TransfersToOperator => in_chat(&|chat| {
                self.has_target(chat, |to| matches!(to, TransferTarget::Operator(_)))
            }),
            Effect::TransfersAcross => in_chat(&|chat| {
                self.has_target(chat, |to| matches!(to, TransferTarget::LiveChat(_)))
            }),
            Effect::TransfersCanFail => in_chat(&|chat| self.transfers_can_fail(chat)),
            Effect::AnyPatience => self.parts.topics.iter().any(has_patience),
            Effect::PatienceHere => in_topic(&|topic| topic.patience.is_some()),
            Effect::MovesAndPatience => {
                in_chat(&|chat| self.sessions_move(chat)) && in_topic(&has_patience)
            }
            Effect::OfOperators
            | Effect::OfUsers
            | Effect::OfOperatorsAtSessionLevel
            | Effect::OfOperatorsWithShifts
            | Effect::OfPersonalQueues
            | Effect::OfOperatorsWithBreaks => self.counts_for_somebody(effect, scope, &entry.key),
            Effect::SkillsAreRequired => self.is_required(&entry.node),
            Effect::QueueIsReached
            | Effect::QueueIsTakenFrom
            | Effect::TiesHappen
            | Effect::OrderMatters
            | Effect::QueueWithSkills
            | Effect::QueueWithOldSessions
            | Effect::QueueMayBeDeserted => self.holds_of_queue(effect, scope),
            Effect::TargetMayBeAway => self.target_may_be_away(scope),
            Effect::GroupWrapUp | Effect::AnyWrapUp => self.wraps_up(effect, scope),
            Effect::OpeningHours => in_chat(&|chat| self.closes(chat)),
            Effect::SessionsMove => in_chat(&|chat| self.sessions_move(chat)),
            Effect::BotIsReached => in_chat(&|chat| self.bot_is_reached(chat)),
            Effect::BotIsLeft => in_chat(&|chat| self.bot(chat, |bot| bot.silence_chance > 0.0)),
            Effect::BotContains => {
                in_chat(&|chat| self.bot(chat, |bot| bot.containment_chance > 0.0))
            }
            Effect::HandBacks => self.hands_back,
            Effect::ClientsFail => in_chat(&|chat| self.clients_fail(chat)),
            Effect::FlowOuts => in_chat(&|chat| self.sends_away(chat)),
            Effect::PriorityMatters => self.priority_matters,
            Effect::AnyCapacity => self.parts.operators.iter().any(|one| one.capacity.is_some()),
            Effect::TagsAreAsked => in_chat(&|chat| self.asks_for_tags(chat, &entry.node)),
            Effect::KnownClientsMatter => in_chat(&|chat| {
                let rules = &self.scenario.live_chats[chat].rules;
                scope.text("begun_by").is_some_and(|who| who != "clients")
                    || rules.iter().any(|rule| asks_for_first_session(&rule.when))
            }),
            Effect::BlocklistGrows => in_chat(&|chat| self.blocklist_grows(chat)),
            Effect::WeekInRun => self.is_week_of_run(&entry.node),
        }
    }

    fn topic(&self, scope: &Scope<'_>) -> Option<&Topic> {
        let (chat, topic) = (scope.chat()?, scope.place_of("[[live_chats.topics]]")?);
        self.topics_of(chat).nth(topic)
    }

    fn bot(&self, chat: usize, holds: impl Fn(&crate::plan::Bot) -> bool) -> bool {
        self.parts.live_chats[chat].bot.as_ref().is_some_and(holds)
    }

    fn has_target(&self, chat: usize, is_it: impl Fn(TransferTarget) -> bool) -> bool {
        self.transfers_of(chat).any(|transfer| transfer.targets().any(&is_it))
    }

    /// A name of the file that something else of the file must name.
    fn is_named(&self, effect: Effect, entry: &Entry) -> bool {
        let Some(name) = entry.node.text() else { return true };
        let mut words: Vec<&WrittenName> = Vec::new();
        if effect == Effect::ShiftIsWorked {
            let groups = self.scenario.groups.iter().map(|group| &group.settings);
            let people = self.scenario.people.iter().map(|person| &person.settings);
            words.extend(groups.chain(people).filter_map(|it| it.shifts.as_ref()).flatten());
            let staff = self.scenario.groups.iter().filter_map(|group| group.staff.as_ref());
            words.extend(staff.flatten().map(|(shift, _)| shift));
        } else {
            let chats = self.scenario.live_chats.iter();
            words.extend(chats.filter_map(|chat| chat.clients.as_ref()).flat_map(|it| &it.0));
        }
        words.into_iter().any(|word| word.text == name)
    }

    fn licenses_are_short(&self) -> bool {
        let licensing = &self.parts.licensing;
        let shares = licensing.concurrent.is_some() && self.parts.people.iter().any(|p| !p.named);
        shares
            || licensing.max_users_online.is_some()
            || licensing.platform.is_some()
            || licensing.expires.is_some()
    }

    fn attaches(&self, chat: usize, level: Option<&str>) -> bool {
        let rules = &self.scenario.live_chats[chat].rules;
        rules.iter().any(|rule| rule.sla.as_ref().map(|word| &*word.text) == level)
    }

    /// One of these skills is required by some topic.
    fn is_required(&self, skills: &Node) -> bool {
        let listed = skills.items().unwrap_or_default();
        let mut listed = listed.iter().filter_map(Node::text).peekable();
        let chats = &self.scenario.live_chats;
        listed.peek().is_none()
            || listed.any(|skill| {
                let topics = chats.iter().flat_map(|chat| &chat.topics);
                topics.flat_map(|topic| &topic.requires).any(|word| word.text == skill)
            })
    }

    fn asks_for_tags(&self, chat: usize, tags: &Node) -> bool {
        let listed = tags.items().unwrap_or_default();
        let rules = &self.scenario.live_chats[chat].rules;
        listed.is_empty()
            || listed
                .iter()
                .filter_map(Node::text)
                .any(|tag| rules.iter().any(|rule| asks_for_tag(&rule.when, tag)))
    }

    fn blocklist_grows(&self, chat: usize) -> bool {
        let flows = self.parts.flows.iter().filter(|flow| flow.live_chat.index() == chat);
        let mut spam = flows.filter_map(|flow| flow.behaviour.as_ref()?.spam.as_ref()).peekable();
        spam.peek().is_none() || spam.any(|spam| spam.blocklist_chance > 0.0)
    }

    fn is_week_of_run(&self, week: &Node) -> bool {
        let Value::Number { integer: Some(week), .. } = week.value else { return true };
        let weeks = u64::try_from(week).unwrap_or(1).saturating_sub(1);
        let begins = Span(weeks * WEEK.0).saturating_sub(self.parts.run.week_offset);
        Time::ZERO + begins < self.run_end()
    }

    /// Conditions about the queue of the group or the live chat in which the key stands.
    fn holds_of_queue(&self, effect: Effect, scope: &Scope<'_>) -> bool {
        let group = scope.group();
        let (queue, fills, is_taken_from) = match (group, scope.chat()) {
            (Some(group), _) => {
                let queue = &self.parts.queues[self.parts.groups[group].queue.index()];
                (queue, self.fills[group], self.fills[group])
            }
            (None, Some(chat)) => {
                let stated = &self.parts.live_chats[chat];
                let fills = self.common_fills[chat];
                let queue = &self.parts.queues[stated.queue.index()];
                (queue, fills, fills && stated.intake == IntakeMode::Operators)
            }
            (None, None) => return true,
        };
        match effect {
            Effect::QueueIsTakenFrom => is_taken_from,
            Effect::TiesHappen => {
                let equals = !matches!(queue.selection.choice, Choice::Random | Choice::Listed);
                let pushed = group.is_some_and(|group| self.least_occupied[group]);
                (is_taken_from && equals) || pushed
            }
            Effect::OrderMatters => fills && self.order_matters(queue),
            Effect::QueueWithSkills => fills && self.any_skills,
            Effect::QueueWithOldSessions => fills && self.sessions_come_again,
            Effect::QueueMayBeDeserted => {
                fills && group.is_none_or(|group| self.all_may_be_away(group))
            }
            _ => fills,
        }
    }

    fn order_matters(&self, queue: &Queue) -> bool {
        match queue.order {
            QueueOrder::Fifo => true,
            QueueOrder::PriorityFirst | QueueOrder::Score(_) => self.priorities_differ,
            QueueOrder::SlaDueFirst => self.any_sla,
        }
    }

    /// Whether all whom the table names, as `group` or `operator`, may be away.
    fn target_may_be_away(&self, scope: &Scope<'_>) -> bool {
        if let Some(group) = scope.text("group").and_then(|name| self.staff.groups.get(name)) {
            return self.all_may_be_away(group);
        }
        let person = scope.text("operator").and_then(|name| self.staff.person_by_name.get(name));
        let operator = person.and_then(|person| self.staff.operator_ids[*person]);
        operator.is_none_or(|operator| self.may_be_away(operator))
    }

    fn wraps_up(&self, effect: Effect, scope: &Scope<'_>) -> bool {
        let Some(group) = scope.group() else { return true };
        let teams = self.staff.live_chat_groups.iter().zip(&self.scenario.live_chats);
        let topics = || {
            let chats = teams.clone().filter(|(team, _)| team.operators.contains(&group));
            chats.flat_map(|(_, chat)| &chat.topics)
        };
        match effect {
            Effect::GroupWrapUp => topics().any(|topic| topic.wrap_up.is_none()),
            _ => {
                let own =
                    self.scenario.groups[group].wrap_up.is_some() && topics().next().is_some();
                own || topics().any(|topic| topic.wrap_up.is_some())
            }
        }
    }
}

fn has_patience(topic: &Topic) -> bool {
    topic.patience.is_some()
        || matches!(topic.patience_after_transfer, PatienceAfterTransfer::Distribution(_))
}

fn asks_for_first_session(condition: &Condition) -> bool {
    condition.first_session.is_some() || parts_of(condition).any(asks_for_first_session)
}

fn parts_of(condition: &Condition) -> impl Iterator<Item = &Condition> {
    let below = condition.all.iter().chain(condition.any.iter().flatten());
    below.chain(&condition.not).chain(&condition.neither)
}

fn asks_for_tag(condition: &Condition, tag: &str) -> bool {
    condition.tags.iter().flatten().any(|word| word.text == tag)
        || parts_of(condition).any(|one| asks_for_tag(one, tag))
}
