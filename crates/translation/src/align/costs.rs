use std::ops::Range;

use super::side::{AlignSide, cosine};
use super::{AlignSettings, AlignedGroup};

/// Costs are whole numbers of such parts: sums of them do not depend on the order.
pub(super) const UNIT: f32 = 1_000_000.0;

/// Texts whose groups all have one vector do not divide by nothing.
const LEAST_BACKGROUND: f32 = 1e-3;

/// What it costs to align two groups.
pub(super) struct Costs<'a> {
    pub(super) first: &'a AlignSide,
    pub(super) second: &'a AlignSide,
    settings: &'a AlignSettings,
    /// For each group of the first text, by size and first sentence, its mean distance from all
    /// groups of the second.
    first_background: Vec<Vec<f32>>,
    second_background: Vec<Vec<f32>>,
}

impl<'a> Costs<'a> {
    pub(super) fn new(first: &'a AlignSide, second: &'a AlignSide, settings: &'a AlignSettings) -> Self {
        assert_eq!(first.dimensions(), second.dimensions(), "both sides come from one model");
        Costs {
            first_background: background(first, second, settings),
            second_background: background(second, first, settings),
            first,
            second,
            settings,
        }
    }

    /// How many sentences of both sides groups can have, the smaller first.
    pub(super) fn group_sizes(&self) -> Vec<(usize, usize)> {
        let largest = |side: &AlignSide| side.largest_group().min(self.settings.largest_group.max(1));
        let mut sizes: Vec<(usize, usize)> = (1..=largest(self.first))
            .flat_map(|a| (1..=largest(self.second)).map(move |b| (a, b)))
            .filter(|(a, b)| a + b <= self.settings.together.max(2))
            .filter(|&(a, b)| a <= self.first.sentences() && b <= self.second.sentences())
            .collect();
        sizes.sort_unstable_by_key(|(a, b)| (a + b, a.abs_diff(*b), *a));
        sizes
    }

    pub(super) fn group(&self, first: &Range<usize>, second: &Range<usize>) -> AlignedGroup {
        let score = 1.0 - self.distance(first, second);
        AlignedGroup { first: first.clone(), second: second.clone(), score }
    }

    /// The distance of two groups where that of unrelated groups of these texts is 1: over the mean
    /// distance of both from all groups of the other text. Vecalign takes the mean over a sample of
    /// groups; that over all is as cheap, for the mean of cosines is the product with the mean.
    pub(super) fn distance(&self, first: &Range<usize>, second: &Range<usize>) -> f32 {
        let (x, y) = (self.first.vector(first), self.second.vector(second));
        let background = f32::midpoint(
            self.first_background[first.len() - 1][first.start],
            self.second_background[second.len() - 1][second.start],
        );
        let beside = f32::midpoint(
            cosine_beside(x, self.second, second, 1.0 - background),
            cosine_beside(y, self.first, first, 1.0 - background),
        );
        let distance = 1.0 - cosine(x, y) + self.settings.neighbors * (beside - (1.0 - background));
        distance.max(0.0) / background.max(LEAST_BACKGROUND)
    }

    /// The cost of aligning two groups.
    pub(super) fn cost(&self, first: &Range<usize>, second: &Range<usize>) -> i64 {
        let lengths = (self.first.length(first).max(1), self.second.length(second).max(1));
        let share = lengths.0.min(lengths.1) as f32 / lengths.0.max(lengths.1) as f32;
        let distance = self.distance(first, second) + self.settings.length * (1.0 - share);
        let merged = (first.len() + second.len() - 2) as f32;
        let cost = distance * ((first.len() * second.len()) as f32).sqrt() + self.settings.merge * merged;
        (cost * UNIT).round() as i64
    }
}

/// The mean cosine with the sentences before and after a group, or `otherwise` where there are none.
fn cosine_beside(vector: &[f32], side: &AlignSide, group: &Range<usize>, otherwise: f32) -> f32 {
    let before = group.start.checked_sub(1);
    let after = (group.end < side.sentences()).then_some(group.end);
    let cosine_with = |at: Option<usize>| at.map(|at| cosine(vector, side.vector(&(at..at + 1))));
    match (cosine_with(before), cosine_with(after)) {
        (Some(before), Some(after)) => f32::midpoint(before, after),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => otherwise,
    }
}

/// The mean distance of each group from all groups of the other text.
fn background(side: &AlignSide, other: &AlignSide, settings: &AlignSettings) -> Vec<Vec<f32>> {
    let (mean, count) = other.mean();
    let (prior, count) = (settings.prior_weight, count as f32);
    (1..=side.largest_group())
        .map(|size| {
            (0..(side.sentences() + 1).saturating_sub(size))
                .map(|at| {
                    let own = 1.0 - cosine(side.vector(&(at..at + size)), &mean);
                    (own * count + settings.prior_distance * prior) / (count + prior)
                })
                .collect()
        })
        .collect()
}
