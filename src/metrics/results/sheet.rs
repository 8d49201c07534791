//! Results as sheets: rows of estimates under documented columns.

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of things in one replication.
    Count,
    /// Seconds.
    Seconds,
    /// Hours.
    Hours,
    /// A share of a whole, 0 to 1.
    Share,
    /// A level: so many at once, on average over time.
    Level,
    /// Things an hour.
    PerHour,
    /// The unit stands in a column of its own.
    Mixed,
}

impl Unit {
    /// As the data dictionary writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Seconds => "s",
            Self::Hours => "h",
            Self::Share => "share",
            Self::Level => "level",
            Self::PerHour => "1/h",
            Self::Mixed => "see unit",
        }
    }
}

/// One column of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading in the file.
    pub name: &'static str,
    /// `None` for text.
    pub unit: Option<Unit>,
    /// The definition or formula, one line.
    pub definition: &'static str,
}

/// A figure estimated from replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate; not a number where it is undefined (no such session came).
    pub value: f64,
    /// Half the width of its 95 % confidence interval; not a number where one replication, or
    /// none, says something.
    pub half_width: f64,
}

/// One line of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What the line is about, one text for each of the sheet's keys.
    pub keys: Vec<String>,
    /// One for each of the sheet's measures.
    pub values: Vec<Estimate>,
}

/// One table of results.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The file's name without its ending.
    pub name: &'static str,
    /// Columns that say what a line is about.
    pub keys: &'static [Column],
    /// Columns of estimates.
    pub measures: Vec<Column>,
    /// The lines.
    pub rows: Vec<Row>,
    /// The run was stopped, and there would be more of them than are soon worked out: there are none
    /// (`Options::most_cells_if_stopped`).
    pub rows_left_out: bool,
}

/// An interval of a share is too wide to decide by where half of it is more than two points.
pub const MAX_SHARE_HALF_WIDTH: f64 = 0.02;

/// An interval of any other figure is too wide to decide by where half of it is more than a tenth of
/// the value.
pub const MAX_RELATIVE_HALF_WIDTH: f64 = 0.1;

impl Unit {
    /// All that a column may have.
    const ALL: [Self; 7] = [
        Self::Count,
        Self::Seconds,
        Self::Hours,
        Self::Share,
        Self::Level,
        Self::PerHour,
        Self::Mixed,
    ];
}

impl Estimate {
    /// How wide the interval is, as a part of the value; for a share, which may be near nothing
    /// without being vague, in points of it.
    pub fn imprecision(self, unit: Option<Unit>) -> f64 {
        if self.half_width == 0.0 || unit == Some(Unit::Share) {
            self.half_width
        } else {
            self.half_width / self.value.abs()
        }
    }
}

impl Sheet {
    /// Whether a figure is given with too wide an interval to decide by, or with none. What is
    /// undefined is not vague; nor is the longest of all (`…_max`), which was seen.
    pub fn is_too_wide(&self, row: &Row, place: usize) -> bool {
        let column = &self.measures[place];
        let estimate = row.values[place];
        let (name, unit) = match (column.unit, row.keys.as_slice()) {
            // A line for each figure: its name and unit are keys.
            (Some(Unit::Mixed), [.., name, unit]) => {
                (name.as_str(), Unit::ALL.into_iter().find(|known| known.name() == unit))
            }
            (unit, _) => (column.name, unit),
        };
        let bound =
            if unit == Some(Unit::Share) { MAX_SHARE_HALF_WIDTH } else { MAX_RELATIVE_HALF_WIDTH };
        let is_observed_max = name.ends_with("_max");
        let is_precise = estimate.imprecision(unit) <= bound;
        estimate.value.is_finite()
            && !is_precise
            && !(is_observed_max && estimate.half_width.is_nan())
    }
    /// The estimate in the line with these keys, under this heading.
    pub fn get(&self, keys: &[&str], measure: &str) -> Option<Estimate> {
        let place = self.measures.iter().position(|column| column.name == measure)?;
        self.rows.iter().find(|row| row.keys == keys).map(|row| row.values[place])
    }
}
