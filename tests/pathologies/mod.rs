//! Known troubles of live-chat desks, each shown by a shipped scenario, and its cure.
//!
//! A figure is more than another where their 95 % intervals do not touch: for two independent means
//! of the same precision that is more than two and a half standard errors of the difference.

mod stated;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::scenario::{Diagnostic, ReadOutcome};
use deskload::study::{Engine, MemoryBudget, Options, Outcome, run};

use crate::scenario::{read_file, rendered, scenarios};

fn reading(name: &str, overrides: &[&str]) -> ReadOutcome {
    read_file(&scenarios().join("pathologies").join(format!("{name}.toml")), overrides)
}

struct Seen(Outcome);

#[track_caller]
fn seen(name: &str, overrides: &[&str]) -> Seen {
    let reading = reading(name, overrides);
    let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options {
        engine: Engine::Inline,
        jobs: 2,
        trace: SessionTrace::Off,
        stop,
        memory: MemoryBudget::UNLIMITED,
        ..Options::default()
    };
    Seen(run(plan, &options, &|_| {}).unwrap_or_else(|violation| panic!("{violation}")))
}

/// A figure with the half-width of its interval.
#[derive(Clone, Copy, Debug)]
struct Figure(f64, f64);

impl Seen {
    #[track_caller]
    fn figure(&self, sheet: &str, keys: &[&str], name: &str) -> Figure {
        let sheet = self.0.sheets.iter().find(|one| one.name == sheet).expect("a sheet");
        let row = sheet.rows.iter().find(|row| row.keys.iter().zip(keys).all(|(a, b)| a == b));
        let place = sheet.measures.iter().position(|column| column.name == name);
        let place = place.unwrap_or_else(|| panic!("no column {name}"));
        let estimate = row.unwrap_or_else(|| panic!("no line {keys:?}")).values[place];
        Figure(estimate.value, estimate.half_width)
    }
}

impl Figure {
    #[track_caller]
    fn is_more_than(self, times: f64, other: Self) {
        let (least, most) = (self.0 - self.1, times * (other.0 + other.1));
        assert!(least > most, "{self:?} is not more than {times} times {other:?}");
    }
}

#[test]
fn a_returning_operator_is_flooded_by_lifetime_counts() {
    let name = "returning-operator";
    let most = |desk: &Seen, who| desk.figure("operators", &[who], "concurrency_max");
    let flooded = seen(name, &[]);
    most(&flooded, "dora").is_more_than(2.0, most(&flooded, "anna"));
    let cured = seen(name, &["groups.general.selection=least-occupied"]);
    most(&flooded, "dora").is_more_than(2.0, most(&cured, "dora"));
}

#[test]
fn sessions_of_an_operator_who_is_offline_are_left_lying() {
    let name = "offline-with-sessions";
    let time = |desk: &Seen| desk.figure("live_chats", &["support"], "answer_to_close");
    let cured = seen(name, &["groups.general.when_offline=requeue"]);
    time(&seen(name, &[])).is_more_than(1.0, time(&cured));
}

#[test]
fn ten_minutes_of_overlap_need_licenses_for_both_shifts() {
    let name = "shift-change";
    let of = |desk: &Seen, figure| desk.figure("licenses", &["concurrent"], figure);
    let denied = seen(name, &[]);
    assert!(of(&denied, "refused").0 >= 10.0 && of(&denied, "denied_hours").0 > 1.0);
    let cured = seen(name, &["edition.concurrent_licenses=20"]);
    assert!(of(&cured, "refused").0 == 0.0 && of(&cured, "denied_hours").0 == 0.0);
    assert!(of(&cured, "peak").0 > 10.0);
    // In line each is refused once and loses less, but not nothing.
    let in_line = seen(name, &["edition.retry=in-line"]);
    assert!((of(&in_line, "refused").0 - 10.0).abs() < 1e-9);
    of(&denied, "denied_hours").is_more_than(1.0, of(&in_line, "denied_hours"));
    assert!(of(&in_line, "denied_hours").0 > 1.0);
}

#[test]
fn tabs_that_are_left_open_keep_the_next_shift_out() {
    let name = "open-tabs";
    let of = |desk: &Seen, figure| desk.figure("licenses", &["platform-floating"], figure);
    let (open, cured) = (seen(name, &[]), seen(name, &["edition.platform.inactivity=15m"]));
    for figure in ["left_open", "denied_hours", "refused"] {
        of(&open, figure).is_more_than(4.0, of(&cured, figure));
    }
    assert!(of(&cured, "timed_out").0 > 20.0 && of(&open, "timed_out").0 == 0.0);
}

#[test]
fn breaches_that_move_sessions_make_more_breaches_and_longer_waits() {
    let name = "sla-storm";
    let storm = seen(name, &[]);
    let calm = seen(name, &["live_chats.support.sla.gold.response.breach=notify"]);
    let of = |desk: &Seen, figure| desk.figure("live_chats", &["support"], figure);
    let breached =
        |desk: &Seen| desk.figure("sla", &["support", "gold", "response"], "breached_share");
    breached(&storm).is_more_than(1.0, breached(&calm));
    assert!(of(&storm, "reassignments").0 > 50.0 && of(&calm, "reassignments").0 == 0.0);
    for figure in ["reply_time", "duration"] {
        of(&storm, figure).is_more_than(1.0, of(&calm, figure));
    }
}

#[test]
fn sessions_for_a_group_with_nobody_online_starve() {
    let name = "nobody-there";
    let of = |desk: &Seen| desk.figure("live_chats", &["internal"], "wait_after_transfer");
    let cured = seen(name, &["groups.hr.queue.fallback=seniors"]);
    of(&seen(name, &[])).is_more_than(5.0, of(&cured));
}

#[test]
fn a_first_response_counted_from_the_take_hides_the_queue() {
    let name = "first-response";
    let of = |desk: &Seen, figure| desk.figure("live_chats", &["support"], figure);
    let (short, cured) = (seen(name, &[]), seen(name, &["groups.general.count=6"]));
    of(&short, "frt_from_arrival").is_more_than(3.0, of(&short, "frt_from_accept"));
    of(&short, "frt_from_arrival").is_more_than(5.0, of(&cured, "frt_from_arrival"));
    // What the product reports has not even doubled.
    let (bad, good) = (of(&short, "frt_from_accept"), of(&cured, "frt_from_accept"));
    assert!(bad.0 + bad.1 < 2.0 * (good.0 - good.1), "{bad:?} and {good:?}");
}

#[test]
fn inactive_sessions_wake_together_above_the_limit() {
    let name = "inactive-wake";
    let most = |desk: &Seen| desk.figure("operators", &["general-1"], "concurrency_max").0;
    let wait = |desk: &Seen| desk.figure("live_chats", &["internal"], "wait");
    let (woken, kept) = (seen(name, &[]), "live_chats.internal.inactivity.slot=kept");
    assert!(most(&woken) > 4.0, "the limit is 2");
    let cured = seen(name, &[kept, "groups.general.limit=7"]);
    assert!(most(&cured) <= 7.0);
    wait(&woken).is_more_than(5.0, wait(&cured));
    // What is no cure, as the file says.
    let strict = seen(name, &[kept]);
    assert!(most(&strict) <= 2.0);
    wait(&strict).is_more_than(5.0, wait(&woken));
}

#[test]
fn after_an_outage_a_day_of_messages_arrives_at_once() {
    let name = "outage-burst";
    let of = |desk: &Seen, figure| desk.figure("live_chats", &["support"], figure);
    let (burst, none) = (seen(name, &[]), seen(name, &["live_chats.support.outages=[]"]));
    of(&burst, "wait_p95").is_more_than(5.0, of(&none, "wait_p95"));
    let lost = seen(name, &["live_chats.support.channel=whatsapp"]);
    assert!(of(&lost, "refused_channel_down").0 > 400.0);
    of(&burst, "wait_p95").is_more_than(5.0, of(&lost, "wait_p95"));
}

#[test]
fn without_a_limit_a_lone_expert_has_thirty_sessions() {
    let name = "lone-expert";
    let most = |desk: &Seen| desk.figure("operators", &["karl"], "concurrency_max");
    let time = |desk: &Seen| desk.figure("live_chats", &["support"], "duration");
    let piled = seen(name, &[]);
    assert!(most(&piled).0 > 30.0, "{:?}", most(&piled));
    let cured = seen(name, &["shifts.short.to=18:00"]);
    most(&piled).is_more_than(5.0, most(&cured));
    time(&piled).is_more_than(1.5, time(&cured));
    // A limit only shows where clients wait: their sessions last as long.
    let shown = seen(name, &["groups.experts.limit=3"]);
    assert!(most(&shown).0 <= 3.0);
    time(&shown).is_more_than(1.5, time(&cured));
}

#[test]
fn two_who_reach_for_one_session_are_told_apart_by_the_queue() {
    let name = "same-tick";
    let late = |desk: &Seen| desk.figure("operators", &["general-2"], "already_taken");
    assert!(late(&seen(name, &[])).0 > 10.0);
    assert!(late(&seen(name, &["live_chats.support.queue={}"])).0 == 0.0);
}

#[test]
fn a_transferred_session_that_keeps_its_age_goes_before_others() {
    let name = "queue-age";
    let (kept, reset) = (seen(name, &[]), seen(name, &["live_chats.support.queue_age=reset"]));
    let transferred = |desk: &Seen| desk.figure("transfers", &["general", "experts"], "wait");
    transferred(&reset).is_more_than(1.0, transferred(&kept));
    // The work is the same: what the ones gain the others lose, who have not waited before.
    let p95 = |desk: &Seen| desk.figure("live_chats", &["support"], "wait_p95");
    p95(&kept).is_more_than(1.0, p95(&reset));
}

#[test]
fn the_old_edition_counts_users_in_groups_and_the_new_one_those_at_work() {
    let name = "two-editions";
    let refused = reading(name, &["edition={ name = \"chatdesk\", named_licenses = 8 }"]);
    let codes: Vec<&str> = refused.diagnostics.iter().map(Diagnostic::code).collect();
    assert_eq!(codes, ["E-L1"], "{}", rendered(&refused));
    let new = seen(name, &[]);
    let of = |figure| new.figure("licenses", &["concurrent"], figure);
    assert!(of("peak").0 <= 8.0 && of("refused").0 == 0.0);
}
