//! How tables are written, as it was typed.

use clap::{Args, ValueEnum};

use crate::report::{ColumnSet, CsvDialect, TableOptions, Workbook};

/// What separates cells and decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CsvArg {
    /// A comma between cells, a point before decimals
    #[default]
    Standard,
    /// For Excel where decimals have a comma: a semicolon between cells, a comma before decimals
    ExcelEu,
}

/// How comma-separated values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub struct CsvArgs {
    /// What separates cells and decimals in CSV
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvArg::Standard)]
    pub csv: CsvArg,
}

/// How the tables of a report are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub struct TableArgs {
    #[command(flatten)]
    pub csv: CsvArgs,

    /// Keep the columns that say nothing about this scenario: of bots where there is none, and so on
    #[arg(long)]
    pub all_columns: bool,
}

impl From<CsvArgs> for CsvDialect {
    fn from(args: CsvArgs) -> Self {
        match args.csv {
            CsvArg::Standard => Self::Standard,
            CsvArg::ExcelEu => Self::ExcelEu,
        }
    }
}

impl TableArgs {
    /// The same with or without a workbook.
    pub(in crate::cli) fn options(self, xlsx: bool) -> TableOptions {
        TableOptions {
            dialect: self.csv.into(),
            columns: if self.all_columns { ColumnSet::All } else { ColumnSet::Telling },
            workbook: if xlsx { Workbook::Written } else { Workbook::None },
        }
    }
}
