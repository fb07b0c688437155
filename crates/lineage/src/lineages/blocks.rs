//! Blocks: matches of one pair that lie close together on both sides.
//!
//! An edit in the middle of a copied story splits it into several matches. For lineages they are
//! one passage, or one carry would show up as many lineages. Two matches are joined if the gaps on
//! both sides are at most `passage_gap_bytes` and at most twice what is matched around them, so
//! that two short phrases do not claim the text between them.

use crate::{Settings, pairs::Pair, spans};
use throughline_model::{Match, ReuseClass, Span};

/// One passage that two documents share.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) a_span: Span,
    pub(super) b_span: Span,
    /// Positions of its matches in the list of all matches.
    pub(super) matches: Vec<u32>,
    matched_bytes: usize,
}

/// The blocks of one class, in the order of pairs and of places in `a`.
pub(super) fn of_class(
    pairs: &[Pair],
    matches: &[Match],
    class: ReuseClass,
    settings: &Settings,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    for pair in pairs {
        let first_of_pair = blocks.len();
        for position in pair.matches.clone().filter(|position| matches[*position].class == class) {
            let found = &matches[position];
            let open = blocks[first_of_pair..]
                .iter_mut()
                .rev()
                .take(4)
                .find(|block| continues(block, found, settings));
            if let Some(block) = open {
                block.a_span = spans::hull(block.a_span, found.a_span);
                block.b_span = spans::hull(block.b_span, found.b_span);
                block.matches.push(position as u32);
                block.matched_bytes += found.a_span.len();
            } else {
                blocks.push(Block {
                    a: pair.a,
                    b: pair.b,
                    a_span: found.a_span,
                    b_span: found.b_span,
                    matches: vec![position as u32],
                    matched_bytes: found.a_span.len(),
                });
            }
        }
    }
    blocks
}

fn continues(block: &Block, found: &Match, settings: &Settings) -> bool {
    let most = (settings.passage_gap_bytes as usize).min(2 * (block.matched_bytes + found.a_span.len()));
    spans::gap(block.a_span, found.a_span) <= most && spans::gap(block.b_span, found.b_span) <= most
}
