//! What the supervisors of a live chat do: how they distribute, and what they watch over.

use super::routing::LiveChatResolver;
use crate::base::{GroupId, QueueId, Span, TopicId};
use crate::plan::{
    self, DispatchByTopic, IntakeMode, IntakeTrigger, RoutingAction, SupervisorAction, WatchTrigger,
};
use crate::scenario::language::words::{Keyword as _, SupervisionAction, WatchAction};
use crate::scenario::stated::supervision::{DispatchTarget, Supervision, Watch};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

impl LiveChatResolver<'_> {
    /// Who hands sessions on, and to whom.
    pub(in crate::scenario) fn resolve_supervision(&self) -> Option<IntakeMode> {
        let Some(supervision) = &self.chat.supervision else {
            let message = "routing by supervisors needs to know how they do it";
            let help = "add [live_chats.supervision] with reaction = { exponential = \"15s\" }";
            let place = &self.chat.default_routing.1;
            self.faults.add(Diagnostic::error("missing-key", place, message).help(help));
            return None;
        };
        let action_to = |group| match supervision.action {
            SupervisionAction::GroupQueue => RoutingAction::GroupQueue(group),
            SupervisionAction::LeastOccupied => RoutingAction::LeastOccupied(group),
        };
        let (to, by_topic) = match &supervision.to {
            DispatchTarget::Unsaid => (self.first_group()?, None),
            DispatchTarget::Group(word) => (self.resolve_group(word, "E-S7")?, None),
            DispatchTarget::ByTopic(groups) => {
                let general = self.first_group()?;
                (general, Some(self.resolve_dispatch(supervision, groups, general, action_to)?))
            }
        };
        if let (Some((_, at)), None) = (&supervision.reads_topic, &by_topic) {
            let message = "`reads_topic` has no effect where all sessions go to one group";
            let help = "write a table: to = { payroll = \"accounting\" }";
            self.faults.add(Diagnostic::error("no-effect", at, message).help(help));
        }
        let (trigger, action) = (supervision.begin, action_to(to));
        let reaction = supervision.task_time.clone()?;
        Some(IntakeMode::Supervisors { reaction, action, by_topic, trigger })
    }

    /// Supervisors hand sessions on by their topics: each topic of the live chat with its group.
    fn resolve_dispatch(
        &self,
        supervision: &Supervision,
        groups: &[(WrittenName, WrittenName)],
        general: GroupId,
        action_to: impl Fn(GroupId) -> RoutingAction,
    ) -> Option<Box<DispatchByTopic>> {
        if supervision.begin == IntakeTrigger::OperatorFree {
            let message = "a slot is reserved at one group before the topic is known";
            let help = "leave `begin` out, or name one group: to = \"general\"";
            self.faults.add(Diagnostic::error("conflict", &supervision.at, message).help(help));
            return None;
        }
        let mut by_place = vec![general; self.chat.topics.len()];
        for (topic, group) in groups {
            let place = self.topics.find(topic, self.faults);
            let group = self.resolve_group(group, "E-S7");
            by_place[place?] = group?;
        }
        let topics = by_place.into_iter().enumerate();
        let actions = topics
            .map(|(place, group)| (TopicId::from(self.first_topic + place), action_to(group)))
            .collect();
        let right_share = supervision.reads_topic.as_ref().map_or(1.0, |(share, _)| *share);
        Some(Box::new(DispatchByTopic { actions, right_share }))
    }

    /// What they watch over. `waits_at`: the group in whose queue sessions come to wait; `None`:
    /// the common queue.
    pub(in crate::scenario) fn resolve_watch(
        &self,
        waits_at: Option<GroupId>,
    ) -> Option<Box<plan::WatchRule>> {
        let watch = self.chat.watch.as_ref()?;
        let when = self.resolve_trigger(watch);
        let from = match &watch.from {
            Some(word) => Some(self.resolve_group(word, "E-S7")?),
            None => waits_at,
        };
        let deed = self.resolve_watch_action(watch, from);
        let chats = self.staff.live_chat_groups.len();
        let queue =
            from.map_or(QueueId::from(self.index), |group| QueueId::from(chats + group.index()));
        let (reaction, retry) = (watch.task_time.clone()?, watch.retry);
        let min_wait = watch.min_wait.as_ref().map_or(Span::ZERO, |(waited, _)| *waited);
        self.check_unused_watch_keys(watch, when?);
        Some(Box::new(plan::WatchRule {
            queue,
            trigger: when?,
            reaction,
            action: deed?,
            min_wait,
            retry,
        }))
    }

    /// What they do with one session.
    fn resolve_watch_action(
        &self,
        watch: &Watch,
        from: Option<GroupId>,
    ) -> Option<SupervisorAction> {
        let named = match &watch.to {
            Some(word) => Some(self.resolve_group(word, "E-S9")?),
            None => None,
        };
        let or_else = || named.or(from).or_else(|| self.first_group());
        match watch.action? {
            WatchAction::Move => {
                let Some(to) = named else {
                    let message = "where supervisors move sessions is not said";
                    let help = "add `to`, one of the groups of `operators`";
                    let fault = Diagnostic::error("missing-key", &watch.at, message).help(help);
                    self.faults.add(fault);
                    return None;
                };
                if let Some(word) = watch.to.as_ref().filter(|_| from == named) {
                    let message = "sessions that wait there would be moved to where they are";
                    let help = "`to` is another group than the one whose queue is watched";
                    self.faults.add(Diagnostic::error("cycle", &word.at, message).help(help));
                    return None;
                }
                Some(SupervisorAction::Move(to))
            }
            WatchAction::Assign => Some(SupervisorAction::Assign(or_else()?)),
            WatchAction::Reassign => {
                let of = watch.from.as_ref().and(from);
                let to = named.or(of).or_else(|| self.first_group())?;
                let max_sessions = watch.max_sessions.as_ref().map(|(beyond, _)| *beyond);
                Some(SupervisorAction::Reassign { from: of, to, max_sessions })
            }
            WatchAction::Priority => Some(SupervisorAction::RaisePriority(watch.priority.0)),
            WatchAction::ToBot if self.chat.bot.is_none() => {
                let message = "there is no bot to which supervisors could give sessions";
                let help = "add [live_chats.bot], or write another `action`";
                self.faults.add(Diagnostic::error("E-Q13", &watch.at, message).help(help));
                None
            }
            WatchAction::ToBot => Some(SupervisorAction::MoveToBot),
        }
    }

    /// Keys that belong to something else would be passed over in silence.
    fn check_unused_watch_keys(&self, watch: &Watch, when: WatchTrigger) {
        use WatchAction::{Assign, Move, Priority, Reassign, ToBot};
        let fault =
            |place: &SourceSpan, message: String| self.faults.error("no-effect", place, message);
        let check_unused = |place: Option<&SourceSpan>, key: &str, acts: &[WatchAction]| {
            if let (Some(place), Some(action)) = (place, watch.action)
                && !acts.contains(&action)
            {
                let action = action.as_str();
                fault(place, format!("`{key}` does not belong to the action `{action}`"));
            }
        };
        check_unused(watch.to.as_ref().map(|to| &to.at), "to", &[Move, Assign, Reassign]);
        check_unused(watch.max_sessions.as_ref().map(|(_, at)| at), "max_sessions", &[Reassign]);
        check_unused(watch.priority.1.as_ref(), "priority", &[Priority]);
        let waits = [Move, Assign, Priority, ToBot];
        check_unused(watch.min_wait.as_ref().map(|(_, at)| at), "min_wait", &waits);
        if matches!(when, WatchTrigger::Every(_)) {
            return;
        }
        if let Some((_, place)) = &watch.min_wait {
            fault(place, "`min_wait` belongs to `every`".into());
        }
        if let Some(action @ (Reassign | Priority)) = watch.action {
            let message =
                format!("supervisors see to the action `{}` by the clock", action.as_str());
            self.faults.error("needs", &watch.at, message);
        }
    }

    fn resolve_trigger(&self, watch: &Watch) -> Option<WatchTrigger> {
        let fault = |code, place: &SourceSpan, message: &str| {
            let help = "write every = \"5m\", or above = 10 and below = 5";
            self.faults.add(Diagnostic::error(code, place, message).help(help));
        };
        match (watch.has_every, watch.has_above) {
            (false, false) => fault("one-of", &watch.at, "when supervisors act is not said"),
            (true, true) => {
                fault("one-of", &watch.at, "supervisors act by the clock or by the crowd");
            }
            (true, false) => {
                if let Some((_, place)) = &watch.backlog_below {
                    fault("no-effect", place, "`below` belongs to `above`");
                }
                return watch.every.map(WatchTrigger::Every);
            }
            (false, true) => {
                let above = watch.backlog_above?;
                let below = watch.backlog_below.as_ref().map_or(above.max(1), |(below, _)| *below);
                if let Some((_, place)) = &watch.backlog_below
                    && below > above.max(1)
                {
                    fault(
                        "wrong-order",
                        place,
                        "fewer than `below` would be as many as switch it on",
                    );
                }
                return Some(WatchTrigger::Backlog { above, below: below.min(above) });
            }
        }
        None
    }
}
