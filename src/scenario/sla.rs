//! `[[live_chats.sla]]`: from words to a service level.

use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word, unique};
use super::hours;
use super::routing::Desk;
use super::run::RunSettings;
use super::source::Place;
use crate::base::Span;
use crate::plan::{Breach, IfOffline, Present, Promise, Sla, WorkingHours};

/// More service levels of one live chat are a typing error.
pub(super) const MOST: usize = 100;

/// A service level as stated.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) name: Word,
    hours: Option<WorkingHours>,
    standards: [Option<Stated>; 3],
}

/// A standard as stated.
#[derive(Debug)]
struct Stated {
    at: Place,
    within: Option<Span>,
    remind: Option<Span>,
    breach: &'static str,
    group: Option<Word>,
    operator: Option<Word>,
    nobody_online: Option<(&'static str, Place)>,
    present: Option<(&'static str, Place)>,
}

/// Reads one of `[[live_chats.sla]]`.
pub(super) fn level(fields: &Fields<'_>, run: &RunSettings) -> Option<Level> {
    let around_the_clock = fields.word("around_the_clock") == "yes";
    let stated = fields.node("hours").is_some();
    if around_the_clock {
        for key in ["hours", "lunch", "exceptions"] {
            if fields.node(key).is_some() {
                let message = format!("around the clock there is no `{key}`");
                fields.faults.error("value", fields.place(key), message);
            }
        }
    } else if !stated {
        for key in ["lunch", "exceptions"] {
            if fields.node(key).is_some() {
                let message = format!("without `hours` there is no `{key}`");
                fields.faults.error("E-A2", fields.place(key), message);
            }
        }
        let message = "without a schedule nothing is counted";
        let help = "rule E-A2: state `hours`, or around_the_clock = \"yes\"";
        fields.faults.add(Diagnostic::warning("E-A2", fields.at, message).help(help));
    }
    let hours = if around_the_clock || stated { hours::service(fields, run) } else { None };
    let standards = ["reaction", "response", "closing"].map(|key| standard(fields, key));
    if standards.iter().all(Option::is_none) {
        let help = "reaction = { within = \"5m\" }";
        let message = "this service level promises nothing";
        fields.faults.add(Diagnostic::error("E-A1", fields.at, message).help(help));
    }
    Some(Level { name: fields.name("name")?, hours: hours.map(WorkingHours::new), standards })
}

fn standard(fields: &Fields<'_>, key: &str) -> Option<Stated> {
    let table = fields.table(key)?;
    let (within, remind) = (table.positive("within"), table.duration("remind"));
    if let (Some(within), Some(remind)) = (within, remind)
        && remind >= within
    {
        let message = "the reminder would come before the clock begins to run";
        table.faults.error("value", table.place("remind"), message);
    }
    let nobody_online = table
        .written_word("nobody_online")
        .map(|word| (word, table.place("nobody_online").clone()));
    Some(Stated {
        at: table.at.clone(),
        within,
        remind,
        breach: table.word("breach"),
        group: table.name("group"),
        operator: table.name("operator"),
        nobody_online,
        present: table
            .written_word("present_operator")
            .map(|word| (word, table.place("present_operator").clone())),
    })
}

impl Desk<'_> {
    /// The service levels of the live chat.
    pub(super) fn slas(&self) -> Vec<Sla> {
        if self.chat.slas.len() >= MOST {
            let message = "a live chat has fewer than a hundred service levels";
            self.faults.error("value", &self.chat.slas_at, message);
        }
        unique(self.chat.slas.iter().map(|level| &level.name), "service level", self.faults);
        let levels = self.chat.slas.iter().map(|level| Sla {
            name: level.name.text.clone(),
            hours: level.hours.clone(),
            promises: level.standards.each_ref().map(|stated| self.promise(stated.as_ref()?)),
        });
        levels.collect()
    }

    fn promise(&self, stated: &Stated) -> Option<Promise> {
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
        if let Some((_, at)) = &stated.present
            && stated.breach != "to-least-occupied"
        {
            let message =
                format!("`present_operator` does not belong to the breach `{}`", stated.breach);
            self.faults.error("E-A4", at, message);
        }
        let present = match &stated.present {
            Some(("may-get-it", _)) => Present::MayGetIt,
            _ => Present::Excluded,
        };
        let when = match &stated.nobody_online {
            Some(("hand-over", _)) => IfOffline::HandOver,
            _ => IfOffline::Stay,
        };
        let breach = match wanted {
            None if stated.breach == "notify" => Breach::Notify,
            None => Breach::Nothing,
            Some((key, None)) => {
                let message = format!("the breach `{}` needs `{key}`", stated.breach);
                self.faults.error("E-A4", &stated.at, message);
                return None;
            }
            Some((_, Some(word))) => match stated.breach {
                "to-operator" => Breach::Operator(self.operator(word, &word.text, "E-A4")?, when),
                "to-group" => Breach::GroupQueue(self.group(word, "E-A4")?),
                _ => Breach::LeastOccupied(self.group(word, "E-A4")?, when, present),
            },
        };
        Some(Promise { within: stated.within?, remind: stated.remind, breach })
    }
}
