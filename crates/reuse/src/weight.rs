//! What a unit is worth when it is kept, and what an edit costs.
//!
//! A kept "the" says less than a kept "reunification". Weights from the corpus under study would
//! make everything in a small one-topic corpus look common, so they come from the rarity of the unit
//! in writing at large.

use throughline_text::{is_character, rarity};

/// Cost of a unit that stands only on one side.
pub(crate) const GAP: i32 = 2;

/// Cost of a unit replaced by another: less than cutting one and adding one.
pub(crate) const REPLACED: i32 = 3;

/// Worth of a kept unit, in quarters of a middling word.
pub(crate) fn weight_of(hash: u64) -> i32 {
    match rarity(hash) {
        _ if is_character(hash) => 3,
        0..=2 => 2,
        3..=5 => 4,
        _ => 5,
    }
}

/// Worth of a run of kept units.
pub(crate) fn weight_of_run(hashes: &[u64]) -> i32 {
    hashes.iter().map(|&hash| weight_of(hash)).sum()
}
