//! Conversations as the scenario states them.

use super::csv_file::Tables;
use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word};
use super::language::DIALOGUE;
use super::laws::law;
use super::source::Place;
use super::topics::Topic;
use super::tree::Value;
use crate::base::Span;
use crate::plan::{
    AfterWork, Dialogue, Dialogues, Hold, Inactivity, Level, NoReply, OperatorIdle, Patrol, Rounds,
    Silence, Warn,
};

/// What a topic states about its conversations.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) usual: Option<Dialogue>,
    pub(super) at: Vec<(Word, Dialogue)>,
    /// It was written, be it faulty.
    pub(super) written: bool,
    pub(super) silence: Option<(Silence, Place)>,
}

/// `[run] level`.
pub(super) fn level(run: &Fields<'_>) -> Level {
    match run.word("level") {
        "dialogue" => Level::Dialogue,
        _ => Level::Session,
    }
}

/// What one of `[[live_chats.topics]]` states.
pub(super) fn talk(fields: &Fields<'_>, files: &Tables<'_>) -> Talk {
    let usual = fields.table("dialogue").and_then(|table| dialogue(&table, files));
    let silence = fields.table("silent").and_then(|table| {
        let (chance, notice) = (table.share("chance"), law(&table, "notice", files));
        Some((Silence { chance: chance?, notice }, table.at.clone()))
    });
    let written = fields.node("dialogue").is_some();
    Talk { usual, at: elsewhere(fields, files), written, silence }
}

fn elsewhere(fields: &Fields<'_>, files: &Tables<'_>) -> Vec<(Word, Dialogue)> {
    let Some(node) = fields.node("dialogue_at") else {
        return Vec::new();
    };
    let Value::Table(entries) = &node.value else {
        let help = "dialogue_at = { accounting = { rounds = { fixed = 3 }, reply = \"2m\", think = \"1m\" } }";
        let message = format!("a table of group names belongs here, not {}", node.kind());
        fields.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return Vec::new();
    };
    let each = entries.iter().filter_map(|entry| {
        let table = Fields::open(&entry.node, &DIALOGUE, fields.faults)?;
        let word = Word { text: entry.key.clone(), at: entry.at.clone() };
        Some((word, dialogue(&table, files)?))
    });
    each.collect()
}

fn dialogue(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Dialogue> {
    let (reply, think) = (law(fields, "reply", files), law(fields, "think", files));
    let (first_reply, patience) =
        (law(fields, "first_reply", files), law(fields, "reply_patience", files));
    if let Some(law) = &reply
        && law.mean() <= 0.0
    {
        let message = "a reply of nothing is no work";
        fields.faults.error("value", fields.place("reply"), message);
    }
    let rounds = fields.table("rounds").and_then(|table| rounds(&table));
    let hold = fields.table("hold").map(|table| hold(&table, files));
    let hold = match hold {
        Some(hold) => Some(hold?),
        None => None,
    };
    Some(Dialogue { rounds: rounds?, reply: reply?, first_reply, think: think?, patience, hold })
}

fn rounds(fields: &Fields<'_>) -> Option<Rounds> {
    if let Some(fixed) = fields.whole("fixed") {
        return u32::try_from(fixed).ok().map(Rounds::Fixed);
    }
    if let Some(mean) = fields.number("geometric") {
        return Some(Rounds::Geometric(mean));
    }
    let observed = fields.wholes("empirical")?;
    if observed.is_empty() {
        let message = "an empirical law needs at least one value";
        fields.faults.error("value", fields.place("empirical"), message);
        return None;
    }
    observed
        .into_iter()
        .map(|rounds| u32::try_from(rounds).ok())
        .collect::<Option<_>>()
        .map(Rounds::Empirical)
}

fn hold(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Hold> {
    let (chance, time) = (fields.share("chance"), law(fields, "time", files));
    let close = fields.duration_or_default("close");
    Some(Hold { chance: chance?, time: time?, close })
}

/// What one of `[[live_chats]]` does about conversations that stop.
pub(super) fn patrol(fields: &Fields<'_>, files: &Tables<'_>) -> Patrol {
    let inactivity = fields.table("inactivity");
    let inactivity = inactivity.map(|table| inactivity_of(&table, files)).unwrap_or_default();
    let no_reply = fields.table("no_reply").and_then(|table| {
        let every = table.word("again") == "every-assignment";
        Some(NoReply { within: table.positive("within")?, every })
    });
    let operator_idle = fields.table("operator_idle").map(|table| operator_idle(&table));
    Patrol { inactivity, no_reply, operator_idle: operator_idle.unwrap_or_default() }
}

fn operator_idle(fields: &Fields<'_>) -> OperatorIdle {
    let (notify, close) = (fields.positive("notify"), fields.positive("close"));
    if let (Some(notify), Some(close)) = (notify, close)
        && close <= notify
    {
        let message = "closed before it is noticed";
        let help = "make `close` longer than `notify`";
        fields.faults.add(Diagnostic::error("value", fields.place("close"), message).help(help));
    }
    OperatorIdle { notify, close }
}

/// When a silent client is reminded, and what comes of it.
fn warn(fields: &Fields<'_>, close: Option<Span>, files: &Tables<'_>) -> Option<Warn> {
    let refuse = |key, message: &str, help: &str| {
        fields.faults.add(Diagnostic::error("value", fields.place(key), message).help(help));
    };
    let (after, wakes) = (fields.positive("warn"), fields.share("wakes"));
    let wakes_after = law(fields, "wakes_after", files);
    for key in ["wakes", "wakes_after"] {
        if fields.node("warn").is_none() && fields.node(key).is_some() {
            refuse(key, "no client is reminded", "say when: warn = \"5m\"");
        }
    }
    fields.node("warn")?;
    match (fields.node("wakes"), fields.node("wakes_after")) {
        (Some(_), None) => {
            let message = "`wakes` needs `wakes_after`: how long after the reminder they write";
            let fault = Diagnostic::error("missing-key", fields.place("wakes"), message);
            fields.faults.add(fault.help("for instance wakes_after = { exponential = \"30s\" }"));
        }
        (None, Some(_)) => {
            refuse("wakes_after", "nobody wakes up", "say how many: wakes = \"40%\"");
        }
        _ => {}
    }
    let after = after?;
    match close {
        Some(close) if close <= after => {
            refuse(
                "warn",
                "reminded when it is closed already",
                "make `warn` shorter than `close`",
            );
        }
        None if fields.node("close").is_none() => {
            refuse("warn", "reminded of a close that never comes", "say when: close = \"10m\"");
        }
        _ => {}
    }
    let wakes = wakes.filter(|chance| *chance > 0.0).zip(wakes_after);
    Some(Warn { after, wakes })
}

fn inactivity_of(fields: &Fields<'_>, files: &Tables<'_>) -> Inactivity {
    let (after, close) = (fields.duration("after"), fields.positive("close"));
    let release = fields.word("slot") == "released";
    let to_queue = fields.word("returns_to") == "queue";
    let refuse = |key, message: &str, help: &str| {
        fields.faults.add(Diagnostic::error("value", fields.place(key), message).help(help));
    };
    if after.is_none() && fields.node("after").is_none() {
        for (key, written) in [("slot", release), ("returns_to", to_queue)] {
            if written {
                refuse(key, "no session is ever inactive", "say when it is: after = \"10m\"");
            }
        }
    }
    if let (Some(after), Some(close)) = (after, close)
        && close <= after
    {
        refuse("close", "closed before it is inactive", "make `close` longer than `after`");
    }
    let warn = warn(fields, close, files);
    Inactivity { after, release, to_queue, close, warn }
}

/// How far wrap-up keeps a member of one of `[[groups]]`.
pub(super) fn after_work(fields: &Fields<'_>) -> AfterWork {
    let cap: Option<Span> = fields.duration("wrap_up_cap");
    AfterWork { cap, frees_slot: fields.word("wrap_up_slot") == "free" }
}

/// What a topic lacks at a level: said here, because only here the level is known.
pub(super) fn complete(
    (topic, patrol): (&Topic, &Patrol),
    level: Level,
    faults: &super::diagnostic::Faults,
) {
    let lacks = |place: &Place, message: &str, help: &str| {
        faults.add(Diagnostic::error("missing-key", place, message).help(help));
    };
    if level == Level::Session && !topic.effort_written {
        let message = "[[live_chats.topics]] needs the key `effort`";
        lacks(
            &topic.at,
            message,
            "The work of whoever answers, alone with the session. Its type: law",
        );
    }
    if level == Level::Dialogue && !topic.talk.written {
        let message = "[[live_chats.topics]] needs the key `dialogue` at the dialogue level";
        let help = "dialogue = { rounds = { geometric = 5 }, reply = { exponential = \"40s\" }, think = { exponential = \"1m\" } }";
        lacks(&topic.at, message, help);
    }
    let Some((silence, at)) = &topic.talk.silence else { return };
    if silence.chance <= 0.0 {
        return;
    }
    if level == Level::Session && silence.notice.is_none() {
        let help = "say how long it takes to find out: notice = { exponential = \"1m\" }";
        lacks(at, "nobody would notice that these clients are gone", help);
    }
    if level == Level::Dialogue && patrol.inactivity.close.is_none() {
        let help = "close silent sessions: inactivity = { close = \"10m\" } in the live chat";
        lacks(at, "nobody would notice that these clients are gone", help);
    }
}

/// What the plan says of a topic's conversations.
pub(super) fn dialogues(
    topic: &Topic,
    level: Level,
    group: impl Fn(&Word) -> Option<crate::base::GroupId>,
) -> Option<Box<Dialogues>> {
    let at: Vec<_> = topic
        .talk
        .at
        .iter()
        .filter_map(|(word, dialogue)| Some((group(word)?, dialogue.clone())))
        .collect();
    let usual = topic.talk.usual.clone()?;
    (level == Level::Dialogue).then(|| Box::new(Dialogues { usual, at }))
}
