//! The keys of a table that hold numbers, lengths of time, shares, times of day and days.

use super::{Fields, MAX_LIMIT, duration_at, parse_text, report_value_error};
use crate::base::Span;
use crate::plan::SpeedCurve;
use crate::scenario::language::Kind;
use crate::scenario::stated::advice;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::values::{self, ValueError, Weekdays};

impl<'a> Fields<'a> {
    /// A whole number within its declared bounds.
    pub(in crate::scenario) fn integer(&self, key: &str) -> Option<u64> {
        let Some(&Kind::Integer { min, max }) = self.table.field(key).map(|field| &field.kind)
        else {
            return None;
        };
        let node = self.node(key)?;
        let Value::Number { integer: whole, value } = node.value else {
            self.report_wrong_kind(node, "a whole number");
            return None;
        };
        let found = whole.and_then(|whole| u64::try_from(whole).ok());
        let sound = found.filter(|whole| (min..=max).contains(whole));
        if sound.is_none() {
            let fraction = whole.is_none() && value.is_finite();
            let message = if fraction { "a whole number belongs here" } else { "out of bounds" };
            let help = format!("`{key}` is a whole number from {min} to {max}");
            self.faults.add(Diagnostic::error("out-of-range", &node.at, message).help(help));
        }
        sound
    }

    /// Whole numbers within the declared bounds; `None` if one is not.
    pub(in crate::scenario) fn integers(&self, key: &str) -> Option<Vec<u64>> {
        let Some(&Kind::List(&Kind::Integer { min, max })) =
            self.table.field(key).map(|field| &field.kind)
        else {
            return None;
        };
        let read = self.items(key)?.iter().map(|node| {
            let found = match node.value {
                Value::Number { integer: Some(whole), .. } => u64::try_from(whole).ok(),
                _ => None,
            };
            let sound = found.filter(|whole| (min..=max).contains(whole));
            if sound.is_none() {
                let help = format!("`{key}` lists whole numbers from {min} to {max}");
                let fault =
                    Diagnostic::error("out-of-range", &node.at, "a whole number belongs here");
                self.faults.add(fault.help(help));
            }
            sound
        });
        read.collect::<Vec<_>>().into_iter().collect()
    }

    pub(in crate::scenario) fn integer_or_default(&self, key: &str) -> u64 {
        self.integer(key).unwrap_or_else(|| self.default(key).parse().unwrap_or_default())
    }

    /// A number within its declared bounds.
    pub(in crate::scenario) fn number(&self, key: &str) -> Option<f64> {
        let Some(&Kind::Number { min, max }) = self.table.field(key).map(|field| &field.kind)
        else {
            return None;
        };
        self.number_at(self.node(key)?, min, max)
    }

    pub(super) fn number_at(&self, node: &Node, low: f64, high: f64) -> Option<f64> {
        let Value::Number { value, .. } = node.value else {
            self.report_wrong_kind(node, "a number");
            return None;
        };
        if (low..=high).contains(&value) {
            return Some(value);
        }
        let help = format!("a number from {low} to {high} belongs here");
        self.faults.add(Diagnostic::error("out-of-range", &node.at, "out of bounds").help(help));
        None
    }

    pub(super) fn parse_text<T>(
        &self,
        node: &Node,
        wanted: &str,
        read: fn(&str) -> Result<T, ValueError>,
    ) -> Option<T> {
        parse_text(node, wanted, read, self.faults)
    }

    pub(in crate::scenario) fn duration(&self, key: &str) -> Option<Span> {
        duration_at(self.node(key)?, self.faults)
    }

    pub(in crate::scenario) fn duration_or_default(&self, key: &str) -> Span {
        self.duration(key)
            .or_else(|| values::parse_duration(self.default(key)).ok())
            .unwrap_or_default()
    }

    /// A duration that is not nothing.
    pub(in crate::scenario) fn positive_duration(&self, key: &str) -> Option<Span> {
        let span = self.duration(key)?;
        if span == Span::ZERO {
            self.faults.error(
                "out-of-range",
                self.span(key),
                format!("`{key}` is more than nothing"),
            );
            return None;
        }
        Some(span)
    }

    pub(in crate::scenario) fn share(&self, key: &str) -> Option<f64> {
        let node = self.node(key)?;
        if let Value::Number { value, .. } = node.value {
            return match values::check_share(value) {
                Ok(share) => Some(share),
                Err(refusal) => {
                    report_value_error(self.faults, &node.at, refusal);
                    None
                }
            };
        }
        self.parse_text(node, "a share", values::parse_share)
    }

    /// A part of what is stated, which may be more than all of it.
    pub(in crate::scenario) fn factor(&self, key: &str) -> Option<f64> {
        let node = self.node(key)?;
        if let Value::Number { value, .. } = node.value {
            return match values::check_factor(value) {
                Ok(factor) => Some(factor),
                Err(refusal) => {
                    report_value_error(self.faults, &node.at, refusal);
                    None
                }
            };
        }
        self.parse_text(node, "a factor", values::parse_factor)
    }

    pub(in crate::scenario) fn time_of_day(&self, key: &str) -> Option<Span> {
        match self.node(key) {
            Some(node) => {
                self.parse_text(node, "a time of day in quotes", values::parse_time_of_day)
            }
            None => values::parse_time_of_day(self.default(key)).ok(),
        }
    }

    pub(in crate::scenario) fn week_time(&self, key: &str) -> Option<Span> {
        match self.node(key) {
            Some(node) => {
                self.parse_text(node, "a day and a time in quotes", values::parse_week_time)
            }
            None => values::parse_week_time(self.default(key)).ok(),
        }
    }

    pub(in crate::scenario) fn days(&self, key: &str) -> Weekdays {
        let Some(node) = self.node(key) else { return [true; 7] };
        if let Some(help) = advice::for_listed_days(node) {
            let fault =
                Diagnostic::error("kind", &node.at, "days in quotes belong here, not a list");
            self.faults.add(fault.help(help));
            return [true; 7];
        }
        self.parse_text(node, "days in quotes", values::parse_days).unwrap_or([true; 7])
    }

    /// Sessions at once: `Some(None)` is unlimited.
    pub(in crate::scenario) fn limit(&self, key: &str) -> Option<Option<u32>> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) if text == "unlimited" => return Some(None),
            Value::Number { integer: Some(whole), .. }
                if u64::try_from(*whole).is_ok_and(|whole| (1..=MAX_LIMIT).contains(&whole)) =>
            {
                return Some(u32::try_from(*whole).ok());
            }
            Value::Number { .. } => {
                self.faults.error(
                    "out-of-range",
                    &node.at,
                    "a limit is a whole number from 1 to 1000000",
                );
            }
            _ => {
                let message = "a limit is a whole number from 1, or \"unlimited\"";
                self.faults.error("kind", &node.at, message);
            }
        }
        None
    }

    pub(in crate::scenario) fn speeds(&self, key: &str) -> Option<SpeedCurve> {
        let items = self.items(key)?;
        let speeds: Vec<f64> =
            items.iter().filter_map(|item| self.number_at(item, 0.0, 1.0)).collect();
        if speeds.len() < items.len() {
            return None;
        }
        let curve = SpeedCurve::new(speeds);
        if curve.is_none() {
            let help = "for instance [1.0, 0.8, 0.62]: alone at full speed, then slower";
            let message = "speeds are one or more numbers above 0, at most 1";
            self.faults.add(Diagnostic::error("out-of-range", self.span(key), message).help(help));
        }
        curve
    }
}
