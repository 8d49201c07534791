//! One client: what they want, how much work it is, how long they wait.

use crate::base::{GroupId, Span, StreamKey, TopicId};
use crate::dist::{Distribution, Weighted};
use crate::plan::{
    Bot, Dialogue, FalseSpamMark, Group, Hold, InactivityWarning, Offer, PatienceAfterTransfer,
    PendingOffers, Topic, TransferAcceptance,
};

/// The place of one client in the tree of random streams. A client carries no generator: each
/// wish is drawn from a stream of its own when somebody asks, and is the same whenever that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(StreamKey);

/// One stream for each purpose. The numbers are part of what makes a run repeatable: never reuse.
#[derive(Clone, Copy)]
enum ClientPurpose {
    Interarrival = 1,
    Topic = 2,
    Patience = 3,
    Effort = 4,
    WrapUp = 5,
    Transfer = 6,
    TieBreak = 7,
    Dispatch = 8,
    /// These belong to conversations.
    Silence = 50,
    Discovery = 51,
    Rounds = 52,
    Reply = 53,
    Think = 54,
    ReplyPatience = 55,
    Hold = 56,
    HoldTime = 57,
    Reminder = 58,
    ReminderResponse = 59,
    Briefing = 60,
    TransferAnswer = 61,
    TransferDecline = 62,
    MoveTime = 63,
    NextSession = 40,
    Write = 41,
    TryAgain = 42,
    Return = 43,
    Spam = 44,
    Sender = 45,
    Blocklist = 46,
    MistakenBlock = 47,
    FalseSpamMark = 48,
    FalseSpamDelay = 49,
    UnmarkDelay = 39,
    /// These belong to the queues.
    Reaction = 32,
    OfferAnswer = 33,
    OfferDecline = 34,
    Ring = 35,
    Overflow = 36,
    BotOutcome = 30,
    BotTime = 31,
}

/// Something that a client does beyond one session, or not: decided for each session apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClientDecision {
    /// To write the next time.
    Write,
    /// To try again after nobody answered.
    TryAgain,
    /// To write again after the session was closed.
    ReturnLater,
    /// To send spam.
    SendSpam,
    /// Under which name.
    PickSender,
    /// Of the operator: to put the sender on the blocklist.
    AddToBlocklist,
    /// To be on the blocklist without having sent spam.
    MistakenBlock,
}

impl From<ClientDecision> for ClientPurpose {
    fn from(decision: ClientDecision) -> Self {
        match decision {
            ClientDecision::Write => Self::Write,
            ClientDecision::TryAgain => Self::TryAgain,
            ClientDecision::ReturnLater => Self::Return,
            ClientDecision::SendSpam => Self::Spam,
            ClientDecision::PickSender => Self::Sender,
            ClientDecision::AddToBlocklist => Self::Blocklist,
            ClientDecision::MistakenBlock => Self::MistakenBlock,
        }
    }
}

/// How a talk with a bot goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotOutcome {
    /// The bot answers the question for good.
    Contained,
    /// The client stops writing.
    FellSilent,
    /// An operator is needed.
    HandedOff,
}

impl Client {
    /// The `ordinal`-th client of the flow whose place is `flow`.
    pub fn new(flow: StreamKey, ordinal: u64) -> Self {
        Self(flow.child(ordinal))
    }

    #[inline]
    fn key(self, purpose: ClientPurpose, visit: u32) -> StreamKey {
        self.0.child(purpose as u64 | u64::from(visit) << 8)
    }

    #[inline]
    fn draw(self, purpose: ClientPurpose, visit: u32, distribution: &Distribution) -> Span {
        distribution.sample(&mut self.key(purpose, visit).stream())
    }

    fn draw_in_round(
        self,
        purpose: ClientPurpose,
        (visit, round): (u32, u32),
        distribution: &Distribution,
    ) -> Span {
        distribution.sample(&mut self.key(purpose, visit).child(u64::from(round)).stream())
    }

    /// The same client, after so many sessions: with another session, nothing is drawn twice.
    pub(super) fn after_sessions(self, before: u32) -> Self {
        if before == 0 { self } else { Self(self.key(ClientPurpose::NextSession, before)) }
    }

    /// A uniform number in `[0, 1)` that decides on a wish after so many sessions.
    pub(super) fn decision_uniform(self, decision: ClientDecision, before: u32) -> f64 {
        self.key(decision.into(), before).uniform()
    }

    /// How long after the end of a session the client acts on a wish.
    pub(super) fn decision_delay(
        self,
        decision: ClientDecision,
        before: u32,
        distribution: &Distribution,
    ) -> Span {
        self.draw(decision.into(), before, distribution)
    }

    /// A length of time between this client and the one before, drawn from `law`.
    pub fn interarrival_time(self, distribution: &Distribution) -> Span {
        self.draw(ClientPurpose::Interarrival, 0, distribution)
    }

    /// A uniform number in `[0, 1)` that decides when this client comes.
    pub fn arrival_uniform(self) -> f64 {
        self.key(ClientPurpose::Interarrival, 0).uniform()
    }

    /// What the session is about.
    pub fn topic(self, topics: &Weighted<TopicId>) -> TopicId {
        match topics.single() {
            Some(topic) => *topic,
            None => *topics.pick(self.key(ClientPurpose::Topic, 0).uniform()),
        }
    }

    /// How long this client waits before giving up, `stage` switches after the arrival; `None`:
    /// for ever.
    pub fn patience(self, topic: &Topic, visit: u32) -> Option<Span> {
        let (distribution, visit) = match (&topic.patience_after_transfer, visit) {
            (PatienceAfterTransfer::Distribution(distribution), 1..) => (Some(distribution), visit),
            // One who did not wait before the switch inherits the whole of the first.
            (PatienceAfterTransfer::Inherited, _) => (topic.patience.as_ref(), 0),
            _ => (topic.patience.as_ref(), visit),
        };
        distribution.map(|law| self.draw(ClientPurpose::Patience, visit, law))
    }

    /// The work of whoever answers, in time alone with the session.
    #[inline]
    pub fn effort(self, distribution: &Distribution, visit: u32) -> Span {
        self.draw(ClientPurpose::Effort, visit, distribution)
    }

    /// The work after the session.
    pub fn wrap_up(self, topic: &Topic, group: &Group, visit: u32) -> Span {
        let distribution = topic.wrap_up.as_ref().or(group.wrap_up.as_ref());
        distribution.map_or(Span::ZERO, |law| self.draw(ClientPurpose::WrapUp, visit, law))
    }

    /// How the session goes on from `group`: the place of that switch among the topic's; `None`: it
    /// ends there.
    pub fn choose_transfer(self, topic: &Topic, group: GroupId, visit: u32) -> Option<usize> {
        if topic.transfers.is_empty() {
            return None;
        }
        let transfers = topic.transfers.iter().enumerate();
        let mut leaving = transfers.filter(|(_, transfer)| transfer.from == group).peekable();
        leaving.peek()?;
        let mut drawn = self.key(ClientPurpose::Transfer, visit).uniform();
        for (place, transfer) in leaving {
            if drawn < transfer.chance {
                return Some(place);
            }
            drawn -= transfer.chance;
        }
        None
    }

    /// The lot that is drawn among equal operators.
    pub fn tie_break(self, visit: u32) -> u64 {
        self.key(ClientPurpose::TieBreak, visit).bits()
    }

    /// How long the sender tells whoever takes over.
    pub fn briefing(self, distribution: &Distribution, visit: u32) -> Span {
        self.draw(ClientPurpose::Briefing, visit, distribution)
    }

    /// The `attempt`-th of those who are asked to take the session over: how long they let the
    /// sender wait, and whether they will have it.
    pub fn transfer_answer(
        self,
        acceptance: &TransferAcceptance,
        visit: u32,
        attempt: u32,
    ) -> (Span, bool) {
        let key = |purpose| self.key(purpose, visit).child(u64::from(attempt));
        let after = acceptance.answer_time.sample(&mut key(ClientPurpose::TransferAnswer).stream());
        let willing = key(ClientPurpose::TransferDecline).uniform() >= acceptance.decline_chance;
        match acceptance.timeout {
            // The older offer counts no more when the next is made.
            Some(timeout)
                if timeout < after && acceptance.pending_offers == PendingOffers::Withdraw =>
            {
                (timeout, false)
            }
            _ => (after, willing),
        }
    }

    /// How long a supervisor takes to move this session elsewhere.
    pub fn move_time(self, reaction: &Distribution, visit: u32) -> Span {
        self.draw(ClientPurpose::MoveTime, visit, reaction)
    }

    /// How long an idle operator, by the key of the name, takes to notice this session.
    pub fn reaction_time(self, distribution: &Distribution, visit: u32, operator: u64) -> Span {
        distribution.sample(&mut self.key(ClientPurpose::Reaction, visit).child(operator).stream())
    }

    /// How long an operator takes to accept the offer of this session, and whether it is then
    /// declined.
    pub fn offer_response(
        self,
        offer: &Offer,
        visit: u32,
        (operator, earlier): (u64, u32),
    ) -> (Span, bool) {
        // What is drawn for the first offer does not depend on whether there are further ones.
        let again = |key: StreamKey| if earlier == 0 { key } else { key.child(u64::from(earlier)) };
        let delay = again(self.key(ClientPurpose::OfferAnswer, visit).child(operator));
        let decline = again(self.key(ClientPurpose::OfferDecline, visit).child(operator));
        let declines = decline.uniform() < offer.decline_chance;
        (offer.answer_time.sample(&mut delay.stream()), declines)
    }

    /// How long this session keeps the requirements of a ring.
    pub fn ring_duration(self, distribution: &Distribution, visit: u32, ring: u8) -> Span {
        distribution
            .sample(&mut self.key(ClientPurpose::Ring, visit).child(u64::from(ring)).stream())
    }

    /// After how long this session takes a step of an overflow.
    pub fn overflow_delay(self, distribution: &Distribution, visit: u32, step: usize) -> Span {
        distribution
            .sample(&mut self.key(ClientPurpose::Overflow, visit).child(step as u64).stream())
    }

    /// How long this client talks with a bot, and how that goes.
    pub fn bot_outcome(self, bot: &Bot, visit: u32) -> (Span, BotOutcome) {
        let drawn = self.key(ClientPurpose::BotOutcome, visit).uniform();
        let outcome = if drawn < bot.containment_chance {
            BotOutcome::Contained
        } else if drawn < bot.containment_chance + bot.silence_chance {
            BotOutcome::FellSilent
        } else {
            BotOutcome::HandedOff
        };
        (self.draw(ClientPurpose::BotTime, visit, &bot.handling_time), outcome)
    }

    /// After how long the operator takes this session for spam and marks it, if at all.
    pub fn false_spam_delay(self, mark: &FalseSpamMark) -> Option<Span> {
        let is_marked = self.key(ClientPurpose::FalseSpamMark, 0).uniform() < mark.chance;
        is_marked.then(|| self.draw(ClientPurpose::FalseSpamDelay, 0, &mark.delay))
    }

    /// How long until that is taken back.
    pub fn unmark_delay(self, mark: &FalseSpamMark) -> Span {
        self.draw(ClientPurpose::UnmarkDelay, 0, &mark.duration)
    }

    /// How long a supervisor takes to hand this session on.
    pub fn dispatch_time(self, reaction: &Distribution) -> Span {
        self.draw(ClientPurpose::Dispatch, 0, reaction)
    }

    /// This client, giving up, leaves without a word: a trait, the same at each stage.
    pub fn is_silent(self, topic: &Topic) -> bool {
        let drawn = |chance| self.key(ClientPurpose::Silence, 0).uniform() < chance;
        topic.silent_abandonment.as_ref().is_some_and(|silence| drawn(silence.chance))
    }

    /// At the session level: how long an operator takes to find that this client is gone.
    pub fn discovery_time(self, topic: &Topic, visit: u32) -> Span {
        let distribution =
            topic.silent_abandonment.as_ref().and_then(|silence| silence.discovery_time.as_ref());
        distribution.map_or(Span::ZERO, |law| self.draw(ClientPurpose::Discovery, visit, law))
    }

    /// How many replies the client needs.
    pub fn round_count(self, dialogue: &Dialogue, visit: u32) -> u32 {
        dialogue.rounds.quantile(self.key(ClientPurpose::Rounds, visit).uniform())
    }

    /// The operator's work on the reply of a round, counted from zero.
    pub fn reply_work(self, dialogue: &Dialogue, visit: u32, round: u32) -> Span {
        let first = dialogue.first_reply.as_ref().filter(|_| round == 0);
        self.draw_in_round(ClientPurpose::Reply, (visit, round), first.unwrap_or(&dialogue.reply))
    }

    /// From the reply of a round to the next message.
    pub fn think_time(self, dialogue: &Dialogue, visit: u32, round: u32) -> Span {
        self.draw_in_round(ClientPurpose::Think, (visit, round), &dialogue.think)
    }

    /// How long the client waits for the reply of a round; `None`: for ever.
    pub fn reply_patience(self, dialogue: &Dialogue, visit: u32, round: u32) -> Option<Span> {
        let distribution = dialogue.patience.as_ref()?;
        Some(self.draw_in_round(ClientPurpose::ReplyPatience, (visit, round), distribution))
    }

    /// After the reply of a round the session is put on hold: how long until the next message?
    pub fn hold_time(self, hold: &Hold, visit: u32, round: u32) -> Option<Span> {
        let drawn = self.key(ClientPurpose::Hold, visit).child(u64::from(round)).uniform();
        let held = drawn < hold.chance;
        held.then(|| self.draw_in_round(ClientPurpose::HoldTime, (visit, round), &hold.duration))
    }

    /// Reminded of the close while silent after the reply of a round: how long until the client
    /// writes, if that is why?
    pub fn reminder_response(
        self,
        warning: &InactivityWarning,
        visit: u32,
        round: u32,
    ) -> Option<Span> {
        let (chance, distribution) = warning.response.as_ref()?;
        let drawn = self.key(ClientPurpose::Reminder, visit).child(u64::from(round)).uniform();
        (drawn < *chance).then(|| {
            self.draw_in_round(ClientPurpose::ReminderResponse, (visit, round), distribution)
        })
    }
}
