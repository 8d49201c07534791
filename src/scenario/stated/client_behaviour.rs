//! What clients do besides coming once, as the scenario states it for a live chat: busyness,
//! retrials, returns, outages of the channel, spam.

use super::arrivals::ArrivalSource;
use super::channels::Channels;
use super::distributions::read_distribution;
use super::fields::Fields;
use super::run::RunSettings;
use crate::base::{LiveChatId, Span, Time, TopicId, WEEK, name_key};
use crate::dist::Distribution;
use crate::plan::{
    Arrivals, Busyness, Channel, Dialogue, DialogueByGroup, FalseSpamMark, FlowBehaviour,
    ModelLevel, Outage, PatienceAfterTransfer, Priority, RateShape, RepeatContact, Retrial,
    ReturnMode, Rounds, Skills, Spam, Topic, VaryingRate,
};
use crate::scenario::language::words::{BusyTogether, RetryAfter};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::written_name::WrittenName;

/// All of it.
#[derive(Debug, Default)]
pub(in crate::scenario) struct ClientBehaviour {
    retrial: Option<Retrial>,
    repeat_contact: Option<RepeatContact>,
    outages: Vec<OutageDraft>,
    spam: Option<(Spam, Distribution)>,
    false_spam_mark: Option<FalseSpamMark>,
}

/// An outage of one channel, or of all.
#[derive(Debug)]
struct OutageDraft {
    channel: Option<Channel>,
    from: Time,
    to: Time,
    /// As stated; otherwise it depends on the channel.
    replays: Option<bool>,
    replay_window: Span,
}

pub(in crate::scenario) const MAX_OUTAGES: usize = 1_000;

/// Reads what a live chat says about its clients.
pub(in crate::scenario) fn read_client_behaviour(
    repeat_contact: &Fields<'_>,
    channels: &Channels,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> ClientBehaviour {
    let spammed = repeat_contact.table("spam");
    let spam = spammed.as_ref().and_then(|table| read_spam(table, channels, files));
    let mark = spam.as_ref().map(|(_, mark)| mark);
    let false_spam_mark =
        spammed.as_ref().and_then(|table| read_false_spam_mark(table, mark, files));
    ClientBehaviour {
        retrial: repeat_contact.table("retrial").and_then(|table| read_retrial(&table, files)),
        repeat_contact: repeat_contact
            .table("returns")
            .and_then(|table| read_returns(&table, channels, files)),
        outages: read_outages(repeat_contact, channels, run),
        spam,
        false_spam_mark,
    }
}

impl ClientBehaviour {
    /// What those do who write through a channel of the live chat, which has so many rules; `topic`
    /// is that of spam, if there is any.
    pub(in crate::scenario) fn resolve_on_channel(
        &self,
        channel: Channel,
        topic: TopicId,
        rules: usize,
        known_before: bool,
    ) -> Option<Box<FlowBehaviour>> {
        let skipped_rules = u32::try_from(rules).unwrap_or(u32::MAX);
        let repeat_contact =
            self.repeat_contact.clone().map(|returns| RepeatContact { skipped_rules, ..returns });
        let settings = FlowBehaviour {
            retrial: self.retrial.clone(),
            repeat_contact,
            outages: self
                .outages
                .iter()
                .filter_map(|stretch| stretch.on_channel(channel))
                .collect(),
            // Users of the system send none (rule E-B2).
            spam: (self.spam.as_ref().filter(|_| channel.is_external()))
                .map(|(spam, _)| Spam { topic, ..*spam }),
            false_spam_mark: self.false_spam_mark.clone().filter(|_| channel.is_external()),
            anonymous: channel.is_anonymous(),
            known_before,
        };
        let none = FlowBehaviour { anonymous: channel.is_anonymous(), ..FlowBehaviour::default() };
        (settings != none).then(|| Box::new(settings))
    }

    /// What an operator sees of spam: a topic that is work until it is marked, and no more.
    pub(in crate::scenario) fn spam_topic(
        &self,
        live_chat: LiveChatId,
        level: ModelLevel,
    ) -> Option<Topic> {
        let (_, mark) = self.spam.as_ref()?;
        Some(Topic {
            name: "spam".to_owned(),
            live_chat,
            priority: Priority::None,
            requires: Skills::default(),
            units: 1,
            effort: mark.clone(),
            effort_by_group: Vec::new(),
            patience: None,
            patience_after_transfer: PatienceAfterTransfer::Fresh,
            wrap_up: Distribution::constant(0.0).ok(),
            transfers: Vec::new(),
            dialogue: (level == ModelLevel::Dialogue)
                .then(|| Box::new(single_reply_dialogue(mark))),
            silent_abandonment: None,
            by_time: None,
        })
    }
}

/// What is read once, and not replied to, takes as long as one reply.
fn single_reply_dialogue(mark: &Distribution) -> DialogueByGroup {
    let default = Dialogue {
        rounds: Rounds::Fixed(1),
        reply: mark.clone(),
        first_reply: None,
        think: mark.clone(),
        patience: None,
        hold: None,
    };
    DialogueByGroup { default, by_group: Vec::new() }
}

/// A chance that is not nothing.
fn positive_chance(table: &Fields<'_>, key: &str) -> Option<f64> {
    let chance = table.share(key)?;
    if chance <= 0.0 {
        let message = format!("a `{key}` of nothing never comes true");
        let help = "leave the table out";
        table.faults.add(Diagnostic::error("out-of-range", table.span(key), message).help(help));
        return None;
    }
    Some(chance)
}

fn read_retrial(table: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Retrial> {
    let (chance, delay) =
        (positive_chance(table, "chance"), read_distribution(table, "delay", files));
    let at_most = if table.node("max_attempts").is_some() {
        table.integer("max_attempts").and_then(|most| u32::try_from(most).ok())
    } else {
        Some(u32::MAX)
    };
    let after = table.word_if_sound::<RetryAfter>("after");
    let delay = delay.filter(|delay| check_delay(delay, table, "delay"));
    for (key, idle, what) in [
        ("flow_outs", RetryAfter::Refusal, "only refusals count as failed here"),
        ("delay_if_closed", RetryAfter::Abandonment, "being refused does not count as failed here"),
    ] {
        if after == Some(idle) && table.node(key).is_some() {
            let help = "write after = \"both\", or leave this out";
            table.faults.add(Diagnostic::error("no-effect", table.span(key), what).help(help));
        }
    }
    Some(Retrial {
        chance: chance?,
        delay: delay?,
        max_attempts: at_most?,
        after_abandonment: after != Some(RetryAfter::Refusal),
        after_flow_out: after != Some(RetryAfter::Refusal) && table.says("flow_outs", "counts"),
        after_refusal: after != Some(RetryAfter::Abandonment),
        from_opening: table.says("delay_if_closed", "from-opening"),
    })
}

fn read_returns(
    table: &Fields<'_>,
    channels: &Channels,
    files: &CsvFiles<'_>,
) -> Option<RepeatContact> {
    let (chance, delay) =
        (positive_chance(table, "chance"), read_distribution(table, "after", files));
    let delay = delay.filter(|delay| check_delay(delay, table, "after"));
    let mode = table.word::<ReturnMode>("on_return");
    let anonymous = matches!(channels.all()[..], [only] if only.is_anonymous());
    if anonymous && mode != ReturnMode::NewSession {
        let message =
            "visitors of a website are anonymous: each of their messages begins a session";
        let help = "use on_return = \"new-session\", or another channel";
        let fault = Diagnostic::error("E-C11", table.span("on_return"), message).help(help);
        table.faults.add(fault);
    }
    if table.node("within").is_some() && mode == ReturnMode::NewSession {
        let message = "`within` belongs to `reopen-to-last` and `reopen-to-queue`";
        table.faults.error("no-effect", table.span("within"), message);
    }
    let within = table.duration("within");
    let after_bot = table.says("after_bot", "counts");
    // Known when the rules have been read.
    Some(RepeatContact {
        chance: chance?,
        after_bot,
        delay: delay?,
        mode,
        within,
        skipped_rules: 0,
    })
}

/// A client returns some time later: at once, while no operator is there, would repeat for ever at one instant.
fn check_delay(delay: &Distribution, table: &Fields<'_>, key: &str) -> bool {
    let apart = delay.mean() >= MIN_DELAY.as_secs_f64();
    if !apart {
        let message = format!("`{key}` is a second or more on average");
        table.faults.error("out-of-range", table.span(key), message);
    }
    apart
}

/// A moment of the week that begins with the run, or of a later one.
pub(in crate::scenario) fn read_week_instant(
    fields: &Fields<'_>,
    key: &str,
    run: &RunSettings,
) -> Option<Time> {
    let at = fields.week_time(key)?;
    let weeks = fields.integer_or_default("week").saturating_sub(1);
    let first = (at.0 + WEEK.0 - run.week_offset.0 % WEEK.0) % WEEK.0;
    let moment = Time::ZERO + Span(first + weeks * WEEK.0);
    if moment >= Time::ZERO + run.horizon {
        let message = "this lies after the end of the run";
        let help = format!("the run lasts {} from its start", run.horizon);
        let fault = Diagnostic::warning("never", fields.span(key), message).help(help);
        fields.faults.add(fault);
    }
    Some(moment)
}

fn read_outages(fields: &Fields<'_>, channels: &Channels, run: &RunSettings) -> Vec<OutageDraft> {
    let tables = fields.tables("outages");
    if tables.len() > MAX_OUTAGES {
        let message = "a live chat has at most a thousand outages";
        fields.faults.error("too-many", fields.span("outages"), message);
        return Vec::new();
    }
    let mut found: Vec<(OutageDraft, &Fields<'_>)> = Vec::new();
    for table in &tables {
        let (from, lasts) =
            (read_week_instant(table, "from", run), table.positive_duration("lasts"));
        let channel = table
            .written_word("channel")
            .and_then(|word| channels.find(word, table.span("channel"), table.faults));
        let replays = table.written_says("messages", "replay");
        let mut hit = channels.iter().filter(|(one, _)| channel.is_none_or(|only| only == *one));
        let any_replays = replays.unwrap_or_else(|| hit.any(|(one, _)| one.keeps_messages()));
        if !any_replays && table.node("replay_window").is_some() {
            let message = "`replay_window` belongs to `messages = \"replay\"`";
            table.faults.error("no-effect", table.span("replay_window"), message);
        }
        let replay_window = table.duration_or_default("replay_window");
        if let (Some(from), Some(lasts)) = (from, lasts) {
            found.push((
                OutageDraft { channel, from, to: from + lasts, replays, replay_window },
                table,
            ));
        }
    }
    found.sort_by_key(|(stretch, _)| stretch.from);
    for (place, (one, table)) in found.iter().enumerate() {
        let before = found[..place].iter().rev();
        if let Some((_, other)) = before.clone().find(|(other, _)| one.overlaps(other)) {
            let message = "this outage begins before another ends";
            let fault = Diagnostic::error("conflict", table.at, message);
            fields.faults.add(fault.with_related(other.at, "still down because of this one"));
        }
    }
    found.into_iter().map(|(stretch, _)| stretch).collect()
}

impl OutageDraft {
    /// What it is to a channel.
    fn on_channel(&self, channel: Channel) -> Option<Outage> {
        let hit = self.channel.is_none_or(|only| only == channel);
        let replays = self.replays.unwrap_or_else(|| channel.keeps_messages());
        let replay_window = replays.then_some(self.replay_window);
        hit.then_some(Outage { from: self.from, to: self.to, replay_window })
    }

    /// It begins while another goes on that keeps the same channel down.
    fn overlaps(&self, other: &Self) -> bool {
        let alike = match (self.channel, other.channel) {
            (Some(one), Some(another)) => one == another,
            _ => true,
        };
        alike && other.to > self.from
    }
}

fn read_spam(
    table: &Fields<'_>,
    channels: &Channels,
    files: &CsvFiles<'_>,
) -> Option<(Spam, Distribution)> {
    if channels.has(Channel::Internal) && channels.external().next().is_none() {
        let message = "internal users cannot be blocked, and their sessions are never spam";
        let help = "rules E-B2 and E-S15: spam comes through external channels";
        table.faults.add(Diagnostic::error("E-B2", table.at, message).help(help));
    }
    let (share, mark) = (positive_chance(table, "share"), read_distribution(table, "mark", files));
    let blocked = table.share("blocked").unwrap_or(0.0);
    let blocklist_chance = table.share("blocklist_chance").unwrap_or(1.0);
    let sender_count = u32::try_from(table.integer_or_default("senders")).unwrap_or(1).max(1);
    let blocklist_duration = table.positive_duration("blocklist_duration");
    let whitelisted = table.share("whitelisted").unwrap_or(0.0);
    let mistaken_share = table.share("mistakenly_blocked").unwrap_or(0.0);
    if whitelisted > 0.0 && blocked <= 0.0 && blocklist_chance <= 0.0 {
        let message = "a whitelist where no client is ever on the blocklist lets in no client more";
        let help = "give `blocked` or `blocklist_chance`";
        let place = table.span("whitelisted");
        table.faults.add(Diagnostic::error("E-B1", place, message).help(help));
    }
    let mark = mark?;
    if mark.mean() <= 0.0 {
        table.faults.error("out-of-range", table.span("mark"), "marking takes some time");
    }
    let spam = Spam {
        share: share?,
        // Known when the live chat's topics are.
        topic: TopicId(0),
        sender_count,
        blocked_senders: (blocked * f64::from(sender_count)).round() as u32,
        whitelisted_senders: (whitelisted * f64::from(sender_count)).round() as u32,
        mistaken_share,
        blocklist_chance,
        blocklist_duration,
    };
    Some((spam, mark))
}

/// Operators err: they mark a client's session, after as long as they take for spam.
fn read_false_spam_mark(
    table: &Fields<'_>,
    mark: Option<&Distribution>,
    files: &CsvFiles<'_>,
) -> Option<FalseSpamMark> {
    let chance = table.share("false_spam").unwrap_or(0.0);
    let refuse = |key: &str, message: &str, help: &str| {
        table.faults.add(Diagnostic::error("E-S15", table.span(key), message).help(help));
    };
    if chance <= 0.0 {
        if table.node("unmark_delay").is_some() {
            let message = "`unmark_delay` says when a mark is taken back, but no client is marked";
            refuse("unmark_delay", message, "say how many are: false_spam = \"2%\"");
        }
        return None;
    }
    if table.node("unmark_delay").is_none() {
        let message = "`false_spam` needs `unmark_delay`: how long until the mark is taken back";
        refuse("false_spam", message, "for instance unmark_delay = { exponential = \"10m\" }");
        return None;
    }
    let duration = read_distribution(table, "unmark_delay", files)?;
    if !check_positive_mean(&duration, table, "unmark_delay", table.faults) {
        return None;
    }
    Some(FalseSpamMark { chance, delay: mark?.clone(), duration })
}

/// Makes every rate of the live chat `name` as busy as it says.
pub(in crate::scenario) fn apply_busyness(
    fields: &Fields<'_>,
    name: Option<&WrittenName>,
    run: &RunSettings,
    sources: &mut [ArrivalSource],
) {
    let Some(table) = fields.table("busyness") else {
        return;
    };
    let Some(busyness) = read_busyness(&table, name, run) else {
        return;
    };
    let mut any = sources.is_empty();
    for source in sources {
        any |= source.arrivals.is_none();
        source.arrivals = match source.arrivals.take() {
            Some(Arrivals::Poisson(rate)) => {
                any = true;
                let shape = RateShape::Steps(rate);
                let varying = VaryingRate { shape, burst: None, busyness: Some(busyness) };
                Some(Arrivals::Varying(Box::new(varying)))
            }
            Some(Arrivals::Varying(varying)) => {
                any = true;
                let varying = VaryingRate { busyness: Some(busyness), ..*varying };
                Some(Arrivals::Varying(Box::new(varying)))
            }
            other => other,
        };
    }
    if !any {
        let message = "no source of arrivals here has a rate that could be busier or quieter";
        let help = "counts, replays, campaigns and populations come as they are stated: for counts that \
                    vary, kind = \"mean-counts\"";
        fields.faults.add(Diagnostic::error("no-effect", table.at, message).help(help));
    }
}

fn read_busyness(
    table: &Fields<'_>,
    name: Option<&WrittenName>,
    run: &RunSettings,
) -> Option<Busyness> {
    let cv = |key| table.number(key).unwrap_or(0.0);
    let (day_cv, interval_cv, correlation) = (cv("day"), cv("interval"), cv("correlation"));
    let every = table.duration_or_default("every");
    let refuse = |code, key: &str, message: &str, help: &str| {
        table.faults.add(Diagnostic::error(code, table.span(key), message).help(help));
    };
    if every < MIN_DELAY {
        refuse(
            "out-of-range",
            "every",
            "intervals of busyness last a second or more",
            "for instance \"30m\"",
        );
        return None;
    }
    if interval_cv == 0.0 {
        for key in ["every", "correlation"].into_iter().filter(|key| table.node(key).is_some()) {
            let message = format!("`{key}` says how intervals vary, but they do not");
            refuse("needs", key, &message, "add interval = 0.2, the coefficient of variation");
        }
    }
    for (key, value) in [("day", day_cv), ("interval", interval_cv)] {
        if value > 0.0 && value < MIN_CV {
            refuse(
                "out-of-range",
                key,
                "a coefficient of variation below 0.001 changes nothing",
                "leave it out",
            );
            return None;
        }
    }
    if day_cv == 0.0 && interval_cv == 0.0 {
        let asked = ["day", "interval"].iter().any(|key| table.node(key).is_some());
        let help = "write day = 0.1, or interval = 0.2, or both";
        if !asked {
            let message = "neither days nor intervals vary";
            table.faults.add(Diagnostic::error("no-effect", table.at, message).help(help));
        }
        return None;
    }
    let key = match (table.word::<BusyTogether>("shared"), name) {
        (BusyTogether::Scenario, _) | (BusyTogether::LiveChat, None) => name_key("busyness"),
        (BusyTogether::LiveChat, Some(name)) => name_key(&format!("busyness of {}", name.text)),
    };
    Some(Busyness { day_cv, interval_cv, every, correlation, offset: run.week_offset, key })
}

const MIN_DELAY: Span = crate::base::SECOND;
const MIN_CV: f64 = 1e-3;

/// Whether a distribution leaves time between two things that it keeps apart; says so if not.
pub(in crate::scenario) fn check_positive_mean(
    distribution: &Distribution,
    fields: &Fields<'_>,
    key: &str,
    faults: &Faults,
) -> bool {
    if distribution.mean() > 0.0 {
        return true;
    }
    faults.error("out-of-range", fields.span(key), format!("`{key}` is more than nothing"));
    false
}
