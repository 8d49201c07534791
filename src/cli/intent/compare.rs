//! What is meant by `deskload compare`.

use std::path::PathBuf;

use crate::cli::args::{CompareArgs, ComparisonFormat};
use crate::cli::scenario_source::ScenarioSource;
use crate::report::CsvDialect;

/// A comparison as requested.
#[derive(Debug)]
pub struct CompareRequest {
    /// The first is what the others are compared with.
    pub variants: Vec<RequestedVariant>,
    /// Of all variants.
    pub overrides: Vec<String>,
    pub jobs: usize,
    pub memory: Option<u64>,
    pub figures: Vec<String>,
    pub all_figures: bool,
    pub rank_by: Option<String>,
    pub format: ComparisonFormat,
    pub csv: CsvDialect,
    /// Where a page is written.
    pub html: Option<PathBuf>,
    /// Where a workbook is written.
    pub xlsx: Option<PathBuf>,
}

/// A variant as requested.
#[derive(Debug)]
pub struct RequestedVariant {
    pub name: String,
    pub file: ScenarioSource,
    pub change: VariantSource,
}

/// How a variant differs from its file.
#[derive(Debug, PartialEq, Eq)]
pub enum VariantSource {
    Unchanged,
    Overrides(Vec<String>),
    /// This preset in each live chat.
    Preset(String),
}

impl TryFrom<CompareArgs> for CompareRequest {
    type Error = String;

    fn try_from(args: CompareArgs) -> Result<Self, String> {
        let files = args.files.iter().map(|file| RequestedVariant {
            name: file.display().to_string(),
            file: ScenarioSource::from(file.clone()),
            change: VariantSource::Unchanged,
        });
        let mut variants: Vec<RequestedVariant> = files.collect();
        let of_one = args.variant.len() + args.presets.len();
        if of_one > 0 && variants.len() > 1 {
            return Err("--variant and --presets make variants of one file, and several are named"
                .to_owned());
        }
        if of_one == 0 && variants.len() == 1 {
            return Err("there is nothing to compare with: name a second file, a --variant or \
                        --presets"
                .to_owned());
        }
        let file = ScenarioSource::from(args.files[0].clone());
        if file == ScenarioSource::StandardInput && of_one > 0 {
            return Err("standard input can be read once: save the scenario in a file".to_owned());
        }
        variants.extend(args.variant.iter().map(|(name, changes)| RequestedVariant {
            name: name.clone(),
            file: file.clone(),
            change: VariantSource::Overrides(changes.clone()),
        }));
        variants.extend(args.presets.iter().map(|preset| RequestedVariant {
            name: preset.clone(),
            file: file.clone(),
            change: VariantSource::Preset(preset.clone()),
        }));
        Ok(Self {
            variants,
            overrides: args.variation.overrides(&args.budget),
            jobs: args.variation.jobs(),
            memory: args.variation.memory,
            figures: args.figure,
            all_figures: args.all_figures,
            rank_by: args.rank_by,
            format: args.format,
            csv: args.csv.into(),
            html: args.html,
            xlsx: args.xlsx,
        })
    }
}
