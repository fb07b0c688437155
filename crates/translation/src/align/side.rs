use std::ops::Range;

use rayon::prelude::*;

use crate::forward::elementwise::sum;
use crate::model::{Model, to_unit_length};

/// One text as the aligner sees it: a vector and a length for every group of adjacent sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignSide {
    dimensions: usize,
    sentences: usize,
    /// At `size - 1` the vectors of all groups of `size` sentences, by their first sentence.
    groups: Vec<Vec<f32>>,
    /// Lengths of all sentences before each, and of all of them at the end.
    lengths_before: Vec<u64>,
}

impl AlignSide {
    /// Takes the vectors of groups: at `size - 1` those of all groups of `size` sentences, by their
    /// first sentence, one after the other. They are brought to length 1. `lengths` are the
    /// sentences' own, best in pieces, which differ less between languages than characters do.
    ///
    /// # Panics
    ///
    /// If there are more or fewer vectors than groups.
    pub fn new(mut groups: Vec<Vec<f32>>, dimensions: usize, lengths: &[u32]) -> Self {
        assert!(dimensions > 0 && !groups.is_empty(), "there are groups of one sentence");
        for (group, size) in groups.iter_mut().zip(1..) {
            let expected = (lengths.len() + 1).saturating_sub(size);
            assert_eq!(group.len(), expected * dimensions, "each group of {size} has a vector");
            group.chunks_exact_mut(dimensions).for_each(to_unit_length);
        }
        let before = lengths.iter().scan(0, |before, &length| {
            *before += u64::from(length);
            Some(*before)
        });
        AlignSide {
            dimensions,
            sentences: lengths.len(),
            lengths_before: [0].into_iter().chain(before).collect(),
            groups,
        }
    }

    /// The vector of a group is the sum of its sentences' vectors by their lengths, as the model's
    /// own is the mean over pieces.
    ///
    /// # Panics
    ///
    /// If there are more or fewer vectors than lengths.
    pub fn from_sentence_vectors(
        vectors: &[f32],
        dimensions: usize,
        lengths: &[u32],
        largest_group: usize,
    ) -> Self {
        assert_eq!(vectors.len(), lengths.len() * dimensions, "each sentence has a vector");
        let sentences: Vec<&[f32]> = vectors.chunks_exact(dimensions).collect();
        let groups = (1..=largest_group.max(1))
            .map(|size| {
                sentences
                    .windows(size)
                    .zip(lengths.windows(size))
                    .flat_map(|(sentences, lengths)| {
                        let mut group = vec![0.0; dimensions];
                        for (sentence, &length) in sentences.iter().zip(lengths) {
                            add(&mut group, sentence, length.max(1) as f32);
                        }
                        group
                    })
                    .collect()
            })
            .collect();
        Self::new(groups, dimensions, lengths)
    }

    /// The vectors are the model's for the joined texts of each group of up to `largest_group`
    /// sentences, as Vecalign wants them; lengths are in pieces. With groups of three the model
    /// reads each sentence six times, where [`from_sentence_vectors`](Self::from_sentence_vectors)
    /// needs it once and finds less.
    pub fn from_texts(model: &Model, sentences: &[&str], largest_group: usize) -> Self {
        let groups = (1..=largest_group.max(1))
            .map(|size| {
                let joined: Vec<String> = sentences.windows(size).map(|group| group.join(" ")).collect();
                model.vectors(&joined.iter().map(String::as_str).collect::<Vec<_>>())
            })
            .collect();
        let lengths: Vec<u32> =
            sentences.par_iter().map(|text| model.tokenizer().tokens(text).len() as u32).collect();
        Self::new(groups, model.dimensions(), &lengths)
    }

    /// Number of sentences.
    pub fn sentences(&self) -> usize {
        self.sentences
    }

    pub(super) fn largest_group(&self) -> usize {
        self.groups.len()
    }

    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vectors of all single sentences.
    pub(crate) fn sentence_vectors(&self) -> &[f32] {
        &self.groups[0]
    }

    pub(super) fn vector(&self, group: &Range<usize>) -> &[f32] {
        &self.groups[group.len() - 1][group.start * self.dimensions..][..self.dimensions]
    }

    pub(super) fn length(&self, group: &Range<usize>) -> u64 {
        self.lengths_before[group.end] - self.lengths_before[group.start]
    }

    /// The mean of all vectors of groups of any size, not of length 1, and their number.
    pub(super) fn mean(&self) -> (Vec<f32>, usize) {
        let mut mean = vec![0.0; self.dimensions];
        let mut count = 0;
        for vector in self.groups.iter().flat_map(|vectors| vectors.chunks_exact(self.dimensions)) {
            add(&mut mean, vector, 1.0);
            count += 1;
        }
        for value in &mut mean {
            *value /= count.max(1) as f32;
        }
        (mean, count)
    }

    /// A coarser text: each two sentences are one, and there are no larger groups.
    pub(super) fn halved(&self) -> AlignSide {
        let pairs: Vec<Range<usize>> =
            (0..self.sentences).step_by(2).map(|at| at..(at + 2).min(self.sentences)).collect();
        let vectors = pairs.iter().flat_map(|pair| {
            let mut vector = vec![0.0; self.dimensions];
            for at in pair.clone() {
                add(&mut vector, self.vector(&(at..at + 1)), self.length(&(at..at + 1)).max(1) as f32);
            }
            vector
        });
        let lengths: Vec<u32> = pairs.iter().map(|pair| self.length(pair) as u32).collect();
        AlignSide::new(vec![vectors.collect()], self.dimensions, &lengths)
    }
}

fn add(target: &mut [f32], vector: &[f32], weight: f32) {
    for (target, value) in target.iter_mut().zip(vector) {
        *target += weight * value;
    }
}

/// Sum of the products, in one order on every processor.
pub(super) fn cosine(first: &[f32], second: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut sums = [0.0f32; LANES];
    let (first_blocks, first_rest) = first.as_chunks::<LANES>();
    let (second_blocks, second_rest) = second.as_chunks::<LANES>();
    for (first, second) in first_blocks.iter().zip(second_blocks) {
        for ((sum, a), b) in sums.iter_mut().zip(first).zip(second) {
            *sum += a * b;
        }
    }
    for ((sum, a), b) in sums.iter_mut().zip(first_rest).zip(second_rest) {
        *sum += a * b;
    }
    sum(&sums, |value| value)
}
