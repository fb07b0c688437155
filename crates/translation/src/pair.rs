//! How well two sentences say the same: what the second pass measures of a pair.
//!
//! One cosine of two sentence vectors is a weak judge. Late interaction (Khattab and Zaharia 2020,
//! *ColBERT*) asks of every piece how near the nearest piece of the other sentence is, in both
//! directions, so that an addition or an omission shows on its side. Numbers are compared as numbers.

use pulp::Arch;

use crate::forward::elementwise::sum;
use crate::forward::kernel::{Rows, Weights, product};
use crate::model::Sentence;
use crate::{names, numbers};

/// What was measured of two sentences.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct PairFeatures {
    /// Cosine of the sentences' vectors, −1 to 1.
    pub cosine: f32,
    /// Mean over the first sentence's pieces of the cosine with the nearest piece of the second,
    /// −1 to 1: how much of the first is in the second.
    pub forward: f32,
    /// The same from the second to the first.
    pub backward: f32,
    /// `forward` with each piece counted by its weight, so that rare pieces decide.
    pub rare_forward: f32,
    /// `backward` with each piece counted by its weight.
    pub rare_backward: f32,
    /// Mean over the lesser half of the first sentence's weight of those cosines: what is worst
    /// covered.
    pub worst_forward: f32,
    /// The same from the second to the first.
    pub worst_backward: f32,
    /// Share of the numbers of both sentences that the other one has too, 0 to 1; 1 if neither has
    /// any.
    pub numbers: f32,
    /// Numbers that both have.
    pub common_numbers: u32,
    /// Numbers in digits that one of them lacks.
    pub lone_numbers: u32,
    /// Names that stand in the other sentence too, of both sides.
    pub common_names: u32,
    /// Names that should stand in the other sentence and do not.
    pub lone_names: u32,
    /// Pieces of the shorter sentence over those of the longer one, 0 to 1.
    pub length: f32,
    /// Pieces of the shorter sentence: the fewer, the less all of this says.
    pub pieces: u32,
}

/// Measures two sentences with their texts.
pub fn compare_pair(
    (first, first_text): (&Sentence, &str),
    (second, second_text): (&Sentence, &str),
) -> PairFeatures {
    let Interaction { of_first, of_second } = Interaction::new(first, second);
    let (short, long) = (first.tokens.len(), second.tokens.len());
    let numbers = numbers::agreement(first_text, second_text);
    let names = names::agreement(first_text, second_text);
    let all_numbers = 2 * numbers.common + numbers.alone;
    PairFeatures {
        cosine: cosine(&first.vector, &second.vector),
        forward: mean(&of_first),
        backward: mean(&of_second),
        rare_forward: weighted_mean(&of_first, &first.weights),
        rare_backward: weighted_mean(&of_second, &second.weights),
        worst_forward: worst(&of_first, &first.weights),
        worst_backward: worst(&of_second, &second.weights),
        numbers: if all_numbers == 0 { 1.0 } else { (2 * numbers.common) as f32 / all_numbers as f32 },
        common_numbers: numbers.common as u32,
        lone_numbers: numbers.alone as u32,
        common_names: names.common as u32,
        lone_names: names.alone as u32,
        length: short.min(long) as f32 / short.max(long).max(1) as f32,
        pieces: short.min(long) as u32,
    }
}

/// How near the pieces of two sentences are.
struct Interaction {
    /// For each piece of the first sentence its cosine with the nearest piece of the second.
    of_first: Vec<f32>,
    of_second: Vec<f32>,
}

impl Interaction {
    fn new(first: &Sentence, second: &Sentence) -> Self {
        let (mut of_first, mut of_second) =
            (vec![0.0f32; first.tokens.len()], vec![0.0f32; second.tokens.len()]);
        if of_first.is_empty() || of_second.is_empty() {
            return Interaction { of_first, of_second };
        }
        of_second.fill(-1.0);
        let width = first.width();
        let columns = Weights::from_transposed(&second.states, width);
        let mut rows = Rows::default();
        rows.fill(&first.states, width, width);
        let stride = columns.padded_columns();
        let mut cosines = vec![0.0; rows.count() * stride];
        product(Arch::new(), &rows, &columns, &mut cosines);
        for (row, best) in cosines.chunks_exact(stride).zip(&mut of_first) {
            *best = -1.0;
            for (&cosine, best_of_other) in row.iter().zip(&mut of_second) {
                *best = best.max(cosine);
                *best_of_other = best_of_other.max(cosine);
            }
        }
        Interaction { of_first, of_second }
    }
}

fn cosine(first: &[f32], second: &[f32]) -> f32 {
    let products: Vec<f32> = first.iter().zip(second).map(|(a, b)| a * b).collect();
    sum(&products, |value| value)
}

fn mean(values: &[f32]) -> f32 {
    sum(values, |value| value) / values.len().max(1) as f32
}

fn weighted_mean(values: &[f32], weights: &[f32]) -> f32 {
    let total = sum(weights, |weight| weight);
    if total > 0.0 { cosine(values, weights) / total } else { mean(values) }
}

/// Mean of the lowest values that make up half of all weight.
fn worst(values: &[f32], weights: &[f32]) -> f32 {
    let mut ordered: Vec<(f32, f32)> = values.iter().copied().zip(weights.iter().copied()).collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = 0.5 * sum(weights, |weight| weight);
    let (mut total, mut reached) = (0.0, 0.0);
    for (value, weight) in ordered {
        let taken = weight.min(half - reached);
        if taken <= 0.0 {
            break;
        }
        total += value * taken;
        reached += taken;
    }
    if reached > 0.0 { total / reached } else { mean(values) }
}

/// The margin of a score over those of the neighbours of both sides: the score over their mean
/// (Artetxe and Schwenk 2019, *Margin-based Parallel Corpus Mining*, "ratio"). Pass the scores of
/// the same few nearest neighbours of each side, four in the paper.
pub fn margin(score: f32, neighbours_of_first: &[f32], neighbours_of_second: &[f32]) -> f32 {
    let mean = |scores: &[f32]| scores.iter().sum::<f32>() / scores.len().max(1) as f32;
    let around = f32::midpoint(mean(neighbours_of_first), mean(neighbours_of_second));
    if around > 0.0 { score / around } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::Token;
    use throughline_model::Span;

    fn sentence(states: &[[f32; 2]]) -> Sentence {
        let token = Token { id: 0, span: Span::new(0, 0) };
        Sentence {
            tokens: vec![token; states.len()],
            states: states.concat(),
            vector: vec![1.0, 0.0],
            weights: vec![1.0; states.len()],
            bytes: 0,
        }
    }

    #[test]
    fn an_addition_shows_on_its_side() {
        let short = sentence(&[[1.0, 0.0]]);
        let long = sentence(&[[1.0, 0.0], [0.0, 1.0]]);
        let features = compare_pair((&short, "in 2,021"), (&long, "٢٠٢١ and 5"));
        assert_eq!((features.forward, features.backward), (1.0, 0.5));
        assert_eq!((features.cosine, features.length), (1.0, 0.5));
        assert!((features.numbers - 2.0 / 3.0).abs() < 1e-6);
        assert_eq!((features.rare_backward, features.worst_backward), (0.5, 0.0));
        let nothing = compare_pair((&sentence(&[]), ""), (&long, ""));
        assert_eq!((nothing.forward, nothing.backward, nothing.numbers), (0.0, 0.0, 1.0));
    }

    #[test]
    fn a_margin_is_one_where_the_neighbours_are_as_near() {
        assert!((margin(0.8, &[0.8, 0.8], &[0.8]) - 1.0).abs() < 1e-6);
        assert!(margin(0.9, &[0.6, 0.4], &[0.5]) > 1.7);
    }
}
