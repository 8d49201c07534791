//! The command as users meet it.

mod args;
mod command;
#[cfg(unix)]
mod endings;
mod folder;
mod intent;
mod load;
mod memory;
mod report_faults;
#[cfg(unix)]
mod reports;
mod run;
mod violations;
