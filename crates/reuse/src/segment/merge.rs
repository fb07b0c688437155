//! One segment with the texts of several.
//!
//! Neither texts nor seeds are needed again: units and spans are copied in the new order of the
//! texts, and postings, which are sorted by key in every segment, are gathered key by key. Little
//! is in memory at a time, however large the segments are.

use super::{
    LEADING, STRIDE, Section, View,
    output::Output,
    write::{put_number, write_text_at},
};
use crate::{
    Settings,
    prepared::{Content, UNIT_BYTES},
};
use rayon::prelude::*;
use std::{
    io::{Result, Seek, Write},
    ops::Range,
};

/// Writes a segment with the texts of all given ones; a text of several is kept once.
pub(super) fn merge(views: &[View<'_>], settings: &Settings, out: impl Write + Seek) -> Result<()> {
    let texts = texts_of(views);
    let mut begins: Vec<u32> = Vec::with_capacity(texts.len() + 1);
    let mut span_begins: Vec<u8> = Vec::with_capacity((texts.len() + 1) * 4);
    let mut moved: Vec<Vec<u32>> = views.iter().map(|view| vec![DROPPED; view.len()]).collect();
    let (mut units, mut spans) = (0_usize, 0_usize);
    for text in &texts {
        let view = &views[text.segment];
        begins.push(u32::try_from(units).expect("a segment holds fewer than 2^32 units"));
        put_number(&mut span_begins, spans);
        moved[text.segment][text.number] = units as u32;
        units += (view.begin(text.number + 1) - view.begin(text.number)) as usize;
        spans += view.span_bytes(text.number).len();
    }
    begins.push(u32::try_from(units).expect("a segment holds fewer than 2^32 units"));
    put_number(&mut span_begins, spans);
    let postings = Postings { views, moved: &moved };
    let has_dropped = moved.iter().flatten().any(|begin| *begin == DROPPED);
    let counts: Vec<usize> =
        (0..LEADING).into_par_iter().map(|leading| postings.count(leading, has_dropped)).collect();
    let count: usize = counts.iter().sum();

    let mut output = Output::new(
        out,
        Section::ALL.map(|section| match section {
            Section::Contents => texts.len() * 16,
            Section::Begins | Section::SpanBegins => (texts.len() + 1) * 4,
            Section::TextAt => units.div_ceil(STRIDE) * 4,
            Section::Units => units * UNIT_BYTES,
            Section::Spans => spans,
            Section::Directory => (LEADING + 1) * 4,
            Section::Keys => count * 2,
            Section::Places => count * 4,
        }),
    );
    for text in &texts {
        output.append(Section::Contents, &text.content.0.to_be_bytes())?;
    }
    output.append(Section::Begins, &numbers(begins.iter().map(|begin| *begin as usize)))?;
    let mut text_at = Vec::new();
    write_text_at(&begins, &mut text_at);
    output.append(Section::TextAt, &text_at)?;
    for text in &texts {
        output.append(Section::Units, views[text.segment].unit_bytes(text.number))?;
    }
    output.append(Section::SpanBegins, &span_begins)?;
    for text in &texts {
        output.append(Section::Spans, views[text.segment].span_bytes(text.number))?;
    }
    let firsts = counts.iter().scan(0, |end, count| Some(std::mem::replace(end, *end + count)));
    output.append(Section::Directory, &numbers(firsts.chain([count])))?;
    let pieces: Vec<usize> = (0..LEADING).step_by(PIECE).collect();
    for pieces in pieces.chunks(2 * rayon::current_num_threads()) {
        let gathered: Vec<(Vec<u8>, Vec<u8>)> =
            pieces.par_iter().map(|&first| postings.gather(first..first + PIECE)).collect();
        for (keys, places) in gathered {
            output.append(Section::Keys, &keys)?;
            output.append(Section::Places, &places)?;
        }
    }
    output.finish(settings)?;
    Ok(())
}

/// Values of a key's leading bits whose postings are gathered together.
const PIECE: usize = 256;

/// Where the units of a text go that is kept in another segment.
const DROPPED: u32 = u32::MAX;

/// A text of one of the segments.
struct Text {
    content: Content,
    segment: usize,
    number: usize,
}

/// All texts in order, each once.
fn texts_of(views: &[View<'_>]) -> Vec<Text> {
    let numbers = |(segment, view): (usize, &View<'_>)| (0..view.len()).map(move |number| (segment, number));
    let mut texts: Vec<Text> = (views.iter().enumerate().flat_map(numbers))
        .map(|(segment, number)| Text { content: views[segment].content(number), segment, number })
        .collect();
    texts.sort_unstable_by_key(|text| (text.content, text.segment));
    texts.dedup_by_key(|text| text.content);
    texts
}

fn numbers(all: impl Iterator<Item = usize>) -> Vec<u8> {
    let mut bytes = Vec::new();
    all.for_each(|number| put_number(&mut bytes, number));
    bytes
}

/// The postings of several segments.
struct Postings<'a> {
    views: &'a [View<'a>],
    /// For each text of each segment its first unit in the new one, or [`DROPPED`].
    moved: &'a [Vec<u32>],
}

impl Postings<'_> {
    /// Calls `found` with the key and the new place of each posting, segment by segment.
    fn each(&self, leading: Range<usize>, mut found: impl FnMut(u32, u32)) {
        for (view, moved) in self.views.iter().zip(self.moved) {
            view.postings_in(leading.clone(), |key, place| {
                let text = view.text_of(place);
                if moved[text] != DROPPED {
                    found(key, moved[text] + (place - view.begin(text)));
                }
            });
        }
    }

    fn count(&self, leading: usize, has_dropped: bool) -> usize {
        if !has_dropped {
            return self.views.iter().map(|view| view.posting_count(leading)).sum();
        }
        let mut count = 0;
        self.each(leading..leading + 1, |_, _| count += 1);
        count
    }

    /// The keys and places of some leading bits, as they are stored.
    fn gather(&self, leading: Range<usize>) -> (Vec<u8>, Vec<u8>) {
        let (mut keys, mut places, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for leading in leading {
            entries.clear();
            self.each(leading..leading + 1, |key, place| {
                entries.push((u64::from(key as u16) << 32) | u64::from(place));
            });
            entries.sort_unstable();
            for entry in &entries {
                keys.extend_from_slice(&((entry >> 32) as u16).to_le_bytes());
                places.extend_from_slice(&(*entry as u32).to_le_bytes());
            }
        }
        (keys, places)
    }
}
