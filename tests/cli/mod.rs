//! The command as users meet it.

mod args;
mod command;
mod folder;
mod intent;
mod run;
mod violations;
