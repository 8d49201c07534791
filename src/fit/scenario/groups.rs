//! Groups, their people and their shifts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::FitLevel;
use super::words::{quoted, short, whole};
use crate::fit::desk::FittedGroup;
use crate::fit::past::{DAY_SECONDS, DutySpan};
use crate::fit::staff::{Turn, TypicalStaff};

/// The turns of each member of a group.
pub(super) struct Rota {
    people: Vec<Vec<Turn>>,
    /// Hours a week that no session shows, see [`Rota::fill`].
    filled_hours: f64,
}

impl Rota {
    pub(super) fn typical(staff: &TypicalStaff) -> Self {
        Self { people: staff.positions.clone(), filled_hours: 0.0 }
    }

    /// Those who were on duty in the week of a Monday, a member each.
    pub(super) fn of_week(spans: &[DutySpan], group: usize, monday: i64) -> Self {
        let start = monday as f64 * DAY_SECONDS;
        let mut people: BTreeMap<usize, Vec<Turn>> = BTreeMap::new();
        for span in spans.iter().filter(|span| span.group == group) {
            let from = span.from - start;
            if !(0.0..7.0 * DAY_SECONDS).contains(&from) {
                continue;
            }
            let weekday = (from / DAY_SECONDS) as usize;
            let minute = ((from - weekday as f64 * DAY_SECONDS) / 60.0) as u32;
            let length = (((span.to - span.from) / 60.0) as u32).clamp(15, 23 * 60 + 45);
            let turn = Turn { weekday, from: minute, to: minute + length };
            people.entry(span.operator).or_default().push(turn);
        }
        Self { people: people.into_values().collect(), filled_hours: 0.0 }
    }

    /// Marks the quarters of an hour of the week, from Monday on, in which a member is on duty.
    pub(super) fn cover(&self, quarters: &mut [bool; QUARTERS]) {
        for turn in self.people.iter().flatten() {
            let start = turn.weekday * 96;
            for quarter in turn.from / 15..turn.to.div_ceil(15) {
                quarters[(start + quarter as usize) % QUARTERS] = true;
            }
        }
    }

    /// Gives the first member the quarters that are open and that no member has.
    pub(super) fn fill(&mut self, open: &[bool; QUARTERS]) {
        let mut covered = [false; QUARTERS];
        self.cover(&mut covered);
        let mut more = Vec::new();
        for weekday in 0..7 {
            let is_gap = |quarter: usize| {
                quarter < 96 && open[weekday * 96 + quarter] && !covered[weekday * 96 + quarter]
            };
            let mut from = 0;
            while from < 96 {
                let mut to = from;
                while is_gap(to) {
                    to += 1;
                }
                if to > from {
                    let minutes = |quarter: usize| (quarter * 15) as u32;
                    more.push(Turn { weekday, from: minutes(from), to: minutes(to) });
                    self.filled_hours += (to - from) as f64 / 4.0;
                }
                from = to + 1;
            }
        }
        match self.people.first_mut() {
            Some(first) => first.extend(more),
            None if more.is_empty() => {}
            None => self.people.push(more),
        }
    }

    /// A group has one member at least, though never on duty.
    pub(super) fn heads(&self) -> usize {
        self.people.len().max(1)
    }
}

/// Quarters of an hour of a week.
pub(super) const QUARTERS: usize = 7 * 96;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn clock(minutes: u32) -> String {
    let minutes = minutes % 1_440;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Shifts of a group by their hours, with the days on which each begins.
type Shifts = BTreeMap<(u32, u32), Vec<(usize, usize)>>;

/// The text of a group: its shifts, itself, its people.
pub(super) fn group_text(
    group: &FittedGroup,
    rota: &Rota,
    place: usize,
    level: FitLevel,
) -> String {
    let mut shifts: BTreeMap<(u32, u32, Vec<usize>), String> = BTreeMap::new();
    let mut of_people: Vec<Vec<String>> = Vec::new();
    for turns in &rota.people {
        let mut hours: Shifts = BTreeMap::new();
        for turn in turns {
            hours.entry((turn.from, turn.to)).or_default().push((turn.weekday, 0));
        }
        let mut names = Vec::new();
        for ((from, to), days) in hours {
            let mut days: Vec<usize> = days.into_iter().map(|(day, _)| day).collect();
            days.sort_unstable();
            days.dedup();
            let listed: Vec<&str> = days.iter().map(|day| DAYS[*day]).collect();
            let name = format!("{} {}-{} {}", place + 1, clock(from), clock(to), listed.join(" "));
            names.push(shifts.entry((from, to, days)).or_insert(name).clone());
        }
        of_people.push(names);
    }
    let mut text = String::new();
    for ((from, to, days), name) in &shifts {
        let listed: Vec<&str> = days.iter().map(|day| DAYS[*day]).collect();
        let _ = write!(
            text,
            "\n[[shifts]]\nname = {}\ndays = \"{}\"\nfrom = \"{}\"\nto = \"{}\"\n",
            quoted(name),
            listed.join(","),
            clock(*from),
            clock(*to)
        );
    }
    if of_people.is_empty() {
        // No operator was there: a member whose only shift is a minute on Monday.
        let name = format!("{} nobody", place + 1);
        let _ = write!(
            text,
            "\n# No operator of this group was on duty.\n[[shifts]]\nname = {}\ndays = \"mon\"\nfrom = \"00:00\"\nto = \"00:01\"\n",
            quoted(&name)
        );
        of_people.push(vec![name]);
    }
    text.push_str(&about(group, level));
    if rota.filled_hours > 0.0 {
        let _ = writeln!(
            text,
            "# An assumption: {} hours a week more, in which a live chat is open and no session shows whether anybody was there.",
            short(rota.filled_hours)
        );
    }
    let own = |number: usize| quoted(&format!("{}-{}", group.name, number + 1));
    let members: Vec<String> = (0..of_people.len()).map(own).collect();
    let _ = write!(
        text,
        "[[groups]]\nname = {}\nmembers = [{}]\nlimit = {}\n",
        quoted(&group.name),
        members.join(", "),
        group.limit
    );
    if level == FitLevel::Session && group.limit > 1 {
        let speeds = stated_speeds(group);
        let _ = writeln!(text, "speeds = [{}]", speeds.join(", "));
    }
    let list = |names: &[String]| names.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
    for (number, names) in of_people.iter().enumerate() {
        let _ =
            write!(text, "\n[[people]]\nname = {}\nshifts = [{}]\n", members[number], list(names));
    }
    text
}

/// Speeds as the language takes them: at most 1.
fn stated_speeds(group: &FittedGroup) -> Vec<String> {
    let speeds = group.work.as_ref().map_or(vec![1.0], |work| work.speeds.clone());
    let stated = speeds.iter().map(|speed| (speed.clamp(0.001, 1.0) * 1e4).round() / 1e4);
    stated.map(|speed| if speed == 1.0 { "1.0".to_owned() } else { speed.to_string() }).collect()
}

/// The reasons for what a group says.
fn about(group: &FittedGroup, level: FitLevel) -> String {
    let mut text = format!(
        "\n# {} pieces of work; {} sessions at once on average while there are any. `limit` is the highest number\n\
         # that took at least half a per cent of that time.\n",
        whole(group.pieces),
        short(group.mean_level)
    );
    let _ = writeln!(
        text,
        "# On duty: {} hours a week as seen, {} in these shifts (the n-th to begin on a weekday, typical over its dates).",
        short(group.staff.hours_seen),
        short(group.staff.hours_stated)
    );
    if level == FitLevel::Dialogue || group.limit == 1 {
        return text;
    }
    match &group.work {
        Some(work) if work.speeds.len() > 1 => {
            let each: Vec<String> = (1..work.speeds.len())
                .map(|place| {
                    let (speed, error) = (work.speeds[place], work.ln_speed_errors[place]);
                    let factor = (1.96 * error).exp();
                    let above = if speed > 1.0 { ", stated as 1" } else { "" };
                    format!(
                        "{} at once {speed:.3} ({:.3} to {:.3}{above})",
                        place + 1,
                        speed / factor,
                        speed * factor
                    )
                })
                .collect();
            let _ = writeln!(
                text,
                "# Speeds by maximum likelihood, with {} work: {}.",
                work.family.name(),
                each.join(", ")
            );
        }
        _ => text.push_str(
            "# An assumption: too few sessions ended in company of another to estimate speeds, so that an operator is\n\
             # taken to do as much with several as with one.\n",
        ),
    }
    text
}
