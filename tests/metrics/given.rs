//! Which columns a report has follows from the scenario, and what it leaves out says nothing.

use deskload::metrics::{Row, Sheet, given};
use deskload::plan::Plan;

/// Of each measure that is left out of a sheet of this plan: it is nothing or undefined in every line, or it
/// is another column over again.
///
/// # Errors
/// The first column of which that is not so.
pub fn told_by_hidden_columns(plan: &Plan, sheets: &[Sheet]) -> Result<(), String> {
    for sheet in sheets.iter().filter(|sheet| sheet.name != "summary") {
        let is_shown = |place: usize| given(sheet.name, sheet.measures[place].name).holds(plan);
        for place in (0..sheet.measures.len()).filter(|place| !is_shown(*place)) {
            let says_nothing = |row: &Row| {
                let value = row.values[place].value;
                value == 0.0 || value.is_nan()
            };
            let repeats = |other: usize| {
                sheet.rows.iter().all(|row| {
                    let bits = |place: usize| row.values[place].value.to_bits();
                    bits(place) == bits(other)
                })
            };
            let mut others = (0..sheet.measures.len()).filter(|other| is_shown(*other));
            let row = sheet.rows.iter().find(|row| !says_nothing(row));
            if let Some(row) = row
                && !others.any(repeats)
            {
                return Err(format!(
                    "{}: {} is left out, and says {} in the line {:?}",
                    sheet.name, sheet.measures[place].name, row.values[place].value, row.keys
                ));
            }
        }
    }
    Ok(())
}

/// The same as an assertion.
#[track_caller]
pub fn assert_hidden_columns_say_nothing(plan: &Plan, sheets: &[Sheet]) {
    if let Err(why) = told_by_hidden_columns(plan, sheets) {
        panic!("{why}");
    }
}
