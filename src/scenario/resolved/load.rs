//! The disturbances of a load: which groups and live chats they are about.

use super::name_index::NameIndex;
use crate::base::{GroupId, LiveChatId};
use crate::plan::{Disturbance, DisturbanceKind, FailingRole, LoadSettings};
use crate::scenario::language::words::{DisturbanceWord, FailingWord};
use crate::scenario::stated::load::DisturbanceKeys;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};

/// The settings of a load.
pub(super) fn resolve_load(scenario: &Scenario, faults: &Faults) -> LoadSettings {
    let groups = scenario.groups.iter().map(|group| group.name.text.as_str());
    let chats = scenario.live_chats.iter().map(|chat| chat.name.text.as_str());
    let resolver = Resolver {
        scenario,
        groups: NameIndex::new("group", groups),
        live_chats: NameIndex::new("live chat", chats),
        faults,
    };
    let all = scenario.load.disturbances.iter();
    let disturbances = all.filter_map(|keys| resolver.resolve(keys)).collect();
    LoadSettings { disturbances, ..scenario.load.settings.clone() }
}

struct Resolver<'a> {
    scenario: &'a Scenario,
    groups: NameIndex<'a>,
    live_chats: NameIndex<'a>,
    faults: &'a Faults,
}

impl Resolver<'_> {
    fn resolve(&self, keys: &DisturbanceKeys) -> Option<Disturbance> {
        let what = match keys.kind {
            DisturbanceWord::Disconnect => {
                DisturbanceKind::Disconnect { group: self.group(keys)?, share: keys.share }
            }
            DisturbanceWord::Stall => {
                let (arbiter, at) = &keys.arbiter;
                if *arbiter >= self.scenario.load.settings.arbiters {
                    let help =
                        "arbiters are numbered from zero; `arbiters` says how many there are";
                    let message = format!("there is no arbiter {arbiter}");
                    self.faults.add(Diagnostic::error("out-of-range", at, message).help(help));
                }
                DisturbanceKind::Stall { arbiter: *arbiter }
            }
            DisturbanceWord::Fail => DisturbanceKind::Fail(self.failing_role(keys)?),
            DisturbanceWord::Revoke => DisturbanceKind::Revoke {
                licenses: self.required(keys.licenses, keys, "licenses")?,
            },
            DisturbanceWord::Outage => DisturbanceKind::Outage { live_chat: self.live_chat(keys)? },
            DisturbanceWord::SlowSupervisors => DisturbanceKind::SlowSupervisors {
                factor: self.required(keys.factor, keys, "factor")?,
            },
        };
        Some(Disturbance { what, at: keys.begins, length: keys.length })
    }

    fn failing_role(&self, keys: &DisturbanceKeys) -> Option<FailingRole> {
        let group = || self.required(self.group(keys)?, keys, "group");
        let live_chat = || self.required(self.live_chat(keys)?, keys, "live_chat");
        match self.required(keys.role, keys, "role")? {
            FailingWord::LiveChat => live_chat().map(FailingRole::LiveChat),
            FailingWord::Group => group().map(FailingRole::Group),
            FailingWord::Operators => group().map(FailingRole::OperatorsOf),
            FailingWord::LicensePool => Some(FailingRole::LicensePool),
        }
    }

    /// The group that is named, if one is; nothing at all if there is no such group.
    fn group(&self, keys: &DisturbanceKeys) -> Option<Option<GroupId>> {
        match &keys.group {
            None => Some(None),
            Some(word) => self.groups.find(word, self.faults).map(|it| Some(GroupId::from(it))),
        }
    }

    fn live_chat(&self, keys: &DisturbanceKeys) -> Option<Option<LiveChatId>> {
        match &keys.live_chat {
            None => Some(None),
            Some(word) => {
                self.live_chats.find(word, self.faults).map(|it| Some(LiveChatId::from(it)))
            }
        }
    }

    fn required<T>(&self, found: Option<T>, keys: &DisturbanceKeys, key: &str) -> Option<T> {
        if found.is_none() {
            let message = format!("a disturbance of this kind needs `{key}`");
            let help = format!("add `{key}`");
            self.faults.add(Diagnostic::error("missing-key", &keys.at, message).help(help));
        }
        found
    }
}
