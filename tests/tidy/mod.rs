//! The house stays as drawn: who may know whom, who may print, how long a file may be.

mod facade;
mod rooms;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

/// Longer files are cut in two, before they are written.
const MOST_LINES: usize = 500;

/// Words by which a room would print, or reach for files and the environment.
const OUTSIDE: [&str; 14] = [
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "stdout()",
    "stderr()",
    "stdin()",
    "std::env",
    "env::var",
    "std::fs",
    "fs::",
    "File::open",
    "process::exit",
];

/// The one file that reads a clock and waits for it: a load is driven in real time.
const CLOCK: &str = "src/engine/live/clock.rs";

/// It only says how long a test took, in reports for CI servers.
const STOPWATCH: &str = "src/cli/check.rs";

/// Words by which a room would read a clock.
const CLOCKS: [&str; 3] = ["Instant::now", "SystemTime", "thread::sleep"];

struct Source {
    path: PathBuf,
    room: String,
    text: String,
}

impl Source {
    /// Lines with their numbers, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        // A `//` in a string is cut too; what is looked for here does not stand behind one.
        lines.map(|(place, line)| (place + 1, line.split("//").next().unwrap_or_default()))
    }

    /// Each rule that is broken here, as `path:line: what`.
    fn faults(&self, found: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let shown = self.path.display();
        self.code()
            .filter_map(|(line, code)| Some(format!("{shown}:{line}: {}", found(code)?)))
            .collect()
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of src") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(&root).expect("below src");
                let first = inside.components().next().expect("a name").as_os_str();
                let room = first.to_string_lossy().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).expect("a source");
                sources.push(Source { path: Path::new("src").join(inside), room, text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn only_the_engine_knows_actix() {
    let others = sources().into_iter().filter(|source| source.room != "engine");
    let faults: Vec<String> = others
        .flat_map(|source| {
            source.faults(|code| {
                let named = code.contains("actix::") || code.contains("use actix");
                named.then(|| "actix outside of the engine".to_owned())
            })
        })
        .collect();
    none(&faults);
}

#[test]
fn only_the_command_line_prints_and_reads_files_and_environment() {
    // `main` looks whether standard output is open before the program begins.
    let inner = sources().into_iter().filter(|source| !["cli", "main"].contains(&&*source.room));
    let faults: Vec<String> = inner
        .flat_map(|source| {
            source.faults(|code| {
                let word = OUTSIDE.into_iter().find(|word| code.contains(word))?;
                Some(format!("{word} outside of cli"))
            })
        })
        .collect();
    none(&faults);
}

#[test]
fn no_file_but_the_clock_of_loads_reads_a_clock() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| [CLOCK, STOPWATCH].iter().all(|file| source.path != Path::new(file)))
        .flat_map(|source| {
            source.faults(|code| {
                CLOCKS.into_iter().find(|word| code.contains(word)).map(str::to_owned)
            })
        })
        .collect();
    none(&faults);
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    for source in sources() {
        assert!(source.text.starts_with("//!"), "{:?} does not say what it is for", source.path);
        let lines = source.text.lines().count();
        assert!(lines <= MOST_LINES, "{:?} has {lines} lines", source.path);
    }
}

#[test]
fn a_word_of_the_language_is_read_through_its_table() {
    let scenario = sources().into_iter().filter(|source| source.room == "scenario");
    let faults = scenario.flat_map(|source| {
        source.faults(|code| {
            let by_hand = code.contains("match ") && code.contains("keyword(");
            by_hand.then(|| "a match over words: give the type its words instead".to_owned())
        })
    });
    none(&faults.collect::<Vec<_>>());
}
