//! The command as users meet it.

mod command;
mod folder;
mod run;
