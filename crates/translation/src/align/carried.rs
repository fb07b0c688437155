use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use pulp::Arch;
use rayon::prelude::*;

use super::costs::{Costs, UNIT};
use super::side::AlignSide;
use super::{AlignSettings, AlignedGroup};
use crate::forward::kernel::{Rows, Start, Weights, product};

/// Nearest sentences of the other text that a sentence may be aligned with.
const NEAREST: usize = 3;

/// Sentences whose neighbours are looked for at a time.
const BLOCK: usize = 64;

/// A passage of one text that stands in another: groups in the order of both texts.
#[derive(Debug, Clone, PartialEq)]
pub struct CarriedPassage {
    /// The groups, at least one; what lies between two of them stands on one side only.
    pub groups: Vec<AlignedGroup>,
    /// What the groups count together, less what lies between them.
    pub score: f32,
}

impl CarriedPassage {
    /// Sentences of the first text from the first group to the last.
    pub fn first(&self) -> Range<usize> {
        self.groups[0].first.start..self.groups[self.groups.len() - 1].first.end
    }

    /// Sentences of the second text from the first group to the last.
    pub fn second(&self) -> Range<usize> {
        self.groups[0].second.start..self.groups[self.groups.len() - 1].second.end
    }
}

/// A pair of groups that are nearer than unrelated ones.
struct Candidate {
    first: Range<usize>,
    second: Range<usize>,
    gain: i64,
}

/// The passages that both texts have, wherever they stand: an excerpt within another text, or
/// translated passages in another order. They are disjoint on both sides, and ordered by the first.
///
/// Anchors are pairs of sentences one of which is among the three nearest of the other (Liu and Zhu
/// 2022, first step); candidates are the groups around anchors. A candidate counts
/// `(a + b) / 2 · carried_within − cost` for groups of `a` and `b` sentences, so that unrelated ones
/// count less than nothing, and the best chains are taken one after the other, as in local
/// alignment (Smith and Waterman 1981; Waterman and Eggert 1987), until the next would count less
/// than `carried_least`.
pub fn carried(first: &AlignSide, second: &AlignSide, settings: &AlignSettings) -> Vec<CarriedPassage> {
    if first.sentences() == 0 || second.sentences() == 0 {
        return Vec::new();
    }
    let costs = Costs::new(first, second, settings);
    let mut candidates = candidates(&costs, settings);
    let least = (settings.carried_least * UNIT).round() as i64;
    let mut passages = Vec::new();
    while let Some((chain, score)) = best_chain(&candidates, first.sentences(), settings) {
        if score < least {
            break;
        }
        let groups: Vec<AlignedGroup> =
            chain.iter().map(|&at| costs.group(&candidates[at].first, &candidates[at].second)).collect();
        candidates.retain(|candidate| {
            groups.iter().all(|group| {
                !overlap(&group.first, &candidate.first) && !overlap(&group.second, &candidate.second)
            })
        });
        passages.push(CarriedPassage { groups, score: score as f32 / UNIT });
    }
    passages.sort_by_key(|passage| (passage.first().start, passage.second().start));
    passages
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// All groups around anchors that count, by their ends.
fn candidates(costs: &Costs<'_>, settings: &AlignSettings) -> Vec<Candidate> {
    let (first, second) = (costs.first, costs.second);
    let forward = nearest_sentences(first, second);
    let backward = nearest_sentences(second, first);
    let mut anchors: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, others) in forward.iter().enumerate() {
        anchors.extend(others.iter().map(|&other| (at, other)));
    }
    for (at, others) in backward.iter().enumerate() {
        anchors.extend(others.iter().map(|&other| (other, at)));
    }
    let mut pairs = BTreeSet::new();
    for &(row, column) in &anchors {
        for (a, b) in costs.group_sizes() {
            for begin in (row + 1).saturating_sub(a)..=row.min(first.sentences() - a) {
                for other in (column + 1).saturating_sub(b)..=column.min(second.sentences() - b) {
                    pairs.insert((begin + a, other + b, begin, other));
                }
            }
        }
    }
    let pairs: Vec<_> = pairs.into_iter().collect();
    let gained: Vec<Candidate> = pairs
        .into_par_iter()
        .map(|(end, other_end, begin, other)| {
            let (first, second) = (begin..end, other..other_end);
            let within = settings.carried_within * (first.len() + second.len()) as f32 / 2.0;
            let gain = (within * UNIT).round() as i64 - costs.cost(&first, &second);
            Candidate { first, second, gain }
        })
        .collect();
    gained.into_iter().filter(|candidate| candidate.gain > 0).collect()
}

/// The chain of candidates that counts most, and what it counts. Of equal ones that wins which ends
/// first.
fn best_chain(
    candidates: &[Candidate],
    sentences: usize,
    settings: &AlignSettings,
) -> Option<(Vec<usize>, i64)> {
    let gap_cost = (settings.carried_gap_cost * UNIT).round() as i64;
    let gap = settings.carried_gap;
    let mut ending_at: Vec<Vec<usize>> = vec![Vec::new(); sentences + 1];
    // Of each candidate what the best chain counts that ends with it, and the one before it.
    let mut chains: Vec<(i64, Option<usize>)> = Vec::with_capacity(candidates.len());
    for (at, candidate) in candidates.iter().enumerate() {
        let mut best = (0, None);
        let start = candidate.first.start;
        for (first_gap, ending) in ending_at[start.saturating_sub(gap)..=start].iter().rev().enumerate() {
            for &before in ending {
                let second_end = candidates[before].second.end;
                let Some(second_gap) = candidate.second.start.checked_sub(second_end) else { continue };
                let skipped = (first_gap + second_gap) as i64;
                let counts = chains[before].0 - skipped * gap_cost;
                if second_gap <= gap && counts > best.0 {
                    best = (counts, Some(before));
                }
            }
        }
        chains.push((best.0 + candidate.gain, best.1));
        ending_at[candidate.first.end].push(at);
    }
    let (last, (score, _)) =
        chains.iter().enumerate().max_by_key(|(at, (score, _))| (*score, Reverse(*at)))?;
    let mut chain = vec![last];
    let mut at = last;
    while let Some(before) = chains[at].1 {
        chain.push(before);
        at = before;
    }
    chain.reverse();
    Some((chain, *score))
}

/// For each sentence its nearest of the other text, the nearest first.
fn nearest_sentences(side: &AlignSide, other: &AlignSide) -> Vec<Vec<usize>> {
    let width = side.dimensions();
    let columns = Weights::from_transposed(other.sentence_vectors(), width);
    let stride = columns.padded_columns();
    side.sentence_vectors()
        .par_chunks(BLOCK * width)
        .flat_map_iter(|block| {
            let mut rows = Rows::default();
            rows.fill(block, width, width);
            let mut cosines = vec![0.0f32; rows.count() * stride];
            product(Arch::new(), &rows, &columns, Start::Zero, &mut cosines);
            let nearest: Vec<Vec<usize>> = cosines
                .chunks_exact(stride)
                .take(block.len() / width)
                .map(|row| {
                    let mut best: Vec<usize> = Vec::with_capacity(NEAREST + 1);
                    for (at, &cosine) in row[..other.sentences()].iter().enumerate() {
                        // Of equal ones the first stays before.
                        let place = best.partition_point(|&kept| row[kept] >= cosine);
                        if place < NEAREST {
                            best.insert(place, at);
                            best.truncate(NEAREST);
                        }
                    }
                    best
                })
                .collect();
            nearest
        })
        .collect()
}
