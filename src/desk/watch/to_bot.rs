//! A session that waits goes to the bot (rulebook E-S10).

use super::moving::{Moving, say};
use crate::base::Time;
use crate::desk::{LiveChatInput, Message, Outbox, Session};
use crate::plan::Plan;

/// A bot is attached that has not had this session before: what it hands off stays with people.
pub(super) fn has_bot(plan: &Plan, now: Time, session: &Session) -> bool {
    let attached = plan.live_chats[session.at.index()].bot.is_some();
    let active = plan.licensing.expires.is_none_or(|expires| now < expires);
    attached && active && !session.was_handed_off()
}

pub(super) fn send<O: Outbox>(moving: Moving, out: &mut O) {
    say(moving.watch, true, out);
    moving.succeed(out);
    out.send(Message::LiveChat(moving.session.at, LiveChatInput::ToBot(moving.session)));
}
