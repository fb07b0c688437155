//! Where records of a web archive begin and end, whatever state it is in.
//!
//! Own code rather than a crate, because input is damaged and reading must go on behind the damage:
//! `fastwarc` 2.0 (read, not run) wants a seekable reader, reads no ARC, and brings Brotli's and
//! zstd's encoders, LZ4, `uuid`, `time` and the unmaintained `encoding`. The framing itself is small:
//! a head of lines, a length, a blank line.
//!
//! After damage, reading goes on at the next line that is `WARC/` and a version (ARC: the next line
//! that is a record's). A record whose stated length reaches over another record's head is cut there.

use super::{arc, log::Log, members::Members};
use throughline_model::ProblemKind;

const MAX_HEAD_LINES: usize = 1000;
const MAX_LINE_BYTES: usize = 1 << 16;
/// No record is this long; a length beyond it is damage, and is not believed.
const MAX_LENGTH: u64 = 1 << 40;
pub(super) const GET_AGAIN: &str = "what could be read is kept; get the file again and add it";

/// A record's head. ARC records are given the fields that WARC has for the same facts.
#[derive(Debug)]
pub(super) struct Record {
    /// Where it begins, in words.
    pub(super) place: String,
    pub(super) fields: Vec<(String, String)>,
    /// Length of its block in bytes, as stated.
    pub(super) length: u64,
}

impl Record {
    /// The first field of this name, or empty.
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value.as_str())
    }

    /// The record's type in lower case, or empty.
    pub(super) fn kind(&self) -> String {
        self.get("WARC-Type").to_ascii_lowercase()
    }
}

/// The records of one file, in their order.
pub(super) struct Records<'a> {
    members: Members<'a>,
    is_arc: bool,
    /// Bytes of the current block not yet read.
    remaining: u64,
    /// Bytes that may still be put back: it bounds the work on forged lengths.
    unread_budget: u64,
    garbage: Option<(String, u64)>,
    /// A problem that explains the garbage to come has been told.
    garbage_is_explained: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(members: Members<'a>, is_arc: bool, max_file_bytes: u64) -> Self {
        Self {
            members,
            is_arc,
            remaining: 0,
            unread_budget: max_file_bytes,
            garbage: None,
            garbage_is_explained: false,
        }
    }

    /// The head of the next record, `None` at the end. The block of the one before must have been
    /// finished.
    pub(super) fn next(&mut self, log: &mut Log) -> Option<Record> {
        loop {
            self.skip_blank();
            self.tell_damages(log);
            if self.members.peek().is_empty() {
                self.tell_garbage(log);
                return None;
            }
            let place = self.members.place();
            let mut line = Vec::new();
            let length = self.read_line(&mut line);
            let fields = if self.is_arc {
                arc::fields(&line)
            } else if is_version_line(&line) {
                self.tell_garbage(log);
                self.read_fields()
            } else {
                None
            };
            let Some(fields) = fields else {
                self.garbage.get_or_insert((place, 0)).1 += length;
                continue;
            };
            self.tell_garbage(log);
            let mut record = Record { place, fields, length: 0 };
            match record.get("Content-Length").parse::<u64>() {
                Ok(length) if length < MAX_LENGTH => {
                    record.length = length;
                    self.remaining = length;
                    return Some(record);
                }
                _ => {
                    let message =
                        format!("a record whose length is {:?}", limited(record.get("Content-Length")));
                    log.tell(&record.place, ProblemKind::Malformed, &message, GET_AGAIN);
                    self.garbage_is_explained = true;
                }
            }
        }
    }

    /// Reads up to `count` bytes more of the block.
    pub(super) fn read_block(&mut self, count: u64, into: &mut Vec<u8>) {
        self.pass_block(count, &mut |bytes| into.extend_from_slice(bytes));
    }

    /// Goes to the end of the record. `block` is what was read of it; if another record begins in
    /// it, it is cut there. Gives how many bytes of the record are missing.
    pub(super) fn finish(&mut self, record: &Record, block: Option<&mut Vec<u8>>, log: &mut Log) -> u64 {
        self.pass_block(u64::MAX, &mut |_| {});
        let missing = std::mem::take(&mut self.remaining);
        if self.is_arc {
            return missing;
        }
        let blank = self.skip_blank();
        let next = self.members.peek_at_least(b"WARC/".len());
        let is_framed = missing == 0 && (next.is_empty() || next.starts_with(b"WARC/"));
        if is_framed {
            return 0;
        }
        let Some(block) = block else { return missing };
        let Some(at) = record_within(block) else { return missing };
        let tail = (block.len() - at) as u64;
        if tail > self.unread_budget {
            return missing;
        }
        self.unread_budget -= tail;
        let mut back = block.split_off(at);
        back.extend_from_slice(&blank);
        self.members.unread(back);
        block.truncate(block.trim_ascii_end().len());
        let message = format!("its length of {} bytes reaches over the next record", record.length);
        log.tell(&record.place, ProblemKind::Malformed, &message, GET_AGAIN);
        0
    }

    fn pass_block(&mut self, count: u64, sink: &mut dyn FnMut(&[u8])) {
        let mut wanted = count.min(self.remaining);
        while wanted > 0 {
            // A record compressed by itself ends with its member, whatever its length says.
            if self.at_record_member() {
                return;
            }
            let available = self.members.peek();
            if available.is_empty() {
                return;
            }
            let length = available.len().min(usize::try_from(wanted).unwrap_or(usize::MAX));
            sink(&available[..length]);
            self.members.consume(length);
            wanted -= length as u64;
            self.remaining -= length as u64;
        }
    }

    fn at_record_member(&mut self) -> bool {
        let is_arc = self.is_arc;
        self.members.member_beginning().is_some_and(|bytes| {
            if is_arc {
                bytes.split(|byte| *byte == b'\n').next().is_some_and(|line| arc::fields(line).is_some())
            } else {
                bytes.starts_with(b"WARC/")
            }
        })
    }

    /// The fields of a head up to the blank line. `None` if it has none.
    fn read_fields(&mut self) -> Option<Vec<(String, String)>> {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut line = Vec::new();
        for _ in 0..MAX_HEAD_LINES {
            if self.at_record_member() || self.read_line(&mut line) == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                break;
            }
            let text = String::from_utf8_lossy(&line);
            if text.starts_with([' ', '\t'])
                && let Some((_, value)) = fields.last_mut()
            {
                value.push(' ');
                value.push_str(text.trim());
            } else if let Some((name, value)) = text.split_once(':') {
                fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        (!fields.is_empty()).then_some(fields)
    }

    /// Reads a line without its end, keeping its beginning if it is long. Gives its length with its
    /// end, zero at the end of the file.
    fn read_line(&mut self, line: &mut Vec<u8>) -> u64 {
        line.clear();
        let mut length = 0;
        loop {
            // A line of garbage must not take the first line of the next record's member with it.
            if length > 0 && self.at_record_member() {
                return length;
            }
            let available = self.members.peek();
            if available.is_empty() {
                return length;
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            line.extend_from_slice(&part[..part.len().min(MAX_LINE_BYTES - line.len())]);
            let used = part.len() + usize::from(end.is_some());
            self.members.consume(used);
            length += used as u64;
            if end.is_some() {
                while line.last() == Some(&b'\r') {
                    line.pop();
                }
                return length;
            }
        }
    }

    /// Passes over line ends and zeros. Gives the first few of them.
    fn skip_blank(&mut self) -> Vec<u8> {
        let mut blank = Vec::new();
        loop {
            let available = self.members.peek();
            let count = available.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count();
            if count == 0 {
                return blank;
            }
            blank.extend_from_slice(&available[..count.min(16_usize.saturating_sub(blank.len()))]);
            self.members.consume(count);
        }
    }

    fn tell_garbage(&mut self, log: &mut Log) {
        let is_explained = std::mem::take(&mut self.garbage_is_explained);
        if let Some((place, length)) = self.garbage.take()
            && !is_explained
        {
            let message = format!("{length} bytes that belong to no record");
            log.tell(&place, ProblemKind::Malformed, &message, GET_AGAIN);
        }
    }

    fn tell_damages(&mut self, log: &mut Log) {
        for damage in self.members.damages() {
            let kind = if damage.what.starts_with("the file") {
                ProblemKind::Unreadable
            } else {
                ProblemKind::Corrupt
            };
            log.tell(&format!("byte {}", damage.offset), kind, &damage.what, GET_AGAIN);
        }
    }
}

/// `WARC/1.0`, `WARC/1.1`, `WARC/0.18`, and what may come.
pub(super) fn is_version_line(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line.strip_prefix(b"WARC/").is_some_and(|version| {
        (3..=8).contains(&version.len())
            && version[0].is_ascii_digit()
            && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    })
}

/// Where another record's version line stands within a block.
fn record_within(block: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = block[from..].windows(6).position(|window| window == b"\nWARC/") {
        let begin = from + at + 1;
        let line = block[begin..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        if is_version_line(line) {
            return Some(begin);
        }
        from = begin;
    }
    None
}

/// The beginning of a text from a damaged file.
pub(super) fn limited(text: &str) -> String {
    text.chars().take(200).collect()
}
