//! `sessions.csv` while a run goes on: rows go to the disk as sessions end, so that memory does not
//! follow their number.
//!
//! Sessions end in another order than the file has, which is that of their arrivals. So a replication
//! collects lines, sorts a chunk of them, and puts it into a file of its own that has no name; when it
//! is its turn its chunks are merged into `sessions.csv`. A short replication needs no such file.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use csv::StringRecord;

use crate::metrics::{SessionSink, SessionSpool};
use crate::report::SessionLines;

/// Bytes of lines that a replication collects before it sorts them.
const CHUNK: usize = 2 << 20;
/// Bytes that are read of a chunk at a time.
const BLOCK: usize = 16 << 10;
/// After so many bytes of rows it is waited until the disk has them, so that few are left at the end.
const SYNC_EVERY: u64 = 32 << 20;
/// So many chunks have one size; later ones are larger, so that their number stays small.
const CHUNKS_OF_A_SIZE: usize = 256;

/// The file that is being written.
#[derive(Clone, Debug)]
pub struct TraceFile(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The directory of the file, for those of the chunks.
    folder: PathBuf,
    output: Mutex<Output>,
    lines: SessionLines,
}

#[derive(Debug)]
struct Output {
    file: BufWriter<File>,
    /// Bytes of rows that the disk may not have yet.
    unsynced: u64,
    /// The first fault of the disk. Nothing more is written after it.
    fault: Option<io::Error>,
}

impl TraceFile {
    /// Begins the file of this name in a directory.
    ///
    /// # Errors
    /// It is there already, or cannot be written.
    pub fn create(folder: &Path, name: &str, lines: SessionLines) -> io::Result<Self> {
        let mut file = BufWriter::new(File::create_new(folder.join(name))?);
        file.write_all(&lines.heading())?;
        let output = Mutex::new(Output { file, unsynced: 0, fault: None });
        Ok(Self(Arc::new(Shared { folder: folder.to_path_buf(), output, lines })))
    }

    /// There are no more replications: waits until the disk has the file.
    ///
    /// # Errors
    /// What went wrong with the disk meanwhile, or does so now.
    pub fn finish(&self) -> io::Result<()> {
        let mut output = self.0.lock();
        if let Some(fault) = output.fault.take() {
            return Err(fault);
        }
        output.file.flush()?;
        output.file.get_ref().sync_all()
    }
}

impl Output {
    /// So many more bytes were written.
    fn sync_after(&mut self, bytes: u64) -> io::Result<()> {
        self.unsynced += bytes;
        if self.unsynced < SYNC_EVERY {
            return Ok(());
        }
        self.unsynced = 0;
        self.file.flush()?;
        self.file.get_ref().sync_data()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionSink for TraceFile {
    fn begin(&self, replication: u32) -> Box<dyn SessionSpool> {
        Box::new(Spool {
            shared: Arc::clone(&self.0),
            replication,
            lines: Vec::new(),
            index: Vec::new(),
            chunks: None,
            fault: None,
        })
    }
}

/// The lines of one replication.
#[derive(Debug)]
struct Spool {
    shared: Arc<Shared>,
    replication: u32,
    /// Lines that are in no chunk, one after the other.
    lines: Vec<u8>,
    /// Where each of them is.
    index: Vec<Place>,
    chunks: Option<Chunks>,
    /// The first fault of the disk. Nothing more is kept after it.
    fault: Option<io::Error>,
}

/// Where the line of a session is.
#[derive(Clone, Copy, Debug)]
struct Place {
    arrival: u64,
    from: usize,
    length: usize,
}

/// Sorted lines on the disk.
#[derive(Debug)]
struct Chunks {
    file: File,
    /// Where each chunk ends.
    ends: Vec<u64>,
}

impl SessionSpool for Spool {
    fn put(&mut self, arrival: u64, cells: &StringRecord) {
        if self.fault.is_some() {
            return;
        }
        let from = self.lines.len();
        self.shared.lines.append(&mut self.lines, self.replication, cells);
        self.index.push(Place { arrival, from, length: self.lines.len() - from });
        let written = self.chunks.as_ref().map_or(0, |chunks| chunks.ends.len());
        if self.lines.len() >= CHUNK << (written / CHUNKS_OF_A_SIZE).min(5)
            && let Err(error) = self.write_chunk()
        {
            self.fault = Some(error);
            (self.lines, self.index, self.chunks) = (Vec::new(), Vec::new(), None);
        }
    }

    fn complete(mut self: Box<Self>) {
        let shared = Arc::clone(&self.shared);
        let mut output = shared.lock();
        if output.fault.is_some() {
            return;
        }
        let written = match self.fault.take() {
            Some(fault) => Err(fault),
            None => {
                let chunks = self.chunks.as_ref().and_then(|chunks| chunks.ends.last());
                let bytes = self.lines.len() as u64 + chunks.copied().unwrap_or(0);
                self.write_to(&mut output.file).and_then(|()| output.sync_after(bytes))
            }
        };
        output.fault = written.err();
    }
}

impl Spool {
    /// What is in memory goes to the disk.
    fn write_chunk(&mut self) -> io::Result<()> {
        self.index.sort_unstable_by_key(|place| place.arrival);
        if self.chunks.is_none() {
            let file = tempfile::tempfile_in(&self.shared.folder)?;
            self.chunks = Some(Chunks { file, ends: Vec::new() });
        }
        let chunks = self.chunks.as_mut().expect("it was just made");
        let mut file = BufWriter::with_capacity(1 << 18, &mut chunks.file);
        for place in mem::take(&mut self.index) {
            let line = &self.lines[place.from..][..place.length];
            file.write_all(&place.arrival.to_le_bytes())?;
            file.write_all(&(line.len() as u64).to_le_bytes())?;
            file.write_all(line)?;
        }
        file.flush()?;
        drop(file);
        self.lines.clear();
        chunks.ends.push(chunks.file.stream_position()?);
        Ok(())
    }

    /// All lines in the order of arrivals.
    fn write_to(mut self, output: &mut BufWriter<File>) -> io::Result<()> {
        if self.chunks.is_some() && !self.index.is_empty() {
            self.write_chunk()?;
        }
        let Some(mut chunks) = self.chunks else {
            self.index.sort_unstable_by_key(|place| place.arrival);
            return self
                .index
                .iter()
                .try_for_each(|place| output.write_all(&self.lines[place.from..][..place.length]));
        };
        self.lines = Vec::new();
        let begins = std::iter::once(0).chain(chunks.ends.iter().copied());
        let mut readers: Vec<ChunkReader> =
            begins.zip(&chunks.ends).map(|(next, end)| ChunkReader::new(next, *end)).collect();
        let mut heads = BinaryHeap::new();
        for (number, reader) in readers.iter_mut().enumerate() {
            if let Some(arrival) = reader.advance(&mut chunks.file)? {
                heads.push(Reverse((arrival, number)));
            }
        }
        while let Some(Reverse((_, number))) = heads.pop() {
            output.write_all(readers[number].line())?;
            if let Some(arrival) = readers[number].advance(&mut chunks.file)? {
                heads.push(Reverse((arrival, number)));
            }
        }
        Ok(())
    }
}

/// Reads a chunk, line after line.
#[derive(Debug)]
struct ChunkReader {
    /// What is still to be read of the file.
    next: u64,
    end: u64,
    /// What was read, from the beginning of the present line on.
    block: Vec<u8>,
    /// Where the present line is in it.
    from: usize,
    to: usize,
}

/// The number of a session's arrival and the length of its line.
const HEAD: usize = 2 * size_of::<u64>();

impl ChunkReader {
    fn new(next: u64, end: u64) -> Self {
        Self { next, end, block: Vec::new(), from: 0, to: 0 }
    }

    fn line(&self) -> &[u8] {
        &self.block[self.from..self.to]
    }

    /// The arrival of the next line, if there is one.
    fn advance(&mut self, file: &mut File) -> io::Result<Option<u64>> {
        let begin = self.to;
        if begin == self.block.len() && self.next == self.end {
            self.block = Vec::new();
            return Ok(None);
        }
        let begin = self.load(file, begin, HEAD)?;
        let number = |at: usize| {
            let bytes = self.block[at..at + 8].try_into().expect("they are eight");
            u64::from_le_bytes(bytes)
        };
        let (arrival, length) = (number(begin), number(begin + 8) as usize);
        let begin = self.load(file, begin, HEAD + length)?;
        (self.from, self.to) = (begin + HEAD, begin + HEAD + length);
        Ok(Some(arrival))
    }

    /// Makes sure that so many bytes from `begin` on are there, and says where they begin now.
    fn load(&mut self, file: &mut File, begin: usize, length: usize) -> io::Result<usize> {
        if self.block.len() - begin >= length {
            return Ok(begin);
        }
        self.block.drain(..begin);
        let known = self.block.len();
        let more = (self.end - self.next).min(BLOCK.max(length) as u64) as usize;
        self.block.resize(known + more, 0);
        file.seek(SeekFrom::Start(self.next))?;
        file.read_exact(&mut self.block[known..])?;
        self.next += more as u64;
        if self.block.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(0)
    }
}
