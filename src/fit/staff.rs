//! Who was on duty: from a list of duty times, or from what operators did.
//!
//! Where the source has no duty times, an operator is on duty from the first session taken to the last one closed,
//! with no gap longer than five hours, to full quarters of an hour outwards. An operator who waits long for a first
//! session was there earlier than that: on a quiet desk staff comes out a little short, and that is said
//! beside the figures.
//!
//! A typical week is made of positions, not of people: the n-th to begin on a Monday has the median begin
//! and end of those who were n-th to begin on Mondays (where they are taken from sessions: the lower quartile of
//! begins and the upper of ends, because no one is seen before a first session). Breaks that the source lists part
//! turns, and a position may have both parts. So rotas that change from week to week are no trouble,
//! and no person's hours are told.

use super::arrivals::{SLOTS, weekday};
use super::past::{DAY_SECONDS, DutySpan, Past};
use super::shares::Share;

/// A longer time without a session is off duty.
const LONGEST_GAP: f64 = 18_000.0;
const QUARTER: f64 = 900.0;
/// Two turns of a day this far apart, in minutes, are one person's with a break between.
const LONGEST_BREAK: u32 = 120;

/// Where duty times come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutySource {
    /// The source lists them.
    Listed,
    /// They are taken from the sessions that operators had.
    Seen,
}

/// Duty times, in the order of operators and time.
pub fn duty_spans(past: &Past) -> (Vec<DutySpan>, DutySource) {
    if past.duty.is_empty() {
        (seen(past), DutySource::Seen)
    } else {
        (listed(past), DutySource::Listed)
    }
}

/// Stretches that touch are one.
fn listed(past: &Past) -> Vec<DutySpan> {
    let mut spans = past.duty.clone();
    spans.sort_by(|a, b| a.operator.cmp(&b.operator).then(a.from.total_cmp(&b.from)));
    let mut merged: Vec<DutySpan> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.operator == span.operator && span.from <= last.to + 60.0 => {
                last.to = last.to.max(span.to);
            }
            _ => merged.push(span),
        }
    }
    merged.iter_mut().for_each(|span| {
        span.from = (span.from / QUARTER).round() * QUARTER;
        span.to = (span.to / QUARTER).round() * QUARTER;
    });
    merged.retain(|span| span.to > span.from);
    merged
}

fn seen(past: &Past) -> Vec<DutySpan> {
    let mut spans = Vec::new();
    for (operator, legs) in past.legs_by_operator().into_iter().enumerate() {
        let mut times: Vec<(f64, f64, usize)> = legs
            .iter()
            .filter_map(|place| {
                let (session, leg) = past.leg(*place);
                Some((leg.taken? + session.offset, leg.left? + session.offset, leg.group))
            })
            .collect();
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut stretches: Vec<Vec<(f64, f64, usize)>> = Vec::new();
        let mut end = f64::NEG_INFINITY;
        for time in times {
            if time.0 > end + LONGEST_GAP {
                stretches.push(Vec::new());
            }
            end = end.max(time.1);
            if let Some(last) = stretches.last_mut() {
                last.push(time);
            }
        }
        spans.extend(stretches.iter().map(|stretch| {
            let from = stretch.iter().map(|time| time.0).fold(f64::INFINITY, f64::min);
            let to = stretch.iter().map(|time| time.1).fold(f64::NEG_INFINITY, f64::max);
            let count = |group: usize| stretch.iter().filter(|time| time.2 == group).count();
            let group = (0..past.groups.len()).max_by_key(|group| count(*group)).unwrap_or(0);
            let to = ((to / QUARTER).ceil() * QUARTER).min(from + 23.0 * 3_600.0);
            DutySpan { operator, group, from: (from / QUARTER).floor() * QUARTER, to }
        }));
    }
    spans
}

/// How many stops were at operators who, on that stretch of duty, count for another group: that in which they had most.
pub(super) fn stops_of_other_groups(past: &Past, spans: &[DutySpan]) -> Share {
    let mut of_operator: Vec<Vec<&DutySpan>> = vec![Vec::new(); past.operators];
    for span in spans {
        of_operator[span.operator].push(span);
    }
    of_operator.iter_mut().for_each(|own| own.sort_by(|a, b| a.from.total_cmp(&b.from)));
    let mut stops = Share { count: 0, of: 0 };
    for (own, legs) in of_operator.iter().zip(past.legs_by_operator()) {
        for (session, leg) in legs.into_iter().map(|place| past.leg(place)) {
            let Some(taken) = leg.taken.map(|taken| taken + session.offset) else { continue };
            let next = own.partition_point(|span| span.from <= taken);
            if let Some(span) = next.checked_sub(1).map(|place| own[place])
                && taken <= span.to
            {
                stops.of += 1;
                stops.count += usize::from(leg.group != span.group);
            }
        }
    }
    stops
}

/// A turn of the typical week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// 0 is Monday.
    pub weekday: usize,
    /// Minutes since midnight.
    pub from: u32,
    /// At most a day later.
    pub to: u32,
}

/// The staff of a group in a typical week.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypicalStaff {
    /// Positions with their turns: on a weekday one, or several with breaks between.
    pub positions: Vec<Vec<Turn>>,
    /// Hours on duty in a week: as seen, on average, and of the positions.
    pub hours_seen: f64,
    pub hours_stated: f64,
    /// How many were on duty in each half-hour of the week from Monday, on average over its dates.
    pub on_duty: Vec<f64>,
}

/// The typical week of a group, from duty times on these days.
pub fn typical_staff(
    spans: &[DutySpan],
    source: DutySource,
    group: usize,
    days: &[i64],
) -> TypicalStaff {
    let mut staff = TypicalStaff { on_duty: vec![0.0; 7 * SLOTS], ..TypicalStaff::default() };
    for day_of_week in 0..7 {
        let dates: Vec<i64> =
            days.iter().copied().filter(|day| weekday(*day) == day_of_week).collect();
        if dates.is_empty() {
            continue;
        }
        let on_day = |day: i64| {
            let start = day as f64 * DAY_SECONDS;
            let mut own: Vec<(f64, f64)> = spans
                .iter()
                .filter(|span| span.group == group)
                .map(|span| (span.from - start, span.to - start))
                .filter(|(from, _)| (0.0..DAY_SECONDS).contains(from))
                .collect();
            own.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            own
        };
        let by_date: Vec<Vec<(f64, f64)>> = dates.iter().map(|day| on_day(*day)).collect();
        let all: usize = by_date.iter().map(Vec::len).sum();
        let hours: f64 = by_date.iter().flatten().map(|(from, to)| (to - from) / 3_600.0).sum();
        staff.hours_seen += hours / dates.len() as f64;
        for (from, to) in by_date.iter().flatten() {
            spread(&mut staff.on_duty, day_of_week, *from, *to, 1.0 / dates.len() as f64);
        }
        let number = (all as f64 / dates.len() as f64).round() as usize;
        let place = |position| typical_turn(&by_date, position, number, source, day_of_week);
        let mut turns: Vec<Turn> = (0..number).map(place).collect();
        turns.sort_unstable_by_key(|turn| (turn.from, turn.to));
        for turn in turns {
            staff.hours_stated += f64::from(turn.to - turn.from) / 60.0;
            staff.give(turn);
        }
    }
    staff
}

/// Adds a stretch of a day, in seconds since its midnight, to the half-hours that it covers. The week ends where it
/// begins.
fn spread(on_duty: &mut [f64], weekday: usize, from: f64, to: f64, weight: f64) {
    const HALF_HOUR: f64 = DAY_SECONDS / SLOTS as f64;
    let last = (to / HALF_HOUR).ceil() as usize;
    for slot in (from / HALF_HOUR).floor() as usize..last.min(7 * SLOTS) {
        let begin = slot as f64 * HALF_HOUR;
        let covered = (to.min(begin + HALF_HOUR) - from.max(begin)).max(0.0) / HALF_HOUR;
        on_duty[(weekday * SLOTS + slot) % (7 * SLOTS)] += weight * covered;
    }
}

impl TypicalStaff {
    /// How many the positions have on duty in each half-hour of the week from Monday.
    pub fn stated_on_duty(&self) -> Vec<f64> {
        let mut on_duty = vec![0.0; 7 * SLOTS];
        for turn in self.positions.iter().flatten() {
            let (from, to) = (f64::from(turn.from) * 60.0, f64::from(turn.to) * 60.0);
            spread(&mut on_duty, turn.weekday, from, to, 1.0);
        }
        on_duty
    }

    /// Gives a turn to a position that ended its last one of the day not long before: a break lay between. Otherwise to
    /// one without a turn on that day.
    fn give(&mut self, turn: Turn) {
        let last = |turns: &Vec<Turn>| {
            let own = turns.iter().filter(|other| other.weekday == turn.weekday);
            own.map(|other| other.to).max()
        };
        let after_break = |turns: &Vec<Turn>| {
            last(turns).is_some_and(|to| to <= turn.from && turn.from - to <= LONGEST_BREAK)
        };
        let place = self.positions.iter().position(after_break);
        let place = place.or_else(|| self.positions.iter().position(|it| last(it).is_none()));
        match place {
            Some(place) => self.positions[place].push(turn),
            None => self.positions.push(vec![turn]),
        }
    }
}

/// The typical hours over dates of those who were in the same place among the day's turns.
fn typical_turn(
    by_date: &[Vec<(f64, f64)>],
    position: usize,
    number: usize,
    source: DutySource,
    weekday: usize,
) -> Turn {
    let mut begins = Vec::new();
    let mut ends = Vec::new();
    for turns in by_date.iter().filter(|turns| !turns.is_empty()) {
        let place = ((position as f64 + 0.5) * turns.len() as f64 / number as f64) as usize;
        let (from, to) = turns[place.min(turns.len() - 1)];
        begins.push(from);
        ends.push(to);
    }
    begins.sort_by(f64::total_cmp);
    ends.sort_by(f64::total_cmp);
    // Of n dates in order: the middle; or, where a first session comes after the begin of duty and a last one ends
    // before its end, the quartile.
    let early = match source {
        DutySource::Listed => begins.len() / 2,
        DutySource::Seen => begins.len() / 4,
    };
    let quarter = |values: &[f64], place: usize| {
        let typical = values.get(place).copied().unwrap_or(0.0);
        (typical / QUARTER).round() as u32 * 15
    };
    let from = quarter(&begins, early).min(23 * 60 + 45);
    let late = ends.len().saturating_sub(1 + early);
    let to = quarter(&ends, late).clamp(from + 15, from + 23 * 60 + 45);
    Turn { weekday, from, to }
}
