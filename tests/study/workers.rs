//! The threads that run replications, and what becomes of a run where one of them fails.

use std::cell::Cell;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread;

use deskload::SessionTrace;
use deskload::plan::Plan;
use deskload::study::workers::{WorkOrder, Workers};
use deskload::study::{MemoryBudget, Options, RunError, run};

use super::small_desk;

fn order() -> WorkOrder {
    let plan = Arc::new(Plan::new(small_desk()).expect("a sound plan"));
    let (requested, max_replications) = (9, 9);
    WorkOrder {
        plan,
        first_replication: 0,
        requested,
        max_replications,
        trace: SessionTrace::Off,
        tracked: Arc::default(),
    }
}

fn options(jobs: usize) -> Options {
    Options { jobs, ..Options::default() }
}

#[test]
fn a_thread_that_cannot_start_is_an_error_and_the_others_end() {
    let started = Mutex::new(Vec::new());
    let error = Workers::start_by(order(), &options(4), |number, work| {
        if number == 2 {
            return Err(io::Error::from(io::ErrorKind::WouldBlock));
        }
        started.lock().expect("no panic").push(thread::spawn(work));
        Ok(())
    });
    let error = error.expect_err("a thread is missing").to_string();
    assert!(error.starts_with("thread 3 of 4 "), "{error}");
    for thread in started.into_inner().expect("no panic") {
        thread.join().expect("it ends");
    }
}

#[test]
fn there_are_no_more_threads_than_replications() {
    let count = Cell::new(0);
    let workers = Workers::start_by(order(), &options(4096), |_, _| {
        count.set(count.get() + 1);
        Ok(())
    });
    assert!(workers.is_ok());
    assert_eq!(count.get(), 9);
}

/// The number of the second replication is beyond the last: the addition fails outside of the
/// replication.
#[cfg(debug_assertions)]
#[test]
fn a_thread_that_fails_ends_the_run_with_its_reason() {
    let order = WorkOrder { first_replication: u32::MAX, ..order() };
    let mut workers = Workers::start(order, &options(1)).expect("it starts");
    let stop = AtomicBool::new(false);
    assert!(workers.next(&stop, &|| {}).expect("the first ends well").is_some());
    let error = workers.next(&stop, &|| {}).expect_err("it failed");
    assert!(error.to_string().contains("overflow"), "{error}");
}

/// The thread that runs it does not notice: that is what the moments are for.
#[test]
fn a_worker_that_does_not_hear_is_left_behind() {
    let workers = Workers::start_by(order(), &options(1), |_, work| {
        thread::spawn(|| {
            thread::park();
            drop(work);
        });
        Ok(())
    });
    let stop = AtomicBool::new(true);
    let next = workers.expect("it starts").next(&stop, &|| {}).expect("no error");
    assert!(next.is_none());
}

#[test]
fn too_much_memory_ends_the_run() {
    let plan = Plan::new(small_desk()).expect("a sound plan");
    let memory =
        MemoryBudget { limit: 40 << 20, in_use: || Some(50 << 20), ..MemoryBudget::UNLIMITED };
    let error = run(&plan, &Options { memory, ..options(1) }, &|_| {}).expect_err("too much");
    assert_eq!(error, RunError::OutOfMemory { in_use: 50 << 20, limit: 40 << 20 });
    assert!(error.to_string().starts_with("50 MiB of memory are in use, and 40 MiB may be"));
    let memory = MemoryBudget { in_use: || None, ..MemoryBudget::UNLIMITED };
    assert!(run(&plan, &Options { memory, ..options(1) }, &|_| {}).is_ok());
}
