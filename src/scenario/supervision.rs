//! What supervisors do: `[live_chats.supervision]` and `[live_chats.watch]`.

use super::csv_file::Tables;
use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word};
use super::laws::law;
use super::live_chats::priority;
use super::routing::Desk;
use super::source::Place;
use crate::base::{GroupId, QueueId, Span};
use crate::dist::Law;
use crate::plan::{self, Action, Deed, Gate, Intake, Priority, When};

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
    act: &'static str,
    to: Option<Word>,
    waited: Option<(Span, Place)>,
    beyond: Option<(u32, Place)>,
    priority: (Priority, Option<Place>),
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
    let written = |key: &str| table.node(key).map(|_| table.place(key).clone());
    Watch {
        at: table.at.clone(),
        every: table.positive("every"),
        above: whole("above"),
        below: whole("below").map(|below| (below, table.place("below").clone())),
        written: (table.node("every").is_some(), table.node("above").is_some()),
        reaction: law(table, "reaction", files),
        from: table.name("from"),
        act: table.word_or("act", ""),
        to: table.name("to"),
        waited: table.duration("waited").zip(written("waited")),
        beyond: whole("beyond").zip(written("beyond")),
        priority: (priority(table.word("priority")), written("priority")),
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
        let deed = self.deed(watch, from);
        let chats = self.cast.teams.len();
        let queue =
            from.map_or(QueueId::from(self.place), |group| QueueId::from(chats + group.index()));
        let (reaction, retry) = (watch.reaction.clone()?, watch.retry);
        let waited = watch.waited.as_ref().map_or(Span::ZERO, |(waited, _)| *waited);
        self.strays_of(watch, when?);
        Some(Box::new(plan::Watch { queue, when: when?, reaction, deed: deed?, waited, retry }))
    }

    /// What they do with one session.
    fn deed(&self, watch: &Watch, from: Option<GroupId>) -> Option<Deed> {
        let named = match &watch.to {
            Some(word) => Some(self.group(word, "E-S9")?),
            None => None,
        };
        let or_else = || named.or(from).or_else(|| self.first_group());
        match watch.act {
            "move" => {
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
                    self.faults.add(Diagnostic::error("value", &word.at, message).help(help));
                    return None;
                }
                Some(Deed::Move(to))
            }
            "assign" => Some(Deed::Assign(or_else()?)),
            "reassign" => {
                let of = watch.from.as_ref().and(from);
                let to = named.or(of).or_else(|| self.first_group())?;
                let beyond = watch.beyond.as_ref().map(|(beyond, _)| *beyond);
                Some(Deed::Reassign { of, to, beyond })
            }
            "priority" => Some(Deed::Raise(watch.priority.0)),
            "to-bot" if self.chat.bot.is_none() => {
                let message = "there is no bot to which supervisors could give sessions";
                let help = "add [live_chats.bot], or write another `act`";
                self.faults.add(Diagnostic::error("E-Q13", &watch.at, message).help(help));
                None
            }
            "to-bot" => Some(Deed::ToBot),
            _ => None,
        }
    }

    /// Keys that belong to something else would be passed over in silence.
    fn strays_of(&self, watch: &Watch, when: When) {
        let fault = |place: &Place, message: String| self.faults.error("value", place, message);
        let stray = |place: Option<&Place>, key: &str, acts: &[&str]| {
            if let Some(place) = place
                && !watch.act.is_empty()
                && !acts.contains(&watch.act)
            {
                fault(place, format!("`{key}` does not belong to the act `{}`", watch.act));
            }
        };
        stray(watch.to.as_ref().map(|to| &to.at), "to", &["move", "assign", "reassign"]);
        stray(watch.beyond.as_ref().map(|(_, at)| at), "beyond", &["reassign"]);
        stray(watch.priority.1.as_ref(), "priority", &["priority"]);
        let waits = ["move", "assign", "priority", "to-bot"];
        stray(watch.waited.as_ref().map(|(_, at)| at), "waited", &waits);
        if matches!(when, When::Every(_)) {
            return;
        }
        if let Some((_, place)) = &watch.waited {
            fault(place, "`waited` belongs to `every`".into());
        }
        if matches!(watch.act, "reassign" | "priority") {
            let message = format!("supervisors see to the act `{}` by the clock", watch.act);
            self.faults.error("value", &watch.at, message);
        }
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
