//! The service levels of a live chat, with what is done on a breach.

use super::routing::LiveChatResolver;
use crate::plan::{BreachAction, CurrentOperatorEligibility, IfTargetOffline, Sla, SlaGoal};
use crate::scenario::language::words::{BreachWord, Keyword as _};
use crate::scenario::stated::fields::report_duplicates;
use crate::scenario::stated::sla::{MAX_SLAS, SlaGoalDraft};

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
        let (wanted, strays) = match stated.breach {
            BreachWord::ToOperator => {
                (Some(("operator", &stated.operator)), [&stated.group, &None])
            }
            BreachWord::ToGroup | BreachWord::ToLeastOccupied => {
                (Some(("group", &stated.group)), [&stated.operator, &None])
            }
            BreachWord::None | BreachWord::Notify => (None, [&stated.group, &stated.operator]),
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
        let present = stated
            .current_operator
            .as_ref()
            .map_or(CurrentOperatorEligibility::FIRST, |(word, _)| *word);
        let when = stated.nobody_online.as_ref().map_or(IfTargetOffline::FIRST, |(word, _)| *word);
        let on_breach = match wanted {
            None if stated.breach == BreachWord::Notify => BreachAction::Notify,
            None => BreachAction::Nothing,
            Some((key, None)) => {
                let message = format!("the breach `{}` needs `{key}`", stated.breach.as_str());
                self.faults.error("E-A4", &stated.at, message);
                return None;
            }
            Some((_, Some(word))) => match stated.breach {
                BreachWord::ToOperator => BreachAction::AssignOperator(
                    self.resolve_operator(word, &word.text, "E-A4")?,
                    when,
                ),
                BreachWord::ToGroup => BreachAction::MoveToGroup(self.resolve_group(word, "E-A4")?),
                BreachWord::None | BreachWord::Notify | BreachWord::ToLeastOccupied => {
                    BreachAction::AssignLeastOccupied(
                        self.resolve_group(word, "E-A4")?,
                        when,
                        present,
                    )
                }
            },
        };
        Some(SlaGoal { within: stated.within?, remind_before: stated.remind, on_breach })
    }
}
