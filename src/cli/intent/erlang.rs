//! What is meant by `deskload erlang`.

use crate::cli::args::{ErlangArgs, ServiceLevelArg, SummaryFormat};
use crate::plan::SpeedCurve;
use crate::report::CsvDialect;
use crate::scenario::DEFAULT_SPEEDS;
use crate::study::{ErlangTarget, ServiceLevelKind};

/// A desk of typed figures.
#[derive(Debug)]
pub struct ErlangRequest {
    /// Sessions a second and mean length in seconds of each flow; `None`: as many lengths as flows
    /// were not typed.
    pub flows: Option<Vec<(f64, f64)>>,
    pub patience: Option<f64>,
    pub limit: u32,
    pub speeds: SpeedCurve,
    pub operators: Option<u32>,
    pub target: ErlangTarget,
    pub shrinkage: f64,
    pub format: SummaryFormat,
    pub csv: CsvDialect,
}

impl From<ErlangArgs> for ErlangRequest {
    fn from(args: ErlangArgs) -> Self {
        let lengths = match args.aht[..] {
            [all] => vec![all; args.arrivals.len()],
            _ => args.aht,
        };
        let alike = lengths.len() == args.arrivals.len();
        let flows = args.arrivals.into_iter().zip(lengths).collect();
        let stated = u32::try_from(args.speeds.len()).unwrap_or(u32::MAX);
        let limit = args.limit.unwrap_or(stated.max(1));
        let speeds = if args.speeds.is_empty() { DEFAULT_SPEEDS.to_vec() } else { args.speeds };
        Self {
            flows: alike.then_some(flows),
            patience: args.patience,
            limit,
            speeds: SpeedCurve::new(speeds).expect("each speed was checked where it was typed"),
            operators: args.operators,
            target: match args.refused {
                Some(refused) => ErlangTarget::Refused(refused),
                None => ErlangTarget::ServiceLevel {
                    share: args.target,
                    within: args.within,
                    short: args.short_abandon,
                    by: match args.by {
                        ServiceLevelArg::ServiceLevel => ServiceLevelKind::WithoutShortAbandons,
                        ServiceLevelArg::ServiceLevelOffered => ServiceLevelKind::Offered,
                        ServiceLevelArg::ServiceLevelAnswered => ServiceLevelKind::Answered,
                    },
                },
            },
            shrinkage: args.shrinkage.unwrap_or(0.0),
            format: args.format,
            csv: args.csv.into(),
        }
    }
}
