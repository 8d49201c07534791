//! `[[live_chats.sla]]`: from words to a service level.

use super::fields::Fields;
use super::hours;
use super::run::RunSettings;
use crate::base::Span;
use crate::plan::WorkingHours;
use crate::plan::{CurrentOperatorEligibility, IfTargetOffline};
use crate::scenario::language::words::BreachWord;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// More service levels of one live chat are a typing error.
pub(in crate::scenario) const MAX_SLAS: usize = 100;

/// A service level as stated.
#[derive(Debug)]
pub(in crate::scenario) struct SlaDraft {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) hours: Option<WorkingHours>,
    pub(in crate::scenario) goals: [Option<SlaGoalDraft>; 3],
}

/// A standard as stated.
#[derive(Debug)]
pub(in crate::scenario) struct SlaGoalDraft {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) within: Option<Span>,
    pub(in crate::scenario) remind: Option<Span>,
    pub(in crate::scenario) breach: BreachWord,
    pub(in crate::scenario) group: Option<WrittenName>,
    pub(in crate::scenario) operator: Option<WrittenName>,
    pub(in crate::scenario) nobody_online: Option<(IfTargetOffline, SourceSpan)>,
    pub(in crate::scenario) current_operator: Option<(CurrentOperatorEligibility, SourceSpan)>,
}

/// Reads one of `[[live_chats.sla]]`.
pub(in crate::scenario) fn read_sla(fields: &Fields<'_>, run: &RunSettings) -> Option<SlaDraft> {
    let around_the_clock = fields.says("around_the_clock", "yes");
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
        .written_word("nobody_online")
        .map(|word| (word, current_operator.span("nobody_online").clone()));
    Some(SlaGoalDraft {
        at: current_operator.at.clone(),
        within,
        remind,
        breach: current_operator.word("breach"),
        group: current_operator.name("group"),
        operator: current_operator.name("operator"),
        nobody_online,
        current_operator: current_operator
            .written_word("current_operator")
            .map(|word| (word, current_operator.span("current_operator").clone())),
    })
}
