//! What a desk did once, kept to be compared with: the values of each replication, because a
//! difference is sharpest where it is taken between replications that met the same clients.

use std::fmt;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::difference::{JudgedFigure, Pairing};
use crate::metrics::{ReplicationValues, ValuePair};
use crate::plan::Plan;

/// The layout of the file.
const FORMAT: u64 = 1;

/// No baseline is larger: bytes.
pub const MAX_BASELINE_BYTES: usize = 256 << 20;

/// What a desk did once.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The version of this program.
    pub version: String,
    /// The name of the scenario.
    pub scenario: String,
    /// Of the files of the scenario.
    pub scenario_sha256: String,
    /// Of what decides which clients come.
    pub clients_sha256: String,
    pub seed: u64,
    /// Figures by name, each with the pairs of all replications.
    pub figures: Vec<(String, Vec<ValuePair>)>,
}

/// Why a file is no baseline that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineError {
    /// It is no baseline at all: why.
    Malformed(String),
    /// It was written in another layout.
    Format(u64),
    /// It is of the scenario of this name.
    OtherScenario(String),
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "it is no baseline: {why}"),
            Self::Format(format) => write!(
                f,
                "it is written in layout {format}, and this version knows layout {FORMAT}: write it \
                 anew with check --update"
            ),
            Self::OtherScenario(name) => write!(
                f,
                "it is of the scenario `{name}`: choose its own with --baselines, or write one with \
                 check --update"
            ),
        }
    }
}

/// Why differences from a baseline are not taken replication by replication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherClients {
    Seed { was: u64, is: u64 },
    Version { was: String, is: String },
    Demand,
}

impl fmt::Display for OtherClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seed { was, is } => write!(f, "the seed was {was} and is {is}"),
            Self::Version { was, is } => {
                write!(f, "it was written by deskload {was}, and this is {is}")
            }
            Self::Demand => write!(f, "other clients come: arrivals or topics have changed"),
        }
    }
}

/// What decides which clients come to a desk, as a hash: when they come and what they want.
pub fn clients_sha256(plan: &Plan) -> String {
    let mut hash = Sha256::new();
    let run = &plan.run;
    hash.update(format!("{:?} {:?}\n", run.horizon, run.week_offset));
    for flow in &plan.flows {
        hash.update(format!("{} {:?} {:?}\n", flow.key, flow.arrivals, flow.topics));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Baseline {
    /// From the values of judged figures, which are the first of those tracked from `offset` on.
    pub fn new(
        plan: &Plan,
        scenario_sha256: &str,
        figures: &[JudgedFigure],
        values: &[ReplicationValues],
        offset: usize,
    ) -> Self {
        let of_figure = |(place, figure): (usize, &JudgedFigure)| {
            let pairs = values.iter().map(|it| it[offset + place][0]).collect();
            (figure.name.clone(), pairs)
        };
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: plan.name.clone(),
            scenario_sha256: scenario_sha256.to_owned(),
            clients_sha256: clients_sha256(plan),
            seed: plan.run.seed,
            figures: figures.iter().enumerate().map(of_figure).collect(),
        }
    }

    /// The number of replications.
    pub fn replications(&self) -> usize {
        self.figures.first().map_or(0, |(_, pairs)| pairs.len())
    }

    /// The pairs of a figure; `None` where it was not kept.
    pub fn figure(&self, name: &str) -> Option<&[ValuePair]> {
        let found = self.figures.iter().find(|(known, _)| known == name);
        found.map(|(_, pairs)| pairs.as_slice())
    }

    /// Whether the plan meets the clients of the baseline, and why not.
    pub fn pairing(&self, plan: &Plan) -> (Pairing, Option<OtherClients>) {
        let is = env!("CARGO_PKG_VERSION").to_owned();
        let why = if self.seed != plan.run.seed {
            Some(OtherClients::Seed { was: self.seed, is: plan.run.seed })
        } else if self.version != is {
            Some(OtherClients::Version { was: self.version.clone(), is })
        } else if self.clients_sha256 != clients_sha256(plan) {
            Some(OtherClients::Demand)
        } else {
            None
        };
        (if why.is_some() { Pairing::Independent } else { Pairing::Paired }, why)
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let figures = self.figures.iter().map(|(name, pairs)| {
            let sums: Vec<f64> = pairs.iter().map(|pair| pair.sum).collect();
            let counts: Vec<f64> = pairs.iter().map(|pair| pair.count).collect();
            json!({ "figure": name, "sums": sums, "counts": counts })
        });
        let whole = json!({
            "baseline": FORMAT,
            "deskload": self.version,
            "scenario": self.scenario,
            "scenario_sha256": self.scenario_sha256,
            "clients_sha256": self.clients_sha256,
            "seed": self.seed,
            "replications": self.replications(),
        });
        // A line for each figure: a change of one is a change of one line.
        let mut text = String::from("{\n");
        for (key, value) in whole.as_object().into_iter().flatten() {
            text.push_str(&format!("  {}: {value},\n", json!(key)));
        }
        text.push_str("  \"figures\": [\n");
        let lines: Vec<String> = figures.map(|figure| format!("    {figure}")).collect();
        text.push_str(&lines.join(",\n"));
        text.push_str("\n  ]\n}\n");
        text.into_bytes()
    }

    /// Reads the file of the scenario of this name.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn read(bytes: &[u8], scenario: &str) -> Result<Self, BaselineError> {
        let malformed = |why: &str| BaselineError::Malformed(why.to_owned());
        let whole: Value = serde_json::from_slice(bytes)
            .map_err(|error| BaselineError::Malformed(error.to_string()))?;
        let format =
            whole["baseline"].as_u64().ok_or_else(|| malformed("`baseline` is missing"))?;
        if format != FORMAT {
            return Err(BaselineError::Format(format));
        }
        let text = |key: &str| {
            let found = whole[key].as_str().map(str::to_owned);
            found.ok_or_else(|| BaselineError::Malformed(format!("`{key}` is no text")))
        };
        let name = text("scenario")?;
        if name != scenario {
            return Err(BaselineError::OtherScenario(name));
        }
        let figures = whole["figures"].as_array().ok_or_else(|| malformed("no list of figures"))?;
        let figures: Option<Vec<_>> = figures.iter().map(read_figure).collect();
        let figures = figures.ok_or_else(|| malformed("a figure has no numbers"))?;
        let length = figures.first().map_or(0, |(_, pairs)| pairs.len());
        if length == 0 || figures.iter().any(|(_, pairs)| pairs.len() != length) {
            return Err(malformed("its figures have no, or not the same number of, replications"));
        }
        Ok(Self {
            version: text("deskload")?,
            scenario: name,
            scenario_sha256: text("scenario_sha256")?,
            clients_sha256: text("clients_sha256")?,
            seed: whole["seed"].as_u64().ok_or_else(|| malformed("`seed` is no whole number"))?,
            figures,
        })
    }
}

fn read_figure(value: &Value) -> Option<(String, Vec<ValuePair>)> {
    let numbers = |key: &str| -> Option<Vec<f64>> {
        let list = value[key].as_array()?;
        list.iter().map(Value::as_f64).collect()
    };
    let (sums, counts) = (numbers("sums")?, numbers("counts")?);
    let pairs = sums.iter().zip(&counts).map(|(sum, count)| ValuePair { sum: *sum, count: *count });
    let name = value["figure"].as_str()?.to_owned();
    (sums.len() == counts.len()).then(|| (name, pairs.collect()))
}
