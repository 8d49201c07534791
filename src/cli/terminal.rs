//! The two streams: data on standard output, messages on standard error.

use std::env;
use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::ColorMode;
use crate::base::visible_lines;
use crate::report::TextStyle;
use crate::scenario::{Diagnostic, Severity};

/// Which characters a terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Characters {
    Unicode,
    /// Its locale names another encoding than UTF-8.
    Ascii,
}

impl Characters {
    /// What the first of the usual variables says. A file or a pipe gets Unicode in any case, and so
    /// does a terminal of which nothing is said: most show it.
    fn of_terminal() -> Self {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"];
        let set = names.into_iter().filter_map(env::var_os).find(|value| !value.is_empty());
        let Some(locale) = set.map(|value| value.to_string_lossy().to_lowercase()) else {
            return Self::Unicode;
        };
        let is_other = match locale.split_once('.') {
            Some((_, encoding)) => !encoding.starts_with("utf"),
            None => locale == "c" || locale == "posix",
        };
        if is_other && io::stdout().is_terminal() { Self::Ascii } else { Self::Unicode }
    }
}

/// The terminal, and how much is written to it.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    out: TextStyle,
    out_characters: Characters,
    err: TextStyle,
    quiet: bool,
}

impl Terminal {
    pub fn open(color: ColorMode, quiet: bool) -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0");
        let ink = |on_terminal: bool| match color {
            ColorMode::Always => TextStyle::Ansi,
            ColorMode::Never => TextStyle::Plain,
            // https://no-color.org comes first: it is a person's choice, not a script's.
            ColorMode::Auto if set("NO_COLOR") => TextStyle::Plain,
            ColorMode::Auto if forced || on_terminal => TextStyle::Ansi,
            ColorMode::Auto => TextStyle::Plain,
        };
        Self {
            out: ink(io::stdout().is_terminal()),
            out_characters: Characters::of_terminal(),
            err: ink(io::stderr().is_terminal()),
            quiet,
        }
    }

    /// Whether standard output takes colors.
    pub(super) fn ink(self) -> TextStyle {
        self.out
    }

    /// A page in characters that the terminal shows.
    pub(super) fn in_its_characters(self, page: String) -> String {
        match self.out_characters {
            Characters::Unicode => page,
            Characters::Ascii => in_ascii(&page),
        }
    }

    /// Shows a note.
    pub(super) fn note(self, text: &str) {
        if !self.quiet {
            print_error_line(&visible_lines(text));
        }
    }

    /// Shows a note that even `--quiet` does not suppress.
    pub(super) fn notice(text: &str) {
        print_error_line(&visible_lines(text));
    }

    /// Shows an error.
    pub(super) fn error(self, text: &str) {
        self.print_labelled("error", "\u{1b}[1;31m", text);
    }

    /// Shows a warning.
    pub(super) fn warning(self, text: &str) {
        self.print_labelled("warning", "\u{1b}[1;33m", text);
    }

    fn print_labelled(self, what: &str, color: &str, text: &str) {
        let (on, off) = match self.err {
            TextStyle::Ansi => (color, "\u{1b}[0m"),
            TextStyle::Plain => ("", ""),
        };
        print_error_line(&format!("{on}{what}{off}: {}", visible_lines(text)));
    }

    /// Shows the diagnostics of a scenario; notes are not wrong, so `--quiet` leaves them out.
    pub(super) fn diagnostics(self, diagnostics: &[Diagnostic]) {
        let shown = |one: &&Diagnostic| !self.quiet || one.severity != Severity::Note;
        for diagnostic in diagnostics.iter().filter(shown) {
            print_error_line(diagnostic.render(self.err == TextStyle::Ansi).trim_end());
        }
    }

    /// Plans that were tried so far on standard error, if that is a terminal. Its clock runs in any
    /// case.
    pub(super) fn search(self) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{elapsed_precise} {pos} plans, {msg}") {
            bar.set_style(style);
        }
        bar
    }

    /// A progress bar on standard error, if that is a terminal.
    pub(super) fn progress(self, replications: u32) -> ProgressBar {
        self.progress_of(u64::from(replications), "replications")
    }

    /// The same, of so many things of a kind.
    pub(super) fn progress_of(self, number: u64, what: &str) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(number), ProgressDrawTarget::stderr());
        let template =
            format!("{{elapsed_precise}} [{{bar:40}}] {{pos}}/{{len}} {what}, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar
    }
}

/// The signs of our own in ASCII, everything else that is not as `?`.
pub fn in_ascii(page: &str) -> String {
    let mut plain = String::with_capacity(page.len());
    // What became wider takes from the blanks between columns, so that they stay below each other.
    let mut too_wide = 0;
    for c in page.chars() {
        let written = match c {
            '\u{b1}' => "+-",
            '\u{2026}' => "...",
            '\u{2192}' => "->",
            '\u{2264}' => "<=",
            '\u{2265}' => ">=",
            '\u{2013}' | '\u{2014}' | '\u{2212}' => "-",
            '\u{d7}' | '\u{2717}' => "x",
            '\u{2713}' => "+",
            ' ' if too_wide > 0 && plain.ends_with(' ') => {
                too_wide -= 1;
                continue;
            }
            _ if c.is_ascii() => {
                too_wide = if c == '\n' { 0 } else { too_wide };
                plain.push(c);
                continue;
            }
            _ => "?",
        };
        too_wide += written.len() - 1;
        plain.push_str(written);
    }
    plain
}

/// What the program was given as standard output, as seen before the standard library started: that opens `/dev/null`
/// in the place of one that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandardOutput {
    /// It was open, to whatever.
    Open,
    /// It was closed, as by `>&-` in a shell.
    Closed,
}

impl StandardOutput {
    /// Why nothing can be written to it, where that is known before anything is.
    pub(super) fn fault(self) -> Option<&'static str> {
        match self {
            Self::Closed => Some("it is closed"),
            Self::Open => is_read_only().then_some("it is open for reading alone"),
        }
    }
}

/// Whether standard output cannot be written to: the standard library drops what goes there, and says nothing.
#[cfg(unix)]
fn is_read_only() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl};
    fcntl_getfl(io::stdout()).is_ok_and(|flags| flags & OFlags::RWMODE == OFlags::RDONLY)
}

#[cfg(not(unix))]
fn is_read_only() -> bool {
    false
}

/// Writes data to standard output.
///
/// # Errors
/// Why it cannot be written. A reader that closes the pipe early is an error too: data was lost.
pub(super) fn write_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush())
}

/// A line on standard error. If even that is closed, there is no place left to report it.
pub(super) fn print_error_line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
