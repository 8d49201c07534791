//! Probability distributions of a length of time.

use super::Kind::{
    Distribution, Duration, Integer, Name, Number, Path, Sample, Table as Sub, Tables,
};
use super::Need::{Otherwise, Required};
use super::tables::FORMAT_KEY;
use super::{Kind, Table, field};

const OTHER_DISTRIBUTION: super::Need = Otherwise("another distribution");
const CV: Kind = Number { min: 0.0, max: 100.0 };

/// A distribution: exactly one of these.
pub static DISTRIBUTION: Table = Table {
    name: "distribution",
    doc: "A probability distribution of a length of time, with exactly one of these keys; a plain duration is a constant.",
    one_of: true,
    fields: &[
        field("constant", Duration, OTHER_DISTRIBUTION, "Always this long."),
        field("exponential", Duration, OTHER_DISTRIBUTION, "Exponential with this mean."),
        field(
            "lognormal",
            Sub(&MEAN_CV),
            OTHER_DISTRIBUTION,
            "Lognormal by its own mean and coefficient of variation.",
        ),
        field(
            "gamma",
            Sub(&MEAN_CV),
            OTHER_DISTRIBUTION,
            "Gamma by mean and coefficient of variation.",
        ),
        field(
            "erlang",
            Sub(&MEAN_PHASES),
            OTHER_DISTRIBUTION,
            "The sum of so many equal exponential phases.",
        ),
        field(
            "weibull",
            Sub(&SHAPE_SCALE),
            OTHER_DISTRIBUTION,
            "Weibull; a shape below 1 means that who has waited long waits on.",
        ),
        field("uniform", Sub(&LOW_HIGH), OTHER_DISTRIBUTION, "Anything between two ends alike."),
        field(
            "empirical",
            Sample,
            OTHER_DISTRIBUTION,
            "One of the observed durations, each equally likely.",
        ),
        field(
            "mixture",
            Tables(&MIXTURE_PART),
            OTHER_DISTRIBUTION,
            "One of several distributions, chosen by weight.",
        ),
    ],
};

/// Mean and coefficient of variation.
pub static MEAN_CV: Table = Table {
    name: "lognormal, gamma",
    doc: "A distribution by its mean and its standard deviation relative to the mean.",
    one_of: false,
    fields: &[
        field("mean", Duration, Required, "The mean."),
        field(
            "cv",
            CV,
            Required,
            "Standard deviation divided by the mean; 1 is as variable as an exponential distribution.",
        ),
    ],
};

/// Mean and phases.
pub static MEAN_PHASES: Table = Table {
    name: "erlang",
    doc: "An Erlang distribution.",
    one_of: false,
    fields: &[
        field("mean", Duration, Required, "The mean of the sum."),
        field("phases", Integer { min: 1, max: 1_000 }, Required, "How many exponential phases."),
    ],
};

/// Shape and scale.
pub static SHAPE_SCALE: Table = Table {
    name: "weibull",
    doc: "A Weibull distribution.",
    one_of: false,
    fields: &[
        field(
            "shape",
            Number { min: 0.05, max: 100.0 },
            Required,
            "The shape; 1 is the exponential distribution.",
        ),
        field("scale", Duration, Required, "The scale: 63 % of all values are shorter."),
    ],
};

/// Two ends.
pub static LOW_HIGH: Table = Table {
    name: "uniform",
    doc: "A uniform distribution.",
    one_of: false,
    fields: &[
        field("low", Duration, Required, "The shortest."),
        field("high", Duration, Required, "The longest."),
    ],
};

/// Observations in a file.
pub static SAMPLE: Table = Table {
    name: "empirical",
    doc: "Observed durations in a CSV file with a header line.",
    one_of: false,
    fields: &[
        field("csv", Path, Required, "The file, relative to the scenario."),
        field(
            "column",
            Name,
            Required,
            "The column: durations with units, `h:mm:ss`, words (`5 Minutes`), or bare numbers in seconds.",
        ),
        FORMAT_KEY,
    ],
};

/// A part of a mixture.
pub static MIXTURE_PART: Table = Table {
    name: "mixture",
    doc: "One of several distributions.",
    one_of: false,
    fields: &[
        field("weight", Number { min: 0.0, max: 1e9 }, Required, "Its weight against the others."),
        field("distribution", Distribution, Required, "The distribution."),
    ],
};
