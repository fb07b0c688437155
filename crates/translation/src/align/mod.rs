//! Which sentences of one text are which of another, by dynamic programming over groups of adjacent
//! sentences.
//!
//! [`align`] takes two texts that are each other's translation from end to end, as far as it can.
//! Passages that two texts share wherever they stand are found by [`renderings`](crate::renderings()).
//!
//! What two groups cost is told in [`AlignSettings`]. The basis is Thompson and Koehn 2019
//! (*Vecalign: Improved Sentence Alignment in Linear Time and Space*): the distance of the vectors of
//! both groups, over that of groups taken at random, and a coarse search over halved texts before a
//! fine one around its path. From Liu and Zhu 2022 (*Bertalign: Improved Word Embedding-Based
//! Sentence Alignment for Chinese–English Parallel Corpora of Literary Texts*) come the margin to the
//! sentences beside a group and the part of length.
//!
//! Costs are rounded to whole numbers before they are added or compared, so the result is the same
//! on any number of threads. Swapping the texts swaps the groups as long as no two paths cost the
//! same and both texts are short enough that all cells are searched.

mod costs;
mod search;
mod side;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use side::AlignSide;

/// How texts are aligned.
///
/// The cost of aligning groups of `a` and `b` sentences is
/// `(distance + length · (1 − shorter / longer)) · √(a · b) + merge · (a + b − 2)`, where unrelated
/// groups have about the distance 1. The defaults were chosen on the document `dev` of Bleualign's
/// German–French set; see `bench/runs/2026-11-26-translation-align`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AlignSettings {
    /// Most sentences of one side in a group.
    pub largest_group: usize,
    /// Most sentences of both sides in a group.
    pub together: usize,
    /// What a sentence costs that is in no group.
    pub skip: f32,
    /// What it costs more when one group is longer than the other.
    pub length: f32,
    /// What each sentence of a group beyond one and one costs more. Vecalign multiplies distances
    /// by `a · b` instead, which left more true groups of two and three apart.
    pub merge: f32,
    /// How much of the similarity of a group with the sentences beside the other is taken off
    /// (Bertalign's modified cosine has 1): a group is not better for what its neighbour says.
    pub neighbors: f32,
    /// The distance of unrelated groups to expect where texts are too short to show it; depends on
    /// the model.
    pub prior_distance: f32,
    /// How many groups that expectation counts as.
    pub prior_weight: f32,
}

impl Default for AlignSettings {
    fn default() -> Self {
        AlignSettings {
            largest_group: 3,
            together: 5,
            skip: 0.5,
            length: 0.5,
            merge: 0.2,
            neighbors: 0.3,
            prior_distance: 0.2,
            prior_weight: 8.0,
        }
    }
}

/// Adjacent sentences of two texts that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedGroup {
    /// Sentences of the first text, at least one.
    pub first: Range<usize>,
    /// Sentences of the second text, at least one.
    pub second: Range<usize>,
    /// 1 less the distance: 1 where both have the same vector, about 0 for unrelated groups.
    pub score: f32,
}

/// Aligns two texts from end to end. Groups come in the order of both texts; sentences in none have
/// no counterpart. Where both texts have sentences without counterpart at the same place, these may
/// be paired with each other, for two skips cost about what an unrelated pair does; such groups
/// have scores near 0.
///
/// # Panics
///
/// If the sides' vectors have different dimensions.
pub fn align(first: &AlignSide, second: &AlignSide, settings: &AlignSettings) -> Vec<AlignedGroup> {
    search::cheapest(first, second, settings)
}
