//! Sources of arrivals become flows: who comes, through which channel, and who writes first.

use std::collections::BTreeMap;

use super::routing::LiveChatResolver;
use crate::base::{ClientGroupId, FlowId, LiveChatId, TopicId, name_key};
use crate::dist::Weighted;
use crate::plan::{BegunBy, Channel, Flow, PlanParts, WritesFirst};
use crate::scenario::stated::arrivals::ArrivalSource;
use crate::scenario::text::diagnostic::Diagnostic;

/// The flows of a live chat, whose topics come with these shares; `spam` is the topic of spam.
pub(in crate::scenario) fn resolve_flows(
    resolver: &LiveChatResolver<'_>,
    shares: Option<&[f64]>,
    spam: TopicId,
    parts: &mut PlanParts,
) {
    let (chat, faults) = (resolver.chat, resolver.faults);
    let mut of_group = BTreeMap::<(Channel, Option<usize>), usize>::new();
    for source in &chat.arrivals {
        let Some(channel) = chat.channels.channel_of(source, faults) else {
            continue;
        };
        if let Some(at) = source.known_clients.as_ref().filter(|_| channel.is_anonymous()) {
            let message = "visitors of a website are anonymous: none is known from before";
            faults.add(Diagnostic::error("E-C11", at, message).help("leave `known_clients` out"));
        }
        let client_group = match resolve_client_group(resolver, source, channel) {
            Ok(group) => group,
            Err(fault) => {
                faults.add(*fault);
                continue;
            }
        };
        // Named after the channel, the group and the number of the source, so that another live chat,
        // or a source of another group or channel, changes no operator here.
        let number = of_group.entry((channel, client_group)).or_default();
        let group = client_group.map_or("", |group| parts.client_groups[group].name.as_str());
        let through = if chat.channels.is_first(channel) { "" } else { channel.name() };
        let key = name_key(&format!("{}{through}/{group}/{number}", chat.name.text));
        *number += 1;
        let Some(shares) = shares else { continue };
        let topics = (0..shares.len()).map(|topic| TopicId::from(resolver.first_topic + topic));
        let weighted = Weighted::new(topics.zip(shares.iter().copied()));
        if let (Some(arrivals), Some(topics)) = (source.arrivals.clone(), weighted) {
            parts.flows.push(Flow {
                live_chat: LiveChatId::from(resolver.index),
                channel,
                client_group: client_group.map(ClientGroupId::from),
                arrivals,
                topics,
                key,
                behaviour: chat.client_behaviour.resolve_on_channel(
                    channel,
                    spam,
                    chat.rules.len(),
                    source.known_clients.is_some(),
                ),
                begun_by: resolve_begun_by(resolver, source, channel),
            });
        }
    }
    debug_assert!(parts.flows.len() <= FlowId(u32::MAX).index());
}

/// Who writes first.
fn resolve_begun_by(
    resolver: &LiveChatResolver<'_>,
    source: &ArrivalSource,
    channel: Channel,
) -> BegunBy {
    let Some(word) = source.begun_by.as_ref().filter(|word| word.text != "clients") else {
        return BegunBy::Clients;
    };
    match channel.writes_first() {
        WritesFirst::Client => {
            let message = format!("on the channel {channel} only clients begin a session");
            resolver.faults.error("E-C9", &word.at, message);
        }
        WritesFirst::DeskToKnownClients if source.known_clients.is_none() => {
            let message =
                format!("on the channel {channel} a session begins with a client's message");
            let help = "with clients who have written before others may begin too: known_clients = \"yes\"";
            resolver.faults.add(Diagnostic::error("E-C9", &word.at, message).help(help));
        }
        WritesFirst::DeskToKnownClients | WritesFirst::Either => {}
    }
    if word.text == "system" {
        return BegunBy::System;
    }
    let Some(group) = word.text.strip_prefix("group:") else {
        let message = format!("{} begins no session", word.quoted());
        let help = "write \"clients\", \"system\", or a group of operators: \"group:general\"";
        resolver.faults.add(Diagnostic::error("unknown-word", &word.at, message).help(help));
        return BegunBy::Clients;
    };
    resolver.resolve_group_name(word, group, "E-C10").map_or(BegunBy::Clients, BegunBy::Operators)
}

/// Who writes: as stated, or the only group that may.
fn resolve_client_group(
    resolver: &LiveChatResolver<'_>,
    source: &ArrivalSource,
    channel: Channel,
) -> Result<Option<usize>, Box<Diagnostic>> {
    let internal = !channel.is_external();
    match (&source.client_group, &resolver.chat.clients) {
        (Some(word), _) if internal => Ok(resolver.client_groups.find(word, resolver.faults)),
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
            Ok(words.first().and_then(|word| resolver.client_groups.get(&word.text)))
        }
        _ => Ok(None),
    }
}
