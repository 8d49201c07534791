//! Every step to the disk fails once, and from then on: the report is the old one or the new one.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use deskload::cli::folder::lock::FolderLock;
use deskload::cli::folder::storage::{Disk, Storage};
use deskload::cli::{ReportFolder, ReportFolderError};
use deskload::report::{Completeness, Manifest, ReportFile, SessionLines, TableOptions};
use deskload::study::Findings;

/// What the disk cannot do at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lacks {
    Nothing,
    /// Two names at once.
    Exchange,
    /// A place that is mounted.
    Rename,
}

/// How the step ends that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It fails, and the next succeeds.
    Once,
    /// It fails, and all that follow.
    ForEver,
}

/// A disk on which a step fails.
#[derive(Debug)]
struct FaultyDisk {
    lacks: Lacks,
    fault: Fault,
    /// Steps that still succeed.
    left: Cell<Option<u32>>,
}

impl FaultyDisk {
    fn step(&self) -> io::Result<()> {
        match (self.left.get(), self.fault) {
            (None, _) => Ok(()),
            (Some(0), Fault::ForEver) => Err(io::Error::other("the disk is gone")),
            (Some(0), Fault::Once) => {
                self.left.set(None);
                Err(io::Error::other("the disk has hiccups"))
            }
            (Some(left), _) => {
                self.left.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

impl Storage for FaultyDisk {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.create_dir(path))
    }

    fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // What fails has written a half.
        self.step().inspect_err(|_| drop(fs::write(path, &bytes[..bytes.len() / 2])))?;
        Disk.write_file(path, bytes)
    }

    fn copy_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.copy_file(from, to))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.rename(from, to))
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step()?;
        match self.lacks {
            Lacks::Nothing => Disk.exchange(one, other),
            Lacks::Exchange => Err(io::ErrorKind::Unsupported.into()),
            Lacks::Rename => Err(io::ErrorKind::ResourceBusy.into()),
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.sync_dir(path))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.remove_file(path))
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| Disk.remove_dir_all(path))
    }
}

const INPUTS: &[(String, Vec<u8>)] = &[];
fn manifest(seed: u64) -> Manifest<'static> {
    Manifest {
        command_name: "run",
        scenario: "desk",
        file: "desk.toml",
        inputs: INPUTS,
        overrides: &[],
        seed,
        replications: 10,
        only_replication: None,
        requested: 10,
        finished: 10,
        trace: false,
        replication_values: false,
        tables: TableOptions::default(),
        findings: &Findings::NONE,
        expectations: &[],
        verdicts: None,
    }
}

/// The files of a report: the old one has one that the new one has not.
fn files(seed: u64) -> Vec<ReportFile> {
    let file = |name: &str, bytes: Vec<u8>| ReportFile { name: name.to_owned(), bytes };
    let mut files = vec![
        file("summary.csv", format!("summary of {seed}\n").into_bytes()),
        file("groups.csv", format!("groups of {seed}\n").into_bytes()),
        file("manifest.json", manifest(seed).bytes()),
    ];
    if seed == 1 {
        files.push(file("transfers.csv", b"transfers of 1\n".to_vec()));
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

/// Whether the sessions of this report are written before all else.
fn has_trace(seed: u64) -> bool {
    seed == 2
}

fn write(place: &Path, disk: Rc<dyn Storage>, seed: u64) -> Result<(), ReportFolderError> {
    let folder = ReportFolder::new(place.to_path_buf());
    let mut prepared = folder.prepare_on(disk)?;
    if has_trace(seed) {
        prepared.begin_trace(SessionLines::default())?;
    }
    prepared.write(&files(seed), Completeness::Complete)
}

/// Names and bytes of what is in a directory, our own hidden names left out.
fn content(place: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(place).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = paths
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a file"))
        })
        .collect();
    found.sort();
    found
}

fn is_report(place: &Path, seed: u64) -> bool {
    let files = files(seed).into_iter().map(|file| (file.name, file.bytes));
    let trace =
        has_trace(seed).then(|| ("sessions.csv".to_owned(), SessionLines::default().heading()));
    let mut expected: Vec<_> = files.chain(trace).collect();
    expected.sort();
    content(place) == expected
}

fn hidden(place: &Path) -> Vec<PathBuf> {
    let folders = [place, place.parent().expect("a parent")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.to_string_lossy().contains("deskload-")).collect()
}

/// Lets each step fail, until there are no more of them.
fn fail_each_step(lacks: Lacks, fault: Fault) {
    for step in 0.. {
        let fresh = tempfile::tempdir().expect("a directory");
        let place = fresh.path().join("desk");
        write(&place, Rc::new(Disk), 1).expect("a free place");
        let disk = Rc::new(FaultyDisk { lacks, fault, left: Cell::new(Some(step)) });
        let written = write(&place, Rc::clone(&disk) as Rc<dyn Storage>, 2);
        let what = format!("{lacks:?} {fault:?} {step}: {written:?}");
        let has_failed = disk.left.get().is_none_or(|left| left == 0);
        if written.is_ok() {
            assert!(is_report(&place, 2), "{what}");
        } else if fault == Fault::Once {
            assert!(is_report(&place, 1) || is_report(&place, 2), "{what}: {:?}", content(&place));
        }
        // The disk is back: the next run finds the old report or the new one, and cleans up. It was
        // interrupted, so it changes nothing.
        let next = ReportFolder::new(place.clone()).write(&files(3), Completeness::Partial);
        let left = matches!(next, Err(ReportFolderError::HoldsCompleteReport(_)));
        assert!(left, "{what}: {next:?}");
        assert!(is_report(&place, 1) || is_report(&place, 2), "{what}: {:?}", content(&place));
        assert_eq!(hidden(&place), Vec::<PathBuf>::new(), "{what}");
        if !has_failed {
            assert!(step > 5, "so few steps?");
            return;
        }
    }
}

#[test]
fn a_step_that_fails_leaves_the_old_report_or_the_new_one() {
    for fault in [Fault::Once, Fault::ForEver] {
        fail_each_step(Lacks::Nothing, fault);
        fail_each_step(Lacks::Exchange, fault);
        fail_each_step(Lacks::Rename, fault);
    }
}

#[test]
fn what_is_mounted_is_replaced_in_its_place() {
    let fresh = tempfile::tempdir().expect("a directory");
    let place = fresh.path().join("desk");
    let disk = || {
        let (lacks, fault) = (Lacks::Rename, Fault::Once);
        Rc::new(FaultyDisk { lacks, fault, left: Cell::new(None) })
    };
    fs::create_dir(&place).expect("a directory");
    write(&place, disk(), 1).expect("an empty place");
    assert!(is_report(&place, 1));
    write(&place, disk(), 2).expect("a report that may be replaced");
    assert!(is_report(&place, 2), "{:?}", content(&place));
    assert_eq!(hidden(&place), Vec::<PathBuf>::new());
}

#[test]
fn two_runs_do_not_have_one_place() {
    let fresh = tempfile::tempdir().expect("a directory");
    let folder = ReportFolder::new(fresh.path().join("new/desk"));
    let first = folder.prepare().expect("a free place");
    let second = folder.prepare().expect_err("it is taken");
    assert!(second.to_string().contains("another run has"), "{second}");
    drop(first);
    assert!(!fresh.path().join("new").exists(), "nothing was written");
}

#[test]
fn a_lock_is_had_by_one_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a directory");
    let path = folder.path().join("lock");
    let first = FolderLock::acquire(&path).expect("it is written");
    assert!(first.is_some());
    assert!(FolderLock::acquire(&path).expect("it is there").is_none());
    drop(first);
    assert!(!path.exists());
    fs::write(&path, "of a run that was killed").expect("written");
    assert!(FolderLock::acquire(&path).expect("no process has it").is_some());
}
