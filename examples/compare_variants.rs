//! Compares two values of one key on the same clients.
//!
//! Clients depend on the seed alone: the same ones come at the same instants with the same work
//! whatever the desk is like (common random numbers). So a difference is due to the desk, not to
//! chance, and few replications show it.
//!
//! `cargo run --release --example compare_variants`
#![expect(clippy::print_stdout, reason = "an example shows what it computes")]

use std::error::Error;

use deskload::{NoFiles, Options, Outcome, read, run};

/// Prints what a third session at once does to the waits of the first desk.
pub fn main() -> Result<(), Box<dyn Error>> {
    let two = outcome("groups.operators.limit=2")?;
    let three = outcome("groups.operators.limit=3")?;
    assert_eq!(two.sessions_offered, three.sessions_offered, "the same clients come to both");
    println!("{:<16}{:>8}{:>8}", "", "2 each", "3 each");
    for column in ["service_level", "asa", "wait_p95", "handle_time"] {
        let figure = |of: &Outcome| {
            of.figure("support", column).map(|one| one.value).ok_or("no such figure")
        };
        println!("{column:<16}{:>8.2}{:>8.2}", figure(&two)?, figure(&three)?);
    }
    Ok(())
}

/// Runs the first desk with one key changed, like `--set` of the command line.
fn outcome(change: &str) -> Result<Outcome, Box<dyn Error>> {
    let text = std::fs::read("scenarios/quickstart.toml")?;
    let changes = [change.to_owned()];
    let plan = read("quickstart.toml", &text, &NoFiles, &changes).into_plan()?;
    Ok(run(&plan, &Options::default(), &|_| {})?)
}
