//! A scenario on its own: nothing lies beside it.

use super::Files;

/// For a scenario that names no other file; each file that one names all the same is reported as
/// missing.
///
/// ```
/// use deskload::{Files, NoFiles};
///
/// assert!(NoFiles.read("arrivals.csv").is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("this scenario is read without any files beside it".to_owned())
    }
}
