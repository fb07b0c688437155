//! Records that were cut into segments (WARC 1.1, section 7): the first has segment number 1, and
//! `continuation` records with the numbers after it name its id.

use super::framing::Record;

/// First segments waiting for the rest. More than a few at once are not written by any program.
const MAX_PENDING: usize = 16;

/// A record of which not all segments have been read.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) record: Record,
    pub(super) block: Vec<u8>,
    next_number: u64,
}

/// Records whose segments are being put together.
#[derive(Debug, Default)]
pub(super) struct Segments {
    pending: Vec<Pending>,
    bytes: u64,
}

impl Segments {
    /// Keeps a first segment. Gives it back if there is no room for it.
    pub(super) fn begin(&mut self, record: Record, block: Vec<u8>, limit: u64) -> Option<Pending> {
        let pending = Pending { record, block, next_number: 2 };
        if self.pending.len() >= MAX_PENDING || self.bytes + pending.block.len() as u64 > limit {
            return Some(pending);
        }
        self.bytes += pending.block.len() as u64;
        self.pending.push(pending);
        None
    }

    /// Adds a continuation. Gives the whole record if this was its last segment; an error if it
    /// continues nothing that is held.
    pub(super) fn add(
        &mut self,
        continuation: &Record,
        block: &[u8],
        limit: u64,
    ) -> Result<Option<Pending>, ()> {
        let origin = continuation.get("WARC-Segment-Origin-ID");
        let number = continuation.get("WARC-Segment-Number").parse().unwrap_or(0);
        let fits = |pending: &Pending| {
            pending.next_number == number && pending.record.get("WARC-Record-ID") == origin
        };
        let at = self.pending.iter().position(fits).ok_or(())?;
        if self.bytes + block.len() as u64 > limit {
            return Err(());
        }
        self.bytes += block.len() as u64;
        let pending = &mut self.pending[at];
        pending.block.extend_from_slice(block);
        pending.next_number += 1;
        // Only the last segment states the length of all.
        if continuation.get("WARC-Segment-Total-Length").is_empty() {
            return Ok(None);
        }
        let whole = self.pending.remove(at);
        self.bytes -= whole.block.len() as u64;
        Ok(Some(whole))
    }

    /// The records that lack segments, in the order of their first ones.
    pub(super) fn unfinished(&mut self) -> Vec<Pending> {
        self.bytes = 0;
        std::mem::take(&mut self.pending)
    }
}
