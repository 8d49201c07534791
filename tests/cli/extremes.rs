//! Desks with extreme numbers, and a signal at some moment: a run ends within its bound, with a
//! documented exit code, and its report is there as a whole or not at all.
//!
//! `EXTREME_COUNT` desks (4 unless told) from `EXTREME_SEED` (1 unless told) on.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use deskload::base::StreamKey;

/// Choices that a seed makes, one after the other.
struct Choices {
    key: StreamKey,
    made: u64,
}

impl Choices {
    fn of(&mut self, number: usize) -> usize {
        self.made += 1;
        (self.key.child(self.made).bits() % number as u64) as usize
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.of(all.len())]
    }
}

/// Lengths of time at the ends of what may be written.
const LENGTHS: [&str; 13] = [
    "\"0s\"",
    "\"1us\"",
    "\"1s\"",
    "\"36600d\"",
    "{ exponential = \"1us\" }",
    "{ exponential = \"36000d\" }",
    "{ weibull = { mean = \"1d\", shape = 0.05 } }",
    "{ lognormal = { mean = \"100d\", cv = 100 } }",
    "{ lognormal = { mean = \"1us\", cv = 100 } }",
    "{ gamma = { mean = \"1h\", cv = 50 } }",
    "{ uniform = [\"0s\", \"36600d\"] }",
    "{ erlang = { mean = \"1s\", k = 1000 } }",
    "{ exponential = \"5m\" }",
];

/// A scenario, which may be refused.
fn desk(choices: &mut Choices) -> String {
    let rate = choices.pick(&["1/d", "60/h", "1000/h", "1000/s", "100000/s"]);
    let short = choices.pick(&["1us", "1h", "30d"]);
    let arrivals = match choices.of(4) {
        0 => format!("rate = \"{rate}\""),
        1 => {
            format!("rate = \"{rate}\"\nburst = {{ factor = 2, on = \"{short}\", off = \"1us\" }}")
        }
        2 => format!("rates = [\"{rate}\", \"0/h\"]\nevery = \"{short}\""),
        _ => {
            let (clients, think) = (choices.pick(&[1, 1_000, 1_000_000]), choices.pick(&LENGTHS));
            format!("population = {clients}\nthink = {think}")
        }
    };
    let patience = match choices.of(3) {
        0 => String::new(),
        _ => format!("patience = {}\n", choices.pick(&LENGTHS)),
    };
    let interval = choices.pick(&["", "interval = \"1us\"\n", "interval = \"1h\"\n"]);
    format!(
        "[run]\nhorizon = \"{}\"\nreplications = {}\nat_horizon = \"{}\"\n{interval}\
         [[groups]]\nname = \"a\"\ncount = {}\nlimit = {}\n\
         [[live_chats]]\nname = \"s\"\nchannel = \"telegram\"\noperators = [\"a\"]\n\
         [[live_chats.arrivals]]\n{arrivals}\n\
         [[live_chats.topics]]\nname = \"q\"\neffort = {}\n{patience}",
        choices.pick(&["1us", "1s", "1h", "1d", "30d", "3653d"]),
        choices.pick(&[1, 2, 1_000]),
        choices.pick(&["cut", "drain"]),
        choices.pick(&[1, 3, 1_000]),
        choices.pick(&["1", "5", "1000000", "\"unlimited\""]),
        choices.pick(&LENGTHS),
    )
}

/// What a program gave that is stopped where it has not ended after a while; and how long it took to
/// stop.
#[expect(clippy::disallowed_methods, reason = "that a run ends in time is what is asked")]
fn ended(mut child: Child, patience: Duration, signal: &str) -> (Output, Duration) {
    let begun = Instant::now();
    while begun.elapsed() < patience {
        if child.try_wait().expect("it is our child").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let stopped = Instant::now();
    let pid = child.id().to_string();
    // It may have ended just now.
    let _ = Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status();
    let output = child.wait_with_output().expect("it ends");
    (output, stopped.elapsed())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

fn try_out(seed: u64) -> Result<(), String> {
    let mut choices = Choices { key: StreamKey::root(seed), made: 0 };
    let folder = tempfile::tempdir().expect("a directory");
    let text = desk(&mut choices);
    fs::write(folder.path().join("desk.toml"), &text).expect("written");
    let mut words = vec!["run", "desk.toml", "--quiet", "--memory", "300M", "--engine"];
    words.push(choices.pick(&["inline", "actors"]));
    words.extend(choices.pick(&[None, Some("--trace")]));
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(&words).current_dir(folder.path()).stdin(Stdio::null());
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let patience = Duration::from_millis(choices.pick(&[0, 100, 300, 1_000]));
    let signal = choices.pick(&["-TERM", "-HUP", "-INT"]);
    let (output, took) = ended(child, patience, signal);
    let said = String::from_utf8_lossy(&output.stderr);
    let told = |what: &str| Err(format!("{what}, {:?}: {said}\n{words:?}\n{text}", output.status));
    // Where the signal comes before it is listened to, the program ends by it, as any other.
    let code = output.status.code();
    if !matches!(code, Some(0 | 104..=107) | None) || said.contains("panicked") {
        return told("it ends as it should not");
    }
    // It takes less than a second; a busy machine is no reason to fail, for ever would be.
    if took > Duration::from_secs(60) {
        return told("it does not end");
    }
    let reports = folder.path().join("reports");
    let is_whole = reports.join("desk/manifest.json").exists();
    let left: Vec<String> = names(&reports).into_iter().filter(|name| name != "desk").collect();
    match code {
        Some(0) if !is_whole => told("there is no report"),
        Some(_) if !left.is_empty() => told(&format!("{left:?} is left")),
        _ if reports.join("desk").exists() != is_whole => told("a part of a report is there"),
        _ => Ok(()),
    }
}

#[test]
fn extreme_desks_end_in_time_and_in_order() {
    let number = |name: &str, otherwise| {
        std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
    };
    let (first, count): (u64, u64) = (number("EXTREME_SEED", 1), number("EXTREME_COUNT", 4));
    for seed in first..first + count {
        if let Err(fault) = try_out(seed) {
            panic!("EXTREME_SEED={seed} EXTREME_COUNT=1: {fault}");
        }
    }
}

/// Found by the test above: Erlang's formula, of which the summary tells, had no end where no session was
/// closed, nor where a client waits for a hundred years.
#[test]
fn a_summary_has_an_end_where_no_session_has() {
    for (effort, rate) in [("36600d", "1/d"), ("5m", "100/h")] {
        let folder = tempfile::tempdir().expect("a directory");
        let text = format!(
            "[run]\nhorizon = \"1d\"\nreplications = 1\n[[groups]]\nname = \"a\"\ncount = 2\n\
             [[live_chats]]\nname = \"s\"\nchannel = \"telegram\"\noperators = [\"a\"]\n\
             [[live_chats.arrivals]]\nrate = \"{rate}\"\n[[live_chats.topics]]\nname = \"q\"\n\
             effort = \"{effort}\"\npatience = {{ exponential = \"36000d\" }}\n"
        );
        fs::write(folder.path().join("desk.toml"), text).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
        command.args(["run", "desk.toml", "--quiet", "--no-report"]).current_dir(folder.path());
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let (output, _) = ended(child.expect("it starts"), Duration::from_secs(60), "-KILL");
        assert_eq!(output.status.code(), Some(0), "{effort} {rate}");
    }
}
