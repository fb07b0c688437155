//! Web archives: WARC 0.17 to 1.1 (ISO 28500), ARC 1 and 2, and WACZ packages of them.
//!
//! What becomes what:
//!
//! | record | becomes |
//! |---|---|
//! | `response` with status 200 or 203, `resource`, of a media type that holds text | a capture with its documents |
//! | `response` with status 3xx, 404, 410 or 451 | a capture without documents: evidence that an address moved, or that a text was gone at that time. No problem |
//! | `conversion` of type `text/plain` (a WET file) | a capture and a document of form `ExtractedText`: its text has menus and footers, so it is read as a text dump |
//! | `revisit` | the bytes of the earlier capture, if it stands in the same file within reach ([`revisits`]); else a problem that says what it refers to |
//! | `continuation` | put together with the segments before it in the same file |
//! | `request`, `warcinfo`, `metadata`, `dns:`, what wget keeps at `metadata:` | nothing |
//! | other media types, `robots.txt`, answers such as 403 and 500 | counted, told in one problem row a file |
//! | `metadata` of type JSON and nothing else (a WAT file) | one problem row: it tells about pages and has no text |
//!
//! Places are the offset of the record in the file as it lies, as in CDX indexes, where a record is
//! compressed by itself or not at all; else the offset of its compressed member and the place within
//! it. Memory is bounded: one record of at most `max_file_bytes` and its decoded body, and the bytes
//! that revisits may refer to. `WARC-Date` is a time of capture to the second; its zone is UTC.
//!
//! A digest that does not match is a problem, and the page is kept. What a payload digest was taken
//! of differs between crawlers: it is right if it fits the body as sent, without its chunks, or
//! without its content coding.

mod arc;
mod captures;
mod digest;
mod framing;
mod http;
mod log;
mod members;
mod revisits;
mod segments;
mod wacz;
mod write;

pub use write::{WaczCapture, WaczOptions, write_wacz};

use crate::{Options, read::Emit};
use captures::Reading;
use framing::Records;
use log::Log;
use members::Members;
use std::io::{Read, Seek};
use throughline_model::{Problem, ProblemKind};

/// How a web archive is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Warc,
    Arc,
    Wacz,
}

/// Whether an input is a web archive, by its name and its first bytes as they lie.
pub(crate) fn kind(name: &str, head: &[u8]) -> Option<Kind> {
    let lower = name.to_lowercase();
    if head.is_empty() {
        return None;
    }
    if wacz::begins(&lower, head) {
        return Some(Kind::Wacz);
    }
    let plain = beginning(head);
    if plain.starts_with(b"WARC/") {
        return Some(Kind::Warc);
    }
    if arc::begins(&plain) {
        return Some(Kind::Arc);
    }
    let stem = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let is_named = |suffixes: &[&str]| suffixes.iter().any(|suffix| stem.ends_with(suffix));
    if is_named(&[".warc", ".wet", ".wat"]) || head.starts_with(members::ZSTD_DICTIONARY) {
        Some(Kind::Warc)
    } else if is_named(&[".arc"]) && arc::fields(plain.split(|byte| *byte == b'\n').next()?).is_some() {
        Some(Kind::Arc)
    } else {
        None
    }
}

/// The first decompressed bytes.
fn beginning(head: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut members = Members::new(Box::new(head), u64::MAX);
    while plain.len() < 512 {
        let bytes = members.peek();
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len().min(512);
        plain.extend_from_slice(&bytes[..length]);
        members.consume(length);
    }
    plain
}

/// Reads a web archive and calls `emit` for every capture in it.
pub(crate) fn read(
    name: &str,
    kind: Kind,
    reader: impl Read + Seek,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Vec<Problem> {
    let mut reading = Reading::new(name, options, emit);
    match kind {
        Kind::Wacz => wacz::read(reader, &mut reading),
        Kind::Warc | Kind::Arc => {
            let members = Members::new(Box::new(reader), options.max_file_bytes);
            reading.read(Records::new(members, kind == Kind::Arc, options.max_file_bytes));
        }
    }
    reading.finish()
}

/// Reads every record of a web archive and computes the SHA-1 of its block: what reading costs
/// without extracting, for measurements. Gives the number of records and the bytes of their blocks.
#[doc(hidden)]
pub fn count_records(reader: impl Read, options: &Options) -> (u64, u64) {
    use sha1::Digest;
    let mut log = Log::new("");
    let mut records =
        Records::new(Members::new(Box::new(reader), options.max_file_bytes), false, options.max_file_bytes);
    let (mut count, mut bytes) = (0, 0);
    let mut block = Vec::new();
    while let Some(record) = records.next(&mut log) {
        block.clear();
        records.read_block(options.max_file_bytes, &mut block);
        std::hint::black_box(sha1::Sha1::digest(&block));
        count += 1;
        bytes += block.len() as u64;
        records.finish(&record, None, &mut log);
    }
    (count, bytes)
}

impl Reading<'_, '_> {
    /// Problems of the whole input, at its end.
    fn finish(mut self) -> Vec<Problem> {
        let passed_over = self.passed_over_in_words();
        if self.records == 0 && self.log.is_empty() {
            let remedy = "check where the file came from";
            self.log.tell("", ProblemKind::Malformed, "no record of a web archive was found", remedy);
        } else if self.captures == 0 && self.metadata > 0 {
            let message = "a WAT file: it tells about pages and does not hold their text";
            let remedy = "add the WARC or WET file that it was made from";
            self.log.tell("", ProblemKind::NotText, message, remedy);
        } else if self.captures == 0 && passed_over.is_none() && self.log.is_empty() {
            let remedy = "check where the file came from";
            self.log.tell("", ProblemKind::Empty, "a web archive in which no record holds a page", remedy);
        }
        if let Some(message) = passed_over {
            let remedy = "nothing to do, unless text was expected in them";
            self.log.tell("", ProblemKind::NotText, &message, remedy);
        }
        self.log.finish()
    }
}
