//! The records of a shard while it is run: those that were put down before are kept, as far as they are whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::folder::{MANIFEST_FILE, PARTIAL_FILE, PlanFolder, RECORDS_FILE, file_sha256};
use crate::cli::pending_file::PendingFile;
use crate::shard::{PartManifest, frame, heading, read_frame};

/// The records of a shard that is not done yet.
pub(super) struct OpenPart {
    place: PathBuf,
    file: File,
    /// Where each record begins.
    offsets: Vec<u64>,
    length: u64,
    /// Of all that was read and written.
    hash: Sha256,
}

impl OpenPart {
    /// Goes on with what was put down before, as far as it is whole.
    pub(super) fn open(folder: &PlanFolder, shard: u32) -> Result<Self, String> {
        let place = folder.part(shard);
        let refuse = |error: io::Error| format!("cannot write {}: {error}", place.display());
        fs::create_dir_all(&place).map_err(refuse)?;
        let path = place.join(PARTIAL_FILE);
        // One that was ended, or found the disk full, before its manifest was written: its records are whole.
        let records = place.join(RECORDS_FILE);
        if !path.exists() && records.is_file() {
            fs::rename(&records, &path).map_err(refuse)?;
        }
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut reader = BufReader::new(file.map_err(refuse)?);
        let (mut line, wanted) = (Vec::new(), heading(&folder.sha256, shard));
        reader.read_until(b'\n', &mut line).map_err(refuse)?;
        let (mut offsets, mut length, mut hash) = (Vec::new(), 0, Sha256::new());
        if line == wanted.as_bytes() {
            length = line.len() as u64;
            hash.update(&line);
            let units = folder.plan.units_of_shard(shard);
            while (offsets.len() as u64) < units {
                let number = folder.plan.number(shard, offsets.len() as u64);
                let Ok(record) = read_frame(&mut reader, number) else { break };
                let bytes = frame(number, &record);
                offsets.push(length);
                length += bytes.len() as u64;
                hash.update(&bytes);
            }
        }
        let mut file = reader.into_inner();
        file.set_len(length).map_err(refuse)?;
        file.seek(SeekFrom::End(0)).map_err(refuse)?;
        if length == 0 {
            file.write_all(wanted.as_bytes()).map_err(refuse)?;
            length = wanted.len() as u64;
            hash.update(&wanted);
        }
        Ok(Self { place, file, offsets, length, hash })
    }

    pub(super) fn append(&mut self, number: u64, record: &[u8]) -> Result<(), String> {
        let bytes = frame(number, record);
        self.file
            .write_all(&bytes)
            .map_err(|error| format!("cannot write {}: {error}", self.place.display()))?;
        self.offsets.push(self.length);
        self.length += bytes.len() as u64;
        self.hash.update(&bytes);
        Ok(())
    }

    /// All records are there: their places after them, and the manifest last.
    pub(super) fn finish(mut self, folder: &PlanFolder, shard: u32) -> Result<(), String> {
        let refuse = |error: io::Error| format!("cannot write {}: {error}", self.place.display());
        let places: Vec<u8> = self.offsets.iter().flat_map(|place| place.to_le_bytes()).collect();
        self.file.write_all(&places).map_err(refuse)?;
        self.file.sync_all().map_err(refuse)?;
        self.hash.update(&places);
        let written =
            self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let records = self.place.join(RECORDS_FILE);
        fs::rename(self.place.join(PARTIAL_FILE), &records).map_err(refuse)?;
        // Where the file system has no locks another process may have written to it too.
        let (bytes, sha256) = file_sha256(&records).map_err(refuse)?;
        if sha256 != written {
            return Err(format!(
                "{} holds other bytes than were written to it: was another process at work on the shard? \
                 run it again",
                records.display()
            ));
        }
        let manifest = PartManifest::new(&folder.plan, &folder.sha256, shard, bytes, sha256);
        PendingFile::create(&self.place.join(MANIFEST_FILE))?.write(&manifest.to_bytes())
    }

    /// How many replications are done.
    pub(super) fn done(&self) -> u64 {
        self.offsets.len() as u64
    }
}
