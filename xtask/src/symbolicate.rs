//! `xtask symbolicate FILE`: what the core says of addresses, one on each line of the standard input. The judges ask it, and it measures
//! the core where nothing of JavaScript is in the way.

use std::cell::Cell;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::time::Instant;

use mapship::{CodePlace, Source, symbolicate};

use crate::run::Outcome;

/// A file on disk, and how much of it was read.
struct OnDisk {
    file: File,
    length: u64,
    reads: Cell<u64>,
    bytes: Cell<u64>,
}

impl Source for OnDisk {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> mapship::Result<()> {
        self.reads.set(self.reads.get() + 1);
        self.bytes.set(self.bytes.get() + buffer.len() as u64);
        let mut file = &self.file;
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(buffer));
        read.map_err(|error| mapship::Error::Read {
            offset,
            length: buffer.len(),
            reason: error.to_string(),
        })
    }
}

/// Prints a line of JSON for each address, and says on the standard error what it took.
pub fn run(path: &str) -> Outcome {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let file = OnDisk { file, length, reads: Cell::new(0), bytes: Cell::new(0) };
    let mut places = Vec::new();
    for line in std::io::read_to_string(std::io::stdin())?.lines() {
        let digits = line.trim().trim_start_matches("0x");
        places.push(CodePlace::Address(u64::from_str_radix(digits, 16)?));
    }
    let begun = Instant::now();
    let answers = symbolicate(&file, None, &places)?;
    let took = begun.elapsed().as_millis();
    for answer in answers {
        println!("{}", serde_json::to_string(&answer)?);
    }
    let (reads, bytes) = (file.reads.get(), file.bytes.get());
    eprintln!("{took} ms, {bytes} bytes in {reads} reads");
    Ok(())
}
