//! The journal of a search for staff: what was simulated so far, a line each, so that `--resume` goes on
//! where a search was interrupted, and comes to the same bytes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::line_file::{Found, LineFile};
use crate::staffing::{Look, LookMemory, SearchError, line_to_look, look_to_line};

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
    known: BTreeMap<String, Look>,
    file: RefCell<LineFile>,
    /// The first fault of the disk, reported at the end: the search itself needs no journal.
    fault: RefCell<Option<io::Error>>,
}

impl Journal {
    /// The journal of the search that `identity` stands for, beside the place of its plan.
    ///
    /// # Errors
    /// There is none to resume, it is of another search, or it cannot be written.
    pub fn open(plan: &Path, identity: &str, resumption: Resumption) -> Result<Self, String> {
        let path = LineFile::beside(plan, ".search.jsonl");
        let shown = path.display().to_string();
        let fault = |error: io::Error| format!("cannot write {shown}: {error}");
        let mut known = BTreeMap::new();
        let file = match resumption {
            Resumption::Begin => LineFile::begin(path, identity).map_err(fault)?,
            Resumption::Resume => {
                let mut remember = |line: &str| match line_to_look(line) {
                    Some((key, look)) => {
                        known.insert(key, look);
                        true
                    }
                    None => false,
                };
                match LineFile::resume(path, identity, &mut remember).map_err(fault)? {
                    Found::Same(file) => file,
                    Found::Nothing => return Err(format!("there is no search to resume: {shown}")),
                    Found::Other(_) => {
                        return Err(format!(
                            "{shown} is of another search: of another scenario, or with other \
                             replications"
                        ));
                    }
                }
            }
        };
        Ok(Self { known, file: RefCell::new(file), fault: RefCell::default() })
    }

    /// The search is over: there is nothing to resume. Says what went wrong with the journal.
    pub fn remove(self) -> Option<String> {
        let (file, fault) = self.into_parts();
        // One that is left behind is of this search, and does no harm.
        let _ = file.remove();
        fault
    }

    /// What went wrong with the journal.
    pub fn into_fault(self) -> Option<String> {
        self.into_parts().1
    }

    fn into_parts(self) -> (LineFile, Option<String>) {
        let file = self.file.into_inner();
        let with_path = |fault: io::Error| {
            let path = file.path().display();
            format!("the search cannot be resumed: cannot write {path}: {fault}")
        };
        let fault = self.fault.into_inner().map(with_path);
        (file, fault)
    }
}

impl LookMemory for Journal {
    fn recall(&self, key: &str) -> Result<Option<Look>, SearchError> {
        Ok(self.known.get(key).cloned())
    }

    fn remember(&self, key: &str, look: &Look) {
        let written = self.file.borrow_mut().append(&look_to_line(key, look));
        if let Err(error) = written {
            self.fault.borrow_mut().get_or_insert(error);
        }
    }
}
