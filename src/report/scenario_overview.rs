//! What a scenario amounts to before it is run: people, licenses, offered load and capacity.

use std::fmt::Write as _;

use super::format_number;
use super::input_echo::input_echo;
use super::page::{WIDTH, aligned, fitted, labelled, pluralized, push_wrapped, sanitized, wrapped};
use crate::base::{LiveChatId, Span, Time, format_weekday};
use crate::plan::{Arrivals, Edition, Flow, Licensing, ModelLevel, Operator, Plan, Run, WarmUp};
use crate::study::{LoadAndCapacity, OfferedLoad, TightestSlice, concurrency_speeds};

/// A page about the plan, for the author of the scenario.
pub fn scenario_overview(plan: &Plan, load: &OfferedLoad) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", sanitized(&plan.name));
    if !plan.description.is_empty() {
        push_wrapped(&mut text, &sanitized(&plan.description));
    }
    let _ = write!(text, "\n{}", people_and_run(plan));
    let _ = write!(text, "\n{}", input_echo(plan, load));
    let _ = write!(text, "\n{}", fitted(&live_chats(plan, load), &[1, 0]));
    let _ = write!(text, "\n{}", fitted(&groups(plan, load), &[0]));
    if plan.model_level() == ModelLevel::Dialogue {
        let _ = write!(text, "\n{}", fitted(&dialogue_slots(plan, load), &[0]));
        let _ = write!(text, "\n{}", aligned(&topic_speeds(plan)));
    }
    let legend = format!(
        "Sessions and work are those of the whole run, transfers included, if no client gives up. Peak and \
         capacity are erlangs: one is the work of one operator with one session at a time. Capacity: \
         every slot taken. Peak and tightest: over slices of {}; tightest is the work offered / the \
         capacity on duty.",
        load.slice
    );
    text.push('\n');
    push_wrapped(&mut text, &legend);
    if load.live_chats.iter().any(|inflow| inflow.closed_share > 0.0) {
        push_wrapped(
            &mut text,
            "Closed: of all who write, the share that comes while it is closed.",
        );
    }
    if plan.model_level() == ModelLevel::Dialogue {
        push_wrapped(
            &mut text,
            "Dialogue level: an operator writes one reply at a time, so each is one erlang of \
             capacity. Slots needed: sessions at once if every reply were begun at once; waiting \
             for replies adds to that. Speeds: what `speeds` would say at the session level, with \
             all slots taken.",
        );
    }
    for overload in overloads(plan, load) {
        push_wrapped(&mut text, &format!("Overload: {overload}"));
    }
    if plan.flows.iter().any(|flow| matches!(flow.arrivals, Arrivals::Replay(_))) {
        text.push_str("Replayed arrivals come alike in every replication.\n");
    }
    text.push_str(&load_caveats(plan));
    text
}

/// What an offered load leaves out.
fn load_caveats(plan: &Plan) -> String {
    let habits = || plan.flows.iter().filter_map(|flow| flow.behaviour.as_deref());
    let busy = |flow: &Flow| match &flow.arrivals {
        Arrivals::Varying(varying) => varying.busyness.is_some() || varying.burst.is_some(),
        _ => false,
    };
    let notes = [
        (
            habits().any(|habits| habits.retrial.is_some()),
            "Who tries again comes on top: what is offered is a lower bound.",
        ),
        (
            plan.flows.iter().any(|flow| matches!(flow.arrivals, Arrivals::Population(_))),
            "A population writes less often while it waits: what it offers is an upper bound.",
        ),
        (plan.flows.iter().any(busy), "Arrivals are those of average days: busy ones bring more."),
        (
            habits().any(|habits| habits.spam.is_some()),
            "Spam is work as long as no further client is on the blocklist.",
        ),
    ];
    let mut text = String::new();
    notes.iter().filter(|(holds, _)| *holds).for_each(|(_, note)| push_wrapped(&mut text, note));
    text
}

fn people_and_run(plan: &Plan) -> String {
    let run = &plan.run;
    let measured = if run.statistics.warm_up == WarmUp::Mser5 {
        ", a warm-up found by a pilot not measured".to_owned()
    } else if run.warm_up == Span::ZERO {
        String::new()
    } else {
        format!(", the first {} not measured", run.warm_up)
    };
    labelled(&[
        (
            "people".to_owned(),
            format!(
                "{}: {}, {}, slots {}",
                plan.people.len(),
                pluralized(plan.operators.len(), "operator"),
                pluralized(plan.supervisors.len(), "supervisor"),
                total_slots(plan.operators.iter())
            ),
        ),
        ("licenses".to_owned(), licenses(plan, &plan.licensing)),
        (
            "run".to_owned(),
            format!(
                "{} from {}{measured}; {}, seed {}",
                run.horizon,
                weekday_time(run.week_offset, Time::ZERO),
                run_length(run),
                run.seed
            ),
        ),
    ])
}

/// The number of replications, and what determines it.
fn run_length(run: &Run) -> String {
    let replications = pluralized(run.replications as usize, "replication");
    match (&run.statistics.precision, run.statistics.batches) {
        (Some(aim), _) => format!(
            "{replications} or more, at most {}, until {} ± {} %",
            aim.max_replications,
            aim.figure,
            format_number(aim.half_width * 100.0)
        ),
        (None, Some(batches)) => format!("{replications} in {batches} batches"),
        (None, None) => replications,
    }
}

fn licenses(plan: &Plan, licensing: &Licensing) -> String {
    let edition = match licensing.edition {
        Edition::None => "no edition",
        Edition::Free => "free edition",
        Edition::Chatdesk => "chatdesk edition",
        Edition::Service2024 => "service-2024 edition",
        Edition::Service2025 => "service-2025 edition",
    };
    let named = plan.people.iter().filter(|person| person.named).count();
    let mut text = edition.to_owned();
    if let Some(bought) = licensing.named {
        let _ = write!(text, "; named {bought} bought, {} in use", pluralized(named, "user"));
    }
    if let Some(bought) = licensing.concurrent {
        let others = pluralized(plan.people.len() - named, "user");
        let _ = write!(text, "; concurrent {bought} bought, shared by {others}");
    }
    if licensing.named.is_none() && licensing.concurrent.is_none() {
        text.push_str("; none needed");
    }
    if let Some(platform) = licensing.platform {
        let always = plan.people.iter().filter(|person| person.priority_login).count();
        let others = pluralized(plan.people.len() - always, "user");
        let _ = write!(
            text,
            "; platform: named {}, {} in use, floating {}, shared by {others}",
            platform.named,
            pluralized(always, "user"),
            platform.floating
        );
    }
    text
}

fn live_chats(plan: &Plan, load: &OfferedLoad) -> Vec<Vec<String>> {
    let heading = ["live chat", "channel", "operators", "slots", "sessions", "peak/h"];
    let mut table = vec![heading.map(str::to_owned).to_vec()];
    let some_find_it_closed = load.live_chats.iter().any(|inflow| inflow.closed_share > 0.0);
    if some_find_it_closed {
        table[0].push("closed".to_owned());
    }
    for (place, chat) in plan.live_chats.iter().enumerate() {
        let operators: Vec<&Operator> = plan
            .operators
            .iter()
            .filter(|operator| chat.operator_groups.iter().any(|id| operator.groups.contains(id)))
            .collect();
        let inflow = load.live_chats[LiveChatId::from(place).index()];
        let mut line = vec![
            sanitized(&chat.name),
            chat.channels.iter().map(|one| one.name()).collect::<Vec<_>>().join(" "),
            operators.len().to_string(),
            total_slots(operators.into_iter()),
            format!("{:.0}", inflow.mean_per_hour * measured_hours(plan)),
            format!("{:.1}", inflow.peak_per_hour),
        ];
        if some_find_it_closed {
            line.push(match inflow.closed_share {
                share if share > 0.0 => format!("{:.1} %", share * 100.0),
                _ => "-".to_owned(),
            });
        }
        table.push(line);
    }
    table
}

fn groups(plan: &Plan, load: &OfferedLoad) -> Vec<Vec<String>> {
    let heading = ["group", "staff", "sessions", "work", "peak", "capacity", "tightest"];
    let mut table = vec![heading.map(str::to_owned).to_vec()];
    let (starts, hours) = (plan.run.week_offset, measured_hours(plan));
    for (group, balance) in plan.groups.iter().zip(&load.groups) {
        // A group of supervisors alone is offered nothing and has nothing to offer.
        if !group.operators.is_empty() {
            table.push(balance_row(
                &sanitized(&group.name),
                group.operators.len(),
                balance,
                starts,
                hours,
            ));
        }
    }
    if table.len() > 2 {
        table.push(balance_row("all groups", plan.operators.len(), &load.desk, starts, hours));
    }
    table
}

/// The least number of slots that conversations take: while operators write, and while clients
/// think.
fn dialogue_slots(plan: &Plan, load: &OfferedLoad) -> Vec<Vec<String>> {
    let heading = ["group", "writing", "thinking", "slots needed", "slots"];
    let mut table = vec![heading.map(str::to_owned).to_vec()];
    for (group, balance) in plan.groups.iter().zip(&load.groups) {
        if !group.operators.is_empty() {
            let members = group.operators.iter().map(|id| &plan.operators[id.index()]);
            table.push(vec![
                sanitized(&group.name),
                format!("{:.2}", balance.offered),
                format!("{:.2}", balance.thinking),
                format!("{:.2}", balance.offered + balance.thinking),
                total_slots(members),
            ]);
        }
    }
    table
}

/// What conversations about each topic amount to at the session level.
fn topic_speeds(plan: &Plan) -> Vec<Vec<String>> {
    const MAX_LEVEL: u32 = 6;
    let limits = plan.operators.iter().map(|one| one.limit.unwrap_or(MAX_LEVEL).min(MAX_LEVEL));
    let levels = limits.max().unwrap_or(1);
    let mut table = vec![["topic", "seconds alone", "speeds"].map(str::to_owned).to_vec()];
    for topic in &plan.topics {
        if let Some(dialogues) = &topic.dialogue {
            let dialogue = &dialogues.default;
            let alone = dialogue.mean_work() + dialogue.mean_think();
            let speeds = concurrency_speeds(dialogue, levels);
            let speeds: Vec<String> = speeds.iter().map(|speed| format!("{speed:.2}")).collect();
            let alone = format!("{alone:.0}");
            table.push(vec![sanitized(&topic.name), alone, speeds.join(" ")]);
        }
    }
    table
}

fn balance_row(
    name: &str,
    operators: usize,
    balance: &LoadAndCapacity,
    starts: Span,
    hours: f64,
) -> Vec<String> {
    vec![
        name.to_owned(),
        operators.to_string(),
        format!("{:.0}", balance.visits_per_hour * hours),
        format!("{:.1} h", balance.offered * hours),
        format!("{:.2}", balance.offered_peak),
        format!("{:.2}", balance.capacity),
        balance.tightest.map_or("-".to_owned(), |tightest| tightness(&tightest, starts)),
    ]
}

/// Hours of the run that are measured.
fn measured_hours(plan: &Plan) -> f64 {
    plan.run.horizon.saturating_sub(plan.run.warm_up).as_hours_f64()
}

fn tightness(tightest: &TightestSlice, starts: Span) -> String {
    let at = weekday_time(starts, tightest.at);
    if tightest.on_duty > 0.0 {
        format!("{:.0} % {at}", tightest.ratio() * 100.0)
    } else {
        format!("nobody {at}")
    }
}

/// Groups that get more work than they can do, be it in one slice: a queue grows there, whatever
/// the routing.
pub fn overloads(plan: &Plan, load: &OfferedLoad) -> Vec<String> {
    let groups = plan.groups.iter().zip(&load.groups);
    let overloaded = groups.filter_map(|(group, balance)| {
        let tightest = balance.tightest.filter(|tightest| tightest.ratio() > 1.0)?;
        Some(format!(
            "group {} gets {:.2} erl while {:.2} erl of capacity are on duty, {}.",
            sanitized(&group.name),
            tightest.offered,
            tightest.on_duty,
            weekday_time(plan.run.week_offset, tightest.at)
        ))
    });
    overloaded.collect()
}

/// An instant of the run as planners write it.
/// The same in one sentence: `Overload: it 106 % of capacity Mon 09:00, sales 104 % Mon 10:00.`
pub fn overloads_line(plan: &Plan, load: &OfferedLoad) -> Option<String> {
    const OF_WHAT: &str = " % of capacity ";
    let mut line = String::new();
    for (group, balance) in plan.groups.iter().zip(&load.groups) {
        let Some(slice) = balance.tightest.filter(|slice| slice.ratio() > 1.0) else { continue };
        let separator = if line.is_empty() { "Overload: " } else { ", " };
        let colon = if slice.on_duty > 0.0 { "" } else { ":" };
        let mut share = share_of_capacity(plan, &slice);
        // The first says of what the shares are.
        if line.contains(OF_WHAT) {
            share = share.replacen(OF_WHAT, " % ", 1);
        }
        line.push_str(&format!("{separator}{}{colon} {share}", sanitized(&group.name)));
    }
    (!line.is_empty()).then(|| wrapped(&format!("{line}."), WIDTH).join("\n"))
}

/// `106 % of capacity Mon 09:00`.
pub(super) fn share_of_capacity(plan: &Plan, slice: &TightestSlice) -> String {
    let at = weekday_time(plan.run.week_offset, slice.at);
    if slice.on_duty > 0.0 {
        format!("{:.0} % of capacity {at}", slice.ratio() * 100.0)
    } else {
        format!("no operator on duty {at}")
    }
}

fn weekday_time(starts: Span, at: Time) -> String {
    format_weekday(starts + at.since(Time::ZERO))
}

fn total_slots<'a>(operators: impl Iterator<Item = &'a Operator>) -> String {
    let limits: Option<Vec<u64>> = operators.map(|one| one.limit.map(u64::from)).collect();
    limits.map_or("unlimited".to_owned(), |limits| limits.iter().sum::<u64>().to_string())
}
