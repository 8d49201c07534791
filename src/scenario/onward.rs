//! Where sessions go on to from a queue: the groups that a queue's keys name, and that a chain of
//! fallbacks ends.

use super::Scenario;
use super::cast::Cast;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::Word;
use super::language::MOST_FALLBACKS;
use crate::base::GroupId;
use crate::plan::{Matching, Onward};

/// What the reader of a queue needs to know.
pub(super) struct Queues<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) cast: &'a Cast<'a>,
    pub(super) faults: &'a Faults,
}

type Rules = (Option<Box<Matching>>, Option<Box<Onward>>);

impl Queues<'_> {
    /// The rules of the common queue of a live chat.
    pub(super) fn common(&self, chat: usize) -> Rules {
        let stated = &self.scenario.live_chats[chat];
        let Some(further) = &stated.queue.further else {
            return (None, None);
        };
        further.is_common(stated.distribution.0, self.faults);
        let onward = further.onward(|word| {
            let group = self.cast.groups.find(word, self.faults)?;
            self.belongs(word, group, chat).then(|| GroupId::from(group))
        });
        (further.matching(&self.cast.skills, self.faults), onward)
    }

    /// The rules of the queue of a group.
    pub(super) fn of_group(&self, place: usize) -> Rules {
        let Some(further) = &self.scenario.groups[place].queue.further else {
            return (None, None);
        };
        let onward = further.onward(|word| {
            let group = self.cast.groups.find(word, self.faults)?;
            if group == place {
                let message = "a session does not go on to where it is";
                self.faults.error("value", &word.at, message);
                return None;
            }
            let teams = self.cast.teams.iter().enumerate();
            let chats = teams.filter(|(_, team)| team.operators.contains(&place));
            // Each live chat to which it does not belong is reported.
            let strange = chats.filter(|(chat, _)| !self.belongs(word, group, *chat)).count();
            (strange == 0).then(|| GroupId::from(group))
        });
        (further.matching(&self.cast.skills, self.faults), onward)
    }

    /// Sessions stay with the operators of their live chat.
    fn belongs(&self, word: &Word, group: usize, chat: usize) -> bool {
        let belongs = self.cast.teams[chat].operators.contains(&group);
        if !belongs {
            let stated = &self.scenario.live_chats[chat];
            let message = format!(
                "group {} is not among the operators of live chat {}, whose sessions would go there",
                word.quoted(),
                stated.name.quoted()
            );
            let fault = Diagnostic::error("E-T5", &word.at, message);
            self.faults.add(fault.beside(&stated.operators.1, "its operators"));
        }
        belongs
    }

    /// A chain of fallbacks ends, and soon.
    pub(super) fn fallbacks(&self) {
        let next = |place: usize| -> Option<(usize, &Word)> {
            let word = self.scenario.groups[place].queue.further.as_ref()?.fallback.as_ref()?;
            Some((self.cast.groups.get(&word.text)?, word))
        };
        for start in 0..self.scenario.groups.len() {
            let Some((mut at, word)) = next(start) else {
                continue;
            };
            let mut hops = 1;
            while at != start
                && hops <= MOST_FALLBACKS
                && let Some((then, _)) = next(at)
            {
                (at, hops) = (then, hops + 1);
            }
            if at == start && hops > 1 {
                let message = "this chain of fallbacks comes back to where it began";
                self.faults.error("value", &word.at, message);
            } else if hops > MOST_FALLBACKS {
                let message =
                    format!("at most {MOST_FALLBACKS} fallbacks follow each other, here are more");
                self.faults.error("value", &word.at, message);
            }
        }
    }
}
