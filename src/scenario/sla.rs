//! `[[live_chats.sla]]`: from words to a service level.

use super::diagnostic::Diagnostic;
use super::fields::{Fields, WrittenName, report_duplicates};
use super::hours;
use super::routing::LiveChatResolver;
use super::run::RunSettings;
use super::source::SourceSpan;
use crate::base::Span;
use crate::plan::{
    BreachAction, CurrentOperatorEligibility, IfTargetOffline, Sla, SlaGoal, WorkingHours,
};

/// More service levels of one live chat are a typing error.
pub(super) const MAX_SLAS: usize = 100;

/// A service level as stated.
#[derive(Debug)]
pub(super) struct SlaDraft {
    pub(super) name: WrittenName,
    hours: Option<WorkingHours>,
    goals: [Option<SlaGoalDraft>; 3],
}

/// A standard as stated.
#[derive(Debug)]
struct SlaGoalDraft {
    at: SourceSpan,
    within: Option<Span>,
    remind: Option<Span>,
    breach: &'static str,
    group: Option<WrittenName>,
    operator: Option<WrittenName>,
    nobody_online: Option<(&'static str, SourceSpan)>,
    current_operator: Option<(&'static str, SourceSpan)>,
}

/// Reads one of `[[live_chats.sla]]`.
pub(super) fn read_sla(fields: &Fields<'_>, run: &RunSettings) -> Option<SlaDraft> {
    let around_the_clock = fields.keyword("around_the_clock") == "yes";
    let stated = fields.node("hours").is_some();
    if around_the_clock {
        for key in ["hours", "lunch", "exceptions"] {
            if fields.node(key).is_some() {
                let message = format!("around the clock there is no `{key}`");
                fields.faults.error("conflict", fields.span(key), message);
            }
        }
    } else if !stated {
        for key in ["lunch", "exceptions"] {
            if fields.node(key).is_some() {
                let message = format!("without `hours` there is no `{key}`");
                fields.faults.error("E-A2", fields.span(key), message);
            }
        }
        let message = "without a schedule nothing is counted";
        let help = "rule E-A2: state `hours`, or around_the_clock = \"yes\"";
        fields.faults.add(Diagnostic::warning("E-A2", fields.at, message).help(help));
    }
    let hours =
        if around_the_clock || stated { hours::read_service_hours(fields, run) } else { None };
    let goals = ["reaction", "response", "closing"].map(|key| read_sla_goal(fields, key));
    if goals.iter().all(Option::is_none) {
        let help = "reaction = { within = \"5m\" }";
        let message = "this service level promises nothing";
        fields.faults.add(Diagnostic::error("E-A1", fields.at, message).help(help));
    }
    Some(SlaDraft { name: fields.name("name")?, hours: hours.map(WorkingHours::new), goals })
}

fn read_sla_goal(fields: &Fields<'_>, key: &str) -> Option<SlaGoalDraft> {
    let current_operator = fields.table(key)?;
    let (within, remind) =
        (current_operator.positive_duration("within"), current_operator.duration("remind"));
    if let (Some(within), Some(remind)) = (within, remind)
        && remind >= within
    {
        let message = "the reminder would come before the clock begins to run";
        current_operator.faults.error("wrong-order", current_operator.span("remind"), message);
    }
    let nobody_online = current_operator
        .written_keyword("nobody_online")
        .map(|word| (word, current_operator.span("nobody_online").clone()));
    Some(SlaGoalDraft {
        at: current_operator.at.clone(),
        within,
        remind,
        breach: current_operator.keyword("breach"),
        group: current_operator.name("group"),
        operator: current_operator.name("operator"),
        nobody_online,
        current_operator: current_operator
            .written_keyword("current_operator")
            .map(|word| (word, current_operator.span("current_operator").clone())),
    })
}

impl LiveChatResolver<'_> {
    /// The service levels of the live chat.
    pub(super) fn resolve_slas(&self) -> Vec<Sla> {
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
            "to-operator" => (Some(("operator", &stated.operator)), [&stated.group, &None]),
            "to-group" | "to-least-occupied" => {
                (Some(("group", &stated.group)), [&stated.operator, &None])
            }
            _ => (None, [&stated.group, &stated.operator]),
        };
        for word in strays.into_iter().flatten() {
            let message =
                format!("{} does not belong to the breach `{}`", word.quoted(), stated.breach);
            self.faults.error("E-A4", &word.at, message);
        }
        if let Some((_, at)) = &stated.nobody_online
            && !matches!(stated.breach, "to-operator" | "to-least-occupied")
        {
            let message =
                format!("`nobody_online` does not belong to the breach `{}`", stated.breach);
            self.faults.error("E-A4", at, message);
        }
        if let Some((_, at)) = &stated.current_operator
            && stated.breach != "to-least-occupied"
        {
            let message =
                format!("`current_operator` does not belong to the breach `{}`", stated.breach);
            self.faults.error("E-A4", at, message);
        }
        let present = match &stated.current_operator {
            Some(("eligible", _)) => CurrentOperatorEligibility::Eligible,
            _ => CurrentOperatorEligibility::Excluded,
        };
        let when = match &stated.nobody_online {
            Some(("transfer", _)) => IfTargetOffline::Transfer,
            _ => IfTargetOffline::Stay,
        };
        let on_breach = match wanted {
            None if stated.breach == "notify" => BreachAction::Notify,
            None => BreachAction::Nothing,
            Some((key, None)) => {
                let message = format!("the breach `{}` needs `{key}`", stated.breach);
                self.faults.error("E-A4", &stated.at, message);
                return None;
            }
            Some((_, Some(word))) => match stated.breach {
                "to-operator" => BreachAction::AssignOperator(
                    self.resolve_operator(word, &word.text, "E-A4")?,
                    when,
                ),
                "to-group" => BreachAction::MoveToGroup(self.resolve_group(word, "E-A4")?),
                _ => BreachAction::AssignLeastOccupied(
                    self.resolve_group(word, "E-A4")?,
                    when,
                    present,
                ),
            },
        };
        Some(SlaGoal { within: stated.within?, remind_before: stated.remind, on_breach })
    }
}
