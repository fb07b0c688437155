//! Blocks: matches of one pair that lie close together on both sides.
//!
//! An edit in the middle of a copied story splits it into several matches. For lineages they are
//! one passage, or one carry would show up as many lineages. Two matches are joined if the gaps on
//! both sides are at most `passage_gap_bytes` and at most twice what is matched around them, so
//! that two short phrases do not claim the text between them.

use crate::{
    Settings,
    pairs::{Pair, kept},
    spans,
};
use rayon::prelude::*;
use throughline_model::{Match, ReuseClass, Span};

/// One passage that two documents share.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) a_span: Span,
    pub(super) b_span: Span,
    matched_bytes: u32,
}

/// Blocks, and the matches that each is made of.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// In the order of pairs and of places in `a`.
    pub(super) all: Vec<Block>,
    /// Positions of a block and, in the list of all matches, of one of its matches; sorted by match.
    pub(super) matches: Vec<(u32, u32)>,
}

/// Pairs that are looked at together, so that threads have enough to do.
const PAIRS_AT_ONCE: usize = 4096;

/// The blocks of one class.
pub(super) fn of_class(pairs: &[Pair], matches: &[Match], class: ReuseClass, settings: &Settings) -> Blocks {
    let parts: Vec<Blocks> = pairs
        .par_chunks(PAIRS_AT_ONCE)
        .map(|pairs| {
            let mut blocks = Blocks::default();
            for pair in pairs {
                blocks.add(pair, matches, class, settings);
            }
            blocks
        })
        .collect();
    let mut blocks = Blocks::default();
    for part in parts {
        let first = blocks.all.len() as u32;
        blocks.matches.extend(part.matches.into_iter().map(|(block, found)| (first + block, found)));
        blocks.all.extend(part.all);
    }
    blocks
}

impl Blocks {
    fn add(&mut self, pair: &Pair, matches: &[Match], class: ReuseClass, settings: &Settings) {
        let first_of_pair = self.all.len();
        for position in pair.positions().filter(|position| matches[*position].class == class) {
            let found = &matches[position];
            let mut open = (first_of_pair..self.all.len()).rev().take(4);
            let block = open.find(|block| continues(&self.all[*block], found, settings));
            if let Some(block) = block.map(|block| &mut self.all[block]) {
                block.a_span = spans::hull(block.a_span, found.a_span);
                block.b_span = spans::hull(block.b_span, found.b_span);
                block.matched_bytes += found.a_span.len() as u32;
            } else {
                self.all.push(Block {
                    a: pair.a,
                    b: pair.b,
                    a_span: found.a_span,
                    b_span: found.b_span,
                    matched_bytes: found.a_span.len() as u32,
                });
            }
            let block = block.unwrap_or(self.all.len() - 1);
            self.matches.push((block as u32, position as u32));
        }
    }
}

/// What the matches of each block keep.
pub(super) struct Kept<'m> {
    matches: &'m [Match],
    /// Positions of a block and of one of its matches, sorted.
    of_block: Vec<(u32, u32)>,
}

impl<'m> Kept<'m> {
    pub(super) fn of(blocks: &Blocks, matches: &'m [Match]) -> Self {
        let mut of_block = blocks.matches.clone();
        of_block.par_sort_unstable();
        Self { matches, of_block }
    }

    /// The bytes of one side of a block that the other has as well.
    pub(super) fn in_block(&self, block: u32, is_b: bool) -> Vec<Span> {
        let begin = self.of_block.partition_point(|(other, _)| *other < block);
        let own = self.of_block[begin..].iter().take_while(|(other, _)| *other == block);
        let of_both = own.flat_map(|(_, found)| kept(&self.matches[*found as usize]));
        spans::union(of_both.map(|(a, b)| if is_b { b } else { a }))
    }
}

fn continues(block: &Block, found: &Match, settings: &Settings) -> bool {
    let matched = block.matched_bytes as usize + found.a_span.len();
    let most = (settings.passage_gap_bytes as usize).min(2 * matched);
    spans::gap(block.a_span, found.a_span) <= most && spans::gap(block.b_span, found.b_span) <= most
}
