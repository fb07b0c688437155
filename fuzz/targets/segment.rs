//! Segments, altered.
//!
//! Arbitrary bytes are refused. A valid segment with changes is refused, unless its checksums are
//! made anew: then it may open, and reading it must not panic.

#![no_main]

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};
use throughline_reuse::{Common, Content, Index, Segment, SegmentBuilder, Settings, TextAbout};

/// Sections of a segment; each has 20 bytes in the header: begin, length, CRC-32.
const SECTIONS: usize = 9;
const FIELDS: usize = 24;
const HEADER: usize = FIELDS + SECTIONS * 20 + 4;

#[derive(Debug, Arbitrary)]
enum Input<'a> {
    /// Any bytes.
    Raw(&'a [u8]),
    /// Changes anywhere in the bytes of a valid segment.
    Damaged { which: u8, changes: Vec<(u32, Change)> },
    /// Changes in its sections, put together again with checksums that hold.
    Forged { which: u8, changes: Vec<(u8, u16, Change)> },
    /// Changes in the header, whose checksum is made anew, as are those of the places it names.
    Header { which: u8, changes: Vec<(u8, bool, u32)>, valid: bool },
}

#[derive(Debug, Arbitrary)]
enum Change {
    Flip(u8),
    Byte(u8),
    Number(u32),
    Add(i8),
    Cut(u8),
    Insert(u8, u8),
    Exchange(u8),
    Truncate,
}

const TEXTS: [&str; 5] = [
    "Both banks agreed to publish the readings of every gauge by the evening of the storm on the river.",
    "Both banks agreed on Monday to publish the readings of every gauge by the evening of the storm.",
    "Она сказала, что лодки могут пройти ворота ночью, если несут фонарь, и никто не возразил ей.",
    "兩岸同意在晚上之前公布每個水位計的讀數，並在風暴之夜守在河邊的橋上。",
    "两岸同意在晚上之前公布每个水位计的读数，并在风暴之夜守在河边的桥上。",
];

static SEGMENTS: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let longer: Vec<String> = (0..12)
        .map(|at| format!("{} {at} {}", TEXTS[at % 5], TEXTS[(at + 1) % 5].repeat(at / 4 + 1)))
        .collect();
    let write = |texts: &[&str]| {
        let mut builder = SegmentBuilder::default();
        texts.iter().for_each(|text| builder.add(text));
        builder.finish(&settings())
    };
    [write(&[]), write(&TEXTS), write(&longer.iter().map(String::as_str).collect::<Vec<_>>())]
});

fn settings() -> Settings {
    Settings { min_kept_weight: 30, min_evidence: 20, max_seed_texts: 3, ..Settings::default() }
}

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Raw(bytes) => assert!(Segment::open(Arc::new(bytes.to_vec()), &settings()).is_err()),
        Input::Damaged { which, changes } => {
            let valid = &SEGMENTS[usize::from(which) % SEGMENTS.len()];
            let mut bytes = valid.clone();
            changes.iter().take(8).for_each(|(at, change)| apply(&mut bytes, *at as usize, change));
            match Segment::open(Arc::new(bytes.clone()), &settings()) {
                Ok(segment) => {
                    assert!(bytes == *valid, "opened although {changes:?}");
                    read(segment);
                }
                Err(_) => assert!(bytes != *valid),
            }
        }
        Input::Forged { which, changes } => {
            let mut sections = sections(&SEGMENTS[usize::from(which) % SEGMENTS.len()]);
            for (section, at, change) in changes.iter().take(8) {
                apply(&mut sections[usize::from(*section) % SECTIONS], usize::from(*at), change);
            }
            try_to_read(put_together(&sections));
        }
        Input::Header { which, changes, valid } => {
            let mut bytes = SEGMENTS[usize::from(which) % SEGMENTS.len()].clone();
            for (section, is_length, value) in changes.iter().take(8) {
                let at = FIELDS + usize::from(*section) % SECTIONS * 20 + usize::from(*is_length) * 8;
                let number = spread(*value, bytes.len());
                bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
            }
            if valid {
                sum_up(&mut bytes);
            }
            try_to_read(bytes);
        }
    }
});

/// A place in the file, or a number near one of the ends of a type.
fn spread(value: u32, length: usize) -> u64 {
    let low = u64::from(value >> 4);
    match value & 0xf {
        0 => u64::MAX - low,
        1 => u64::from(u32::MAX) - low,
        2 => length as u64 - low.min(length as u64),
        _ => low % (length as u64 + 1),
    }
}

fn apply(bytes: &mut Vec<u8>, at: usize, change: &Change) {
    let at = at.checked_rem(bytes.len()).unwrap_or(0);
    let whole = bytes.len();
    let end = |length: u8| (at + usize::from(length)).min(whole);
    match *change {
        _ if bytes.is_empty() => {
            if let Change::Insert(value, count) = change {
                bytes.resize(usize::from(*count), *value);
            }
        }
        Change::Flip(bit) => bytes[at] ^= 1 << (bit & 7),
        Change::Byte(value) => bytes[at] = value,
        Change::Number(value) => {
            let at = at / 4 * 4;
            if let Some(number) = bytes.get_mut(at..at + 4) {
                number.copy_from_slice(&value.to_le_bytes());
            }
        }
        Change::Add(value) => {
            let at = at / 4 * 4;
            if let Some(number) = bytes.get_mut(at..at + 4) {
                let old = u32::from_le_bytes([number[0], number[1], number[2], number[3]]);
                number.copy_from_slice(&old.wrapping_add_signed(value.into()).to_le_bytes());
            }
        }
        Change::Cut(length) => {
            let end = end(length);
            bytes.drain(at..end);
        }
        Change::Insert(value, count) => {
            bytes.splice(at..at, std::iter::repeat_n(value, count.into()));
        }
        Change::Exchange(distance) => {
            let other = end(distance).min(whole - 1);
            bytes.swap(at, other);
        }
        Change::Truncate => bytes.truncate(at),
    }
}

fn number(bytes: &[u8]) -> usize {
    u64::from_le_bytes(std::array::from_fn(|at| bytes[at])) as usize
}

fn fields(bytes: &[u8], section: usize) -> (usize, usize) {
    let at = FIELDS + section * 20;
    (number(&bytes[at..]), number(&bytes[at + 8..]))
}

fn sections(bytes: &[u8]) -> [Vec<u8>; SECTIONS] {
    std::array::from_fn(|section| {
        let (begin, length) = fields(bytes, section);
        bytes[begin..begin + length].to_vec()
    })
}

fn put_together(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut bytes = SEGMENTS[0][..HEADER].to_vec();
    for (number, section) in sections.iter().enumerate() {
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let at = FIELDS + number * 20;
        let begin = bytes.len() as u64;
        bytes[at..at + 8].copy_from_slice(&begin.to_le_bytes());
        bytes[at + 8..at + 16].copy_from_slice(&(section.len() as u64).to_le_bytes());
        bytes.extend_from_slice(section);
    }
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    sum_up(&mut bytes);
    bytes
}

/// Makes the checksums of the sections that the header names, and its own.
fn sum_up(bytes: &mut [u8]) {
    for section in 0..SECTIONS {
        let (begin, length) = fields(bytes, section);
        let end = begin.saturating_add(length);
        let sum = bytes.get(begin..end).map_or(0, crc32fast::hash);
        let at = FIELDS + section * 20 + 16;
        bytes[at..at + 4].copy_from_slice(&sum.to_le_bytes());
    }
    let sum = crc32fast::hash(&bytes[..HEADER - 4]);
    bytes[HEADER - 4..HEADER].copy_from_slice(&sum.to_le_bytes());
}

fn try_to_read(bytes: Vec<u8>) {
    if let Ok(segment) = Segment::open(Arc::new(bytes), &settings()) {
        read(segment);
    }
}

/// Reads a segment in every way there is, alone and beside a valid one.
fn read(segment: Segment) {
    let settings = settings();
    assert_eq!(segment.contents().count(), segment.len());
    assert!(format!("{segment:?}").contains("texts"));
    let valid = Segment::open(Arc::new(SEGMENTS[1].clone()), &settings).expect("it was not altered");
    let mut merged = Cursor::new(Vec::new());
    Segment::merge(&[segment.clone(), valid.clone()], &settings, &mut merged).expect("memory is written to");
    Segment::open(Arc::new(merged.into_inner()), &settings).expect("what was merged opens");
    let about = |content: Content| TextAbout::of_family((content.0 % 3) as u32);
    let segments = vec![segment, valid];
    let common = Common::count(&segments, &about, &settings);
    assert_eq!(Common::decode(&common.encode()).as_ref(), Some(&common));
    let contents: Vec<Content> = segments.iter().flat_map(Segment::contents).collect();
    let index = Index::new(segments, &about, common, &settings);
    for text in &TEXTS {
        index.look_up(text);
    }
    for is_fresh in [(|_| true) as fn(Content) -> bool, |content| content.0 % 2 == 0] {
        let fresh = index.fresh(&is_fresh);
        for block in index.blocks(&fresh) {
            index.compare(&block, &fresh);
        }
    }
    for pair in contents.windows(2) {
        index.identical(pair[0]);
        index.still_candidates(&[(pair[0], pair[1])], &Common::default());
    }
}
