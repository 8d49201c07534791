//! A whole desk fitted to its past: live chats with arrivals, topics and patience, groups with work and
//! staff.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::arrivals::{FittedArrivals, fit_arrivals};
use super::conversation::{FittedConversation, fit_conversation};
use super::effort::{FittedWork, fit_work};
use super::past::{Fate, LegEnd, Past};
use super::shares::Share;
use super::staff::{DutySource, TypicalStaff, duty_spans, stops_of_other_groups, typical_staff};
use super::survival::{
    CurveStep, FittedDistribution, Spell, SpellEnd, Spike, fit_distributions, kaplan_meier, spikes,
};
use super::workload::{GroupWork, group_work};

/// A desk as its past shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedDesk {
    pub live_chats: Vec<FittedLiveChat>,
    pub groups: Vec<FittedGroup>,
    pub duty_source: DutySource,
    /// Conversations, where there are messages.
    pub conversation: Option<FittedConversation>,
    /// The first and last day, since 1 January 1970.
    pub days: (i64, i64),
    pub sessions: usize,
    /// What the reader should know of the data.
    pub notes: Vec<String>,
}

/// One live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedLiveChat {
    pub name: String,
    pub channel: String,
    pub arrivals: FittedArrivals,
    pub topics: Vec<FittedTopic>,
    /// The group in which most sessions begin.
    pub first_group: usize,
    /// The patience of all its clients together.
    pub patience: Option<FittedPatience>,
    /// The probability, by chance, of topics giving up at rates that differ so much.
    pub topics_alike: f64,
    /// The patience after a transfer, where enough gave up there.
    pub after_transfer: Option<FittedPatience>,
}

/// One topic of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedTopic {
    /// Its place among the topics of the past.
    pub topic: usize,
    pub name: String,
    pub share: Share,
    /// Where its sessions begin, and how many of all do.
    pub first_group: usize,
    pub first_group_share: Share,
    /// Where it differs from that of the live chat.
    pub patience: Option<FittedPatience>,
    /// From group to group.
    pub transfers: Vec<(usize, usize, Share)>,
    /// Groups that had sessions of it, with how many.
    pub at_groups: Vec<(usize, usize)>,
}

/// Patience.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedPatience {
    /// All families, the one with the least AIC first.
    pub distributions: Vec<FittedDistribution>,
    pub curve: Vec<CurveStep>,
    /// Where the hazard is much higher than the best distribution has it.
    pub spikes: Vec<Spike>,
    pub waits: usize,
    pub events: usize,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedGroup {
    pub name: String,
    pub limit: usize,
    pub mean_level: f64,
    /// By topic; `None` where no work was seen.
    pub work: Option<FittedWork>,
    pub pieces: usize,
    pub staff: TypicalStaff,
}

/// Fewer who gave up than these say nothing of a distribution of their own.
const FEWEST_EVENTS: usize = 30;

/// Why a past cannot be fitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FitError(pub String);

impl std::fmt::Display for FitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FitError {}

/// Fits everything that the past shows.
///
/// # Errors
/// Too little is known: fewer than a week of days, or no session that an operator took.
pub fn fit_desk(past: &Past) -> Result<FittedDesk, FitError> {
    let Some(days) = past.days() else {
        return Err(FitError("there are no sessions to fit a desk to".to_owned()));
    };
    if days.1 - days.0 < 6 {
        return Err(FitError(format!(
            "the sessions cover {} days: a week at least is needed for a profile of the week",
            days.1 - days.0 + 1
        )));
    }
    let work = group_work(past);
    if work.iter().all(|group| group.pieces.is_empty()) {
        return Err(FitError(
            "no session has an operator, an instant at which it was taken and one at which it was closed: \
             without them the work of a session is not known"
                .to_owned(),
        ));
    }
    let mut live_chats = Vec::new();
    let mut notes = past.notes.clone();
    for live_chat in 0..past.live_chats.len() {
        match fit_live_chat(past, live_chat) {
            Some(fitted) => live_chats.push(fitted),
            None => notes.push(format!(
                "{} had sessions on fewer than two usual days, or none that was taken: it is left out.",
                past.live_chats[live_chat]
            )),
        }
    }
    if live_chats.is_empty() {
        return Err(FitError("no live chat has enough sessions to be fitted".to_owned()));
    }
    let (spans, duty_source) = duty_spans(past);
    let elsewhere = stops_of_other_groups(past, &spans);
    if elsewhere.of > 0 && elsewhere.value() > 0.1 {
        notes.push(format!(
            "{:.0} % of stops were at operators who had more sessions of another group on that day: groups share staff. \
             Each operator counts for one group at a time, so that the scenario has less staff for each than there was.",
            100.0 * elsewhere.value()
        ));
    }
    let unusual = |day: i64| {
        live_chats.iter().any(|chat| chat.arrivals.unusual.iter().any(|other| other.day == day))
    };
    let usual: Vec<i64> = (days.0..=days.1).filter(|day| !unusual(*day)).collect();
    let groups = work.into_iter().enumerate().map(|(group, work)| {
        fit_group(past, work, typical_staff(&spans, duty_source, group, &usual), group)
    });
    Ok(FittedDesk {
        groups: groups.collect(),
        duty_source,
        conversation: fit_conversation(past),
        days,
        sessions: past.sessions.len(),
        live_chats,
        notes,
    })
}

fn fit_group(past: &Past, work: GroupWork, staff: TypicalStaff, group: usize) -> FittedGroup {
    FittedGroup {
        name: past.groups[group].clone(),
        limit: work.limit(),
        mean_level: work.mean_level(),
        work: fit_work(&work.pieces, past.topics.len()),
        pieces: work.pieces.len(),
        staff,
    }
}

fn fit_live_chat(past: &Past, live_chat: usize) -> Option<FittedLiveChat> {
    let arrivals = fit_arrivals(&past.day_counts(live_chat))?;
    let own = || past.sessions.iter().filter(move |session| session.live_chat == live_chat);
    let mut first_groups = vec![vec![0_usize; past.groups.len()]; past.topics.len()];
    let mut counts = vec![0_usize; past.topics.len()];
    for session in own() {
        counts[session.topic] += 1;
        if let Some(leg) = session.legs.first() {
            first_groups[session.topic][leg.group] += 1;
        }
    }
    let of_group = |group: usize| first_groups.iter().map(|topic| topic[group]).sum::<usize>();
    let first_group = (0..past.groups.len()).rev().max_by_key(|group| of_group(*group))?;
    let total: usize = counts.iter().sum();
    let mut by_topic: Vec<Vec<Spell>> = vec![Vec::new(); past.topics.len()];
    for session in own() {
        let Some(wait) = session.wait else { continue };
        let end = first_wait_end(session.fate);
        by_topic[session.topic].push(Spell { length: wait, end });
    }
    let patience = fit_patience(&by_topic.concat());
    let topics_alike = alike(&by_topic);
    let topics = (0..past.topics.len()).filter(|topic| counts[*topic] > 0).map(|topic| {
        let groups = &first_groups[topic];
        let seen: usize = groups.iter().sum();
        let most = (0..groups.len()).rev().max_by_key(|group| groups[*group]);
        let group = most.filter(|group| groups[*group] > 0).unwrap_or(first_group);
        let (transfers, at_groups) = transfers(past, live_chat, topic);
        FittedTopic {
            topic,
            name: past.topics[topic].clone(),
            share: Share { count: counts[topic], of: total },
            first_group: group,
            first_group_share: Share { count: groups[group], of: seen },
            patience: (topics_alike < 0.01).then(|| fit_patience(&by_topic[topic])).flatten(),
            transfers,
            at_groups,
        }
    });
    Some(FittedLiveChat {
        name: past.live_chats[live_chat].clone(),
        channel: past.channels[live_chat].clone(),
        topics: topics.collect(),
        first_group,
        patience,
        topics_alike,
        after_transfer: fit_patience(&waits_after_transfer(past, live_chat)),
        arrivals,
    })
}

fn first_wait_end(fate: Fate) -> SpellEnd {
    match fate {
        Fate::Abandoned => SpellEnd::Ended,
        Fate::Answered | Fate::Other => SpellEnd::Censored,
    }
}

fn fit_patience(spells: &[Spell]) -> Option<FittedPatience> {
    let events = spells.iter().filter(|spell| spell.end == SpellEnd::Ended).count();
    if events < FEWEST_EVENTS {
        return None;
    }
    let distributions = fit_distributions(spells);
    let spikes =
        distributions.first().map_or_else(Vec::new, |best| spikes(&best.distribution, spells));
    Some(FittedPatience {
        curve: kaplan_meier(spells),
        distributions,
        spikes,
        waits: spells.len(),
        events,
    })
}

/// Whether topics give up alike: χ² of events against waits at one common rate.
fn alike(by_topic: &[Vec<Spell>]) -> f64 {
    let rows: Vec<(f64, f64)> = by_topic
        .iter()
        .map(|spells| {
            let events = spells.iter().filter(|spell| spell.end == SpellEnd::Ended).count();
            (events as f64, spells.iter().map(|spell| spell.length).sum::<f64>())
        })
        .collect();
    let (events, time) = rows.iter().fold((0.0, 0.0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    let judged: Vec<&(f64, f64)> =
        rows.iter().filter(|row| row.1 * events / f64::max(time, 1e-9) >= 5.0).collect();
    if judged.len() < 2 {
        return 1.0;
    }
    let sum: f64 = judged
        .iter()
        .map(|(seen, waited)| {
            let expected = waited * events / time;
            (seen - expected).powi(2) / expected
        })
        .sum();
    ChiSquared::new(judged.len() as f64 - 1.0).map_or(1.0, |distribution| distribution.sf(sum))
}

/// From group to group, with the share of the sessions that a group ended or handed on; and how many it
/// had.
type Transfers = (Vec<(usize, usize, Share)>, Vec<(usize, usize)>);

fn transfers(past: &Past, live_chat: usize, topic: usize) -> Transfers {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut moved: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let own = past.sessions.iter().filter(|it| it.live_chat == live_chat && it.topic == topic);
    for session in own {
        for (place, leg) in session.legs.iter().enumerate() {
            if leg.end != LegEnd::Taken {
                continue;
            }
            *taken.entry(leg.group).or_default() += 1;
            if let Some(next) = session.legs.get(place + 1) {
                *moved.entry((leg.group, next.group)).or_default() += 1;
            }
        }
    }
    let shares = moved.iter().map(|((from, to), count)| {
        (*from, *to, Share { count: *count, of: taken.get(from).copied().unwrap_or(*count) })
    });
    (shares.collect(), taken.iter().map(|(group, count)| (*group, *count)).collect())
}

fn waits_after_transfer(past: &Past, live_chat: usize) -> Vec<Spell> {
    let own = past.sessions.iter().filter(|session| session.live_chat == live_chat);
    own.flat_map(|session| session.legs.iter().skip(1))
        .filter_map(|leg| match leg.end {
            LegEnd::Taken => {
                Some(Spell { length: leg.taken? - leg.joined, end: SpellEnd::Censored })
            }
            LegEnd::Abandoned => {
                Some(Spell { length: leg.left? - leg.joined, end: SpellEnd::Ended })
            }
            LegEnd::Other => None,
        })
        .collect()
}
