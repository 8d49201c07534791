//! A reader that knows on which line each record of a CSV text begins.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::layout::Comments;

/// Where a line begins that is neither blank nor a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineStart {
    pub(super) byte: u64,
    /// From one.
    pub(super) line: u64,
}

/// Passes bytes on and remembers the starts of lines that were not asked for yet: no more than the
/// CSV reader has read ahead.
pub(super) struct LineTracker<R> {
    inner: R,
    comments: Comments,
    byte: u64,
    line: u64,
    fresh: Fresh,
    starts: VecDeque<LineStart>,
}

/// What of a line was seen so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fresh {
    Nothing,
    Something,
}

impl<R: Read> LineTracker<R> {
    pub(super) fn new(inner: R, comments: Comments) -> Self {
        Self { inner, comments, byte: 0, line: 1, fresh: Fresh::Nothing, starts: VecDeque::new() }
    }

    /// The first line with content that begins at this byte or after it.
    pub(super) fn line_at(&mut self, byte: u64) -> LineStart {
        while self.starts.len() > 1 && self.starts[0].byte < byte {
            self.starts.pop_front();
        }
        self.starts.front().copied().unwrap_or(LineStart { byte, line: self.line })
    }

    fn scan(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((byte, later)) = rest.split_first() {
            rest = later;
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.fresh = Fresh::Nothing;
                }
                b'\r' => {}
                _ if self.fresh == Fresh::Something => {
                    // The rest of a line says nothing.
                    let line = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                    rest = &rest[line..];
                    self.byte += line as u64;
                }
                letter => {
                    self.fresh = Fresh::Something;
                    if *letter != b'#' || self.comments == Comments::None {
                        self.starts.push_back(LineStart { byte: self.byte, line: self.line });
                    }
                }
            }
            self.byte += 1;
        }
    }
}

impl<R: Read> Read for LineTracker<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.scan(&buffer[..length]);
        Ok(length)
    }
}
