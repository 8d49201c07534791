//! The file in which a shard puts down its replications, and the manifest that says that it is whole.
//!
//! The file begins with a line that says of which plan and shard it is. Then come frames, one for each
//! replication in the order of the plan: length and number of the replication, eight bytes of a hash over
//! both and the record, and the record. A frame that was not written to its end, or has changed, is so
//! found out. After the last one stands where each begins.

use std::fmt;
use std::io::{self, Read};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::plan::ShardPlan;

/// What stands before a record.
pub const FRAME_HEAD_BYTES: usize = 20;
/// No record is larger: bytes.
const MAX_RECORD_BYTES: u32 = 1 << 30;

/// The line with which the file begins.
pub fn heading(plan_sha256: &str, shard: u32) -> String {
    format!("deskload shard {shard} of plan {plan_sha256}\n")
}

/// A record with what stands before it.
pub fn frame(number: u64, record: &[u8]) -> Vec<u8> {
    let length = u32::try_from(record.len()).expect("a record has less than 4 GiB");
    let mut bytes = Vec::with_capacity(FRAME_HEAD_BYTES + record.len());
    bytes.extend(length.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    let sum = checksum(&bytes, record);
    bytes.extend(sum);
    bytes.extend(record);
    bytes
}

fn checksum(head: &[u8], record: &[u8]) -> [u8; 8] {
    let hash = Sha256::new().chain_update(head).chain_update(record).finalize();
    std::array::from_fn(|place| hash[place])
}

/// Why there is no frame.
#[derive(Debug)]
pub enum FrameError {
    /// It was not written to its end, was changed, or is of another replication.
    Broken,
    Io(io::Error),
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("a record is broken"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FrameError {}

/// Reads the frame of the replication with this number, and gives its record.
///
/// # Errors
/// It is broken, or cannot be read.
pub fn read_frame(from: &mut impl Read, number: u64) -> Result<Vec<u8>, FrameError> {
    let broken_at_end = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => FrameError::Broken,
        _ => FrameError::Io(error),
    };
    let mut head = [0; FRAME_HEAD_BYTES];
    from.read_exact(&mut head).map_err(broken_at_end)?;
    let (known, sum) = head.split_at(12);
    let (length, of) = known.split_at(4);
    let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
    let of = u64::from_le_bytes(of.try_into().expect("eight bytes"));
    if of != number || length > MAX_RECORD_BYTES {
        return Err(FrameError::Broken);
    }
    let mut record = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut record).map_err(broken_at_end)?;
    if record.len() < length as usize || checksum(known, &record) != sum {
        return Err(FrameError::Broken);
    }
    Ok(record)
}

/// Of bytes, in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is written last: that a part is whole, and of which plan and shard it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartManifest {
    pub version: String,
    pub plan_sha256: String,
    pub shard: u32,
    pub shards: u32,
    /// Replications.
    pub units: u64,
    /// Of the file of records.
    pub bytes: u64,
    /// Of the file of records, in hexadecimal.
    pub sha256: String,
}

impl PartManifest {
    /// The manifest of a shard of a plan, whose file of records has so many bytes and this hash.
    pub fn new(
        plan: &ShardPlan,
        plan_sha256: &str,
        shard: u32,
        bytes: u64,
        sha256: String,
    ) -> Self {
        Self {
            version: plan.version.clone(),
            plan_sha256: plan_sha256.to_owned(),
            shard,
            shards: plan.shards,
            units: plan.units_of_shard(shard),
            bytes,
            sha256,
        }
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let whole = json!({
            "deskload": self.version,
            "plan_sha256": self.plan_sha256,
            "shard": self.shard,
            "shards": self.shards,
            "units": self.units,
            "bytes": self.bytes,
            "sha256": self.sha256,
        });
        format!("{whole:#}\n").into_bytes()
    }

    /// What such bytes say; `None`: they are no manifest of a part.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let whole: Value = serde_json::from_slice(bytes).ok()?;
        let number = |name: &str| u32::try_from(whole[name].as_u64()?).ok();
        let text = |name: &str| whole[name].as_str().map(str::to_owned);
        Some(Self {
            version: text("deskload")?,
            plan_sha256: text("plan_sha256")?,
            shard: number("shard")?,
            shards: number("shards")?,
            units: whole["units"].as_u64()?,
            bytes: whole["bytes"].as_u64()?,
            sha256: text("sha256")?,
        })
    }
}
