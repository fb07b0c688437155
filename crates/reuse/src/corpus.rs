//! Many texts, prepared for comparison.
//!
//! Equal texts are kept once. The different texts are numbered in an order made from their
//! contents, which is what makes the result independent of the order of the input.

use crate::search::Text;
use rayon::prelude::*;
use throughline_model::Span;
use throughline_text::{Units, units};

/// Texts prepared at a time: bounds the memory that is held twice.
const BATCH: usize = 512;

/// Units of positions between two entries of the table from positions to texts.
const STRIDE: usize = 64;

/// The different texts of a list of texts.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    hashes: Vec<u64>,
    spans: Vec<Span>,
    /// First unit of each different text, and one past the last of all.
    begins: Vec<u32>,
    /// For every [`STRIDE`]th unit, its text.
    text_at: Vec<u32>,
    /// Indexes of the given texts, grouped by different text, ascending in each group.
    members: Vec<u32>,
    /// First member of each different text, and one past the last of all.
    member_begins: Vec<u32>,
    /// Family of each given text.
    families: Vec<u32>,
}

impl Corpus {
    /// Splits all texts into units.
    ///
    /// # Panics
    /// If the texts have 2³² units or more; that many do not fit into one index.
    pub(crate) fn new(texts: &[Text<'_>]) -> Self {
        let mut order: Vec<(u64, u32)> = texts
            .par_iter()
            .enumerate()
            .map(|(index, text)| (content_hash(text.text), index as u32))
            .collect();
        order.par_sort_unstable_by(|x, y| {
            x.0.cmp(&y.0)
                .then_with(|| texts[x.1 as usize].text.cmp(texts[y.1 as usize].text))
                .then(x.1.cmp(&y.1))
        });
        let mut corpus = Self { families: texts.iter().map(|text| text.family).collect(), ..Self::default() };
        let mut different: Vec<&str> = Vec::new();
        for &(_, index) in &order {
            let text = texts[index as usize].text;
            if different.last() != Some(&text) {
                different.push(text);
                corpus.member_begins.push(corpus.members.len() as u32);
            }
            corpus.members.push(index);
        }
        corpus.member_begins.push(corpus.members.len() as u32);
        drop(order);
        corpus.begins.push(0);
        for batch in different.chunks(BATCH) {
            let prepared: Vec<Units> = batch.par_iter().map(|text| units(text)).collect();
            for of_text in prepared {
                corpus.hashes.extend_from_slice(&of_text.hashes);
                corpus.spans.extend_from_slice(&of_text.spans);
                let end = u32::try_from(corpus.hashes.len()).expect("an index holds fewer than 2^32 units");
                corpus.begins.push(end);
            }
        }
        corpus.hashes.shrink_to_fit();
        corpus.spans.shrink_to_fit();
        let mut text = 0;
        for position in (0..corpus.hashes.len()).step_by(STRIDE) {
            while corpus.begins[text + 1] as usize <= position {
                text += 1;
            }
            corpus.text_at.push(text as u32);
        }
        corpus
    }

    /// Number of different texts.
    pub(crate) fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// Number of units of all different texts.
    pub(crate) fn units(&self) -> usize {
        self.hashes.len()
    }

    /// Position of the first unit of a text.
    pub(crate) fn begin(&self, text: usize) -> u32 {
        self.begins[text]
    }

    /// The units of a text.
    pub(crate) fn hashes(&self, text: usize) -> &[u64] {
        &self.hashes[self.begins[text] as usize..self.begins[text + 1] as usize]
    }

    /// The spans of a text's units.
    pub(crate) fn spans(&self, text: usize) -> &[Span] {
        &self.spans[self.begins[text] as usize..self.begins[text + 1] as usize]
    }

    /// The text that holds the unit at a position.
    pub(crate) fn text_of(&self, position: u32) -> usize {
        let mut text = self.text_at[position as usize / STRIDE] as usize;
        while self.begins[text + 1] <= position {
            text += 1;
        }
        text
    }

    /// Indexes of the given texts that are this different text, ascending.
    pub(crate) fn members(&self, text: usize) -> &[u32] {
        &self.members[self.member_begins[text] as usize..self.member_begins[text + 1] as usize]
    }

    /// Adds the families of a text.
    pub(crate) fn families(&self, text: usize, families: &mut Vec<u32>) {
        families.extend(self.members(text).iter().map(|&member| self.families[member as usize]));
    }
}

/// FNV-1a over eight bytes at a time. Only an order that does not depend on the input's; equality
/// is decided by the texts themselves.
fn content_hash(text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    (words.iter().chain([&last])).fold(text.len() as u64, |hash, word| {
        let mixed = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    })
}
