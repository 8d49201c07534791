//! Where sessions go on to from a queue: the groups that a queue's keys name, and that a chain of
//! fallbacks ends.

use super::people::StaffDraft;
use crate::base::GroupId;
use crate::plan::{MatchingRules, Overflow};
use crate::scenario::language::MAX_FALLBACKS;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::written_name::WrittenName;

/// What the reader of a queue needs to know.
pub(in crate::scenario) struct QueueResolver<'a> {
    pub(in crate::scenario) scenario: &'a Scenario,
    pub(in crate::scenario) staff: &'a StaffDraft<'a>,
    pub(in crate::scenario) faults: &'a Faults,
}

type ResolvedQueueRules = (Option<Box<MatchingRules>>, Option<Box<Overflow>>);

impl QueueResolver<'_> {
    /// The rules of the common queue of a live chat.
    pub(in crate::scenario) fn resolve_common(&self, chat: usize) -> ResolvedQueueRules {
        let stated = &self.scenario.live_chats[chat];
        let Some(keys) = &stated.queue.keys else {
            return (None, None);
        };
        keys.check_common_queue(stated.default_routing.0, self.faults);
        let overflow = keys.resolve_overflow(|word| {
            let group = self.staff.groups.find(word, self.faults)?;
            self.check_group_of_live_chat(word, group, chat).then(|| GroupId::from(group))
        });
        (keys.resolve_matching(&self.staff.skills, self.faults), overflow)
    }

    /// The rules of the queue of a group.
    pub(in crate::scenario) fn resolve_group(&self, place: usize) -> ResolvedQueueRules {
        let Some(keys) = &self.scenario.groups[place].queue.keys else {
            return (None, None);
        };
        let overflow = keys.resolve_overflow(|word| {
            let group = self.staff.groups.find(word, self.faults)?;
            if group == place {
                let message = "a session does not go on to where it is";
                self.faults.error("cycle", &word.at, message);
                return None;
            }
            let teams = self.staff.live_chat_groups.iter().enumerate();
            let chats = teams.filter(|(_, team)| team.operators.contains(&place));
            // Each live chat to which it does not belong is reported.
            let strange = chats
                .filter(|(chat, _)| !self.check_group_of_live_chat(word, group, *chat))
                .count();
            (strange == 0).then(|| GroupId::from(group))
        });
        (keys.resolve_matching(&self.staff.skills, self.faults), overflow)
    }

    /// Sessions stay with the operators of their live chat.
    fn check_group_of_live_chat(&self, word: &WrittenName, group: usize, chat: usize) -> bool {
        let belongs = self.staff.live_chat_groups[chat].operators.contains(&group);
        if !belongs {
            let stated = &self.scenario.live_chats[chat];
            let message = format!(
                "group {} is not among the operators of live chat {}, whose sessions would go there",
                word.quoted(),
                stated.name.quoted()
            );
            let fault = Diagnostic::error("E-T5", &word.at, message);
            self.faults.add(fault.with_related(&stated.operators.1, "its operators"));
        }
        belongs
    }

    /// A chain of fallbacks ends, and soon.
    pub(in crate::scenario) fn check_fallbacks(&self) {
        let next = |place: usize| -> Option<(usize, &WrittenName)> {
            let word = self.scenario.groups[place].queue.keys.as_ref()?.fallback.as_ref()?;
            Some((self.staff.groups.get(&word.text)?, word))
        };
        for start in 0..self.scenario.groups.len() {
            let Some((mut at, word)) = next(start) else {
                continue;
            };
            let mut hops = 1;
            while at != start
                && hops <= MAX_FALLBACKS
                && let Some((then, _)) = next(at)
            {
                (at, hops) = (then, hops + 1);
            }
            if at == start && hops > 1 {
                let message = "this chain of fallbacks comes back to where it began";
                self.faults.error("cycle", &word.at, message);
            } else if hops > MAX_FALLBACKS {
                let message =
                    format!("at most {MAX_FALLBACKS} fallbacks follow each other, here are more");
                self.faults.error("too-many", &word.at, message);
            }
        }
    }
}
