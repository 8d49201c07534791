//! The journal of a search for staff: what was simulated so far, a line each, so that `--resume` goes on
//! where a search was interrupted, and comes to the same bytes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use crate::staffing::{Look, LookMemory, line_to_look, look_to_line};

/// Whether what an earlier search has left is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumption {
    /// A search begins.
    Begin,
    /// One that was interrupted goes on.
    Resume,
}

/// A file beside the place of the plan.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    known: BTreeMap<String, Look>,
    file: RefCell<File>,
    /// The first fault of the disk, told at the end: the search itself needs no journal.
    fault: RefCell<Option<io::Error>>,
}

impl Journal {
    /// The journal of the search that `identity` stands for, beside the place of its plan.
    ///
    /// # Errors
    /// There is none to resume, it is of another search, or it cannot be written.
    pub fn open(plan: &Path, identity: &str, resumption: Resumption) -> Result<Self, String> {
        let mut name = plan.file_name().unwrap_or_default().to_owned();
        name.push(".search.jsonl");
        let path = plan.with_file_name(name);
        let fault = |error: io::Error| format!("cannot write {}: {error}", path.display());
        let known = match resumption {
            Resumption::Begin => BTreeMap::new(),
            Resumption::Resume => read(&path, identity)?,
        };
        let file = match resumption {
            Resumption::Begin => {
                let mut file = File::create(&path).map_err(fault)?;
                writeln!(file, "{identity}").map_err(fault)?;
                file
            }
            Resumption::Resume => {
                let mut file = OpenOptions::new().append(true).open(&path).map_err(fault)?;
                // After a line that was cut off.
                writeln!(file).map_err(fault)?;
                file
            }
        };
        Ok(Self { path, known, file: RefCell::new(file), fault: RefCell::default() })
    }

    /// The search is over: there is nothing to resume. Says what went wrong with the journal.
    pub fn remove(self) -> Option<String> {
        let _ = fs::remove_file(&self.path);
        self.into_fault()
    }

    /// What went wrong with the journal.
    pub fn into_fault(self) -> Option<String> {
        let fault = self.fault.into_inner()?;
        Some(format!("the search cannot be resumed: cannot write {}: {fault}", self.path.display()))
    }
}

fn read(path: &Path, identity: &str) -> Result<BTreeMap<String, Look>, String> {
    let file = File::open(path)
        .map_err(|error| format!("there is no search to resume: {}: {error}", path.display()))?;
    let mut lines = BufReader::new(file).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    if first != identity {
        return Err(format!(
            "{} is of another search: of another scenario, or with other replications",
            path.display()
        ));
    }
    Ok(lines.map_while(Result::ok).filter_map(|line| line_to_look(&line)).collect())
}

impl LookMemory for Journal {
    fn recall(&self, key: &str) -> Option<Look> {
        self.known.get(key).cloned()
    }

    fn remember(&self, key: &str, look: &Look) {
        let written = writeln!(self.file.borrow_mut(), "{}", look_to_line(key, look));
        if let Err(error) = written {
            self.fault.borrow_mut().get_or_insert(error);
        }
    }
}
