//! The command as users meet it.

mod args;
mod checking;
mod command;
mod compare;
#[cfg(unix)]
mod endings;
mod expecting;
#[cfg(unix)]
mod extremes;
mod folder;
mod init;
mod intent;
mod load;
mod memory;
mod pages;
mod report_faults;
#[cfg(unix)]
mod reports;
mod run;
mod shard_faults;
mod shards;
#[cfg(unix)]
mod signals;
mod spreadsheets;
mod trace_file;
mod violations;
mod widths;
