//! What was found, for a terminal.

use super::short;
use crate::fit::{
    DutySource, FittedDesk, FittedGroup, FittedLiveChat, FittedPatience, FittedValue, TrendUse,
    day_text, distribution_words,
};
use crate::report::page::{TextStyle, flowing, push_wrapped, sanitized};

fn ranged(interval: FittedValue) -> [String; 2] {
    [short(interval.value), format!("{} to {}", short(interval.low), short(interval.high))]
}

fn around(mean: f64, ln_error: f64) -> FittedValue {
    let factor = if ln_error.is_finite() { (1.96 * ln_error).exp() } else { f64::INFINITY };
    FittedValue { value: mean, low: mean / factor, high: mean * factor }
}

/// The page that `fit` prints.
pub fn fit_text(desk: &FittedDesk, style: TextStyle) -> String {
    let mut text = format!(
        "fitted to {} sessions from {} to {}; intervals are of 95 %\n",
        desk.sessions,
        day_text(desk.days.0),
        day_text(desk.days.1)
    );
    for chat in &desk.live_chats {
        text.push_str(&format!("\n{}\n", style.heading(&sanitized(&chat.name))));
        text.push_str(&flowing(&live_chat_rows(desk, chat)));
    }
    text.push_str(&groups(desk, style));
    for note in &desk.notes {
        text.push('\n');
        push_wrapped(&mut text, &format!("note: {}", sanitized(note)));
    }
    text
}

/// The figures of a live chat: name, value, interval, and how it was found.
pub(in crate::report) fn live_chat_rows(
    desk: &FittedDesk,
    chat: &FittedLiveChat,
) -> Vec<Vec<String>> {
    let mut rows = arrival_rows(chat);
    rows.extend(topic_rows(desk, chat));
    rows
}

/// Arrivals and patience of a live chat.
fn arrival_rows(chat: &FittedLiveChat) -> Vec<Vec<String>> {
    let fitted = &chat.arrivals;
    let mut rows = Vec::new();
    let mut line = |name: &str, [value, range]: [String; 2], what: String| {
        rows.push(vec![format!("  {name}"), value, range, what]);
    };
    let week: f64 = fitted.weekdays.iter().map(|mean| mean.value).sum();
    let half = fitted.weekdays.iter().filter(|mean| mean.value > 0.0);
    let half: f64 = half.map(|mean| (mean.high - mean.value).powi(2)).sum::<f64>().sqrt();
    let interval = FittedValue { value: week, low: week - half, high: week + half };
    line(
        "sessions a week",
        ranged(interval),
        format!("{} days used", fitted.days_used.iter().sum::<usize>()),
    );
    line(
        "days vary by",
        ranged(fitted.day_cv),
        "coefficient of variation of a day's factor".to_owned(),
    );
    line(
        "half-hours vary by",
        ranged(fitted.interval_cv),
        "the same of a half-hour's, on top".to_owned(),
    );
    let percent = |growth: f64| growth.exp_m1() * 100.0;
    let trend = FittedValue {
        value: percent(fitted.trend.value),
        low: percent(fitted.trend.low),
        high: percent(fitted.trend.high),
    };
    let what = match fitted.trend_use {
        TrendUse::Included => "% a week; rates are those of the last day",
        TrendUse::LeftOut => "% a week; may be chance, left out",
    };
    line("trend", ranged(trend), what.to_owned());
    for day in &fitted.unusual {
        let note = format!("{}, where {} were usual", day_text(day.day), short(day.expected));
        line("set aside", [short(day.seen), String::new()], note);
    }
    if let Some(patience) = &chat.patience {
        line("patience, median", ranged(median(patience)), patience_words(patience));
    } else {
        line(
            "patience",
            ["none".to_owned(), String::new()],
            "fewer than 30 gave up after a known wait".to_owned(),
        );
    }
    rows
}

/// Topics with their shares, and where they are transferred.
fn topic_rows(desk: &FittedDesk, chat: &FittedLiveChat) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut line = |name: &str, [value, range]: [String; 2], what: String| {
        rows.push(vec![format!("  {name}"), value, range, what]);
    };
    for topic in &chat.topics {
        let share = topic.share.interval();
        let percent = FittedValue {
            value: 100.0 * share.value,
            low: 100.0 * share.low,
            high: 100.0 * share.high,
        };
        line(
            &format!("topic {}", sanitized(&topic.name)),
            ranged(percent),
            "% of sessions".to_owned(),
        );
        for (from, to, share) in topic.transfers.iter().filter(|(from, to, _)| from != to) {
            let share = share.interval();
            let percent = FittedValue {
                value: 100.0 * share.value,
                low: 100.0 * share.low,
                high: 100.0 * share.high,
            };
            let name = format!(
                "  {} to {}",
                sanitized(&desk.groups[*from].name),
                sanitized(&desk.groups[*to].name)
            );
            line(&name, ranged(percent), "% transferred".to_owned());
        }
    }
    rows
}

fn median(patience: &FittedPatience) -> FittedValue {
    let best = &patience.distributions[0];
    around(
        best.distribution.quantile(0.5),
        best.error_of(&|distribution| distribution.quantile(0.5).ln()),
    )
}

fn patience_words(patience: &FittedPatience) -> String {
    let spikes = match patience.spikes.len() {
        0 => String::new(),
        1 => "; a spike, so that a table is used".to_owned(),
        more => format!("; {more} spikes, so that a table is used"),
    };
    format!(
        "s; {} of {} gave up; {}{spikes}",
        patience.events,
        patience.waits,
        distribution_words(&patience.distributions)
    )
}

fn groups(desk: &FittedDesk, style: TextStyle) -> String {
    let mut text = String::new();
    for group in &desk.groups {
        text.push_str(&format!("\n{}\n", style.heading(&sanitized(&group.name))));
        text.push_str(&flowing(&group_rows(desk, group)));
    }
    text
}

/// The figures of a group.
pub(in crate::report) fn group_rows(desk: &FittedDesk, group: &FittedGroup) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let source = match desk.duty_source {
        DutySource::Listed => "listed",
        DutySource::Seen => "from first to last session",
    };
    let hours =
        format!("{} in {} positions", short(group.staff.hours_stated), group.staff.positions.len());
    rows.push(vec![
        "  hours on duty a week".to_owned(),
        short(group.staff.hours_seen),
        hours,
        source.to_owned(),
    ]);
    let level = format!("{} on average", short(group.mean_level));
    rows.push(vec![
        "  sessions at once".to_owned(),
        group.limit.to_string(),
        level,
        "limit seen".to_owned(),
    ]);
    if let Some(work) = &group.work {
        for place in 1..work.speeds.len() {
            let [value, range] = ranged(around(work.speeds[place], work.ln_speed_errors[place]));
            rows.push(vec![
                format!("  speed of each of {}", place + 1),
                value,
                range,
                "maximum likelihood".to_owned(),
            ]);
        }
        let names = desk.live_chats.iter().flat_map(|chat| &chat.topics);
        let mut listed = Vec::new();
        for topic in names {
            let Some(cell) = work.cells.get(topic.topic).and_then(Option::as_ref) else {
                continue;
            };
            if listed.contains(&topic.topic) {
                continue;
            }
            listed.push(topic.topic);
            let [value, range] =
                ranged(around(cell.distributions[0].distribution.mean(), cell.ln_mean_error));
            let words =
                format!("s, of {}; {}", cell.work.len(), distribution_words(&cell.distributions));
            rows.push(vec![format!("  effort of {}", sanitized(&topic.name)), value, range, words]);
        }
    }
    rows
}
