//! A search that was interrupted goes on where it was.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use deskload::staffing::{
    Ending, Look, LookMemory, SearchControl, SearchError, SearchLimits, line_to_look, look_to_line,
    staff,
};

use super::{desk, options, search, small};

/// Remembers lines, as a journal does, and how many were recalled.
#[derive(Default)]
struct Lines {
    lines: RefCell<BTreeMap<String, String>>,
    recalled: Cell<u32>,
}

impl LookMemory for Lines {
    fn recall(&self, key: &str) -> Result<Option<Look>, SearchError> {
        let lines = self.lines.borrow();
        let Some((known, look)) = lines.get(key).and_then(|line| line_to_look(line)) else {
            return Ok(None);
        };
        assert_eq!(known, key);
        self.recalled.set(self.recalled.get() + 1);
        Ok(Some(look))
    }

    fn remember(&self, key: &str, look: &Look) {
        self.lines.borrow_mut().insert(key.to_owned(), look_to_line(key, look));
    }
}

#[test]
fn a_search_that_goes_on_comes_to_what_it_would_have_come_to() {
    let expect = "[[expect]]\nthat = \"support.service_level >= 80%\"\n";
    let (desk, goals) = desk(&small(9, 45, expect));
    let limits = SearchLimits { replications: 5, ..Default::default() };
    let whole = search(&desk, &goals, limits, 1);
    let memory = Lines::default();
    let plans = Cell::new(0);
    let once_more = || {
        plans.set(plans.get() + 1);
        plans.get() <= 3
    };
    let control = SearchControl { progress: &|_| {}, go_on: &once_more, memory: &memory };
    let begun = staff(&desk, &goals, limits, &options(1), control);
    let begun = begun.expect("a search");
    assert_eq!((begun.ending, memory.recalled.get()), (Ending::Stopped, 0));
    let control = SearchControl { go_on: &|| true, ..control };
    let resumed = staff(&desk, &goals, limits, &options(1), control);
    assert_eq!(resumed.expect("a search"), whole);
    assert_eq!(memory.recalled.get(), begun.plans);
}

#[test]
fn a_line_that_was_cut_off_is_passed_over() {
    assert_eq!(line_to_look("{\"key\": \"plan\", \"replic"), None);
    assert_eq!(line_to_look("{}"), None);
}
