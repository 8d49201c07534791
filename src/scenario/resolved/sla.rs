//! The service levels of a live chat, with what is done on a breach.

use super::routing::LiveChatResolver;
use crate::plan::{BreachAction, CurrentOperatorEligibility, IfTargetOffline, Sla, SlaGoal};
use crate::scenario::language::words::{BreachWord, Keyword as _};
use crate::scenario::stated::fields::report_duplicates;
use crate::scenario::stated::sla::{MAX_SLAS, SlaGoalDraft};
use crate::scenario::text::written_name::WrittenName;

impl LiveChatResolver<'_> {
    /// The service levels of the live chat.
    pub(in crate::scenario) fn resolve_slas(&self) -> Vec<Sla> {
        if self.chat.slas.len() >= MAX_SLAS {
            let message = "a live chat has fewer than a hundred service levels";
            self.faults.error("too-many", &self.chat.slas_at, message);
        }
        report_duplicates(
            self.chat.slas.iter().map(|level| &level.name),
            "service level",
            self.faults,
        );
        let levels = self.chat.slas.iter().map(|level| Sla {
            name: level.name.text.clone(),
            hours: level.hours.clone(),
            goals: level.goals.each_ref().map(|stated| self.resolve_goal(stated.as_ref()?)),
        });
        levels.collect()
    }

    fn resolve_goal(&self, stated: &SlaGoalDraft) -> Option<SlaGoal> {
        let strays = match stated.breach {
            BreachWord::ToOperator => [&stated.group, &None],
            BreachWord::ToGroup | BreachWord::ToLeastOccupied => [&stated.operator, &None],
            BreachWord::None | BreachWord::Notify => [&stated.group, &stated.operator],
        };
        for word in strays.into_iter().flatten() {
            let message = format!(
                "{} does not belong to the breach `{}`",
                word.quoted(),
                stated.breach.as_str()
            );
            self.faults.error("E-A4", &word.at, message);
        }
        if let Some((_, at)) = &stated.nobody_online
            && !matches!(stated.breach, BreachWord::ToOperator | BreachWord::ToLeastOccupied)
        {
            let message = format!(
                "`nobody_online` does not belong to the breach `{}`",
                stated.breach.as_str()
            );
            self.faults.error("E-A4", at, message);
        }
        if let Some((_, at)) = &stated.current_operator
            && stated.breach != BreachWord::ToLeastOccupied
        {
            let message = format!(
                "`current_operator` does not belong to the breach `{}`",
                stated.breach.as_str()
            );
            self.faults.error("E-A4", at, message);
        }
        let on_breach = self.resolve_breach(stated)?;
        Some(SlaGoal { within: stated.within?, remind_before: stated.remind, on_breach })
    }

    /// What happens when the time of a goal runs out.
    fn resolve_breach(&self, stated: &SlaGoalDraft) -> Option<BreachAction> {
        let current = stated.current_operator.as_ref();
        let current = current.map_or(CurrentOperatorEligibility::FIRST, |(word, _)| *word);
        let offline = stated.nobody_online.as_ref();
        let offline = offline.map_or(IfTargetOffline::FIRST, |(word, _)| *word);
        Some(match stated.breach {
            BreachWord::None => BreachAction::Nothing,
            BreachWord::Notify => BreachAction::Notify,
            BreachWord::ToOperator => {
                let word = self.named_in_breach(stated, "operator", stated.operator.as_ref())?;
                let operator = self.resolve_operator(word, &word.text, "E-A4")?;
                BreachAction::AssignOperator(operator, offline)
            }
            BreachWord::ToGroup => {
                let word = self.named_in_breach(stated, "group", stated.group.as_ref())?;
                BreachAction::MoveToGroup(self.resolve_group(word, "E-A4")?)
            }
            BreachWord::ToLeastOccupied => {
                let word = self.named_in_breach(stated, "group", stated.group.as_ref())?;
                let group = self.resolve_group(word, "E-A4")?;
                BreachAction::AssignLeastOccupied(group, offline, current)
            }
        })
    }

    /// The name that a breach cannot do without.
    fn named_in_breach<'s>(
        &self,
        stated: &SlaGoalDraft,
        key: &str,
        word: Option<&'s WrittenName>,
    ) -> Option<&'s WrittenName> {
        if word.is_none() {
            let message = format!("the breach `{}` needs `{key}`", stated.breach.as_str());
            self.faults.error("E-A4", &stated.at, message);
        }
        word
    }
}
