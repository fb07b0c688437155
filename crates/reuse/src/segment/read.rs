//! Reading a segment in place.

use super::{
    HEADER_BYTES, LEADING, MAGIC, SECTIONS, STRIDE, Section, U16, U32, merge::merge, write::decode_units,
};
use crate::{
    Settings,
    prepared::{Content, UNIT_BYTES, Unit, UnitSpan},
};
use rayon::prelude::*;
use std::{
    fmt,
    io::{self, Seek, Write},
    ops::Range,
    sync::Arc,
};
use zerocopy::FromBytes;

/// Why bytes are not a segment that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// They are no segment, or one of another layout.
    #[error("not a segment of this layout")]
    Layout,
    /// The seeds were made with other settings.
    #[error("its seeds were made with other settings")]
    Settings,
    /// They were cut or altered since they were written.
    #[error("cut or altered since it was written")]
    Damaged,
}

/// Bytes of a segment: a file mapped into memory, or a vector.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Texts prepared for comparison, with postings; see the module.
#[derive(Clone)]
pub struct Segment {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment").field("texts", &self.view().len()).finish_non_exhaustive()
    }
}

impl Segment {
    /// Checks the bytes of a segment and opens it.
    ///
    /// # Errors
    /// If they are not a whole segment, made with the same settings.
    pub fn open(bytes: Bytes, settings: &Settings) -> Result<Self, SegmentError> {
        let all = (*bytes).as_ref();
        let header = all.get(..HEADER_BYTES).ok_or(SegmentError::Damaged)?;
        if header[..8] != MAGIC {
            return Err(SegmentError::Layout);
        }
        let (checked, checksum) = header.split_at(HEADER_BYTES - 4);
        if crc32fast::hash(checked).to_le_bytes() != checksum {
            return Err(SegmentError::Damaged);
        }
        if header[8..24] != settings.seeds_digest() {
            return Err(SegmentError::Settings);
        }
        let mut sections: [Range<usize>; SECTIONS] = std::array::from_fn(|_| 0..0);
        let mut end = HEADER_BYTES;
        for (section, fields) in sections.iter_mut().zip(header[24..].chunks_exact(20)) {
            let number =
                |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| fields[at + byte])) as usize;
            let (begin, length) = (number(0), number(8));
            *section = begin..begin.checked_add(length).ok_or(SegmentError::Damaged)?;
            let bytes = all.get(section.clone()).ok_or(SegmentError::Damaged)?;
            if begin != end.next_multiple_of(8) || !is_padding(&all[end..begin]) {
                return Err(SegmentError::Damaged);
            }
            end = section.end;
            if crc32fast::hash(bytes).to_le_bytes() != fields[16..20] {
                return Err(SegmentError::Damaged);
            }
        }
        if all.len() != end.next_multiple_of(8) || !is_padding(&all[end..]) {
            return Err(SegmentError::Damaged);
        }
        let segment = Self { bytes, sections };
        if segment.is_consistent() { Ok(segment) } else { Err(SegmentError::Damaged) }
    }

    /// The same segment in other bytes, which are those that were checked: a file that was mapped
    /// anew, of which nothing is in memory yet. `None` if their number differs.
    pub fn in_bytes(&self, bytes: Bytes) -> Option<Self> {
        let is_same = (*bytes).as_ref().len() == self.byte_length();
        is_same.then(|| Self { bytes, sections: self.sections.clone() })
    }

    /// Whether the sections fit each other, so that what is read stays inside. Checksums tell
    /// damage; this also holds for bytes whose checksums were made by something else.
    fn is_consistent(&self) -> bool {
        let length = |section: Section| self.sections[section as usize].len();
        let texts = length(Section::Contents) / 16;
        if length(Section::Contents) % 16 != 0
            || length(Section::Begins) != (texts + 1) * 4
            || length(Section::SpanBegins) != (texts + 1) * 4
            || length(Section::Directory) != (LEADING + 1) * 4
            || length(Section::Places) % 4 != 0
            || length(Section::Keys) != length(Section::Places) / 2
            || length(Section::Units) % UNIT_BYTES != 0
        {
            return false;
        }
        let view = self.view();
        let units = length(Section::Units) / UNIT_BYTES;
        let ascend = |numbers: &[U32], end: usize| {
            numbers.first().is_some_and(|first| first.get() == 0)
                && numbers.is_sorted()
                && numbers.last().is_some_and(|last| last.get() as usize == end)
        };
        // Contents are stored big endian, so their bytes sort as they do.
        view.contents.is_sorted_by(|x, y| x < y)
            && ascend(view.begins, units)
            && ascend(view.span_begins, length(Section::Spans))
            && ascend(view.directory, view.places.len())
            && view.text_at.len() == units.div_ceil(STRIDE)
            && view.has_true_text_at()
            && (0..texts).into_par_iter().with_min_len(64).all(|text| view.has_a_span_for_each_unit(text))
            && (0..LEADING)
                .into_par_iter()
                .with_min_len(1024)
                .all(|leading| view.has_postings_in_order(leading))
            && view.places.iter().all(|place| (place.get() as usize) < units)
    }

    /// The segment's parts.
    pub(crate) fn view(&self) -> View<'_> {
        let all = (*self.bytes).as_ref();
        let section = |section: Section| &all[self.sections[section as usize].clone()];
        View {
            contents: section(Section::Contents).as_chunks().0,
            begins: numbers(section(Section::Begins)),
            text_at: numbers(section(Section::TextAt)),
            units: section(Section::Units),
            span_begins: numbers(section(Section::SpanBegins)),
            spans: section(Section::Spans),
            directory: numbers(section(Section::Directory)),
            keys: <[U16]>::ref_from_bytes(section(Section::Keys)).unwrap_or_default(),
            places: numbers(section(Section::Places)),
        }
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.view().len()
    }

    /// Whether it has no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes it takes.
    pub fn byte_length(&self) -> usize {
        (*self.bytes).as_ref().len()
    }

    /// The contents of its texts, ascending.
    pub fn contents(&self) -> impl Iterator<Item = Content> {
        let view = self.view();
        (0..view.len()).map(move |text| view.content(text))
    }

    /// Writes one segment with the texts of all given ones, in little memory.
    ///
    /// # Errors
    /// If it cannot be written.
    ///
    /// # Panics
    /// If the texts have 2³² units or bytes of spans or more.
    pub fn merge(segments: &[Self], settings: &Settings, out: impl Write + Seek) -> io::Result<()> {
        let views: Vec<View<'_>> = segments.iter().map(Self::view).collect();
        merge(&views, settings, out)
    }
}

fn numbers(bytes: &[u8]) -> &[U32] {
    <[U32]>::ref_from_bytes(bytes).unwrap_or_default()
}

/// The parts of a segment, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    contents: &'a [[u8; 16]],
    begins: &'a [U32],
    text_at: &'a [U32],
    units: &'a [u8],
    span_begins: &'a [U32],
    spans: &'a [u8],
    directory: &'a [U32],
    keys: &'a [U16],
    places: &'a [U32],
}

/// Postings that are looked through before a binary search.
const NEAR: usize = 24;

impl<'a> View<'a> {
    /// Number of texts.
    pub(crate) fn len(&self) -> usize {
        self.contents.len()
    }

    /// Whether the table from units to texts names the text that holds each unit.
    fn has_true_text_at(&self) -> bool {
        self.text_at.iter().enumerate().all(|(entry, text)| {
            let (text, unit) = (text.get() as usize, (entry * STRIDE) as u32);
            text < self.len() && self.begin(text) <= unit && unit < self.begin(text + 1)
        })
    }

    /// Whether the spans of a text are two numbers a unit.
    fn has_a_span_for_each_unit(&self, text: usize) -> bool {
        let (bytes, units) = (self.span_bytes(text), self.begin(text + 1) - self.begin(text));
        let ends_a_number = |byte: &&u8| **byte & 0x80 == 0;
        bytes.iter().filter(ends_a_number).count() == units as usize * 2
            && bytes.last().is_none_or(|last| ends_a_number(&last))
    }

    /// Whether the postings of the keys with these leading bits ascend by key and place.
    fn has_postings_in_order(&self, leading: usize) -> bool {
        let (from, to) = (self.directory[leading].get() as usize, self.directory[leading + 1].get() as usize);
        let postings = self.keys[from..to].iter().zip(&self.places[from..to]);
        let order = postings.map(|(key, place)| (u64::from(key.get()) << 32) | u64::from(place.get()));
        order.is_sorted_by(|x, y| x < y)
    }

    /// Which text it is.
    pub(crate) fn content(&self, text: usize) -> Content {
        Content(u128::from_be_bytes(self.contents[text]))
    }

    /// Number of texts whose content is smaller.
    pub(crate) fn texts_before(&self, content: Content) -> usize {
        self.texts_before_in(0..self.len(), content)
    }

    /// The same, where it is known to lie in a range.
    pub(crate) fn texts_before_in(&self, texts: Range<usize>, content: Content) -> usize {
        let first = texts.start;
        first + self.contents[texts].partition_point(|other| u128::from_be_bytes(*other) < content.0)
    }

    /// First unit of a text; of the number of texts, the end.
    pub(crate) fn begin(&self, text: usize) -> u32 {
        self.begins[text].get()
    }

    /// The text that holds a unit.
    pub(crate) fn text_of(&self, place: u32) -> usize {
        let mut text = self.text_at[place as usize / STRIDE].get() as usize;
        while self.begins[text + 1].get() <= place {
            text += 1;
        }
        text
    }

    pub(super) fn unit_bytes(&self, text: usize) -> &'a [u8] {
        &self.units[self.begin(text) as usize * UNIT_BYTES..self.begin(text + 1) as usize * UNIT_BYTES]
    }

    pub(super) fn span_bytes(&self, text: usize) -> &'a [u8] {
        &self.spans[self.span_begins[text].get() as usize..self.span_begins[text + 1].get() as usize]
    }

    /// The units of a text.
    pub(crate) fn units(&self, text: usize, units: &mut Vec<Unit>) {
        decode_units(self.unit_bytes(text), units);
    }

    /// The spans of a text's first units.
    pub(crate) fn spans(&self, text: usize, units: usize, spans: &mut Vec<UnitSpan>) {
        spans.clear();
        let mut bytes = self.span_bytes(text).iter();
        let mut end = 0_u32;
        while bytes.len() > 0 && spans.len() < units {
            let begin = end.saturating_add(varint(&mut bytes));
            let length = varint(&mut bytes);
            end = begin.saturating_add(length >> 1);
            spans.push(UnitSpan { begin, end, folded: length & 1 == 1 });
        }
    }

    /// The postings of a key, none of which stands before posting `from`.
    pub(crate) fn postings_after(&self, key: u32, from: usize) -> Range<usize> {
        let leading = (key >> 16) as usize;
        let begin = (self.directory[leading].get() as usize).max(from);
        let of_leading = &self.keys[begin..(self.directory[leading + 1].get() as usize).max(begin)];
        let rest = key as u16;
        // Where many keys are looked up in order, the next one is near.
        let near = of_leading.iter().take(NEAR).take_while(|other| other.get() < rest).count();
        let far = if near < NEAR { 0 } else { first_from(&of_leading[near..], rest) };
        let length = of_leading[near + far..].iter().take_while(|other| other.get() == rest).count();
        begin + near + far..begin + near + far + length
    }

    /// Number of the postings whose keys have these leading bits.
    pub(crate) fn posting_count(&self, leading: usize) -> usize {
        (self.directory[leading + 1].get() - self.directory[leading].get()) as usize
    }

    /// Calls `found` with the key and the place of all postings whose keys' leading bits lie in a
    /// range, by both.
    pub(crate) fn postings_in(&self, leading: Range<usize>, mut found: impl FnMut(u32, u32)) {
        for leading in leading {
            let postings = self.directory[leading].get() as usize..self.directory[leading + 1].get() as usize;
            let key = (leading as u32) << 16;
            for (rest, place) in self.keys[postings.clone()].iter().zip(&self.places[postings]) {
                found(key | u32::from(rest.get()), place.get());
            }
        }
    }

    /// The place of a posting.
    pub(crate) fn place(&self, posting: usize) -> u32 {
        self.places[posting].get()
    }

    /// How many of a key's postings stand before a unit of the segment.
    pub(crate) fn places_before(&self, postings: Range<usize>, unit: u32) -> usize {
        self.places[postings].partition_point(|place| place.get() < unit)
    }
}

/// The first of some sorted numbers that is not below one. Keys are hashes, so it is near where it
/// would be if they were spread evenly.
fn first_from(keys: &[U16], rest: u16) -> usize {
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return 0 };
    let (first, last) = (usize::from(first.get()), usize::from(last.get()));
    let is_below = |at: usize| keys[at].get() < rest;
    let guess = (usize::from(rest).saturating_sub(first) * keys.len() / (last - first + 1)).min(keys.len());
    // Steps that double, from the guess towards the number.
    let (mut low, mut high, mut step) = (guess, guess, 16);
    while low > 0 && !is_below(low - 1) {
        high = low - 1;
        low = low.saturating_sub(step);
        step *= 2;
    }
    while high < keys.len() && is_below(high) {
        low = high + 1;
        high = (high + step).min(keys.len());
        step *= 2;
    }
    low + keys[low..high].partition_point(|other| other.get() < rest)
}

/// What stands between two sections.
fn is_padding(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

fn varint(bytes: &mut std::slice::Iter<'_, u8>) -> u32 {
    let (mut number, mut shift) = (0, 0);
    for byte in bytes {
        number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}
