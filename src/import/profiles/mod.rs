//! The sources that are known, each a file.

mod amazon_connect;
mod amazon_connect_forecast;
mod asterisk;
mod chatwoot;
mod chatwoot_events;
mod deskload;
mod dynamics_365;
mod elma365;
mod generic;
mod genesys_cloud;
mod genesys_conversations;
mod genesys_wfm;
mod iex;
mod intercom;
mod rocketchat;
mod zendesk_chat;
mod zendesk_queue_events;

use super::profile::Profile;

/// Tables that may lie beside the sessions of any source.
pub(super) const BESIDE_ANY: &[&Profile] = &[&generic::MESSAGES, &generic::STAFF];

/// All profiles.
pub const PROFILES: [&Profile; 18] = [
    &amazon_connect::PROFILE,
    &amazon_connect_forecast::PROFILE,
    &asterisk::PROFILE,
    &asterisk::TABLE,
    &chatwoot::PROFILE,
    &chatwoot_events::PROFILE,
    &deskload::PROFILE,
    &dynamics_365::PROFILE,
    &elma365::PROFILE,
    &generic::PROFILE,
    &genesys_cloud::PROFILE,
    &genesys_conversations::PROFILE,
    &genesys_wfm::PROFILE,
    &iex::PROFILE,
    &intercom::PROFILE,
    &rocketchat::PROFILE,
    &zendesk_chat::PROFILE,
    &zendesk_queue_events::PROFILE,
];
