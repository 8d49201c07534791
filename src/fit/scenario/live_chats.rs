//! Live chats: routing, arrivals, topics, patience, transfers; and the tables of arrivals and patience.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::groups::{QUARTERS, Rota};
use super::words::{
    around, day_text, distribution_toml, distribution_words, quoted, short, whole, with_interval,
};
use super::{FitLevel, has_work};
use crate::fit::arrivals::{FittedArrivals, SharedShape, TrendUse};
use crate::fit::desk::{FittedDesk, FittedLiveChat, FittedPatience, FittedTopic};
use crate::fit::effort::CellWork;
use crate::plan::Channel;

pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Less work of a topic at a group says nothing of its own.
const FEWEST_PIECES: usize = 20;

/// The channel of the language that a source's own word names: the longest, as `telegram-bot` is not
/// `telegram`. Clients of a help desk's export are no users of the system.
fn channel(word: &str) -> Channel {
    let word = word.to_lowercase();
    let named =
        Channel::ALL.into_iter().filter(|one| one.is_external() && word.contains(one.name()));
    named.max_by_key(|one| one.name().len()).unwrap_or(match word.as_str() {
        "web" | "widget" | "chat" | "webchat" | "" => Channel::Website,
        "email" | "e-mail" => Channel::Mail,
        _ => Channel::Custom,
    })
}

/// The text of a live chat.
pub(super) fn live_chat_text(
    desk: &FittedDesk,
    chat: &FittedLiveChat,
    rotas: &[Rota],
    level: FitLevel,
    prefix: &str,
) -> String {
    let groups: Vec<usize> = std::iter::once(chat.first_group)
        .chain((0..desk.groups.len()).filter(|group| {
            *group != chat.first_group && has_work(desk, *group) && serves(chat, *group)
        }))
        .collect();
    let names: Vec<String> = groups.iter().map(|it| quoted(&desk.groups[*it].name)).collect();
    let mut text = format!(
        "\n\n# An assumption: sessions go to the queue of the group in which most of their topic began, and there to the\n\
         # operator with the fewest, first come, first served. How the desk distributes is not in the data.\n\
         [[live_chats]]\nname = {}\nchannel = \"{}\"\noperators = [{}]\nsupervisors = [\"no-supervisors-seen\"]\n\
         default_routing = \"group-queue\"\ndefault_group = {}\n",
        quoted(&chat.name),
        channel(&chat.channel),
        names.join(", "),
        names[0]
    );
    text.push_str(&opening_text(chat, &groups, rotas));
    let elsewhere: Vec<&FittedTopic> =
        chat.topics.iter().filter(|topic| topic.first_group != chat.first_group).collect();
    if !elsewhere.is_empty() {
        text.push_str("rules = [\n");
        for topic in elsewhere {
            let share = topic.first_group_share.value() * 100.0;
            let _ = writeln!(
                text,
                "    # {} % of {} sessions began there.\n    {{ when = {{ topic = {} }}, action = \"invite-group\", group = {} }},",
                short(share),
                whole(topic.first_group_share.of),
                quoted(&topic.name),
                quoted(&desk.groups[topic.first_group].name)
            );
        }
        text.push_str("]\n");
    }
    text.push_str(&arrivals_text(chat, prefix));
    for topic in &chat.topics {
        text.push_str(&topic_text(desk, chat, topic, level, prefix));
    }
    text
}

/// Open while an operator is on duty; who comes at another time waits for that.
fn opening_text(chat: &FittedLiveChat, groups: &[usize], rotas: &[Rota]) -> String {
    let mut covered = [false; QUARTERS];
    groups.iter().for_each(|group| rotas[*group].cover(&mut covered));
    if covered.iter().all(|quarter| *quarter) {
        return String::new();
    }
    let clock = |quarter: usize| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
    let mut entries: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for (weekday, day) in DAYS.iter().enumerate() {
        let mut quarter = 0;
        while quarter < 96 {
            let open = covered[weekday * 96..][quarter..96].iter().take_while(|it| **it).count();
            if open > 0 {
                entries.entry((quarter, quarter + open)).or_default().push(day);
            }
            quarter += open + 1;
        }
    }
    let mut text =
        "# Open while an operator is on duty, as far as the data show.\nopen = [\n".to_owned();
    for ((from, to), days) in entries {
        let (days, from, to) = (days.join(","), clock(from), clock(to));
        let _ = writeln!(text, "    {{ days = \"{days}\", from = \"{from}\", to = \"{to}\" }},");
    }
    text.push_str("]\n");
    let comes = |quarter: usize| {
        let (weekday, slot) = (quarter / 96, quarter % 96 / 2);
        !covered[quarter] && chat.arrivals.profile[weekday][slot] > 0.0
    };
    if (0..QUARTERS).any(comes) {
        text.push_str("# Clients who came at another time waited.\nclosed = \"queue\"\n");
    }
    text
}

/// Whether sessions of a live chat begin at a group, or are transferred there.
pub(super) fn serves(chat: &FittedLiveChat, group: usize) -> bool {
    chat.first_group == group
        || chat.topics.iter().any(|topic| {
            topic.first_group == group || topic.transfers.iter().any(|(_, to, _)| *to == group)
        })
}

fn arrivals_text(chat: &FittedLiveChat, prefix: &str) -> String {
    let fitted = &chat.arrivals;
    let mut text = "\n# Sessions a day, each with the interval of its mean:".to_owned();
    for (weekday, mean) in fitted.weekdays.iter().enumerate() {
        if fitted.days_used[weekday] > 0 {
            let days = fitted.days_used[weekday];
            let _ =
                write!(text, "\n#   {} {}, of {days} days", DAYS[weekday], with_interval(*mean));
        } else {
            let _ = write!(text, "\n#   {}: no such day is in the data", DAYS[weekday]);
        }
    }
    text.push('\n');
    match fitted.shared_shape {
        Some((SharedShape::Shared, chance)) if chance.is_finite() => {
            let _ = writeln!(
                text,
                "# Monday to Friday share the shape of a day: by chance alone theirs differ so much in {} of 100 cases (F test).",
                short(chance * 100.0)
            );
        }
        Some((SharedShape::Shared, _)) => {
            text.push_str("# Monday to Friday share the shape of a day: too few sessions to tell them apart.\n");
        }
        Some((SharedShape::Separate, _)) => text.push_str(
            "# Each weekday has a shape of its own: they differ by more than chance (F test, less than 1 of 100 cases).\n",
        ),
        None => {}
    }
    text.push_str(&trend_words(fitted));
    for day in &fitted.unusual {
        let _ = writeln!(
            text,
            "# Set aside as unusual: {}, {} sessions where {} were usual.",
            day_text(day.day),
            short(day.seen),
            short(day.expected)
        );
    }
    let _ = write!(
        text,
        "[[live_chats.arrivals]]\ncsv = {}\ncolumn = {}\nkind = \"rate-per-hour\"\n",
        quoted(&format!("{prefix}arrivals.csv")),
        quoted(&chat.name)
    );
    text.push_str(&busyness_text(fitted));
    text
}

fn trend_words(fitted: &FittedArrivals) -> String {
    let percent = |growth: f64| growth.exp_m1() * 100.0;
    let range = if fitted.trend.low.is_finite() {
        format!(
            "{:+.2} % a week ({:+.2} to {:+.2})",
            percent(fitted.trend.value),
            percent(fitted.trend.low),
            percent(fitted.trend.high)
        )
    } else {
        return "# Too few days to see a trend.\n".to_owned();
    };
    match fitted.trend_use {
        TrendUse::Included => format!(
            "# Trend: {range}. It is no chance at the level of one per cent, so rates are those of the last day; for a later\n\
             # time say [scale] volume.\n"
        ),
        TrendUse::LeftOut => format!("# Trend: {range}, which may be chance: it is left out.\n"),
    }
}

fn busyness_text(fitted: &FittedArrivals) -> String {
    // Less than the language has is none.
    let cv = |value: f64| if value < 0.001 { 0.0 } else { (value.min(5.0) * 1e4).round() / 1e4 };
    let (day, interval) = (cv(fitted.day_cv.value), cv(fitted.interval_cv.value));
    let mut text = format!(
        "# Busier than a Poisson process by two levels of factors, coefficients of variation: of days {},\n\
         # of half-hours {}.\n",
        with_interval(fitted.day_cv),
        with_interval(fitted.interval_cv)
    );
    if day == 0.0 && interval == 0.0 {
        return text;
    }
    text.push_str("[live_chats.busyness]\n");
    if day > 0.0 {
        let _ = writeln!(text, "day = {day}");
    }
    if interval > 0.0 {
        let _ = writeln!(text, "interval = {interval}\nevery = \"30m\"");
        if fitted.correlation > 0.0 {
            let _ = writeln!(text, "correlation = {}", cv(fitted.correlation).min(0.95));
        }
    }
    text
}

fn topic_text(
    desk: &FittedDesk,
    chat: &FittedLiveChat,
    topic: &FittedTopic,
    level: FitLevel,
    prefix: &str,
) -> String {
    let share = topic.share.interval();
    let mut text = format!(
        "\n# {} of {} sessions: {:.1} % ({:.1} to {:.1}).\n[[live_chats.topics]]\nname = {}\n",
        whole(topic.share.count),
        whole(topic.share.of),
        share.value * 100.0,
        share.low * 100.0,
        share.high * 100.0,
        quoted(&topic.name)
    );
    // The last one gets what the others leave, so that shares add up.
    if chat.topics.last().is_some_and(|last| last.topic != topic.topic) {
        let _ = writeln!(text, "share = {}", (share.value * 1e6).round() / 1e6);
    }
    if level == FitLevel::Session {
        text.push_str(&effort_text(desk, topic));
    }
    text.push_str(&patience_text(chat, topic, prefix));
    text.push_str(&transfers_text(desk, chat, topic));
    if level == FitLevel::Dialogue {
        text.push_str(&dialogue_text(desk));
    }
    text
}

/// The work of a topic at a group, or of all topics there.
fn cell(desk: &FittedDesk, group: usize, topic: usize) -> Option<(&CellWork, &'static str)> {
    let work = desk.groups[group].work.as_ref()?;
    let own = work.cells.get(topic).and_then(Option::as_ref);
    match own.filter(|cell| cell.work.len() >= FEWEST_PIECES) {
        Some(cell) => Some((cell, "")),
        None => {
            let all = work.cells.iter().flatten().max_by_key(|cell| cell.work.len())?;
            Some((
                all,
                " An assumption: as the topic that has most, there being fewer than 20 pieces.",
            ))
        }
    }
}

fn effort_words(group: &str, cell: &CellWork, assumption: &str) -> String {
    let mean = around(cell.distributions[0].distribution.mean(), cell.ln_mean_error);
    format!(
        "# Work at {group}: mean {} s, of {} pieces; {}.{assumption}\n",
        with_interval(mean),
        whole(cell.work.len()),
        distribution_words(&cell.distributions)
    )
    .replace('\r', " ")
}

fn effort_text(desk: &FittedDesk, topic: &FittedTopic) -> String {
    let mut text = String::new();
    let name = |group: usize| desk.groups[group].name.replace('\n', " ");
    match cell(desk, topic.first_group, topic.topic) {
        Some((cell, assumption)) => {
            text.push_str(&effort_words(&name(topic.first_group), cell, assumption));
            let _ = writeln!(text, "effort = {}", distribution_toml(&cell.distributions[0].distribution));
        }
        None => text.push_str(
            "# An assumption: no piece of work was seen to its end.\neffort = { exponential = \"5m\" }\n",
        ),
    }
    let mut elsewhere = Vec::new();
    for (_, to, _) in &topic.transfers {
        let other = *to != topic.first_group;
        if let (true, Some((cell, assumption))) = (other, cell(desk, *to, topic.topic)) {
            let entry = format!(
                "{} = {}",
                quoted(&desk.groups[*to].name),
                distribution_toml(&cell.distributions[0].distribution)
            );
            if !elsewhere.contains(&entry) {
                text.push_str(&effort_words(&name(*to), cell, assumption));
                elsewhere.push(entry);
            }
        }
    }
    if !elsewhere.is_empty() {
        let _ = writeln!(text, "effort_at = {{ {} }}", elsewhere.join(", "));
    }
    text
}

/// Whether patience is stated as a table: where the hazard has spikes, no distribution has them.
pub(super) fn is_tabled(patience: &FittedPatience) -> bool {
    !patience.spikes.is_empty()
}

/// The column of a table of patience.
pub(super) fn patience_column(chat: &FittedLiveChat, topic: Option<&FittedTopic>) -> String {
    match topic {
        Some(topic) => format!("{} {}", chat.name, topic.name),
        None => chat.name.clone(),
    }
}

fn patience_text(chat: &FittedLiveChat, topic: &FittedTopic, prefix: &str) -> String {
    let (fitted, column, whose) = match (&topic.patience, &chat.patience) {
        (Some(own), _) => (
            own,
            patience_column(chat, Some(topic)),
            "of this topic alone, for topics differ by more than chance",
        ),
        (None, Some(all)) => (all, patience_column(chat, None), "of all topics together"),
        (None, None) => {
            return "# An assumption: fewer than 30 clients are known to have given up after a wait, too few for a distribution of patience.\npatience = \"none\"\n"
                .to_owned();
        }
    };
    let best = &fitted.distributions[0];
    let mean = around(best.distribution.mean(), best.ln_mean_error());
    let median = around(
        best.distribution.quantile(0.5),
        best.error_of(&|distribution| distribution.quantile(0.5).ln()),
    );
    let mut text = format!(
        "# Patience {whose}: {} of {} waits were given up, the others are censored. {};\n\
         # median {} s, mean {} s.\n",
        whole(fitted.events),
        whole(fitted.waits),
        distribution_words(&fitted.distributions),
        with_interval(median),
        with_interval(mean)
    );
    if is_tabled(fitted) {
        for spike in &fitted.spikes {
            let _ = writeln!(
                text,
                "# {} gave up after {} to {} s, where that distribution expects {}: a table of the Kaplan-Meier curve is used.",
                whole(spike.events),
                spike.from,
                spike.to,
                short(spike.expected)
            );
        }
        let file = quoted(&format!("{prefix}patience.csv"));
        let column = quoted(&column);
        let _ =
            writeln!(text, "patience = {{ empirical = {{ csv = {file}, column = {column} }} }}");
    } else {
        let _ = writeln!(text, "patience = {}", distribution_toml(&best.distribution));
    }
    if !topic.transfers.is_empty() {
        match &chat.after_transfer {
            Some(after) => {
                let _ = write!(
                    text,
                    "# After a transfer {} of {} waits were given up; {}.\npatience_after_transfer = {}\n",
                    whole(after.events),
                    whole(after.waits),
                    distribution_words(&after.distributions),
                    distribution_toml(&after.distributions[0].distribution)
                );
            }
            None => text.push_str(
                "# An assumption: fewer than 30 gave up after a transfer, so patience begins anew there, by the same distribution.\n",
            ),
        }
    }
    text
}

fn transfers_text(desk: &FittedDesk, chat: &FittedLiveChat, topic: &FittedTopic) -> String {
    let _ = chat;
    let listed: Vec<_> = topic.transfers.iter().filter(|(from, to, _)| from != to).collect();
    if listed.is_empty() {
        return String::new();
    }
    let mut text = "transfers = [\n".to_owned();
    for (from, to, share) in listed {
        let interval = share.interval();
        let _ = writeln!(
            text,
            "    # {} of {}: {:.1} % ({:.1} to {:.1})\n    {{ from = {}, to = {}, chance = {} }},",
            whole(share.count),
            whole(share.of),
            interval.value * 100.0,
            interval.low * 100.0,
            interval.high * 100.0,
            quoted(&desk.groups[*from].name),
            quoted(&desk.groups[*to].name),
            (interval.value * 1e6).floor() / 1e6
        );
    }
    text.push_str("]\n");
    text
}

fn dialogue_text(desk: &FittedDesk) -> String {
    let Some(fitted) = &desk.conversation else { return String::new() };
    let mut rounds = fitted.rounds.clone();
    rounds.sort_unstable();
    let mean = rounds.iter().map(|it| f64::from(*it)).sum::<f64>() / rounds.len() as f64;
    let number = rounds.len().min(100);
    let evenly = (0..number).map(|place| rounds[place * rounds.len() / number]);
    let picked: Vec<String> = evenly.map(|it| it.clamp(1, 10_000).to_string()).collect();
    let part = |name: &str, distributions: &[crate::fit::survival::FittedDistribution]| {
        let mean = around(distributions[0].distribution.mean(), distributions[0].ln_mean_error());
        format!(
            "# {name}: mean {} s, of {}; {}.\n{name} = {}\n",
            with_interval(mean),
            whole(distributions[0].events),
            distribution_words(distributions),
            distribution_toml(&distributions[0].distribution)
        )
    };
    format!(
        "\n# Of all topics together. Replies begin with the client's message or the operator's reply before, whichever is\n\
         # later; {} that took more than an hour are left out.\n\
         [live_chats.topics.dialogue]\n# {} replies on average, of {} sessions; a hundred of those numbers, or all.\n\
         rounds = {{ empirical = [{}] }}\n{}{}{}",
        whole(fitted.left_out),
        short(mean),
        whole(rounds.len()),
        picked.join(", "),
        part("first_reply", &fitted.first_reply),
        part("reply", &fitted.reply),
        part("think", &fitted.think)
    )
}
