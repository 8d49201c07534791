//! What a search has simulated, so that one that was interrupted can go on where it was: it is the same
//! steps again, and those that were taken before are remembered instead of simulated.

use serde_json::{Value, json};

use super::answer::SearchError;
use super::look::Look;
use crate::metrics::ValuePair;
use crate::plan::{LicenseKind, PerLicenseKind};

/// Remembers looks at plans.
pub trait LookMemory {
    /// A look that was remembered under this key.
    ///
    /// # Errors
    /// It is known, and cannot be had.
    fn recall(&self, key: &str) -> Result<Option<Look>, SearchError>;
    /// Remembers a look.
    fn remember(&self, key: &str, look: &Look);
}

/// Remembers nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoMemory;

impl LookMemory for NoMemory {
    fn recall(&self, _: &str) -> Result<Option<Look>, SearchError> {
        Ok(None)
    }

    fn remember(&self, _: &str, _: &Look) {}
}

/// A float as it is, to the last bit.
fn bits(value: f64) -> Value {
    Value::from(value.to_bits())
}

fn of_bits(value: &Value) -> Option<f64> {
    value.as_u64().map(f64::from_bits)
}

/// A look with its key as one line of text.
pub fn look_to_line(key: &str, look: &Look) -> String {
    let pair = |pair: &ValuePair| json!([bits(pair.sum), bits(pair.count)]);
    let values = look.values.iter().map(|replication| {
        let figures = replication.iter().map(|windows| windows.iter().map(pair).collect::<Value>());
        figures.collect::<Value>()
    });
    let cell = |(visits, late): &(f64, f64)| json!([bits(*visits), bits(*late)]);
    let visits = look.visits.iter().map(|cells| cells.iter().map(cell).collect::<Value>());
    let whole = json!({
        "key": key,
        "replications": look.replications,
        "values": values.collect::<Value>(),
        "lost": look.lost.iter().copied().map(bits).collect::<Value>(),
        "visits": visits.collect::<Value>(),
        "licenses": LicenseKind::ALL.map(|kind| json!(look.licenses[kind])),
    });
    whole.to_string()
}

/// The key and the look of such a line; `None`: it is broken, as the last line of a program that was
/// killed may be.
pub fn line_to_look(line: &str) -> Option<(String, Look)> {
    let whole: Value = serde_json::from_str(line).ok()?;
    let list = |value: &Value| value.as_array().cloned();
    let pair = |value: &Value| -> Option<(f64, f64)> {
        Some((of_bits(value.get(0)?)?, of_bits(value.get(1)?)?))
    };
    let windows = |value: &Value| -> Option<Vec<ValuePair>> {
        let pairs = list(value)?;
        let one = |value: &Value| pair(value).map(|(sum, count)| ValuePair { sum, count });
        pairs.iter().map(one).collect()
    };
    let replication = |value: &Value| -> Option<Vec<Vec<ValuePair>>> {
        list(value)?.iter().map(windows).collect()
    };
    let cells =
        |value: &Value| -> Option<Vec<(f64, f64)>> { list(value)?.iter().map(pair).collect() };
    let number = |name: &str| whole[name].as_u64();
    let look = Look {
        replications: u32::try_from(number("replications")?).ok()?,
        values: list(&whole["values"])?.iter().map(replication).collect::<Option<_>>()?,
        lost: list(&whole["lost"])?.iter().map(of_bits).collect::<Option<_>>()?,
        visits: list(&whole["visits"])?.iter().map(cells).collect::<Option<_>>()?,
        licenses: {
            let all: [(u64, u32); LicenseKind::ALL.len()] =
                serde_json::from_value(whole["licenses"].clone()).ok()?;
            PerLicenseKind::from_fn(|kind| all[kind as usize])
        },
    };
    Some((whole["key"].as_str()?.to_owned(), look))
}
