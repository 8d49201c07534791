//! What the command ends with.

/// How the command ended: scripts tell "the scenario is wrong" from "the tool broke". The later of
/// two is the one that is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// Everything was done.
    Done,
    /// Everything was done, but something that was asked of the statistics is in doubt.
    InDoubt,
    /// Everything was done, and something that is expected of the desk does not hold, or it became
    /// worse.
    NotMet,
    /// The arguments do not go together. What a single one says is judged by the argument parser,
    /// which ends with the same code.
    WrongCommandLine,
    /// A file could not be read or written, or this program has a fault.
    Failed,
    /// A scenario is invalid; nothing was simulated.
    Invalid,
    /// The scenario takes more memory than there is.
    OutOfMemory,
    /// More happens in the scenario, at one instant or in all, than can be simulated.
    TooMuchAtOnce,
    /// Stopped by a signal; finished replications were reported.
    Interrupted,
}

impl ExitStatus {
    /// The code for the shell.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::InDoubt => 3,
            Self::NotMet => 99,
            Self::WrongCommandLine => 2,
            Self::Failed => 1,
            Self::Invalid => 104,
            Self::OutOfMemory => 106,
            Self::TooMuchAtOnce => 107,
            Self::Interrupted => 105,
        }
    }
}
