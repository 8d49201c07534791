//! One client: topic, work, patience and decisions, each drawn from a stream of its own.

use crate::base::{GroupId, Span, StreamKey, TopicId};
use crate::dist::{Distribution, Weighted};
use crate::plan::{
    Bot, Dialogue, FalseSpamMark, Group, Hold, InactivityWarning, Offer, PatienceAfterTransfer,
    PendingOffers, Topic, TransferAcceptance,
};

/// Where one client is in the tree of random streams. A client carries no generator: each decision
/// is drawn from a stream of its own when it is needed, and is the same whenever that is.
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
    Misread = 9,
    MisreadAs = 10,
    /// These belong to dialogues.
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

/// Decisions that a client makes for each session apart, beyond what the session itself needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClientDecision {
    /// To write the next time (population).
    Write,
    /// To try again after not being served.
    TryAgain,
    /// To write again after the session was closed.
    ReturnLater,
    /// To send spam.
    SendSpam,
    /// Which sender of spam it is.
    PickSender,
    /// The operator's decision: to put the sender on the blocklist.
    AddToBlocklist,
    /// Whether the client is on the blocklist by mistake.
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

/// How a session with a bot ends.
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
    /// The `ordinal`-th client of the flow at `flow` in the tree of random streams.
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
        visit: u32,
        round: u32,
        distribution: &Distribution,
    ) -> Span {
        distribution.sample(&mut self.key(purpose, visit).child(u64::from(round)).stream())
    }

    /// The same client after `before` sessions: nothing is drawn twice.
    pub(super) fn after_sessions(self, before: u32) -> Self {
        if before == 0 { self } else { Self(self.key(ClientPurpose::NextSession, before)) }
    }

    /// A uniform number in `[0, 1)` for a decision after `before` sessions.
    pub(super) fn decision_uniform(self, decision: ClientDecision, before: u32) -> f64 {
        self.key(decision.into(), before).uniform()
    }

    /// The time from the end of a session to the client's acting on a decision.
    pub(super) fn decision_delay(
        self,
        decision: ClientDecision,
        before: u32,
        distribution: &Distribution,
    ) -> Span {
        self.draw(decision.into(), before, distribution)
    }

    /// The time from the client before to this one, drawn from `distribution`.
    pub fn interarrival_time(self, distribution: &Distribution) -> Span {
        self.draw(ClientPurpose::Interarrival, 0, distribution)
    }

    /// A uniform number in `[0, 1)` that determines when this client comes.
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

    /// How long this client waits before abandoning on the `visit`-th visit, that is after so many
    /// transfers; `None`: for ever.
    pub fn patience(self, topic: &Topic, visit: u32) -> Option<Span> {
        let (distribution, visit) = match (&topic.patience_after_transfer, visit) {
            (PatienceAfterTransfer::Distribution(distribution), 1..) => (Some(distribution), visit),
            // A client who did not wait before the transfer inherits the whole of the first
            // patience.
            (PatienceAfterTransfer::Inherited, _) => (topic.patience.as_ref(), 0),
            _ => (topic.patience.as_ref(), visit),
        };
        distribution.map(|given| self.draw(ClientPurpose::Patience, visit, given))
    }

    /// The operator's work, in time alone with the session.
    #[inline]
    pub fn effort(self, distribution: &Distribution, visit: u32) -> Span {
        self.draw(ClientPurpose::Effort, visit, distribution)
    }

    /// The wrap-up after the session.
    pub fn wrap_up(self, topic: &Topic, group: &Group, visit: u32) -> Span {
        let distribution = topic.wrap_up.as_ref().or(group.wrap_up.as_ref());
        distribution.map_or(Span::ZERO, |given| self.draw(ClientPurpose::WrapUp, visit, given))
    }

    /// The transfer from `group`, as an index into the topic's transfers; `None`: the session ends
    /// there.
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

    /// The random tie-breaker among equal operators.
    pub fn tie_break(self, visit: u32) -> u64 {
        self.key(ClientPurpose::TieBreak, visit).bits()
    }

    /// How long the sender briefs the next operator in a warm transfer.
    pub fn briefing(self, distribution: &Distribution, visit: u32) -> Span {
        self.draw(ClientPurpose::Briefing, visit, distribution)
    }

    /// The `attempt`-th operator who is asked to take the session over: how long the answer takes,
    /// and whether it is yes.
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
            // The older offer is withdrawn when the next is made.
            Some(timeout)
                if timeout < after && acceptance.pending_offers == PendingOffers::Withdraw =>
            {
                (timeout, false)
            }
            _ => (after, willing),
        }
    }

    /// How long a supervisor takes to move this session.
    pub fn move_time(self, reaction: &Distribution, visit: u32) -> Span {
        self.draw(ClientPurpose::MoveTime, visit, reaction)
    }

    /// How long an idle operator, identified by the key of the name, takes to notice this session.
    pub fn reaction_time(self, distribution: &Distribution, visit: u32, operator: u64) -> Span {
        distribution.sample(&mut self.key(ClientPurpose::Reaction, visit).child(operator).stream())
    }

    /// How long an operator takes to accept the offer of this session, and whether it is then
    /// declined.
    pub fn offer_response(
        self,
        offer: &Offer,
        visit: u32,
        operator: u64,
        earlier: u32,
    ) -> (Span, bool) {
        // What is drawn for the first offer does not depend on whether there are further ones.
        let again = |key: StreamKey| if earlier == 0 { key } else { key.child(u64::from(earlier)) };
        let delay = again(self.key(ClientPurpose::OfferAnswer, visit).child(operator));
        let decline = again(self.key(ClientPurpose::OfferDecline, visit).child(operator));
        let declines = decline.uniform() < offer.decline_chance;
        (offer.answer_time.sample(&mut delay.stream()), declines)
    }

    /// How long this session stays in a ring of requirements.
    pub fn ring_duration(self, distribution: &Distribution, visit: u32, ring: u8) -> Span {
        distribution
            .sample(&mut self.key(ClientPurpose::Ring, visit).child(u64::from(ring)).stream())
    }

    /// The time after which this session takes a step of an overflow.
    pub fn overflow_delay(self, distribution: &Distribution, visit: u32, step: usize) -> Span {
        distribution
            .sample(&mut self.key(ClientPurpose::Overflow, visit).child(step as u64).stream())
    }

    /// How long this client converses with a bot, and how that ends.
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

    /// When the operator marks this session as spam by mistake, from accepting it; `None`: never.
    pub fn false_spam_delay(self, mark: &FalseSpamMark) -> Option<Span> {
        let is_marked = self.key(ClientPurpose::FalseSpamMark, 0).uniform() < mark.chance;
        is_marked.then(|| self.draw(ClientPurpose::FalseSpamDelay, 0, &mark.delay))
    }

    /// The time from that mark to its being undone.
    pub fn unmark_delay(self, mark: &FalseSpamMark) -> Span {
        self.draw(ClientPurpose::UnmarkDelay, 0, &mark.duration)
    }

    /// How long a supervisor takes to dispatch this session.
    pub fn dispatch_time(self, reaction: &Distribution) -> Span {
        self.draw(ClientPurpose::Dispatch, 0, reaction)
    }

    /// Which other topic a supervisor takes this session for, if the first message is misread.
    pub fn misread_topic(self, right_share: f64) -> Option<u64> {
        let is_misread = self.key(ClientPurpose::Misread, 0).uniform() >= right_share;
        is_misread.then(|| self.key(ClientPurpose::MisreadAs, 0).bits())
    }

    /// Whether this client, on abandoning, leaves silently: a trait, the same on each visit.
    pub fn is_silent(self, topic: &Topic) -> bool {
        let drawn = |chance| self.key(ClientPurpose::Silence, 0).uniform() < chance;
        topic.silent_abandonment.as_ref().is_some_and(|silence| drawn(silence.chance))
    }

    /// At the session level: how long an operator takes to discover that this client has left.
    pub fn discovery_time(self, topic: &Topic, visit: u32) -> Span {
        let distribution =
            topic.silent_abandonment.as_ref().and_then(|silence| silence.discovery_time.as_ref());
        distribution.map_or(Span::ZERO, |given| self.draw(ClientPurpose::Discovery, visit, given))
    }

    /// How many replies the client needs.
    pub fn round_count(self, dialogue: &Dialogue, visit: u32) -> u32 {
        dialogue.rounds.quantile(self.key(ClientPurpose::Rounds, visit).uniform())
    }

    /// The operator's work on the reply of a round, counted from zero.
    pub fn reply_work(self, dialogue: &Dialogue, visit: u32, round: u32) -> Span {
        let first = dialogue.first_reply.as_ref().filter(|_| round == 0);
        self.draw_in_round(ClientPurpose::Reply, visit, round, first.unwrap_or(&dialogue.reply))
    }

    /// From the reply of a round to the next message.
    pub fn think_time(self, dialogue: &Dialogue, visit: u32, round: u32) -> Span {
        self.draw_in_round(ClientPurpose::Think, visit, round, &dialogue.think)
    }

    /// How long the client waits for the reply of a round; `None`: for ever.
    pub fn reply_patience(self, dialogue: &Dialogue, visit: u32, round: u32) -> Option<Span> {
        let distribution = dialogue.patience.as_ref()?;
        Some(self.draw_in_round(ClientPurpose::ReplyPatience, visit, round, distribution))
    }

    /// The time on hold after the reply of a round; `None`: the session is not put on hold.
    pub fn hold_time(self, hold: &Hold, visit: u32, round: u32) -> Option<Span> {
        let drawn = self.key(ClientPurpose::Hold, visit).child(u64::from(round)).uniform();
        let held = drawn < hold.chance;
        held.then(|| self.draw_in_round(ClientPurpose::HoldTime, visit, round, &hold.duration))
    }

    /// The client, silent after the reply of a round, is reminded: the time until a message because
    /// of the reminder; `None`: it has no effect.
    pub fn reminder_response(
        self,
        warning: &InactivityWarning,
        visit: u32,
        round: u32,
    ) -> Option<Span> {
        let (chance, distribution) = warning.response.as_ref()?;
        let drawn = self.key(ClientPurpose::Reminder, visit).child(u64::from(round)).uniform();
        (drawn < *chance).then(|| {
            self.draw_in_round(ClientPurpose::ReminderResponse, visit, round, distribution)
        })
    }
}
