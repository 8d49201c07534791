//! How much memory there is, and how much of it is in use, where the system says so.

use std::fs;

use crate::study::MemoryBudget;

/// What a run may take: as much as was asked for, or four fifths of what is available now.
pub fn budget(asked: Option<u64>) -> MemoryBudget {
    let limit = asked.or_else(|| available_bytes().map(|bytes| bytes / 5 * 4)).unwrap_or(u64::MAX);
    MemoryBudget { limit, runs: 1, in_use: resident_bytes }
}

/// The least of what the machine has left, what the program's control group may still take, and the
/// limit of its address space.
fn available_bytes() -> Option<u64> {
    [machine_bytes(), control_group_bytes(), address_space_bytes()].into_iter().flatten().min()
}

fn machine_bytes() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

fn control_group_bytes() -> Option<u64> {
    let group = fs::read_to_string("/proc/self/cgroup").ok()?;
    let path = group.lines().find_map(|line| line.strip_prefix("0::"))?;
    let number = |path: &str, file: &str| {
        let text = fs::read_to_string(format!("/sys/fs/cgroup{path}/{file}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    // Each group around ours limits it too.
    let mut groups: Vec<&str> = path.match_indices('/').map(|(at, _)| &path[..at]).collect();
    groups.push(path.trim_end_matches('/'));
    let left = |group: &&str| {
        let limit = number(group, "memory.max")?;
        Some(limit.saturating_sub(number(group, "memory.current").unwrap_or(0)))
    };
    groups.iter().filter_map(left).min()
}

#[cfg(unix)]
fn address_space_bytes() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::As).current
}

#[cfg(not(unix))]
fn address_space_bytes() -> Option<u64> {
    None
}

/// What the program has in use at the moment.
fn resident_bytes() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmRSS:")
}

/// The bytes in a line of a table of the system.
fn kibibytes(table: &str, name: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

/// Reads `512M`, `4GiB` and the like: powers of 1024.
///
/// # Errors
/// How it is written.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    let wrong = || "write a number with its unit, such as 512M or 4G".to_owned();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let shift = match unit {
        "M" | "MB" | "MiB" => 20,
        "G" | "GB" | "GiB" => 30,
        "T" | "TB" | "TiB" => 40,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    match number.checked_mul(1 << shift) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err(wrong()),
    }
}
