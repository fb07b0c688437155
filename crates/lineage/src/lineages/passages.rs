//! From blocks to passages, and from passages to sets of passages that are one text.
//!
//! A *passage* is a maximal run of strongly overlapping spans within a document; where the
//! overlap of neighbours falls below half of the shorter one, a new passage begins. What counts is
//! what is kept: of two documents that share a form with a third, one may have its frame and the
//! other what is filled in, and these are two passages in one place. A block joins
//! its two passages if it covers at least half of each. A block that covers less of one (a
//! sentence of a long statement) is looked at again on the next level, where passages are made of
//! the remaining blocks alone, so the sentence becomes a passage of its own inside the statement.
//! Passages of two levels that cover half of each other are the same.
//!
//! Last, a set whose passages lie inside those of exactly one other set joins it: quotations of a
//! statement belong to the statement. What lies inside must be most of the set's own text: a story
//! that shares a paragraph with another is a story of its own. A sentence that lies inside two different stories joins
//! neither, and so cannot chain them. Nor does a set join a text that is decidedly younger than
//! itself: an old sentence is not part of each new text that takes it up.

use super::{
    blocks::{Block, Kept},
    forest::Forest,
};
use crate::{corpus::Corpus, spans};
use rayon::prelude::*;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use throughline_model::Span;

/// Levels after which the remaining blocks join as they are. Each level at least halves the
/// passages in question, so texts run out long before.
const LEVELS: usize = 12;

/// A passage of one document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage {
    pub(super) document: u32,
    pub(super) span: Span,
    /// Number of the set it belongs to.
    pub(super) set: u32,
}

/// Passages, and for each block the set it belongs to.
pub(super) struct Sets {
    pub(super) passages: Vec<Passage>,
    /// Number of each block's set.
    pub(super) set_of_block: Vec<u32>,
}

/// Puts passages together by the blocks that join them.
pub(super) fn join(corpus: &Corpus, blocks: &[Block], kept: &Kept<'_>) -> Sets {
    let mut state = State::default();
    let mut passage_of_block = vec![0; blocks.len()];
    let mut remaining: Vec<u32> = (0..blocks.len() as u32).collect();
    for level in 0..=LEVELS {
        if remaining.is_empty() {
            break;
        }
        remaining = state.join_level(blocks, kept, &remaining, level == LEVELS, &mut passage_of_block);
    }
    state.join_parts_to_wholes(corpus);
    for passage in 0..state.passages.len() {
        state.passages[passage].set = state.forest.root(passage as u32);
    }
    let set_of_block = passage_of_block.iter().map(|passage| state.forest.root(*passage)).collect();
    Sets { passages: state.passages, set_of_block }
}

#[derive(Default)]
struct State {
    passages: Vec<Passage>,
    forest: Forest,
    /// Passages of earlier levels by document.
    by_document: BTreeMap<u32, Vec<u32>>,
    /// A passage and the earlier, longer one it lies inside.
    inside: Vec<(u32, u32)>,
    /// For each passage what its blocks keep of it.
    kept: Vec<Vec<Span>>,
}

impl State {
    /// Joins what can be joined and returns the blocks that remain.
    fn join_level(
        &mut self,
        blocks: &[Block],
        kept: &Kept<'_>,
        remaining: &[u32],
        is_last: bool,
        passage_of_block: &mut [u32],
    ) -> Vec<u32> {
        let mut ends: Vec<(u32, u32, Reverse<u32>, u32, bool)> = Vec::with_capacity(remaining.len() * 2);
        for (&position, place) in remaining.iter().zip(0..) {
            let block = &blocks[position as usize];
            ends.push((block.a, block.a_span.begin, Reverse(block.a_span.end), place, false));
            ends.push((block.b, block.b_span.begin, Reverse(block.b_span.end), place, true));
        }
        ends.par_sort_unstable();
        let first_new = self.passages.len() as u32;
        let mut passages_of: Vec<[u32; 2]> = vec![[0; 2]; remaining.len()];
        // The passages of the document at hand that a further span can overlap.
        let mut open: Vec<u32> = Vec::new();
        for (document, begin, Reverse(end), place, is_b) in ends {
            let span = Span { begin, end };
            open.retain(|passage| {
                let passage = &self.passages[*passage as usize];
                passage.document == document && passage.span.end > begin
            });
            let own = kept.in_block(remaining[place as usize], is_b);
            let passage = self.passage_for(document, span, own, &mut open, is_last);
            passages_of[place as usize][usize::from(is_b)] = passage;
        }
        self.relate_to_earlier_levels(first_new);

        let mut left = Vec::new();
        for (&position, [a, b]) in remaining.iter().zip(passages_of) {
            let block = &blocks[position as usize];
            let covers =
                |passage: u32, span: Span| 2 * span.len() >= self.passages[passage as usize].span.len();
            if is_last || (covers(a, block.a_span) && covers(b, block.b_span)) {
                passage_of_block[position as usize] = self.forest.join(a, b);
            } else {
                left.push(position);
            }
        }
        left
    }

    /// Extends an open passage that keeps the same, or begins a new one.
    fn passage_for(
        &mut self,
        document: u32,
        span: Span,
        own: Vec<Span>,
        open: &mut Vec<u32>,
        is_last: bool,
    ) -> u32 {
        let is_same = |passage: &&u32| {
            let other = self.passages[**passage as usize].span;
            let shorter = other.len().min(span.len());
            let is_here = if is_last { other == span } else { 2 * other.overlap(&span) >= shorter };
            is_here && keep_the_same(&self.kept[**passage as usize], &own)
        };
        // The youngest of several: it begins nearest.
        if let Some(&passage) = open.iter().rev().find(is_same) {
            let (at, kept) = (passage as usize, &mut self.kept[passage as usize]);
            self.passages[at].span = spans::hull(self.passages[at].span, span);
            *kept = spans::union(std::mem::take(kept).into_iter().chain(own));
            return passage;
        }
        self.passages.push(Passage { document, span, set: 0 });
        self.kept.push(own);
        let passage = self.forest.add();
        open.push(passage);
        passage
    }

    fn relate_to_earlier_levels(&mut self, first_new: u32) {
        for new in first_new..self.passages.len() as u32 {
            let Passage { document, span, .. } = self.passages[new as usize];
            for &earlier in self.by_document.get(&document).into_iter().flatten() {
                let other = self.passages[earlier as usize].span;
                let overlap = other.overlap(&span);
                if !keep_the_same(&self.kept[earlier as usize], &self.kept[new as usize]) {
                    continue;
                }
                if 2 * overlap >= span.len() && 2 * overlap >= other.len() {
                    self.forest.join(new, earlier);
                } else if 5 * overlap >= 4 * span.len() {
                    self.inside.push((new, earlier));
                }
            }
        }
        for new in first_new..self.passages.len() as u32 {
            self.by_document.entry(self.passages[new as usize].document).or_default().push(new);
        }
    }

    /// Joins each set that lies inside exactly one other to it, the longest texts first.
    fn join_parts_to_wholes(&mut self, corpus: &Corpus) {
        // For each set that has passages inside those of others, these and the longest such passage.
        let mut wholes_of: BTreeMap<u32, (BTreeSet<u32>, usize)> = BTreeMap::new();
        for (passage, whole) in std::mem::take(&mut self.inside) {
            let (part, whole) = (self.forest.root(passage), self.forest.root(whole));
            if part != whole {
                let (wholes, inside) = wholes_of.entry(part).or_default();
                wholes.insert(whole);
                *inside = self.passages[passage as usize].span.len().max(*inside);
            }
        }
        let mut longest: Vec<usize> = vec![0; self.passages.len()];
        let mut first: Vec<Option<u32>> = vec![None; self.passages.len()];
        for position in 0..self.passages.len() as u32 {
            let root = self.forest.root(position) as usize;
            let Passage { document, span, .. } = self.passages[position as usize];
            longest[root] = span.len().max(longest[root]);
            first[root] =
                first[root].into_iter().chain([document]).min_by_key(|document| corpus.rank_key(*document));
        }
        let is_before = |a: u32, b: u32| {
            let (Some(a), Some(b)) = (first[a as usize], first[b as usize]) else { return false };
            corpus.is_before(a, b)
        };
        let mut parts: Vec<(u32, BTreeSet<u32>)> = wholes_of
            .into_iter()
            .filter(|(part, (_, inside))| 3 * inside >= 2 * longest[*part as usize])
            .map(|(part, (wholes, _))| (part, wholes))
            .collect();
        parts.sort_by_key(|(part, _)| (Reverse(longest[*part as usize]), *part));
        for (part, wholes) in parts {
            let part_root = self.forest.root(part);
            let roots: BTreeSet<u32> = wholes.iter().map(|whole| self.forest.root(*whole)).collect();
            let others: Vec<u32> = roots.into_iter().filter(|whole| *whole != part_root).collect();
            let [whole] = others.as_slice() else { continue };
            let is_older = wholes
                .iter()
                .any(|original| self.forest.root(*original) == *whole && is_before(part, *original));
            if !is_older {
                self.forest.join(part_root, *whole);
            }
        }
    }
}

/// Whether what is kept of two overlapping spans is at least half of what is kept of one of them.
fn keep_the_same(a: &[Span], b: &[Span]) -> bool {
    2 * spans::common_bytes(a, b) >= spans::bytes(a).min(spans::bytes(b))
}
