//! The command as users meet it.

mod command;
#[cfg(unix)]
mod endings;
mod folder;
#[cfg(unix)]
mod reports;
mod run;
