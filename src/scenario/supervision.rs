//! What supervisors do: `[live_chats.supervision]` and `[live_chats.watch]`.

use super::csv_file::Tables;
use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word};
use super::laws::law;
use super::routing::Desk;
use super::source::Place;
use crate::base::{GroupId, QueueId, Span};
use crate::dist::Law;
use crate::plan::{self, Action, Gate, Intake, When};

/// How supervisors distribute.
#[derive(Debug)]
pub(super) struct Supervision {
    pub(super) at: Place,
    reaction: Option<Law>,
    to: Option<Word>,
    how: &'static str,
    begin: &'static str,
}

/// What supervisors watch over.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) at: Place,
    every: Option<Span>,
    above: Option<u32>,
    below: Option<(u32, Place)>,
    /// `every` and `above` were written, be it badly.
    written: (bool, bool),
    reaction: Option<Law>,
    from: Option<Word>,
    to: Option<Word>,
    retry: Span,
}

/// Reads `[live_chats.supervision]`.
pub(super) fn supervision(table: &Fields<'_>, files: &Tables<'_>) -> Supervision {
    Supervision {
        at: table.at.clone(),
        reaction: law(table, "reaction", files),
        to: table.name("to"),
        how: table.word("how"),
        begin: table.word("begin"),
    }
}

/// Reads `[live_chats.watch]`.
pub(super) fn watch(table: &Fields<'_>, files: &Tables<'_>) -> Watch {
    let whole = |key| table.whole(key).and_then(|number| u32::try_from(number).ok());
    let retry = if table.node("retry").is_some() { table.positive("retry") } else { None };
    Watch {
        at: table.at.clone(),
        every: table.positive("every"),
        above: whole("above"),
        below: whole("below").map(|below| (below, table.place("below").clone())),
        written: (table.node("every").is_some(), table.node("above").is_some()),
        reaction: law(table, "reaction", files),
        from: table.name("from"),
        to: table.name("to"),
        retry: retry.unwrap_or_else(|| table.duration_or_default("retry").max(Span(1))),
    }
}

impl Desk<'_> {
    /// Who hands sessions on, and to whom.
    pub(super) fn supervision(&self) -> Option<Intake> {
        let Some(supervision) = &self.chat.supervision else {
            let message = "distribution by supervisors needs to know how they do it";
            let help = "add [live_chats.supervision] with reaction = { exponential = \"15s\" }";
            let place = &self.chat.distribution.1;
            self.faults.add(Diagnostic::error("missing-key", place, message).help(help));
            return None;
        };
        let to = match &supervision.to {
            Some(word) => self.group(word, "E-S7")?,
            None => self.first_group()?,
        };
        let action = match supervision.how {
            "group-queue" => Action::GroupQueue(to),
            _ => Action::LeastOccupied(to),
        };
        let gate = match supervision.begin {
            "operator-free" => Gate::FreeOperator,
            _ => Gate::Open,
        };
        Some(Intake::Supervisors { reaction: supervision.reaction.clone()?, action, gate })
    }

    /// What they watch over. `waits_at`: the group in whose queue sessions come to wait; `None`:
    /// the common queue.
    pub(super) fn watch(&self, waits_at: Option<GroupId>) -> Option<Box<plan::Watch>> {
        let watch = self.chat.watch.as_ref()?;
        let when = self.when(watch);
        let from = match &watch.from {
            Some(word) => Some(self.group(word, "E-S7")?),
            None => waits_at,
        };
        let word = watch.to.as_ref()?;
        let to = self.group(word, "E-S9")?;
        if from == Some(to) {
            let message = "sessions that wait there would be moved to where they are";
            let help = "`to` is another group than the one whose queue is watched";
            self.faults.add(Diagnostic::error("value", &word.at, message).help(help));
            return None;
        }
        let chats = self.cast.teams.len();
        let queue =
            from.map_or(QueueId::from(self.place), |group| QueueId::from(chats + group.index()));
        let (reaction, retry) = (watch.reaction.clone()?, watch.retry);
        Some(Box::new(plan::Watch { queue, when: when?, reaction, to, retry }))
    }

    fn when(&self, watch: &Watch) -> Option<When> {
        let fault = |place: &Place, message: &str| {
            let help = "write every = \"5m\", or above = 10 and below = 5";
            self.faults.add(Diagnostic::error("value", place, message).help(help));
        };
        match watch.written {
            (false, false) => fault(&watch.at, "when supervisors act is not said"),
            (true, true) => fault(&watch.at, "supervisors act by the clock or by the crowd"),
            (true, false) => {
                if let Some((_, place)) = &watch.below {
                    fault(place, "`below` belongs to `above`");
                }
                return watch.every.map(When::Every);
            }
            (false, true) => {
                let above = watch.above?;
                let below = watch.below.as_ref().map_or(above.max(1), |(below, _)| *below);
                if let Some((_, place)) = &watch.below
                    && below > above.max(1)
                {
                    fault(place, "fewer than `below` would be as many as switch it on");
                }
                return Some(When::Crowded { above, below: below.min(above) });
            }
        }
        None
    }
}
