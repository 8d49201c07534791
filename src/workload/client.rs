//! One client: what they want, how much work it is, how long they wait.

use crate::base::{GroupId, Key, Span, TopicId};
use crate::dist::{Law, Weighted};
use crate::plan::{
    Acceptance, Bot, Dialogue, Group, Hold, Misjudged, Offer, Older, PatienceAfterSwitch, Topic,
    Warn,
};

/// The place of one client in the tree of random streams. A client carries no generator: each
/// wish is drawn from a stream of its own when somebody asks, and is the same whenever that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(Key);

/// One stream for each purpose. The numbers are part of what makes a run repeatable: never reuse.
#[derive(Clone, Copy)]
enum Purpose {
    Gap = 1,
    Topic = 2,
    Patience = 3,
    Effort = 4,
    WrapUp = 5,
    Switch = 6,
    Lot = 7,
    Dispatch = 8,
    /// These belong to conversations.
    Silence = 50,
    Notice = 51,
    Rounds = 52,
    Reply = 53,
    Think = 54,
    ReplyPatience = 55,
    Hold = 56,
    HoldTime = 57,
    Wake = 58,
    WakeTime = 59,
    Briefing = 60,
    Agree = 61,
    Disagree = 62,
    Move = 63,
    Again = 40,
    Write = 41,
    TryAgain = 42,
    Return = 43,
    Spam = 44,
    Sender = 45,
    List = 46,
    Mistaken = 47,
    Misjudge = 48,
    Mark = 49,
    Unmark = 39,
    /// These belong to the queues.
    Reaction = 32,
    Accept = 33,
    Decline = 34,
    Ring = 35,
    Overflow = 36,
    WithBot = 30,
    BotTime = 31,
}

/// Something that a client does beyond one session, or not: decided for each session apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// To write the next time.
    Write,
    /// To try again after nobody answered.
    TryAgain,
    /// To write again after the session was closed.
    Return,
    /// To send spam.
    Spam,
    /// Under which name.
    Sender,
    /// Of the operator: to put the sender on the blocklist.
    List,
    /// To be on the blocklist without having sent spam.
    Mistaken,
}

impl From<Wish> for Purpose {
    fn from(wish: Wish) -> Self {
        match wish {
            Wish::Write => Self::Write,
            Wish::TryAgain => Self::TryAgain,
            Wish::Return => Self::Return,
            Wish::Spam => Self::Spam,
            Wish::Sender => Self::Sender,
            Wish::List => Self::List,
            Wish::Mistaken => Self::Mistaken,
        }
    }
}

/// How a talk with a bot goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithBot {
    /// The bot answers the question for good.
    IsContained,
    /// The client stops writing.
    FallsSilent,
    /// An operator is needed.
    IsHandedOff,
}

impl Client {
    /// The `ordinal`-th client of the flow whose place is `flow`.
    pub fn new(flow: Key, ordinal: u64) -> Self {
        Self(flow.child(ordinal))
    }

    #[inline]
    fn key(self, purpose: Purpose, stage: u32) -> Key {
        self.0.child(purpose as u64 | u64::from(stage) << 8)
    }

    #[inline]
    fn draw(self, purpose: Purpose, stage: u32, law: &Law) -> Span {
        law.sample(&mut self.key(purpose, stage).stream())
    }

    fn draw_in(self, purpose: Purpose, (stage, round): (u32, u32), law: &Law) -> Span {
        law.sample(&mut self.key(purpose, stage).child(u64::from(round)).stream())
    }

    /// The same client, after so many sessions: with another session, nothing is drawn twice.
    pub(super) fn again(self, before: u32) -> Self {
        if before == 0 { self } else { Self(self.key(Purpose::Again, before)) }
    }

    /// A uniform number in `[0, 1)` that decides on a wish after so many sessions.
    pub(super) fn chance(self, wish: Wish, before: u32) -> f64 {
        self.key(wish.into(), before).uniform()
    }

    /// How long after the end of a session the client acts on a wish.
    pub(super) fn delay(self, wish: Wish, before: u32, law: &Law) -> Span {
        self.draw(wish.into(), before, law)
    }

    /// A length of time between this client and the one before, drawn from `law`.
    pub fn gap(self, law: &Law) -> Span {
        self.draw(Purpose::Gap, 0, law)
    }

    /// A uniform number in `[0, 1)` that decides when this client comes.
    pub fn moment(self) -> f64 {
        self.key(Purpose::Gap, 0).uniform()
    }

    /// What the session is about.
    pub fn topic(self, topics: &Weighted<TopicId>) -> TopicId {
        match topics.only() {
            Some(topic) => *topic,
            None => *topics.pick(self.key(Purpose::Topic, 0).uniform()),
        }
    }

    /// How long this client waits before giving up, `stage` switches after the arrival; `None`:
    /// for ever.
    pub fn patience(self, topic: &Topic, stage: u32) -> Option<Span> {
        let (law, stage) = match (&topic.patience_after_switch, stage) {
            (PatienceAfterSwitch::Law(law), 1..) => (Some(law), stage),
            // One who did not wait before the switch inherits the whole of the first.
            (PatienceAfterSwitch::Inherited, _) => (topic.patience.as_ref(), 0),
            _ => (topic.patience.as_ref(), stage),
        };
        law.map(|law| self.draw(Purpose::Patience, stage, law))
    }

    /// The work of whoever answers, in time alone with the session.
    #[inline]
    pub fn effort(self, law: &Law, stage: u32) -> Span {
        self.draw(Purpose::Effort, stage, law)
    }

    /// The work after the session.
    pub fn wrap_up(self, topic: &Topic, group: &Group, stage: u32) -> Span {
        let law = topic.wrap_up.as_ref().or(group.wrap_up.as_ref());
        law.map_or(Span::ZERO, |law| self.draw(Purpose::WrapUp, stage, law))
    }

    /// How the session goes on from `group`: the place of that switch among the topic's; `None`: it
    /// ends there.
    pub fn switch(self, topic: &Topic, group: GroupId, stage: u32) -> Option<usize> {
        if topic.switches.is_empty() {
            return None;
        }
        let switches = topic.switches.iter().enumerate();
        let mut leaving = switches.filter(|(_, switch)| switch.from == group).peekable();
        leaving.peek()?;
        let mut drawn = self.key(Purpose::Switch, stage).uniform();
        for (place, switch) in leaving {
            if drawn < switch.chance {
                return Some(place);
            }
            drawn -= switch.chance;
        }
        None
    }

    /// The lot that is drawn among equal operators.
    pub fn lot(self, stage: u32) -> u64 {
        self.key(Purpose::Lot, stage).bits()
    }

    /// How long the sender tells whoever takes over.
    pub fn briefing(self, law: &Law, stage: u32) -> Span {
        self.draw(Purpose::Briefing, stage, law)
    }

    /// The `attempt`-th of those who are asked to take the session over: how long they let the
    /// sender wait, and whether they will have it.
    pub fn answer(self, acceptance: &Acceptance, stage: u32, attempt: u32) -> (Span, bool) {
        let key = |purpose| self.key(purpose, stage).child(u64::from(attempt));
        let after = acceptance.accept.sample(&mut key(Purpose::Agree).stream());
        let willing = key(Purpose::Disagree).uniform() >= acceptance.decline;
        match acceptance.timeout {
            // The older offer counts no more when the next is made.
            Some(timeout) if timeout < after && acceptance.older == Older::Withdrawn => {
                (timeout, false)
            }
            _ => (after, willing),
        }
    }

    /// How long a supervisor takes to move this session elsewhere.
    pub fn moved(self, reaction: &Law, stage: u32) -> Span {
        self.draw(Purpose::Move, stage, reaction)
    }

    /// How long an idle operator, by the key of the name, takes to notice this session.
    pub fn reaction(self, law: &Law, stage: u32, operator: u64) -> Span {
        law.sample(&mut self.key(Purpose::Reaction, stage).child(operator).stream())
    }

    /// How long an operator takes to accept the offer of this session, and whether it is then
    /// declined.
    pub fn response(self, offer: &Offer, stage: u32, operator: u64) -> (Span, bool) {
        let delay = self.key(Purpose::Accept, stage).child(operator);
        let declines = self.key(Purpose::Decline, stage).child(operator).uniform() < offer.decline;
        (offer.accept.sample(&mut delay.stream()), declines)
    }

    /// How long this session keeps the requirements of a ring.
    pub fn stay(self, law: &Law, stage: u32, ring: u8) -> Span {
        law.sample(&mut self.key(Purpose::Ring, stage).child(u64::from(ring)).stream())
    }

    /// After how long this session takes a step of an overflow.
    pub fn overflow(self, law: &Law, stage: u32, step: usize) -> Span {
        law.sample(&mut self.key(Purpose::Overflow, stage).child(step as u64).stream())
    }

    /// How long this client talks with a bot, and how that goes.
    pub fn with_bot(self, bot: &Bot, stage: u32) -> (Span, WithBot) {
        let drawn = self.key(Purpose::WithBot, stage).uniform();
        let how = if drawn < bot.contains {
            WithBot::IsContained
        } else if drawn < bot.contains + bot.silent {
            WithBot::FallsSilent
        } else {
            WithBot::IsHandedOff
        };
        (self.draw(Purpose::BotTime, stage, &bot.time), how)
    }

    /// After how long the operator takes this session for spam and marks it, if at all.
    pub fn misjudged(self, misjudged: &Misjudged) -> Option<Span> {
        let is = self.key(Purpose::Misjudge, 0).uniform() < misjudged.chance;
        is.then(|| self.draw(Purpose::Mark, 0, &misjudged.after))
    }

    /// How long until that is taken back.
    pub fn unmarked(self, misjudged: &Misjudged) -> Span {
        self.draw(Purpose::Unmark, 0, &misjudged.lasts)
    }

    /// How long a supervisor takes to hand this session on.
    pub fn dispatch(self, reaction: &Law) -> Span {
        self.draw(Purpose::Dispatch, 0, reaction)
    }

    /// This client, giving up, leaves without a word: a trait, the same at each stage.
    pub fn is_silent(self, topic: &Topic) -> bool {
        let drawn = |chance| self.key(Purpose::Silence, 0).uniform() < chance;
        topic.silence.as_ref().is_some_and(|silence| drawn(silence.chance))
    }

    /// At the session level: how long an operator takes to find that this client is gone.
    pub fn notice(self, topic: &Topic, stage: u32) -> Span {
        let law = topic.silence.as_ref().and_then(|silence| silence.notice.as_ref());
        law.map_or(Span::ZERO, |law| self.draw(Purpose::Notice, stage, law))
    }

    /// How many replies the client needs.
    pub fn rounds(self, dialogue: &Dialogue, stage: u32) -> u32 {
        dialogue.rounds.at(self.key(Purpose::Rounds, stage).uniform())
    }

    /// The operator's work on the reply of a round, counted from zero.
    pub fn reply(self, dialogue: &Dialogue, stage: u32, round: u32) -> Span {
        let first = dialogue.first_reply.as_ref().filter(|_| round == 0);
        self.draw_in(Purpose::Reply, (stage, round), first.unwrap_or(&dialogue.reply))
    }

    /// From the reply of a round to the next message.
    pub fn think(self, dialogue: &Dialogue, stage: u32, round: u32) -> Span {
        self.draw_in(Purpose::Think, (stage, round), &dialogue.think)
    }

    /// How long the client waits for the reply of a round; `None`: for ever.
    pub fn reply_patience(self, dialogue: &Dialogue, stage: u32, round: u32) -> Option<Span> {
        let law = dialogue.patience.as_ref()?;
        Some(self.draw_in(Purpose::ReplyPatience, (stage, round), law))
    }

    /// After the reply of a round the session is put on hold: how long until the next message?
    pub fn hold(self, hold: &Hold, stage: u32, round: u32) -> Option<Span> {
        let drawn = self.key(Purpose::Hold, stage).child(u64::from(round)).uniform();
        let held = drawn < hold.chance;
        held.then(|| self.draw_in(Purpose::HoldTime, (stage, round), &hold.time))
    }

    /// Reminded of the close while silent after the reply of a round: how long until the client
    /// writes, if that is why?
    pub fn wakes(self, warn: &Warn, stage: u32, round: u32) -> Option<Span> {
        let (chance, law) = warn.wakes.as_ref()?;
        let drawn = self.key(Purpose::Wake, stage).child(u64::from(round)).uniform();
        (drawn < *chance).then(|| self.draw_in(Purpose::WakeTime, (stage, round), law))
    }
}
