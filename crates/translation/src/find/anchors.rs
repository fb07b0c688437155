//! Groups of sentences that are worth measuring.

use std::collections::BTreeSet;
use std::ops::Range;

use pulp::Arch;
use rayon::prelude::*;

use crate::align::AlignSide;
use crate::forward::kernel::{Rows, Weights, product};

/// Sentences whose neighbours are looked for at a time.
const BLOCK: usize = 64;

/// Pairs of sentences one of which is among the `nearest` nearest of the other, sorted (anchors, as
/// in Liu and Zhu 2022, first step).
pub(super) fn near_sentences(first: &AlignSide, second: &AlignSide, nearest: usize) -> Vec<(usize, usize)> {
    let forward = nearest_sentences(first, second, nearest);
    let backward = nearest_sentences(second, first, nearest);
    let mut anchors: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, others) in forward.iter().enumerate() {
        anchors.extend(others.iter().map(|&other| (at, other)));
    }
    for (at, others) in backward.iter().enumerate() {
        anchors.extend(others.iter().map(|&other| (other, at)));
    }
    anchors.into_iter().collect()
}

/// Groups of these sizes that hold one of `anchors`, of texts of so many sentences.
pub(super) fn groups_around(
    anchors: &[(usize, usize)],
    sentences: (usize, usize),
    sizes: &[(usize, usize)],
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut groups = BTreeSet::new();
    for &(row, column) in anchors {
        for &(a, b) in sizes {
            if a > sentences.0 || b > sentences.1 {
                continue;
            }
            for begin in (row + 1).saturating_sub(a)..=row.min(sentences.0 - a) {
                for other in (column + 1).saturating_sub(b)..=column.min(sentences.1 - b) {
                    groups.insert((begin + a, other + b, begin, other));
                }
            }
        }
    }
    groups.into_iter().map(|(end, other_end, begin, other)| (begin..end, other..other_end)).collect()
}

/// For each sentence its nearest of the other text, the nearest first.
fn nearest_sentences(side: &AlignSide, other: &AlignSide, nearest: usize) -> Vec<Vec<usize>> {
    let width = side.dimensions();
    let columns = Weights::from_transposed(other.sentence_vectors(), width);
    let stride = columns.padded_columns();
    side.sentence_vectors()
        .par_chunks(BLOCK * width)
        .flat_map_iter(|block| {
            let mut rows = Rows::default();
            rows.fill(block, width, width);
            let mut cosines = vec![0.0f32; rows.count() * stride];
            product(Arch::new(), &rows, &columns, &mut cosines);
            let of_block: Vec<Vec<usize>> = cosines
                .chunks_exact(stride)
                .take(block.len() / width)
                .map(|row| {
                    let mut best: Vec<usize> = Vec::with_capacity(nearest + 1);
                    for (at, &cosine) in row[..other.sentences()].iter().enumerate() {
                        // Of equal ones the first stays before.
                        let place = best.partition_point(|&kept| row[kept] >= cosine);
                        if place < nearest {
                            best.insert(place, at);
                            best.truncate(nearest);
                        }
                    }
                    best
                })
                .collect();
            of_block
        })
        .collect()
}
