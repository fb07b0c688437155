//! Our own extractor of main text: a classifier of blocks that knows both their words and their place
//! in the page's tree.
//!
//! A block is scored by what the line classifier of text dumps sees of its words and of the lines
//! beside it, and by [`super::signs`]; then the runs with the greatest sum are taken, as there.

use super::{blocks::Blocks, signs, weights::WEIGHTS};
use crate::text_dump::{PageLines, segments};

/// What is known of a block: its length in words, whether it is dropped for certain, and its features.
pub(super) struct Scored {
    pub(super) units: f64,
    pub(super) is_dropped: bool,
    pub(super) features: Vec<f64>,
}

/// The features of every block. `is_other` says of a block's number that it is no text, whatever
/// stands around it.
pub(super) fn scored(found: &Blocks, lines: &PageLines<'_>, is_other: impl Fn(usize) -> bool) -> Vec<Scored> {
    let mut prose = vec![0.0; found.blocks.len()];
    for (at, (units, _)) in lines.numbers().zip(lines.measures()) {
        if units >= 6.0 {
            prose[at] = units;
        }
    }
    let signs = signs::signs(found, &prose);
    let mut scored: Vec<Scored> =
        found.blocks.iter().map(|_| Scored { units: 0.0, is_dropped: true, features: Vec::new() }).collect();
    for ((at, (units, is_dropped)), of_words) in lines.numbers().zip(lines.measures()).zip(lines.features()) {
        let features = of_words.iter().chain(&signs[at]).copied().collect();
        scored[at] = Scored { units, is_dropped: is_dropped || is_other(at), features };
    }
    scored
}

/// Which blocks are main text.
pub(super) fn main_blocks(scored: &[Scored]) -> Vec<bool> {
    let score = |block: &Scored| {
        if block.is_dropped {
            return segments::DROPPED;
        }
        let log_odds: f64 =
            block.features.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
        log_odds * segments::mass(block.units)
    };
    let scores: Vec<f64> = scored.iter().map(score).collect();
    let chosen = segments::main_lines(&scores);
    chosen.iter().zip(scored).map(|(is_main, block)| *is_main && !block.is_dropped).collect()
}
