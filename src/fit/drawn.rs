//! Desks as likely as the one that was fitted: every figure is moved by a part of its standard error.
//!
//! For each of so many draws and each parameter, the draw gets one of as many equally likely normal quantiles, in
//! an order of the parameter's own: a Latin hypercube (McKay, Beckman and Conover 1979). It depends on no generator
//! and no seed. Parameters are moved by themselves, except the two of one distribution of patience, which go together as
//! their covariance says. The variance of days is drawn from the distribution that its interval is made from, which is far
//! from normal where days are few: the same as the posterior of a variance without other knowledge (Gelman and others
//! 2013, *Bayesian Data Analysis*, 3.2).

use statrs::distribution::{ContinuousCDF, Normal};

use super::arrivals::{FittedValue, TrendUse};
use super::desk::{FittedDesk, FittedLiveChat, FittedPatience};
use super::effort::FittedWork;
use super::shares::Share;
use super::survival::FittedDistribution;

/// Hands out quantiles, one for each parameter.
struct Quantiles {
    draw: u32,
    draws: u32,
    parameter: u64,
    normal: Normal,
}

impl Quantiles {
    fn next(&mut self) -> f64 {
        let probability = self.next_probability();
        self.normal.inverse_cdf(probability)
    }

    fn next_probability(&mut self) -> f64 {
        self.parameter += 1;
        // The order of the draws by a hash: each parameter has another one.
        let hash = |draw: u32| mixed(self.parameter << 32 | u64::from(draw));
        let own = hash(self.draw);
        let place = (0..self.draws).filter(|other| hash(*other) < own).count();
        (place as f64 + 0.5) / f64::from(self.draws)
    }

    /// A value moved by its part of an interval of 95 %, to the side on which the quantile lies.
    fn moved(&mut self, estimate: FittedValue) -> f64 {
        let z = self.next() / 1.96;
        let side = if z > 0.0 { estimate.high } else { estimate.low };
        let width = (side - estimate.value).abs();
        if width.is_finite() { estimate.value + z * width } else { estimate.value }
    }
}

/// The finalizer of splitmix64 (Steele, Lea and Flood 2014).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One of so many desks.
pub fn drawn(fitted: &FittedDesk, (draw, draws): (u32, u32)) -> FittedDesk {
    let normal = Normal::new(0.0, 1.0).expect("the standard normal distribution");
    let mut quantiles = Quantiles { draw, draws, parameter: 0, normal };
    let mut desk = fitted.clone();
    for chat in &mut desk.live_chats {
        move_arrivals(chat, &mut quantiles);
        for patience in [&mut chat.patience, &mut chat.after_transfer] {
            move_patience(patience, &mut quantiles);
        }
        for topic in &mut chat.topics {
            topic.share = moved_share(topic.share, &mut quantiles);
            move_patience(&mut topic.patience, &mut quantiles);
            for (_, _, share) in &mut topic.transfers {
                *share = moved_share(*share, &mut quantiles);
            }
        }
    }
    for work in desk.groups.iter_mut().filter_map(|group| group.work.as_mut()) {
        move_work(work, &mut quantiles);
    }
    desk
}

fn move_arrivals(chat: &mut FittedLiveChat, quantiles: &mut Quantiles) {
    let arrivals = &mut chat.arrivals;
    for (weekday, mean) in arrivals.weekdays.iter().enumerate() {
        if mean.value > 0.0 && mean.high.is_finite() {
            let factor = (quantiles.moved(*mean) / mean.value).max(0.0);
            arrivals.profile[weekday].iter_mut().for_each(|slot| *slot *= factor);
        }
    }
    let probability = quantiles.next_probability();
    if let Some(cv) = arrivals.day_variance.cv_at(probability) {
        arrivals.day_cv.value = cv;
    }
    arrivals.interval_cv.value = quantiles.moved(arrivals.interval_cv).max(0.0);
    if arrivals.trend_use == TrendUse::Included {
        arrivals.trend.value = quantiles.moved(arrivals.trend);
    }
}

fn move_patience(patience: &mut Option<FittedPatience>, quantiles: &mut Quantiles) {
    if let Some(best) = patience.as_mut().and_then(|patience| patience.distributions.first_mut()) {
        move_distribution(best, quantiles);
    }
}

/// Moves the parameters of a distribution, by the Cholesky factor of their covariance.
fn move_distribution(fitted: &mut FittedDistribution, quantiles: &mut Quantiles) {
    let (first, second) = (quantiles.next(), quantiles.next());
    let Some(covariance) = &fitted.covariance else { return };
    let scale = covariance[0][0].max(0.0).sqrt();
    fitted.distribution.parameters[0] += first * scale;
    if covariance.len() > 1 && scale > 0.0 {
        let shared = covariance[1][0] / scale;
        let own = (covariance[1][1] - shared * shared).max(0.0).sqrt();
        fitted.distribution.parameters[1] += shared * first + own * second;
    }
}

/// A share of as many, moved by its standard error.
fn moved_share(share: Share, quantiles: &mut Quantiles) -> Share {
    let z = quantiles.next();
    let (value, of) = (share.value(), share.of as f64);
    let error = (value * (1.0 - value) / of.max(1.0)).sqrt();
    let count = ((value + z * error) * of).round().clamp(0.0, of) as usize;
    // What was seen stays possible.
    Share { count: count.max(usize::from(share.count > 0)), ..share }
}

/// Speeds, and the means of the cells, whose errors hold those of the speeds too.
fn move_work(work: &mut FittedWork, quantiles: &mut Quantiles) {
    for (speed, error) in work.speeds.iter_mut().zip(&work.ln_speed_errors).skip(1) {
        let z = quantiles.next();
        if error.is_finite() {
            *speed = (*speed * (z * error).exp()).min(1.0);
        }
    }
    for cell in work.cells.iter_mut().flatten() {
        let z = quantiles.next();
        if let Some(best) =
            cell.distributions.first_mut().filter(|_| cell.ln_mean_error.is_finite())
        {
            // The first parameter of each family is the logarithm of its scale.
            best.distribution.parameters[0] += z * cell.ln_mean_error;
        }
    }
}
