//! Presets: what they amount to, and that it can be printed and read again.

use deskload::scenario::{ReadOutcome, read};

use super::faults::{DESK, changed};
use super::{MadeUp, rendered, scenarios, shipped, without_old_names};

/// The names of all presets: those for which there is a file.
pub fn names() -> Vec<String> {
    let folder = scenarios().join("../src/scenario/language/presets");
    let files = std::fs::read_dir(folder).expect("the presets");
    let mut names: Vec<String> = files
        .map(|file| {
            let path = file.expect("readable").path();
            path.file_stem().expect("a name").to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    names
}

fn with_preset(name: &str) -> String {
    changed("channel = \"internal\"", &format!("channel = \"internal\"\npreset = \"{name}\""))
}

fn sound(text: &str) -> ReadOutcome {
    let reading = without_old_names(read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]));
    assert!(reading.plan.is_some(), "{}", rendered(&reading));
    reading
}

#[test]
fn every_preset_is_made_of_the_language_and_changes_something() {
    let plain = sound(DESK).plan;
    assert_eq!(names().len(), 10);
    for name in names() {
        let reading = sound(&with_preset(&name));
        assert_ne!(reading.plan, plain, "{name}");
    }
}

#[test]
fn what_is_resolved_reads_to_the_same_plan() {
    for name in names() {
        let reading = sound(&with_preset(&name));
        assert!(!reading.resolved.contains("preset"), "{}", reading.resolved);
        assert_eq!(sound(&reading.resolved).plan, reading.plan, "{name}\n{}", reading.resolved);
    }
    for file in shipped() {
        let reading = super::read_file(&file, &["run.seed=7"]);
        let beside = super::Beside(file.parent().expect("a folder").to_owned());
        let again =
            without_old_names(read("again.toml", reading.resolved.as_bytes(), &beside, &[]));
        assert_eq!(again.plan, reading.plan, "{}\n{}", rendered(&again), reading.resolved);
    }
}

#[test]
fn what_the_scenario_says_goes_before_the_preset() {
    let own = with_preset("chatwoot").replace("[\"anna\", \"boris\"]", "[\"anna\"]\nlimit = 77");
    let plan = sound(&own).plan.expect("a plan");
    assert_eq!(plan.operators[0].limit, Some(77));
}

#[test]
fn a_preset_that_does_not_exist_is_a_fault_with_a_suggestion() {
    let text = with_preset("chatwot");
    let reading = without_old_names(read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]));
    let said = rendered(&reading);
    assert!(reading.plan.is_none() && said.contains("did you mean `chatwoot`"), "{said}");
}

#[test]
fn a_group_cannot_follow_two_presets() {
    let second = format!(
        "{}\n[[live_chats]]\nname = \"web\"\nchannel = \"website\"\npreset = \"zammad\"\n\
         operators = [\"general\"]\nsupervisors = [\"leads\"]\n\
         topics = [{{ name = \"any\", effort = \"5m\" }}]\n",
        with_preset("chatwoot")
    );
    let reading = read("desk.toml", second.as_bytes(), &MadeUp(&[]), &[]);
    let said = rendered(&reading);
    assert!(said.contains("different presets") && said.contains("`general`"), "{said}");
}

#[test]
fn what_concerns_conversations_is_there_where_they_are_followed() {
    let zendesk = with_preset("zendesk");
    assert!(
        sound(&zendesk).plan.expect("a plan").live_chats[0]
            .dialogue_policy
            .client_inactivity
            .after
            .is_none()
    );
    let followed = |more: &str| {
        let text = zendesk.replace("preset =", &format!("{more}\npreset ="));
        let read = read("desk.toml", text.as_bytes(), &MadeUp(&[]), &["run.level=dialogue".into()]);
        (rendered(&read), read.resolved)
    };
    let (said, resolved) = followed("");
    assert!(resolved.contains("released"), "{said}\n{resolved}");
    // A live chat that says anything of it says all of it.
    let (said, resolved) = followed("inactivity = { close = \"5m\" }");
    assert!(!resolved.contains("released"), "{said}\n{resolved}");
}

#[test]
fn a_live_chat_that_says_how_sessions_change_hands_says_it_alone() {
    for name in ["live-helper-chat", "twilio", "genesys-cloud"] {
        let chat = with_preset(name);
        let transfer = |plan: &deskload::plan::Plan| {
            plan.topics.iter().flat_map(|topic| &topic.transfers).any(|one| one.rules.is_some())
        };
        assert!(transfer(&sound(&chat).plan.expect("a plan")), "{name}");
        let warm = chat.replace("preset =", "transfer_rules = { mode = \"cold\" }\npreset =");
        assert!(!transfer(&sound(&warm).plan.expect("a plan")), "{name}");
    }
}
