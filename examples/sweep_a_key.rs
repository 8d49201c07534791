//! Varies one key in a loop, and stops where the desk is good enough.
//!
//! `cargo run --release --example sweep_a_key`
#![expect(clippy::print_stdout, reason = "an example shows what it computes")]

use std::error::Error;

use deskload::{NoFiles, Options, read, run};

/// The service level that is wanted, as a share.
const TARGET: f64 = 0.9;

/// Prints the service level for 2, 3, … operators, up to the first number that meets the target
/// with its whole confidence interval.
pub fn main() -> Result<(), Box<dyn Error>> {
    let text = std::fs::read("scenarios/quickstart.toml")?;
    for operators in 2..10 {
        let changes = [format!("groups.operators.count={operators}")];
        let plan = read("quickstart.toml", &text, &NoFiles, &changes).into_plan()?;
        let outcome = run(&plan, &Options::default(), &|_| {})?;
        let level = outcome.figure("support", "service_level").ok_or("no such figure")?;
        let (percent, around) = (level.value * 100.0, level.half_width * 100.0);
        println!("{operators} operators: {percent:5.1} % ± {around:.1}");
        if level.value - level.half_width >= TARGET {
            return Ok(());
        }
    }
    Err("nine operators are not enough".into())
}
