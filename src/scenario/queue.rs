//! The keys by which a queue is served: those of a group, and those of a live chat.

use super::csv_file::Tables;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::{Fields, Word};
use super::language::{MOST_RINGS, MOST_STEPS};
use super::laws::law;
use super::names::Names;
use super::source::Place;
use crate::base::GroupId;
use crate::plan::{
    Choice, IfNobody, Matching, Offer, Onward, Order, OverflowFrom, Pace, Resort, Ring, Selection,
    Skills, Step, Tie,
};

/// How a queue is served, as stated: names are still words.
#[derive(Debug)]
pub(super) struct QueueRules {
    pub(super) selection: Selection,
    pub(super) order: Order,
    pub(super) places: Option<u32>,
    pub(super) further: Option<Further>,
}

/// What the table `queue` says.
#[derive(Debug)]
pub(super) struct Further {
    /// Where its keys stand.
    at: Vec<(&'static str, Place)>,
    matching: Matching,
    onward: Onward,
    drops: Vec<Option<Vec<Word>>>,
    pub(super) own_load: bool,
    targets: Vec<(Place, Target)>,
    pub(super) fallback: Option<Word>,
}

/// The target of a step as stated.
#[derive(Debug)]
enum Target {
    Group(Word),
    Resort(Resort),
}

/// Keys that say how a session gets to an operator: nothing that supervisors do.
const MATCHING: [&str; 8] = [
    "load",
    "reaction",
    "offer",
    "rings",
    "relaxed",
    "prefer_last_operator",
    "rate_limit",
    "spacing",
];

/// Keys for whom nobody is Online: a common queue is everybody's last resort.
const OFFLINE: [&str; 2] = ["fallback", "when_offline"];

/// Reads the keys of a group's queue, or of a common queue.
pub(super) fn queue(fields: &Fields<'_>, files: &Tables<'_>) -> QueueRules {
    let choice = match fields.word("selection") {
        "most-spare" => Choice::MostSpare,
        "longest-idle" => Choice::LongestIdle,
        "round-robin" => Choice::RoundRobin,
        "lifetime-count" => Choice::LifetimeCount,
        "random" => Choice::Random,
        "listed" => Choice::Listed,
        _ => Choice::LeastOccupied,
    };
    let tie = match fields.word("tie") {
        "random" => Tie::Random,
        "listed" => Tie::Listed,
        _ => Tie::LongestIdle,
    };
    let table = fields.table("queue");
    let order = order(fields, table.as_ref());
    let places = fields.whole("queue_places").and_then(|places| u32::try_from(places).ok());
    let further = table.map(|table| further(&table, files));
    if let Some(further) = &further
        && let Some(at) = further.at("places_for_switched")
        && fields.node("queue_places").is_none()
    {
        let message = "there is no bound of which this would be a fifth";
        let help = "write queue_places = 20 beside the table `queue`";
        fields.faults.add(Diagnostic::error("value", at, message).help(help));
    }
    if let Some(at) = further.as_ref().and_then(|further| further.at("load"))
        && choice != Choice::LeastOccupied
        && !fields.word("selection").is_empty()
    {
        let message = "which sessions count matters to the least occupied alone";
        let help = "write selection = \"least-occupied\" beside the table `queue`";
        fields.faults.add(Diagnostic::error("value", at, message).help(help));
    }
    QueueRules { selection: Selection { choice, tie }, order, places, further }
}

fn order(fields: &Fields<'_>, table: Option<&Fields<'_>>) -> Order {
    let worth = table.and_then(|table| table.duration("priority_worth"));
    let stated = table.filter(|table| table.node("priority_worth").is_some());
    let order = fields.word("order");
    if let Some(table) = stated
        && order != "score"
        && !order.is_empty()
    {
        let message = format!("`priority_worth` does not belong to the order `{order}`");
        let help = "write order = \"score\" beside the table `queue`";
        let fault = Diagnostic::error("value", table.place("priority_worth"), message);
        fields.faults.add(fault.help(help));
    }
    match order {
        "priority-first" => Order::PriorityFirst,
        "sla-due-first" => Order::SlaDueFirst,
        "score" => {
            if stated.is_none() {
                let message = "the order `score` needs to know what priority is worth";
                let help = "add queue = { priority_worth = \"10m\" }";
                let fault = Diagnostic::error("missing-key", fields.place("order"), message);
                fields.faults.add(fault.help(help));
            }
            Order::Score(worth.unwrap_or_default())
        }
        _ => Order::Fifo,
    }
}

fn further(fields: &Fields<'_>, files: &Tables<'_>) -> Further {
    let keys = MATCHING.iter().chain(&OFFLINE);
    let keys = keys.chain(&["places_for_switched", "overflow", "overflow_from"]);
    let written = keys.filter(|key| fields.node(key).is_some());
    let at = written.map(|key| (*key, fields.place(key).clone())).collect();
    let (rings, drops) = rings(fields, files);
    let (overflow, targets) = steps(fields, files);
    let stray = |key: &str, other: &str| {
        if fields.node(key).is_some() && fields.node(other).is_none() {
            let message = format!("`{key}` means nothing without `{other}`");
            fields.faults.error("value", fields.place(key), message);
        }
    };
    stray("relaxed", "rings");
    stray("overflow_from", "overflow");
    if fields.node("reaction").is_some() && fields.node("offer").is_some() {
        let message = "operators either take sessions themselves or are offered them";
        let help = "leave `reaction` or `offer` out";
        fields.faults.add(Diagnostic::error("value", fields.place("offer"), message).help(help));
    }
    let matching = Matching {
        reaction: law(fields, "reaction", files),
        offer: fields.table("offer").and_then(|table| offer(&table, files)),
        rings,
        relaxed_first: fields.word("relaxed") == "first",
        prefer_last: fields.duration("prefer_last_operator"),
        pace: pace(fields),
    };
    let onward = Onward {
        overflow,
        overflow_from: match fields.word("overflow_from") {
            "queue-entry" => OverflowFrom::QueueEntry,
            _ => OverflowFrom::Arrival,
        },
        max_wait: fields.positive("max_wait"),
        fifth_more: fields.word("places_for_switched") == "a-fifth-more",
        fallback: None,
        offline: match fields.word("when_offline") {
            "refuse" => IfNobody::Refuse,
            _ => IfNobody::Queue,
        },
    };
    in_order(&onward, &targets, fields.faults);
    let own_load = fields.word("load") == "own-queue";
    let fallback = fields.name("fallback");
    Further { at, matching, onward, drops, own_load, targets, fallback }
}

fn offer(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Offer> {
    let (accept, penalty) = (law(fields, "accept", files), fields.positive("penalty"));
    let timeout = fields.positive("timeout");
    let timeout = timeout.unwrap_or_else(|| fields.duration_or_default("timeout"));
    let decline = fields.share("decline").unwrap_or_default();
    Some(Offer { timeout, accept: accept?, decline, penalty })
}

fn pace(fields: &Fields<'_>) -> Pace {
    let rate = fields.table("rate_limit").and_then(|table| {
        let sessions = u32::try_from(table.whole("sessions")?).ok()?;
        let per = match table.node("per") {
            Some(_) => table.positive("per")?,
            None => table.duration_or_default("per"),
        };
        Some((sessions, per))
    });
    Pace { rate, spacing: fields.positive("spacing") }
}

fn rings(fields: &Fields<'_>, files: &Tables<'_>) -> (Vec<Ring>, Vec<Option<Vec<Word>>>) {
    let tables = fields.tables("rings");
    if tables.len() > MOST_RINGS {
        let message = format!("a queue has at most {MOST_RINGS} rings");
        fields.faults.error("value", fields.place("rings"), message);
    }
    let read = tables.iter().take(MOST_RINGS).filter_map(|table| {
        let drop = table.names("drop");
        let stay = law(table, "stay", files)?;
        Some((Ring { stay, drop: Skills::ALL }, drop))
    });
    read.unzip()
}

fn steps(fields: &Fields<'_>, files: &Tables<'_>) -> (Vec<Step>, Vec<(Place, Target)>) {
    let tables = fields.tables("overflow");
    if tables.len() > MOST_STEPS {
        let message = format!("an overflow has at most {MOST_STEPS} steps");
        fields.faults.error("value", fields.place("overflow"), message);
    }
    let read = tables.iter().take(MOST_STEPS).filter_map(|table| step(table, files));
    read.unzip()
}

fn step(fields: &Fields<'_>, files: &Tables<'_>) -> Option<(Step, (Place, Target))> {
    let after = law(fields, "after", files);
    let group = fields.name("group");
    let only_if_online = fields.word("if_nobody_online") == "skip";
    let action = fields.word_or("action", "");
    let target = match action {
        "common-queue" => Target::Resort(Resort::Common),
        "offline-form" => Target::Resort(Resort::OfflineForm),
        "missed" => Target::Resort(Resort::Missed),
        "" => return None,
        _ if group.is_none() => {
            let message = "the action `group-queue` needs `group`";
            fields.faults.error("missing-key", fields.at, message);
            return None;
        }
        _ => Target::Group(group.clone()?),
    };
    if let (Target::Resort(_), Some(word)) = (&target, &group) {
        let message = format!("{} does not belong to the action `{action}`", word.quoted());
        fields.faults.error("value", &word.at, message);
    }
    if only_if_online && !matches!(target, Target::Group(_)) {
        let message = format!("`if_nobody_online` does not belong to the action `{action}`");
        fields.faults.error("value", fields.place("if_nobody_online"), message);
    }
    Some((Step { after: after?, to: Resort::Common, only_if_online }, (fields.at.clone(), target)))
}

/// Each step can be reached, and the last is one that is always taken.
fn in_order(onward: &Onward, targets: &[(Place, Target)], faults: &Faults) {
    let mut before: Option<f64> = None;
    for (place, (step, (at, target))) in onward.overflow.iter().zip(targets).enumerate() {
        let last = place + 1 == targets.len();
        if let Target::Resort(Resort::OfflineForm | Resort::Missed) = target
            && !last
        {
            faults.error("value", at, "the session has left the desk then: no step comes after");
        }
        if last && step.only_if_online {
            let message = "the last step is always taken: it cannot be left out";
            let help = "leave `if_nobody_online` out, or add a step after it";
            faults.add(Diagnostic::error("value", at, message).help(help));
        }
        let fixed = step.after.variance() <= 0.0;
        if onward.overflow_from == OverflowFrom::Arrival && fixed {
            let after = step.after.mean();
            if before.is_some_and(|before| after <= before) {
                let message = "a session is as old as this before the step above is taken";
                let help =
                    "with overflow_from = \"arrival\" each step is later than the one before";
                faults.add(Diagnostic::error("value", at, message).help(help));
            }
            before = Some(after);
        }
    }
}

impl Further {
    fn at(&self, key: &str) -> Option<&Place> {
        self.at.iter().find(|(written, _)| *written == key).map(|(_, at)| at)
    }

    /// Keys that have no meaning for the common queue of a live chat.
    pub(super) fn is_common(&self, distribution: &str, faults: &Faults) {
        for key in OFFLINE {
            if let Some(at) = self.at(key) {
                let message = format!("`{key}` belongs to the queue of a group");
                faults.error("value", at, message);
            }
        }
        for key in MATCHING {
            if distribution == "supervisor"
                && let Some(at) = self.at(key)
            {
                let message = format!("`{key}` is about operators: supervisors distribute here");
                faults.error("value", at, message);
            }
        }
    }

    /// How sessions and operators are brought together, if not plainly.
    pub(super) fn matching(&self, skills: &Names<'_>, faults: &Faults) -> Option<Box<Matching>> {
        let mut matching = self.matching.clone();
        for (ring, drop) in matching.rings.iter_mut().zip(&self.drops) {
            if let Some(words) = drop {
                ring.drop = set(skills, words, faults);
            }
        }
        (matching != Matching::default()).then(|| Box::new(matching))
    }

    /// Where sessions go from here; `group` finds a group to which they may.
    pub(super) fn onward(
        &self,
        mut group: impl FnMut(&Word) -> Option<GroupId>,
    ) -> Option<Box<Onward>> {
        let mut onward = self.onward.clone();
        for (step, (_, target)) in onward.overflow.iter_mut().zip(&self.targets) {
            step.to = match target {
                Target::Group(word) => Resort::Group(group(word)?),
                Target::Resort(resort) => *resort,
            };
        }
        onward.fallback = match &self.fallback {
            Some(word) => Some(group(word)?),
            None => None,
        };
        (onward != Onward::default()).then(|| Box::new(onward))
    }
}

/// The skills that the words name.
pub(super) fn set(skills: &Names<'_>, words: &[Word], faults: &Faults) -> Skills {
    let places = skills.find_all(words, faults);
    places.into_iter().fold(Skills::default(), |set, place| set.with(Skills(1 << place)))
}
