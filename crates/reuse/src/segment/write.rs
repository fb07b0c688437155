//! Writing a segment.

use super::{LEADING, SECTIONS, STRIDE, Section, output::Output};
use crate::{
    Settings,
    prepared::{Content, Prepared, UNIT_BYTES, Unit},
    seeds::{PLACES_IN_A_TEXT, each_seed},
};
use rayon::prelude::*;
use std::{io::Cursor, ops::Range};

/// Texts gathered for one segment.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    texts: Vec<Gathered>,
    units: Vec<u8>,
    spans: Vec<u8>,
}

/// Where a gathered text's units and spans are.
#[derive(Debug, Clone)]
struct Gathered {
    content: Content,
    units: Range<usize>,
    spans: Range<usize>,
}

/// Bytes of memory that gathering and writing take for each unit, at most.
const BYTES_A_UNIT: usize = 40;

impl SegmentBuilder {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        self.add_prepared(Content::of(text), &Prepared::new(text));
    }

    /// Adds texts, taken apart on all threads.
    pub fn add_all(&mut self, texts: &[(Content, &str)]) {
        // Not all at once: units and spans taken apart are several times as large as the text.
        for texts in texts.chunks(16 * rayon::current_num_threads()) {
            let prepared: Vec<Prepared> = texts.par_iter().map(|(_, text)| Prepared::new(text)).collect();
            for ((content, _), prepared) in texts.iter().zip(&prepared) {
                self.add_prepared(*content, prepared);
            }
        }
    }

    fn add_prepared(&mut self, content: Content, prepared: &Prepared) {
        let units = self.units.len();
        for &unit in &prepared.units {
            self.units.extend_from_slice(&unit.to_le_bytes()[..UNIT_BYTES]);
        }
        let spans = self.spans.len();
        let mut end = 0;
        for span in &prepared.spans {
            put_varint(&mut self.spans, span.begin - end);
            put_varint(&mut self.spans, (span.end - span.begin) * 2 + u32::from(span.folded));
            end = span.end;
        }
        self.texts.push(Gathered { content, units: units..self.units.len(), spans: spans..self.spans.len() });
    }

    /// Adds the texts of another builder.
    pub fn append(&mut self, other: Self) {
        let (units, spans) = (self.units.len(), self.spans.len());
        self.units.extend_from_slice(&other.units);
        self.spans.extend_from_slice(&other.spans);
        self.texts.extend(other.texts.into_iter().map(|text| Gathered {
            content: text.content,
            units: text.units.start + units..text.units.end + units,
            spans: text.spans.start + spans..text.spans.end + spans,
        }));
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Bytes of memory that finishing this segment would take.
    pub fn memory(&self) -> usize {
        self.units.len() / UNIT_BYTES * BYTES_A_UNIT
    }

    /// Writes the segment. Equal texts are kept once.
    ///
    /// # Panics
    /// If the texts have 2³² units or bytes of spans or more: a caller that bounds
    /// [`memory`](Self::memory) never comes near.
    pub fn finish(mut self, settings: &Settings) -> Vec<u8> {
        self.texts.sort_unstable_by_key(|text| text.content);
        self.texts.dedup_by_key(|text| text.content);
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        let (mut units_end, mut spans_end) = (0_usize, 0_usize);
        for text in &self.texts {
            sections[Section::Contents as usize].extend_from_slice(&text.content.0.to_be_bytes());
            put_number(&mut sections[Section::Begins as usize], units_end);
            put_number(&mut sections[Section::SpanBegins as usize], spans_end);
            sections[Section::Units as usize].extend_from_slice(&self.units[text.units.clone()]);
            sections[Section::Spans as usize].extend_from_slice(&self.spans[text.spans.clone()]);
            units_end += text.units.len() / UNIT_BYTES;
            spans_end += text.spans.len();
        }
        put_number(&mut sections[Section::Begins as usize], units_end);
        put_number(&mut sections[Section::SpanBegins as usize], spans_end);
        let mut begins: Vec<u32> = Vec::with_capacity(self.texts.len() + 1);
        begins.push(0);
        for text in &self.texts {
            begins.push(begins[begins.len() - 1] + (text.units.len() / UNIT_BYTES) as u32);
        }
        drop(self);
        write_text_at(&begins, &mut sections[Section::TextAt as usize]);
        let units = &sections[Section::Units as usize];
        let of_text =
            |text: usize| begins[text] as usize * UNIT_BYTES..begins[text + 1] as usize * UNIT_BYTES;
        let units_of = |text: usize, own: &mut Vec<Unit>| decode_units(&units[of_text(text)], own);
        let entries = postings_of(&begins, &units_of, settings);
        write_postings(entries, &mut sections);
        let mut output = Output::new(Cursor::new(Vec::new()), sections.each_ref().map(Vec::len));
        for (section, bytes) in Section::ALL.into_iter().zip(sections) {
            output.append(section, &bytes).expect("memory is written to");
        }
        output.finish(settings).expect("memory is written to").into_inner()
    }
}

pub(super) fn write_text_at(begins: &[u32], section: &mut Vec<u8>) {
    let mut text = 0;
    for unit in (0..begins[begins.len() - 1]).step_by(STRIDE) {
        while begins[text + 1] <= unit {
            text += 1;
        }
        put_number(section, text);
    }
}

/// Texts whose seeds one thread finds at a time.
const TEXTS: usize = 64;

/// All postings of texts as numbers that sort by key, then place, one list for each of some ranges
/// of keys, given the first unit of each text and what decodes its units.
pub(crate) fn postings_of(
    begins: &[u32],
    units_of: &(dyn Fn(usize, &mut Vec<Unit>) + Sync),
    settings: &Settings,
) -> Vec<Vec<u64>> {
    let texts = begins.len() - 1;
    let of_texts = |range: Range<usize>| {
        let (mut entries, mut own) = (Vec::new(), Vec::new());
        for text in range {
            units_of(text, &mut own);
            each_seed(&own, settings, |seed| {
                entries.push((u64::from(seed.key) << 32) | u64::from(begins[text] + seed.at));
            });
        }
        entries
    };
    let chunks: Vec<usize> = (0..texts).step_by(TEXTS).collect();
    let parts = if begins[texts] < FEW_UNITS { 1 } else { PARTS };
    let mut of_keys: Vec<Vec<u64>> = vec![Vec::new(); parts];
    for chunks in chunks.chunks(4 * rayon::current_num_threads()) {
        let entries: Vec<Vec<u64>> =
            chunks.par_iter().map(|&first| of_texts(first..(first + TEXTS).min(texts))).collect();
        for entry in entries.into_iter().flatten() {
            of_keys[((entry >> 32) as usize * parts) >> 32].push(entry);
        }
    }
    of_keys.par_iter_mut().for_each(|entries| {
        sort_by_key(entries);
        leave_few_of_a_text(entries, begins);
    });
    of_keys
}

/// Ranges of keys whose postings are sorted apart: in the processor's cache, and on all threads.
const PARTS: usize = 64;

/// Up to so many units, there is one range.
const FEW_UNITS: u32 = 1 << 14;

/// Leaves the first few places of a key in each text.
fn leave_few_of_a_text(entries: &mut Vec<u64>, begins: &[u32]) {
    let is_one_too_many = |entries: &[u64], at: usize| {
        let Some(earlier) = at.checked_sub(PLACES_IN_A_TEXT).map(|earlier| entries[earlier]) else {
            return false;
        };
        earlier >> 32 == entries[at] >> 32 && {
            let begins_after = begins.partition_point(|begin| *begin <= entries[at] as u32);
            earlier as u32 >= begins[begins_after - 1]
        }
    };
    let surplus: Vec<usize> = (0..entries.len()).filter(|&at| is_one_too_many(entries, at)).collect();
    if surplus.is_empty() {
        return;
    }
    let (mut at, mut surplus) = (0, surplus.into_iter().peekable());
    entries.retain(|_| {
        at += 1;
        surplus.next_if_eq(&(at - 1)).is_none()
    });
}

/// Sorts postings of which those of one key already ascend by place: by the key alone, stably, two
/// digits of 16 bits from the least (a radix sort), which takes half the time of a comparison sort.
fn sort_by_key(entries: &mut Vec<u64>) {
    if entries.len() < LEADING {
        entries.sort_unstable();
        return;
    }
    let mut other = vec![0; entries.len()];
    for shift in [32, 48] {
        let digit = |entry: u64| (entry >> shift) as u16 as usize;
        let mut starts = vec![0_u32; LEADING + 1];
        for &entry in entries.iter() {
            starts[digit(entry) + 1] += 1;
        }
        for at in 0..LEADING {
            starts[at + 1] += starts[at];
        }
        for &entry in entries.iter() {
            let start = &mut starts[digit(entry)];
            other[*start as usize] = entry;
            *start += 1;
        }
        std::mem::swap(entries, &mut other);
    }
}

fn write_postings(parts: Vec<Vec<u64>>, sections: &mut [Vec<u8>; SECTIONS]) {
    let all: usize = parts.iter().map(Vec::len).sum();
    let [.., directory, keys, places] = sections;
    keys.reserve_exact(all * 2);
    places.reserve_exact(all * 4);
    let (mut leading, mut at) = (0, 0);
    // Each part is freed when it is written.
    for entry in parts.into_iter().flatten() {
        while leading <= (entry >> 48) as usize {
            put_number(directory, at);
            leading += 1;
        }
        keys.extend_from_slice(&((entry >> 32) as u16).to_le_bytes());
        places.extend_from_slice(&(entry as u32).to_le_bytes());
        at += 1;
    }
    for _ in leading..=LEADING {
        put_number(directory, all);
    }
}

/// Reads stored units.
pub(super) fn decode_units(bytes: &[u8], units: &mut Vec<Unit>) {
    const MASK: u64 = u64::MAX >> (64 - 8 * UNIT_BYTES);
    units.clear();
    units.reserve(bytes.len() / UNIT_BYTES);
    // Eight at a time, each from eight bytes, of which the last three are the next one's.
    let (eights, rest) = bytes.as_chunks::<{ 8 * UNIT_BYTES }>();
    for eight in eights {
        let from = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| eight[at + byte]));
        let last = from(8 * UNIT_BYTES - 8) >> (64 - 8 * UNIT_BYTES);
        units.extend_from_slice(&[
            from(0) & MASK,
            from(UNIT_BYTES) & MASK,
            from(2 * UNIT_BYTES) & MASK,
            from(3 * UNIT_BYTES) & MASK,
            from(4 * UNIT_BYTES) & MASK,
            from(5 * UNIT_BYTES) & MASK,
            from(6 * UNIT_BYTES) & MASK,
            last,
        ]);
    }
    let (rest, _) = rest.as_chunks::<UNIT_BYTES>();
    units.extend(rest.iter().map(|&[a, b, c, d, e]| u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])));
}

pub(super) fn put_number(section: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).expect("a segment holds fewer than 2^32 units");
    section.extend_from_slice(&number.to_le_bytes());
}

fn put_varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
