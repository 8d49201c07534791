//! What an operator has on hand, and how fast it gets done.
//!
//! All of an operator's sessions go at the same speed, which falls with their number. So one
//! clock serves them all: the bench's *work clock* runs at the speed of the present level, and
//! what was begun at clock w with effort e is done at clock w + e. A change of level changes the
//! clock's speed and nothing else: remaining work is rescaled, never redrawn. (The virtual time of
//! processor sharing; Kleinrock 1976, Queueing Systems II, ch. 4.)

use std::collections::BTreeMap;

use super::dialogue_bench::DialogueBench;
use crate::base::{GroupId, LiveChatId, SessionId, Span, Time};
use crate::desk::message::{TimerId, WaitPlace};
use crate::desk::session::Session;
use crate::plan::SpeedCurve;

/// What an operator has on hand, at either level.
#[derive(Debug)]
pub enum Bench {
    /// Sessions as pieces of work.
    Session(Workbench),
    /// Sessions as conversations.
    Dialogue(Box<DialogueBench>),
}

impl Bench {
    /// How many slots are taken.
    #[inline]
    pub fn slots_taken(&self) -> u32 {
        match self {
            Self::Session(bench) => bench.item_count() - bench.slotless_count,
            Self::Dialogue(dialogues) => dialogues.slots_taken(),
        }
    }

    /// Nothing is on hand, not even what takes no slot.
    #[inline]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Session(bench) => bench.item_count() == 0,
            Self::Dialogue(dialogues) => dialogues.is_empty(),
        }
    }

    /// How many sessions are on hand.
    pub fn session_count(&self) -> u32 {
        match self {
            Self::Session(bench) => bench.session_count(),
            Self::Dialogue(dialogues) => dialogues.session_count(),
        }
    }

    /// From now on everything goes so much slower, or stands still.
    pub fn set_speed_factor(&mut self, now: Time, speed_factor: f64) {
        match self {
            Self::Session(bench) => bench.set_speed_factor(now, speed_factor),
            Self::Dialogue(dialogues) => dialogues.set_speed_factor(now, speed_factor),
        }
    }

    /// The sessions on hand, in the order in which they were taken: where each came from, and on
    /// behalf of which group.
    pub fn on_hand(&self) -> Vec<(SessionId, WaitPlace, GroupId)> {
        let mut sessions: Vec<&OnHand> = match self {
            Self::Session(bench) => bench.on_hand().collect(),
            Self::Dialogue(dialogues) => dialogues.on_hand().collect(),
        };
        sessions.sort_by_key(|on_hand| (on_hand.accepted, on_hand.session.id));
        sessions.iter().map(|one| (one.session.id, one.from, one.group)).collect()
    }

    /// When the next is done, if nothing changes.
    #[inline]
    pub fn next_completion(&self) -> Option<Time> {
        match self {
            Self::Session(bench) => bench.next_completion(),
            Self::Dialogue(dialogues) => dialogues.next_completion(),
        }
    }

    /// A session on hand.
    pub fn find(&mut self, id: SessionId) -> Option<&mut OnHand> {
        match self {
            Self::Session(bench) => bench.find(id),
            Self::Dialogue(dialogues) => dialogues.find(id).map(|one| &mut one.on_hand),
        }
    }
}

/// Something on hand.
#[derive(Debug)]
pub enum WorkItem {
    /// A session.
    Session(OnHand),
    /// Work after a session.
    WrapUp(WrapUp),
}

/// Work after a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrapUp {
    /// When it began.
    pub began: Time,
    /// Of which live chat the session was.
    pub live_chat: LiveChatId,
    /// For which group.
    pub group: GroupId,
    /// Whether it takes a slot as the session did.
    pub takes_slot: bool,
    /// What the session weighed, if it takes a slot.
    pub units: u32,
}

impl WorkItem {
    fn is_slotless(&self) -> bool {
        matches!(self, Self::WrapUp(WrapUp { takes_slot: false, .. }))
    }

    fn is_session(&self, id: SessionId) -> bool {
        matches!(self, Self::Session(on_hand) if on_hand.session.id == id)
    }
}

/// A session on hand.
#[derive(Debug)]
pub struct OnHand {
    /// The session itself.
    pub session: Box<Session>,
    /// When it was taken.
    pub accepted: Time,
    /// Where it came from.
    pub from: WaitPlace,
    /// On behalf of which group.
    pub group: GroupId,
    /// For its next deadline.
    pub timer: Option<TimerId>,
    /// All of the work that was begun with it.
    pub effort: Span,
}

/// What an operator has on hand, and how fast each of it goes.
#[derive(Debug)]
pub struct Workbench {
    speeds: SpeedCurve,
    speed: f64,
    /// By what the operator is slower than the curve says; nothing at all gets done at zero.
    speed_factor: f64,
    /// The work clock, in microseconds, as it stood at `read`.
    work_clock: f64,
    as_of: Time,
    /// The next to be done. Kept apart: most operators of a busy desk have one thing on hand, and
    /// it should lie where the rest of the bench does.
    next: Option<(f64, WorkItem)>,
    later: LaterWork,
    /// How many of them take no slot.
    slotless_count: u32,
}

impl Workbench {
    /// Of an operator with nothing on hand.
    pub fn new(speeds: SpeedCurve) -> Self {
        Self {
            speeds,
            speed: 1.0,
            speed_factor: 1.0,
            work_clock: 0.0,
            as_of: Time::ZERO,
            next: None,
            later: LaterWork::default(),
            slotless_count: 0,
        }
    }

    /// How much is on hand.
    #[inline]
    pub fn item_count(&self) -> u32 {
        u32::from(self.next.is_some()) + self.later.len() as u32
    }

    /// How many sessions are on hand.
    pub fn session_count(&self) -> u32 {
        let is_session = |(_, item): &&(f64, WorkItem)| matches!(item, WorkItem::Session(_));
        self.next.iter().chain(self.later.iter()).filter(is_session).count() as u32
    }

    /// Begins something that takes `effort` alone. Wrap-ups are work like any other: they count
    /// in the level and are slowed by it.
    #[inline]
    pub fn begin(&mut self, now: Time, effort: Span, item: WorkItem) {
        self.advance_clock(now);
        let done = self.work_clock + effort.as_micros_f64();
        self.slotless_count += u32::from(item.is_slotless());
        match &mut self.next {
            None => {
                self.next = Some((done, item));
                self.speed = self.speeds.speed_at(1) * self.speed_factor;
            }
            Some(_) => self.begin_concurrent(done, item),
        }
    }

    fn begin_concurrent(&mut self, done: f64, item: WorkItem) {
        let begun = (done, item);
        // Of those done at the same clock the earlier begun is done first.
        match self.next.take_if(|(soonest, _)| done < *soonest) {
            Some(second) => {
                self.next = Some(begun);
                self.later.push_first(second);
            }
            None => self.later.insert(begun),
        }
        self.update_speed();
    }

    #[inline]
    fn update_speed(&mut self) {
        self.speed = self.speeds.speed_at(self.item_count()) * self.speed_factor;
    }

    /// From now on everything goes so much slower than the curve says, or stands still.
    pub fn set_speed_factor(&mut self, now: Time, speed_factor: f64) {
        self.advance_clock(now);
        self.speed_factor = speed_factor;
        self.update_speed();
    }

    fn on_hand(&self) -> impl Iterator<Item = &OnHand> {
        self.next.iter().chain(self.later.iter()).filter_map(|(_, task)| match task {
            WorkItem::Session(on_hand) => Some(on_hand),
            WorkItem::WrapUp(_) => None,
        })
    }

    /// When the next is done, if nothing changes.
    #[inline]
    pub fn next_completion(&self) -> Option<Time> {
        let (done, _) = self.next.as_ref()?;
        if self.speed == 0.0 {
            return None;
        }
        let work = done - self.work_clock;
        // Mostly there is one session, and no need to divide.
        let left = if self.speed == 1.0 { work } else { work / self.speed };
        // Rounded up: the alarm must not ring before the work is done. (`f64::ceil` is a call into
        // the mathematics library.)
        let whole = Span::from_micros_f64(left);
        Some(self.as_of + whole + Span(u64::from(whole.as_micros_f64() < left)))
    }

    /// The next is done now.
    #[inline(always)]
    pub fn finish(&mut self, now: Time) -> Option<WorkItem> {
        self.advance_clock(now);
        let (done, item) = self.next.take()?;
        self.slotless_count -= u32::from(item.is_slotless());
        // The alarm was rounded up to a whole microsecond; the others' work is not.
        debug_assert!(done <= self.work_clock + 2.0, "finished early");
        if self.later.is_empty() {
            self.speed = self.speed_factor;
            self.work_clock = 0.0;
        } else {
            self.next = self.later.pop_first();
            self.update_speed();
        }
        Some(item)
    }

    /// A session on hand.
    pub fn find(&mut self, id: SessionId) -> Option<&mut OnHand> {
        match &mut self.next {
            Some((_, WorkItem::Session(on_hand))) if on_hand.session.id == id => Some(on_hand),
            _ => self.later.find(id),
        }
    }

    /// A session leaves before its work is done; it carries with it how much of it is left.
    pub fn remove(&mut self, now: Time, id: SessionId) -> Option<OnHand> {
        self.advance_clock(now);
        let (done, item) = match self.next.take_if(|(_, item)| item.is_session(id)) {
            Some(next) => {
                self.next = self.later.pop_first();
                next
            }
            None => self.later.remove(id)?,
        };
        self.update_speed();
        let WorkItem::Session(mut on_hand) = item else {
            return None;
        };
        let left = (done - self.work_clock).max(0.0);
        if on_hand.effort > Span::ZERO {
            on_hand.session.work_left *= left / on_hand.effort.0 as f64;
        }
        if self.next.is_none() {
            self.work_clock = 0.0;
        }
        Some(on_hand)
    }

    #[inline]
    fn advance_clock(&mut self, now: Time) {
        self.work_clock += now.since(self.as_of).as_micros_f64() * self.speed;
        self.as_of = now;
    }
}

/// What is done after the next, in the order in which it will be done; of those done at the same
/// clock the earlier begun goes first.
///
/// Nearly every operator has few sessions on hand, and those lie in one flat piece. An operator
/// without a limit may have a hundred thousand: what is beyond the first few lies in a tree.
#[derive(Debug, Default)]
pub struct LaterWork {
    /// Latest done first, so that the one after the next is at the end. Empty only if all is.
    soon: Vec<(f64, WorkItem)>,
    /// None of it is done before any of `soon`.
    beyond: Option<Box<WorkBeyond>>,
}

impl LaterWork {
    const MAX_SOON: usize = 64;

    /// How many pieces of work there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.soon.len() + self.beyond.as_ref().map_or(0, |beyond| beyond.items.len())
    }

    /// Whether there is no work.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.soon.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = &(f64, WorkItem)> {
        self.soon.iter().chain(self.beyond.iter().flat_map(|beyond| beyond.items.values()))
    }

    /// Adds what is done before all the rest.
    fn push_first(&mut self, first: (f64, WorkItem)) {
        self.soon.push(first);
        self.spill();
    }

    /// Adds a piece of work.
    pub fn insert(&mut self, begun: (f64, WorkItem)) {
        if let (Some(beyond), Some((latest, _))) = (&mut self.beyond, self.soon.first())
            && begun.0 >= *latest
        {
            return beyond.insert_last(begun);
        }
        let place = self.soon.partition_point(|(other, _)| *other > begun.0);
        self.soon.insert(place, begun);
        self.spill();
    }

    /// No more than a few stay in the flat piece.
    #[inline]
    fn spill(&mut self) {
        if self.soon.len() > Self::MAX_SOON {
            let latest = self.soon.remove(0);
            self.beyond.get_or_insert_default().insert_first(latest);
        }
    }

    /// Takes what is done first.
    #[inline]
    pub fn pop_first(&mut self) -> Option<(f64, WorkItem)> {
        let first = self.soon.pop();
        self.refill();
        first
    }

    #[inline]
    fn refill(&mut self) {
        if let (true, Some(beyond)) = (self.soon.is_empty(), &mut self.beyond) {
            self.soon.extend(std::iter::from_fn(|| beyond.pop_first()).take(Self::MAX_SOON / 2));
            self.soon.reverse();
            if beyond.items.is_empty() {
                self.beyond = None;
            }
        }
    }

    fn find(&mut self, id: SessionId) -> Option<&mut OnHand> {
        let item = match self.soon.iter_mut().find(|(_, item)| item.is_session(id)) {
            Some((_, item)) => item,
            None => self.beyond.as_mut()?.find(id)?,
        };
        match item {
            WorkItem::Session(on_hand) => Some(on_hand),
            WorkItem::WrapUp(_) => None,
        }
    }

    fn remove(&mut self, id: SessionId) -> Option<(f64, WorkItem)> {
        let removed = match self.soon.iter().position(|(_, item)| item.is_session(id)) {
            Some(place) => self.soon.remove(place),
            None => self.beyond.as_mut()?.remove(id)?,
        };
        self.refill();
        Some(removed)
    }
}

/// Many pieces of work, of which any is found quickly.
#[derive(Debug, Default)]
struct WorkBeyond {
    /// By when they are done (the bits of a number that is not negative are ordered as it is), and
    /// then by which was begun first.
    items: BTreeMap<WorkOrder, (f64, WorkItem)>,
    sessions: BTreeMap<SessionId, WorkOrder>,
    /// The numbers in use lie between these.
    numbers: (i64, i64),
}

type WorkOrder = (u64, i64);

impl WorkBeyond {
    /// Adds what goes before all that is done at the same clock.
    fn insert_first(&mut self, item: (f64, WorkItem)) {
        self.numbers.0 -= 1;
        self.insert(item, self.numbers.0);
    }

    /// Adds what goes after all that is done at the same clock.
    fn insert_last(&mut self, item: (f64, WorkItem)) {
        self.numbers.1 += 1;
        self.insert(item, self.numbers.1);
    }

    fn insert(&mut self, item: (f64, WorkItem), number: i64) {
        let order = (item.0.to_bits(), number);
        if let WorkItem::Session(on_hand) = &item.1 {
            self.sessions.insert(on_hand.session.id, order);
        }
        self.items.insert(order, item);
    }

    fn pop_first(&mut self) -> Option<(f64, WorkItem)> {
        let (_, item) = self.items.pop_first()?;
        if let WorkItem::Session(on_hand) = &item.1 {
            self.sessions.remove(&on_hand.session.id);
        }
        Some(item)
    }

    fn find(&mut self, id: SessionId) -> Option<&mut WorkItem> {
        self.items.get_mut(self.sessions.get(&id)?).map(|(_, item)| item)
    }

    fn remove(&mut self, id: SessionId) -> Option<(f64, WorkItem)> {
        self.items.remove(&self.sessions.remove(&id)?)
    }
}
