//! Replications that are put down, written, read and folded elsewhere come to the bytes of one process.

use std::sync::{Arc, Mutex};

use deskload::decide::Catalog;
use deskload::metrics::{RecordContent, RecordMaker, ReplicationRecord, TrackedFigure};
use deskload::plan::Plan;
use deskload::report::sheet_csv;
use deskload::study::workers::{Unit, UnitList, Workers};
use deskload::study::{
    FoundWarmUp, Options, Outcome, RecordedReplications, ReplicationSource, run, with_warm_up,
};

/// What was put down of each replication, as bytes.
#[derive(Debug)]
struct Written {
    warm_up: Option<FoundWarmUp>,
    records: Vec<Mutex<Vec<u8>>>,
}

impl RecordedReplications for Written {
    fn warm_up(&self) -> Option<FoundWarmUp> {
        self.warm_up
    }

    fn record(&self, replication: u32) -> Result<ReplicationRecord, String> {
        let bytes = self.records[replication as usize].lock().expect("no panic");
        let record = ReplicationRecord::of_bytes(&bytes).map_err(|error| error.to_string())?;
        assert_eq!(record.to_bytes(), *bytes, "what is read is written alike");
        Ok(record)
    }
}

/// Every `shards`-th replication.
#[derive(Debug)]
struct Strided {
    plan: Arc<Plan>,
    first: u32,
    shards: u32,
    tracked: Arc<[TrackedFigure]>,
}

impl UnitList for Strided {
    fn unit(&self, place: u32) -> Result<Unit, String> {
        let replication = self.first + place * self.shards;
        let (plan, tracked) = (Arc::clone(&self.plan), Arc::clone(&self.tracked));
        Ok(Unit { plan, replication, tracked })
    }
}

fn written(plan: &Plan, shards: u32, options: &Options) -> Written {
    let (settled, warm_up) = with_warm_up(plan, options).expect("a pilot");
    let precision = plan.run.statistics.precision.as_ref();
    let number = precision.map_or(plan.run.replications, |aim| aim.max_replications);
    let records = (0..number).map(|_| Mutex::default()).collect();
    let written = Written { warm_up, records };
    let maker = RecordMaker::new(&settled, RecordContent::Sheets);
    // The last shard first: no order of shards matters.
    for first in (0..shards.min(number)).rev() {
        let tracked = Arc::clone(&options.tracked);
        let list = Strided { plan: Arc::clone(&settled), first, shards, tracked };
        let count = (number - first).div_ceil(shards);
        let mut workers =
            Workers::start_units(Arc::new(list), count, options).expect("threads start");
        for place in 0..count {
            let finished = workers.next(&options.stop, &|| {}).expect("it ends well");
            let finished = finished.expect("nothing stops it");
            let record = maker.record(finished.metrics, finished.events, finished.sessions);
            let slot = &written.records[(first + place * shards) as usize];
            *slot.lock().expect("no panic") = record.to_bytes();
            workers.mark_folded(count);
        }
    }
    written
}

/// Everything of an outcome that a report shows. Floats by their bits: what is not a number is equal to
/// itself.
fn shown(outcome: &Outcome) -> (Vec<u8>, String) {
    let sheets = outcome.sheets.iter().flat_map(sheet_csv).collect();
    let Outcome {
        finished, requested, events, sessions_offered, replication_values, findings, ..
    } = outcome;
    let rest = format!(
        "{finished} {requested} {events} {sessions_offered} {replication_values:?} {findings:?}"
    );
    (sheets, rest)
}

/// Whether a plan comes to the same outcome in so many shards as in one process.
pub fn assert_identical(plan: &Plan, shards: u32, what: &str) {
    let tracked: Arc<[TrackedFigure]> =
        Catalog::new(plan).list().iter().map(|figure| figure.tracked).collect();
    let options = Options { jobs: 2, tracked, ..Options::default() };
    let alone = run(plan, &options, &|_| {}).expect("a run");
    let source = ReplicationSource::Recorded(Arc::new(written(plan, shards, &options)));
    let merged = run(plan, &Options { source, ..options }, &|_| {}).expect("a merge");
    assert!(shown(&alone) == shown(&merged), "other bytes: {what}");
}

fn plan_of(scenario: &str, changes: &[&str]) -> Plan {
    let path = format!("scenarios/{scenario}.toml");
    let text = std::fs::read(&path).expect("a scenario");
    let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
    deskload::read(&path, &text, &deskload::NoFiles, &changes).into_plan().expect("it is valid")
}

#[test]
fn a_precision_is_reached_after_as_many_replications() {
    let changes = ["run.precision=\"10%\"", "run.replications=10", "run.max_replications=40"];
    assert_identical(&plan_of("quickstart", &changes), 3, "a precision");
}

#[test]
fn one_run_in_batches_and_a_warm_up_of_a_pilot_are_the_same() {
    let changes = ["run.replications=1", "run.batches=10", "run.warm_up=\"mser-5\""];
    assert_identical(&plan_of("quickstart", &changes), 1, "batches");
    let changes = ["run.replications=3", "run.warm_up=\"mser-5\""];
    assert_identical(&plan_of("quickstart", &changes), 2, "a pilot");
}

#[test]
fn a_record_of_another_plan_is_refused() {
    let plan = plan_of("quickstart", &["run.replications=2"]);
    let other = plan_of("quickstart", &["run.replications=2", "run.interval=\"13m\""]);
    let source = written(&other, 1, &Options::default());
    let source = ReplicationSource::Recorded(Arc::new(source));
    let options = Options { source, ..Options::default() };
    let error = run(&plan, &options, &|_| {}).expect_err("it is another plan");
    assert!(error.to_string().contains("of another plan"), "{error}");
}

#[test]
fn bytes_that_are_no_record_are_refused() {
    let plan = plan_of("quickstart", &["run.replications=1"]);
    let written = written(&plan, 1, &Options::default());
    let bytes = written.records[0].lock().expect("no panic").clone();
    let of = |bytes: &[u8]| ReplicationRecord::of_bytes(bytes);
    assert!(of(&bytes).is_ok());
    assert!(of(&[]).is_err() && of(&bytes[..bytes.len() / 2]).is_err());
    assert!(of(&[bytes.as_slice(), &[0]].concat()).is_err());
    // A length beyond all memory is not believed.
    assert!(of(&[0xff; 64]).is_err());
}
