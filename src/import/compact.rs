//! Instants, lengths and names in few bytes: a million sessions hold a dozen of them each.

use std::num::{NonZeroI64, NonZeroU32};

use crate::history::Timestamp;

/// Microseconds: of a length of time, or since 1970. Eight bytes with or without an `Option` around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Micros(NonZeroI64);

/// No instant and no length that is read is so early or so negative.
const NEVER: i64 = i64::MIN;

impl Micros {
    /// A length, or an instant as microseconds since 1970.
    pub(super) fn new(micros: i64) -> Option<Self> {
        NonZeroI64::new(micros ^ NEVER).map(Self)
    }

    /// An instant; parts of a microsecond are dropped.
    pub(super) fn of(instant: Timestamp) -> Option<Self> {
        Self::new(instant.as_microsecond())
    }

    pub(super) fn get(self) -> i64 {
        self.0.get() ^ NEVER
    }

    /// The instant; `None` beyond the years that there are.
    pub(super) fn instant(self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.get()).ok()
    }

    /// Later by a length.
    pub(super) fn after(self, length: Self) -> Option<Self> {
        let sum = Self::new(self.get().checked_add(length.get())?)?;
        sum.instant().is_some().then_some(sum)
    }
}

impl PartialOrd for Micros {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Micros {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.get().cmp(&other.get())
    }
}

impl std::fmt::Debug for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} µs", self.get())
    }
}

/// The place of a name among [`super::partial::Names`]. Four bytes with or without an `Option` around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NameId(NonZeroU32);

impl NameId {
    /// The name at this place.
    pub(super) fn at(place: usize) -> Self {
        let number = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }

    pub(super) fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Sixteen bytes for an id, instead of the id.
pub(super) fn fingerprint(id: &str) -> u128 {
    use sha2::{Digest as _, Sha256};
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(id.as_bytes())[..16]);
    u128::from_le_bytes(bytes)
}

/// Ids in the order in which they were first met: 16 bytes each, and five or six of a table over them.
#[derive(Debug, Default)]
pub(super) struct Ids {
    list: Vec<u128>,
    table: hashbrown::HashTable<u32>,
}

impl Ids {
    /// The place of an id, if it was met.
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let id = fingerprint(id);
        self.table.find(hash(id), |place| self.list.get(*place as usize) == Some(&id)).copied()
    }

    /// The place of an id, which is met now if it was not before.
    pub(super) fn place(&mut self, id: &str) -> u32 {
        let id = fingerprint(id);
        let list = &self.list;
        let known = |place: &u32| list.get(*place as usize) == Some(&id);
        let of = |place: &u32| list.get(*place as usize).map_or(0, |id| hash(*id));
        let next = u32::try_from(list.len()).unwrap_or(u32::MAX);
        match self.table.entry(hash(id), known, of) {
            hashbrown::hash_table::Entry::Occupied(found) => *found.get(),
            hashbrown::hash_table::Entry::Vacant(free) => {
                free.insert(next);
                self.list.push(id);
                next
            }
        }
    }

    /// Takes a place for a session that has no id.
    pub(super) fn unnamed(&mut self) -> u32 {
        let next = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(0);
        next
    }

    /// Whether an id is met for the first time.
    pub(super) fn is_new(&mut self, id: &str) -> bool {
        let before = self.list.len();
        self.place(id);
        self.list.len() > before
    }
}

/// Fingerprints are as good as chance.
fn hash(id: u128) -> u64 {
    id as u64
}
