//! Runs a scenario and prints one figure with its confidence interval.
//!
//! `cargo run --release --example one_figure`
#![expect(clippy::print_stdout, reason = "an example shows what it computes")]

use std::error::Error;

use deskload::{NoFiles, Options, read, run};

/// Prints the service level of the first desk that ships with deskload.
pub fn main() -> Result<(), Box<dyn Error>> {
    let text = std::fs::read("scenarios/quickstart.toml")?;
    // `NoFiles`: this scenario names no table beside it. A scenario that cannot be simulated is an
    // error here, which shows each fault with its line.
    let plan = read("quickstart.toml", &text, &NoFiles, &[]).into_plan()?;
    // The closure is called after each replication with the number of those that are done.
    let outcome = run(&plan, &Options::default(), &|_| {})?;
    let level = outcome.figure("support", "service_level").ok_or("no such figure")?;
    println!(
        "{:.1} % ± {:.1} of the clients are answered within a minute",
        level.value * 100.0,
        level.half_width * 100.0
    );
    Ok(())
}
