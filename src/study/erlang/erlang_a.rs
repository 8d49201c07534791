//! Erlang A: clients who abandon.

/// A desk whose clients abandon after an exponential patience (M/M/n+M, Erlang A; Palm 1943).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// The share of sessions that do not start at once.
    pub waited_share: f64,
    /// The share of sessions that are abandoned.
    pub abandon_rate: f64,
    /// The mean wait over all sessions, in seconds, abandoned ones included.
    pub wait: f64,
    /// The mean number that wait.
    pub waiting: f64,
    /// The share of time in which an operator is busy.
    pub occupancy: f64,
    offered_wait: OfferedWait,
}

impl ErlangA {
    /// From the stationary distribution of the birth-death process with death rate min(i,
    /// n)/`mean_length` + (i − n)⁺/`mean_patience` in state i.
    pub fn new(arrivals: f64, mean_length: f64, operators: u32, mean_patience: f64) -> Self {
        let (mut weight, mut total) = (1.0_f64, 1.0);
        let (mut busy, mut waiting, mut full) = (0.0, 0.0, 0.0);
        let mut present = 0_u32;
        if operators == 0 {
            full += weight;
        }
        loop {
            present += 1;
            let in_service = f64::from(present.min(operators));
            let in_queue = f64::from(present.saturating_sub(operators));
            weight *= arrivals / (in_service / mean_length + in_queue / mean_patience);
            total += weight;
            busy += weight * in_service;
            waiting += weight * in_queue;
            full += if present >= operators { weight } else { 0.0 };
            // Far out the weights only fall: what is left out is below the last digit. Where a figure is
            // no number, no weight is one, and nothing is to be added up.
            let matters = weight * in_queue.max(1.0) >= total * 1e-18;
            if present > operators && !matters {
                break;
            }
            // Weights may leave the range of a float long before the peak.
            if total > 1e200 {
                for sum in [&mut weight, &mut total, &mut busy, &mut waiting, &mut full] {
                    *sum /= 1e200;
                }
            }
        }
        let waiting = waiting / total;
        Self {
            waited_share: full / total,
            abandon_rate: waiting / mean_patience / arrivals,
            wait: waiting / arrivals,
            waiting,
            occupancy: busy / total / f64::from(operators),
            offered_wait: OfferedWait {
                arrivals,
                service: f64::from(operators) / mean_length,
                impatience: 1.0 / mean_patience,
            },
        }
    }

    /// The share of all sessions that are answered within `seconds`.
    pub fn answered_within(&self, seconds: f64) -> f64 {
        1.0 - self.waited_share + self.waited_share * self.offered_wait.answered_within(seconds)
    }

    /// The share of all sessions that still wait after `seconds`, neither answered nor abandoned.
    pub fn waiting_after(&self, seconds: f64) -> f64 {
        self.waited_share * self.offered_wait.waiting_after(seconds)
    }

    /// The share of all sessions that are abandoned within `seconds`.
    pub fn abandoned_within(&self, seconds: f64) -> f64 {
        1.0 - self.waiting_after(seconds) - self.answered_within(seconds)
    }

    /// The mean wait of the answered, in seconds.
    pub fn asa(&self) -> f64 {
        self.waited_share * self.offered_wait.mean_of_stayed() / (1.0 - self.abandon_rate)
    }
}

/// The wait that a client with endless patience would be offered: above zero its density is
/// proportional to v(x) = exp(λ(1 − e^{−θx})/θ − nμx) (Zeltyn and Mandelbaum 2005, *Call centers
/// with impatient customers: many-server asymptotics of the M/M/n+G queue*, with an exponential
/// patience).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OfferedWait {
    /// λ.
    pub(super) arrivals: f64,
    /// nμ.
    pub(super) service: f64,
    /// θ.
    pub(super) impatience: f64,
}

impl OfferedWait {
    /// Of those who wait, the share that is answered within `seconds`.
    pub(super) fn answered_within(self, seconds: f64) -> f64 {
        self.mean(seconds, |x| (-self.impatience * x).exp())
    }

    /// Of those who wait, the share that still waits after `seconds`.
    pub(super) fn waiting_after(self, seconds: f64) -> f64 {
        let longer = (1.0 - self.mean(seconds, |_| 1.0)).max(0.0);
        longer * (-self.impatience * seconds).exp()
    }

    /// Of those who wait, the share that gives up within `seconds`.
    pub(super) fn abandoned_within(self, seconds: f64) -> f64 {
        (1.0 - self.waiting_after(seconds) - self.answered_within(seconds)).max(0.0)
    }

    /// The waits of those who are answered, over all who wait, in seconds.
    pub(super) fn mean_of_stayed(self) -> f64 {
        self.mean(f64::INFINITY, |x| x * (-self.impatience * x).exp())
    }

    fn exponent(self, x: f64) -> f64 {
        self.arrivals * -(-self.impatience * x).exp_m1() / self.impatience - self.service * x
    }

    /// Where v is highest: there as many clients abandon as arrive in excess.
    fn peak(self) -> f64 {
        (self.arrivals / self.service).ln().max(0.0) / self.impatience
    }

    /// The mean of `of` over the offered wait where that is above zero and at most `upto`; zero
    /// elsewhere.
    fn mean(self, upto: f64, of: impl Fn(f64) -> f64) -> f64 {
        self.integral(upto, of) / self.integral(f64::INFINITY, |_| 1.0)
    }

    /// Gauss-Legendre with five nodes on each of many panels: exact beyond the tenth digit. Divided
    /// by the peak of v, which may be out of a float's range.
    fn integral(self, upto: f64, of: impl Fn(f64) -> f64) -> f64 {
        const PANELS: u32 = 400;
        const NODES: [(f64, f64); 5] = [
            (0.0, 0.568_888_888_888_888_9),
            (-0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
            (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
            (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
            (0.906_179_845_938_664, 0.236_926_885_056_189_1),
        ];
        let peak = self.exponent(self.peak());
        let value = |x: f64| (self.exponent(x) - peak).exp() * of(x);
        // Beyond this v is below what a float can represent.
        let mut end = self.peak() + 1.0 / self.service;
        while self.exponent(end) > peak - 45.0 {
            end += end - self.peak();
        }
        let half = end.min(upto) / f64::from(PANELS) / 2.0;
        let panel = |number: u32| {
            let middle = half * f64::from(2 * number + 1);
            NODES.iter().map(|(node, weight)| weight * value(middle + half * node)).sum::<f64>()
        };
        half * (0..PANELS).map(panel).sum::<f64>()
    }
}
