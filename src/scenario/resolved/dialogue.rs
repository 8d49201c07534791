//! The conversations of a topic, and what a topic lacks at the level of the run.

use crate::plan::{DialogueByGroup, DialoguePolicy, ModelLevel};
use crate::scenario::stated::topics::Topic;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// What a topic lacks at a level: said here, because only here the level is known.
pub(in crate::scenario) fn check_topic_complete(
    topic: &Topic,
    policy: &DialoguePolicy,
    level: ModelLevel,
    faults: &Faults,
) {
    let lacks = |place: &SourceSpan, message: &str, help: &str| {
        faults.add(Diagnostic::error("missing-key", place, message).help(help));
    };
    if level == ModelLevel::Session && !topic.effort_written {
        let message = "[[live_chats.topics]] needs the key `effort`";
        lacks(
            &topic.at,
            message,
            "The work of the operator who answers, alone with the session. Its type: distribution",
        );
    }
    if level == ModelLevel::Dialogue && !topic.dialogues.is_written {
        let message = "[[live_chats.topics]] needs the key `dialogue` at the dialogue level";
        let help = "dialogue = { rounds = { geometric = 5 }, reply = { exponential = \"40s\" }, think = { exponential = \"1m\" } }";
        lacks(&topic.at, message, help);
    }
    let Some((silence, at)) = &topic.dialogues.silent_abandonment else { return };
    if silence.chance <= 0.0 {
        return;
    }
    if level == ModelLevel::Session && silence.discovery_time.is_none() {
        let help = "say how long it takes to find out: notice = { exponential = \"1m\" }";
        lacks(at, "no operator would notice that these clients are gone", help);
    }
    if level == ModelLevel::Dialogue && policy.client_inactivity.close_after.is_none() {
        let help = "close silent sessions: inactivity = { close = \"10m\" } in the live chat";
        lacks(at, "no operator would notice that these clients are gone", help);
    }
}

/// What the plan says of a topic's conversations.
pub(in crate::scenario) fn resolve_dialogues(
    topic: &Topic,
    level: ModelLevel,
    group: impl Fn(&WrittenName) -> Option<crate::base::GroupId>,
) -> Option<Box<DialogueByGroup>> {
    let by_group: Vec<_> = topic
        .dialogues
        .by_group
        .iter()
        .filter_map(|(word, dialogue)| Some((group(word)?, dialogue.clone())))
        .collect();
    let default = topic.dialogues.default.clone()?;
    (level == ModelLevel::Dialogue).then(|| Box::new(DialogueByGroup { default, by_group }))
}
