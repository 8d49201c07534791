//! What was asked for of tables.

use super::{ColumnChoice, CsvDialect};
use crate::plan::Plan;

/// How the tables of a report are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    pub dialect: CsvDialect,
    pub columns: ColumnSet,
    pub workbook: Workbook,
}

/// Which columns there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnSet {
    /// Those that say something about the scenario.
    #[default]
    Telling,
    All,
}

/// Whether there is a workbook beside the CSV files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workbook {
    #[default]
    None,
    Written,
}

impl TableOptions {
    /// The columns of a scenario's tables, with intervals where so many replications may be run.
    pub fn choice(self, plan: &Plan, most_replications: u32) -> ColumnChoice<'_> {
        match self.columns {
            ColumnSet::All => ColumnChoice::All,
            ColumnSet::Telling => ColumnChoice::Telling {
                plan,
                has_intervals: most_replications > 1 || plan.run.statistics.batches.is_some(),
            },
        }
    }

    /// The flags that ask for it.
    pub fn flags(self) -> String {
        let dialect = match self.dialect {
            CsvDialect::Standard => "",
            CsvDialect::ExcelEu => " --csv excel-eu",
        };
        let columns = match self.columns {
            ColumnSet::Telling => "",
            ColumnSet::All => " --all-columns",
        };
        let workbook = match self.workbook {
            Workbook::None => "",
            Workbook::Written => " --xlsx",
        };
        [dialect, columns, workbook].concat()
    }
}
