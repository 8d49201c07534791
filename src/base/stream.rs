//! Random streams: which number is drawn for what depends on names, never on the order of events.
//!
//! A [`StreamKey`] is a node in a tree: the seed is the root, `key.child(x)` goes one step down.
//! [`StreamKey::stream`] opens the generator of that node. Opening costs a few multiplications, so
//! each client has a stream of its own for each purpose: a change of staffing, routing or licenses
//! cannot shift what any client draws (common random numbers, exactly synchronised).
//!
//! The generator is SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
//! generators"), whose output `rand_xoshiro` documents as portable. Streams are stretches of one
//! sequence of period 2^64 from scrambled starts; for 10^8 clients who draw ten numbers each the
//! chance that any two stretches overlap is below one in a hundred.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

/// The generator of one node in the tree of streams.
pub type RandomStream = SplitMix64;

/// A node in the tree of streams.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StreamKey(u64);

impl StreamKey {
    /// The root: the scenario's seed.
    pub fn root(seed: u64) -> Self {
        Self(scramble(seed))
    }

    /// One step down.
    #[must_use]
    pub fn child(self, step: u64) -> Self {
        Self(scramble(
            self.0 ^ step.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x5851_f42d_4c95_7f2d),
        ))
    }

    /// The generator of this node.
    pub fn stream(self) -> RandomStream {
        RandomStream::seed_from_u64(self.0)
    }

    /// One uniform number in `[0, 1)` with 53 bits, without opening [`StreamKey::stream`].
    pub fn uniform(self) -> f64 {
        (scramble(self.0 ^ 0xd1b5_4a32_d192_ed03) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 64 random bits that belong to this node.
    pub fn bits(self) -> u64 {
        scramble(self.0 ^ 0x8cb9_2ba7_2f3d_8dd7)
    }
}

/// The finaliser that Stafford called "Mix13": a bijection in which each input bit flips each
/// output bit about half of the time.
fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A step of a key for a name (FNV-1a), so that a stream follows its name and not its index in a
/// file.
pub fn name_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
