//! A segment that was cut or altered is refused, whatever was done to it.

use std::sync::Arc;
use throughline_reuse::{Segment, SegmentBuilder, SegmentError, Settings};

const SECTIONS: usize = 9;
/// Magic and digest of settings, then begin, length and checksum of each section.
const FIELDS: usize = 8 + 16;
const HEADER: usize = FIELDS + SECTIONS * 20 + 4;
const BEGINS: usize = 1;
const TEXT_AT: usize = 2;
const SPANS: usize = 5;
const DIRECTORY: usize = 6;
const KEYS: usize = 7;
const PLACES: usize = 8;

fn valid() -> Vec<u8> {
    let texts = [
        "Both banks agreed to publish the readings of every gauge by the evening of the storm.",
        "Both banks agreed on Monday to publish the readings of every gauge by the evening.",
        "Она сказала, что лодки могут пройти ворота ночью, если несут фонарь.",
        "兩岸同意在晚上之前公布每個水位計的讀數，並在風暴之夜守在河邊的橋上。",
        "",
        "Far from the river there is a table of numbers, ------------------------------------------------\
         ------------------------------------------------------------------------------------------------ \
         and nobody reads it.",
    ];
    let mut builder = SegmentBuilder::default();
    for text in texts {
        builder.add(text);
    }
    builder.add(&texts.repeat(3).join(" "));
    builder.finish(&Settings::default())
}

fn open(bytes: &[u8]) -> Result<Segment, SegmentError> {
    Segment::open(Arc::new(bytes.to_vec()), &Settings::default())
}

fn number(bytes: &[u8]) -> usize {
    u64::from_le_bytes(std::array::from_fn(|at| bytes[at])) as usize
}

/// Where the sections stand.
fn sections(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let fields = bytes[FIELDS..HEADER - 4].chunks_exact(20);
    fields.map(|fields| number(fields)..number(fields) + number(&fields[8..])).collect()
}

/// Makes all checksums anew.
fn sum_up(bytes: &mut [u8]) {
    for (section, range) in sections(bytes).into_iter().enumerate() {
        let sum = crc32fast::hash(&bytes[range]);
        bytes[FIELDS + section * 20 + 16..][..4].copy_from_slice(&sum.to_le_bytes());
    }
    let sum = crc32fast::hash(&bytes[..HEADER - 4]);
    bytes[HEADER - 4..HEADER].copy_from_slice(&sum.to_le_bytes());
}

#[test]
fn a_segment_cut_anywhere_is_refused() {
    let valid = valid();
    assert_eq!(open(&valid).unwrap().len(), 7);
    let mut cuts: Vec<usize> = (0..=HEADER).collect();
    for section in sections(&valid) {
        cuts.extend([section.start, section.end].iter().flat_map(|at| at - 1..=at + 1));
    }
    cuts.retain(|cut| *cut < valid.len());
    for cut in cuts {
        assert!(open(&valid[..cut]).is_err(), "cut to {cut} of {} bytes", valid.len());
    }
    for more in 1..=16 {
        assert!(open(&[&valid[..], &vec![0; more]].concat()).is_err(), "{more} more bytes");
    }
}

/// None is tolerated: the padding between sections is checked, too.
#[test]
fn a_segment_with_a_bit_flipped_is_refused() {
    let mut bytes = valid();
    let sections = sections(&bytes);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 33) as usize % below
    };
    // The directory is most of a small segment, so every other flip is in another section, and all
    // of the padding is flipped besides.
    let mut flips: Vec<usize> = (0..1_000).map(|_| random(bytes.len() * 8)).collect();
    let others: Vec<usize> = (0..bytes.len()).filter(|at| !sections[DIRECTORY].contains(at)).collect();
    flips.extend((0..1_000).map(|_| others[random(others.len())] * 8 + random(8)));
    let padding: Vec<usize> =
        (HEADER..bytes.len()).filter(|at| !sections.iter().any(|range| range.contains(at))).collect();
    assert!(!padding.is_empty());
    flips.extend(padding.iter().flat_map(|at| at * 8..at * 8 + 8));
    for flip in flips {
        bytes[flip / 8] ^= 1 << (flip % 8);
        let opened = Segment::open(Arc::new(bytes.clone()), &Settings::default());
        assert!(opened.is_err(), "bit {} of byte {}", flip % 8, flip / 8);
        bytes[flip / 8] ^= 1 << (flip % 8);
    }
    assert!(open(&bytes).is_ok());
}

/// What would lead a reader out of the bytes of a section, with checksums that hold.
#[test]
fn a_segment_whose_parts_do_not_fit_each_other_is_refused() {
    let valid = valid();
    let sections = sections(&valid);
    let with = |section: usize, entry: usize, value: u32| {
        let mut bytes = valid.clone();
        bytes[sections[section].start + entry * 4..][..4].copy_from_slice(&value.to_le_bytes());
        sum_up(&mut bytes);
        open(&bytes).map(|_| ())
    };
    let mut same = valid.clone();
    sum_up(&mut same);
    assert_eq!(same, valid);
    assert_eq!(with(BEGINS, 0, 1), Err(SegmentError::Damaged), "units before the first text");
    assert_eq!(with(BEGINS, 1, u32::MAX), Err(SegmentError::Damaged));
    for text in [2, 6, 7, u32::MAX] {
        // The first unit stands in the first text that has one.
        assert_eq!(with(TEXT_AT, 0, text), Err(SegmentError::Damaged), "text {text}");
    }
    assert_eq!(with(DIRECTORY, 0, 1), Err(SegmentError::Damaged), "postings before the first key");
    assert_eq!(with(PLACES, 0, u32::MAX), Err(SegmentError::Damaged));

    let altered = |change: &dyn Fn(&mut [u8])| {
        let mut bytes = valid.clone();
        change(&mut bytes);
        sum_up(&mut bytes);
        open(&bytes).map(|_| ())
    };
    let exchange = |x: usize, y: usize, size: usize| {
        altered(&|bytes| (0..size).for_each(|at| bytes.swap(x + at, y + at)))
    };
    let contents = sections[0].start;
    assert_eq!(exchange(contents, contents + 16, 16), Err(SegmentError::Damaged), "texts out of order");
    // Two postings of one key, in the wrong order.
    let keys: Vec<(u32, u16)> = {
        let directory: Vec<u32> = valid[sections[DIRECTORY].clone()]
            .chunks_exact(4)
            .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect();
        let rest = valid[sections[KEYS].clone()]
            .chunks_exact(2)
            .map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
        (0..)
            .zip(rest)
            .map(|(at, rest)| (directory.partition_point(|first| *first <= at) as u32, rest))
            .collect()
    };
    let pair = keys.windows(2).position(|pair| pair[0] == pair[1]).expect("the texts share seeds");
    let place = sections[PLACES].start + pair * 4;
    assert_eq!(exchange(place, place + 4, 4), Err(SegmentError::Damaged), "postings out of order");
    // A span too few, a span too many, a number without an end.
    let spans = sections[SPANS].clone();
    assert_eq!(altered(&|bytes| bytes[spans.start] |= 0x80), Err(SegmentError::Damaged));
    assert_eq!(altered(&|bytes| bytes[spans.end - 1] |= 0x80), Err(SegmentError::Damaged));
    let long = spans.clone().find(|at| valid[*at] & 0x80 != 0).expect("a text has a gap of 128 bytes");
    assert_eq!(altered(&|bytes| bytes[long] &= 0x7f), Err(SegmentError::Damaged));
}
