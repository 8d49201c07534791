//! Labels below charts over the time of a run: at even instants, so that their distances are even too.

/// So many labels have room beside each other.
const MOST: usize = 9;

/// Minutes between labels of less than a day.
const STEPS: [u32; 10] = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720];
const DAY: u32 = 1_440;

/// Labels for intervals that begin at these times (`mon 07:30`), by their places: every so many minutes or
/// hours of the day, with the day's name at midnight; of long runs every day, or every so many days.
pub fn time_labels(times: &[String]) -> Vec<(usize, String)> {
    let steps = STEPS.into_iter().map(|step| evenly(times, step));
    if let Some(labels) = steps.into_iter().find(|labels| labels.len() <= MOST) {
        return labels;
    }
    let mut days = evenly(times, DAY);
    let every = match days.len() {
        0..=MOST => 1,
        days if days <= 2 * MOST => 2,
        days => days.div_ceil(MOST).next_multiple_of(7),
    };
    let room = times.len() / (MOST + 3);
    // The first day may begin late.
    if every == 1 && days.first().is_some_and(|(place, _)| *place > room) {
        days.insert(0, (0, day(&times[0]).to_owned()));
    }
    days.into_iter().step_by(every).collect()
}

/// The first intervals that begin at or after each multiple of so many minutes of the day.
fn evenly(times: &[String], step: u32) -> Vec<(usize, String)> {
    let stretch = |time: &str| (day(time).to_owned(), minutes(time) / step);
    let begins = |place: &usize| match place {
        0 => minutes(&times[0]).is_multiple_of(step),
        place => stretch(&times[*place]) != stretch(&times[place - 1]),
    };
    let text = |place: usize| {
        let minutes = minutes(&times[place]) / step * step;
        let text = match minutes {
            0 => day(&times[place]).to_owned(),
            _ => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        };
        (place, text)
    };
    (0..times.len()).filter(begins).map(text).collect()
}

fn day(time: &str) -> &str {
    time.split(' ').next().unwrap_or_default()
}

/// Of the day.
fn minutes(time: &str) -> u32 {
    let clock = time.split(' ').next_back().and_then(|clock| clock.split_once(':'));
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    clock.map_or(0, |(hours, minutes)| number(hours) * 60 + number(minutes))
}
