//! A session that waits goes to the bot (rulebook E-S10).

use super::moving::{report_action_done, report_moved};
use crate::base::Time;
use crate::desk::message::{LiveChatInput, Message, Outbox, SupervisorMove};
use crate::desk::session::Session;
use crate::plan::Plan;

/// A bot is attached that has not had this session before: a session that a bot handed off stays
/// with operators.
pub(super) fn can_go_to_bot(plan: &Plan, now: Time, session: &Session) -> bool {
    let attached = plan.live_chats[session.current_live_chat.index()].bot.is_some();
    let active = plan.licensing.expires.is_none_or(|expires| now < expires);
    attached && active && !session.was_handed_off()
}

pub(super) fn send_to_bot<O: Outbox>(moving: SupervisorMove, out: &mut O) {
    report_action_done(moving.watch, true, out);
    report_moved(&moving, out);
    out.send(Message::LiveChat(
        moving.session.current_live_chat,
        LiveChatInput::ToBot(moving.session),
    ));
}
