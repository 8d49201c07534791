//! The rules of the desk, each on a desk so small that a reader can check the table by hand.
//!
//! A case is a scenario, changes to it, and the exact instants at which clients write. It is run
//! on both hosts, which must agree; what came must be accounted for; then chosen columns of the
//! sessions, or figures of a sheet, are compared with what the test says. Times are in seconds.

#[macro_use]
mod heads;

mod attendance;
mod batches;
mod begun;
mod bots;
mod channels;
mod choosing;
mod coming_again;
mod conditions;
mod cut_off;
mod dialogue;
mod doors;
mod ends;
mod false_spam;
mod figures;
mod instants;
mod licenses;
mod matching;
mod offers;
mod overflowing;
mod platform;
mod populations;
mod pulling;
mod rights;
mod routing;
mod service_levels;
mod sharing;
mod shifts;
mod silence;
mod supervising;
mod transfer_modes;
mod transfers;
mod two_parts;
mod waiting;
mod watching;
mod weights;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::engine::Engine;
use deskload::metrics::{SESSION_COLUMNS, Sheet};
use deskload::scenario::{Files, read};
use deskload::study::{MemoryBudget, Options, Outcome, run};

use crate::metrics::assert_hidden_columns_say_nothing;
use crate::scenario::without_old_names;

/// One operator, one session at a time, sixty seconds each; clients write to `support`.
pub const ONE_OPERATOR: &str = r#"
run = { horizon = "1h", replications = 1 }

[[groups]]
name = "operators"
members = ["anna"]
limit = 1

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

/// A case being put together.
pub struct Case {
    text: String,
    overrides: Vec<String>,
    flows: Vec<(String, String)>,
}

/// A case on this scenario.
pub fn desk(text: &str) -> Case {
    Case { text: text.to_owned(), overrides: Vec::new(), flows: Vec::new() }
}

impl Case {
    /// Changes a key, as `--set` does.
    pub fn with(mut self, change: &str) -> Self {
        self.overrides.push(change.to_owned());
        self
    }

    /// Clients write at these seconds: the column `at` of the file called `flow`.
    pub fn write(mut self, flow: &str, at: &str) -> Self {
        let rows: String = at.split_whitespace().map(|at| format!("{at}\n")).collect();
        self.flows.push((format!("{flow}.csv"), format!("at\n{rows}")));
        self
    }

    /// Runs it on both hosts.
    #[track_caller]
    pub fn run(self) -> Played {
        let reading =
            without_old_names(read("case.toml", self.text.as_bytes(), &self, &self.overrides));
        let told: String = reading.diagnostics.iter().map(|one| one.render(false)).collect();
        let plan = reading.plan.unwrap_or_else(|| panic!("{told}"));
        let [inline, actors] = [Engine::Inline, Engine::Actors].map(|engine| {
            let stop = Arc::new(AtomicBool::new(false));
            let options = Options {
                engine,
                jobs: 1,
                trace: SessionTrace::Kept,
                stop,
                memory: MemoryBudget::UNLIMITED,
                ..Options::default()
            };
            run(&plan, &options, &|_| {}).unwrap_or_else(|violation| panic!("{violation:?}"))
        });
        // As texts, because what is undefined is not equal to itself.
        assert_eq!(format!("{inline:?}"), format!("{actors:?}"), "the hosts differ");
        assert_hidden_columns_say_nothing(&plan, &inline.sheets);
        let played = Played { outcome: inline, measured_from: plan.run.warm_up.as_secs_f64() };
        played.check_that_all_are_accounted_for();
        played
    }
}

impl Files for Case {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.flows.iter().find(|(name, _)| name == path);
        let text = found.map_or("at\n", |(_, text)| text);
        Ok(text.as_bytes().to_vec())
    }
}

/// What came of a case.
pub struct Played {
    outcome: Outcome,
    measured_from: f64,
}

/// A cell in a table of the tests: `-` for nothing, no idle zeros, no spaces.
fn shown(cell: &str) -> String {
    let number = cell.contains('.') && cell.parse::<f64>().is_ok();
    let cell = if number { cell.trim_end_matches('0').trim_end_matches('.') } else { cell };
    if cell.is_empty() { "-".to_owned() } else { cell.replace(' ', "") }
}

/// The words of a table, line by line, evenly spaced.
fn table(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Played {
    fn cells(&self, columns: &str) -> Vec<Vec<&str>> {
        let place = |name: &str| {
            let found = SESSION_COLUMNS.iter().position(|column| column.name == name);
            found.unwrap_or_else(|| panic!("sessions.csv has no column {name}"))
        };
        let places: Vec<usize> = columns.split_whitespace().map(place).collect();
        let rows = self.outcome.sessions.iter().flatten();
        rows.map(|row| places.iter().map(|&place| &row.cells[place]).collect()).collect()
    }

    /// Compares the sessions, in the order in which they came, with a table whose first line names
    /// the columns.
    #[track_caller]
    pub fn sessions(&self, expected: &str) -> &Self {
        let expected = table(expected);
        let columns = expected.lines().next().expect("a line of headings");
        let row =
            |cells: &Vec<&str>| cells.iter().map(|cell| shown(cell)).collect::<Vec<_>>().join(" ");
        let found: Vec<String> = self.cells(columns).iter().map(row).collect();
        assert_eq!(format!("{columns}\n{}", found.join("\n")), expected);
        self
    }

    fn sheet(&self, name: &str) -> &Sheet {
        let found = self.outcome.sheets.iter().find(|sheet| sheet.name == name);
        found.unwrap_or_else(|| panic!("there is no sheet {name}"))
    }

    /// One figure, from the line whose keys begin like this.
    #[track_caller]
    fn figure(&self, sheet: &str, keys: &[&str], name: &str) -> f64 {
        let sheet = self.sheet(sheet);
        let row = sheet.rows.iter().find(|row| row.keys.iter().zip(keys).all(|(a, b)| a == b));
        let row = row.unwrap_or_else(|| panic!("no line {keys:?}"));
        let place = sheet.measures.iter().position(|column| column.name == name);
        row.values[place.unwrap_or_else(|| panic!("no column {name}"))].value
    }

    /// Compares figures of one line of a sheet; what is undefined is expected as NaN.
    #[track_caller]
    pub fn figures(&self, sheet: &str, keys: &[&str], expected: &[(&str, f64)]) -> &Self {
        for &(name, value) in expected {
            let found = self.figure(sheet, keys, name);
            let equal = (found - value).abs() < 1e-9 || (found.is_nan() && value.is_nan());
            assert!(equal, "{sheet} {keys:?} {name}: {found}, expected {value}");
        }
        self
    }

    /// The waits of a live chat's sheet are those of its sessions.
    fn check_waits(&self, chat: &str) {
        let sheet = |name| self.figure("live_chats", &[chat], name);
        let cells = self.cells("live_chat arrived outcome answered wait");
        let seconds = |cell: &str| cell.parse::<f64>().expect("seconds");
        let measured = cells
            .iter()
            .filter(|row| row[0] == chat && row[2] != "spam")
            .filter(|row| seconds(row[1]) >= self.measured_from);
        let waits = |of: fn(&[&str]) -> bool| -> Vec<f64> {
            measured.clone().filter(|row| of(row)).map(|row| seconds(row[4])).collect()
        };
        let answered = waits(|row| !row[3].is_empty());
        let abandoned = waits(|row| row[3].is_empty() && row[2] == "abandoned");
        let sent_away = waits(|row| row[3].is_empty() && row[2] == "flowed-out");
        let all = [&answered, &abandoned, &sent_away].into_iter().flatten();
        let waited = all.filter(|wait| **wait > 0.0).count() as f64;
        let admitted = sheet("offered") - sheet("refused") - sheet("contained");
        let equal = |found: f64, expected: f64, what: &str| {
            let equal = (found - expected).abs() < 1e-6 || (found.is_nan() && expected.is_nan());
            assert!(equal, "{chat}: {what} is {found}, the sessions say {expected}");
        };
        let mean = |waits: &[f64]| waits.iter().sum::<f64>() / waits.len() as f64;
        let longest = |waits: &[f64]| waits.iter().copied().fold(f64::NAN, f64::max);
        equal(sheet("waited_share"), waited / admitted, "waited_share");
        let open = cells.iter().filter(|row| row[0] == chat && row[2] == "open");
        assert!(
            sheet("open_overdue") <= open.count() as f64,
            "{chat}: more are late than are there"
        );
        equal(sheet("asa"), mean(&answered), "asa");
        equal(sheet("wait_abandoned"), mean(&abandoned), "wait_abandoned");
        equal(sheet("wait_answered_max"), longest(&answered), "wait_answered_max");
        equal(sheet("wait_abandoned_max"), longest(&abandoned), "wait_abandoned_max");
    }

    /// The sheet's columns add up, and to what the rows of the sessions say.
    fn check_that_all_are_accounted_for(&self) {
        for line in &self.sheet("live_chats").rows {
            let chat = line.keys[0].as_str();
            let sheet = |name| self.figure("live_chats", &[chat], name);
            let cells = self.cells("live_chat arrived outcome answered");
            let measured = |row: &&Vec<&str>| {
                row[0] == chat
                    && row[2] != "spam"
                    && row[1].parse::<f64>().expect("a time") >= self.measured_from
            };
            let rows: Vec<_> = cells.iter().filter(measured).collect();
            let ended = |how| rows.iter().filter(|row| row[2] == how).count() as f64;
            let answered = rows.iter().filter(|row| !row[3].is_empty()).count() as f64;
            let serving =
                rows.iter().filter(|row| row[2] == "open" && !row[3].is_empty()).count() as f64;
            let found =
                ["offered", "answered", "abandoned", "flowed_out", "refused", "open"].map(sheet);
            let [offered, a, abandoned, flowed_out, refused, open] = found;
            let contained = sheet("contained");
            let all = a + abandoned + flowed_out + refused + open + contained;
            assert_eq!(offered, all, "{chat}: {found:?}");
            assert_eq!(contained, ended("contained"), "{chat}");
            let traced = ["abandoned", "flowed-out", "refused"]
                .map(ended)
                .into_iter()
                .chain([ended("open") - serving]);
            assert_eq!((rows.len() as f64, answered), (offered, a), "{chat}");
            assert!(traced.eq([abandoned, flowed_out, refused, open]), "{chat}: {found:?}");
            let lost = sheet("lost_after_transfer") + sheet("abandoned_in_service");
            assert_eq!(a, sheet("closed") + lost + serving, "{chat}");
            let refusals = [
                "refused_closed",
                "refused_not_permitted",
                "refused_queue_full",
                "refused_channel_down",
                "refused_nobody_online",
            ];
            assert_eq!(refused, refusals.map(sheet).iter().sum::<f64>(), "{chat}");
            self.check_waits(chat);
        }
    }
}
