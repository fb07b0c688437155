//! The bytes of a segment, section by section.

use super::{HEADER_BYTES, MAGIC, SECTIONS, Section};
use crate::Settings;
use std::io::{Result, Seek, SeekFrom, Write};

/// A segment that is being written. The lengths of its sections are known before, so that they can
/// be written side by side.
pub(super) struct Output<W> {
    out: W,
    /// Where the next byte goes.
    position: u64,
    begins: [u64; SECTIONS],
    lengths: [u64; SECTIONS],
    written: [u64; SECTIONS],
    checksums: [crc32fast::Hasher; SECTIONS],
}

impl<W: Write + Seek> Output<W> {
    pub(super) fn new(out: W, lengths: [usize; SECTIONS]) -> Self {
        let lengths = lengths.map(|length| length as u64);
        let mut end = HEADER_BYTES as u64;
        let begins = lengths.map(|length| {
            let begin = end.next_multiple_of(8);
            end = begin + length;
            begin
        });
        Self { out, position: 0, begins, lengths, written: [0; SECTIONS], checksums: Default::default() }
    }

    /// Appends to a section.
    pub(super) fn append(&mut self, section: Section, bytes: &[u8]) -> Result<()> {
        let at = section as usize;
        let place = self.begins[at] + self.written[at];
        self.write_at(place, bytes)?;
        self.checksums[at].update(bytes);
        self.written[at] += bytes.len() as u64;
        Ok(())
    }

    /// Writes what stands between the sections, and the header.
    pub(super) fn finish(mut self, settings: &Settings) -> Result<W> {
        debug_assert_eq!(self.written, self.lengths, "sections have the lengths that were told");
        let mut header = Vec::with_capacity(HEADER_BYTES);
        header.extend_from_slice(&MAGIC);
        header.extend_from_slice(&settings.seeds_digest());
        for (at, checksum) in std::mem::take(&mut self.checksums).into_iter().enumerate() {
            header.extend_from_slice(&self.begins[at].to_le_bytes());
            header.extend_from_slice(&self.lengths[at].to_le_bytes());
            header.extend_from_slice(&checksum.finalize().to_le_bytes());
        }
        let checksum = crc32fast::hash(&header);
        header.extend_from_slice(&checksum.to_le_bytes());
        self.write_at(0, &header)?;
        let ends = (0..SECTIONS).map(|at| self.begins[at] + self.lengths[at]);
        let ends: Vec<u64> = std::iter::once(HEADER_BYTES as u64).chain(ends).collect();
        for end in ends {
            self.write_at(end, &[0; 8][..(end.next_multiple_of(8) - end) as usize])?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn write_at(&mut self, place: u64, bytes: &[u8]) -> Result<()> {
        if self.position != place {
            self.out.seek(SeekFrom::Start(place))?;
        }
        self.out.write_all(bytes)?;
        self.position = place + bytes.len() as u64;
        Ok(())
    }
}
