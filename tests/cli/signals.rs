//! A signal at any moment of any command that writes: it ends soon, with a code that is documented, and what it
//! writes is there as a whole, old or new. What a killed command leaves goes with the next.
//!
//! `SIGNAL_ROUNDS` moments of each command (4 unless told), the first in its first tenth.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const DESK: &str = "
[run]
horizon = \"1d\"
replications = 12

[[expect]]
that = \"support.service_level >= 50%\"

[[groups]]
name = \"a\"
count = 3
limit = 2

[[live_chats]]
name = \"support\"
channel = \"telegram\"
operators = [\"a\"]

[[live_chats.arrivals]]
rate = \"20/h\"

[[live_chats.topics]]
name = \"q\"
effort = { exponential = \"4m\" }
patience = { exponential = \"5m\" }
";

/// A command that writes.
struct Case {
    words: &'static str,
    /// Files and directories that it writes.
    writes: &'static [&'static str],
    /// What it ends with where nobody stops it.
    ends: &'static [i32],
}

const CASES: [Case; 9] = [
    Case { words: "run desk.toml --quiet --trace --xlsx", writes: &["reports/desk"], ends: &[0] },
    Case {
        words: "check desk.toml --quiet --update --junit k.xml --html k.html --xlsx k.xlsx",
        writes: &["reports/baselines/desk.json", "k.xml", "k.html", "k.xlsx"],
        ends: &[0],
    },
    Case {
        words: "compare desk.toml --quiet --variant b:groups.a.count=2 --html c.html --xlsx c.xlsx",
        writes: &["c.html", "c.xlsx"],
        ends: &[0],
    },
    Case {
        words: "sweep desk.toml --quiet --over groups.a.count=2,3 --xlsx --out s.csv",
        writes: &["s.csv", "s.html", "s.xlsx"],
        ends: &[0],
    },
    Case {
        words: "staff desk.toml --quiet --replications 4 --proof 10 --plans 12 --xlsx --out plan",
        writes: &["plan"],
        ends: &[0, 3, 99],
    },
    Case {
        words: "load desk.toml --quiet --rate 50/s --for 1s --settle 0s --drain 0s --out load",
        writes: &["load"],
        ends: &[0],
    },
    Case {
        words: "import tickets.csv --profile generic --time-zone UTC --quiet --out past",
        writes: &["past"],
        ends: &[0],
    },
    Case {
        words: "fit history --quiet --force --out f.toml",
        writes: &["f.toml", "f-fit.html"],
        ends: &[0],
    },
    Case {
        words: "backtest history --quiet --replications 20 --out b.csv --html b.html",
        writes: &["b.csv", "b.html"],
        ends: &[0],
    },
];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    let place = folder.path();
    fs::write(place.join("desk.toml"), DESK).expect("written");
    let mut tickets = String::from("id,arrived_at,accepted_at,closed_at,outcome,group\n");
    for number in 0..20_000 {
        let (day, minute) = (1 + number / 1_000, number % 60);
        let hour = 8 + number % 1_000 / 100;
        tickets += &format!(
            "{number},2026-01-{day:02} {hour:02}:{minute:02}:00,2026-01-{day:02} {hour:02}:{minute:02}:30,\
             2026-01-{day:02} {hour:02}:{minute:02}:55,answered,g\n"
        );
    }
    fs::write(place.join("tickets.csv"), tickets).expect("written");
    fs::create_dir(place.join("history")).expect("a directory");
    let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/history");
    for name in ["history.toml", "sessions.csv", "visits.csv"] {
        fs::copy(history.join(name), place.join("history").join(name)).expect("copied");
    }
    folder
}

fn start(folder: &Path, words: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words.split(' ')).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

#[expect(clippy::disallowed_methods, reason = "a signal comes at some time of the wall clock")]
fn wait(time: Duration) {
    std::thread::sleep(time);
}

#[expect(clippy::disallowed_methods, reason = "how long a command takes is what is asked")]
fn now() -> Instant {
    Instant::now()
}

/// One that has ended already gets none; one that has hardly begun gets it when it listens: before, the system
/// ends it as it ends any other.
fn send(signal: &str, child: &mut Child) {
    let status = format!("/proc/{}/status", child.id());
    while child.try_wait().expect("a child").is_none() {
        let Ok(status) = fs::read_to_string(&status) else { break };
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let mask = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        // The last of those that are listened to.
        if mask.is_none_or(|mask| mask >> 14 & 1 == 1) {
            break;
        }
        wait(Duration::from_millis(2));
    }
    if child.try_wait().expect("a child").is_none() {
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).status();
    }
}

fn ends_with(case: &Case, output: &Output, more: &[i32]) {
    let error = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    let known = code.is_some_and(|code| case.ends.contains(&code) || more.contains(&code));
    assert!(known, "{}: {code:?}: {error}", case.words);
    assert!(!error.contains("panicked"), "{}: {error}", case.words);
}

/// A file that is written to its end, a directory of such files.
fn is_whole(path: &Path) -> bool {
    if path.is_dir() {
        let files: Vec<PathBuf> = entries(path);
        let says_what_it_is = ["manifest.json", "skipped.csv"].map(|name| path.join(name));
        return says_what_it_is.iter().any(|name| files.contains(name))
            && files.iter().all(|file| is_whole(file));
    }
    let bytes = fs::read(path).expect("a file");
    let text = String::from_utf8_lossy(&bytes);
    match path.extension().and_then(OsStr::to_str) {
        Some("html") => text.trim_end().ends_with("</html>"),
        Some("xml") => text.ends_with("</testsuites>\n"),
        Some("json") => serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(),
        Some("xlsx") => bytes.len() > 22 && bytes[bytes.len() - 22..].starts_with(b"PK\x05\x06"),
        Some("csv") => {
            let mut rows = csv::Reader::from_reader(&bytes[..]);
            text.ends_with('\n') && rows.records().all(|row| row.is_ok())
        }
        _ => text.ends_with('\n'),
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a directory");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// What has a hidden name, in this directory and those in it.
fn hidden(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        if path.is_dir() {
            found.extend(hidden(&path));
        }
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            found.push(path);
        }
    }
    found
}

fn all_whole(case: &Case, folder: &Path, when: &str) {
    for name in case.writes {
        let path = folder.join(name);
        // They were there before, so that they are there whatever happens.
        assert!(path.exists(), "{} {when}: {name} is gone", case.words);
        assert!(is_whole(&path), "{} {when}: {name} is torn", case.words);
    }
}

/// A machine may be busy, so that the bound is no second; for ever would be a fault.
const BOUND: Duration = Duration::from_secs(60);

fn stop_at_moments(case: &Case, rounds: u32) {
    let folder = folder();
    let place = folder.path();
    let begun = now();
    let output = start(place, case.words).wait_with_output().expect("it ends");
    let whole_time = begun.elapsed();
    ends_with(case, &output, &[]);
    all_whole(case, place, "unstopped");
    for round in 0..rounds {
        // Moments that are spread evenly, however many there are.
        let part = (0.05 + 0.618_034 * f64::from(round)).fract();
        let mut child = start(place, case.words);
        wait(whole_time.mul_f64(part));
        let signal = ["-TERM", "-INT"][round as usize % 2];
        send(signal, &mut child);
        if round % 4 >= 2 {
            // A second one leaves at once.
            wait(Duration::from_millis(20));
            send(signal, &mut child);
        }
        let sent = now();
        let output = child.wait_with_output().expect("it ends");
        assert!(sent.elapsed() < BOUND, "{}: {:?}", case.words, sent.elapsed());
        ends_with(case, &output, &[105]);
        all_whole(case, place, &format!("stopped after {part:.2} of it"));
    }
    // A kill leaves what it leaves, and the next cleans up.
    let mut child = start(place, case.words);
    wait(whole_time.mul_f64(0.8));
    child.kill().expect("killed, or at its end");
    child.wait().expect("it ends");
    let output = start(place, case.words).wait_with_output().expect("it ends");
    ends_with(case, &output, &[]);
    all_whole(case, place, "again");
    assert_eq!(hidden(place), Vec::<PathBuf>::new(), "{}", case.words);
}

#[test]
fn a_signal_at_any_moment_of_any_command_leaves_what_it_writes_whole() {
    let rounds = std::env::var("SIGNAL_ROUNDS").map_or(4, |value| value.parse().expect("a number"));
    std::thread::scope(|scope| {
        for cases in [&CASES[..5], &CASES[5..]] {
            scope.spawn(move || cases.iter().for_each(|case| stop_at_moments(case, rounds)));
        }
    });
}

/// As a command leaves it that was killed while it wrote: beside each place a file or a directory, half full, and
/// the file by which it had the place.
#[test]
fn what_a_killed_command_has_left_goes_with_the_next() {
    for case in &CASES {
        let folder = folder();
        let place = folder.path();
        for name in case.writes {
            let path = place.join(name);
            let parent = path.parent().expect("a directory");
            fs::create_dir_all(parent).expect("made");
            let own = path.file_name().expect("a name").to_string_lossy();
            let left = parent.join(format!(".{own}.deskload-new"));
            if path.extension().is_some() {
                fs::write(&left, "a half").expect("written");
            } else {
                fs::create_dir(&left).expect("made");
                fs::write(left.join("manifest.json"), "{ \"half\":").expect("written");
                fs::write(parent.join(format!(".{own}.deskload-lock")), "").expect("written");
            }
        }
        let before = hidden(place).len();
        assert!(before >= case.writes.len(), "{}", case.words);
        let output = start(place, case.words).wait_with_output().expect("it ends");
        ends_with(case, &output, &[]);
        all_whole(case, place, "after another");
        assert_eq!(hidden(place), Vec::<PathBuf>::new(), "{}", case.words);
    }
}

/// Of two commands that write one file at once one may come too late, and says so; neither tears it.
#[test]
fn two_commands_do_not_write_one_file_at_once() {
    let folder = folder();
    let place = folder.path();
    let words = "import tickets.csv --profile generic --time-zone UTC --quiet --out past";
    let both = [(), ()].map(|()| start(place, words));
    let ended = both.map(|child| child.wait_with_output().expect("it ends"));
    for output in &ended {
        let error = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => {}
            Some(1) => assert!(error.contains("another command is writing it"), "{error}"),
            other => panic!("{other:?}: {error}"),
        }
    }
    assert!(ended.iter().any(|output| output.status.success()));
    assert!(is_whole(&place.join("past")));
    assert_eq!(hidden(place), Vec::<PathBuf>::new());
}
