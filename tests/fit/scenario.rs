//! What `fit` writes is a scenario that is read without a word.

use deskload::fit::{
    FitLevel, FittedFile, Past, ScenarioOptions, StaffChoice, fit_desk, scenario_files,
};
use deskload::{Files, read};

use super::world::past;

struct Beside(Vec<FittedFile>);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.0.iter().find(|file| file.name == path);
        found.map(|file| file.bytes.clone()).ok_or_else(|| format!("no {path}"))
    }
}

pub fn options() -> ScenarioOptions<'static> {
    ScenarioOptions {
        name: "fitted",
        level: FitLevel::Session,
        staff: StaffChoice::Typical,
        prefix: "fitted-",
        answer_within: 60,
    }
}

fn text_of(past: &Past) -> String {
    let desk = fit_desk(past).expect("it is enough");
    let files = scenario_files(&desk, &options());
    let text = String::from_utf8(files[0].bytes.clone()).expect("text");
    let outcome = read("fitted.toml", text.as_bytes(), &Beside(files), &[]);
    let told: Vec<String> = outcome.diagnostics.iter().map(|it| it.render(false)).collect();
    assert!(told.is_empty() && outcome.plan.is_some(), "{}\n{text}", told.join("\n"));
    text
}

#[test]
fn a_fitted_desk_is_read_without_warnings_and_says_its_reasons() {
    let mut past = past(14, 7);
    past.topics = vec!["a \"quoted\" question".to_owned(), "order".to_owned()];
    let text = text_of(&past);
    assert!(text.contains("lognormal by AIC"), "{text}");
    assert!(text.contains("# Speeds by maximum likelihood"), "{text}");
    assert!(text.contains("[live_chats.busyness]"), "{text}");
    assert!(text.contains("transfers = ["), "{text}");
}

#[test]
fn a_week_of_few_sessions_of_which_none_was_given_up_is_a_desk_too() {
    let mut past = past(8, 8);
    let mut number = 0;
    past.sessions.retain(|session| {
        number += 1;
        number % 8 == 0 && session.wait.is_some_and(|wait| wait < 1.0)
    });
    let text = text_of(&past);
    assert!(text.contains("patience = \"none\""), "{text}");
}

#[test]
fn a_factor_that_changes_nothing_is_left_out() {
    let mut desk = fit_desk(&past(14, 7)).expect("it is enough");
    desk.live_chats[0].arrivals.day_cv.value = 0.0008;
    let files = scenario_files(&desk, &options());
    let outcome = read("fitted.toml", &files[0].bytes.clone(), &Beside(files), &[]);
    assert!(outcome.plan.is_some(), "{:?}", outcome.diagnostics);
}

#[test]
fn groups_that_share_operators_are_told() {
    let mut past = past(14, 7);
    let says = |past: &Past| {
        let notes = fit_desk(past).expect("it is enough").notes;
        notes.iter().any(|note| note.contains("groups share staff"))
    };
    assert!(!says(&past));
    for session in past.sessions.iter_mut().step_by(4) {
        session.legs[0].group = 1;
    }
    assert!(says(&past));
}
