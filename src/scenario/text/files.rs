//! What lies beside a scenario: the reader opens no file itself.

/// Where files named in a scenario come from.
pub trait Files {
    /// The bytes of the file at a path relative to the scenario file.
    ///
    /// # Errors
    /// Why it cannot be read, in words for the user.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

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
