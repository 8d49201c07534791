//! Sources of arrivals become flows: who comes, through which channel, and who writes first.

use std::collections::BTreeMap;

use super::arrivals::Source;
use super::channels::INTERNAL;
use super::diagnostic::Diagnostic;
use super::routing::Desk;
use crate::base::{ClientGroupId, FlowId, LiveChatId, TopicId, name_key};
use crate::dist::Weighted;
use crate::plan::{BegunBy, Flow, Parts};

/// The flows of a live chat, whose topics come with these shares; `spam` is the topic of spam.
pub(super) fn flows(desk: &Desk<'_>, shares: Option<&[f64]>, spam: TopicId, parts: &mut Parts) {
    let (chat, faults) = (desk.chat, desk.faults);
    let mut of_group = BTreeMap::<(&str, Option<usize>), usize>::new();
    for source in &chat.arrivals {
        let Some(channel) = chat.channels.of(source, faults) else {
            continue;
        };
        let client_group = match client_group(desk, source, channel) {
            Ok(group) => group,
            Err(fault) => {
                faults.add(*fault);
                continue;
            }
        };
        // Named after the channel, the group and its how-manieth source, so that another live chat,
        // or a source of another group or channel, changes nobody here.
        let number = of_group.entry((channel, client_group)).or_default();
        let group = client_group.map_or("", |group| parts.client_groups[group].name.as_str());
        let through = if chat.channels.is_first(channel) { "" } else { channel };
        let key = name_key(&format!("{}{through}/{group}/{number}", chat.name.text));
        *number += 1;
        let Some(shares) = shares else { continue };
        let topics = (0..shares.len()).map(|topic| TopicId::from(desk.first_topic + topic));
        let weighted = Weighted::new(topics.zip(shares.iter().copied()));
        if let (Some(arrivals), Some(topics)) = (source.arrivals.clone(), weighted) {
            parts.flows.push(Flow {
                live_chat: LiveChatId::from(desk.place),
                channel: channel.to_owned(),
                client_group: client_group.map(ClientGroupId::from),
                arrivals,
                topics,
                key,
                habits: chat.clientele.habits(channel, spam, chat.rules.len()),
                begun_by: begun_by(desk, source, channel),
            });
        }
    }
    debug_assert!(parts.flows.len() <= FlowId(u32::MAX).index());
}

/// Channels on which only clients can begin (rule E-C9).
const CLIENTS_BEGIN: [&str; 3] = ["viber", "vk", "website"];

/// Who writes first.
fn begun_by(desk: &Desk<'_>, source: &Source, channel: &str) -> BegunBy {
    let Some(word) = source.begun_by.as_ref().filter(|word| word.text != "clients") else {
        return BegunBy::Clients;
    };
    if CLIENTS_BEGIN.contains(&channel) {
        let message = format!("on the channel {channel} only clients begin a session");
        desk.faults.error("E-C9", &word.at, message);
    }
    if word.text == "system" {
        return BegunBy::System;
    }
    let Some(group) = word.text.strip_prefix("group:") else {
        let message = format!("{} begins no session", word.quoted());
        let help = "write \"clients\", \"system\", or a group of operators: \"group:general\"";
        desk.faults.add(Diagnostic::error("value", &word.at, message).help(help));
        return BegunBy::Clients;
    };
    desk.group_part(word, group, "E-C10").map_or(BegunBy::Clients, BegunBy::Operators)
}

/// Who writes: as stated, or the only group that may.
fn client_group(
    desk: &Desk<'_>,
    source: &Source,
    channel: &str,
) -> Result<Option<usize>, Box<Diagnostic>> {
    let internal = channel == INTERNAL;
    match (&source.client_group, &desk.chat.clients) {
        (Some(word), _) if internal => Ok(desk.client_groups.find(word, desk.faults)),
        (Some(word), _) => {
            let message = "external clients are in no group";
            Err(Box::new(
                Diagnostic::error("E-C2", &word.at, message).help("leave `client_group` out"),
            ))
        }
        (None, Some((words, _))) if internal && words.len() > 1 => {
            let message = "several groups of clients may write here, so it is unclear who does";
            let help =
                "say who: client_group = \"office\", one [[live_chats.arrivals]] for each group";
            Err(Box::new(Diagnostic::error("missing-key", &source.at, message).help(help)))
        }
        (None, Some((words, _))) if internal => {
            Ok(words.first().and_then(|word| desk.client_groups.get(&word.text)))
        }
        _ => Ok(None),
    }
}
