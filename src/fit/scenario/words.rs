//! Figures, distributions and days in words, and as the scenario language writes them.

use crate::fit::arrivals::FittedValue;
use crate::fit::distribution::{Family, LifetimeDistribution};
use crate::fit::survival::FittedDistribution;

/// A text of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A whole number with commas.
pub(super) fn whole(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Three digits that count.
pub(super) fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

/// A length of time of TOML, from seconds.
pub(super) fn seconds(value: f64) -> String {
    format!("\"{}s\"", (value * 1_000.0).round().max(1.0) / 1_000.0)
}

/// A day as `2026-10-05`, from its number since 1 January 1970 (Hinnant's civil calendar).
pub fn day_text(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

/// A distribution as the scenario language writes it.
pub fn distribution_toml(distribution: &LifetimeDistribution) -> String {
    let cv = (distribution.cv() * 1e4).round() / 1e4;
    match distribution.family {
        Family::Exponential => format!("{{ exponential = {} }}", seconds(distribution.mean())),
        Family::Weibull => {
            let [scale, shape] = distribution.parameters.map(f64::exp);
            let shape = (shape.clamp(0.05, 100.0) * 1e4).round() / 1e4;
            format!("{{ weibull = {{ shape = {shape}, scale = {} }} }}", seconds(scale))
        }
        Family::Lognormal => {
            format!(
                "{{ lognormal = {{ mean = {}, cv = {} }} }}",
                seconds(distribution.mean()),
                cv.min(100.0)
            )
        }
        Family::Gamma => {
            let cv = cv.clamp(1e-3, 100.0);
            format!("{{ gamma = {{ mean = {}, cv = {cv} }} }}", seconds(distribution.mean()))
        }
    }
}

/// `lognormal by AIC (10,300.5; exponential +12.2, gamma +30.1, weibull +44.0; BIC says the same)`.
pub fn distribution_words(distributions: &[FittedDistribution]) -> String {
    let Some(best) = distributions.first() else { return String::new() };
    let others: Vec<String> = distributions[1..]
        .iter()
        .map(|other| {
            format!("{} +{:.1}", other.distribution.family.name(), other.aic() - best.aic())
        })
        .collect();
    let by_bic = distributions.iter().min_by(|a, b| a.bic().total_cmp(&b.bic()));
    let bic = match by_bic {
        Some(other) if other.distribution.family != best.distribution.family => {
            format!("BIC says {}", other.distribution.family.name())
        }
        _ => "BIC says the same".to_owned(),
    };
    format!("{} by AIC ({}; {bic})", best.distribution.family.name(), others.join(", "))
}

/// `312 (295 to 330)`.
pub(super) fn with_interval(interval: FittedValue) -> String {
    let high = if interval.high.is_finite() { short(interval.high) } else { "no bound".to_owned() };
    format!("{} ({} to {high})", short(interval.value), short(interval.low))
}

/// The interval of a mean from the standard error of its logarithm.
pub(super) fn around(mean: f64, ln_error: f64) -> FittedValue {
    if !ln_error.is_finite() {
        return FittedValue { value: mean, low: 0.0, high: f64::INFINITY };
    }
    let factor = (1.96 * ln_error).exp();
    FittedValue { value: mean, low: mean / factor, high: mean * factor }
}
