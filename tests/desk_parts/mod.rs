//! The parts of the roles, each by itself.

mod license_pool;
mod roster;
mod state;
mod wait_queue;
mod workbench;
