//! Segments: immutable files of texts prepared for comparison.
//!
//! A segment holds different texts in the order of their contents, each with its units and their
//! spans, and the *postings*: for every seed the places where it stands. Everything is little
//! endian and read in place, so a segment can be mapped into memory and costs what is touched of
//! it. A segment says nothing about families, dates or documents: those change, it does not.
//!
//! | section | one entry | for each |
//! |---|---|---|
//! | contents | 16 bytes, big endian, ascending | text |
//! | begins | u32: first unit | text, and the end |
//! | text at | u32: text of the unit | 64th unit |
//! | units | 5 bytes | unit |
//! | span begins | u32: first byte among the spans | text, and the end |
//! | spans | two varints: bytes since the end before; length × 2 + folded | unit |
//! | directory | u32: first posting of the keys with these leading 16 bits | 65,536, and the end |
//! | keys | u16: the key's other 16 bits | posting, by key and place |
//! | places | u32: unit in the segment | posting |
//!
//! The header names the layout, the digest of the settings that shape seeds, and the place, length
//! and CRC-32 of every section; its own CRC-32 ends it. Sections begin at multiples of eight bytes,
//! with zeros between them, and nothing follows the last. [`Segment::open`] checks all of this:
//! a segment that was cut or altered is refused, and its owner builds it anew.

mod merge;
mod output;
mod read;
mod write;

pub(crate) use read::View;
pub use read::{Bytes, Segment, SegmentError};
pub use write::SegmentBuilder;
pub(crate) use write::postings_of;

use zerocopy::little_endian::{U16, U32};

/// The first bytes of a segment: what it is and which layout it has.
const MAGIC: [u8; 8] = *b"TLreuse1";

/// The sections in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Contents,
    Begins,
    TextAt,
    Units,
    SpanBegins,
    Spans,
    Directory,
    Keys,
    Places,
}

impl Section {
    const ALL: [Self; SECTIONS] = [
        Self::Contents,
        Self::Begins,
        Self::TextAt,
        Self::Units,
        Self::SpanBegins,
        Self::Spans,
        Self::Directory,
        Self::Keys,
        Self::Places,
    ];
}

/// Number of sections.
const SECTIONS: usize = 9;

/// Bytes of the header: magic, digest of settings, three numbers a section, checksum.
const HEADER_BYTES: usize = 8 + 16 + SECTIONS * (8 + 8 + 4) + 4;

/// Units between two entries of the table from units to texts.
const STRIDE: usize = 64;

/// Number of values of the leading 16 bits of a key.
pub(crate) const LEADING: usize = 1 << 16;
