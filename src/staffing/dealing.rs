//! Shifts of single days are dealt out to people: as many shifts to each as to the next one, one a day, and
//! no more, and no sooner after each other, than one person may work.
//!
//! Where any two shifts of different days may follow each other, the shifts are dealt out in turn, which
//! takes the fewest people that there can be. Where rest or days in a row bind, the week is dealt out day by
//! day to a number of people: on each day a matching of shifts to those who may have them, who has fewest
//! first. It is tried from each day of the week on, as the turn of the week binds as well, and with more
//! people until it succeeds; with a person for each shift it does.

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::columns::{Column, Origin};
use super::desk::{Counts, StaffedDesk};
use crate::base::{DAY, Span};
use crate::plan::{WeeklyShift, WorkingTime};

/// Shifts that one person has: places in the desk's columns.
pub(super) type Hand = Vec<usize>;

impl Column {
    /// The shifts that this is each week, if it has a shape.
    pub(super) fn weekly_shifts(&self) -> Vec<WeeklyShift> {
        let Origin::Shaped(shift, _) = &self.origin else { return Vec::new() };
        let length = shift.to.saturating_sub(shift.from);
        let days = (0..7_u64).filter(|day| shift.days[*day as usize]);
        days.map(|day| WeeklyShift { from: Span(day * DAY.0) + shift.from, length }).collect()
    }
}

impl StaffedDesk {
    /// People of one kind if only the days of a week were counted.
    pub(super) fn heads_without_rest(&self, counts: &Counts, kind: usize) -> u32 {
        let allowed = WorkingTime { days_in_a_row: 7, ..self.staffing.working_time };
        let whole = self.columns_of(kind).filter(|place| self.columns[*place].one_day().is_none());
        let whole: u32 = whole.map(|place| counts[place]).sum();
        whole + fewest_by_days(&kinds_of(self, counts, kind), allowed)
    }
}

/// A kind of shift that so many people have.
#[derive(Clone, Copy, Debug)]
struct Kind {
    place: usize,
    shift: WeeklyShift,
    count: u32,
}

/// The people of a kind who have shifts of single days.
pub(super) fn dealt_days(desk: &StaffedDesk, counts: &Counts, kind: usize) -> Vec<Hand> {
    let mut kinds = kinds_of(desk, counts, kind);
    let allowed = desk.staffing.working_time;
    let least = fewest_by_days(&kinds, allowed) as usize;
    if !is_bound(&kinds, allowed) {
        return dealt_in_turn(&kinds, least);
    }
    kinds.sort_by_key(|kind| (kind.shift.from, kind.place));
    let shifts: u32 = kinds.iter().map(|kind| kind.count).sum();
    let mut people = least;
    loop {
        let hands = (0..7).find_map(|first| dealt_from(&kinds, allowed, people, first));
        if let Some(hands) = hands {
            return hands;
        }
        // A person for each shift is always enough.
        let step = if people < least + 8 { 1 } else { 1 + people / 20 };
        people = (people + step).min((shifts as usize).max(people + 1));
    }
}

/// The shifts of single days that people of a kind have.
fn kinds_of(desk: &StaffedDesk, counts: &Counts, kind: usize) -> Vec<Kind> {
    let of_column = |place: usize| {
        desk.columns[place].one_day()?;
        let shift = *desk.columns[place].weekly_shifts().first()?;
        Some(Kind { place, shift, count: counts[place] })
    };
    desk.columns_of(kind).filter(|place| counts[*place] > 0).filter_map(of_column).collect()
}

/// No fewer people could have these shifts: one a day, and so many days a week.
fn fewest_by_days(kinds: &[Kind], allowed: WorkingTime) -> u32 {
    let mut by_day = [0_u32; 7];
    kinds.iter().for_each(|kind| by_day[kind.shift.day()] += kind.count);
    let all: u32 = by_day.iter().sum();
    by_day.into_iter().max().unwrap_or(0).max(all.div_ceil(allowed.most_days()))
}

/// Whether it matters who has which of the shifts, beyond how many each has.
fn is_bound(kinds: &[Kind], allowed: WorkingTime) -> bool {
    let apart = |one: &Kind, other: &Kind| {
        one.shift.day() == other.shift.day() || allowed.allows_both(&one.shift, &other.shift)
    };
    let mut days = [false; 7];
    kinds.iter().for_each(|kind| days[kind.shift.day()] = true);
    !allowed.allows_days(days) && allowed.days_in_a_row < 7
        || kinds.iter().any(|one| kinds.iter().any(|other| !apart(one, other)))
}

fn dealt_in_turn(kinds: &[Kind], people: usize) -> Vec<Hand> {
    let mut hands = vec![Vec::new(); people];
    let mut next = 0;
    for day in 0..7 {
        for kind in kinds.iter().filter(|kind| kind.shift.day() == day) {
            for _ in 0..kind.count {
                hands[next % people].push(kind.place);
                next += 1;
            }
        }
    }
    hands
}

/// A person to whom shifts are dealt out.
#[derive(Clone, Debug, Default)]
struct Person {
    shifts: Vec<(usize, WeeklyShift)>,
    days: [bool; 7],
}

impl Person {
    fn may_have(&self, shift: &WeeklyShift, allowed: WorkingTime) -> bool {
        let mut days = self.days;
        days[shift.day()] = true;
        allowed.allows_days(days)
            && self.shifts.iter().all(|(_, own)| allowed.allows_both(own, shift))
    }
}

/// The hands of so many people, from one day of the week on; `None`: it did not go up.
fn dealt_from(
    kinds: &[Kind],
    allowed: WorkingTime,
    people: usize,
    first: usize,
) -> Option<Vec<Hand>> {
    let mut all: Vec<Person> = vec![Person::default(); people];
    for day in (first..first + 7).map(|day| day % 7) {
        let of_day: Vec<Kind> =
            kinds.iter().copied().filter(|kind| kind.shift.day() == day).collect();
        for (person, kind) in matched(&of_day, &all, allowed)? {
            let kind = of_day[kind];
            all[person].shifts.push((kind.place, kind.shift));
            all[person].days[day] = true;
        }
    }
    let hand = |mut person: Person| {
        person.shifts.sort_by_key(|(_, shift)| shift.from);
        person.shifts.into_iter().map(|(place, _)| place).collect()
    };
    Some(all.into_iter().map(hand).filter(|hand: &Hand| !hand.is_empty()).collect())
}

/// Who has which kind of shift on a day; `None`: some shift is left over.
fn matched(kinds: &[Kind], people: &[Person], allowed: WorkingTime) -> Option<Vec<(usize, usize)>> {
    let wanted: u32 = kinds.iter().map(|kind| kind.count).sum();
    let mut order: Vec<usize> = (0..people.len()).collect();
    // Who has fewest first; of those, who began latest, and so has the fewest choices.
    let latest = |person: &Person| person.shifts.last().map(|(_, shift)| shift.from.0 % DAY.0);
    order.sort_by_key(|one| (people[*one].shifts.len(), Reverse(latest(&people[*one])), *one));
    let open: Vec<Vec<usize>> =
        people.iter().map(|person| choices(person, kinds, allowed)).collect();
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); kinds.len()];
    let mut found = 0;
    for person in order {
        if found == wanted {
            break;
        }
        found += u32::from(augment(person, kinds, &open, &mut holders));
    }
    let pairs = holders.iter().enumerate();
    let pairs = pairs.flat_map(|(kind, all)| all.iter().map(move |person| (*person, kind)));
    (found == wanted).then(|| pairs.collect())
}

/// The kinds that a person may have, those first that begin next after the time at which the last one did.
fn choices(person: &Person, kinds: &[Kind], allowed: WorkingTime) -> Vec<usize> {
    let mut open: Vec<usize> =
        (0..kinds.len()).filter(|kind| person.may_have(&kinds[*kind].shift, allowed)).collect();
    if let Some((_, last)) = person.shifts.last() {
        let later = |kind: &usize| {
            (kinds[*kind].shift.from.0 % DAY.0 + DAY.0 - last.from.0 % DAY.0) % DAY.0
        };
        open.sort_by_key(|kind| (later(kind), *kind));
    }
    open
}

/// Gives a person a shift, for which others may get another one (Hopcroft and Karp's augmenting path, one
/// at a time, breadth first).
fn augment(person: usize, kinds: &[Kind], open: &[Vec<usize>], holders: &mut [Vec<usize>]) -> bool {
    // By kind: from whom it was reached.
    let mut reached: Vec<Option<usize>> = vec![None; kinds.len()];
    let mut waiting = VecDeque::from([person]);
    while let Some(one) = waiting.pop_front() {
        for kind in &open[one] {
            if reached[*kind].is_some() {
                continue;
            }
            reached[*kind] = Some(one);
            if holders[*kind].len() < kinds[*kind].count as usize {
                take_along_path(*kind, person, &reached, holders);
                return true;
            }
            waiting.extend(&holders[*kind]);
        }
    }
    false
}

fn take_along_path(
    free: usize,
    person: usize,
    reached: &[Option<usize>],
    holders: &mut [Vec<usize>],
) {
    let mut kind = free;
    while let Some(one) = reached[kind] {
        let before = holders.iter().position(|all| all.contains(&one));
        holders[kind].push(one);
        let Some(before) = before.filter(|_| one != person) else { return };
        holders[before].retain(|other| *other != one);
        kind = before;
    }
}
